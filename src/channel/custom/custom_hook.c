// SPDX-License-Identifier: Apache-2.0
// Requests to the webhook: the signature over the bytes as they came, then what is in them. What cannot be
// made out is told as unknown and stored, so that a provider's new kind of event is answered 200 and a
// mapping that is wrong can be seen; only what is neither JSON nor a form is refused.
#include "base/error.h"
#include "channel/custom/custom_map.h"
#include "channel/custom/custom_row.h"
#include "channel/custom/custom_sign.h"
#include "codec/json_pointer.h"
#include "codec/utf8.h"

enum { SECOND_US = 1000000, PAIRS_MAX = 256, FORM_JSON_MAX = 8 << 20, KIND_MAX = 64, SAMPLE_MAX = 16 << 10 };

struct hearing {
    struct custom *custom;
    struct arena *arena;
    int items;
};

// ---- what is told

static void tell_unknown(const struct hearing *h, struct view kind, const struct json *item)
{
    const struct channel_unknown *unknown = host_facet(&h->custom->host, CHANNEL_HOST_UNKNOWN);
    if (unknown != NULL)
        unknown->tell(h->custom->host.seat, utf8_cut(kind, KIND_MAX - 1),
                      utf8_cut(json_source(item), SAMPLE_MAX));
}

static int tell_message(const struct hearing *h, const struct custom_rule *rule, const struct json *item)
{
    struct channel_received in;
    const char *why;
    if (!custom_map_message(rule, item, h->arena, &in, &why)) {
        tell_unknown(h, view_from(why), item);
        return CHANNEL_OK;
    }
    in.mark = h->custom->mark + 1;
    int r = host_received(&h->custom->host, in);
    h->custom->mark += r == CHANNEL_OK;
    return r == CHANNEL_REFUSED ? CHANNEL_OK : r; // one that the hub has no use for holds no others up
}

static void tell_receipt(const struct hearing *h, const struct custom_rule *rule, const struct json *item)
{
    struct channel_moved moved;
    const char *why;
    if (!custom_map_receipt(rule, item, h->arena, &moved, &why))
        tell_unknown(h, view_from(why), item);
    else if (moved.state != 0)
        host_moved(&h->custom->host, moved);
}

static int tell(struct hearing *h, const struct custom_rule *rule, const struct json *item)
{
    struct view kind;
    h->items++;
    switch (custom_map_judge(rule, item, h->arena, &kind)) {
    case CUSTOM_IS_MESSAGE:
        return tell_message(h, rule, item);
    case CUSTOM_IS_RECEIPT:
        tell_receipt(h, rule, item);
        break;
    case CUSTOM_IS_UNKNOWN:
        tell_unknown(h, kind, item);
        break;
    case CUSTOM_IS_NOTHING:
        break;
    }
    return CHANNEL_OK;
}

// ---- rules

// A provider that asks whether the address is ours is answered with its own words.
static bool answer_challenge(const struct hearing *h, const struct custom_rule *rule, const struct json *root)
{
    const struct channel_answering *answering = host_facet(&h->custom->host, CHANNEL_HOST_ANSWER);
    struct custom_take take = {.pointer = rule->challenge};
    struct view text;
    if (rule->challenge.data == NULL || answering == NULL ||
        !custom_take_text(&take, root, h->arena, &text) || text.size == 0 || text.size > CHANNEL_ADDRESS_MAX)
        return false;
    answering->answer(h->custom->host.seat, VIEW("text/plain; charset=utf-8"), text);
    return true;
}

static int take_rule(struct hearing *h, const struct custom_rule *rule, const struct json *root)
{
    const struct json *items = json_pointer_find(root, rule->items);
    if (answer_challenge(h, rule, root)) {
        h->items++;
        return CHANNEL_OK;
    }
    if (items == NULL || items->type == JSON_NULL || (!rule->has_message && !rule->has_receipt))
        return CHANNEL_OK;
    if (items->type != JSON_ARRAY)
        return tell(h, rule, items);
    h->items++; // an empty list is none that is unknown
    int r = CHANNEL_OK;
    for (const struct json *v = json_first(items); v != NULL && r == CHANNEL_OK; v = json_next(items, v))
        r = tell(h, rule, v);
    return r;
}

static int take_all(struct hearing *h, const struct custom_map *map, const struct json *root)
{
    int r = CHANNEL_OK;
    for (int i = 0; i < map->count && r == CHANNEL_OK; i++)
        r = take_rule(h, &map->rules[i], root);
    if (r == CHANNEL_OK && h->items == 0)
        tell_unknown(h, VIEW("a body without items"), root);
    return r;
}

// ---- the body

static bool is_form(const struct channel_request *request)
{
    for (uint32_t i = 0; i < request->header_count; i++)
        if (view_equal_nocase(request->headers[i].name, VIEW("content-type"))) {
            struct view rest = request->headers[i].value;
            return view_equal_nocase(view_trim(view_cut(&rest, ';')),
                                     VIEW("application/x-www-form-urlencoded"));
        }
    return false;
}

static int parse_form(struct view body, struct arena *arena, struct buffer *made, const struct json **ret)
{
    struct form_pair *pairs;
    size_t count;
    int r = form_parse(arena, body, PAIRS_MAX, &pairs, &count);
    if (r == FORM_NO_MEMORY)
        return error_trace(-ENOMEM);
    if (r != FORM_OK || count == 0 || !custom_map_form(pairs, count, made))
        return CHANNEL_REFUSED;
    return json_parse(arena, buffer_view(made), NULL, ret) == JSON_OK ? CHANNEL_OK : CHANNEL_REFUSED;
}

static int parse(const struct channel_request *request, struct arena *arena, struct buffer *made,
                 const struct json **ret)
{
    int r = is_form(request) ? parse_form(request->body, arena, made, ret)
                             : json_parse(arena, request->body, NULL, ret);
    if (r < 0)
        return r;
    return r == CHANNEL_OK && ((*ret)->type == JSON_OBJECT || (*ret)->type == JSON_ARRAY) ? CHANNEL_OK
                                                                                          : CHANNEL_REFUSED;
}

static int hear(struct custom *c, struct arena *arena, const struct channel_request *request,
                struct channel_fault *fault)
{
    struct hearing h = {.custom = c, .arena = arena};
    struct custom_reading reading = {arena, fault};
    struct custom_map map;
    struct buffer made;
    const struct json *root;
    buffer_init(&made, FORM_JSON_MAX);
    int r = parse(request, arena, &made, &root);
    if (r == CHANNEL_REFUSED)
        host_refuse(fault, "body", "it is neither JSON nor a form");
    if (r == CHANNEL_OK)
        r = custom_map_read(&reading, custom_text(c, CUSTOM_IN, (struct view){0}), &map);
    if (r == CHANNEL_OK)
        r = take_all(&h, &map, root);
    buffer_free(&made);
    return r;
}

static int verify(const struct custom *c, struct arena *arena, const struct channel_request *request,
                  struct channel_fault *fault)
{
    struct custom_reading reading = {arena, fault};
    struct custom_sign sign;
    struct view secret =
        custom_text(c, CUSTOM_WEBHOOK_SECRET, custom_text(c, CUSTOM_SIGNING_SECRET, (struct view){0}));
    int r = custom_sign_read(&reading, custom_text(c, CUSTOM_SIGNATURE, (struct view){0}), &sign);
    if (r != CHANNEL_OK)
        return r;
    if (sign.scheme != CUSTOM_SIGN_NONE && secret.size == 0)
        return host_refuse(fault, "signature", "the connector has no webhook_secret to check requests by");
    const char *why = custom_sign_verify(&sign, secret, request, host_wall_us(&c->host),
                                         c->number[CUSTOM_TOLERANCE_S] * SECOND_US);
    return why == NULL ? CHANNEL_OK : host_refuse(fault, "signature", "%s", why);
}

static int receive(void *state, const struct channel_request *request, struct channel_fault *ret_fault)
{
    struct custom *c = state;
    struct arena arena;
    arena_init(&arena, 4096, CUSTOM_MEMORY);
    int r = verify(c, &arena, request, ret_fault);
    if (r == CHANNEL_OK)
        r = hear(c, &arena, request, ret_fault);
    arena_free(&arena);
    return r;
}

const struct channel_webhook custom_webhook = {
    .version = CHANNEL_VERSION, .size = sizeof(struct channel_webhook), .receive = receive};
