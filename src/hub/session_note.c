// SPDX-License-Identifier: Apache-2.0
#include "hub/session_note.h"
#include "base/error.h"
#include "hub/agent.h"
#include "hub/notification.h"
#include <errno.h>

enum {
    METADATA_MAX = 4096,
    EXCERPT_MAX = 200, // bytes of the note in a notification
};

struct mentioned {
    struct {
        int64_t agent;
        struct view id;
    } items[NOTE_MENTIONS_MAX];
    int count;
};

// 0 also for one who is there already.
static int add_mention(struct mentioned *m, const struct agent *agent)
{
    for (int i = 0; i < m->count; i++)
        if (m->items[i].agent == agent->row)
            return 0;
    if (m->count == NOTE_MENTIONS_MAX)
        return SESSION_ACT_TOO_MANY;
    m->items[m->count].agent = agent->row;
    m->items[m->count].id = agent->id;
    m->count++;
    return 0;
}

static int find_named(struct tx *tx, const struct session_note *note, struct mentioned *m)
{
    struct agent agent;
    int r = 0;
    for (size_t i = 0; r == 0 && i < note->mention_count; i++) {
        r = agent_find(tx->db, tx->tenant, note->mentions[i], &tx->batch->arena, &agent);
        if (r != AGENT_OK)
            return r < 0 ? r : SESSION_ACT_NO_AGENT;
        r = add_mention(m, &agent);
    }
    return r;
}

static bool is_id_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("._:@+-", c) != NULL);
}

// The id behind an @ at `at`; a full stop or colon at its end is the sentence's.
static struct view id_at(struct view text, size_t at)
{
    size_t end = at;
    while (end < text.size && is_id_char(text.data[end]))
        end++;
    while (end > at && strchr(".:@+-", text.data[end - 1]) != NULL)
        end--;
    return view_make(text.data + at, end - at);
}

// Looks up no more than twice as many as may be mentioned: text may be full of @.
static int find_in_text(struct tx *tx, struct view text, struct mentioned *m)
{
    int looked = 0;
    for (size_t i = 0; i + 1 < text.size && looked < 2 * NOTE_MENTIONS_MAX; i++) {
        struct agent agent;
        if (text.data[i] != '@' || (i > 0 && is_id_char(text.data[i - 1])))
            continue;
        struct view id = id_at(text, i + 1);
        if (id.size == 0 || id.size > 128)
            continue;
        looked++;
        int r = agent_find(tx->db, tx->tenant, id, &tx->batch->arena, &agent);
        if (r == AGENT_OK)
            r = add_mention(m, &agent);
        else if (r > 0)
            r = 0; // an @ that means nobody is only text
        if (r != 0)
            return r;
        i += id.size;
    }
    return 0;
}

// {"mentions": [ids]}
static int write_metadata(struct tx *tx, const struct mentioned *m, struct view *ret)
{
    *ret = (struct view){0};
    if (m->count == 0)
        return 0;
    char *text = tx_alloc(tx, METADATA_MAX);
    if (text == NULL)
        return error_trace(-ENOMEM);
    struct buffer out = buffer_fixed(text, METADATA_MAX);
    struct json_writer w = json_writer(&out);
    json_begin_object(&w);
    json_key(&w, VIEW("mentions"));
    json_begin_array(&w);
    for (int i = 0; i < m->count; i++)
        json_string(&w, m->items[i].id);
    json_end_array(&w);
    json_end_object(&w);
    *ret = buffer_view(&out);
    return out.failed ? error_trace(-E2BIG) : 0;
}

// The beginning, cut between characters.
static struct view excerpt(struct view text)
{
    size_t size = text.size;
    if (size > EXCERPT_MAX)
        for (size = EXCERPT_MAX; size > 0 && (text.data[size] & 0xc0) == 0x80; size--)
            continue;
    return view_make(text.data, size);
}

static int notify(struct tx *tx, const struct session_change *change, const struct actor *actor,
                  const struct mentioned *m, struct view content)
{
    int r = 0;
    for (int i = 0; r == 0 && i < m->count; i++) {
        if (actor->kind == ACTOR_AGENT && actor->agent == m->items[i].agent)
            continue;
        r = notification_write(tx,
                               &(struct notification_new){.agent = m->items[i].agent,
                                                          .type = VIEW("mention"),
                                                          .title = VIEW("You were mentioned in a note"),
                                                          .message = excerpt(content),
                                                          .session = change->now.row,
                                                          .customer = change->customer.row},
                               NULL);
    }
    return r;
}

int session_note(struct tx *tx, struct session_change *change, const struct actor *actor,
                 const struct session_note *note, struct interaction **ret)
{
    struct mentioned m = {.count = 0};
    struct timeline_entry entry = {
        .type = INTERACTION_NOTE, .audience = AUDIENCE_INTERNAL, .content = note->content};
    int r = find_named(tx, note, &m);
    if (r == 0)
        r = find_in_text(tx, note->content, &m);
    if (r == 0)
        r = write_metadata(tx, &m, &entry.metadata);
    if (r == 0)
        r = timeline_add(tx, change, actor, &entry, ret);
    if (r == 0)
        r = notify(tx, change, actor, &m, note->content);
    return r < 0 ? error_trace(r) : r;
}
