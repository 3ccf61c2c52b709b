// SPDX-License-Identifier: Apache-2.0
// Opening a conversation: a customer, what is known of them, and a session on a channel.
#pragma once
#include "hub/message.h"

struct conversation_in {
    struct view customer_id;
    struct view session_id; // no data: the default session
    enum channel channel;
    enum priority priority;
    bool has_priority;
    struct customer_news news;
    struct view campaign_context; // JSON object; no data: none
    struct view room_name;        // of a chat; no data: none
    struct view first_message;    // inbound, on the channel; no data: none
    bool first_is_flagged;        // by a rule on words
};

struct conversation_result {
    struct view session_id;
    bool is_new; // the session was made
};

enum conversation_outcome {
    CONVERSATION_OK = 0,
    CONVERSATION_SESSION_OF_ANOTHER = 1, // the session id is another customer's
    CONVERSATION_SESSION_CLOSED,
    CONVERSATION_PROFILE_TOO_LARGE,
    CONVERSATION_CUSTOMER_BLOCKED,  // who cannot say a first message
    CONVERSATION_TOO_MANY_SESSIONS, // of the customer are open
};

// Makes what is missing, adds the channel, notes the news, stores the first message, announces.
int conversation_open(struct tx *tx, const struct conversation_in *in, struct conversation_result *ret);
