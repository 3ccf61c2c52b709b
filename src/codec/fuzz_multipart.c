// SPDX-License-Identifier: Apache-2.0
// The same parts come out however the bytes are cut, and a body that was made of parts gives them back.
#include "base/buffer.h"
#include "codec/multipart.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char TYPE[] = "multipart/form-data; boundary=b";

static void check(bool holds)
{
    if (!holds)
        abort();
}

static bool lies_in(struct view v, const void *from, size_t size)
{
    const char *start = from;
    return v.size == 0 || (v.data >= start && v.data + v.size <= start + size);
}

static void note(struct buffer *out, const struct multipart *m, int outcome, struct view piece,
                 struct view given)
{
    if (outcome == MULTIPART_PART) {
        check(m->name.data != NULL && lies_in(m->name, m, sizeof(*m)) && lies_in(m->filename, m, sizeof(*m)));
        buffer_append_view(out, VIEW("<"));
        buffer_append_view(out, m->name);
        buffer_append_view(out, m->filename);
        buffer_append_view(out, m->type);
    } else if (outcome == MULTIPART_DATA) {
        check(piece.size > 0 && (lies_in(piece, m, sizeof(*m)) || lies_in(piece, given.data, given.size)));
        buffer_append_view(out, piece);
    } else if (outcome == MULTIPART_END) {
        buffer_append_view(out, VIEW(">"));
    }
}

static int feed(struct view body, size_t step, struct buffer *out)
{
    struct multipart m;
    int r = MULTIPART_MORE;
    check(multipart_begin(&m, view_from(TYPE)));
    buffer_clear(out);
    for (size_t at = 0; at < body.size && r <= MULTIPART_MORE; at += step) {
        struct view given = view_make(body.data + at, body.size - at < step ? body.size - at : step);
        struct view rest = given, piece = {0};
        do {
            r = multipart_read(&m, &rest, &piece);
            note(out, &m, r, piece, given);
        } while (r == MULTIPART_PART || r == MULTIPART_DATA || r == MULTIPART_END);
        check(r > MULTIPART_MORE || rest.size == 0);
    }
    check(multipart_is_whole(&m) == (r == MULTIPART_DONE));
    return r;
}

// As one part's content, unless it holds the mark by itself.
static void check_round_trip(struct view content, struct buffer *body, struct buffer *out)
{
    for (size_t i = 0; i + 3 <= content.size; i++)
        if (memcmp(content.data + i, "--b", 3) == 0)
            return;
    buffer_clear(body);
    buffer_append_view(body, VIEW("--b\r\nContent-Disposition: form-data; name=n\r\n\r\n"));
    buffer_append_view(body, content);
    buffer_append_view(body, VIEW("\r\n--b--"));
    check(feed(buffer_view(body), 7, out) == MULTIPART_DONE);
    check(out->size == content.size + 3 && memcmp(out->data + 2, content.data, content.size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer whole, cut;
    struct multipart m;
    struct view body = view_make((const char *)data, size);
    buffer_init(&whole, 1 << 20);
    buffer_init(&cut, 1 << 20);
    int r = feed(body, size + 1, &whole);
    for (size_t step = 1; step <= 5; step += 2) {
        check(feed(body, step, &cut) == r);
        check(view_equal(buffer_view(&whole), buffer_view(&cut)));
    }
    if (size > 0 && size < 100000)
        check_round_trip(body, &cut, &whole);
    (void)multipart_begin(&m, body);
    buffer_free(&whole);
    buffer_free(&cut);
    return 0;
}
