// SPDX-License-Identifier: Apache-2.0
#include "hub/consent_hear.h"
#include "base/error.h"
#include "hub/consent_decide.h"
#include "hub/consent_person.h"
#include "hub/consent_word.h"
#include "hub/outbox_way.h"
#include "hub/session_state.h"
#include <errno.h>
#include <stdio.h>

enum { PROOF_MAX = 2048, PROOF_TEXT_MAX = 160, NOTE_MAX = 256 };

// One message that means something.
struct hearing {
    const struct inbound *in;
    int64_t customer;       // row
    struct view address;    // that it came from; no data: not known, the decision is about the whole channel
    struct view to;         // where the answer goes; no data: nowhere
    struct view settings;   // the tenant's
    struct view message_id; // no data: not kept
    enum consent_word word;
    bool is_yes;
};

static bool has_words(enum channel channel)
{
    return channel == CHANNEL_SMS || channel == CHANNEL_WHATSAPP;
}

static int read_settings(struct tx *tx, struct view *ret)
{
    struct query q = query_begin(tx->db, SQL_CONSENT_RULES, tx->tenant);
    int r = query_step(&q);
    if (r == QUERY_ROW && !tx_copy(tx, query_text(&q, 0), ret))
        r = -ENOMEM;
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

static int listen(struct tx *tx, const struct inbound *in, struct hearing *h)
{
    int r = 0;
    if (has_words(in->channel) && in->text.size > 0 && in->text.size <= PROOF_TEXT_MAX)
        r = read_settings(tx, &h->settings);
    if (r == 0 && h->settings.data != NULL)
        h->word = consent_word_find(in->text, h->settings, &h->is_yes);
    return r;
}

// ---- the decision

// {"text": …, "message_id": …, "provider_id": …}
static int write_proof(struct tx *tx, const struct hearing *h, struct view *ret)
{
    char *text = tx_alloc(tx, PROOF_MAX);
    if (text == NULL)
        return error_trace(-ENOMEM);
    struct buffer out = buffer_fixed(text, PROOF_MAX);
    struct json_writer w = json_writer(&out);
    json_begin_object(&w);
    json_key(&w, VIEW("text"));
    json_string(&w, h->in->text);
    json_key(&w, VIEW("message_id"));
    json_string_or_null(&w, h->message_id);
    json_key(&w, VIEW("provider_id"));
    json_string_or_null(&w, h->in->provider_id);
    json_end_object(&w);
    *ret = buffer_view(&out);
    return out.failed ? error_trace(-EMSGSIZE) : 0;
}

// *ret_is_new: it says something that was not so before.
static int decide(struct tx *tx, const struct hearing *h, bool *ret_is_new)
{
    static const struct actor customer = {.kind = ACTOR_CUSTOMER};
    struct consent_new fresh = {.customer = h->customer,
                                .channel = (int)h->in->channel,
                                .address = h->address,
                                .is_given = h->word == CONSENT_WORD_START,
                                .source = h->in->provider_answers ? VIEW("provider") : VIEW("keyword"),
                                .actor = &customer};
    struct consent_before before;
    *ret_is_new = false;
    int r = consent_look_before(tx, &fresh, &before);
    if (r < 0 || (h->is_yes && !before.is_against) || (!fresh.is_given && before.is_shut) ||
        (fresh.is_given && before.is_open && !before.is_against))
        return r;
    *ret_is_new = true;
    r = write_proof(tx, h, &fresh.proof);
    return r < 0 ? r : consent_decide(tx, &fresh, NULL);
}

// ---- what is told of it

static int note(struct tx *tx, const struct hearing *h, const struct message_result *message)
{
    static const struct actor hub = {.kind = ACTOR_SYSTEM};
    struct session_change change;
    char text[NOTE_MAX];
    const char *channel = h->in->channel == CHANNEL_SMS ? "SMS" : "WhatsApp";
    snprintf(text, sizeof(text),
             h->word == CONSENT_WORD_STOP
                 ? "The customer opted out of %s: they are not written to there any more."
                 : "The customer wants to be written to by %s again.",
             channel);
    int r = session_change_begin(tx, message->session_id, &change);
    if (r == SESSION_OK)
        r = timeline_add(tx, &change, &hub,
                         &(struct timeline_entry){.type = INTERACTION_SYSTEM,
                                                  .audience = AUDIENCE_INTERNAL,
                                                  .content = view_from(text)},
                         NULL);
    if (r == 0)
        r = session_change_end(tx, &change);
    return error_fold(r);
}

static int answer(struct tx *tx, const struct hearing *h, const struct message_result *message)
{
    struct message_result result;
    struct message_in reply = {.session_id = message->session_id,
                               .channel = h->in->channel,
                               .has_channel = true,
                               .direction = DIRECTION_OUTBOUND,
                               .author_type = AUTHOR_SYSTEM,
                               .purpose = CONSENT_REQUIRED,
                               .to = h->to};
    if (h->in->provider_answers || h->to.data == NULL)
        return 0;
    int r = consent_word_reply(h->word, h->settings, &tx->batch->arena, &reply.content);
    return r < 0 ? r : error_fold(message_store(tx, &reply, &result));
}

// The word that was found.
static int obey(struct tx *tx, const struct hearing *h, const struct message_result *message)
{
    bool is_new = true;
    int r = 0;
    if (h->word != CONSENT_WORD_HELP) {
        r = decide(tx, h, &is_new);
        if (r == 0 && is_new)
            r = note(tx, h, message);
    }
    // What was heard before is not answered again: two machines would never end.
    return r < 0 || !is_new ? r : answer(tx, h, message);
}

int consent_hear(struct tx *tx, const struct inbound *in, const struct customer_key *customer,
                 struct view address, const struct message_result *message)
{
    struct hearing h = {
        .in = in, .customer = customer->row, .address = address, .to = address, .message_id = message->id};
    int r = listen(tx, in, &h);
    return r < 0 || h.word == CONSENT_WORD_NONE ? r : obey(tx, &h, message);
}

int consent_hear_said(struct tx *tx, const struct message_in *said, int64_t customer, int64_t session,
                      const struct message_result *message)
{
    struct inbound in = {
        .channel = message->channel, .provider_id = said->provider_id, .text = said->content};
    struct hearing h = {.in = &in, .customer = customer, .message_id = message->id};
    struct outbox_way way = {0};
    int r = listen(tx, &in, &h);
    if (r < 0 || h.word == CONSENT_WORD_NONE)
        return r;
    // A gateway does not say from which number it came. To guess shuts one that may not be theirs to shut and
    // leaves open the one that they wrote from.
    r = outbox_find_way(tx, session, message->channel, &way);
    if (r == 0 && way.connector != 0)
        r = consent_reach_only(tx, message->session_id, customer, message->channel, &h.to);
    return r < 0 ? r : obey(tx, &h, message);
}

int consent_hear_blocked(struct tx *tx, const struct inbound *in, int64_t customer, struct view address)
{
    struct hearing h = {.in = in, .customer = customer, .address = address};
    bool is_new;
    int r = listen(tx, in, &h);
    return r < 0 || h.word != CONSENT_WORD_STOP ? r : decide(tx, &h, &is_new);
}
