// SPDX-License-Identifier: Apache-2.0
// A connector for a system of the customer's own, of whatever kind of channel: messages go out as requests
// that a template describes, and come in as signed requests that a mapping takes apart. doc/guide/custom.md
// has the configuration, custom_map.h and custom_request.h what it means.
#pragma once
#include "channel/channel.h"

extern const struct channel_ops custom_ops;
