// SPDX-License-Identifier: Apache-2.0
#include "app/adapters.h"
#include "base/error.h"
#include "channel/chat/chat.h"
#include "channel/custom/custom.h"
#include "channel/twilio/twilio.h"
#include "hub/channel.h"

static const struct channel_ops *const built_in[] = {&chat_ops, &twilio_ops, &custom_ops};

int adapters_new(const char *plugins, struct registry **ret)
{
    struct registry *r;
    int result = registry_new(&r);
    if (result < 0)
        return result;
    for (size_t i = 0; i < sizeof(built_in) / sizeof(built_in[0]) && result == 0; i++)
        result = error_fold(registry_add(r, built_in[i]));
    if (result == 0 && plugins != NULL)
        result = registry_load(r, plugins);
    if (result < 0) {
        registry_free(r);
        return error_trace(result);
    }
    *ret = r;
    return 0;
}

// Only an adapter of the hub's own is believed that its customers hear the live event.
struct hub_setup adapters_setup(const struct registry *adapters)
{
    struct hub_setup setup = {0};
    for (int i = 0; i < registry_count(adapters); i++) {
        const struct registry_entry *e = registry_at(adapters, i);
        enum channel channel;
        if (e->file != NULL || !(e->ops.abilities & CHANNEL_LIVE))
            continue;
        for (int k = 0; e->ops.kinds[k] != NULL; k++)
            if (channel_from(view_from(e->ops.kinds[k]), &channel) == 0)
                setup.live_channels |= channel_bit(channel);
    }
    return setup;
}
