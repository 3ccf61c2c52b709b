// SPDX-License-Identifier: Apache-2.0
// Connectors as rows, and as what is open of them: read when they changed, opened, stepped, emptied and
// closed.
#include "base/error.h"
#include "channel/facets.h"
#include "codec/json.h"
#include "delivery/engine.h"
#include <stdio.h>
#include <stdlib.h>

enum { SLICE = 16, ROWS_MAX = 64 << 20, SECRETS_MAX = 64, SPARE_ATTEMPTS = 64 };

static const int64_t OPEN_PAUSE_US = ENGINE_SECOND, OPEN_PAUSE_MAX_US = 300 * ENGINE_SECOND,
                     DRAIN_US = 35 * ENGINE_SECOND;

// ---- the accounts

struct engine_account *engine_account_find(const struct delivery *d, int64_t row)
{
    return map_get(&d->by_row, (struct map_key){row, 0, 0});
}

static bool grow(struct delivery *d)
{
    if (d->count < d->capacity)
        return true;
    int capacity = d->capacity == 0 ? 16 : 2 * d->capacity;
    struct engine_account **list = realloc(d->accounts, (size_t)capacity * sizeof(struct engine_account *));
    if (list == NULL)
        return false;
    d->accounts = list;
    d->capacity = capacity;
    return true;
}

static struct engine_account *make(struct delivery *d, const struct connector_row *row)
{
    struct engine_account *a = calloc(1, sizeof(*a));
    if (a == NULL)
        return NULL;
    a->delivery = d;
    a->row = row->row;
    a->tenant = row->tenant;
    a->channel = row->channel;
    a->step_us = CHANNEL_NEVER;
    snprintf(a->id, sizeof(a->id), "%.*s", VIEW_ARG(row->id));
    if (d->public_url != NULL)
        snprintf(a->webhook, sizeof(a->webhook), "%s/webhook/%.*s/%s", d->public_url,
                 VIEW_ARG(channel_name(row->channel)), a->id);
    list_init(&a->ends);
    list_init(&a->tolds);
    list_init(&a->asks);
    return a;
}

static struct engine_account *add(struct delivery *d, const struct connector_row *row)
{
    struct engine_account *a = grow(d) ? make(d, row) : NULL;
    if (a == NULL)
        return NULL;
    pthread_mutex_lock(&d->lock);
    int r = map_put(&d->by_row, (struct map_key){a->row, 0, 0}, a);
    pthread_mutex_unlock(&d->lock);
    if (r < 0) {
        free(a);
        return NULL;
    }
    d->accounts[d->count++] = a;
    return a;
}

void engine_account_free(struct engine_account *a)
{
    engine_settle_free(a);
    engine_record_free(a);
    free(a->attempts);
    free(a->info);
    free(a);
}

static bool is_over(const struct engine_account *a)
{
    return !a->is_wanted && a->is_gone && a->connector == NULL && a->jobs == 0 && list_is_empty(&a->ends) &&
           list_is_empty(&a->tolds);
}

void engine_accounts_prune(struct delivery *d)
{
    for (int i = 0; i < d->count; i++) {
        struct engine_account *a = d->accounts[i];
        if (!is_over(a))
            continue;
        pthread_mutex_lock(&d->lock);
        map_remove(&d->by_row, (struct map_key){a->row, 0, 0});
        pthread_mutex_unlock(&d->lock);
        engine_account_free(a);
        d->accounts[i--] = d->accounts[--d->count];
    }
}

// ---- their rows

static int take_row(void *ctx, const struct connector_row *row)
{
    struct delivery *d = ctx;
    struct engine_account *a = engine_account_find(d, row->row);
    if (a == NULL)
        a = add(d, row);
    if (a == NULL)
        return error_trace(-ENOMEM);
    if (a->version != row->version)
        a->opening = (struct engine_patience){0};
    a->version = row->version;
    a->is_gone = row->deleted_us != 0;
    a->is_wanted = row->is_enabled && !a->is_gone;
    a->is_seen = true;
    return 0;
}

static void after_walk(struct delivery *d)
{
    for (int i = 0; i < d->count; i++) {
        struct engine_account *a = d->accounts[i];
        a->is_gone |= !a->is_seen;
        a->is_wanted &= a->is_seen;
    }
}

void engine_accounts_walk(struct delivery *d)
{
    struct arena arena;
    int64_t cursor = 0, before;
    int r;
    if (engine_mono(d) < d->walking.again_us)
        return;
    for (int i = 0; i < d->count; i++)
        d->accounts[i]->is_seen = false;
    arena_init(&arena, 64 << 10, ROWS_MAX);
    do {
        before = cursor;
        r = connector_walk(d->reader, 0, &cursor, SLICE, &arena, take_row, d);
        arena_reset(&arena);
    } while (r == 0 && cursor != before);
    arena_free(&arena);
    if (r < 0)
        return engine_wait_longer(&d->walking, engine_mono(d));
    d->walking = (struct engine_patience){0};
    d->wants_connectors = false;
    after_walk(d);
}

// ---- opening

struct opening {
    struct connector_row row;
    const struct channel_ops *ops;
    struct channel_secret secrets[SECRETS_MAX];
    size_t secret_count;
};

static int read_secrets(struct opening *o, struct view text, struct arena *arena)
{
    const struct json *root;
    if (json_parse(arena, text, NULL, &root) != JSON_OK || root->type != JSON_OBJECT)
        return error_trace(-EINVAL);
    const struct json *key = json_first(root);
    for (; key != NULL && o->secret_count < SECRETS_MAX; key = json_next_member(root, key)) {
        struct channel_secret *s = &o->secrets[o->secret_count];
        if (json_text(key, arena, &s->name) && json_text(json_value_of(key), arena, &s->value))
            o->secret_count++;
    }
    return 0;
}

// What was decoded of it lies in the arena too, which goes back to the machine unwiped: as with what the
// adapter copies, memory of this process is not the boundary.
static int open_instance(struct engine_account *a, const struct opening *o, struct channel_fault *fault)
{
    const struct delivery *d = a->delivery;
    int sends = o->row.concurrency > 0 ? (int)o->row.concurrency : ENGINE_SENDS;
    a->sends_max = sends < ENGINE_SENDS_MAX ? sends : ENGINE_SENDS_MAX;
    a->generation++;
    return channel_open(
        &(struct connector_config){
            .ops = o->ops,
            .owner = &engine_owner,
            .ctx = a,
            .clock = d->config.clock,
            .random = d->config.random,
            .id = view_from(a->id),
            .fields = {.config = o->row.config, .secrets = o->secrets, .secret_count = o->secret_count},
            .sends_max = a->sends_max,
            .breaches = &a->breaches},
        fault, &a->connector);
}

static int find_adapter(const struct delivery *d, struct opening *o, struct channel_fault *fault)
{
    const struct registry_entry *entry = registry_find(d->config.adapters, o->row.adapter);
    if (entry == NULL) {
        snprintf(fault->text, sizeof(fault->text), "there is no adapter %.*s here", VIEW_ARG(o->row.adapter));
        return CHANNEL_REFUSED;
    }
    o->ops = &entry->ops;
    return CHANNEL_OK;
}

static int open_row(struct engine_account *a, struct arena *arena, struct opening *o,
                    struct channel_fault *fault)
{
    struct delivery *d = a->delivery;
    struct buffer secrets;
    int r = find_adapter(d, o, fault);
    if (r != CHANNEL_OK)
        return r;
    buffer_init(&secrets, 4 * CONNECTOR_CONFIG_MAX);
    r = connector_secrets_open(&o->row, store_secrets(d->config.store), &secrets);
    if (r == CONNECTOR_OK)
        r = read_secrets(o, buffer_view(&secrets), arena);
    else if (r > 0)
        snprintf(fault->text, sizeof(fault->text), "its secrets were sealed with a key that is gone");
    if (r == 0)
        r = open_instance(a, o, fault);
    if (secrets.data != NULL)
        explicit_bzero(secrets.data, secrets.capacity);
    buffer_free(&secrets);
    return r > 0 ? CHANNEL_REFUSED : r;
}

static bool begin_attempts(struct engine_account *a)
{
    free(a->attempts);
    a->attempt_max = a->sends_max + SPARE_ATTEMPTS;
    a->attempts = calloc((size_t)a->attempt_max, sizeof(*a->attempts));
    return a->attempts != NULL;
}

static void open_later(struct engine_account *a)
{
    struct engine_patience *p = &a->opening;
    p->pause_us = p->pause_us == 0 ? OPEN_PAUSE_US : 2 * p->pause_us;
    if (p->pause_us > OPEN_PAUSE_MAX_US)
        p->pause_us = OPEN_PAUSE_MAX_US;
    p->again_us = engine_mono(a->delivery) + p->pause_us;
}

static enum outbox_doubt doubt_of(const struct connector *c)
{
    if (channel_abilities(c) & CHANNEL_IDEMPOTENT)
        return OUTBOX_DOUBT_SEND;
    return channel_facet(c, CHANNEL_FACET_LOOKUP) == NULL ? OUTBOX_DOUBT_GIVE_UP : OUTBOX_DOUBT_ASK;
}

static void opened(struct engine_account *a, const struct opening *o)
{
    struct delivery *d = a->delivery;
    a->open_version = o->row.version;
    a->doubt = doubt_of(a->connector);
    a->version = o->row.version; // a walk that cannot read it does not open and close it in turns
    a->opened_us = engine_mono(d);
    a->drain_us = a->throttled_us = 0;
    a->window = OUTBOX_CLAIM_MAX;
    a->bucket = bucket_make(o->row.rate, engine_mono(d));
    a->breaker = (struct breaker){0};
    a->claiming = (struct engine_patience){0};
    a->wants_peek = true;
    a->figures.fault[0] = '\0';
    a->claim_max = a->claim_tries = 0;
    engine_account_touch(a);
    if (begin_attempts(a))
        return;
    engine_account_close(a, "no memory");
    open_later(a);
}

static void refuse(struct engine_account *a, int r, const struct channel_fault *fault)
{
    char text[sizeof(fault->field) + sizeof(fault->text) + 2];
    if (r < 0)
        snprintf(text, sizeof(text), "it cannot be opened: %s", strerror(-r));
    else
        snprintf(text, sizeof(text), "%s%s%s", fault->field, fault->field[0] == '\0' ? "" : ": ",
                 fault->text);
    if (a->opening.pause_us == 0)
        log_warn("connector %s cannot be opened: %s", a->id, text);
    engine_fault(a, text);
    open_later(a);
}

static void open_account(struct engine_account *a)
{
    struct delivery *d = a->delivery;
    struct channel_fault fault = {0};
    struct opening o = {0};
    struct arena arena;
    arena_init(&arena, 16 << 10, ROWS_MAX);
    int r = connector_load(d->reader, a->row, &arena, &o.row);
    // Switched off since the walk: it is not opened, whenever the next one is.
    bool is_off = r == CONNECTOR_OK && (!o.row.is_enabled || o.row.deleted_us != 0);
    if (is_off)
        a->is_wanted = false;
    else if (r == CONNECTOR_OK)
        r = open_row(a, &arena, &o, &fault);
    if (r != CHANNEL_OK)
        refuse(a, r, &fault);
    else if (!is_off)
        opened(a, &o);
    arena_free(&arena);
}

struct engine_account *engine_account_need(struct delivery *d, int64_t row)
{
    struct engine_account *a = engine_account_find(d, row);
    struct connector_row found;
    struct arena arena;
    if (a != NULL && a->connector != NULL)
        return a;
    arena_init(&arena, 16 << 10, ROWS_MAX);
    if (connector_load(d->reader, row, &arena, &found) == CONNECTOR_OK && found.deleted_us == 0)
        take_row(d, &found);
    arena_free(&arena);
    a = engine_account_find(d, row);
    if (a != NULL)
        engine_account_turn(a);
    return a;
}

// ---- while it is open

void engine_account_touch(struct engine_account *a)
{
    if (a->connector != NULL)
        a->step_us = channel_due(a->connector);
}

void engine_account_close(struct engine_account *a, const char *fault)
{
    struct connector *c = a->connector;
    if (c == NULL)
        return;
    engine_probe_drop(a);
    channel_close(c); // its attempts end, and are heard
    a->connector = NULL;
    engine_http_drop_all(a);
    free(a->attempts);
    a->attempts = NULL;
    a->attempt_max = 0;
    a->step_us = CHANNEL_NEVER;
    a->drain_us = 0;
    if (fault != NULL)
        engine_fault(a, fault);
}

static void fall_over(struct engine_account *a, int error)
{
    char text[96];
    int64_t stood_us = engine_mono(a->delivery) - a->opened_us;
    snprintf(text, sizeof(text), "the adapter fell over: %s", strerror(-error));
    log_warn("connector %s: %s", a->id, text);
    if (stood_us > OPEN_PAUSE_MAX_US)
        a->opening = (struct engine_patience){0};
    engine_account_close(a, text);
    open_later(a);
}

static void step(struct engine_account *a)
{
    bool is_woken = atomic_exchange(&a->is_woken, false);
    if (!is_woken && !a->is_ready && a->step_us > engine_mono(a->delivery))
        return;
    a->is_ready = false;
    int r = channel_step(a->connector);
    if (r < 0)
        fall_over(a, r);
    else
        engine_account_touch(a);
}

static bool is_empty(const struct engine_account *a)
{
    for (int i = 0; i < a->attempt_max; i++)
        if (a->attempts[i].began_us != 0 && a->attempts[i].over_us == 0)
            return false;
    return true;
}

// Changed or not wanted any more: what is under way may end first.
static void drain(struct engine_account *a)
{
    int64_t now_us = engine_mono(a->delivery);
    bool must_close = !a->is_wanted || a->open_version != a->version || a->delivery->is_leaving;
    if (must_close && a->drain_us == 0)
        a->drain_us = now_us + DRAIN_US;
    if (a->drain_us != 0 && (is_empty(a) || now_us >= a->drain_us))
        engine_account_close(a, NULL);
}

void engine_account_turn(struct engine_account *a)
{
    if (a->connector != NULL)
        step(a);
    if (a->connector != NULL)
        drain(a);
    bool may_open = a->is_wanted && !a->delivery->is_leaving;
    if (a->connector == NULL && may_open && engine_mono(a->delivery) >= a->opening.again_us)
        open_account(a);
}
