// SPDX-License-Identifier: Apache-2.0
#include "delivery/breaker.h"

static const int64_t PAUSE_US = 5 * 1000000, PAUSE_MAX_US = 300 * (int64_t)1000000;

int breaker_room(struct breaker *b, int64_t now_us, int wanted)
{
    if (b->state == BREAKER_OPEN && now_us >= b->until_us) {
        b->state = BREAKER_HALF;
        b->is_trying = false;
    }
    switch (b->state) {
    case BREAKER_CLOSED:
        return wanted;
    case BREAKER_OPEN:
        return 0;
    case BREAKER_HALF:
        return b->is_trying || wanted < 1 ? 0 : 1;
    }
    return 0;
}

int64_t breaker_due(const struct breaker *b)
{
    if (b->state == BREAKER_OPEN)
        return b->until_us;
    return b->state == BREAKER_HALF && b->is_trying ? INT64_MAX : 0;
}

void breaker_begin(struct breaker *b)
{
    if (b->state == BREAKER_HALF)
        b->is_trying = true;
}

void breaker_good(struct breaker *b)
{
    *b = (struct breaker){0};
}

static void open_it(struct breaker *b, int64_t now_us)
{
    b->pause_us = b->pause_us == 0 ? PAUSE_US : 2 * b->pause_us;
    if (b->pause_us > PAUSE_MAX_US)
        b->pause_us = PAUSE_MAX_US;
    b->until_us = now_us + b->pause_us;
    b->state = BREAKER_OPEN;
    b->is_trying = false;
}

// What was under way when it opened ends badly too, and says nothing new.
void breaker_bad(struct breaker *b, int64_t now_us)
{
    if (b->state == BREAKER_OPEN)
        return;
    if (b->state == BREAKER_HALF || ++b->bad >= BREAKER_BAD_MAX)
        open_it(b, now_us);
}

void breaker_neither(struct breaker *b)
{
    b->is_trying = false;
}
