// SPDX-License-Identifier: Apache-2.0
#include "hub/message.h"
#include "base/error.h"
#include "base/id.h"
#include "hub/cluster.h"
#include "hub/consent_hear.h"
#include "hub/event_body.h"
#include "hub/message_out.h"
#include "hub/participant.h"
#include "hub/session_hear.h"
#include <errno.h>

static int64_t connector_of(const struct message_in *in, enum channel channel)
{
    return in->connector != 0 ? in->connector : interaction_no_connector(channel);
}

static int find_duplicate(struct tx *tx, const struct message_in *in, enum channel channel,
                          struct message_result *ret)
{
    struct interaction_key key;
    if (in->provider_id.data == NULL)
        return INTERACTION_NONE;
    int r = interaction_by_provider(tx, connector_of(in, channel), in->provider_id, &tx->batch->arena, &key);
    if (r == INTERACTION_OK)
        *ret = (struct message_result){.id = key.id,
                                       .session_id = key.session_id,
                                       .customer = key.customer,
                                       .position = key.position,
                                       .is_duplicate = true};
    return r;
}

// Another's, or of one who is being erased.
static int refuse_session(struct tx *tx, const struct session *session)
{
    struct customer_key owner;
    int r = customer_key_load(tx, session->customer, &owner);
    if (r == CUSTOMER_NONE)
        return MESSAGE_NO_SESSION;
    return r < 0 ? r : MESSAGE_SESSION_OF_ANOTHER;
}

static int named_session(struct tx *tx, const struct message_in *in, const struct customer_key *customer,
                         struct session *session)
{
    int r = session_head_find(tx, in->session_id, session);
    if (r != SESSION_OK)
        return r < 0 ? r : MESSAGE_NO_SESSION;
    r = session_follow(tx, session);
    if (r < 0)
        return r;
    r = customer == NULL ? 1 : cluster_is_same(tx->db, tx->tenant, session->customer, customer->row);
    if (r != 1)
        return r < 0 ? r : refuse_session(tx, session);
    // One that was resolved may be opened again, by what the customer says: see hear().
    bool may_open = session->status == SESSION_RESOLVED && in->direction == DIRECTION_INBOUND;
    if (session->is_open || may_open)
        return MESSAGE_OK;
    r = customer == NULL ? refuse_session(tx, session) : MESSAGE_SESSION_CLOSED;
    return r == MESSAGE_SESSION_OF_ANOTHER ? MESSAGE_SESSION_CLOSED : r;
}

static int default_session(struct tx *tx, const struct message_in *in, int64_t customer,
                           struct session *session)
{
    int r = session_head_default(
        tx, customer,
        &(struct session_new){.channel = in->channel,
                              .priority = in->has_priority ? in->priority : PRIORITY_NORMAL},
        session);
    return r == 0 && session->is_new && !in->has_channel ? MESSAGE_NO_CHANNEL : r;
}

// Whose message it is and where it goes. A refusal undoes a customer that was made on the way.
static int need_session(struct tx *tx, const struct message_in *in, struct customer_key *customer,
                        struct session *session)
{
    int r;
    if (in->customer_id.data == NULL) {
        r = named_session(tx, in, NULL, session);
        if (r == 0)
            r = customer_key_load(tx, session->customer, customer);
        return r == CUSTOMER_NONE ? MESSAGE_NO_SESSION : r; // it is being erased
    }
    r = customer_need(tx, in->customer_id, customer);
    if (r != 0)
        return error_fold(r);
    return in->session_id.data != NULL ? named_session(tx, in, customer, session)
                                       : default_session(tx, in, customer->row, session);
}

// A session that is not active hears the customer, or will not. What goes to the customer leaves one that
// waits as it is.
static int hear(struct tx *tx, const struct message_in *in, struct session *session)
{
    if (in->direction != DIRECTION_INBOUND && session->is_open)
        return MESSAGE_OK;
    int r = session_hear(tx, session);
    return r == SESSION_ACT_CLOSED ? MESSAGE_SESSION_CLOSED : error_fold(r);
}

static int copy_id(struct tx *tx, struct view *ret)
{
    char *id = tx_alloc(tx, ID_SIZE + 1);
    if (id == NULL)
        return error_trace(-ENOMEM);
    id_make(id, tx->now_us, tx->random);
    *ret = view_make(id, ID_SIZE);
    return 0;
}

// The interaction with texts that outlive the request: events are rendered after it was answered.
static int make_interaction(struct tx *tx, const struct message_in *in, const struct session *session,
                            const struct message_way *way, struct view attachments, struct interaction **ret)
{
    struct interaction *i = tx_alloc(tx, sizeof(*i));
    if (i == NULL)
        return error_trace(-ENOMEM);
    *i = (struct interaction){
        .position = tx_next_position(tx),
        .customer = session->customer,
        .session = session->row,
        .channel = in->has_channel ? in->channel : session->channel,
        .type = INTERACTION_MESSAGE,
        .direction = in->direction,
        .audience = AUDIENCE_PUBLIC,
        .author_type = in->author_type,
        .attachments = attachments,
        .created_us = tx->now_us,
    };
    i->connector = connector_of(in, i->channel);
    i->delivery = way->delivery;
    i->delivery_info = way->info;
    if (copy_id(tx, &i->id) < 0 || !tx_copy(tx, in->author_id, &i->author_id) ||
        !tx_copy(tx, in->author_name, &i->author_name) || !tx_copy(tx, in->content, &i->content) ||
        !tx_copy(tx, in->metadata, &i->metadata) || !tx_copy(tx, in->provider_id, &i->provider_id) ||
        !tx_copy(tx, in->quick_replies, &i->quick_replies))
        return error_trace(-ENOMEM);
    *ret = i;
    return 0;
}

static int announce(struct tx *tx, const struct session *session, const struct customer_key *customer,
                    struct interaction *i)
{
    struct event_body *body = tx_alloc(tx, sizeof(*body));
    if (body == NULL)
        return error_trace(-ENOMEM);
    interaction_fill_author(i, customer->id, customer->name);
    *body = (struct event_body){.session_id = session->id, .customer_id = customer->id, .interaction = i};
    return tx_announce(tx, &(struct event){.position = i->position,
                                           .session = session->row,
                                           .customer = customer->row,
                                           .agent = session->agent,
                                           .queue = session->queue,
                                           .ref = i->row,
                                           .audience = i->audience,
                                           .kind = EVENT_NEW_MESSAGE,
                                           .body = body});
}

static int refuse_attachments(int outcome)
{
    switch ((enum attachment_outcome)outcome) {
    case ATTACHMENT_OK:
        return MESSAGE_OK;
    case ATTACHMENT_NONE:
        return MESSAGE_NO_ATTACHMENT;
    case ATTACHMENT_SENT:
        return MESSAGE_ATTACHMENT_SENT;
    case ATTACHMENT_NO_ROOM:
    case ATTACHMENT_TOO_LARGE:
        break;
    }
    return MESSAGE_ATTACHMENTS_TOO_LARGE;
}

// The rows and events of a message whose session is known. A raised priority is news of the session, behind
// the message that raised it.
static int store_in(struct tx *tx, const struct message_in *in, const struct customer_key *customer,
                    struct session *session, struct interaction **ret)
{
    bool is_raised = in->has_priority && in->priority > session->priority;
    struct attachment_list files;
    struct message_way way = {0};
    if (in->direction == DIRECTION_OUTBOUND) {
        int found = message_find_way(tx, in, session, &way);
        if (found != 0)
            return found;
    }
    int r = attachments_resolve(tx, in->attachments, in->attachment_rule, in->uploader_id, &files);
    if (r != ATTACHMENT_OK)
        return r < 0 ? r : refuse_attachments(r);
    r = make_interaction(tx, in, session, &way, files.text, ret);
    if (r < 0)
        return r;
    struct interaction *i = *ret;
    int64_t last = is_raised ? tx_next_position(tx) : i->position;
    if (is_raised)
        r = session_set_priority(tx, session, in->priority);
    if (r == 0)
        r = interaction_insert(tx, i);
    if (r == 0)
        r = attachments_bind(tx, &files, i);
    if (r == 0)
        r = message_intend(tx, in, session, &way, i);
    if (r == 0)
        r = session_add_interaction(tx, session, i, last);
    if (r == 0)
        r = customer_use_channel(tx, customer, i->channel);
    if (r == 0)
        r = announce(tx, session, customer, i);
    if (r == 0 && is_raised)
        r = session_announce(tx, session, last);
    if (r == 0 && in->author_agent != 0) // who answers has read what they answer
        r = participant_move(tx, session->row,
                             &(struct participant){.kind = AUTHOR_AGENT,
                                                   .ref = in->author_agent,
                                                   .read_position = i->position});
    return r;
}

int message_store(struct tx *tx, const struct message_in *in, struct message_result *ret)
{
    struct session session;
    struct customer_key customer;
    struct interaction *i = NULL;
    int r = in->has_channel ? find_duplicate(tx, in, in->channel, ret) : INTERACTION_NONE;
    if (r != INTERACTION_NONE)
        return r;
    r = need_session(tx, in, &customer, &session);
    if (r != 0)
        return r;
    if (customer.is_blocked && in->direction == DIRECTION_INBOUND)
        return MESSAGE_CUSTOMER_BLOCKED;
    if (!in->has_channel) { // only the session tells the channel, and so whose provider's id it is
        r = find_duplicate(tx, in, session.channel, ret);
        if (r != INTERACTION_NONE)
            return r;
    }
    r = hear(tx, in, &session);
    if (r == MESSAGE_OK)
        r = store_in(tx, in, &customer, &session, &i);
    if (r > 0)
        return r;
    if (r < 0)
        return error_trace(r);
    *ret = (struct message_result){.id = i->id,
                                   .session_id = session.id,
                                   .customer = session.customer,
                                   .position = i->position,
                                   .created_us = i->created_us,
                                   .channel = i->channel,
                                   .delivery = i->delivery,
                                   .delivery_info = i->delivery_info};
    // What comes by a connector its own path hears, which knows from where (hub/inbound.c).
    if (in->direction == DIRECTION_INBOUND && in->connector == 0)
        r = consent_hear_said(tx, in, customer.row, session.row, ret);
    return r < 0 ? error_trace(r) : MESSAGE_OK;
}
