// SPDX-License-Identifier: Apache-2.0
#include "net/testing_server.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void logs_one_line_a_request_each_second(void **state)
{
    (void)state;
    char text[4096] = "";
    FILE *file = tmpfile();
    struct site s;
    struct memory_transport m;
    site_open(&s, NULL, -1, fileno(file));
    memory_connect(&m, s.server, s.loop, "192.0.2.7");
    memory_text(&m,
                "GET /echo?a\"b HTTP/1.1\r\nHost: h\r\nReferer: http://r/\r\nUser-Agent: x\"\\\xff\ty\r\n\r\n"
                "NONSENSE\r\n");
    assert_int_equal(pread(fileno(file), text, sizeof(text) - 1, 0), 0);
    site_wait(&s, 1000);
    ssize_t size = pread(fileno(file), text, sizeof(text) - 1, 0);
    assert_true(size > 0);
    text[size] = '\0';
    assert_string_equal(text,
                        "192.0.2.7 - - [06/Nov/1994:08:49:37 +0000] \"GET /echo?a\\x22b HTTP/1.1\" 200 14 "
                        "\"http://r/\" \"x\\x22\\x5C\\xFF\\x09y\"\n"
                        "192.0.2.7 - - [06/Nov/1994:08:49:37 +0000] \"-\" 400 30 \"-\" \"-\"\n");
    site_close(&s);
    memory_free(&m);
    fclose(file);
}

static void writes_when_much_is_gathered_and_at_the_end(void **state)
{
    (void)state;
    FILE *file = tmpfile();
    struct access_log log;
    access_log_init(&log, fileno(file));
    struct access_entry entry = {
        .peer = VIEW("::1"), .time = VIEW("[t]"), .method = VIEW("GET"), .target = VIEW("/x"), .status = 200};
    static char agent[3000];
    memset(agent, '"', sizeof(agent));
    entry.agent = view_make(agent, sizeof(agent));
    for (int i = 0; i < 10; i++)
        access_log_add(&log, &entry);
    off_t early = lseek(fileno(file), 0, SEEK_END);
    assert_true(early >= ACCESS_LOG_SIZE);
    access_log_free(&log);
    assert_true(lseek(fileno(file), 0, SEEK_END) > early);
    assert_int_equal(log.lost, 0);
    fclose(file);
}

static void counts_what_cannot_be_written(void **state)
{
    (void)state;
    struct access_log log;
    access_log_init(&log, 1 << 20); // no such descriptor
    struct access_entry entry = {.peer = VIEW("::1"), .time = VIEW("[t]"), .status = 200};
    access_log_add(&log, &entry);
    access_log_flush(&log);
    assert_true(log.lost > 0);
    access_log_free(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logs_one_line_a_request_each_second),
        cmocka_unit_test(writes_when_much_is_gathered_and_at_the_end),
        cmocka_unit_test(counts_what_cannot_be_written),
    };
    return cmocka_run_group_tests_name("net/access_log", tests, NULL, NULL);
}
