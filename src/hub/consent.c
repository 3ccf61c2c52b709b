// SPDX-License-Identifier: Apache-2.0
#include "hub/consent.h"
#include "base/error.h"
#include "hub/consent_count.h"
#include "hub/consent_keep.h"
#include "hub/consent_ledger.h"
#include "hub/consent_person.h"
#include "hub/consent_rules.h"
#include <stdio.h>

// ---- names

static const struct view purposes[] = {
    [0] = {"*", 1},
    [CONSENT_SERVICE] = {"service", 7},
    [CONSENT_TRANSACTIONAL] = {"transactional", 13},
    [CONSENT_MARKETING] = {"marketing", 9},
    [CONSENT_REQUIRED] = {"required", 8},
};

struct view consent_purpose_name(int purpose)
{
    return purposes[purpose];
}

bool consent_purpose_from(struct view name, enum consent_purpose *ret)
{
    for (int i = CONSENT_SERVICE; i <= CONSENT_REQUIRED; i++) {
        if (view_equal(purposes[i], name)) {
            *ret = (enum consent_purpose)i;
            return true;
        }
    }
    return false;
}

struct view consent_channel_name(int channel)
{
    return channel < 0 ? VIEW("*") : channel_name((enum channel)channel);
}

struct view consent_reason_code(enum consent_reason reason)
{
    switch (reason) {
    case CONSENT_REASON_NONE:
        return VIEW("consent.given");
    case CONSENT_REASON_OPTED_OUT:
        return VIEW("consent.opted_out");
    case CONSENT_REASON_NO_OPT_IN:
        return VIEW("consent.no_opt_in");
    case CONSENT_REASON_BLOCKED:
        return VIEW("consent.blocked");
    case CONSENT_REASON_QUIET:
        return VIEW("consent.quiet_hours");
    case CONSENT_REASON_CAP:
        return VIEW("consent.frequency_cap");
    }
    return VIEW("consent.unknown");
}

struct view consent_reason_text(enum consent_reason reason)
{
    switch (reason) {
    case CONSENT_REASON_NONE:
        return VIEW("nothing stands against it");
    case CONSENT_REASON_OPTED_OUT:
        return VIEW("the customer does not want to be written to here");
    case CONSENT_REASON_NO_OPT_IN:
        return VIEW("the customer has not agreed to be written to for this");
    case CONSENT_REASON_BLOCKED:
        return VIEW("the customer is blocked");
    case CONSENT_REASON_QUIET:
        return VIEW("it is held until the customer's quiet hours are over");
    case CONSENT_REASON_CAP:
        return VIEW("it is held: the customer was written to often enough");
    }
    return VIEW("unknown");
}

// ---- what was decided

struct stands {
    struct consent_stand against, given; // the last of each; row 0: none
};

static void take_stand(struct stands *s, const struct consent_stand *stand)
{
    struct consent_stand *to = stand->is_given ? &s->given : &s->against;
    if (stand->row > to->row)
        *to = *stand;
}

static int read_stands(struct db *db, int64_t tenant, const struct consent_question *q,
                       const struct consent_person *p, struct view salt, struct stands *ret)
{
    struct consent_scope scope = {q->channel, q->purpose};
    struct consent_stand stand;
    char hash[CONSENT_HASH_SIZE + 1];
    int r = 0;
    *ret = (struct stands){0};
    for (int i = 0; r == 0 && i < p->count; i++) {
        if (!p->has_consent[i])
            continue;
        r = consent_stand_of_customer(db, tenant, p->members[i], &scope, &stand);
        if (r == 0)
            take_stand(ret, &stand);
    }
    if (r == 0 && q->address.data != NULL) {
        r = consent_stand_of_address(db, tenant, q->address, consent_keep_hash(salt, q->address, hash),
                                     &scope, &stand);
        if (r == 0)
            take_stand(ret, &stand);
    }
    return r;
}

// ---- the decision

static bool is_denied(const struct consent_question *q, const struct consent_person *p,
                      const struct stands *stands, struct consent_answer *a)
{
    a->verdict = CONSENT_DENY;
    a->decision = stands->against.row;
    if (stands->against.row != 0)
        a->reason = CONSENT_REASON_OPTED_OUT;
    else if (p->is_blocked)
        a->reason = CONSENT_REASON_BLOCKED;
    else if (q->purpose == CONSENT_MARKETING && stands->given.row == 0)
        a->reason = CONSENT_REASON_NO_OPT_IN;
    else
        a->verdict = CONSENT_ALLOW;
    if (a->verdict == CONSENT_ALLOW)
        a->decision = stands->given.row;
    return a->verdict != CONSENT_ALLOW;
}

static void hold(struct consent_answer *a, enum consent_reason reason, int64_t until_us)
{
    if (a->verdict == CONSENT_HOLD && until_us <= a->until_us)
        return;
    a->verdict = CONSENT_HOLD;
    a->reason = reason;
    a->until_us = until_us;
}

static int judge_time(struct db *db, int64_t tenant, const struct consent_question *q,
                      const struct consent_person *p, const struct consent_rules *rules,
                      struct consent_answer *a)
{
    int64_t until_us = 0;
    if (rules->quiet.purposes & consent_purpose_bit(q->purpose)) {
        a->is_zone_assumed = p->zone[0] == '\0' || !zone_resolve(view_from(p->zone), a->zone);
        if (a->is_zone_assumed)
            snprintf(a->zone, sizeof(a->zone), "%s", rules->zone);
        if (quiet_hours_hold(&rules->quiet, q->purpose, view_from(a->zone), q->at_us, &until_us))
            hold(a, CONSENT_REASON_QUIET, until_us);
    }
    int r = consent_caps_until(db, tenant, rules, p->members, p->count, q, &until_us);
    if (r == 0 && until_us > q->at_us)
        hold(a, CONSENT_REASON_CAP, until_us);
    return r;
}

static int judge(struct db *db, int64_t tenant, const struct consent_question *question, struct view settings,
                 struct view salt, struct consent_answer *ret)
{
    struct consent_person person;
    struct stands stands;
    struct consent_rules rules;
    struct consent_answer answer = {.verdict = CONSENT_ALLOW};
    int r = consent_person_load(db, tenant, question->customer, &person);
    if (r == 0)
        r = read_stands(db, tenant, question, &person, salt, &stands);
    if (r == 0 && !is_denied(question, &person, &stands, &answer)) {
        consent_rules_read(settings, &rules);
        r = judge_time(db, tenant, question, &person, &rules, &answer);
    }
    if (r == 0)
        *ret = answer;
    return error_trace(r);
}

int consent_ask(struct db *db, int64_t tenant, const struct consent_question *question,
                struct consent_answer *ret)
{
    if (question->purpose == CONSENT_REQUIRED) {
        *ret = (struct consent_answer){.verdict = CONSENT_ALLOW};
        return 0;
    }
    struct query q = query_begin(db, SQL_CONSENT_RULES, tenant);
    int r = query_step(&q);
    if (r >= 0)
        r = judge(db, tenant, question, r == QUERY_ROW ? query_text(&q, 0) : (struct view){0},
                  r == QUERY_ROW ? query_text(&q, 1) : (struct view){0}, ret);
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}
