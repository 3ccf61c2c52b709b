// SPDX-License-Identifier: Apache-2.0
// The routes of jobs. Nothing drives them here: their rows are as the tests put them.
#include "api/testing_site.h"
#include "hub/job.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int begin(void **state)
{
    struct site *s = calloc(1, sizeof(*s));
    site_open(s, NULL);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct site *s = *state;
    char command[128];
    snprintf(command, sizeof(command), "rm -rf '%s/exports'", s->store.dir);
    assert_int_equal(system(command), 0);
    site_close(s);
    free(s);
    return 0;
}

struct starting {
    enum job_kind kind;
    char id[64];
};

static int start_it(void *ctx, struct tx *tx)
{
    struct starting *starting = ctx;
    struct view id;
    int r = job_start(tx,
                      &(struct job_new){.kind = starting->kind,
                                        .total = 7,
                                        .arguments = VIEW("{\"secret\":\"s3\"}"),
                                        .requested_by = VIEW("zoe")},
                      &id);
    if (r == JOB_OK)
        snprintf(starting->id, sizeof(starting->id), "%.*s", VIEW_ARG(id));
    return r;
}

static struct starting start(struct site *s, enum job_kind kind)
{
    struct starting starting = {.kind = kind};
    assert_int_equal(testing_commit(&s->store, start_it, &starting), JOB_OK);
    return starting;
}

static int get(struct site *s, const char *before, const char *id, const char *after)
{
    char path[200];
    snprintf(path, sizeof(path), "%s%s%s", before, id, after);
    return site_get(s, path);
}

static int cancel(struct site *s, const char *id)
{
    char head[200];
    snprintf(head, sizeof(head), "DELETE /jobs/%s HTTP/1.1\nHost: localhost\n", id);
    return site_ask(s, head, NULL);
}

static void a_job_is_told(void **state)
{
    struct site *s = *state;
    struct starting job = start(s, JOB_BULK_TRANSFER);
    assert_int_equal(get(s, "/jobs/", job.id, ""), 200);
    assert_true(site_got(s, job.id));
    assert_true(
        site_got(s, "\"kind\":\"bulk_transfer\",\"state\":\"queued\",\"done\":0,\"total\":7,\"result\":null,"
                    "\"fault\":null,\"file\":null,\"requested_by\":\"zoe\",\"created_at\":\"20"));
    assert_true(site_got(s, "\"finished_at\":null"));
    assert_false(site_got(s, "s3"));
    testing_count(&s->store,
                  "UPDATE job SET state = 4, fault = 'bad luck', result = '{\"a\":1}', total = NULL");
    assert_int_equal(get(s, "/v1/jobs/", job.id, ""), 200);
    assert_true(site_got(s, "\"state\":\"failed\"") && site_got(s, "\"fault\":\"bad luck\""));
    assert_true(site_got(s, "\"result\":{\"a\":1}") && site_got(s, "\"total\":null"));
    assert_int_equal(site_get(s, "/jobs/none"), 404);
    assert_true(site_got(s, "job.not_found"));
}

static void a_job_is_cancelled_once(void **state)
{
    struct site *s = *state;
    struct starting job = start(s, JOB_BULK_TRANSFER);
    assert_int_equal(cancel(s, job.id), 202);
    assert_true(site_got(s, "\"state\":\"cancelled\"") && !site_got(s, "\"finished_at\":null"));
    assert_int_equal(cancel(s, job.id), 409);
    assert_true(site_got(s, "job.finished"));
    assert_int_equal(cancel(s, "none"), 404);
}

// How many jobs all pages of the list hold, and that they come newest first.
static int walk(struct site *s, const char *query)
{
    char path[300];
    int seen = 0;
    snprintf(path, sizeof(path), "/jobs?limit=3%s", query);
    for (bool more = true; more;) {
        assert_int_equal(site_get(s, path), 200);
        for (const char *at = s->reply.data; (at = strstr(at, "\"job_id\"")) != NULL; at++)
            seen++;
        more = !site_got(s, "\"next_cursor\":null");
        if (more)
            snprintf(path, sizeof(path), "/jobs?limit=3&cursor=%s%s", site_found(s, "\"next_cursor\":\""),
                     query);
    }
    return seen;
}

static void jobs_are_listed_by_state_and_kind(void **state)
{
    struct site *s = *state;
    for (int i = 0; i < 10; i++)
        start(s, i % 2 == 0 ? JOB_BULK_TRANSFER : JOB_RETENTION);
    testing_count(&s->store, "UPDATE job SET state = 3, is_running = 0 WHERE job <= 4");
    assert_int_equal(walk(s, ""), 10);
    assert_int_equal(walk(s, "&state=done"), 4);
    assert_int_equal(walk(s, "&state=failed"), 0);
    assert_int_equal(walk(s, "&kind=retention"), 5);
    assert_int_equal(walk(s, "&kind=retention&state=queued"), 3);
    assert_int_equal(site_get(s, "/jobs?limit=200"), 200); // by a worker
    assert_true(site_got(s, "\"next_cursor\":null"));
    struct starting newest = start(s, JOB_RETENTION);
    assert_int_equal(site_get(s, "/jobs?limit=1"), 200);
    assert_true(site_got(s, newest.id));
}

static void what_is_wrong_in_a_list_is_422(void **state)
{
    static const char *const paths[] = {"/jobs?state=x", "/jobs?kind=x", "/jobs?limit=0", "/jobs?cursor=p1",
                                        "/jobs?cursor=r"};
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
        assert_int_equal(site_get(*state, paths[i]), 422);
}

// ---- files

static void make_file(struct site *s, const char *id, size_t size)
{
    char path[256], sql[256];
    snprintf(path, sizeof(path), "%s/exports", s->store.dir);
    mkdir(path, 0700);
    snprintf(path, sizeof(path), "%s/exports/1", s->store.dir);
    mkdir(path, 0700);
    snprintf(path, sizeof(path), "%s/exports/1/%s.zip", s->store.dir, id);
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    for (size_t i = 0; i < size; i++)
        fputc('a' + (int)(i % 26), f);
    fclose(f);
    snprintf(sql, sizeof(sql),
             "UPDATE job SET file = id || '.zip', file_type = 'application/zip', file_size = %zu, "
             "file_until_us = %lld WHERE id = '%s' RETURNING 1",
             size, (long long)atomic_load(&s->store.wall_us) + 1000000, id);
    assert_int_equal(testing_count(&s->store, sql), 1);
}

static void a_file_is_sent(void **state)
{
    struct site *s = *state;
    struct starting job = start(s, JOB_CUSTOMER_EXPORT);
    assert_int_equal(get(s, "/jobs/", job.id, "/file"), 404);
    assert_true(site_got(s, "job.no_file"));
    make_file(s, job.id, 52);
    assert_int_equal(get(s, "/jobs/", job.id, ""), 200);
    assert_true(site_got(s, ".zip\",\"media_type\":\"application/zip\",\"size\":52,\"expires_at\":\"20"));
    assert_int_equal(get(s, "/jobs/", job.id, "/file"), 200);
    assert_true(site_got(s, "Content-Type: application/zip\r\n"));
    assert_true(site_got(s, "Content-Disposition: attachment; filename=\""));
    assert_true(site_got(s, "X-Content-Type-Options: nosniff\r\n"));
    assert_true(site_got(s, "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"));
    site_wait(s, 1001);
    assert_int_equal(get(s, "/jobs/", job.id, "/file"), 404); // its time is over, swept or not
    assert_int_equal(site_get(s, "/jobs/none/file"), 404);
}

static void a_file_that_is_gone_is_404(void **state)
{
    struct site *s = *state;
    struct starting job = start(s, JOB_CUSTOMER_EXPORT);
    char path[256];
    make_file(s, job.id, 52);
    snprintf(path, sizeof(path), "%s/exports/1/%s.zip", s->store.dir, job.id);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(get(s, "/jobs/", job.id, "/file"), 404);
}

// A client without sockets, which takes `room` bytes at a time, or leaves.
static void turn_until(struct site *s, struct memory_transport *m, size_t size)
{
    for (int i = 0; i < 20000 && m->out.size < size; i++) {
        site_wait(s, 0);
        memory_pump(m);
    }
}

static void ask_for(struct site *s, struct memory_transport *m, const char *id, size_t room)
{
    char text[256];
    int size = snprintf(text, sizeof(text), "GET /jobs/%s/file HTTP/1.1\r\nHost: localhost\r\n\r\n", id);
    assert_int_equal(memory_connect(m, s->server, s->loop, "127.0.0.1"), 0);
    m->room = room;
    memory_send(m, view_make(text, (size_t)size));
}

static void a_large_file_is_whole_however_it_is_taken(void **state)
{
    enum { SIZE = 3000000 };
    struct site *s = *state;
    struct starting job = start(s, JOB_CUSTOMER_EXPORT);
    make_file(s, job.id, SIZE);
    for (int slowly = 0; slowly < 2; slowly++) {
        struct memory_transport m = {0};
        ask_for(s, &m, job.id, slowly ? 1000 : SIZE_MAX);
        for (int i = 0; i < 100000; i++) {
            site_wait(s, 0);
            if (slowly)
                m.room = m.room < 100000 ? 100000 : m.room;
            memory_pump(&m);
            if (m.out.size > 7 && memcmp(m.out.data + m.out.size - 7, "\r\n0\r\n\r\n", 7) == 0)
                break;
        }
        int64_t letters = 0, at = 0;
        const char *body = strstr(m.out.data, "\r\n\r\n") + 4;
        const char *last = m.out.data + m.out.size;
        while (body < last) { // chunk after chunk
            char *text;
            long length = strtol(body, &text, 16);
            for (long i = 0; i < length; i++, at++)
                letters += text[2 + i] == 'a' + (char)(at % 26);
            body = text + 2 + length + 2;
        }
        assert_int_equal(at, SIZE);
        assert_int_equal(letters, SIZE);
        memory_break(&m);
        site_wait(s, 0);
        memory_free(&m);
    }
}

static int open_files(void)
{
    int count = 0;
    for (int fd = 0; fd < 256; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

static void a_client_that_leaves_lets_the_file_go(void **state)
{
    struct site *s = *state;
    struct starting job = start(s, JOB_CUSTOMER_EXPORT);
    make_file(s, job.id, 3000000);
    assert_int_equal(get(s, "/jobs/", job.id, "/file"), 200);
    int before = open_files(); // the worker's own are there by now
    struct memory_transport m = {0};
    ask_for(s, &m, job.id, 100000);
    turn_until(s, &m, 100000);
    assert_int_equal(open_files(), before + 1);
    memory_break(&m);
    memory_pump(&m);
    for (int i = 0; i < 10; i++)
        site_wait(s, 0);
    assert_int_equal(open_files(), before);
    memory_free(&m);
}

int main(void)
{
    alarm(60);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_job_is_told, begin, end),
        cmocka_unit_test_setup_teardown(a_job_is_cancelled_once, begin, end),
        cmocka_unit_test_setup_teardown(jobs_are_listed_by_state_and_kind, begin, end),
        cmocka_unit_test_setup_teardown(what_is_wrong_in_a_list_is_422, begin, end),
        cmocka_unit_test_setup_teardown(a_file_is_sent, begin, end),
        cmocka_unit_test_setup_teardown(a_file_that_is_gone_is_404, begin, end),
        cmocka_unit_test_setup_teardown(a_large_file_is_whole_however_it_is_taken, begin, end),
        cmocka_unit_test_setup_teardown(a_client_that_leaves_lets_the_file_go, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
