// SPDX-License-Identifier: Apache-2.0
#include "hub/file_limit.h"
#include "base/error.h"
#include "codec/json.h"
#include <stdio.h>

#define OFFICE                                                                                               \
    "application/msword, application/vnd.ms-excel, application/vnd.ms-powerpoint, "                          \
    "application/vnd.ms-outlook, "                                                                           \
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document, "                              \
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, "                                    \
    "application/vnd.openxmlformats-officedocument.presentationml.presentation, "                            \
    "application/vnd.oasis.opendocument.text, application/vnd.oasis.opendocument.spreadsheet, "              \
    "application/vnd.oasis.opendocument.presentation, application/rtf, "

static const char DEFAULT_TYPES[] =
    "image/*, application/pdf, text/*, " OFFICE "application/json, audio/*, video/*, application/zip";

static int64_t positive(const struct json *settings, struct view name, int64_t otherwise)
{
    const struct json *value = json_member(settings, name);
    int64_t number;
    return value != NULL && json_int(value, &number) && number > 0 ? number : otherwise;
}

static void read_types(const struct json *settings, struct arena *arena, struct file_limits *ret)
{
    const struct json *types = json_member(settings, VIEW("file_types"));
    struct buffer out = buffer_fixed(ret->types, sizeof(ret->types) - 1);
    struct view text;
    if (types == NULL || types->type != JSON_ARRAY)
        return;
    for (const struct json *t = json_first(types); t != NULL; t = json_next(types, t)) {
        if (!json_text(t, arena, &text))
            continue;
        buffer_append_view(&out, out.size > 0 ? VIEW(",") : (struct view){0});
        buffer_append_view(&out, text);
    }
    ret->types[out.failed ? 0 : out.size] = '\0'; // rather nothing than what was not said
}

static void read_settings(struct view text, int64_t max_bytes, struct file_limits *ret)
{
    struct arena arena;
    const struct json *settings;
    *ret = (struct file_limits){.file_bytes = max_bytes};
    snprintf(ret->types, sizeof(ret->types), "%s", DEFAULT_TYPES);
    if (text.size <= 2) // "{}"
        return;
    arena_init(&arena, 4096, 1 << 20);
    if (json_parse(&arena, text, NULL, &settings) == JSON_OK && settings->type == JSON_OBJECT) {
        int64_t own = positive(settings, VIEW("file_max_bytes"), max_bytes);
        ret->file_bytes = own < max_bytes ? own : max_bytes;
        ret->files_bytes = positive(settings, VIEW("files_max_bytes"), 0);
        read_types(settings, &arena, ret);
    }
    arena_free(&arena);
}

int file_limits_load(struct db *db, int64_t tenant, int64_t max_bytes, struct file_limits *ret)
{
    struct query q = query_begin(db, SQL_TENANT_SETTINGS, tenant);
    int r = query_step(&q);
    if (r >= 0)
        read_settings(r == QUERY_ROW ? query_text(&q, 0) : (struct view){0}, max_bytes, ret);
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

bool file_limits_allow(const struct file_limits *limits, const struct media *media)
{
    return !media->is_executable && media_is_listed(view_from(limits->types), media->type);
}
