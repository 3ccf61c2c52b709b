// SPDX-License-Identifier: Apache-2.0
#include "hub/session_snooze.h"
#include "base/error.h"
#include "hub/notification.h"
#include "hub/tenant.h"
#include <errno.h>

enum { BODY_MAX = 4096 }; // a note of 500 control characters is six times as long

static int check_time(struct tx *tx, int64_t at_us)
{
    struct tenant_settings settings;
    int r = tenant_settings_load(tx->db, tx->tenant, &settings);
    if (r < 0)
        return error_trace(r);
    return at_us <= tx->now_us || at_us - tx->now_us > settings.snooze_max_us ? SESSION_ACT_BAD_TIME : 0;
}

int session_snooze(struct tx *tx, struct session_change *change, const struct actor *actor, int64_t until_us,
                   struct view reason)
{
    if (until_us == 0)
        return session_apply(tx, change, SESSION_WAKE, actor, reason, (struct view){0});
    int r = check_time(tx, until_us);
    if (r == 0)
        r = session_apply(tx, change, SESSION_PEND, actor, reason, (struct view){0});
    if (r != 0)
        return r;
    change->now.snoozed_until_us = until_us;
    return timer_set(tx, TIMER_SNOOZE, change->now.row, until_us, (struct view){0});
}

// Who was told is gone, was woken or put off meanwhile: then the timer means nothing any more.
int session_snooze_fire(struct tx *tx, const struct timer *timer)
{
    static const struct actor hub = {.kind = ACTOR_SYSTEM};
    struct session_change change;
    int r = session_change_load(tx, timer->ref, &change);
    if (r != SESSION_OK)
        return r < 0 ? error_trace(r) : 0;
    if (change.now.snoozed_until_us == 0 || change.now.snoozed_until_us > tx->now_us)
        return 0;
    r = session_apply(tx, &change, SESSION_WAKE, &hub, VIEW("snooze over"), (struct view){0});
    if (r > 0)
        return 0;
    if (r == 0)
        r = session_change_end(tx, &change);
    return error_trace(r);
}

// ---- reminders

// {"agent": row, "note": text}
static int write_body(struct tx *tx, int64_t agent, struct view note, struct view *ret)
{
    char *text = tx_alloc(tx, BODY_MAX);
    if (text == NULL)
        return error_trace(-ENOMEM);
    struct buffer out = buffer_fixed(text, BODY_MAX);
    struct json_writer w = json_writer(&out);
    json_begin_object(&w);
    json_key(&w, VIEW("agent"));
    json_integer(&w, agent);
    json_key(&w, VIEW("note"));
    json_string_or_null(&w, note);
    json_end_object(&w);
    *ret = buffer_view(&out);
    return out.failed ? error_trace(-E2BIG) : 0;
}

int session_remind(struct tx *tx, const struct session_change *change, int64_t at_us, int64_t agent,
                   struct view note)
{
    struct view body;
    if (at_us == 0)
        return timer_cancel(tx, TIMER_REMINDER, change->now.row);
    int r = check_time(tx, at_us);
    if (r == 0)
        r = write_body(tx, agent, note, &body);
    return r != 0 ? r : timer_set(tx, TIMER_REMINDER, change->now.row, at_us, body);
}

static int read_body(struct arena *arena, struct view body, int64_t *ret_agent, struct view *ret_note)
{
    const struct json *root, *note;
    *ret_note = VIEW("");
    if (json_parse(arena, body, NULL, &root) != JSON_OK ||
        !json_int(json_member(root, VIEW("agent")), ret_agent))
        return error_trace(-EINVAL); // the hub wrote it
    note = json_member(root, VIEW("note"));
    if (note->type == JSON_STRING && !json_text(note, arena, ret_note))
        return error_trace(-ENOMEM);
    return 0;
}

int session_remind_fire(struct tx *tx, const struct timer *timer)
{
    struct session_change change;
    struct view note;
    int64_t agent;
    int r = session_change_load(tx, timer->ref, &change);
    if (r != SESSION_OK)
        return r < 0 ? error_trace(r) : 0;
    r = read_body(&tx->batch->arena, timer->body, &agent, &note);
    if (r < 0)
        return r;
    if (agent == 0)
        agent = change.now.agent;
    if (agent == 0)
        return 0; // nobody has it: nobody to tell
    return error_trace(notification_write(tx,
                                          &(struct notification_new){.agent = agent,
                                                                     .type = VIEW("reminder"),
                                                                     .title = VIEW("Reminder"),
                                                                     .message = note,
                                                                     .session = change.now.row,
                                                                     .customer = change.customer.row},
                                          NULL));
}
