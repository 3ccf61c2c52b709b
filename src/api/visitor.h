// SPDX-License-Identifier: Apache-2.0
// Visitors: customers at the widget, known by a token (decision 50). A visitor is one customer and sees what
// is public of it, of nobody else. principal.visitor is set for them; principal.view shows them nothing, so
// whoever handles a route of audience public asks here.
#pragma once
#include "api/call.h"

// Texts live as long as the principal's.
struct visitor {
    int64_t site; // row
    struct view site_id;
    struct view customer_id; // who may not be there yet: a random visitor is made by the first message
    struct view device_id;   // the random visitor that the page was, or is
    bool is_identified;      // the shop's server said who it is
    struct view about;       // JSON object: on which page, in which language; no data: not said
};

// Whether the session is the visitor's: 1, 0 for another's and for an unknown one, or negative. A random
// visitor has what was said as that visitor; who is identified has what belongs to the whole person.
int visitor_owns_session(struct db *db, const struct principal *principal, struct view session_id);
int visitor_owns_row(struct db *db, const struct principal *principal, int64_t session);

// Who asks, with texts of `visitor`.
void visitor_principal(int64_t tenant, const struct visitor *visitor, struct principal *ret);

// Gives the principal a copy of its visitor in the arena. False when memory is short.
bool visitor_copy(struct arena *arena, struct principal *principal);

// Whether both are one customer, known in the same way.
bool visitor_is_same(const struct visitor *a, const struct visitor *b);

// Says in *in whose message it is and where it goes (hub/visitor.h): in->session_id is what was named, or no
// data. 0; positive after call_refuse: 404, or 401 when the visitor has to begin anew, with *ret_is_over (may
// be NULL); or negative.
struct message_in;
int visitor_need_aim(struct tx *tx, struct call *call, const struct principal *principal,
                     struct message_in *in, bool *ret_is_over);

// The visitor's customer as it is written, not whom it was merged into. 0 in *ret for one that said nothing.
int visitor_customer(struct db *db, const struct principal *principal, int64_t *ret);
