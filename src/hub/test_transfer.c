// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "hub/event_body.h"
#include "hub/testing_hub.h"
#include "hub/timeline.h"
#include "hub/timer_actions.h"
#include "hub/transfer.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static const int64_t HOUR_US = (int64_t)3600 * 1000000;
static const struct actor program = {.kind = ACTOR_KEY, .id = {"key-1", 5}};

struct setting {
    struct testing_store store; // first
    struct arena arena;
    char session[160];
};

// Rows that another part of the hub writes.
static void put(const struct setting *s, const char *sql)
{
    char path[128];
    sqlite3 *db = NULL;
    snprintf(path, sizeof(path), "%s/hub.db", s->store.dir);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    arena_init(&s->arena, 4096, 1 << 20);
    put(s,
        "INSERT INTO agent (tenant, id, name, role, status, capacity, version, status_us, created_us, "
        "updated_us) VALUES (1, 'mia', 'Mia', 3, 1, 5, 1, 1, 1, 1), (1, 'tom', 'Tom', 3, 1, 5, 1, 1, 1, 1);"
        "INSERT INTO queue (tenant, id, name, version, created_us, updated_us) "
        "VALUES (1, 'billing', 'Billing', 1, 1, 1)");
    struct conversation_in in = {
        .customer_id = VIEW("ann"), .session_id = VIEW("call"), .channel = CHANNEL_VOICE};
    assert_int_equal(hub_open(&s->store, &in, s->session, NULL), CONVERSATION_OK);
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

// ---- operations as functions

struct asking {
    const struct transfer_in *in;
    struct transfer got;
    char id[64];
};

static int ask_it(void *ctx, struct tx *tx)
{
    struct asking *a = ctx;
    int r = transfer_request(tx, a->in, &a->got);
    if (r == TRANSFER_OK)
        snprintf(a->id, sizeof(a->id), "%.*s", VIEW_ARG(a->got.id));
    return r;
}

static int ask(struct setting *s, const struct transfer_in *in, struct asking *ret)
{
    struct asking a = {.in = in};
    int r = testing_commit(&s->store, ask_it, &a);
    if (ret != NULL)
        *ret = a;
    return r;
}

static struct transfer_in to_channel(enum channel from, enum channel to)
{
    return (struct transfer_in){.session_id = VIEW("call"),
                                .customer_id = VIEW("ann"),
                                .from_channel = from,
                                .has_from = true,
                                .to_channel = to,
                                .has_channel = true,
                                .reason = VIEW("to see the papers"),
                                .actor = &program};
}

static struct transfer_in to_owner(const char *agent, const char *queue)
{
    return (struct transfer_in){.session_id = VIEW("call"),
                                .to_agent = hub_text(agent),
                                .to_queue = hub_text(queue),
                                .actor = &program};
}

static struct transfer stored(struct setting *s, const char *id)
{
    struct transfer t;
    assert_int_equal(transfer_find(s->store.reader, 1, view_from(id), &s->arena, &t), TRANSFER_OK);
    return t;
}

enum leg { TAKEN, DELIVERED, FAILED, EXPIRED };

struct leg_news {
    enum leg leg;
    int64_t outbox, transfer;
};

static int tell_it(void *ctx, struct tx *tx)
{
    const struct leg_news *news = ctx;
    switch (news->leg) {
    case TAKEN:
        return transfer_leg_taken(tx, news->outbox);
    case DELIVERED:
        return transfer_leg_delivered(tx, news->outbox);
    case FAILED:
        return transfer_leg_failed(tx, news->outbox, VIEW("the number does not exist"));
    case EXPIRED:
        break;
    }
    struct timer timer;
    int r = timer_find(tx->db, tx->tenant, TIMER_TRANSFER_LEG, news->transfer, &tx->batch->arena, &timer);
    assert_int_equal(r, TIMER_OK);
    assert_true(timer.due_us <= tx->now_us);
    return timer_actions[TIMER_TRANSFER_LEG].fire(tx, &timer);
}

static void tell(struct setting *s, const struct asking *a, enum leg leg)
{
    struct transfer t = stored(s, a->id);
    struct leg_news news = {.leg = leg, .outbox = t.outbox, .transfer = t.row};
    assert_int_equal(testing_commit(&s->store, tell_it, &news), 0);
}

static int count(struct setting *s, const char *sql)
{
    return (int)testing_count(&s->store, sql);
}

// ---- tests

static void a_call_becomes_a_chat(void **state)
{
    struct setting *s = *state;
    struct asking a;
    struct transfer_in in = to_channel(CHANNEL_VOICE, CHANNEL_CHAT);
    in.context = VIEW("{\"issue\":\"papers\"}");
    assert_int_equal(ask(s, &in, &a), TRANSFER_OK);
    struct session session = hub_session(&s->store, "call", &s->arena);
    assert_int_equal(session.channel, CHANNEL_CHAT);
    assert_int_equal(session.primary_channel, CHANNEL_VOICE);
    assert_false(session_is_on(&session, CHANNEL_VOICE));
    assert_true(view_equal(session.context, VIEW("{\"issue\":\"papers\"}")));
    struct transfer t = stored(s, a.id);
    assert_int_equal(t.state, TRANSFER_COMPLETED);
    assert_int_equal(t.from.channel, CHANNEL_VOICE);
    assert_int_equal(t.to.channel, CHANNEL_CHAT);
    assert_int_equal(t.outbox, 0);
    assert_int_equal(count(s, "SELECT count(*) FROM outbox"), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM audit WHERE object = 'transfer'"), 2);
    assert_int_equal(
        count(s, "SELECT count(*) FROM interaction WHERE type = 2 AND audience = 1 AND channel = 2"), 1);
    const struct event *event = hub_event(&s->store, 1);
    assert_int_equal(event->kind, EVENT_CHANNEL_TRANSFER);
    assert_int_equal(hub_event(&s->store, 2)->kind, EVENT_SESSION_UPDATE);
    assert_int_equal(session.last_position, hub_event(&s->store, 2)->position);
}

static void the_customer_hears_from_where_to_where_but_not_why(void **state)
{
    struct setting *s = *state;
    struct transfer_in in = to_channel(CHANNEL_VOICE, CHANNEL_CHAT);
    assert_int_equal(ask(s, &in, NULL), TRANSFER_OK);
    for (int audience = AUDIENCE_INTERNAL; audience <= AUDIENCE_PUBLIC; audience++) {
        const struct event *event = hub_event(&s->store, 1);
        const struct event_body *body = event->body;
        struct buffer out;
        buffer_init(&out, 4096);
        struct json_writer w = json_writer(&out);
        event_payload_write(&w, event, body, (enum audience)audience, VIEW("e"));
        buffer_append_char(&out, '\0');
        assert_non_null(strstr(out.data, "\"from\":\"voice\",\"to\":\"chat\""));
        assert_int_equal(strstr(out.data, "papers") != NULL, audience == AUDIENCE_INTERNAL);
        assert_int_equal(strstr(out.data, "transfer_id") != NULL, audience == AUDIENCE_INTERNAL);
        assert_null(strstr(out.data, "key-1"));
        buffer_free(&out);
    }
}

static void what_cannot_be_is_refused_and_nothing_is_written(void **state)
{
    struct setting *s = *state;
    struct transfer_in good = to_channel(CHANNEL_VOICE, CHANNEL_CHAT), in;
    in = good, in.session_id = VIEW("none");
    assert_int_equal(ask(s, &in, NULL), TRANSFER_NO_SESSION);
    in = good, in.customer_id = VIEW("bob");
    assert_int_equal(ask(s, &in, NULL), TRANSFER_OF_ANOTHER);
    hub_says(&s->store, "bob", CHANNEL_SMS, "hello");
    assert_int_equal(ask(s, &in, NULL), TRANSFER_OF_ANOTHER);
    in = good, in.to_channel = CHANNEL_VOICE;
    assert_int_equal(ask(s, &in, NULL), TRANSFER_NOWHERE);
    in = to_owner("nobody", NULL);
    assert_int_equal(ask(s, &in, NULL), TRANSFER_NO_AGENT);
    in = to_owner(NULL, "nowhere");
    assert_int_equal(ask(s, &in, NULL), TRANSFER_NO_QUEUE);
    char *large = malloc(70000);
    memset(large, 'x', 70000);
    memcpy(large, "{\"a\":\"", 6);
    memcpy(large + 69998, "\"}", 2);
    in = good, in.context = view_make(large, 70000);
    assert_int_equal(ask(s, &in, NULL), TRANSFER_TOO_LARGE);
    free(large);
    assert_int_equal(count(s, "SELECT count(*) FROM transfer"), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM audit"), 0);
    assert_int_equal(hub_session(&s->store, "call", &s->arena).version, 1);
    put(s, "UPDATE session SET is_open = 0, status = 3 WHERE id = 'call'");
    assert_int_equal(ask(s, &good, NULL), TRANSFER_SESSION_CLOSED);
}

static void a_channel_that_was_left_is_not_active_until_the_customer_is_back(void **state)
{
    struct setting *s = *state;
    struct asking a;
    struct transfer_in in = to_channel(CHANNEL_VOICE, CHANNEL_CHAT);
    assert_int_equal(ask(s, &in, NULL), TRANSFER_OK);
    assert_int_equal(ask(s, &in, &a), TRANSFER_ELSEWHERE);
    assert_int_equal(a.got.to.channel, CHANNEL_CHAT);
    struct message_in back = {.session_id = VIEW("call"),
                              .channel = CHANNEL_VOICE,
                              .has_channel = true,
                              .direction = DIRECTION_INBOUND,
                              .author_type = AUTHOR_CUSTOMER,
                              .content = VIEW("back again")};
    assert_int_equal(hub_say(&s->store, &back, NULL), MESSAGE_OK);
    assert_int_equal(ask(s, &in, NULL), TRANSFER_OK);
}

static void owners_are_exactly_one_and_the_company_s_affair(void **state)
{
    struct setting *s = *state;
    struct asking a;
    struct transfer_in in = to_owner("mia", "billing");
    assert_int_equal(ask(s, &in, &a), TRANSFER_OK);
    struct session session = hub_session(&s->store, "call", &s->arena);
    assert_true(view_equal(session.agent_id, VIEW("mia")) && view_equal(session.queue_id, VIEW("billing")));
    assert_int_equal(count(s, "SELECT count(*) FROM interaction WHERE type = 2 AND audience = 0"), 1);
    assert_int_equal(count(s, "SELECT count(*) FROM notification"), 1);
    in = to_owner("tom", NULL);
    assert_int_equal(ask(s, &in, &a), TRANSFER_OK);
    struct transfer t = stored(s, a.id);
    assert_true(view_equal(t.from_agent, VIEW("mia")) && view_equal(t.to_agent, VIEW("tom")));
    assert_true(view_equal(t.to_queue, VIEW("billing")));
    in = to_owner(NULL, "billing"); // back into the queue: nobody's yet
    assert_int_equal(ask(s, &in, &a), TRANSFER_OK);
    session = hub_session(&s->store, "call", &s->arena);
    assert_int_equal(session.agent, 0);
    assert_int_equal(stored(s, a.id).state, TRANSFER_COMPLETED);
    assert_int_equal(ask(s, &in, NULL), TRANSFER_NOWHERE);
    assert_int_equal(count(s, "SELECT count(*) FROM outbox"), 0);
}

static void without_a_connector_it_waits_and_is_undone_after_a_day(void **state)
{
    struct setting *s = *state;
    struct asking a;
    struct transfer_in in = to_channel(CHANNEL_VOICE, CHANNEL_SMS);
    in.to_agent = VIEW("mia");
    assert_int_equal(ask(s, &in, &a), TRANSFER_OK);
    struct transfer t = stored(s, a.id);
    assert_int_equal(t.state, TRANSFER_WAITING);
    assert_int_equal(count(s, "SELECT count(*) FROM outbox WHERE kind = 2 AND state = 1 AND is_due = 0 AND "
                              "lane = 'call'"),
                     1);
    assert_int_equal(hub_session(&s->store, "call", &s->arena).agent, t.to.agent);
    assert_int_equal(count(s, "SELECT (due_us - created_us) / 1000000 FROM timer WHERE kind = 3"), 24 * 3600);
    atomic_fetch_add(&s->store.wall_us, 25 * HOUR_US);
    tell(s, &a, EXPIRED);
    t = stored(s, a.id);
    assert_int_equal(t.state, TRANSFER_REVERTED);
    assert_non_null(t.fault.data);
    struct session session = hub_session(&s->store, "call", &s->arena);
    assert_int_equal(session.channel, CHANNEL_VOICE);
    assert_int_equal(session.agent, 0);
    assert_false(session_is_on(&session, CHANNEL_SMS));
    assert_int_equal(count(s, "SELECT count(*) FROM interaction WHERE type = 2"), 2);
    assert_int_equal(count(s, "SELECT count(*) FROM timer"), 0);
    assert_int_equal(count(s, "SELECT state FROM outbox"), 5);
    assert_int_equal(count(s, "SELECT count(*) FROM audit WHERE action = 'transfer.reverted'"), 1);
    int events = hub_events(&s->store);
    assert_int_equal(hub_event(&s->store, events - 1)->kind, EVENT_SESSION_UPDATE);
    // The very last event is for the agent alone who had it meanwhile.
    assert_int_equal(session.last_public_position, count(s, "SELECT position - 1 FROM tenant"));
}

static void a_day_is_the_tenant_s_to_choose(void **state)
{
    struct setting *s = *state;
    struct transfer_in in = to_channel(CHANNEL_VOICE, CHANNEL_SMS);
    put(s, "UPDATE tenant SET settings = '{\"transfer_leg_s\":60}'");
    assert_int_equal(ask(s, &in, NULL), TRANSFER_OK);
    assert_int_equal(count(s, "SELECT due_us - created_us FROM timer WHERE kind = 3"), 60000000);
}

static void one_who_was_told_stays_and_late_news_do_nothing(void **state)
{
    struct setting *s = *state;
    struct asking a;
    struct transfer_in in = to_channel(CHANNEL_VOICE, CHANNEL_EMAIL);
    assert_int_equal(ask(s, &in, &a), TRANSFER_OK);
    tell(s, &a, TAKEN);
    assert_int_equal(stored(s, a.id).state, TRANSFER_TELLING);
    tell(s, &a, DELIVERED);
    int64_t position = count(s, "SELECT position FROM tenant");
    tell(s, &a, DELIVERED);
    tell(s, &a, FAILED);
    tell(s, &a, TAKEN);
    assert_int_equal(stored(s, a.id).state, TRANSFER_TOLD);
    assert_int_equal(count(s, "SELECT delivery FROM interaction"), DELIVERY_DELIVERED);
    assert_int_equal(count(s, "SELECT position FROM tenant"), position);
    assert_int_equal(hub_session(&s->store, "call", &s->arena).last_position, position);
    assert_int_equal(hub_event(&s->store, hub_events(&s->store) - 1)->kind, EVENT_DELIVERY_UPDATE);
    assert_int_equal(count(s, "SELECT count(*) FROM timer"), 0);
}

static void a_failed_leg_moves_back_with_the_reason(void **state)
{
    struct setting *s = *state;
    struct asking a;
    struct transfer_in in = to_channel(CHANNEL_VOICE, CHANNEL_WHATSAPP);
    assert_int_equal(ask(s, &in, &a), TRANSFER_OK);
    tell(s, &a, FAILED);
    struct transfer t = stored(s, a.id);
    assert_int_equal(t.state, TRANSFER_REVERTED);
    assert_true(view_equal(t.fault, VIEW("the number does not exist")));
    assert_int_equal(hub_session(&s->store, "call", &s->arena).channel, CHANNEL_VOICE);
    tell(s, &a, DELIVERED); // too late
    assert_int_equal(stored(s, a.id).state, TRANSFER_REVERTED);
}

static void who_came_by_themselves_knows(void **state)
{
    struct setting *s = *state;
    struct asking a;
    struct transfer_in in = to_channel(CHANNEL_VOICE, CHANNEL_SMS);
    assert_int_equal(ask(s, &in, &a), TRANSFER_OK);
    struct message_in came = {.session_id = VIEW("call"),
                              .channel = CHANNEL_SMS,
                              .has_channel = true,
                              .direction = DIRECTION_INBOUND,
                              .author_type = AUTHOR_CUSTOMER,
                              .content = VIEW("here I am")};
    assert_int_equal(hub_say(&s->store, &came, NULL), MESSAGE_OK);
    atomic_fetch_add(&s->store.wall_us, 25 * HOUR_US);
    tell(s, &a, EXPIRED);
    assert_int_equal(stored(s, a.id).state, TRANSFER_TOLD);
    assert_int_equal(hub_session(&s->store, "call", &s->arena).channel, CHANNEL_SMS);
    assert_int_equal(count(s, "SELECT state FROM outbox"), 6);
}

static void nothing_moves_back_when_the_session_went_on(void **state)
{
    struct setting *s = *state;
    struct asking a;
    struct transfer_in in = to_channel(CHANNEL_VOICE, CHANNEL_SMS);
    assert_int_equal(ask(s, &in, &a), TRANSFER_OK);
    put(s, "UPDATE session SET agent = 2 WHERE id = 'call'");
    tell(s, &a, FAILED);
    assert_int_equal(stored(s, a.id).state, TRANSFER_SUPERSEDED);
    struct session session = hub_session(&s->store, "call", &s->arena);
    assert_int_equal(session.channel, CHANNEL_SMS);
    assert_int_equal(session.agent, 2);
}

static void the_next_transfer_ends_the_leg_of_the_one_before(void **state)
{
    struct setting *s = *state;
    struct asking first, second;
    struct transfer_in in = to_channel(CHANNEL_VOICE, CHANNEL_SMS);
    assert_int_equal(ask(s, &in, &first), TRANSFER_OK);
    in = to_channel(CHANNEL_SMS, CHANNEL_EMAIL);
    assert_int_equal(ask(s, &in, &second), TRANSFER_OK);
    assert_int_equal(stored(s, first.id).state, TRANSFER_SUPERSEDED);
    assert_int_equal(stored(s, second.id).state, TRANSFER_WAITING);
    assert_int_equal(count(s, "SELECT count(*) FROM outbox WHERE state = 1"), 1);
    assert_int_equal(count(s, "SELECT count(*) FROM timer"), 1);
    atomic_fetch_add(&s->store.wall_us, 25 * HOUR_US);
    tell(s, &second, EXPIRED);
    assert_int_equal(hub_session(&s->store, "call", &s->arena).channel, CHANNEL_SMS);
}

static void the_history_tells_each_step(void **state)
{
    struct setting *s = *state;
    struct asking a;
    struct transfer_in in = to_channel(CHANNEL_VOICE, CHANNEL_SMS);
    assert_int_equal(ask(s, &in, &a), TRANSFER_OK);
    tell(s, &a, TAKEN);
    tell(s, &a, FAILED);
    struct transfer t = stored(s, a.id);
    struct buffer out;
    buffer_init(&out, 4096);
    struct json_writer w = json_writer(&out);
    assert_int_equal(transfer_write(&w, &t, s->store.reader, 1), 0);
    buffer_append_char(&out, '\0');
    static const char *const steps[] = {"requested", "completed", "waiting", "telling", "reverted"};
    const char *at = strstr(out.data, "\"history\"");
    for (size_t i = 0; at != NULL && i < sizeof(steps) / sizeof(steps[0]); i++) {
        at = strstr(at, steps[i]);
        assert_non_null(at);
    }
    assert_non_null(
        strstr(out.data, "\"state\":\"reverted\",\"waiting\":null,\"delivery\":{\"status\":\"failed\""));
    buffer_free(&out);
}

static void who_does_not_see_a_session_cannot_move_it(void **state)
{
    struct setting *s = *state;
    struct access_view stranger = {.role = ACCESS_AGENT, .agent = 2};
    struct transfer_in in = to_owner("mia", "billing");
    assert_int_equal(ask(s, &in, NULL), TRANSFER_OK);
    in = to_channel(CHANNEL_VOICE, CHANNEL_CHAT);
    in.view = &stranger;
    assert_int_equal(ask(s, &in, NULL), TRANSFER_NO_SESSION);
    stranger.agent = 1; // it is hers
    assert_int_equal(ask(s, &in, NULL), TRANSFER_OK);
}

// ---- any order of things, against a simple model

struct model {
    struct transfer_place now, from, to; // from and to of the transfer whose customer was not told
    bool is_untold, came;
    struct asking last; // that transfer
};

static bool is_same(const struct transfer_place *a, const struct transfer_place *b)
{
    return a->channel == b->channel && a->agent == b->agent && a->queue == b->queue;
}

static void model_transfer(struct setting *s, struct model *m, const struct transfer_in *in,
                           struct transfer_place to)
{
    struct asking a;
    int r = ask(s, in, &a);
    assert_int_equal(r, is_same(&m->now, &to) ? TRANSFER_NOWHERE : TRANSFER_OK);
    if (r != TRANSFER_OK)
        return;
    m->is_untold = to.channel != m->now.channel && delivery_begin(NULL, to.channel) == DELIVERY_WAITING;
    m->came = false;
    m->from = m->now;
    m->now = m->to = to;
    m->last = a;
}

static void model_speak(struct setting *s, struct model *m, enum channel channel)
{
    struct message_in in = {.session_id = VIEW("call"),
                            .channel = channel,
                            .has_channel = true,
                            .direction = DIRECTION_INBOUND,
                            .author_type = AUTHOR_CUSTOMER,
                            .content = VIEW("well")};
    assert_int_equal(hub_say(&s->store, &in, NULL), MESSAGE_OK);
    m->now.channel = channel;
    m->came = m->came || (m->is_untold && channel == m->to.channel);
}

static void model_leg(struct setting *s, struct model *m, enum leg leg)
{
    if (!m->is_untold)
        return;
    tell(s, &m->last, leg);
    if (leg == TAKEN)
        return;
    if (leg == FAILED && !m->came && is_same(&m->now, &m->to))
        m->now = m->from;
    m->is_untold = false;
}

static void is_as_the_model(struct setting *s, const struct model *m)
{
    struct session session = hub_session(&s->store, "call", &s->arena);
    struct transfer_place now = {session.channel, session.agent, session.queue};
    assert_true(is_same(&now, &m->now));
    assert_true(session_is_on(&session, session.channel));
    assert_int_equal(count(s, "SELECT count(*) FROM transfer WHERE state IN (3, 4)"), m->is_untold);
    assert_int_equal(count(s, "SELECT count(*) FROM outbox WHERE state IN (1, 2, 3)"), m->is_untold);
    assert_int_equal(count(s, "SELECT count(*) FROM timer"), m->is_untold);
    assert_int_equal(session.last_position, count(s, "SELECT max(position) FROM event WHERE session = 1"));
    assert_int_equal(session.last_public_position,
                     count(s, "SELECT max(position) FROM event WHERE session = 1 AND audience = 1"));
    arena_reset(&s->arena);
}

static unsigned roll(unsigned *seed, unsigned sides)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 16) % sides;
}

static void there_is_one_place_whatever_the_order(void **state)
{
    struct setting *s = *state;
    struct model m = {.now = {.channel = CHANNEL_VOICE}};
    unsigned seed = 4711;
    for (int i = 0; i < 300; i++) {
        enum channel channel = (enum channel)roll(&seed, CHANNELS);
        struct transfer_in in = to_channel(CHANNEL_VOICE, channel);
        struct transfer_place to = {channel, m.now.agent, m.now.queue};
        in.has_from = false;
        switch (roll(&seed, 7)) {
        case 0:
        case 1:
            model_transfer(s, &m, &in, to);
            break;
        case 2:
            in = to_owner(roll(&seed, 2) ? "mia" : "tom", NULL);
            model_transfer(
                s, &m, &in,
                (struct transfer_place){m.now.channel, in.to_agent.data[0] == 'm' ? 1 : 2, m.now.queue});
            break;
        case 3:
            in = to_owner(NULL, "billing");
            model_transfer(s, &m, &in, (struct transfer_place){m.now.channel, 0, 1});
            break;
        case 4:
            model_speak(s, &m, channel);
            break;
        case 5:
            model_leg(s, &m, FAILED);
            break;
        default:
            model_leg(s, &m, roll(&seed, 2) ? TAKEN : DELIVERED);
        }
        is_as_the_model(s, &m);
    }
    assert_true(count(s, "SELECT count(DISTINCT state) FROM transfer") >= 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_call_becomes_a_chat, begin, end),
        cmocka_unit_test_setup_teardown(the_customer_hears_from_where_to_where_but_not_why, begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_is_refused_and_nothing_is_written, begin, end),
        cmocka_unit_test_setup_teardown(a_channel_that_was_left_is_not_active_until_the_customer_is_back,
                                        begin, end),
        cmocka_unit_test_setup_teardown(owners_are_exactly_one_and_the_company_s_affair, begin, end),
        cmocka_unit_test_setup_teardown(without_a_connector_it_waits_and_is_undone_after_a_day, begin, end),
        cmocka_unit_test_setup_teardown(a_day_is_the_tenant_s_to_choose, begin, end),
        cmocka_unit_test_setup_teardown(one_who_was_told_stays_and_late_news_do_nothing, begin, end),
        cmocka_unit_test_setup_teardown(a_failed_leg_moves_back_with_the_reason, begin, end),
        cmocka_unit_test_setup_teardown(who_came_by_themselves_knows, begin, end),
        cmocka_unit_test_setup_teardown(nothing_moves_back_when_the_session_went_on, begin, end),
        cmocka_unit_test_setup_teardown(the_next_transfer_ends_the_leg_of_the_one_before, begin, end),
        cmocka_unit_test_setup_teardown(the_history_tells_each_step, begin, end),
        cmocka_unit_test_setup_teardown(who_does_not_see_a_session_cannot_move_it, begin, end),
        cmocka_unit_test_setup_teardown(there_is_one_place_whatever_the_order, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
