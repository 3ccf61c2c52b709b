// SPDX-License-Identifier: Apache-2.0
// One request to the API on its way: from its route and arguments through its handler to the reply. A call
// lives in its exchange's arena and belongs to one thread at a time: the loop, the writer while it decides,
// a worker while it reads.
#pragma once
#include "api/args.h"
#include "api/generated/args.h"
#include "api/limit.h"
#include "api/problem.h"
#include "api/route.h"
#include "api/thinker.h"
#include "bus/event.h"
#include "codec/json.h"
#include "hub/actor.h"
#include "net/http.h"
#include "store/snapshot.h"
#include "store/tx.h"
#include "store/work.h"

struct api;
struct api_loop;
struct call_file;
struct access_view;
struct visitor;
struct shown;
struct keyed;
struct heard;
struct upload;

// Who asks. Texts live as long as the call.
struct principal {
    int64_t tenant;
    enum route_scope scope;
    enum audience audience;
    struct actor actor;             // as whom it is written down
    const struct access_view *view; // what an agent sees; NULL: everything of the tenant
    const struct visitor *visitor;  // of the widget (api/visitor.h); NULL: somebody else
    int64_t login;                  // row of an agent's login; 0: none
    int64_t owner; // whose requests are counted and remembered together: of a key or an agent; 0: the
                   // configured key, or whoever sits at the machine
};

// The headers that matter, found in one pass.
struct head {
    struct view host, origin, fetch_site, authorization, api_key, content_type, request_id, traceparent,
        protocols, if_match, if_none_match, idempotency_key, cookie;
    bool is_forwarded; // some proxy's header is there
};

struct call {
    struct work work;       // a write's place in the writer's queue
    struct mail mail;       // the way back to the loop
    struct call *next;      // in a worker's queue
    struct thought thought; // a place among the thinker's
    const struct heard
        *heard;     // what rules on words make of a form's text (hub/word_rule.h); NULL: as it came
    void *thinking; // of a handler's prepare: what its ponder works on; NULL: it need not
    void
        *outing; // of a handler's send: what the delivery works on; its result is there for decide and render
    const struct api *api;
    struct api_loop *loop;
    struct http_exchange *exchange;
    const struct route *route;
    struct view params[ROUTE_PARAMS_MAX]; // of the path, still encoded
    const void *args;                     // struct NAME_args of the route
    void *result;                         // of decide, in the exchange's arena, for render
    struct head head;
    struct principal principal;
    struct shown *shown; // the key or login; NULL: none. Loop thread, while the request is admitted
    struct view request_id;
    int64_t position;                  // for X-Position; 0: none
    int64_t version, version_position; // for ETag, see etag.h; 0: none
    int64_t customer; // row, whom the reply speaks of where the handler says so; 0: not said. Who keeps the
                      // reply must find it when that customer is erased
    bool is_secret;   // the reply holds what may not be kept, such as a new key
    bool is_replayed; // it is the first answer to a request that came again
    struct keyed *keyed; // NULL: no Idempotency-Key that counts
    bool is_partial;     // of a write in parts: there is more to decide (handler.again)
    int parts;           // of it that are over
    int status;          // 200 unless the handler says otherwise
    struct view content_type;
    struct view allow;       // for a 405, and for OPTIONS
    struct rate_state limit; // of the bucket that the request was taken from
    struct view set_cookie;  // for the header; no data: none
    bool is_foreign; // from a page that is not the hub's: a visitor's token counts there, and nothing else
    struct view cors_origin; // another origin that is allowed to ask; no data: none asks
    struct problem refusal;  // status 0: none
    enum work_outcome outcome;
    struct buffer body;     // of a reply made on another thread
    struct upload *upload;  // whose file the request brought (api/upload.h); NULL: none
    struct call_file *file; // what a read answers instead of JSON (api/reply_file.h); NULL: nothing
};

// With `disposition` it says itself how it is kept or shown, may be cached as `cache` says, and is
// recognized by `etag`; without it is a download under `name`.
struct call_file {
    int fd; // -1: the caller has it already (304)
    struct view name;
    struct view disposition, cache, etag;
    bool is_embeddable; // pages of other sites may show it
    bool is_posted;
};

static inline struct arena *call_arena(struct call *call)
{
    return &call->exchange->arena;
}

// Notes a refusal and returns 1, so that a handler can `return call_refuse(…)`. The texts must live as long
// as the call.
int call_refuse(struct call *call, int status, struct view code, struct view detail);

// Names the field that a refusal is about: `return call_blame(call, VIEW("/queue"), call_refuse(…))`.
int call_blame(struct call *call, struct view pointer, int refused);

// A copy in the call's arena; without data stays without. False when memory is short.
bool call_copy(struct call *call, struct view text, struct view *ret);
