// SPDX-License-Identifier: Apache-2.0
#include "hub/session_state.h"

struct view session_status_name(enum session_status status)
{
    switch (status) {
    case SESSION_ACTIVE:
        return VIEW("active");
    case SESSION_PENDING:
        return VIEW("pending");
    case SESSION_RESOLVED:
        return VIEW("resolved");
    case SESSION_CLOSED:
        return VIEW("closed");
    }
    return VIEW("unknown");
}

static struct view priority_name(enum priority priority)
{
    switch (priority) {
    case PRIORITY_LOW:
        return VIEW("low");
    case PRIORITY_NORMAL:
        return VIEW("normal");
    case PRIORITY_HIGH:
        return VIEW("high");
    case PRIORITY_URGENT:
        return VIEW("urgent");
    }
    return VIEW("unknown");
}

// "MM:SS"; minutes go on beyond 59.
static void write_duration(struct json_writer *w, int64_t us)
{
    char text[32];
    struct buffer out = buffer_fixed(text, sizeof(text));
    int64_t seconds = us < 0 ? 0 : us / 1000000;
    if (seconds < 600)
        buffer_append_char(&out, '0');
    buffer_append_int(&out, seconds / 60);
    buffer_append_char(&out, ':');
    if (seconds % 60 < 10)
        buffer_append_char(&out, '0');
    buffer_append_int(&out, seconds % 60);
    json_string(w, buffer_view(&out));
}

static void write_object(struct json_writer *w, struct view name, struct view json)
{
    json_key(w, name);
    json_raw(w, json.data == NULL ? VIEW("{}") : json);
}

// What only the company sees.
static void write_internal(struct json_writer *w, const struct session *s)
{
    json_key(w, VIEW("priority"));
    json_string(w, priority_name(s->priority));
    json_key(w, VIEW("agent_id"));
    json_string_or_null(w, s->agent_id);
    json_key(w, VIEW("agent_name"));
    json_string_or_null(w, s->agent_name);
    json_key(w, VIEW("queue"));
    json_string_or_null(w, s->queue_id);
    json_key(w, VIEW("tags"));
    json_raw(w, s->tags.data == NULL ? VIEW("[]") : s->tags);
    json_key(w, VIEW("snoozed_until"));
    json_time(w, s->snoozed_until_us);
    json_key(w, VIEW("rating"));
    if (s->rating == 0)
        json_null(w);
    else
        json_integer(w, s->rating);
    json_key(w, VIEW("rating_comment"));
    json_string_or_null(w, s->rating_comment);
    json_key(w, VIEW("merged_into"));
    json_string_or_null(w, s->merged_into_id);
    json_key(w, VIEW("resolved_at"));
    json_time(w, s->resolved_us);
    json_key(w, VIEW("closed_at"));
    json_time(w, s->closed_us);
    json_key(w, VIEW("version"));
    json_integer(w, s->version);
    json_key(w, VIEW("sentiment"));
    json_raw(w, s->sentiment.data == NULL ? VIEW("null") : s->sentiment);
    json_key(w, VIEW("session_data"));
    json_begin_object(w);
    write_object(w, VIEW("customer_profile"), s->profile);
    write_object(w, VIEW("preferences"), s->preferences);
    write_object(w, VIEW("context"), s->context);
    json_end_object(w);
    json_key(w, VIEW("customer_info"));
    json_begin_object(w);
    json_key(w, VIEW("name"));
    json_string_or_null(w, s->customer_name);
    json_key(w, VIEW("phone"));
    json_string_or_null(w, s->customer_phone);
    json_key(w, VIEW("email"));
    json_string_or_null(w, s->customer_email);
    json_end_object(w);
    json_key(w, VIEW("total_interactions"));
    json_integer(w, s->interactions);
}

// With whom a visitor was merged is not theirs to know.
static void write_customer(struct json_writer *w, const struct session *s)
{
    json_key(w, VIEW("customer_id"));
    json_string(w, s->customer_id);
    json_key(w, VIEW("customer_name"));
    json_string_or_null(w, s->customer_name);
}

void session_write_open(struct json_writer *w, const struct session *s, enum audience audience,
                        int64_t now_us)
{
    json_begin_object(w);
    json_key(w, VIEW("session_id"));
    json_string(w, s->id);
    if (audience == AUDIENCE_INTERNAL)
        write_customer(w, s);
    json_key(w, VIEW("channel_type"));
    json_string(w, channel_name(s->primary_channel));
    json_key(w, VIEW("primary_channel"));
    json_string(w, channel_name(s->primary_channel));
    json_key(w, VIEW("active_channels"));
    channel_set_write(w, s->channels);
    json_key(w, VIEW("channel"));
    json_string(w, channel_name(s->channel));
    json_key(w, VIEW("status"));
    json_string(w, session_status_name(s->status));
    json_key(w, VIEW("created_at"));
    json_time(w, s->created_us);
    json_key(w, VIEW("updated_at"));
    json_time(w, s->updated_us);
    json_key(w, VIEW("last_activity"));
    json_time(w, s->last_activity_us);
    json_key(w, VIEW("duration"));
    write_duration(w, (s->closed_us != 0 ? s->closed_us : now_us) - s->created_us);
    if (audience == AUDIENCE_INTERNAL)
        write_internal(w, s);
}
