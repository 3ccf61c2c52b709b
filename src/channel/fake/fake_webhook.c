// SPDX-License-Identifier: Apache-2.0
// What the provider tells by its webhook:
//   {"messages": [{"id", "from", "name", "text", "payload", "at"}], "receipts": [{"id", "state"}]}
// `at` in seconds since 1970; the receipts' id is the provider's. A body is taken whole or not at all.
#include "base/error.h"
#include "channel/fake/fake_row.h"
#include "codec/json.h"

enum { BODY_MEMORY = 8 << 20, ITEMS_MAX = 1000, SECOND_US = 1000000 };
static const int64_t AT_MOST = INT64_C(253402300799); // the end of the year 9999

// The text of a member. False: it is none, or it is missing and needed, or too long.
static bool text_of(const struct json *object, struct view name, struct arena *arena, size_t most,
                    bool is_needed, struct view *ret)
{
    const struct json *v = json_member(object, name);
    *ret = (struct view){0};
    if (v == NULL || v->type == JSON_NULL)
        return !is_needed;
    return json_text(v, arena, ret) && ret->size <= most && (!is_needed || ret->size > 0);
}

static bool read_time(const struct json *object, int64_t *ret_us)
{
    const struct json *at = json_member(object, VIEW("at"));
    int64_t seconds = 0;
    if (at != NULL && at->type != JSON_NULL && (!json_int(at, &seconds) || seconds < 0 || seconds > AT_MOST))
        return false;
    *ret_us = seconds * SECOND_US;
    return true;
}

static bool read_message(const struct json *v, struct arena *a, struct channel_received *ret)
{
    return v->type == JSON_OBJECT &&
           text_of(v, VIEW("id"), a, CHANNEL_ADDRESS_MAX, true, &ret->provider_id) &&
           text_of(v, VIEW("from"), a, CHANNEL_ADDRESS_MAX, true, &ret->from) &&
           text_of(v, VIEW("name"), a, CHANNEL_ADDRESS_MAX, false, &ret->from_name) &&
           text_of(v, VIEW("text"), a, CHANNEL_TEXT_MAX, false, &ret->text) &&
           text_of(v, VIEW("payload"), a, CHANNEL_ADDRESS_MAX, false, &ret->payload) &&
           read_time(v, &ret->at_us);
}

static bool read_receipt(const struct json *v, struct arena *a, struct channel_moved *ret)
{
    static const struct view names[] = {{"delivered", 9}, {"read", 4}, {"bounced", 7}};
    struct view state;
    if (v->type != JSON_OBJECT || !text_of(v, VIEW("id"), a, CHANNEL_ADDRESS_MAX, true, &ret->provider_id) ||
        !text_of(v, VIEW("state"), a, CHANNEL_ADDRESS_MAX, true, &state))
        return false;
    for (int i = 0; i < 3; i++) {
        if (!view_equal(names[i], state))
            continue;
        ret->state = (enum channel_state)(i + 1);
        return true;
    }
    return false;
}

// ---- twice over the body: first to judge, then to tell

static int walk_messages(struct fake *f, const struct json *list, struct arena *arena, bool tells)
{
    int r = CHANNEL_OK;
    for (const struct json *v = json_first(list); v != NULL && r == CHANNEL_OK; v = json_next(list, v)) {
        struct channel_received in = {0};
        if (!read_message(v, arena, &in))
            return CHANNEL_REFUSED;
        in.mark = f->mark + 1;
        if (tells)
            r = host_received(&f->host, in);
        if (tells && r == CHANNEL_OK)
            f->mark++;
    }
    return r;
}

static int walk_receipts(struct fake *f, const struct json *list, struct arena *arena, bool tells)
{
    for (const struct json *v = json_first(list); v != NULL; v = json_next(list, v)) {
        struct channel_moved moved = {0};
        if (!read_receipt(v, arena, &moved))
            return CHANNEL_REFUSED;
        if (tells)
            host_moved(&f->host, moved);
    }
    return CHANNEL_OK;
}

static bool is_list(const struct json *v)
{
    return v == NULL || (v->type == JSON_ARRAY && v->count <= ITEMS_MAX);
}

static int walk(struct fake *f, const struct json *root, struct arena *arena, bool tells)
{
    const struct json *messages = json_member(root, VIEW("messages"));
    const struct json *receipts = json_member(root, VIEW("receipts"));
    if (!is_list(messages) || !is_list(receipts) || (messages == NULL && receipts == NULL))
        return CHANNEL_REFUSED;
    int r = messages == NULL ? CHANNEL_OK : walk_messages(f, messages, arena, tells);
    return r == CHANNEL_OK && receipts != NULL ? walk_receipts(f, receipts, arena, tells) : r;
}

int fake_hear(struct fake *f, struct view body, struct channel_fault *ret_fault)
{
    struct arena arena;
    const struct json *root;
    arena_init(&arena, 4096, BODY_MEMORY);
    int r = json_parse(&arena, body, NULL, &root);
    if (r == JSON_OK)
        r = root->type == JSON_OBJECT ? walk(f, root, &arena, false) : CHANNEL_REFUSED;
    else if (r > 0)
        r = CHANNEL_REFUSED;
    if (r == CHANNEL_OK)
        r = walk(f, root, &arena, true);
    arena_free(&arena);
    if (r == CHANNEL_REFUSED)
        return host_refuse(ret_fault, "body", "the provider's words make no sense");
    return r;
}

// ---- the facet

static bool is_signed(const struct fake *f, const struct channel_request *request)
{
    if (f->token == NULL)
        return true;
    for (uint32_t i = 0; i < request->header_count; i++)
        if (view_equal(request->headers[i].name, VIEW("x-fake-token")))
            return view_equal(request->headers[i].value, view_from(f->token));
    return false;
}

static int receive(void *state, const struct channel_request *request, struct channel_fault *ret_fault)
{
    struct fake *f = state;
    if (!is_signed(f, request))
        return host_refuse(ret_fault, "signature", "the request does not show the token");
    return fake_hear(f, request->body, ret_fault);
}

const struct channel_webhook fake_webhook = {
    .version = CHANNEL_VERSION, .size = sizeof(struct channel_webhook), .receive = receive};
