// SPDX-License-Identifier: Apache-2.0
#include "hub/channel.h"

static const struct view names[CHANNELS] = {
    [CHANNEL_VOICE] = {"voice", 5},
    [CHANNEL_VIDEO] = {"video", 5},
    [CHANNEL_CHAT] = {"chat", 4},
    [CHANNEL_EMAIL] = {"email", 5},
    [CHANNEL_SMS] = {"sms", 3},
    [CHANNEL_MOBILE_APP] = {"mobile_app", 10},
    [CHANNEL_WHATSAPP] = {"whatsapp", 8},
    [CHANNEL_SOCIAL_MEDIA] = {"social_media", 12},
    [CHANNEL_WEB_PORTAL] = {"web_portal", 10},
};

struct view channel_name(enum channel channel)
{
    return names[channel];
}

int channel_from(struct view name, enum channel *ret)
{
    for (int i = 0; i < CHANNELS; i++) {
        if (view_equal(names[i], name)) {
            *ret = (enum channel)i;
            return 0;
        }
    }
    return -1;
}

void channel_set_write(struct json_writer *w, unsigned set)
{
    json_begin_array(w);
    for (int i = 0; i < CHANNELS; i++)
        if (set & (1u << i))
            json_string(w, names[i]);
    json_end_array(w);
}
