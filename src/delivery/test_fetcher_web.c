// SPDX-License-Identifier: Apache-2.0
// Files that providers hold, against servers: what they answer is waited for in the machine's time, the hub's
// own clock is moved by hand.
#include "channel/host.h"
#include "delivery/fetcher.h"
#include "delivery/testing_engine.h"
#include "delivery/testing_web.h"
#include "hub/file_vault.h"
#include "hub/inbound.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { OTHER = 5, DEADLINE_MS = 400 }; // another tenant

static struct testing_web web, elsewhere;

struct setting {
    struct testing_engine engine; // first; its store first
    struct file_vault *vault;
    int64_t connector;
};

// ---- an adapter whose account has files at `web`

static int open_it(const struct channel_opening *o, struct channel_fault *fault, void **ret)
{
    struct host host = host_of(o);
    struct host *kept = host_zalloc(&host, sizeof(*kept));
    (void)fault;
    if (kept == NULL)
        return -ENOMEM;
    *kept = host;
    *ret = kept;
    return CHANNEL_OK;
}

static void close_it(void *state)
{
    struct host host = *(struct host *)state;
    host_free(&host, state);
}

static int send_it(void *state, const struct channel_message *m, struct channel_fault *fault)
{
    (void)state;
    (void)m;
    (void)fault;
    return CHANNEL_BUSY;
}

static int step_it(void *state)
{
    (void)state;
    return 0;
}

static int headers_of(void *state, struct view url, char *ret, size_t size)
{
    char own[64];
    (void)state;
    snprintf(own, sizeof(own), "http://127.0.0.1:%d/", web.port);
    if (!view_starts(url, view_from(own)))
        return CHANNEL_NONE;
    snprintf(ret, size, "Authorization: Basic c2VjcmV0\nX-Account: A1");
    return CHANNEL_OK;
}

static const void *facet_of(const char *name)
{
    static const struct channel_media media = {CHANNEL_VERSION, sizeof(media), headers_of};
    return strcmp(name, CHANNEL_FACET_MEDIA) == 0 ? &media : NULL;
}

static const char *const kinds[] = {"sms", NULL};
static const struct channel_ops album = {.version = CHANNEL_VERSION,
                                         .size = sizeof(struct channel_ops),
                                         .name = "album",
                                         .kinds = kinds,
                                         .abilities = CHANNEL_RECEIVES,
                                         .limits = {.text_bytes = 1600},
                                         .open = open_it,
                                         .close = close_it,
                                         .send = send_it,
                                         .step = step_it,
                                         .facet = facet_of};

// ---- the setting

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    struct delivery *d;
    testing_web_start(&web, NULL);
    testing_web_start(&elsewhere, NULL);
    testing_engine_open(&s->engine);
    testing_engine_add(&s->engine, &album);
    testing_add_tenant(&s->engine.store, OTHER);
    assert_int_equal(file_vault_open(s->engine.store.dir, &s->vault), 0);
    d = atomic_load(&s->engine.delivery);
    d->config.vault = s->vault;
    d->config.fetch_us = DEADLINE_MS * 1000;
    d->fetcher = fetcher_new(d);
    assert_non_null(d->fetcher);
    s->connector = testing_connector(&s->engine, "default", "album", "{}");
    testing_engine_turn(&s->engine);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    testing_engine_close(&s->engine);
    file_vault_close(s->vault);
    testing_web_stop(&web);
    testing_web_stop(&elsewhere);
    free(s);
    return 0;
}

struct receiving {
    const struct setting *s;
    const char *url;
};

static int receive_it(void *ctx, struct tx *tx)
{
    const struct receiving *r = ctx;
    struct message_result result;
    char attachments[400];
    snprintf(attachments, sizeof(attachments), "[{\"url\":\"%s\"}]", r->url);
    return inbound_store(tx,
                         &(struct inbound){.connector = r->s->connector,
                                           .channel = CHANNEL_SMS,
                                           .provider_id = view_from(r->url),
                                           .from = VIEW("+4915112345678"),
                                           .text = VIEW("see"),
                                           .attachments = view_from(attachments)},
                         &result);
}

// A customer sends what lies there.
static void receive(struct setting *s, const struct testing_web *at, const char *path)
{
    char url[300];
    snprintf(url, sizeof(url), "http://127.0.0.1:%d%s", at->port, path);
    assert_int_equal(testing_commit(&s->engine.store, receive_it, &(struct receiving){s, url}), 0);
    atomic_fetch_add(&s->engine.store.wall_us, 1000);
    atomic_fetch_add(&s->engine.store.mono_us, 1000);
}

static int64_t count(struct setting *s, const char *sql)
{
    return testing_count(&s->engine.store, sql);
}

static void wait_for(struct setting *s, const char *sql, int64_t value)
{
    for (int i = 0; i < 2500; i++) {
        delivery_turn(atomic_load(&s->engine.delivery), false);
        testing_settle(&s->engine.store);
        if (count(s, sql) == value)
            return;
        usleep(2000);
    }
    fail_msg("in vain: %s", sql);
}

#define LEFT "SELECT count(*) FROM media_fetch"
#define TRIED "SELECT count(*) FROM media_fetch WHERE attempts = 1"

static int64_t failed_with(struct setting *s, const char *why)
{
    char sql[300];
    snprintf(sql, sizeof(sql),
             "SELECT count(*) FROM interaction WHERE attachments LIKE '%%\"failed\":\"%%%s%%\"%%'", why);
    return count(s, sql);
}

static void settings(struct setting *s, const char *json)
{
    char sql[300];
    snprintf(sql, sizeof(sql), "UPDATE tenant SET settings = '%s' WHERE tenant = 1", json);
    count(s, sql);
}

// The bytes of the one file that there is.
static size_t read_file(struct setting *s, char *ret, size_t size)
{
    char path[400], hash[80];
    FILE *f;
    size_t n;
    snprintf(path, sizeof(path), "cd %s/files/1 && ls */*", s->engine.store.dir);
    f = popen(path, "r");
    assert_non_null(f);
    assert_int_equal(fscanf(f, "%79s", hash), 1);
    pclose(f);
    snprintf(path, sizeof(path), "%s/files/1/%s", s->engine.store.dir, hash);
    f = fopen(path, "r");
    assert_non_null(f);
    n = fread(ret, 1, size - 1, f);
    fclose(f);
    ret[n] = '\0';
    return n;
}

// ---- tests

static void a_file_becomes_the_messages(void **state)
{
    struct setting *s = *state;
    char bytes[4096];
    receive(s, &web, "/picture");
    wait_for(s, LEFT, 0);
    assert_int_equal(count(s, "SELECT count(*) FROM interaction WHERE attachments LIKE '[{\"id\":%' AND "
                              "attachments NOT LIKE '%127.0.0.1%'"),
                     1);
    // Of what type it is its bytes say, not the server.
    assert_int_equal(count(s, "SELECT count(*) FROM blob WHERE type = 'image/png' AND width = 1"), 1);
    assert_true(read_file(s, bytes, sizeof(bytes)) > 60);
    assert_memory_equal(bytes, "\x89PNG", 4);
}

static void headers_go_to_the_accounts_own_address(void **state)
{
    struct setting *s = *state;
    char bytes[4096];
    receive(s, &web, "/echo");
    wait_for(s, LEFT, 0);
    read_file(s, bytes, sizeof(bytes));
    assert_non_null(strstr(bytes, "Authorization: Basic c2VjcmV0\r\n"));
    assert_non_null(strstr(bytes, "X-Account: A1\r\n"));
}

static void and_nowhere_else(void **state)
{
    struct setting *s = *state;
    char bytes[4096], path[200];
    snprintf(path, sizeof(path), "/hop?http://127.0.0.1:%d/echo", elsewhere.port);
    receive(s, &web, path);
    wait_for(s, LEFT, 0);
    read_file(s, bytes, sizeof(bytes));
    assert_non_null(strstr(bytes, "GET /echo"));
    assert_null(strstr(bytes, "Authorization"));
    assert_null(strstr(bytes, "X-Account"));
}

static void a_redirect_is_judged_anew(void **state)
{
    struct setting *s = *state;
    receive(s, &web, "/hop?http://169.254.169.254/latest/meta-data");
    wait_for(s, LEFT, 0);
    assert_int_equal(failed_with(s, "may not be asked"), 1);
    receive(s, &web, "/hop?file:///etc/passwd");
    receive(s, &web, "/redirect"); // to a path alone
    wait_for(s, LEFT, 0);
    assert_int_equal(failed_with(s, "leads nowhere"), 2);
    assert_int_equal(count(s, "SELECT count(*) FROM attachment"), 0);
}

static void a_circle_ends(void **state)
{
    struct setting *s = *state;
    char path[250];
    snprintf(path, sizeof(path),
             "/hop?http://127.0.0.1:%d/hop?http://127.0.0.1:%d/hop?http://127.0.0.1:%d/hop?http://"
             "127.0.0.1:%d/picture",
             web.port, web.port, web.port, web.port);
    receive(s, &web, path);
    wait_for(s, LEFT, 0);
    assert_int_equal(failed_with(s, "leads nowhere"), 1);
    assert_int_equal(atomic_load(&web.requests), 4);
}

static void what_is_too_large_is_not_taken(void **state)
{
    struct setting *s = *state;
    settings(s, "{\"file_max_bytes\":1000}");
    receive(s, &web, "/big");
    wait_for(s, LEFT, 0);
    assert_int_equal(failed_with(s, "larger"), 1);
    assert_int_equal(count(s, "SELECT count(*) FROM attachment"), 0);
}

static void nor_what_is_of_another_type(void **state)
{
    struct setting *s = *state;
    settings(s, "{\"file_types\":[\"image/*\"]}");
    receive(s, &web, "/ok");
    wait_for(s, LEFT, 0);
    assert_int_equal(failed_with(s, "type"), 1);
    assert_int_equal(count(s, "SELECT count(*) FROM attachment"), 0);
}

static void what_is_not_there_is_not_asked_for_again(void **state)
{
    struct setting *s = *state;
    receive(s, &web, "/none");
    wait_for(s, LEFT, 0);
    assert_int_equal(failed_with(s, "404"), 1);
    assert_int_equal(atomic_load(&web.requests), 1);
}

static void what_may_come_is_asked_for_again(void **state)
{
    struct setting *s = *state;
    receive(s, &web, "/once");
    wait_for(s, TRIED, 1);
    assert_int_equal(atomic_load(&web.requests), 1);
    atomic_fetch_add(&s->engine.store.wall_us, 11 * ENGINE_SECOND);
    atomic_fetch_add(&s->engine.store.mono_us, 11 * ENGINE_SECOND);
    wait_for(s, LEFT, 0);
    assert_int_equal(count(s, "SELECT count(*) FROM attachment"), 1);
}

static void a_server_that_says_nothing_has_its_deadline(void **state)
{
    struct setting *s = *state;
    receive(s, &web, "/slow");
    wait_for(s, TRIED, 1);
}

static void half_a_file_is_none(void **state)
{
    struct setting *s = *state;
    receive(s, &web, "/half");
    wait_for(s, TRIED, 1);
    receive(s, &web, "/cut");
    wait_for(s, "SELECT sum(attempts) FROM media_fetch", 2);
    assert_int_equal(count(s, "SELECT count(*) FROM attachment"), 0);
}

// It is not given up at once, but in the end it is.
static void after_eight_times_it_is_given_up(void **state)
{
    struct setting *s = *state;
    receive(s, &web, "/long");
    for (int i = 1; i < 8; i++) {
        char sql[100];
        snprintf(sql, sizeof(sql), "SELECT attempts FROM media_fetch");
        wait_for(s, sql, i);
        atomic_fetch_add(&s->engine.store.wall_us, 12 * 3600 * ENGINE_SECOND);
        atomic_fetch_add(&s->engine.store.mono_us, 12 * 3600 * ENGINE_SECOND);
    }
    wait_for(s, LEFT, 0);
    assert_int_equal(failed_with(s, "503"), 1);
    assert_int_equal(atomic_load(&web.requests), 8);
}

static void nobody_hears_it(void *ctx, const struct egress_answer *answer)
{
    (void)ctx;
    (void)answer;
}

// Where as many of the tenant's files are asked for as may be: it has not failed, however often.
static void what_has_no_place_waits(void **state)
{
    struct setting *s = *state;
    struct delivery *d = atomic_load(&s->engine.delivery);
    uint64_t numbers[512];
    char url[100];
    int asked = 0;
    snprintf(url, sizeof(url), "http://127.0.0.1:%d/slow", elsewhere.port);
    struct egress_request slow = {.method = "GET",
                                  .url = view_from(url),
                                  .deadline_us = engine_mono(d) + 3600 * ENGINE_SECOND,
                                  .tenant = 1,
                                  .caller = EGRESS_OF_MEDIA,
                                  .done = nobody_hears_it};
    while (asked < 512 && egress_ask(d->egress, &slow, &numbers[asked]) == 0)
        asked++;
    assert_in_range(asked, 1, 511);
    receive(s, &web, "/picture");
    fetcher_wake(d->fetcher);
    for (int i = 0; i < 10; i++) {
        fetcher_turn(d->fetcher);
        assert_in_range(fetcher_due(d->fetcher) - engine_mono(d), 1, ENGINE_SECOND);
        atomic_fetch_add(&s->engine.store.wall_us, ENGINE_SECOND);
        atomic_fetch_add(&s->engine.store.mono_us, ENGINE_SECOND);
        testing_settle(&s->engine.store);
    }
    assert_int_equal(count(s, "SELECT attempts FROM media_fetch"), 0);
    for (int i = 0; i < asked; i++)
        egress_drop(d->egress, numbers[i]);
    wait_for(s, LEFT, 0);
    assert_int_equal(count(s, "SELECT count(*) FROM attachment"), 1);
    assert_int_equal(atomic_load(&web.requests), 1);
}

static void what_nobody_can_ask_for_is_given_up(void **state)
{
    struct setting *s = *state;
    char sql[300];
    receive(s, &web, "/picture");
    snprintf(sql, sizeof(sql), "UPDATE media_fetch SET url = 'http://ann:secret@127.0.0.1:%d/picture'",
             web.port);
    count(s, sql);
    wait_for(s, LEFT, 0);
    assert_int_equal(failed_with(s, "leads nowhere"), 1);
    assert_int_equal(atomic_load(&web.requests), 0);
}

static void a_flood_at_a_host_that_stalls_holds_up_nobody(void **state)
{
    struct setting *s = *state;
    struct delivery *d = atomic_load(&s->engine.delivery);
    char sql[500];
    d->config.fetch_us = 3600 * ENGINE_SECOND;
    snprintf(
        sql, sizeof(sql),
        "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 500) "
        "INSERT INTO media_fetch (tenant, connector, interaction, item, url, attempts, due_us, created_us) "
        "SELECT %d, %lld, i, 0, 'http://127.0.0.1:%d/slow', 0, 1, 1 FROM n",
        OTHER, (long long)s->connector, elsewhere.port);
    count(s, sql);
    fetcher_wake(d->fetcher);
    for (int i = 0; i < 5; i++)
        testing_engine_turn(&s->engine);
    for (int i = 0; i < 20; i++) {
        char path[40];
        snprintf(path, sizeof(path), "/picture?%d", i);
        receive(s, &web, path);
    }
    wait_for(s, "SELECT count(*) FROM media_fetch WHERE tenant = 1", 0);
    assert_int_equal(count(s, "SELECT count(*) FROM attachment WHERE tenant = 1"), 20);
    assert_int_equal(count(s, LEFT), 500); // they stall
    assert_in_range(egress_under_way(d->egress), 1, 3);
}

// Not even the tenant's own files that lie elsewhere.
static void nor_what_lies_elsewhere(void **state)
{
    struct setting *s = *state;
    struct delivery *d = atomic_load(&s->engine.delivery);
    d->config.fetch_us = 3600 * ENGINE_SECOND;
    for (int i = 0; i < 10; i++) {
        char path[40];
        snprintf(path, sizeof(path), "/slow?%d", i);
        receive(s, &elsewhere, path);
    }
    for (int i = 0; i < 5; i++)
        testing_engine_turn(&s->engine);
    for (int i = 0; i < 5; i++) {
        char path[40];
        snprintf(path, sizeof(path), "/picture?%d", i);
        receive(s, &web, path);
    }
    wait_for(s, LEFT, 10);
    assert_int_equal(count(s, "SELECT count(*) FROM attachment"), 5);
}

int main(void)
{
    alarm(120);
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(a_file_becomes_the_messages),
        TEST(headers_go_to_the_accounts_own_address),
        TEST(and_nowhere_else),
        TEST(a_redirect_is_judged_anew),
        TEST(a_circle_ends),
        TEST(what_is_too_large_is_not_taken),
        TEST(nor_what_is_of_another_type),
        TEST(what_is_not_there_is_not_asked_for_again),
        TEST(what_may_come_is_asked_for_again),
        TEST(a_server_that_says_nothing_has_its_deadline),
        TEST(half_a_file_is_none),
        TEST(after_eight_times_it_is_given_up),
        TEST(what_has_no_place_waits),
        TEST(what_nobody_can_ask_for_is_given_up),
        TEST(a_flood_at_a_host_that_stalls_holds_up_nobody),
        TEST(nor_what_lies_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
