// SPDX-License-Identifier: Apache-2.0
#include "delivery/webhook_schedule.h"

static const int64_t SECOND_US = 1000000;

// Before the second attempt, the third …
static const int waits_s[WEBHOOK_ATTEMPTS_MAX - 1] = {5,         5 * 60,    30 * 60,   2 * 3600, 5 * 3600,
                                                      10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600};

enum { WAIT_TOLD_MAX_S = 24 * 3600, LAST_S = 76 * 3600 };

static bool is_refusal(int status)
{
    return status == 400 || status == 404 || status == 405 || status == 413 || status == 415 || status == 422;
}

static int64_t with_jitter(int64_t wait_us, uint32_t chance)
{
    return wait_us + wait_us / 10 * (int64_t)(chance % 1024) / 1024;
}

// It told when to come: that is obeyed, and no attempt of the schedule, as long as it does not go on for
// ever.
static bool is_told_to_wait(const struct egress_answer *answer, const struct webhook_tries *tries,
                            int64_t now_us)
{
    return (answer->status == 429 || answer->status == 503) && answer->retry_after_us > 0 &&
           now_us - tries->since_us < LAST_S * SECOND_US;
}

static int64_t told_wait_us(const struct egress_answer *answer)
{
    int64_t most = WAIT_TOLD_MAX_S * SECOND_US, wait = answer->retry_after_us;
    return wait < SECOND_US ? SECOND_US : wait > most ? most : wait;
}

static enum webhook_verdict judge_refusal(struct webhook_tries *tries, int64_t now_us, uint32_t chance,
                                          int64_t *ret_due_us)
{
    tries->attempts++;
    if (++tries->refusals >= WEBHOOK_REFUSALS_MAX)
        return WEBHOOK_VERDICT_REFUSED;
    *ret_due_us = now_us + with_jitter(waits_s[tries->refusals - 1] * SECOND_US, chance);
    return WEBHOOK_VERDICT_AGAIN;
}

static enum webhook_verdict judge_failure(const struct egress_answer *answer, struct webhook_tries *tries,
                                          int64_t now_us, uint32_t chance, int64_t *ret_due_us)
{
    tries->refusals = 0;
    if (++tries->attempts >= WEBHOOK_ATTEMPTS_MAX)
        return WEBHOOK_VERDICT_EXHAUSTED;
    int64_t wait_us = waits_s[tries->attempts - 1] * SECOND_US;
    if (answer->retry_after_us > wait_us)
        wait_us = told_wait_us(answer);
    *ret_due_us = now_us + with_jitter(wait_us, chance);
    return WEBHOOK_VERDICT_AGAIN;
}

enum webhook_verdict webhook_judge(const struct egress_answer *answer, struct webhook_tries *tries,
                                   int64_t now_us, uint32_t chance, int64_t *ret_due_us)
{
    // An answer that is too large is one all the same.
    bool is_answered = answer->end == EGRESS_ANSWERED || answer->end == EGRESS_TOO_LARGE;
    int status = is_answered ? answer->status : 0;
    if (tries->since_us == 0)
        tries->since_us = now_us;
    if (status >= 200 && status < 300)
        return WEBHOOK_VERDICT_DONE;
    if (status == 410)
        return WEBHOOK_VERDICT_GONE;
    if (is_answered && is_told_to_wait(answer, tries, now_us)) {
        *ret_due_us = now_us + with_jitter(told_wait_us(answer), chance);
        return WEBHOOK_VERDICT_AGAIN;
    }
    // Who refuses one after the other does so for a reason of their own: then it is like any other failure.
    if (is_refusal(status) && tries->dead_in_row < WEBHOOK_DEAD_IN_ROW_MAX)
        return judge_refusal(tries, now_us, chance, ret_due_us);
    return judge_failure(answer, tries, now_us, chance, ret_due_us);
}
