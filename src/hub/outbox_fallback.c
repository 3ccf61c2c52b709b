// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "codec/json_merge.h"
#include "hub/consent.h"
#include "hub/outbox_change.h"
#include "hub/outbox_way.h"
#include <errno.h>

struct falling {
    struct tx *tx;
    struct outbox_row *o;
    struct interaction *in;
    const struct json *info; // NULL: none
};

// ---- where to

static const struct json *member_of(const struct json *object, struct view name)
{
    const struct json *value =
        object != NULL && object->type == JSON_OBJECT ? json_member(object, name) : NULL;
    return value != NULL && value->type == JSON_ARRAY ? value : NULL;
}

// The request's chain, else the tenant's; *ret NULL: none.
static int find_chain(struct falling *f, const struct json **ret)
{
    struct view text = {0};
    const struct json *settings = NULL;
    *ret = member_of(f->info, VIEW("fallback"));
    if (*ret != NULL)
        return 0;
    struct query q = query_begin(f->tx->db, SQL_TENANT_SETTINGS, f->tx->tenant);
    int r = query_step(&q);
    if (r == QUERY_ROW && !tx_copy(f->tx, query_text(&q, 0), &text))
        r = -ENOMEM;
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    if (text.size > 2 && json_parse(&f->tx->batch->arena, text, NULL, &settings) == JSON_OK)
        *ret = member_of(settings, VIEW("fallback_channels"));
    return 0;
}

// The channels that it was tried on.
static unsigned tried(const struct falling *f)
{
    unsigned set = channel_bit(f->o->channel);
    const struct json *from = member_of(f->info, VIEW("fallback_from"));
    for (const struct json *v = from == NULL ? NULL : json_first(from); v != NULL; v = json_next(from, v)) {
        const struct json *name = v->type == JSON_OBJECT ? json_member(v, VIEW("channel")) : NULL;
        struct view text;
        enum channel channel;
        if (name != NULL && json_text(name, &f->tx->batch->arena, &text) && channel_from(text, &channel) == 0)
            set |= channel_bit(channel);
    }
    return set;
}

// 1 when the customer can be reached there, and may be.
static int try_channel(struct falling *f, enum channel channel, struct outbox_way *ret)
{
    struct outbox_session session;
    struct view to;
    struct consent_answer answer = {0};
    if (delivery_begin(f->tx->setup, channel) != DELIVERY_WAITING)
        return 0;
    int r = outbox_session_load(f->tx, f->o->session, &session);
    if (r == 0)
        r = outbox_find_way(f->tx, f->o->session, channel, ret);
    if (r < 0 || ret->connector == 0 || session.customer == 0)
        return r;
    r = outbox_find_address(f->tx, &session, channel, ret->connector, &to);
    if (r < 0 || to.data == NULL)
        return r;
    const struct consent_question question = {.customer = session.customer,
                                              .channel = channel,
                                              .purpose = f->o->purpose,
                                              .address = to,
                                              .at_us = f->tx->now_us};
    r = consent_ask(f->tx->db, f->tx->tenant, &question, &answer);
    return r != 0 ? error_fold(r) : answer.verdict != CONSENT_DENY;
}

static int find_next(struct falling *f, enum channel *ret, struct outbox_way *ret_way)
{
    const struct json *chain;
    unsigned before = tried(f);
    int r = find_chain(f, &chain);
    if (r < 0 || chain == NULL)
        return r;
    for (const struct json *v = json_first(chain); v != NULL && r == 0; v = json_next(chain, v)) {
        struct view name;
        if (!json_text(v, &f->tx->batch->arena, &name) || channel_from(name, ret) < 0 ||
            channel_bit(*ret) & before)
            continue;
        r = try_channel(f, *ret, ret_way);
    }
    return r;
}

// ---- going there

static void write_from(struct json_writer *w, const struct falling *f, const struct outbox_why *why)
{
    const struct json *from = member_of(f->info, VIEW("fallback_from"));
    json_begin_array(w);
    for (const struct json *v = from == NULL ? NULL : json_first(from); v != NULL; v = json_next(from, v))
        json_raw(w, json_source(v));
    json_begin_object(w);
    json_key(w, VIEW("channel"));
    json_string(w, channel_name(f->o->channel));
    json_key(w, VIEW("code"));
    json_string_or_null(w, why->code);
    json_key(w, VIEW("reason"));
    json_string_or_null(w, why->text);
    json_end_object(w);
    json_end_array(w);
}

static int write_patch(const struct falling *f, const struct outbox_why *why, struct view connector,
                       struct view *ret)
{
    struct buffer out;
    struct view patch = {0};
    const struct outbox_why none = {0};
    buffer_init(&out, DELIVERY_INFO_MAX);
    struct json_writer w = json_writer(&out);
    json_begin_object(&w);
    json_key(&w, VIEW("connector"));
    json_string(&w, connector);
    json_key(&w, VIEW("segments"));
    json_null(&w);
    json_key(&w, VIEW("fallback_from"));
    write_from(&w, f, why);
    json_end_object(&w);
    if (!out.failed)
        tx_copy(f->tx, buffer_view(&out), &patch);
    buffer_free(&out);
    return patch.data == NULL ? error_trace(-ENOMEM) : outbox_write_patch(f->tx, f->o, &none, patch, ret);
}

static int move_entry(struct falling *f, enum channel channel)
{
    struct query q = query_begin(f->tx->db, SQL_INTERACTION_SET_CHANNEL, f->tx->tenant);
    query_bind(&q, f->in->row);
    query_bind(&q, channel);
    query_bind(&q, interaction_no_connector(channel));
    f->in->channel = channel;
    f->in->connector = interaction_no_connector(channel);
    f->in->provider_id = (struct view){0};
    return error_trace(query_run(&q, NULL));
}

static int go(struct falling *f, enum channel channel, const struct outbox_way *way,
              const struct outbox_why *why)
{
    struct view patch;
    struct outbox_row *o = f->o;
    enum channel before = o->channel;
    o->connector = way->connector;
    o->channel = channel;
    o->address = (struct view){0};
    o->due_us = f->tx->now_us;
    int r = outbox_restart(f->tx, o, true);
    o->channel = before; // for what is told of it
    if (r == 0)
        r = write_patch(f, why, way->id, &patch);
    o->channel = channel;
    if (r == 0 && json_merge(&f->tx->batch->arena, f->in->delivery_info, patch, DELIVERY_INFO_MAX,
                             &f->in->delivery_info) < 0)
        r = -ENOMEM;
    if (r == 0)
        r = move_entry(f, channel);
    f->in->delivery = DELIVERY_QUEUED;
    if (r == 0)
        r = delivery_store(f->tx, f->in);
    return r == 0 ? delivery_tell(f->tx, f->in, EVENT_MESSAGE_UPDATED) : error_trace(r);
}

int outbox_fall_back(struct tx *tx, struct outbox_row *o, const struct outbox_why *why)
{
    struct falling f = {.tx = tx, .o = o, .in = tx_alloc(tx, sizeof(*f.in))};
    struct outbox_way way;
    enum channel channel;
    bool is_late = o->expires_us != 0 && o->expires_us <= tx->now_us;
    if (o->kind != OUTBOX_MESSAGE || o->row == 0 || is_late)
        return 0;
    if (f.in == NULL)
        return error_trace(-ENOMEM);
    int r = interaction_load(tx->db, tx->tenant, o->ref, &tx->batch->arena, f.in);
    if (r != INTERACTION_OK)
        return r < 0 ? error_trace(r) : 0;
    if (f.in->delivery_info.data != NULL &&
        json_parse(&tx->batch->arena, f.in->delivery_info, NULL, &f.info) != JSON_OK)
        f.info = NULL;
    r = find_next(&f, &channel, &way);
    if (r != 1)
        return r < 0 ? error_trace(r) : 0;
    r = go(&f, channel, &way, why);
    return r < 0 ? r : 1;
}
