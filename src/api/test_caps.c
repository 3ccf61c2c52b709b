// SPDX-License-Identifier: Apache-2.0
// What one request may bring, and how large a page may grow.
#include "api/page.h"
#include "api/testing_site.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { KIB = 1024 };

struct setting {
    struct site site; // first
    struct buffer json;
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    site_open(&s->site, NULL);
    buffer_init(&s->json, 4 << 20);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    buffer_free(&s->json);
    site_close(&s->site);
    free(s);
    return 0;
}

// The JSON with `size` letters in place of '#'.
static int post_filled(struct setting *s, const char *path, const char *pattern, size_t size)
{
    buffer_clear(&s->json);
    for (const char *c = pattern; *c != '\0'; c++) {
        if (*c != '#')
            buffer_append_char(&s->json, *c);
        for (size_t i = 0; *c == '#' && i < size; i++)
            buffer_append_char(&s->json, 'x');
    }
    buffer_append_char(&s->json, '\0');
    return site_post(&s->site, path, s->json.data);
}

static void metadata_and_attachments_have_an_end(void **state)
{
    static const struct {
        const char *json, *pointer;
    } cases[] = {
        {"\"metadata\":{\"a\":\"#\"}", "/metadata"},
        {"\"attachments\":[{\"a\":\"#\"}]", "/attachments"},
        {"\"a\":\"#\"", "/metadata"}, // what is not known is kept in metadata
    };
    struct setting *s = *state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char json[300], pointer[64];
        snprintf(json, sizeof(json), "{\"customer_id\":\"ann\",\"channel\":\"chat\",\"content\":\"x\",%s}",
                 cases[i].json);
        snprintf(pointer, sizeof(pointer), "\"pointer\":\"%s\"", cases[i].pointer);
        assert_int_equal(post_filled(s, "/message/process", json, 64 * KIB - 16), 200);
        assert_int_equal(post_filled(s, "/message/process", json, 64 * KIB), 422);
        assert_true(site_got(&s->site, pointer));
    }
    assert_int_equal(testing_count(&s->site.store, "SELECT count(*) FROM interaction"), 3);
}

static int count_of(const struct site *s, const char *part)
{
    int count = 0;
    for (const char *at = s->reply.data; (at = strstr(at, part)) != NULL; at++)
        count++;
    return count;
}

// Reads all pages; every reply stays near PAGE_BYTES. Returns how many items there were.
static int read_pages(struct site *s, const char *path, const char *item, int *ret_pages)
{
    char url[400], cursor[100] = "";
    int count = 0;
    *ret_pages = 0;
    do {
        snprintf(url, sizeof(url), "%s?limit=500%s%s", path, cursor[0] == '\0' ? "" : "&cursor=", cursor);
        assert_int_equal(site_get(s, url), 200);
        assert_true(s->reply.size < PAGE_BYTES + 600 * KIB);
        count += count_of(s, item);
        ++*ret_pages;
        bool is_last = site_got(s, "\"next_cursor\":null");
        snprintf(cursor, sizeof(cursor), "%s", is_last ? "" : site_found(s, "\"next_cursor\":\""));
    } while (cursor[0] != '\0');
    return count;
}

static void many_large_profiles_make_many_pages(void **state)
{
    struct setting *s = *state;
    int pages;
    for (int i = 0; i < 60; i++) {
        char json[300];
        snprintf(json, sizeof(json),
                 "{\"customer_id\":\"c%d\",\"channel\":\"chat\",\"customer_profile\":{\"a\":\"#\"},"
                 "\"preferences\":{\"b\":\"#\"}}",
                 i);
        assert_int_equal(post_filled(s, "/session/create", json, 60 * KIB), 201);
    }
    assert_int_equal(read_pages(&s->site, "/sessions/active", "\"session_id\"", &pages), 60);
    assert_in_range(pages, 4, 6);
}

// Each byte of content may be six in JSON.
static void a_timeline_of_control_characters_makes_many_pages(void **state)
{
    struct setting *s = *state;
    int pages;
    struct buffer text;
    buffer_init(&text, 1 << 20);
    buffer_append_view(&text, VIEW("{\"customer_id\":\"ann\",\"channel\":\"chat\",\"content\":\""));
    for (int i = 0; i < 64 * KIB; i++)
        buffer_append_view(&text, VIEW("\\u0001"));
    buffer_append_view(&text, VIEW("\"}"));
    buffer_append_char(&text, '\0');
    for (int i = 0; i < 20; i++)
        assert_int_equal(site_post(&s->site, "/message/process", text.data), 200);
    buffer_free(&text);
    assert_int_equal(read_pages(&s->site, "/customer/ann/history", "\"direction\"", &pages), 20);
    assert_in_range(pages, 3, 5);
}

int main(void)
{
    alarm(50);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(metadata_and_attachments_have_an_end, begin, end),
        cmocka_unit_test_setup_teardown(many_large_profiles_make_many_pages, begin, end),
        cmocka_unit_test_setup_teardown(a_timeline_of_control_characters_makes_many_pages, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
