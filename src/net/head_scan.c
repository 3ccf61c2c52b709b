// SPDX-License-Identifier: Apache-2.0
#include "net/head_scan.h"

typedef unsigned char bytes16 __attribute__((vector_size(16)));

// RFC 9110 5.6.2: what a method or a field name is made of.
static const bool is_token[256] = {
    ['!'] = 1, ['#'] = 1, ['$'] = 1, ['%'] = 1, ['&'] = 1, ['\''] = 1, ['*'] = 1, ['+'] = 1, ['-'] = 1,
    ['.'] = 1, ['^'] = 1, ['_'] = 1, ['`'] = 1, ['|'] = 1, ['~'] = 1,  ['0'] = 1, ['1'] = 1, ['2'] = 1,
    ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1, ['8'] = 1,  ['9'] = 1, ['A'] = 1, ['B'] = 1,
    ['C'] = 1, ['D'] = 1, ['E'] = 1, ['F'] = 1, ['G'] = 1, ['H'] = 1,  ['I'] = 1, ['J'] = 1, ['K'] = 1,
    ['L'] = 1, ['M'] = 1, ['N'] = 1, ['O'] = 1, ['P'] = 1, ['Q'] = 1,  ['R'] = 1, ['S'] = 1, ['T'] = 1,
    ['U'] = 1, ['V'] = 1, ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1,  ['a'] = 1, ['b'] = 1, ['c'] = 1,
    ['d'] = 1, ['e'] = 1, ['f'] = 1, ['g'] = 1, ['h'] = 1, ['i'] = 1,  ['j'] = 1, ['k'] = 1, ['l'] = 1,
    ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1,  ['s'] = 1, ['t'] = 1, ['u'] = 1,
    ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1,
};

static int refuse(struct head_scan *s, int status, const char *detail)
{
    s->status = (uint16_t)status;
    s->detail = detail;
    return HEAD_REFUSED;
}

static bool is_control(unsigned char c)
{
    return (c < 0x20 && c != '\t') || c == 0x7f;
}

// Sixteen bytes at a time; a tail is covered by a block that overlaps the one before.
static bool has_control(const char *data, size_t size)
{
    if (size < sizeof(bytes16)) {
        for (size_t i = 0; i < size; i++)
            if (is_control((unsigned char)data[i]))
                return true;
        return false;
    }
    bytes16 bad = {0};
    for (size_t at = 0;; at += sizeof(bytes16)) {
        if (at > size - sizeof(bytes16))
            at = size - sizeof(bytes16);
        bytes16 b;
        memcpy(&b, data + at, sizeof(b));
        bad |= (bytes16)((b < 0x20) & (b != '\t')) | (bytes16)(b == 0x7f);
        if (at == size - sizeof(bytes16))
            break;
    }
    uint64_t half[2];
    memcpy(half, &bad, sizeof(half));
    return (half[0] | half[1]) != 0;
}

static size_t token_size(struct view v)
{
    size_t n = 0;
    while (n < v.size && is_token[(unsigned char)v.data[n]])
        n++;
    return n;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int judge_version(struct head_scan *s, struct view version)
{
    if (version.size != 8 || memcmp(version.data, "HTTP/", 5) != 0 || !is_digit(version.data[5]) ||
        version.data[6] != '.' || !is_digit(version.data[7]))
        return refuse(s, 400, "The request line is malformed.");
    if (version.data[5] != '1' || version.data[7] > '1')
        return refuse(s, 505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.");
    s->is_http10 = version.data[7] == '0';
    return HEAD_DONE;
}

static int judge_request_line(struct head_scan *s, struct view line)
{
    size_t method = token_size(line);
    if (method == 0 || method == line.size || line.data[method] != ' ')
        return refuse(s, 400, "The request line is malformed.");
    struct view target = view_make(line.data + method + 1, line.size - method - 1);
    struct view rest = target;
    target = view_cut(&rest, ' ');
    if (target.size == 0 || rest.data == NULL)
        return refuse(s, 400, "The request line is malformed.");
    for (size_t i = 0; i < target.size; i++) {
        unsigned char c = (unsigned char)target.data[i];
        if (c <= 0x20 || c >= 0x7f || c == '#')
            return refuse(s, 400, "The request target has a character that must be encoded.");
    }
    int r = judge_version(s, rest);
    if (r == HEAD_DONE && view_equal(view_make(line.data, method), VIEW("CONNECT")))
        return refuse(s, 501, "CONNECT is not served here.");
    return r;
}

static int judge_length(struct head_scan *s, struct view value)
{
    if (s->has_length)
        return refuse(s, 400, "Content-Length stands more than once.");
    if (s->is_chunked)
        return refuse(s, 400, "Content-Length and Transfer-Encoding exclude each other.");
    s->has_length = true;
    if (value.size == 0)
        return refuse(s, 400, "Content-Length is no number.");
    uint64_t number = 0;
    for (size_t i = 0; i < value.size; i++) {
        if (!is_digit(value.data[i]))
            return refuse(s, 400, "Content-Length is no number.");
        number = i < 18 ? number * 10 + (uint64_t)(value.data[i] - '0') : UINT64_MAX;
    }
    s->content_length = number;
    return HEAD_DONE;
}

static int judge_encoding(struct head_scan *s, struct view value)
{
    if (s->is_chunked)
        return refuse(s, 400, "Transfer-Encoding stands more than once.");
    if (s->has_length)
        return refuse(s, 400, "Content-Length and Transfer-Encoding exclude each other.");
    if (s->is_http10)
        return refuse(s, 400, "HTTP/1.0 knows no Transfer-Encoding.");
    if (!view_equal_nocase(value, VIEW("chunked")))
        return refuse(s, 400, "The only Transfer-Encoding is chunked.");
    s->is_chunked = true;
    return HEAD_DONE;
}

// The few headers that frame the message. A name's size picks the candidate.
static int judge_field(struct head_scan *s, struct view name, struct view value)
{
    switch (name.size) {
    case 4:
        if (!view_equal_nocase(name, VIEW("host")))
            return HEAD_DONE;
        return ++s->host_count > 1 ? refuse(s, 400, "Host stands more than once.") : HEAD_DONE;
    case 6:
        if (view_equal_nocase(name, VIEW("expect")))
            s->expects_continue = view_equal_nocase(view_trim(value), VIEW("100-continue"));
        return HEAD_DONE;
    case 14:
        return view_equal_nocase(name, VIEW("content-length")) ? judge_length(s, view_trim(value))
                                                               : HEAD_DONE;
    case 17:
        return view_equal_nocase(name, VIEW("transfer-encoding")) ? judge_encoding(s, view_trim(value))
                                                                  : HEAD_DONE;
    default:
        return HEAD_DONE;
    }
}

static int judge_header(struct head_scan *s, struct view line)
{
    size_t name = token_size(line);
    if (name == 0 && (line.data[0] == ' ' || line.data[0] == '\t'))
        return refuse(s, 400, "A header line begins with a blank.");
    if (name == 0 || name == line.size || line.data[name] != ':')
        return refuse(s, 400, "A header name is malformed.");
    s->header_count++;
    return judge_field(s, view_make(line.data, name), view_make(line.data + name + 1, line.size - name - 1));
}

static int judge_end(struct head_scan *s, const struct head_limits *limits)
{
    if (!s->has_line)
        return refuse(s, 400, "The request line is empty.");
    if (s->header_count > limits->headers_max)
        return refuse(s, 431, "There are too many headers.");
    if (s->host_count == 0 && !s->is_http10)
        return refuse(s, 400, "The Host header is missing.");
    return HEAD_DONE;
}

static int judge_line(struct head_scan *s, const struct head_limits *limits, struct view line)
{
    if (has_control(line.data, line.size))
        return refuse(s, 400, "The head has a control character.");
    if (!s->has_line) {
        s->has_line = true;
        return judge_request_line(s, line);
    }
    if (s->header_count == limits->headers_max)
        return refuse(s, 431, "There are too many headers.");
    return judge_header(s, line);
}

static int too_large(struct head_scan *s)
{
    return s->has_line ? refuse(s, 431, "The headers are too large.")
                       : refuse(s, 414, "The request target is too long.");
}

int head_scan(struct head_scan *s, const struct head_limits *limits, const char *data, size_t size)
{
    while (s->at < size) {
        const char *line = data + s->at, *end = memchr(line, '\n', size - s->at);
        size_t upto = end == NULL ? size + 1 : (size_t)(end - data) + 1;
        if (upto > limits->size_max)
            return too_large(s);
        if (end == NULL)
            return HEAD_MORE;
        if (end == line || end[-1] != '\r')
            return refuse(s, 400, "A line ends without a carriage return.");
        s->at = (uint32_t)upto;
        if (end - 1 == line)
            return judge_end(s, limits);
        int r = judge_line(s, limits, view_make(line, (size_t)(end - 1 - line)));
        if (r != HEAD_DONE)
            return r;
    }
    return HEAD_MORE;
}
