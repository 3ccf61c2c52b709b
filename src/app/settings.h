// SPDX-License-Identifier: Apache-2.0
// What the operator sets: by options, environment variables and defaults, in this order.
#pragma once
#include <stdbool.h>

struct settings {
    const char *host;        // --host, OMNICHANNEL_HOST; default 127.0.0.1
    int port;                // --port, OMNICHANNEL_PORT; default 8302; 0 picks a free one
    const char *data;        // --data, OMNICHANNEL_DATA; default ./data
    const char *access_log;  // --access-log, OMNICHANNEL_ACCESS_LOG; NULL: none
    const char *public_host; // OMNICHANNEL_PUBLIC_HOST; NULL: none
    const char *origins;     // OMNICHANNEL_ORIGINS, comma-separated; NULL: none but the same
    const char *api_key;     // OMNICHANNEL_API_KEY; NULL: none
    int key_rate;            // OMNICHANNEL_KEY_RATE, requests a second; 0: the default, negative: no limit
    int address_rate;        // OMNICHANNEL_ADDRESS_RATE, likewise, of an address that shows no key
    int failure_rate;        // OMNICHANNEL_FAILURE_RATE, failed authentications a minute of an address
    int loops;               // --loops, OMNICHANNEL_LOOPS; default one a core, at most 8
};

// Reads the environment and the options behind "serve". On a fault prints what and returns false.
bool settings_read(int argc, char **argv, struct settings *ret);

void settings_usage(void);
