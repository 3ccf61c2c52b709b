// SPDX-License-Identifier: Apache-2.0
#include "codec/websocket_inflate.h"
#define ZLIB_CONST // input is const
#include <zlib.h>

enum { ENDED_BEHIND_BLOCK = 128, BITS_LEFT = 63, STEP_MIN = 1024 };

static bool make_room(struct buffer *out, size_t want)
{
    size_t left = out->max - out->size;
    if (want < STEP_MIN)
        want = STEP_MIN;
    return buffer_reserve(out, want < left ? want : left);
}

// Feeds one run of input. out->max is one byte above what is allowed, to tell "full" from "too big".
static int feed(z_stream *z, struct view in, struct buffer *out)
{
    z->next_in = (const Bytef *)in.data;
    z->avail_in = (uInt)in.size;
    for (;;) {
        if (out->size == out->max)
            return INFLATE_TOO_BIG;
        if (out->size == out->capacity && !make_room(out, out->size == 0 ? in.size * 4 : out->size))
            return INFLATE_NO_MEMORY;
        size_t room = out->capacity - out->size;
        z->next_out = (Bytef *)out->data + out->size;
        z->avail_out = room > UINT32_MAX ? UINT32_MAX : (uInt)room;
        uInt given = z->avail_out;
        int r = inflate(z, Z_SYNC_FLUSH);
        out->size += given - z->avail_out;
        if (r == Z_MEM_ERROR)
            return INFLATE_NO_MEMORY;
        if (r != Z_OK && r != Z_BUF_ERROR && r != Z_STREAM_END)
            return INFLATE_INVALID;
        if (z->avail_in == 0 && z->avail_out > 0)
            return INFLATE_OK;
        // A final block inside a message is allowed (RFC 7692 7.2.3.4); another stream follows it.
        if (r == Z_STREAM_END && inflateReset(z) != Z_OK)
            return INFLATE_INVALID;
    }
}

static int inflate_message(z_stream *z, struct view payload, struct buffer *out)
{
    int r = payload.size == 0 ? INFLATE_OK : feed(z, payload, out);
    if (r == 0)
        r = feed(z, VIEW("\x00\x00\xff\xff"), out);
    if (r != 0)
        return r;
    bool is_whole = (z->data_type & ENDED_BEHIND_BLOCK) != 0 && (z->data_type & BITS_LEFT) == 0;
    return is_whole ? INFLATE_OK : INFLATE_INVALID;
}

int websocket_inflate(struct view payload, size_t max, struct buffer *ret_out)
{
    if (payload.size > UINT32_MAX)
        return INFLATE_TOO_BIG;
    z_stream z = {0};
    if (inflateInit2(&z, -15) != Z_OK)
        return INFLATE_NO_MEMORY;
    struct buffer out;
    buffer_init(&out, max < SIZE_MAX ? max + 1 : max);
    int r = inflate_message(&z, payload, &out);
    inflateEnd(&z);
    if (r != 0) {
        buffer_free(&out);
        return r;
    }
    *ret_out = out;
    return INFLATE_OK;
}
