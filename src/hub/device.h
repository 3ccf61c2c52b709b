// SPDX-License-Identifier: Apache-2.0
// Devices that want push notifications. Kept until the mobile channel sends to them.
#pragma once
#include "codec/json.h"
#include "store/snapshot.h"
#include "store/tx.h"

struct device_new {
    int64_t agent; // row; 0: of a program
    struct view platform, address;
    struct view body; // JSON object; no data: none
};

enum device_outcome {
    DEVICE_OK = 0,
    DEVICE_NONE = 1,
};

// Registered again it is the same device, whose agent may be another now. *ret_id in the transaction's
// memory.
int device_put(struct tx *tx, const struct device_new *fresh, struct view *ret_id);

// `agent`: who asks; 0: a program, which may remove any.
int device_remove(struct tx *tx, int64_t agent, struct view address);
