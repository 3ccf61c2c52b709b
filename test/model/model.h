// SPDX-License-Identifier: Apache-2.0
// What the domain should do, in plain arrays: customers, sessions and their entries, transfers, owners.
// Written from the headers of src/hub and the decisions, not from the code. Each rule answers what the hub
// must answer and, when that is 0, changes the model.
#pragma once
#include "hub/message.h"
#include "hub/session_merge.h"
#include "hub/transfer.h"

enum {
    TENANTS = 3,
    ADDRESSES = 20,                // half of them phones
    PLAIN = 40,                    // customers with ids that are no addresses
    CUSTOMERS = PLAIN + ADDRESSES, // the others' ids are addresses
    OWN = 150,                     // ids of sessions that callers choose, the same in every tenant
    PROVIDERS = 400,               // ids of providers
    AGENTS = 512,
    QUEUES = 256,
    TAGS = 6,
    EDITABLE = 64,
    NOBODY = -1,
};

struct m_customer {
    bool exists, blocked;
    int link; // whom it was merged into, or NOBODY
    int64_t row;
    unsigned channels;
};

struct m_entry {
    int64_t seq; // the tenant's: the order of all entries
    int64_t us;
    int words; // the operation whose words it says
    enum interaction_type type;
    enum audience audience;
    bool is_customers;
    enum channel channel;
};

struct m_session {
    char id[64];
    int64_t row;
    int customer;
    bool is_open, is_default, was_default;
    enum session_status status;
    enum priority priority;
    enum channel channel, primary;
    unsigned channels, left;
    int agent, queue; // numbers; NOBODY
    int merged_into;  // NOBODY
    bool is_dead;     // its customer is erased: nobody finds it
    bool was_open;    // when it died: until its row is gone, its queue is in use
    int rating, reopened;
    unsigned tags;
    int64_t in, out, responses, response_sum_us, waiting_us;
    int64_t snoozed_us, resolved_us, activity_us;
    int transfer; // whose customer does not know yet; NOBODY
    struct m_entry *entries;
    int count, room;
};

struct m_place {
    enum channel channel;
    int agent, queue;
};

struct m_transfer {
    char id[64];
    int64_t row, outbox, due_us;
    int session, at; // its entry
    enum transfer_state state;
    bool came;
    struct m_place from, to;
};

struct m_owner { // an agent or a queue
    char id[32];
    int64_t row;
    bool is_gone, leaves; // an agent whose sessions are to be given back
};

struct m_provided {
    bool is_known;
    int session;
};

struct m_message {
    char id[64];
    int session, at;
    bool is_customers;
};

struct m_tenant {
    int64_t id;
    int64_t seq;
    struct m_customer customers[CUSTOMERS];
    int addresses[ADDRESSES]; // whose; NOBODY
    struct m_session *sessions;
    int session_count, session_room;
    int own[OWN];
    struct m_transfer *transfers;
    int transfer_count, transfer_room;
    struct m_owner agents[AGENTS], queues[QUEUES];
    int agent_count, queue_count;
    struct m_provided provided[CHANNELS][PROVIDERS];
    struct m_message messages[EDITABLE];
    int message_count; // ever
};

void model_open(struct m_tenant *t, int64_t id);
void model_close(struct m_tenant *t);

// "c7", "+15550100003", "p3@example.com"
const char *model_customer_id(int customer, char text[static 32]);
const char *model_address(int address, char text[static 32]);

// ---- who is who

int model_root(const struct m_tenant *t, int customer);
bool model_is_same(const struct m_tenant *t, int a, int b);
int model_cluster_count(const struct m_tenant *t, int root);
bool model_is_blocked(const struct m_tenant *t, int root);
// Whom an id means, whichever is named: NOBODY for none.
int model_find(const struct m_tenant *t, int customer);
// The session that goes on with it, of the same person.
int model_follow(const struct m_tenant *t, int session);

// ---- rules

struct m_said {
    int customer; // NOBODY: the session says it
    int session;  // NOBODY with is_named: unknown
    bool is_named;
    bool has_channel, is_inbound, has_priority;
    enum channel channel;
    enum priority priority;
    int provider; // NOBODY: none
};

struct m_done {
    int session; // where it went
    bool is_new, is_duplicate;
};

// The moment and the number of the operation.
struct m_now {
    int64_t us;
    int op;
};

int model_message(struct m_tenant *t, struct m_now now, const struct m_said *in, struct m_done *ret);

struct m_opening {
    int customer, session, own; // own: number of the session's id; NOBODY: the default one
    enum channel channel;
    bool has_priority, has_message;
    enum priority priority;
};
int model_conversation(struct m_tenant *t, struct m_now now, const struct m_opening *in, struct m_done *ret);

int model_customer_merge(struct m_tenant *t, int survivor, int other);
// Everybody who is one with them, at once.
int model_erase(struct m_tenant *t, int customer);
int model_customer_unmerge(struct m_tenant *t, int survivor, int other);

int model_apply(struct m_tenant *t, struct m_now now, int session, enum session_event event);
int model_snooze(struct m_tenant *t, struct m_now now, int session, int64_t until_us);
int model_assign(struct m_tenant *t, struct m_now now, int session, const int *agent, const int *queue);
int model_rate(struct m_tenant *t, struct m_now now, int session, int score);
int model_session_merge(struct m_tenant *t, struct m_now now, int into, int from);
void model_note(struct m_tenant *t, struct m_now now, int session);
// The snooze's time has come.
void model_wake(struct m_tenant *t, struct m_now now, int session);
// An agent who is gone has it no more.
void model_give_back(struct m_tenant *t, struct m_now now, int session);

struct m_moving {
    int session, customer; // NOBODY: not said
    bool has_from, has_channel;
    enum channel from, to;
    bool has_agent, has_queue;
    int agent, queue; // NOBODY: unknown
};
int model_transfer(struct m_tenant *t, struct m_now now, const struct m_moving *in, int *ret);

enum m_leg { LEG_TAKEN, LEG_DELIVERED, LEG_FAILED };
void model_leg(struct m_tenant *t, struct m_now now, int transfer, enum m_leg leg);

// The entries that a session's timeline holds, or a customer's: pointers in order; the caller frees.
const struct m_entry **model_timeline(const struct m_tenant *t, int session, int *ret_count);
const struct m_entry **model_history(const struct m_tenant *t, int root, int *ret_count);
int model_family(const struct m_tenant *t, int session);

// Inside the model.
struct m_entry *model_add_entry(struct m_tenant *t, struct m_now now, int session, enum interaction_type type,
                                enum audience audience, bool is_customers);
int model_default_session(struct m_tenant *t, struct m_now now, int root, int *ret_session);
void model_set_status(struct m_tenant *t, struct m_now now, int session, enum session_status to,
                      bool is_customers);
