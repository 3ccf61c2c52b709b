// SPDX-License-Identifier: Apache-2.0
// The same bytes give the same events in one piece and in any pieces; a frame that is not whole is
// left untouched; what the writer deflates the reader inflates to the same text.
//
// Input: a byte of options, a byte that chooses the pieces, then the client's bytes.
#include "codec/utf8.h"
#include "codec/websocket.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum option { DEFLATE = 1, SMALL_MAX = 2, WRAP = 4, HANDSHAKE = 8 };
enum { BIG = 1 << 20 };

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void record(struct buffer *log, const struct websocket_in *in)
{
    buffer_printf(log, "%d %d %d %zu:", (int)in->event, in->opcode, in->close_code, in->payload.size);
    buffer_append_view(log, in->payload);
}

static bool is_end(const struct websocket_in *in)
{
    return in->event == WEBSOCKET_EVENT_FAULT || in->event == WEBSOCKET_EVENT_CLOSE;
}

// Reads what is there, on a copy of just that size. True when the connection has ended.
static bool drain(struct websocket_reader *r, struct buffer *pending, struct buffer *log)
{
    size_t used = 1;
    while (used > 0 && pending->size > 0) {
        size_t need = 0;
        char *copy = malloc(pending->size);
        memcpy(copy, pending->data, pending->size);
        struct websocket_in in = websocket_read(r, copy, pending->size, &used, &need);
        check(used <= pending->size);
        if (in.event != WEBSOCKET_EVENT_NONE)
            record(log, &in);
        check(in.payload.size <= (in.event == WEBSOCKET_EVENT_MESSAGE ? r->message_max : 125));
        if (used == 0)
            check(memcmp(copy, pending->data, pending->size) == 0 && (need == 0 || need > pending->size));
        else
            check(need == 0);
        buffer_consume(pending, used);
        free(copy);
        if (is_end(&in))
            return true;
    }
    return false;
}

// In pieces drawn from the seed `pieces`, or in one for 0.
static void read_all(struct view bytes, unsigned options, uint64_t pieces, struct buffer *log)
{
    struct websocket_reader r;
    websocket_reader_init(&r, options & SMALL_MAX ? 64 : BIG, (options & DEFLATE) != 0);
    struct buffer pending;
    buffer_init(&pending, BIG * 2);
    bool ended = false;
    while (bytes.size > 0 && !ended) {
        size_t piece = bytes.size;
        if (pieces != 0) {
            pieces = pieces * 6364136223846793005 + 1442695040888963407;
            piece = 1 + (pieces >> 33) % 24;
        }
        if (piece > bytes.size)
            piece = bytes.size;
        buffer_append(&pending, bytes.data, piece);
        bytes = view_make(bytes.data + piece, bytes.size - piece);
        ended = drain(&r, &pending, log);
    }
    check(!ended || (r.has_faulted && r.message.data == NULL));
    websocket_reader_free(&r);
    buffer_free(&pending);
}

static void check_pieces(struct view bytes, unsigned options, uint64_t pieces)
{
    struct buffer whole, split;
    buffer_init(&whole, SIZE_MAX / 4);
    buffer_init(&split, SIZE_MAX / 4);
    read_all(bytes, options, 0, &whole);
    read_all(bytes, options, pieces + 1, &split);
    check(view_equal(buffer_view(&whole), buffer_view(&split)));
    buffer_free(&whole);
    buffer_free(&split);
}

// The bytes as one masked frame (with a mask of zeros): a short way into the inflater.
static void wrap(struct buffer *out, struct view bytes, unsigned options, int opcode)
{
    char header[14] = {(char)(0x80 | opcode | (options & DEFLATE ? 0x40 : 0)), (char)(0x80 | 127)};
    for (int i = 0; i < 8; i++)
        header[2 + i] = (char)((uint64_t)bytes.size >> (56 - 8 * i));
    if (bytes.size < 126) {
        header[1] = (char)(0x80 | bytes.size);
        header[2] = header[3] = header[4] = header[5] = 0;
        buffer_append(out, header, 6);
    } else if (bytes.size <= 0xFFFF) {
        header[1] = (char)(0x80 | 126);
        header[2] = (char)(bytes.size >> 8);
        header[3] = (char)bytes.size;
        header[4] = header[5] = header[6] = header[7] = 0;
        buffer_append(out, header, 8);
    } else
        buffer_append(out, header, 14);
    buffer_append_view(out, bytes);
}

static void check_deflated(struct view text)
{
    struct buffer frame, back;
    buffer_init(&frame, BIG * 2);
    buffer_init(&back, BIG * 2);
    if (websocket_frame_deflated(&frame, text)) {
        size_t header = (frame.data[1] & 0x7F) < 126 ? 2 : (frame.data[1] & 0x7F) == 126 ? 4 : 10;
        check(frame.size - header < text.size);
        wrap(&back, view_make(frame.data + header, frame.size - header), DEFLATE, WEBSOCKET_BINARY);
        struct websocket_reader r;
        websocket_reader_init(&r, BIG, true);
        size_t used;
        struct websocket_in in = websocket_read(&r, back.data, back.size, &used, NULL);
        check(in.event == WEBSOCKET_EVENT_MESSAGE && used == back.size && view_equal(in.payload, text));
        websocket_reader_free(&r);
    } else
        check(frame.size == 0 && !frame.failed);
    buffer_free(&frame);
    buffer_free(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    unsigned options = data[0];
    struct view bytes = view_make((const char *)data + 2, size - 2);
    struct buffer wrapped;
    buffer_init(&wrapped, BIG * 2);
    if (options & HANDSHAKE) {
        char accept[WEBSOCKET_ACCEPT_SIZE + 1];
        websocket_accept(bytes, accept);
        websocket_offers_deflate(bytes);
    } else if (options & WRAP) {
        wrap(&wrapped, bytes, options, data[1] & 1 ? WEBSOCKET_TEXT : WEBSOCKET_BINARY);
        check_pieces(buffer_view(&wrapped), options, data[1]);
        check_deflated(bytes);
    } else
        check_pieces(bytes, options, data[1]);
    buffer_free(&wrapped);
    return 0;
}
