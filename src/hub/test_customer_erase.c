// SPDX-License-Identifier: Apache-2.0
// One of many is erased, or exported: nobody finds them at once, no byte of them is left, and nobody else
// lost any.
#include "hub/agent_change.h"
#include "hub/customer_edit.h"
#include "hub/customer_erase.h"
#include "hub/customer_export.h"
#include "hub/erasure_replay.h"
#include "hub/message_edit.h"
#include "hub/session_merge.h"
#include "hub/testing_hub.h"
#include "hub/testing_jobs.h"
#include "hub/transfer.h"
#include "hub/unified_view.h"
#include "store/erasure_log.h"
#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct setting {
    struct testing_jobs jobs; // first; its store first
    struct arena arena;
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_jobs_open(&s->jobs);
    arena_init(&s->arena, 64 << 10, 256 << 20);
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

static int64_t count(struct setting *s, const char *sql)
{
    return testing_count(&s->jobs.store, sql);
}

// ---- what people leave

static void tell_profile(struct setting *s, const char *customer, const char *secret, int size)
{
    struct buffer profile;
    buffer_init(&profile, 1 << 20);
    buffer_printf(&profile, "{\"name\":\"%s name\",\"note\":\"%s %0*d\"}", secret, secret, size, 0);
    assert_int_equal(hub_open(&s->jobs.store,
                              &(struct conversation_in){.customer_id = view_from(customer),
                                                        .channel = CHANNEL_CHAT,
                                                        .news.profile = buffer_view(&profile)},
                              NULL, NULL),
                     0);
    buffer_free(&profile);
}

static void say_long(struct setting *s, const char *customer, const char *secret, int size)
{
    char provider[80];
    static int number;
    struct buffer text;
    buffer_init(&text, 1 << 20);
    for (int i = 0; i < size; i += 100)
        buffer_printf(&text, "%s said %090d ", secret, i);
    buffer_printf(&text, "%s", secret);
    snprintf(provider, sizeof(provider), "%s-provider-%08x", secret, (unsigned)(number++ * 2654435761u));
    assert_int_equal(hub_say(&s->jobs.store,
                             &(struct message_in){.customer_id = view_from(customer),
                                                  .channel = CHANNEL_CHAT,
                                                  .has_channel = true,
                                                  .direction = DIRECTION_INBOUND,
                                                  .author_type = AUTHOR_CUSTOMER,
                                                  .content = buffer_view(&text),
                                                  .provider_id = view_from(provider)},
                             NULL),
                     0);
    buffer_free(&text);
}

struct sql {
    const char *text;
};

static int exec(void *ctx, struct tx *tx)
{
    return db_exec(tx->db, ((struct sql *)ctx)->text);
}

static void run(struct setting *s, const char *text)
{
    assert_int_equal(testing_commit(&s->jobs.store, exec, &(struct sql){text}), 0);
}

static int give_identity(void *ctx, struct tx *tx)
{
    const char *const *names = ctx;
    struct cluster c;
    char address[100];
    struct actor actor = {.kind = ACTOR_OPERATOR};
    struct customer_edit_fault fault;
    assert_int_equal(cluster_find(tx->db, tx->tenant, view_from(names[0]), &tx->batch->arena, &c), 0);
    snprintf(address, sizeof(address), "%s@example.org", names[1]);
    return customer_add_identity(
        tx, &actor, c.survivor.row,
        &(struct identity_given){.kind = IDENTITY_EMAIL, .address = view_from(address)}, &fault);
}

// Churn: everybody writes in turn, long and short, profiles grow and shrink.
static void live(struct setting *s, const char *const people[], const char *const secrets[], int count_of)
{
    unsigned seed = 5;
    for (int i = 0; i < 60 * count_of; i++) {
        int who = i % count_of;
        seed = seed * 1103515245u + 12345u;
        int size = (int)(seed >> 16) % 100;
        say_long(s, people[who], secrets[who], size > 90 ? 20000 : size > 60 ? 900 : 10);
        if (i % 5 == 0)
            tell_profile(s, people[who], secrets[who], (int)(seed >> 20) % 9000);
    }
    for (int i = 0; i < count_of; i++)
        testing_commit(&s->jobs.store, give_identity, (const char *[]){people[i], secrets[i]});
    // What other parts of the hub write about them.
    run(s, "INSERT INTO consent (tenant, id, customer, channel, purpose, address, is_given, source, proof, "
           "actor_kind, created_us) SELECT 1, 'd' || identity, customer, 3, 0, address, 0, 'keyword', "
           "'{\"text\":\"stop\"}', 3, 1 FROM identity");
    run(s, "INSERT INTO interaction_edit (tenant, interaction, content, actor_kind, created_us) "
           "SELECT 1, interaction, substr(content, 1, 40), 2, 1 FROM interaction WHERE interaction % 3 = 0");
    run(s,
        "INSERT INTO notification (tenant, id, agent, type, title, message, session, customer, created_us) "
        "SELECT 1, 'n' || interaction, 1, 'mention', 'x', substr(content, 1, 60), session, customer, 1 "
        "FROM interaction WHERE interaction % 4 = 0");
    run(s, "INSERT INTO transfer (tenant, id, session, customer, state, from_channel, to_channel, reason, "
           "context, actor_kind, "
           "created_us, "
           "updated_us) SELECT 1, 't' || interaction, session, customer, 2, 1, 2, substr(content, 1, 50), "
           "substr(content, 1, 30), 1, 1, 1 FROM interaction WHERE interaction % 2 = 0");
    run(s,
        "INSERT INTO outbox (tenant, id, kind, session, ref, body, address, outcome, state, is_due, due_us, "
        "attempts, created_us, updated_us) "
        "SELECT 1, 'o' || interaction, 1, session, interaction, substr(content, 1, 70), "
        "substr(content, 1, 40), substr(content, 1, 60), 1, 0, 1, 0, 1, 1 FROM interaction "
        "WHERE interaction % 6 = 0");
    run(s, "INSERT INTO early_receipt (tenant, connector, provider_id, state, code, fault, info, created_us) "
           "SELECT 1, 7, 'p' || interaction, 6, '30006', substr(content, 1, 60), "
           "'{\"opted_out\":true,\"words\":\"' || substr(content, 1, 9) || '\"}', 1 FROM interaction "
           "WHERE interaction % 2 = 0");
    run(s, "UPDATE interaction SET delivery_info = substr(content, 1, 40) WHERE interaction % 3 = 0");
    run(s, "UPDATE session SET reach_address = (SELECT substr(i.content, 1, 40) FROM interaction i "
           "WHERE i.session = session.session LIMIT 1)");
    run(s, "INSERT INTO audit (tenant, actor_kind, action, object, object_id, customer, detail, created_us) "
           "SELECT 1, 1, 'x', 'customer', id, customer, profile, 1 FROM customer");
    run(s,
        "INSERT INTO idempotency (tenant, owner, route, key, body_hash, status, reply, created_us, customer) "
        "SELECT 1, 'o', 'r', 'k' || interaction, 'h', 200, content, 1, customer FROM interaction "
        "WHERE interaction % 7 = 0");
    run(s, "INSERT INTO timer (tenant, kind, ref, due_us, body, created_us) "
           "SELECT 1, 2, s.session, 9000000000000000, substr(i.content, 1, 60), 1 FROM session s "
           "JOIN interaction i ON i.interaction = "
           "(SELECT max(m.interaction) FROM interaction m WHERE m.session = s.session)");
    run(s, "DELETE FROM notification WHERE notification % 9 = 0");
    run(s, "UPDATE interaction SET quick_replies = substr(content, 1, 40) WHERE interaction % 5 = 0");
    run(s,
        "INSERT INTO participant (tenant, session, kind, ref, delivered_position, read_position, joined_us, "
        "updated_us) SELECT 1, session, 1, 0, 1, 1, 1, 1 FROM session");
    run(s, "UPDATE session SET rating_comment = (SELECT name FROM customer c WHERE c.customer = "
           "session.customer), "
           "context = '{}'");
}

// ---- doing it

struct starting {
    const char *customer;
    char job[64];
    bool is_export;
};

static int start(void *ctx, struct tx *tx)
{
    struct starting *st = ctx;
    struct actor actor = {.kind = ACTOR_OPERATOR};
    struct view id;
    int r = st->is_export ? customer_export_start(tx, view_from(st->customer), (struct view){0}, &id)
                          : customer_erase_start(tx, &actor, view_from(st->customer), &id);
    if (r == 0)
        snprintf(st->job, sizeof(st->job), "%.*s", VIEW_ARG(id));
    return r;
}

static struct starting erase(struct setting *s, const char *customer)
{
    struct starting st = {.customer = customer};
    assert_int_equal(testing_commit(&s->jobs.store, start, &st), CUSTOMER_ERASE_OK);
    return st;
}

static struct job job_of(struct setting *s, const char *id)
{
    struct job job;
    assert_int_equal(job_find(s->jobs.store.reader, 1, view_from(id), &s->arena, &job), JOB_OK);
    return job;
}

static void assert_nobody(struct setting *s, const char *id)
{
    struct cluster c;
    assert_int_equal(cluster_find(s->jobs.store.reader, 1, view_from(id), &s->arena, &c), CUSTOMER_NONE);
}

static const char *const people[] = {"ann", "bob", "eve", "lee", "zoe"};
static const char *const secrets[] = {"ANNSECRET", "BOBSECRET", "EVESECRET", "LEESECRET", "ZOESECRET"};
enum { PEOPLE = 5 };

static void no_byte_is_left_of_one_of_many(void **state)
{
    struct setting *s = *state;
    live(s, people, secrets, PEOPLE);
    assert_int_equal(hub_merge(&s->jobs.store, "eve", "zoe"), 0);
    int64_t others = count(s, "SELECT count(*) FROM interaction i JOIN customer c USING (customer) "
                              "WHERE c.id NOT IN ('eve', 'zoe')");
    struct starting st = erase(s, "zoe"); // one of two who are one
    assert_nobody(s, "eve");
    assert_nobody(s, "zoe");
    assert_nobody(s, "EVESECRET@example.org");
    assert_true(testing_jobs_count_text(&s->jobs, "EVESECRET") > 100);
    testing_jobs_turn(&s->jobs);
    struct job job = job_of(s, st.job);
    assert_int_equal(job.state, JOB_DONE);
    assert_true(job.done > 200);
    assert_int_equal(testing_jobs_count_text(&s->jobs, "EVESECRET"), 0);
    assert_int_equal(testing_jobs_count_text(&s->jobs, "ZOESECRET"), 0);
    assert_int_equal(testing_jobs_count_text(&s->jobs, "evesecret@example.org"), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM consent WHERE customer = 0 AND address LIKE '#%'"), 2);
    for (int i = 0; i < PEOPLE; i++)
        if (i != 2 && i != 4)
            assert_true(testing_jobs_count_text(&s->jobs, secrets[i]) > 100);
    assert_int_equal(count(s, "SELECT count(*) FROM interaction WHERE created_us > 0"), others);
    assert_int_equal(count(s, "SELECT count(*) FROM interaction i LEFT JOIN session s USING (session) "
                              "LEFT JOIN customer c ON c.customer = i.customer "
                              "WHERE s.session IS NULL OR c.customer IS NULL OR c.customer <> s.customer"),
                     0);
    assert_int_equal(count(s, "SELECT count(*) FROM transfer t LEFT JOIN session s USING (session) "
                              "WHERE t.session <> 0 AND s.session IS NULL"),
                     0);
    assert_int_equal(count(s, "SELECT count(*) FROM participant p LEFT JOIN session s USING (session) "
                              "WHERE s.session IS NULL OR s.last_activity_us = 0"),
                     0);
    // Of receipts that nobody's message is known for, the words are gone, and that somebody opted out is not.
    assert_int_equal(count(s, "SELECT count(*) FROM early_receipt WHERE fault IS NOT NULL"), 0);
    assert_true(count(s, "SELECT count(*) FROM early_receipt WHERE code = '30006' AND "
                         "info = '{\"opted_out\":true}'") > 100);
    // They may come again, as somebody new, while the old rows stay away.
    hub_says(&s->jobs.store, "eve", CHANNEL_CHAT, "hello again");
    assert_int_equal(hub_cluster(&s->jobs.store, "eve", &s->arena).count, 1);
    testing_jobs_reopen(&s->jobs);
    assert_int_equal(testing_jobs_count_text(&s->jobs, "EVESECRET"), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
}

// Between any two slices the hub may end.
static void an_erasure_goes_on_after_a_restart(void **state)
{
    struct setting *s = *state;
    live(s, people, secrets, 2);
    struct starting st = erase(s, "bob");
    for (int i = 0; i < 200 && job_of(s, st.job).state != JOB_DONE; i++) {
        int64_t next;
        job_run_turn(s->jobs.run, &next);
        testing_settle(&s->jobs.store);
        job_run_errand(s->jobs.run, s->jobs.store.reader);
        if (i % 7 == 0)
            testing_jobs_reopen(&s->jobs);
        assert_nobody(s, "bob");
    }
    testing_jobs_turn(&s->jobs);
    assert_int_equal(job_of(s, st.job).state, JOB_DONE);
    assert_int_equal(testing_jobs_count_text(&s->jobs, "BOBSECRET"), 0);
    assert_true(testing_jobs_count_text(&s->jobs, "ANNSECRET") > 50);
}

// ---- those who are in between

static int leave(void *ctx, struct tx *tx)
{
    struct job job = {.ref = 7};
    bool *is_done = ctx;
    return agent_leave_slice(tx, &job, is_done);
}

static int expire(void *ctx, struct tx *tx)
{
    (void)ctx;
    return transfer_leg_expire(tx, &(struct timer){.kind = TIMER_TRANSFER_LEG, .ref = 1});
}

// Between the order and the last row: nothing that meets such a row fails.
static void who_is_being_erased_is_in_nobody_s_way(void **state)
{
    struct setting *s = *state;
    struct message_whole message;
    struct said said;
    bool is_done = false;
    assert_int_equal(hub_say(&s->jobs.store,
                             &(struct message_in){.customer_id = VIEW("eve"),
                                                  .channel = CHANNEL_CHAT,
                                                  .has_channel = true,
                                                  .direction = DIRECTION_INBOUND,
                                                  .author_type = AUTHOR_CUSTOMER,
                                                  .content = VIEW("x")},
                             &said),
                     0);
    run(s, "UPDATE session SET agent = 7");
    run(s, "INSERT INTO transfer (transfer, tenant, id, session, customer, state, from_channel, to_channel, "
           "actor_kind, created_us, updated_us) SELECT 1, 1, 't', session, customer, 3, 1, 2, 1, 1, 1 "
           "FROM session");
    erase(s, "eve");
    assert_int_equal(testing_commit(&s->jobs.store, leave, &is_done), 0);
    assert_true(is_done);
    assert_int_equal(count(s, "SELECT count(*) FROM session WHERE agent IS NOT NULL"), 0);
    assert_int_equal(testing_commit(&s->jobs.store, expire, NULL), 0);
    assert_int_equal(message_find(s->jobs.store.reader, 1, view_from(said.id), NULL, &s->arena, &message),
                     MESSAGE_EDIT_NONE);
}

static int join(void *ctx, struct tx *tx)
{
    struct actor actor = {.kind = ACTOR_OPERATOR};
    struct session_change into, from;
    (void)ctx;
    assert_int_equal(session_change_begin(tx, VIEW("of_ann"), &from), 0);
    assert_int_equal(session_change_begin(tx, VIEW("of_bob"), &into), 0);
    int r = session_merge(tx, &into, &from, &actor);
    return r == 0 ? session_change_end(tx, &into) : r;
}

// Two were one and are not any more; one of them goes, with the session that the other's went on in.
static void a_session_that_went_on_with_the_erased_ends_there(void **state)
{
    struct setting *s = *state;
    const struct message_in in = {.session_id = VIEW("of_ann"),
                                  .channel = CHANNEL_CHAT,
                                  .has_channel = true,
                                  .direction = DIRECTION_INBOUND,
                                  .author_type = AUTHOR_CUSTOMER,
                                  .content = VIEW("still there?")};
    hub_open(&s->jobs.store,
             &(struct conversation_in){
                 .customer_id = VIEW("ann"), .session_id = VIEW("of_ann"), .channel = CHANNEL_CHAT},
             NULL, NULL);
    hub_open(&s->jobs.store,
             &(struct conversation_in){
                 .customer_id = VIEW("bob"), .session_id = VIEW("of_bob"), .channel = CHANNEL_CHAT},
             NULL, NULL);
    hub_says(&s->jobs.store, "zoe", CHANNEL_CHAT, "is the last row of every table");
    hub_merge(&s->jobs.store, "bob", "ann");
    assert_int_equal(testing_commit(&s->jobs.store, join, NULL), 0);
    hub_unmerge(&s->jobs.store, "bob", "ann");
    erase(s, "bob");
    assert_int_equal(hub_say(&s->jobs.store, &in, NULL), MESSAGE_SESSION_CLOSED);
    testing_jobs_turn(&s->jobs);
    assert_int_equal(hub_say(&s->jobs.store, &in, NULL), MESSAGE_SESSION_CLOSED);
}

// ---- the list

struct listed {
    int count;
    bool has_eve, has_zoe;
};

static int look(void *ctx, const struct erasure *erasure)
{
    struct listed *listed = ctx;
    listed->count++;
    listed->has_eve |= view_equal(erasure->customer_id, VIEW("eve"));
    listed->has_zoe |= view_equal(erasure->customer_id, VIEW("zoe"));
    assert_int_equal(erasure->tenant, 1);
    return 0;
}

static void who_was_erased_is_listed_before_a_row_goes(void **state)
{
    struct setting *s = *state;
    struct listed listed = {0};
    char path[200];
    hub_says(&s->jobs.store, "eve", CHANNEL_CHAT, "x");
    hub_says(&s->jobs.store, "zoe", CHANNEL_CHAT, "x");
    hub_merge(&s->jobs.store, "eve", "zoe");
    erase(s, "eve");
    int64_t next;
    while (count(s, "SELECT count(*) FROM interaction WHERE created_us > 0") == 2) {
        listed = (struct listed){0};
        snprintf(path, sizeof(path), "%s/erasures", s->jobs.store.dir);
        assert_int_equal(erasure_log_walk(path, look, &listed, NULL), 0);
        job_run_turn(s->jobs.run, &next);
        testing_settle(&s->jobs.store);
        job_run_errand(s->jobs.run, s->jobs.store.reader);
    }
    assert_true(listed.has_eve && listed.has_zoe);
    assert_int_equal(listed.count, 2);
}

static int again(void *ctx, struct tx *tx)
{
    struct view id;
    return customer_erase_again(tx, *(int64_t *)ctx, &id);
}

// In an older state they may be one with somebody who was never erased.
static void an_erasure_applied_again_takes_only_its_own(void **state)
{
    struct setting *s = *state;
    const char *const names[] = {"top", "mid", "low"};
    for (int i = 0; i < 3; i++)
        say_long(s, names[i], secrets[i], 100);
    hub_merge(&s->jobs.store, "mid", "low");
    hub_merge(&s->jobs.store, "top", "mid");
    int64_t mid = hub_customer(&s->jobs.store, "mid", &s->arena).row;
    assert_int_equal(testing_commit(&s->jobs.store, again, &mid), CUSTOMER_ERASE_OK);
    testing_jobs_turn(&s->jobs);
    assert_int_equal(testing_jobs_count_text(&s->jobs, "BOBSECRET"), 0);
    struct cluster c = hub_cluster(&s->jobs.store, "low", &s->arena);
    assert_true(view_equal(c.survivor.id, VIEW("top")));
    assert_int_equal(c.count, 2);
    assert_int_equal(c.survivor.members, 1);
    assert_true(testing_jobs_count_text(&s->jobs, "EVESECRET") > 0);
}

// As after a restore: the list knows what the database does not.
static void a_restored_database_erases_again(void **state)
{
    struct setting *s = *state;
    int applied = -1;
    say_long(s, "eve", "EVESECRET", 100);
    say_long(s, "ann", "ANNSECRET", 100);
    const struct erasure list[] = {
        {.tenant = 1, .customer_id = VIEW("eve"), .at_us = atomic_load(&s->jobs.store.wall_us) + 1000000},
        {.tenant = 1, .customer_id = VIEW("ann"), .at_us = 1000000}, // came again since
        {.tenant = 1, .customer_id = VIEW("gone"), .at_us = 1900000000000000},
        {.tenant = 2, .customer_id = VIEW("ann"), .at_us = 1900000000000000},
    };
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(erasure_log_add(s->jobs.store.dir, &list[i]), 0);
    assert_int_equal(erasure_replay(s->jobs.store.store, s->jobs.store.dir, &applied), 0);
    assert_int_equal(applied, 1);
    assert_nobody(s, "eve");
    testing_jobs_turn(&s->jobs);
    assert_int_equal(testing_jobs_count_text(&s->jobs, "EVESECRET"), 0);
    assert_int_equal(hub_cluster(&s->jobs.store, "ann", &s->arena).count, 1);
    assert_int_equal(erasure_replay(s->jobs.store.store, s->jobs.store.dir, &applied), 0);
    assert_int_equal(applied, 0);
}

// ---- export

static int read_entries(const char *path, struct buffer *out)
{
    struct archive *a = archive_read_new();
    struct archive_entry *entry;
    int entries = 0;
    archive_read_support_format_zip(a);
    assert_int_equal(archive_read_open_filename(a, path, 65536), ARCHIVE_OK);
    while (archive_read_next_header(a, &entry) == ARCHIVE_OK) {
        char chunk[65536];
        entries++;
        buffer_printf(out, "== %s\n", archive_entry_pathname(entry));
        for (la_ssize_t n; (n = archive_read_data(a, chunk, sizeof(chunk))) > 0;)
            buffer_append_view(out, view_make(chunk, (size_t)n));
    }
    archive_read_free(a);
    return entries;
}

static int lines_of(const struct buffer *text, const char *part)
{
    int lines = 0;
    for (const char *at = text->data; at != NULL && (at = strstr(at, part)) != NULL; at++)
        lines++;
    return lines;
}

static void an_export_holds_all_of_one_person(void **state)
{
    struct setting *s = *state;
    struct buffer text;
    char path[300];
    live(s, people, secrets, 4);
    hub_merge(&s->jobs.store, "ann", "bob");
    run(s, "UPDATE interaction SET edited_us = 5 WHERE interaction IN (SELECT interaction FROM "
           "interaction_edit)");
    int64_t edits = count(s, "SELECT count(*) FROM interaction_edit JOIN interaction i USING (interaction) "
                             "JOIN customer c ON c.customer = i.customer WHERE c.id IN ('ann', 'bob')");
    assert_true(edits > 20);
    struct starting st = {.customer = "bob", .is_export = true};
    assert_int_equal(testing_commit(&s->jobs.store, start, &st), CUSTOMER_EXPORT_OK);
    testing_jobs_turn(&s->jobs);
    struct job job = job_of(s, st.job);
    assert_int_equal(job.state, JOB_DONE);
    assert_int_equal(job.done, job.total);
    snprintf(path, sizeof(path), "%s/exports/1/%.*s", s->jobs.store.dir, VIEW_ARG(job.file));
    buffer_init(&text, 64 << 20);
    assert_int_equal(read_entries(path, &text), 7);
    buffer_append_char(&text, '\0');
    assert_null(strstr(text.data, "EVESECRET"));
    assert_int_equal(lines_of(&text, "{\"id\":\""), 120 + 2); // interactions and decisions
    assert_int_equal(lines_of(&text, "\"type\":\"edit\""), edits);
    assert_int_equal(lines_of(&text, "\"session_id\":\"") > 60, true);
    assert_non_null(strstr(text.data, "ann"));
    assert_non_null(strstr(text.data, "annsecret@example.org"));
    assert_non_null(strstr(text.data, "bobsecret@example.org"));
    assert_int_equal(lines_of(&text, "\"proof\":{\"text\":\"stop\"}"), 2); // decisions about being written to
    buffer_free(&text);
    // Set apart, and erased: the file goes too.
    struct starting other = {.customer = "eve", .is_export = true};
    testing_commit(&s->jobs.store, start, &other);
    testing_jobs_turn(&s->jobs);
    assert_true(view_equal(job_of(s, other.job).file_type, VIEW("application/zip")));
    assert_int_equal(hub_unmerge(&s->jobs.store, "ann", "bob"), 0);
    erase(s, "eve");
    testing_jobs_turn(&s->jobs);
    assert_null(job_of(s, st.job).file.data);
    assert_null(job_of(s, other.job).file.data);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void nobody_is_not_exported(void **state)
{
    struct setting *s = *state;
    struct starting st = {.customer = "nobody", .is_export = true};
    assert_int_equal(testing_commit(&s->jobs.store, start, &st), CUSTOMER_EXPORT_NONE);
    st.is_export = false;
    assert_int_equal(testing_commit(&s->jobs.store, start, &st), CUSTOMER_ERASE_NONE);
    hub_says(&s->jobs.store, "ann", CHANNEL_CHAT, "x");
    st = (struct starting){.customer = "ann", .is_export = true};
    testing_commit(&s->jobs.store, start, &st);
    erase(s, "ann");
    testing_jobs_turn(&s->jobs);
    assert_int_not_equal(job_of(s, st.job).state, JOB_DONE);
    assert_null(job_of(s, st.job).file.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_byte_is_left_of_one_of_many, begin, end),
        cmocka_unit_test_setup_teardown(an_erasure_goes_on_after_a_restart, begin, end),
        cmocka_unit_test_setup_teardown(who_was_erased_is_listed_before_a_row_goes, begin, end),
        cmocka_unit_test_setup_teardown(an_erasure_applied_again_takes_only_its_own, begin, end),
        cmocka_unit_test_setup_teardown(a_restored_database_erases_again, begin, end),
        cmocka_unit_test_setup_teardown(an_export_holds_all_of_one_person, begin, end),
        cmocka_unit_test_setup_teardown(who_is_being_erased_is_in_nobody_s_way, begin, end),
        cmocka_unit_test_setup_teardown(a_session_that_went_on_with_the_erased_ends_there, begin, end),
        cmocka_unit_test_setup_teardown(nobody_is_not_exported, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
