// SPDX-License-Identifier: Apache-2.0
// Looks once, in the background, whether the database that a start found is whole: a thread with a connection
// of its own runs quick_check a table at a time. A check cannot be put off midway and holds a read
// transaction as long, so that one past 400 ms is broken off and its table told as left out; it rests ten
// times as long as it worked.
#pragma once
#include "store/store.h"

struct checker;

struct checker_config {
    struct store *store; // borrowed
    int check_ms;        // of one table, default 400
    int rest_most_ms;    // between two, default 2,000
};

int checker_start(const struct checker_config *config, struct checker **ret);
// Breaks it off, joins. Before store_close. NULL is harmless.
void checker_stop(struct checker *checker);

struct checker_result {
    bool has_ended;
    int tables, left_out, faults;
};
// Any thread. NULL: nothing has ended.
struct checker_result checker_result(struct checker *checker);
