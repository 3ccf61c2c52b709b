// SPDX-License-Identifier: Apache-2.0
#include "api/etag.h"
#include <stdio.h>

void call_etag(struct call *call, int64_t version)
{
    call_etag_at(call, version, 0);
}

void call_etag_at(struct call *call, int64_t version, int64_t position)
{
    call->version = version;
    call->version_position = position;
}

size_t etag_text(const struct call *call, char text[static ETAG_TEXT_MAX])
{
    int size = 0;
    if (call->version <= 0)
        return 0;
    if (call->version_position == 0)
        size = snprintf(text, ETAG_TEXT_MAX, "\"v%lld\"", (long long)call->version);
    else
        size = snprintf(text, ETAG_TEXT_MAX, "\"v%lld-%lld\"", (long long)call->version,
                        (long long)call->version_position);
    return (size_t)size;
}

struct tag {
    struct view text; // between the quotes
    bool is_weak, is_any;
};

// Takes the next tag of a list; false at its end, and where it stops being one.
static bool next_tag(struct view *rest, struct tag *ret)
{
    const char *at = rest->data, *end = rest->data + rest->size;
    while (at < end && (*at == ' ' || *at == '\t' || *at == ','))
        at++;
    *ret = (struct tag){.is_weak = end - at > 2 && at[0] == 'W' && at[1] == '/'};
    if (ret->is_weak)
        at += 2;
    if (at < end && *at == '*') {
        ret->is_any = true;
        *rest = view_make(at + 1, (size_t)(end - at - 1));
        return true;
    }
    const char *close = end - at > 1 && *at == '"' ? memchr(at + 1, '"', (size_t)(end - at - 1)) : NULL;
    if (close == NULL)
        return false;
    ret->text = view_make(at + 1, (size_t)(close - at - 1));
    *rest = view_make(close + 1, (size_t)(end - close - 1));
    return true;
}

// "v7" and "v7-4711" are of version 7.
static bool is_of_version(struct view tag, int64_t version)
{
    long long number;
    struct view rest = tag.size > 0 ? view_make(tag.data + 1, tag.size - 1) : tag;
    return view_starts(tag, VIEW("v")) && view_to_uint(view_cut(&rest, '-'), &number) && number == version;
}

int call_need_match(struct call *call, int64_t version)
{
    struct view rest = call->head.if_match;
    struct tag tag;
    if (rest.data == NULL)
        return 0;
    while (next_tag(&rest, &tag))
        if (tag.is_any || (!tag.is_weak && is_of_version(tag.text, version)))
            return 0;
    return call_refuse(call, 412, VIEW("etag.mismatch"),
                       VIEW("it has changed since the version that If-Match names; read it again"));
}

bool etag_is_known(const struct call *call)
{
    char text[ETAG_TEXT_MAX];
    struct view rest = call->head.if_none_match;
    struct tag tag;
    size_t size = rest.data == NULL ? 0 : etag_text(call, text);
    if (size == 0 || call->status != 200)
        return false;
    struct view own = view_make(text + 1, size - 2);
    while (next_tag(&rest, &tag))
        if (tag.is_any || view_equal(tag.text, own))
            return true;
    return false;
}
