// SPDX-License-Identifier: Apache-2.0
#include "codec/utf8.h"
#include "codec/websocket.h"
#include "codec/websocket_inflate.h"

enum { MASK_SIZE = 4, CONTROL_MAX = 125 };

struct frame {
    bool is_final;
    bool is_deflated;
    uint8_t opcode;
    size_t header_size;
    uint64_t size; // of the payload
};

static bool is_control(const struct frame *f)
{
    return f->opcode >= 8;
}

void websocket_reader_init(struct websocket_reader *r, size_t message_max, bool deflate)
{
    *r = (struct websocket_reader){.message_max = message_max, .deflate = deflate};
    buffer_init(&r->message, message_max);
}

void websocket_reader_free(struct websocket_reader *r)
{
    buffer_free(&r->message);
    r->in_message = false;
}

static struct websocket_in fault(struct websocket_reader *r, uint16_t code, const char *text)
{
    websocket_reader_free(r);
    r->has_faulted = true;
    return (struct websocket_in){.event = WEBSOCKET_EVENT_FAULT, .close_code = code, .fault = text};
}

// ---- the header

// What is wrong with the first two bytes, or NULL.
static const char *check_start(const struct websocket_reader *r, const struct frame *f,
                               const unsigned char *bytes)
{
    bool is_data = f->opcode == WEBSOCKET_TEXT || f->opcode == WEBSOCKET_BINARY;
    if ((bytes[0] & 0x30) != 0 || (f->is_deflated && !(r->deflate && is_data)))
        return "reserved bits are set";
    if (is_control(f)) {
        if (f->opcode > WEBSOCKET_PONG)
            return "unknown opcode";
        if (!f->is_final || f->size > CONTROL_MAX)
            return "a control frame is fragmented or above 125 bytes";
    } else if (f->opcode > WEBSOCKET_BINARY)
        return "unknown opcode";
    else if (is_data == r->in_message)
        return is_data ? "a message begins inside another" : "a continuation of no message";
    return (bytes[1] & 0x80) == 0 ? "a frame is not masked" : NULL;
}

static uint64_t big_endian(const unsigned char *bytes, size_t count)
{
    uint64_t value = 0;
    for (size_t i = 0; i < count; i++)
        value = value << 8 | bytes[i];
    return value;
}

static void read_start(struct frame *f, const unsigned char *bytes)
{
    f->is_final = (bytes[0] & 0x80) != 0;
    f->is_deflated = (bytes[0] & 0x40) != 0;
    f->opcode = bytes[0] & 0x0F;
    f->size = bytes[1] & 0x7F;
    f->header_size = 2 + MASK_SIZE + (f->size == 126 ? 2 : f->size == 127 ? 8 : 0);
}

// Reads an extended length. False unless it is the shortest form (RFC 6455 5.2).
static bool read_length(struct frame *f, const unsigned char *bytes)
{
    if (f->size < 126)
        return true;
    bool is_short = f->size == 126;
    f->size = big_endian(bytes + 2, is_short ? 2 : 8);
    return is_short ? f->size >= 126 : f->size > 0xFFFF && f->size <= INT64_MAX;
}

// XORs with the mask, eight bytes at a time.
static void unmask(char *data, size_t size, const char mask[static MASK_SIZE])
{
    char twice[8];
    memcpy(twice, mask, MASK_SIZE);
    memcpy(twice + MASK_SIZE, mask, MASK_SIZE);
    uint64_t key, word;
    memcpy(&key, twice, sizeof(key));
    size_t at = 0;
    for (; size - at >= sizeof(word); at += sizeof(word)) {
        memcpy(&word, data + at, sizeof(word));
        word ^= key;
        memcpy(data + at, &word, sizeof(word));
    }
    for (; at < size; at++)
        data[at] = (char)(data[at] ^ mask[at % MASK_SIZE]);
}

// ---- payloads

static bool is_close_code(unsigned code)
{
    if (code >= 1000 && code <= 1014)
        return code < 1004 || code > 1006;
    return code >= 3000 && code <= 4999;
}

static struct websocket_in close_event(struct websocket_reader *r, struct view payload)
{
    struct websocket_in in = {.event = WEBSOCKET_EVENT_CLOSE, .close_code = WEBSOCKET_CLOSE_NO_STATUS};
    if (payload.size > 0) {
        unsigned code = payload.size < 2 ? 0 : (unsigned)big_endian((const unsigned char *)payload.data, 2);
        if (!is_close_code(code))
            return fault(r, WEBSOCKET_CLOSE_PROTOCOL, "a close frame without a proper code");
        in.close_code = (uint16_t)code;
        in.payload = view_make(payload.data + 2, payload.size - 2);
        if (!utf8_is_valid(in.payload))
            return fault(r, WEBSOCKET_CLOSE_INVALID, "a close reason that is not UTF-8");
    }
    websocket_reader_free(r);
    r->has_faulted = true;
    return in;
}

static struct websocket_in control_event(struct websocket_reader *r, uint8_t opcode, struct view payload)
{
    if (opcode == WEBSOCKET_CLOSE)
        return close_event(r, payload);
    bool is_ping = opcode == WEBSOCKET_PING;
    return (struct websocket_in){.event = is_ping ? WEBSOCKET_EVENT_PING : WEBSOCKET_EVENT_PONG,
                                 .payload = payload};
}

// The message is whole; `payload` may lie in r->message.
static struct websocket_in message_event(struct websocket_reader *r, struct view payload)
{
    if (r->message_deflated) {
        struct buffer out;
        switch (websocket_inflate(payload, r->message_max, &out)) {
        case INFLATE_OK:
            break;
        case INFLATE_TOO_BIG:
            return fault(r, WEBSOCKET_CLOSE_TOO_BIG, "a message inflates beyond the maximum");
        case INFLATE_INVALID:
            return fault(r, WEBSOCKET_CLOSE_INVALID, "a message that cannot be inflated");
        default:
            return fault(r, WEBSOCKET_CLOSE_INTERNAL, "no memory for a message");
        }
        buffer_free(&r->message);
        out.max = r->message_max;
        r->message = out;
        payload = buffer_view(&r->message);
    }
    if (r->message_opcode == WEBSOCKET_TEXT && !utf8_is_valid(payload))
        return fault(r, WEBSOCKET_CLOSE_INVALID, "a text that is not UTF-8");
    r->in_message = false;
    return (struct websocket_in){
        .event = WEBSOCKET_EVENT_MESSAGE, .opcode = r->message_opcode, .payload = payload};
}

static struct websocket_in data_event(struct websocket_reader *r, const struct frame *f, struct view payload)
{
    if (f->opcode != WEBSOCKET_CONTINUATION) {
        r->message_opcode = f->opcode;
        r->message_deflated = f->is_deflated;
        if (f->is_final)
            return message_event(r, payload);
    }
    r->in_message = true;
    buffer_append_view(&r->message, payload);
    if (r->message.failed)
        return fault(r, WEBSOCKET_CLOSE_INTERNAL, "no memory for a message");
    if (f->is_final)
        return message_event(r, buffer_view(&r->message));
    return (struct websocket_in){.event = WEBSOCKET_EVENT_NONE};
}

// ---- one frame

// Reads and checks the header. False when it is not whole; *ret_wrong is a fault's sentence or NULL.
static bool read_header(const struct websocket_reader *r, const unsigned char *bytes, size_t size,
                        struct frame *f, const char **ret_wrong)
{
    if (size < 2)
        return false;
    read_start(f, bytes);
    const char *wrong = check_start(r, f, bytes);
    if (wrong == NULL && size < f->header_size)
        return false;
    if (wrong == NULL && !read_length(f, bytes))
        wrong = "a length that is not in its shortest form";
    *ret_wrong = wrong;
    return true;
}

// The fault, if any, is *ret_in; 0 is answered then, and as long as the frame is not whole.
static size_t take_frame(struct websocket_reader *r, char *data, size_t size, size_t *need,
                         struct websocket_in *ret_in)
{
    struct frame f;
    const char *wrong = NULL;
    if (!read_header(r, (const unsigned char *)data, size, &f, &wrong))
        return 0;
    if (wrong != NULL) {
        *ret_in = fault(r, WEBSOCKET_CLOSE_PROTOCOL, wrong);
        return 0;
    }
    if (!is_control(&f) && f.size > r->message_max - r->message.size) {
        *ret_in = fault(r, WEBSOCKET_CLOSE_TOO_BIG, "a message above the maximum");
        return 0;
    }
    if (f.size > size - f.header_size) {
        *need = f.header_size + (size_t)f.size;
        return 0;
    }
    char *body = data + f.header_size;
    unmask(body, (size_t)f.size, body - MASK_SIZE);
    struct view payload = view_make(body, (size_t)f.size);
    *ret_in = is_control(&f) ? control_event(r, f.opcode, payload) : data_event(r, &f, payload);
    return f.header_size + (size_t)f.size;
}

struct websocket_in websocket_read(struct websocket_reader *r, char *data, size_t size, size_t *ret_used,
                                   size_t *ret_need)
{
    struct websocket_in in = {.event = WEBSOCKET_EVENT_NONE};
    size_t need = 0, used = size;
    if (!r->in_message && r->message.capacity > 0)
        buffer_free(&r->message);
    if (!r->has_faulted) {
        used = take_frame(r, data, size, &need, &in);
        if (r->has_faulted)
            used = size;
    }
    *ret_used = used;
    if (ret_need != NULL)
        *ret_need = need;
    return in;
}
