// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "hub/consent.h"
#include "hub/consent_provider.h"
#include "hub/outbox_change.h"
#include "hub/outbox_earlier.h"
#include "hub/outbox_way.h"
#include <errno.h>

enum { ATTEMPTS_MAX = 20 };

static const int64_t SECOND_US = 1000000;
static const int64_t ASK_AGAIN_US = 5 * 1000000; // the breaker spares the provider
static const int64_t BACKOFF_MAX_US = (int64_t)15 * 60 * 1000000;
static const int64_t AGE_MAX_US = (int64_t)24 * 3600 * 1000000;

// ---- sent

// What was sent before somebody had it sent again is not what was sent then.
static int is_earlier(struct tx *tx, int64_t entry, struct view provider_id)
{
    struct interaction in;
    int r = interaction_load(tx->db, tx->tenant, entry, &tx->batch->arena, &in);
    return r < 0 ? error_trace(r)
                 : r == INTERACTION_OK && outbox_is_earlier(&in, provider_id, &tx->batch->arena);
}

// 1 when the provider's name is that of another message: what was found for this one is not it.
static int is_of_another(struct tx *tx, const struct outbox_row *o, const struct outbox_result *result)
{
    struct interaction_key other;
    int64_t entry;
    if (!result->was_asked || result->provider_id.data == NULL)
        return 0;
    int r = outbox_entry(tx, o, &entry);
    if (r == 0)
        r = interaction_by_provider(tx, o->connector, result->provider_id, &tx->batch->arena, &other);
    if (r != INTERACTION_NONE)
        return r < 0 ? error_trace(r) : other.row != entry;
    return entry == 0 ? 0 : is_earlier(tx, entry, result->provider_id);
}

static int settle_sent(struct tx *tx, struct outbox_row *o, const struct outbox_result *result)
{
    const struct outbox_why none = {0};
    struct delivery_step step = {
        .to = DELIVERY_SENT, .is_word = true, .connector = o->connector, .provider_id = result->provider_id};
    int64_t entry;
    int r = outbox_count(tx, o);
    if (r == 0)
        r = outbox_close(tx, o, OUTBOX_DONE, (struct view){0});
    if (r == 0)
        r = outbox_entry(tx, o, &entry);
    if (r == 0 && entry != 0)
        r = outbox_write_patch(tx, o, &none, result->info, &step.patch);
    if (r == 0 && entry != 0)
        r = delivery_record(tx, entry, &step, NULL);
    return r == 0 ? outbox_apply_early(tx, o, o->connector, result->provider_id) : error_trace(r);
}

// The provider has what was given up: it keeps its name for it, for receipts.
static int settle_name(struct tx *tx, struct outbox_row *o, const struct outbox_result *result)
{
    int64_t entry;
    int r = outbox_entry(tx, o, &entry);
    if (r == 0 && entry != 0)
        r = delivery_record(tx, entry,
                            &(struct delivery_step){.to = DELIVERY_SENT,
                                                    .connector = o->connector,
                                                    .provider_id = result->provider_id},
                            NULL);
    return r == 0 ? outbox_apply_early(tx, o, o->connector, result->provider_id) : r;
}

// ---- again

// A quarter more or less.
static int64_t scatter(struct tx *tx, int64_t us)
{
    uint32_t random;
    random_fill(tx->random, &random, sizeof(random));
    return us - us / 4 + (int64_t)((uint64_t)us / 2 * random >> 32);
}

// 1 s · 2^n, at most 15 minutes.
static int64_t backoff(int64_t attempts)
{
    int64_t us = SECOND_US;
    for (int64_t i = 1; i < attempts && us < BACKOFF_MAX_US; i++)
        us *= 2;
    return us < BACKOFF_MAX_US ? us : BACKOFF_MAX_US;
}

static int64_t last_time(const struct outbox_row *o)
{
    int64_t age_us = o->begun_us + AGE_MAX_US;
    return o->expires_us != 0 && o->expires_us < age_us ? o->expires_us : age_us;
}

// Another try, if there is time for one. What is doubtful may only be tried, or asked for, by the connector
// that knows it; a question may come as often as there is time.
static int settle_again(struct tx *tx, struct outbox_row *o, const struct outbox_result *result)
{
    struct outbox_why why = {result->code, result->text};
    enum channel channel;
    struct view id;
    bool is_bound = o->is_doubtful && !o->is_risked;
    bool is_question = is_bound && result->doubt == OUTBOX_DOUBT_ASK;
    int64_t due_us = tx->now_us + scatter(tx, is_question ? ASK_AGAIN_US : backoff(o->attempts));
    o->due_us = result->due_us > due_us ? result->due_us : due_us;
    o->held = OUTBOX_HELD_RETRY;
    int r = outbox_way_is_open(tx, o->connector, &id, &channel);
    if (r < 0)
        return r;
    bool is_over =
        (o->attempts >= ATTEMPTS_MAX && !is_question) || o->due_us > last_time(o) || (r == 0 && is_bound);
    if (is_over) {
        if (why.code.data == NULL)
            why.code = VIEW("attempts");
        if (why.text.data == NULL)
            why.text = VIEW("it was tried often enough");
        return outbox_give_up(tx, o, o->is_doubtful ? OUTBOX_UNKNOWN : OUTBOX_FAILED, &why);
    }
    bool was_open = r == 1;
    r = outbox_delay(tx, o);
    if (r == 0)
        r = outbox_tell_delay(tx, o, &why);
    return r == 0 && !was_open ? outbox_connector_changed(tx, o->connector) : error_trace(r);
}

// Nothing was tried.
static int settle_later(struct tx *tx, struct outbox_row *o, const struct outbox_result *result)
{
    o->attempts--;
    if (o->attempts == 0)
        o->begun_us = 0;
    o->due_us = result->due_us > tx->now_us ? result->due_us : tx->now_us + SECOND_US;
    o->held = OUTBOX_NOT_HELD;
    return outbox_delay(tx, o);
}

static int settle_unknown(struct tx *tx, struct outbox_row *o, const struct outbox_result *result)
{
    struct outbox_why why = {result->code.data != NULL ? result->code : VIEW("unknown"),
                             result->text.data != NULL ? result->text
                                                       : VIEW("nobody can say whether the provider has it")};
    bool may_be_told = result->doubt == OUTBOX_DOUBT_ASK && !result->was_asked;
    o->doubtful_us = outbox_doubtful_since(o);
    o->is_doubtful = true;
    o->is_risked = false;
    return result->doubt == OUTBOX_DOUBT_SEND || may_be_told ? settle_again(tx, o, result)
                                                             : outbox_give_up(tx, o, OUTBOX_UNKNOWN, &why);
}

// It was looked for, and what was found is not it.
static int settle_found(struct tx *tx, struct outbox_row *o, const struct outbox_result *result)
{
    struct outbox_result nothing = {
        .was_asked = true, .text = VIEW("the provider shows a message like it, which is another one")};
    int r = is_of_another(tx, o, result);
    if (r < 0)
        return r;
    return r == 0 ? settle_sent(tx, o, result) : settle_unknown(tx, o, &nothing);
}

// What surely did not leave does not count.
static int settle_count(struct tx *tx, struct outbox_row *o, const struct outbox_result *result)
{
    switch (result->ending) {
    case OUTBOX_ENDING_SENT:
    case OUTBOX_ENDING_UNKNOWN:
        return 0;
    case OUTBOX_ENDING_RETRY:
    case OUTBOX_ENDING_LATER:
    case OUTBOX_ENDING_CANCELLED:
        return o->is_doubtful ? 0 : outbox_uncount(tx, o); // an earlier attempt may have
    case OUTBOX_ENDING_FAILED:
        return outbox_uncount(tx, o);
    }
    return 0;
}

static int settle_failed(struct tx *tx, struct outbox_row *o, const struct outbox_result *result)
{
    struct outbox_why why = {result->code.data != NULL ? result->code : VIEW("refused"),
                             result->text.data != NULL ? result->text : VIEW("the provider refused it")};
    return outbox_give_up(tx, o, OUTBOX_FAILED, &why);
}

static int settle_cancelled(struct tx *tx, struct outbox_row *o, const struct outbox_result *result)
{
    struct outbox_why why = {result->code.data != NULL ? result->code : VIEW("cancelled"), result->text};
    return outbox_give_up(tx, o, OUTBOX_CANCELLED, &why);
}

static int settle_own(struct tx *tx, struct outbox_row *o, const struct outbox_result *result)
{
    int r = settle_count(tx, o, result);
    if (r < 0)
        return r;
    switch (result->ending) {
    case OUTBOX_ENDING_SENT:
        return settle_found(tx, o, result);
    case OUTBOX_ENDING_RETRY:
        return settle_again(tx, o, result);
    case OUTBOX_ENDING_LATER:
        return settle_later(tx, o, result);
    case OUTBOX_ENDING_FAILED:
        return settle_failed(tx, o, result);
    case OUTBOX_ENDING_CANCELLED:
        return settle_cancelled(tx, o, result);
    case OUTBOX_ENDING_UNKNOWN:
        return settle_unknown(tx, o, result);
    }
    return error_trace(-EINVAL);
}

// It was not wanted any more while it was under way, and has not left.
static int settle_unwanted(struct tx *tx, struct outbox_row *o, const struct outbox_result *result)
{
    if (o->state != OUTBOX_CANCELLED || o->is_doubtful || o->counted_day == 0)
        return 0;
    int r = settle_count(tx, o, result);
    return r < 0 || o->counted_day != 0 ? r : outbox_close(tx, o, o->state, o->outcome);
}

// An end that comes late, twice, or after somebody else's: only that it was sent says more.
static int settle_late(struct tx *tx, struct outbox_row *o, const struct outbox_result *result)
{
    if (result->ending != OUTBOX_ENDING_SENT)
        return settle_unwanted(tx, o, result);
    int r = is_of_another(tx, o, result);
    if (r != 0)
        return r < 0 ? r : 0;
    switch (o->state) {
    case OUTBOX_WAITING:
    case OUTBOX_DUE:
    case OUTBOX_TAKEN:
    case OUTBOX_CANCELLED:
    case OUTBOX_UNKNOWN:
        return settle_sent(tx, o, result);
    case OUTBOX_DONE:
    case OUTBOX_FAILED:
        break;
    }
    return settle_name(tx, o, result);
}

int outbox_settle(struct tx *tx, const struct outbox_result *result)
{
    struct outbox_row o;
    int r = outbox_load(tx, result->row, &o);
    if (r != OUTBOX_ROW_OK) // erased meanwhile
        return r < 0 ? error_trace(r) : 0;
    // It bounced before its end was told, and is on another way by now.
    if (result->id.data != NULL && !view_equal(result->id, o.id))
        return 0;
    const struct outbox_row sent = o; // what fails may go on by another channel
    bool is_own = o.state == OUTBOX_TAKEN && view_equal(o.lease, result->run);
    r = is_own ? settle_own(tx, &o, result) : settle_late(tx, &o, result);
    return r < 0 ? error_trace(r) : consent_hear_provider(tx, &sent, result->info);
}
