// SPDX-License-Identifier: Apache-2.0
#include "hub/session_rating.h"
#include "base/error.h"
#include <stdio.h>

int session_rate(struct tx *tx, struct session_change *change, const struct actor *actor, int score,
                 struct view comment)
{
    struct session *s = &change->now;
    char metadata[32];
    int size = snprintf(metadata, sizeof(metadata), "{\"score\":%d}", score);
    if (s->merged_into != 0)
        return SESSION_ACT_MERGED;
    if (s->rating == score && view_equal(s->rating_comment, comment))
        return SESSION_ACT_OK;
    s->rating = score;
    s->rating_comment = comment;
    s->rated_us = tx->now_us;
    struct timeline_entry entry = {.type = INTERACTION_RATING,
                                   .audience = AUDIENCE_PUBLIC,
                                   .is_inbound = true,
                                   .content = comment,
                                   .metadata = view_make(metadata, (size_t)size)};
    return error_trace(timeline_add(tx, change, actor, &entry, NULL));
}
