// SPDX-License-Identifier: Apache-2.0
// A starting point for an adapter: copy the folder, give it a name, and replace the provider that is none.
#pragma once
#include "channel/channel.h"

extern const struct channel_ops template_ops;
