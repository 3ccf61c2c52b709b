// SPDX-License-Identifier: Apache-2.0
// The field `in`: how a request to the webhook is taken apart. One rule, or a list of them:
//   {"items": "/events",                     pointer to a list, or to one; "" is the whole body
//    "kind": {"pointer": "/type", "or": …,   needed where a rule has both messages and receipts
//             "message": ["message", "file.*"], "receipt": ["status"], "ignore": ["ping"]},
//    "message": {"id", "from", "name", "text", "payload", "at", "attachments", "attachment": {"url", "id",
//                "name", "type", "size"}, "metadata": {any name: …}},
//    "receipt": {"id", "delivery", "state", "code", "text", "at",
//                "states": {"sent": […], "delivered": […], "read": […], "bounced": […], "ignore": […]}},
//    "challenge": "/challenge"}              what is there is answered, as text
// Each place is a pointer (codec/json_pointer.h), or an object {"pointer", "or", "strip_prefix",
// "strip_suffix"}; kinds and states are patterns (codec/glob.h). A body that is a form is an object of texts.
#pragma once
#include "channel/custom/custom_read.h"
#include "codec/form.h"

enum { CUSTOM_RULES_MAX = 8, CUSTOM_METADATA_MAX = 32 };

struct custom_kinds {
    struct view pointer, other; // no data: all are of one kind
    const struct json *message, *receipt, *ignore;
};

struct custom_file {
    struct custom_take url, id, name, type, size;
};

struct custom_words {
    struct custom_take id, from, name, text, payload, at, attachments;
    struct custom_file file;
    const struct json *metadata; // an object of takes
};

struct custom_states {
    const struct json *sent, *delivered, *read, *bounced, *ignore;
};

struct custom_receipt {
    struct custom_take id, delivery, state, code, text, at;
    struct custom_states states;
};

struct custom_rule {
    struct view items, challenge;
    struct custom_kinds kind;
    bool has_message, has_receipt;
    struct custom_words message;
    struct custom_receipt receipt;
};

struct custom_map {
    struct custom_rule *rules;
    int count;
};

// `json` without data: the plain interface, {"messages": […], "receipts": […]}.
int custom_map_read(struct custom_reading *r, struct view json, struct custom_map *ret);

// ---- what an item is

enum custom_item { CUSTOM_IS_MESSAGE, CUSTOM_IS_RECEIPT, CUSTOM_IS_NOTHING, CUSTOM_IS_UNKNOWN };

// *ret_kind: what is said of one that is unknown.
enum custom_item custom_map_judge(const struct custom_rule *rule, const struct json *item,
                                  struct arena *arena, struct view *ret_kind);

// False: it is not what it should be; *ret_why says what is missing. Texts lie in the document or the arena.
bool custom_map_message(const struct custom_rule *rule, const struct json *item, struct arena *arena,
                        struct channel_received *ret, const char **ret_why);
// The state may be 0: one that nobody needs to know.
bool custom_map_receipt(const struct custom_rule *rule, const struct json *item, struct arena *arena,
                        struct channel_moved *ret, const char **ret_why);

// A form as an object of texts, of a repeated name a list of them. False without memory.
bool custom_map_form(const struct form_pair *pairs, size_t count, struct buffer *out);
