// SPDX-License-Identifier: Apache-2.0
#include "api/message_counts.h"
#include "base/clock.h"
#include "base/error.h"
#include <errno.h>
#include <stdlib.h>

enum { SLICE = 20000 }; // rows

void message_counts_init(struct message_counts *counts)
{
    *counts = (struct message_counts){0};
    pthread_mutex_init(&counts->lock, NULL);
}

void message_counts_free(struct message_counts *counts)
{
    size_t at = 0;
    for (void *one; (one = map_next(&counts->by_tenant, &at)) != NULL;)
        free(one);
    map_free(&counts->by_tenant);
    pthread_mutex_destroy(&counts->lock);
}

static struct map_key key_of(int64_t tenant)
{
    return (struct map_key){tenant, 0, 0};
}

static int add(struct message_counts *counts, int64_t tenant, int64_t channel, int64_t number)
{
    int64_t *sums = map_get(&counts->by_tenant, key_of(tenant));
    if (channel < 0 || channel >= CHANNELS)
        return 0;
    if (sums == NULL) {
        sums = calloc(CHANNELS, sizeof(*sums));
        if (sums == NULL || map_put(&counts->by_tenant, key_of(tenant), sums) < 0) {
            free(sums);
            return -ENOMEM;
        }
    }
    sums[channel] += number;
    return 0;
}

struct found {
    int64_t tenant, channel, number;
};

// The rows of a slice are added when all of them were read.
static int count_slice(struct message_counts *counts, struct db *db, int64_t to)
{
    struct found *found = NULL;
    size_t count = 0, room = 0;
    struct query q = query_begin(db, SQL_MESSAGE_COUNTS, 0);
    query_bind(&q, counts->row);
    query_bind(&q, to);
    int r;
    while ((r = query_step(&q)) == QUERY_ROW) {
        if (count == room) {
            room = room == 0 ? 64 : 2 * room;
            struct found *more = realloc(found, room * sizeof(*found));
            if (more == NULL) {
                r = -ENOMEM;
                break;
            }
            found = more;
        }
        found[count++] = (struct found){query_int(&q, 0), query_int(&q, 1), query_int(&q, 2)};
    }
    query_end(&q);
    for (size_t i = 0; i < count && r == 0; i++)
        r = add(counts, found[i].tenant, found[i].channel, found[i].number);
    free(found);
    if (r == 0)
        counts->row = to;
    return r;
}

static int last_row(struct db *db, int64_t *ret)
{
    struct query q = query_begin(db, SQL_MESSAGE_LAST_ROW, 0);
    int r = query_step(&q);
    if (r == QUERY_ROW)
        *ret = query_int(&q, 0);
    query_end(&q);
    return r < 0 ? r : 0;
}

static int count_on(struct message_counts *counts, struct db *db, const struct clock *clock,
                    int64_t budget_us, bool *ret_is_whole)
{
    int64_t until_us = clock_mono_us(clock) + budget_us, last = 0;
    int r = last_row(db, &last);
    while (r == 0 && counts->row < last && clock_mono_us(clock) < until_us)
        r = count_slice(counts, db, counts->row + SLICE < last ? counts->row + SLICE : last);
    *ret_is_whole = counts->row >= last;
    return r;
}

int message_counts_read(struct message_counts *counts, struct db *db, const struct clock *clock,
                        int64_t budget_us, int64_t tenant, int64_t ret[static CHANNELS], bool *ret_is_whole)
{
    static const int64_t none[CHANNELS];
    pthread_mutex_lock(&counts->lock);
    int r = count_on(counts, db, clock, budget_us, ret_is_whole);
    const int64_t *sums = map_get(&counts->by_tenant, key_of(tenant));
    memcpy(ret, sums == NULL ? none : sums, sizeof(none));
    pthread_mutex_unlock(&counts->lock);
    return error_trace(r);
}
