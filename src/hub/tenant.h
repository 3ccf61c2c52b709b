// SPDX-License-Identifier: Apache-2.0
// Tenants: companies that share a hub and nothing else; and what each has set for itself.
#pragma once
#include "codec/json.h"
#include "hub/actor.h"
#include "store/tx.h"

enum { TENANT_DEFAULT = 1 }; // the row of `default`, whose administrators also administer the others

enum {
    TENANT_ZONE_MAX = 64,
    TENANT_LOCALE_MAX = 35, // BCP 47 (RFC 5646 4.4.1)
    TENANT_SETTINGS_MAX = 16 << 10,
};

// With defaults where nothing is set.
struct tenant_settings {
    char time_zone[TENANT_ZONE_MAX + 1]; // IANA; "UTC"
    char locale[TENANT_LOCALE_MAX + 1];  // "en"
    int64_t reopen_window_us; // a message within this after a session was resolved opens it again; 72 hours
    int64_t retention_us;     // closed sessions are kept so long; 0: for ever, which is the default
    int64_t snooze_max_us;    // 30 days
    int64_t
        transfer_leg_us; // a customer who could not be told of a transfer for so long: it is undone; 24 hours
    int64_t idle_close_us; // an open session without activity is closed after this; 0: never, the default
};

// Point read. 0 or negative: a tenant that does not exist has the defaults.
int tenant_settings_load(struct db *db, int64_t tenant, struct tenant_settings *ret);

// The same of the settings' JSON object (no data: the defaults). What is of the wrong type counts as not set.
void tenant_settings_read(struct view json, struct tenant_settings *ret);

// ---- tenants themselves

struct tenant {
    int64_t row;
    struct view name;     // its id for programs
    struct view title;    // for people; no data: none
    struct view settings; // JSON object
    int64_t version;      // for ETag
    int64_t disabled_us;  // nobody of it may come in; 0: not
    int64_t created_us, updated_us;
};

enum tenant_outcome {
    TENANT_OK = 0,
    TENANT_NONE = 1,
    TENANT_NAME_TAKEN,
    TENANT_BAD_SETTING, // of a known name and a wrong type or range
    TENANT_TOO_LARGE,   // settings would pass TENANT_SETTINGS_MAX
    TENANT_IS_DEFAULT,  // which cannot be disabled
};

int tenant_find(struct db *db, struct view name, struct arena *arena, struct tenant *ret);
int tenant_load(struct db *db, int64_t row, struct arena *arena, struct tenant *ret);

// Calls `each` for at most `limit` tenants in order of their rows, behind the row *cursor (0 at the start),
// which it moves. As key_walk.
int tenant_walk(struct db *db, int64_t *cursor, int limit, struct arena *arena,
                int (*each)(void *ctx, const struct tenant *tenant), void *ctx);

// What a change says; without data: nothing.
struct tenant_change {
    struct view title;
    struct view settings; // JSON object, merged member by member (RFC 7396): null unsets
    bool has_disabled, disabled;
};

// In a transaction of whoever administers: of the tenant `default`, or of the tenant itself. A new one can be
// used from the commit on. TENANT_BAD_SETTING tells which in *ret_setting.
int tenant_create(struct tx *tx, const struct actor *actor, struct view name,
                  const struct tenant_change *first, struct view *ret_setting, int64_t *ret_row);
int tenant_change(struct tx *tx, const struct actor *actor, const struct tenant *tenant,
                  const struct tenant_change *change, struct view *ret_setting);

// As the API's Tenant; the object is left open for more members.
void tenant_write_open(struct json_writer *w, const struct tenant *tenant);
