// SPDX-License-Identifier: Apache-2.0
// Connectors and channels as the API shows them: secrets masked, with what the delivery says of them now. Any
// thread that has the call.
#pragma once
#include "api/call.h"
#include "api/outside.h"
#include "hub/connector.h"

enum connector_health { CONNECTOR_ACTIVE, CONNECTOR_WARNING, CONNECTOR_INACTIVE };

// How a connector, or a channel, is.
struct connector_look {
    enum connector_health health;
    enum delivery_connector_state state;
    struct view detail; // what is wrong; no data: nothing. In `text`, or for ever
    char text[320];
    int64_t until_us; // 0: not said
    bool has_figures;
    struct delivery_figures figures;
};

void connector_look_at(const struct call *call, const struct connector_row *connector,
                       struct connector_look *ret);

struct view connector_health_name(enum connector_health health);

// The API's Connector.
void connector_write(struct json_writer *w, const struct call *call, const struct connector_row *connector);
// How a secret is shown; in `text`, or for ever.
enum { CONNECTOR_MASKED_MAX = 16 };
struct view connector_mask(struct view secret, char text[static CONNECTOR_MASKED_MAX]);
// Its `config` alone.
void connector_write_config(struct json_writer *w, const struct call *call,
                            const struct connector_row *connector);
// ConnectorFigures, or null.
void connector_write_figures(struct json_writer *w, const struct connector_look *look);

// ---- channels

// All connectors of a tenant.
struct connector_crowd {
    const struct connector_row *items; // in the call's arena
    int count;
    bool has_site; // of the widget, open
};

int connector_crowd_load(struct db *db, int64_t tenant, struct call *call, struct connector_crowd *ret);

struct channel_look {
    struct connector_look worst; // of those that are enabled
    bool is_live;
    int connectors;
    const struct connector_row *way; // by which the channel is left; NULL: there is none
};

void channel_look_at(const struct call *call, const struct connector_crowd *crowd, enum channel channel,
                     struct channel_look *ret);

// The members of ChannelState into the object that is open.
void channel_look_write(struct json_writer *w, enum channel channel, const struct channel_look *look);

// "SMS"
struct view channel_title(enum channel channel);
