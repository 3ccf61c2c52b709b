// SPDX-License-Identifier: Apache-2.0
// Slices turned by hand; how jobs are driven is test_job.c's.
#include "hub/job_actions.h"
#include "hub/testing_hub.h"
#include "hub/transfer_bulk.h"
#include <stdio.h>
#include <stdlib.h>

static const struct actor lead = {.kind = ACTOR_AGENT, .id = {"lea", 3}, .name = {"Lea", 3}, .agent = 7};

struct setting {
    struct testing_store store; // first
    char job[64];
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    testing_store_close(&s->store);
    free(s);
    return 0;
}

static void open_sessions(struct setting *s, int from, int to, enum channel channel)
{
    char id[32];
    for (int i = from; i < to; i++) {
        snprintf(id, sizeof(id), "s%d", i);
        struct conversation_in in = {
            .customer_id = VIEW("ann"), .session_id = view_from(id), .channel = channel};
        assert_int_equal(hub_open(&s->store, &in, NULL, NULL), CONVERSATION_OK);
    }
}

static const struct transfer_in to_chat = {
    .to_channel = CHANNEL_CHAT, .has_channel = true, .reason = {"the line is down", 16}, .actor = &lead};

struct starting {
    const struct transfer_bulk *in;
    char *id;
};

static int start_it(void *ctx, struct tx *tx)
{
    struct starting *st = ctx;
    struct view id;
    int r = transfer_bulk_start(tx, st->in, &id);
    if (r == TRANSFER_OK)
        snprintf(st->id, 64, "%.*s", VIEW_ARG(id));
    return r;
}

static int start(struct setting *s, const struct transfer_bulk *in)
{
    struct starting st = {in, s->job};
    return testing_commit(&s->store, start_it, &st);
}

// What the job's row holds between slices.
struct state {
    const char *id;
    char cursor[64], result[40000];
    int64_t done, total;
    bool is_done;
};

static int slice_it(void *ctx, struct tx *tx)
{
    struct state *st = ctx;
    struct job job;
    int r = job_find(tx->db, tx->tenant, view_from(st->id), &tx->batch->arena, &job);
    assert_int_equal(r, JOB_OK);
    job.done = st->done;
    job.cursor = st->cursor[0] == '\0' ? (struct view){0} : view_from(st->cursor);
    job.result = st->result[0] == '\0' ? (struct view){0} : view_from(st->result);
    int64_t before = db_changes(tx->db);
    r = job_actions[JOB_BULK_TRANSFER].slice(tx, &job, &st->is_done);
    assert_true(db_changes(tx->db) - before <= 200);
    st->done = job.done;
    st->total = job.total;
    snprintf(st->cursor, sizeof(st->cursor), "%.*s", VIEW_ARG(job.cursor));
    snprintf(st->result, sizeof(st->result), "%.*s", VIEW_ARG(job.result));
    return r;
}

static int run(struct setting *s, struct state *ret)
{
    int slices = 0;
    *ret = (struct state){.id = s->job};
    while (!ret->is_done && slices++ < 1000)
        assert_int_equal(testing_commit(&s->store, slice_it, ret), 0);
    return slices;
}

static void each_of_a_list_is_moved_or_says_why_not(void **state)
{
    struct setting *s = *state;
    struct state *end_state = calloc(1, sizeof(*end_state));
    char ids[4000] = "[\"gone\"";
    open_sessions(s, 0, 20, CHANNEL_VOICE);
    open_sessions(s, 20, 23, CHANNEL_CHAT);
    for (int i = 0; i < 23; i++)
        snprintf(ids + strlen(ids), sizeof(ids) - strlen(ids), ",\"s%d\"", i);
    strcat(ids, "]");
    assert_int_equal(
        start(s, &(struct transfer_bulk){.session_ids = view_from(ids), .session_count = 24, .to = &to_chat}),
        TRANSFER_OK);
    assert_int_equal(run(s, end_state), 3);
    assert_int_equal(end_state->done, 24);
    assert_string_equal(end_state->result, "{\"transferred\":20,\"unchanged\":3,\"failed\":1,\"failures\":["
                                           "{\"session_id\":\"gone\",\"code\":\"session.not_found\"}]}");
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM session WHERE channel = 2"), 23);
    assert_int_equal(
        testing_count(&s->store, "SELECT count(*) FROM transfer WHERE actor_id = 'lea' AND state = 2"), 20);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM interaction WHERE author_name = 'Lea'"),
                     20);
    free(end_state);
}

static void failures_are_listed_up_to_a_limit_and_counted(void **state)
{
    struct setting *s = *state;
    struct state *end_state = calloc(1, sizeof(*end_state));
    char ids[4000] = "[\"x0\"";
    for (int i = 1; i < 150; i++)
        snprintf(ids + strlen(ids), sizeof(ids) - strlen(ids), ",\"x%d\"", i);
    strcat(ids, "]");
    assert_int_equal(
        start(s,
              &(struct transfer_bulk){.session_ids = view_from(ids), .session_count = 150, .to = &to_chat}),
        TRANSFER_OK);
    run(s, end_state);
    assert_non_null(strstr(end_state->result, "\"failed\":150"));
    assert_non_null(strstr(end_state->result, "\"x99\""));
    assert_null(strstr(end_state->result, "\"x100\""));
    free(end_state);
}

static void a_filter_means_those_that_are_open_when_it_begins(void **state)
{
    struct setting *s = *state;
    struct state *st = calloc(1, sizeof(*st));
    open_sessions(s, 0, 30, CHANNEL_VOICE);
    open_sessions(s, 30, 40, CHANNEL_EMAIL);
    assert_int_equal(
        start(s, &(struct transfer_bulk){.channel = CHANNEL_VOICE, .has_channel = true, .to = &to_chat}),
        TRANSFER_OK);
    *st = (struct state){.id = s->job};
    assert_int_equal(testing_commit(&s->store, slice_it, st), 0);
    assert_int_equal(st->done, 8);
    open_sessions(s, 40, 45, CHANNEL_VOICE);
    while (!st->is_done)
        assert_int_equal(testing_commit(&s->store, slice_it, st), 0);
    assert_int_equal(st->done, 30);
    assert_int_equal(st->total, 30);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM session WHERE channel = 2"), 30);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM session WHERE channel = 0"), 5);
    free(st);
}

static void the_dearest_slices_stay_within_their_rows(void **state)
{
    struct setting *s = *state;
    struct state *st = calloc(1, sizeof(*st));
    struct transfer_in to = to_chat;
    enum channel way[] = {CHANNEL_VOICE, CHANNEL_SMS, CHANNEL_EMAIL, CHANNEL_WHATSAPP};
    open_sessions(s, 0, 9, CHANNEL_VOICE);
    for (int i = 0; i < 3; i++) { // each overtakes the one before, whose leg waits
        to.to_channel = way[i + 1];
        assert_int_equal(start(s, &(struct transfer_bulk){.channel = way[i], .has_channel = true, .to = &to}),
                         TRANSFER_OK);
        run(s, st);
        assert_int_equal(st->done, 9);
    }
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM outbox WHERE state = 1"), 9);
    free(st);
}

static void nobody_there_is_refused_at_once(void **state)
{
    struct setting *s = *state;
    struct transfer_in to = {.to_agent = VIEW("nobody"), .actor = &lead};
    struct transfer_bulk in = {.session_ids = VIEW("[\"a\"]"), .session_count = 1, .to = &to};
    assert_int_equal(start(s, &in), TRANSFER_NO_AGENT);
    in = (struct transfer_bulk){.queue = VIEW("nowhere"), .to = &to_chat};
    assert_int_equal(start(s, &in), TRANSFER_NO_QUEUE);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM job"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_of_a_list_is_moved_or_says_why_not, begin, end),
        cmocka_unit_test_setup_teardown(failures_are_listed_up_to_a_limit_and_counted, begin, end),
        cmocka_unit_test_setup_teardown(a_filter_means_those_that_are_open_when_it_begins, begin, end),
        cmocka_unit_test_setup_teardown(the_dearest_slices_stay_within_their_rows, begin, end),
        cmocka_unit_test_setup_teardown(nobody_there_is_refused_at_once, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
