// SPDX-License-Identifier: Apache-2.0
#include "api/testing_site.h"
#include "store/file_tree.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define GIF "GIF89a\x0A\x01\x14\x01rest of it"

static void open_site(struct site **ret, struct api_config *config)
{
    *ret = calloc(1, sizeof(**ret));
    site_open(*ret, config);
}

static int begin(void **state)
{
    open_site((struct site **)state, NULL);
    return 0;
}

static int begin_small(void **state)
{
    open_site((struct site **)state, &(struct api_config){.file_max_bytes = 1000});
    return 0;
}

static int begin_with_key(void **state)
{
    open_site((struct site **)state, &(struct api_config){.api_key = VIEW("a key of some length")});
    return 0;
}

static int end(void **state)
{
    struct site *s = *state;
    char files[96];
    snprintf(files, sizeof(files), "%s/files", s->store.dir);
    file_tree_remove(files);
    site_close(s);
    free(s);
    return 0;
}

static int put_as(struct site *s, const char *header, const char *type, const char *name, const char *body)
{
    char head[500];
    snprintf(head, sizeof(head), "POST /attachments?name=%s HTTP/1.1\nHost: localhost\nContent-Type: %s\n%s",
             name, type, header);
    return site_ask(s, head, body);
}

static int put(struct site *s, const char *type, const char *name, const char *body)
{
    return put_as(s, "", type, name, body);
}

static int put_form(struct site *s, const char *path, const char *body)
{
    char head[500];
    snprintf(head, sizeof(head),
             "POST %s HTTP/1.1\nHost: localhost\nContent-Type: multipart/form-data; boundary=b\n", path);
    return site_ask(s, head, body);
}

#define PART(name) "--b\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILE_PART(name) "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" name "\"\r\n\r\n"

static void found(const struct site *s, const char *before, char ret[300])
{
    snprintf(ret, 300, "%s", site_found(s, before));
}

static void a_picture_is_shown(void **state)
{
    struct site *s = *state;
    char url[300], etag[64], header[100];
    assert_int_equal(put(s, "image/gif", "cat.gif", GIF), 201);
    assert_true(site_got(s, "\"type\":\"image/gif\""));
    assert_true(site_got(s, "\"width\":266,\"height\":276"));
    found(s, "\"url\":\"", url);
    assert_int_equal(site_get(s, url), 200);
    assert_true(site_got(s, "Content-Disposition: inline; filename=\"cat.gif\"\r\n"));
    assert_true(site_got(s, "Content-Type: image/gif\r\n"));
    assert_true(site_got(s, "X-Content-Type-Options: nosniff\r\n"));
    assert_true(site_got(s, "Content-Security-Policy: sandbox; default-src 'none'\r\n"));
    assert_true(site_got(s, "Cache-Control: private, max-age=3600\r\n"));
    assert_true(site_got(s, GIF));
    snprintf(etag, sizeof(etag), "\"%s\"", site_found(s, "ETag: \""));
    snprintf(header, sizeof(header), "If-None-Match: %s", etag);
    assert_int_equal(site_ask_as(s, header, "GET", url, NULL), 304);
    assert_false(site_got(s, GIF));
    strcat(url, "&thumbnail=1");
    assert_int_equal(site_get(s, url), 404); // nobody makes them here
}

static void nothing_else_is(void **state)
{
    static const char *const files[][3] = {
        {"x.html", "<html><script>alert(1)</script>", "text/html"},
        {"x.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml"},
        {"x.pdf", "%PDF-1.4 and so on", NULL},
        {"x.txt", "words", NULL},
    };
    struct site *s = *state;
    char url[300];
    assert_int_equal(site_ask_as(s, "", "PUT", "/tenants/default",
                                 "{\"settings\":{\"file_types\":[\"*/*\",\"text/html\",\"image/svg+xml\"]}}"),
                     200);
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        assert_int_equal(put(s, "image/png", files[i][0], files[i][1]), 201);
        found(s, "\"url\":\"", url);
        assert_int_equal(site_get(s, url), 200);
        assert_true(site_got(s, "Content-Disposition: attachment; filename=\"x."));
        assert_true(site_got(s, "Content-Security-Policy: sandbox; default-src 'none'\r\n"));
        assert_int_equal(site_got(s, "Content-Type: application/octet-stream\r\n"), files[i][2] != NULL);
    }
}

static void names_are_written_as_the_rfcs_say(void **state)
{
    struct site *s = *state;
    char url[300];
    assert_int_equal(put(s, "text/plain", "d%C3%BC%22%0D%0A.txt", "words"), 201);
    found(s, "\"url\":\"", url);
    assert_int_equal(site_get(s, url), 200);
    assert_true(site_got(s, "Content-Disposition: attachment; filename=\"d__.txt\"; "
                            "filename*=UTF-8''d%C3%BC%22.txt\r\n"));
}

static void what_is_not_taken_is_refused(void **state)
{
    struct site *s = *state;
    assert_int_equal(put(s, "text/plain", "x.exe", "words"), 415);
    assert_true(site_got(s, "file.type"));
    assert_int_equal(put(s, "text/plain", "x.txt", "<html>"), 415);
    assert_int_equal(put(s, "text/plain", "x.txt", ""), 400);
    assert_int_equal(put(s, "application/x-www-form-urlencoded", "x.txt", "a=b"), 415);
    assert_int_equal(put_form(s, "/attachments", PART("other") "1\r\n--b--"), 400);
    assert_true(site_got(s, "file.form"));
    assert_int_equal(put_form(s, "/attachments", FILE_PART("a.txt") "1\r\n" FILE_PART("b.txt") "2\r\n--b--"),
                     400);
    assert_int_equal(put_form(s, "/attachments", FILE_PART("a.txt") "1\r\n"), 400);
    assert_int_equal(put(s, "multipart/form-data", "x", "1"), 415);
    assert_int_equal(put(s, "text/plain", "x&session_id=nobody", "words"), 404);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM blob"), 0);
}

static void a_form_tells_name_and_session(void **state)
{
    struct site *s = *state;
    assert_int_equal(site_post(s, "/session/create",
                               "{\"customer_id\":\"ada\",\"session_id\":\"s1\",\"channel\":\"chat\"}"),
                     201);
    assert_int_equal(
        put_form(s, "/attachments", FILE_PART("a.txt") "one two\r\n" PART("session_id") "s1\r\n--b--"), 201);
    assert_true(site_got(s, "\"name\":\"a.txt\",\"type\":\"text/plain\",\"size\":7"));
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM attachment a JOIN customer c "
                                              "ON c.customer = a.customer WHERE c.id = 'ada'"),
                     1);
}

static void limits_are_kept(void **state)
{
    struct site *s = *state;
    char body[2001];
    memset(body, 'x', sizeof(body) - 1);
    body[2000] = '\0';
    assert_int_equal(put(s, "text/plain", "x.txt", body), 413);
    assert_true(site_got(s, "file.too_large"));
    body[900] = '\0';
    assert_int_equal(put(s, "text/plain", "x.txt", body), 201);
    assert_int_equal(site_ask_as(s, "", "PUT", "/tenants/default", "{\"settings\":{\"file_max_bytes\":500}}"),
                     200);
    assert_int_equal(put(s, "text/plain", "x.txt", body), 413);
    assert_int_equal(site_ask_as(s, "", "PUT", "/tenants/default",
                                 "{\"settings\":{\"file_max_bytes\":5000,\"files_max_bytes\":1000}}"),
                     200);
    body[899] = '\0';
    assert_int_equal(put(s, "text/plain", "x.txt", body), 507);
    assert_true(site_got(s, "file.quota"));
    assert_int_equal(
        site_ask_as(s, "", "PUT", "/tenants/default", "{\"settings\":{\"file_types\":[\"image/png\"]}}"),
        200);
    assert_int_equal(put(s, "text/plain", "x.txt", "w"), 415);
    assert_int_equal(
        site_ask_as(s, "", "PUT", "/tenants/default", "{\"settings\":{\"file_types\":\"image/png\"}}"), 422);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM blob"), 1);
}

static void a_link_opens_its_file_only_and_a_key_all(void **state)
{
    static const char key[] = "Authorization: Bearer a key of some length";
    struct site *s = *state;
    char url[300], id[300], path[400];
    assert_int_equal(put(s, "text/plain", "x.txt", "words"), 401);
    assert_int_equal(
        put_as(s, "Authorization: Bearer a key of some length\n", "text/plain", "x.txt", "words"), 201);
    found(s, "\"url\":\"", url);
    found(s, "\"id\":\"", id);
    assert_int_equal(site_get(s, url), 200);
    assert_true(site_got(s, "Cross-Origin-Resource-Policy: cross-origin\r\n"));
    snprintf(path, sizeof(path), "/attachments/%s", id);
    assert_int_equal(site_get(s, path), 401);
    assert_int_equal(site_ask_as(s, key, "GET", path, NULL), 200);
    assert_false(site_got(s, "Cross-Origin-Resource-Policy"));
    url[strlen(url) - 1] = url[strlen(url) - 1] == '0' ? '1' : '0';
    assert_int_equal(site_get(s, url), 403);
    snprintf(path, sizeof(path), "/attachments/%s/link", id);
    assert_int_equal(site_ask_as(s, "", "POST", path, NULL), 401);
    assert_int_equal(site_ask_as(s, key, "POST", path, NULL), 200);
    found(s, "\"url\":\"", url);
    assert_int_equal(site_ask_as(s, "Sec-Fetch-Site: cross-site", "GET", url, NULL),
                     200); // a picture in a page
    site_wait(s, 2 * 3600 * 1000);
    assert_int_equal(site_get(s, url), 403);
    assert_int_equal(site_ask_as(s, key, "GET", "/attachments/unknown", NULL), 404);
}

static void a_file_is_said_in_one_message(void **state)
{
    struct site *s = *state;
    assert_int_equal(site_post(s, "/session/create",
                               "{\"customer_id\":\"ada\",\"session_id\":\"s1\",\"channel\":\"chat\"}"),
                     201);
    const char *form =
        PART("room_id") "s1\r\n" PART("content") "look\r\n" PART("client_id") "c1\r\n" FILE_PART("cat.gif")
            GIF "\r\n--b--";
    assert_int_equal(put_form(s, "/chat/file-upload", form), 201);
    assert_true(site_got(s, "\"attachments\":[{\"id\":\""));
    assert_true(site_got(s, "\"duplicate\":false"));
    assert_int_equal(put_form(s, "/chat/file-upload", form), 201);
    assert_true(site_got(s, "\"duplicate\":true"));
    assert_int_equal(site_get(s, "/session/s1/messages"), 200);
    assert_true(site_got(s, "\"content\":\"look\",\"attachments\":[{\"id\":\""));
    assert_true(site_got(s, "\"thumbnail\":true,\"url\":\"/attachments/"));
    assert_int_equal(
        put_form(s, "/chat/file-upload", PART("room_id") "no\r\n" FILE_PART("a.txt") "1\r\n--b--"), 404);
    assert_int_equal(put_form(s, "/chat/file-upload", FILE_PART("a.txt") "1\r\n--b--"), 422);
    assert_int_equal(
        put_form(s, "/chat/file-upload",
                 PART("room_id") "s1\r\n" PART("sender") "me\r\n" FILE_PART("a.txt") "1\r\n--b--"),
        422);
    assert_int_equal(
        testing_count(&s->store, "SELECT count(*) FROM interaction WHERE attachments IS NOT NULL"), 1);
}

// Else whoever sends it would be told that the disk is full, and so would the operator.
static void a_long_client_id_is_refused(void **state)
{
    struct site *s = *state;
    char id[1001], form[1400];
    assert_int_equal(site_post(s, "/session/create",
                               "{\"customer_id\":\"ada\",\"session_id\":\"s1\",\"channel\":\"chat\"}"),
                     201);
    memset(id, 'c', sizeof(id) - 1);
    id[sizeof(id) - 1] = '\0';
    for (size_t size = 1000; size >= 256; size = size == 1000 ? 257 : size - 1) {
        id[size] = '\0';
        snprintf(form, sizeof(form),
                 PART("room_id") "s1\r\n" PART("client_id") "%s\r\n" FILE_PART("a.txt") "1\r\n--b--", id);
        assert_int_equal(put_form(s, "/chat/file-upload", form), size > 256 ? 422 : 201);
    }
}

// Nobody waits for what will not be taken.
static void a_length_beyond_all_numbers_is_refused(void **state)
{
    struct site *s = *state;
    assert_int_equal(site_ask(s,
                              "POST /attachments HTTP/1.1\nHost: localhost\nContent-Type: text/plain\n"
                              "Content-Length: 18446744073709551615\n",
                              NULL),
                     413);
    assert_true(site_got(s, "file.too_large"));
}

// A refused upload leaves nothing, neither row nor file.
static void what_is_refused_leaves_nothing(void **state)
{
    struct site *s = *state;
    char path[96];
    bool is_empty = false;
    assert_int_equal(put(s, "text/plain", "x&session_id=nobody", "words"), 404);
    for (int i = 0; i < 200 && !is_empty; i++) {
        site_wait(s, 1);
        snprintf(path, sizeof(path), "%s/files/1/d3", s->store.dir); // of "words"
        if (dir_is_empty(path, NULL, &is_empty) == -ENOENT)
            is_empty = true;
    }
    snprintf(path, sizeof(path), "%s/files/new", s->store.dir);
    assert_int_equal(dir_is_empty(path, NULL, &is_empty), 0);
    assert_true(is_empty);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM blob"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_picture_is_shown, begin, end),
        cmocka_unit_test_setup_teardown(nothing_else_is, begin, end),
        cmocka_unit_test_setup_teardown(names_are_written_as_the_rfcs_say, begin, end),
        cmocka_unit_test_setup_teardown(what_is_not_taken_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_form_tells_name_and_session, begin, end),
        cmocka_unit_test_setup_teardown(limits_are_kept, begin_small, end),
        cmocka_unit_test_setup_teardown(a_link_opens_its_file_only_and_a_key_all, begin_with_key, end),
        cmocka_unit_test_setup_teardown(a_file_is_said_in_one_message, begin, end),
        cmocka_unit_test_setup_teardown(a_long_client_id_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_length_beyond_all_numbers_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(what_is_refused_leaves_nothing, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
