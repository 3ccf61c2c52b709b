// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/cursor.h"
#include "api/etag.h"
#include "api/handlers.h"
#include "api/row_page.h"
#include "base/error.h"
#include "base/id.h"
#include "hub/webhook_delivery.h"
#include "hub/webhook_url.h"
#include <errno.h>
#include <openssl/crypto.h>

enum { EVENTS_TEXT_MAX = 8192 };

// An endpoint as it is now.
struct endpoint {
    struct webhook webhook;
    struct webhook_delivery last;
    bool has_last;
};

// The same with the secret where it was made just now.
struct told {
    struct endpoint endpoint;
    struct webhook_told secret;
};

static int refuse(struct call *call, int outcome)
{
    switch ((enum webhook_outcome)outcome) {
    case WEBHOOK_OK:
        return 0;
    case WEBHOOK_NONE:
        return call_refuse(call, 404, VIEW("webhook.not_found"), VIEW("there is no endpoint of this id"));
    case WEBHOOK_TOO_MANY:
        return call_refuse(call, 409, VIEW("webhook.too_many"), VIEW("a tenant has at most 50 endpoints"));
    case WEBHOOK_BAD_SECRET:
        return call_blame(call, VIEW("/secret"),
                          call_refuse(call, 422, VIEW("webhook.bad_secret"),
                                      VIEW("a secret is whsec_ and 24 to 64 bytes in base64")));
    case WEBHOOK_SECRET_SHUT:
        break;
    }
    return -ENOTRECOVERABLE;
}

static int need(struct db *db, struct call *call, struct view id, struct webhook *ret)
{
    int r = webhook_find(db, call->principal.tenant, id, call_arena(call), ret);
    return r <= 0 ? r : refuse(call, r);
}

// ---- reading

static int find_last(struct db *db, struct arena *arena, struct endpoint *endpoint)
{
    const struct webhook *webhook = &endpoint->webhook;
    int r = webhook_delivery_last(db, webhook->tenant, webhook->row, arena, &endpoint->last);
    endpoint->has_last = r == WEBHOOK_OK;
    return r < 0 ? r : 0;
}

static void write_open(struct json_writer *w, const struct endpoint *endpoint)
{
    webhook_write_open(w, &endpoint->webhook);
    json_key(w, VIEW("last_delivery"));
    if (endpoint->has_last)
        webhook_delivery_write(w, &endpoint->last);
    else
        json_null(w);
}

struct listing {
    struct row_page page;
    struct db *db;
    struct arena arena; // of one endpoint
};

static int write_webhook(void *ctx, const struct webhook *webhook)
{
    struct listing *listing = ctx;
    struct endpoint endpoint = {.webhook = *webhook};
    arena_reset(&listing->arena);
    int r = find_last(listing->db, &listing->arena, &endpoint);
    if (r < 0)
        return r;
    write_open(listing->page.w, &endpoint);
    json_end_object(listing->page.w);
    return row_page_count(&listing->page);
}

int webhook_list_rows(const struct call *call)
{
    return (int)((const struct webhook_list_args *)call->args)->limit;
}

int webhook_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct webhook_list_args *args = call->args;
    struct listing listing = {.db = snapshot->db};
    struct arena rows;
    int64_t cursor;
    if (!cursor_row(args->cursor, 0, &cursor))
        return cursor_refuse(call);
    arena_init(&rows, 4096, 1 << 20);
    arena_init(&listing.arena, 4096, 1 << 20);
    row_page_begin(&listing.page, w, VIEW("webhooks"), args->limit);
    int r = webhook_walk(snapshot->db, snapshot->tenant, &cursor, (int)args->limit, &rows, write_webhook,
                         &listing);
    row_page_end(&listing.page, call, cursor, snapshot->position);
    arena_free(&listing.arena);
    arena_free(&rows);
    return r;
}

int webhook_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct webhook_get_args *args = call->args;
    struct endpoint endpoint;
    int r = need(snapshot->db, call, args->id, &endpoint.webhook);
    if (r == 0)
        r = find_last(snapshot->db, call_arena(call), &endpoint);
    if (r != 0)
        return r;
    call_etag(call, endpoint.webhook.version);
    write_open(w, &endpoint);
    json_end_object(w);
    return 0;
}

static int write_delivery(void *ctx, const struct webhook_delivery *delivery)
{
    struct row_page *page = ctx;
    webhook_delivery_write(page->w, delivery);
    return row_page_count(page);
}

int webhook_deliveries_rows(const struct call *call)
{
    return (int)((const struct webhook_deliveries_args *)call->args)->limit;
}

int webhook_deliveries_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct webhook_deliveries_args *args = call->args;
    struct webhook webhook;
    struct row_page page;
    struct arena rows;
    int64_t before;
    if (!cursor_row(args->cursor, INT64_MAX, &before))
        return cursor_refuse(call);
    int r = need(snapshot->db, call, args->id, &webhook);
    if (r != 0)
        return r;
    arena_init(&rows, 4096, 1 << 20);
    row_page_begin(&page, w, VIEW("deliveries"), args->limit);
    r = webhook_delivery_walk(snapshot->db, snapshot->tenant, webhook.row,
                              args->has_state ? (int)args->state : 0, &before, (int)args->limit, &rows,
                              write_delivery, &page);
    row_page_end(&page, call, before, snapshot->position);
    arena_free(&rows);
    return r;
}

// ---- what a request says of an endpoint

static int take_events(struct call *call, const struct view *items, size_t count, struct view *ret)
{
    struct buffer out;
    for (size_t i = 0; i < count; i++)
        if (webhook_pattern_types(items[i]) == 0)
            return call_blame(call, VIEW("/events"),
                              call_refuse(call, 422, VIEW("webhook.unknown_event"),
                                          VIEW("an event is a type, an area as message.*, or *")));
    buffer_init(&out, EVENTS_TEXT_MAX);
    struct json_writer w = json_writer(&out);
    json_begin_array(&w);
    for (size_t i = 0; i < count; i++)
        json_string(&w, items[i]);
    json_end_array(&w);
    bool is_kept = !out.failed && call_copy(call, buffer_view(&out), ret);
    buffer_free(&out);
    return is_kept ? 0 : -ENOMEM;
}

static int take_url(struct call *call, struct view text, struct view *ret)
{
    struct webhook_url url;
    if (!webhook_url_parse(text, &url))
        return call_blame(
            call, VIEW("/url"),
            call_refuse(call, 422, VIEW("webhook.bad_url"),
                        VIEW("a url is https://host with a path and a query, without a user and "
                             "without a fragment")));
    if (url.is_plain && !api_allows_plain(call->api, url.host, url.port))
        return call_blame(call, VIEW("/url"),
                          call_refuse(call, 422, VIEW("webhook.plain_url"),
                                      VIEW("http:// is taken only for addresses that the operator of the hub "
                                           "has allowed; use https://")));
    *ret = text;
    return 0;
}

// ---- changing

static int tell(struct tx *tx, struct call *call, struct view id, const struct webhook_told *secret)
{
    struct told *told = arena_zalloc(call_arena(call), sizeof(*told));
    if (told == NULL)
        return -ENOMEM;
    int r = webhook_find(tx->db, tx->tenant, id, call_arena(call), &told->endpoint.webhook);
    if (r == WEBHOOK_OK)
        r = find_last(tx->db, call_arena(call), &told->endpoint);
    if (r != WEBHOOK_OK)
        return error_fold(r);
    if (secret != NULL)
        told->secret = *secret;
    call->is_secret = secret != NULL;
    call->result = told;
    call_etag(call, told->endpoint.webhook.version);
    return 0;
}

int webhook_create_decide(struct tx *tx, struct call *call)
{
    const struct webhook_create_args *args = call->args;
    struct webhook webhook = {.description = args->description,
                              .events = VIEW("[\"*\"]"),
                              .format = args->format,
                              .is_enabled = args->enabled};
    struct webhook_told secret;
    char id[ID_SIZE + 1];
    int r = take_url(call, args->url, &webhook.url);
    if (r == 0 && args->events.data != NULL)
        r = take_events(call, args->events_items, args->events_count, &webhook.events);
    if (r != 0)
        return r;
    id_make(id, tx->now_us, tx->random);
    webhook.id = view_make(id, ID_SIZE);
    r = webhook_create(tx, &call->principal.actor, store_secrets(call->api->config.store),
                       &(struct webhook_new){.webhook = &webhook,
                                             .secret = args->secret,
                                             .has_ed25519 = args->ed25519,
                                             .epoch = call->api->epoch},
                       &secret);
    if (r != WEBHOOK_OK)
        return r < 0 ? r : refuse(call, r);
    call->status = 201;
    r = tell(tx, call, webhook.id, &secret);
    OPENSSL_cleanse(&secret, sizeof(secret));
    return r;
}

int webhook_change_decide(struct tx *tx, struct call *call)
{
    const struct webhook_change_args *args = call->args;
    struct webhook webhook;
    int r = need(tx->db, call, args->id, &webhook);
    if (r == 0)
        r = call_need_match(call, webhook.version);
    if (r == 0 && args->url.data != NULL)
        r = take_url(call, args->url, &webhook.url);
    if (r == 0 && args->events.data != NULL)
        r = take_events(call, args->events_items, args->events_count, &webhook.events);
    if (r != 0)
        return r;
    if (args->description.data != NULL)
        webhook.description = args->description.size > 0 ? args->description : (struct view){0};
    if (args->has_format)
        webhook.format = args->format;
    if (args->has_enabled && args->enabled)
        webhook.disabled_reason = (struct view){0};
    else if (args->has_enabled && webhook.is_enabled)
        webhook.disabled_reason = WEBHOOK_REASON_MANUAL;
    if (args->has_enabled)
        webhook.is_enabled = args->enabled;
    r = webhook_store(tx, &call->principal.actor, &webhook);
    return r < 0 ? r : tell(tx, call, args->id, NULL);
}

int webhook_rotate_decide(struct tx *tx, struct call *call)
{
    const struct webhook_rotate_args *args = call->args;
    struct webhook_told secret;
    struct webhook webhook;
    int r = need(tx->db, call, args->id, &webhook);
    if (r != 0)
        return r;
    bool has_ed25519 = args->has_ed25519 ? args->ed25519 : webhook.key.data != NULL;
    r = webhook_rotate(tx, &call->principal.actor, store_secrets(call->api->config.store), &webhook,
                       has_ed25519, args->grace_s * 1000000, &secret);
    if (r < 0)
        return r;
    r = tell(tx, call, args->id, &secret);
    OPENSSL_cleanse(&secret, sizeof(secret));
    return r;
}

int webhook_delete_decide(struct tx *tx, struct call *call)
{
    const struct webhook_delete_args *args = call->args;
    struct webhook webhook;
    int r = need(tx->db, call, args->id, &webhook);
    if (r == 0)
        r = call_need_match(call, webhook.version);
    return r != 0 ? r : webhook_delete(tx, &call->principal.actor, &webhook);
}

static int tell_delivery(struct tx *tx, struct call *call, const struct webhook *webhook, struct view id)
{
    struct webhook_delivery *d = arena_zalloc(call_arena(call), sizeof(*d));
    if (d == NULL)
        return -ENOMEM;
    int r = webhook_delivery_find(tx->db, tx->tenant, webhook->row, id, call_arena(call), d);
    if (r != WEBHOOK_OK)
        return error_fold(r);
    call->status = 202;
    call->result = d;
    return 0;
}

int webhook_test_decide(struct tx *tx, struct call *call)
{
    const struct webhook_test_args *args = call->args;
    struct webhook webhook;
    struct view id;
    int r = need(tx->db, call, args->id, &webhook);
    if (r == 0)
        r = webhook_test(tx, &call->principal.actor, &webhook, &id);
    return r != 0 ? r : tell_delivery(tx, call, &webhook, id);
}

int webhook_replay_decide(struct tx *tx, struct call *call)
{
    const struct webhook_replay_args *args = call->args;
    struct webhook webhook;
    struct webhook_delivery delivery;
    int r = need(tx->db, call, args->id, &webhook);
    if (r != 0)
        return r;
    r = webhook_delivery_find(tx->db, tx->tenant, webhook.row, args->delivery_id, call_arena(call),
                              &delivery);
    if (r != WEBHOOK_OK)
        return r < 0 ? r
                     : call_refuse(call, 404, VIEW("webhook.delivery_not_found"),
                                   VIEW("there is no delivery of this id at this endpoint"));
    r = webhook_replay(tx, &call->principal.actor, &webhook, &delivery);
    if (r == WEBHOOK_REPLAY_BUSY)
        return call_refuse(call, 409, VIEW("webhook.delivery_busy"), VIEW("it is being tried already"));
    if (r == WEBHOOK_REPLAY_GONE)
        return call_refuse(call, 409, VIEW("webhook.delivery_expired"),
                           VIEW("what it told of is not stored any more"));
    return r < 0 ? r : tell_delivery(tx, call, &webhook, args->delivery_id);
}

// ---- answers

void webhook_render(struct call *call, struct json_writer *w)
{
    const struct told *told = call->result;
    write_open(w, &told->endpoint);
    json_end_object(w);
}

void webhook_told_render(struct call *call, struct json_writer *w)
{
    const struct told *told = call->result;
    write_open(w, &told->endpoint);
    json_key(w, VIEW("secret"));
    json_string(w, view_from(told->secret.secret));
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_end_object(w);
}

void webhook_sent_render(struct call *call, struct json_writer *w)
{
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_key(w, VIEW("delivery"));
    webhook_delivery_write(w, call->result);
    json_end_object(w);
}
