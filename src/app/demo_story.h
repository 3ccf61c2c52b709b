// SPDX-License-Identifier: Apache-2.0
// A story for `omnihub demo` (app/demo/story.txt): lines of text become items. Pure.
//
//   queue ID | NAME                         identity CUSTOMER | KIND | ADDRESS
//   tag NAME | COLOUR                       merge CUSTOMER | OTHER | REASON
//   agent ID | NAME | EMAIL | ROLE | QUEUES
//   customer ID | NAME | EMAIL | PHONE | TAG          "-" for none
//   session ID | CUSTOMER | CHANNEL
//
// Behind a session, what happens in it, in order:
//
//   < text      the customer, where they are         > AGENT text     an answer
//   <sms text   the customer, from now on there      # AGENT text     a note
//   ! queue ID · ! assign AGENT · ! tag NAME… · ! priority P · ! snooze SECONDS · ! resolve text · ! rate 5
//   text ! transfer CHANNEL | reason
//
// Lines that begin with // and empty ones say nothing.
#pragma once
#include "base/view.h"

enum demo_kind {
    DEMO_QUEUE,
    DEMO_TAG,
    DEMO_AGENT,
    DEMO_CUSTOMER,
    DEMO_IDENTITY,
    DEMO_MERGE,
    DEMO_SESSION,
    // of the session before
    DEMO_SAYS,   // {channel or no data, text}
    DEMO_ANSWER, // {agent, text}
    DEMO_NOTE,   // {agent, text}
    DEMO_TO_QUEUE,
    DEMO_ASSIGN,
    DEMO_TAGS, // {names, separated by blanks}
    DEMO_PRIORITY,
    DEMO_SNOOZE,
    DEMO_RESOLVE,
    DEMO_RATE,     // {score, comment or no data}
    DEMO_TRANSFER, // {channel, reason}
};

enum { DEMO_FIELDS_MAX = 5 };

struct demo_item {
    enum demo_kind kind;
    struct view fields[DEMO_FIELDS_MAX]; // no data: not said
};

enum demo_outcome {
    DEMO_OK = 0,
    DEMO_END = 1,
    DEMO_BAD, // ret->fields[0] is the line that is none of these
};

// Takes the next item off `rest`.
int demo_next(struct view *rest, struct demo_item *ret);

// Whether it is something that is said in a session, and so found again by its text, fields[1].
bool demo_is_text(const struct demo_item *item);

// Whether the story has a customer of this id.
bool demo_has_customer(struct view story, struct view id);

// Whether the next thing that is said in the session whose items `rest` goes on with is there already.
// Whatever follows one that is there counts too: what stands before it is over.
enum demo_ahead {
    DEMO_AHEAD_NOTHING, // nothing more is said in it
    DEMO_AHEAD_SAID,
    DEMO_AHEAD_UNSAID,
};
enum demo_ahead demo_ahead(struct view rest, bool (*is_there)(void *ctx, struct view text), void *ctx);

// Made from app/demo/story.txt.
extern const struct view demo_story;
