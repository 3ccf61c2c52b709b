// SPDX-License-Identifier: Apache-2.0
// The connectors whose webhooks a loop has seen called, by their ids, until any of them changes
// (EVENT_ACCESS_CHANGE), so that a webhook costs no read. Loop thread.
#pragma once
#include "base/map.h"
#include "hub/channel.h"

struct api_loop;

enum { CONNECTOR_BOOK_MAX = 4096 }; // remembered; all are forgotten when there are more

struct connector_book {
    struct map by_id;           // struct connector_card
    unsigned long long changes; // api_shared.access_changes when this was learned
};

struct connector_card {
    int64_t row, tenant;
    enum channel channel;
    bool is_open; // enabled, and its adapter takes webhooks
};

void connector_book_free(struct connector_book *book);

// *ret NULL: there is no connector of this id. Borrowed until the next call. 0 or negative.
int connector_book_find(struct api_loop *loop, struct view id, const struct connector_card **ret);
