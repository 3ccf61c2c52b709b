// SPDX-License-Identifier: Apache-2.0
// Somebody is erased who did not want to be written to: nothing of them is left, and nobody writes to them.
#include "hub/consent_decide.h"
#include "hub/customer_erase.h"
#include "hub/testing_hub.h"
#include "hub/testing_jobs.h"
#include <stdio.h>
#include <stdlib.h>

#define FIRST "+491700000001"
#define SECOND "+491700000002"
#define FORMER "+491700000003"
#define FREE "+491700000004"

static int begin(void **state)
{
    struct testing_jobs *j = calloc(1, sizeof(*j));
    testing_jobs_open(j);
    *state = j;
    return 0;
}

static int end(void **state)
{
    struct testing_jobs *j = *state;
    testing_jobs_close(j);
    free(j);
    return 0;
}

static int run_sql(void *ctx, struct tx *tx)
{
    char text[1000];
    snprintf(text, sizeof(text), "%s", (const char *)ctx);
    return db_exec(tx->db, text);
}

static void sql(struct testing_jobs *j, char *text)
{
    assert_int_equal(testing_commit(&j->store, run_sql, text), 0);
}

struct deciding {
    const char *customer, *address;
    int channel, purpose;
    bool is_given;
};

static int decide(void *ctx, struct tx *tx)
{
    static const struct actor program = {.kind = ACTOR_KEY};
    const struct deciding *d = ctx;
    struct cluster cluster;
    assert_int_equal(cluster_find(tx->db, tx->tenant, view_from(d->customer), &tx->batch->arena, &cluster),
                     0);
    return consent_decide(tx,
                          &(struct consent_new){.customer = cluster.survivor.row,
                                                .channel = d->channel,
                                                .purpose = d->purpose,
                                                .address = hub_text(d->address),
                                                .is_given = d->is_given,
                                                .source = VIEW("api"),
                                                .proof = VIEW("{\"text\":\"STOPSECRET\"}"),
                                                .actor = &program},
                          NULL);
}

static void say(struct testing_jobs *j, const char *customer, int channel, int purpose, const char *address,
                bool is_given)
{
    struct deciding d = {customer, address, channel, purpose, is_given};
    assert_int_equal(testing_commit(&j->store, decide, &d), 0);
}

static bool may(struct testing_jobs *j, int64_t tenant, const char *address, enum channel channel,
                enum consent_purpose purpose)
{
    struct consent_answer answer;
    struct consent_question q = {
        .channel = channel, .purpose = purpose, .address = view_from(address), .customer = 0};
    assert_int_equal(consent_ask(j->store.reader, tenant, &q, &answer), 0);
    return answer.verdict == CONSENT_ALLOW;
}

static int start_erasure(void *ctx, struct tx *tx)
{
    struct actor actor = {.kind = ACTOR_OPERATOR};
    struct view id;
    return customer_erase_start(tx, &actor, view_from(ctx), &id);
}

static void erase(struct testing_jobs *j, char *customer)
{
    assert_int_equal(testing_commit(&j->store, start_erasure, customer), CUSTOMER_ERASE_OK);
    testing_jobs_turn(j);
}

// Two who are one, each with a number; the one that was merged said no for both, a number that they had said
// it for itself, and e-mail is about marketing only.
static void live(struct testing_jobs *j)
{
    hub_says(&j->store, "ann", CHANNEL_CHAT, "hello");
    hub_says(&j->store, "ann2", CHANNEL_CHAT, "hello");
    sql(j,
        "INSERT INTO identity (tenant, customer, kind, address, created_us) VALUES (1, 1, 1, '" FIRST "', 1),"
        " (1, 2, 1, '" SECOND "', 1), (1, 1, 2, 'ann@example.org', 1)");
    say(j, "ann2", CHANNEL_SMS, 0, NULL, false);
    assert_int_equal(hub_merge(&j->store, "ann", "ann2"), 0);
    say(j, "ann", CHANNEL_SMS, 0, FORMER, false);
    say(j, "ann", CHANNEL_EMAIL, CONSENT_MARKETING, NULL, false);
    say(j, "ann", CHANNEL_SMS, CONSENT_SERVICE, FREE, false);
    say(j, "ann", CHANNEL_SMS, CONSENT_SERVICE, FREE, true);
}

static void opt_outs_outlive_who_said_them(void **state)
{
    struct testing_jobs *j = *state;
    live(j);
    sql(j, "UPDATE consent SET is_given = 0 WHERE customer = 2"); // what agreeing for FREE took back
    hub_says(&j->store, "lee", CHANNEL_CHAT, "not the last row");
    erase(j, "ann");
    assert_int_equal(testing_count(&j->store, "SELECT count(*) FROM consent WHERE customer <> 0"), 0);
    assert_int_equal(testing_jobs_count_text(j, "STOPSECRET"), 0);
    assert_int_equal(testing_jobs_count_text(j, FIRST) + testing_jobs_count_text(j, SECOND), 0);
    assert_int_equal(testing_jobs_count_text(j, FORMER) + testing_jobs_count_text(j, "ann@example"), 0);
    assert_false(may(j, 1, FIRST, CHANNEL_SMS, CONSENT_SERVICE));
    assert_false(may(j, 1, SECOND, CHANNEL_SMS, CONSENT_SERVICE));
    assert_false(may(j, 1, FORMER, CHANNEL_SMS, CONSENT_SERVICE));
    assert_true(may(j, 1, FREE, CHANNEL_SMS, CONSENT_SERVICE));
    assert_true(may(j, 1, FIRST, CHANNEL_VOICE, CONSENT_SERVICE));
    assert_true(may(j, 1, "ann@example.org", CHANNEL_EMAIL, CONSENT_SERVICE));
    assert_int_equal(testing_count(&j->store,
                                   "SELECT count(*) FROM consent WHERE channel = 3 AND purpose = 3 AND"
                                   " address LIKE '#%' AND proof IS NULL AND source = 'erased'"),
                     1);
    // Somebody else's hub keeps nothing of it.
    assert_true(may(j, 2, FIRST, CHANNEL_SMS, CONSENT_SERVICE));
}

static void who_comes_back_may_agree_again_and_be_erased_again(void **state)
{
    struct testing_jobs *j = *state;
    live(j);
    erase(j, "ann");
    assert_false(may(j, 1, FORMER, CHANNEL_SMS, CONSENT_SERVICE));
    hub_says(&j->store, "ann", CHANNEL_CHAT, "it is me again");
    say(j, "ann", CHANNEL_SMS, 0, FORMER, true);
    assert_true(may(j, 1, FORMER, CHANNEL_SMS, CONSENT_MARKETING));
    erase(j, "ann");
    // What they said last was yes: there is nothing to keep, and what was kept is void.
    assert_true(may(j, 1, FORMER, CHANNEL_SMS, CONSENT_SERVICE));
    assert_int_equal(testing_jobs_count_text(j, FORMER), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(opt_outs_outlive_who_said_them, begin, end),
        cmocka_unit_test_setup_teardown(who_comes_back_may_agree_again_and_be_erased_again, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
