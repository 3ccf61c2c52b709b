// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/connector_reply.h"
#include "hub/delivery.h"
#include "hub/widget_site.h"
#include <errno.h>
#include <stdio.h>

struct view channel_title(enum channel channel)
{
    static const struct view titles[CHANNELS] = {[CHANNEL_VOICE] = {"Voice", 5},
                                                 [CHANNEL_VIDEO] = {"Video", 5},
                                                 [CHANNEL_CHAT] = {"Chat", 4},
                                                 [CHANNEL_EMAIL] = {"Email", 5},
                                                 [CHANNEL_SMS] = {"SMS", 3},
                                                 [CHANNEL_MOBILE_APP] = {"Mobile app", 10},
                                                 [CHANNEL_WHATSAPP] = {"WhatsApp", 8},
                                                 [CHANNEL_SOCIAL_MEDIA] = {"Social media", 12},
                                                 [CHANNEL_WEB_PORTAL] = {"Web portal", 10}};
    return titles[channel];
}

// ---- all connectors of a tenant

struct gathering {
    struct connector_row *items;
    int count;
};

static int gather(void *ctx, const struct connector_row *connector)
{
    struct gathering *g = ctx;
    g->items[g->count++] = *connector;
    return 0;
}

static int note_site(void *ctx, const struct widget_site *site)
{
    bool *has_site = ctx;
    *has_site = *has_site || site->disabled_us == 0;
    return 0;
}

int connector_crowd_load(struct db *db, int64_t tenant, struct call *call, struct connector_crowd *ret)
{
    struct gathering g = {.items = arena_alloc(call_arena(call), CONNECTORS_MAX * sizeof(*g.items))};
    struct arena rows;
    bool has_site = false;
    int64_t cursor = 0;
    if (g.items == NULL)
        return -ENOMEM;
    int r = connector_walk(db, tenant, &cursor, CONNECTORS_MAX, call_arena(call), gather, &g);
    if (r < 0)
        return r;
    arena_init(&rows, 4096, 1 << 20);
    cursor = 0;
    r = widget_site_walk(db, tenant, &cursor, WIDGET_SITES_MAX, &rows, note_site, &has_site);
    arena_free(&rows);
    *ret = (struct connector_crowd){.items = g.items, .count = g.count, .has_site = has_site};
    return r;
}

// ---- one channel

static bool is_better_way(const struct connector_row *a, const struct connector_row *b)
{
    return b == NULL || view_equal(a->name, VIEW("default"));
}

static void take_look(struct channel_look *channel, const struct connector_row *c,
                      const struct connector_look *look)
{
    struct connector_look *worst = &channel->worst;
    if (worst->health == CONNECTOR_INACTIVE ||
        (worst->health == CONNECTOR_ACTIVE && look->health == CONNECTOR_WARNING)) {
        *worst = *look;
        if (look->detail.data == NULL)
            return;
        int size = snprintf(worst->text, sizeof(worst->text), "%.*s: %.*s", VIEW_ARG(c->name),
                            VIEW_ARG(look->detail));
        worst->detail = view_make(worst->text, (size_t)size);
    }
}

void channel_look_at(const struct call *call, const struct connector_crowd *crowd, enum channel channel,
                     struct channel_look *ret)
{
    *ret = (struct channel_look){.worst = {.health = CONNECTOR_INACTIVE}};
    ret->is_live = delivery_begin(call->api->config.setup, channel) == DELIVERY_SENT;
    for (int i = 0; i < crowd->count; i++) {
        const struct connector_row *c = &crowd->items[i];
        struct connector_look look;
        if (c->channel != channel)
            continue;
        ret->connectors++;
        if (!c->is_enabled)
            continue;
        connector_look_at(call, c, &look);
        take_look(ret, c, &look);
        if (is_better_way(c, ret->way))
            ret->way = c;
    }
    if (ret->is_live && ret->worst.health == CONNECTOR_INACTIVE &&
        (channel != CHANNEL_WEB_PORTAL || crowd->has_site))
        ret->worst.health = CONNECTOR_ACTIVE;
}

void channel_look_write(struct json_writer *w, enum channel channel, const struct channel_look *look)
{
    json_key(w, VIEW("id"));
    json_string(w, channel_name(channel));
    json_key(w, VIEW("type"));
    json_string(w, channel_name(channel));
    json_key(w, VIEW("name"));
    json_string(w, channel_title(channel));
    json_key(w, VIEW("status"));
    json_string(w, connector_health_name(look->worst.health));
    json_key(w, VIEW("detail"));
    json_string_or_null(w, look->worst.detail);
    json_key(w, VIEW("live"));
    json_bool(w, look->is_live);
    json_key(w, VIEW("connectors"));
    json_integer(w, look->connectors);
}
