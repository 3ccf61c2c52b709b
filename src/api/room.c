// SPDX-License-Identifier: Apache-2.0
#include "api/room.h"
#include "base/error.h"
#include "hub/agent.h"
#include "hub/position.h"

enum { ROOM_MAX = sizeof(((struct room *)0)->items) / sizeof(((struct room *)0)->items[0]) };

static struct room_participant *find(struct room *room, enum author_type kind, int64_t ref)
{
    for (int i = 0; i < room->count; i++)
        if (room->items[i].is.kind == kind && room->items[i].is.ref == ref)
            return &room->items[i];
    return NULL;
}

static void add_customer(struct room *room)
{
    const struct session *s = &room->session;
    room->items[room->count++].is =
        (struct participant){.kind = AUTHOR_CUSTOMER, .id = s->customer_id, .name = s->customer_name};
}

// Those with marks; the customer's go to who stands there first.
static void add_marked(struct room *room, const struct participants *marked)
{
    for (int i = 0; i < marked->count; i++) {
        const struct participant *p = &marked->items[i];
        if (p->kind == AUTHOR_CUSTOMER) {
            room->items[0].is.delivered_position = p->delivered_position;
            room->items[0].is.read_position = p->read_position;
        } else {
            room->items[room->count++].is = *p;
        }
    }
}

static int need_agent(struct db *db, struct arena *arena, struct room *room, int64_t row, bool is_online)
{
    struct room_participant *known = find(room, AUTHOR_AGENT, row);
    struct agent agent;
    if (known != NULL)
        known->is_online = known->is_online || is_online;
    if (known != NULL || row == 0 || room->count == ROOM_MAX)
        return 0;
    int r = agent_load(db, room->tenant, row, arena, &agent);
    if (r != AGENT_OK)
        return r < 0 ? error_trace(r) : 0;
    room->items[room->count++] = (struct room_participant){
        .is = {.kind = AUTHOR_AGENT, .ref = row, .id = agent.id, .name = agent.name}, .is_online = is_online};
    return 0;
}

int room_load_of(struct db *db, int64_t tenant, const struct session *session, struct arena *arena,
                 struct room *ret)
{
    struct participants marked;
    int r = participants_load(db, tenant, session->row, arena, &marked);
    if (r < 0)
        return error_trace(r);
    *ret = (struct room){.session = *session, .tenant = tenant};
    add_customer(ret);
    add_marked(ret, &marked);
    return need_agent(db, arena, ret, session->agent, false);
}

int room_load(struct db *db, int64_t tenant, int64_t session, struct arena *arena, struct room *ret)
{
    struct session s;
    int r = session_load(db, tenant, session, arena, &s);
    return r != SESSION_OK ? r : room_load_of(db, tenant, &s, arena, ret);
}

int room_add_present(struct db *db, struct presence *presence, struct arena *arena, struct room *room)
{
    int64_t there[PRESENT_MAX];
    int count = presence_list(presence, (struct presence_room){room->tenant, room->session.row}, there);
    int r = 0;
    for (int i = 0; r == 0 && i < count; i++) {
        if (there[i] == PRESENT_CUSTOMER)
            room->items[0].is_online = true;
        else
            r = need_agent(db, arena, room, there[i], true);
    }
    return r;
}

static void write_mark(struct json_writer *w, struct view name, int64_t position, struct view epoch)
{
    json_key(w, name);
    if (position == 0)
        json_null(w);
    else
        position_write(w, epoch, position);
}

static void write_one(struct json_writer *w, const struct room_participant *p, enum audience audience,
                      struct view epoch)
{
    bool is_customer = p->is.kind == AUTHOR_CUSTOMER;
    bool tells_id = audience == AUDIENCE_INTERNAL, tells_name = tells_id || !is_customer;
    json_begin_object(w);
    json_key(w, VIEW("type"));
    json_string(w, is_customer ? VIEW("customer") : VIEW("agent"));
    json_key(w, VIEW("id"));
    json_string_or_null(w, tells_id ? p->is.id : (struct view){0});
    json_key(w, VIEW("name"));
    json_string_or_null(w, tells_name ? p->is.name : (struct view){0});
    json_key(w, VIEW("online"));
    json_bool(w, p->is_online);
    write_mark(w, VIEW("read_position"), p->is.read_position, epoch);
    write_mark(w, VIEW("delivered_position"), p->is.delivered_position, epoch);
    json_end_object(w);
}

void room_write_participants(struct json_writer *w, const struct room *room, enum audience audience,
                             struct view epoch)
{
    json_key(w, VIEW("participants"));
    json_begin_array(w);
    for (int i = 0; i < room->count; i++)
        write_one(w, &room->items[i], audience, epoch);
    json_end_array(w);
}
