// SPDX-License-Identifier: Apache-2.0
#include "api/connector_reply.h"
#include "api/api_state.h"
#include "api/connector_form.h"
#include "api/operator.h"
#include <openssl/crypto.h>

enum { MASKED_MIN = 12, SHOWN = 4, URL_MAX = 1024 };
static const int64_t OPENING_US = 10000000; // as long as that after a change nothing is wrong yet

struct view connector_health_name(enum connector_health health)
{
    static const struct view names[] = {{"active", 6}, {"warning", 7}, {"inactive", 8}};
    return names[health];
}

// ---- how it is

static const struct channel_ops *ops_of(const struct call *call, const struct connector_row *connector)
{
    const struct registry *adapters = call->api->config.adapters;
    const struct registry_entry *entry =
        adapters == NULL ? NULL : registry_find(adapters, connector->adapter);
    return entry == NULL ? NULL : &entry->ops;
}

static void warn(struct connector_look *look, struct view detail)
{
    look->health = CONNECTOR_WARNING;
    look->detail = detail;
}

static void judge(struct connector_look *look)
{
    const struct delivery_figures *f = &look->figures;
    look->state = f->state;
    look->until_us = f->until_us;
    memcpy(look->text, f->fault, sizeof(f->fault));
    struct view fault = view_from(look->text);
    switch (f->state) {
    case DELIVERY_CONNECTOR_OPEN:
        return;
    case DELIVERY_CONNECTOR_CLOSED:
        warn(look, VIEW("it is not open"));
        return;
    case DELIVERY_CONNECTOR_FAULTY:
        warn(look, fault.size > 0 ? fault : VIEW("it cannot be opened"));
        return;
    case DELIVERY_CONNECTOR_PAUSED:
        warn(look, fault.size > 0 ? fault : VIEW("it failed several times and rests"));
        return;
    case DELIVERY_CONNECTOR_THROTTLED:
        warn(look, f->is_crowded ? VIEW("the hub has no place for more requests just now")
                                 : VIEW("the provider asked to wait"));
        return;
    }
}

static bool is_opening(const struct call *call, const struct connector_row *connector,
                       const struct connector_look *look)
{
    bool is_closed = !look->has_figures || look->figures.state == DELIVERY_CONNECTOR_CLOSED;
    return is_closed && api_now_us(call->api) < connector->updated_us + OPENING_US;
}

void connector_look_at(const struct call *call, const struct connector_row *connector,
                       struct connector_look *ret)
{
    const struct outside *outside = call->api->config.outside;
    *ret = (struct connector_look){.state = DELIVERY_CONNECTOR_CLOSED};
    ret->has_figures =
        outside != NULL && outside->figures(call->api->config.outside_ctx, connector->row, &ret->figures);
    if (!connector->is_enabled)
        ret->health = CONNECTOR_INACTIVE;
    else if (ops_of(call, connector) == NULL)
        warn(ret, VIEW("this hub has no such adapter"));
    else if (is_opening(call, connector, ret))
        ret->detail = VIEW("it is being opened");
    else if (!ret->has_figures)
        warn(ret, VIEW("it is not open"));
    else
        judge(ret);
}

// ---- secrets

_Static_assert(sizeof(CONNECTOR_MASK) + SHOWN <= CONNECTOR_MASKED_MAX + 1, "a mask and its end fit");

struct view connector_mask(struct view secret, char text[static CONNECTOR_MASKED_MAX])
{
    size_t size = sizeof(CONNECTOR_MASK) - 1;
    memcpy(text, CONNECTOR_MASK, size);
    if (secret.size < MASKED_MIN)
        return view_make(text, size);
    for (size_t i = secret.size - SHOWN; i < secret.size; i++) {
        unsigned char c = (unsigned char)secret.data[i];
        if (c <= ' ' || c >= 0x7f)
            return view_make(text, size);
    }
    memcpy(text + size, secret.data + secret.size - SHOWN, SHOWN);
    return view_make(text, size + SHOWN);
}

static void write_masked(struct json_writer *w, const struct json *object, struct arena *arena)
{
    for (const struct json *key = json_first(object); key != NULL; key = json_next_member(object, key)) {
        char text[CONNECTOR_MASKED_MAX];
        struct view name, secret;
        if (!json_text(key, arena, &name) || !json_text(json_value_of(key), arena, &secret))
            continue;
        json_key_escaped(w, name);
        json_string(w, connector_mask(secret, text));
    }
}

static void write_secrets(struct json_writer *w, const struct call *call,
                          const struct connector_row *connector)
{
    struct buffer open;
    struct arena arena;
    const struct json *object;
    buffer_init(&open, CONNECTOR_CONFIG_MAX + 64);
    arena_init(&arena, 4096, 4 << 20);
    if (connector_secrets_open(connector, store_secrets(call->api->config.store), &open) == CONNECTOR_OK &&
        json_parse(&arena, buffer_view(&open), NULL, &object) == JSON_OK && object->type == JSON_OBJECT)
        write_masked(w, object, &arena);
    if (open.data != NULL)
        OPENSSL_cleanse(open.data, open.size);
    buffer_free(&open);
    arena_free(&arena);
}

void connector_write_config(struct json_writer *w, const struct call *call,
                            const struct connector_row *connector)
{
    json_begin_object(w);
    json_members(w, connector->config);
    write_secrets(w, call, connector);
    json_end_object(w);
}

// ---- one connector

static void write_count(struct json_writer *w, struct view name, int64_t value)
{
    json_key(w, name);
    json_integer(w, value);
}

static void write_count_or_null(struct json_writer *w, struct view name, int64_t value)
{
    json_key(w, name);
    if (value == 0)
        json_null(w);
    else
        json_integer(w, value);
}

static void write_time(struct json_writer *w, struct view name, int64_t us)
{
    json_key(w, name);
    json_time(w, us);
}

void connector_write_figures(struct json_writer *w, const struct connector_look *look)
{
    const struct delivery_figures *f = &look->figures;
    json_key(w, VIEW("figures"));
    if (!look->has_figures) {
        json_null(w);
        return;
    }
    json_begin_object(w);
    write_count(w, VIEW("attempts"), f->attempts);
    write_count(w, VIEW("sent"), f->sent);
    write_count(w, VIEW("retried"), f->retried);
    write_count(w, VIEW("failed"), f->failed);
    write_count(w, VIEW("unknown"), f->unknown);
    write_count(w, VIEW("delivered"), f->delivered);
    write_count(w, VIEW("read"), f->read);
    write_count(w, VIEW("received"), f->received);
    write_count(w, VIEW("dropped"), f->dropped);
    write_count(w, VIEW("webhooks"), f->hooks);
    write_count(w, VIEW("webhooks_refused"), f->hooks_refused);
    write_count(w, VIEW("unknown_kinds"), f->unknown_kinds);
    write_count(w, VIEW("under_way"), f->under_way);
    int64_t ended = f->attempts - f->under_way;
    json_key(w, VIEW("average_ms"));
    if (ended > 0)
        json_real(w, (double)(f->answer_us_sum / ended / 100) / 10);
    else
        json_null(w);
    write_time(w, VIEW("last_sent_at"), f->last_sent_us);
    write_time(w, VIEW("last_received_at"), f->last_received_us);
    write_time(w, VIEW("last_fault_at"), f->last_fault_us);
    json_end_object(w);
}

// By the host that the caller asked, unless one is configured.
static void write_webhook(struct json_writer *w, const struct call *call,
                          const struct connector_row *connector)
{
    const struct channel_ops *ops = ops_of(call, connector);
    char text[URL_MAX];
    struct buffer out = buffer_fixed(text, sizeof(text));
    struct view url = call->api->config.public_url;
    json_key(w, VIEW("webhook_url"));
    if (ops == NULL || ops->facet == NULL || ops->facet(CHANNEL_FACET_WEBHOOK) == NULL) {
        json_null(w);
        return;
    }
    if (url.data != NULL)
        buffer_append_view(&out, url);
    else if (operator_asks(call)) // whose host is a file
        buffer_printf(&out, "http://127.0.0.1:%d", call->api->port);
    else
        buffer_printf(&out, "http://%.*s", VIEW_ARG(call->head.host));
    buffer_printf(&out, "/webhook/%.*s/%.*s", VIEW_ARG(channel_name(connector->channel)),
                  VIEW_ARG(connector->id));
    json_string_or_null(w, out.failed ? (struct view){0} : buffer_view(&out));
}

static void write_look(struct json_writer *w, const struct connector_look *look)
{
    static const struct view states[] = {
        {"closed", 6}, {"open", 4}, {"faulty", 6}, {"paused", 6}, {"throttled", 9}};
    json_key(w, VIEW("status"));
    json_string(w, connector_health_name(look->health));
    json_key(w, VIEW("state"));
    json_string(w, states[look->state]);
    json_key(w, VIEW("detail"));
    json_string_or_null(w, look->detail);
    write_time(w, VIEW("until"), look->until_us);
    connector_write_figures(w, look);
}

void connector_write(struct json_writer *w, const struct call *call, const struct connector_row *c)
{
    struct connector_look look;
    connector_look_at(call, c, &look);
    json_begin_object(w);
    json_key(w, VIEW("id"));
    json_string(w, c->id);
    json_key(w, VIEW("name"));
    json_string(w, c->name);
    json_key(w, VIEW("channel"));
    json_string(w, channel_name(c->channel));
    json_key(w, VIEW("adapter"));
    json_string(w, c->adapter);
    json_key(w, VIEW("config"));
    connector_write_config(w, call, c);
    write_count_or_null(w, VIEW("rate"), c->rate);
    write_count_or_null(w, VIEW("concurrency"), c->concurrency);
    json_key(w, VIEW("enabled"));
    json_bool(w, c->is_enabled);
    write_webhook(w, call, c);
    write_look(w, &look);
    write_count(w, VIEW("version"), c->version);
    write_time(w, VIEW("created_at"), c->created_us);
    write_time(w, VIEW("updated_at"), c->updated_us);
    json_end_object(w);
}
