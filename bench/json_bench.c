// SPDX-License-Identifier: Apache-2.0
// µs a document: parsing and reading five fields, and writing, ours beside jansson's. The best of
// several rounds, on one thread.
#include "base/arena.h"
#include "base/clock.h"
#include "bench/json_peer.h"
#include "codec/json.h"
#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 15, RUNS = 20000 };

static const char document[] =
    "{\"customer_id\":\"customer-000017\",\"channel\":\"whatsapp\",\"session_id\":null,"
    "\"content\":\"Hello, where is my order 4711? It was due on Monday and nobody has told me anything.\","
    "\"provider_message_id\":\"wamid.HBgLNDkxNTExMjM0NTY3FQIAEhg\",\"timestamp\":1700000000123,"
    "\"urgent\":false,\"metadata\":{\"language\":\"en\",\"score\":0.87,\"tags\":[\"order\",\"late\"],"
    "\"device\":\"Android 14\"},\"attachments\":[]}";

struct fields {
    struct view customer, channel, content;
    int64_t at;
    bool is_urgent;
};

static void fail(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static void parse(struct arena *a, struct view text, struct fields *ret)
{
    const struct json *root;
    if (json_parse(a, text, NULL, &root) != JSON_OK ||
        !json_text(json_member(root, VIEW("customer_id")), a, &ret->customer) ||
        !json_text(json_member(root, VIEW("channel")), a, &ret->channel) ||
        !json_text(json_member(root, VIEW("content")), a, &ret->content) ||
        !json_int(json_member(root, VIEW("timestamp")), &ret->at))
        fail("the document was not read");
    ret->is_urgent = json_member(root, VIEW("urgent"))->type == JSON_TRUE;
}

static double parse_ours(int runs)
{
    struct clock clock = clock_system();
    struct arena a;
    struct fields fields;
    arena_init(&a, 16 * 1024, 1 << 20);
    int64_t start = clock_mono_us(&clock);
    for (int i = 0; i < runs; i++) {
        parse(&a, view_make(document, sizeof(document) - 1), &fields);
        arena_reset(&a);
    }
    double us = (double)(clock_mono_us(&clock) - start);
    arena_free(&a);
    return us / runs;
}

static double parse_theirs(int runs)
{
    struct clock clock = clock_system();
    int64_t start = clock_mono_us(&clock);
    for (int i = 0; i < runs; i++)
        if (!peer_parse_fields(document, sizeof(document) - 1))
            fail("the peer did not read the document");
    return (double)(clock_mono_us(&clock) - start) / runs;
}

static void write(struct json_writer *w, int n)
{
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_key(w, VIEW("session_id"));
    json_string(w, VIEW("0190c5a0-7b7c-7d3e-8f4a-1b2c3d4e5f60"));
    json_key(w, VIEW("customer_id"));
    json_string(w, VIEW("customer-000017"));
    json_key(w, VIEW("position"));
    json_integer(w, n);
    json_key(w, VIEW("content"));
    json_string(w, VIEW("Hello, where is \"my order\" 4711?\nIt was due on Monday and nobody told me."));
    json_key(w, VIEW("score"));
    json_real(w, 0.87);
    json_key(w, VIEW("tags"));
    json_begin_array(w);
    json_string(w, VIEW("order"));
    json_string(w, VIEW("late"));
    json_end_array(w);
    json_key(w, VIEW("reply"));
    json_null(w);
    json_end_object(w);
}

static double write_ours(int runs)
{
    struct clock clock = clock_system();
    struct buffer out;
    buffer_init(&out, 1 << 16);
    int64_t start = clock_mono_us(&clock);
    for (int i = 0; i < runs; i++) {
        buffer_clear(&out);
        struct json_writer w = json_writer(&out);
        write(&w, i);
        if (out.failed)
            fail("the buffer failed");
    }
    double us = (double)(clock_mono_us(&clock) - start);
    buffer_free(&out);
    return us / runs;
}

static double write_theirs(int runs)
{
    struct clock clock = clock_system();
    int64_t start = clock_mono_us(&clock);
    for (int i = 0; i < runs; i++)
        if (peer_write(i) == 0)
            fail("the peer did not write");
    return (double)(clock_mono_us(&clock) - start) / runs;
}

static double best(double (*measure)(int runs))
{
    double least = measure(RUNS / 10);
    for (int i = 0; i < ROUNDS; i++) {
        double us = measure(RUNS);
        least = us < least ? us : least;
    }
    return least;
}

static void report(const char *what, double ours, double theirs)
{
    printf("%-28s %8.3f µs   jansson %8.3f µs   %5.1f x\n", what, ours, theirs, theirs / ours);
}

int main(void)
{
    printf("document of %zu bytes, %d rounds of %d, the best\n", sizeof(document) - 1, ROUNDS, RUNS);
    report("parse and read five fields", best(parse_ours), best(parse_theirs));
    report("write", best(write_ours), best(write_theirs));
    return 0;
}
