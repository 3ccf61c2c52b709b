// SPDX-License-Identifier: Apache-2.0
#include "hub/consent_person.h"
#include "base/error.h"
#include "hub/identity.h"
#include "hub/inbound.h"
#include <errno.h>
#include <stdio.h>

struct part {
    int64_t merged_into, members;
    bool is_blocked, has_consent;
    char zone[ZONE_NAME_MAX + 1];
};

// QUERY_ROW, QUERY_DONE (nobody, or being erased) or negative.
static int load_part(struct db *db, int64_t tenant, int64_t row, struct part *ret)
{
    struct query q = query_begin(db, SQL_CONSENT_PERSON, tenant);
    query_bind(&q, row);
    int r = query_step(&q);
    if (r == QUERY_ROW) {
        struct part part = {.merged_into = query_int(&q, 1),
                            .members = query_int(&q, 2),
                            .is_blocked = query_int(&q, 3) != 0,
                            .has_consent = query_int(&q, 4) != 0};
        struct view zone = query_text(&q, 5);
        if (zone.size <= ZONE_NAME_MAX)
            snprintf(part.zone, sizeof(part.zone), "%.*s", VIEW_ARG(zone));
        *ret = part;
    }
    query_end(&q);
    return r < 0 ? error_trace(r) : r;
}

static void add_part(struct consent_person *p, const struct part *part)
{
    p->has_consent[p->count++] = part->has_consent;
    p->is_blocked |= part->is_blocked;
    if (p->zone[0] == '\0')
        snprintf(p->zone, sizeof(p->zone), "%s", part->zone);
}

static int add_members(struct db *db, int64_t tenant, struct consent_person *p)
{
    struct part part;
    int count = 0;
    int r = cluster_members(db, tenant, p->members[0], p->members, &count);
    for (int i = 1; r == 0 && i < count; i++) {
        r = load_part(db, tenant, p->members[i], &part);
        if (r == QUERY_ROW) {
            p->members[p->count] = p->members[i];
            add_part(p, &part);
        }
        r = r < 0 ? r : 0;
    }
    return r;
}

int consent_person_load(struct db *db, int64_t tenant, int64_t row, struct consent_person *ret)
{
    struct part part = {.merged_into = row};
    int r = QUERY_ROW;
    *ret = (struct consent_person){.count = 0};
    for (int i = 0; r == QUERY_ROW && part.merged_into != 0 && i < CLUSTER_MAX; i++) {
        ret->members[0] = part.merged_into;
        r = load_part(db, tenant, ret->members[0], &part);
    }
    if (r != QUERY_ROW)
        return r < 0 ? r : 0;
    add_part(ret, &part);
    return part.members == 0 ? 0 : add_members(db, tenant, ret);
}

// ---- an address

struct search {
    int kind;
    struct view address;
    bool is_verified;
};

static int look_at(void *ctx, const struct identity *identity)
{
    struct search *s = ctx;
    if ((int)identity->kind != s->kind ||
        (s->address.data != NULL && (s->is_verified || !identity->verified_us)))
        return 0;
    s->address = identity->address;
    s->is_verified = identity->verified_us != 0;
    return 0;
}

int consent_person_address(struct db *db, int64_t tenant, int64_t customer, enum channel channel,
                           struct arena *arena, struct view *ret)
{
    struct search search = {.kind = identity_kind_of_channel(channel)};
    struct consent_person person;
    int r = search.kind == 0 ? 0 : consent_person_load(db, tenant, customer, &person);
    for (int i = 0; r == 0 && search.kind != 0 && i < person.count; i++)
        r = identity_walk(db, tenant, person.members[i], arena, look_at, &search);
    if (r == 0)
        *ret = search.address;
    return r;
}

int consent_reach(struct tx *tx, struct view session_id, int64_t customer, enum channel channel,
                  struct view *ret)
{
    struct view address = {0};
    struct query q = query_begin(tx->db, SQL_SESSION_REACH, tx->tenant);
    query_bind_text(&q, session_id);
    query_bind(&q, channel);
    int r = query_step(&q);
    if (r == QUERY_ROW && !tx_copy(tx, query_text(&q, 0), &address))
        r = -ENOMEM;
    query_end(&q);
    if (r >= 0 && address.data == NULL)
        r = consent_person_address(tx->db, tx->tenant, customer, channel, &tx->batch->arena, &address);
    if (r >= 0)
        *ret = address;
    return r < 0 ? error_trace(r) : 0;
}

struct others {
    int kind;
    struct view than; // this one
    bool is_found;
};

static int look_for_other(void *ctx, const struct identity *identity)
{
    struct others *o = ctx;
    o->is_found |= (int)identity->kind == o->kind && !view_equal(identity->address, o->than);
    return 0;
}

int consent_reach_only(struct tx *tx, struct view session_id, int64_t customer, enum channel channel,
                       struct view *ret)
{
    struct others others = {.kind = identity_kind_of_channel(channel)};
    struct consent_person person = {.count = 0};
    int r = consent_reach(tx, session_id, customer, channel, &others.than);
    if (r == 0)
        r = consent_person_load(tx->db, tx->tenant, customer, &person);
    for (int i = 0; r == 0 && !others.is_found && i < person.count; i++)
        r = identity_walk(tx->db, tx->tenant, person.members[i], &tx->batch->arena, look_for_other, &others);
    if (r == 0)
        *ret = others.is_found ? (struct view){0} : others.than;
    return r < 0 ? error_trace(r) : 0;
}
