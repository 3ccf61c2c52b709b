// SPDX-License-Identifier: Apache-2.0
#include "api/cursor.h"
#include "api/api_state.h"
#include "api/page.h"
#include "hub/position.h"

static bool read_number(struct view cursor, struct view mark, int64_t *ret)
{
    long long number;
    if (cursor.data == NULL) {
        *ret = INT64_MAX;
        return true;
    }
    if (!view_starts(cursor, mark) || !view_to_uint(view_make(cursor.data + 1, cursor.size - 1), &number))
        return false;
    *ret = number;
    return true;
}

bool cursor_position(struct view cursor, int64_t *ret)
{
    return read_number(cursor, VIEW("p"), ret);
}

static void write_cursor(struct json_writer *w, const struct buffer *text)
{
    json_key(w, VIEW("next_cursor"));
    if (text == NULL)
        json_null(w);
    else
        json_string(w, buffer_view(text));
}

// Newest first, until the page is full; returns how many are done with.
static int write_items(struct json_writer *w, const struct call *call, const struct timeline *t)
{
    enum audience audience = call->principal.audience;
    int count = 0;
    json_begin_array(w);
    while (count < t->count && (count == 0 || !page_is_full(w))) {
        const struct interaction *in = &t->items[count++];
        if (timeline_tells(in, audience))
            interaction_write(w, in, audience, call->api->epoch);
    }
    json_end_array(w);
    return count;
}

static void write_timeline_cursor(struct json_writer *w, const struct timeline *t, int written)
{
    char text[24];
    struct buffer out = buffer_fixed(text, sizeof(text));
    if (!t->has_more && written == t->count) {
        write_cursor(w, NULL);
        return;
    }
    buffer_append_char(&out, 'p');
    buffer_append_int(&out, t->items[written - 1].position);
    write_cursor(w, &out);
}

void cursor_write_page(struct json_writer *w, const struct call *call, struct view name,
                       const struct timeline *timeline, int64_t position)
{
    json_begin_object(w);
    json_key(w, name);
    int written = write_items(w, call, timeline);
    write_timeline_cursor(w, timeline, written);
    json_key(w, VIEW("position"));
    position_write(w, call->api->epoch, position);
    json_end_object(w);
}

bool cursor_session(struct view cursor, uint32_t mark, struct session_cursor *ret)
{
    long long given, key, row;
    if (cursor.data == NULL)
        return true;
    if (!view_starts(cursor, VIEW("s")))
        return false;
    struct view rest = view_make(cursor.data + 1, cursor.size - 1);
    if (!view_to_uint(view_cut(&rest, '.'), &given) || given != mark ||
        !view_to_uint(view_cut(&rest, '.'), &key) || !view_to_uint(rest, &row))
        return false;
    *ret = (struct session_cursor){key, row};
    return true;
}

void cursor_write_session(struct json_writer *w, uint32_t mark, const struct session_cursor *cursor)
{
    char text[64];
    struct buffer out = buffer_fixed(text, sizeof(text));
    if (cursor == NULL) {
        write_cursor(w, NULL);
        return;
    }
    buffer_append_char(&out, 's');
    buffer_append_int(&out, mark);
    buffer_append_char(&out, '.');
    buffer_append_int(&out, cursor->key);
    buffer_append_char(&out, '.');
    buffer_append_int(&out, cursor->row);
    write_cursor(w, &out);
}

bool cursor_row(struct view cursor, int64_t start, int64_t *ret)
{
    long long row;
    if (cursor.data == NULL) {
        *ret = start;
        return true;
    }
    if (!view_starts(cursor, VIEW("r")) || !view_to_uint(view_make(cursor.data + 1, cursor.size - 1), &row))
        return false;
    *ret = row;
    return true;
}

void cursor_write_row(struct json_writer *w, int64_t row)
{
    char text[24];
    struct buffer out = buffer_fixed(text, sizeof(text));
    buffer_append_char(&out, 'r');
    buffer_append_int(&out, row);
    write_cursor(w, row == 0 ? NULL : &out);
}

static bool take_count(struct view *rest, long long most, long long *ret)
{
    return view_to_uint(view_cut(rest, '.'), ret) && *ret <= most;
}

bool cursor_search(struct view cursor, struct search_cursor *ret)
{
    long long last_message, last_customer, messages, customers;
    *ret = (struct search_cursor){0};
    if (cursor.data == NULL)
        return true;
    if (!view_starts(cursor, VIEW("q")))
        return false;
    struct view rest = view_make(cursor.data + 1, cursor.size - 1);
    if (!take_count(&rest, INT64_MAX, &last_message) || !take_count(&rest, INT64_MAX, &last_customer) ||
        !take_count(&rest, SEARCH_RANKED_MAX, &messages) ||
        !take_count(&rest, SEARCH_RANKED_MAX, &customers) || rest.data != NULL)
        return false;
    *ret = (struct search_cursor){last_message, last_customer, (int)messages, (int)customers};
    return true;
}

void cursor_write_search(struct json_writer *w, const struct search_cursor *cursor)
{
    char text[96];
    struct buffer out = buffer_fixed(text, sizeof(text));
    if (cursor == NULL) {
        write_cursor(w, NULL);
        return;
    }
    buffer_append_char(&out, 'q');
    buffer_append_int(&out, cursor->last_message);
    buffer_append_char(&out, '.');
    buffer_append_int(&out, cursor->last_customer);
    buffer_append_char(&out, '.');
    buffer_append_int(&out, cursor->messages);
    buffer_append_char(&out, '.');
    buffer_append_int(&out, cursor->customers);
    write_cursor(w, &out);
}

int cursor_refuse(struct call *call)
{
    static const struct fault fault = {{"query:cursor", 12}, {"is not a cursor of this list", 28}};
    call_refuse(call, 422, VIEW("arguments.invalid"), VIEW("the cursor is not one that this list gave"));
    call->refusal.errors = &fault;
    call->refusal.error_count = 1;
    return 1;
}
