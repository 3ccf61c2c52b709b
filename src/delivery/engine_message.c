// SPDX-License-Identifier: Apache-2.0
// A claim as the message that an adapter takes. What the channel cannot carry goes into the text where words
// can stand for it: files as links, quick replies as a numbered list.
#include "base/error.h"
#include "base/id.h"
#include "channel/host.h"
#include "channel/shape.h"
#include "codec/json.h"
#include "delivery/engine.h"
#include "hub/file_link.h"
#include <stdio.h>

enum { URL_MAX = 1024 };

// A signed link lives one to two hours; made as of later it is good for a day.
static const int64_t LINK_LATER_US = 23 * 3600 * ENGINE_SECOND;

struct making {
    const struct engine_account *a;
    const struct outbox_claim *claim;
    struct arena *arena;
    struct buffer text; // what is appended to it
    const char *code;   // why it does not fit; NULL: it does
};

static struct view member(const struct making *m, const struct json *object, struct view name)
{
    const struct json *v = object->type == JSON_OBJECT ? json_member(object, name) : NULL;
    struct view text = {0};
    if (v != NULL && !json_text(v, m->arena, &text))
        return (struct view){0};
    return text;
}

// An array of the claim; NULL: none.
static const struct json *array_of(const struct making *m, struct view text)
{
    const struct json *root;
    if (text.size == 0 || json_parse(m->arena, text, NULL, &root) != JSON_OK || root->type != JSON_ARRAY)
        return NULL;
    return root->count == 0 ? NULL : root;
}

// ---- files

// What is asked for is as it was when it was sent.
static int64_t made_us(const struct making *m)
{
    return m->claim->is_question ? m->claim->doubtful_us : engine_wall(m->a->delivery);
}

static struct view link_to(const struct making *m, struct view id)
{
    struct delivery *d = m->a->delivery;
    struct file_links links = {
        .keys = store_secrets(d->config.store), .tenant = m->a->tenant, .now_us = made_us(m) + LINK_LATER_US};
    char memory[URL_MAX];
    struct buffer url = buffer_fixed(memory, sizeof(memory));
    struct view ret = {0};
    if (d->public_url == NULL || !id_is_valid(id))
        return ret;
    buffer_append_view(&url, view_from(d->public_url));
    file_link_write(&url, &links, id, false);
    if (url.failed || !arena_copy(m->arena, buffer_view(&url), &ret))
        return (struct view){0};
    return ret;
}

static struct view number_text(const struct making *m, uint32_t i)
{
    char text[16];
    struct view ret = {0};
    int size = snprintf(text, sizeof(text), "%u", i + 1);
    return arena_copy(m->arena, view_make(text, (size_t)size), &ret) ? ret : (struct view){0};
}

// A file of others has an address of its own, and perhaps no id.
static struct channel_attachment attachment_of(const struct making *m, const struct json *object, uint32_t i)
{
    struct channel_attachment at = {.id = member(m, object, VIEW("id")),
                                    .name = member(m, object, VIEW("name")),
                                    .type = member(m, object, VIEW("type")),
                                    .url = member(m, object, VIEW("url"))};
    const struct json *size = object->type == JSON_OBJECT ? json_member(object, VIEW("size")) : NULL;
    if (size != NULL)
        json_int(size, &at.size);
    if (!view_starts(at.url, VIEW("https://")) && !view_starts(at.url, VIEW("http://")))
        at.url = link_to(m, at.id);
    if (at.id.size == 0)
        at.id = number_text(m, i);
    return at;
}

static void append_link(struct making *m, const struct channel_attachment *at)
{
    if (at->url.size == 0) {
        m->code = "delivery.no_attachments";
        return;
    }
    bool is_first = m->claim->text.size == 0 && m->text.size == 0;
    buffer_printf(&m->text, "%s%.*s%s%.*s", is_first ? "" : "\n", VIEW_ARG(at->name),
                  at->name.size > 0 ? ": " : "", VIEW_ARG(at->url));
}

static int add_attachments(struct making *m, struct channel_message *ret)
{
    const struct channel_ops *ops = channel_type(m->a->connector);
    const struct json *array = array_of(m, m->claim->attachments);
    uint32_t most = channel_abilities(m->a->connector) & CHANNEL_ATTACHMENTS ? ops->limits.attachments : 0,
             i = 0;
    if (array == NULL)
        return 0;
    struct channel_attachment *list = arena_zalloc(m->arena, array->count * sizeof(*list));
    if (list == NULL)
        return error_trace(-ENOMEM);
    for (const struct json *o = json_first(array); o != NULL; o = json_next(array, o), i++) {
        struct channel_attachment at = attachment_of(m, o, i);
        if (i < most)
            list[ret->attachment_count++] = at;
        else
            append_link(m, &at);
    }
    ret->attachments = list;
    return 0;
}

// ---- quick replies

static bool is_shown(const struct channel_limits *limits, const struct channel_choice *list, uint32_t count)
{
    bool fits = count <= limits->choices;
    for (uint32_t i = 0; i < count && fits; i++)
        fits = list[i].title.size <= limits->title_bytes && list[i].payload.size <= limits->payload_bytes;
    return fits;
}

static int add_choices(struct making *m, struct channel_message *ret)
{
    const struct channel_ops *ops = channel_type(m->a->connector);
    const struct json *array = array_of(m, m->claim->quick_replies);
    uint32_t count = 0;
    if (array == NULL)
        return 0;
    struct channel_choice *list = arena_zalloc(m->arena, array->count * sizeof(*list));
    if (list == NULL)
        return error_trace(-ENOMEM);
    for (const struct json *o = json_first(array); o != NULL; o = json_next(array, o), count++)
        list[count] = (struct channel_choice){.title = member(m, o, VIEW("title")),
                                              .payload = member(m, o, VIEW("payload"))};
    if (channel_abilities(m->a->connector) & CHANNEL_CHOICES && is_shown(&ops->limits, list, count)) {
        ret->choices = list;
        ret->choice_count = count;
        return 0;
    }
    for (uint32_t i = 0; i < count; i++)
        buffer_printf(&m->text, "\n%u. %.*s", i + 1, VIEW_ARG(list[i].title));
    return 0;
}

// ---- all of it

static int join_text(struct making *m, struct channel_message *ret)
{
    struct view all;
    if (m->text.failed)
        return error_trace(-ENOMEM);
    if (m->text.size == 0)
        return 0;
    char *data = arena_alloc(m->arena, ret->text.size + m->text.size);
    if (data == NULL)
        return error_trace(-ENOMEM);
    if (ret->text.size > 0)
        memcpy(data, ret->text.data, ret->text.size);
    memcpy(data + ret->text.size, m->text.data, m->text.size);
    all = view_make(data, ret->text.size + m->text.size);
    ret->text = all;
    return 0;
}

const char *engine_shape_code(const struct channel_fault *fault)
{
    struct view field = view_from(fault->field);
    if (view_starts(field, VIEW("/to")))
        return "delivery.bad_address";
    if (view_starts(field, VIEW("/text")))
        return "delivery.text";
    if (view_starts(field, VIEW("/choices")))
        return "delivery.quick_replies";
    return view_starts(field, VIEW("/attachments")) ? "delivery.attachments" : "delivery.refused";
}

static int judge(const struct making *m, const struct channel_message *message, const char **ret_code,
                 struct channel_fault *fault)
{
    if (m->code != NULL) {
        *ret_code = m->code;
        return host_refuse(fault, "/attachments",
                           "the channel carries no files, and no link can stand for them: "
                           "the hub's public URL is not set");
    }
    int r = shape_check(channel_type(m->a->connector), message, fault);
    if (r == CHANNEL_REFUSED)
        *ret_code = engine_shape_code(fault);
    return r;
}

int engine_message_make(const struct engine_account *a, const struct outbox_claim *claim, struct arena *arena,
                        struct channel_message *ret, const char **ret_code, struct channel_fault *fault)
{
    struct making m = {.a = a, .claim = claim, .arena = arena};
    struct channel_message message = {.size = sizeof(message),
                                      .id = claim->id,
                                      .to = claim->to,
                                      .conversation = claim->session_id,
                                      .text = claim->text,
                                      .attempt = (uint32_t)claim->attempt,
                                      .may_be_there = claim->may_be_there,
                                      .doubtful_us = claim->doubtful_us};
    buffer_init(&m.text, CHANNEL_TEXT_MAX);
    int r = add_choices(&m, &message);
    if (r == 0)
        r = add_attachments(&m, &message);
    if (r == 0)
        r = join_text(&m, &message);
    if (r == 0)
        r = judge(&m, &message, ret_code, fault);
    if (r == CHANNEL_OK)
        *ret = message;
    buffer_free(&m.text);
    return r;
}
