// SPDX-License-Identifier: Apache-2.0
// One text to many, as a job.
#include "base/testing.h"
#include "hub/customer_erase.h"
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

// ---- those who are erased meanwhile

static int erase_it(void *ctx, struct tx *tx)
{
    static const struct actor mia = {.kind = ACTOR_AGENT, .id = {"mia", 3}};
    struct view id;
    return customer_erase_start(tx, &mia, view_from(ctx), &id);
}

// One turn of whatever is due.
static void turn(struct testing_jobs *j)
{
    int64_t next;
    job_run_turn(j->run, &next);
    testing_settle(&j->store);
    job_run_errand(j->run, j->store.reader);
}

static void begin_bulk(struct testing_jobs *j, struct sms_bulk in, char ret_id[64])
{
    struct starting starting = {.in = in};
    assert_int_equal(testing_commit(&j->store, start_it, &starting), JOB_OK);
    snprintf(ret_id, 64, "%s", starting.id);
}

static void know_ann(struct testing_jobs *j)
{
    assert_int_equal(hub_open(&j->store,
                              &(struct conversation_in){.customer_id = VIEW("ann"),
                                                        .channel = CHANNEL_CHAT,
                                                        .news.profile = VIEW("{\"phone\":\"+49307710\"}")},
                              NULL, NULL),
                     0);
}

// Two jobs speak of ann, by her number in several forms and by her id; one of them has begun.
static void who_is_erased_goes_from_the_lists(void **state)
{
    struct testing_jobs jobs;
    struct job job;
    struct arena arena;
    char list[8192] = "[\"nonsense-0049-30-771\"", first[64], second[64];
    (void)state;
    testing_jobs_open(&jobs);
    arena_init(&arena, 4096, 4 << 20);
    know_ann(&jobs);
    for (int i = 0; i < 60; i++)
        sprintf(list + strlen(list), ",\"%s\"",
                i == 3 || i == 40 ? "+49 (0)30 7710"
                : i == 41         ? "+49307711"
                                  : "+49308800");
    strcat(list, "]");
    begin_bulk(&jobs,
               (struct sms_bulk){.message = VIEW("hello"),
                                 .recipients = view_from(list),
                                 .count = 61,
                                 .purpose = CONSENT_TRANSACTIONAL},
               first);
    begin_bulk(&jobs,
               (struct sms_bulk){.message = VIEW("dear {{name}}"),
                                 .recipients = VIEW(
                                     "[{\"to\":\"0049307710\"},{\"to\":\"+49309900\",\"customer_id\":\"ann\","
                                     "\"variables\":{\"name\":\"ANNSECRET\"}},{\"to\":\"+49308800\","
                                     "\"variables\":{\"name\":\"Bob\"}}]"),
                                 .count = 3,
                                 .purpose = CONSENT_TRANSACTIONAL},
               second);
    for (int i = 0; i < 3; i++) // some of it is sent
        turn(&jobs);
    assert_int_equal(job_find(jobs.store.reader, 1, view_from(first), &arena, &job), JOB_OK);
    assert_int_equal(job.state, JOB_RUNNING);
    assert_true(job.done > 3 && job.done < 40);
    assert_int_equal(testing_commit(&jobs.store, erase_it, (void *)(uintptr_t) "ann"), 0);
    for (int i = 0; i < 20; i++) {
        testing_jobs_turn(&jobs);
        jobs.store.wall_us += 1000000;
    }
    assert_int_equal(job_find(jobs.store.reader, 1, view_from(first), &arena, &job), JOB_OK);
    assert_int_equal(job.state, JOB_DONE);
    assert_int_equal(job.done, 61);
    // The number that only the list has is nobody's that is known.
    if (!view_starts(job.result,
                     VIEW("{\"queued\":59,\"refused\":{\"sms.bad_number\":1,\"customer.erased\":1}")))
        fail_msg("%.*s", VIEW_ARG(job.result));
    assert_int_equal(testing_jobs_count_text(&jobs, "7710"), 0);
    assert_int_equal(testing_jobs_count_text(&jobs, "ANNSECRET"), 0);
    assert_int_equal(testing_count(&jobs.store, "SELECT count(*) FROM customer WHERE id = 'ann'"), 0);
    assert_int_equal(testing_count(&jobs.store, "SELECT count(*) FROM outbox WHERE address = '+49308800'"),
                     58);
    assert_true(testing_jobs_count_text(&jobs, "nonsense-0049-30-771") > 0);
    arena_free(&arena);
    testing_jobs_close(&jobs);
}

// A refusal that names them goes from what the job tells, and the list of a job that is over is gone.
static void who_is_erased_goes_from_what_is_told(void **state)
{
    struct testing_jobs jobs;
    struct job job;
    struct arena arena;
    char text[600];
    (void)state;
    testing_jobs_open(&jobs);
    arena_init(&arena, 4096, 1 << 20);
    know_ann(&jobs);
    run(&jobs,
        (struct sms_bulk){.message = VIEW("{{name}}"),
                          .recipients = VIEW("[\"+49307710\",\"+49308800\",\"+49307710\"]"),
                          .count = 3,
                          .purpose = CONSENT_TRANSACTIONAL},
        &job, &arena);
    assert_true(view_equal(job.arguments, VIEW("{}")));
    assert_int_equal(testing_commit(&jobs.store, erase_it, (void *)(uintptr_t) "+49307710"), 0);
    testing_jobs_turn(&jobs);
    snprintf(text, sizeof(text), "%.*s", VIEW_ARG(job.id));
    assert_int_equal(job_find(jobs.store.reader, 1, view_from(text), &arena, &job), JOB_OK);
    if (!view_equal(job.result, VIEW("{\"queued\":0,\"refused\":{\"sms.variable_missing\":3},\"failures\":[{"
                                     "\"to\":\"+49308800\",\"code\":\"sms.variable_missing\"}]}")))
        fail_msg("%.*s", VIEW_ARG(job.result));
    assert_int_equal(testing_jobs_count_text(&jobs, "7710"), 0);
    arena_free(&arena);
    testing_jobs_close(&jobs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_variable_is_filled_in),
        cmocka_unit_test(each_recipient_is_a_message_or_a_reason),
        cmocka_unit_test(who_did_not_agree_gets_no_marketing),
        cmocka_unit_test(who_is_erased_goes_from_the_lists),
        cmocka_unit_test(who_is_erased_goes_from_what_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
