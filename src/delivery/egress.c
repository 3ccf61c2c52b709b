// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "delivery/egress_inside.h"
#include "delivery/share.h"
#include <stdlib.h>

enum {
    CONNECTIONS = 512,
    CONNECTIONS_LIMIT = 1 << 14,
    HOST_CONNECTIONS = 128, // twice what a connector has under way, unless its row says more
    SLOT_BITS = 16,         // of a number; the rest counts
};

static int copy_text(const char *text, char **ret)
{
    if (text == NULL)
        return 0;
    *ret = strdup(text);
    return *ret == NULL ? error_trace(-ENOMEM) : 0;
}

static int make_slots(struct egress *e, int count)
{
    e->slots = calloc((size_t)count, sizeof(*e->slots));
    e->holders = calloc((size_t)count, sizeof(*e->holders));
    if (e->slots == NULL || e->holders == NULL)
        return error_trace(-ENOMEM);
    e->slot_count = count;
    for (int i = count - 1; i >= 0; i--) {
        e->slots[i].egress = e;
        e->slots[i].next = e->free;
        e->free = &e->slots[i];
    }
    return 0;
}

static int make_multi(struct egress *e, const struct egress_config *config)
{
    long host = config->host_connections_max > 0 ? config->host_connections_max : HOST_CONNECTIONS;

    e->multi = curl_multi_init();
    if (e->multi == NULL)
        return error_trace(-ENOMEM);
    if (curl_multi_setopt(e->multi, CURLMOPT_MAX_HOST_CONNECTIONS, host) != CURLM_OK ||
        curl_multi_setopt(e->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)e->slot_count) != CURLM_OK ||
        curl_multi_setopt(e->multi, CURLMOPT_MAXCONNECTS, (long)e->slot_count) != CURLM_OK)
        return error_trace(-EIO);
    return 0;
}

static int fill(struct egress *e, const struct egress_config *config)
{
    int count = config->connections_max > 0 ? config->connections_max : CONNECTIONS;
    int r = make_slots(e, count < CONNECTIONS_LIMIT ? count : CONNECTIONS_LIMIT);

    if (r == 0)
        r = make_multi(e, config);
    if (r == 0)
        r = copy_text(config->ca_file, &e->ca_file);
    if (r == 0)
        r = copy_text(config->user_agent != NULL ? config->user_agent : "Omnihub/1.0", &e->user_agent);
    return r;
}

int egress_new(const struct egress_config *config, struct egress **ret, const char **ret_fault)
{
    struct egress_allow allow;
    struct egress *e;
    int r = egress_allow_read(config->allow, &allow, ret_fault);

    if (r < 0)
        return r;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return error_trace(-EIO);
    e = calloc(1, sizeof(*e));
    if (e == NULL) {
        curl_global_cleanup();
        return error_trace(-ENOMEM);
    }
    e->clock = config->clock;
    e->allow = allow;
    e->over_end = &e->over;
    r = fill(e, config);
    if (r < 0) {
        egress_free(e);
        return r;
    }
    *ret = e;
    return 0;
}

// A tenant comes to two thirds at most, and of what it may have each caller to its share: one alone to half.
static bool has_share(const struct egress *e, const struct egress_request *r)
{
    int of_tenant = 0, of_caller = 0, free = e->slot_count - e->under_way;

    if (r->tenant == 0)
        return true;
    for (int i = 0; i < e->slot_count; i++) {
        bool is_same = e->holders[i].tenant == r->tenant;

        of_tenant += is_same;
        of_caller += is_same && e->holders[i].caller == r->caller;
    }
    return share_allows(of_caller, share_left(of_tenant, 2 * free));
}

int egress_ask(struct egress *e, const struct egress_request *request, uint64_t *ret)
{
    struct egress_slot *s = e->free;
    int r;

    if (!egress_request_is_sound(request))
        return -EINVAL;
    if (s == NULL || e->is_closing || !has_share(e, request))
        return -ENOBUFS;
    r = egress_slot_fill(s, request);
    if (r == 0 && curl_multi_add_handle(e->multi, s->easy) != CURLM_OK)
        r = error_trace(-EIO);
    if (r < 0) {
        egress_slot_empty(s);
        return r;
    }
    e->free = s->next;
    s->next = NULL;
    s->number = ++e->last << SLOT_BITS | (uint64_t)(s - e->slots);
    e->holders[s - e->slots] = (struct egress_holder){request->tenant, request->caller};
    e->under_way++;
    *ret = s->number;
    return 0;
}

// What is told may ask anew, so the slot is out of everything by then, and free only after.
static void tell(struct egress *e, struct egress_slot *s)
{
    struct egress_answer answer;

    curl_multi_remove_handle(e->multi, s->easy);
    s->number = 0;
    e->holders[s - e->slots] = (struct egress_holder){0};
    e->under_way--;
    egress_answer_make(s, &answer);
    s->done(s->ctx, &answer);
    egress_slot_empty(s);
    s->next = e->free;
    e->free = s;
}

// All that is over is known before anybody is told, so that one who is told and drops another one gets that
// one's true end.
static void gather(struct egress *e)
{
    CURLMsg *m;
    int left;

    while ((m = curl_multi_info_read(e->multi, &left)) != NULL) {
        struct egress_slot *s;

        if (m->msg != CURLMSG_DONE || curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &s) != CURLE_OK)
            continue;
        s->is_over = true;
        s->code = m->data.result;
        s->next = NULL;
        *e->over_end = s;
        e->over_end = &s->next;
    }
}

static int report(struct egress *e)
{
    struct egress_slot *s;
    int count = 0;

    gather(e);
    for (; (s = e->over) != NULL; count++) {
        e->over = s->next;
        if (e->over == NULL)
            e->over_end = &e->over;
        tell(e, s);
    }
    return count;
}

static void unqueue(struct egress *e, struct egress_slot *s)
{
    struct egress_slot **at = &e->over;

    while (*at != s)
        at = &(*at)->next;
    *at = s->next;
    if (s->next == NULL)
        e->over_end = at;
}

static void end_now(struct egress *e, struct egress_slot *s)
{
    gather(e);
    if (s->is_over)
        unqueue(e, s);
    else
        s->code = CURLE_ABORTED_BY_CALLBACK;
    tell(e, s);
}

void egress_drop(struct egress *e, uint64_t number)
{
    uint64_t at = number & ((1U << SLOT_BITS) - 1);

    if (number != 0 && at < (uint64_t)e->slot_count && e->slots[at].number == number)
        end_now(e, &e->slots[at]);
}

void egress_free(struct egress *e)
{
    if (e == NULL)
        return;
    e->is_closing = true;
    for (int i = 0; i < e->slot_count; i++)
        if (e->slots[i].number != 0)
            end_now(e, &e->slots[i]);
    for (int i = 0; i < e->slot_count; i++)
        if (e->slots[i].easy != NULL)
            curl_easy_cleanup(e->slots[i].easy);
    curl_multi_cleanup(e->multi);
    free(e->slots);
    free(e->holders);
    free(e->ca_file);
    free(e->user_agent);
    free(e);
    curl_global_cleanup();
}

int egress_under_way(const struct egress *e)
{
    return e->under_way;
}

// 0 or the fault.
static int work(struct egress *e, int *told)
{
    int running;

    if (curl_multi_perform(e->multi, &running) != CURLM_OK)
        return error_trace(-EIO);
    *told += report(e);
    return 0;
}

int egress_turn(struct egress *e, int64_t wait_us, struct curl_waitfd *extra, int extra_count)
{
    int told = 0, ready, wait_ms, r = work(e, &told);

    for (int i = 0; i < extra_count; i++)
        extra[i].revents = 0;
    if (r < 0)
        return r;
    // Rounded up, or the last part of a millisecond would be turned away in a circle.
    wait_ms = told > 0 || wait_us <= 0 ? 0 : wait_us > 3600000000 ? 3600000 : (int)((wait_us + 999) / 1000);
    if (curl_multi_poll(e->multi, extra, (unsigned)extra_count, wait_ms, &ready) != CURLM_OK)
        return error_trace(-EIO);
    return work(e, &told);
}

void egress_wakeup(struct egress *e)
{
    curl_multi_wakeup(e->multi);
}

bool egress_allows(const struct egress *e, struct view address, int port)
{
    struct egress_address a;

    return egress_address_read(address, &a) &&
           (egress_address_is_public(&a) || egress_allow_has(&e->allow, &a, port));
}
