// SPDX-License-Identifier: Apache-2.0
// A connection without a socket, for tests and fuzzers: the caller plays the peer. It owns the object,
// which must outlive the connection.
#pragma once
#include "base/buffer.h"
#include "net/http.h"
#include "net/transport.h"

struct memory_transport {
    struct transport transport; // first
    struct loop *loop;
    struct buffer in;  // sent by the peer, not read by the server yet
    struct buffer out; // everything the server sent
    size_t room;       // bytes of output that still fit; SIZE_MAX: any
    bool has_ended;    // the peer sends no more
    bool is_broken;    // reads and writes fail
    bool is_finished;  // the server sends no more
    bool is_closed;    // the server gave the connection up
    bool wants_input, wants_output;
};

// Connects to the server as `peer` ("127.0.0.1" counts as loopback).
int memory_connect(struct memory_transport *m, struct http_server *server, struct loop *loop,
                   const char *peer);
void memory_free(struct memory_transport *m);

// The peer sends, and the server gets the chance to read it. Then the turn ends.
void memory_send(struct memory_transport *m, struct view data);

// The peer ends its sending (FIN), or breaks off (RST).
void memory_end(struct memory_transport *m);
void memory_break(struct memory_transport *m);

// Lets the server read and write as long as it can, and ends the turn.
void memory_pump(struct memory_transport *m);
