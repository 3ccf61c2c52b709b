// SPDX-License-Identifier: Apache-2.0
#include "hub/tenant.h"
#include "base/error.h"
#include "codec/json.h"
#include <stdio.h>

static const int64_t SECOND_US = 1000000;
static const int64_t HOUR_US = (int64_t)3600 * 1000000;

static void read_text(const struct json *settings, struct arena *arena, struct view name, char *ret,
                      size_t size)
{
    const struct json *value = json_member(settings, name);
    struct view text;
    if (value != NULL && json_text(value, arena, &text) && text.size > 0 && text.size < size)
        snprintf(ret, size, "%.*s", VIEW_ARG(text));
}

static void read_span(const struct json *settings, struct view name, int64_t unit_us, int64_t *ret_us)
{
    const struct json *value = json_member(settings, name);
    int64_t number;
    if (value != NULL && json_int(value, &number) && number >= 0 && number <= INT64_MAX / unit_us)
        *ret_us = number * unit_us;
}

void tenant_settings_read(struct view text, struct tenant_settings *ret)
{
    struct arena arena;
    const struct json *settings;
    *ret = (struct tenant_settings){.time_zone = "UTC",
                                    .locale = "en",
                                    .reopen_window_us = 72 * HOUR_US,
                                    .snooze_max_us = 30 * 24 * HOUR_US,
                                    .transfer_leg_us = 24 * HOUR_US};
    if (text.size <= 2) // "{}"
        return;
    arena_init(&arena, 4096, 1 << 20);
    if (json_parse(&arena, text, NULL, &settings) == JSON_OK && settings->type == JSON_OBJECT) {
        read_text(settings, &arena, VIEW("time_zone"), ret->time_zone, sizeof(ret->time_zone));
        read_text(settings, &arena, VIEW("locale"), ret->locale, sizeof(ret->locale));
        read_span(settings, VIEW("reopen_window_s"), SECOND_US, &ret->reopen_window_us);
        read_span(settings, VIEW("retention_days"), 24 * HOUR_US, &ret->retention_us);
        read_span(settings, VIEW("snooze_max_s"), SECOND_US, &ret->snooze_max_us);
        read_span(settings, VIEW("transfer_leg_s"), SECOND_US, &ret->transfer_leg_us);
        read_span(settings, VIEW("idle_close_s"), SECOND_US, &ret->idle_close_us);
    }
    arena_free(&arena);
}

int tenant_settings_load(struct db *db, int64_t tenant, struct tenant_settings *ret)
{
    struct query q = query_begin(db, SQL_TENANT_SETTINGS, tenant);
    int r = query_step(&q);
    if (r >= 0)
        tenant_settings_read(r == QUERY_ROW ? query_text(&q, 0) : (struct view){0}, ret);
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}
