// SPDX-License-Identifier: Apache-2.0
// For this folder's tests and fuzzers: a server on a simulated clock whose application does what the
// path says.
//   /echo        answers with method, path, query and body
//   /park        keeps the exchange until site_release
//   /stream      begins a stream that the test goes on with
//   /take        takes its body in pieces, and pauses by itself every `take_pause_every` bytes
//   /refuse      would take its body in pieces and refuses
//   /ws          upgrades; messages are echoed, "close" closes, "pause" pauses
//   /close       answers and ends the connection
//   others       404
#pragma once
#include "net/http_inside.h"
#include "net/memory_transport.h"
#include "net/websocket_conn.h"

enum { SITE_PARKED_MAX = 64 };

struct site {
    struct clock_simulated time;
    struct loop *loop;
    struct http_server *server;
    struct http_exchange *parked[SITE_PARKED_MAX];
    int parked_count;
    struct http_exchange *stream;
    int drained_calls;
    struct websocket *ws; // the newest
    bool ws_paused;
    int ws_closed;
    uint16_t ws_code;
    int turns;
    struct http_exchange *taking; // of /take; NULL: none, or it was answered
    struct buffer taken;
    size_t take_max, take_pause_every; // 0: any, never
    int take_ends, take_status;        // how often `end` was called, and with what
    size_t body_max;                   // what the application allows; 0: the limit
};

// `limits` may be NULL. log_fd -1: no access log.
void site_open(struct site *s, const struct http_limits *limits, int listen_fd, int log_fd);
void site_close(struct site *s);

// Answers the oldest parked exchange.
void site_release(struct site *s);

// Lets the pieces come on; answers what is over.
void site_take_on(struct site *s);

// Lets time pass and sweeps the deadlines.
void site_wait(struct site *s, int ms);

void memory_text(struct memory_transport *m, const char *text);

// Everything that came so far, as a C string without Date lines; valid until the next call.
const char *memory_got(struct memory_transport *m);
