// SPDX-License-Identifier: Apache-2.0
#include "hub/testing_outbox.h"
#include "hub/connector.h"
#include "hub/outbox_timer.h"
#include <stdio.h>
#include <stdlib.h>

void testing_outbox_open(struct testing_outbox *s)
{
    *s = (struct testing_outbox){.run = "run-1"};
    testing_store_open(&s->store, NULL);
}

void testing_outbox_close(struct testing_outbox *s)
{
    testing_store_close(&s->store);
}

int testing_outbox_setup(void **state)
{
    struct testing_outbox *s = calloc(1, sizeof(*s));
    testing_outbox_open(s);
    *state = s;
    return 0;
}

int testing_outbox_teardown(void **state)
{
    testing_outbox_close(*state);
    free(*state);
    return 0;
}

int testing_outbox_count(struct testing_outbox *s, const char *sql)
{
    return (int)testing_count(&s->store, sql);
}

// ---- connectors

struct connecting {
    struct testing_outbox *s;
    enum channel channel;
};

static int connect_it(void *ctx, struct tx *tx)
{
    const struct connecting *c = ctx;
    static const struct actor actor = {.kind = ACTOR_OPERATOR};
    char name[32];
    snprintf(name, sizeof(name), "n%d", c->s->names++);
    return connector_put(tx, &actor, NULL, 0,
                         &(struct connector_put){.name = view_from(name),
                                                 .channel = c->channel,
                                                 .adapter = VIEW("fake"),
                                                 .config = VIEW("{}"),
                                                 .is_enabled = true},
                         &c->s->connector);
}

void testing_outbox_connect(struct testing_outbox *s, enum channel channel)
{
    assert_int_equal(testing_commit(&s->store, connect_it, &(struct connecting){s, channel}), 0);
}

static int disconnect(void *ctx, struct tx *tx)
{
    static const struct actor actor = {.kind = ACTOR_OPERATOR};
    return connector_delete(tx, &actor, ((struct testing_outbox *)ctx)->connector);
}

void testing_outbox_disconnect(struct testing_outbox *s)
{
    assert_int_equal(testing_commit(&s->store, disconnect, s), 0);
}

// ---- messages

void testing_outbox_say_to(struct testing_outbox *s, const char *customer, enum channel channel,
                           const char *text, const struct message_in *like)
{
    struct message_in in = *like;
    in.customer_id = view_from(customer);
    in.channel = channel;
    in.has_channel = true;
    in.direction = DIRECTION_OUTBOUND;
    in.author_type = AUTHOR_AGENT;
    in.content = view_from(text);
    assert_int_equal(hub_say(&s->store, &in, NULL), 0);
}

void testing_outbox_say(struct testing_outbox *s, const char *customer, enum channel channel,
                        const char *text)
{
    testing_outbox_say_to(s, customer, channel, text, &(struct message_in){0});
}

// ---- what the delivery calls

struct claiming {
    struct testing_outbox *s;
    int max;
};

static int claim_it(void *ctx, struct tx *tx)
{
    const struct claiming *c = ctx;
    struct outbox_claim claims[OUTBOX_CLAIM_MAX];
    const struct outbox_claiming claiming = {.connector = c->s->connector,
                                             .run = view_from(c->s->run),
                                             .lease_until_us = tx->now_us + 60000000,
                                             .wall_us = c->s->store.wall_us,
                                             .doubt = c->s->doubt,
                                             .max = c->max};
    int r = outbox_claim(tx, &claiming, claims, &c->s->count, &c->s->seen);
    for (int i = 0; r == 0 && i < c->s->count; i++) {
        struct testing_claim *to = &c->s->claims[i];
        *to = (struct testing_claim){.row = claims[i].row,
                                     .attempt = claims[i].attempt,
                                     .may_be_there = claims[i].may_be_there,
                                     .is_question = claims[i].is_question,
                                     .doubtful_us = claims[i].doubtful_us};
        snprintf(to->id, sizeof(to->id), "%.*s", VIEW_ARG(claims[i].id));
        snprintf(to->to, sizeof(to->to), "%.*s", VIEW_ARG(claims[i].to));
        snprintf(to->text, sizeof(to->text), "%.*s", VIEW_ARG(claims[i].text));
    }
    return r;
}

int testing_outbox_claim(struct testing_outbox *s, int max)
{
    assert_int_equal(testing_commit(&s->store, claim_it, &(struct claiming){s, max}), 0);
    return s->count;
}

static int settle_it(void *ctx, struct tx *tx)
{
    return outbox_settle(tx, ctx, NULL);
}

void testing_outbox_settle(struct testing_outbox *s, const struct outbox_result *result)
{
    struct outbox_result own = *result;
    own.run = view_from(s->run);
    own.doubt = s->doubt;
    assert_int_equal(testing_commit(&s->store, settle_it, &own), 0);
}

void testing_outbox_sent(struct testing_outbox *s, const struct testing_claim *claim, const char *provider_id)
{
    testing_outbox_settle(s, &(struct outbox_result){.row = claim->row,
                                                     .ending = OUTBOX_ENDING_SENT,
                                                     .provider_id = view_from(provider_id)});
}

void testing_outbox_failed(struct testing_outbox *s, const struct testing_claim *claim, const char *code)
{
    testing_outbox_settle(s, &(struct outbox_result){.row = claim->row,
                                                     .ending = OUTBOX_ENDING_FAILED,
                                                     .code = view_from(code),
                                                     .text = VIEW("there is no such number")});
}

void testing_outbox_retry(struct testing_outbox *s, const struct testing_claim *claim)
{
    testing_outbox_settle(s, &(struct outbox_result){.row = claim->row,
                                                     .ending = OUTBOX_ENDING_RETRY,
                                                     .text = VIEW("the provider is ill")});
}

void testing_outbox_later(struct testing_outbox *s, const struct testing_claim *claim)
{
    testing_outbox_settle(s, &(struct outbox_result){.row = claim->row, .ending = OUTBOX_ENDING_LATER});
}

void testing_outbox_unknown(struct testing_outbox *s, const struct testing_claim *claim)
{
    testing_outbox_settle(s, &(struct outbox_result){.row = claim->row, .ending = OUTBOX_ENDING_UNKNOWN});
}

static int recover_it(void *ctx, struct tx *tx)
{
    bool has_more;
    int64_t before = db_changes(tx->db);
    int r = outbox_recover(tx, view_from(ctx), 100, &has_more);
    return r < 0 ? r : (int)(db_changes(tx->db) - before) + 1000; // a refusal would be undone
}

static int recover_well(void *ctx, struct tx *tx)
{
    bool has_more;
    return outbox_recover(tx, view_from(ctx), 100, &has_more);
}

int testing_outbox_recover(struct testing_outbox *s, const char *run)
{
    char copy[32];
    enum work_outcome outcome;
    snprintf(copy, sizeof(copy), "%s", run);
    int found = testing_run(&s->store, 1, recover_it, copy, &outcome) - 1000;
    assert_int_equal(testing_commit(&s->store, recover_well, copy), 0);
    return found;
}

struct receiving {
    struct testing_outbox *s;
    const char *id, *provider_id;
    enum delivery_state state;
    int outcome;
};

static int receive_it(void *ctx, struct tx *tx)
{
    struct receiving *r = ctx;
    r->outcome = outbox_receive(tx, &(struct outbox_receipt){.connector = r->s->connector,
                                                             .id = hub_text(r->id),
                                                             .provider_id = hub_text(r->provider_id),
                                                             .state = r->state});
    return r->outcome < 0 ? r->outcome : 0;
}

int testing_outbox_receive(struct testing_outbox *s, const char *id, const char *provider_id,
                           enum delivery_state state)
{
    struct receiving r = {s, id, provider_id, state, 0};
    assert_int_equal(testing_commit(&s->store, receive_it, &r), 0);
    return r.outcome;
}

// ---- time

void testing_outbox_pass(struct testing_outbox *s, int64_t us)
{
    s->store.wall_us += us;
    s->store.mono_us += us;
}

static int fire_it(void *ctx, struct tx *tx)
{
    const struct timer *t = ctx;
    int r = timer_cancel(tx, t->kind, t->ref);
    if (r == 0)
        r = t->kind == TIMER_OUTBOX_CONNECTOR ? outbox_connector_fire(tx, t) : outbox_expiry_fire(tx, t);
    return r;
}

void testing_outbox_fire(struct testing_outbox *s)
{
    char sql[200];
    for (int i = 0; i < 1000; i++) {
        snprintf(sql, sizeof(sql),
                 "SELECT kind * 1000000 + ref FROM timer WHERE kind IN (%d, %d) AND due_us <= %lld LIMIT 1",
                 TIMER_OUTBOX_CONNECTOR, TIMER_OUTBOX_EXPIRY, (long long)s->store.wall_us + 1000000);
        int64_t found = testing_count(&s->store, sql);
        if (found < 0)
            return;
        struct timer t = {.kind = (enum timer_kind)(found / 1000000), .ref = found % 1000000};
        assert_int_equal(testing_commit(&s->store, fire_it, &t), 0);
    }
    fail_msg("timers of the outbox go on for ever");
}
