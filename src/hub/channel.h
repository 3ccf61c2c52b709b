// SPDX-License-Identifier: Apache-2.0
// The channels on which customers are met. Stored as numbers: append only.
#pragma once
#include "base/view.h"
#include "codec/json.h"

enum channel {
    CHANNEL_VOICE,
    CHANNEL_VIDEO,
    CHANNEL_CHAT,
    CHANNEL_EMAIL,
    CHANNEL_SMS,
    CHANNEL_MOBILE_APP,
    CHANNEL_WHATSAPP,
    CHANNEL_SOCIAL_MEDIA,
    CHANNEL_WEB_PORTAL,
};
enum { CHANNELS = 9 };

struct view channel_name(enum channel channel);

// -1 (and *ret untouched) for a name that is none.
int channel_from(struct view name, enum channel *ret);

// The channel's bit in a set of channels.
static inline unsigned channel_bit(enum channel channel)
{
    return 1u << channel;
}

// A JSON array of the names in the set.
void channel_set_write(struct json_writer *w, unsigned set);
