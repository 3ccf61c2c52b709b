// SPDX-License-Identifier: Apache-2.0
// Receipts of live clients, on their way through the writer.
#include "api/dispatch.h"
#include "api/live_state.h"
#include "api/sight.h"
#include "hub/position.h"
#include "hub/receipt.h"
#include <stdlib.h>

enum { WRITE_DEADLINE_US = 10000000 };

// Lives until its mail came back, whether or not the client does.
struct live_reading {
    struct call call;  // for its place in the queue, its mail and its refusal; it has no exchange
    struct live *live; // NULL: gone
    char session_id[128];
    size_t session_size;
    struct receipt receipt;
    struct receipt_result result;
    int64_t session; // row
};

static struct view session_of(const struct live_reading *reading)
{
    return view_make(reading->session_id, reading->session_size);
}

static int take(struct tx *tx, struct live_reading *reading)
{
    struct session_change change;
    int r = session_change_begin(tx, session_of(reading), &change);
    if (r != SESSION_OK)
        return r < 0 ? r
                     : call_refuse(&reading->call, 404, VIEW("session.not_found"),
                                   VIEW("there is no session of this id"));
    reading->session = change.before.row;
    r = receipt_take(tx, &change, &reading->receipt, &reading->result);
    return r < 0 ? r : session_change_end(tx, &change);
}

static int decide(struct work *work, struct tx *tx)
{
    struct live_reading *reading = (struct live_reading *)(void *)work;
    reading->call.refusal.status = 0;
    reading->result = (struct receipt_result){0};
    return take(tx, reading);
}

static void decided(struct work *work, enum work_outcome outcome, int result)
{
    struct live_reading *reading = (struct live_reading *)(void *)work;
    dispatch_judge(&reading->call, outcome, result);
    loop_post(reading->call.loop->loop, &reading->call.mail);
}

static int submit(struct live_reading *reading)
{
    struct api_loop *loop = reading->call.loop;
    reading->call.work.deadline_us = clock_mono_us(&loop->api->config.clock) + WRITE_DEADLINE_US;
    int r = store_submit(loop->api->config.store, &reading->call.work);
    return dispatch_refuse_push(&reading->call, r);
}

static void finish(struct live_reading *reading)
{
    struct live *live = reading->live;
    if (live != NULL) {
        live->reading = NULL;
        if (reading->call.refusal.status != 0)
            live_send_error(live, &reading->call.refusal, (struct view){0}, (struct view){0});
        websocket_resume(live->ws);
    }
    free(reading);
}

static void deliver(struct mail *mail, struct loop *loop)
{
    struct live_reading *reading =
        (struct live_reading *)(void *)((char *)mail - offsetof(struct call, mail));
    (void)loop;
    bool is_well = reading->call.refusal.status == 0;
    if (is_well && reading->result.is_partial && submit(reading) == 0)
        return; // the rest has its own turn in the queue
    if (is_well && reading->result.is_news)
        live_tell_presence(reading->call.api,
                           (struct topic_key){reading->call.work.tenant, TOPIC_SESSION, reading->session},
                           NULL);
    finish(reading);
}

static struct live_reading *new_reading(struct live *live, struct view session, int64_t position,
                                        bool is_read)
{
    const struct principal *p = &live->principal;
    bool is_customer = p->audience == AUDIENCE_PUBLIC;
    struct live_reading *reading = calloc(1, sizeof(*reading));
    if (reading == NULL || session.size > sizeof(reading->session_id)) {
        free(reading);
        return NULL;
    }
    reading->live = live;
    reading->call.api = live->loop->api;
    reading->call.loop = live->loop;
    reading->call.mail.deliver = deliver;
    memcpy(reading->session_id, session.data, session.size);
    reading->session_size = session.size;
    reading->receipt = (struct receipt){.reader = is_customer ? AUTHOR_CUSTOMER : AUTHOR_AGENT,
                                        .agent = is_customer ? 0 : p->actor.agent,
                                        .position = position,
                                        .is_read = is_read};
    reading->call.work = (struct work){.tenant = p->tenant,
                                       .class = WORK_LIVE,
                                       .bytes = sizeof(*reading),
                                       .decide = decide,
                                       .done = decided};
    return reading;
}

static void refuse(struct live *live, int status, struct view code, struct view detail)
{
    live_send_error(live, &(struct problem){.status = status, .code = code, .detail = detail},
                    (struct view){0}, (struct view){0});
}

static int sees(struct live *live, struct view session)
{
    struct snapshot snapshot;
    int r = snapshot_begin(live->loop->reader, live->principal.tenant, &snapshot);
    if (r < 0)
        return r;
    r = sight_of_session(snapshot.db, &live->principal, session);
    snapshot_end(&snapshot);
    return r;
}

void live_read(struct live *live, struct view session, struct view position, bool is_read)
{
    int64_t at;
    if (session.size == 0 || session.size > sizeof(((struct live_reading *)0)->session_id)) {
        live_refuse_session(live, SESSION_NONE);
        return;
    }
    if (!position_from(position, live->loop->api->epoch, &at)) {
        refuse(live, 422, VIEW("position.unknown"), VIEW("this is no position of this hub's as it is now"));
        return;
    }
    int r = sees(live, session);
    if (r != 1) {
        live_refuse_session(live, r < 0 ? r : SESSION_NONE);
        return;
    }
    // A program reads for nobody in particular: there is no mark to move.
    if (live_present_as(&live->principal) == PRESENT_NOBODY)
        return;
    struct live_reading *reading = new_reading(live, session, at, is_read);
    if (reading == NULL) {
        refuse(live, 503, VIEW("hub.no_memory"), VIEW("short of memory; try again"));
        return;
    }
    if (submit(reading) != 0) {
        live_send_error(live, &reading->call.refusal, (struct view){0}, (struct view){0});
        free(reading);
        return;
    }
    live->reading = reading;
    websocket_pause(live->ws);
}

void live_forget_reading(struct live *live)
{
    if (live->reading != NULL)
        live->reading->live = NULL;
    live->reading = NULL;
}
