// SPDX-License-Identifier: Apache-2.0
#include "delivery/bucket.h"

enum { ONE = 1000000 };

static int64_t most(const struct bucket *b)
{
    return b->rate < 4 ? ONE : b->rate * (ONE / 4);
}

struct bucket bucket_make(int64_t rate, int64_t now_us)
{
    struct bucket b = {.rate = rate, .at_us = now_us};
    b.level = most(&b);
    return b;
}

int bucket_room(struct bucket *b, int64_t now_us, int wanted)
{
    if (b->rate <= 0)
        return wanted;
    int64_t room = most(b) - b->level, passed_us = now_us - b->at_us;
    b->level = passed_us > room / b->rate ? most(b) : b->level + passed_us * b->rate;
    b->at_us = now_us;
    int64_t whole = b->level < 0 ? 0 : b->level / ONE;
    return whole < wanted ? (int)whole : wanted;
}

void bucket_take(struct bucket *b, int count)
{
    if (b->rate > 0)
        b->level -= (int64_t)count * ONE;
}

int64_t bucket_due(const struct bucket *b)
{
    if (b->rate <= 0 || b->level >= ONE)
        return b->at_us;
    return b->at_us + (ONE - b->level + b->rate - 1) / b->rate;
}
