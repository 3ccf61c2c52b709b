// SPDX-License-Identifier: Apache-2.0
// The member `delivery` of what is told.
#include "hub/interaction.h"

struct view delivery_name(enum delivery_state state)
{
    switch (state) {
    case DELIVERY_NONE:
        break;
    case DELIVERY_WAITING:
        return VIEW("waiting");
    case DELIVERY_QUEUED:
        return VIEW("queued");
    case DELIVERY_SENT:
        return VIEW("sent");
    case DELIVERY_DELIVERED:
        return VIEW("delivered");
    case DELIVERY_READ:
        return VIEW("read");
    case DELIVERY_FAILED:
        return VIEW("failed");
    case DELIVERY_UNKNOWN:
        return VIEW("unknown");
    case DELIVERY_CANCELLED:
        return VIEW("cancelled");
    }
    return (struct view){0};
}

struct view delivery_waiting(enum delivery_state state)
{
    return state == DELIVERY_WAITING ? VIEW("no connector") : (struct view){0};
}

// As it is stored, or `otherwise`.
static void write_member(struct json_writer *w, const struct json *info, struct view name,
                         struct view otherwise)
{
    const struct json *value = json_member(info, name);
    json_key(w, name);
    json_raw(w, value == NULL ? otherwise : json_source(value));
}

static void write_time(struct json_writer *w, const struct json *info)
{
    const struct json *value = json_member(info, VIEW("next_attempt_us"));
    int64_t us;
    json_key(w, VIEW("next_attempt_at"));
    json_time(w, value != NULL && json_int(value, &us) ? us : 0);
}

static void write_info(struct json_writer *w, struct view text)
{
    struct arena arena;
    const struct json *info;
    arena_init(&arena, 4096, 4 << 20);
    if (json_parse(&arena, text, NULL, &info) == JSON_OK && info->type == JSON_OBJECT) {
        write_member(w, info, VIEW("connector"), VIEW("null"));
        write_member(w, info, VIEW("attempts"), VIEW("0"));
        write_member(w, info, VIEW("code"), VIEW("null"));
        write_member(w, info, VIEW("reason"), VIEW("null"));
        write_time(w, info);
        write_member(w, info, VIEW("held"), VIEW("null"));
        write_member(w, info, VIEW("segments"), VIEW("null"));
        write_member(w, info, VIEW("fallback_from"), VIEW("[]"));
    }
    arena_free(&arena);
}

void delivery_write(struct json_writer *w, enum delivery_state state, struct view info,
                    enum audience audience)
{
    json_key(w, VIEW("delivery"));
    if (state == DELIVERY_NONE) {
        json_null(w);
        return;
    }
    json_begin_object(w);
    json_key(w, VIEW("status"));
    json_string(w, delivery_name(state));
    json_key(w, VIEW("waiting"));
    json_string_or_null(w, delivery_waiting(state));
    if (audience == AUDIENCE_INTERNAL && info.data != NULL)
        write_info(w, info);
    json_end_object(w);
}
