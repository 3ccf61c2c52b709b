// SPDX-License-Identifier: Apache-2.0
#include "channel/saboteur/saboteur.h"
#include "base/random.h"
#include "channel/fields.h"
#include "channel/saboteur/saboteur_row.h"
#include "channel/shape.h"
#include "codec/json.h"
#include <errno.h>

enum { MS = 1000, MEMORY = 4 << 20, BUSY_US = 20 * MS, RETRY_US = 10 * MS };

int64_t saboteur_below(struct saboteur *s, int64_t limit)
{
    struct random random = random_seeded(&s->random);
    uint64_t number;
    random_fill(&random, &number, sizeof(number));
    return limit <= 0 ? 0 : (int64_t)(number % (uint64_t)limit);
}

bool saboteur_does(struct saboteur *s, enum saboteur_field chance)
{
    return saboteur_below(s, 100) < s->number[chance];
}

// ---- sending

static int end_now(struct saboteur *s, const struct channel_message *m, enum channel_end end)
{
    host_ended(&s->host, (struct channel_ended){
                             .id = m->id, .end = end, .text = VIEW("sabotage"), .retry_us = RETRY_US});
    return CHANNEL_OK;
}

static int sabotaged_send(void *state, const struct channel_message *m, struct channel_fault *fault)
{
    struct saboteur *s = state;
    int r = shape_check(s->inner, m, fault);
    if (r != CHANNEL_OK)
        return r;
    if (saboteur_does(s, SABOTEUR_THROTTLES))
        return host_busy(fault, 1 + saboteur_below(s, BUSY_US));
    if (saboteur_does(s, SABOTEUR_FAILS))
        return end_now(s, m, CHANNEL_RETRY);
    if (saboteur_does(s, SABOTEUR_REFUSES) && !m->may_be_there)
        return end_now(s, m, CHANNEL_FAILED);
    return s->inner->send(s->state, m, fault);
}

static int sabotaged_cancel(void *state, struct view id)
{
    struct saboteur *s = state;
    for (struct list *at = s->held.next; at != &s->held; at = at->next)
        if (view_equal(list_entry(at, struct saboteur_held, node)->end.id, id))
            return CHANNEL_OK; // it ends as it did, later
    return s->inner->cancel == NULL ? CHANNEL_NONE : s->inner->cancel(s->state, id);
}

static int sabotaged_step(void *state)
{
    struct saboteur *s = state;
    int64_t now = host_now_us(&s->host);
    saboteur_release(s, now);
    if (s->inner_due_us <= now)
        s->inner_due_us = CHANNEL_NEVER;
    int r = s->inner->step(s->state);
    saboteur_arm(s);
    return r;
}

static void sabotaged_kept(void *state, int64_t mark)
{
    struct saboteur *s = state;
    if (s->inner->kept != NULL)
        s->inner->kept(s->state, mark);
}

// ---- an instance

static void destroy(struct saboteur *s)
{
    struct host host = s->host;
    host_free(&host, s);
}

static void sabotaged_close(void *state)
{
    struct saboteur *s = state;
    s->is_closing = true;
    s->inner->close(s->state);
    saboteur_release(s, CHANNEL_NEVER);
    destroy(s);
}

static int find_inner(struct saboteur *s, struct view name, struct channel_fault *fault)
{
    const struct channel_adapters *adapters = host_facet(&s->host, CHANNEL_HOST_ADAPTERS);
    if (adapters == NULL)
        return host_refuse(fault, "adapter", "this host tells nothing of other adapters");
    s->inner = adapters->find(s->host.seat, name);
    if (s->inner == NULL || s->inner->open == saboteur_ops.open)
        return host_refuse(fault, "adapter", "there is no adapter of that name to wrap");
    return CHANNEL_OK;
}

// {"name": "value"}
static int read_secrets(struct arena *arena, struct view json, struct fields_in *in,
                        struct channel_fault *fault)
{
    const struct json *object;
    struct channel_secret *secrets = arena_zalloc(arena, CHANNEL_FIELDS_MAX * sizeof(*secrets));
    if (json.data == NULL)
        return CHANNEL_OK;
    if (secrets == NULL)
        return -ENOMEM;
    if (json_parse(arena, json, NULL, &object) != JSON_OK || object->count > CHANNEL_FIELDS_MAX)
        return host_refuse(fault, "secrets", "they are no object of texts");
    const struct json *key = json_first(object);
    for (; key != NULL; key = json_next_member(object, key)) {
        struct channel_secret *secret = &secrets[in->secret_count++];
        if (!json_text(key, arena, &secret->name) || !json_text(json_value_of(key), arena, &secret->value))
            return host_refuse(fault, "secrets", "one of them is no text");
    }
    in->secrets = secrets;
    return CHANNEL_OK;
}

static int open_inner(struct saboteur *s, const struct channel_opening *o, struct channel_fault *fault)
{
    struct arena arena;
    struct channel_opening inner = *o;
    struct fields_in in = {.config = o->values[SABOTEUR_CONFIG].text};
    arena_init(&arena, 4096, MEMORY);
    int r = read_secrets(&arena, o->values[SABOTEUR_SECRETS].text, &in, fault);
    if (r == CHANNEL_OK)
        r = fields_read(s->inner, &in, &arena, fault, &inner.values);
    inner.host = &saboteur_host;
    inner.seat = s;
    inner.config = in.config;
    inner.value_count = s->inner->field_count;
    if (r == CHANNEL_OK)
        r = s->inner->open(&inner, fault, &s->state);
    arena_free(&arena);
    return r;
}

static int sabotaged_open(const struct channel_opening *o, struct channel_fault *fault, void **ret)
{
    struct host host = host_of(o);
    struct saboteur *s = host_zalloc(&host, sizeof(*s));
    if (s == NULL)
        return -ENOMEM;
    s->host = host;
    s->inner_due_us = CHANNEL_NEVER;
    list_init(&s->held);
    for (int i = 0; i < SABOTEUR_FIELDS; i++)
        s->number[i] = o->values[i].number;
    s->random = (uint64_t)s->number[SABOTEUR_SEED];
    int r = find_inner(s, o->values[SABOTEUR_ADAPTER].text, fault);
    if (r == CHANNEL_OK)
        r = open_inner(s, o, fault);
    if (r == CHANNEL_OK)
        *ret = s;
    else
        destroy(s);
    return r;
}

static uint32_t sabotaged_able(void *state)
{
    const struct saboteur *s = state;
    return s->inner->able == NULL ? s->inner->abilities : s->inner->able(s->state);
}

// ---- the table

static const char *const kinds[] = {"social_media", NULL};

#define CHANCE(field_name, text)                                                                             \
    {                                                                                                        \
        .name = (field_name), .help = "per cent: " text, .kind = CHANNEL_FIELD_INTEGER, .max = 100           \
    }

static const struct channel_field fields[SABOTEUR_FIELDS] = {
    [SABOTEUR_ADAPTER] = {.name = "adapter",
                          .help = "the adapter that is wrapped",
                          .kind = CHANNEL_FIELD_TEXT,
                          .is_required = true,
                          .max = CHANNEL_NAME_MAX},
    [SABOTEUR_CONFIG] = {.name = "config", .help = "its configuration", .kind = CHANNEL_FIELD_JSON},
    [SABOTEUR_SECRETS] = {.name = "secrets", .help = "its secrets, in the clear", .kind = CHANNEL_FIELD_JSON},
    [SABOTEUR_SEED] = {.name = "seed",
                       .help = "the same seed does the same again",
                       .kind = CHANNEL_FIELD_INTEGER,
                       .max = INT64_MAX,
                       .otherwise = 1},
    [SABOTEUR_STALL_MS] = {.name = "stall_ms",
                           .help = "how much too late an end comes that stalls",
                           .kind = CHANNEL_FIELD_INTEGER,
                           .max = 3600000,
                           .otherwise = 500},
    [SABOTEUR_JUMP_MS] = {.name = "jump_ms",
                          .help = "how far the wall clock jumps",
                          .kind = CHANNEL_FIELD_INTEGER,
                          .max = 86400000},
    [SABOTEUR_FAILS] = CHANCE("fails", "an attempt is to be tried again"),
    [SABOTEUR_REFUSES] = CHANCE("refuses", "an attempt fails for good"),
    [SABOTEUR_THROTTLES] = CHANCE("throttles", "the provider is busy"),
    [SABOTEUR_CUTS] = CHANCE("cuts", "nobody knows whether it was sent"),
    [SABOTEUR_STALLS] = CHANCE("stalls", "an end comes late"),
    [SABOTEUR_DUPLICATES] = CHANCE("duplicates", "receipts and messages come twice"),
    [SABOTEUR_LIES] = CHANCE("lies", "receipts that cannot be"),
    [SABOTEUR_BREACHES] = CHANCE("breaches", "the contract is broken"),
};

const struct channel_ops saboteur_ops = {.version = CHANNEL_VERSION,
                                         .size = sizeof(struct channel_ops),
                                         .name = "saboteur",
                                         .kinds = kinds,
                                         .field_count = SABOTEUR_FIELDS,
                                         .fields = fields,
                                         .limits = {.text_bytes = 1 << 20},
                                         .open = sabotaged_open,
                                         .close = sabotaged_close,
                                         .send = sabotaged_send,
                                         .cancel = sabotaged_cancel,
                                         .step = sabotaged_step,
                                         .kept = sabotaged_kept,
                                         .facet = saboteur_facet,
                                         .able = sabotaged_able};

struct channel_ops saboteur_over(const struct channel_ops *inner)
{
    struct channel_ops ops = saboteur_ops;
    ops.kinds = inner->kinds;
    ops.abilities = inner->abilities;
    ops.limits = inner->limits;
    return ops;
}
