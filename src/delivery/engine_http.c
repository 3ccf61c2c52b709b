// SPDX-License-Identifier: Apache-2.0
// The host's facet http/1: an adapter's questions, asked by the one egress, answered to its own facet.
#include "base/error.h"
#include "delivery/engine.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { ANSWER_USUAL = 64 << 10, METHOD_MAX = 15, HEADERS_MAX = 30 };

struct engine_ask {
    struct list node; // in account.asks
    struct engine_account *account;
    uint64_t tag, number;
    bool is_dropped;
};

static enum channel_http_end end_of(enum egress_end end)
{
    switch (end) {
    case EGRESS_ANSWERED:
        return CHANNEL_HTTP_ANSWERED;
    case EGRESS_NOT_SENT:
        return CHANNEL_HTTP_NOT_SENT;
    case EGRESS_FORBIDDEN:
        return CHANNEL_HTTP_FORBIDDEN;
    case EGRESS_UNKNOWN:
    case EGRESS_TOO_LARGE:
        return CHANNEL_HTTP_UNKNOWN;
    }
    return CHANNEL_HTTP_UNKNOWN;
}

static void tell(struct engine_account *a, uint64_t tag, const struct egress_answer *answer)
{
    const struct channel_http_client *client =
        a->connector == NULL ? NULL : channel_facet(a->connector, CHANNEL_FACET_HTTP);
    struct channel_http_answer out = {.size = sizeof(out),
                                      .tag = tag,
                                      .end = end_of(answer->end),
                                      .status = answer->status,
                                      .type = answer->type,
                                      .body = answer->body,
                                      .retry_after_us = answer->retry_after_us,
                                      .fault = view_from(answer->fault)};
    if (client == NULL)
        return;
    channel_enter(a->connector);
    client->answered(channel_state(a->connector), &out);
    channel_leave(a->connector);
    engine_account_touch(a);
}

// Inside egress_turn, which does not wait after it: what follows is done in the next round.
static void done(void *ctx, const struct egress_answer *answer)
{
    struct engine_ask *ask = ctx;
    struct engine_account *a = ask->account;
    list_remove(&ask->node);
    if (!ask->is_dropped)
        tell(a, ask->tag, answer);
    free(ask);
}

static int begin(struct engine_account *a, const struct channel_http_request *in, struct engine_ask *ask)
{
    struct egress_header headers[HEADERS_MAX];
    char method[METHOD_MAX + 1];
    if (in->header_count > HEADERS_MAX || in->method.size > METHOD_MAX || in->method.size == 0)
        return -EINVAL;
    snprintf(method, sizeof(method), "%.*s", VIEW_ARG(in->method));
    for (uint32_t i = 0; i < in->header_count; i++)
        headers[i] = (struct egress_header){.name = in->headers[i].name, .value = in->headers[i].value};
    return egress_ask(
        a->delivery->egress,
        &(struct egress_request){.method = method,
                                 .url = in->url,
                                 .headers = headers,
                                 .header_count = (int)in->header_count,
                                 .body = in->body,
                                 .deadline_us = in->deadline_us,
                                 .answer_max = in->answer_max == 0 ? ANSWER_USUAL : in->answer_max,
                                 .tenant = a->tenant,
                                 .caller = a->row,
                                 .done = done,
                                 .ctx = ask},
        &ask->number);
}

static int ask_it(void *seat, const struct channel_http_request *request)
{
    struct engine_account *a = channel_context(seat);
    struct engine_ask *ask = calloc(1, sizeof(*ask));
    if (ask == NULL)
        return CHANNEL_BUSY;
    ask->account = a;
    ask->tag = request->tag;
    int r = begin(a, request, ask);
    if (r < 0) {
        a->is_crowded |= r == -ENOBUFS;
        free(ask);
        return r == -EINVAL ? CHANNEL_REFUSED : CHANNEL_BUSY;
    }
    list_append(&a->asks, &ask->node);
    return CHANNEL_OK;
}

// Ends it: `done` is called before this returns, or was.
static void drop_ask(struct engine_ask *ask)
{
    ask->is_dropped = true;
    egress_drop(ask->account->delivery->egress, ask->number);
}

static void drop_it(void *seat, uint64_t tag)
{
    struct engine_account *a = channel_context(seat);
    for (struct list *at = a->asks.next; at != &a->asks; at = at->next) {
        struct engine_ask *ask = list_entry(at, struct engine_ask, node);
        if (ask->tag == tag && !ask->is_dropped)
            return drop_ask(ask);
    }
}

void engine_http_drop_all(struct engine_account *a)
{
    while (!list_is_empty(&a->asks))
        drop_ask(list_entry(a->asks.next, struct engine_ask, node));
}

const struct channel_http engine_http = {
    .version = CHANNEL_VERSION, .size = sizeof(struct channel_http), .ask = ask_it, .drop = drop_it};
