// SPDX-License-Identifier: Apache-2.0
// What customers say, and what is said in their name.
#include "base/random.h"
#include "cases.h"
#include <stdlib.h>

static bool say(struct engine *e, int number)
{
    char id[32], text[64];
    snprintf(id, sizeof(id), "said-%d", number);
    snprintf(text, sizeof(text), "number %d, \"quoted\" \xe2\x82\xac", number);
    if (e->bench == NULL || e->bench->say == NULL) {
        e->run->skipped = "nobody can be made to say something";
        return false;
    }
    int r = e->bench->say(e->bench_state, view_from(id), VIEW("+49301"), view_from(text));
    if (r == CHANNEL_NONE)
        e->run->skipped = "nobody can be made to say something";
    EXPECT(e->run, r == CHANNEL_NONE || r == CHANNEL_OK);
    return r == CHANNEL_OK;
}

static bool is_heard(const struct engine *e, int number)
{
    char id[32], text[64];
    snprintf(id, sizeof(id), "said-%d", number);
    snprintf(text, sizeof(text), "number %d, \"quoted\" \xe2\x82\xac", number);
    for (int i = 0; i < e->heard_count; i++)
        if (strcmp(e->heard[i], id) == 0)
            return strcmp(e->words[i], text) == 0;
    return false;
}

static void what_customers_say_arrives_whole(struct run *run)
{
    static struct engine e;
    if (!engine_open(&e, run, NULL))
        return;
    channel_enter(e.connector);
    bool can = say(&e, 0);
    for (int i = 1; i < 20 && can; i++)
        say(&e, i);
    channel_leave(e.connector);
    engine_run(&e, 60 * SECOND);
    for (int i = 0; i < 20 && can; i++)
        EXPECT(run, is_heard(&e, i));
    EXPECT(run, !can || e.heard_count == 20);
    engine_close(&e);
}

static void what_the_hub_has_no_room_for_comes_again(struct run *run)
{
    static struct engine e;
    if (!engine_open(&e, run, NULL))
        return;
    e.deaf = 7;
    channel_enter(e.connector);
    bool can = say(&e, 0) && say(&e, 1);
    channel_leave(e.connector);
    engine_run(&e, 60 * SECOND);
    EXPECT(run, !can || (is_heard(&e, 0) && is_heard(&e, 1)));
    EXPECT(run, !can || e.deaf == 0);
    engine_close(&e);
}

static void closing_with_words_on_the_way_is_harmless(struct run *run)
{
    static struct engine e;
    if (!engine_open(&e, run, NULL))
        return;
    channel_enter(e.connector);
    for (int i = 0; i < 5 && say(&e, i); i++)
        continue;
    channel_leave(e.connector);
    engine_close(&e);
}

// ---- requests of whoever finds the address

static int request(struct engine *e, const struct channel_webhook *webhook, struct view body)
{
    struct channel_fault fault = {0};
    struct channel_header headers[] = {{VIEW("content-type"), VIEW("application/json")},
                                       {VIEW("x-signature"), VIEW("\xff\xfe'\"")}};
    struct channel_request r = {.size = sizeof(r),
                                .method = VIEW("POST"),
                                .query = VIEW("a=1&b=%zz"),
                                .body = body,
                                .headers = headers,
                                .header_count = 2};
    channel_enter(e->connector);
    int answer = webhook->receive(channel_state(e->connector), &r, &fault);
    channel_leave(e->connector);
    EXPECT(e->run,
           answer == CHANNEL_OK || answer == CHANNEL_REFUSED || answer == CHANNEL_BUSY || answer == -ENOMEM);
    return answer;
}

static void malformed(struct engine *e, const struct channel_webhook *webhook)
{
    static const char *const bodies[] = {
        "",
        "{",
        "[]",
        "null",
        "\"\"",
        "{}",
        "{\"messages\":{}}",
        "{\"messages\":[1]}",
        "{\"messages\":[{}]}",
        "{\"messages\":[{\"id\":1,\"from\":2}]}",
        "{\"messages\":[{\"id\":\"\",\"from\":\"\"}]}",
        "{\"messages\":[{\"id\":\"a\",\"from\":\"b\",\"text\":\"\\u0000\"}]}",
        "{\"messages\":[{\"id\":\"a\",\"from\":\"b\",\"text\":\"\xff\"}]}",
        "{\"receipts\":[{\"id\":\"a\"}]}",
        "{\"receipts\":[{\"id\":\"a\",\"state\":\"gone\"}]}",
        "<xml/>",
        "a=1&b=2",
    };
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
        EXPECT(e->run, request(e, webhook, view_from(bodies[i])) != CHANNEL_OK);
}

static void deep_and_large(struct engine *e, const struct channel_webhook *webhook)
{
    size_t size = 1 << 20;
    char *body = malloc(size);
    memset(body, '[', size);
    EXPECT(e->run, request(e, webhook, view_make(body, size)) != CHANNEL_OK);
    memset(body, 'x', size);
    EXPECT(e->run, request(e, webhook, view_make(body, size)) != CHANNEL_OK);
    free(body);
}

static void noise(struct engine *e, const struct channel_webhook *webhook)
{
    static const char good[] = "{\"messages\":[{\"id\":\"m\",\"from\":\"f\",\"name\":\"n\",\"text\":\"t\","
                               "\"at\":1}],\"receipts\":[{\"id\":\"r\",\"state\":\"read\"}]}";
    uint64_t state = e->run->subject->seed;
    struct random random = random_seeded(&state);
    for (int i = 0; i < 3000; i++) {
        char body[sizeof(good)];
        unsigned char draws[8];
        memcpy(body, good, sizeof(good));
        random_fill(&random, draws, sizeof(draws));
        for (int c = 0; c < 1 + i % 4; c++)
            body[draws[c] % sizeof(good)] = (char)draws[c + 4];
        request(e, webhook, view_make(body, draws[7] % 8 == 0 ? draws[0] % sizeof(good) : sizeof(good) - 1));
    }
}

static void malformed_input_is_refused_and_harms_nothing(struct run *run)
{
    static struct engine e;
    if (!engine_open(&e, run, NULL))
        return;
    const struct channel_webhook *webhook = channel_facet(e.connector, CHANNEL_FACET_WEBHOOK);
    if (webhook == NULL) {
        run->skipped = "it takes no requests";
    } else {
        malformed(&e, webhook);
        deep_and_large(&e, webhook);
        noise(&e, webhook);
    }
    for (int i = 0; i < 5; i++)
        engine_write(&e);
    engine_settle(&e);
    for (int i = 0; i < e.count; i++)
        engine_expect_place(&e, &e.letters[i]);
    engine_close(&e);
}

const struct suite_case cases_of_hearing[] = {
    {"what customers say arrives whole", what_customers_say_arrives_whole},
    {"what the hub has no room for comes again", what_the_hub_has_no_room_for_comes_again},
    {"closing with words on the way is harmless", closing_with_words_on_the_way_is_harmless},
    {"malformed input is refused and harms nothing", malformed_input_is_refused_and_harms_nothing},
    {NULL, NULL},
};
