// SPDX-License-Identifier: Apache-2.0
// Random ledgers, settings, messages and times, asked of the hub and of a model that keeps everything in
// plain lists and walks time by the minute.
#include "hub/consent.h"
#include "hub/consent_rules.h"
#include "hub/testing_hub.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { PEOPLE = 4, ADDRESSES = 3, DECISIONS = 60, SENT = 60, ROUNDS = 60, QUESTIONS = 60 };
static const int64_t MINUTE_US = (int64_t)60 * 1000000;
static const int64_t DAY_US = (int64_t)86400 * 1000000;

static const char *const addresses[ADDRESSES] = {"+4917000001", "+4917000002", "+4917000003"};
static const char *const zones[] = {"Europe/Berlin",
                                    "America/New_York",
                                    "Australia/Lord_Howe",
                                    "Asia/Kathmandu",
                                    "Pacific/Apia",
                                    "America/St_Johns",
                                    "",
                                    "Africa/Casablanca"};
enum { ZONES = sizeof(zones) / sizeof(zones[0]) };

struct decision {
    int person, channel, purpose, address; // -1: every channel, no address; 0: every purpose
    bool is_given;
};

struct sent {
    int person;
    int channel, purpose;
    int64_t day;
};

struct model {
    struct testing_store store; // first
    uint64_t seed;
    struct decision decisions[DECISIONS];
    int decision_count;
    struct sent sent[SENT];
    int sent_count;
    int merged_into[PEOPLE]; // -1: nobody
    bool is_blocked[PEOPLE];
    int zone[PEOPLE], tenant_zone;
    struct quiet_hours quiet;
    struct frequency_cap caps[3];
    int cap_count;
};

static int below(struct model *m, int limit)
{
    m->seed = m->seed * 6364136223846793005u + 1442695040888963407u;
    return (int)((m->seed >> 33) % (uint64_t)limit);
}

// ---- the model

static int root_of(const struct model *m, int person)
{
    while (m->merged_into[person] >= 0)
        person = m->merged_into[person];
    return person;
}

static bool speaks_of(const struct decision *d, int channel, int purpose)
{
    return (d->channel == -1 || d->channel == channel) && (d->purpose == 0 || d->purpose == purpose);
}

// The last word of a person's own row, or of an address: -1 none, 0 against, 1 for.
static int last_word(const struct model *m, int person, int address, int channel, int purpose)
{
    int word = -1;
    for (int i = 0; i < m->decision_count; i++) {
        const struct decision *d = &m->decisions[i];
        bool is_of = address < 0 ? d->address < 0 && d->person == person : d->address == address;
        if (is_of && speaks_of(d, channel, purpose))
            word = d->is_given;
    }
    return word;
}

static bool model_is_quiet(const struct model *m, int purpose, struct view zone, int64_t at_us)
{
    struct zone_time t = zone_local(zone, at_us);
    const struct quiet_hours *h = &m->quiet;
    if (!(h->purposes & consent_purpose_bit((enum consent_purpose)purpose)))
        return false;
    for (int back = 0; back <= 1; back++) { // hours that began today, or yesterday
        int begin = h->from - back * ZONE_DAY_S, end = h->to - back * ZONE_DAY_S;
        if (h->to <= h->from)
            end += ZONE_DAY_S;
        if ((h->days >> ((t.weekday + 7 - back) % 7) & 1) && t.second >= begin && t.second < end)
            return true;
    }
    return false;
}

// As known today, whatever is to come.
static int64_t model_sent(const struct model *m, int root, const struct frequency_cap *cap, int64_t today,
                          int64_t day)
{
    int64_t sum = 0;
    for (int i = 0; i < m->sent_count; i++) {
        const struct sent *s = &m->sent[i];
        if (root_of(m, s->person) == root && s->purpose == (int)cap->purpose &&
            (cap->channel < 0 || cap->channel == s->channel) && s->day <= today && s->day <= day &&
            s->day > day - cap->days)
            sum++;
    }
    return sum;
}

static int64_t cap_until(const struct model *m, int root, const struct consent_question *q)
{
    struct view zone = view_from(m->tenant_zone == 6 ? "UTC" : zones[m->tenant_zone]);
    int64_t at_us = q->at_us;
    for (int i = 0; i < m->cap_count; i++) {
        const struct frequency_cap *cap = &m->caps[i];
        if (cap->purpose != q->purpose || (cap->channel >= 0 && cap->channel != (int)q->channel))
            continue;
        int64_t us = q->at_us;
        while (model_sent(m, root, cap, zone_local(zone, q->at_us).day, zone_local(zone, us).day) >= cap->max)
            us = us - us % MINUTE_US + MINUTE_US;
        if (us > at_us)
            at_us = us;
    }
    return at_us;
}

static const char *zone_of(const struct model *m, int root)
{
    // The survivor's, else the first member's in the order in which they were found.
    const char *zone = zones[m->zone[root]];
    for (int i = 0; zone[0] == '\0' && i < PEOPLE; i++)
        if (i != root && root_of(m, i) == root)
            zone = zones[m->zone[i]];
    return zone[0] != '\0' ? zone : m->tenant_zone == 6 ? "UTC" : zones[m->tenant_zone];
}

static struct consent_answer model_ask(const struct model *m, int person, int address,
                                       const struct consent_question *q)
{
    struct consent_answer a = {.verdict = CONSENT_DENY};
    int root = root_of(m, person);
    bool against = false, given = false, blocked = false;
    for (int i = 0; i < PEOPLE; i++) {
        if (root_of(m, i) != root)
            continue;
        int word = last_word(m, i, -1, (int)q->channel, (int)q->purpose);
        against |= word == 0;
        given |= word == 1;
        blocked |= m->is_blocked[i];
    }
    int word = address < 0 ? -1 : last_word(m, -1, address, (int)q->channel, (int)q->purpose);
    against |= word == 0;
    given |= word == 1;
    a.reason = against   ? CONSENT_REASON_OPTED_OUT
               : blocked ? CONSENT_REASON_BLOCKED
                         : (q->purpose == CONSENT_MARKETING && !given ? CONSENT_REASON_NO_OPT_IN
                                                                      : CONSENT_REASON_NONE);
    if (q->purpose == CONSENT_REQUIRED)
        a.reason = CONSENT_REASON_NONE;
    if (a.reason != CONSENT_REASON_NONE)
        return a;
    int64_t quiet_us = q->at_us, cap_us = cap_until(m, root, q);
    while (model_is_quiet(m, (int)q->purpose, view_from(zone_of(m, root)), quiet_us))
        quiet_us = quiet_us - quiet_us % MINUTE_US + MINUTE_US;
    a.until_us = quiet_us > cap_us ? quiet_us : cap_us;
    a.verdict = a.until_us > q->at_us ? CONSENT_HOLD : CONSENT_ALLOW;
    a.reason = a.verdict == CONSENT_ALLOW ? CONSENT_REASON_NONE
               : quiet_us >= cap_us       ? CONSENT_REASON_QUIET
                                          : CONSENT_REASON_CAP;
    return a;
}

// ---- the same to the hub

static int run_sql(void *ctx, struct tx *tx)
{
    return db_exec(tx->db, ctx);
}

__attribute__((format(printf, 2, 3))) static void sql(struct model *m, const char *format, ...)
{
    char text[4096];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    assert_int_equal(testing_commit(&m->store, run_sql, text), 0);
}

static int add_decision(void *ctx, struct tx *tx)
{
    static const struct actor program = {.kind = ACTOR_KEY};
    const struct decision *d = ctx;
    return consent_add(
        tx,
        &(struct consent_new){.customer = d->person + 1,
                              .channel = d->channel,
                              .purpose = d->purpose,
                              .address = hub_text(d->address < 0 ? NULL : addresses[d->address]),
                              .is_given = d->is_given,
                              .source = VIEW("api"),
                              .actor = &program},
        NULL);
}

static int add_sent(void *ctx, struct tx *tx)
{
    int64_t day;
    return consent_count(tx, ctx, &day);
}

static int random_channel(struct model *m)
{
    return below(m, 2) ? CHANNEL_SMS : CHANNEL_EMAIL;
}

static void make_settings(struct model *m)
{
    char text[2048];
    struct buffer out = buffer_fixed(text, sizeof(text));
    struct json_writer w = json_writer(&out);
    static const char *const days[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    int step = below(m, 2) ? 900 : 3600;
    m->quiet = (struct quiet_hours){.purposes = 1u << (1 + below(m, 3)) | 1u << (1 + below(m, 3)),
                                    .from = below(m, ZONE_DAY_S / step) * step,
                                    .to = below(m, ZONE_DAY_S / step) * step,
                                    .days = (unsigned)below(m, 127) | 1u << below(m, 7)};
    if (m->quiet.from == m->quiet.to)
        m->quiet.days = 1u << below(m, 7);
    m->tenant_zone = below(m, ZONES);
    json_begin_object(&w);
    json_key(&w, VIEW("time_zone"));
    json_string(&w, view_from(zones[m->tenant_zone]));
    json_key(&w, VIEW("quiet_hours"));
    json_begin_object(&w);
    char time[32];
    snprintf(time, sizeof(time), "%02d:%02d", m->quiet.from / 3600, m->quiet.from / 60 % 60);
    json_key(&w, VIEW("from"));
    json_string(&w, view_from(time));
    snprintf(time, sizeof(time), "%02d:%02d", m->quiet.to / 3600, m->quiet.to / 60 % 60);
    json_key(&w, VIEW("to"));
    json_string(&w, view_from(time));
    json_key(&w, VIEW("purposes"));
    json_begin_array(&w);
    for (int i = CONSENT_SERVICE; i <= CONSENT_MARKETING; i++)
        if (m->quiet.purposes >> i & 1)
            json_string(&w, consent_purpose_name(i));
    json_end_array(&w);
    json_key(&w, VIEW("days"));
    json_begin_array(&w);
    for (int i = 0; i < 7; i++)
        if (m->quiet.days >> i & 1)
            json_string(&w, view_from(days[i]));
    json_end_array(&w);
    json_end_object(&w);
    json_key(&w, VIEW("frequency_caps"));
    json_begin_array(&w);
    m->cap_count = below(m, 4);
    for (int i = 0; i < m->cap_count; i++) {
        struct frequency_cap *cap = &m->caps[i];
        *cap = (struct frequency_cap){.purpose = (enum consent_purpose)(1 + below(m, 3)),
                                      .channel = below(m, 2) ? -1 : random_channel(m),
                                      .days = below(m, 2) ? 1 : 7,
                                      .max = 1 + below(m, 4)};
        json_begin_object(&w);
        json_key(&w, VIEW("purpose"));
        json_string(&w, consent_purpose_name((int)cap->purpose));
        if (cap->channel >= 0) {
            json_key(&w, VIEW("channel"));
            json_string(&w, channel_name((enum channel)cap->channel));
        }
        json_key(&w, VIEW("per"));
        json_string(&w, cap->days == 1 ? VIEW("day") : VIEW("week"));
        json_key(&w, VIEW("max"));
        json_integer(&w, cap->max);
        json_end_object(&w);
    }
    json_end_array(&w);
    json_end_object(&w);
    assert_false(out.failed);
    sql(m, "UPDATE tenant SET settings = '%.*s' WHERE tenant = 1", VIEW_ARG(buffer_view(&out)));
}

static void make_people(struct model *m)
{
    for (int i = 0; i < PEOPLE; i++) {
        char id[16];
        snprintf(id, sizeof(id), "p%d", i);
        hub_says(&m->store, id, CHANNEL_CHAT, "hello");
        m->merged_into[i] = -1;
        m->zone[i] = below(m, ZONES);
        m->is_blocked[i] = below(m, 8) == 0;
        sql(m, "UPDATE customer SET time_zone = NULLIF('%s', ''), blocked_us = %s WHERE customer = %d",
            zones[m->zone[i]], m->is_blocked[i] ? "5" : "NULL", i + 1);
    }
    for (int i = 1; i < PEOPLE; i++) {
        if (below(m, 3) != 0)
            continue;
        char id[16], into[16];
        m->merged_into[i] = below(m, i);
        snprintf(id, sizeof(id), "p%d", i);
        snprintf(into, sizeof(into), "p%d", root_of(m, i));
        m->merged_into[i] = root_of(m, m->merged_into[i]);
        assert_int_equal(hub_merge(&m->store, into, id), 0);
    }
}

static void make_past(struct model *m, int64_t base_us)
{
    m->decision_count = below(m, DECISIONS);
    for (int i = 0; i < m->decision_count; i++) {
        m->decisions[i] = (struct decision){.person = below(m, PEOPLE),
                                            .channel = below(m, 3) ? random_channel(m) : -1,
                                            .purpose = below(m, 4),
                                            .address = below(m, 3) ? -1 : below(m, ADDRESSES),
                                            .is_given = below(m, 4) != 0};
        assert_int_equal(testing_commit(&m->store, add_decision, &m->decisions[i]), 0);
    }
    m->sent_count = below(m, SENT);
    struct view zone = view_from(m->tenant_zone == 6 ? "UTC" : zones[m->tenant_zone]);
    for (int i = 0; i < m->sent_count; i++) {
        int64_t at_us = base_us + below(m, 20 * 1440) * MINUTE_US;
        struct sent *s = &m->sent[i];
        *s = (struct sent){below(m, PEOPLE), random_channel(m), 1 + below(m, 3), zone_local(zone, at_us).day};
        struct consent_question q = {.customer = s->person + 1,
                                     .channel = (enum channel)s->channel,
                                     .purpose = (enum consent_purpose)s->purpose,
                                     .at_us = at_us};
        assert_int_equal(testing_commit(&m->store, add_sent, &q), 0);
    }
}

static void compare(struct model *m, int64_t base_us)
{
    int person = below(m, PEOPLE), address = below(m, 2) ? -1 : below(m, ADDRESSES);
    struct consent_question q = {.customer = person + 1,
                                 .channel = (enum channel)random_channel(m),
                                 .purpose = (enum consent_purpose)(1 + below(m, 4)),
                                 .address = hub_text(address < 0 ? NULL : addresses[address]),
                                 .at_us = base_us + below(m, 21 * 1440) * MINUTE_US + below(m, 60000000)};
    struct consent_answer answer, wanted = model_ask(m, person, address, &q);
    assert_int_equal(consent_ask(m->store.reader, 1, &q, &answer), 0);
    assert_int_equal(answer.verdict, wanted.verdict);
    assert_int_equal(answer.reason, wanted.reason);
    if (wanted.verdict == CONSENT_HOLD)
        assert_int_equal(answer.until_us, wanted.until_us);
}

static void the_hub_decides_as_the_model(void **state)
{
    (void)state;
    // Times in which clocks change somewhere, and the day that Samoa left out.
    static const int64_t bases_s[] = {1774000000, 1792300000, 1774900000, 1324500000, 1793800000};
    for (int round = 0; round < ROUNDS; round++) {
        struct model *m = calloc(1, sizeof(*m));
        m->seed = (uint64_t)round * 77 + 5;
        int64_t base_us = bases_s[below(m, 5)] * 1000000 / DAY_US * DAY_US;
        testing_store_open(&m->store, NULL);
        make_settings(m);
        make_people(m);
        make_past(m, base_us);
        for (int i = 0; i < QUESTIONS; i++)
            compare(m, base_us);
        testing_store_close(&m->store);
        free(m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hub_decides_as_the_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
