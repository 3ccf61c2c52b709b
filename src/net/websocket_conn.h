// SPDX-License-Identifier: Apache-2.0
// A WebSocket connection on a loop: what an HTTP exchange becomes after an upgrade. Loop thread only.
#pragma once
#include "codec/websocket.h"
#include "net/http.h"

// One framed message, made once and shared by every connection that gets it, on any loop. Immutable.
struct frame {
    atomic_int refs;
    uint32_t size;
    uint32_t deflated_size; // of the second form behind the first, 0 if there is none
    char data[];            // `size` bytes of plain frame, then `deflated_size` bytes of the same deflated
};

// A text frame around the payload; with `may_deflate` and a payload above 1 KiB also deflated. NULL when
// memory is short. The caller owns one reference.
struct frame *frame_text(struct view payload, bool may_deflate);
struct frame *frame_ref(struct frame *frame);
void frame_unref(struct frame *frame); // NULL is harmless

struct websocket;

struct websocket_handler {
    // A whole message; text is valid UTF-8. The view dies with the call.
    void (*message)(void *ctx, struct websocket *ws, bool is_text, struct view payload);
    // The last call: the connection is gone, whoever ended it. `code` as in websocket_in.
    void (*closed)(void *ctx, struct websocket *ws, uint16_t code);
};

// Whether the request asks for a WebSocket (GET, HTTP/1.1, Connection: upgrade, Upgrade: websocket,
// Sec-WebSocket-Version 13, a good key). 0 no (plain HTTP), 1 yes, -1 it tries and is malformed (answer
// 400), -2 other version (answer 426 with Sec-WebSocket-Version: 13).
int websocket_wanted(const struct http_request *request);

// Answers 101 and turns the connection into a WebSocket; gives the exchange away. `protocol` is the
// chosen sub-protocol or empty. Returns NULL when the client has left (closed is then never called).
struct websocket *websocket_upgrade(struct http_exchange *exchange, struct view protocol,
                                    const struct websocket_handler *handler, void *ctx);

void *websocket_user(const struct websocket *ws);
struct loop *websocket_loop(const struct websocket *ws);

// Queues a frame (takes a reference of its own). Frames of one turn leave in as few writes as possible
// at the end of the turn. Past the queue limit the connection is closed with 4008. Harmless when closing.
void websocket_send(struct websocket *ws, struct frame *frame);

// Frames and sends one text that only this connection gets.
void websocket_send_text(struct websocket *ws, struct view payload);

// Sends a close frame behind what is queued, then ends; `closed` follows later, never inside this call.
void websocket_close(struct websocket *ws, uint16_t code, struct view reason);

// While paused no message is delivered (bytes wait, bounded by TCP); for parked writes. Pauses do not nest.
void websocket_pause(struct websocket *ws);
void websocket_resume(struct websocket *ws);

// Messages above this are a fault 1009 from now on (for sockets that are not known yet).
void websocket_set_message_max(struct websocket *ws, size_t bytes);
