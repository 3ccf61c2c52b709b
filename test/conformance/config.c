// SPDX-License-Identifier: Apache-2.0
// Configurations made from what an adapter says of its fields.
#include "codec/json.h"
#include "engine.h"

static void write_text(struct json_writer *w, const struct channel_field *f)
{
    char text[4096];
    size_t size = f->min > 4 ? (size_t)f->min : f->max > 0 && f->max < 4 ? (size_t)f->max : 4;
    size = size < sizeof(text) ? size : sizeof(text);
    memset(text, 'x', size);
    json_string(w, view_make(text, size));
}

static void write_value(struct json_writer *w, const struct channel_field *f)
{
    switch (f->kind) {
    case CHANNEL_FIELD_TEXT:
        write_text(w, f);
        break;
    case CHANNEL_FIELD_INTEGER:
        json_integer(w, f->min);
        break;
    case CHANNEL_FIELD_BOOLEAN:
        json_bool(w, false);
        break;
    case CHANNEL_FIELD_JSON:
        json_raw(w, VIEW("{}"));
        break;
    case CHANNEL_FIELD_SECRET:
        json_null(w);
        break;
    }
}

void engine_make_config(const struct channel_ops *ops, const char *without, struct buffer *out)
{
    struct json_writer w = json_writer(out);
    json_begin_object(&w);
    for (uint32_t i = 0; i < ops->field_count; i++) {
        const struct channel_field *f = &ops->fields[i];
        if (!f->is_required || f->kind == CHANNEL_FIELD_SECRET ||
            (without != NULL && strcmp(without, f->name) == 0))
            continue;
        json_key(&w, view_from(f->name));
        write_value(&w, f);
    }
    json_end_object(&w);
}

int engine_make_secrets(const struct channel_ops *ops, struct channel_secret *ret)
{
    int count = 0;
    for (uint32_t i = 0; i < ops->field_count; i++)
        if (ops->fields[i].is_required && ops->fields[i].kind == CHANNEL_FIELD_SECRET)
            ret[count++] =
                (struct channel_secret){view_from(ops->fields[i].name), VIEW("a-secret-of-the-suite")};
    return count;
}

struct fields_in engine_fields(struct run *run, struct buffer *config, struct channel_secret *secrets)
{
    const struct conformance_subject *s = run->subject;
    struct fields_in in = {.config = s->config, .secrets = s->secrets, .secret_count = s->secret_count};
    if (in.config.data == NULL) {
        engine_make_config(s->ops, NULL, config);
        in.config = buffer_view(config);
    }
    if (in.secrets == NULL) {
        in.secret_count = (size_t)engine_make_secrets(s->ops, secrets);
        in.secrets = secrets;
    }
    return in;
}
