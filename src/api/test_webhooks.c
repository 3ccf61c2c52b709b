// SPDX-License-Identifier: Apache-2.0
// What providers send: judged by a delivery that is played, stored by the real writer.
#include "api/testing_outside.h"
#include "api/testing_site.h"
#include <stdio.h>
#include <stdlib.h>

struct setting {
    struct site site; // first
    struct testing_outside outside;
    struct registry *adapters;
    char path[160]; // of the connector's webhook
};

// ---- what the adapter makes of a request: its body is a list of words, one a line

static struct delivery_told *tell(struct delivery_hook *hook, enum delivery_told_kind kind)
{
    struct delivery_told *t = arena_zalloc(hook->arena, sizeof(*t));
    assert_non_null(t);
    t->kind = kind;
    if (hook->last == NULL)
        hook->first = t;
    else
        hook->last->next = t;
    hook->last = t;
    hook->count++;
    return t;
}

static void refuse(struct delivery_hook *hook, const char *field)
{
    hook->outcome = CHANNEL_REFUSED;
    snprintf(hook->fault.field, sizeof(hook->fault.field), "%s", field);
}

// "say ID FROM TEXT", "moved ID", "odd KIND", "forged", "nonsense", "busy", "closed", "answer TEXT"
static void judge_line(struct delivery_hook *hook, struct view line)
{
    struct view rest = line, word = view_cut(&rest, ' ');
    if (view_equal(word, VIEW("say"))) {
        struct channel_received *in = &tell(hook, DELIVERY_TOLD_RECEIVED)->received;
        in->provider_id = view_cut(&rest, ' ');
        in->from = view_cut(&rest, ' ');
        in->text = rest;
    } else if (view_equal(word, VIEW("moved"))) {
        struct channel_moved *m = &tell(hook, DELIVERY_TOLD_MOVED)->moved;
        m->provider_id = rest;
        m->state = CHANNEL_DELIVERED;
    } else if (view_equal(word, VIEW("odd"))) {
        struct delivery_told *t = tell(hook, DELIVERY_TOLD_UNKNOWN);
        t->unknown_kind = rest;
        t->sample = line;
    } else if (view_equal(word, VIEW("forged"))) {
        refuse(hook, "signature");
    } else if (view_equal(word, VIEW("nonsense"))) {
        refuse(hook, "body");
    } else if (view_equal(word, VIEW("busy"))) {
        hook->outcome = CHANNEL_BUSY;
    } else if (view_equal(word, VIEW("closed"))) {
        hook->outcome = CHANNEL_NONE;
    } else if (view_equal(word, VIEW("answer"))) {
        hook->answer = rest;
        hook->answer_type = VIEW("text/html");
    }
}

static void answer_header(struct delivery_hook *hook, struct view name)
{
    for (uint32_t i = 0; i < hook->request.header_count; i++)
        if (view_equal(hook->request.headers[i].name, name))
            hook->answer = hook->request.headers[i].value;
}

static void judge(struct delivery_hook *hook)
{
    struct view rest = hook->request.body;
    if (view_equal(hook->request.method, VIEW("GET")))
        hook->answer = hook->request.query;
    while (rest.size > 0)
        judge_line(hook, view_cut(&rest, '\n'));
    if (hook->outcome == CHANNEL_OK && hook->answer.data == NULL)
        answer_header(hook, VIEW("x-echo"));
}

// ---- a hub with a connector

static void open_with(struct setting *s, const struct api_config *like)
{
    struct api_config config = *like;
    assert_int_equal(registry_new(&s->adapters), 0);
    assert_int_equal(registry_add(s->adapters, &testing_pigeon), CHANNEL_OK);
    s->outside = (struct testing_outside){.judge_hook = judge};
    testing_outside_start(&s->outside);
    config.adapters = s->adapters;
    config.outside = &testing_outside;
    config.outside_ctx = &s->outside;
    site_open(&s->site, &config);
}

static void configure(struct setting *s, const char *header)
{
    assert_int_equal(site_ask_as(&s->site, header, "POST", "/channels/sms/configure",
                                 "{\"account\":\"A\",\"token\":\"t\"}"),
                     200);
    snprintf(s->path, sizeof(s->path), "/webhook/sms/%s", site_found(&s->site, "\"connector\":{\"id\":\""));
}

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    open_with(s, &(struct api_config){0});
    configure(s, "");
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    testing_outside_stop(&s->outside);
    site_close(&s->site);
    registry_free(s->adapters);
    free(s);
    return 0;
}

static int hook_as(struct setting *s, const char *host, const char *header, const char *body)
{
    char head[600];
    snprintf(head, sizeof(head), "POST %s?a=1 HTTP/1.1\nHost: %s\n%s", s->path, host, header);
    return site_ask(&s->site, head, body);
}

static int hook(struct setting *s, const char *body)
{
    return hook_as(s, "localhost", "Content-Type: application/x-www-form-urlencoded\n", body);
}

static int64_t count(struct setting *s, const char *sql)
{
    return testing_count(&s->site.store, sql);
}

// ---- tests

static void what_a_customer_says_is_stored_once(void **state)
{
    struct setting *s = *state;
    assert_int_equal(hook(s, "say m1 +4915112345678 Hello!"), 200);
    assert_true(site_got(&s->site, "Content-Length: 0"));
    assert_int_equal(hook(s, "say m1 +4915112345678 Hello!"), 200);
    assert_int_equal(count(s,
                           "SELECT COUNT(*) FROM interaction WHERE content = 'Hello!' AND direction = 1 AND "
                           "channel = 4 AND connector > 0"),
                     1);
    assert_int_equal(count(s, "SELECT COUNT(*) FROM identity WHERE address = '+4915112345678'"), 1);
}

static void a_batch_is_taken_whole(void **state)
{
    struct setting *s = *state;
    struct buffer body;
    buffer_init(&body, 1 << 20);
    for (int i = 0; i < 205; i++)
        buffer_printf(&body, "say b%d +49151123450%02d text\n", i, i % 50);
    buffer_append_char(&body, '\0');
    for (int twice = 0; twice < 2; twice++) {
        assert_int_equal(hook(s, body.data), 200);
        assert_int_equal(count(s, "SELECT COUNT(*) FROM interaction WHERE content = 'text'"), 205);
    }
    buffer_free(&body);
}

static void what_is_not_signed_is_refused(void **state)
{
    struct setting *s = *state;
    assert_int_equal(hook(s, "forged"), 403);
    assert_true(site_got(&s->site, "webhook.signature"));
    for (int i = 0; i < 20; i++) // what comes from this machine is a proxy's
        assert_int_equal(hook(s, "forged"), 403);
}

static void failures_of_an_address_are_limited(void **state)
{
    struct setting *s = *state;
    s->site.peer = "203.0.113.7";
    for (int i = 0; i < 10; i++)
        assert_int_equal(hook(s, "forged"), 403);
    assert_int_equal(hook(s, "forged"), 429);
    assert_true(site_got(&s->site, "Retry-After: "));
    assert_int_equal(hook(s, "say x +4915112345678 held back too"), 429);
    s->site.peer = "203.0.113.8";
    assert_int_equal(hook(s, "say x +4915112345678 not from here"), 200);
    s->site.peer = "203.0.113.7";
    site_wait(&s->site, 60000);
    assert_int_equal(hook(s, "say y +4915112345678 later"), 200);
}

static void what_makes_no_sense_is_400_and_the_rest_is_kept(void **state)
{
    struct setting *s = *state;
    assert_int_equal(hook(s, "nonsense"), 400);
    assert_true(site_got(&s->site, "webhook.malformed"));
    assert_int_equal(hook(s, "say n1 +4915112345678 kept\nnonsense"), 400);
    assert_true(site_got(&s->site, "application/problem+json"));
    assert_true(site_got(&s->site, "webhook.malformed"));
    assert_int_equal(count(s, "SELECT COUNT(*) FROM interaction WHERE content = 'kept'"), 1);
}

static void what_nobody_knows_is_counted(void **state)
{
    struct setting *s = *state;
    assert_int_equal(hook(s, "odd party\nodd party\nsay p1 +4915112345678 hi"), 200);
    assert_int_equal(hook(s, "odd party\nodd \xff\xfe"), 200);
    assert_int_equal(hook(s, "say p2 somewhere no number"), 200);
    assert_int_equal(
        count(s, "SELECT count FROM webhook_unknown WHERE kind = 'party' AND sample = 'odd party'"), 3);
    assert_int_equal(count(s, "SELECT count FROM webhook_unknown WHERE kind = 'other'"), 1);
    assert_int_equal(count(s, "SELECT count FROM webhook_unknown WHERE kind = 'bad_address'"), 1);
    assert_int_equal(hook(s, "moved nothing_that_is_known"), 200);
}

static void what_nobody_knows_is_shown_without_secrets(void **state)
{
    struct setting *s = *state;
    char path[160];
    snprintf(path, sizeof(path), "/connectors/%s/unknown", strrchr(s->path, '/') + 1);
    assert_int_equal(site_get(&s->site, path), 200);
    assert_true(site_got(&s->site, "{\"kinds\":[]}"));
    assert_int_equal(
        site_post(&s->site, "/channels/sms/configure", "{\"account\":\"A\",\"token\":\"0123456789abcdef\"}"),
        200);
    assert_int_equal(hook(s, "odd zebra\nodd token=0123456789abcdef&x=\"1\"\nodd zebra"), 200);
    assert_int_equal(hook(s, "odd cut=0123456"), 200);
    assert_int_equal(site_get(&s->site, path), 200);
    assert_true(site_got(&s->site, "{\"kinds\":[{\"kind\":\"cut=0123456\",\"count\":1,"));
    assert_true(site_got(&s->site, ",\"sample\":\"odd cut=\xe2\x80\xa2"));
    assert_true(site_got(&s->site, "\xe2\x80\xa2"
                                   "cdef&x=\\\"1\\\"\",\"first_at\":\"20"));
    assert_true(
        site_got(&s->site, "{\"kind\":\"zebra\",\"count\":2,\"sample\":\"odd zebra\",\"first_at\":\""));
    assert_int_equal(site_get(&s->site, "/connectors/con_00000000000000000000000000000000/unknown"), 404);
    assert_true(site_got(&s->site, "connector.not_found"));
}

// Each message once, whatever was sent; what a blocked customer writes is counted apart.
static void what_is_stored_is_counted(void **state)
{
    struct setting *s = *state;
    s->outside.knows = true;
    assert_int_equal(hook(s, "say r1 +4915112345678 hi\nsay r2 +4915112345678 there\nodd party"), 200);
    assert_int_equal(hook(s, "say r1 +4915112345678 hi\nsay r3 nowhere hi"), 200);
    assert_int_equal(s->outside.figures.received, 2);
    assert_int_equal(s->outside.figures.dropped, 0);
    count(s, "UPDATE customer SET blocked_us = 1");
    assert_int_equal(hook(s, "say r4 +4915112345678 again\nsay r5 +4915187654321 me"), 200);
    assert_int_equal(s->outside.figures.received, 3);
    assert_int_equal(s->outside.figures.dropped, 1);
    assert_int_equal(site_get(&s->site, "/channels/sms/status"), 200);
    assert_true(site_got(&s->site, "\"received\":3,"));
    assert_true(site_got(&s->site, "\"dropped\":1,"));
    assert_int_equal(site_get(&s->site, "/metrics"), 200);
    assert_true(site_got(&s->site, "omnihub_delivery_received_total{connector="));
    assert_true(site_got(&s->site, "omnihub_delivery_dropped_total{connector="));
}

static void all_parts_are_counted(void **state)
{
    struct setting *s = *state;
    struct buffer body;
    buffer_init(&body, 1 << 20);
    for (int i = 0; i < 65; i++)
        buffer_printf(&body, "say c%d +49151123450%02d hi\n", i, i % 50);
    buffer_append_char(&body, '\0');
    assert_int_equal(hook(s, body.data), 200);
    assert_int_equal(s->outside.figures.received, 65);
    buffer_free(&body);
}

static int poison(void *ctx, struct tx *tx)
{
    (void)ctx;
    return db_exec(tx->db, "CREATE TRIGGER poison BEFORE INSERT ON interaction WHEN NEW.content = 'poison' "
                           "BEGIN SELECT RAISE(ABORT, 'no'); END");
}

// The provider would send all of it for ever.
static void what_cannot_be_stored_is_set_aside(void **state)
{
    struct setting *s = *state;
    struct buffer body;
    assert_int_equal(testing_commit(&s->site.store, poison, NULL), 0);
    buffer_init(&body, 1 << 20);
    for (int i = 0; i < 65; i++)
        buffer_printf(&body, "say z%d +49151123450%02d %s\n", i, i % 50,
                      i == 7 || i == 8 || i == 45 ? "poison" : "good");
    buffer_append_char(&body, '\0');
    for (int twice = 1; twice <= 2; twice++) {
        assert_int_equal(hook(s, body.data), 200);
        assert_int_equal(count(s, "SELECT COUNT(*) FROM interaction WHERE content = 'good'"), 62);
        assert_int_equal(count(s, "SELECT count FROM webhook_unknown WHERE kind = 'not_stored' AND "
                                  "sample = 'poison'"),
                         3 * twice);
    }
    assert_int_equal(s->outside.figures.received, 62);
    assert_int_equal(hook(s, "say z99 +4915112345000 poison"), 200);
    buffer_free(&body);
}

static void it_may_come_later(void **state)
{
    struct setting *s = *state;
    assert_int_equal(hook(s, "busy"), 503);
    assert_true(site_got(&s->site, "Retry-After: "));
    assert_int_equal(hook(s, "closed"), 503);
    s->outside.is_full = true;
    assert_int_equal(hook(s, "say q1 +4915112345678 hi"), 503);
}

static void an_address_of_nobody_is_404(void **state)
{
    struct setting *s = *state;
    char right[120];
    int hooks = s->outside.hooks;
    snprintf(right, sizeof(right), "%.100s", s->path);
    assert_int_equal(site_post(&s->site, "/webhook/sms/con_00000000000000000000000000000000", ""), 404);
    assert_int_equal(site_post(&s->site, "/webhook/sms/default", ""), 404);
    assert_int_equal(site_post(&s->site, "/webhook/pigeons/default", ""), 404);
    snprintf(s->path, sizeof(s->path), "/webhook/email/%s", right + strlen("/webhook/sms/"));
    assert_int_equal(hook(s, "say r1 +4915112345678 hi"), 404);
    snprintf(s->path, sizeof(s->path), "%s", right);
    assert_int_equal(s->outside.hooks, hooks);
    assert_int_equal(hook(s, "say r2 +4915112345678 hi"), 200);
    assert_int_equal(site_ask_as(&s->site, "", "PUT", "/channels/sms/enable", "{\"enabled\":false}"), 200);
    assert_int_equal(hook(s, "say r3 +4915112345678 hi"), 404);
    assert_int_equal(site_ask_as(&s->site, "", "PUT", "/channels/sms/enable", "{}"), 200);
    assert_int_equal(hook(s, "say r3 +4915112345678 hi"), 200);
}

static void the_adapter_sees_the_request_and_may_answer(void **state)
{
    struct setting *s = *state;
    char head[300];
    assert_int_equal(hook_as(s, "localhost", "X-ECHO: as it came\nContent-Type: text/strange\n", "odd x"),
                     200);
    assert_true(site_got(&s->site, "\r\n\r\nas it came"));
    assert_true(site_got(&s->site, "Content-Type: text/plain"));
    assert_int_equal(hook(s, "answer <script>alert(1)</script>"), 200);
    assert_true(site_got(&s->site, "Content-Type: text/html"));
    assert_true(site_got(&s->site, "Content-Security-Policy: sandbox; default-src 'none'"));
    snprintf(head, sizeof(head), "GET %s?hub.challenge=4711 HTTP/1.1\nHost: localhost\n", s->path);
    assert_int_equal(site_ask(&s->site, head, NULL), 200);
    assert_true(site_got(&s->site, "\r\n\r\nhub.challenge=4711"));
}

// Without a key the hub answers this machine only: but for who shows a connector's address.
static void providers_come_from_anywhere(void **state)
{
    struct setting *s = *state;
    s->site.peer = "203.0.113.7";
    assert_int_equal(site_get(&s->site, "/health"), 403);
    assert_int_equal(hook(s, "say t1 +4915112345678 hi"), 200);
    assert_int_equal(hook_as(s, "localhost", "X-Forwarded-For: 198.51.100.2\nAuthorization: Basic YTpi\n",
                             "say t2 +4915112345678 hi"),
                     200);
    assert_int_equal(hook_as(s, "evil.example", "", "say t3 +4915112345678 hi"), 421);
    assert_int_equal(hook_as(s, "localhost", "Origin: https://evil.example\n", "say t4 +4915112345678 hi"),
                     403);
}

static void a_hub_with_keys_needs_none_of_providers(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    (void)state;
    open_with(s, &(struct api_config){.api_key = VIEW("the key of these tests"),
                                      .public_host = VIEW("hub.example")});
    configure(s, "X-API-Key: the key of these tests");
    s->site.peer = "203.0.113.7";
    assert_int_equal(hook_as(s, "hub.example", "", "say u1 +4915112345678 hi"), 200);
    assert_int_equal(hook_as(s, "hub.example", "X-API-Key: wrong\n", "say u2 +4915112345678 hi"), 200);
    for (int i = 0; i < 500; i++) // one address of a provider sends all there is
        assert_int_equal(hook_as(s, "hub.example", "", "odd x"), 200);
    int refused = 0;
    for (int i = 0; i < 500; i++)
        refused += site_post(&s->site, "/webhook/sms/con_00000000000000000000000000000000", "") == 429;
    assert_true(refused > 0);
    s->site.peer = "203.0.113.9";
    assert_int_equal(site_get(&s->site, "/connectors"), 401);
    void *it = s;
    end(&it);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_a_customer_says_is_stored_once, begin, end),
        cmocka_unit_test_setup_teardown(a_batch_is_taken_whole, begin, end),
        cmocka_unit_test_setup_teardown(what_is_not_signed_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(failures_of_an_address_are_limited, begin, end),
        cmocka_unit_test_setup_teardown(what_makes_no_sense_is_400_and_the_rest_is_kept, begin, end),
        cmocka_unit_test_setup_teardown(what_nobody_knows_is_counted, begin, end),
        cmocka_unit_test_setup_teardown(what_nobody_knows_is_shown_without_secrets, begin, end),
        cmocka_unit_test_setup_teardown(what_is_stored_is_counted, begin, end),
        cmocka_unit_test_setup_teardown(all_parts_are_counted, begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_stored_is_set_aside, begin, end),
        cmocka_unit_test_setup_teardown(it_may_come_later, begin, end),
        cmocka_unit_test_setup_teardown(an_address_of_nobody_is_404, begin, end),
        cmocka_unit_test_setup_teardown(the_adapter_sees_the_request_and_may_answer, begin, end),
        cmocka_unit_test_setup_teardown(providers_come_from_anywhere, begin, end),
        cmocka_unit_test(a_hub_with_keys_needs_none_of_providers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
