// SPDX-License-Identifier: Apache-2.0
// Pages that the binary carries: addresses, packing, caching, what each may load.
#include "api/static_files.h"
#include "api/testing_site.h"
#include <stdio.h>
#include <string.h>

static int get(struct site *s, const char *path, const char *header)
{
    return site_ask_as(s, header, "GET", path, NULL);
}

static void open_site(struct site *s)
{
    site_open(s, &(struct api_config){.public_host = VIEW("hub.example.org")});
}

static void pages_are_ordered_by_path(void **state)
{
    (void)state;
    assert_true(static_file_count > 5);
    for (int i = 1; i < static_file_count; i++) {
        struct view a = static_files[i - 1].path, b = static_files[i].path;
        int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
        assert_true(order < 0 || (order == 0 && a.size < b.size));
    }
}

static void each_page_has_its_address(void **state)
{
    static struct site s;
    static const char *const pages[] = {"/",         "/setup", "/demo/", "/console/", "/console/sessions/17",
                                        "/widget.js"};
    (void)state;
    open_site(&s);
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
        assert_int_equal(get(&s, pages[i], ""), 200);
    assert_int_equal(get(&s, "/demo", ""), 308);
    assert_true(site_got(&s, "Location: /demo/\r\n"));
    assert_int_equal(get(&s, "/console", ""), 308);
    assert_int_equal(get(&s, "/console/assets/old-00000000.js", ""), 404);
    assert_int_equal(get(&s, "/demo/nothing", ""), 404);
    assert_int_equal(site_ask_as(&s, "", "POST", "/demo/", "{}"), 404);
    site_close(&s);
}

static void a_page_is_packed_for_who_takes_it(void **state)
{
    static struct site s;
    (void)state;
    open_site(&s);
    assert_int_equal(get(&s, "/live.css", ""), 200);
    assert_false(site_got(&s, "Content-Encoding"));
    assert_true(site_got(&s, "Vary: Accept-Encoding\r\n"));
    assert_int_equal(get(&s, "/live.css", "Accept-Encoding: br, gzip;q=0.5"), 200);
    assert_true(site_got(&s, "Content-Encoding: gzip\r\n"));
    get(&s, "/live.css", "Accept-Encoding: gzip;q=0, br");
    assert_false(site_got(&s, "Content-Encoding"));
    site_close(&s);
}

static void who_has_a_page_is_not_sent_it_again(void **state)
{
    static struct site s;
    char header[200];
    (void)state;
    open_site(&s);
    get(&s, "/live.css", "Accept-Encoding: gzip");
    snprintf(header, sizeof(header), "If-None-Match: \"%s\"", site_found(&s, "ETag: \""));
    assert_non_null(strstr(header, "-gz\""));
    assert_int_equal(get(&s, "/live.css", header), 200);
    strcat(header, "\nAccept-Encoding: gzip");
    assert_int_equal(get(&s, "/live.css", header), 304);
    site_close(&s);
}

static void names_with_a_hash_are_kept_for_ever(void **state)
{
    static struct site s;
    (void)state;
    open_site(&s);
    get(&s, "/demo/", "");
    assert_true(site_got(&s, "Cache-Control: no-cache\r\n"));
    for (int i = 0; i < static_file_count; i++)
        assert_int_equal(static_files[i].is_immutable,
                         view_starts(static_files[i].path, VIEW("/console/assets/")));
    site_close(&s);
}

static void each_folder_has_its_policy(void **state)
{
    static struct site s;
    (void)state;
    open_site(&s);
    get(&s, "/", "");
    assert_true(site_got(&s, "connect-src 'self'; base-uri 'none'"));
    get(&s, "/console/", "");
    assert_true(site_got(&s,
                         "script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
                         "connect-src 'self' ws://localhost wss://localhost; base-uri"));
    assert_false(site_got(&s, "unsafe"));
    get(&s, "/demo/", "");
    assert_true(site_got(&s, "img-src 'self' blob:; connect-src 'self' ws://"));
    get(&s, "/widget.js", "Sec-Fetch-Site: cross-site");
    assert_true(site_got(&s, "Cross-Origin-Resource-Policy: cross-origin\r\n"));
    site_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_ordered_by_path),
        cmocka_unit_test(each_page_has_its_address),
        cmocka_unit_test(a_page_is_packed_for_who_takes_it),
        cmocka_unit_test(who_has_a_page_is_not_sent_it_again),
        cmocka_unit_test(names_with_a_hash_are_kept_for_ever),
        cmocka_unit_test(each_folder_has_its_policy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
