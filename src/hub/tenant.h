// SPDX-License-Identifier: Apache-2.0
// Tenants: companies that share a hub and nothing else; and what each has set for itself.
#pragma once
#include "base/arena.h"
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
