// SPDX-License-Identifier: Apache-2.0
// Consent: whether a customer may be written to on a channel, for a purpose, at a time. One place decides,
// every sender asks it, and every decision can be explained. A ledger holds what customers decided, with
// proof; the last decision counts, and an opt-out wins over everything but CONSENT_REQUIRED: by the customer
// or any member of their cluster, for the channel or all, for the purpose or all, or by the address itself,
// whoever has it now.
#pragma once
#include "hub/actor.h"
#include "hub/channel.h"
#include "hub/consent_purpose.h"
#include "store/tx.h"

enum consent_verdict {
    CONSENT_ALLOW = 0,
    CONSENT_HOLD = 1, // not now: until_us
    CONSENT_DENY = 2,
};

// Why; each has a stable code ("consent.opted_out").
enum consent_reason {
    CONSENT_REASON_NONE = 0,  // nothing stands against it
    CONSENT_REASON_OPTED_OUT, // the customer, or the address
    CONSENT_REASON_NO_OPT_IN, // marketing needs one
    CONSENT_REASON_BLOCKED,   // the company blocked the customer
    CONSENT_REASON_QUIET,     // quiet hours, until their end
    CONSENT_REASON_CAP,       // written to often enough: until the window has room
};

struct consent_question {
    int64_t customer; // row
    enum channel channel;
    enum consent_purpose purpose;
    struct view address; // normalised; no data: not known yet
    int64_t at_us;       // wall clock
    int64_t
        counted_day; // it counts already, as of that day (consent_count), and no cap holds it; 0: it does not
};

struct consent_answer {
    enum consent_verdict verdict;
    enum consent_reason reason;
    int64_t until_us;     // of HOLD
    int64_t decision;     // row of the ledger that decided; 0: none
    char zone[64 + 1];    // whose hours were looked at; empty: none were
    bool is_zone_assumed; // the customer's is not known: the tenant's
};

// 0 or negative. A customer without a row in the ledger and a purpose without hours and caps cost nothing but
// the customer's row. Any connection.
int consent_ask(struct db *db, int64_t tenant, const struct consent_question *question,
                struct consent_answer *ret);

// Counts a message that leaves, for caps: *ret_day is the day; 0: no cap is about it. Writer thread.
int consent_count(struct tx *tx, const struct consent_question *question, int64_t *ret_day);
// It did not leave after all.
int consent_uncount(struct tx *tx, const struct consent_question *question);

// "consent.opted_out", and a sentence for people.
struct view consent_reason_code(enum consent_reason reason);
struct view consent_reason_text(enum consent_reason reason);

// "marketing", "*" for 0, and back; "sms", "*" for -1.
struct view consent_purpose_name(int purpose);
bool consent_purpose_from(struct view name, enum consent_purpose *ret);
struct view consent_channel_name(int channel);

// ---- the ledger

struct consent_new {
    int64_t customer;    // row
    int channel;         // enum channel; -1: every one
    int purpose;         // enum consent_purpose; 0: every one
    struct view address; // normalised; no data: the customer's decision, not the address's
    bool is_given;
    struct view source; // "keyword", "api", "agent", "import", "provider"
    struct view proof;  // JSON object; no data: none
    const struct actor *actor;
};

// Writes the decision, tells live clients of the customer, and the audit log. *ret_id lives as long as the
// transaction's events.
int consent_add(struct tx *tx, const struct consent_new *fresh, struct view *ret_id);

// ---- words: STOP, START, HELP

enum consent_word { CONSENT_WORD_NONE, CONSENT_WORD_STOP, CONSENT_WORD_START, CONSENT_WORD_HELP };

// Whether the whole message (trimmed, case folded) is one of the tenant's words, in its languages.
enum consent_word consent_word_of(struct view text, struct view settings);
