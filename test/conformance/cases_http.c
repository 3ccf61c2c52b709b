// SPDX-License-Identifier: Apache-2.0
// Providers that are asked over HTTP, and call back: what may go wrong there besides. Asked of adapters
// behind which the suite's own provider stands.
#include "base/random.h"
#include "cases.h"
#include <stdlib.h>

static bool open_before_a_provider(struct engine *e, struct run *run)
{
    if (run->subject->dialect == NULL) {
        run->skipped = "it asks no provider of the suite's";
        return false;
    }
    return engine_open(e, run, NULL);
}

static void what_did_not_leave_is_tried_again(struct run *run)
{
    static struct engine e;
    if (!open_before_a_provider(&e, run))
        return;
    e.provider.lost = 5;
    e.provider.full = 3;
    for (int i = 0; i < 4; i++)
        engine_write(&e);
    engine_settle(&e);
    for (int i = 0; i < e.count; i++) {
        engine_expect_place(&e, &e.letters[i]);
        EXPECT(run, e.letters[i].last == CHANNEL_SENT || run->subject->is_sabotaged);
        EXPECT(run, e.letters[i].attempts > 0);
    }
    EXPECT(run, e.provider.lost == 0 && e.provider.full == 0);
    engine_close(&e);
}

static void an_address_that_may_not_be_asked_is_told(struct run *run)
{
    static struct engine e;
    if (!open_before_a_provider(&e, run))
        return;
    e.provider.forbidden = 1;
    struct letter *l = engine_write(&e);
    engine_settle(&e);
    EXPECT(run, l->last == CHANNEL_FAILED);
    EXPECT(run, engine_count(&e, l) == 0);
    engine_close(&e);
}

// ---- answers of any kind

static void draw_answer(struct random *random, struct channel_http_answer *ret)
{
    static const int statuses[] = {0,   100, 200, 201, 204, 302, 400, 401, 404,
                                   408, 409, 410, 422, 429, 500, 503, 599, 999};
    static const struct view bodies[] = {{"", 0},
                                         {"{", 1},
                                         {"null", 4},
                                         {"[]", 2},
                                         {"{\"id\":7}", 8},
                                         {"{\"id\":\"\"}", 9},
                                         {"\xff\xfe", 2},
                                         {"<a/>", 4},
                                         {"\"text\"", 6},
                                         {"{\"id\":[1]}", 10},
                                         {"{\"error\":1}", 11},
                                         {"{\"error\":{\"code\":{}}}", 21},
                                         {"{\"sid\":null,\"code\":20429}", 25}};
    unsigned char draws[4];
    random_fill(random, draws, sizeof(draws));
    *ret = (struct channel_http_answer){.end = (enum channel_http_end)(1 + draws[0] % 4)};
    if (draws[0] % 8 > 0)
        ret->end = CHANNEL_HTTP_ANSWERED;
    if (ret->end != CHANNEL_HTTP_ANSWERED) {
        ret->fault = VIEW("a fault of the suite's");
        return;
    }
    ret->status = statuses[draws[1] % (sizeof(statuses) / sizeof(statuses[0]))];
    ret->body = bodies[draws[2] % (sizeof(bodies) / sizeof(bodies[0]))];
    ret->type = draws[3] % 2 == 0 ? VIEW("application/json") : (struct view){0};
    ret->retry_after_us = draws[3] % 3 == 0 ? 5 * SECOND : 0;
}

static void any_answer_ends_its_attempt_once(struct run *run)
{
    static struct engine e;
    uint64_t state = run->subject->seed;
    struct random random = random_seeded(&state);
    for (int round = 0; round < 100; round++) {
        if (!open_before_a_provider(&e, run))
            return;
        e.is_frozen = true;
        for (int i = 0; i < 8; i++)
            engine_write(&e);
        engine_try_letters(&e);
        struct channel_http_answer answer;
        do
            draw_answer(&random, &answer);
        while (provider_answer_now(&e.provider, e.connector, &answer));
        engine_run(&e, 120 * (int64_t)SECOND);
        for (int i = 0; i < e.count; i++)
            EXPECT(run, e.letters[i].state == LETTER_OVER);
        engine_close(&e); // expects one end of each attempt
    }
}

static void answers_to_nothing_are_harmless(struct run *run)
{
    static struct engine e;
    if (!open_before_a_provider(&e, run))
        return;
    const struct channel_http_client *client = channel_facet(e.connector, CHANNEL_FACET_HTTP);
    struct letter *l = engine_write(&e);
    engine_try_letters(&e);
    for (uint64_t tag = 1000; tag < 1010 && client != NULL; tag++) {
        struct channel_http_answer answer = {
            .size = sizeof(answer), .tag = tag, .end = CHANNEL_HTTP_ANSWERED, .status = 200};
        channel_enter(e.connector);
        client->answered(channel_state(e.connector), &answer);
        channel_leave(e.connector);
    }
    engine_settle(&e);
    engine_expect_place(&e, l);
    engine_close(&e);
}

// ---- what is signed and still nonsense

static void signed_nonsense_harms_nothing(struct run *run)
{
    static struct engine e;
    uint64_t state = run->subject->seed;
    struct random random = random_seeded(&state);
    if (!open_before_a_provider(&e, run))
        return;
    for (int i = 0; i < 2000; i++) {
        struct provider_hook hook;
        struct channel_fault fault = {0};
        unsigned char draws[8];
        provider_hook_init(&hook);
        e.provider.dialect->words(&(struct provider_words){VIEW("noise"), VIEW("+49301"), VIEW("a text")},
                                  &hook);
        random_fill(&random, draws, sizeof(draws));
        for (int c = 0; c < 1 + i % 3 && hook.body.size > 0; c++)
            hook.body.data[draws[c] % hook.body.size] = (char)draws[c + 4];
        if (draws[7] % 8 == 0)
            hook.body.size = draws[0] % (hook.body.size + 1);
        provider_call(&e.provider, e.connector, &hook, &fault);
        provider_hook_free(&hook);
    }
    struct letter *l = engine_write(&e);
    engine_settle(&e);
    engine_expect_place(&e, l);
    engine_close(&e);
}

// ---- whether it is configured right

static void a_probe_is_answered_once(struct run *run)
{
    static struct engine e;
    struct channel_fault fault = {0};
    if (!open_before_a_provider(&e, run))
        return;
    const struct channel_probe *probe = channel_facet(e.connector, CHANNEL_FACET_PROBE);
    if (probe == NULL) {
        run->skipped = "it cannot be probed";
        engine_close(&e);
        return;
    }
    channel_enter(e.connector);
    int r = probe->probe(channel_state(e.connector), e.clock.mono_us + 10 * SECOND, &fault);
    channel_leave(e.connector);
    EXPECT(run, r == CHANNEL_OK);
    engine_run(&e, 20 * SECOND);
    EXPECT(run, e.told.probes == 1 && e.told.probe_outcome == CHANNEL_OK);
    e.provider.lost = 1;
    channel_enter(e.connector);
    probe->probe(channel_state(e.connector), e.clock.mono_us + 10 * SECOND, &fault);
    channel_leave(e.connector);
    engine_run(&e, 20 * SECOND);
    EXPECT(run, e.told.probes == 2 && e.told.probe_outcome == CHANNEL_BUSY);
    engine_close(&e);
}

const struct suite_case cases_of_http[] = {
    {"what did not leave is tried again", what_did_not_leave_is_tried_again},
    {"an address that may not be asked is told", an_address_that_may_not_be_asked_is_told},
    {"any answer ends its attempt once", any_answer_ends_its_attempt_once},
    {"answers to nothing are harmless", answers_to_nothing_are_harmless},
    {"signed nonsense harms nothing", signed_nonsense_harms_nothing},
    {"a probe is answered once", a_probe_is_answered_once},
    {NULL, NULL},
};
