// SPDX-License-Identifier: Apache-2.0
// The client's side of a WebSocket (RFC 6455), cheap enough to count hundreds of thousands of frames a
// second. No extension is ever offered.
#pragma once
#include "client.h"

struct frame_in {
    uint8_t opcode; // 1 text, 2 binary, 8 close, 9 ping, 10 pong
    struct view payload;
};

// Cuts the next whole frame of a server off the front of *data. False, and *data untouched, when it is
// not whole yet.
static inline bool frame_next(struct view *data, struct frame_in *ret)
{
    const unsigned char *b = (const unsigned char *)data->data;
    size_t head = 2, size;
    if (data->size < 2)
        return false;
    size = b[1] & 127;
    if (size == 126) {
        head = 4;
        if (data->size < head)
            return false;
        size = (size_t)b[2] << 8 | b[3];
    } else if (size == 127) {
        head = 10;
        if (data->size < head)
            return false;
        size = 0;
        for (int i = 2; i < 10; i++)
            size = size << 8 | b[i];
    }
    if (size > data->size - head)
        return false;
    *ret = (struct frame_in){.opcode = b[0] & 15, .payload = {data->data + head, size}};
    *data = view_make(data->data + head + size, data->size - head - size);
    return true;
}

enum { FRAME_HEAD_MAX = 14 };

// Writes a masked frame (with a mask of zeros, which leaves the payload as it is) to `out`, which has room
// for FRAME_HEAD_MAX bytes more than the payload. Returns its size.
size_t frame_write(char *out, uint8_t opcode, struct view payload);

// Connects and upgrades, blocking; then sends `hello` as a text frame unless it is NULL. `headers` are
// whole lines with CRLF, may be "". *ret_rest gets at most `room` bytes that came behind the 101.
// -E…; -EPROTO for any other answer (the status line goes to standard error).
int websocket_open(const struct target *target, const char *headers, const char *hello, int *ret_fd,
                   char *rest, size_t room, size_t *ret_rest);
