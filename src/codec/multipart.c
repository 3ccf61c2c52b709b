// SPDX-License-Identifier: Apache-2.0
#include "codec/multipart.h"

enum { GO_ON = -1 }; // nothing to tell yet

enum state {
    STATE_BEFORE, // the preamble, up to the first boundary
    STATE_BEHIND, // behind a boundary: "--", or padding and the end of the line
    STATE_FINAL,  // one hyphen of two
    STATE_LINE,   // a CR is there, its LF is not
    STATE_HEAD,
    STATE_DATA,
    STATE_CLOSED, // the epilogue
    STATE_BAD,
    STATE_FULL,
};

// ---- parameters of headers: ; name=token; name="quoted"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void skip_blanks(struct view *rest)
{
    while (rest->size > 0 && is_blank(rest->data[0]))
        *rest = view_make(rest->data + 1, rest->size - 1);
}

// Unescapes in place, for browsers write a quote in a name as %22 (WHATWG HTML 4.10.21.8) and others as \".
static struct view unescape(char *text, size_t size)
{
    size_t to = 0;
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\\' && i + 1 < size && (text[i + 1] == '"' || text[i + 1] == '\\'))
            text[to++] = text[++i];
        else if (i + 2 < size && memcmp(text + i, "%22", 3) == 0) {
            text[to++] = '"';
            i += 2;
        } else
            text[to++] = text[i];
    }
    return view_make(text, to);
}

// The value at the front of *rest; false when a quote stays open. The text is the parser's own.
static bool take_value(struct view *rest, struct view *ret)
{
    size_t n = 0;
    if (rest->size == 0 || rest->data[0] != '"') {
        while (n < rest->size && rest->data[n] != ';' && !is_blank(rest->data[n]))
            n++;
        *ret = view_make(rest->data, n);
        *rest = view_make(rest->data + n, rest->size - n);
        return n > 0;
    }
    for (n = 1; n < rest->size && rest->data[n] != '"'; n++)
        if (rest->data[n] == '\\' && n + 1 < rest->size)
            n++;
    if (n >= rest->size)
        return false;
    *ret = view_make(rest->data + 1, n - 1);
    *rest = view_make(rest->data + n + 1, rest->size - n - 1);
    return true;
}

// The next "; name=value". 1 when there is one, 0 at the end, -1 when it is malformed.
static int next_parameter(struct view *rest, struct view *ret_name, struct view *ret_value)
{
    skip_blanks(rest);
    if (rest->size == 0)
        return 0;
    if (rest->data[0] != ';')
        return -1;
    *rest = view_make(rest->data + 1, rest->size - 1);
    skip_blanks(rest);
    if (rest->size == 0)
        return 0; // one that ends in ';'
    const char *equals = memchr(rest->data, '=', rest->size);
    if (equals == NULL)
        return -1;
    *ret_name = view_trim(view_make(rest->data, (size_t)(equals - rest->data)));
    *rest = view_make(equals + 1, rest->size - (size_t)(equals + 1 - rest->data));
    return take_value(rest, ret_value) ? 1 : -1;
}

// ---- the boundary

static bool is_boundary(struct view text)
{
    static const char more[] = "'()+_,-./:=? ";
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!is_word && (c == '\0' || strchr(more, c) == NULL))
            return false;
    }
    return text.size > 0 && text.size <= MULTIPART_BOUNDARY_MAX && text.data[text.size - 1] != ' ';
}

bool multipart_begin(struct multipart *m, struct view content_type)
{
    struct view rest = content_type, name, value, boundary = {0};
    size_t n = 0;
    while (n < rest.size && rest.data[n] != ';')
        n++;
    struct view type = view_trim(view_make(rest.data, n));
    rest = view_make(rest.data + n, rest.size - n);
    for (int r; (r = next_parameter(&rest, &name, &value)) != 0;) {
        if (r < 0)
            return false;
        if (boundary.data == NULL && view_equal_nocase(name, VIEW("boundary")))
            boundary = value;
    }
    if (!view_equal_nocase(type, VIEW("multipart/form-data")) || !is_boundary(boundary))
        return false;
    *m = (struct multipart){.state = STATE_BEFORE};
    memcpy(m->mark, "\r\n--", 4);
    memcpy(m->mark + 4, boundary.data, boundary.size);
    m->mark_size = (uint8_t)(4 + boundary.size);
    m->matched = 2; // the first boundary may stand at the very front
    m->is_front = true;
    return true;
}

// ---- a part's head

static bool take_disposition(struct multipart *m, struct view value)
{
    struct view rest = value, name, text;
    size_t n = 0;
    while (n < rest.size && rest.data[n] != ';')
        n++;
    if (!view_equal_nocase(view_trim(view_make(rest.data, n)), VIEW("form-data")))
        return false;
    rest = view_make(rest.data + n, rest.size - n);
    for (int r; (r = next_parameter(&rest, &name, &text)) != 0;) {
        if (r < 0)
            return false;
        char *own = m->head + (text.data - m->head);
        if (view_equal_nocase(name, VIEW("name")) && m->name.data == NULL)
            m->name = unescape(own, text.size);
        else if (view_equal_nocase(name, VIEW("filename")) && m->filename.data == NULL)
            m->filename = unescape(own, text.size);
    }
    return m->name.data != NULL;
}

// Deprecated (RFC 7578 4.7): what it does to nothing is taken.
static bool is_plain_encoding(struct view value)
{
    return view_equal_nocase(value, VIEW("binary")) || view_equal_nocase(value, VIEW("8bit")) ||
           view_equal_nocase(value, VIEW("7bit"));
}

static bool take_line(struct multipart *m, struct view line)
{
    struct view rest = line;
    struct view name = view_cut(&rest, ':');
    if (rest.data == NULL || name.size == 0 || is_blank(name.data[0]) || is_blank(name.data[name.size - 1]))
        return false;
    struct view value = view_trim(rest);
    if (view_equal_nocase(name, VIEW("content-disposition")))
        return m->name.data == NULL && take_disposition(m, value);
    if (view_equal_nocase(name, VIEW("content-transfer-encoding")))
        return is_plain_encoding(value);
    if (view_equal_nocase(name, VIEW("content-type")) && m->type.data == NULL)
        m->type = value;
    return true;
}

static bool take_head(struct multipart *m)
{
    struct view rest = view_make(m->head, m->head_size);
    m->name = m->filename = m->type = (struct view){0};
    while (rest.size > 2) { // the last line is the empty one
        const char *end = memchr(rest.data, '\r', rest.size);
        size_t size = (size_t)(end - rest.data);
        if (!take_line(m, view_make(rest.data, size)))
            return false;
        rest = view_make(end + 2, rest.size - size - 2);
    }
    return m->name.data != NULL;
}

static bool head_is_over(const struct multipart *m)
{
    size_t n = m->head_size;
    return (n == 2 && memcmp(m->head, "\r\n", 2) == 0) ||
           (n >= 4 && memcmp(m->head + n - 4, "\r\n\r\n", 4) == 0);
}

// ---- bytes

static int fail(struct multipart *m, enum state state)
{
    m->state = state;
    return state == STATE_FULL ? MULTIPART_TOO_MANY : MULTIPART_BAD;
}

static void advance(struct view *rest, size_t by)
{
    *rest = view_make(rest->data + by, rest->size - by);
}

// MULTIPART_PART when the head is whole, MULTIPART_MORE when it is not yet.
static int read_head(struct multipart *m, struct view *rest)
{
    while (rest->size > 0) {
        char c = rest->data[0];
        bool was_cr = m->head_size > 0 && m->head[m->head_size - 1] == '\r';
        if (m->head_size == MULTIPART_HEAD_MAX)
            return fail(m, STATE_FULL);
        if (c == '\0' || (c == '\n') != was_cr)
            return fail(m, STATE_BAD);
        m->head[m->head_size++] = c;
        advance(rest, 1);
        if (!head_is_over(m))
            continue;
        if (!take_head(m))
            return fail(m, STATE_BAD);
        if (++m->parts > MULTIPART_PARTS_MAX)
            return fail(m, STATE_FULL);
        m->state = STATE_DATA;
        m->matched = 2; // of an empty part the boundary follows at once
        m->is_front = true;
        return MULTIPART_PART;
    }
    return MULTIPART_MORE;
}

// Behind a boundary, one byte at a time. False when that cannot be.
static bool read_behind(struct multipart *m, char c)
{
    switch ((enum state)m->state) {
    case STATE_BEHIND:
        if (c == '-' && m->matched == 0)
            m->state = STATE_FINAL;
        else if (c == '\r')
            m->state = STATE_LINE;
        m->matched = 1; // no hyphen behind padding
        return m->state != STATE_BEHIND || is_blank(c);
    case STATE_FINAL:
        m->state = STATE_CLOSED;
        return c == '-';
    case STATE_LINE:
        m->state = STATE_HEAD;
        m->head_size = 0;
        return c == '\n';
    case STATE_BEFORE:
    case STATE_HEAD:
    case STATE_DATA:
    case STATE_CLOSED:
    case STATE_BAD:
    case STATE_FULL:
        break;
    }
    return false;
}

// How many bytes of `rest`, from the front, go on with the mark.
static size_t match(struct multipart *m, struct view rest)
{
    size_t n = 0;
    while (n < rest.size && m->matched < m->mark_size && rest.data[n] == m->mark[m->matched]) {
        m->matched++;
        n++;
    }
    return n;
}

static int found_mark(struct multipart *m)
{
    bool was_data = m->state == STATE_DATA;
    m->state = STATE_BEHIND;
    m->matched = 0;
    m->is_front = false;
    return was_data ? MULTIPART_END : GO_ON;
}

// What seemed to be a mark was data, but for the CRLF that nobody sent.
static int give_back(struct multipart *m, struct view *ret_data)
{
    size_t skip = m->is_front ? 2 : 0;
    *ret_data = view_make(m->mark + skip, m->matched - skip);
    m->matched = 0;
    m->is_front = false;
    return ret_data->size > 0 ? MULTIPART_DATA : GO_ON;
}

// Up to the next boundary. The mark has only one CR, in front, so what was matched in vain holds no other
// start.
static int read_data(struct multipart *m, struct view *rest, struct view *ret_data)
{
    advance(rest, match(m, *rest));
    if (m->matched == m->mark_size)
        return found_mark(m);
    if (rest->size == 0)
        return MULTIPART_MORE;
    if (m->matched > 0)
        return give_back(m, ret_data);
    const char *cr = memchr(rest->data, '\r', rest->size);
    *ret_data = view_make(rest->data, cr == NULL ? rest->size : (size_t)(cr - rest->data));
    advance(rest, ret_data->size);
    return MULTIPART_DATA;
}

static int read_on(struct multipart *m, struct view *rest, struct view *ret_data)
{
    int r = MULTIPART_DONE;
    switch ((enum state)m->state) {
    case STATE_BEFORE:
        r = read_data(m, rest, ret_data);
        return r == MULTIPART_DATA ? GO_ON : r;
    case STATE_DATA:
        return read_data(m, rest, ret_data);
    case STATE_HEAD:
        return read_head(m, rest);
    case STATE_BEHIND:
    case STATE_FINAL:
    case STATE_LINE:
        if (rest->size == 0)
            return MULTIPART_MORE;
        if (!read_behind(m, rest->data[0]))
            return fail(m, STATE_BAD);
        advance(rest, 1);
        return GO_ON;
    case STATE_CLOSED:
        advance(rest, rest->size);
        return MULTIPART_DONE;
    case STATE_BAD:
        return MULTIPART_BAD;
    case STATE_FULL:
        return MULTIPART_TOO_MANY;
    }
    return r;
}

int multipart_read(struct multipart *m, struct view *rest, struct view *ret_data)
{
    int r;
    do
        r = read_on(m, rest, ret_data);
    while (r == GO_ON);
    return r;
}

bool multipart_is_whole(const struct multipart *m)
{
    return m->state == STATE_CLOSED;
}
