// SPDX-License-Identifier: Apache-2.0
#include "api/live.h"
#include "api/live_state.h"
#include "api/reply.h"
#include "api/security.h"
#include <stdio.h>
#include <stdlib.h>

enum {
    UNKNOWN_MESSAGE = 4096, // bytes of what those may send who have not said who they are
    KNOWN_WITHIN_US = 5000000,
    EVENT_TEXT_MAX = 2 << 20, // the longest body, and what stands round it
};

void live_loop_init(struct live_loop *l)
{
    *l = (struct live_loop){0};
    ring_init(&l->ring, LIVE_RING_BYTES);
    list_init(&l->clients);
}

void live_loop_free(struct live_loop *l)
{
    size_t at = 0;
    for (void *seen; (seen = map_next(&l->seen, &at)) != NULL;)
        free(seen);
    map_free(&l->seen);
    ring_free(&l->ring);
    topics_free(&l->topics);
}

// ---- what clients send

static void leave_unknown(struct live *live)
{
    if (live->address == NULL)
        return;
    unknown_sockets_leave(&live->loop->shared->unknown_sockets, view_from(live->address));
    free(live->address);
    live->address = NULL;
}

static void become_known(struct live *live)
{
    live->is_known = true;
    leave_unknown(live);
    websocket_set_message_max(live->ws, http_limits_default().websocket_message_max);
    if (live->first_topic != NULL)
        live_subscribe(live, view_from(live->first_topic), live->principal.audience);
}

static void take_shown(struct live *live, struct shown *shown)
{
    shown_ref(shown);
    shown_unref(live->shown);
    live->shown = shown;
    shown_principal(shown, &live->principal);
}

static struct shown *find_shown(struct live *live, struct view token)
{
    if (!visitors_is_token(token))
        return live->origin != NULL ? NULL : credentials_find(live->loop, CREDENTIAL_KEY, token);
    struct shown *shown = visitors_find(live->loop, token);
    if (shown != NULL && live->origin != NULL &&
        !visitors_site_has(live->loop, shown->visitor->site, view_from(live->origin)))
        return NULL;
    return shown;
}

// Topics are the one's who subscribed to them.
static void leave_topics(struct live *live, const struct shown *shown)
{
    bool was_visitor = live->principal.visitor != NULL, is_visitor = shown->visitor != NULL;
    if (was_visitor != is_visitor || (is_visitor && !shown_are_alike(live->shown, shown)))
        live_unsubscribe_all(live);
}

// Makes the client who its key says. Another tenant's topics are not its own, so it may not change tenants.
static bool introduce(struct live *live, struct view token)
{
    struct shown *shown = find_shown(live, token);
    if (shown == NULL) {
        if (live->origin != NULL || visitors_is_token(token) || credentials_are_needed(live->loop))
            return false;
        live->principal.scope = ROUTE_SCOPE_ADMIN;
        return true;
    }
    if (live->is_known && live->principal.tenant != shown->is.tenant)
        return false;
    if (live->is_known)
        leave_topics(live, shown);
    take_shown(live, shown);
    return true;
}

// Who they are cannot be told; while the store cannot be read, they may try again.
static void end_unknown(struct live *live, struct view reason)
{
    if (credentials_have_failed(live->loop))
        websocket_close(live->ws, WEBSOCKET_CLOSE_TRY_LATER, VIEW("the store failed to read"));
    else
        websocket_close(live->ws, WEBSOCKET_CLOSE_UNAUTHORISED, reason);
}

static void authenticate(struct live *live, const struct live_request_args *args)
{
    struct view session = args->payload.session_id.data != NULL ? args->payload.session_id : args->session_id;
    if ((!live->is_known || args->payload.token.data != NULL) && !introduce(live, args->payload.token)) {
        end_unknown(live, VIEW("this key is not known"));
        return;
    }
    if (!live->is_known)
        become_known(live);
    if (session.data == NULL) {
        live_send_plain(live, VIEW("subscribed"), VIEW("{\"authenticated\":true}"));
        return;
    }
    char name[LIVE_TOPIC_MAX + 1];
    struct buffer text = buffer_fixed(name, sizeof(name));
    buffer_append_view(&text, VIEW("session/"));
    buffer_append_view(&text, session);
    live_subscribe(live, buffer_view(&text), live->principal.audience);
}

static void on_message(void *ctx, struct websocket *ws, bool is_text, struct view text)
{
    struct live *live = ctx;
    const void *args;
    struct faults faults;
    if (!is_text) {
        websocket_close(ws, WEBSOCKET_CLOSE_UNSUPPORTED, VIEW("text frames only"));
        return;
    }
    struct arena arena; // not the loop's: that one serves what is obeyed
    arena_init(&arena, 4096, 1 << 20);
    int r = args_parse_json(&live_request_table, &arena, text, &args, &faults);
    bool is_auth = r == ARGS_OK && ((const struct live_request_args *)args)->type == LIVE_REQUEST_TYPE_AUTH;
    if (!live->is_known && !is_auth) {
        websocket_close(ws, WEBSOCKET_CLOSE_UNAUTHORISED, VIEW("say who you are first"));
    } else if (r != ARGS_OK) {
        struct problem problem = problem_of_args(r, &faults, &arena);
        live_send_error(live, &problem, (struct view){0}, (struct view){0});
    } else if (is_auth) {
        authenticate(live, args);
    } else {
        live_obey(live, args);
    }
    arena_free(&arena);
}

static void free_live(struct live *live)
{
    shown_unref(live->shown);
    free(live->origin);
    free(live->first_topic);
    free(live);
}

static void on_closed(void *ctx, struct websocket *ws, uint16_t code)
{
    struct live *live = ctx;
    (void)ws;
    (void)code;
    live_forget_write(live);
    live_forget_reading(live);
    live_forget_resumes(live);
    live_unsubscribe_all(live);
    leave_unknown(live);
    list_remove(&live->node);
    live->loop->live.count--;
    free_live(live);
}

static const struct websocket_handler handler = {.message = on_message, .closed = on_closed};

// ---- how they come

static const char *const topic_prefixes[ROUTE_COUNT] = {
    [ROUTE_LIVE_SESSION] = "session/",
    [ROUTE_LIVE_CUSTOMER] = "customer/",
    [ROUTE_LIVE_AGENT] = "agent/",
};

// The topic that the path names, as a string of its own; NULL for none.
static char *topic_of_path(const struct call *call)
{
    struct view id = {0};
    char *name = NULL;
    if (call->route->id == ROUTE_LIVE_DASHBOARD)
        return strdup("dashboard");
    if (call->route->id == ROUTE_LIVE_SESSION)
        id = ((const struct live_session_args *)call->args)->session_id;
    else if (call->route->id == ROUTE_LIVE_CUSTOMER)
        id = ((const struct live_customer_args *)call->args)->customer_id;
    else if (call->route->id == ROUTE_LIVE_AGENT)
        id = ((const struct live_agent_args *)call->args)->agent_id;
    else
        return NULL;
    if (asprintf(&name, "%s%.*s", topic_prefixes[call->route->id], VIEW_ARG(id)) < 0)
        return NULL;
    return name;
}

static int refuse_handshake(struct call *call, int wanted)
{
    if (wanted == -1)
        return call_refuse(call, 400, VIEW("websocket.malformed"),
                           VIEW("this is no proper WebSocket handshake"));
    if (wanted != 1)
        return call_refuse(call, 426, VIEW("websocket.needed"),
                           VIEW("this path speaks WebSocket version 13 only"));
    return 0;
}

// The server must choose one of the offered sub-protocols, or the browser gives up.
static struct view chosen_protocol(struct view protocols)
{
    while (protocols.data != NULL) {
        struct view one = view_trim(view_cut(&protocols, ','));
        if (view_starts(one, VIEW("bearer.")))
            return one;
    }
    return (struct view){0};
}

// Counts a socket that shows no key among the unknown ones.
static int enter_unknown(struct call *call, struct live *live)
{
    struct view address = call->exchange->request.peer;
    if (call->principal.scope != ROUTE_SCOPE_NONE)
        return 0;
    if (!unknown_sockets_enter(&call->loop->shared->unknown_sockets, address))
        return call_refuse(call, 503, VIEW("websocket.too_many"),
                           VIEW("too many sockets wait to say who they are"));
    live->address = strndup(address.data, address.size);
    if (live->address != NULL)
        return 0;
    unknown_sockets_leave(&call->loop->shared->unknown_sockets, address);
    return call_refuse(call, 503, VIEW("hub.no_memory"), VIEW("short of memory"));
}

static struct live *live_new(struct call *call)
{
    struct live *live = calloc(1, sizeof(*live));
    if (live == NULL) {
        call_refuse(call, 503, VIEW("hub.no_memory"), VIEW("short of memory"));
        return NULL;
    }
    live->loop = call->loop;
    live->principal = call->principal;
    live->principal.actor = (struct actor){.kind = ACTOR_OPERATOR};
    if (call->shown != NULL)
        take_shown(live, call->shown);
    live->known_until_us = loop_now_us(call->loop->loop) + KNOWN_WITHIN_US;
    list_init(&live->subscriptions);
    list_init(&live->resumes);
    bool has_origin =
        !call->is_foreign || (live->origin = strndup(call->head.origin.data, call->head.origin.size)) != NULL;
    if (!has_origin)
        call_refuse(call, 503, VIEW("hub.no_memory"), VIEW("short of memory"));
    if (!has_origin || enter_unknown(call, live) != 0) {
        free_live(live);
        return NULL;
    }
    live->first_topic = topic_of_path(call);
    return live;
}

void live_open(struct call *call)
{
    struct api_loop *loop = call->loop;
    struct live *live = NULL;
    if (refuse_handshake(call, websocket_wanted(&call->exchange->request)) != 0 ||
        (live = live_new(call)) == NULL) {
        reply_refusal(call);
        return;
    }
    struct view protocol = chosen_protocol(call->head.protocols);
    // The call dies with its exchange here.
    live->ws = websocket_upgrade(call->exchange, protocol, &handler, live);
    if (live->ws == NULL) {
        leave_unknown(live);
        free_live(live);
        return;
    }
    list_append(&loop->live.clients, &live->node);
    loop->live.count++;
    websocket_set_message_max(live->ws, UNKNOWN_MESSAGE);
    if (live->principal.scope != ROUTE_SCOPE_NONE)
        become_known(live);
}

// What the client showed may be good for less now, or for nothing.
static void judge_again(struct live *live)
{
    if (!live->is_known)
        return;
    struct shown *now = live->shown == NULL ? NULL : credentials_again(live->loop, live->shown);
    if (now != NULL && live->origin != NULL &&
        !visitors_site_has(live->loop, now->visitor->site, view_from(live->origin)))
        now = NULL;
    if (live->shown == NULL ? credentials_are_needed(live->loop) : now == NULL)
        end_unknown(live, VIEW("this key or login has ended"));
    else if (now != NULL && !shown_are_alike(live->shown, now))
        websocket_close(live->ws, WEBSOCKET_CLOSE_TRY_LATER, VIEW("what you may see has changed"));
    else if (now != NULL)
        take_shown(live, now);
}

static void judge_all_again(struct api_loop *loop)
{
    for (struct list *n = loop->live.clients.next; n != &loop->live.clients; n = n->next)
        judge_again(list_entry(n, struct live, node));
}

// Customers were merged, or parted: what belongs to whom.
static void judge_visitors(struct api_loop *loop)
{
    for (struct list *n = loop->live.clients.next; n != &loop->live.clients; n = n->next) {
        struct live *live = list_entry(n, struct live, node);
        if (live->principal.visitor != NULL)
            live_judge_visitor(live);
    }
}

void live_tick(void *ctx, struct loop *l)
{
    struct api_loop *loop = ctx;
    int64_t now_us = loop_now_us(l), wall_us = api_now_us(loop->api);
    live_tick_presence(loop);
    for (struct list *n = loop->live.clients.next; n != &loop->live.clients; n = n->next) {
        struct live *live = list_entry(n, struct live, node);
        if (!live->is_known && now_us > live->known_until_us)
            websocket_close(live->ws, WEBSOCKET_CLOSE_UNAUTHORISED, VIEW("nobody said who this is"));
        else if (live->shown != NULL && wall_us >= live->shown->is.expires_us)
            judge_again(live);
    }
}

// ---- what they get

static void note_seen(struct live_loop *l, const struct event *event)
{
    struct map_key key = {event->tenant, 0, 0};
    int64_t *seen = map_get(&l->seen, key);
    if (seen == NULL) {
        seen = malloc(sizeof(*seen));
        if (seen == NULL || map_put(&l->seen, key, seen) < 0) {
            free(seen);
            return;
        }
    }
    *seen = event->position;
}

static struct frame *make_frame(struct api_loop *loop, const struct topic *topic, const struct event *event,
                                enum audience audience, int64_t previous, struct buffer *payload)
{
    struct buffer *out = &loop->scratch;
    buffer_clear(out);
    live_event_write(out, event, event->body, audience, view_from(topic->name), previous, payload, loop->api);
    return out->failed ? NULL : frame_text(buffer_view(out), true);
}

static void send_frame(struct live *live, struct frame *frame)
{
    if (frame != NULL)
        websocket_send(live->ws, frame);
    else // it would be a hole: reconnecting, it resumes
        websocket_close(live->ws, WEBSOCKET_CLOSE_TRY_LATER, VIEW("short of memory"));
}

// One frame for all listeners of an audience, but for those from whom some were kept: theirs follows on what
// they were given.
static void give(struct api_loop *loop, struct topic *topic, const struct event *event,
                 enum audience audience, int64_t previous, struct buffer *payload)
{
    struct list *listeners = &topic->subscriptions[audience];
    if (list_is_empty(listeners) || !event_is_for(event, audience))
        return;
    struct frame *frame = make_frame(loop, topic, event, audience, previous, payload);
    for (struct list *n = listeners->next; n != listeners; n = n->next) {
        struct subscription *s = list_entry(n, struct subscription, node);
        struct live *live = s->owner;
        if (event->position <= s->from)
            continue;
        if (live_hides(live->principal.view, event, event->body)) {
            s->gap = s->gap < 0 ? previous : s->gap;
        } else if (s->gap < 0) {
            send_frame(live, frame);
        } else {
            struct frame *own = make_frame(loop, topic, event, audience, s->gap, payload);
            send_frame(live, own);
            frame_unref(own);
            s->gap = -1;
        }
    }
    frame_unref(frame);
}

static void give_event(struct api_loop *loop, const struct event *event,
                       struct buffer payloads[static AUDIENCES])
{
    struct topic_key keys[TOPICS_OF_EVENT];
    int count = topics_of(event, keys);
    for (int a = 0; a < AUDIENCES; a++)
        buffer_clear(&payloads[a]);
    for (int i = 0; i < count; i++) {
        int64_t previous[AUDIENCES];
        const struct event_body *body = event->body;
        if (keys[i].kind == TOPIC_SESSION && body != NULL && body->session != NULL)
            live_hide(loop, keys[i], body->session);
        struct topic *topic = topic_get(&loop->live.topics, keys[i]);
        if (topic == NULL || !topic_move(topic, event, previous))
            continue;
        for (int a = 0; a < AUDIENCES; a++)
            give(loop, topic, event, (enum audience)a, previous[a], &payloads[a]);
    }
}

// What was said before is in memory still.
static bool takes_back(const struct event *event)
{
    const struct event_body *body = event->body;
    bool is_redacted =
        event->kind == EVENT_MESSAGE_UPDATED && body != NULL && body->interaction->redacted_us != 0;
    return is_redacted || event->kind == EVENT_CUSTOMER_ERASED;
}

void live_publish(struct api_loop *loop, struct event_batch *batch)
{
    struct buffer payloads[AUDIENCES];
    bool access_changes = false, is_erased = false, is_merged = false;
    for (int a = 0; a < AUDIENCES; a++)
        buffer_init(&payloads[a], EVENT_TEXT_MAX);
    for (const struct event *event = batch->first; event != NULL; event = event->next) {
        if (loop->live.topics.by_key.count > 0)
            give_event(loop, event, payloads);
        note_seen(&loop->live, event);
        if (event->kind == EVENT_RULE_CHANGE)
            wordbooks_forget(&loop->wordbooks, event->tenant);
        access_changes = access_changes || event->kind == EVENT_ACCESS_CHANGE;
        is_merged = is_merged || event->kind == EVENT_CUSTOMER_MERGED;
        is_erased = is_erased || takes_back(event);
    }
    ring_add(&loop->live.ring, batch);
    if (is_erased) // whoever resumes reads the store, where it is gone
        ring_forget(&loop->live.ring);
    for (int a = 0; a < AUDIENCES; a++)
        buffer_free(&payloads[a]);
    if (access_changes)
        judge_all_again(loop);
    if (is_merged)
        judge_visitors(loop);
}
