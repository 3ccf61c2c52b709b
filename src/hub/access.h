// SPDX-License-Identifier: Apache-2.0
// Who may do and see what. Scopes of keys and roles of agents are the same ladder: each includes those
// before.
#pragma once
#include "hub/session.h"

// Stored as numbers, and the same numbers as enum route_scope (api/route.h): append only.
enum access_scope {
    ACCESS_NONE = 0,
    ACCESS_READ = 1,
    ACCESS_SERVICE = 2,
    ACCESS_AGENT = 3,
    ACCESS_SUPERVISOR = 4,
    ACCESS_ADMIN = 5,
};

enum { ACCESS_QUEUES_MAX = 64 }; // queues of one agent

// What somebody sees. All zero: a program with a key, which sees everything of its tenant.
struct access_view {
    enum access_scope role; // of an agent
    int64_t agent;          // row; 0: no agent
    bool is_visitor;        // sees nothing of the tenant by this; api/visitor.h says what is theirs
    int queue_count;
    int64_t queues[ACCESS_QUEUES_MAX]; // rows
};

// Whether nothing of the tenant is hidden: programs, supervisors, administrators. NULL is a program.
bool access_sees_all(const struct access_view *view);

// An agent sees the sessions of their queues, those assigned to them and those in no queue. What they may not
// see does not exist for them: 404, never 403. A customer is everybody's, with how many sessions there are.
bool access_sees_session(const struct access_view *view, const struct session *session);
// The same of a session that is not loaded: 1 when it is seen or not there, 0 when it is hidden, or negative.
int access_sees_session_id(struct db *db, int64_t tenant, const struct access_view *view, struct view id);
int access_sees_session_row(struct db *db, int64_t tenant, const struct access_view *view, int64_t row);
bool access_sees_queue(const struct access_view *view, int64_t queue); // row; 0: none, seen by all

// What a visitor sees: nothing, so that whoever forgets to ask api/visitor.h shows nothing.
extern const struct access_view access_of_visitor;

// Reads the agent's role and queues as they are now. ACCESS_GONE for one that is disabled or deleted.
enum access_outcome { ACCESS_OK = 0, ACCESS_GONE = 1 };
int access_view_load(struct db *db, int64_t tenant, int64_t agent, struct access_view *ret);

struct view access_scope_name(enum access_scope scope); // "agent"
