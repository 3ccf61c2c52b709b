// SPDX-License-Identifier: Apache-2.0
// The channel of the hub's own pages: the widget on a company's page, its portal, its app. There is no
// provider: a message has reached it when it is committed, because the customer's page hears the live event,
// or reads it when it comes back. So every attempt ends as sent in the very call. What the customer says
// comes by the API.
#pragma once
#include "channel/channel.h"

extern const struct channel_ops chat_ops;
