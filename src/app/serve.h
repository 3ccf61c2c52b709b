// SPDX-License-Identifier: Apache-2.0
// Puts the parts together and runs them: the only place that names concrete ones.
#pragma once
#include "app/settings.h"

// Serves until SIGINT or SIGTERM. Returns the process's exit status.
int serve(const struct settings *settings);
