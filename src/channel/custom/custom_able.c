// SPDX-License-Identifier: Apache-2.0
// What a connector can do by its configuration, of what the type can: nobody is promised a receipt for which
// no rule looks, nor a file that no place of the request would hold.
#include "channel/custom/custom_map.h"
#include "channel/custom/custom_request.h"
#include "channel/custom/custom_row.h"
#include "channel/custom/custom_sign.h"

// Whether the text has the place "{{name…", as attachments and attachment_url are one.
static bool has_place(struct view text, struct view name)
{
    for (size_t i = 0; i + 2 + name.size <= text.size; i++) {
        size_t at = i + 2;
        if (text.data[i] != '{' || text.data[i + 1] != '{')
            continue;
        while (at < text.size && text.data[at] == ' ')
            at++;
        if (view_starts(view_make(text.data + at, text.size - at), name))
            return true;
    }
    return false;
}

static uint32_t sends(const struct custom *c, const struct custom_request *request)
{
    static const struct {
        struct view place;
        uint32_t ability;
    } places[] = {{{"attachment", 10}, CHANNEL_ATTACHMENTS}, {{"choices", 7}, CHANNEL_CHOICES}};
    bool has_body = !view_equal(custom_text(c, CUSTOM_METHOD, VIEW("POST")), VIEW("GET"));
    struct view body = request->body == NULL ? VIEW("") : json_source(request->body);
    uint32_t set = c->number[CUSTOM_IDEMPOTENT] ? CHANNEL_IDEMPOTENT : 0;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        if ((has_body && has_place(body, places[i].place)) ||
            has_place(custom_text(c, CUSTOM_SEND_URL, VIEW("")), places[i].place))
            set |= places[i].ability;
    return set;
}

static uint32_t hears(const struct custom_map *map)
{
    uint32_t set = 0;
    for (int i = 0; i < map->count; i++) {
        const struct custom_rule *rule = &map->rules[i];
        const struct json *read = rule->receipt.states.read;
        if (rule->has_message)
            set |= CHANNEL_RECEIVES;
        if (rule->has_receipt)
            set |= CHANNEL_RECEIPTS;
        if (rule->has_receipt && read != NULL && (read->type != JSON_ARRAY || read->count > 0))
            set |= CHANNEL_READS;
    }
    return set;
}

int custom_find_abilities(const struct custom *c, uint32_t *ret)
{
    struct channel_fault fault;
    struct arena arena;
    struct custom_reading r = {&arena, &fault};
    struct custom_request request;
    struct custom_map map;
    struct custom_sign sign;
    const struct view none = {0};
    arena_init(&arena, 4096, CUSTOM_MEMORY);
    int result = custom_request_read(&r, custom_text(c, CUSTOM_REQUEST, none), &request);
    if (result == CHANNEL_OK)
        result = custom_map_read(&r, custom_text(c, CUSTOM_IN, none), &map);
    if (result == CHANNEL_OK)
        result = custom_sign_read(&r, custom_text(c, CUSTOM_SIGNATURE, none), &sign);
    if (result == CHANNEL_OK) {
        bool can_check = sign.scheme == CUSTOM_SIGN_NONE || c->text[CUSTOM_WEBHOOK_SECRET] != NULL ||
                         c->text[CUSTOM_SIGNING_SECRET] != NULL;
        *ret = sends(c, &request) | (can_check ? hears(&map) : 0);
    }
    arena_free(&arena);
    return result;
}
