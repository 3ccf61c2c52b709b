// SPDX-License-Identifier: Apache-2.0
#include "delivery/testing_webhooks.h"
#include <errno.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// ---- a double of egress

static void copy_header(const struct egress_request *q, const char *name, char *text, size_t size)
{
    text[0] = '\0';
    for (int i = 0; i < q->header_count; i++)
        if (view_equal_nocase(q->headers[i].name, view_from(name)))
            snprintf(text, size, "%.*s", VIEW_ARG(q->headers[i].value));
}

static void hear(struct world *w, const struct egress_request *q)
{
    assert_true(w->heard_count < HEARD_MAX);
    struct heard *h = &w->heard[w->heard_count++];
    snprintf(h->url, sizeof(h->url), "%.*s", VIEW_ARG(q->url));
    copy_header(q, "webhook-id", h->id, sizeof(h->id));
    copy_header(q, "webhook-timestamp", h->time, sizeof(h->time));
    copy_header(q, "webhook-signature", h->signature, sizeof(h->signature));
    copy_header(q, "content-type", h->content_type, sizeof(h->content_type));
    copy_header(q, "ce-id", h->ce_id, sizeof(h->ce_id));
    h->at_us = atomic_load(&w->store.mono_us);
    h->body = strndup(q->body.data, q->body.size);
    h->type[0] = '\0';
    const char *type = strstr(h->body, "\"type\":\"");
    if (type != NULL)
        sscanf(type + 8, "%39[a-z._]", h->type);
}

static int ask(struct egress *egress, const struct egress_request *q, uint64_t *ret)
{
    struct world *w = (struct world *)(void *)egress;
    for (int i = 0; i < ASKED_MAX; i++)
        if (w->asked[i].number == 0) {
            struct asked *a = &w->asked[i];
            assert_string_equal(q->method, "POST");
            assert_true(q->deadline_us > atomic_load(&w->store.mono_us));
            *a = (struct asked){
                .number = ++w->last_number, .deadline_us = q->deadline_us, .done = q->done, .ctx = q->ctx};
            snprintf(a->url, sizeof(a->url), "%.*s", VIEW_ARG(q->url));
            hear(w, q);
            *ret = a->number;
            return 0;
        }
    return -ENOBUFS;
}

static void drop(struct egress *egress, uint64_t number)
{
    struct world *w = (struct world *)(void *)egress;
    for (int i = 0; i < ASKED_MAX; i++)
        if (w->asked[i].number == number) {
            struct asked a = w->asked[i];
            w->asked[i].number = 0;
            a.done(a.ctx, &(struct egress_answer){.end = EGRESS_UNKNOWN, .fault = "dropped"});
        }
}

int world_nth(const struct world *w, const char *url)
{
    int count = 0;
    for (int i = 0; i < w->heard_count; i++)
        count += strcmp(w->heard[i].url, url) == 0;
    return count;
}

bool world_answer_all(struct world *w)
{
    bool any = false;
    for (int i = 0; i < ASKED_MAX && !w->is_held; i++) {
        struct asked a = w->asked[i];
        int status = a.number == 0 ? 0 : w->behave == NULL ? 204 : w->behave(w, a.url, world_nth(w, a.url));
        bool is_late = a.number != 0 && a.deadline_us <= atomic_load(&w->store.mono_us);
        if (a.number == 0 || (status < 0 && !is_late)) // under way
            continue;
        any = true;
        w->asked[i].number = 0;
        for (int k = w->heard_count - 1; k >= 0; k--)
            if (strcmp(w->heard[k].url, a.url) == 0) {
                w->heard[k].status = status;
                break;
            }
        a.done(a.ctx, &(struct egress_answer){.end = status < 0    ? EGRESS_UNKNOWN
                                                     : status == 0 ? EGRESS_NOT_SENT
                                                                   : EGRESS_ANSWERED,
                                              .status = status < 0 ? 0 : status,
                                              .fault = status < 0    ? "no answer in time"
                                                       : status == 0 ? "nobody is there"
                                                                     : NULL,
                                              .retry_after_us = w->retry_after_us,
                                              .took_us = 1234});
    }
    return any;
}

// ---- the world

static void publish(void *ctx, struct event_batch *batch)
{
    webhook_run_publish(((struct world *)ctx)->run, batch);
}

static void wake(void *ctx, enum wake who, int64_t at_us)
{
    (void)at_us;
    if (who == WAKE_WEBHOOKS)
        webhook_run_wake(((struct world *)ctx)->run);
}

static void ring(void *ctx)
{
    atomic_fetch_add(&((struct world *)ctx)->rings, 1);
}

static void start(struct world *w)
{
    assert_int_equal(webhook_run_new(&(struct webhook_run_config){.store = w->store.store,
                                                                  .clock = testing_store_clock(&w->store),
                                                                  .random = random_seeded(&w->seed),
                                                                  .egress = (struct egress *)(void *)w,
                                                                  .ask = ask,
                                                                  .drop = drop,
                                                                  .ring = ring,
                                                                  .ctx = w,
                                                                  .source = VIEW("https://hub.test")},
                                     &w->run),
                     0);
}

static const struct store_config *like(struct world *w)
{
    static struct store_config config;
    config = (struct store_config){.publish = publish, .wake = wake, .ctx = w};
    if (access("/dev/shm", W_OK) == 0) // what is synced is not tested here
        config.dir = "/dev/shm";
    return &config;
}

int world_begin(void **state)
{
    struct world *w = calloc(1, sizeof(*w));
    testing_store_open(&w->store, like(w));
    start(w);
    *state = w;
    return 0;
}

int world_end(void **state)
{
    struct world *w = *state;
    webhook_run_stop(w->run);
    store_close_writer(w->store.store);
    webhook_run_free(w->run);
    w->run = NULL;
    testing_store_close(&w->store);
    for (int i = 0; i < w->heard_count; i++)
        free(w->heard[i].body);
    free(w);
    return 0;
}

void world_crash(struct world *w)
{
    struct webhook_run *old = w->run;
    for (int i = 0; i < ASKED_MAX; i++)
        w->asked[i].number = 0;
    w->run = NULL;
    testing_settle(&w->store);
    store_close_writer(w->store.store);
    webhook_run_free(old);
    testing_store_reopen(&w->store, like(w));
    start(w);
}

void world_settle(struct world *w)
{
    // The store's time runs ahead of a clock that stands still.
    atomic_fetch_add(&w->store.wall_us, SECOND / 100);
    atomic_fetch_add(&w->store.mono_us, SECOND / 100);
    for (int quiet = 0, i = 0; quiet < 4 && i < 20000; i++) {
        int64_t next_us = webhook_run_turn(w->run);
        bool is_busy = world_answer_all(w) || next_us <= atomic_load(&w->store.mono_us);
        testing_settle(&w->store);
        quiet = is_busy || atomic_exchange(&w->rings, 0) > 0 ? 0 : quiet + 1;
    }
}

void world_advance(struct world *w, int64_t by_us)
{
    atomic_fetch_add(&w->store.wall_us, by_us);
    atomic_fetch_add(&w->store.mono_us, by_us);
    world_settle(w);
}

// ---- endpoints

static int commit(struct world *w, testing_decide decide, void *ctx)
{
    enum work_outcome outcome;
    int r = testing_run(&w->store, w->tenant == 0 ? 1 : w->tenant, decide, ctx, &outcome);
    assert_int_equal(outcome, WORK_COMMITTED);
    return r;
}

struct making {
    struct world *w;
    struct webhook_new fresh;
    const char *id;
    struct webhook_told told;
};

static int make_it(void *ctx, struct tx *tx)
{
    struct making *m = ctx;
    struct actor actor = {.kind = ACTOR_OPERATOR};
    return webhook_create(tx, &actor, store_secrets(m->w->store.store), &m->fresh, &m->told);
}

void world_endpoint_like(struct world *w, const char *id, const char *events, enum webhook_format format)
{
    char url[64];
    snprintf(url, sizeof(url), "https://%s.test/in", id);
    struct webhook webhook = {.id = view_from(id),
                              .url = view_from(url),
                              .events = view_from(events),
                              .format = format,
                              .is_enabled = true};
    struct making m = {.w = w,
                       .fresh = {.webhook = &webhook,
                                 .has_ed25519 = format != WEBHOOK_FORMAT_STANDARD,
                                 .epoch = view_from(store_epoch(w->store.store))}};
    assert_int_equal(commit(w, make_it, &m), 0);
    memcpy(w->secret, m.told.secret, sizeof(w->secret));
}

void world_endpoint(struct world *w, const char *id)
{
    world_endpoint_like(w, id, "[\"*\"]", WEBHOOK_FORMAT_STANDARD);
}

struct webhook world_webhook(struct world *w, const char *id, struct arena *arena)
{
    struct webhook webhook;
    assert_int_equal(webhook_find(w->store.reader, 1, view_from(id), arena, &webhook), WEBHOOK_OK);
    return webhook;
}

struct changing {
    struct world *w;
    const char *id;
    const char *what;
};

static int change_it(void *ctx, struct tx *tx)
{
    struct changing *c = ctx;
    struct actor actor = {.kind = ACTOR_OPERATOR};
    struct webhook webhook;
    struct webhook_told told;
    struct view id;
    int r = webhook_find(tx->db, 1, view_from(c->id), &tx->batch->arena, &webhook);
    if (r != 0)
        return r;
    if (strcmp(c->what, "rotate") == 0) {
        r = webhook_rotate(tx, &actor, store_secrets(c->w->store.store), &webhook, true, DAY, &told);
        memcpy(c->w->secret, told.secret, sizeof(told.secret));
        return r;
    }
    if (strcmp(c->what, "test") == 0)
        return webhook_test(tx, &actor, &webhook, &id);
    if (strcmp(c->what, "delete") == 0)
        return webhook_delete(tx, &actor, &webhook);
    webhook.is_enabled = strcmp(c->what, "enable") == 0;
    webhook.disabled_reason = webhook.is_enabled ? (struct view){0} : WEBHOOK_REASON_MANUAL;
    return webhook_store(tx, &actor, &webhook);
}

void world_change(struct world *w, const char *id, const char *what)
{
    assert_int_equal(testing_commit(&w->store, change_it, &(struct changing){w, id, what}), 0);
}

static int replay_it(void *ctx, struct tx *tx)
{
    struct changing *c = ctx;
    struct actor actor = {.kind = ACTOR_OPERATOR};
    struct webhook webhook;
    struct webhook_delivery delivery;
    int r = webhook_find(tx->db, 1, view_from(c->id), &tx->batch->arena, &webhook);
    if (r == 0)
        r = webhook_delivery_find(tx->db, 1, webhook.row, view_from(c->what), &tx->batch->arena, &delivery);
    return r != 0 ? r : webhook_replay(tx, &actor, &webhook, &delivery);
}

void world_replay(struct world *w, const char *id, const char *delivery)
{
    assert_int_equal(testing_commit(&w->store, replay_it, &(struct changing){w, id, delivery}), 0);
}

static int note_id(void *ctx, const struct webhook_delivery *delivery)
{
    snprintf(ctx, 64, "%.*s", VIEW_ARG(delivery->id));
    return 1;
}

void world_find_delivery(struct world *w, const char *id, enum webhook_delivery_state in, char ret[64])
{
    struct arena arena, rows;
    int64_t cursor = INT64_MAX;
    arena_init(&arena, 4096, 1 << 20);
    arena_init(&rows, 4096, 1 << 20);
    struct webhook webhook = world_webhook(w, id, &arena);
    ret[0] = '\0';
    assert_int_equal(
        webhook_delivery_walk(w->store.reader, 1, webhook.row, in, &cursor, 1, &rows, note_id, ret), 0);
    assert_true(ret[0] != '\0');
    arena_free(&arena);
    arena_free(&rows);
}

static int say_it(void *ctx, struct tx *tx)
{
    struct message_result result;
    (void)ctx;
    return message_store(tx,
                         &(struct message_in){.customer_id = VIEW("cust_ada"),
                                              .channel = CHANNEL_CHAT,
                                              .has_channel = true,
                                              .direction = DIRECTION_INBOUND,
                                              .author_type = AUTHOR_CUSTOMER,
                                              .content = VIEW("hello")},
                         &result);
}

void world_says(struct world *w, int count)
{
    for (int i = 0; i < count; i++)
        assert_int_equal(commit(w, say_it, NULL), 0);
}

int64_t world_count_of(struct world *w, const char *where)
{
    char sql[300];
    snprintf(sql, sizeof(sql), "SELECT count(*) FROM webhook_delivery WHERE %s", where);
    return testing_count(&w->store, sql);
}

int world_check_order(struct world *w, const char *url, bool may_repeat)
{
    long long last = 0;
    int count = 0;
    for (int i = 0; i < w->heard_count; i++) {
        const struct heard *h = &w->heard[i];
        long long position;
        const char *mark = strrchr(h->id, '_');
        if (strcmp(h->url, url) != 0 || h->status < 200 || h->status > 299 || strncmp(h->id, "evt_", 4) != 0)
            continue;
        position = atoll(mark + 1);
        if (may_repeat && position <= last)
            continue;
        assert_true(position > last);
        last = position;
        count++;
    }
    return count;
}

const struct heard *world_last_heard(const struct world *w)
{
    assert_true(w->heard_count > 0);
    return &w->heard[w->heard_count - 1];
}

bool heard_is_signed_by(const struct heard *h, const char *secret_text)
{
    struct webhook_secret secret;
    unsigned char mac[EVP_MAX_MD_SIZE], text[64] = "";
    unsigned size;
    char *signed_text;
    assert_true(webhook_secret_from(view_from(secret_text), &secret));
    assert_true(asprintf(&signed_text, "%s.%s.%s", h->id, h->time, h->body) > 0);
    HMAC(EVP_sha256(), secret.bytes, (int)secret.size, (unsigned char *)signed_text, strlen(signed_text), mac,
         &size);
    EVP_EncodeBlock(text, mac, (int)size);
    free(signed_text);
    return strstr(h->signature, (char *)text) != NULL;
}
