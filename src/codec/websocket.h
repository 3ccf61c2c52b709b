// SPDX-License-Identifier: Apache-2.0
// RFC 6455 framing and RFC 7692 (permessage-deflate) for a server, as pure functions: bytes in,
// events out. No sockets. One thread per reader; frames, once made, may be shared by any.
#pragma once
#include "base/buffer.h"
#include "base/view.h"
#include <stdint.h>

enum websocket_opcode {
    WEBSOCKET_CONTINUATION = 0,
    WEBSOCKET_TEXT = 1,
    WEBSOCKET_BINARY = 2,
    WEBSOCKET_CLOSE = 8,
    WEBSOCKET_PING = 9,
    WEBSOCKET_PONG = 10,
};

enum { // close codes, RFC 6455 7.4.1, and the hub's own
    WEBSOCKET_CLOSE_NORMAL = 1000,
    WEBSOCKET_CLOSE_GOING_AWAY = 1001,
    WEBSOCKET_CLOSE_PROTOCOL = 1002,
    WEBSOCKET_CLOSE_UNSUPPORTED = 1003,
    WEBSOCKET_CLOSE_NO_STATUS = 1005, // never sent
    WEBSOCKET_CLOSE_INVALID = 1007,   // text that is not UTF-8
    WEBSOCKET_CLOSE_POLICY = 1008,
    WEBSOCKET_CLOSE_TOO_BIG = 1009,
    WEBSOCKET_CLOSE_INTERNAL = 1011,
    WEBSOCKET_CLOSE_TRY_LATER = 1013,
    WEBSOCKET_CLOSE_UNAUTHORISED = 4001,
    WEBSOCKET_CLOSE_SLOW = 4008,
};

// ---- handshake

enum { WEBSOCKET_ACCEPT_SIZE = 28 };

// Sec-WebSocket-Accept for a Sec-WebSocket-Key (RFC 6455 4.2.2). False unless the key is the base64
// of 16 bytes.
bool websocket_accept(struct view key, char ret_accept[static WEBSOCKET_ACCEPT_SIZE + 1]);

// ---- reading what a client sends

// What one call to websocket_read found.
enum websocket_event {
    WEBSOCKET_EVENT_NONE = 0, // needs more bytes
    WEBSOCKET_EVENT_MESSAGE,  // a whole text or binary message, reassembled, unmasked, inflated
    WEBSOCKET_EVENT_PING,     // to be answered with the same payload
    WEBSOCKET_EVENT_PONG,
    WEBSOCKET_EVENT_CLOSE, // code and reason from the peer
    WEBSOCKET_EVENT_FAULT, // close_code says what to close with; nothing may be read after it
};

struct websocket_reader {
    size_t message_max; // bytes of a reassembled (and inflated) message
    bool deflate;       // permessage-deflate was negotiated (both sides without context takeover)
    bool in_message;    // a fragmented message is open
    bool message_deflated;
    bool has_faulted; // or a close came: what follows is dropped unread
    uint8_t message_opcode;
    struct buffer message; // fragments so far; empty and without memory between messages
};

void websocket_reader_init(struct websocket_reader *r, size_t message_max, bool deflate);
void websocket_reader_free(struct websocket_reader *r);

struct websocket_in {
    enum websocket_event event;
    uint8_t opcode;      // of a message: TEXT or BINARY
    uint16_t close_code; // EVENT_CLOSE (1005 when the peer gave none) and EVENT_FAULT
    struct view payload; // valid until the next call with this reader or buffer
    const char *fault;   // EVENT_FAULT: a sentence for the log
};

// Takes the next event from the bytes at `data`, which are unmasked in place. *ret_used is what was
// consumed; call again with the rest while an event came or bytes remain and *ret_used > 0.
// A single-frame message is answered as a view into `data`; nothing is buffered here but open
// fragmented or compressed messages. A frame that is not whole yet consumes nothing and leaves the
// bytes untouched; *ret_need (may be NULL) is then how many bytes from `data` on the frame takes in
// all (0 while the header is not whole), so that the caller may size its buffer. Frames whose length
// passes message_max are a FAULT as soon as their header is there.
struct websocket_in websocket_read(struct websocket_reader *r, char *data, size_t size, size_t *ret_used,
                                   size_t *ret_need);

// ---- writing

// Appends one unfragmented, unmasked frame.
void websocket_frame(struct buffer *out, enum websocket_opcode opcode, struct view payload);

// Appends one text frame whose payload is deflated with an empty window (RSV1). False, and nothing
// appended, when that would not be smaller or memory is short.
bool websocket_frame_deflated(struct buffer *out, struct view payload);

// Appends a close frame; reason at most 123 bytes, cut at a character.
void websocket_frame_close(struct buffer *out, uint16_t code, struct view reason);

// ---- negotiation of permessage-deflate

// Whether the client's Sec-WebSocket-Extensions offer can be accepted with
// "permessage-deflate; server_no_context_takeover; client_no_context_takeover".
// An offer that demands server_max_window_bits below 15 is declined (another offer in the list may fit).
bool websocket_offers_deflate(struct view extensions);
