// SPDX-License-Identifier: Apache-2.0
#include "store/shred.h"
#include "base/error.h"
#include "base/log.h"
#include "store/keeper.h"
#include <stdio.h>
#include <stdlib.h>

enum { PAGES_A_STEP = 2048 }; // 8 MiB: some milliseconds

struct shred {
    struct db *db;
    struct keeper *keeper;
    uint64_t life;
    int64_t asked, done; // tickets
    int64_t running;     // what was asked for when the pass began
    int64_t page;        // the next one to see; 0: no pass is under way
    int64_t pages;
    int64_t zeroed;
};

int shred_new(struct db *db, struct keeper *keeper, const struct random *random, struct shred **ret)
{
    struct shred *p = calloc(1, sizeof(*p));
    if (p == NULL)
        return error_trace(-ENOMEM);
    p->db = db;
    p->keeper = keeper;
    random_fill(random, &p->life, sizeof(p->life));
    *ret = p;
    return 0;
}

void shred_free(struct shred *p)
{
    free(p);
}

size_t shred_ask(struct shred *p, char ret_ticket[static SHRED_TICKET_MAX])
{
    // A pass that has begun may have seen pages before they were written: what is asked now needs the next
    // one.
    int64_t ticket = p->page == 0 ? p->done + 1 : p->running + 1;
    p->asked = ticket;
    return (size_t)snprintf(ret_ticket, SHRED_TICKET_MAX, "%016llx.%lld", (unsigned long long)p->life,
                            (long long)ticket);
}

enum shred_state shred_look(const struct shred *p, struct view ticket)
{
    char life[20];
    long long number;
    struct view rest = ticket;
    int size = snprintf(life, sizeof(life), "%016llx", (unsigned long long)p->life);
    if (!view_equal(view_cut(&rest, '.'), view_make(life, (size_t)size)) || !view_to_uint(rest, &number))
        return SHRED_UNKNOWN;
    return number <= p->done ? SHRED_DONE : SHRED_UNDER_WAY;
}

void shred_progress(const struct shred *p, int64_t *ret_done, int64_t *ret_total)
{
    *ret_done = p->page == 0 ? 0 : p->page - 1;
    *ret_total = p->page == 0 ? 0 : p->pages;
}

static void finish(struct shred *p)
{
    log_info("deleted content is gone: %lld pages seen, %lld zeroed", (long long)p->pages,
             (long long)p->zeroed);
    p->done = p->running;
    p->page = 0;
}

int shred_turn(struct shred *p)
{
    int zeroed;
    if (p == NULL || p->asked <= p->done)
        return 0;
    // The newest of every page must be in the database, and none with old bytes in the writer's memory.
    int r = keeper_empty_log(p->keeper, p->db);
    if (r != KEEPER_OK)
        return r < 0 ? r : 0; // after the next batch
    if (p->page == 0) {
        p->page = 1;
        p->running = p->asked;
        p->zeroed = 0;
    }
    r = db_scrub(p->db, p->page, PAGES_A_STEP, &zeroed, &p->pages);
    if (r < 0) {
        p->life++; // nobody waits for this pass any more: they ask again
        p->page = 0;
        p->asked = p->done;
        return error_trace(r);
    }
    p->zeroed += zeroed;
    p->page += PAGES_A_STEP;
    if (p->page > p->pages)
        finish(p);
    return 0;
}
