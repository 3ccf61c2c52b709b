// SPDX-License-Identifier: Apache-2.0
// Chats: what is said, who types, who is there, how far they read.
#include "api/api_state.h"
#include "api/testing_site.h"
#include <stdio.h>
#include <stdlib.h>

#define PASSWORD "a good password"

struct chat {
    struct site site;                      // first
    char ann[160], bob[160];               // headers of two agents
    char ann_socket[170], bob_socket[170]; // the same for sockets
    struct socket a, b;
};

static void hire(struct chat *t, const char *id, const char *role, char header[160], char socket[170])
{
    struct site *s = &t->site;
    char json[400], text[100];
    snprintf(json, sizeof(json),
             "{\"id\":\"%s\",\"name\":\"Miss %s\",\"email\":\"%s@example.org\",\"password\":\"" PASSWORD
             "\",\"role\":\"%s\"}",
             id, id, id, role);
    assert_int_equal(site_ask_as(s, t->ann, "POST", "/agents", json), 201);
    snprintf(json, sizeof(json), "{\"email\":\"%s@example.org\",\"password\":\"" PASSWORD "\"}", id);
    assert_int_equal(site_post(s, "/auth/login", json), 200);
    snprintf(text, sizeof(text), "%s", site_found(s, "Set-Cookie: hub_session="));
    text[strcspn(text, ";")] = '\0';
    snprintf(header, 160, "Cookie: hub_session=%s", text);
    snprintf(socket, 170, "%s\n", header);
}

static int post(struct chat *t, const char *path, const char *json)
{
    return site_ask_as(&t->site, t->ann, "POST", path, json);
}

static int get(struct chat *t, const char *path)
{
    return site_ask_as(&t->site, t->ann, "GET", path, NULL);
}

static int begin(void **state)
{
    struct chat *t = calloc(1, sizeof(*t));
    site_open(&t->site, NULL);
    hire(t, "ann", "admin", t->ann, t->ann_socket);
    hire(t, "bob", "agent", t->bob, t->bob_socket);
    assert_int_equal(post(t, "/chat/create-room", "{\"customer_id\":\"cora\",\"session_id\":\"r1\"}"), 201);
    *state = t;
    return 0;
}

static int end(void **state)
{
    struct chat *t = *state;
    if (t->a.site != NULL)
        socket_close(&t->a);
    if (t->b.site != NULL)
        socket_close(&t->b);
    site_close(&t->site);
    free(t);
    return 0;
}

static void assert_frame(const char *frame, const char *type, const char *part)
{
    char start[60];
    snprintf(start, sizeof(start), "{\"type\":\"%s\"", type);
    if (strncmp(frame, start, strlen(start)) != 0 || strstr(frame, part) == NULL)
        fail_msg("wanted %s with %s, got %s", type, part, frame);
}

static void assert_got(struct chat *t, const char *part)
{
    if (!site_got(&t->site, part))
        fail_msg("wanted %s, got %s", part, t->site.reply.data);
}

static void listen_to(struct chat *t, struct socket *c, const char *cookie, bool wants_presence)
{
    c->wants_presence = wants_presence;
    assert_int_equal(socket_open(c, &t->site, "/ws/r1", cookie), 101);
    assert_frame(socket_next(c), "subscribed", "session/r1");
}

static void listen_as_customer(struct chat *t, struct socket *c)
{
    assert_int_equal(socket_open(c, &t->site, "/ws", t->ann_socket), 101);
    socket_say(c, "{\"type\":\"subscribe\",\"payload\":{\"topic\":\"session/r1\",\"audience\":\"public\"}}");
    assert_frame(socket_next(c), "subscribed", "session/r1");
}

// ---- rooms and messages

static void a_room_is_made_once(void **state)
{
    struct chat *t = *state;
    assert_int_equal(post(t, "/chat/create-room",
                          "{\"customer_id\":\"dora\",\"session_id\":\"r2\",\"name\":\"Shoes \\\"42\\\"\","
                          "\"initial_message\":\"hi\"}"),
                     201);
    assert_got(t, "\"room_id\":\"r2\"");
    assert_got(t, "\"name\":\"Shoes \\\"42\\\"\"");
    assert_got(t, "/ws/r2\"");
    assert_int_equal(post(t, "/chat/create-room", "{\"customer_id\":\"dora\",\"session_id\":\"r2\"}"), 200);
    assert_got(t, "\"created\":false");
    assert_got(t, "\"name\":\"Shoes \\\"42\\\"\"");
    assert_int_equal(post(t, "/chat/create-room", "{\"customer_id\":\"eva\",\"session_id\":\"r2\"}"), 409);
    assert_int_equal(get(t, "/chat/room/r2/history"), 200);
    assert_got(t, "\"content\":\"hi\"");
    assert_int_equal(get(t, "/chat/room/none/history"), 404);
}

static void what_is_said_has_its_author(void **state)
{
    struct chat *t = *state;
    assert_int_equal(post(t, "/chat/send-message", "{\"room_id\":\"r1\",\"content\":\"good day\"}"), 200);
    assert_got(t, "\"room_id\":\"r1\"");
    assert_got(t, "\"delivery\":{\"status\":\"sent\"");
    assert_int_equal(get(t, "/chat/room/r1/history"), 200);
    assert_got(t, "\"author\":{\"type\":\"agent\",\"id\":\"ann\",\"name\":\"Miss ann\"}");
    // Agents speak for nobody else.
    assert_int_equal(post(t, "/chat/send-message",
                          "{\"room_id\":\"r1\",\"content\":\"x\",\"sender\":{\"type\":\"customer\"}}"),
                     403);
    assert_int_equal(
        post(t, "/chat/send-message", "{\"room_id\":\"r1\",\"content\":\"x\",\"agent_id\":\"bob\"}"), 403);
    assert_int_equal(post(t, "/chat/send-message", "{\"room_id\":\"none\",\"content\":\"x\"}"), 404);
    assert_int_equal(post(t, "/chat/send-message", "{\"room_id\":\"r1\"}"), 422);
    assert_int_equal(post(t, "/chat/send-message", "{\"content\":\"x\"}"), 422);
}

static void programs_speak_for_customers_and_agents(void **state)
{
    struct chat *t = *state;
    char key[200];
    assert_int_equal(post(t, "/keys", "{\"name\":\"shop\",\"scope\":\"service\"}"), 201);
    snprintf(key, sizeof(key), "X-API-Key: %s", site_found(&t->site, "\"key\":\""));
    assert_int_equal(site_ask_as(&t->site, key, "POST", "/chat/send-message",
                                 "{\"session_id\":\"r1\",\"content\":\"from her\",\"sender\":{\"type\":"
                                 "\"customer\"},\"quick_reply\":\"size-42\",\"shoe\":1}"),
                     200);
    assert_got(t, "\"delivery\":null");
    assert_int_equal(site_ask_as(&t->site, key, "POST", "/chat/send-message",
                                 "{\"session_id\":\"r1\",\"content\":\"from him\",\"agent_id\":\"bob\"}"),
                     200);
    assert_int_equal(get(t, "/chat/room/r1/history"), 200);
    assert_got(t, "\"metadata\":{\"shoe\":1,\"quick_reply\":\"size-42\"}");
    assert_got(t, "\"author\":{\"type\":\"customer\",\"id\":\"cora\"");
    assert_got(t, "\"author\":{\"type\":\"agent\",\"id\":\"bob\"");
}

static void the_same_client_id_is_stored_once_however_it_comes(void **state)
{
    struct chat *t = *state;
    listen_to(t, &t->a, t->ann_socket, false);
    assert_int_equal(
        post(t, "/chat/send-message", "{\"room_id\":\"r1\",\"content\":\"once\",\"client_id\":\"k\"}"), 200);
    assert_got(t, "\"duplicate\":false");
    assert_frame(socket_next(&t->a), "new_message", "once");
    assert_int_equal(
        post(t, "/chat/send-message", "{\"room_id\":\"r1\",\"content\":\"once\",\"client_id\":\"k\"}"), 200);
    assert_got(t, "\"duplicate\":true");
    assert_got(t, "\"channel\":\"chat\"");
    assert_got(t, "\"delivery\":{\"status\":\"sent\"");
    socket_say(&t->a, "{\"type\":\"message\",\"payload\":{\"content\":\"once\",\"client_id\":\"k\"}}");
    assert_frame(socket_next(&t->a), "delivery_update", "\"duplicate\":true");
    assert_int_equal(testing_count(&t->site.store, "SELECT count(*) FROM interaction WHERE direction = 2"),
                     1);
}

static void quick_replies_are_public(void **state)
{
    struct chat *t = *state;
    listen_as_customer(t, &t->a);
    assert_int_equal(post(t, "/chat/send-message",
                          "{\"room_id\":\"r1\",\"content\":\"which?\",\"quick_replies\":[{\"title\":\"Red\","
                          "\"payload\":\"r\"},{\"title\":\"Blue \\u00e9\",\"colour\":\"no\"}]}"),
                     200);
    assert_frame(socket_next(&t->a), "new_message",
                 "\"quick_replies\":[{\"title\":\"Red\",\"payload\":\"r\"},{\"title\":\"Blue \303\251\","
                 "\"payload\":\"Blue \303\251\"}],\"redacted\":false");
    assert_int_equal(post(t, "/message/respond",
                          "{\"session_id\":\"r1\",\"content\":\"a\",\"quick_replies\":[{\"title\":\"T\"}]}"),
                     200);
    assert_frame(socket_next(&t->a), "new_message",
                 "\"quick_replies\":[{\"title\":\"T\",\"payload\":\"T\"}]");
    assert_int_equal(post(t, "/chat/send-message",
                          "{\"room_id\":\"r1\",\"content\":\"a\",\"quick_replies\":[{\"payload\":\"r\"}]}"),
                     422);
    assert_got(t, "/quick_replies/0/title");
    assert_int_equal(post(t, "/chat/send-message",
                          "{\"room_id\":\"r1\",\"content\":\"a\",\"quick_replies\":[{\"title\":\"\"}]}"),
                     422);
}

// ---- typing

static void others_are_told_who_types(void **state)
{
    struct chat *t = *state;
    listen_to(t, &t->a, t->ann_socket, false);
    listen_to(t, &t->b, t->bob_socket, false);
    socket_say(&t->a, "{\"type\":\"typing\",\"sessionId\":\"r1\",\"payload\":{\"typing\":true}}");
    assert_frame(socket_next(&t->b), "typing",
                 "\"payload\":{\"typing\":true,\"author\":{\"type\":\"agent\",\"id\":\"ann\",\"name\":\"Miss "
                 "ann\"}}");
    assert_non_null(strstr(t->b.text, "\"topic\":\"session/r1\",\"position\":null,\"previous\":null"));
    socket_say(&t->a, "{\"type\":\"typing\"}"); // again, a moment later
    socket_say(&t->a, "{\"type\":\"typing\",\"payload\":{\"typing\":false}}");
    assert_frame(socket_next(&t->b), "typing", "\"typing\":false");
    socket_say(&t->a, "{\"type\":\"typing\",\"payload\":{\"typing\":false}}");
    assert_true(socket_is_silent(&t->b));
    assert_true(socket_is_silent(&t->a)); // who types is not told
    site_wait(&t->site, 3100);
    socket_say(&t->a, "{\"type\":\"typing\"}");
    assert_frame(socket_next(&t->b), "typing", "\"typing\":true");
    assert_int_equal(testing_count(&t->site.store, "SELECT count(*) FROM event WHERE kind <> 10"), 1);
}

static void customers_are_not_told_ids_of_agents_nor_that_they_type(void **state)
{
    struct chat *t = *state;
    listen_as_customer(t, &t->a);
    listen_to(t, &t->b, t->bob_socket, false);
    assert_int_equal(post(t, "/chat/typing-indicator", "{\"room_id\":\"r1\",\"typing\":true}"), 200);
    assert_frame(socket_next(&t->a), "typing",
                 "\"author\":{\"type\":\"agent\",\"id\":null,\"name\":\"Miss ann\"}");
    assert_frame(socket_next(&t->b), "typing", "\"id\":\"ann\"");
    char key[200];
    assert_int_equal(post(t, "/keys", "{\"name\":\"shop\",\"scope\":\"service\"}"), 201);
    snprintf(key, sizeof(key), "X-API-Key: %s", site_found(&t->site, "\"key\":\""));
    assert_int_equal(site_ask_as(&t->site, key, "POST", "/chat/typing-indicator",
                                 "{\"room_id\":\"r1\",\"sender\":{\"type\":\"customer\"}}"),
                     200);
    assert_frame(socket_next(&t->b), "typing", "\"author\":{\"type\":\"customer\",\"id\":\"cora\"");
    assert_true(socket_is_silent(&t->a));
}

static void typing_in_an_unknown_session_is_an_error(void **state)
{
    struct chat *t = *state;
    listen_to(t, &t->a, t->ann_socket, false);
    socket_say(&t->a, "{\"type\":\"typing\",\"sessionId\":\"none\"}");
    assert_frame(socket_next(&t->a), "error", "session.not_found");
    assert_int_equal(post(t, "/chat/typing-indicator", "{\"room_id\":\"none\"}"), 404);
}

// ---- presence

static void who_comes_and_goes_is_told(void **state)
{
    struct chat *t = *state;
    listen_to(t, &t->a, t->ann_socket, true);
    assert_frame(socket_next(&t->a), "presence",
                 "{\"participants\":[{\"type\":\"customer\",\"id\":\"cora\",\"name\":null,\"online\":false,"
                 "\"read_position\":null,\"delivered_position\":null},{\"type\":\"agent\",\"id\":\"ann\","
                 "\"name\":\"Miss ann\",\"online\":true");
    listen_to(t, &t->b, t->bob_socket, true);
    assert_frame(socket_next(&t->b), "presence", "\"id\":\"bob\",\"name\":\"Miss bob\",\"online\":true");
    assert_frame(socket_next(&t->a), "presence", "\"id\":\"bob\"");
    socket_close(&t->b);
    t->b = (struct socket){0};
    site_wait(&t->site, 3000);
    assert_true(socket_is_silent(&t->a)); // it might be a reload
    listen_to(t, &t->b, t->bob_socket, false);
    assert_true(socket_is_silent(&t->a));
    socket_close(&t->b);
    t->b = (struct socket){0};
    site_wait(&t->site, 7000);
    assert_frame(socket_next(&t->a), "presence", "\"id\":\"ann\"");
    assert_null(strstr(t->a.text, "bob"));
    assert_int_equal(presence_count(&t->site.part->shared->presence), 1);
}

static void programs_are_not_there(void **state)
{
    struct chat *t = *state;
    char key[200];
    assert_int_equal(post(t, "/keys", "{\"name\":\"shop\",\"scope\":\"service\"}"), 201);
    snprintf(key, sizeof(key), "X-API-Key: %s\n", site_found(&t->site, "\"key\":\""));
    listen_to(t, &t->a, key, true);
    assert_frame(socket_next(&t->a), "presence", "\"participants\":[{\"type\":\"customer\"");
    assert_null(strstr(t->a.text, "agent"));
    assert_int_equal(presence_count(&t->site.part->shared->presence), 0);
}

// ---- receipts

static const char *last_position(struct chat *t)
{
    assert_int_equal(get(t, "/chat/room/r1/history"), 200);
    return site_found(&t->site, "\"position\":\"");
}

static void agents_read_up_to_a_position(void **state)
{
    struct chat *t = *state;
    char json[200], position[40];
    listen_to(t, &t->b, t->bob_socket, true);
    assert_frame(socket_next(&t->b), "presence", "");
    assert_int_equal(post(t, "/chat/send-message", "{\"room_id\":\"r1\",\"content\":\"one\"}"), 200);
    assert_frame(socket_next(&t->b), "new_message", "one");
    snprintf(position, sizeof(position), "%s", last_position(t));
    snprintf(json, sizeof(json), "{\"type\":\"read\",\"position\":\"%s\"}", position);
    socket_say(&t->b, json);
    snprintf(json, sizeof(json),
             "\"id\":\"bob\",\"name\":\"Miss "
             "bob\",\"online\":true,\"read_position\":\"%s\",\"delivered_position\":\"%s\"",
             position, position);
    assert_frame(socket_next(&t->b), "presence", json);
    // What an agent says they have read.
    assert_non_null(
        strstr(t->b.text, "\"id\":\"ann\",\"name\":\"Miss ann\",\"online\":false,\"read_position\":\""));
    assert_int_equal(get(t, "/chat/room/r1/participants"), 200);
    assert_got(t, json);
    snprintf(json, sizeof(json), "{\"type\":\"read\",\"position\":\"%s\"}", position);
    socket_say(&t->b, json); // again: no news
    socket_say(&t->b, "{\"type\":\"read\",\"position\":\"x-1\"}");
    assert_frame(socket_next(&t->b), "error", "position.unknown");
    socket_say(&t->b, "{\"type\":\"read\",\"position\":null}");
    assert_frame(socket_next(&t->b), "error", "position.unknown");
    socket_say(&t->b, "{\"type\":\"read\",\"sessionId\":\"none\",\"position\":\"x-1\"}");
    assert_frame(socket_next(&t->b), "error", "\"status\":4");
    assert_int_equal(testing_count(&t->site.store, "SELECT count(*) FROM event WHERE kind = 5"), 0);
}

// ---- visitors

struct page {
    char key[1200], socket[1200]; // headers
};

// A page of the shop's with the widget; it has said nothing yet.
static void visit(struct chat *t, struct page *page)
{
    int r = post(t, "/widget/sites",
                 "{\"id\":\"shop\",\"name\":\"Shop\",\"origins\":[\"https://shop.example\"]}");
    assert_true(r == 201 || r == 409);
    assert_int_equal(site_ask_as(&t->site, "Origin: https://shop.example", "POST", "/widget/session",
                                 "{\"site\":\"shop\"}"),
                     200);
    const char *token = site_found(&t->site, "\"token\":\"");
    snprintf(page->key, sizeof(page->key), "Authorization: Bearer %s", token);
    snprintf(page->socket, sizeof(page->socket), "Authorization: Bearer %s\n", token);
}

static int ask(struct chat *t, const struct page *page, const char *method, const char *path,
               const char *json)
{
    return site_ask_as(&t->site, page->key, method, path, json);
}

// Says something as a page that has said nothing yet; *ret_room is the session.
static void begin_talk(struct chat *t, const struct page *page, char ret_room[64])
{
    assert_int_equal(ask(t, page, "POST", "/chat/send-message",
                         "{\"content\":\"hello?\",\"client_id\":\"k1\",\"quick_reply\":\"go\",\"more\":1}"),
                     200);
    snprintf(ret_room, 64, "%s", site_found(&t->site, "\"room_id\":\""));
}

static void a_visitor_chats_in_rooms_of_their_own(void **state)
{
    struct chat *t = *state;
    struct page page, other;
    char room[64], path[120], json[200];
    visit(t, &page);
    visit(t, &other);
    begin_talk(t, &page, room);
    assert_got(t, "\"duplicate\":false");
    assert_int_equal(
        ask(t, &page, "POST", "/chat/send-message", "{\"content\":\"hello?\",\"client_id\":\"k1\"}"), 200);
    assert_got(t, "\"duplicate\":true");
    assert_int_equal(testing_count(&t->site.store, "SELECT count(*) FROM interaction WHERE direction = 1 AND "
                                                   "metadata = '{\"quick_reply\":\"go\"}'"),
                     1);
    snprintf(path, sizeof(path), "/chat/room/%s/history", room);
    assert_int_equal(ask(t, &page, "GET", path, NULL), 200);
    assert_got(t, "\"content\":\"hello?\"");
    assert_false(site_got(&t->site, "metadata"));
    assert_int_equal(ask(t, &other, "GET", path, NULL), 404);
    assert_int_equal(ask(t, &page, "GET", "/chat/room/r1/history", NULL), 404);
    assert_int_equal(ask(t, &page, "GET", "/chat/room/r1/participants", NULL), 404);
    assert_int_equal(ask(t, &page, "POST", "/chat/typing-indicator", "{\"room_id\":\"r1\"}"), 404);
    assert_int_equal(ask(t, &page, "POST", "/chat/send-message", "{\"room_id\":\"r1\",\"content\":\"x\"}"),
                     404);
    snprintf(json, sizeof(json), "{\"room_id\":\"%s\",\"content\":\"x\"}", room);
    assert_int_equal(ask(t, &other, "POST", "/chat/send-message", json), 404);
    assert_int_equal(ask(t, &page, "POST", "/chat/create-room", "{\"customer_id\":\"cora\"}"), 403);
    assert_int_equal(
        ask(t, &page, "POST", "/chat/moderate/message", "{\"message_id\":\"x\",\"action\":\"block\"}"), 403);
}

static void a_visitor_is_there_types_and_reads(void **state)
{
    struct chat *t = *state;
    struct page page;
    char room[64], path[120], json[200], position[40];
    visit(t, &page);
    begin_talk(t, &page, room);
    snprintf(path, sizeof(path), "/ws/%s", room);
    t->a.wants_presence = t->b.wants_presence = true;
    assert_int_equal(socket_open(&t->a, &t->site, path, t->ann_socket), 101);
    assert_frame(socket_next(&t->a), "subscribed", room);
    assert_frame(socket_next(&t->a), "presence", "\"type\":\"customer\"");
    assert_non_null(strstr(t->a.text, "\"online\":false"));
    assert_true(socket_is_silent(&t->a));
    assert_int_equal(socket_open(&t->b, &t->site, path, page.socket), 101);
    assert_frame(socket_next(&t->b), "subscribed", room);
    assert_frame(socket_next(&t->b), "presence",
                 "\"type\":\"agent\",\"id\":null,\"name\":\"Miss ann\",\"online\":true");
    assert_frame(socket_next(&t->a), "presence", "\"online\":true,\"read_position\":null");
    snprintf(json, sizeof(json), "{\"room_id\":\"%s\",\"content\":\"good day\"}", room);
    assert_int_equal(post(t, "/chat/send-message", json), 200);
    snprintf(position, sizeof(position), "%s", site_found(&t->site, "\"position\":\""));
    assert_frame(socket_next(&t->a), "new_message", "good day");
    assert_frame(socket_next(&t->b), "new_message", "good day");
    socket_say(&t->b, "{\"type\":\"typing\"}");
    assert_frame(socket_next(&t->a), "typing", "\"author\":{\"type\":\"customer\"");
    snprintf(json, sizeof(json),
             "{\"type\":\"read\",\"position\":\"%s\",\"payload\":{\"state\":\"delivered\"}}", position);
    socket_say(&t->b, json);
    assert_frame(socket_next(&t->a), "delivery_update", "\"status\":\"delivered\"");
    assert_frame(socket_next(&t->b), "delivery_update", "\"status\":\"delivered\"");
    snprintf(json, sizeof(json), "\"read_position\":null,\"delivered_position\":\"%s\"", position);
    assert_frame(socket_next(&t->a), "presence", json);
    assert_frame(socket_next(&t->b), "presence", json);
    snprintf(json, sizeof(json), "{\"type\":\"read\",\"position\":\"%s\"}", position);
    socket_say(&t->b, json);
    assert_frame(socket_next(&t->a), "delivery_update", "\"status\":\"read\"");
    snprintf(json, sizeof(json), "\"read_position\":\"%s\"", position);
    assert_frame(socket_next(&t->a), "presence", json);
    socket_say(&t->b, "{\"type\":\"read\",\"sessionId\":\"r1\",\"position\":null}");
    assert_frame(socket_next(&t->b), "delivery_update", "read");
    assert_frame(socket_next(&t->b), "presence", "");
    assert_frame(socket_next(&t->b), "error", "position.unknown");
    snprintf(json, sizeof(json), "{\"type\":\"read\",\"sessionId\":\"r1\",\"position\":\"%s\"}", position);
    socket_say(&t->b, json);
    assert_frame(socket_next(&t->b), "error", "session.not_found");
    socket_say(&t->b, "{\"type\":\"typing\",\"sessionId\":\"r1\"}");
    assert_frame(socket_next(&t->b), "error", "session.not_found");
    snprintf(path, sizeof(path), "/chat/room/%s/participants", room);
    assert_int_equal(ask(t, &page, "GET", path, NULL), 200);
    assert_got(t, "\"type\":\"agent\",\"id\":null,\"name\":\"Miss ann\",\"online\":true");
}

// ---- moderation

static void what_is_taken_back_is_gone_for_who_resumes(void **state)
{
    struct chat *t = *state;
    char json[200], id[64], position[40];
    snprintf(position, sizeof(position), "%s", store_epoch(t->site.store.store));
    listen_to(t, &t->a, t->ann_socket, false);
    assert_int_equal(post(t, "/chat/send-message", "{\"room_id\":\"r1\",\"content\":\"oh secret\"}"), 200);
    snprintf(id, sizeof(id), "%s", site_found(&t->site, "\"message_id\":\""));
    assert_frame(socket_next(&t->a), "new_message", "oh secret");
    snprintf(json, sizeof(json), "{\"message_id\":\"%s\",\"action\":\"redact\"}", id);
    assert_int_equal(post(t, "/chat/moderate/message", json), 200);
    assert_got(t, "\"redacted\":true");
    assert_frame(socket_next(&t->a), "message_updated", "\"content\":null");
    assert_null(strstr(t->a.text, "secret"));
    snprintf(json, sizeof(json), "{\"type\":\"resume\",\"topic\":\"session/r1\",\"position\":\"%s-3\"}",
             position);
    socket_say(&t->a, json);
    assert_frame(socket_next(&t->a), "new_message", "\"redacted\":true");
    assert_null(strstr(t->a.text, "secret"));
    assert_frame(socket_next(&t->a), "message_updated", "\"redacted\":true");
    assert_frame(socket_next(&t->a), "resumed", "session/r1");
    assert_int_equal(post(t, "/chat/moderate/message", "{\"message_id\":\"none\",\"action\":\"redact\"}"),
                     404);
    assert_int_equal(post(t, "/chat/moderate/message", "{\"message_id\":\"none\",\"action\":\"eat\"}"), 422);
}

static void who_insults_is_blocked(void **state)
{
    struct chat *t = *state;
    char json[200];
    assert_int_equal(post(t, "/message/process",
                          "{\"customer_id\":\"cora\",\"channel\":\"chat\",\"content\":\"you fool\"}"),
                     200);
    snprintf(json, sizeof(json), "{\"message_id\":\"%s\",\"action\":\"block\",\"reason\":\"insult\"}",
             site_found(&t->site, "\"message_id\":\""));
    assert_int_equal(post(t, "/chat/moderate/message", json), 200);
    assert_int_equal(
        post(t, "/message/process", "{\"customer_id\":\"cora\",\"channel\":\"chat\",\"content\":\"again\"}"),
        403);
    assert_got(t, "customer.blocked");
}

static void rules_on_words_hold_for_what_customers_say(void **state)
{
    struct chat *t = *state;
    struct page page;
    char room[64], path[100], id[64];
    assert_int_equal(post(t, "/chat/word-rules", "{\"word\":\"Fool\",\"action\":\"mask\"}"), 201);
    snprintf(id, sizeof(id), "%s", site_found(&t->site, "\"id\":\""));
    assert_int_equal(post(t, "/chat/word-rules", "{\"word\":\"bomb\",\"part\":true,\"action\":\"block\"}"),
                     201);
    assert_int_equal(post(t, "/chat/word-rules", "{\"word\":\"refund\",\"action\":\"flag\"}"), 201);
    assert_int_equal(post(t, "/chat/word-rules", "{\"word\":\" \",\"action\":\"flag\"}"), 422);
    assert_int_equal(get(t, "/chat/word-rules"), 200);
    assert_got(t, "\"word\":\"fool\",\"part\":false,\"action\":\"mask\"");
    visit(t, &page);
    begin_talk(t, &page, room);
    snprintf(path, sizeof(path), "/ws/%s", room);
    assert_int_equal(socket_open(&t->a, &t->site, path, page.socket), 101);
    assert_frame(socket_next(&t->a), "subscribed", room);
    socket_say(&t->a, "{\"type\":\"message\",\"payload\":{\"content\":\"you fool\"}}");
    assert_frame(socket_next(&t->a), "new_message", "\"content\":\"you ***\"");
    assert_frame(socket_next(&t->a), "delivery_update", "stored");
    socket_say(&t->a, "{\"type\":\"message\",\"payload\":{\"content\":\"BOMBS\",\"client_id\":\"k9\"}}");
    assert_frame(socket_next(&t->a), "error", "message.refused");
    assert_non_null(strstr(t->a.text, "\"client_id\":\"k9\""));
    assert_int_equal(ask(t, &page, "POST", "/chat/send-message",
                         "{\"content\":\"my refund, fool\",\"quick_reply\":\"q\"}"),
                     200);
    assert_frame(socket_next(&t->a), "new_message", "\"content\":\"my refund, ***\"");
    assert_int_equal(testing_count(&t->site.store, "SELECT count(*) FROM interaction WHERE metadata = "
                                                   "'{\"quick_reply\":\"q\",\"moderation\":\"flag\"}'"),
                     1);
    assert_int_equal(ask(t, &page, "POST", "/chat/send-message", "{\"content\":\"carbomb\"}"), 422);
    assert_int_equal(
        post(t, "/message/process", "{\"customer_id\":\"c\",\"channel\":\"chat\",\"content\":\"a bomb\"}"),
        422);
    assert_int_equal(
        post(t, "/message/process", "{\"customer_id\":\"c\",\"channel\":\"email\",\"content\":\"a bomb\"}"),
        200);
    assert_int_equal(post(t, "/session/create",
                          "{\"customer_id\":\"c\",\"channel\":\"chat\",\"initial_message\":\"a bomb\"}"),
                     422);
    assert_int_equal(post(t, "/session/create",
                          "{\"customer_id\":\"r\",\"channel\":\"chat\",\"initial_message\":\"a refund\"}"),
                     201);
    assert_int_equal(post(t, "/chat/create-room", "{\"customer_id\":\"q\",\"initial_message\":\"refund\"}"),
                     201);
    assert_int_equal(testing_count(&t->site.store, "SELECT count(*) FROM interaction WHERE metadata = "
                                                   "'{\"moderation\":\"flag\"}'"),
                     2);
    assert_int_equal(post(t, "/chat/create-room", "{\"customer_id\":\"c\",\"initial_message\":\"hi fool\"}"),
                     200);
    assert_int_equal(
        testing_count(&t->site.store, "SELECT count(*) FROM interaction WHERE content = 'hi ***'"), 1);
    // The company may say what it likes.
    assert_int_equal(post(t, "/chat/send-message", "{\"room_id\":\"r1\",\"content\":\"bomb\"}"), 200);
    snprintf(path, sizeof(path), "/chat/word-rules/%s", id);
    assert_int_equal(site_ask_as(&t->site, t->ann, "DELETE", path, NULL), 200);
    assert_int_equal(site_ask_as(&t->site, t->ann, "DELETE", path, NULL), 404);
    assert_int_equal(site_ask_as(&t->site, t->bob, "GET", "/chat/word-rules", NULL), 403);
    socket_say(&t->a, "{\"type\":\"message\",\"payload\":{\"content\":\"you fool\"}}");
    assert_frame(socket_next(&t->a), "new_message", "\"content\":\"you fool\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_room_is_made_once, begin, end),
        cmocka_unit_test_setup_teardown(what_is_said_has_its_author, begin, end),
        cmocka_unit_test_setup_teardown(programs_speak_for_customers_and_agents, begin, end),
        cmocka_unit_test_setup_teardown(the_same_client_id_is_stored_once_however_it_comes, begin, end),
        cmocka_unit_test_setup_teardown(quick_replies_are_public, begin, end),
        cmocka_unit_test_setup_teardown(others_are_told_who_types, begin, end),
        cmocka_unit_test_setup_teardown(customers_are_not_told_ids_of_agents_nor_that_they_type, begin, end),
        cmocka_unit_test_setup_teardown(typing_in_an_unknown_session_is_an_error, begin, end),
        cmocka_unit_test_setup_teardown(who_comes_and_goes_is_told, begin, end),
        cmocka_unit_test_setup_teardown(programs_are_not_there, begin, end),
        cmocka_unit_test_setup_teardown(agents_read_up_to_a_position, begin, end),
        cmocka_unit_test_setup_teardown(a_visitor_chats_in_rooms_of_their_own, begin, end),
        cmocka_unit_test_setup_teardown(a_visitor_is_there_types_and_reads, begin, end),
        cmocka_unit_test_setup_teardown(what_is_taken_back_is_gone_for_who_resumes, begin, end),
        cmocka_unit_test_setup_teardown(who_insults_is_blocked, begin, end),
        cmocka_unit_test_setup_teardown(rules_on_words_hold_for_what_customers_say, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
