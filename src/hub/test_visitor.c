// SPDX-License-Identifier: Apache-2.0
// Who a visitor is and where what they say goes, whatever agents and the shop do meanwhile.
#include "hub/customer_edit.h"
#include "hub/customer_erase.h"
#include "hub/session_state.h"
#include "hub/testing_hub.h"
#include "hub/visitor.h"
#include <stdio.h>
#include <stdlib.h>

struct setting {
    struct testing_store store; // first
    struct arena arena;
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    arena_init(&s->arena, 16 << 10, 4 << 20);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    arena_free(&s->arena);
    testing_store_close(&s->store);
    free(s);
    return 0;
}

// ---- what is asked of the writer

struct act {
    struct visitor_who who;
    struct view session_id;
    struct identity_claims claims;
    struct view device_id;
    bool is_blocked;
    struct said said; // by speak
    int outcome;
};

static int speak(void *ctx, struct tx *tx)
{
    struct act *a = ctx;
    struct message_result result;
    struct message_in in = {.channel = CHANNEL_CHAT,
                            .has_channel = true,
                            .direction = DIRECTION_INBOUND,
                            .author_type = AUTHOR_CUSTOMER,
                            .content = VIEW("hello")};
    int r = visitor_aim(tx, &a->who, a->session_id, &in);
    if (r == VISITOR_OK)
        r = message_store(tx, &in, &result) == MESSAGE_OK ? 0 : 100;
    if (r == 0)
        snprintf(a->said.session_id, sizeof(a->said.session_id), "%.*s", VIEW_ARG(result.session_id));
    return r;
}

static int look(void *ctx, struct tx *tx)
{
    struct act *a = ctx;
    struct view session;
    int r = visitor_session(tx, &a->who, &session);
    snprintf(a->said.session_id, sizeof(a->said.session_id), "%.*s", VIEW_ARG(session));
    return r;
}

static int sign_in(void *ctx, struct tx *tx)
{
    struct act *a = ctx;
    struct widget_site site = {.id = VIEW("demo")};
    return visitor_identify(tx, &site, &a->claims, a->device_id);
}

static int block(void *ctx, struct tx *tx)
{
    struct act *a = ctx;
    struct cluster cluster;
    struct actor actor = {.kind = ACTOR_KEY};
    int r = cluster_find(tx->db, tx->tenant, a->who.customer_id, &tx->batch->arena, &cluster);
    return r != 0 ? r : customer_block(tx, &actor, &cluster, a->is_blocked, (struct view){0});
}

static int erase(void *ctx, struct tx *tx)
{
    struct act *a = ctx;
    struct actor actor = {.kind = ACTOR_KEY};
    struct view id;
    return customer_erase_start(tx, &actor, a->who.customer_id, &id);
}

static int run(struct setting *s, testing_decide decide, struct act *a)
{
    enum work_outcome outcome;
    return testing_run(&s->store, 1, decide, a, &outcome);
}

// As `id`, in the session of that id (NULL: none is named). Returns where it went, or "" and says why not.
static const char *says(struct setting *s, const char *id, bool is_identified, const char *session, int *ret)
{
    static struct act a;
    a = (struct act){.who = {.customer_id = view_from(id), .is_identified = is_identified},
                     .session_id = hub_text(session)};
    int r = run(s, speak, &a);
    if (ret != NULL)
        *ret = r;
    else
        assert_int_equal(r, 0);
    return a.said.session_id;
}

static int sign(struct setting *s, const char *customer, const char *device)
{
    struct act a = {.claims = {.customer_id = view_from(customer),
                               .name = VIEW("Ann Lee"),
                               .email = VIEW("ann@example.org"),
                               .phone = VIEW("+491701234567")},
                    .device_id = hub_text(device)};
    return run(s, sign_in, &a);
}

static int judge(struct setting *s, const char *id, bool is_identified, bool is_known)
{
    struct visitor_who who = {view_from(id), is_identified, is_known};
    int64_t row = -1;
    return visitor_judge(s->store.reader, 1, &who, &row);
}

static int goes_on_in(struct setting *s, const char *id, bool is_identified, char session[160])
{
    struct act a = {.who = {.customer_id = view_from(id), .is_identified = is_identified}};
    int r = run(s, look, &a);
    snprintf(session, 160, "%s", a.said.session_id);
    return r;
}

static int customers(struct setting *s)
{
    return (int)testing_count(&s->store, "SELECT count(*) FROM customer");
}

// ---- random visitors

static void a_random_visitor_costs_nothing_until_they_speak(void **state)
{
    struct setting *s = *state;
    char session[160], first[160];
    assert_int_equal(judge(s, "v1", false, false), VISITOR_OK);
    assert_int_equal(goes_on_in(s, "v1", false, session), VISITOR_OK);
    assert_string_equal(session, "");
    assert_int_equal(customers(s), 0);
    snprintf(first, sizeof(first), "%s", says(s, "v1", false, NULL, NULL));
    assert_int_equal(customers(s), 1);
    assert_string_equal(says(s, "v1", false, NULL, NULL), first);
    assert_string_equal(says(s, "v1", false, first, NULL), first);
    assert_int_equal(goes_on_in(s, "v1", false, session), VISITOR_OK);
    assert_string_equal(session, first);
}

static void nobody_speaks_in_a_session_of_others(void **state)
{
    struct setting *s = *state;
    char other[160];
    int r;
    snprintf(other, sizeof(other), "%s", says(s, "v1", false, NULL, NULL));
    says(s, "v2", false, other, &r); // who is not there yet
    assert_int_equal(r, VISITOR_NO_SESSION);
    says(s, "v2", false, NULL, NULL);
    says(s, "v2", false, other, &r);
    assert_int_equal(r, VISITOR_NO_SESSION);
    says(s, "v2", false, "nowhere", &r);
    assert_int_equal(r, VISITOR_NO_SESSION);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM interaction"), 2);
}

// An agent may be talked into a merge; the page is told nothing of whom it was merged with.
static void who_is_merged_by_agents_keeps_only_the_conversation(void **state)
{
    for (int direction = 0; direction < 2; direction++) {
        struct setting *s = *state;
        char own[160], others[160], session[160], v[8], x[8];
        int r;
        snprintf(v, sizeof(v), "v%d", direction);
        snprintf(x, sizeof(x), "x%d", direction);
        hub_says(&s->store, x, CHANNEL_EMAIL, "my secret");
        snprintf(others, sizeof(others), "%s", (goes_on_in(s, x, true, session), session));
        snprintf(own, sizeof(own), "%s", says(s, v, false, NULL, NULL));
        assert_string_not_equal(own, others);
        assert_int_equal(direction == 0 ? hub_merge(&s->store, x, v) : hub_merge(&s->store, v, x), 0);
        assert_string_equal(says(s, v, false, NULL, NULL), own);
        assert_string_equal(says(s, v, false, own, NULL), own);
        assert_int_equal(goes_on_in(s, v, false, session), VISITOR_OK);
        assert_string_equal(session, own);
        says(s, v, false, others, &r);
        assert_int_equal(r, VISITOR_NO_SESSION);
    }
}

static int close_session(void *ctx, struct tx *tx)
{
    struct session_change change;
    struct actor actor = {.kind = ACTOR_KEY};
    struct act *a = ctx;
    int r = session_change_begin(tx, a->session_id, &change);
    if (r == 0)
        r = session_apply(tx, &change, SESSION_CLOSE, &actor, (struct view){0}, (struct view){0});
    return r != 0 ? r : session_change_end(tx, &change);
}

static void when_it_is_over_they_begin_anew(void **state)
{
    struct setting *s = *state;
    char own[160], session[160];
    int r;
    hub_says(&s->store, "x", CHANNEL_EMAIL, "my secret");
    snprintf(own, sizeof(own), "%s", says(s, "v", false, NULL, NULL));
    assert_int_equal(hub_merge(&s->store, "x", "v"), 0);
    struct act a = {.session_id = view_from(own)};
    assert_int_equal(run(s, close_session, &a), 0);
    assert_int_equal(goes_on_in(s, "v", false, session), VISITOR_OVER);
    says(s, "v", false, NULL, &r);
    assert_int_equal(r, VISITOR_OVER);
    says(s, "v", false, own, &r);
    assert_int_equal(r, VISITOR_OVER);
}

static void a_closed_session_gives_way(void **state)
{
    struct setting *s = *state;
    char own[160];
    snprintf(own, sizeof(own), "%s", says(s, "v", false, NULL, NULL));
    struct act a = {.session_id = view_from(own)};
    assert_int_equal(run(s, close_session, &a), 0);
    assert_string_not_equal(says(s, "v", false, own, NULL), own);
}

// ---- who is signed in

static void whom_the_shop_names_is_that_customer(void **state)
{
    struct setting *s = *state;
    assert_int_equal(sign(s, "cust_1", NULL), VISITOR_OK);
    struct customer c = hub_customer(&s->store, "cust_1", &s->arena);
    assert_true(view_equal(c.name, VIEW("Ann Lee")));
    assert_true(view_equal(c.email, VIEW("ann@example.org")));
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM identity WHERE verified_us > 0"), 2);
    int64_t version = c.version;
    assert_int_equal(sign(s, "cust_1", NULL), VISITOR_OK);
    assert_int_equal(hub_customer(&s->store, "cust_1", &s->arena).version, version);
}

// A shop may not have asked whether it is really theirs.
static void an_address_of_another_stays_theirs(void **state)
{
    struct setting *s = *state;
    hub_says(&s->store, "ann@example.org", CHANNEL_EMAIL, "my secret");
    assert_int_equal(sign(s, "cust_1", NULL), VISITOR_OK);
    assert_int_equal(
        testing_count(&s->store, "SELECT count(*) FROM identity WHERE verified_us > 0 AND kind = 2"), 0);
    assert_int_equal(hub_cluster(&s->store, "cust_1", &s->arena).count, 1);
}

static void what_they_said_before_becomes_theirs(void **state)
{
    struct setting *s = *state;
    char before[160], session[160];
    snprintf(before, sizeof(before), "%s", says(s, "v", false, NULL, NULL));
    assert_int_equal(sign(s, "cust_1", "v"), VISITOR_OK);
    assert_int_equal(hub_cluster(&s->store, "cust_1", &s->arena).count, 2);
    assert_int_equal(goes_on_in(s, "cust_1", true, session), VISITOR_OK);
    assert_string_equal(session, before);
    assert_string_equal(says(s, "cust_1", true, NULL, NULL), before);
    assert_string_equal(says(s, "cust_1", true, before, NULL), before);
    assert_int_equal(sign(s, "cust_1", "v"), VISITOR_OK);
    assert_int_equal(hub_cluster(&s->store, "cust_1", &s->arena).count, 2);
}

// Else whoever signs in at a shop would get at whom an agent once merged their random visitor with.
static void who_was_merged_before_is_not_taken_over(void **state)
{
    struct setting *s = *state;
    hub_says(&s->store, "x", CHANNEL_EMAIL, "my secret");
    says(s, "v", false, NULL, NULL);
    assert_int_equal(hub_merge(&s->store, "x", "v"), 0);
    assert_int_equal(sign(s, "cust_1", "v"), VISITOR_OK);
    assert_int_equal(hub_cluster(&s->store, "cust_1", &s->arena).count, 1);
}

static void a_silent_visitor_leaves_nothing(void **state)
{
    struct setting *s = *state;
    assert_int_equal(sign(s, "cust_1", "v"), VISITOR_OK);
    assert_int_equal(customers(s), 1);
}

// ---- who may not

static void who_is_blocked_is_not_heard(void **state)
{
    struct setting *s = *state;
    says(s, "v", false, NULL, NULL);
    says(s, "cust_1", true, NULL, NULL);
    assert_int_equal(hub_merge(&s->store, "cust_1", "v"), 0);
    struct act a = {.who = {.customer_id = VIEW("cust_1")}, .is_blocked = true};
    assert_int_equal(run(s, block, &a), 0);
    assert_int_equal(judge(s, "v", false, true), VISITOR_BLOCKED);
    assert_int_equal(judge(s, "cust_1", true, true), VISITOR_BLOCKED);
    assert_int_equal(sign(s, "cust_1", NULL), VISITOR_BLOCKED);
    a.is_blocked = false;
    assert_int_equal(run(s, block, &a), 0);
    assert_int_equal(judge(s, "v", false, true), VISITOR_OK);
}

static void who_was_erased_is_over(void **state)
{
    struct setting *s = *state;
    says(s, "v", false, NULL, NULL);
    assert_int_equal(judge(s, "v", false, true), VISITOR_OK);
    struct act a = {.who = {.customer_id = VIEW("v")}};
    assert_int_equal(run(s, erase, &a), 0);
    assert_int_equal(judge(s, "v", false, true), VISITOR_OVER);
    assert_int_equal(judge(s, "never", true, false), VISITOR_OVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_random_visitor_costs_nothing_until_they_speak, begin, end),
        cmocka_unit_test_setup_teardown(nobody_speaks_in_a_session_of_others, begin, end),
        cmocka_unit_test_setup_teardown(who_is_merged_by_agents_keeps_only_the_conversation, begin, end),
        cmocka_unit_test_setup_teardown(when_it_is_over_they_begin_anew, begin, end),
        cmocka_unit_test_setup_teardown(a_closed_session_gives_way, begin, end),
        cmocka_unit_test_setup_teardown(whom_the_shop_names_is_that_customer, begin, end),
        cmocka_unit_test_setup_teardown(an_address_of_another_stays_theirs, begin, end),
        cmocka_unit_test_setup_teardown(what_they_said_before_becomes_theirs, begin, end),
        cmocka_unit_test_setup_teardown(who_was_merged_before_is_not_taken_over, begin, end),
        cmocka_unit_test_setup_teardown(a_silent_visitor_leaves_nothing, begin, end),
        cmocka_unit_test_setup_teardown(who_is_blocked_is_not_heard, begin, end),
        cmocka_unit_test_setup_teardown(who_was_erased_is_over, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
