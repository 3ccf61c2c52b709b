// SPDX-License-Identifier: Apache-2.0
#include "api/client_id.h"
#include "api/consent_refusal.h"
#include "api/dispatch.h"
#include "api/live_state.h"
#include "api/quick_replies.h"
#include "api/refuse_message.h"
#include "api/sight.h"
#include "api/visitor.h"
#include "api/wordbook.h"
#include <errno.h>
#include <stdlib.h>

enum { WRITE_DEADLINE_US = 10000000, WRITE_ARENA_MAX = 1 << 20 };

// A message on its way through the writer. Lives until its mail came back, whether or not the client does.
struct live_write {
    struct call call;  // for its place in the queue, its mail and its refusal; it has no exchange
    struct live *live; // NULL: gone
    struct arena arena;
    struct principal principal;
    struct access_view view; // of the principal, who may be gone
    bool is_over;            // the visitor has to begin anew
    struct live_message message;
    struct view provider_id, metadata;
    struct message_result result;
};

static bool copy(struct live_write *write, struct view text, struct view *ret)
{
    *ret = (struct view){0};
    return text.data == NULL || arena_copy(&write->arena, text, ret);
}

static int decide(struct work *work, struct tx *tx)
{
    struct live_write *write = (struct live_write *)(void *)work;
    bool is_customer = write->principal.visitor != NULL;
    struct message_result result;
    struct message_in in = {
        .session_id = write->message.session_id,
        .channel = CHANNEL_CHAT,
        .has_channel = is_customer, // the company answers where the session is held
        .direction = is_customer ? DIRECTION_INBOUND : DIRECTION_OUTBOUND,
        .author_type = is_customer ? AUTHOR_CUSTOMER : AUTHOR_AGENT,
        .author_id = write->principal.actor.id,
        .author_name = write->principal.actor.name,
        .author_agent = write->principal.actor.agent,
        .content = write->message.content.data == NULL ? VIEW("") : write->message.content,
        .quick_replies = write->message.quick_replies,
        .attachments = write->message.attachments,
        .metadata = write->metadata,
        .provider_id = write->provider_id,
        .connector = INTERACTION_LIVE_CONNECTOR,
    };
    write->call.refusal.status = 0;
    write->is_over = false;
    int r = is_customer ? visitor_need_aim(tx, &write->call, &write->principal, &in, &write->is_over)
                        : sight_of_session(tx->db, &write->principal, write->message.session_id);
    if (is_customer ? r != 0 : r <= 0)
        return r != 0 ? r : refuse_message(&write->call, MESSAGE_NO_SESSION);
    message_allow_files(&in, &write->principal);
    r = message_store(tx, &in, &result);
    if (r != 0)
        return r < 0 ? r : refuse_message(&write->call, r);
    r = consent_need_message(tx, &write->call, &write->arena, &in, &result);
    if (r != 0)
        return r;
    write->result = result;
    return copy(write, result.id, &write->result.id) &&
                   copy(write, result.session_id, &write->result.session_id)
               ? 0
               : -ENOMEM;
}

static void decided(struct work *work, enum work_outcome outcome, int result)
{
    struct live_write *write = (struct live_write *)(void *)work;
    dispatch_judge(&write->call, outcome, result);
    loop_post(write->call.loop->loop, &write->call.mail);
}

static void acknowledge(struct live_write *write)
{
    struct buffer payload;
    buffer_init(&payload, 4096);
    struct json_writer w = json_writer(&payload);
    json_begin_object(&w);
    json_key(&w, VIEW("client_id"));
    json_string_or_null(&w, write->message.client_id);
    json_key(&w, VIEW("message_id"));
    json_string(&w, write->result.id);
    json_key(&w, VIEW("state"));
    json_string(&w, VIEW("stored"));
    json_key(&w, VIEW("duplicate"));
    json_bool(&w, write->result.is_duplicate);
    json_end_object(&w);
    live_send(write->live,
              &(struct live_envelope){.type = VIEW("delivery_update"),
                                      .session_id = write->result.session_id,
                                      .position = -1,
                                      .previous = -1,
                                      .time_us = api_now_us(write->call.api)},
              buffer_view(&payload));
    buffer_free(&payload);
}

// A visitor hears the session that they spoke in, before they are told that they did.
static void join(struct live_write *write)
{
    char name[LIVE_TOPIC_MAX + 1];
    struct buffer text = buffer_fixed(name, sizeof(name));
    buffer_append_view(&text, VIEW("session/"));
    buffer_append_view(&text, write->result.session_id);
    if (!text.failed && live_find_subscription(write->live, buffer_view(&text)) == NULL)
        live_subscribe(write->live, buffer_view(&text), AUDIENCE_PUBLIC);
}

static void end_visitor(struct live *live, const struct live_write *write)
{
    live_send_error(live, &write->call.refusal, (struct view){0}, write->message.client_id);
    websocket_close(live->ws, WEBSOCKET_CLOSE_UNAUTHORISED, VIEW("this conversation is over"));
}

static void free_write(struct live_write *write)
{
    arena_free(&write->arena);
    free(write);
}

static void answer(struct live_write *write)
{
    struct live *live = write->live;
    if (live->principal.visitor != NULL) {
        if (visitor_is_same(live->principal.visitor, write->principal.visitor))
            live->shown->visitor->is_known = true; // if they are not there later, they were erased
        join(write);
    }
    acknowledge(write);
}

static void deliver(struct mail *mail, struct loop *loop)
{
    struct live_write *write = (struct live_write *)(void *)((char *)mail - offsetof(struct call, mail));
    struct live *live = write->live;
    (void)loop;
    if (live != NULL) {
        live->writing = NULL;
        if (write->is_over)
            end_visitor(live, write);
        else if (write->call.refusal.status != 0)
            live_send_error(live, &write->call.refusal, (struct view){0}, write->message.client_id);
        else
            answer(write);
        websocket_resume(live->ws);
    }
    free_write(write);
}

// Only agents are named to customers.
static bool copy_principal(struct live_write *write)
{
    struct principal *p = &write->principal;
    if (p->actor.kind != ACTOR_AGENT)
        p->actor.id = p->actor.name = (struct view){0};
    if (p->visitor != NULL)
        return visitor_copy(&write->arena, p);
    if (p->view != NULL) {
        write->view = *p->view;
        p->view = &write->view;
    }
    return copy(write, p->actor.id, &p->actor.id) && copy(write, p->actor.name, &p->actor.name);
}

// A visitor's first words say where they were said.
static struct view about_of(const struct live_write *write)
{
    const struct visitor *visitor = write->principal.visitor;
    bool is_first = visitor != NULL && write->message.session_id.size == 0;
    return is_first ? visitor->about : (struct view){0};
}

static struct live_write *new_write(struct live *live, const struct live_message *m)
{
    struct live_write *write = calloc(1, sizeof(*write));
    if (write == NULL)
        return NULL;
    arena_init(&write->arena, 4096, WRITE_ARENA_MAX);
    write->live = live;
    write->principal = live->principal;
    write->call.api = live->loop->api;
    write->call.loop = live->loop;
    write->call.mail.deliver = deliver;
    if (!copy_principal(write) || !copy(write, m->session_id, &write->message.session_id) ||
        !copy(write, m->content, &write->message.content) ||
        !copy(write, m->attachments, &write->message.attachments) ||
        !copy(write, m->quick_replies, &write->message.quick_replies) ||
        !said_metadata(about_of(write), m->quick_reply, m->is_flagged, &write->arena, &write->metadata) ||
        !copy(write, m->client_id, &write->message.client_id) ||
        !client_id_text(&write->principal, write->principal.visitor != NULL, m->session_id, m->client_id,
                        &write->arena, &write->provider_id)) {
        free_write(write);
        return NULL;
    }
    write->call.work = (struct work){
        .tenant = live->principal.tenant,
        .class = WORK_LIVE,
        .bytes = sizeof(*write) + write->arena.used,
        .deadline_us = clock_mono_us(&live->loop->api->config.clock) + WRITE_DEADLINE_US,
        .decide = decide,
        .done = decided,
    };
    return write;
}

static void refuse(struct live *live, const struct live_message *m, int status, struct view code,
                   struct view detail)
{
    live_send_error(live, &(struct problem){.status = status, .code = code, .detail = detail},
                    (struct view){0}, m->client_id);
}

static void submit(struct live *live, const struct live_message *m)
{
    struct live_write *write = new_write(live, m);
    if (write == NULL) {
        refuse(live, m, 503, VIEW("hub.no_memory"), VIEW("short of memory; try again"));
        return;
    }
    int r = store_submit(live->loop->api->config.store, &write->call.work);
    if (dispatch_refuse_push(&write->call, r) != 0) {
        live_send_error(live, &write->call.refusal, (struct view){0}, m->client_id);
        free_write(write);
        return;
    }
    live->writing = write;
    websocket_pause(live->ws);
}

// The rules on words let it pass, perhaps with stars in it.
static bool hear(struct live *live, struct live_message *m, struct arena *arena)
{
    struct heard heard;
    int r = wordbook_hear(live->loop, live->principal.tenant, m->content, arena, &heard);
    if (r < 0)
        refuse(live, m, 503, VIEW("store.failed"), VIEW("the store failed to read; try again"));
    else if (heard.is_refused)
        refuse(live, m, 422, VIEW("message.refused"), VIEW("this message has words that are not taken here"));
    if (r < 0 || heard.is_refused)
        return false;
    m->content = heard.content;
    m->is_flagged = heard.is_flagged;
    return true;
}

static void say_as_customer(struct live *live, struct live_message m)
{
    struct arena arena;
    arena_init(&arena, 4096, 1 << 20);
    m.quick_replies = (struct view){0};
    if (hear(live, &m, &arena))
        submit(live, &m);
    arena_free(&arena);
}

static void say_as_company(struct live *live, struct live_message m)
{
    m.quick_reply = (struct view){0};
    submit(live, &m);
}

void live_say(struct live *live, const struct live_message *m)
{
    bool is_empty =
        m->content.size == 0 && (m->attachments.size == 0 || view_equal(m->attachments, VIEW("[]")));
    if ((m->session_id.size == 0 && live->principal.visitor == NULL) || is_empty) {
        refuse(live, m, 422, VIEW("arguments.invalid"),
               VIEW("a message needs a session, and payload.content or attachments"));
        return;
    }
    if (!limit_admit_frame(live->loop, &live->principal)) {
        refuse(live, m, 429, VIEW("rate.exceeded"), VIEW("this key asks too often"));
        return;
    }
    if (live->principal.visitor != NULL)
        say_as_customer(live, *m);
    else
        say_as_company(live, *m);
}

void live_forget_write(struct live *live)
{
    if (live->writing != NULL)
        live->writing->live = NULL;
    live->writing = NULL;
}
