// SPDX-License-Identifier: Apache-2.0
// One text to many, as a job.
#include "base/testing.h"
#include "hub/connector.h"
#include "hub/customer_erase.h"
#include "hub/outbox.h"
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

// ---- those that are cancelled

static int cancel_it(void *ctx, struct tx *tx)
{
    return job_cancel(tx, view_from(ctx));
}

static int connect_it(void *ctx, struct tx *tx)
{
    static const struct actor actor = {.kind = ACTOR_OPERATOR};
    return connector_put(
        tx, &actor, NULL, 0,
        &(struct connector_put){
            .channel = CHANNEL_SMS, .adapter = VIEW("fake"), .config = VIEW("{}"), .is_enabled = true},
        ctx);
}

struct cancelling {
    struct testing_jobs jobs; // first
    struct arena arena;
    int64_t connector;
    char id[64];
    struct outbox_claim claims[4];
    char ids[4][64];
    int count;
};

static void begin_cancelling(struct cancelling *c, int64_t due_us)
{
    char list[4096] = "[";
    testing_jobs_open(&c->jobs);
    arena_init(&c->arena, 4096, 4 << 20);
    assert_int_equal(testing_commit(&c->jobs.store, connect_it, &c->connector), 0);
    for (int i = 0; i < 50; i++)
        sprintf(list + strlen(list), "%s\"+4930880%02d\"", i > 0 ? "," : "", i);
    strcat(list, "]");
    begin_bulk(&c->jobs,
               (struct sms_bulk){.message = VIEW("hello"),
                                 .recipients = view_from(list),
                                 .count = 50,
                                 .purpose = CONSENT_TRANSACTIONAL,
                                 .connector = c->connector,
                                 .due_us = due_us},
               c->id);
}

static void end_cancelling(struct cancelling *c)
{
    arena_free(&c->arena);
    testing_jobs_close(&c->jobs);
}

static struct job job_now(struct cancelling *c)
{
    struct job job;
    assert_int_equal(job_find(c->jobs.store.reader, 1, view_from(c->id), &c->arena, &job), JOB_OK);
    return job;
}

static int64_t outbox_in(struct cancelling *c, enum outbox_state state)
{
    char sql[100];
    snprintf(sql, sizeof(sql), "SELECT count(*) FROM outbox WHERE state = %d", state);
    return testing_count(&c->jobs.store, sql);
}

// Before their time, of a job that is done.
static void what_is_to_leave_later_is_taken_back(void **state)
{
    static struct cancelling c;
    (void)state;
    begin_cancelling(&c, INT64_MAX / 4);
    testing_jobs_turn(&c.jobs);
    assert_int_equal(job_now(&c).state, JOB_DONE);
    assert_int_equal(testing_commit(&c.jobs.store, cancel_it, c.id), JOB_OK);
    testing_jobs_turn(&c.jobs);
    struct job job = job_now(&c);
    assert_int_equal(job.state, JOB_CANCELLED);
    if (!view_equal(job.result, VIEW("{\"queued\":50,\"refused\":{},\"failures\":[],\"taken_back\":50}")))
        fail_msg("%.*s", VIEW_ARG(job.result));
    assert_int_equal(outbox_in(&c, OUTBOX_CANCELLED), 50);
    assert_int_equal(testing_count(&c.jobs.store, "SELECT count(*) FROM interaction WHERE delivery = 8"), 50);
    assert_int_equal(testing_commit(&c.jobs.store, cancel_it, c.id), JOB_FINISHED);
    end_cancelling(&c);
}

static int claim_it(void *ctx, struct tx *tx)
{
    struct cancelling *c = ctx;
    int seen;
    const struct outbox_claiming claiming = {.connector = c->connector,
                                             .run = VIEW("run"),
                                             .lease_until_us = tx->now_us + 60000000,
                                             .doubt = OUTBOX_DOUBT_GIVE_UP,
                                             .max = 4};
    int r = outbox_claim(tx, &claiming, c->claims, &c->count, &seen);
    for (int i = 0; r == 0 && i < c->count; i++)
        snprintf(c->ids[i], sizeof(c->ids[i]), "%.*s", VIEW_ARG(c->claims[i].id));
    return r;
}

static int settle_it(void *ctx, struct tx *tx)
{
    static const enum outbox_ending endings[] = {OUTBOX_ENDING_SENT, OUTBOX_ENDING_RETRY, OUTBOX_ENDING_LATER,
                                                 OUTBOX_ENDING_FAILED};
    struct cancelling *c = ctx;
    int r = 0;
    for (int i = 0; r == 0 && i < 4; i++)
        r = outbox_settle(tx,
                          &(struct outbox_result){.row = c->claims[i].row,
                                                  .id = view_from(c->ids[i]),
                                                  .run = VIEW("run"),
                                                  .ending = endings[i],
                                                  .code = VIEW("x"),
                                                  .text = VIEW("x")},
                          NULL);
    return r;
}

static int doubt_it(void *ctx, struct tx *tx)
{
    char sql[100];
    snprintf(sql, sizeof(sql), "UPDATE outbox SET is_doubtful = 1 WHERE outbox = %lld",
             (long long)((const struct cancelling *)ctx)->claims[1].row);
    return db_exec(tx->db, sql);
}

// In the middle: what is with the provider is waited for, and does not leave again.
static void what_comes_back_is_taken_back_too(void **state)
{
    static struct cancelling c;
    (void)state;
    begin_cancelling(&c, 0);
    for (int i = 0; i < 4; i++)
        turn(&c.jobs);
    int64_t done = job_now(&c).done;
    assert_true(done > 4 && done < 50);
    assert_int_equal(testing_commit(&c.jobs.store, claim_it, &c), 0);
    assert_int_equal(c.count, 4);
    assert_int_equal(testing_commit(&c.jobs.store, cancel_it, c.id), JOB_OK);
    assert_int_equal(testing_commit(&c.jobs.store, cancel_it, c.id), JOB_OK); // it is at it
    testing_jobs_turn(&c.jobs);
    assert_int_equal(job_now(&c).state, JOB_RUNNING);
    assert_int_equal(job_now(&c).done, done);
    assert_int_equal(outbox_in(&c, OUTBOX_TAKEN), 4);
    assert_int_equal(outbox_in(&c, OUTBOX_DUE), 0);
    assert_int_equal(testing_commit(&c.jobs.store, settle_it, &c), 0);
    assert_int_equal(outbox_in(&c, OUTBOX_DUE), 2);
    // Of one nobody can say whether the provider has it: it is not taken back, and not sent again.
    assert_int_equal(testing_commit(&c.jobs.store, doubt_it, &c), 0);
    c.jobs.store.wall_us += 2000000;
    testing_jobs_turn(&c.jobs);
    assert_int_equal(job_now(&c).state, JOB_CANCELLED);
    assert_int_equal(outbox_in(&c, OUTBOX_DUE) + outbox_in(&c, OUTBOX_TAKEN), 0);
    assert_int_equal(outbox_in(&c, OUTBOX_CANCELLED), done - 3);
    assert_int_equal(outbox_in(&c, OUTBOX_UNKNOWN), 1);
    char taken_back[40], result[400];
    snprintf(taken_back, sizeof(taken_back), "\"taken_back\":%lld}", (long long)done - 3);
    struct job job = job_now(&c);
    snprintf(result, sizeof(result), "%.*s", VIEW_ARG(job.result));
    assert_non_null(strstr(result, taken_back));
    assert_int_equal(outbox_in(&c, OUTBOX_DONE), 1);
    assert_int_equal(testing_count(&c.jobs.store, "SELECT count(*) FROM interaction"), done);
    end_cancelling(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_variable_is_filled_in),
        cmocka_unit_test(each_recipient_is_a_message_or_a_reason),
        cmocka_unit_test(who_did_not_agree_gets_no_marketing),
        cmocka_unit_test(who_is_erased_goes_from_the_lists),
        cmocka_unit_test(who_is_erased_goes_from_what_is_told),
        cmocka_unit_test(what_is_to_leave_later_is_taken_back),
        cmocka_unit_test(what_comes_back_is_taken_back_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
