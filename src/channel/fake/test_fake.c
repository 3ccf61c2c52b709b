// SPDX-License-Identifier: Apache-2.0
// The fake provider does what its script says, when it says so.
#include "base/log.h"
#include "base/testing.h"
#include "channel/connector.h"
#include "channel/facets.h"
#include "channel/fake/fake.h"
#include "channel/fake/fake_plan.h"
#include <stdio.h>
#include <stdlib.h>

struct scene {
    struct clock_simulated clock;
    struct connector *connector;
    char heard[2048]; // one line an event, "MS what"
    bool is_deaf;
};

__attribute__((format(printf, 2, 3))) static void note(struct scene *s, const char *format, ...)
{
    size_t at = strlen(s->heard);
    va_list args;
    at += (size_t)snprintf(s->heard + at, sizeof(s->heard) - at, "%lld ", (long long)s->clock.mono_us / 1000);
    va_start(args, format);
    at += (size_t)vsnprintf(s->heard + at, sizeof(s->heard) - at, format, args);
    va_end(args);
    snprintf(s->heard + at, sizeof(s->heard) - at, "\n");
}

static int received(void *ctx, struct connector *c, const struct channel_received *in)
{
    struct scene *s = ctx;
    (void)c;
    if (s->is_deaf)
        return CHANNEL_BUSY;
    note(s, "%.*s says %.*s", VIEW_ARG(in->from), VIEW_ARG(in->text));
    return CHANNEL_OK;
}

static void ended(void *ctx, struct connector *c, const struct channel_ended *end, bool is_late)
{
    static const char *const names[] = {"?", "sent", "retry", "failed", "cancelled", "unknown"};
    (void)c;
    note(ctx, "%s%.*s %s", is_late ? "late " : "", VIEW_ARG(end->id), names[end->end]);
}

static void moved(void *ctx, struct connector *c, const struct channel_moved *m)
{
    static const char *const names[] = {"?", "delivered", "read", "bounced"};
    (void)c;
    note(ctx, "%.*s %s", VIEW_ARG(m->provider_id), names[m->state]);
}

static void wake(void *ctx, struct connector *c)
{
    (void)ctx;
    (void)c;
}

static const struct connector_owner owner = {
    .received = received, .ended = ended, .moved = moved, .wake = wake};

static int open_with(struct scene *s, const char *config, const char *token, struct channel_fault *fault)
{
    struct channel_secret secrets[] = {{VIEW("token"), view_from(token)}};
    *s = (struct scene){0};
    log_set_level(LOG_ERROR);
    return channel_open(
        &(struct connector_config){.ops = &fake_ops,
                                   .owner = &owner,
                                   .ctx = s,
                                   .clock = clock_simulate(&s->clock),
                                   .id = VIEW("fake-1"),
                                   .fields = {view_from(config), secrets, token == NULL ? 0 : 1}},
        fault, &s->connector);
}

static void open_good(struct scene *s, const char *config)
{
    struct channel_fault fault = {0};
    if (open_with(s, config, NULL, &fault) != CHANNEL_OK)
        fail_msg("%s: %s", fault.field, fault.text);
}

static int send_one(struct scene *s, const char *id)
{
    struct channel_fault fault = {0};
    return channel_send(s->connector,
                        &(struct channel_message){.id = view_from(id),
                                                  .to = VIEW("t"),
                                                  .text = VIEW("x"),
                                                  .deadline_us = s->clock.mono_us + 5000000},
                        &fault);
}

static void run(struct scene *s, int ms)
{
    int64_t until = s->clock.mono_us + ms * INT64_C(1000);
    for (int64_t due; (due = channel_due(s->connector)) <= until;) {
        clock_advance(&s->clock, due > s->clock.mono_us ? due - s->clock.mono_us : 0);
        assert_int_equal(channel_step(s->connector), 0);
    }
    clock_advance(&s->clock, until - s->clock.mono_us);
}

static void a_message_takes_its_time_and_has_its_receipts(void **state)
{
    struct scene s;
    (void)state;
    open_good(&s, "{\"account\":\"a\",\"latency_ms\":100,\"receipt_ms\":30}");
    send_one(&s, "m");
    run(&s, 1000);
    assert_string_equal(s.heard, "100 m sent\n130 fake-m delivered\n160 fake-m read\n");
    channel_close(s.connector);
}

static void a_script_says_what_happens_to_each(void **state)
{
    struct scene s;
    (void)state;
    open_good(&s, "{\"account\":\"a\",\"latency_ms\":10,\"reads\":false,\"receipt_ms\":1,\"script\":["
                  "{\"end\":\"retry\",\"retry_ms\":5},"
                  "{\"end\":\"unknown\",\"delay_ms\":50,\"receipts\":[\"read\",\"delivered\"]},"
                  "{\"end\":\"failed\",\"delay_ms\":20},"
                  "{\"end\":\"none\"}]}");
    static const char *const ids[] = {"a", "b", "c", "d", "e"};
    for (int i = 0; i < 5; i++)
        assert_int_equal(send_one(&s, ids[i]), CHANNEL_OK);
    run(&s, 6000);
    assert_string_equal(s.heard,
                        "10 a retry\n10 e sent\n11 fake-e delivered\n20 c failed\n50 b unknown\n"
                        "51 fake-b read\n52 fake-b delivered\n5000 d unknown\n5000 late d cancelled\n");
    const struct channel_bench *bench = channel_facet(s.connector, CHANNEL_FACET_BENCH);
    static const int there[] = {0, 1, 0, 0, 1};
    for (int i = 0; i < 5; i++)
        assert_int_equal(bench->count(channel_state(s.connector), view_from(ids[i])), there[i]);
    channel_close(s.connector);
}

static void it_takes_so_many_in_a_second(void **state)
{
    struct scene s;
    (void)state;
    open_good(&s, "{\"account\":\"a\",\"per_second\":2,\"receipt_ms\":0}");
    clock_advance(&s.clock, 300000);
    assert_int_equal(send_one(&s, "a"), CHANNEL_OK);
    assert_int_equal(send_one(&s, "b"), CHANNEL_OK);
    struct channel_fault fault = {0};
    struct channel_message m = {
        .id = VIEW("c"), .to = VIEW("t"), .text = VIEW("x"), .deadline_us = CHANNEL_NEVER};
    assert_int_equal(channel_send(s.connector, &m, &fault), CHANNEL_BUSY);
    assert_int_equal(fault.retry_us, 700000);
    run(&s, 700);
    assert_int_equal(channel_send(s.connector, &m, &fault), CHANNEL_OK);
    channel_close(s.connector);
    assert_non_null(strstr(s.heard, "1000 c retry"));
}

// ---- what the provider tells

static int hear(struct scene *s, const char *token, const char *body)
{
    const struct channel_webhook *webhook = channel_facet(s->connector, CHANNEL_FACET_WEBHOOK);
    struct channel_header headers[] = {{VIEW("x-fake-token"), view_from(token)}};
    struct channel_request request = {.size = sizeof(request),
                                      .method = VIEW("POST"),
                                      .body = view_from(body),
                                      .headers = headers,
                                      .header_count = token == NULL ? 0 : 1};
    struct channel_fault fault = {0};
    channel_enter(s->connector);
    int r = webhook->receive(channel_state(s->connector), &request, &fault);
    channel_leave(s->connector);
    if (r == CHANNEL_REFUSED)
        note(s, "refused: %s", fault.field);
    return r;
}

static void a_webhook_shows_its_token_and_is_taken_whole_or_not_at_all(void **state)
{
    struct scene s;
    struct channel_fault fault = {0};
    (void)state;
    assert_int_equal(open_with(&s, "{\"account\":\"a\"}", "open sesame", &fault), CHANNEL_OK);
    hear(&s, NULL, "{\"messages\":[]}");
    hear(&s, "open sesam", "{\"messages\":[]}");
    hear(&s, "open sesame",
         "{\"messages\":[{\"id\":\"1\",\"from\":\"ann\",\"text\":\"hi\"},{\"id\":\"2\"}]}");
    hear(&s, "open sesame",
         "{\"messages\":[{\"id\":\"1\",\"from\":\"ann\",\"text\":\"hi\"}],\"receipts\":[{\"id\":\"p\","
         "\"state\":"
         "\"bounced\"}]}");
    assert_string_equal(
        s.heard, "0 refused: signature\n0 refused: signature\n0 refused: body\n0 ann says hi\n0 p bounced\n");
    s.is_deaf = true;
    assert_int_equal(hear(&s, "open sesame", "{\"messages\":[{\"id\":\"3\",\"from\":\"ann\"}]}"),
                     CHANNEL_BUSY);
    channel_close(s.connector);
}

// ---- scripts

static void scripts_that_make_no_sense_are_refused(void **state)
{
    static const char *const wrong[] = {
        "{}",
        "[1]",
        "[{\"end\":\"done\"}]",
        "[{\"end\":1}]",
        "[{\"delay_ms\":-1}]",
        "[{\"delay_ms\":86400001}]",
        "[{\"retry_ms\":\"5\"}]",
        "[{\"receipts\":[\"sent\"]}]",
        "[{\"receipts\":[\"read\",\"read\",\"read\",\"read\",\"read\"]}]",
        "[{\"until\":1}]",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct scene s;
        struct channel_fault fault = {0};
        char config[256];
        snprintf(config, sizeof(config), "{\"account\":\"a\",\"script\":%s}", wrong[i]);
        assert_int_equal(open_with(&s, config, NULL, &fault), CHANNEL_REFUSED);
        assert_string_equal(fault.field, "script");
    }
}

static void what_an_item_does_not_say_is_as_usual(void **state)
{
    struct arena arena;
    struct channel_fault fault;
    struct fake_plan *plans;
    int count;
    const struct fake_plan usual = {
        .end = CHANNEL_SENT, .is_kept = true, .delay_us = 7, .receipts = {CHANNEL_READ}, .receipt_count = 1};
    (void)state;
    arena_init(&arena, 4096, 1 << 20);
    assert_int_equal(
        fake_script_read(&arena, VIEW("[{},{\"end\":\"failed\"}]"), &usual, &fault, &plans, &count), 0);
    assert_int_equal(count, 2);
    assert_memory_equal(&plans[0], &usual, sizeof(usual));
    assert_int_equal(plans[1].end, CHANNEL_FAILED);
    assert_false(plans[1].is_kept);
    assert_int_equal(plans[1].delay_us, 7);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_takes_its_time_and_has_its_receipts),
        cmocka_unit_test(a_script_says_what_happens_to_each),
        cmocka_unit_test(it_takes_so_many_in_a_second),
        cmocka_unit_test(a_webhook_shows_its_token_and_is_taken_whole_or_not_at_all),
        cmocka_unit_test(scripts_that_make_no_sense_are_refused),
        cmocka_unit_test(what_an_item_does_not_say_is_as_usual),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
