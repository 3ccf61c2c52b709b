// SPDX-License-Identifier: Apache-2.0
// Decides what becomes of the operations that were not synced. One thread.
#pragma once
#include "base/random.h"
#include "disk_image.h"
#include <stdbool.h>
#include <stdint.h>

enum disk_lot { DISK_KEPT, DISK_LOST, DISK_TORN };

enum disk_order {
    DISK_ORDER_EACH,  // each operation by its own dice
    DISK_ORDER_FIRST, // what was done before a moment, torn at it
    DISK_ORDER_LAST   // what was done after a moment, torn at it
};

struct disk_lottery {
    struct random random;
    bool damages_neighbours;
    enum disk_order order;
    uint64_t moment;
    unsigned kept_percent;
    unsigned torn_percent;
};

// 0 to limit - 1; limit not 0.
uint64_t disk_draw(const struct random *r, uint64_t limit);

// Every order and share of losses turns up; the oldest and newest operation bound the moment.
void disk_lottery_init(struct disk_lottery *l, struct random random, bool damages_neighbours, uint64_t oldest,
                       uint64_t newest);

// A lottery in which everything is kept, or everything lost.
void disk_lottery_fix(struct disk_lottery *l, bool all_kept);

enum disk_lot disk_lottery_draw(const struct disk_lottery *l, uint64_t moment);

// Writes some of the sectors. 0 or -ENOMEM.
int disk_lottery_tear(const struct disk_lottery *l, struct disk_image *i, uint64_t offset,
                      const unsigned char *data, size_t size);
