// SPDX-License-Identifier: Apache-2.0
// The one function by which the hub asks something of the outside over HTTP: http and https only, the address
// judged when it is connected to (a name may lead anywhere by then), private, loopback, link-local, CGNAT,
// multicast and metadata ranges refused but for the operator's own list; no redirects, no cookies, no proxy
// of the environment; answer and headers capped; a deadline. What is not GET or HEAD is sent once at most. On
// libcurl's multi interface (curl 7.88+), driven by one thread, which owns it; nothing blocks, names are
// looked up by libcurl's own resolver thread.
#pragma once
#include "base/buffer.h"
#include "base/clock.h"
#include "base/view.h"
#include <stdbool.h>
#include <stdint.h>

struct egress;

enum {
    EGRESS_HEADERS_MAX = 32,
    EGRESS_URL_MAX = 4096,
    EGRESS_ANSWER_MAX = 1 << 20, // bytes, unless the request says less
};

struct egress_config {
    struct clock clock;
    // The operator's: addresses, prefixes ("10.1.0.0/16"), with or without a port ("127.0.0.1:9000",
    // "[::1]:80"), comma-separated; copied. No data: public addresses only.
    struct view allow;
    const char *ca_file;      // NULL: the system's
    int connections_max;      // at once; 0: 512, of which one caller alone comes to 256
    int host_connections_max; // of one host; 0: 128
    const char *user_agent;   // "Omnihub/1.0"
};

// -EINVAL when `allow` is not what it says; *ret_fault says where.
int egress_new(const struct egress_config *config, struct egress **ret, const char **ret_fault);
void egress_free(struct egress *e); // what is under way ends as EGRESS_UNKNOWN or better; NULL is harmless

struct egress_header {
    struct view name, value; // no line breaks in either: -EINVAL
};

enum egress_end {
    EGRESS_ANSWERED = 1, // status and body are there
    EGRESS_NOT_SENT,     // it surely did not leave: no address, refused, no connection, no TLS
    EGRESS_UNKNOWN,      // it left, or may have, and no whole answer came
    EGRESS_FORBIDDEN,    // the address is not for us to ask: for good
    EGRESS_TOO_LARGE,    // the answer passed its cap; status is there
};

struct egress_answer {
    enum egress_end end;
    int status;             // 0: none
    struct view body;       // what of it came
    struct view type;       // of Content-Type; no data: none
    int64_t retry_after_us; // of Retry-After, seconds or date; 0: none
    struct view location;   // no data: none; never followed
    const char *fault;      // one sentence without the url's query; NULL: none
    int64_t took_us;
};

// For whom it is asked, below a tenant: a connector's row, or one of these.
enum { EGRESS_OF_EVENTS = -1, EGRESS_OF_MEDIA = -2 };

struct egress_request {
    const char *method; // "POST"
    struct view url;
    const struct egress_header *headers;
    int header_count;
    struct view body;    // copied
    int64_t deadline_us; // monotonic: all of it, look-up and connection too
    size_t answer_max;   // 0: EGRESS_ANSWER_MAX
    // Whose places it takes (delivery/share.h): those who are slow to be answered leave some for the others.
    // tenant 0: nobody's, as long as there are any.
    int64_t tenant, caller;
    // Once, on the egress's thread, inside egress_turn, egress_drop or egress_free; may ask anew.
    void (*done)(void *ctx, const struct egress_answer *answer);
    void *ctx;
};

// Begins it. *ret is a number to drop it by. -EINVAL: what is asked cannot be asked (no http url, user in the
// url, a line break); -ENOBUFS: connections_max are under way, or as many as fall to whom it is asked for.
int egress_ask(struct egress *e, const struct egress_request *request, uint64_t *ret);

// Ends it now, as unknown or better. Harmless when it is over.
void egress_drop(struct egress *e, uint64_t number);

int egress_under_way(const struct egress *e);

// Does what is ready, waits at most wait_us for more, does that. `extra`: descriptors to wait for as well,
// their revents filled in. Returns early after egress_wakeup, which any thread may call.
struct curl_waitfd;
int egress_turn(struct egress *e, int64_t wait_us, struct curl_waitfd *extra, int extra_count);
void egress_wakeup(struct egress *e);

// Whether the operator's list, or the public internet, has the address. For tests and for checks of
// configuration. `address` is text, v4 or v6 (a v4 inside v6 counts as the v4 that it is).
bool egress_allows(const struct egress *e, struct view address, int port);
