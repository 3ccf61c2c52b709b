// SPDX-License-Identifier: Apache-2.0
// /webhook/{channel}/{connector}: what a provider sends. The loop finds the connector, the delivery has its
// adapter judge the bytes as they came, the writer stores what they told, part by part; then it is answered.
#include "api/api_state.h"
#include "api/dispatch.h"
#include "api/handlers.h"
#include "base/error.h"
#include "base/log.h"
#include "hub/inbound.h"
#include "hub/outbox.h"
#include "hub/webhook_unknown.h"
#include <errno.h>

enum { PART_MAX = 20 }; // items

struct hooking {
    struct delivery_hook hook; // first
    struct call *call;
    enum channel channel;
    const struct delivery_told *next, *after; // of the part that is decided, and of the one behind it
    int alone;             // so many items from `next` on are parts of their own, to find the one that fails
    bool is_aside;         // the next one failed alone: it is noted, not stored
    bool has_failed;       // the part that was decided last
    bool is_malformed;     // a part of it was told and is stored, the rest made no sense
    int received, dropped; // messages of the part that was decided last
};

// ---- on the loop

static int refuse_unknown(struct call *call)
{
    int r = limit_need_provider(call, 0);
    return r != 0 ? r
                  : call_refuse(call, 404, VIEW("webhook.not_found"),
                                VIEW("no connector takes webhooks under this address"));
}

static int refuse_busy(struct call *call)
{
    return call_refuse(call, 503, VIEW("webhook.busy"), VIEW("not now; send it again"));
}

static bool lower_copy(struct arena *arena, struct view text, struct view *ret)
{
    char *p = arena_alloc(arena, text.size + 1);
    if (p == NULL)
        return false;
    for (size_t i = 0; i < text.size; i++)
        p[i] = text.data[i] >= 'A' && text.data[i] <= 'Z' ? (char)(text.data[i] + 'a' - 'A') : text.data[i];
    *ret = view_make(p, text.size);
    return true;
}

static struct view method_name(enum http_method method)
{
    return method == HTTP_POST ? VIEW("POST") : VIEW("GET");
}

static int fill_request(struct call *call, struct channel_request *ret)
{
    const struct http_request *request = &call->exchange->request;
    struct channel_header *headers =
        arena_alloc(call_arena(call), (request->header_count + 1) * sizeof(*headers));
    if (headers == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < request->header_count; i++) {
        headers[i].value = request->headers[i].value;
        if (!lower_copy(call_arena(call), request->headers[i].name, &headers[i].name))
            return -ENOMEM;
    }
    *ret = (struct channel_request){.size = sizeof(*ret),
                                    .method = method_name(request->method),
                                    .query = request->query,
                                    .body = request->body,
                                    .headers = headers,
                                    .header_count = (uint32_t)request->header_count};
    return 0;
}

static int begin(struct call *call, const struct connector_card *card)
{
    struct hooking *h = arena_zalloc(call_arena(call), sizeof(*h));
    if (h == NULL || fill_request(call, &h->hook.request) < 0)
        return refuse_busy(call);
    h->call = call;
    h->channel = card->channel;
    h->hook.connector = card->row;
    h->hook.arena = call_arena(call);
    call->outing = h;
    call->principal.tenant = card->tenant;
    return 0;
}

int hook_filter(struct call *call)
{
    const struct webhook_receive_args *args = call->args; // as those of webhook_challenge
    const struct connector_card *card;
    if (connector_book_find(call->loop, args->connector, &card) < 0)
        return refuse_busy(call);
    if (card == NULL || !card->is_open || !view_equal(args->channel, channel_name(card->channel)))
        return refuse_unknown(call);
    int r = limit_need_provider(call, card->row);
    return r != 0 ? r : begin(call, card);
}

// ---- on the delivery's thread

static int refuse_forged(struct call *call)
{
    return call_refuse(call, 403, VIEW("webhook.signature"),
                       VIEW("the request is not signed as this connector's provider signs"));
}

static int refuse_malformed(struct call *call)
{
    return call_refuse(call, 400, VIEW("webhook.malformed"),
                       VIEW("the request makes no sense to this connector"));
}

// 0: what was told is to be stored.
static int judge(struct hooking *h)
{
    struct call *call = h->call;
    bool is_forged = strcmp(h->hook.fault.field, "signature") == 0;
    switch (h->hook.outcome) {
    case CHANNEL_OK:
        return 0;
    case CHANNEL_REFUSED:
        limit_note_provider_failure(call, h->hook.connector);
        if (is_forged)
            return refuse_forged(call);
        h->is_malformed = true;
        return h->hook.count > 0 ? 0 : refuse_malformed(call);
    case CHANNEL_NONE:
        return call_refuse(call, 503, VIEW("webhook.closed"),
                           VIEW("the connector is not open; send it again"));
    default:
        return refuse_busy(call);
    }
}

static void judged(struct delivery_hook *hook)
{
    struct hooking *h = (struct hooking *)(void *)hook;
    struct call *call = h->call;
    int r = judge(h);
    h->next = hook->first;
    if (r == 0 && h->next == NULL)
        loop_post(call->loop->loop, &call->mail);
    else
        dispatch_return(call, r);
}

int hook_send(struct call *call)
{
    const struct api_config *config = &call->api->config;
    struct hooking *h = call->outing;
    h->hook.done = judged;
    if (config->outside != NULL && config->outside->give_hook(config->outside_ctx, &h->hook))
        return 0;
    return refuse_busy(call);
}

// ---- on the writer

static int store_received(struct tx *tx, struct hooking *h, const struct channel_received *in)
{
    struct message_result result;
    int r = inbound_store(tx,
                          &(struct inbound){.connector = h->hook.connector,
                                            .channel = h->channel,
                                            .provider_id = in->provider_id,
                                            .from = in->from,
                                            .from_name = in->from_name,
                                            .text = in->text,
                                            .payload = in->payload,
                                            .attachments = in->attachments,
                                            .metadata = in->metadata,
                                            .at_us = in->at_us,
                                            .provider_answers = in->is_answered},
                          &result);
    switch (r) {
    case INBOUND_OK:
        h->received += !result.is_duplicate;
        return 0;
    case INBOUND_BLOCKED:
        h->dropped++;
        return 0;
    case INBOUND_BAD_ADDRESS:
        return webhook_unknown_note(tx, h->hook.connector, VIEW("bad_address"), in->from);
    default:
        return error_fold(r);
    }
}

// A receipt of nothing that is known may be early: the outbox keeps it as long as it may be.
static int store_receipt(struct tx *tx, const struct outbox_receipt *receipt)
{
    int r = outbox_receive(tx, receipt);
    return r == RECEIPT_NO_MESSAGE ? 0 : error_fold(r);
}

static int store_moved(struct tx *tx, const struct hooking *h, const struct delivery_told *t)
{
    static const enum delivery_state states[] = {[CHANNEL_DELIVERED] = DELIVERY_DELIVERED,
                                                 [CHANNEL_READ] = DELIVERY_READ,
                                                 [CHANNEL_BOUNCED] = DELIVERY_FAILED,
                                                 [CHANNEL_TAKEN] = DELIVERY_SENT};
    const struct channel_moved *m = &t->moved;
    return store_receipt(tx, &(struct outbox_receipt){.connector = h->hook.connector,
                                                      .id = m->id,
                                                      .provider_id = m->provider_id,
                                                      .state = states[m->state],
                                                      .code = m->code,
                                                      .text = m->text,
                                                      .info = t->info,
                                                      .at_us = m->at_us});
}

// The delivery settles every end; that the provider has it shall be durable before it is answered.
static int store_ended(struct tx *tx, const struct hooking *h, const struct delivery_told *t)
{
    const struct channel_ended *e = &t->ended;
    if (e->end != CHANNEL_SENT)
        return 0;
    return store_receipt(tx, &(struct outbox_receipt){.connector = h->hook.connector,
                                                      .id = e->id,
                                                      .provider_id = e->provider_id,
                                                      .state = DELIVERY_SENT,
                                                      .info = t->info});
}

static int store_told(struct tx *tx, struct hooking *h, const struct delivery_told *t)
{
    switch (t->kind) {
    case DELIVERY_TOLD_RECEIVED:
        return store_received(tx, h, &t->received);
    case DELIVERY_TOLD_MOVED:
        return store_moved(tx, h, t);
    case DELIVERY_TOLD_ENDED:
        return store_ended(tx, h, t);
    case DELIVERY_TOLD_UNKNOWN:
        return webhook_unknown_note(tx, h->hook.connector, t->unknown_kind, t->sample);
    }
    return 0;
}

static struct view sample_of(const struct delivery_told *t)
{
    switch (t->kind) {
    case DELIVERY_TOLD_RECEIVED:
        return t->received.text;
    case DELIVERY_TOLD_MOVED:
        return t->moved.provider_id;
    case DELIVERY_TOLD_ENDED:
        return t->ended.provider_id;
    case DELIVERY_TOLD_UNKNOWN:
        return t->sample;
    }
    return (struct view){0};
}

// What cannot be stored would come again and again, and all that came with it.
static int set_aside(struct tx *tx, const struct hooking *h, const struct delivery_told *t)
{
    log_error("connector %lld: something that its provider told cannot be stored, and is set aside",
              (long long)h->hook.connector);
    return webhook_unknown_note(tx, h->hook.connector, VIEW("not_stored"), sample_of(t));
}

// The store's own faults go away; then it may come again.
static bool is_of_the_store(int error)
{
    return error == -ENOMEM || error == -ENOSPC || error == -EBUSY || error == -EIO || error == -EROFS;
}

// A part with an item that fails is undone, and done again item by item; what fails alone is set aside.
int hook_decide(struct tx *tx, struct call *call)
{
    struct hooking *h = call->outing;
    const struct delivery_told *t = h->next;
    int r = 0;
    h->received = h->dropped = 0;
    for (int i = 0; i < (h->alone > 0 ? 1 : PART_MAX) && t != NULL && r == 0; i++) {
        r = h->is_aside ? set_aside(tx, h, t) : store_told(tx, h, t);
        t = t->next;
    }
    h->has_failed = r < 0 && !h->is_aside && !is_of_the_store(r);
    h->after = h->has_failed ? h->next : t;
    call->is_partial = h->has_failed || (r == 0 && t != NULL);
    return h->has_failed ? 1 : error_trace(r);
}

static void count_stored(struct call *call, const struct hooking *h)
{
    const struct api_config *config = &call->api->config;
    if (!h->has_failed && h->received + h->dropped > 0 && config->outside->count_stored != NULL)
        config->outside->count_stored(config->outside_ctx, h->hook.connector, h->received, h->dropped);
}

void hook_again(struct call *call)
{
    struct hooking *h = call->outing;
    count_stored(call, h);
    h->next = h->after;
    h->is_aside = h->has_failed && h->alone > 0;
    if (h->has_failed && h->alone == 0)
        h->alone = PART_MAX;
    else if (!h->has_failed && h->alone > 0)
        h->alone--;
}

// ---- the answer

void hook_render(struct call *call, struct json_writer *w)
{
    const struct hooking *h = call->outing;
    count_stored(call, h);
    if (h->is_malformed) { // what was told before is stored
        refuse_malformed(call);
        call->status = call->refusal.status;
        call->content_type = VIEW(PROBLEM_TYPE);
        problem_write(w->out, &call->refusal);
        return;
    }
    call->content_type =
        h->hook.answer_type.size > 0 ? h->hook.answer_type : VIEW("text/plain; charset=utf-8");
    buffer_append_view(w->out, h->hook.answer);
}
