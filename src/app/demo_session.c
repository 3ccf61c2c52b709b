// SPDX-License-Identifier: Apache-2.0
// What happens in a session.
#include "app/demo.h"
#include <stdio.h>

// ---- what is there

static bool is_said(void *ctx, struct view text)
{
    struct demo *d = ctx;
    if (d->entries == NULL)
        return false;
    for (const struct json *one = json_first(d->entries); one != NULL; one = json_next(d->entries, one))
        if (view_equal(demo_text(d, one, "content"), text))
            return true;
    return false;
}

// What is not said leaves no text to be found by: it is over when something behind it was said, or, with
// nothing behind it, when what stands before it was there already.
static bool is_over(struct demo *d, struct view rest)
{
    switch (demo_ahead(rest, is_said, d)) {
    case DEMO_AHEAD_SAID:
        return true;
    case DEMO_AHEAD_UNSAID:
        return false;
    case DEMO_AHEAD_NOTHING:
        return d->was_there;
    }
    return false;
}

// ---- acting

static void keep(char *to, size_t size, struct view text)
{
    snprintf(to, size, "%.*s", VIEW_ARG(text));
}

static int create(struct demo *d, const struct demo_item *item)
{
    demo_path(d, "/session/create");
    demo_begin(d);
    demo_put(d, "session_id", item->fields[0]);
    demo_put(d, "customer_id", item->fields[1]);
    demo_put(d, "channel", item->fields[2]);
    return demo_send(d, "POST", true, NULL);
}

static int open(struct demo *d, const struct demo_item *item)
{
    const struct json *session, *page = NULL;
    keep(d->session, sizeof(d->session), item->fields[0]);
    keep(d->customer, sizeof(d->customer), item->fields[1]);
    keep(d->channel, sizeof(d->channel), item->fields[2]);
    d->step = 0;
    d->entries = NULL;
    d->was_there = false;
    arena_reset(&d->arena);
    demo_path(d, "/session/%s", d->session);
    int r = demo_get(d, &session);
    if (r != 0)
        return r;
    if (session == NULL)
        return create(d, item);
    demo_path(d, "/session/%s/messages?limit=500", d->session);
    r = demo_get(d, &page);
    d->entries = page == NULL ? NULL : json_member(page, VIEW("messages"));
    return r;
}

static void begin_on(struct demo *d, const char *verb)
{
    demo_path(d, "/session/%s/%s", d->session, verb);
    demo_begin(d);
}

static int say(struct demo *d, const struct demo_item *item)
{
    bool is_customer = item->kind == DEMO_SAYS;
    if (is_customer && item->fields[0].data != NULL)
        keep(d->channel, sizeof(d->channel), item->fields[0]);
    d->was_there = is_said(d, item->fields[1]);
    if (d->was_there)
        return 0;
    if (item->kind == DEMO_NOTE) {
        begin_on(d, "notes");
    } else {
        demo_path(d, is_customer ? "/message/process" : "/message/respond");
        demo_begin(d);
        demo_put(d, "session_id", view_from(d->session));
        demo_put(d, "channel", view_from(d->channel));
    }
    if (is_customer)
        demo_put(d, "customer_id", view_from(d->customer));
    else
        demo_put(d, "agent_id", item->fields[0]);
    demo_put(d, "content", item->fields[1]);
    d->said++;
    return demo_send(d, "POST", true, NULL);
}

static int tag(struct demo *d, struct view names)
{
    begin_on(d, "tags");
    json_key(&d->writer, VIEW("add"));
    json_begin_array(&d->writer);
    while (names.data != NULL)
        json_string(&d->writer, view_cut(&names, ' '));
    json_end_array(&d->writer);
    return demo_send(d, "POST", true, NULL);
}

static int number(struct demo *d, const char *verb, const char *name, const struct demo_item *item)
{
    long long value = 0;
    view_to_uint(item->fields[0], &value);
    begin_on(d, verb);
    json_key(&d->writer, view_from(name));
    json_integer(&d->writer, value);
    demo_put(d, "comment", item->fields[1]);
    return demo_send(d, "POST", true, NULL);
}

static int transfer(struct demo *d, const struct demo_item *item)
{
    begin_on(d, "transfer");
    demo_put(d, "to_channel", item->fields[0]);
    demo_put(d, "reason", item->fields[1]);
    return demo_send(d, "POST", true, "transfer.nowhere");
}

static int text(struct demo *d, const char *verb, const char *name, struct view value)
{
    begin_on(d, verb);
    demo_put(d, name, value);
    return demo_send(d, "POST", true, NULL);
}

static int change(struct demo *d, const char *name, struct view value)
{
    demo_path(d, "/session/%s", d->session);
    demo_begin(d);
    demo_put(d, name, value);
    return demo_send(d, "PUT", true, NULL);
}

static int do_it(struct demo *d, const struct demo_item *item)
{
    switch (item->kind) {
    case DEMO_TO_QUEUE:
        return text(d, "assign", "queue", item->fields[0]);
    case DEMO_ASSIGN:
        return text(d, "assign", "agent_id", item->fields[0]);
    case DEMO_RESOLVE:
        return text(d, "resolve", "resolution", item->fields[0]);
    case DEMO_PRIORITY:
        return change(d, "priority", item->fields[0]);
    case DEMO_TAGS:
        return tag(d, item->fields[0]);
    case DEMO_SNOOZE:
        return number(d, "snooze", "seconds", item);
    case DEMO_RATE:
        return number(d, "csat", "score", item);
    case DEMO_TRANSFER:
        return transfer(d, item);
    case DEMO_QUEUE:
    case DEMO_TAG:
    case DEMO_AGENT:
    case DEMO_CUSTOMER:
    case DEMO_IDENTITY:
    case DEMO_MERGE:
    case DEMO_SESSION:
    case DEMO_SAYS:
    case DEMO_ANSWER:
    case DEMO_NOTE:
        break;
    }
    return 0;
}

int demo_act(struct demo *d, const struct demo_item *item, struct view rest)
{
    if (item->kind == DEMO_SESSION)
        return open(d, item);
    d->step++;
    if (demo_is_text(item))
        return say(d, item);
    if (item->kind == DEMO_TRANSFER)
        keep(d->channel, sizeof(d->channel), item->fields[0]);
    return is_over(d, rest) ? 0 : do_it(d, item);
}
