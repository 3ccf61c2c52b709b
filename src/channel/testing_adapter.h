// SPDX-License-Identifier: Apache-2.0
// For tests of this folder: an adapter that does as it is told, and an owner that writes down what it hears.
#pragma once
#include "base/testing.h"
#include "channel/connector.h"
#include "channel/host.h"

enum { TESTING_ENDS_MAX = 32 };

struct testing_adapter {
    struct host host;
    int answer;    // of send and look
    int step;      // of step
    int cancelled; // calls of cancel
    int cancel;    // its answer
    int closed;    // calls of close
    bool ends_in_send;
    enum channel_end end;
};

struct testing_owner {
    struct clock_simulated clock;
    uint64_t seed;
    struct connector *connector;
    struct testing_adapter *adapter;
    char ends[TESTING_ENDS_MAX][CHANNEL_ID_MAX + 16]; // "ID END", "late ID END"
    int end_count;
    bool was_asked; // of the last end
    int received, moved, wakes;
    int hears; // what `received` answers
    int64_t breaches;
};

extern const struct channel_ops testing_ops;

// Opens one with an account "a". Fails the test when it cannot.
void testing_open(struct testing_owner *o, const struct connector_config *like);
int testing_send(struct testing_owner *o, const char *id);
int testing_look(struct testing_owner *o, const char *id);
// Inside a call, as an adapter must.
void testing_end(struct testing_owner *o, const char *id, enum channel_end end);
