// SPDX-License-Identifier: Apache-2.0
// What a tenant has set about writing to its customers: quiet hours and frequency caps.
#pragma once
#include "base/zone.h"
#include "codec/json.h"
#include "hub/channel.h"
#include "hub/consent_purpose.h"
#include <stdint.h>

enum { CONSENT_CAPS_MAX = 20 };

static inline unsigned consent_purpose_bit(enum consent_purpose purpose)
{
    return 1u << purpose;
}

// From one second of the local day to another, of the next day where that is earlier or the same.
struct quiet_hours {
    unsigned purposes; // set of consent_purpose_bit; 0: there are no quiet hours
    int from, to;      // seconds of the local day
    unsigned days;     // set of 1 << weekday (0: Sunday): on which they begin
};

struct frequency_cap {
    enum consent_purpose purpose;
    int channel; // enum channel; -1: all of them together
    int days;    // 1 or 7: the day and those before it, by the tenant's zone
    int64_t max;
};

struct consent_rules {
    struct quiet_hours quiet;
    struct frequency_cap caps[CONSENT_CAPS_MAX];
    int cap_count;
    char zone[ZONE_NAME_MAX + 1]; // the tenant's; "UTC" when it has none
};

// Of the settings' JSON object; what is of the wrong shape counts as not set. An object that speaks of
// neither costs nothing.
void consent_rules_read(struct view settings, struct consent_rules *ret);

// Whether what a patch of a tenant's settings says of writing to customers is what it must be, once it is
// merged. False with the name of one that is not.
bool consent_settings_are_good(const struct json *patch, const struct json *merged, struct view *ret_name);

// Whether these hours hold a message of this purpose back at that instant in that zone; *ret_until_us is the
// first instant at which they do not.
bool quiet_hours_hold(const struct quiet_hours *hours, enum consent_purpose purpose, struct view zone,
                      int64_t at_us, int64_t *ret_until_us);
