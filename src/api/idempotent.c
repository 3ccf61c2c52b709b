// SPDX-License-Identifier: Apache-2.0
#include "api/idempotent.h"
#include "api/api_state.h"
#include "api/etag.h"
#include "api/handlers.h"
#include "api/reply.h"
#include "base/error.h"
#include "hub/idempotency.h"
#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>

enum { KEY_MAX = 255 };

struct keyed {
    struct idempotency_key key;
    int (*decide)(struct work *work, struct tx *tx); // what is wrapped
    void (*done)(struct work *work, enum work_outcome outcome, int result);
    struct idempotency_answer answer; // the first one, of a replay
    bool is_replay;
    bool is_rendered;       // call->body is the reply
    bool keeps_refusal;     // the second work
    struct problem refusal; // that it keeps
    char owner[IDEMPOTENCY_OWNER_MAX];
    char body_hash[IDEMPOTENCY_HASH_SIZE + 1];
};

static struct call *call_of(struct work *work)
{
    return (struct call *)(void *)work;
}

struct view idempotency_owner(const struct principal *principal, char text[static IDEMPOTENCY_OWNER_MAX])
{
    long long owner = principal->owner;
    int size = owner == 0 ? snprintf(text, IDEMPOTENCY_OWNER_MAX, "key:env")
                          : snprintf(text, IDEMPOTENCY_OWNER_MAX, "%s:%lld", owner % 2 != 0 ? "agent" : "key",
                                     owner / 2);
    return view_make(text, (size_t)size);
}

// ---- what makes it the same request

static bool is_good_key(struct view key)
{
    for (size_t i = 0; i < key.size; i++)
        if (key.data[i] <= ' ' || key.data[i] > '~')
            return false;
    return key.size > 0 && key.size <= KEY_MAX;
}

// With its length in front, so that no two parts can be cut differently.
static bool hash_part(EVP_MD_CTX *context, struct view part)
{
    uint64_t size = part.size;
    return EVP_DigestUpdate(context, &size, sizeof(size)) == 1 &&
           EVP_DigestUpdate(context, part.data == NULL ? "" : part.data, part.size) == 1;
}

static bool hash_request(const struct call *call, char text[static IDEMPOTENCY_HASH_SIZE + 1])
{
    unsigned char hash[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool is_well = context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;
    for (int i = 0; i < ROUTE_PARAMS_MAX && is_well; i++)
        is_well = hash_part(context, call->params[i]);
    is_well = is_well && hash_part(context, call->exchange->request.query) &&
              hash_part(context, call->exchange->request.body) &&
              EVP_DigestFinal_ex(context, hash, NULL) == 1;
    EVP_MD_CTX_free(context);
    for (size_t i = 0; i < IDEMPOTENCY_HASH_SIZE / 2 && is_well; i++)
        snprintf(text + 2 * i, 3, "%02x", hash[i]);
    return is_well;
}

// ---- on the writer

static int refuse_mismatch(struct call *call)
{
    return call_refuse(call, 409, VIEW("idempotency.mismatch"),
                       VIEW("this Idempotency-Key was used for another request"));
}

// 1 and a refusal, or 0 with is_replay set, or -1: nobody had the key.
enum { UNKNOWN = -1 };

static int look(struct call *call, struct tx *tx, int *ret)
{
    struct keyed *keyed = call->keyed;
    int r = idempotency_find(tx, &keyed->key, &call->body, &keyed->answer);
    if (r < 0)
        return error_trace(r);
    keyed->is_replay = r == IDEMPOTENCY_KNOWN;
    *ret = r == IDEMPOTENCY_NEW ? UNKNOWN : r == IDEMPOTENCY_MISMATCH ? refuse_mismatch(call) : 0;
    return 0;
}

static int keep(struct call *call, struct tx *tx, int status)
{
    struct keyed *keyed = call->keyed;
    keyed->is_rendered = !call->body.failed;
    bool is_kept = keyed->is_rendered && !call->is_secret;
    return idempotency_keep(tx, &keyed->key,
                            &(struct idempotency_answer){.status = status,
                                                         .is_kept = is_kept,
                                                         .reply = buffer_view(&call->body),
                                                         .position = call->position,
                                                         .version = call->version,
                                                         .customer = call->customer});
}

static int decide_keyed(struct work *work, struct tx *tx)
{
    struct call *call = call_of(work);
    int known;
    call->refusal.status = 0;
    call->keyed->is_rendered = false;
    int r = look(call, tx, &known);
    if (r < 0 || known != UNKNOWN)
        return r < 0 ? r : known;
    r = call->keyed->decide(work, tx);
    if (r != 0 || call->is_partial)
        return r;
    struct json_writer w = json_writer(&call->body);
    struct file_links links = api_links(call->api, call->principal.tenant);
    w.ctx = &links;
    buffer_clear(&call->body);
    handlers[call->route->id].render(call, &w);
    return keep(call, tx, call->status);
}

// Of a request whose own transaction was undone. Another one with the key may have come between: then that
// was the first, and nothing of this one happened.
static int decide_refusal(struct work *work, struct tx *tx)
{
    struct call *call = call_of(work);
    int known;
    call->refusal = call->keyed->refusal;
    int r = look(call, tx, &known);
    if (r < 0)
        return r;
    if (known != UNKNOWN) {
        if (call->keyed->is_replay)
            call->refusal.status = 0;
        return 0;
    }
    reply_problem(call, &call->body);
    return keep(call, tx, call->refusal.status);
}

static bool is_worth_keeping(const struct call *call)
{
    int status = call->refusal.status;
    return status >= 400 && status < 500 && status != 429 &&
           !view_equal(call->refusal.code, VIEW("idempotency.mismatch"));
}

static void done_keyed(struct work *work, enum work_outcome outcome, int result)
{
    struct call *call = call_of(work);
    struct keyed *keyed = call->keyed;
    if (keyed->keeps_refusal) {
        // Whatever became of it, what was refused stays refused.
        keyed->done(work, WORK_COMMITTED, call->refusal.status != 0);
        return;
    }
    if (outcome == WORK_COMMITTED && result > 0 && is_worth_keeping(call)) {
        keyed->keeps_refusal = true;
        keyed->refusal = call->refusal;
        call->position = 0;
        call->version = 0;
        work->decide = decide_refusal;
        work->deadline_us = 0;
        if (store_submit(call->api->config.store, work) == WORK_PUSHED)
            return;
    }
    keyed->done(work, outcome, result);
}

// ---- on the loop

int idempotent_begin(struct call *call)
{
    struct view key = call->head.idempotency_key;
    if (key.data == NULL || call->exchange->request.method != HTTP_POST ||
        (credentials_are_needed(call->loop) && call->principal.scope == ROUTE_SCOPE_NONE))
        return 0;
    if (!is_good_key(key))
        return call_refuse(call, 400, VIEW("idempotency.bad_key"),
                           VIEW("an Idempotency-Key has 1 to 255 visible ASCII characters"));
    struct keyed *keyed = arena_zalloc(call_arena(call), sizeof(*keyed));
    if (keyed == NULL || !hash_request(call, keyed->body_hash))
        return call_refuse(call, 503, VIEW("hub.no_memory"), VIEW("short of memory"));
    keyed->key = (struct idempotency_key){.owner = idempotency_owner(&call->principal, keyed->owner),
                                          .route = view_from(call->route->name),
                                          .key = key,
                                          .body_hash = view_make(keyed->body_hash, IDEMPOTENCY_HASH_SIZE)};
    keyed->decide = call->work.decide;
    keyed->done = call->work.done;
    call->work.decide = decide_keyed;
    call->work.done = done_keyed;
    call->keyed = keyed;
    buffer_init(&call->body, IDEMPOTENCY_REPLY_MAX);
    return 0;
}

static void replay(struct call *call, const struct idempotency_answer *answer, struct view body)
{
    if (!answer->is_kept) {
        call_refuse(call, 409, VIEW("idempotency.answer_not_kept"),
                    VIEW("this was done before, but its answer was too large, or too secret, to be kept; "
                         "read what it made"));
        reply_refusal(call);
        return;
    }
    call->status = answer->status;
    call->position = answer->position;
    call_etag(call, answer->version);
    call->is_replayed = true;
    if (answer->status >= 400)
        call->content_type = VIEW(PROBLEM_TYPE);
    reply(call, body);
}

bool idempotent_reply(struct call *call)
{
    struct keyed *keyed = call->keyed;
    bool is_good = call->refusal.status == 0;
    if (keyed == NULL)
        return false;
    struct buffer body = call->body;
    call->body = (struct buffer){0};
    bool is_replay = is_good && keyed->is_replay, is_rendered = is_good && keyed->is_rendered;
    if (is_replay)
        replay(call, &keyed->answer, buffer_view(&body));
    else if (is_rendered)
        reply(call, buffer_view(&body));
    buffer_free(&body); // the call is gone where it was answered
    return is_replay || is_rendered;
}
