// SPDX-License-Identifier: Apache-2.0
// Attempts: handing what was taken to the adapter, and hearing how each ended.
#include "delivery/engine.h"
#include <stdio.h>

static const int64_t DEADLINE_US = 30 * ENGINE_SECOND, AGAIN_US = 10 * ENGINE_SECOND,
                     THROTTLE_US = ENGINE_SECOND, THROTTLE_MAX_US = 900 * ENGINE_SECOND;

// ---- the attempts that are under way

int engine_under_way(const struct engine_account *a)
{
    struct connector_figures f;
    channel_figures(a->connector, &f);
    return f.under_way;
}

static struct engine_attempt *find(const struct engine_account *a, struct view id)
{
    for (int i = 0; i < a->attempt_max; i++) {
        struct engine_attempt *t = &a->attempts[i];
        if (t->began_us != 0 && view_equal(view_make(t->id, t->id_size), id))
            return t;
    }
    return NULL;
}

// A free place, else that of the one which ended longest ago: there are more places than attempts can be
// under way.
static struct engine_attempt *place(const struct engine_account *a, struct view id)
{
    struct engine_attempt *oldest = find(a, id);
    for (int i = 0; i < a->attempt_max && oldest == NULL; i++)
        if (a->attempts[i].began_us == 0)
            oldest = &a->attempts[i];
    if (oldest != NULL)
        return oldest;
    for (int i = 0; i < a->attempt_max; i++) {
        struct engine_attempt *t = &a->attempts[i];
        if (t->over_us != 0 && (oldest == NULL || t->over_us < oldest->over_us))
            oldest = t;
    }
    return oldest;
}

static bool begin(struct engine_account *a, const struct outbox_claim *claim, int64_t now_us)
{
    struct engine_attempt *t = place(a, claim->id);
    if (t == NULL || claim->id.size > CHANNEL_ID_MAX)
        return false;
    *t = (struct engine_attempt){.row = claim->row,
                                 .began_us = now_us,
                                 .doubt = a->doubt,
                                 .is_question = claim->is_question,
                                 .id_size = (uint8_t)claim->id.size};
    memcpy(t->id, claim->id.data, claim->id.size);
    return true;
}

// ---- what is not sent

void engine_send_later(struct engine_account *a, const struct outbox_claim *claim, int64_t due_us)
{
    engine_settle_add(
        a, &(struct outbox_result){.row = claim->row, .ending = OUTBOX_ENDING_LATER, .due_us = due_us},
        claim->id);
}

// What cannot be asked for nobody will ever know.
static void refuse(struct engine_account *a, const struct outbox_claim *claim, const char *code,
                   const struct channel_fault *fault)
{
    ++*(claim->is_question ? &a->figures.unknown : &a->figures.failed);
    engine_settle_add(
        a,
        &(struct outbox_result){.row = claim->row,
                                .ending = claim->is_question ? OUTBOX_ENDING_UNKNOWN : OUTBOX_ENDING_FAILED,
                                .code = claim->is_question ? VIEW("unknown") : view_from(code),
                                .text = fault->text[0] != '\0' ? view_from(fault->text)
                                                               : VIEW("the provider cannot be asked for it"),
                                .doubt = a->doubt,
                                .was_asked = true},
        claim->id);
}

// The provider asks to wait, or has no place: nobody else is sent meanwhile, and fewer are taken afterwards.
static void throttle(struct engine_account *a, const struct outbox_claim *claim,
                     const struct channel_fault *fault)
{
    const struct delivery *d = a->delivery;
    int64_t wait_us = fault->retry_us > 0 ? fault->retry_us : THROTTLE_US;
    if (wait_us > THROTTLE_MAX_US)
        wait_us = THROTTLE_MAX_US;
    a->throttled_us = engine_mono(d) + wait_us;
    a->window = a->window > 1 ? a->window / 2 : 1;
    a->figures.is_crowded = a->is_crowded && fault->retry_us == 0;
    breaker_neither(&a->breaker);
    engine_send_later(a, claim, engine_now(d) + wait_us);
}

// The adapter itself failed: it did nothing.
static void stumble(struct engine_account *a, const struct outbox_claim *claim, int error)
{
    char text[64];
    snprintf(text, sizeof(text), "the adapter failed: %s", strerror(-error));
    a->figures.retried++;
    breaker_bad(&a->breaker, engine_mono(a->delivery));
    engine_fault(a, text);
    engine_settle_add(a,
                      &(struct outbox_result){.row = claim->row,
                                              .ending = OUTBOX_ENDING_RETRY,
                                              .code = view_from("delivery.adapter"),
                                              .text = view_from(text),
                                              .doubt = a->doubt},
                      claim->id);
}

// ---- sending

// An attempt of the same id that passed its deadline has its place in the connector for a minute more, so
// that a late end is known for what it is: then the connector is busy with this id alone.
static bool is_own_place(const struct engine_attempt *before, const struct channel_fault *fault)
{
    return before->over_us != 0 && fault->retry_us == 0;
}

// Which came to nothing.
static void undo(struct engine_account *a, const struct engine_attempt *before, struct view id)
{
    struct engine_attempt *t = find(a, id);
    if (t != NULL)
        *t = *before;
    a->figures.attempts--;
    breaker_neither(&a->breaker);
}

static int try_it(struct engine_account *a, struct channel_message *message, bool is_question,
                  struct channel_fault *fault)
{
    message->deadline_us = engine_mono(a->delivery) + DEADLINE_US;
    bucket_take(&a->bucket, 1);
    breaker_begin(&a->breaker);
    a->figures.attempts++;
    a->is_crowded = false;
    int r =
        is_question ? channel_look(a->connector, message, fault) : channel_send(a->connector, message, fault);
    engine_account_touch(a);
    return r;
}

void engine_send(struct engine_account *a, const struct outbox_claim *claim, struct arena *arena)
{
    struct delivery *d = a->delivery;
    struct channel_message message;
    struct channel_fault fault = {0};
    const char *code = "delivery.refused";
    const struct engine_attempt *known = find(a, claim->id);
    struct engine_attempt before = known == NULL ? (struct engine_attempt){0} : *known;
    // Told while the row was taken anew: that it was is on its way to the store. What the store did not
    // believe, or could not write, is tried or asked for like any other.
    if (before.is_sent && engine_settle_has(a, claim->row))
        return;
    int r = engine_message_make(a, claim, arena, &message, &code, &fault);
    if (r == CHANNEL_OK) {
        r = begin(a, claim, engine_mono(d)) ? try_it(a, &message, claim->is_question, &fault) : CHANNEL_BUSY;
        if (r == CHANNEL_OK)
            return;
        undo(a, &before, claim->id);
    }
    if (r == CHANNEL_REFUSED || r == CHANNEL_NONE)
        refuse(a, claim, code, &fault);
    else if (r < 0)
        stumble(a, claim, r);
    else if (is_own_place(&before, &fault))
        engine_send_later(a, claim, engine_now(d) + AGAIN_US);
    else
        throttle(a, claim, &fault);
}

// ---- how it ended

static enum outbox_ending ending_of(enum channel_end end)
{
    switch (end) {
    case CHANNEL_SENT:
        return OUTBOX_ENDING_SENT;
    case CHANNEL_RETRY:
        return OUTBOX_ENDING_RETRY;
    case CHANNEL_FAILED:
        return OUTBOX_ENDING_FAILED;
    case CHANNEL_CANCELLED:
        return OUTBOX_ENDING_CANCELLED;
    case CHANNEL_UNKNOWN:
        return OUTBOX_ENDING_UNKNOWN;
    }
    return OUTBOX_ENDING_UNKNOWN;
}

// What will be asked for is not unknown yet.
static void count(struct engine_account *a, const struct engine_attempt *t, const struct channel_ended *ended)
{
    bool is_asked_next = ended->end == CHANNEL_UNKNOWN && t->doubt == OUTBOX_DOUBT_ASK && !ended->was_asked;
    enum channel_end end = is_asked_next ? CHANNEL_RETRY : ended->end;
    struct delivery_figures *f = &a->figures;
    int64_t *const counters[] = {[CHANNEL_SENT] = &f->sent,
                                 [CHANNEL_RETRY] = &f->retried,
                                 [CHANNEL_FAILED] = &f->failed,
                                 [CHANNEL_CANCELLED] = &f->cancelled,
                                 [CHANNEL_UNKNOWN] = &f->unknown};
    ++*counters[end];
    if (end == CHANNEL_SENT)
        f->last_sent_us = engine_wall(a->delivery);
}

// An answer to a question, even that there is nothing, is good news of the provider; to ask it for what
// became of a message that it did not answer is not.
static void judge_provider(struct engine_account *a, const struct engine_attempt *t,
                           const struct channel_ended *end)
{
    bool is_answer = t->is_question && end->end == CHANNEL_UNKNOWN && end->was_asked;
    switch (is_answer ? CHANNEL_SENT : end->end) {
    case CHANNEL_SENT:
    case CHANNEL_FAILED:
        breaker_good(&a->breaker);
        if (a->window < OUTBOX_CLAIM_MAX)
            a->window++;
        return;
    case CHANNEL_RETRY:
    case CHANNEL_UNKNOWN: {
        char text[sizeof(a->figures.fault)];
        snprintf(text, sizeof(text), "%.*s", VIEW_ARG(end->text));
        breaker_bad(&a->breaker, engine_mono(a->delivery));
        engine_fault(a, text);
        return;
    }
    case CHANNEL_CANCELLED:
        breaker_neither(&a->breaker);
        return;
    }
}

static void settle(struct engine_account *a, const struct engine_attempt *t, const struct channel_ended *end)
{
    int64_t due_us = 0;
    if ((end->end == CHANNEL_RETRY || end->end == CHANNEL_UNKNOWN) && end->retry_us > 0)
        due_us = engine_now(a->delivery) + end->retry_us;
    engine_settle_add(
        a,
        &(struct outbox_result){.row = t->row,
                                .ending = ending_of(end->end),
                                .provider_id = end->provider_id,
                                .code = end->code,
                                .text = end->text,
                                .info = engine_take_info(a, end->id, end->provider_id),
                                .due_us = due_us,
                                .doubt = t->doubt,
                                .was_asked = end->was_asked || (t->is_question && end->end == CHANNEL_SENT)},
        end->id);
}

// It was ended as unknown, and has been settled so: only that it was sent says more.
static void hear_late(struct engine_account *a, struct engine_attempt *t, const struct channel_ended *end)
{
    t->is_sent = end->end == CHANNEL_SENT;
    if (!t->is_sent) {
        t->began_us = 0;
        return;
    }
    count(a, t, end);
    settle(a, t, end);
}

void engine_ended(struct engine_account *a, const struct channel_ended *end, bool is_late)
{
    struct engine_attempt *t = find(a, end->id);
    if (t == NULL) {
        log_error("connector %s: an end for %.*s, of which nothing is known", a->id, VIEW_ARG(end->id));
        return;
    }
    if (is_late)
        return hear_late(a, t, end);
    int64_t now_us = engine_mono(a->delivery);
    count(a, t, end);
    a->figures.answer_us_sum += now_us - t->began_us;
    judge_provider(a, t, end);
    settle(a, t, end);
    t->over_us = now_us;
    if (end->end != CHANNEL_UNKNOWN)
        t->began_us = 0;
}
