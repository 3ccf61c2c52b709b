// SPDX-License-Identifier: Apache-2.0
#include "hub/consent_rules.h"
#include "hub/consent_word.h"

enum { EVERY_DAY = 0x7f };

// ---- reading

static struct view text_of(const struct json *value)
{
    return view_make(value->text, value->size);
}

// "21:30"
static bool read_time(const struct json *value, int *ret)
{
    long long hours, minutes;
    if (value == NULL || value->type != JSON_STRING || value->has_escapes)
        return false;
    struct view rest = text_of(value), hour = view_cut(&rest, ':');
    if (hour.size != 2 || rest.size != 2 || !view_to_uint(hour, &hours) || !view_to_uint(rest, &minutes) ||
        hours > 23 || minutes > 59)
        return false;
    *ret = (int)(hours * 3600 + minutes * 60);
    return true;
}

static bool read_words(const struct json *array, unsigned *ret, int (*number_of)(struct view word))
{
    unsigned set = 0;
    if (array->type != JSON_ARRAY || array->count == 0)
        return false;
    for (const struct json *v = json_first(array); v != NULL; v = json_next(array, v)) {
        int number = v->type == JSON_STRING && !v->has_escapes ? number_of(text_of(v)) : -1;
        if (number < 0)
            return false;
        set |= 1u << number;
    }
    *ret = set;
    return true;
}

static int weekday_of(struct view word)
{
    static const char names[7][4] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    for (int i = 0; i < 7; i++)
        if (view_equal(word, view_from(names[i])))
            return i;
    return -1;
}

// Not of what must always go.
static int held_purpose_of(struct view word)
{
    enum consent_purpose purpose;
    return consent_purpose_from(word, &purpose) && purpose != CONSENT_REQUIRED ? (int)purpose : -1;
}

static bool read_hours(const struct json *value, struct quiet_hours *ret)
{
    struct quiet_hours h = {.purposes = 1u << CONSENT_MARKETING, .days = EVERY_DAY};
    if (value->type != JSON_OBJECT || !read_time(json_member(value, VIEW("from")), &h.from) ||
        !read_time(json_member(value, VIEW("to")), &h.to))
        return false;
    const struct json *purposes = json_member(value, VIEW("purposes"));
    const struct json *days = json_member(value, VIEW("days"));
    if (purposes != NULL && !read_words(purposes, &h.purposes, held_purpose_of))
        return false;
    if (days != NULL && !read_words(days, &h.days, weekday_of))
        return false;
    if (h.from == h.to && h.days == EVERY_DAY) // they would never end
        return false;
    *ret = h;
    return true;
}

static bool read_channel(const struct json *value, int *ret)
{
    enum channel channel;
    *ret = -1;
    if (value == NULL || value->type == JSON_NULL)
        return true;
    if (value->type != JSON_STRING || value->has_escapes || channel_from(text_of(value), &channel) < 0)
        return false;
    *ret = (int)channel;
    return true;
}

static bool read_cap(const struct json *value, struct frequency_cap *ret)
{
    enum { CAP_MAX = 10000 };
    if (value->type != JSON_OBJECT)
        return false;
    const struct json *purpose = json_member(value, VIEW("purpose")), *per = json_member(value, VIEW("per"));
    const struct json *max = json_member(value, VIEW("max"));
    if (purpose == NULL || purpose->type != JSON_STRING || per == NULL || per->type != JSON_STRING)
        return false;
    int number = held_purpose_of(text_of(purpose));
    bool is_day = view_equal(text_of(per), VIEW("day")), is_week = view_equal(text_of(per), VIEW("week"));
    if (number < 0 || (!is_day && !is_week) ||
        !read_channel(json_member(value, VIEW("channel")), &ret->channel))
        return false;
    ret->purpose = (enum consent_purpose)number;
    ret->days = is_day ? 1 : 7;
    return max != NULL && json_int(max, &ret->max) && ret->max >= 1 && ret->max <= CAP_MAX;
}

static bool read_caps(const struct json *value, struct consent_rules *ret)
{
    struct frequency_cap cap;
    if (value->type != JSON_ARRAY || value->count > CONSENT_CAPS_MAX)
        return false;
    for (const struct json *v = json_first(value); v != NULL; v = json_next(value, v)) {
        if (!read_cap(v, &cap))
            return false;
        ret->caps[ret->cap_count++] = cap;
    }
    return true;
}

static bool speaks_of(struct view settings, struct view name)
{
    return settings.size > name.size && memmem(settings.data, settings.size, name.data, name.size) != NULL;
}

static void read_settings(const struct json *settings, struct consent_rules *ret)
{
    const struct json *zone = json_member(settings, VIEW("time_zone"));
    const struct json *hours = json_member(settings, VIEW("quiet_hours"));
    const struct json *caps = json_member(settings, VIEW("frequency_caps"));
    if (zone != NULL && zone->type == JSON_STRING && !zone->has_escapes)
        zone_resolve(text_of(zone), ret->zone);
    if (hours != NULL)
        read_hours(hours, &ret->quiet);
    if (caps != NULL && !read_caps(caps, ret))
        ret->cap_count = 0;
}

void consent_rules_read(struct view settings, struct consent_rules *ret)
{
    struct arena arena;
    const struct json *root;
    *ret = (struct consent_rules){.zone = "UTC"};
    if (!speaks_of(settings, VIEW("\"quiet_hours\"")) && !speaks_of(settings, VIEW("\"frequency_caps\"")))
        return;
    arena_init(&arena, 4096, 1 << 20);
    if (json_parse(&arena, settings, NULL, &root) == JSON_OK && root->type == JSON_OBJECT)
        read_settings(root, ret);
    arena_free(&arena);
}

// ---- checking

enum { REPLY_MAX = 1000 };

static bool is_reply(const struct json *value)
{
    return value->type == JSON_STRING && value->size > 0 && value->size <= REPLY_MAX;
}

static bool is_good(struct view name, const struct json *value)
{
    struct consent_rules scratch = {.cap_count = 0};
    char zone[ZONE_NAME_MAX + 1];
    if (view_equal(name, VIEW("quiet_hours")))
        return read_hours(value, &scratch.quiet);
    if (view_equal(name, VIEW("frequency_caps")))
        return read_caps(value, &scratch);
    if (view_equal(name, VIEW("consent_words")))
        return consent_words_are_good(value);
    if (view_equal(name, VIEW("time_zone")))
        return value->type == JSON_STRING && zone_resolve(text_of(value), zone);
    return is_reply(value);
}

bool consent_settings_are_good(const struct json *patch, const struct json *merged, struct view *ret_name)
{
    static const struct view names[] = {{"quiet_hours", 11}, {"frequency_caps", 14}, {"consent_words", 13},
                                        {"time_zone", 9},    {"opt_out_reply", 13},  {"opt_in_reply", 12},
                                        {"help_reply", 10}};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct json *value = json_member(merged, names[i]);
        if (value == NULL || json_member(patch, names[i]) == NULL || is_good(names[i], value))
            continue;
        *ret_name = names[i];
        return false;
    }
    return true;
}
