// SPDX-License-Identifier: Apache-2.0
// The routes of the hub: what api/*.yaml says of each, and how a path finds its route. Any thread.
#pragma once
#include "api/generated/routes.h"
#include "base/view.h"
#include "net/http.h"

enum route_kind {
    ROUTE_KIND_WRITE,  // decided by the writer
    ROUTE_KIND_POINT,  // a short read on the loop
    ROUTE_KIND_SCAN,   // a long read on a worker
    ROUTE_KIND_LOCAL,  // answered without the store
    ROUTE_KIND_SOCKET, // upgraded to a WebSocket
};

// Who may be answered: with PUBLIC a visitor's token too, and then only with what is public.
enum route_audience { ROUTE_AUDIENCE_INTERNAL, ROUTE_AUDIENCE_PUBLIC };

// What a key must carry; each includes those before it.
enum route_scope {
    ROUTE_SCOPE_NONE, // no key at all
    ROUTE_SCOPE_READ,
    ROUTE_SCOPE_SERVICE,
    ROUTE_SCOPE_AGENT,
    ROUTE_SCOPE_SUPERVISOR,
    ROUTE_SCOPE_ADMIN,
};

struct args_table;

struct route {
    enum route_id id;
    const char *name;        // "message_process": for logs, metrics and idempotency; never changes
    enum http_method method; // never HTTP_HEAD: that is looked up as GET
    struct view pattern;     // "/session/{id}", not an alias
    enum route_kind kind;
    enum route_audience audience;
    enum route_scope scope;
    bool takes_body; // application/json
    bool needs_body; // an empty body is a fault
    bool takes_file; // the body is a file, taken piece by piece (api/upload.h)
    bool needs_form; // … and comes as multipart/form-data only
    bool is_raw;     // called by providers: the body is theirs, of whatever type, and they show no key
    size_t body_max; // bytes; 0 when it takes none
    size_t args_size;
    const struct args_table *path, *query, *body; // NULL: none. All three fill the same struct.
};

extern const struct route route_table[ROUTE_COUNT];

enum route_outcome {
    ROUTE_FOUND = 0,
    ROUTE_NOT_FOUND = 1,      // 404
    ROUTE_METHOD_NOT_ALLOWED, // 405, with Allow
};

// Finds the route of a path as it came (still encoded, without the query; /v1 in front is allowed).
// Words win over parameters and are compared as they are written. A slash at the end makes another
// path. `params` receives what stands in place of the parameters, still encoded, in the order of the
// pattern. NULL unless ROUTE_FOUND. *ret_allowed is a set of 1u << enum http_method, 0 for
// ROUTE_NOT_FOUND. Allocates nothing.
const struct route *route_find(enum http_method method, struct view path,
                               struct view params[static ROUTE_PARAMS_MAX], enum route_outcome *ret_outcome,
                               unsigned *ret_allowed);

// Appends "GET, HEAD" for the Allow header.
struct buffer;
void route_allow_write(struct buffer *out, unsigned allowed);

// Whether a word stands in a path where an id may stand too, so that no id may be called so.
bool route_word_is_taken(struct view word);
