// SPDX-License-Identifier: Apache-2.0
// Shared by the files live_*.c: one live client, and the frames it gets.
#pragma once
#include "api/api_state.h"
#include "hub/event_body.h"
#include "net/websocket_conn.h"

enum {
    LIVE_SUBSCRIPTIONS_MAX = 100, // of one client
    LIVE_TOPIC_MAX = 8 + 1 + 128, // characters of a topic's name
};

struct live_write;
struct live_reading;

struct live {
    struct list node; // in live_loop.clients
    struct websocket *ws;
    struct api_loop *loop;
    struct principal principal; // with texts of `shown`
    struct shown *shown;        // a reference; NULL: none was needed
    bool is_known;              // it has shown who it is, or nobody has to
    int64_t known_until_us;     // loop time by which it must
    char *origin;               // of a page of somebody's site: only a visitor's token counts; else NULL
    char *address;              // while it counts among the unknown sockets; else NULL
    struct list subscriptions;
    int subscription_count;
    struct live_write *writing;   // its message that the writer has; the next one waits
    struct live_reading *reading; // likewise its receipt; never both
    struct list resumes;          // struct resume: what workers read for it
    char *first_topic;            // of the path; subscribed to once it is known. NULL: none
};

// What stands round the payload of a frame.
struct live_envelope {
    struct view type;
    struct view session_id, customer_id, topic; // no data: null
    int64_t position, previous;                 // negative: null
    int64_t time_us;
};

// Appends the whole frame text to `out`; `payload` is JSON, no data: null.
void live_envelope_write(struct buffer *out, const struct live_envelope *e, struct view payload,
                         struct view epoch);

// What a frame tells of whose it is: whoever is public knows that, but not with whom they were merged.
static inline struct view live_customer_id(struct view id, enum audience audience)
{
    return audience == AUDIENCE_INTERNAL ? id : (struct view){0};
}

// Sends one text to one client.
void live_send(struct live *live, const struct live_envelope *e, struct view payload);
// The same of a frame that is about nothing.
void live_send_plain(struct live *live, struct view type, struct view payload);
void live_send_error(struct live *live, const struct problem *problem, struct view topic,
                     struct view client_id);

// An event as text for a topic and an audience. `payload` (scratch) is filled once for an audience and used
// again while it is not empty.
void live_event_write(struct buffer *out, const struct event *event, const struct event_body *body,
                      enum audience audience, struct view topic, int64_t previous, struct buffer *payload,
                      const struct api *api);

// ---- requests (live_obey.c)

// Of a client that is known; anything but `auth`.
void live_obey(struct live *live, const struct live_request_args *args);

// ---- subscriptions (live_topic.c)

// Everything up to here went to this loop's topics.
int64_t live_seen(const struct live_loop *l, int64_t tenant);

// Frames behind this position reach a new listener of the topic by themselves.
int64_t live_from(const struct live *live, const struct topic *topic);

// NULL when the client has none to a topic of that name; any customer of a cluster names the survivor's.
struct subscription *live_find_subscription(struct live *live, struct view topic);

// The same, made if there is none. NULL when an error was answered.
struct subscription *live_need_subscription(struct live *live, struct view topic, enum audience audience);

// Tells where a subscription stands: `subscribed`, `resumed` or `reset`.
void live_send_state(struct live *live, struct view type, const struct subscription *s);

// Answers `subscribed`, or an error.
void live_subscribe(struct live *live, struct view topic, enum audience audience);
void live_unsubscribe(struct live *live, struct view topic);
void live_unsubscribe_all(struct live *live);

// Whether the event tells of a session that the agent may not see. A topic may tell of several: a customer's.
bool live_hides(const struct access_view *view, const struct event *event, const struct event_body *body);

// Ends the subscriptions of those who may not see the session as it is now.
void live_hide(struct api_loop *loop, struct topic_key key, const struct session *session);

// Ends a visitor's subscriptions to what is not theirs any more.
void live_judge_visitor(struct live *live);

// ---- resume (live_resume.c)

// Answers with what was missed and `resumed`, or `reset`, or an error; what is far away is read by a worker
// first, and the topic's frames wait for it.
void live_resume(struct live *live, struct view topic, struct view position, enum audience audience);
// A worker need not read any more for the subscription of that ticket.
void live_cancel_resume(struct live *live, uint64_t ticket);
// The client is gone: what workers still read for it goes nowhere.
void live_forget_resumes(struct live *live);

// ---- what is never stored (live_tell.c)

struct live_told {
    struct topic_key key;
    struct frame *frames[AUDIENCES]; // borrowed; NULL: not for them
    bool is_presence;                // each loop makes its own frames of who is there
    const struct live *except;       // who knows already; only compared
};
// To the topic's listeners on every loop, or dropped.
void live_tell(const struct api *api, const struct live_told *told);

// ---- presence (live_presence.c)

// As whom the principal is there (presence.h).
int64_t live_present_as(const struct principal *principal);
// Tells the topic's listeners on this loop, each audience its own.
void live_show_presence(struct api_loop *loop, const struct topic *topic, const struct live *except);
void live_send_presence(struct live *live, const struct subscription *s);
// Tells every loop that it has changed.
void live_tell_presence(const struct api *api, struct topic_key key, const struct live *except);
// A subscription begins, and ends.
void live_enter(struct live *live, struct subscription *s);
void live_leave(struct live *live, struct subscription *s);
// Each second: tells of those who left a while ago.
void live_tick_presence(struct api_loop *loop);

// ---- typing (live_typing.c)

struct typing {
    const struct session *session;
    int64_t who;          // as in presence.h
    struct view id, name; // no data: nobody is named
    bool is_typing;
};
// Tells it unless that was told a moment ago.
void live_tell_typing(struct api_loop *loop, int64_t tenant, const struct typing *typing,
                      const struct live *except);
void live_type(struct live *live, struct view session_id, bool is_typing);
void live_refuse_session(struct live *live, int outcome); // SESSION_NONE or negative

// ---- receipts (live_read.c)

// What the client has got up to a position, or read; told as presence once it is durable. Only an error is
// answered.
void live_read(struct live *live, struct view session_id, struct view position, bool is_read);
// The client is gone.
void live_forget_reading(struct live *live);

// ---- messages (live_message.c)

struct live_message {
    struct view session_id, content, attachments, client_id;
    struct view quick_replies; // JSON; of the company
    struct view quick_reply;   // of a customer: the payload of the one that was chosen
    bool is_flagged;           // by a rule on words
};
// Stores it and answers `delivery_update` once it is durable, or an error.
void live_say(struct live *live, const struct live_message *message);
// The client is gone: what the writer still has of it answers nobody.
void live_forget_write(struct live *live);
