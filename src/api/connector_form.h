// SPDX-License-Identifier: Apache-2.0
// What a request makes of a connector's configuration: its fields and those that there are, held against what
// the adapter says of itself. Needs nothing of the store; any thread that has the call.
#pragma once
#include "api/call.h"
#include "channel/registry.h"
#include "hub/connector.h"

// Before a secret's last characters. What begins so is a secret that was read here, and stays what it is.
#define CONNECTOR_MASK "\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2"

struct connector_given {
    struct view adapter;       // no data: not said
    const struct json *config; // object; NULL: not said
    const struct json *beside; // object of which what the adapter has counts as if it stood in config; NULL
};

struct connector_form {
    const struct channel_ops *ops;
    struct view config, secrets; // JSON objects, whole, in the call's arena
};

// `now` is the connector as it is; NULL: there is none. 0, positive after call_refuse, or negative.
int connector_form_fill(struct call *call, enum channel channel, const struct connector_row *now,
                        const struct connector_given *given, struct connector_form *ret);

// Whether the adapter serves the channel.
bool connector_adapter_serves(const struct channel_ops *ops, enum channel channel);
