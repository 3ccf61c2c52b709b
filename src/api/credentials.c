// SPDX-License-Identifier: Apache-2.0
#include "api/credentials.h"
#include "api/api_state.h"
#include "hub/login.h"
#include <openssl/crypto.h>
#include <stdlib.h>

static const int64_t UNKNOWN_US = 5000000;
static const int64_t TOUCHED_US = 5000000; // the write is through by then

// Of a hash any part is as good as a hash of it.
static struct map_key key_of(const unsigned char hash[static TOKEN_HASH_SIZE])
{
    struct map_key key;
    memcpy(&key, hash, sizeof(key));
    return key;
}

// ---- what is remembered

struct shown *shown_ref(struct shown *shown)
{
    if (shown != NULL)
        shown->refs++;
    return shown;
}

void shown_unref(struct shown *shown)
{
    if (shown == NULL || --shown->refs > 0)
        return;
    free(shown->visitor);
    free(shown);
}

static void forget(struct credentials *c)
{
    size_t at = 0;
    for (void *shown; (shown = map_next(&c->by_hash, &at)) != NULL;)
        shown_unref(shown);
    map_free(&c->by_hash);
    memset(c->unknown, 0, sizeof(c->unknown));
}

void credentials_free(struct api_loop *loop)
{
    forget(&loop->credentials);
}

void credentials_changed(struct api_shared *shared)
{
    atomic_fetch_add(&shared->access_changes, 1);
}

// The writer counts a change before it answers whoever made it, so what is asked behind that answer, of any
// loop, is judged anew.
static void refresh(struct api_loop *loop)
{
    struct credentials *c = &loop->credentials;
    unsigned long long changes = atomic_load(&loop->shared->access_changes);
    c->has_failed = false;
    if (c->is_fresh && c->changes == changes)
        return;
    forget(c);
    c->changes = changes;
    c->is_closed = true; // also while the store cannot tell
    c->is_fresh = loop->api->has_key || credential_is_closed(loop->reader, &c->is_closed) == 0;
    c->has_failed = !c->is_fresh;
}

bool credentials_have_failed(const struct api_loop *loop)
{
    return loop->credentials.has_failed;
}

bool credentials_are_needed(struct api_loop *loop)
{
    refresh(loop);
    return loop->credentials.is_closed;
}

// ---- looking up

static struct unknown_credential *unknown_slot(struct credentials *c,
                                               const unsigned char hash[static TOKEN_HASH_SIZE])
{
    return &c->unknown[hash[0] % CREDENTIALS_UNKNOWN_MAX];
}

static void note_unknown(struct credentials *c, const unsigned char hash[static TOKEN_HASH_SIZE],
                         int64_t now_us)
{
    struct unknown_credential *slot = unknown_slot(c, hash);
    memcpy(slot->hash, hash, TOKEN_HASH_SIZE);
    slot->until_us = now_us + UNKNOWN_US;
}

static bool is_unknown(struct credentials *c, const unsigned char hash[static TOKEN_HASH_SIZE],
                       int64_t now_us)
{
    const struct unknown_credential *slot = unknown_slot(c, hash);
    return now_us < slot->until_us && memcmp(slot->hash, hash, TOKEN_HASH_SIZE) == 0;
}

static struct shown *remember(struct credentials *c, const struct shown *what)
{
    struct shown *shown = malloc(sizeof(*shown));
    if (shown == NULL)
        return NULL;
    if (c->by_hash.count >= CREDENTIALS_MAX)
        forget(c);
    *shown = *what;
    shown->refs = 1;
    if (map_put(&c->by_hash, key_of(shown->hash), shown) == 0)
        return shown;
    free(shown);
    return NULL;
}

static struct shown *look_up(struct api_loop *loop, enum credential_kind kind,
                             const unsigned char hash[static TOKEN_HASH_SIZE], int64_t now_us)
{
    struct credentials *c = &loop->credentials;
    struct shown found = {0};
    memcpy(found.hash, hash, TOKEN_HASH_SIZE);
    if (is_unknown(c, hash, now_us))
        return NULL;
    int r = credential_find(loop->reader, kind, hash, now_us, &found.is);
    if (r == CREDENTIAL_OK)
        return remember(c, &found);
    if (r == CREDENTIAL_UNKNOWN)
        note_unknown(c, hash, now_us);
    c->has_failed = r < 0;
    return NULL;
}

static struct shown *find_hash(struct api_loop *loop, enum credential_kind kind,
                               const unsigned char hash[static TOKEN_HASH_SIZE])
{
    int64_t now_us = api_now_us(loop->api);
    refresh(loop);
    struct shown *shown = map_get(&loop->credentials.by_hash, key_of(hash));
    if (shown == NULL)
        return look_up(loop, kind, hash, now_us);
    if (shown->is.kind != kind || memcmp(shown->hash, hash, TOKEN_HASH_SIZE) != 0)
        return NULL;
    bool is_touched = shown->touched_us != 0 && now_us - shown->touched_us > TOUCHED_US;
    if (now_us < shown->is.expires_us && !is_touched)
        return shown;
    // Its expiry was put off meanwhile, or ought to be.
    map_remove(&loop->credentials.by_hash, key_of(hash));
    shown_unref(shown);
    return look_up(loop, kind, hash, now_us);
}

static struct shown *configured(struct api_loop *loop, const unsigned char hash[static TOKEN_HASH_SIZE])
{
    struct shown found = {.is_configured = true,
                          .is = {.kind = CREDENTIAL_KEY,
                                 .tenant = TENANT_DEFAULT,
                                 .scope = ACCESS_ADMIN,
                                 .expires_us = INT64_MAX,
                                 .id = "configured",
                                 .name = "the configuration's key"}};
    memcpy(found.hash, hash, TOKEN_HASH_SIZE);
    struct shown *shown = map_get(&loop->credentials.by_hash, key_of(hash));
    return shown != NULL ? shown : remember(&loop->credentials, &found);
}

struct shown *credentials_find(struct api_loop *loop, enum credential_kind kind, struct view text)
{
    const struct api *api = loop->api;
    unsigned char hash[TOKEN_HASH_SIZE];
    loop->credentials.has_failed = false;
    bool is_own = token_is_of(text, kind == CREDENTIAL_KEY ? CREDENTIAL_KEY_PREFIX : CREDENTIAL_LOGIN_PREFIX);
    if (text.data == NULL || (!is_own && (kind != CREDENTIAL_KEY || !api->has_key)))
        return NULL;
    token_hash(text, hash);
    if (kind == CREDENTIAL_KEY && api->has_key && CRYPTO_memcmp(hash, api->key_hash, KEY_HASH_SIZE) == 0)
        return configured(loop, hash);
    return is_own ? find_hash(loop, kind, hash) : NULL;
}

struct shown *credentials_again(struct api_loop *loop, const struct shown *shown)
{
    if (shown->visitor != NULL)
        return visitors_again(loop, shown);
    return shown->is_configured ? configured(loop, shown->hash)
                                : find_hash(loop, shown->is.kind, shown->hash);
}

// ---- logins that are used

struct touch {
    struct work work; // first
    int64_t login, created_us;
};

static int decide_touch(struct work *work, struct tx *tx)
{
    const struct touch *touch = (const struct touch *)(const void *)work;
    return login_extend(tx, touch->login, touch->created_us);
}

static void touched(struct work *work, enum work_outcome outcome, int result)
{
    (void)outcome;
    (void)result;
    free(work);
}

void credentials_touch(struct api_loop *loop, struct shown *shown)
{
    int64_t now_us = api_now_us(loop->api);
    if (shown->is.kind != CREDENTIAL_LOGIN || shown->touched_us != 0 ||
        !login_is_worth_extending(&shown->is, now_us))
        return;
    struct touch *touch = calloc(1, sizeof(*touch));
    if (touch == NULL)
        return;
    *touch = (struct touch){.work = {.tenant = shown->is.tenant,
                                     .class = WORK_LIVE,
                                     .bytes = sizeof(*touch),
                                     .decide = decide_touch,
                                     .done = touched},
                            .login = shown->is.row,
                            .created_us = shown->is.created_us};
    if (store_submit(loop->api->config.store, &touch->work) == WORK_PUSHED)
        shown->touched_us = now_us;
    else
        free(touch);
}

// ---- what it means

bool shown_are_alike(const struct shown *a, const struct shown *b)
{
    const struct access_view *x = &a->is.view, *y = &b->is.view;
    if (a->visitor != NULL || b->visitor != NULL)
        return a->visitor != NULL && b->visitor != NULL && visitor_is_same(&a->visitor->is, &b->visitor->is);
    return a->is.scope == b->is.scope && x->agent == y->agent && x->role == y->role &&
           x->queue_count == y->queue_count &&
           memcmp(x->queues, y->queues, (size_t)x->queue_count * sizeof(x->queues[0])) == 0;
}

void shown_principal(const struct shown *shown, struct principal *ret)
{
    const struct credential *is = &shown->is;
    bool is_agent = is->kind == CREDENTIAL_LOGIN;
    if (shown->visitor != NULL) {
        visitor_principal(is->tenant, &shown->visitor->is, ret);
        return;
    }
    *ret = (struct principal){
        .tenant = is->tenant,
        .scope = (enum route_scope)is->scope,
        .audience = AUDIENCE_INTERNAL,
        .actor = {.kind = is_agent ? ACTOR_AGENT : ACTOR_KEY,
                  .id = view_from(is->id),
                  .name = view_from(is->name),
                  .agent = is->view.agent},
        .view = is_agent ? &is->view : NULL,
        .login = is_agent ? is->row : 0,
        .owner = is_agent ? 2 * is->view.agent + 1 : 2 * is->row,
    };
}
