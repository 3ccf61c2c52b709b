// SPDX-License-Identifier: Apache-2.0
// Endpoints that answer, break, refuse and go, played over a double of egress and on a clock of the test's
// own.
#include "delivery/webhook_run.h"
#include "hub/customer_erase.h"
#include "hub/event_trim.h"
#include "hub/testing_hub.h"
#include "hub/webhook_delivery.h"
#include <errno.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ASKED_MAX = 64, HEARD_MAX = 4096, TEXT_MAX = 16384 };

static const int64_t SECOND = 1000000;
static const int64_t HOUR = (int64_t)3600 * 1000000;
static const int64_t DAY = (int64_t)24 * 3600 * 1000000;

struct asked {
    uint64_t number; // 0: free
    char url[256];
    void (*done)(void *ctx, const struct egress_answer *answer);
    void *ctx;
};

// What an endpoint heard.
struct heard {
    char url[64], id[WEBHOOK_EVENT_ID_MAX], type[40], time[24], signature[512], ce_id[WEBHOOK_EVENT_ID_MAX];
    char content_type[80];
    char *body;
    int status; // that it answered
};

struct world {
    struct testing_store store; // first
    struct webhook_run *run;
    struct asked asked[ASKED_MAX];
    uint64_t last_number;
    struct heard heard[HEARD_MAX];
    int heard_count;
    atomic_int rings;
    // How endpoints behave: by url, what they answer to the how-many-eth request.
    int (*behave)(struct world *w, const char *url, int nth);
    int64_t retry_after_us;
    bool is_held; // requests stay under way
    char secret[WEBHOOK_SECRET_TEXT_MAX + 1];
};

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
            *a = (struct asked){.number = ++w->last_number, .done = q->done, .ctx = q->ctx};
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

static int nth(const struct world *w, const char *url)
{
    int count = 0;
    for (int i = 0; i < w->heard_count; i++)
        count += strcmp(w->heard[i].url, url) == 0;
    return count;
}

// All that are under way are answered. False: there were none.
static bool answer_all(struct world *w)
{
    bool any = false;
    for (int i = 0; i < ASKED_MAX && !w->is_held; i++) {
        struct asked a = w->asked[i];
        int status = a.number == 0 ? 0 : w->behave == NULL ? 204 : w->behave(w, a.url, nth(w, a.url));
        if (a.number == 0 || status < 0) // under way
            continue;
        any = true;
        w->asked[i].number = 0;
        for (int k = w->heard_count - 1; k >= 0; k--)
            if (strcmp(w->heard[k].url, a.url) == 0) {
                w->heard[k].status = status;
                break;
            }
        a.done(a.ctx, &(struct egress_answer){.end = status == 0 ? EGRESS_NOT_SENT : EGRESS_ANSWERED,
                                              .status = status,
                                              .fault = status == 0 ? "nobody is there" : NULL,
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
                                                                  .random = random_seeded(&w->store.seed),
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
    return &config;
}

static int begin(void **state)
{
    struct world *w = calloc(1, sizeof(*w));
    testing_store_open(&w->store, like(w));
    start(w);
    *state = w;
    return 0;
}

static int end(void **state)
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

// The hub's end without a chance to write anything down, and its next start.
static void crash(struct world *w)
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

// Until nothing more happens at this time.
static void settle(struct world *w)
{
    // The store's time runs ahead of a clock that stands still.
    atomic_fetch_add(&w->store.wall_us, SECOND / 100);
    atomic_fetch_add(&w->store.mono_us, SECOND / 100);
    for (int quiet = 0, i = 0; quiet < 4 && i < 20000; i++) {
        int64_t next_us = webhook_run_turn(w->run);
        bool is_busy = answer_all(w) || next_us <= atomic_load(&w->store.mono_us);
        testing_settle(&w->store);
        quiet = is_busy || atomic_exchange(&w->rings, 0) > 0 ? 0 : quiet + 1;
    }
}

static void advance(struct world *w, int64_t by_us)
{
    atomic_fetch_add(&w->store.wall_us, by_us);
    atomic_fetch_add(&w->store.mono_us, by_us);
    settle(w);
}

// ---- endpoints

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

static void endpoint_like(struct world *w, const char *id, const char *events, enum webhook_format format)
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
    assert_int_equal(testing_commit(&w->store, make_it, &m), 0);
    memcpy(w->secret, m.told.secret, sizeof(w->secret));
}

static void endpoint(struct world *w, const char *id)
{
    endpoint_like(w, id, "[\"*\"]", WEBHOOK_FORMAT_STANDARD);
}

static struct webhook read_webhook(struct world *w, const char *id, struct arena *arena)
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

static void change(struct world *w, const char *id, const char *what)
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

static int note_id(void *ctx, const struct webhook_delivery *delivery)
{
    snprintf(ctx, 64, "%.*s", VIEW_ARG(delivery->id));
    return 1;
}

static void find_delivery(struct world *w, const char *id, enum webhook_delivery_state in, char ret[64])
{
    struct arena arena, rows;
    int64_t cursor = INT64_MAX;
    arena_init(&arena, 4096, 1 << 20);
    arena_init(&rows, 4096, 1 << 20);
    struct webhook webhook = read_webhook(w, id, &arena);
    ret[0] = '\0';
    assert_int_equal(
        webhook_delivery_walk(w->store.reader, 1, webhook.row, in, &cursor, 1, &rows, note_id, ret), 0);
    assert_true(ret[0] != '\0');
    arena_free(&arena);
    arena_free(&rows);
}

static void says(struct world *w, int count)
{
    for (int i = 0; i < count; i++)
        hub_says(&w->store, "cust_ada", CHANNEL_CHAT, "hello");
}

static int64_t count_of(struct world *w, const char *where)
{
    char sql[300];
    snprintf(sql, sizeof(sql), "SELECT count(*) FROM webhook_delivery WHERE %s", where);
    return testing_count(&w->store, sql);
}

// Positions of what the endpoint answered 2xx, in order; each once unless `may_repeat`.
static int check_order(struct world *w, const char *url, bool may_repeat)
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

static const struct heard *last_heard(const struct world *w)
{
    assert_true(w->heard_count > 0);
    return &w->heard[w->heard_count - 1];
}

// Whether one of the signatures is the secret's.
static bool is_signed_by(const struct heard *h, const char *secret_text)
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

// ---- tests

static void every_event_goes_out_once_in_order_and_signed(void **state)
{
    struct world *w = *state;
    says(w, 3); // before there is an endpoint
    endpoint(w, "one");
    settle(w);
    assert_int_equal(w->heard_count, 0);
    says(w, 50);
    settle(w);
    int count = check_order(w, "https://one.test/in", false);
    assert_int_equal(count, w->heard_count);
    assert_true(count >= 50);
    for (int i = 0; i < w->heard_count; i++)
        assert_true(is_signed_by(&w->heard[i], w->secret));
    assert_int_equal(atoll(w->heard[0].time), atomic_load(&w->store.wall_us) / SECOND);
    assert_string_equal(w->heard[0].type, "message.created");
    assert_non_null(strstr(w->heard[0].body, "\"content\":\"hello\""));
    assert_non_null(strstr(w->heard[0].body, "\"customerId\":\"cust_ada\""));
    advance(w, 2 * SECOND);
    assert_int_equal(count_of(w, "state = 1"), count);
    assert_int_equal(
        testing_count(&w->store,
                      "SELECT w.position = t.position FROM webhook w JOIN tenant t USING (tenant)"),
        1);
}

static void filters_choose(void **state)
{
    struct world *w = *state;
    endpoint_like(w, "one", "[\"session.*\"]", WEBHOOK_FORMAT_STANDARD);
    endpoint_like(w, "two", "[\"customer.erased\"]", WEBHOOK_FORMAT_STANDARD);
    bool is_new;
    assert_int_equal(
        hub_open(&w->store,
                 &(struct conversation_in){.customer_id = VIEW("cust_ada"), .channel = CHANNEL_CHAT}, NULL,
                 &is_new),
        0);
    says(w, 5);
    settle(w);
    assert_true(w->heard_count > 0);
    for (int i = 0; i < w->heard_count; i++)
        assert_string_equal(w->heard[i].type, "session.updated");
    // What they do not want is done with, too.
    advance(w, 2 * SECOND);
    assert_int_equal(
        testing_count(
            &w->store,
            "SELECT count(*) FROM webhook w JOIN tenant t USING (tenant) WHERE w.position = t.position"),
        2);
}

static int down(struct world *w, const char *url, int n)
{
    (void)w;
    (void)n;
    return strstr(url, "one") != NULL ? 0 : 200;
}

static void an_outage_is_outlived_and_holds_nobody_else(void **state)
{
    struct world *w = *state;
    endpoint(w, "one");
    endpoint(w, "two");
    w->behave = down;
    says(w, 100);
    settle(w);
    assert_int_equal(check_order(w, "https://one.test/in", false), 0);
    assert_true(check_order(w, "https://two.test/in", false) >= 100);
    assert_int_equal(nth(w, "https://one.test/in"), 1);
    advance(w, 4 * SECOND);
    assert_int_equal(nth(w, "https://one.test/in"), 1);
    advance(w, 2 * SECOND);
    assert_int_equal(nth(w, "https://one.test/in"), 2);
    assert_int_equal(count_of(w, "state = 2 AND attempts = 2"), 1);
    w->behave = NULL;
    advance(w, 6 * 60 * SECOND);
    assert_int_equal(check_order(w, "https://one.test/in", false),
                     check_order(w, "https://two.test/in", false));
    // The one that was tried three times came with the same id each time.
    const char *first = NULL;
    int same = 0;
    for (int i = 0; i < w->heard_count; i++)
        if (strstr(w->heard[i].url, "one") != NULL) {
            first = first == NULL ? w->heard[i].id : first;
            same += strcmp(w->heard[i].id, first) == 0;
        }
    assert_int_equal(same, 3);
    assert_int_equal(count_of(w, "state = 1 AND attempts = 3"), 1);
    assert_int_equal(count_of(w, "state = 2"), 0);
}

static void a_restart_goes_on_with_the_schedule(void **state)
{
    struct world *w = *state;
    endpoint(w, "one");
    w->behave = down;
    says(w, 1);
    settle(w);
    advance(w, 6 * SECOND); // twice
    crash(w);
    settle(w);
    assert_int_equal(nth(w, "https://one.test/in"), 2);
    advance(w, 331 * SECOND);
    assert_int_equal(nth(w, "https://one.test/in"), 3);
    assert_int_equal(testing_count(&w->store, "SELECT attempts FROM webhook"), 3);
}

static void a_crash_sends_the_last_ones_again_with_their_ids(void **state)
{
    struct world *w = *state;
    endpoint(w, "one");
    says(w, 40);
    settle(w);
    int before = w->heard_count;
    says(w, 10);
    w->is_held = true;
    webhook_run_turn(w->run); // one is under way, and nobody will hear its answer
    assert_int_equal(w->heard_count, before + 1);
    char id[WEBHOOK_EVENT_ID_MAX];
    memcpy(id, last_heard(w)->id, sizeof(id));
    w->is_held = false;
    crash(w);
    settle(w);
    assert_string_equal(w->heard[before + 1].id, id);
    assert_int_equal(check_order(w, "https://one.test/in", true),
                     testing_count(&w->store, "SELECT position FROM tenant") - 0);
}

static int gone(struct world *w, const char *url, int n)
{
    (void)w;
    (void)url;
    return n == 1 ? 410 : 200;
}

static void gone_disables_and_administrators_hear_of_it(void **state)
{
    struct world *w = *state;
    struct arena arena;
    arena_init(&arena, 4096, 1 << 20);
    testing_count(
        &w->store,
        "INSERT INTO agent (tenant, id, name, role, status, password, capacity, version, status_us, "
        "created_us, updated_us) VALUES (1, 'boss', 'Boss', 5, 0, 'x', 1, 1, 1, 1, 1)");
    endpoint(w, "one");
    w->behave = gone;
    says(w, 3);
    settle(w);
    assert_int_equal(w->heard_count, 1);
    struct webhook webhook = read_webhook(w, "one", &arena);
    assert_false(webhook.is_enabled);
    assert_true(view_equal(webhook.disabled_reason, WEBHOOK_REASON_GONE));
    assert_int_equal(
        testing_count(&w->store, "SELECT count(*) FROM notification WHERE type = 'webhook_disabled'"), 1);
    assert_int_equal(testing_count(&w->store, "SELECT count(*) FROM audit WHERE action = 'webhook.disable'"),
                     1);
    // Enabled again, it begins with what it stopped at.
    change(w, "one", "enable");
    settle(w);
    assert_true(check_order(w, "https://one.test/in", false) >= 3);
    assert_string_equal(w->heard[0].id, w->heard[1].id);
    arena_free(&arena);
}

static void three_days_of_nothing_disable(void **state)
{
    struct world *w = *state;
    struct arena arena;
    arena_init(&arena, 4096, 1 << 20);
    endpoint(w, "one");
    w->behave = down;
    says(w, 2);
    settle(w);
    for (int hour = 0; hour < 90; hour++)
        advance(w, HOUR);
    assert_int_equal(w->heard_count, 10);
    struct webhook webhook = read_webhook(w, "one", &arena);
    assert_true(view_equal(webhook.disabled_reason, WEBHOOK_REASON_FAILING));
    assert_int_equal(count_of(w, "state = 3 AND attempts = 10"), 1);
    // After it was repaired nothing is missing.
    w->behave = NULL;
    change(w, "one", "enable");
    settle(w);
    assert_true(check_order(w, "https://one.test/in", false) >= 2);
    arena_free(&arena);
}

static int poison(struct world *w, const char *url, int n)
{
    (void)url;
    (void)n;
    return strstr(last_heard(w)->id, "_2") == last_heard(w)->id + strlen(last_heard(w)->id) - 2 ? 422 : 200;
}

static void what_is_refused_three_times_is_put_aside(void **state)
{
    struct world *w = *state;
    endpoint(w, "one");
    w->behave = poison;
    says(w, 10);
    settle(w);
    for (int i = 0; i < 12; i++)
        advance(w, 60 * SECOND);
    assert_int_equal(count_of(w, "state = 3 AND status = 422 AND attempts = 3"), 1);
    assert_int_equal(check_order(w, "https://one.test/in", false) + 3, w->heard_count);
    // Sent again by hand, with the same id, beside the order.
    char dead[64];
    find_delivery(w, "one", WEBHOOK_DELIVERY_DEAD, dead);
    w->behave = NULL;
    int before = w->heard_count;
    assert_int_equal(testing_commit(&w->store, replay_it, &(struct changing){w, "one", dead}), 0);
    settle(w);
    assert_int_equal(w->heard_count, before + 1);
    assert_string_equal(strrchr(last_heard(w)->id, '_'), "_2");
    assert_int_equal(count_of(w, "state = 3"), 0);
}

static void a_test_is_sent_whatever_the_endpoint_is(void **state)
{
    struct world *w = *state;
    endpoint(w, "one");
    change(w, "one", "disable");
    change(w, "one", "test");
    says(w, 2);
    settle(w);
    assert_int_equal(w->heard_count, 1);
    assert_string_equal(w->heard[0].type, "webhook.test");
    assert_true(is_signed_by(&w->heard[0], w->secret));
    assert_int_equal(count_of(w, "state = 1 AND type = 'webhook.test' AND status = 204"), 1);
    w->behave = down; // and tried once only
    change(w, "one", "test");
    settle(w);
    assert_int_equal(w->heard_count, 2);
    assert_int_equal(count_of(w, "state = 3 AND type = 'webhook.test' AND due_us IS NULL"), 1);
}

static void both_secrets_sign_for_a_day(void **state)
{
    struct world *w = *state;
    char old[WEBHOOK_SECRET_TEXT_MAX + 1];
    endpoint(w, "one");
    memcpy(old, w->secret, sizeof(old));
    change(w, "one", "rotate");
    assert_string_not_equal(old, w->secret);
    says(w, 1);
    settle(w);
    assert_true(is_signed_by(last_heard(w), old));
    assert_true(is_signed_by(last_heard(w), w->secret));
    assert_non_null(strstr(last_heard(w)->signature, "v1a,"));
    advance(w, DAY);
    says(w, 1);
    settle(w);
    assert_false(is_signed_by(last_heard(w), old));
    assert_true(is_signed_by(last_heard(w), w->secret));
}

static int busy(struct world *w, const char *url, int n)
{
    (void)w;
    (void)url;
    return n < 4 ? 429 : 200;
}

static void retry_after_is_obeyed(void **state)
{
    struct world *w = *state;
    endpoint(w, "one");
    w->behave = busy;
    w->retry_after_us = 30 * SECOND;
    says(w, 1);
    settle(w);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(w->heard_count, i + 1);
        advance(w, 29 * SECOND);
        assert_int_equal(w->heard_count, i + 1);
        advance(w, 5 * SECOND);
    }
    assert_int_equal(last_heard(w)->status, 200);
    assert_int_equal(count_of(w, "state = 1 AND attempts = 4"), 1);
}

static int slow(struct world *w, const char *url, int n)
{
    (void)w;
    (void)n;
    return strstr(url, "one") != NULL ? -1 : 200;
}

static void who_is_slow_holds_nobody_else(void **state)
{
    struct world *w = *state;
    endpoint(w, "one");
    endpoint(w, "two");
    w->behave = slow;
    says(w, 60);
    settle(w);
    assert_int_equal(nth(w, "https://one.test/in"), 1); // one request each
    assert_true(check_order(w, "https://two.test/in", false) >= 60);
    w->behave = NULL;
    settle(w);
    assert_int_equal(check_order(w, "https://one.test/in", false),
                     check_order(w, "https://two.test/in", false));
}

static void who_is_deleted_hears_no_more(void **state)
{
    struct world *w = *state;
    endpoint(w, "one");
    says(w, 2);
    settle(w);
    w->is_held = true;
    says(w, 3);
    webhook_run_turn(w->run);
    int before = w->heard_count;
    change(w, "one", "delete");
    webhook_run_turn(w->run);
    w->is_held = false; // the answer comes to nobody
    settle(w);
    assert_int_equal(w->heard_count, before);
    struct webhook_run_figures figures;
    webhook_run_figures(w->run, &figures);
    assert_int_equal(figures.endpoints, 0);
}

static int trim(void *ctx, struct tx *tx)
{
    bool more = true;
    int gone_rows, r = 0;
    while (r == 0 && more)
        r = event_trim_slice(tx, ctx, &gone_rows, &more);
    return r;
}

static const struct trim_rule events_rule = {.keep_us = 3 * 86400000000, .keep_count = 5000000};

static void trim_now(struct world *w)
{
    struct trim_rule rule = events_rule;
    assert_int_equal(testing_commit(&w->store, trim, &rule), 0);
}

static void what_an_endpoint_missed_is_kept_for_a_week_and_then_told_as_a_gap(void **state)
{
    struct world *w = *state;
    endpoint(w, "one");
    settle(w);
    w->behave = down;
    for (int i = 0; i < 21; i++)
        says(w, 100);
    settle(w);
    advance(w, 4 * DAY);
    trim_now(w);
    assert_int_equal(testing_count(&w->store, "SELECT min(position) FROM event"), 1);
    advance(w, 4 * DAY);
    says(w, 1);
    trim_now(w);
    int64_t floor = testing_count(&w->store, "SELECT min(position) FROM event");
    assert_true(floor > 1000);
    w->behave = NULL;
    change(w, "one", "enable");
    int before = w->heard_count;
    settle(w);
    const struct heard *gap = &w->heard[before];
    char expected[64];
    assert_string_equal(gap->type, "webhook.gap");
    assert_non_null(strstr(gap->body, "\"reason\":\"trimmed\""));
    snprintf(expected, sizeof(expected), "\"from\":\"%s-1\"", store_epoch(w->store.store));
    assert_non_null(strstr(gap->body, expected));
    snprintf(expected, sizeof(expected), "\"to\":\"%s-%lld\"", store_epoch(w->store.store),
             (long long)floor - 1);
    assert_non_null(strstr(gap->body, expected));
    snprintf(expected, sizeof(expected), "_%lld", (long long)floor);
    assert_string_equal(strrchr(w->heard[before + 1].id, '_'), expected);
}

static void a_restore_is_told(void **state)
{
    struct world *w = *state;
    endpoint(w, "one");
    says(w, 5);
    settle(w);
    advance(w, 2 * SECOND);
    testing_count(&w->store, "UPDATE meta SET value = 'feedface' WHERE name = 'epoch'");
    int before = w->heard_count;
    crash(w);
    w->behave = down;
    settle(w);
    crash(w); // it is not forgotten before it arrived
    w->behave = NULL;
    advance(w, 6 * SECOND);
    says(w, 1);
    settle(w);
    assert_string_equal(w->heard[before].type, "webhook.gap");
    assert_string_equal(w->heard[before + 1].id, w->heard[before].id);
    assert_non_null(strstr(w->heard[before].body, "\"reason\":\"restored\""));
    assert_non_null(strstr(w->heard[before].body, "\"to\":\"feedface-"));
    assert_string_equal(w->heard[before + 2].type, "message.created");
    assert_true(strncmp(w->heard[before + 2].id, "evt_feedface_", 13) == 0);
}

static int erase(void *ctx, struct tx *tx)
{
    struct actor actor = {.kind = ACTOR_OPERATOR};
    struct view id;
    (void)ctx;
    return customer_erase_start(tx, &actor, VIEW("cust_ada"), &id);
}

static void who_was_erased_is_named_though_the_row_is_gone(void **state)
{
    struct world *w = *state;
    endpoint_like(w, "one", "[\"customer.erased\"]", WEBHOOK_FORMAT_STANDARD);
    says(w, 1);
    assert_int_equal(testing_commit(&w->store, erase, NULL), 0);
    settle(w);
    assert_int_equal(w->heard_count, 1);
    assert_string_equal(w->heard[0].type, "customer.erased");
    assert_non_null(strstr(w->heard[0].body, "\"customer_id\":\"cust_ada\""));
    // Gone with the event.
    assert_int_equal(testing_count(&w->store, "SELECT count(*) FROM webhook_erased"), 1);
    for (int i = 0; i < 1100; i++)
        hub_says(&w->store, "cust_bob", CHANNEL_CHAT, "x");
    settle(w);
    advance(w, 8 * DAY);
    hub_says(&w->store, "cust_bob", CHANNEL_CHAT, "x");
    settle(w);
    trim_now(w);
    assert_int_equal(testing_count(&w->store, "SELECT count(*) FROM webhook_erased"), 0);
}

static void who_was_erased_is_kept_for_nobody(void **state)
{
    struct world *w = *state;
    says(w, 1);
    assert_int_equal(testing_commit(&w->store, erase, NULL), 0);
    assert_int_equal(testing_count(&w->store, "SELECT count(*) FROM webhook_erased"), 0);
}

static void cloudevents_in_both_modes(void **state)
{
    struct world *w = *state;
    endpoint_like(w, "one", "[\"message.*\"]", WEBHOOK_FORMAT_CLOUDEVENTS_STRUCTURED);
    endpoint_like(w, "two", "[\"message.*\"]", WEBHOOK_FORMAT_CLOUDEVENTS_BINARY);
    says(w, 1);
    settle(w);
    assert_int_equal(w->heard_count, 2);
    const struct heard *one = &w->heard[strstr(w->heard[0].url, "one") == NULL];
    const struct heard *two = &w->heard[strstr(w->heard[0].url, "one") != NULL];
    assert_non_null(strstr(one->content_type, "application/cloudevents+json"));
    assert_non_null(strstr(one->body, "{\"specversion\":\"1.0\",\"id\":\"evt_"));
    assert_non_null(strstr(one->body, "\"source\":\"https://hub.test\""));
    assert_string_equal(two->content_type, "application/json");
    assert_string_equal(two->ce_id, two->id);
    assert_string_equal(two->ce_id, one->id);
    assert_true(strncmp(two->body, "{\"id\":", 6) == 0);
}

static void the_last_thousand_are_kept(void **state)
{
    struct world *w = *state;
    endpoint(w, "one");
    says(w, 1500);
    for (int i = 0; i < 400; i++) { // without a pause in which the writer could keep up
        webhook_run_turn(w->run);
        answer_all(w);
    }
    settle(w);
    assert_true(w->heard_count >= 1500);
    advance(w, 2 * SECOND);
    assert_in_range(count_of(w, "state = 1"), 990, 1010); // the last thousand
    assert_int_equal(check_order(w, "https://one.test/in", false), w->heard_count);
}

static void what_ends_writes_down_what_was_answered(void **state)
{
    struct world *w = *state;
    endpoint(w, "one");
    settle(w);
    says(w, 30);
    for (int i = 0; i < 20; i++) {
        webhook_run_turn(w->run);
        answer_all(w);
    }
    w->is_held = true;
    webhook_run_turn(w->run);
    webhook_run_stop(w->run);
    int64_t answered = check_order(w, "https://one.test/in", false);
    assert_true(answered > 0);
    assert_int_equal(count_of(w, "state = 1"), answered);
}

int main(void)
{
    alarm(120);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_event_goes_out_once_in_order_and_signed, begin, end),
        cmocka_unit_test_setup_teardown(filters_choose, begin, end),
        cmocka_unit_test_setup_teardown(an_outage_is_outlived_and_holds_nobody_else, begin, end),
        cmocka_unit_test_setup_teardown(a_restart_goes_on_with_the_schedule, begin, end),
        cmocka_unit_test_setup_teardown(a_crash_sends_the_last_ones_again_with_their_ids, begin, end),
        cmocka_unit_test_setup_teardown(gone_disables_and_administrators_hear_of_it, begin, end),
        cmocka_unit_test_setup_teardown(three_days_of_nothing_disable, begin, end),
        cmocka_unit_test_setup_teardown(what_is_refused_three_times_is_put_aside, begin, end),
        cmocka_unit_test_setup_teardown(a_test_is_sent_whatever_the_endpoint_is, begin, end),
        cmocka_unit_test_setup_teardown(both_secrets_sign_for_a_day, begin, end),
        cmocka_unit_test_setup_teardown(retry_after_is_obeyed, begin, end),
        cmocka_unit_test_setup_teardown(who_is_slow_holds_nobody_else, begin, end),
        cmocka_unit_test_setup_teardown(who_is_deleted_hears_no_more, begin, end),
        cmocka_unit_test_setup_teardown(what_an_endpoint_missed_is_kept_for_a_week_and_then_told_as_a_gap,
                                        begin, end),
        cmocka_unit_test_setup_teardown(a_restore_is_told, begin, end),
        cmocka_unit_test_setup_teardown(who_was_erased_is_named_though_the_row_is_gone, begin, end),
        cmocka_unit_test_setup_teardown(who_was_erased_is_kept_for_nobody, begin, end),
        cmocka_unit_test_setup_teardown(cloudevents_in_both_modes, begin, end),
        cmocka_unit_test_setup_teardown(the_last_thousand_are_kept, begin, end),
        cmocka_unit_test_setup_teardown(what_ends_writes_down_what_was_answered, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
