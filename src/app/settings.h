// SPDX-License-Identifier: Apache-2.0
// What the operator sets: by options, else by environment variables, else in a file, else by default.
#pragma once
#include "base/arena.h"
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

struct settings {
    const char *host;        // default 127.0.0.1
    int port;                // default 8302; 0 picks a free one
    const char *data;        // default ./data
    const char *access_log;  // NULL: none
    const char *public_url;  // without a slash at the end; NULL: none
    const char *public_host; // default that of public_url; NULL: none
    const char *origins;     // comma-separated; NULL: none but the same
    const char *api_key;     // NULL: none
    int key_rate;            // requests a second; 0: the default, negative: no limit
    int visitor_rate;    // likewise, of a visitor of the widget; a negative one takes any number of new ones
    int address_rate;    // likewise, of an address that shows no key
    int failure_rate;    // failed authentications a minute of an address
    int file_max_mb;     // megabytes (of 1024 × 1024 bytes) of one uploaded file, default 25
    int loops;           // default one a core, at most 8
    const char *plugins; // a folder of adapters; NULL: none
    const char *egress_allow;   // comma-separated: private addresses that may be asked; NULL: none
    const char *egress_ca_file; // NULL: the system's
    const char *config;         // the file that was asked for; NULL: looked for
    char file[PATH_MAX];        // the one that was read; "": none
    struct arena memory;        // of what the file says
};

// Reads the file, the environment and the options behind a command. On a fault prints what and returns false;
// *ret_is_config (may be NULL) tells whether the file is at fault. settings_free either way.
bool settings_read(int argc, char **argv, struct settings *ret, bool *ret_is_config);
void settings_free(struct settings *settings);

// Whether settings_read knows the option: the others are a command's own.
bool settings_has_option(const char *option);

void settings_usage(FILE *out);

// A commented file with every setting.
void settings_example(FILE *out);

// Checks a file by itself and prints every fault as FILE:LINE:COLUMN. How many there are, or negative when it
// cannot be read.
int settings_check_file(const char *path);
