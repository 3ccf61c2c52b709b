// SPDX-License-Identifier: Apache-2.0
// The outbox: intents for the outside, rows that are committed with what they are about and carried out
// afterwards, by src/delivery. One row is one delivery: the chain of attempts to send one message by one
// connector. Of a lane only the first open row is ever under way, so what is said in a session arrives in its
// order. Writer thread, but where it says otherwise.
#pragma once
#include "hub/consent_purpose.h"
#include "hub/interaction.h"
#include "store/tx.h"

// Stored as numbers: append only.
enum outbox_kind {
    OUTBOX_MESSAGE = 1,      // ref: interaction, to be sent to the customer
    OUTBOX_TRANSFER_LEG = 2, // ref: transfer, of which the customer is told
};
// Stored as numbers: append only; the indices of the schema name them. The first three are open.
enum outbox_state {
    OUTBOX_WAITING = 1,   // for a connector
    OUTBOX_DUE = 2,       // at due_us, when it is the first of its lane
    OUTBOX_TAKEN = 3,     // an attempt is under way, or the hub died in it
    OUTBOX_DONE = 4,      // the provider has it
    OUTBOX_FAILED = 5,    // for good: a dead letter
    OUTBOX_CANCELLED = 6, // not wanted any more
    OUTBOX_UNKNOWN = 7,   // nobody can say whether the provider has it: a dead letter too
};
// Why a row is not due before its time. Stored as numbers: append only.
enum outbox_hold {
    OUTBOX_NOT_HELD = 0,
    OUTBOX_HELD_SCHEDULED = 1, // it was asked for at that time
    OUTBOX_HELD_QUIET = 2,     // quiet hours of the customer
    OUTBOX_HELD_RETRY = 3,     // the last attempt failed
    OUTBOX_HELD_CAP = 4,       // the customer was written to often enough
};

// What is done with a row that may be with the provider already: an attempt of it has no known end.
enum outbox_doubt {
    OUTBOX_DOUBT_GIVE_UP = 0, // nobody can say: OUTBOX_UNKNOWN
    OUTBOX_DOUBT_SEND,        // the provider knows the id: again, with the same one
    OUTBOX_DOUBT_ASK,         // the provider is asked for it
};

enum { OUTBOX_CLAIM_MAX = 64 };

struct outbox_new {
    enum outbox_kind kind;
    enum channel channel;
    enum consent_purpose purpose; // 0: service
    struct view lane;             // what keeps its order: the session's id
    int64_t session;              // row
    int64_t ref;                  // by kind
    int64_t connector;            // row; 0: waits for one of the channel
    struct view address;          // to whom; no data: the session's or the customer's own, when it is sent
    int64_t due_us;               // not before; 0: now
    int64_t expires_us;           // fails when it was not taken by then; 0: never
    bool is_bulk;
};

// Writes the row and wakes the delivery when it can be taken; *ret is its number.
int outbox_add(struct tx *tx, const struct outbox_new *fresh, int64_t *ret);

// Ends a row that is open still; harmless on one that is not. 0 is no row. What is under way is not called
// back; its end still counts.
int outbox_end(struct tx *tx, int64_t row, enum outbox_state state);

// A connector came, went, was enabled or disabled: in slices, by a timer, what waits for its channel becomes
// its own, or what it has not begun waits for another.
int outbox_connector_changed(struct tx *tx, int64_t connector);
// One such slice, of at most `limit` rows; *ret_more when there may be others. Of what is abandoned, what may
// be at the provider already is OUTBOX_UNKNOWN.
int outbox_adopt(struct tx *tx, int64_t connector, enum channel channel, int limit, bool *ret_more);
int outbox_abandon(struct tx *tx, int64_t connector, int limit, bool *ret_more);

// ---- taking and settling: what src/delivery calls

// An attempt to make. Texts lie in the transaction's memory.
struct outbox_claim {
    int64_t row;
    struct view id; // towards the provider: the same each time
    enum outbox_kind kind;
    enum consent_purpose purpose;
    int64_t interaction; // row; 0: of a transfer's leg
    struct view to;      // address
    struct view session_id;
    struct view text;
    struct view attachments;   // JSON array, as stored; no data: none
    struct view quick_replies; // JSON array; no data: none
    struct view metadata;      // JSON object; no data: none
    int attempt;               // 1 for the first
    bool may_be_there;         // an earlier attempt ended unknown, or the hub died in it
    bool is_question;          // nothing is to be sent: the provider is to be asked for it
    int64_t doubtful_us;       // since when it may be there, by the wall clock
    int64_t expires_us;        // 0: never
    int64_t created_us;
};

struct outbox_claiming {
    int64_t connector;
    struct view run;        // of the lease
    int64_t lease_until_us; // wall clock, for people: a lease is over when its run is, or says so
    int64_t wall_us;        // by the machine's clock: providers are asked for what they got since then
    enum outbox_doubt doubt;
    int max;         // ≤ OUTBOX_CLAIM_MAX
    int64_t *at_row; // gets the row that is looked at, so that of a claim that fails one knows it; NULL:
                     // nobody asks
};

// Takes what is due of the connector. What may not be sent (opt-out, block, expiry, no address) is ended
// here, what is held (quiet hours, caps) put off, and neither is returned: *ret_seen counts those too, so
// that 0 means there was nothing. What may be there already and is not given up or sent again is a question:
// then nobody's consent is asked, for nothing leaves. What is taken to be sent counts for frequency caps,
// until it ends as anything but sent or unknown.
int outbox_claim(struct tx *tx, const struct outbox_claiming *claiming, struct outbox_claim *ret,
                 int *ret_count, int *ret_seen);

enum outbox_ending {
    OUTBOX_ENDING_SENT = 1,
    OUTBOX_ENDING_RETRY, // it surely has not; tried again at due_us, unless that is too late or too often
    OUTBOX_ENDING_LATER, // nothing was tried (the provider throttles, the connector is busy): no attempt
    OUTBOX_ENDING_FAILED,
    OUTBOX_ENDING_CANCELLED,
    OUTBOX_ENDING_UNKNOWN, // nobody knows; of a question: it is not to be found, or could not be asked for
};

struct outbox_result {
    int64_t row;
    struct view id;  // of the claim: of an earlier chain nothing is heard; no data: of whichever there is
    struct view run; // of the lease; an end under another one counts only where it says more (SENT)
    enum outbox_ending ending;
    struct view provider_id; // of SENT; no data: none
    struct view code, text;  // the provider's fault
    struct view info;        // JSON object, merged into delivery_info (segments …); no data: none
    int64_t due_us;          // of RETRY and LATER: wall clock; 0: by the attempt's number, with jitter
    enum outbox_doubt doubt; // what becomes of UNKNOWN, as in the claim
    // It was asked for: of SENT, what was found may be another message; UNKNOWN is for good, the provider has
    // said all that it will.
    bool was_asked;
};

// When the connector's first row that may be taken is due; 0: there is none. Any connection.
int outbox_next_due(struct db *db, int64_t tenant, int64_t connector, int64_t *ret_us);

// Records how an attempt ended: the row, the interaction's delivery with its event, a transfer's leg, the
// next of the lane. Harmless twice. *ret is what became of the attempt by it, which is not always what was
// told: what was found may be another one's, and what is tried again may have been tried too often.
// OUTBOX_ENDING_LATER: nothing that counts. NULL: nobody asks.
int outbox_settle(struct tx *tx, const struct outbox_result *result, enum outbox_ending *ret);

// What was taken under a lease of another run: due again, to be judged by outbox_claim. At most `limit`;
// *ret_more. Of all tenants: any tenant's transaction will do.
int outbox_recover(struct tx *tx, struct view run, int limit, bool *ret_more);
// The same of one row of this run, of which the run itself knows that nobody will tell its end. No clock has
// a say in it: a wall clock that is put forward makes no two attempts of one row.
int outbox_release(struct tx *tx, struct view run, int64_t row);

// Fails what expired unsent, at most `limit`, of the tenant; *ret_next_us is the next expiry; 0: none. A
// timer calls it: nobody else needs to.
int outbox_expire(struct tx *tx, int limit, int64_t *ret_next_us);

// What a provider says became of a message that was sent: late, double, out of order or before its own end.
struct outbox_receipt {
    int64_t connector;
    struct view id;            // of the claim; no data: the provider's only
    struct view provider_id;   // no data: the hub's only
    enum delivery_state state; // DELIVERY_SENT, _DELIVERED, _READ, _FAILED
    struct view code, text;
    struct view info; // JSON object, merged into delivery_info; no data: none
    int64_t at_us;    // by the provider; 0: not said
};
enum outbox_receipt_outcome {
    RECEIPT_OK = 0,         // moved, or said nothing new
    RECEIPT_NO_MESSAGE = 1, // of nothing that is known here (yet)
};
int outbox_receive(struct tx *tx, const struct outbox_receipt *receipt);

// ---- dead letters

enum outbox_act_outcome {
    OUTBOX_ACT_OK = 0,
    OUTBOX_ACT_NONE = 1,  // no such delivery
    OUTBOX_ACT_OPEN,      // it is not over
    OUTBOX_ACT_DONE,      // it was sent: again would be twice. Of a cancel: it is over
    OUTBOX_ACT_DOUBTFUL,  // nobody can say whether it was sent: again may be twice
    OUTBOX_ACT_UNDER_WAY, // it is being sent at this moment
};
// Tries a dead letter again, as a new chain of attempts of the same row, by the connector that the channel
// has now; `message`: the interaction's row. What is unknown keeps its id, so that a provider which knows it
// takes it once; what failed gets another, since a provider might repeat its answer. `may_double`: of one
// that is unknown the caller takes the risk; without it OUTBOX_ACT_DOUBTFUL.
int outbox_replay(struct tx *tx, int64_t message, bool may_double);
// A row that waits to be taken, and cannot be: it is put off for a quarter of an hour with nothing else of it
// touched, so that others can go on; or `is_for_good` fails as "internal", with what follows of that.
// OUTBOX_ACT_OK, OUTBOX_ACT_NONE, OUTBOX_ACT_DONE (it does not wait to be taken).
int outbox_put_aside(struct tx *tx, int64_t row, bool is_for_good);
// Not wanted any more. OUTBOX_ACT_UNDER_WAY, OUTBOX_ACT_DONE. What may be at the provider already becomes
// OUTBOX_UNKNOWN.
int outbox_cancel(struct tx *tx, int64_t message);
