// SPDX-License-Identifier: Apache-2.0
// Adapters that ask over HTTP: by the one egress, answered inside calls of their own. A server answers here,
// so what it says is waited for in the machine's time; the hub's own clock is moved by hand.
#include "channel/host.h"
#include "delivery/testing_engine.h"
#include "delivery/testing_web.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const int64_t SECOND = 1000000;
static struct testing_web web;

#define IN_STATE(number) "SELECT count(*) FROM outbox WHERE state = " #number

// ---- an adapter that posts each text to the path which its account names

struct poster {
    struct host host;
    const struct channel_http *http;
    char url[128], id[CHANNEL_ID_MAX + 1];
    uint64_t tag;
    bool is_probe;
};

static struct {
    int asked, answered, inside_ask;
    int drops; // whether the next is dropped at once
    struct channel_http_answer last;
} seen;

static int ask(struct poster *p, struct view body)
{
    struct channel_header header = {VIEW("content-type"), VIEW("text/plain")};
    int before = seen.answered;
    int r = p->http->ask(p->host.seat,
                         &(struct channel_http_request){.size = sizeof(struct channel_http_request),
                                                        .method = VIEW("POST"),
                                                        .url = view_from(p->url),
                                                        .headers = &header,
                                                        .header_count = 1,
                                                        .body = body,
                                                        .deadline_us = host_now_us(&p->host) + 10 * SECOND,
                                                        .tag = ++p->tag});
    seen.asked++;
    seen.inside_ask += seen.answered - before;
    return r;
}

static int post(void *state, const struct channel_message *m, struct channel_fault *fault)
{
    struct poster *p = state;
    snprintf(p->id, sizeof(p->id), "%.*s", VIEW_ARG(m->id));
    int r = ask(p, m->text);
    if (r == CHANNEL_OK && seen.drops) {
        p->http->drop(p->host.seat, p->tag);
        host_ended(&p->host, (struct channel_ended){.id = m->id, .end = CHANNEL_CANCELLED});
    }
    if (r != CHANNEL_OK || seen.drops)
        p->id[0] = '\0';
    return r == CHANNEL_REFUSED ? host_refuse(fault, "/text", "it is no request") : r;
}

static enum channel_end end_of(const struct channel_http_answer *a)
{
    switch (a->end) {
    case CHANNEL_HTTP_ANSWERED:
        return a->status == 200 ? CHANNEL_SENT : CHANNEL_RETRY;
    case CHANNEL_HTTP_NOT_SENT:
        return CHANNEL_RETRY;
    case CHANNEL_HTTP_UNKNOWN:
        return CHANNEL_UNKNOWN;
    case CHANNEL_HTTP_FORBIDDEN:
        return CHANNEL_FAILED;
    }
    return CHANNEL_UNKNOWN;
}

static void answered(void *state, const struct channel_http_answer *a)
{
    struct poster *p = state;
    seen.answered++;
    seen.last = *a;
    if (p->is_probe) {
        const struct channel_probed *probed = host_facet(&p->host, CHANNEL_HOST_PROBED);
        p->is_probe = false;
        probed->tell(p->host.seat, a->status == 200 ? CHANNEL_OK : CHANNEL_REFUSED, NULL);
        return;
    }
    host_ended(&p->host, (struct channel_ended){.id = view_from(p->id),
                                                .end = end_of(a),
                                                .text = a->fault,
                                                .retry_us = a->retry_after_us});
    p->id[0] = '\0';
}

static int probe(void *state, int64_t deadline_us, struct channel_fault *fault)
{
    struct poster *p = state;
    (void)deadline_us;
    (void)fault;
    p->is_probe = true;
    return ask(p, VIEW(""));
}

static int open_poster(const struct channel_opening *o, struct channel_fault *fault, void **ret)
{
    struct host host = host_of(o);
    struct poster *p = host_zalloc(&host, sizeof(*p));
    (void)fault;
    p->host = host;
    p->http = host_facet(&host, CHANNEL_HOST_HTTP);
    snprintf(p->url, sizeof(p->url), "http://127.0.0.1:%d/%.*s", web.port, VIEW_ARG(o->values[0].text));
    *ret = p;
    return CHANNEL_OK;
}

static void close_poster(void *state)
{
    struct host host = ((struct poster *)state)->host;
    if (((struct poster *)state)->id[0] != '\0')
        host_ended(&host, (struct channel_ended){.id = view_from(((struct poster *)state)->id),
                                                 .end = CHANNEL_UNKNOWN});
    host_free(&host, state);
}

static int step(void *state)
{
    (void)state;
    return 0;
}

static const void *facet(const char *name)
{
    static const struct channel_http_client client = {CHANNEL_VERSION, sizeof(client), answered};
    static const struct channel_probe probing = {CHANNEL_VERSION, sizeof(probing), probe};
    if (strcmp(name, CHANNEL_FACET_HTTP) == 0)
        return &client;
    return strcmp(name, CHANNEL_FACET_PROBE) == 0 ? &probing : NULL;
}

static const char *const kinds[] = {"sms", NULL};
static const struct channel_field fields[] = {
    {.name = "path", .help = "where to", .kind = CHANNEL_FIELD_TEXT, .is_required = true, .max = 64}};
static const struct channel_ops poster_ops = {.version = CHANNEL_VERSION,
                                              .size = sizeof(struct channel_ops),
                                              .name = "poster",
                                              .kinds = kinds,
                                              .field_count = 1,
                                              .fields = fields,
                                              .limits = {.text_bytes = 1600},
                                              .open = open_poster,
                                              .close = close_poster,
                                              .send = post,
                                              .step = step,
                                              .facet = facet};

// ---- tests

static int begin(void **state)
{
    struct testing_engine *t = calloc(1, sizeof(*t));
    memset(&seen, 0, sizeof(seen));
    testing_web_start(&web, NULL);
    testing_engine_open(t);
    testing_engine_add(t, &poster_ops);
    *state = t;
    return 0;
}

static int end(void **state)
{
    testing_engine_close(*state);
    testing_web_stop(&web);
    free(*state);
    return 0;
}

// The rows of a transaction may be due some microseconds after a clock that stands.
static void move_on(struct testing_engine *t)
{
    atomic_fetch_add(&t->store.wall_us, 1000);
    atomic_fetch_add(&t->store.mono_us, 1000);
    testing_engine_turn(t);
}

static void wait_for(struct testing_engine *t, const char *sql, int64_t value)
{
    for (int i = 0; i < 2000; i++) {
        move_on(t);
        if (testing_count(&t->store, sql) == value)
            return;
        usleep(2000);
    }
    fail_msg("in vain: %s", sql);
}

static int64_t send_to(struct testing_engine *t, const char *path)
{
    char config[64];
    snprintf(config, sizeof(config), "{\"path\":\"%s\"}", path);
    int64_t row = testing_connector(t, "default", "poster", config);
    testing_engine_say(t, "ann", "hello");
    return row;
}

static void an_answer_comes_to_the_adapter_and_ends_the_attempt(void **state)
{
    struct testing_engine *t = *state;
    send_to(t, "ok");
    wait_for(t, IN_STATE(4), 1);
    assert_int_equal(seen.last.status, 200);
    assert_int_equal(seen.inside_ask, 0);
    assert_int_equal(web.requests, 1);
}

static void how_long_to_wait_reaches_the_row(void **state)
{
    struct testing_engine *t = *state;
    send_to(t, "later");
    wait_for(t, "SELECT count(*) FROM outbox WHERE state = 2 AND attempts = 1", 1);
    assert_int_equal(seen.last.retry_after_us, 7 * SECOND);
    assert_true(testing_count(&t->store, "SELECT due_us FROM outbox") - t->store.wall_us >= 6 * SECOND);
}

static void a_connection_that_is_cut_is_unknown(void **state)
{
    struct testing_engine *t = *state;
    send_to(t, "cut");
    wait_for(t, IN_STATE(7), 1);
}

static void an_address_that_is_not_allowed_is_not_asked(void **state)
{
    struct testing_engine *t = *state;
    testing_engine_die(t);
    t->egress_allow = NULL;
    testing_engine_begin(t);
    send_to(t, "ok");
    wait_for(t, IN_STATE(5), 1);
    assert_int_equal(seen.last.end, CHANNEL_HTTP_FORBIDDEN);
    assert_int_equal(web.connections, 0);
}

static void what_is_under_way_when_a_connector_closes_comes_to_nobody(void **state)
{
    struct testing_engine *t = *state;
    int64_t row = send_to(t, "slow");
    for (int i = 0; i < 1000 && web.requests == 0; i++) {
        move_on(t);
        usleep(2000);
    }
    assert_int_equal(web.requests, 1);
    testing_engine_turn(t);
    engine_account_close(testing_account(t, row), NULL);
    assert_int_equal(egress_under_way(t->delivery->egress), 0);
    wait_for(t, IN_STATE(7), 1);
    assert_int_equal(seen.answered, 0);
}

static void what_is_dropped_is_not_answered(void **state)
{
    struct testing_engine *t = *state;
    seen.drops = 1;
    send_to(t, "ok");
    wait_for(t, IN_STATE(6), 1);
    assert_int_equal(seen.asked, 1);
    assert_int_equal(seen.answered, 0);
    assert_int_equal(egress_under_way(t->delivery->egress), 0);
}

static void what_is_no_request_is_refused(void **state)
{
    struct testing_engine *t = *state;
    send_to(t, "a b"); // no url
    wait_for(t, IN_STATE(5), 1);
    assert_int_equal(web.connections, 0);
}

static void nobody_hears_it(void *ctx, const struct egress_answer *answer)
{
    (void)ctx;
    (void)answer;
}

// As many as fall to it are under way: it is not the provider who wants it to wait.
static void without_a_place_it_waits_and_says_why(void **state)
{
    struct testing_engine *t = *state;
    struct delivery *d = t->delivery;
    uint64_t numbers[512];
    char url[64];
    int asked = 0;
    int64_t row = testing_connector(t, "default", "poster", "{\"path\":\"ok\"}");
    testing_engine_turn(t);
    const struct delivery_figures *figures = &testing_account(t, row)->figures;
    snprintf(url, sizeof(url), "http://127.0.0.1:%d/slow", web.port);
    struct egress_request slow = {.method = "GET",
                                  .url = view_from(url),
                                  .deadline_us = engine_mono(d) + 3600 * SECOND,
                                  .tenant = 1,
                                  .caller = row,
                                  .done = nobody_hears_it};
    while (asked < 512 && egress_ask(d->egress, &slow, &numbers[asked]) == 0)
        asked++;
    testing_engine_say(t, "ann", "hello");
    for (int i = 0; i < 20; i++)
        move_on(t);
    assert_int_equal(figures->state, DELIVERY_CONNECTOR_THROTTLED);
    assert_true(figures->is_crowded);
    assert_int_equal(testing_count(&t->store, "SELECT attempts FROM outbox"), 0);
    for (int i = 0; i < asked; i++)
        egress_drop(d->egress, numbers[i]);
    atomic_fetch_add(&t->store.wall_us, 2 * SECOND);
    atomic_fetch_add(&t->store.mono_us, 2 * SECOND);
    wait_for(t, IN_STATE(4), 1);
    assert_int_equal(figures->state, DELIVERY_CONNECTOR_OPEN);
}

struct tried {
    struct delivery_probe probe; // first
    int done;
};

static void tried_done(struct delivery_probe *p)
{
    ((struct tried *)(void *)p)->done++;
}

static struct tried try_path(struct testing_engine *t, const char *path)
{
    char config[64];
    snprintf(config, sizeof(config), "{\"path\":\"%s\"}", path);
    struct tried p = {.probe = {.connector = testing_connector(t, "default", "poster", config),
                                .deadline_us = t->store.mono_us + 5 * SECOND,
                                .done = tried_done}};
    assert_true(delivery_give_probe(t->delivery, &p.probe));
    for (int i = 0; i < 1000 && p.done == 0; i++) {
        testing_engine_turn(t);
        usleep(2000);
        if (strcmp(path, "slow") == 0 && i == 20)
            atomic_fetch_add(&t->store.mono_us, 6 * SECOND);
    }
    assert_int_equal(p.done, 1);
    return p;
}

static void a_probe_says_what_the_provider_says(void **state)
{
    struct testing_engine *t = *state;
    assert_int_equal(try_path(t, "ok").probe.outcome, CHANNEL_OK);
}

static void a_probe_that_is_refused_says_so(void **state)
{
    struct testing_engine *t = *state;
    assert_int_equal(try_path(t, "later").probe.outcome, CHANNEL_REFUSED);
}

static void a_probe_without_an_answer_ends_at_its_deadline(void **state)
{
    struct testing_engine *t = *state;
    struct tried p = try_path(t, "slow");
    assert_int_equal(p.probe.outcome, CHANNEL_BUSY);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(an_answer_comes_to_the_adapter_and_ends_the_attempt),
        TEST(how_long_to_wait_reaches_the_row),
        TEST(a_connection_that_is_cut_is_unknown),
        TEST(an_address_that_is_not_allowed_is_not_asked),
        TEST(what_is_under_way_when_a_connector_closes_comes_to_nobody),
        TEST(what_is_dropped_is_not_answered),
        TEST(what_is_no_request_is_refused),
        TEST(without_a_place_it_waits_and_says_why),
        TEST(a_probe_says_what_the_provider_says),
        TEST(a_probe_that_is_refused_says_so),
        TEST(a_probe_without_an_answer_ends_at_its_deadline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
