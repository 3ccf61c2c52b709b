// SPDX-License-Identifier: Apache-2.0
// Files that a provider holds: noted with their message, fetched, and gone with whoever sent them.
#include "hub/customer_erase.h"
#include "hub/inbound.h"
#include "hub/media_fetch.h"
#include "hub/session_retain.h"
#include "hub/testing_hub.h"
#include "hub/testing_jobs.h"
#include "hub/trim.h"
#include <stdio.h>
#include <stdlib.h>

static const char HASH[] = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

struct setting {
    struct testing_jobs jobs; // first; its store first
    struct arena arena;
    struct media_fetch due[4];
    int count;
};

static int exec(void *ctx, struct tx *tx)
{
    return db_exec(tx->db, ctx);
}

static void run(struct setting *s, const char *sql)
{
    char text[500];
    snprintf(text, sizeof(text), "%s", sql);
    assert_int_equal(testing_commit(&s->jobs.store, exec, text), 0);
}

static int64_t count(struct setting *s, const char *sql)
{
    return testing_count(&s->jobs.store, sql);
}

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_jobs_open(&s->jobs);
    arena_init(&s->arena, 4096, 16 << 20);
    run(s,
        "INSERT INTO connector (connector, tenant, id, name, channel, adapter, config, is_enabled, version, "
        "created_us, updated_us) VALUES (7, 1, 'c7', 'default', 4, 'twilio', '{}', 1, 1, 1, 1)");
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    testing_jobs_close(&s->jobs);
    arena_free(&s->arena);
    free(s);
    return 0;
}

static int take(void *ctx, struct tx *tx)
{
    struct message_result result;
    return inbound_store(tx,
                         &(struct inbound){.connector = 7,
                                           .channel = CHANNEL_SMS,
                                           .provider_id = view_from(ctx),
                                           .from = VIEW("+4915112345678"),
                                           .text = VIEW("see"),
                                           .attachments = VIEW("[{\"url\":\"https://x.test/1\"},{\"url\":"
                                                               "\"ftp://x.test/2\"},{\"id\":\"a\",\"url\":"
                                                               "\"https://x.test/3\"}]")},
                         &result);
}

static void read_due(struct setting *s)
{
    struct db *db = s->jobs.store.reader;
    int64_t host, next;
    assert_int_equal(media_fetch_host(db, 1, MEDIA_FETCH_NO_HOST, &host), 0);
    assert_true(host > 0);
    assert_int_equal(media_fetch_host(db, 1, host, &next), 0);
    assert_int_equal(next, MEDIA_FETCH_NO_HOST);
    assert_int_equal(media_fetch_read(db, 1, host, INT64_MAX, &s->arena, 4, s->due, &s->count), 0);
    assert_int_equal(s->due[0].host, host);
}

// A message with three things, of which one is to be fetched.
static void receive(struct setting *s)
{
    char id[] = "SM1";
    assert_int_equal(testing_commit(&s->jobs.store, take, id), 0);
    read_due(s);
    assert_int_equal(s->count, 1);
}

struct ending {
    const struct media_fetch *fetch;
    bool has_file, is_named;
};

static int end_it(void *ctx, struct tx *tx)
{
    struct ending *e = ctx;
    const struct media_file file = {.hash = view_from(HASH), .size = 10, .type = VIEW("image/png")};
    return media_fetch_end(tx, e->fetch, e->has_file ? &file : NULL, VIEW("gone"), &e->is_named);
}

static bool arrives(struct setting *s, bool has_file)
{
    struct ending e = {.fetch = &s->due[0], .has_file = has_file};
    assert_int_equal(testing_commit(&s->jobs.store, end_it, &e), 0);
    return e.is_named;
}

static int delay(void *ctx, struct tx *tx)
{
    const struct media_fetch *f = ctx;
    return media_fetch_delay(tx, f->row, tx->now_us + 5000000);
}

static int erase(void *ctx, struct tx *tx)
{
    static const struct actor actor = {.kind = ACTOR_OPERATOR};
    struct view id;
    return customer_erase_start(tx, &actor, view_from(ctx), &id);
}

static void begin_erasing(struct setting *s)
{
    char id[] = "ann";
    run(s, "UPDATE customer SET id = 'ann' WHERE customer = 1");
    assert_int_equal(testing_commit(&s->jobs.store, erase, id), CUSTOMER_ERASE_OK);
}

// Another's message, so that theirs is not the last of its table.
static void somebody_else_writes(struct setting *s)
{
    hub_says(&s->jobs.store, "bob", CHANNEL_CHAT, "hello");
}

static void what_was_fetched_takes_its_place(void **state)
{
    struct setting *s = *state;
    receive(s);
    assert_true(view_equal(s->due[0].url, VIEW("https://x.test/1")));
    assert_true(arrives(s, true));
    assert_int_equal(count(s, "SELECT count(*) FROM attachment WHERE interaction = 1 AND session = 1"), 1);
    assert_int_equal(count(s, "SELECT count(*) FROM interaction WHERE attachments LIKE '[{\"id\":%' AND "
                              "attachments LIKE '%ftp://%' AND attachments NOT LIKE '%x.test/1%'"),
                     1);
    assert_false(arrives(s, true)); // twice
    assert_int_equal(count(s, "SELECT count(*) FROM attachment"), 1);
    assert_int_equal(count(s, "SELECT count(*) FROM media_fetch"), 0);
}

static void what_cannot_be_fetched_says_why(void **state)
{
    struct setting *s = *state;
    receive(s);
    assert_int_equal(testing_commit(&s->jobs.store, delay, &s->due[0]), 0);
    read_due(s);
    assert_int_equal(s->due[0].attempts, 1);
    assert_false(arrives(s, false));
    assert_int_equal(
        count(s, "SELECT count(*) FROM interaction WHERE attachments LIKE '%\"failed\":\"gone\"%'"), 1);
}

static void of_who_is_being_erased_no_file_is_kept(void **state)
{
    struct setting *s = *state;
    receive(s);
    begin_erasing(s);
    assert_false(arrives(s, true)); // before anything but their name is gone
    testing_jobs_turn(&s->jobs);
    assert_false(arrives(s, true)); // the entry is the last of its table, and stays blank
    assert_int_equal(count(s, "SELECT count(*) FROM attachment"), 0);
}

// Two that are over, one that still goes on.
static void bulk_jobs(struct setting *s)
{
    char sql[500];
    for (int i = 0; i < 3; i++) {
        snprintf(sql, sizeof(sql),
                 "INSERT INTO job (tenant, id, kind, state, is_running, done, total, arguments, result, "
                 "created_us, updated_us, requested_by, ref, due_us) VALUES (1, 'b%d', %d, %d, %d, 0, 1, "
                 "'{\"recipients\":[\"%s\"]}', '{\"queued\":1}', 1, 1, 'x', 0, 9000000000000000)",
                 i, JOB_BULK_SMS, i == 2 ? JOB_QUEUED : JOB_DONE, i == 2,
                 i == 2 ? "+4930" : "+4915112345678");
        run(s, sql);
    }
}

static void what_waits_to_be_fetched_goes_with_its_customer(void **state)
{
    struct setting *s = *state;
    receive(s);
    somebody_else_writes(s);
    run(s, "INSERT INTO webhook_unknown (connector, kind, tenant, count, sample, created_us, updated_us) "
           "VALUES (7, 'odd', 1, 3, 'from +4915112345678', 1, 1)");
    bulk_jobs(s);
    begin_erasing(s);
    testing_jobs_turn(&s->jobs);
    assert_int_equal(count(s, "SELECT count(*) FROM media_fetch"), 0);
    assert_int_equal(testing_jobs_count_text(&s->jobs, "x.test/1"), 0);
    assert_int_equal(count(s, "SELECT count FROM webhook_unknown WHERE sample = ''"), 3);
    assert_int_equal(count(s, "SELECT count(*) FROM job WHERE arguments LIKE '%+4930%'"), 1);
    assert_int_equal(testing_jobs_count_text(&s->jobs, "4915112345678"), 0);
}

static int retain(void *ctx, struct tx *tx)
{
    bool *has_more = ctx;
    int gone;
    return session_retain_slice(tx, &(struct trim_rule){.name = "sessions"}, &gone, has_more);
}

static void what_waits_to_be_fetched_goes_with_its_session(void **state)
{
    struct setting *s = *state;
    bool has_more = true;
    receive(s);
    somebody_else_writes(s);
    run(s, "UPDATE tenant SET settings = '{\"retention_days\":10}'");
    run(s, "UPDATE session SET is_open = 0, is_default = 0, status = 3, closed_us = 1 WHERE session = 1");
    for (int i = 0; i < 20 && has_more; i++)
        assert_int_equal(testing_commit(&s->jobs.store, retain, &has_more), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM interaction WHERE session = 1"), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM media_fetch"), 0);
    assert_false(arrives(s, true));
    assert_int_equal(count(s, "SELECT count(*) FROM attachment"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_fetched_takes_its_place, begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_fetched_says_why, begin, end),
        cmocka_unit_test_setup_teardown(of_who_is_being_erased_no_file_is_kept, begin, end),
        cmocka_unit_test_setup_teardown(what_waits_to_be_fetched_goes_with_its_customer, begin, end),
        cmocka_unit_test_setup_teardown(what_waits_to_be_fetched_goes_with_its_session, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
