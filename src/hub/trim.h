// SPDX-License-Identifier: Apache-2.0
// What is kept only for a while goes in slices, behind all live work: events, finished jobs, first answers to
// idempotent requests, sessions that ended. One rule for each in trim_rules.c; a round walks every rule of
// every tenant.
#pragma once
#include "store/store.h"

struct trim_rule {
    const char *name; // in metrics
    int64_t keep_us;
    int64_t keep_count;       // for slices that look at it
    enum statement statement; // trim_by_age: $1 tenant, $2 before when, $3 how many at most
    // On the writer: removes at most so many rows as take a millisecond. *ret_gone: how many; *ret_more:
    // whether to come back at once.
    int (*slice)(struct tx *tx, const struct trim_rule *rule, int *ret_gone, bool *ret_more);
};

// A slice that runs rule->statement for what is older than keep_us.
int trim_by_age(struct tx *tx, const struct trim_rule *rule, int *ret_gone, bool *ret_more);

enum { TRIM_RULES_MAX = 24 };

extern const struct trim_rule trim_rules[];
extern const int trim_rule_count;

struct trim {
    struct work work; // first
    struct store *store;
    const struct trim_rule *rules;
    int rule_count;
    atomic_bool is_running; // from a start until every rule of every tenant was looked at
    int rule;               // the one at hand. Writer thread, as the next
    int gone;               // rows of its slice
    bool has_more;
    int64_t next_tenant;                  // 0: none
    atomic_llong trimmed[TRIM_RULES_MAX]; // rows, ever, by rule
};

// At most TRIM_RULES_MAX rules. The struct must outlive the store's writer.
void trim_init(struct trim *trim, struct store *store, const struct trim_rule *rules, int rule_count);

// Any thread, now and then: begins a round unless one runs. Returns at once.
void trim_start(struct trim *trim);
