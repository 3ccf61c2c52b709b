// SPDX-License-Identifier: Apache-2.0
#include "hub/consent_count.h"
#include "base/error.h"

enum { DAYS_MAX = 7 };

static bool is_about(const struct frequency_cap *cap, const struct consent_question *q)
{
    return cap->purpose == q->purpose && (cap->channel < 0 || cap->channel == (int)q->channel);
}

// Adds what one of the members was sent on a channel on the days [first, first + DAYS_MAX).
static int add_channel(struct db *db, int64_t tenant, int64_t member, int channel,
                       enum consent_purpose purpose, int64_t first, int64_t sums[static DAYS_MAX])
{
    struct query q = query_begin(db, SQL_CONTACT_COUNTS, tenant);
    query_bind(&q, member);
    query_bind(&q, channel);
    query_bind(&q, purpose);
    query_bind(&q, first);
    int r;
    while ((r = query_step(&q)) == QUERY_ROW)
        if (query_int(&q, 0) - first < DAYS_MAX)
            sums[query_int(&q, 0) - first] += query_int(&q, 1);
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

// The day from which on the window that ends with it holds fewer than the cap; sums[DAYS_MAX - 1] is today's.
static int64_t free_day(const struct frequency_cap *cap, const int64_t sums[static DAYS_MAX], int64_t today)
{
    for (int ahead = 0; ahead < cap->days; ahead++) {
        int64_t sum = 0;
        for (int i = DAYS_MAX - cap->days + ahead; i < DAYS_MAX; i++)
            sum += sums[i];
        if (sum < cap->max)
            return today + ahead;
    }
    return today + cap->days;
}

static int judge_cap(struct db *db, int64_t tenant, const struct frequency_cap *cap, const int64_t *members,
                     int count, int64_t today, int64_t *day)
{
    int64_t sums[DAYS_MAX] = {0};
    int first = cap->channel < 0 ? 0 : cap->channel, last = cap->channel < 0 ? CHANNELS - 1 : cap->channel;
    int r = 0;
    for (int i = 0; i < count; i++)
        for (int channel = first; r == 0 && channel <= last; channel++)
            r = add_channel(db, tenant, members[i], channel, cap->purpose, today - DAYS_MAX + 1, sums);
    int64_t from = r == 0 ? free_day(cap, sums, today) : 0;
    if (from > *day)
        *day = from;
    return r;
}

int consent_caps_until(struct db *db, int64_t tenant, const struct consent_rules *rules,
                       const int64_t *members, int count, const struct consent_question *question,
                       int64_t *ret_us)
{
    struct view zone = view_from(rules->zone);
    int64_t today = 0, day = 0;
    int r = 0;
    // What counts already has its room.
    for (int i = 0; r == 0 && question->counted_day == 0 && i < rules->cap_count; i++) {
        if (!is_about(&rules->caps[i], question))
            continue;
        if (day == 0)
            day = today = zone_local(zone, question->at_us).day;
        r = judge_cap(db, tenant, &rules->caps[i], members, count, today, &day);
    }
    *ret_us = day > today ? zone_day_begin(zone, day) : question->at_us;
    return r;
}

// ---- counting

static int read_rules(struct db *db, int64_t tenant, struct consent_rules *ret)
{
    struct query q = query_begin(db, SQL_CONSENT_RULES, tenant);
    int r = query_step(&q);
    if (r >= 0)
        consent_rules_read(r == QUERY_ROW ? query_text(&q, 0) : (struct view){0}, ret);
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

static int change(struct tx *tx, enum statement statement, const struct consent_question *question,
                  int64_t day)
{
    struct query q = query_begin(tx->db, statement, tx->tenant);
    query_bind(&q, question->customer);
    query_bind(&q, question->channel);
    query_bind(&q, question->purpose);
    query_bind(&q, day);
    return error_trace(query_run(&q, NULL));
}

int consent_count(struct tx *tx, const struct consent_question *question, int64_t *ret_day)
{
    struct consent_rules rules;
    bool is_wanted = false;
    int r = read_rules(tx->db, tx->tenant, &rules);
    for (int i = 0; r == 0 && i < rules.cap_count; i++)
        is_wanted |= is_about(&rules.caps[i], question);
    int64_t day = is_wanted ? zone_local(view_from(rules.zone), question->at_us).day : 0;
    if (r == 0 && is_wanted)
        r = change(tx, SQL_CONTACT_COUNT_ADD, question, day);
    if (r == 0)
        *ret_day = day;
    return r;
}

int consent_uncount(struct tx *tx, const struct consent_question *question)
{
    return question->counted_day == 0 ? 0
                                      : change(tx, SQL_CONTACT_COUNT_DROP, question, question->counted_day);
}
