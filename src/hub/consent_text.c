// SPDX-License-Identifier: Apache-2.0
#include "hub/consent_text.h"
#include "base/error.h"
#include "hub/cluster.h"
#include "hub/consent_keep.h"
#include "hub/identity.h"
#include "hub/inbound.h"

static void write_text(struct json_writer *w, struct view name, struct view text)
{
    json_key(w, name);
    json_string_or_null(w, text);
}

static void write_scope(struct json_writer *w, int channel, int purpose)
{
    write_text(w, VIEW("channel"), consent_channel_name(channel));
    write_text(w, VIEW("purpose"), consent_purpose_name(purpose));
}

static void write_decided(struct json_writer *w, const struct consent_row *row)
{
    write_text(w, VIEW("source"), row->source);
    json_key(w, VIEW("proof"));
    json_raw(w, row->proof.data == NULL ? VIEW("null") : row->proof);
    json_key(w, VIEW("actor"));
    actor_write(w, row->actor_kind, row->actor_id);
    json_key(w, VIEW("decided_at"));
    json_time(w, row->created_us);
}

void consent_row_write(struct json_writer *w, const struct consent_row *row)
{
    json_begin_object(w);
    write_text(w, VIEW("id"), row->id);
    write_scope(w, row->channel, row->purpose);
    write_text(w, VIEW("address"), row->address);
    json_key(w, VIEW("given"));
    json_bool(w, row->is_given);
    write_decided(w, row);
    json_end_object(w);
}

// ---- an answer

static struct view verdict_name(enum consent_verdict verdict)
{
    switch (verdict) {
    case CONSENT_ALLOW:
        return VIEW("allow");
    case CONSENT_HOLD:
        return VIEW("hold");
    case CONSENT_DENY:
        return VIEW("deny");
    }
    return VIEW("unknown");
}

static int write_decision(struct db *db, int64_t tenant, int64_t number, struct json_writer *w)
{
    json_key(w, VIEW("decision"));
    int r = number == 0 ? CONSENT_ROW_NONE : consent_row_load(db, tenant, number, consent_row_write, w);
    if (r == CONSENT_ROW_NONE)
        json_null(w);
    return r < 0 ? r : 0;
}

int consent_explain(struct db *db, int64_t tenant, const struct consent_question *question,
                    const struct consent_answer *answer, struct json_writer *w)
{
    json_begin_object(w);
    write_text(w, VIEW("verdict"), verdict_name(answer->verdict));
    write_text(w, VIEW("code"), consent_reason_code(answer->reason));
    write_text(w, VIEW("detail"), consent_reason_text(answer->reason));
    write_scope(w, (int)question->channel, (int)question->purpose);
    write_text(w, VIEW("address"), question->address);
    json_key(w, VIEW("until"));
    json_time(w, answer->verdict == CONSENT_HOLD ? answer->until_us : 0);
    write_text(w, VIEW("zone"), answer->zone[0] == '\0' ? (struct view){0} : view_from(answer->zone));
    json_key(w, VIEW("zone_assumed"));
    json_bool(w, answer->is_zone_assumed);
    int r = write_decision(db, tenant, answer->decision, w);
    json_end_object(w);
    return r;
}

// ---- what stands

static void write_state_row(struct json_writer *w, const struct consent_row *row)
{
    json_key(w, VIEW("given"));
    json_bool(w, row->is_given);
    write_text(w, VIEW("decision_id"), row->id);
    write_decided(w, row);
}

static void write_no_row(struct json_writer *w)
{
    static const struct view names[] = {{"given", 5}, {"decision_id", 11}, {"source", 6},
                                        {"proof", 5}, {"actor", 5},        {"decided_at", 10}};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        json_key(w, names[i]);
        json_null(w);
    }
}

static int write_state(struct db *db, int64_t tenant, const struct consent_scope *scope, struct view address,
                       int64_t number, struct json_writer *w)
{
    json_begin_object(w);
    write_scope(w, (int)scope->channel, (int)scope->purpose);
    write_text(w, VIEW("address"), address);
    int r = number == 0 ? CONSENT_ROW_NONE : consent_row_load(db, tenant, number, write_state_row, w);
    if (r == CONSENT_ROW_NONE)
        write_no_row(w);
    json_end_object(w);
    return r < 0 ? r : 0;
}

// Somebody's opt-out is the person's; else the last that was agreed to.
static int person_stand(struct db *db, int64_t tenant, const struct cluster *cluster,
                        const struct consent_scope *scope, int64_t *ret_row)
{
    struct consent_stand stand, shown = {0};
    int r = 0;
    for (int i = 0; r == 0 && i < cluster->count; i++) {
        r = consent_stand_of_customer(db, tenant, cluster->members[i], scope, &stand);
        if (r < 0 || stand.row == 0)
            continue;
        bool is_stronger = shown.row == 0 || (shown.is_given && !stand.is_given);
        if (is_stronger || (shown.is_given == stand.is_given && stand.row > shown.row))
            shown = stand;
    }
    *ret_row = shown.row;
    return r;
}

struct states {
    struct db *db;
    int64_t tenant;
    struct json_writer *w;
    struct view salt;
    int lookups; // left
};

static int write_of_person(struct states *s, const struct cluster *cluster)
{
    static const enum channel channels[] = {CHANNEL_VOICE,    CHANNEL_EMAIL,        CHANNEL_SMS,
                                            CHANNEL_WHATSAPP, CHANNEL_SOCIAL_MEDIA, CHANNEL_MOBILE_APP};
    int r = 0;
    for (size_t i = 0; i < sizeof(channels) / sizeof(channels[0]); i++) {
        for (int purpose = CONSENT_SERVICE; r == 0 && purpose <= CONSENT_MARKETING; purpose++) {
            struct consent_scope scope = {channels[i], (enum consent_purpose)purpose};
            int64_t row = 0;
            r = person_stand(s->db, s->tenant, cluster, &scope, &row);
            if (r == 0)
                r = write_state(s->db, s->tenant, &scope, (struct view){0}, row, s->w);
        }
    }
    return r;
}

static int write_of_address(void *ctx, const struct identity *identity)
{
    struct states *s = ctx;
    char hash[CONSENT_HASH_SIZE + 1];
    struct consent_stand stand;
    struct view hashed = consent_keep_hash(s->salt, identity->address, hash);
    for (int channel = 0; channel < CHANNELS; channel++) {
        if (identity_kind_of_channel((enum channel)channel) != (int)identity->kind)
            continue;
        for (int purpose = CONSENT_SERVICE; s->lookups > 0 && purpose <= CONSENT_MARKETING; purpose++) {
            struct consent_scope scope = {(enum channel)channel, (enum consent_purpose)purpose};
            s->lookups--;
            int r = consent_stand_of_address(s->db, s->tenant, identity->address, hashed, &scope, &stand);
            if (r == 0 && stand.row != 0)
                r = write_state(s->db, s->tenant, &scope, identity->address, stand.row, s->w);
            if (r < 0)
                return r;
        }
    }
    return 0;
}

int consent_state_write(struct db *db, int64_t tenant, const struct cluster *cluster, struct arena *arena,
                        struct json_writer *w)
{
    enum { LOOKUPS_MAX = 120 };
    struct states s = {.db = db, .tenant = tenant, .w = w, .lookups = LOOKUPS_MAX};
    json_begin_array(w);
    int r = consent_keep_salt(db, tenant, arena, &s.salt);
    if (r == 0)
        r = write_of_person(&s, cluster);
    for (int i = 0; r == 0 && i < cluster->count; i++)
        r = identity_walk(db, tenant, cluster->members[i], arena, write_of_address, &s);
    json_end_array(w);
    return r;
}
