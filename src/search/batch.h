// SPDX-License-Identifier: Apache-2.0
// What goes into the index in one transaction, gathered first: the index takes rows in ascending order only,
// whoever they belong to.
#pragma once
#include "search/index.h"
#include "search/source.h"

enum { BATCH_MESSAGES = 4096, BATCH_CUSTOMERS = 4096, BATCH_TENANTS = 256, BATCH_BYTES = 16 << 20 };

struct batch_customer {
    int64_t tenant, row;
    bool is_news; // to be indexed even when it is known
};

struct batch {
    struct arena arena; // texts of messages
    struct source_message messages[BATCH_MESSAGES];
    struct batch_customer customers[BATCH_CUSTOMERS];
    struct {
        int64_t tenant, position;
    } positions[BATCH_TENANTS];
    struct {
        int64_t tenant, row;
        int what; // enum purge_kind
    } purges[BATCH_MESSAGES];
    int message_count, customer_count, position_count, purge_count;
    int64_t indexed; // of the last put
};

void batch_init(struct batch *batch);
void batch_free(struct batch *batch);
void batch_clear(struct batch *batch);

// Whether as many events more still fit.
bool batch_has_room(const struct batch *batch, int events);

void batch_add_customer(struct batch *batch, int64_t tenant, int64_t row, bool is_news);

// Writes it all, inside the caller's transaction; customers are read from the hub's store here.
int batch_put(struct batch *batch, struct index *index, struct db *hub);
