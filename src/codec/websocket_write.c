// SPDX-License-Identifier: Apache-2.0
#include "codec/utf8.h"
#include "codec/websocket.h"
#define ZLIB_CONST // input is const
#include <zlib.h>

enum { HEADER_MAX = 10, FIN = 0x80, RSV1 = 0x40, CLOSE_REASON_MAX = 123, LEVEL = 3 };

static size_t put_header(unsigned char header[static HEADER_MAX], int first, size_t size)
{
    header[0] = (unsigned char)first;
    if (size < 126) {
        header[1] = (unsigned char)size;
        return 2;
    }
    int bytes = size <= 0xFFFF ? 2 : 8;
    header[1] = bytes == 2 ? 126 : 127;
    for (int i = 0; i < bytes; i++)
        header[2 + i] = (unsigned char)((uint64_t)size >> (8 * (bytes - 1 - i)));
    return 2 + (size_t)bytes;
}

void websocket_frame(struct buffer *out, enum websocket_opcode opcode, struct view payload)
{
    unsigned char header[HEADER_MAX];
    size_t size = put_header(header, FIN | (int)opcode, payload.size);
    if (payload.size > SIZE_MAX - size) {
        out->failed = true;
        return;
    }
    if (!buffer_reserve(out, size + payload.size))
        return;
    buffer_append(out, header, size);
    buffer_append_view(out, payload);
}

// A window no larger than the payload, for clearing a whole one costs more than deflating: 19 µs, not
// 159, for 1.9 KB of JSON. Level 6 would take 31 µs and come out no smaller.
static bool deflate_begin(z_stream *z, size_t size)
{
    int bits = 9;
    while (bits < 15 && (size_t)1 << bits < size)
        bits++;
    *z = (z_stream){0};
    return deflateInit2(z, LEVEL, Z_DEFLATED, -bits, bits - 7, Z_DEFAULT_STRATEGY) == Z_OK;
}

// Bytes written to out, without the 00 00 ff ff that every flush ends with (RFC 7692 7.2.1), or 0
// when they do not fit.
static size_t deflate_into(z_stream *z, struct view payload, char *out, size_t room)
{
    enum { TAIL = 4 };
    z->next_in = (const Bytef *)payload.data;
    z->avail_in = (uInt)payload.size;
    z->next_out = (Bytef *)out;
    z->avail_out = (uInt)room;
    int r = deflate(z, Z_SYNC_FLUSH);
    size_t size = room - z->avail_out;
    return r == Z_OK && z->avail_in == 0 && z->avail_out > 0 && size > TAIL ? size - TAIL : 0;
}

bool websocket_frame_deflated(struct buffer *out, struct view payload)
{
    if (out->failed || payload.size == 0 || payload.size > UINT32_MAX - 64)
        return false;
    // One byte more than may be used: deflate leaves it free exactly when it is done.
    size_t room = payload.size + 4;
    if (!buffer_reserve(out, HEADER_MAX + room)) {
        out->failed = false;
        return false;
    }
    z_stream z;
    if (!deflate_begin(&z, payload.size))
        return false;
    char *body = out->data + out->size + HEADER_MAX;
    size_t size = deflate_into(&z, payload, body, room);
    deflateEnd(&z);
    if (size == 0 || size >= payload.size)
        return false;
    unsigned char header[HEADER_MAX];
    size_t header_size = put_header(header, FIN | RSV1 | WEBSOCKET_TEXT, size);
    memmove(body - HEADER_MAX + header_size, body, size);
    memcpy(body - HEADER_MAX, header, header_size);
    out->size += header_size + size;
    return true;
}

void websocket_frame_close(struct buffer *out, uint16_t code, struct view reason)
{
    char payload[2 + CLOSE_REASON_MAX];
    if (code == WEBSOCKET_CLOSE_NO_STATUS) {
        websocket_frame(out, WEBSOCKET_CLOSE, (struct view){0});
        return;
    }
    reason = utf8_cut(reason, CLOSE_REASON_MAX);
    payload[0] = (char)(code >> 8);
    payload[1] = (char)(code & 0xFF);
    if (reason.size > 0)
        memcpy(payload + 2, reason.data, reason.size);
    websocket_frame(out, WEBSOCKET_CLOSE, view_make(payload, 2 + reason.size));
}
