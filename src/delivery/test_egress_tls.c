// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "delivery/egress.h"
#include "delivery/testing_web.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char ca_file[] = "/tmp/test_egress_tls_XXXXXX";
static struct testing_web web;

struct told {
    int count, status;
    enum egress_end end;
};

static void done(void *ctx, const struct egress_answer *answer)
{
    *(struct told *)ctx = (struct told){.count = 1, .status = answer->status, .end = answer->end};
}

static struct told ask(const char *ca, const char *host)
{
    struct clock machine = clock_system();
    struct egress_config config = {.clock = machine, .allow = VIEW("127.0.0.1"), .ca_file = ca};
    const char *fault = NULL;
    struct egress *e = NULL;
    struct told told = {0};
    char url[64];
    uint64_t number;

    snprintf(url, sizeof(url), "https://%s:%d/ok", host, web.port);
    assert_int_equal(egress_new(&config, &e, &fault), 0);
    assert_int_equal(egress_ask(e,
                                &(struct egress_request){.method = "POST",
                                                         .url = view_from(url),
                                                         .body = VIEW("a"),
                                                         .deadline_us = clock_mono_us(&machine) + 5000000,
                                                         .done = done,
                                                         .ctx = &told},
                                &number),
                     0);
    while (told.count == 0)
        assert_int_equal(egress_turn(e, 100000, NULL, 0), 0);
    egress_free(e);
    return told;
}

static void trusts_the_operators_authority(void **state)
{
    (void)state;
    struct told told = ask(ca_file, "127.0.0.1");

    assert_int_equal(told.end, EGRESS_ANSWERED);
    assert_int_equal(told.status, 200);
}

static void sends_nothing_to_others(void **state)
{
    (void)state;
    int before = atomic_load(&web.requests);

    assert_int_equal(ask(NULL, "127.0.0.1").end, EGRESS_NOT_SENT);
    assert_int_equal(ask(ca_file, "localhost").end, EGRESS_NOT_SENT);
    assert_int_equal(atomic_load(&web.requests), before);
}

static int set_up(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    close(mkstemp(ca_file));
    testing_web_start(&web, ca_file);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    testing_web_stop(&web);
    unlink(ca_file);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trusts_the_operators_authority),
        cmocka_unit_test(sends_nothing_to_others),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
