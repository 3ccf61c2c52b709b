// SPDX-License-Identifier: Apache-2.0
// What comes in by a connector: whose it is, which session it joins, and what its words mean for consent.
// Writer thread.
#pragma once
#include "hub/consent.h"
#include "hub/message.h"

struct inbound {
    int64_t connector; // row
    enum channel channel;
    struct view provider_id; // never empty, unique in the connector: stored once
    struct view from;        // the customer's address on the channel
    struct view from_name;   // no data: not said
    struct view text;
    struct view payload;     // of a quick reply that was chosen; no data: none
    struct view attachments; // JSON array of {url, type, name, size}; no data: none
    struct view metadata;    // JSON object; no data: none
    int64_t at_us;           // by the provider; 0: not said
    bool provider_answers;   // the provider answers STOP, START and HELP by itself
};

enum inbound_outcome {
    INBOUND_OK = 0,      // stored, or a duplicate
    INBOUND_BLOCKED = 1, // of a customer whom the company blocked: dropped. That they want to hear no more is
                         // written all the same: to be committed
    INBOUND_BAD_ADDRESS, // `from` is no address of the channel: dropped, and counted
};

// Finds the customer by the address (or makes one, with the address as a verified identity), stores the
// message in their default session, notes how they are reached there, and hears STOP, START and HELP.
// Attachments with a url are fetched afterwards.
int inbound_store(struct tx *tx, const struct inbound *in, struct message_result *ret);

// The kind of identity by which customers of the channel are known; 0: of none (chat).
int identity_kind_of_channel(enum channel channel);
