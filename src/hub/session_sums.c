// SPDX-License-Identifier: Apache-2.0
#include "hub/session_sums.h"
#include "base/error.h"

struct sums {
    int64_t closed, resolved;
    int64_t interactions, responses, response_sum_us;
    int64_t ratings, rating_sum;
};

// One that was merged into another is no conversation of its own: the other tells how it ended. What was
// said in it stays its own, and counts.
static struct sums given_by(const struct session *s)
{
    struct sums sums = {.ratings = s->rating != 0, .rating_sum = s->rating};
    if (s->is_open)
        return sums;
    sums.interactions = s->interactions;
    sums.responses = s->responses;
    sums.response_sum_us = s->response_sum_us;
    if (s->merged_into == 0) {
        sums.closed = 1;
        sums.resolved = s->resolved_us != 0;
    }
    return sums;
}

static bool is_zero(const struct sums *d)
{
    return d->closed == 0 && d->resolved == 0 && d->interactions == 0 && d->responses == 0 &&
           d->response_sum_us == 0 && d->ratings == 0 && d->rating_sum == 0;
}

int session_sums_move(struct tx *tx, const struct session *before, const struct session *now)
{
    struct sums a = given_by(before), b = given_by(now);
    struct sums d = {b.closed - a.closed,
                     b.resolved - a.resolved,
                     b.interactions - a.interactions,
                     b.responses - a.responses,
                     b.response_sum_us - a.response_sum_us,
                     b.ratings - a.ratings,
                     b.rating_sum - a.rating_sum};
    if (is_zero(&d))
        return 0;
    struct query q = query_begin(tx->db, SQL_CUSTOMER_ADD_SUMS, tx->tenant);
    query_bind(&q, now->customer);
    query_bind(&q, d.closed);
    query_bind(&q, d.resolved);
    query_bind(&q, d.interactions);
    query_bind(&q, d.responses);
    query_bind(&q, d.response_sum_us);
    query_bind(&q, d.ratings);
    query_bind(&q, d.rating_sum);
    return error_trace(query_run(&q, NULL));
}

int session_sums_take_back(struct tx *tx, const struct session *session)
{
    struct session nothing = {.customer = session->customer, .is_open = true};
    return session_sums_move(tx, session, &nothing);
}
