// SPDX-License-Identifier: Apache-2.0
#include "api/live_state.h"
#include "api/presence.h"
#include "api/sight.h"

enum {
    AGAIN_US = 3000000, // the same is not told again before
    FLICKER_US = 500000,
};

// What was told last of the one whose place this is; another's in it is as good as nobody's.
static struct typing_mark *mark_of(struct api_loop *loop, const struct typing *t)
{
    uint64_t hash = (uint64_t)t->session->row * 0x9e3779b97f4a7c15u ^ (uint64_t)t->who * 0xc2b2ae3d27d4eb4fu;
    return &loop->live.typing[(hash >> 32) % TYPING_MARKS];
}

// Typing is told when it begins and again while it goes on, and that it ended once.
static bool is_news(struct api_loop *loop, const struct typing *t)
{
    struct typing_mark *mark = mark_of(loop, t);
    int64_t now_us = loop_now_us(loop->loop);
    bool is_known = mark->session == t->session->row && mark->who == t->who && mark->at_us > 0;
    bool was_typing = is_known && mark->is_typing && now_us - mark->at_us < 2 * AGAIN_US;
    if (!t->is_typing && !was_typing)
        return false;
    if (t->is_typing && is_known && now_us - mark->at_us < (mark->is_typing ? AGAIN_US : FLICKER_US))
        return false;
    *mark = (struct typing_mark){t->session->row, t->who, now_us, t->is_typing};
    return true;
}

static void write_payload(struct json_writer *w, const struct typing *t, enum audience audience)
{
    bool is_customer = t->who == PRESENT_CUSTOMER;
    bool tells_id = is_customer || audience == AUDIENCE_INTERNAL;
    json_begin_object(w);
    json_key(w, VIEW("typing"));
    json_bool(w, t->is_typing);
    json_key(w, VIEW("author"));
    json_begin_object(w);
    json_key(w, VIEW("type"));
    json_string(w, is_customer ? VIEW("customer") : VIEW("agent"));
    json_key(w, VIEW("id"));
    json_string_or_null(w, tells_id ? t->id : (struct view){0});
    json_key(w, VIEW("name"));
    json_string_or_null(w, t->name);
    json_end_object(w);
    json_end_object(w);
}

static void write_frame(struct api_loop *loop, const struct typing *t, enum audience audience,
                        struct view payload, struct buffer *out)
{
    char text[LIVE_TOPIC_MAX + 1];
    struct buffer topic = buffer_fixed(text, sizeof(text));
    buffer_append_view(&topic, VIEW("session/"));
    buffer_append_view(&topic, t->session->id);
    live_envelope_write(
        out,
        &(struct live_envelope){.type = VIEW("typing"),
                                .session_id = t->session->id,
                                .customer_id = live_customer_id(t->session->customer_id, audience),
                                .topic = buffer_view(&topic),
                                .position = -1,
                                .previous = -1,
                                .time_us = api_now_us(loop->api)},
        payload, loop->api->epoch);
}

// Not in the loop's scratch: that may hold a reply.
static struct frame *make_frame(struct api_loop *loop, const struct typing *t, enum audience audience)
{
    struct buffer payload, out;
    buffer_init(&payload, 16 << 10);
    buffer_init(&out, 32 << 10);
    struct json_writer w = json_writer(&payload);
    write_payload(&w, t, audience);
    write_frame(loop, t, audience, buffer_view(&payload), &out);
    struct frame *frame = payload.failed || out.failed ? NULL : frame_text(buffer_view(&out), true);
    buffer_free(&out);
    buffer_free(&payload);
    return frame;
}

void live_tell_typing(struct api_loop *loop, int64_t tenant, const struct typing *t,
                      const struct live *except)
{
    struct live_told told = {.key = {tenant, TOPIC_SESSION, t->session->row}, .except = except};
    if (!is_news(loop, t))
        return;
    told.frames[AUDIENCE_INTERNAL] = make_frame(loop, t, AUDIENCE_INTERNAL);
    if (t->who != PRESENT_CUSTOMER) // customers know what they do
        told.frames[AUDIENCE_PUBLIC] = make_frame(loop, t, AUDIENCE_PUBLIC);
    live_tell(loop->api, &told);
    for (int a = 0; a < AUDIENCES; a++)
        frame_unref(told.frames[a]);
}

static int find_session(struct live *live, struct view id, struct session *ret)
{
    struct api_loop *loop = live->loop;
    struct snapshot snapshot;
    int r = snapshot_begin(loop->reader, live->principal.tenant, &snapshot);
    if (r < 0)
        return r;
    r = sight_of_session(snapshot.db, &live->principal, id);
    if (r >= 0)
        r = r == 0 ? SESSION_NONE : session_find(snapshot.db, snapshot.tenant, id, &loop->arena, ret);
    snapshot_end(&snapshot);
    return r;
}

void live_type(struct live *live, struct view session_id, bool is_typing)
{
    const struct principal *p = &live->principal;
    struct session session;
    int r = session_id.size == 0 ? SESSION_NONE : find_session(live, session_id, &session);
    if (r == SESSION_OK) {
        bool is_customer = p->audience == AUDIENCE_PUBLIC, is_agent = p->actor.kind == ACTOR_AGENT;
        struct typing t = {.session = &session, .who = live_present_as(p), .is_typing = is_typing};
        if (is_customer || is_agent) {
            t.id = is_customer ? session.customer_id : p->actor.id;
            t.name = is_customer ? session.customer_name : p->actor.name;
        }
        live_tell_typing(live->loop, p->tenant, &t, live);
    } else {
        live_refuse_session(live, r);
    }
    arena_reset(&live->loop->arena);
}

void live_refuse_session(struct live *live, int outcome)
{
    struct problem unknown = {
        .status = 404, .code = VIEW("session.not_found"), .detail = VIEW("there is no session of this id")};
    struct problem failed = {
        .status = 503, .code = VIEW("store.failed"), .detail = VIEW("the store failed to read; try again")};
    live_send_error(live, outcome > 0 ? &unknown : &failed, (struct view){0}, (struct view){0});
}
