// SPDX-License-Identifier: Apache-2.0
// Shared by the files settings*.c: every setting, once.
#pragma once
#include "app/settings.h"

enum { SETTINGS_LOOPS_MOST = 8, SETTINGS = 19 };

enum setting_kind {
    SETTING_TEXT,
    SETTING_NUMBER,
    SETTING_LIST, // in the file an array of texts or one text; elsewhere comma-separated
};

struct setting {
    const char *option; // NULL: not as an option, so that no secret stands in the process list
    const char *variable;
    const char *key; // in the file; NULL: not there
    enum setting_kind kind;
    const char *argument, *help;
    const char *example;                                // for the file, as TOML
    bool (*set)(struct settings *s, const char *value); // borrows the value
};

extern const struct setting settings_table[SETTINGS];

// 0, or how many faults were printed.
int settings_read_file(struct settings *s, const char *path);
