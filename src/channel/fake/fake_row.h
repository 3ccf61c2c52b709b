// SPDX-License-Identifier: Apache-2.0
// Shared by the files fake*.c: one instance, its provider's memory, and what the provider will do.
#pragma once
#include "base/list.h"
#include "channel/facets.h"
#include "channel/fake/fake_plan.h"
#include "channel/host.h"

enum { FAKE_JOBS_MAX = 4096, FAKE_KEPT_MAX = 4096 };

enum fake_job_kind {
    FAKE_ANSWER,  // the provider answers an attempt
    FAKE_LOOK,    // it says whether it has a message
    FAKE_RECEIPT, // it tells what became of a message
    FAKE_WORDS,   // it hands over what customers said: a webhook's body
};

struct fake_job {
    struct list node; // in fake.jobs, by due_us
    int64_t due_us;
    enum fake_job_kind kind;
    struct fake_plan plan;    // of FAKE_ANSWER
    enum channel_state state; // of FAKE_RECEIPT
    char *text;               // the delivery's id, or the body
};

// A message that the provider has.
struct fake_kept {
    struct list node;
    int count; // customers see it that often
    char id[CHANNEL_ID_MAX + 1];
};

struct fake {
    struct host host;
    struct fake_plan usual;
    struct fake_plan *script;
    int script_count;
    uint64_t sent;             // attempts that were taken
    int64_t per_second;        // 0: no throttle
    int64_t second, in_second; // how many in the monotonic second
    char *token;               // of webhooks; NULL: they are not signed
    struct list jobs, kept;
    int job_count, kept_count;
    int64_t mark;         // of the last message of a customer
    uint32_t arranged[8]; // by enum channel_bench_fault: for how many messages still
};

struct fake_kept *fake_find(const struct fake *f, struct view id); // NULL: it does not have it

int fake_add_job(struct fake *f, const struct fake_job *job, struct view text);
void fake_drop_job(struct fake *f, struct fake_job *job);
void fake_arm(struct fake *f);

// fake_webhook.c: one body of a webhook. CHANNEL_OK, CHANNEL_REFUSED, CHANNEL_BUSY; -ENOMEM.
int fake_hear(struct fake *f, struct view body, struct channel_fault *ret_fault);
extern const struct channel_webhook fake_webhook;
// fake_bench.c
extern const struct channel_bench fake_bench;
