// SPDX-License-Identifier: Apache-2.0
// For this folder's tests and fuzzers: a server on a simulated clock whose application does what the
// path says.
//   /echo        answers with method, path, query and body
//   /park        keeps the exchange until site_release
//   /stream      begins a stream that the test goes on with
//   /ws          upgrades; messages are echoed, "close" closes, "pause" pauses
//   /close       answers and ends the connection
//   others       404
#pragma once
#include "base/testing.h"
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
    int ws_closed;
    uint16_t ws_code;
    int turns;
    size_t body_max; // what the application allows; 0: the limit
};

// `limits` may be NULL. log_fd -1: no access log.
void site_open(struct site *s, const struct http_limits *limits, int listen_fd, int log_fd);
void site_close(struct site *s);

// Answers the oldest parked exchange.
void site_release(struct site *s);

// Lets time pass and sweeps the deadlines.
void site_wait(struct site *s, int ms);

void memory_text(struct memory_transport *m, const char *text);

// Everything that came so far, as a C string without Date lines; valid until the next call.
const char *memory_got(struct memory_transport *m);
