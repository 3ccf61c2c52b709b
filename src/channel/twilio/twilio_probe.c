// SPDX-License-Identifier: Apache-2.0
// Whether the account and its token are right: the provider is asked to show the account.
#include "channel/twilio/twilio_row.h"
#include "codec/json.h"

enum { ACCOUNT_MEMORY = 1 << 20 };

static void tell(struct twilio *t, int outcome, const struct channel_fault *fault)
{
    const struct channel_probed *probed = host_facet(&t->host, CHANNEL_HOST_PROBED);
    t->probe_tag = 0;
    if (probed != NULL)
        probed->tell(t->host.seat, outcome, fault);
}

static bool is_active(struct view body)
{
    struct arena arena;
    const struct json *root;
    struct view status;
    arena_init(&arena, 4096, ACCOUNT_MEMORY);
    bool is_good = json_parse(&arena, body, NULL, &root) == JSON_OK && root->type == JSON_OBJECT;
    const struct json *v = is_good ? json_member(root, VIEW("status")) : NULL;
    if (v != NULL && v->type == JSON_STRING)
        is_good = json_text(v, &arena, &status) && view_equal(status, VIEW("active"));
    arena_free(&arena);
    return is_good;
}

static int judge(const struct channel_http_answer *a, struct channel_fault *fault)
{
    if (a->end == CHANNEL_HTTP_FORBIDDEN)
        return host_refuse(fault, "base_url", "the hub may not ask this address");
    if (a->end != CHANNEL_HTTP_ANSWERED) {
        snprintf(fault->text, sizeof(fault->text), "the provider cannot be reached: %.*s",
                 VIEW_ARG(a->fault));
        return CHANNEL_BUSY;
    }
    if (a->status == 429 || a->status >= 500) {
        snprintf(fault->text, sizeof(fault->text), "the provider answered %d", a->status);
        fault->retry_us = a->retry_after_us;
        return CHANNEL_BUSY;
    }
    if (a->status == 401 || a->status == 403)
        return host_refuse(fault, "auth_token", "the provider does not know the account, or not this token");
    if (a->status == 404)
        return host_refuse(fault, "account_sid", "the provider knows no such account");
    if (a->status != 200)
        return host_refuse(fault, "base_url", "the provider answered %d", a->status);
    return is_active(a->body) ? CHANNEL_OK
                              : host_refuse(fault, "account_sid", "the provider says that it is not active");
}

void twilio_probed(struct twilio *t, const struct channel_http_answer *answer)
{
    struct channel_fault fault = {0};
    int outcome = judge(answer, &fault);
    tell(t, outcome, &fault);
}

static int probe(void *state, int64_t deadline_us, struct channel_fault *ret_fault)
{
    struct twilio *t = state;
    if (t->probe_tag != 0)
        return host_busy(ret_fault, 0);
    int r = twilio_ask(t, "GET", VIEW(".json"), (struct view){0}, deadline_us, &t->probe_tag);
    return r == CHANNEL_REFUSED ? host_refuse(ret_fault, "base_url", "it is no address that can be asked")
                                : r;
}

const struct channel_probe twilio_probe = {
    .version = CHANNEL_VERSION, .size = sizeof(struct channel_probe), .probe = probe};
