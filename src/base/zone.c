// SPDX-License-Identifier: Apache-2.0
#include "base/zone.h"
#include <glib.h>
#include <pthread.h>
#include <stdio.h>

static const int64_t SECOND_US = 1000000;

// ---- zones that were asked for

enum { KEPT_MAX = 256 };

struct kept {
    char name[ZONE_NAME_MAX + 1];
    GTimeZone *zone; // NULL: nobody's
};

// Opening a zone reads a file. What is kept stays: there are fewer zones than 700, and each tenant uses few.
static struct kept kept[KEPT_MAX];
static pthread_mutex_t kept_lock = PTHREAD_MUTEX_INITIALIZER;

// Names of tzdata only: GLib would take POSIX rules, offsets and paths too.
static bool is_name(struct view name)
{
    if (name.size == 0 || name.size > ZONE_NAME_MAX || !g_ascii_isupper(name.data[0]))
        return false;
    for (size_t i = 0; i < name.size; i++)
        if (!g_ascii_isalnum(name.data[i]) && strchr("_+-/", name.data[i]) == NULL)
            return false;
    return true;
}

static size_t place_of(struct view name)
{
    uint32_t hash = 2166136261u; // FNV-1a
    for (size_t i = 0; i < name.size; i++)
        hash = (hash ^ (unsigned char)name.data[i]) * 16777619u;
    return hash % KEPT_MAX;
}

// A reference, or NULL for a zone that is none.
static GTimeZone *zone_open(struct view name)
{
    if (!is_name(name))
        return NULL;
    struct kept *k = &kept[place_of(name)];
    GTimeZone *zone = NULL;
    pthread_mutex_lock(&kept_lock);
    if (k->zone != NULL && view_equal(view_from(k->name), name)) {
        zone = g_time_zone_ref(k->zone);
    } else {
        char text[ZONE_NAME_MAX + 1];
        snprintf(text, sizeof(text), "%.*s", VIEW_ARG(name));
        zone = g_time_zone_new_identifier(text);
        if (zone != NULL) {
            if (k->zone != NULL)
                g_time_zone_unref(k->zone);
            k->zone = g_time_zone_ref(zone);
            snprintf(k->name, sizeof(k->name), "%s", text);
        }
    }
    pthread_mutex_unlock(&kept_lock);
    return zone;
}

static void zone_close(GTimeZone *zone)
{
    if (zone != NULL)
        g_time_zone_unref(zone);
}

// ---- names

static const char *const short_names[][2] = {
    {"Z", "UTC"},
    {"PST", "America/Los_Angeles"},
    {"PDT", "America/Los_Angeles"},
    {"PT", "America/Los_Angeles"},
    {"MST", "America/Denver"},
    {"MDT", "America/Denver"},
    {"MT", "America/Denver"},
    {"CST", "America/Chicago"},
    {"CDT", "America/Chicago"},
    {"CT", "America/Chicago"},
    {"EST", "America/New_York"},
    {"EDT", "America/New_York"},
    {"ET", "America/New_York"},
    {"AST", "America/Halifax"},
    {"ADT", "America/Halifax"},
    {"NST", "America/St_Johns"},
    {"NDT", "America/St_Johns"},
    {"AKST", "America/Anchorage"},
    {"AKDT", "America/Anchorage"},
    {"HST", "Pacific/Honolulu"},
    {"BRT", "America/Sao_Paulo"},
    {"BST", "Europe/London"},
    {"WET", "Europe/Lisbon"},
    {"WEST", "Europe/Lisbon"},
    {"CET", "Europe/Brussels"},
    {"CEST", "Europe/Brussels"},
    {"MEZ", "Europe/Berlin"},
    {"MESZ", "Europe/Berlin"},
    {"EET", "Europe/Athens"},
    {"EEST", "Europe/Athens"},
    {"MSK", "Europe/Moscow"},
    {"TRT", "Europe/Istanbul"},
    {"SAST", "Africa/Johannesburg"},
    {"IST", "Asia/Kolkata"},
    {"PKT", "Asia/Karachi"},
    {"SGT", "Asia/Singapore"},
    {"HKT", "Asia/Hong_Kong"},
    {"JST", "Asia/Tokyo"},
    {"KST", "Asia/Seoul"},
    {"AWST", "Australia/Perth"},
    {"ACST", "Australia/Adelaide"},
    {"ACDT", "Australia/Adelaide"},
    {"AEST", "Australia/Sydney"},
    {"AEDT", "Australia/Sydney"},
    {"NZST", "Pacific/Auckland"},
    {"NZDT", "Pacific/Auckland"},
};

bool zone_resolve(struct view given, char ret[static ZONE_NAME_MAX + 1])
{
    struct view name = view_trim(given);
    for (size_t i = 0; i < sizeof(short_names) / sizeof(short_names[0]); i++)
        if (view_equal_nocase(name, view_from(short_names[i][0])))
            name = view_from(short_names[i][1]);
    GTimeZone *zone = zone_open(name);
    if (zone == NULL)
        return false;
    zone_close(zone);
    snprintf(ret, ZONE_NAME_MAX + 1, "%.*s", VIEW_ARG(name));
    return true;
}

// ---- instants

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int interval_at(GTimeZone *zone, int64_t at_s)
{
    return g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, at_s);
}

struct zone_time zone_local(struct view name, int64_t at_us)
{
    GTimeZone *zone = zone_open(name);
    int64_t at_s = floor_div(at_us, SECOND_US);
    int offset_s = zone == NULL ? 0 : g_time_zone_get_offset(zone, interval_at(zone, at_s));
    zone_close(zone);
    int64_t local_s = at_s + offset_s, day = floor_div(local_s, ZONE_DAY_S);
    int64_t weekday = (day + 4) % 7; // 1970 began on a Thursday
    return (struct zone_time){.day = day,
                              .second = (int)(local_s - day * ZONE_DAY_S),
                              .weekday = (int)(weekday < 0 ? weekday + 7 : weekday),
                              .offset_s = offset_s};
}

int64_t zone_next_change(struct view name, int64_t at_us, int64_t end_us)
{
    GTimeZone *zone = zone_open(name);
    int64_t low = floor_div(at_us, SECOND_US), high = floor_div(end_us, SECOND_US);
    if (zone == NULL)
        return end_us;
    int now = interval_at(zone, low);
    bool is_changing = high > low && interval_at(zone, high) != now;
    while (is_changing && high - low > 1) { // low: as now; high: changed
        int64_t middle = low + (high - low) / 2;
        if (interval_at(zone, middle) == now)
            low = middle;
        else
            high = middle;
    }
    zone_close(zone);
    return is_changing ? high * SECOND_US : end_us;
}

// How far it is to that second of the day while clocks run evenly.
static int64_t until_second(const struct zone_time *now, int64_t at_us, int second)
{
    int64_t part_us = at_us - floor_div(at_us, SECOND_US) * SECOND_US;
    int64_t left_s = second - now->second;
    if (left_s < 0 || (left_s == 0 && part_us > 0))
        left_s += ZONE_DAY_S;
    return left_s * SECOND_US - part_us;
}

int64_t zone_next(struct view name, int64_t at_us, int second)
{
    for (;;) {
        struct zone_time now = zone_local(name, at_us);
        int64_t then_us = at_us + until_second(&now, at_us, second);
        int64_t change_us = zone_next_change(name, at_us, then_us);
        if (change_us >= then_us)
            return then_us;
        struct zone_time after = zone_local(name, change_us);
        int64_t before_s = floor_div(change_us, SECOND_US) + now.offset_s;
        int64_t after_s = floor_div(change_us, SECOND_US) + after.offset_s;
        int64_t wanted_s = floor_div(then_us, SECOND_US) + now.offset_s;
        if (before_s <= wanted_s && wanted_s <= after_s)
            return change_us;
        at_us = change_us;
    }
}

int64_t zone_day_begin(struct view name, int64_t day)
{
    // No zone is further from UTC than 26 hours, with what it once was on the other side of the date line.
    int64_t low = (day * ZONE_DAY_S - 26 * 3600) * SECOND_US, high = low + 52 * 3600 * SECOND_US;
    while (high - low > SECOND_US) { // low: an earlier day; high: this one or a later one
        int64_t middle = floor_div(low + (high - low) / 2, SECOND_US) * SECOND_US;
        if (zone_local(name, middle).day < day)
            low = middle;
        else
            high = middle;
    }
    return high;
}
