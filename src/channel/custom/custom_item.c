// SPDX-License-Identifier: Apache-2.0
// Items of a webhook's request, as the mapping has them.
#include "base/time_text.h"
#include "channel/custom/custom_map.h"
#include "codec/json_pointer.h"
#include "codec/utf8.h"

enum { SECOND_US = 1000000, FILES_MAX = 32, PART_MAX = 64 << 10 };
static const double SECONDS_MOST = 1e11, MILLIS_MOST = 1e14; // a number above is of the next smaller unit
static const double US_MOST = 253402300799e6;                // the end of the year 9999

// ---- kinds

enum custom_item custom_map_judge(const struct custom_rule *rule, const struct json *item,
                                  struct arena *arena, struct view *ret_kind)
{
    struct custom_take take = {.pointer = rule->kind.pointer, .other = rule->kind.other};
    struct view kind = VIEW("");
    *ret_kind = VIEW("an item without a kind");
    if (rule->kind.pointer.data == NULL)
        return rule->has_message   ? CUSTOM_IS_MESSAGE
               : rule->has_receipt ? CUSTOM_IS_RECEIPT
                                   : CUSTOM_IS_NOTHING;
    if (!custom_take_text(&take, item, arena, &kind))
        return CUSTOM_IS_UNKNOWN;
    if (kind.size > 0)
        *ret_kind = kind;
    if (custom_matches(rule->kind.message, kind, arena))
        return CUSTOM_IS_MESSAGE;
    if (custom_matches(rule->kind.receipt, kind, arena))
        return CUSTOM_IS_RECEIPT;
    return custom_matches(rule->kind.ignore, kind, arena) ? CUSTOM_IS_NOTHING : CUSTOM_IS_UNKNOWN;
}

// ---- values

// RFC 3339, or a number of seconds, milliseconds or microseconds since 1970, told apart by its size. 0: none.
static int64_t take_time(const struct custom_take *take, const struct json *item, struct arena *arena)
{
    struct view text;
    const struct json *number;
    int64_t us;
    double value;
    if (!custom_take_text(take, item, arena, &text))
        return 0;
    if (time_text_parse(text, &us))
        return us;
    if (json_parse(arena, text, NULL, &number) != JSON_OK || number->type != JSON_NUMBER ||
        !json_double(number, &value) || value <= 0)
        return 0;
    value *= value < SECONDS_MOST ? 1e6 : value < MILLIS_MOST ? 1e3 : 1;
    return value <= US_MOST ? (int64_t)value : 0;
}

// What is too long is cut: it is for people.
static struct view take_cut(const struct custom_take *take, const struct json *item, struct arena *arena,
                            size_t most)
{
    struct view text;
    if (!custom_take_text(take, item, arena, &text) || text.size == 0)
        return (struct view){0};
    return utf8_cut(text, most);
}

static bool take_id(const struct custom_take *take, const struct json *item, struct arena *arena,
                    struct view *ret)
{
    struct view text;
    if (!custom_take_text(take, item, arena, &text) || text.size == 0 || text.size > CHANNEL_ADDRESS_MAX)
        return false;
    *ret = text;
    return true;
}

// ---- attachments and metadata

static bool keep(struct arena *arena, struct buffer *made, struct view *ret)
{
    bool is_kept = !made->failed && made->size <= PART_MAX && arena_copy(arena, buffer_view(made), ret);
    buffer_free(made);
    return is_kept;
}

static void write_member(struct json_writer *w, const char *name, struct view text)
{
    if (text.data == NULL)
        return;
    json_key(w, view_from(name));
    json_string(w, text);
}

static void write_file(struct json_writer *w, const struct custom_file *file, const struct json *v,
                       struct arena *arena)
{
    static const struct custom_take whole = {.pointer = {"", 0}};
    struct view url, size;
    long long bytes;
    if (!custom_take_text(v->type == JSON_STRING ? &whole : &file->url, v, arena, &url) || url.size == 0)
        return;
    json_begin_object(w);
    write_member(w, "url", url);
    if (v->type == JSON_OBJECT) {
        write_member(w, "id", take_cut(&file->id, v, arena, CHANNEL_ADDRESS_MAX));
        write_member(w, "name", take_cut(&file->name, v, arena, CHANNEL_ADDRESS_MAX));
        write_member(w, "type", take_cut(&file->type, v, arena, CHANNEL_ADDRESS_MAX));
        if (custom_take_text(&file->size, v, arena, &size) && view_to_uint(size, &bytes)) {
            json_key(w, VIEW("size"));
            json_integer(w, bytes);
        }
    }
    json_end_object(w);
}

static struct view take_files(const struct custom_words *words, const struct json *item, struct arena *arena)
{
    const struct json *list = custom_take_value(&words->attachments, item);
    struct view made = {0};
    struct buffer out;
    int count = 0;
    if (list == NULL)
        return made;
    buffer_init(&out, 1 << 20);
    struct json_writer w = json_writer(&out);
    json_begin_array(&w);
    if (list->type != JSON_ARRAY)
        write_file(&w, &words->file, list, arena);
    else
        for (const struct json *v = json_first(list); v != NULL && count < FILES_MAX;
             v = json_next(list, v), count++)
            write_file(&w, &words->file, v, arena);
    json_end_array(&w);
    bool is_empty = out.size <= 2;
    return keep(arena, &out, &made) && !is_empty ? made : (struct view){0};
}

static struct view take_metadata(const struct json *mapping, const struct json *item, struct arena *arena)
{
    struct channel_fault fault;
    struct custom_reading r = {arena, &fault};
    struct view name, made = {0};
    struct buffer out;
    if (mapping == NULL)
        return made;
    buffer_init(&out, 1 << 20);
    struct json_writer w = json_writer(&out);
    json_begin_object(&w);
    for (const struct json *k = json_first(mapping); k != NULL; k = json_next_member(mapping, k)) {
        struct custom_take take = {0};
        if (custom_read_take(&r, json_value_of(k), "", &take) != CHANNEL_OK || !json_text(k, arena, &name))
            continue;
        const struct json *v = custom_take_value(&take, item);
        if (v == NULL)
            continue;
        json_key_escaped(&w, name);
        json_raw(&w, json_source(v));
    }
    json_end_object(&w);
    return keep(arena, &out, &made) ? made : (struct view){0};
}

// ---- items

bool custom_map_message(const struct custom_rule *rule, const struct json *item, struct arena *arena,
                        struct channel_received *ret, const char **ret_why)
{
    const struct custom_words *words = &rule->message;
    *ret = (struct channel_received){0};
    *ret_why = "message without id";
    if (!take_id(&words->id, item, arena, &ret->provider_id))
        return false;
    *ret_why = "message without author";
    if (!take_id(&words->from, item, arena, &ret->from))
        return false;
    ret->from_name = take_cut(&words->name, item, arena, CHANNEL_ADDRESS_MAX);
    ret->text = take_cut(&words->text, item, arena, CHANNEL_TEXT_MAX);
    ret->payload = take_cut(&words->payload, item, arena, PART_MAX);
    ret->attachments = take_files(words, item, arena);
    ret->metadata = take_metadata(words->metadata, item, arena);
    ret->at_us = take_time(&words->at, item, arena);
    return true;
}

static bool take_state(const struct custom_states *states, struct view text, struct arena *arena,
                       enum channel_state *ret)
{
    const struct {
        const struct json *patterns;
        enum channel_state state;
    } all[] = {{states->sent, CHANNEL_TAKEN},
               {states->delivered, CHANNEL_DELIVERED},
               {states->read, CHANNEL_READ},
               {states->bounced, CHANNEL_BOUNCED},
               {states->ignore, (enum channel_state)0}};
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        if (!custom_matches(all[i].patterns, text, arena))
            continue;
        *ret = all[i].state;
        return true;
    }
    return false;
}

bool custom_map_receipt(const struct custom_rule *rule, const struct json *item, struct arena *arena,
                        struct channel_moved *ret, const char **ret_why)
{
    const struct custom_receipt *receipt = &rule->receipt;
    struct view state;
    *ret = (struct channel_moved){0};
    *ret_why = "receipt without id";
    bool has_id = take_id(&receipt->id, item, arena, &ret->provider_id);
    has_id |= take_id(&receipt->delivery, item, arena, &ret->id) && ret->id.size <= CHANNEL_ID_MAX;
    if (ret->id.size > CHANNEL_ID_MAX)
        ret->id = (struct view){0};
    if (!has_id)
        return false;
    *ret_why = "receipt of an unknown state";
    if (!custom_take_text(&receipt->state, item, arena, &state) ||
        !take_state(&receipt->states, state, arena, &ret->state))
        return false;
    ret->at_us = take_time(&receipt->at, item, arena);
    if (ret->state == CHANNEL_BOUNCED) {
        ret->code = take_cut(&receipt->code, item, arena, CHANNEL_ADDRESS_MAX);
        ret->text = take_cut(&receipt->text, item, arena, CHANNEL_ADDRESS_MAX);
    }
    return true;
}

// ---- forms

static bool is_first(const struct form_pair *pairs, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (view_equal(pairs[i].name, pairs[at].name))
            return false;
    return true;
}

static void write_values(struct json_writer *w, const struct form_pair *pairs, size_t count, size_t first)
{
    size_t more = first + 1;
    while (more < count && !view_equal(pairs[more].name, pairs[first].name))
        more++;
    if (more == count) {
        json_string(w, pairs[first].value);
        return;
    }
    json_begin_array(w);
    for (size_t i = first; i < count; i++)
        if (view_equal(pairs[i].name, pairs[first].name))
            json_string(w, pairs[i].value);
    json_end_array(w);
}

bool custom_map_form(const struct form_pair *pairs, size_t count, struct buffer *out)
{
    struct json_writer w = json_writer(out);
    json_begin_object(&w);
    for (size_t i = 0; i < count; i++) {
        if (!is_first(pairs, i))
            continue;
        json_key_escaped(&w, pairs[i].name);
        write_values(&w, pairs, count, i);
    }
    json_end_object(&w);
    return !out->failed;
}
