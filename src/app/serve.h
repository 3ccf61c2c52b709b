// SPDX-License-Identifier: Apache-2.0
// Puts the parts together and runs them: the only place that names concrete ones.
#pragma once
#include "app/settings.h"

// Serves until SIGINT or SIGTERM. Returns the process's exit status.
int serve(const struct settings *settings);

// The same for one command: opens the directory, answers on its socket only, calls `act` on this thread, and
// stops. Returns what act returns, or an exit status when the directory could not be opened.
int serve_privately(const struct settings *settings, int (*act)(void *ctx, const char *data), void *ctx);
