// SPDX-License-Identifier: Apache-2.0
// GET /connectors/{id}/unknown: what a provider sent that its adapter does not know, for whoever is to find
// out why.
#include "api/api_state.h"
#include "api/connector_reply.h"
#include "api/handlers.h"
#include "api/refuse_connector.h"
#include "base/error.h"
#include "hub/webhook_unknown.h"
#include <errno.h>
#include <openssl/crypto.h>

enum { SECRETS_MAX = 32, SECRET_MIN = 4 };

struct showing {
    struct json_writer *w;
    struct arena *rows;
    struct buffer sample;
    struct view secrets[SECRETS_MAX];
    int secret_count;
};

static void take_secrets(struct showing *s, struct arena *arena, struct view json)
{
    const struct json *object;
    if (json_parse(arena, json, NULL, &object) != JSON_OK || object->type != JSON_OBJECT)
        return;
    for (const struct json *key = json_first(object); key != NULL; key = json_next_member(object, key)) {
        const struct json *value = json_value_of(key);
        struct view secret;
        if (s->secret_count < SECRETS_MAX && value->type == JSON_STRING && json_text(value, arena, &secret) &&
            secret.size >= SECRET_MIN)
            s->secrets[s->secret_count++] = secret;
    }
}

// The secret that the text begins with, or one that it was cut within.
static const struct view *secret_at(const struct showing *s, struct view text)
{
    for (int i = 0; i < s->secret_count; i++) {
        const struct view *secret = &s->secrets[i];
        if (view_starts(text, *secret) || (text.size >= SECRET_MIN && view_starts(*secret, text)))
            return secret;
    }
    return NULL;
}

// Some providers send what proves who they are among the rest.
static struct view mask_secrets(struct showing *s, struct view sample)
{
    buffer_clear(&s->sample);
    for (size_t i = 0; i < sample.size;) {
        char text[CONNECTOR_MASKED_MAX];
        const struct view *secret = secret_at(s, view_make(sample.data + i, sample.size - i));
        if (secret == NULL) {
            buffer_append_char(&s->sample, sample.data[i++]);
            continue;
        }
        buffer_append_view(&s->sample, connector_mask(*secret, text));
        i += secret->size;
    }
    return buffer_view(&s->sample);
}

static int write_kind(void *ctx, const struct webhook_unknown *unknown)
{
    struct showing *s = ctx;
    struct json_writer *w = s->w;
    json_begin_object(w);
    json_key(w, VIEW("kind"));
    json_string(w, unknown->kind);
    json_key(w, VIEW("count"));
    json_integer(w, unknown->count);
    json_key(w, VIEW("sample"));
    json_string(w, mask_secrets(s, unknown->sample));
    json_key(w, VIEW("first_at"));
    json_time(w, unknown->first_us);
    json_key(w, VIEW("last_at"));
    json_time(w, unknown->last_us);
    json_end_object(w);
    arena_reset(s->rows);
    return s->sample.failed ? -ENOMEM : 0;
}

static int write_kinds(struct showing *s, struct snapshot *snapshot, int64_t connector)
{
    struct arena rows;
    arena_init(&rows, 16 << 10, 1 << 20);
    buffer_init(&s->sample, 8 * WEBHOOK_UNKNOWN_SAMPLE);
    s->rows = &rows;
    json_begin_object(s->w);
    json_key(s->w, VIEW("kinds"));
    json_begin_array(s->w);
    int r = webhook_unknown_walk(snapshot->db, snapshot->tenant, connector, &rows, write_kind, s);
    json_end_array(s->w);
    json_end_object(s->w);
    buffer_free(&s->sample);
    arena_free(&rows);
    return r;
}

int connector_unknown_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct connector_unknown_args *args = call->args;
    struct connector_row connector;
    struct showing s = {.w = w};
    struct buffer open;
    struct arena secrets;
    int r = connector_find(snapshot->db, snapshot->tenant, args->id, call_arena(call), &connector);
    if (r != CONNECTOR_OK)
        return refuse_connector(call, r);
    buffer_init(&open, CONNECTOR_CONFIG_MAX + 64);
    arena_init(&secrets, 4096, 4 << 20);
    r = connector_secrets_open(&connector, store_secrets(call->api->config.store), &open);
    if (r == CONNECTOR_OK)
        take_secrets(&s, &secrets, buffer_view(&open));
    r = r < 0 ? error_trace(r) : write_kinds(&s, snapshot, connector.row);
    if (open.data != NULL)
        OPENSSL_cleanse(open.data, open.size);
    buffer_free(&open);
    arena_free(&secrets);
    return r;
}
