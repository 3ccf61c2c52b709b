// SPDX-License-Identifier: Apache-2.0
// The hold that tests have on the provider.
#include "channel/fake/fake_row.h"
#include "codec/json.h"
#include <errno.h>

static int arrange(void *state, enum channel_bench_fault fault, uint32_t amount)
{
    struct fake *f = state;
    if ((unsigned)fault > CHANNEL_BENCH_STALL)
        return CHANNEL_NONE;
    f->arranged[fault] = amount;
    return CHANNEL_OK;
}

static int count(void *state, struct view id)
{
    const struct fake_kept *k = fake_find(state, id);
    return k == NULL ? 0 : k->count;
}

// The provider writes what its webhook would, so that the same reader reads it.
static int say(void *state, struct view id, struct view from, struct view text)
{
    struct fake *f = state;
    struct buffer body;
    struct fake_job job = {.kind = FAKE_WORDS, .due_us = host_now_us(&f->host) + f->usual.delay_us};
    buffer_init(&body, 1 << 20);
    struct json_writer w = json_writer(&body);
    json_begin_object(&w);
    json_key(&w, VIEW("messages"));
    json_begin_array(&w);
    json_begin_object(&w);
    json_key(&w, VIEW("id"));
    json_string(&w, id);
    json_key(&w, VIEW("from"));
    json_string(&w, from);
    json_key(&w, VIEW("text"));
    json_string(&w, text);
    json_end_object(&w);
    json_end_array(&w);
    json_end_object(&w);
    int r = body.failed ? -ENOMEM : fake_add_job(f, &job, buffer_view(&body));
    buffer_free(&body);
    if (r == 0)
        fake_arm(f);
    return r;
}

const struct channel_bench fake_bench = {.version = CHANNEL_VERSION,
                                         .size = sizeof(struct channel_bench),
                                         .arrange = arrange,
                                         .count = count,
                                         .say = say};
