// SPDX-License-Identifier: Apache-2.0
#include "api/visitors.h"
#include "api/api_state.h"
#include "hub/visitor.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

// An open site.
struct site_card {
    int64_t row, tenant;
    char *id;
    char *origins; // one a line
    char proofs[2][VISITOR_PROOF_SIZE + 1];
    int64_t previous_until_us;
};

// ---- sites

static void free_card(struct site_card *card)
{
    if (card == NULL)
        return;
    free(card->id);
    free(card->origins);
    free(card);
}

static void forget_sites(struct visitors *v)
{
    size_t at = 0;
    for (void *card; (card = map_next(&v->sites, &at)) != NULL;)
        free_card(card);
    map_free(&v->sites);
}

static void forget_shown(struct visitors *v)
{
    size_t at = 0;
    for (void *shown; (shown = map_next(&v->shown, &at)) != NULL;)
        shown_unref(shown);
    map_free(&v->shown);
}

void visitors_free(struct api_loop *loop)
{
    forget_sites(&loop->visitors);
    forget_shown(&loop->visitors);
}

// The texts of a JSON array, one a line.
static char *read_origins(struct view json)
{
    struct arena arena;
    struct buffer out;
    const struct json *list;
    struct view text;
    char *lines = NULL;
    arena_init(&arena, 4096, 1 << 20);
    buffer_init(&out, 1 << 20);
    if (json_parse(&arena, json, NULL, &list) == JSON_OK && list->type == JSON_ARRAY) {
        for (const struct json *one = json_first(list); one != NULL; one = json_next(list, one)) {
            if (!json_text(one, &arena, &text))
                continue;
            buffer_append_view(&out, text);
            buffer_append_char(&out, '\n');
        }
        lines = out.failed ? NULL : strndup(out.size == 0 ? "" : out.data, out.size);
    }
    buffer_free(&out);
    arena_free(&arena);
    return lines;
}

static void read_proofs(const struct api_loop *loop, const struct widget_site *site, struct site_card *card)
{
    const struct secret_keys *keys = store_secrets(loop->api->config.store);
    for (int which = WIDGET_SECRET_NOW; which <= WIDGET_SECRET_BEFORE; which++) {
        struct widget_secret secret;
        if (widget_secret_open(keys, site, which, 0, &secret) == WIDGET_SITE_OK)
            widget_secret_proof(&secret, card->proofs[which]);
    }
}

static int remember_site(void *ctx, const struct widget_site *site)
{
    struct api_loop *loop = ctx;
    struct site_card *card = calloc(1, sizeof(*card));
    if (card == NULL)
        return -ENOMEM;
    card->row = site->row;
    card->tenant = site->tenant;
    card->previous_until_us = site->previous_until_us;
    card->id = strndup(site->id.data, site->id.size);
    card->origins = read_origins(site->origins);
    read_proofs(loop, site, card);
    if (card->id != NULL && card->origins != NULL &&
        map_put(&loop->visitors.sites, (struct map_key){site->row, 0, 0}, card) == 0)
        return 0;
    free_card(card);
    return -ENOMEM;
}

static void refresh(struct api_loop *loop)
{
    struct visitors *v = &loop->visitors;
    unsigned long long sites = atomic_load(&loop->shared->site_changes);
    unsigned long long access = atomic_load(&loop->shared->access_changes);
    if (v->access_changes != access)
        forget_shown(v);
    v->access_changes = access;
    if (v->is_fresh && v->site_changes == sites)
        return;
    struct arena arena;
    arena_init(&arena, 4096, 1 << 20);
    forget_sites(v);
    v->site_changes = sites;
    v->is_fresh = widget_sites_open(loop->reader, &arena, remember_site, loop) == 0;
    if (!v->is_fresh) { // half of them would be worse than none
        forget_sites(v);
        loop->credentials.has_failed = true;
    }
    arena_free(&arena);
}

static const struct site_card *find_site(struct api_loop *loop, int64_t row)
{
    refresh(loop);
    return map_get(&loop->visitors.sites, (struct map_key){row, 0, 0});
}

static bool has_origin(const struct site_card *card, struct view origin)
{
    for (struct view rest = view_from(card->origins); rest.size > 0;)
        if (widget_origin_fits(view_cut(&rest, '\n'), origin))
            return true;
    return false;
}

bool visitors_know_origin(struct api_loop *loop, struct view origin)
{
    size_t at = 0;
    refresh(loop);
    for (const struct site_card *card; (card = map_next(&loop->visitors.sites, &at)) != NULL;)
        if (has_origin(card, origin))
            return true;
    return false;
}

bool visitors_site_has(struct api_loop *loop, int64_t site, struct view origin)
{
    const struct site_card *card = find_site(loop, site);
    return card != NULL && has_origin(card, origin);
}

static bool proof_holds(const struct site_card *card, struct view proof, int64_t now_us)
{
    return view_equal(proof, view_from(card->proofs[WIDGET_SECRET_NOW])) ||
           (now_us < card->previous_until_us &&
            view_equal(proof, view_from(card->proofs[WIDGET_SECRET_BEFORE])));
}

bool visitors_proof_holds(struct api_loop *loop, int64_t site, struct view proof)
{
    const struct site_card *card = find_site(loop, site);
    return card != NULL && proof.size > 0 && proof_holds(card, proof, api_now_us(loop->api));
}

// ---- tokens

static struct map_key key_of(const unsigned char hash[static TOKEN_HASH_SIZE])
{
    struct map_key key;
    memcpy(&key, hash, sizeof(key));
    return key;
}

// The site is open and knows who vouched, and the customer is there and not blocked. The row is noted once
// there is one: if there is none later, it was erased.
static bool judge(struct api_loop *loop, int64_t tenant, struct shown_visitor *v)
{
    struct view proof = view_from(v->proof);
    const struct site_card *card = find_site(loop, v->site);
    struct visitor_who who = {.customer_id = view_from(v->customer_id),
                              .is_identified = proof.size > 0,
                              .is_known = v->is_known || v->customer != 0};
    if (card == NULL || card->tenant != tenant ||
        (proof.size > 0 && !proof_holds(card, proof, api_now_us(loop->api))))
        return false;
    snprintf(v->site_id, sizeof(v->site_id), "%s", card->id);
    int r = visitor_judge(loop->reader, tenant, &who, &v->customer);
    if (r < 0)
        loop->credentials.has_failed = true;
    return r == VISITOR_OK;
}

static void fill(struct shown_visitor *v)
{
    v->is = (struct visitor){.site = v->site,
                             .site_id = view_from(v->site_id),
                             .customer_id = view_from(v->customer_id),
                             .device_id = view_from(v->device_id),
                             .is_identified = v->proof[0] != '\0',
                             .about = v->about[0] == '\0' ? (struct view){0} : view_from(v->about)};
}

static void copy_text(char *to, size_t size, struct view text)
{
    snprintf(to, size, "%.*s", VIEW_ARG(text));
}

static struct shown *make_shown(const struct visitor_claims *c)
{
    struct shown *shown = calloc(1, sizeof(*shown));
    struct shown_visitor *v = calloc(1, sizeof(*v));
    if (shown == NULL || v == NULL) {
        free(shown);
        free(v);
        return NULL;
    }
    shown->refs = 1;
    shown->is = (struct credential){.kind = CREDENTIAL_VISITOR,
                                    .tenant = c->tenant,
                                    .scope = ACCESS_SERVICE,
                                    .expires_us = c->expires_us,
                                    .view = access_of_visitor};
    shown->visitor = v;
    v->site = c->site;
    v->is_known = c->is_known;
    copy_text(v->customer_id, sizeof(v->customer_id), c->customer_id);
    copy_text(v->device_id, sizeof(v->device_id), c->device_id);
    copy_text(v->proof, sizeof(v->proof), c->proof);
    copy_text(v->about, sizeof(v->about), c->about.size < sizeof(v->about) ? c->about : (struct view){0});
    return shown;
}

// Takes the reference of `shown`, or gives it back and answers NULL.
static struct shown *remember(struct api_loop *loop, struct shown *shown)
{
    struct visitors *v = &loop->visitors;
    if (v->shown.count >= VISITORS_MAX)
        forget_shown(v);
    struct shown *before = map_remove(&v->shown, key_of(shown->hash));
    shown_unref(before);
    if (map_put(&v->shown, key_of(shown->hash), shown) == 0)
        return shown;
    shown_unref(shown);
    return NULL;
}

// Whom the secret before vouched for is known as long as it is taken.
static void end_with_proof(struct api_loop *loop, struct shown *shown)
{
    const struct site_card *card = find_site(loop, shown->visitor->site);
    struct view proof = view_from(shown->visitor->proof);
    if (card != NULL && proof.size > 0 && !view_equal(proof, view_from(card->proofs[WIDGET_SECRET_NOW])) &&
        card->previous_until_us < shown->is.expires_us)
        shown->is.expires_us = card->previous_until_us;
}

static struct shown *take(struct api_loop *loop, const struct visitor_claims *claims,
                          const unsigned char hash[static TOKEN_HASH_SIZE])
{
    struct shown *shown = make_shown(claims);
    if (shown == NULL) {
        loop->credentials.has_failed = true;
        return NULL;
    }
    memcpy(shown->hash, hash, TOKEN_HASH_SIZE);
    if (!judge(loop, shown->is.tenant, shown->visitor)) {
        shown_unref(shown);
        return NULL;
    }
    fill(shown->visitor);
    end_with_proof(loop, shown);
    return remember(loop, shown);
}

static struct shown *read_token(struct api_loop *loop, struct view token,
                                const unsigned char hash[static TOKEN_HASH_SIZE])
{
    struct arena arena;
    struct visitor_claims claims;
    struct shown *shown = NULL;
    arena_init(&arena, 4096, 1 << 20);
    int r = visitor_token_read(store_secrets(loop->api->config.store), VISITOR_TOKEN, token,
                               api_now_us(loop->api), &arena, &claims);
    if (r == VISITOR_TOKEN_OK)
        shown = take(loop, &claims, hash);
    arena_free(&arena);
    return shown;
}

struct shown *visitors_find(struct api_loop *loop, struct view token)
{
    unsigned char hash[TOKEN_HASH_SIZE];
    loop->credentials.has_failed = false;
    refresh(loop);
    if (!visitors_is_token(token) || token.size > VISITOR_TOKEN_MAX)
        return NULL;
    token_hash(token, hash);
    struct shown *shown = map_get(&loop->visitors.shown, key_of(hash));
    if (shown == NULL || memcmp(shown->hash, hash, TOKEN_HASH_SIZE) != 0)
        return read_token(loop, token, hash);
    return api_now_us(loop->api) < shown->is.expires_us ? shown : NULL;
}

struct shown *visitors_again(struct api_loop *loop, const struct shown *shown)
{
    const struct shown_visitor *v = shown->visitor;
    struct visitor_claims claims = {.tenant = shown->is.tenant,
                                    .site = v->site,
                                    .customer_id = view_from(v->customer_id),
                                    .device_id = view_from(v->device_id),
                                    .proof = view_from(v->proof),
                                    .about = v->is.about,
                                    .expires_us = shown->is.expires_us,
                                    .is_known = v->is_known || v->customer != 0};
    loop->credentials.has_failed = false;
    refresh(loop);
    if (api_now_us(loop->api) >= claims.expires_us)
        return NULL;
    return take(loop, &claims, shown->hash);
}
