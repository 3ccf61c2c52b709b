// SPDX-License-Identifier: Apache-2.0
// Which adapters this program has: the only list of those built in.
#pragma once
#include "channel/registry.h"
#include "hub/setup.h"

// Those built in, and the plug-ins of the folder (NULL: none). A plug-in that cannot be loaded is logged and
// left out. registry_free is the caller's.
int adapters_new(const char *plugins, struct registry **ret);

// What of it the domain must know.
struct hub_setup adapters_setup(const struct registry *adapters);
