// SPDX-License-Identifier: Apache-2.0
// One text to many, as a job.
#include "base/testing.h"
#include "hub/sms_bulk.h"
#include "hub/testing_hub.h"
#include "hub/testing_jobs.h"
#include <stdio.h>
#include <stdlib.h>

static bool fill(const char *message, const char *variables, char *ret, size_t size)
{
    struct arena arena;
    const struct json *object = NULL;
    struct view text;
    arena_init(&arena, 4096, 1 << 20);
    assert_true(variables == NULL || json_parse(&arena, view_from(variables), NULL, &object) == JSON_OK);
    bool is_good = sms_bulk_fill(view_from(message), object, &arena, &text);
    if (is_good)
        snprintf(ret, size, "%.*s", VIEW_ARG(text));
    arena_free(&arena);
    return is_good;
}

static void each_variable_is_filled_in(void **state)
{
    static const char *const cases[][3] = {
        {"hi {{name}}, {{ n }} x", "{\"name\":\"Ann\",\"n\":3}", "hi Ann, 3 x"},
        {"{{a}}{{a}}", "{\"a\":\"{{b}}\"}", "{{b}}{{b}}"},
        {"no end {{name", NULL, "no end {{name"},
        {"empty {{}} and {{ }}", NULL, "empty {{}} and {{ }}"},
        {"}} {", NULL, "}} {"},
        {"plain", "{}", "plain"},
    };
    char text[128];
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_true(fill(cases[i][0], cases[i][1], text, sizeof(text)));
        assert_string_equal(text, cases[i][2]);
    }
    assert_false(fill("hi {{name}}", "{}", text, sizeof(text)));
    assert_false(fill("hi {{name}}", NULL, text, sizeof(text)));
    assert_false(fill("hi {{name}}", "{\"name\":null}", text, sizeof(text)));
    assert_false(fill("hi {{name}}", "{\"name\":{}}", text, sizeof(text)));
}

// ---- the job

struct starting {
    struct sms_bulk in;
    char id[64];
};

static int start_it(void *ctx, struct tx *tx)
{
    static const struct actor mia = {.kind = ACTOR_AGENT, .id = {"mia", 3}, .name = {"Mia", 3}};
    struct starting *starting = ctx;
    struct view id;
    starting->in.actor = &mia;
    int r = sms_bulk_start(tx, &starting->in, &id);
    if (r == JOB_OK)
        snprintf(starting->id, sizeof(starting->id), "%.*s", VIEW_ARG(id));
    return r;
}

static void run(struct testing_jobs *j, struct sms_bulk in, struct job *ret, struct arena *arena)
{
    struct starting starting = {.in = in};
    assert_int_equal(testing_commit(&j->store, start_it, &starting), JOB_OK);
    testing_jobs_turn(j);
    assert_int_equal(job_find(j->store.reader, 1, view_from(starting.id), arena, ret), JOB_OK);
    assert_int_equal(ret->state, JOB_DONE);
}

static void each_recipient_is_a_message_or_a_reason(void **state)
{
    struct testing_jobs jobs;
    struct job job;
    struct arena arena;
    (void)state;
    testing_jobs_open(&jobs);
    arena_init(&arena, 4096, 1 << 20);
    run(&jobs,
        (struct sms_bulk){
            .message = VIEW("hi {{name}}"),
            .recipients =
                VIEW("[{\"to\":\"+4930111\",\"variables\":{\"name\":\"Ann\"}},"
                     "{\"to\":\"+4930222\",\"variables\":{\"name\":\"Bob\"}},"
                     "{\"to\":\"nonsense\",\"variables\":{\"name\":\"Cy\"}},"
                     "{\"to\":\"+4930333\"},"
                     "{\"to\":\"+4930111\",\"customer_id\":\"ann\",\"variables\":{\"name\":\"A\"}}]"),
            .count = 5,
            .purpose = CONSENT_TRANSACTIONAL},
        &job, &arena);
    assert_int_equal(job.done, 5);
    if (!view_equal(job.result,
                    VIEW("{\"queued\":3,\"refused\":{\"sms.bad_number\":1,"
                         "\"sms.variable_missing\":1},\"failures\":[{\"to\":\"nonsense\",\"code\":"
                         "\"sms.bad_number\"},{\"to\":\"+4930333\",\"code\":"
                         "\"sms.variable_missing\"}]}")))
        fail_msg("%.*s", VIEW_ARG(job.result));
    arena_free(&arena);
    testing_jobs_close(&jobs);
}

static void who_did_not_agree_gets_no_marketing(void **state)
{
    struct testing_jobs jobs;
    struct job job;
    struct arena arena;
    char recipients[2048] = "[";
    (void)state;
    for (int i = 0; i < 40; i++)
        snprintf(recipients + strlen(recipients), 32, "%s\"+49301%03d\"", i > 0 ? "," : "", i);
    strcat(recipients, "]");
    testing_jobs_open(&jobs);
    arena_init(&arena, 4096, 1 << 20);
    run(&jobs,
        (struct sms_bulk){.message = VIEW("buy"),
                          .recipients = view_from(recipients),
                          .count = 40,
                          .purpose = CONSENT_MARKETING},
        &job, &arena);
    assert_true(view_starts(job.result, VIEW("{\"queued\":0,\"refused\":{\"consent.no_opt_in\":40},")));
    assert_int_equal(hub_events(&jobs.store), 0); // and nobody became a customer
    arena_free(&arena);
    testing_jobs_close(&jobs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_variable_is_filled_in),
        cmocka_unit_test(each_recipient_is_a_message_or_a_reason),
        cmocka_unit_test(who_did_not_agree_gets_no_marketing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
