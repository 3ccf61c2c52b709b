// SPDX-License-Identifier: Apache-2.0
#include "channel/shape.h"
#include "channel/host.h"
#include "codec/utf8.h"

static bool is_text(struct view v)
{
    return utf8_is_valid(v) && (v.size == 0 || memchr(v.data, '\0', v.size) == NULL);
}

static int check_text(const struct channel_limits *limits, const struct channel_message *m,
                      struct channel_fault *fault)
{
    if (!is_text(m->text))
        return host_refuse(fault, "/text", "the text is not UTF-8, or holds a NUL");
    if (m->text.size > limits->text_bytes)
        return host_refuse(fault, "/text", "the text has %zu bytes, and %u are the most here", m->text.size,
                           limits->text_bytes);
    if (m->text.size == 0 && m->attachment_count == 0)
        return host_refuse(fault, "/text", "there is neither a text nor an attachment");
    return CHANNEL_OK;
}

static int check_part(struct view part, size_t most, const char *name, uint32_t i,
                      struct channel_fault *fault)
{
    char field[sizeof(fault->field)];
    if (is_text(part) && part.size <= most)
        return CHANNEL_OK;
    snprintf(field, sizeof(field), "/choices/%u/%s", i, name);
    return host_refuse(fault, field, "not UTF-8, or more than %zu bytes", most);
}

static int check_choices(const struct channel_limits *limits, const struct channel_message *m,
                         struct channel_fault *fault)
{
    if (m->choice_count > limits->choices)
        return host_refuse(fault, "/choices", "%u choices, and %u are the most here", m->choice_count,
                           limits->choices);
    int r = CHANNEL_OK;
    for (uint32_t i = 0; i < m->choice_count && r == CHANNEL_OK; i++) {
        r = check_part(m->choices[i].title, limits->title_bytes, "title", i, fault);
        if (r == CHANNEL_OK)
            r = check_part(m->choices[i].payload, limits->payload_bytes, "payload", i, fault);
        if (r == CHANNEL_OK && m->choices[i].title.size == 0)
            r = host_refuse(fault, "/choices", "choice %u has no title", i);
    }
    return r;
}

static int check_attachments(const struct channel_limits *limits, const struct channel_message *m,
                             struct channel_fault *fault)
{
    if (m->attachment_count > limits->attachments)
        return host_refuse(fault, "/attachments", "%u attachments, and %u are the most here",
                           m->attachment_count, limits->attachments);
    for (uint32_t i = 0; i < m->attachment_count; i++)
        if (m->attachments[i].id.size == 0 || !is_text(m->attachments[i].name) ||
            !is_text(m->attachments[i].url))
            return host_refuse(fault, "/attachments", "attachment %u has no id, or a name that is no text",
                               i);
    return CHANNEL_OK;
}

static int check_place(const struct channel_ops *ops, const struct channel_message *m,
                       struct channel_fault *fault)
{
    bool needs_address = !(ops->abilities & CHANNEL_LIVE);
    if (m->id.size == 0 || m->id.size > CHANNEL_ID_MAX)
        return host_refuse(fault, "/id", "an id has 1 to %d bytes", CHANNEL_ID_MAX);
    if ((needs_address && m->to.size == 0) || m->to.size > CHANNEL_ADDRESS_MAX || !is_text(m->to))
        return host_refuse(fault, "/to", "an address has 1 to %d bytes of UTF-8", CHANNEL_ADDRESS_MAX);
    return CHANNEL_OK;
}

int shape_check(const struct channel_ops *ops, const struct channel_message *message,
                struct channel_fault *ret_fault)
{
    int r = check_place(ops, message, ret_fault);
    if (r == CHANNEL_OK)
        r = check_text(&ops->limits, message, ret_fault);
    if (r == CHANNEL_OK)
        r = check_choices(&ops->limits, message, ret_fault);
    if (r == CHANNEL_OK)
        r = check_attachments(&ops->limits, message, ret_fault);
    return r;
}
