// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "base/time_text.h"
#include "base/zone.h"
#include <stdio.h>

static const int64_t SECOND_US = 1000000;

static int64_t at(const char *text)
{
    int64_t us;
    assert_true(time_text_parse(view_from(text), &us));
    return us;
}

static void local_is(const char *zone, const char *utc, int hour, int minute, int offset_s)
{
    struct zone_time t = zone_local(view_from(zone), at(utc));
    assert_int_equal(t.second, hour * 3600 + minute * 60);
    assert_int_equal(t.offset_s, offset_s);
}

static void names_and_abbreviations_are_zones(void **state)
{
    (void)state;
    static const char *const good[][2] = {
        {"Europe/Berlin", "Europe/Berlin"},
        {"UTC", "UTC"},
        {"PST", "America/Los_Angeles"},
        {"est", "America/New_York"},
        {" CEST ", "Europe/Brussels"},
        {"z", "UTC"},
        {"America/Argentina/Ushuaia", "America/Argentina/Ushuaia"},
        {"Etc/GMT+5", "Etc/GMT+5"},
    };
    static const char *const bad[] = {"",
                                      "Berlin",
                                      "+01:00",
                                      "../../etc/passwd",
                                      "EST5EDT4,M3.2.0,M11.1.0",
                                      "Europe/Nowhere",
                                      ":Europe/Berlin",
                                      "posix/Europe/Berlin"};
    char name[ZONE_NAME_MAX + 1];
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_true(zone_resolve(view_from(good[i][0]), name));
        assert_string_equal(name, good[i][1]);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(zone_resolve(view_from(bad[i]), name));
}

static void local_times_are_those_of_the_clocks_there(void **state)
{
    (void)state;
    local_is("Europe/Berlin", "2026-01-15T12:00:00Z", 13, 0, 3600);
    local_is("Europe/Berlin", "2026-07-15T12:00:00Z", 14, 0, 7200);
    local_is("America/New_York", "2026-07-15T02:00:00Z", 22, 0, -4 * 3600);
    local_is("Asia/Kathmandu", "2026-07-15T02:00:00Z", 7, 45, 20700);
    local_is("Australia/Lord_Howe", "2026-07-15T00:00:00Z", 10, 30, 37800);
    local_is("Australia/Lord_Howe", "2026-01-15T00:00:00Z", 11, 0, 39600);
    local_is("Nowhere/AtAll", "2026-01-15T12:00:00Z", 12, 0, 0);
    // Before 1970, and a Sunday.
    struct zone_time t = zone_local(VIEW("UTC"), -SECOND_US / 2);
    assert_int_equal(t.day, -1);
    assert_int_equal(t.second, 86399);
    assert_int_equal(t.weekday, 3);
    assert_int_equal(zone_local(VIEW("UTC"), at("2026-11-22T12:00:00Z")).weekday, 0);
}

// Far behind the last change that tzdata lists, by the rule at its end.
static void rules_go_on_for_ever(void **state)
{
    (void)state;
    local_is("Europe/Berlin", "2099-07-15T12:00:00Z", 14, 0, 7200);
    local_is("Europe/Berlin", "2099-01-15T12:00:00Z", 13, 0, 3600);
}

static void next_is(const char *zone, const char *from, int hour, int minute, const char *then)
{
    int64_t us = zone_next(view_from(zone), at(from), hour * 3600 + minute * 60);
    char text[TIME_TEXT_SIZE + 1];
    time_text(text, us);
    assert_string_equal(text, then);
}

static void the_next_time_of_day_is_found_across_changes(void **state)
{
    (void)state;
    next_is("Europe/Berlin", "2026-01-15T12:00:00Z", 8, 0, "2026-01-16T07:00:00.000Z");
    next_is("Europe/Berlin", "2026-01-15T07:00:00Z", 8, 0, "2026-01-15T07:00:00.000Z");
    next_is("Europe/Berlin", "2026-01-15T07:00:00.500Z", 8, 0, "2026-01-16T07:00:00.000Z");
    // Clocks go from 02:00 to 03:00 on 2026-03-29: 02:30 is jumped over.
    next_is("Europe/Berlin", "2026-03-28T21:00:00Z", 8, 0, "2026-03-29T06:00:00.000Z");
    next_is("Europe/Berlin", "2026-03-29T00:30:00Z", 2, 30, "2026-03-29T01:00:00.000Z");
    // … and from 03:00 to 02:00 on 2026-10-25: 02:30 is there twice.
    next_is("Europe/Berlin", "2026-10-24T22:00:00Z", 2, 30, "2026-10-25T00:30:00.000Z");
    next_is("Europe/Berlin", "2026-10-25T00:45:00Z", 2, 30, "2026-10-25T01:30:00.000Z");
    next_is("America/New_York", "2026-03-08T02:00:00Z", 8, 0, "2026-03-08T12:00:00.000Z");
    next_is("Australia/Lord_Howe", "2026-10-03T14:00:00Z", 2, 15, "2026-10-03T15:30:00.000Z");
    next_is("Pacific/Apia", "2011-12-30T09:30:00Z", 12, 0, "2011-12-30T10:00:00.000Z");
}

static void days_begin_at_midnight_there(void **state)
{
    (void)state;
    int64_t day = zone_local(VIEW("Europe/Berlin"), at("2026-03-29T12:00:00Z")).day;
    assert_int_equal(zone_day_begin(VIEW("Europe/Berlin"), day), at("2026-03-28T23:00:00Z"));
    assert_int_equal(zone_day_begin(VIEW("Europe/Berlin"), day + 1), at("2026-03-29T22:00:00Z"));
    assert_int_equal(zone_day_begin(VIEW("Pacific/Kiritimati"), day), at("2026-03-28T10:00:00Z"));
    // The day that Samoa left out begins with the one that followed it.
    int64_t last = zone_local(VIEW("Pacific/Apia"), at("2011-12-30T09:59:59Z")).day;
    assert_int_equal(zone_local(VIEW("Pacific/Apia"), at("2011-12-30T10:00:00Z")).day, last + 2);
    assert_int_equal(zone_day_begin(VIEW("Pacific/Apia"), last + 1), at("2011-12-30T10:00:00Z"));
}

static void more_zones_than_are_kept_are_told_apart(void **state)
{
    (void)state;
    char name[ZONE_NAME_MAX + 1];
    static const char *const zones[] = {"Europe/Berlin", "Asia/Tokyo", "America/Lima", "Africa/Cairo"};
    static const int offsets[] = {3600, 32400, -18000, 7200};
    for (int i = -12; i <= 14; i++) {
        char etc[16];
        snprintf(etc, sizeof(etc), "Etc/GMT%+d", -i);
        assert_true(i == 0 || zone_resolve(view_from(etc), name));
        for (int j = 0; j < 4; j++)
            assert_int_equal(zone_local(view_from(zones[j]), at("2026-01-15T12:00:00Z")).offset_s,
                             offsets[j]);
        assert_int_equal(zone_local(view_from(etc), 0).offset_s, i * 3600);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_abbreviations_are_zones),
        cmocka_unit_test(local_times_are_those_of_the_clocks_there),
        cmocka_unit_test(rules_go_on_for_ever),
        cmocka_unit_test(the_next_time_of_day_is_found_across_changes),
        cmocka_unit_test(days_begin_at_midnight_there),
        cmocka_unit_test(more_zones_than_are_kept_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
