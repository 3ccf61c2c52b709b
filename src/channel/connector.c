// SPDX-License-Identifier: Apache-2.0
#include "channel/connector.h"
#include "base/error.h"
#include "base/log.h"
#include "channel/connector_row.h"
#include "channel/facets.h"
#include "channel/host.h"
#include "channel/shape.h"
#include <stdlib.h>

enum { SENDS_MAX = 64, MEMORY_MAX = 16 << 20, CONFIG_MAX = 1 << 20, BREACHES_TOLD = 10 };

// How long an attempt that passed its deadline keeps its place: until then a late end is known for what it
// is.
static const int64_t LATE_US = 60 * 1000000;

void connector_breach(struct connector *c, const char *format, ...)
{
    char text[200];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (c->config.breaches != NULL)
        ++*c->config.breaches;
    if (c->figures.breaches++ < BREACHES_TOLD)
        log_warn("connector %s: the adapter %s broke its contract: %s", c->id, c->config.ops->name, text);
}

// ---- calls

void channel_enter(struct connector *c)
{
    if (c->depth++ == 0)
        c->thread = pthread_self();
}

void channel_leave(struct connector *c)
{
    c->depth--;
}

// ---- attempts under way

struct connector_send *connector_send_find(const struct connector *c, struct view id)
{
    for (int i = 0; i < c->sends_max; i++) {
        struct connector_send *s = &c->sends[i];
        if (s->is_used && view_equal(view_make(s->id, s->id_size), id))
            return s;
    }
    return NULL;
}

void connector_forget(struct connector *c, struct connector_send *send)
{
    send->is_used = false;
    c->figures.under_way--;
}

void connector_end_unknown(struct connector *c, struct connector_send *send, struct view text)
{
    struct channel_ended end = {
        .size = sizeof(end), .id = view_make(send->id, send->id_size), .end = CHANNEL_UNKNOWN, .text = text};
    c->figures.ends[CHANNEL_UNKNOWN]++;
    c->config.owner->ended(c->config.ctx, c, &end, false);
}

static struct connector_send *remember(struct connector *c, const struct channel_message *m, bool is_question)
{
    struct connector_send *s = c->sends;
    while (s < c->sends + c->sends_max && s->is_used)
        s++;
    if (s == c->sends + c->sends_max || connector_send_find(c, m->id) != NULL)
        return NULL;
    *s = (struct connector_send){.until_us = m->deadline_us,
                                 .is_used = true,
                                 .is_question = is_question,
                                 .id_size = (uint8_t)m->id.size};
    memcpy(s->id, m->id.data, m->id.size);
    c->figures.under_way++;
    return s;
}

// The adapter is asked to give up too; it may say now how it ended.
static void give_up(struct connector *c, struct connector_send *s, int64_t now)
{
    char id[CHANNEL_ID_MAX];
    struct view name = view_make(id, s->id_size);
    memcpy(id, s->id, s->id_size);
    s->is_expired = true;
    s->until_us = now + LATE_US;
    connector_end_unknown(c, s, VIEW("no answer in time"));
    if (c->config.ops->cancel == NULL)
        return;
    channel_enter(c);
    int r = c->config.ops->cancel(c->state, name);
    channel_leave(c);
    s = connector_send_find(c, name);
    if (r == CHANNEL_NONE && s != NULL)
        connector_forget(c, s);
}

static void expire(struct connector *c)
{
    int64_t now = clock_mono_us(&c->config.clock);
    for (int i = 0; i < c->sends_max; i++) {
        struct connector_send *s = &c->sends[i];
        if (!s->is_used || s->until_us > now)
            continue;
        if (s->is_expired)
            connector_forget(c, s);
        else
            give_up(c, s, now);
    }
}

// ---- opening and closing

static int start(struct connector *c, const struct connector_config *config, struct arena *arena,
                 struct channel_fault *fault)
{
    const struct channel_value *values;
    int r = fields_read(config->ops, &config->fields, arena, fault, &values);
    if (r != CHANNEL_OK)
        return r;
    struct channel_opening opening = {.size = sizeof(opening),
                                      .host = &connector_host,
                                      .seat = c,
                                      .id = view_from(c->id),
                                      .config = config->fields.config,
                                      .values = values,
                                      .value_count = config->ops->field_count,
                                      .sends_max = (uint32_t)c->sends_max,
                                      .memory_max = c->config.memory_max};
    channel_enter(c);
    r = config->ops->open(&opening, fault, &c->state);
    channel_leave(c);
    if (r > CHANNEL_REFUSED)
        return error_fold(r);
    return r;
}

static void destroy(struct connector *c)
{
    int left = connector_reclaim(c);
    if (left > 0)
        connector_breach(c, "%d blocks of memory were not given back", left);
    if (c->watch_count > 0)
        connector_breach(c, "%d descriptors are still watched", c->watch_count);
    free(c->sends);
    free(c);
}

static struct connector *make(const struct connector_config *config)
{
    struct connector *c = calloc(1, sizeof(*c));
    if (c == NULL)
        return NULL;
    c->config = *config;
    c->config.fields = (struct fields_in){0};
    if (c->config.memory_max == 0)
        c->config.memory_max = MEMORY_MAX;
    c->sends_max = config->sends_max == 0 ? SENDS_MAX : config->sends_max;
    c->due_us = CHANNEL_NEVER;
    list_init(&c->blocks);
    snprintf(c->id, sizeof(c->id), "%.*s", VIEW_ARG(config->id));
    c->sends = calloc((size_t)c->sends_max, sizeof(*c->sends));
    if (c->sends == NULL) {
        free(c);
        return NULL;
    }
    return c;
}

int channel_open(const struct connector_config *config, struct channel_fault *ret_fault,
                 struct connector **ret)
{
    struct arena arena;
    struct connector *c = make(config);
    if (c == NULL)
        return error_trace(-ENOMEM);
    arena_init(&arena, 4096, CONFIG_MAX);
    int r = start(c, config, &arena, ret_fault);
    arena_free(&arena);
    if (r == CHANNEL_OK)
        *ret = c;
    else
        destroy(c);
    return r;
}

void channel_close(struct connector *c)
{
    if (c == NULL)
        return;
    channel_enter(c);
    c->config.ops->close(c->state);
    channel_leave(c);
    for (int i = 0; i < c->sends_max; i++) {
        if (!c->sends[i].is_used || c->sends[i].is_expired)
            continue;
        connector_breach(c, "it was closed without an end for %.*s", c->sends[i].id_size, c->sends[i].id);
        connector_end_unknown(c, &c->sends[i], VIEW("the connector was closed"));
    }
    destroy(c);
}

// ---- calling it

// What it took must be under way still, or be over; what it did not take must not have ended.
static int judge_take(struct connector *c, struct view id, int answer)
{
    struct connector_send *s = connector_send_find(c, id);
    switch (answer) {
    case CHANNEL_OK:
        return CHANNEL_OK;
    case CHANNEL_BUSY:
        c->figures.busy++;
        break;
    case CHANNEL_REFUSED:
        c->figures.refused++;
        break;
    default:
        break;
    }
    if (s == NULL) {
        connector_breach(c, "%.*s was not taken and ended all the same", VIEW_ARG(id));
        return CHANNEL_OK; // it was heard
    }
    int most = s->is_question ? CHANNEL_NONE : CHANNEL_BUSY;
    connector_forget(c, s);
    return answer > most ? error_fold(answer) : answer;
}

int channel_send(struct connector *c, const struct channel_message *message, struct channel_fault *ret_fault)
{
    struct channel_message copy = *message;
    int r = shape_check(c->config.ops, message, ret_fault);
    if (r != CHANNEL_OK)
        return r;
    copy.size = sizeof(copy);
    if (remember(c, message, false) == NULL)
        return CHANNEL_BUSY;
    c->figures.attempts++;
    channel_enter(c);
    r = c->config.ops->send(c->state, &copy, ret_fault);
    channel_leave(c);
    return judge_take(c, message->id, r);
}

int channel_look(struct connector *c, const struct channel_message *message, struct channel_fault *ret_fault)
{
    const struct channel_lookup *lookup = channel_facet(c, CHANNEL_FACET_LOOKUP);
    struct channel_message copy = *message;
    int r = lookup == NULL ? CHANNEL_NONE : shape_check(c->config.ops, message, ret_fault);
    if (r != CHANNEL_OK)
        return r;
    copy.size = sizeof(copy);
    if (remember(c, message, true) == NULL)
        return CHANNEL_BUSY;
    c->figures.questions++;
    channel_enter(c);
    r = lookup->look(c->state, &copy, ret_fault);
    channel_leave(c);
    return judge_take(c, message->id, r);
}

int channel_cancel(struct connector *c, struct view id)
{
    struct connector_send *s = connector_send_find(c, id);
    if (s == NULL || s->is_expired || c->config.ops->cancel == NULL)
        return CHANNEL_NONE;
    channel_enter(c);
    int r = c->config.ops->cancel(c->state, id);
    channel_leave(c);
    return r == CHANNEL_NONE || r <= 0 ? r : error_fold(r);
}

void channel_kept(struct connector *c, int64_t mark)
{
    if (c->config.ops->kept == NULL)
        return;
    channel_enter(c);
    c->config.ops->kept(c->state, mark);
    channel_leave(c);
}

int channel_step(struct connector *c)
{
    expire(c);
    if (c->due_us <= clock_mono_us(&c->config.clock))
        c->due_us = CHANNEL_NEVER;
    channel_enter(c);
    int r = c->config.ops->step(c->state);
    channel_leave(c);
    return error_fold(r);
}

// ---- asking

int64_t channel_due(const struct connector *c)
{
    int64_t due = c->due_us;
    for (int i = 0; i < c->sends_max; i++)
        if (c->sends[i].is_used && c->sends[i].until_us < due)
            due = c->sends[i].until_us;
    return due;
}

int channel_watched(const struct connector *c, const struct connector_watch **ret)
{
    *ret = c->watches;
    return c->watch_count;
}

const void *channel_facet(const struct connector *c, const char *name)
{
    return c->config.ops->facet == NULL ? NULL : c->config.ops->facet(name);
}

void *channel_state(const struct connector *c)
{
    return c->state;
}

uint32_t channel_abilities(const struct connector *c)
{
    const struct channel_ops *ops = c->config.ops;
    return ops->able == NULL ? ops->abilities : ops->abilities & ops->able(c->state);
}

const struct channel_ops *channel_type(const struct connector *c)
{
    return c->config.ops;
}

struct view channel_id(const struct connector *c)
{
    return view_from(c->id);
}

void *channel_context(const struct connector *c)
{
    return c->config.ctx;
}

void channel_figures(const struct connector *c, struct connector_figures *ret)
{
    *ret = c->figures;
}
