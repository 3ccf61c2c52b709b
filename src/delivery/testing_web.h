// SPDX-License-Identifier: Apache-2.0
// A web server on the loopback for tests of egress: what it does with a request goes by its path.
//   /ok        200, "taken"                    /echo    200, the request as it came
//   /big       200, 300,000 bytes               /heads   200, 100 KB of headers
//   /slow      takes it and says nothing        /cut     takes it and hangs up
//   /half      hangs up within the answer       /redirect 302 to /ok
//   /later     429, Retry-After of 7 seconds    /date    503, Retry-After of a date 100 s away
//   /soon      as /ok, 0.1 s later
//   /picture   200, a PNG of one pixel         /hop?URL  302 to there
//   /none      404                             /once     503 the first time, then as /picture
//   /long      503, Retry-After of a year       /past    503, Retry-After of a date that was
#pragma once
#include <stdatomic.h>
#include <stdbool.h>

struct testing_web {
    int port;
    atomic_int requests;    // taken whole
    atomic_int connections; // since the start
    atomic_bool was_asked;  // for /once
    struct testing_web_inside *inside;
};

// `ca_file`: speaks TLS, with a certificate for 127.0.0.1 whose authority is written there. NULL: plain.
void testing_web_start(struct testing_web *web, const char *ca_file);
void testing_web_stop(struct testing_web *web); // hangs up on all

// A port of the loopback that nobody listens on.
int testing_web_no_port(void);
