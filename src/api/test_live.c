// SPDX-License-Identifier: Apache-2.0
// Live updates from the first frame to the last, over memory.
#include "api/testing_site.h"
#include "api/unknown_sockets.h"
#include "net/loop_inside.h"
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct setting {
    struct site site; // first
    struct socket a, b;
};

static struct setting *begin_with(const char *key)
{
    struct setting *t = calloc(1, sizeof(*t));
    site_open(&t->site, &(struct api_config){.api_key = key == NULL ? (struct view){0} : view_from(key)});
    return t;
}

static int begin(void **state)
{
    *state = begin_with(NULL);
    return 0;
}

static int begin_keyed(void **state)
{
    *state = begin_with("good-key");
    return 0;
}

static int end(void **state)
{
    struct setting *t = *state;
    if (t->a.site != NULL)
        socket_close(&t->a);
    if (t->b.site != NULL)
        socket_close(&t->b);
    site_close(&t->site);
    free(t);
    return 0;
}

static void say(struct setting *t, const char *customer, const char *content)
{
    char json[300];
    snprintf(json, sizeof(json), "{\"customer_id\":\"%s\",\"channel\":\"chat\",\"content\":\"%s\"}", customer,
             content);
    assert_int_equal(site_post(&t->site, "/message/process", json), 200);
}

// Opens session `id` of the customer.
static void make_session(struct setting *t, const char *customer, const char *id)
{
    char json[300];
    snprintf(json, sizeof(json), "{\"customer_id\":\"%s\",\"channel\":\"chat\",\"session_id\":\"%s\"}",
             customer, id);
    assert_int_equal(site_post(&t->site, "/session/create", json), 201);
}

static void say_to(struct setting *t, const char *customer, const char *session, const char *content)
{
    char json[400];
    snprintf(json, sizeof(json),
             "{\"customer_id\":\"%s\",\"channel\":\"chat\",\"content\":\"%s\",\"session_id\":\"%s\"}",
             customer, content, session);
    assert_int_equal(site_post(&t->site, "/message/process", json), 200);
}

// The number behind "EPOCH-" of a member, -1 for null.
static long long number_of(const char *frame, const char *member)
{
    char name[40];
    snprintf(name, sizeof(name), "\"%s\":", member);
    const char *at = frame, *last = NULL;
    while ((at = strstr(at, name)) != NULL)
        last = at++; // the envelope's own stands behind the payload's
    if (last == NULL)
        fail_msg("no %s in %s", member, frame);
    last += strlen(name);
    return *last == '"' ? atoll(strchr(last, '-') + 1) : -1;
}

static void assert_frame(const char *frame, const char *type, const char *part)
{
    char start[60];
    snprintf(start, sizeof(start), "{\"type\":\"%s\"", type);
    if (strncmp(frame, start, strlen(start)) != 0 || strstr(frame, part) == NULL)
        fail_msg("wanted %s with %s, got %s", type, part, frame);
}

static void subscribe(struct socket *c, const char *topic)
{
    char json[200];
    snprintf(json, sizeof(json), "{\"type\":\"subscribe\",\"topic\":\"%s\"}", topic);
    socket_say(c, json);
    assert_frame(socket_next(c), "subscribed", topic);
}

static void ask_to_resume(struct socket *c, const char *topic, const char *epoch, long long position)
{
    char json[300];
    snprintf(json, sizeof(json),
             "{\"type\":\"resume\",\"payload\":{\"topic\":\"%s\",\"position\":\"%s-%lld\"}}", topic, epoch,
             position);
    socket_say(c, json);
}

static const char *resume(struct socket *c, const char *topic, const char *epoch, long long position)
{
    ask_to_resume(c, topic, epoch, position);
    return socket_next(c);
}

// ---- frames

static void events_come_with_position_and_previous(void **state)
{
    struct setting *t = *state;
    long long last;
    make_session(t, "ann", "s1");
    assert_int_equal(socket_open(&t->a, &t->site, "/ws", ""), 101);
    subscribe(&t->a, "session/s1");
    last = number_of(t->a.text, "position");
    assert_int_equal(last, 1);
    for (int i = 0; i < 3; i++) {
        say_to(t, "ann", "s1", "hello");
        say(t, "bob", "elsewhere");
        assert_frame(socket_next(&t->a), "new_message", "\"content\":\"hello\"");
        assert_int_equal(number_of(t->a.text, "previous"), last);
        assert_true(number_of(t->a.text, "position") > last);
        last = number_of(t->a.text, "position");
        assert_non_null(strstr(t->a.text, "\"sessionId\":\"s1\""));
        assert_non_null(strstr(t->a.text, "\"customerId\":\"ann\""));
    }
    assert_true(socket_is_silent(&t->a));
}

static void paths_subscribe_by_themselves(void **state)
{
    struct setting *t = *state;
    say(t, "ann", "x");
    assert_int_equal(socket_open(&t->a, &t->site, "/ws/dashboard", ""), 101);
    assert_frame(socket_next(&t->a), "subscribed", "dashboard");
    assert_int_equal(socket_open(&t->b, &t->site, "/ws/customer/ann", ""), 101);
    assert_frame(socket_next(&t->b), "subscribed", "customer/ann");
    say(t, "ann", "hers");
    assert_frame(socket_next(&t->a), "new_message", "hers");
    assert_frame(socket_next(&t->b), "new_message", "hers");
    say(t, "bob", "his");
    assert_frame(socket_next(&t->a), "session_update", "bob");
    assert_frame(socket_next(&t->a), "new_message", "his");
    assert_true(socket_is_silent(&t->b));
}

static void unsubscribing_ends_the_frames(void **state)
{
    struct setting *t = *state;
    make_session(t, "ann", "s1");
    socket_open(&t->a, &t->site, "/ws", "");
    subscribe(&t->a, "session/s1");
    socket_say(&t->a, "{\"type\":\"unsubscribe\",\"topic\":\"session/s1\"}");
    say_to(t, "ann", "s1", "unheard");
    assert_true(socket_is_silent(&t->a));
}

static void unknown_topics_are_refused(void **state)
{
    static const char *const topics[] = {"session/none", "customer/none", "nothing",     "session",
                                         "session/",     "agent/a b",     "dashboard/x", "/"};
    struct setting *t = *state;
    socket_open(&t->a, &t->site, "/ws", "");
    for (size_t i = 0; i < sizeof(topics) / sizeof(topics[0]); i++) {
        char json[200];
        snprintf(json, sizeof(json), "{\"type\":\"subscribe\",\"topic\":\"%s\"}", topics[i]);
        socket_say(&t->a, json);
        assert_frame(socket_next(&t->a), "error", "topic.not_found");
    }
    socket_say(&t->a, "{\"type\":\"ping\"}");
    assert_frame(socket_next(&t->a), "pong", "");
}

static void nonsense_is_answered_and_the_socket_stays(void **state)
{
    struct setting *t = *state;
    socket_open(&t->a, &t->site, "/ws", "");
    static const char *const frames[] = {"",
                                         "{",
                                         "[]",
                                         "{\"type\":\"dance\"}",
                                         "{\"type\":5}",
                                         "{}",
                                         "{\"type\":\"message\",\"payload\":{\"content\":\"to nobody\"}}"};
    for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
        socket_say(&t->a, frames[i]);
        assert_frame(socket_next(&t->a), "error", "\"status\":4");
    }
    socket_say(&t->a, "{\"type\":\"ping\"}");
    assert_frame(socket_next(&t->a), "pong", "");
}

static void a_connection_takes_a_hundred_topics(void **state)
{
    struct setting *t = *state;
    char topic[40];
    for (int i = 0; i < 100; i++) {
        snprintf(topic, sizeof(topic), "c%d", i);
        make_session(t, topic, topic);
    }
    socket_open(&t->a, &t->site, "/ws", "");
    for (int i = 0; i < 100; i++) {
        snprintf(topic, sizeof(topic), "session/c%d", i);
        subscribe(&t->a, topic);
    }
    subscribe(&t->a, "session/c5"); // again: no new one
    socket_say(&t->a, "{\"type\":\"subscribe\",\"topic\":\"dashboard\"}");
    assert_frame(socket_next(&t->a), "error", "topic.too_many");
}

static void topics_of_two_agents_are_two(void **state)
{
    struct setting *t = *state;
    assert_int_equal(site_post(&t->site, "/agents", "{\"id\":\"one\",\"name\":\"One\"}"), 201);
    assert_int_equal(site_post(&t->site, "/agents", "{\"id\":\"two\",\"name\":\"Two\"}"), 201);
    assert_int_equal(socket_open(&t->a, &t->site, "/ws/agent/one", ""), 101);
    assert_frame(socket_next(&t->a), "subscribed", "agent/one");
    for (int i = 0; i < 120; i++)
        subscribe(&t->a, "agent/two"); // again and again the same
}

static void the_public_audience_sees_what_the_customer_would(void **state)
{
    struct setting *t = *state;
    make_session(t, "ann", "s1");
    socket_open(&t->a, &t->site, "/ws", "");
    socket_say(&t->a,
               "{\"type\":\"subscribe\",\"payload\":{\"topic\":\"session/s1\",\"audience\":\"public\"}}");
    assert_frame(socket_next(&t->a), "subscribed", "s1");
    assert_int_equal(
        site_post(&t->site, "/message/process",
                  "{\"customer_id\":\"ann\",\"channel\":\"chat\",\"content\":\"open\",\"session_id\":"
                  "\"s1\",\"message_id\":\"p-secret\",\"metadata\":{\"a\":\"secret\"}}"),
        200);
    assert_frame(socket_next(&t->a), "new_message", "\"content\":\"open\"");
    assert_null(strstr(t->a.text, "secret"));
    socket_say(&t->a,
               "{\"type\":\"subscribe\",\"payload\":{\"topic\":\"dashboard\",\"audience\":\"public\"}}");
    assert_frame(socket_next(&t->a), "error", "topic.not_found");
    socket_say(&t->a,
               "{\"type\":\"subscribe\",\"payload\":{\"topic\":\"customer/ann\",\"audience\":\"public\"}}");
    assert_frame(socket_next(&t->a), "error", "topic.not_found");
}

// ---- resume

static void resumed_from(struct setting *t, const char *epoch)
{
    long long last = 3;
    socket_open(&t->a, &t->site, "/ws", "");
    const char *frame = resume(&t->a, "session/s1", epoch, last);
    for (int i = 2; i < 6; i++) {
        char content[40];
        snprintf(content, sizeof(content), "\"content\":\"m%d\"", i);
        assert_frame(frame, "new_message", content);
        assert_int_equal(number_of(frame, "previous"), last);
        last = number_of(frame, "position");
        frame = socket_next(&t->a);
    }
    assert_frame(frame, "resumed", "session/s1");
    assert_int_equal(number_of(frame, "previous"), last);
    say_to(t, "ann", "s1", "later");
    assert_frame(socket_next(&t->a), "new_message", "later");
    assert_int_equal(number_of(t->a.text, "previous"), last);
    assert_true(socket_is_silent(&t->a));
}

static void fill(struct setting *t, char epoch[16])
{
    char content[16];
    make_session(t, "ann", "s1");
    for (int i = 0; i < 6; i++) {
        snprintf(content, sizeof(content), "m%d", i);
        say_to(t, "ann", "s1", content);
    }
    snprintf(epoch, 16, "%s", store_epoch(t->site.store.store));
}

static void what_was_missed_comes_from_memory(void **state)
{
    struct setting *t = *state;
    char epoch[16];
    fill(t, epoch);
    resumed_from(t, epoch);
}

// A second loop of the same hub has seen nothing: as after a restart.
static void restart_loop(struct setting *t)
{
    struct api_loop *old = t->site.part;
    struct loop *loop = t->site.loop;
    struct http_server_config config = {
        .app = {0}, .limits = http_limits_default(), .listen_fd = -1, .access_log_fd = -1};
    assert_int_equal(
        loop_new(&(struct loop_config){.clock = testing_store_clock(&t->site.store)}, &t->site.loop), 0);
    assert_int_equal(api_loop_new(t->site.api, t->site.loop, 0, &t->site.part), 0);
    config.loop = t->site.loop;
    config.app = api_app(t->site.part);
    assert_int_equal(http_server_new(&config, &t->site.server), 0);
    api_loop_serve(t->site.part, t->site.server);
    api_set_loops(t->site.api, &t->site.part, 1);
    loop_free(loop);
    api_loop_free(old);
}

static void what_was_missed_comes_from_the_store(void **state)
{
    struct setting *t = *state;
    char epoch[16];
    fill(t, epoch);
    restart_loop(t);
    resumed_from(t, epoch);
}

static void fill_far(struct setting *t, char epoch[16])
{
    fill(t, epoch);
    for (int i = 0; i < 150; i++)
        say(t, "bob", "elsewhere");
    restart_loop(t);
}

static void what_lies_far_back_is_read_by_a_worker(void **state)
{
    struct setting *t = *state;
    char epoch[16];
    fill_far(t, epoch);
    resumed_from(t, epoch);
}

// What every thread of the worker is held at: the one for long reads and the one for resumes.
struct barrier {
    struct errand errand;
    struct barrier *first;
    atomic_bool is_open;
};
static struct barrier barriers[2];

static void wait_at_barrier(struct errand *errand, struct db *db)
{
    const struct barrier *first = ((struct barrier *)(void *)errand)->first;
    (void)db;
    while (!atomic_load(&first->is_open))
        sched_yield();
}

static void hold_worker(struct setting *t)
{
    for (int i = 0; i < 2; i++) {
        barriers[i] = (struct barrier){.errand = {.tenant = 1, .is_resume = i == 1, .run = wait_at_barrier},
                                       .first = barriers};
        assert_int_equal(worker_give(t->site.worker, &barriers[i].errand), WORKER_TAKEN);
    }
}

static void let_worker_go(void)
{
    atomic_store(&barriers[0].is_open, true);
}

// The worker reads while the conversation goes on: nothing is given twice, nothing is left out.
static void what_comes_while_a_worker_reads_follows_in_order(void **state)
{
    struct setting *t = *state;
    char epoch[16];
    fill_far(t, epoch);
    hold_worker(t);
    socket_open(&t->a, &t->site, "/ws", "");
    ask_to_resume(&t->a, "session/s1", epoch, 5);
    say_to(t, "ann", "s1", "meanwhile");
    assert_true(socket_is_silent(&t->a));
    let_worker_go();
    assert_frame(socket_next(&t->a), "new_message", "\"content\":\"m4\"");
    assert_frame(socket_next(&t->a), "new_message", "\"content\":\"m5\"");
    assert_frame(socket_next(&t->a), "new_message", "meanwhile");
    assert_int_equal(number_of(t->a.text, "previous"), 7);
    assert_frame(socket_next(&t->a), "resumed", "s1");
    say_to(t, "ann", "s1", "afterwards");
    assert_frame(socket_next(&t->a), "new_message", "afterwards");
    assert_true(socket_is_silent(&t->a));
}

static void a_client_that_leaves_while_a_worker_reads_for_it_harms_nobody(void **state)
{
    struct setting *t = *state;
    char epoch[16];
    fill_far(t, epoch);
    hold_worker(t);
    socket_open(&t->a, &t->site, "/ws", "");
    ask_to_resume(&t->a, "session/s1", epoch, 5);
    socket_say(&t->a, "{\"type\":\"unsubscribe\",\"topic\":\"session/s1\"}");
    ask_to_resume(&t->a, "session/s1", epoch, 6);
    socket_close(&t->a);
    let_worker_go();
    say(t, "ann", "goes on");
}

// Each of these resumes reaches so far back that a worker reads for it.
static void only_the_last_of_several_resumes_is_answered(void **state)
{
    enum { FAR = 120 };
    struct setting *t = *state;
    char epoch[16], json[200];
    fill(t, epoch);
    for (int i = 0; i < FAR; i++)
        say_to(t, "ann", "s1", "more");
    restart_loop(t);
    socket_open(&t->a, &t->site, "/ws", "");
    snprintf(json, sizeof(json), "{\"type\":\"resume\",\"topic\":\"session/s1\",\"position\":\"%s-3\"}",
             epoch);
    for (int i = 0; i < 5; i++)
        socket_say(&t->a, json);
    // While it is read nobody can say where the subscription stands.
    socket_say(&t->a, "{\"type\":\"subscribe\",\"topic\":\"session/s1\"}");
    assert_frame(socket_next(&t->a), "subscribed", "session/s1");
    assert_int_equal(number_of(t->a.text, "position"), -1);
    for (int i = 0; i < FAR + 4; i++)
        assert_frame(socket_next(&t->a), "new_message", "session/s1");
    assert_frame(socket_next(&t->a), "resumed", "session/s1");
    assert_int_equal(number_of(t->a.text, "position"), FAR + 7);
    assert_true(socket_is_silent(&t->a));
}

static void what_cannot_be_filled_is_reset(void **state)
{
    struct setting *t = *state;
    char epoch[16];
    fill(t, epoch);
    socket_open(&t->a, &t->site, "/ws", "");
    assert_frame(resume(&t->a, "session/s1", "deadbeef", 3), "reset", "s1");
    assert_frame(resume(&t->a, "session/s1", epoch, 4000), "reset", "s1");
    socket_say(&t->a, "{\"type\":\"resume\",\"topic\":\"session/s1\",\"position\":\"rubbish\"}");
    assert_frame(socket_next(&t->a), "reset", "s1");
    socket_say(&t->a, "{\"type\":\"resume\",\"topic\":\"session/s1\"}");
    assert_frame(socket_next(&t->a), "reset", "s1");
    say_to(t, "ann", "s1", "after the reset");
    assert_frame(socket_next(&t->a), "new_message", "after the reset");
    assert_frame(resume(&t->a, "session/none", epoch, 1), "error", "topic.not_found");
}

static void nothing_missed_is_resumed_at_once(void **state)
{
    struct setting *t = *state;
    char epoch[16];
    fill(t, epoch);
    socket_open(&t->a, &t->site, "/ws", "");
    assert_frame(resume(&t->a, "session/s1", epoch, 7), "resumed", "s1");
    say(t, "bob", "elsewhere");
    assert_frame(resume(&t->a, "session/s1", epoch, 7), "resumed", "s1");
    assert_true(socket_is_silent(&t->a));
}

// ---- messages

static void a_message_is_acknowledged_when_it_is_stored(void **state)
{
    struct setting *t = *state;
    make_session(t, "ann", "s1");
    socket_open(&t->a, &t->site, "/ws/s1", "");
    assert_frame(socket_next(&t->a), "subscribed", "s1");
    struct testing_gate gate;
    testing_gate_close(&gate, &t->site.store);
    socket_say(&t->a, "{\"type\":\"message\",\"payload\":{\"content\":\"good day\",\"client_id\":\"k1\"}}");
    socket_say(&t->a, "{\"type\":\"ping\"}"); // waits its turn behind the message
    for (int i = 0; i < 10; i++)
        loop_turn(t->site.loop);
    assert_true(socket_is_empty(&t->a));
    testing_gate_open(&gate);
    assert_frame(socket_next(&t->a), "new_message", "good day");
    assert_frame(socket_next(&t->a), "delivery_update", "\"client_id\":\"k1\"");
    assert_non_null(strstr(t->a.text, "\"duplicate\":false"));
    assert_frame(socket_next(&t->a), "pong", "");
    assert_int_equal(testing_count(&t->site.store, "SELECT count(*) FROM interaction WHERE direction = 2"),
                     1);
}

static void the_same_client_id_is_stored_once(void **state)
{
    struct setting *t = *state;
    make_session(t, "ann", "s1");
    socket_open(&t->a, &t->site, "/ws", "");
    for (int i = 0; i < 3; i++) {
        socket_say(&t->a,
                   "{\"type\":\"message\",\"sessionId\":\"s1\",\"payload\":{\"content\":\"x\",\"client_id\":"
                   "\"k1\"}}");
        assert_frame(socket_next(&t->a), "delivery_update",
                     i == 0 ? "\"duplicate\":false" : "\"duplicate\":true");
    }
    assert_int_equal(testing_count(&t->site.store, "SELECT count(*) FROM interaction"), 1);
}

static void colons_in_ids_make_no_two_messages_the_same(void **state)
{
    struct setting *t = *state;
    make_session(t, "ann", "a");
    make_session(t, "bob", "a:b");
    socket_open(&t->a, &t->site, "/ws", "");
    socket_say(&t->a,
               "{\"type\":\"message\",\"sessionId\":\"a\",\"payload\":{\"content\":\"to ann\",\"client_id\":"
               "\"b:c\"}}");
    assert_frame(socket_next(&t->a), "delivery_update", "\"duplicate\":false");
    socket_say(
        &t->a,
        "{\"type\":\"message\",\"sessionId\":\"a:b\",\"payload\":{\"content\":\"to bob\",\"client_id\":"
        "\"c\"}}");
    assert_frame(socket_next(&t->a), "delivery_update", "\"duplicate\":false");
}

static void a_message_to_an_unknown_session_is_refused(void **state)
{
    struct setting *t = *state;
    socket_open(&t->a, &t->site, "/ws", "");
    socket_say(
        &t->a,
        "{\"type\":\"message\",\"sessionId\":\"none\",\"payload\":{\"content\":\"x\",\"client_id\":\"k\"}}");
    assert_frame(socket_next(&t->a), "error", "session.not_found");
    assert_non_null(strstr(t->a.text, "\"client_id\":\"k\""));
}

static void a_client_may_leave_while_its_message_is_written(void **state)
{
    struct setting *t = *state;
    struct testing_gate gate;
    make_session(t, "ann", "s1");
    socket_open(&t->a, &t->site, "/ws", "");
    testing_gate_close(&gate, &t->site.store);
    socket_say(&t->a, "{\"type\":\"message\",\"sessionId\":\"s1\",\"payload\":{\"content\":\"x\"}}");
    memory_break(&t->a.peer);
    testing_gate_open(&gate);
    testing_settle(&t->site.store);
    socket_close(&t->a);
    t->a.site = NULL;
    assert_int_equal(testing_count(&t->site.store, "SELECT count(*) FROM interaction"), 1);
}

// ---- who they are

static void an_unknown_socket_is_closed_after_five_seconds(void **state)
{
    struct setting *t = *state;
    assert_int_equal(socket_open(&t->a, &t->site, "/ws", ""), 101);
    site_wait(&t->site, 4000);
    site_wait(&t->site, 900);
    assert_true(socket_is_empty(&t->a));
    for (int i = 0; i < 3; i++)
        site_wait(&t->site, 1000);
    assert_string_equal(socket_next(&t->a), "close 4001");
}

static void an_unknown_socket_is_told_nothing(void **state)
{
    static const char *const frames[] = {
        "{\"type\":\"ping\"}", "{\"type\":\"subscribe\",\"topic\":\"dashboard\"}", "rubbish",
        "{\"type\":\"auth\",\"payload\":{\"token\":\"bad\"}}", "{\"type\":\"auth\"}"};
    struct setting *t = *state;
    for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
        assert_int_equal(socket_open(&t->a, &t->site, "/ws/dashboard", ""), 101);
        socket_say(&t->a, frames[i]);
        assert_string_equal(socket_next(&t->a), "close 4001");
        socket_close(&t->a);
    }
    t->a.site = NULL;
}

static void an_unknown_socket_may_say_little(void **state)
{
    struct setting *t = *state;
    char json[6000];
    assert_int_equal(socket_open(&t->a, &t->site, "/ws", ""), 101);
    memset(json, ' ', sizeof(json));
    snprintf(json, 5000, "{\"type\":\"auth\",\"payload\":{\"token\":\"%04500d\"}}", 0);
    socket_say(&t->a, json);
    assert_string_equal(socket_next(&t->a), "close 1009");
}

static void a_key_may_come_as_first_message_or_header_or_protocol(void **state)
{
    struct setting *t = *state;
    assert_int_equal(socket_open(&t->a, &t->site, "/ws/dashboard", ""), 101);
    socket_say(&t->a, "{\"type\":\"auth\",\"payload\":{\"token\":\"good-key\"}}");
    assert_frame(socket_next(&t->a), "subscribed", "dashboard");
    assert_frame(socket_next(&t->a), "subscribed", "authenticated");
    for (int i = 0; i < 7; i++)
        site_wait(&t->site, 1000);
    assert_true(socket_is_silent(&t->a));
    assert_int_equal(
        socket_open(&t->b, &t->site, "/ws/dashboard", "Sec-WebSocket-Protocol: chat, bearer.good-key\n"),
        101);
    assert_non_null(strstr(t->b.peer.out.data, "Sec-WebSocket-Protocol: bearer.good-key\r\n"));
    assert_frame(socket_next(&t->b), "subscribed", "dashboard");
    socket_close(&t->b);
    assert_int_equal(socket_open(&t->b, &t->site, "/ws/dashboard", "X-API-Key: good-key\n"), 101);
    assert_frame(socket_next(&t->b), "subscribed", "dashboard");
    socket_close(&t->b);
    assert_int_equal(socket_open(&t->b, &t->site, "/ws", "Sec-WebSocket-Protocol: bearer.bad-key\n"), 401);
}

static void a_page_of_another_site_gets_no_socket(void **state)
{
    struct setting *t = *state;
    assert_int_equal(socket_open(&t->a, &t->site, "/ws", "Origin: http://evil.org\n"), 403);
    assert_int_equal(socket_open(&t->b, &t->site, "/ws", "Origin: http://localhost\n"), 101);
}

// All of one address here; all in all have their cap in test_unknown_sockets.c.
static void too_many_unknown_sockets_are_refused(void **state)
{
    enum { MOST = UNKNOWN_SOCKETS_OF_ADDRESS };
    struct setting *t = *state;
    struct socket *sockets = calloc(MOST, sizeof(*sockets));
    for (int i = 0; i < MOST; i++)
        assert_int_equal(socket_open(&sockets[i], &t->site, "/ws", ""), 101);
    assert_int_equal(socket_open(&t->a, &t->site, "/ws", ""), 503);
    assert_int_equal(socket_open(&t->b, &t->site, "/ws", "X-API-Key: good-key\n"), 101);
    socket_close(&t->a);
    socket_close(&sockets[0]);
    assert_int_equal(socket_open(&t->a, &t->site, "/ws", ""), 101);
    for (int i = 1; i < MOST; i++)
        socket_close(&sockets[i]);
    free(sockets);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)
#define KEYED(name) cmocka_unit_test_setup_teardown(name, begin_keyed, end)

int main(void)
{
    alarm(100);
    const struct CMUnitTest tests[] = {
        CASE(events_come_with_position_and_previous),
        CASE(paths_subscribe_by_themselves),
        CASE(unsubscribing_ends_the_frames),
        CASE(unknown_topics_are_refused),
        CASE(nonsense_is_answered_and_the_socket_stays),
        CASE(a_connection_takes_a_hundred_topics),
        CASE(topics_of_two_agents_are_two),
        CASE(the_public_audience_sees_what_the_customer_would),
        CASE(what_was_missed_comes_from_memory),
        CASE(what_was_missed_comes_from_the_store),
        CASE(what_lies_far_back_is_read_by_a_worker),
        CASE(what_comes_while_a_worker_reads_follows_in_order),
        CASE(a_client_that_leaves_while_a_worker_reads_for_it_harms_nobody),
        CASE(only_the_last_of_several_resumes_is_answered),
        CASE(what_cannot_be_filled_is_reset),
        CASE(nothing_missed_is_resumed_at_once),
        CASE(a_message_is_acknowledged_when_it_is_stored),
        CASE(the_same_client_id_is_stored_once),
        CASE(colons_in_ids_make_no_two_messages_the_same),
        CASE(a_message_to_an_unknown_session_is_refused),
        CASE(a_client_may_leave_while_its_message_is_written),
        KEYED(an_unknown_socket_is_closed_after_five_seconds),
        KEYED(an_unknown_socket_is_told_nothing),
        KEYED(an_unknown_socket_may_say_little),
        KEYED(a_key_may_come_as_first_message_or_header_or_protocol),
        CASE(a_page_of_another_site_gets_no_socket),
        KEYED(too_many_unknown_sockets_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
