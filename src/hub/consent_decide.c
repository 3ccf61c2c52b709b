// SPDX-License-Identifier: Apache-2.0
#include "hub/consent_decide.h"
#include "base/error.h"
#include "hub/consent_keep.h"
#include "hub/consent_person.h"
#include "hub/identity.h"
#include "hub/inbound.h"

enum { ADDRESSES_MAX = 50 };

// A question about each purpose and channel that the decision is about.
struct scopes {
    int first_channel, last_channel, first_purpose, last_purpose;
};

static struct scopes scopes_of(const struct consent_new *n)
{
    return (struct scopes){.first_channel = n->channel < 0 ? 0 : n->channel,
                           .last_channel = n->channel < 0 ? CHANNELS - 1 : n->channel,
                           .first_purpose = n->purpose == 0 ? CONSENT_SERVICE : n->purpose,
                           .last_purpose = n->purpose == 0 ? CONSENT_MARKETING : n->purpose};
}

// A subject: a customer, or an address.
struct subject {
    int64_t customer;    // 0: it is an address
    struct view address; // no data: it is a customer
    struct view salt;
};

static int stand_of(struct tx *tx, const struct subject *s, const struct consent_scope *scope,
                    struct consent_stand *ret)
{
    char hash[CONSENT_HASH_SIZE + 1];
    if (s->customer != 0)
        return consent_stand_of_customer(tx->db, tx->tenant, s->customer, scope, ret);
    return consent_stand_of_address(tx->db, tx->tenant, s->address,
                                    consent_keep_hash(s->salt, s->address, hash), scope, ret);
}

// How many of the scopes the subject stands against, agrees to, and how many there are.
struct sums {
    int against, given, all;
};

static int sum_up(struct tx *tx, const struct subject *subject, const struct scopes *scopes, struct sums *ret)
{
    struct consent_stand stand;
    int r = 0;
    *ret = (struct sums){0};
    for (int channel = scopes->first_channel; channel <= scopes->last_channel; channel++) {
        for (int purpose = scopes->first_purpose; r == 0 && purpose <= scopes->last_purpose; purpose++) {
            r = stand_of(tx, subject,
                         &(struct consent_scope){(enum channel)channel, (enum consent_purpose)purpose},
                         &stand);
            ret->all++;
            ret->against += r == 0 && stand.row != 0 && !stand.is_given;
            ret->given += r == 0 && stand.row != 0 && stand.is_given;
        }
    }
    return r;
}

// ---- the person

// Those of the person's addresses that are written to on the channels of the decision.
struct addresses {
    const struct scopes *scopes;
    struct view texts[ADDRESSES_MAX];
    int count;
};

static int take_address(void *ctx, const struct identity *identity)
{
    struct addresses *a = ctx;
    bool fits = false;
    for (int channel = a->scopes->first_channel; channel <= a->scopes->last_channel; channel++)
        fits |= identity_kind_of_channel((enum channel)channel) == (int)identity->kind;
    if (fits && a->count < ADDRESSES_MAX)
        a->texts[a->count++] = identity->address;
    return 0;
}

static int read_addresses(struct tx *tx, const struct consent_person *person, struct addresses *a)
{
    int r = 0;
    for (int i = 0; r == 0 && i < person->count; i++)
        r = identity_walk(tx->db, tx->tenant, person->members[i], &tx->batch->arena, take_address, a);
    return r;
}

// Who agrees wherever it is on a channel takes back what an address of theirs said.
static int look_at_addresses(struct tx *tx, const struct consent_person *person, const struct scopes *scopes,
                             struct view salt, bool *is_against)
{
    struct addresses addresses = {.scopes = scopes};
    struct sums sums;
    int r = read_addresses(tx, person, &addresses);
    for (int i = 0; r == 0 && !*is_against && i < addresses.count; i++) {
        r = sum_up(tx, &(struct subject){.address = addresses.texts[i], .salt = salt}, scopes, &sums);
        *is_against = r == 0 && sums.against > 0;
    }
    return r;
}

int consent_look_before(struct tx *tx, const struct consent_new *about, struct consent_before *ret)
{
    struct scopes scopes = scopes_of(about);
    struct consent_person person;
    struct view salt;
    struct sums own, sums;
    int r = consent_keep_salt(tx->db, tx->tenant, &tx->batch->arena, &salt);
    struct subject subject = {.customer = about->address.data != NULL ? 0 : about->customer,
                              .address = about->address,
                              .salt = salt};
    if (r == 0)
        r = sum_up(tx, &subject, &scopes, &own);
    if (r == 0)
        r = consent_person_load(tx->db, tx->tenant, about->customer, &person);
    bool is_against = r == 0 && own.against > 0;
    for (int i = 0; r == 0 && i < person.count; i++) {
        if (!person.has_consent[i])
            continue;
        r = sum_up(tx, &(struct subject){.customer = person.members[i]}, &scopes, &sums);
        is_against |= r == 0 && sums.against > 0;
    }
    if (r == 0 && about->is_given && about->address.data == NULL)
        r = look_at_addresses(tx, &person, &scopes, salt, &is_against);
    if (r == 0)
        *ret = (struct consent_before){
            .is_against = is_against, .is_shut = own.against == own.all, .is_open = own.given == own.all};
    return r;
}

// ---- agreeing again

static int agree_as(struct tx *tx, const struct consent_new *fresh, const struct subject *subject,
                    const struct scopes *scopes)
{
    struct consent_new own = *fresh;
    struct sums sums;
    int r = sum_up(tx, subject, scopes, &sums);
    if (r < 0 || sums.against == 0)
        return r;
    own.address = subject->address;
    if (subject->customer != 0)
        own.customer = subject->customer;
    return consent_add(tx, &own, NULL);
}

// What stands against it still, now that the first row is written.
static int agree_again(struct tx *tx, const struct consent_new *fresh)
{
    struct scopes scopes = scopes_of(fresh);
    struct addresses addresses = {.scopes = &scopes};
    struct consent_person person;
    struct view salt;
    int r = consent_keep_salt(tx->db, tx->tenant, &tx->batch->arena, &salt);
    if (r == 0)
        r = consent_person_load(tx->db, tx->tenant, fresh->customer, &person);
    for (int i = 0; r == 0 && i < person.count; i++) {
        if (person.has_consent[i])
            r = agree_as(tx, fresh, &(struct subject){.customer = person.members[i]}, &scopes);
    }
    if (r == 0 && fresh->address.data == NULL)
        r = read_addresses(tx, &person, &addresses);
    for (int i = 0; r == 0 && i < addresses.count; i++)
        r = agree_as(tx, fresh, &(struct subject){.address = addresses.texts[i], .salt = salt}, &scopes);
    return r;
}

int consent_decide(struct tx *tx, const struct consent_new *fresh, struct view *ret_id)
{
    int r = consent_add(tx, fresh, ret_id);
    return r < 0 || !fresh->is_given ? r : agree_again(tx, fresh);
}
