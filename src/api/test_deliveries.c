// SPDX-License-Identifier: Apache-2.0
// What is told of messages that connectors send, and what can be done to them.
#include "api/testing_site.h"
#include "hub/connector.h"
#include "hub/outbox.h"
#include <stdio.h>
#include <stdlib.h>

struct setting {
    struct site site; // first
    int64_t connector;
    char id[64];       // of the last message
    int64_t claims[8]; // rows
    int count;         // of them
    const char *run;
};

static int connect_it(void *ctx, struct tx *tx)
{
    static const struct actor actor = {.kind = ACTOR_OPERATOR};
    return connector_put(
        tx, &actor, NULL, 0,
        &(struct connector_put){
            .channel = CHANNEL_SMS, .adapter = VIEW("fake"), .config = VIEW("{}"), .is_enabled = true},
        ctx);
}

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    site_open(&s->site, NULL);
    s->run = "run-1";
    assert_int_equal(testing_commit(&s->site.store, connect_it, &s->connector), 0);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    site_close(&s->site);
    free(s);
    return 0;
}

static void assert_got(struct setting *s, const char *part)
{
    if (!site_got(&s->site, part))
        fail_msg("wanted %s, got %s", part, s->site.reply.data);
}

static int say(struct setting *s, const char *members)
{
    char body[400];
    snprintf(body, sizeof(body),
             "{\"customer_id\":\"+4366012345\",\"channel\":\"sms\",\"content\":\"hello\"%s}", members);
    int status = site_post(&s->site, "/messages/send", body);
    if (status == 200)
        snprintf(s->id, sizeof(s->id), "%s", site_found(&s->site, "\"message_id\":\""));
    return status;
}

static int ask(struct setting *s, const char *method, const char *path, const char *act, const char *json)
{
    char text[160];
    snprintf(text, sizeof(text), "%s%s%s", path, s->id, act);
    return site_ask_as(&s->site, "", method, text, json);
}

static int claim_it(void *ctx, struct tx *tx)
{
    struct setting *s = ctx;
    struct outbox_claim claims[8];
    int seen;
    const struct outbox_claiming claiming = {.connector = s->connector,
                                             .run = view_from(s->run),
                                             .lease_until_us = tx->now_us + 60000000,
                                             .max = 8};
    int r = outbox_claim(tx, &claiming, claims, &s->count, &seen);
    for (int i = 0; r == 0 && i < s->count; i++)
        s->claims[i] = claims[i].row;
    return r;
}

static int claim(struct setting *s)
{
    assert_int_equal(testing_commit(&s->site.store, claim_it, s), 0);
    return s->count;
}

static int settle_it(void *ctx, struct tx *tx)
{
    return outbox_settle(tx, ctx, NULL);
}

static void settle(struct setting *s, enum outbox_ending ending)
{
    struct outbox_result result = {.row = s->claims[0],
                                   .run = view_from(s->run),
                                   .ending = ending,
                                   .provider_id =
                                       ending == OUTBOX_ENDING_SENT ? VIEW("SM1") : (struct view){0},
                                   .info = VIEW("{\"segments\":2}"),
                                   .code = VIEW("21211"),
                                   .text = VIEW("no such number")};
    assert_int_equal(testing_commit(&s->site.store, settle_it, &result), 0);
}

static void a_message_tells_its_delivery(void **state)
{
    struct setting *s = *state;
    assert_int_equal(say(s, ""), 200);
    assert_got(s, "\"delivery\":{\"status\":\"queued\",\"waiting\":null,\"connector\":\"con_");
    assert_int_equal(claim(s), 1);
    settle(s, OUTBOX_ENDING_SENT);
    assert_int_equal(ask(s, "GET", "/message/", "", NULL), 200);
    assert_got(s, "\"delivery\":{\"status\":\"sent\"");
    assert_got(s, "\"attempts\":1,\"code\":null,\"reason\":null,\"next_attempt_at\":null,\"held\":null,"
                  "\"segments\":2,\"fallback_from\":[]}");
    assert_got(s, "\"provider_message_id\":\"SM1\"");
    assert_int_equal(ask(s, "GET", "/deliveries/", "", NULL), 200);
    assert_got(s, "\"state\":\"done\",\"purpose\":\"service\"");
    assert_int_equal(ask(s, "POST", "/deliveries/", "/replay", "{}"), 409);
    assert_got(s, "delivery.sent");
    assert_int_equal(ask(s, "POST", "/deliveries/", "/cancel", "{}"), 409);
    assert_got(s, "delivery.over");
}

static void dead_letters_are_listed_and_tried_again(void **state)
{
    struct setting *s = *state;
    assert_int_equal(say(s, ""), 200);
    assert_int_equal(claim(s), 1);
    settle(s, OUTBOX_ENDING_FAILED);
    assert_int_equal(site_get(&s->site, "/deliveries"), 200);
    assert_got(s, s->id);
    assert_got(s, "\"state\":\"failed\"");
    assert_got(s, "\"code\":\"21211\",\"reason\":\"no such number\"");
    assert_int_equal(site_get(&s->site, "/deliveries?state=unknown"), 200);
    assert_got(s, "\"deliveries\":[],\"next_cursor\":null");
    assert_int_equal(site_get(&s->site, "/deliveries?channel=email"), 200);
    assert_got(s, "\"deliveries\":[]");
    assert_int_equal(ask(s, "POST", "/deliveries/", "/replay", "{}"), 200);
    assert_got(s, "\"state\":\"queued\"");
    assert_int_equal(ask(s, "POST", "/deliveries/", "/replay", "{}"), 409);
    assert_got(s, "delivery.open");
    assert_int_equal(claim(s), 1);
    settle(s, OUTBOX_ENDING_UNKNOWN);
    assert_int_equal(ask(s, "POST", "/deliveries/", "/replay", "{}"), 409);
    assert_got(s, "delivery.may_be_there");
    assert_int_equal(ask(s, "POST", "/deliveries/", "/replay", "{\"accept_duplicate\":true}"), 200);
    assert_int_equal(claim(s), 1);
    settle(s, OUTBOX_ENDING_SENT);
    assert_int_equal(ask(s, "GET", "/message/", "", NULL), 200);
    assert_got(s, "\"status\":\"sent\"");
    assert_int_equal(
        testing_count(&s->site.store, "SELECT count(*) FROM audit WHERE action = 'delivery.replay'"), 2);
}

static void what_waits_can_be_cancelled(void **state)
{
    struct setting *s = *state;
    assert_int_equal(say(s, ",\"send_at\":\"2099-01-01T00:00:00Z\""), 422);
    assert_int_equal(say(s, ",\"expires_at\":\"2001-01-01T00:00:00Z\""), 422);
    assert_int_equal(say(s, ",\"purpose\":\"transactional\""), 200);
    assert_int_equal(site_get(&s->site, "/deliveries?state=queued"), 200);
    assert_got(s, "\"purpose\":\"transactional\"");
    assert_int_equal(ask(s, "POST", "/deliveries/", "/cancel", "{}"), 200);
    assert_got(s, "\"state\":\"cancelled\"");
    assert_int_equal(claim(s), 0);
    assert_int_equal(ask(s, "GET", "/message/", "", NULL), 200);
    assert_got(s, "\"status\":\"cancelled\"");
    assert_int_equal(say(s, ""), 200);
    assert_int_equal(claim(s), 1);
    assert_int_equal(ask(s, "POST", "/deliveries/", "/cancel", "{}"), 409);
    assert_got(s, "delivery.under_way");
    assert_int_equal(site_post(&s->site, "/deliveries/nowhere/cancel", "{}"), 404);
    assert_got(s, "delivery.not_found");
}

static void pages_go_on_where_they_ended(void **state)
{
    struct setting *s = *state;
    char path[120];
    for (int i = 0; i < 3; i++)
        assert_int_equal(say(s, ""), 200);
    assert_int_equal(site_get(&s->site, "/deliveries?state=open&limit=2"), 200);
    assert_got(s, s->id);
    snprintf(path, sizeof(path), "/deliveries?state=open&limit=2&cursor=%s",
             site_found(&s->site, "\"next_cursor\":\""));
    assert_int_equal(site_get(&s->site, path), 200);
    assert_false(site_got(&s->site, s->id));
    assert_got(s, "\"next_cursor\":null");
    assert_int_equal(site_get(&s->site, "/deliveries?state=never"), 422);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_message_tells_its_delivery, begin, end),
        cmocka_unit_test_setup_teardown(dead_letters_are_listed_and_tried_again, begin, end),
        cmocka_unit_test_setup_teardown(what_waits_can_be_cancelled, begin, end),
        cmocka_unit_test_setup_teardown(pages_go_on_where_they_ended, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
