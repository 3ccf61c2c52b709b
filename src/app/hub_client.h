// SPDX-License-Identifier: Apache-2.0
// Requests to one hub, one after the other, over a connection that is kept: to its operator's socket, or to
// its address with a key. Blocks. One thread.
#pragma once
#include "base/buffer.h"

struct hub_client;

struct hub_place {
    const char *data;   // the data directory with the socket, or
    const char *url;    // "https://hub.example.org"; NULL: the socket
    const char *key;    // of the hub at `url`; NULL: none
    const char *tenant; // for the socket; NULL: default
};

struct hub_ask {
    const char *method, *path; // the path with its query
    struct view body;          // JSON; no data: none
    const char *once;          // an Idempotency-Key; NULL: none
    bool is_patient;           // 429 and 503 are asked again, as late as the hub says, for up to a minute
};

struct hub_answer {
    long status; // of HTTP
    struct buffer body;
};

enum hub_client_outcome {
    HUB_ANSWERED = 0,
    HUB_NOBODY = 1, // no hub listens on the socket
    HUB_FAILED,     // it did not answer; `what` was printed
};

// The texts of `place` must outlive the client. Closing takes NULL.
int hub_client_open(const struct hub_place *place, struct hub_client **ret);
void hub_client_close(struct hub_client *client);

// The answer's body is the caller's to free, initialised in any case.
int hub_client_ask(struct hub_client *client, const struct hub_ask *ask, struct hub_answer *ret);
