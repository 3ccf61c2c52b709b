// SPDX-License-Identifier: Apache-2.0
#include "disk_lottery.h"
#include "disk_model.h"

uint64_t disk_draw(const struct random *r, uint64_t limit)
{
    uint64_t word;
    random_fill(r, &word, sizeof(word));
    return word % limit;
}

void disk_lottery_init(struct disk_lottery *l, struct random random, bool damages_neighbours, uint64_t oldest,
                       uint64_t newest)
{
    static const unsigned kept[] = {0, 10, 50, 80, 97};
    *l = (struct disk_lottery){.random = random, .damages_neighbours = damages_neighbours};
    l->order = (enum disk_order)disk_draw(&random, 3);
    l->moment = oldest + disk_draw(&random, newest - oldest + 1);
    l->kept_percent = kept[disk_draw(&random, sizeof(kept) / sizeof(kept[0]))];
    l->torn_percent = (unsigned)disk_draw(&random, 101 - l->kept_percent);
}

void disk_lottery_fix(struct disk_lottery *l, bool all_kept)
{
    l->order = DISK_ORDER_EACH;
    l->kept_percent = all_kept ? 100 : 0;
    l->torn_percent = 0;
}

static enum disk_lot draw_each(const struct disk_lottery *l)
{
    uint64_t dice = disk_draw(&l->random, 100);
    if (dice < l->kept_percent)
        return DISK_KEPT;
    return dice < l->kept_percent + l->torn_percent ? DISK_TORN : DISK_LOST;
}

enum disk_lot disk_lottery_draw(const struct disk_lottery *l, uint64_t moment)
{
    if (l->order == DISK_ORDER_EACH)
        return draw_each(l);
    if (moment == l->moment)
        return DISK_TORN;
    return (moment < l->moment) == (l->order == DISK_ORDER_FIRST) ? DISK_KEPT : DISK_LOST;
}

static void garble(const struct disk_lottery *l, struct disk_image *i, uint64_t from, uint64_t to)
{
    if (to > i->size)
        to = i->size;
    if (from < to)
        random_fill(&l->random, i->data + from, to - from);
}

// One sector or the part of it that the write covers: from ≤ byte < to of the file.
static int tear_sector(const struct disk_lottery *l, struct disk_image *i, uint64_t from, uint64_t to,
                       const unsigned char *data)
{
    size_t size = (size_t)(to - from);
    bool grows = from >= i->size;
    switch (disk_draw(&l->random, 8)) {
    case 0:
    case 1:
    case 2:
        return 0;
    case 3:
        return disk_image_write(i, from, data, (size_t)disk_draw(&l->random, size + 1));
    case 4:
        if (!grows)
            return 0;
        int r = disk_image_truncate(i, to);
        if (r == 0)
            garble(l, i, from, to);
        return r;
    default:
        return disk_image_write(i, from, data, size);
    }
}

static void damage_neighbours(const struct disk_lottery *l, struct disk_image *i, uint64_t from, uint64_t to)
{
    if (from % DISK_SECTOR != 0 && disk_draw(&l->random, 2) == 0)
        garble(l, i, from - from % DISK_SECTOR, from);
    if (to % DISK_SECTOR != 0 && disk_draw(&l->random, 2) == 0)
        garble(l, i, to, to - to % DISK_SECTOR + DISK_SECTOR);
}

int disk_lottery_tear(const struct disk_lottery *l, struct disk_image *i, uint64_t offset,
                      const unsigned char *data, size_t size)
{
    uint64_t end = offset + size;
    for (uint64_t from = offset; from < end;) {
        uint64_t to = from - from % DISK_SECTOR + DISK_SECTOR;
        if (to > end)
            to = end;
        int r = tear_sector(l, i, from, to, data + (from - offset));
        if (r < 0)
            return r;
        from = to;
    }
    if (l->damages_neighbours)
        damage_neighbours(l, i, offset, end);
    return 0;
}
