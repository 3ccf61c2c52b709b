// SPDX-License-Identifier: Apache-2.0
#include "base/buffer.h"
#include "base/testing.h"
#include "net/chunked.h"

// Decodes in pieces of `step` bytes; the outcome of the last call, data into `out`.
static int decode(const char *text, size_t step, struct buffer *out, size_t *ret_left)
{
    struct chunked c = {0};
    size_t size = strlen(text), at = 0;
    int r = CHUNKED_MORE;
    buffer_clear(out);
    while (at < size && r == CHUNKED_MORE) {
        struct view rest = view_make(text + at, step < size - at ? step : size - at), data = {0};
        size_t given = rest.size;
        while ((r = chunked_read(&c, &rest, &data)) == CHUNKED_DATA)
            buffer_append_view(out, data);
        at += given - rest.size;
    }
    *ret_left = size - at;
    return r;
}

static void expect(const char *text, int outcome, const char *data, size_t left)
{
    struct buffer out;
    buffer_init(&out, 4096);
    for (size_t step = 1; step < 9; step++) {
        size_t got_left = 0;
        assert_int_equal(decode(text, step, &out, &got_left), outcome);
        if (outcome != CHUNKED_DONE)
            continue;
        assert_true(view_equal(buffer_view(&out), view_from(data)));
        assert_int_equal(got_left, left);
    }
    buffer_free(&out);
}

static void reads_chunks_and_leaves_what_follows(void **state)
{
    (void)state;
    expect("3\r\nabc\r\n0\r\n\r\n", CHUNKED_DONE, "abc", 0);
    expect("3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\nGET", CHUNKED_DONE, "abc0123456789", 3);
    expect("0\r\n\r\n", CHUNKED_DONE, "", 0);
    expect("0003;x=\"y\"\r\nabc\r\n0;z\r\nTrailer: 1\r\nOther:\r\n\r\n", CHUNKED_DONE, "abc", 0);
    expect("3\r\nabc\r\n0\r\n", CHUNKED_MORE, "", 0);
}

static void refuses_what_others_could_read_otherwise(void **state)
{
    (void)state;
    const char *bad[] = {
        "3\nabc\r\n0\r\n\r\n",
        "3\r\nabc\n0\r\n\r\n",
        "3\r\nabcd\r\n0\r\n\r\n",
        "3 \r\nabc\r\n0\r\n\r\n",
        " 3\r\nabc\r\n0\r\n\r\n",
        "0x3\r\nabc\r\n",
        "-3\r\nabc\r\n",
        "\r\n",
        "3;a\nb\r\nabc\r\n",
        "3;a\rb\r\nabc\r\n",
        "0\r\n folded: 1\r\n\r\n",
        "0\r\nT: 1\n\r\n",
        "0\r\nT: 1\rX\r\n\r\n",
        "1000000000000000\r\n",
        "fffffffffffffffff\r\nabc",
        "0\r\n\rX",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        expect(bad[i], CHUNKED_BAD, "", 0);
}

static void bounds_extensions_and_trailers(void **state)
{
    (void)state;
    static char text[40000];
    memset(text, 'a', sizeof(text) - 1);
    memcpy(text, "0\r\nT: ", 6);
    expect(text, CHUNKED_BAD, "", 0);
    memcpy(text, "5;ext=", 6);
    expect(text, CHUNKED_BAD, "", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_chunks_and_leaves_what_follows),
        cmocka_unit_test(refuses_what_others_could_read_otherwise),
        cmocka_unit_test(bounds_extensions_and_trailers),
    };
    return cmocka_run_group_tests_name("net/chunked", tests, NULL, NULL);
}
