// SPDX-License-Identifier: Apache-2.0
// Requests of a command to the hub of a data directory, over the socket in it. Blocks.
#pragma once
#include "app/settings.h"
#include "base/buffer.h"

struct operator_request {
    const char *method, *path; // the path with its query
    const char *tenant;        // NULL: default
    struct view body;          // JSON; no data: none
};

struct operator_reply {
    long status; // of HTTP
    struct buffer body;
};

enum operator_outcome {
    OPERATOR_ANSWERED = 0,
    OPERATOR_NOBODY = 1, // no hub listens
    OPERATOR_FAILED,     // it did not answer; `what` was printed
};

// The reply's buffer is the caller's to free, initialised in any case.
int operator_ask(const char *data, const struct operator_request *request, struct operator_reply *ret);

// Runs `act` while a hub answers for the directory: the one that serves it, else one of this process's own
// for as long. Returns what act returns, or an exit status. The directory must have a store.
int operator_run(const struct settings *settings, int (*act)(void *ctx, const char *data), void *ctx);
