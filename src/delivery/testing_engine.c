// SPDX-License-Identifier: Apache-2.0
#include "delivery/testing_engine.h"
#include "channel/fake/fake.h"
#include "channel/saboteur/saboteur.h"
#include <stdio.h>
#include <stdlib.h>

static void wake(void *ctx, enum wake who, int64_t at_us)
{
    delivery_wake(atomic_load(&((struct testing_engine *)ctx)->delivery), who, at_us);
}

void testing_engine_begin(struct testing_engine *t)
{
    struct delivery *d = NULL;
    assert_int_equal(delivery_new(&(struct delivery_config){.store = t->store.store,
                                                            .adapters = t->adapters,
                                                            .clock = testing_store_clock(&t->store),
                                                            .random = random_seeded(&t->seed),
                                                            .egress = {.allow = hub_text(t->egress_allow)},
                                                            .public_url = VIEW("https://hub.example.org")},
                                  &d),
                     0);
    atomic_store(&t->delivery, d);
}

void testing_engine_add(struct testing_engine *t, const struct channel_ops *ops)
{
    assert_int_equal(registry_add(t->adapters, ops), CHANNEL_OK);
}

// What lies with the writer comes back first.
void testing_engine_die(struct testing_engine *t)
{
    struct delivery *d = atomic_exchange(&t->delivery, NULL);
    testing_settle(&t->store);
    delivery_free(d);
}

// Of all channels that the wrapped one serves.
static void add_saboteur(struct testing_engine *t, const struct channel_ops *inner, const char *name)
{
    struct channel_ops ops = saboteur_over(inner);
    ops.name = name;
    assert_int_equal(registry_add(t->adapters, &ops), CHANNEL_OK);
}

void testing_engine_open(struct testing_engine *t)
{
    testing_engine_open_limited(t, NULL);
}

void testing_engine_open_limited(struct testing_engine *t, const struct work_queue_limits *limits)
{
    struct store_config like = {.wake = wake, .ctx = t};
    if (limits != NULL)
        like.limits = *limits;
    memset(t, 0, sizeof(*t));
    provider_reset();
    t->seed = 11;
    t->egress_allow = "127.0.0.1";
    assert_int_equal(registry_new(&t->adapters), 0);
    assert_int_equal(registry_add(t->adapters, &fake_ops), CHANNEL_OK);
    assert_int_equal(registry_add(t->adapters, &saboteur_ops), CHANNEL_OK);
    assert_int_equal(registry_add(t->adapters, &provider_ops), CHANNEL_OK);
    assert_int_equal(registry_add(t->adapters, &provider_plain_ops), CHANNEL_OK);
    assert_int_equal(registry_add(t->adapters, &provider_asked_ops), CHANNEL_OK);
    add_saboteur(t, &provider_ops, "over_provider");
    add_saboteur(t, &provider_plain_ops, "over_plain");
    add_saboteur(t, &provider_asked_ops, "over_asked");
    testing_store_open(&t->store, &like);
    testing_engine_begin(t);
}

void testing_engine_close(struct testing_engine *t)
{
    if (atomic_load(&t->delivery) != NULL)
        testing_engine_die(t);
    testing_store_close(&t->store);
    registry_free(t->adapters);
}

int testing_engine_setup(void **state)
{
    struct testing_engine *t = calloc(1, sizeof(*t));
    testing_engine_open(t);
    *state = t;
    return 0;
}

int testing_engine_teardown(void **state)
{
    testing_engine_close(*state);
    free(*state);
    return 0;
}

int64_t testing_engine_count(struct testing_engine *t, const char *sql)
{
    return testing_count(&t->store, sql);
}

// ---- connectors

struct change {
    const struct secret_keys *keys;
    struct connector_put put;
    int64_t row;
    bool is_enabled;
};

static const struct actor operator= {.kind = ACTOR_OPERATOR};

static int put_it(void *ctx, struct tx *tx)
{
    struct change *c = ctx;
    return connector_put(tx, &operator, c->keys, c->row, &c->put, &c->row);
}

static int enable_it(void *ctx, struct tx *tx)
{
    struct change *c = ctx;
    return connector_enable(tx, &operator, c->row, c->is_enabled);
}

static int delete_it(void *ctx, struct tx *tx)
{
    return connector_delete(tx, &operator,((struct change *)ctx)->row);
}

int64_t testing_connector(struct testing_engine *t, const char *name, const char *adapter, const char *config)
{
    return testing_connector_with(t, name, adapter, config, NULL);
}

int64_t testing_connector_with(struct testing_engine *t, const char *name, const char *adapter,
                               const char *config, const char *secrets)
{
    char sql[256];
    struct change c = {.keys = store_secrets(t->store.store),
                       .put = {.name = view_from(name),
                               .channel = CHANNEL_SMS,
                               .adapter = view_from(adapter),
                               .config = view_from(config),
                               .secrets = hub_text(secrets),
                               .is_enabled = true}};
    snprintf(sql, sizeof(sql), "SELECT coalesce(max(connector), 0) FROM connector WHERE name = '%s'", name);
    c.row = testing_count(&t->store, sql);
    assert_int_equal(testing_commit(&t->store, put_it, &c), CONNECTOR_OK);
    return c.row;
}

int64_t testing_connector_limited(struct testing_engine *t, const char *config, int64_t rate,
                                  int64_t concurrency)
{
    struct change c = {.keys = store_secrets(t->store.store),
                       .put = {.channel = CHANNEL_SMS,
                               .adapter = VIEW("provider"),
                               .config = view_from(config),
                               .rate = rate,
                               .concurrency = concurrency,
                               .is_enabled = true}};
    assert_int_equal(testing_commit(&t->store, put_it, &c), CONNECTOR_OK);
    return c.row;
}

void testing_connector_enable(struct testing_engine *t, int64_t row, bool is_enabled)
{
    struct change c = {.row = row, .is_enabled = is_enabled};
    assert_int_equal(testing_commit(&t->store, enable_it, &c), CONNECTOR_OK);
}

void testing_connector_delete(struct testing_engine *t, int64_t row)
{
    struct change c = {.row = row};
    assert_int_equal(testing_commit(&t->store, delete_it, &c), CONNECTOR_OK);
}

struct engine_account *testing_account(struct testing_engine *t, int64_t row)
{
    return engine_account_find(atomic_load(&t->delivery), row);
}

// ---- time

// Works come back and lead to others; four times is enough for a claim, its end and what follows.
void testing_engine_turn(struct testing_engine *t)
{
    for (int i = 0; i < 4; i++) {
        delivery_turn(atomic_load(&t->delivery), false);
        testing_settle(&t->store);
    }
}

static void advance(struct testing_engine *t, int64_t us)
{
    atomic_fetch_add(&t->store.wall_us, us);
    atomic_fetch_add(&t->store.mono_us, us);
}

bool testing_engine_until(struct testing_engine *t, const char *sql, int64_t value, int64_t us)
{
    int64_t until_us = t->store.mono_us + us;
    for (;;) {
        testing_engine_turn(t);
        if (sql != NULL && testing_count(&t->store, sql) == value)
            return true;
        int64_t left_us = until_us - t->store.mono_us;
        if (left_us <= 0)
            return false;
        int64_t next_us = delivery_wait_us(atomic_load(&t->delivery));
        next_us = next_us < 1000 ? 1000 : next_us;
        advance(t, next_us < left_us ? next_us : left_us);
    }
}

void testing_engine_run(struct testing_engine *t, int64_t us)
{
    testing_engine_until(t, NULL, 0, us);
}

// ---- what is said

void testing_engine_say(struct testing_engine *t, const char *customer, const char *text)
{
    testing_engine_say_more(t, customer, text, NULL, NULL);
}

void testing_engine_say_more(struct testing_engine *t, const char *customer, const char *text,
                             const char *attachments, const char *quick_replies)
{
    char to[32];
    unsigned number = 0;
    for (const char *p = customer; *p != '\0'; p++)
        number = number * 31 + (unsigned char)*p;
    snprintf(to, sizeof(to), "+4930%08u", number % 100000000);
    assert_int_equal(hub_say(&t->store,
                             &(struct message_in){.customer_id = view_from(customer),
                                                  .channel = CHANNEL_SMS,
                                                  .has_channel = true,
                                                  .direction = DIRECTION_OUTBOUND,
                                                  .author_type = AUTHOR_AGENT,
                                                  .author_id = VIEW("mia"),
                                                  .to = view_from(to),
                                                  .attachments = hub_text(attachments),
                                                  .quick_replies = hub_text(quick_replies),
                                                  .content = view_from(text)},
                             NULL),
                     MESSAGE_OK);
}

static void nobody_hears_it(void *ctx, const struct egress_answer *answer)
{
    (void)ctx;
    (void)answer;
}

void testing_engine_crowd(struct testing_engine *t, int64_t caller, int port)
{
    struct delivery *d = atomic_load(&t->delivery);
    char url[64];
    snprintf(url, sizeof(url), "http://127.0.0.1:%d/slow", port);
    struct egress_request slow = {.method = "GET",
                                  .url = view_from(url),
                                  .deadline_us = engine_mono(d) + 3600 * ENGINE_SECOND,
                                  .tenant = 1,
                                  .caller = caller,
                                  .done = nobody_hears_it};
    while (t->crowd_count < 512 && egress_ask(d->egress, &slow, &t->crowd[t->crowd_count]) == 0)
        t->crowd_count++;
    assert_in_range(t->crowd_count, 1, 511);
}

void testing_engine_uncrowd(struct testing_engine *t)
{
    while (t->crowd_count > 0)
        egress_drop(atomic_load(&t->delivery)->egress, t->crowd[--t->crowd_count]);
}
