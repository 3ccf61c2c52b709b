// SPDX-License-Identifier: Apache-2.0
#include "delivery/testing_provider.h"
#include "base/testing.h"
#include "channel/facets.h"
#include "channel/host.h"
#include <errno.h>

enum { PENDING_MAX = 1100 };

static const int64_t LATE_US = 40 * INT64_C(1000000); // the hub waits for thirty seconds

struct provider provider;

struct pending {
    bool is_used;
    int64_t due_us;
    enum channel_end end;
    bool was_asked;
    char id[CHANNEL_ID_MAX + 1], name[CHANNEL_ID_MAX + 1]; // the hub's, and the provider's behind "p-"
};

struct instance {
    struct host host;
    bool is_idempotent, must_die;
    struct pending pending[PENDING_MAX];
};

void provider_reset(void)
{
    memset(&provider, 0, sizeof(provider));
}

const struct provider_held *provider_find(const char *text)
{
    for (int i = 0; i < provider.count; i++)
        if (strcmp(provider.held[i].text, text) == 0)
            return &provider.held[i];
    return NULL;
}

static bool is_next(int *plan)
{
    if (*plan == 0)
        return false;
    --*plan;
    return true;
}

static struct provider_held *find_id(struct view id)
{
    for (int i = provider.count - 1; i >= 0; i--)
        if (view_equal(view_from(provider.held[i].id), id))
            return &provider.held[i];
    return NULL;
}

static void hold(const struct instance *s, const struct channel_message *m)
{
    struct provider_held *h = find_id(m->id);
    if (h != NULL) {
        h->count += !s->is_idempotent;
        return;
    }
    if (provider.count == PROVIDER_HELD_MAX)
        return;
    h = &provider.held[provider.count];
    snprintf(h->id, sizeof(h->id), "%.*s", VIEW_ARG(m->id));
    snprintf(h->text, sizeof(h->text), "%.*s", VIEW_ARG(m->text));
    snprintf(h->conversation, sizeof(h->conversation), "%.*s", VIEW_ARG(m->conversation));
    h->count = 1;
    h->wall_us = host_wall_us(&s->host);
    provider.count++;
}

static void arm(struct instance *s)
{
    int64_t due = CHANNEL_NEVER;
    for (int i = 0; i < PENDING_MAX; i++)
        if (s->pending[i].is_used && s->pending[i].due_us < due)
            due = s->pending[i].due_us;
    host_timer(&s->host, due);
}

static void answer(struct instance *s, const struct channel_message *m, enum channel_end end, int64_t due_us)
{
    struct pending *p = s->pending;
    while (p->is_used)
        p++;
    *p = (struct pending){.is_used = true, .due_us = due_us, .end = end};
    snprintf(p->id, sizeof(p->id), "%.*s", VIEW_ARG(m->id));
    memcpy(p->name, p->id, sizeof(p->name));
    arm(s);
}

// What it is told of when it is asked is another one.
static void mistake(struct instance *s, const struct channel_message *m, int64_t due_us)
{
    answer(s, m, CHANNEL_SENT, due_us);
    for (struct pending *p = s->pending; p < s->pending + PENDING_MAX; p++)
        if (p->is_used && view_equal(view_from(p->id), m->id)) {
            p->was_asked = true;
            memcpy(p->name, provider.held[0].id, sizeof(p->name));
        }
}

static int take(void *state, const struct channel_message *m, struct channel_fault *fault)
{
    struct instance *s = state;
    int64_t due_us = host_now_us(&s->host) + provider.latency_us;
    provider.taken++;
    if (++provider.under_way > provider.most_under_way)
        provider.most_under_way = provider.under_way;
    if (is_next(&provider.busy)) {
        provider.under_way--;
        return host_busy(fault, provider.retry_us);
    }
    if (is_next(&provider.retry)) {
        answer(s, m, CHANNEL_RETRY, due_us);
        return CHANNEL_OK;
    }
    if (is_next(&provider.refuse)) {
        answer(s, m, CHANNEL_FAILED, due_us);
        return CHANNEL_OK;
    }
    if (is_next(&provider.lose)) {
        answer(s, m, CHANNEL_SENT, CHANNEL_NEVER);
        return CHANNEL_OK;
    }
    if (is_next(&provider.mistake)) {
        mistake(s, m, due_us + LATE_US);
        return CHANNEL_OK;
    }
    hold(s, m);
    if (is_next(&provider.cut))
        answer(s, m, CHANNEL_UNKNOWN, due_us);
    else if (is_next(&provider.stall))
        answer(s, m, CHANNEL_SENT, due_us + LATE_US);
    else
        answer(s, m, CHANNEL_SENT, due_us);
    s->must_die |= is_next(&provider.die);
    return CHANNEL_OK;
}

// Clocks of providers go as they like.
static const int64_t SLACK_US = 30 * INT64_C(1000000);

static int look(void *state, const struct channel_message *m, struct channel_fault *fault)
{
    struct instance *s = state;
    char text[sizeof(provider.held[0].text)];
    (void)fault;
    assert_true(m->may_be_there && m->doubtful_us > 0 && m->doubtful_us <= host_wall_us(&s->host));
    snprintf(text, sizeof(text), "%.*s", VIEW_ARG(m->text));
    const struct provider_held *h = provider_find(text);
    if (h != NULL && h->wall_us < m->doubtful_us - SLACK_US)
        h = NULL;
    bool is_deaf = is_next(&provider.deaf);
    provider.looks++;
    provider.under_way++;
    answer(s, m, h != NULL && !is_deaf ? CHANNEL_SENT : CHANNEL_UNKNOWN,
           host_now_us(&s->host) + provider.latency_us);
    for (struct pending *p = s->pending; p < s->pending + PENDING_MAX; p++)
        if (p->is_used && view_equal(view_from(p->id), m->id)) {
            p->was_asked = !is_deaf;
            if (h != NULL)
                memcpy(p->name, h->id, sizeof(p->name));
        }
    return CHANNEL_OK;
}

static void tell(struct instance *s, const struct pending *p)
{
    char provider_id[CHANNEL_ID_MAX + 8];
    const struct channel_info *info = host_facet(&s->host, CHANNEL_HOST_INFO);
    int size = snprintf(provider_id, sizeof(provider_id), "p-%s", p->name);
    struct view mine = view_make(provider_id, (size_t)size), id = view_from(p->id);
    if (provider.says_more)
        info->tell(s->host.seat, id, (struct view){0}, VIEW("{\"segments\":2}"));
    host_ended(&s->host,
               (struct channel_ended){.id = id,
                                      .end = p->end,
                                      .provider_id = p->end == CHANNEL_SENT ? mine : (struct view){0},
                                      .code = p->end == CHANNEL_FAILED ? VIEW("no") : (struct view){0},
                                      .text = VIEW("as it was told to"),
                                      .was_asked = p->was_asked,
                                      .retry_us = p->end == CHANNEL_RETRY ? provider.retry_us : 0});
    if (provider.tells_receipts && p->end == CHANNEL_SENT)
        host_moved(&s->host, (struct channel_moved){.provider_id = mine, .state = CHANNEL_DELIVERED});
}

static void say(struct instance *s)
{
    struct channel_received in = {.provider_id = view_from(provider.says),
                                  .from = VIEW("+4930123456"),
                                  .text = view_from(provider.says),
                                  .mark = 41};
    if (host_received(&s->host, in) == CHANNEL_OK)
        provider.says[0] = '\0';
}

static int step(void *state)
{
    struct instance *s = state;
    int64_t now = host_now_us(&s->host);
    if (s->must_die)
        return -EIO;
    for (int i = 0; i < PENDING_MAX; i++) {
        struct pending *p = &s->pending[i];
        if (!p->is_used || p->due_us > now)
            continue;
        p->is_used = false;
        provider.under_way--;
        tell(s, p);
    }
    if (provider.says[0] != '\0')
        say(s);
    arm(s);
    return 0;
}

static int cancel(void *state, struct view id)
{
    (void)state;
    (void)id;
    provider.cancelled++;
    return CHANNEL_OK;
}

static void kept(void *state, int64_t mark)
{
    (void)state;
    provider.kept_mark = mark;
}

static int open_it(const struct channel_opening *o, struct channel_fault *fault, void **ret)
{
    struct host host = host_of(o);
    struct instance *s = host_zalloc(&host, sizeof(*s));
    if (s == NULL)
        return -ENOMEM;
    s->host = host;
    if (o->values[0].is_set && view_equal(o->values[0].text, VIEW("bad"))) {
        host_free(&host, s);
        return host_refuse(fault, "account", "the provider has no such account");
    }
    s->is_idempotent = o->values[1].number != 0;
    provider.opened++;
    *ret = s;
    return CHANNEL_OK;
}

static void close_it(void *state)
{
    struct instance *s = state;
    struct host host = s->host;
    for (int i = 0; i < PENDING_MAX; i++)
        if (s->pending[i].is_used)
            host_ended(&host,
                       (struct channel_ended){.id = view_from(s->pending[i].id), .end = CHANNEL_UNKNOWN});
    provider.closed++;
    host_free(&host, s);
}

static const char *const kinds[] = {"sms", "whatsapp", "email", NULL};
static const struct channel_field fields[] = {
    {.name = "account", .help = "any name", .kind = CHANNEL_FIELD_TEXT, .max = 64},
    {.name = "idempotent", .help = "whether it knows ids", .kind = CHANNEL_FIELD_BOOLEAN, .otherwise = 1},
    {.name = "token", .help = "a secret", .kind = CHANNEL_FIELD_SECRET}};

static const void *facet(const char *name)
{
    static const struct channel_lookup lookup = {CHANNEL_VERSION, sizeof(lookup), look};
    return strcmp(name, CHANNEL_FACET_LOOKUP) == 0 ? &lookup : NULL;
}

#define PROVIDER                                                                                             \
    .version = CHANNEL_VERSION, .size = sizeof(struct channel_ops), .kinds = kinds, .field_count = 3,        \
    .fields = fields, .limits = {.text_bytes = 1600}, .open = open_it, .close = close_it, .send = take,      \
    .cancel = cancel, .step = step, .kept = kept

const struct channel_ops provider_ops = {
    PROVIDER, .name = "provider", .abilities = CHANNEL_IDEMPOTENT | CHANNEL_RECEIVES | CHANNEL_RECEIPTS};
const struct channel_ops provider_plain_ops = {PROVIDER, .name = "plain",
                                               .abilities = CHANNEL_RECEIVES | CHANNEL_RECEIPTS};
const struct channel_ops provider_asked_ops = {
    PROVIDER, .name = "asked", .abilities = CHANNEL_RECEIVES | CHANNEL_RECEIPTS, .facet = facet};
