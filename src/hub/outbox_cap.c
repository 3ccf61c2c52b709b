// SPDX-License-Identifier: Apache-2.0
// What leaves counts for frequency caps from the moment in which it is taken: two lanes at once would each
// find room for one more.
#include "hub/consent.h"
#include "hub/outbox_row.h"
#include "hub/outbox_way.h"

// 1 when there is somebody whom it is counted for.
static int make_question(struct tx *tx, const struct outbox_row *o, struct consent_question *ret)
{
    struct outbox_session session;
    if (o->purpose == CONSENT_REQUIRED)
        return 0;
    int r = outbox_session_load(tx, o->session, &session);
    if (r < 0 || session.customer == 0)
        return r;
    *ret = (struct consent_question){.customer = session.customer,
                                     .channel = o->channel,
                                     .purpose = o->purpose,
                                     .at_us = tx->now_us,
                                     .counted_day = o->counted_day};
    return 1;
}

int outbox_count(struct tx *tx, struct outbox_row *o)
{
    struct consent_question question;
    int r = o->counted_day != 0 ? 0 : make_question(tx, o, &question);
    return r == 1 ? consent_count(tx, &question, &o->counted_day) : r;
}

int outbox_uncount(struct tx *tx, struct outbox_row *o)
{
    struct consent_question question;
    int r = o->counted_day == 0 ? 0 : make_question(tx, o, &question);
    if (r == 1)
        r = consent_uncount(tx, &question);
    o->counted_day = 0;
    return r;
}
