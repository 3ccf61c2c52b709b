// SPDX-License-Identifier: Apache-2.0
// Requests to endpoints, and what their answers mean.
#include "base/error.h"
#include "base/log.h"
#include "delivery/webhook_run_state.h"
#include "delivery/webhook_sign.h"
#include <errno.h>
#include <openssl/crypto.h>
#include <stdio.h>

enum { ANSWER_MAX = 64 << 10, SIGNATURE_HEADERS = 3 };

static const int64_t SECOND_US = 1000000;

void webhook_wait_until(struct webhook_at *at, int64_t due_us)
{
    if (due_us < at->run->next_due_us)
        at->run->next_due_us = due_us;
}

static uint32_t chance(struct webhook_run *run)
{
    uint32_t number;
    random_fill(&run->config.random, &number, sizeof(number));
    return number;
}

// ---- answers

static void count(struct webhook_run *run, enum webhook_verdict verdict, const struct egress_answer *answer)
{
    atomic_fetch_add(&run->answer_us_sum, answer->took_us);
    switch (verdict) {
    case WEBHOOK_VERDICT_DONE:
        atomic_fetch_add(&run->arrived, 1);
        return;
    case WEBHOOK_VERDICT_REFUSED:
        atomic_fetch_add(&run->refused, 1);
        return;
    case WEBHOOK_VERDICT_AGAIN:
    case WEBHOOK_VERDICT_EXHAUSTED:
    case WEBHOOK_VERDICT_GONE:
        atomic_fetch_add(&run->failed, 1);
        return;
    }
}

static void tell_fault(const struct egress_answer *answer, char *text, size_t size)
{
    if (answer->fault != NULL)
        snprintf(text, size, "%s", answer->fault);
    else if (answer->status >= 300 && answer->status < 400)
        snprintf(text, size, "it answered %d: redirects are not followed", answer->status);
    else
        snprintf(text, size, "it answered %d", answer->status);
}

static struct webhook_result make_result(const struct webhook_at *at, const struct egress_answer *answer,
                                         enum webhook_verdict verdict)
{
    const struct webhook_asking *a = &at->asking;
    struct webhook_result result = {.webhook = at->row,
                                    .delivery = a->delivery,
                                    .event_position = a->event_position,
                                    .type = a->type,
                                    .version = a->version,
                                    .is_sent = true,
                                    .status = answer->status,
                                    .duration_us = answer->took_us};
    memcpy(result.event_id, a->event_id, sizeof(result.event_id));
    if (verdict != WEBHOOK_VERDICT_DONE)
        tell_fault(answer, result.fault, sizeof(result.fault));
    switch (verdict) {
    case WEBHOOK_VERDICT_DONE:
        result.kind = WEBHOOK_ARRIVED;
        break;
    case WEBHOOK_VERDICT_AGAIN:
        result.kind = WEBHOOK_TRY_AGAIN;
        break;
    case WEBHOOK_VERDICT_REFUSED:
        result.kind = WEBHOOK_GIVEN_UP;
        break;
    case WEBHOOK_VERDICT_EXHAUSTED:
    case WEBHOOK_VERDICT_GONE:
        result.kind = WEBHOOK_DISABLED;
        result.reason = verdict == WEBHOOK_VERDICT_GONE ? WEBHOOK_REASON_GONE : WEBHOOK_REASON_FAILING;
        break;
    }
    return result;
}

static void move_on(struct webhook_at *at)
{
    at->head = (struct webhook_head){.position = at->asking.next_position};
    snprintf(at->head.epoch, sizeof(at->head.epoch), "%.*s", VIEW_ARG(at->run->epoch));
}

static void disable(struct webhook_at *at)
{
    at->is_enabled = false;
    atomic_fetch_sub(&at->run->live, 1);
    atomic_fetch_add(&at->run->disabled, 1);
}

// Enabled again, it begins with what it stopped at.
static void stop_here(struct webhook_at *at, int64_t now_us)
{
    struct webhook_head *head = &at->head;
    head->attempts = 0;
    head->refusals = 0;
    head->since_us = 0;
    head->due_us = now_us;
    disable(at);
}

static void judge_event(struct webhook_at *at, const struct egress_answer *answer)
{
    struct webhook_run *run = at->run;
    struct webhook_head *head = &at->head;
    int64_t now_us = run_now_us(run);
    struct webhook_tries tries = {.attempts = head->attempts,
                                  .since_us = head->since_us,
                                  .refusals = head->refusals,
                                  .dead_in_row = at->dead_in_row};
    bool is_again = head->since_us != 0 || head->status != 0 || head->fault[0] != '\0';
    bool is_changed = at->version != at->asking.version; // perhaps because of this
    enum webhook_verdict verdict = webhook_judge(answer, &tries, now_us, chance(run), &head->due_us);
    if (is_changed && (verdict == WEBHOOK_VERDICT_GONE || verdict == WEBHOOK_VERDICT_EXHAUSTED)) {
        verdict = WEBHOOK_VERDICT_AGAIN; // what it is now has not been asked
        tries = (struct webhook_tries){.since_us = now_us};
    }
    struct webhook_result result = make_result(at, answer, verdict);
    result.is_again = is_again;
    head->attempts = tries.attempts;
    head->since_us = tries.since_us;
    head->refusals = tries.refusals;
    head->status = answer->status;
    memcpy(head->fault, result.fault, sizeof(head->fault));
    if (verdict == WEBHOOK_VERDICT_DONE || verdict == WEBHOOK_VERDICT_REFUSED)
        move_on(at);
    else if (verdict == WEBHOOK_VERDICT_EXHAUSTED || verdict == WEBHOOK_VERDICT_GONE)
        stop_here(at, now_us);
    else if (is_changed)
        head->due_us = now_us;
    at->dead_in_row = verdict == WEBHOOK_VERDICT_DONE      ? 0
                      : verdict == WEBHOOK_VERDICT_REFUSED ? at->dead_in_row + 1
                                                           : at->dead_in_row;
    if (verdict == WEBHOOK_VERDICT_DONE && ++at->kept > WEBHOOK_KEPT_MAX) {
        result.prune = 2;
        at->kept -= 2;
    }
    result.head = *head;
    count(run, verdict, answer);
    webhook_keep(at, &result);
    if (verdict == WEBHOOK_VERDICT_AGAIN)
        webhook_wait_until(at, head->due_us);
    else
        webhook_set_ready(at);
}

// Beside the order: only 410 says something of the endpoint.
static void judge_replay(struct webhook_at *at, const struct egress_answer *answer)
{
    struct webhook_run *run = at->run;
    int64_t now_us = run_now_us(run), due_us = 0;
    struct webhook_tries tries = {.attempts = at->asking.tries, .since_us = now_us};
    enum webhook_verdict verdict = webhook_judge(answer, &tries, now_us, chance(run), &due_us);
    struct webhook_result result = make_result(at, answer, verdict);
    if (verdict == WEBHOOK_VERDICT_GONE && at->version != at->asking.version)
        result.kind = WEBHOOK_GIVEN_UP; // what it is now has not been asked
    // A test tells somebody how it is now.
    if (at->asking.type == WEBHOOK_TEST && verdict == WEBHOOK_VERDICT_AGAIN)
        result.kind = WEBHOOK_GIVEN_UP;
    if (verdict == WEBHOOK_VERDICT_EXHAUSTED)
        result.kind = WEBHOOK_GIVEN_UP;
    if (result.kind == WEBHOOK_DISABLED && at->is_enabled)
        disable(at);
    result.head.due_us = due_us;
    count(run, verdict, answer);
    webhook_keep(at, &result);
    webhook_set_ready(at);
}

static void begin_asking(struct webhook_at *at)
{
    at->is_asking = true;
    at->asking.is_doubtful = at->asking.delivery == 0 && at->head.since_us != 0;
    at->run->doubtful += at->asking.is_doubtful;
    at->tenant->under_way++;
    at->run->under_way++;
    atomic_store(&at->run->figure_under_way, at->run->under_way);
}

static void end_asking(struct webhook_at *at)
{
    at->is_asking = false;
    at->run->doubtful -= at->asking.is_doubtful;
    at->tenant->under_way--;
    at->run->under_way--;
    atomic_store(&at->run->figure_under_way, at->run->under_way);
}

static void answered(void *ctx, const struct egress_answer *answer)
{
    struct webhook_at *at = ctx;
    struct webhook_run *run = at->run;
    end_asking(at);
    if (run->is_stopping || at->is_gone) {
        webhook_replay_over(run, at->asking.delivery);
        webhook_endpoint_settle(at);
    } else if (at->asking.delivery != 0) {
        judge_replay(at, answer);
    } else {
        judge_event(at, answer);
    }
}

// ---- requests

static void forget_previous(struct webhook_at *at, int64_t now_us)
{
    if (now_us < at->previous_until_us)
        return;
    OPENSSL_cleanse(&at->signers.secrets[1], sizeof(at->signers.secrets[1]));
    OPENSSL_cleanse(&at->signers.keys[1], sizeof(at->signers.keys[1]));
}

// The three headers of Standard Webhooks, texts in the arena.
static int sign(struct webhook_at *at, const struct webhook_message *m, struct egress_header *headers)
{
    struct webhook_run *run = at->run;
    char signature[WEBHOOK_SIGNATURE_MAX], time[24];
    struct buffer out = buffer_fixed(signature, sizeof(signature));
    int64_t at_s = run_wall_us(run) / SECOND_US;
    struct view time_view, signature_view;
    forget_previous(at, run_now_us(run));
    int r = webhook_sign(&at->signers, m->id, at_s, buffer_view(&run->body), &out);
    snprintf(time, sizeof(time), "%lld", (long long)at_s);
    if (r == 0 && (!arena_copy(&run->arena, view_from(time), &time_view) ||
                   !arena_copy(&run->arena, buffer_view(&out), &signature_view)))
        r = error_trace(-ENOMEM);
    if (r < 0)
        return r;
    headers[0] = (struct egress_header){VIEW("webhook-id"), m->id};
    headers[1] = (struct egress_header){VIEW("webhook-timestamp"), time_view};
    headers[2] = (struct egress_header){VIEW("webhook-signature"), signature_view};
    return 0;
}

int webhook_ask(struct webhook_at *at, const struct webhook_message *m)
{
    struct webhook_run *run = at->run;
    struct egress_header headers[WEBHOOK_HEADERS_MAX + SIGNATURE_HEADERS];
    struct webhook_frame frame = {.source = view_from(run->source), .epoch = run->epoch};
    buffer_clear(&run->body);
    webhook_body_write(&run->body, m, at->format, &frame);
    int header_count = webhook_headers(m, at->format, &frame, &run->arena, headers);
    int r = run->body.failed ? error_trace(-ENOMEM) : header_count;
    if (r >= 0)
        r = sign(at, m, headers + header_count);
    if (r < 0)
        return r;
    at->asking.version = at->version;
    begin_asking(at); // the answer may come before this returns
    r = run->config.ask(
        run->config.egress,
        &(struct egress_request){.method = "POST",
                                 .url = view_from(at->url),
                                 .headers = headers,
                                 .header_count = header_count + SIGNATURE_HEADERS,
                                 .body = buffer_view(&run->body),
                                 .deadline_us = clock_mono_us(&run->config.clock) + run->config.timeout_us,
                                 .answer_max = ANSWER_MAX,
                                 .tenant = at->tenant->row,
                                 .caller = EGRESS_OF_EVENTS,
                                 .done = answered,
                                 .ctx = at},
        &at->asking.number);
    if (r < 0)
        end_asking(at);
    return r;
}

// The address is none that can be asked, or the hub lacks something.
void webhook_ask_failed(struct webhook_at *at, int error)
{
    if (error == -EINVAL) {
        begin_asking(at);
        answered(at,
                 &(struct egress_answer){.end = EGRESS_FORBIDDEN, .fault = "the address cannot be asked"});
        return;
    }
    int64_t due_us = run_now_us(at->run) + (error == -ENOBUFS ? SECOND_US / 20 : SECOND_US);
    at->head.due_us = due_us > at->head.due_us ? due_us : at->head.due_us;
    webhook_wait_until(at, at->head.due_us);
}

static void follow(struct webhook_at *at)
{
    struct webhook_message message;
    int r = webhook_follow(at, &message);
    if (r == WEBHOOK_FOUND) {
        r = webhook_ask(at, &message);
        if (r == 0)
            at->passed_us = 0; // the answer tells that too
    }
    if (r < 0)
        webhook_ask_failed(at, r);
    else if (r == WEBHOOK_FOUND_LATER)
        webhook_set_ready(at);
    else if (r == WEBHOOK_FOUND_NONE)
        at->has_news = false;
    if (at->passed_us != 0)
        webhook_wait_until(at, at->passed_us + SECOND_US);
}

void webhook_ask_next(struct webhook_at *at)
{
    if (!at->is_enabled || at->is_shut || at->is_asking || !at->has_news)
        return;
    if (at->head.due_us > run_now_us(at->run))
        webhook_wait_until(at, at->head.due_us);
    else
        follow(at);
}
