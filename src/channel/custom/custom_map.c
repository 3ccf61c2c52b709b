// SPDX-License-Identifier: Apache-2.0
#include "channel/custom/custom_map.h"
#include "base/error.h"
#include "codec/json_pointer.h"
#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TAKE(type, member)                                                                                   \
    {                                                                                                        \
#member, custom_read_take, offsetof(struct type, member)                                             \
    }
#define PATTERNS(type, member)                                                                               \
    {                                                                                                        \
#member, custom_read_patterns, offsetof(struct type, member)                                         \
    }

// What is spoken without being told otherwise.
#define PLAIN                                                                                                \
    "[{\"items\":\"/messages\",\"message\":{\"id\":\"/id\",\"from\":\"/from\",\"name\":\"/"                  \
    "name\",\"text\":\"/text\","                                                                             \
    "\"payload\":\"/payload\",\"at\":\"/at\",\"attachments\":\"/attachments\"}},"                            \
    "{\"items\":\"/receipts\",\"receipt\":{\"id\":\"/id\",\"delivery\":\"/delivery\",\"state\":\"/state\","  \
    "\"code\":\"/code\",\"text\":\"/text\",\"at\":\"/at\"}}]"

// ---- parts of a rule

static int read_kinds(struct custom_reading *r, const struct json *v, const char *path, void *to)
{
    static const struct custom_member members[] = {
        {"pointer", custom_read_pointer, offsetof(struct custom_kinds, pointer)},
        {"or", custom_read_pointer, offsetof(struct custom_kinds, other)},
        PATTERNS(custom_kinds, message),
        PATTERNS(custom_kinds, receipt),
        PATTERNS(custom_kinds, ignore),
    };
    struct custom_kinds *kinds = to;
    int result = custom_read_members(r, v, path, members, COUNT(members), kinds);
    if (result == CHANNEL_OK && kinds->pointer.data == NULL)
        return custom_refuse(r, path, "pointer", "is needed");
    return result;
}

static int read_file(struct custom_reading *r, const struct json *v, const char *path, void *to)
{
    static const struct custom_member members[] = {
        TAKE(custom_file, url),  TAKE(custom_file, id),   TAKE(custom_file, name),
        TAKE(custom_file, type), TAKE(custom_file, size),
    };
    return custom_read_members(r, v, path, members, COUNT(members), to);
}

static int read_metadata(struct custom_reading *r, const struct json *v, const char *path, void *to)
{
    int result = CHANNEL_OK;
    if (v->type != JSON_OBJECT || v->count > CUSTOM_METADATA_MAX)
        return custom_refuse(r, path, "", "must be an object of at most %d", CUSTOM_METADATA_MAX);
    for (const struct json *k = json_first(v); k != NULL && result == CHANNEL_OK;
         k = json_next_member(v, k)) {
        struct custom_take take = {0};
        result = custom_read_take(r, json_value_of(k), path, &take);
    }
    if (result == CHANNEL_OK)
        *(const struct json **)to = v;
    return result;
}

static int read_message(struct custom_reading *r, const struct json *v, const char *path, void *to)
{
    static const struct custom_member members[] = {
        TAKE(custom_words, id),
        TAKE(custom_words, from),
        TAKE(custom_words, name),
        TAKE(custom_words, text),
        TAKE(custom_words, payload),
        TAKE(custom_words, at),
        TAKE(custom_words, attachments),
        {"attachment", read_file, offsetof(struct custom_words, file)},
        {"metadata", read_metadata, offsetof(struct custom_words, metadata)},
    };
    struct custom_rule *rule = to;
    struct custom_words *words = &rule->message;
    words->file = (struct custom_file){.url = {.pointer = VIEW("/url")},
                                       .id = {.pointer = VIEW("/id")},
                                       .name = {.pointer = VIEW("/name")},
                                       .type = {.pointer = VIEW("/type")},
                                       .size = {.pointer = VIEW("/size")}};
    int result = custom_read_members(r, v, path, members, COUNT(members), words);
    if (result == CHANNEL_OK && words->id.pointer.data == NULL)
        return custom_refuse(r, path, "id", "is needed: what was received is stored once by it");
    if (result == CHANNEL_OK && words->from.pointer.data == NULL)
        return custom_refuse(r, path, "from", "is needed: it is who wrote");
    rule->has_message = true;
    return result;
}

static int read_states(struct custom_reading *r, const struct json *v, const char *path, void *to)
{
    static const struct custom_member members[] = {
        PATTERNS(custom_states, sent),    PATTERNS(custom_states, delivered), PATTERNS(custom_states, read),
        PATTERNS(custom_states, bounced), PATTERNS(custom_states, ignore),
    };
    *(struct custom_states *)to = (struct custom_states){0};
    return custom_read_members(r, v, path, members, COUNT(members), to);
}

static int read_usual_states(struct custom_reading *r, struct custom_states *ret)
{
    const struct json *usual;
    int result = custom_parse(
        r->arena,
        VIEW("{\"delivered\":\"delivered\",\"read\":[\"read\",\"seen\"],\"bounced\":[\"bounced\","
             "\"failed\",\"undelivered\"],\"ignore\":[\"accepted\",\"queued\",\"sending\"],\"sent\":"
             "\"sent\"}"),
        &usual);
    return result == CHANNEL_OK ? read_states(r, usual, "", ret) : result;
}

static int read_receipt(struct custom_reading *r, const struct json *v, const char *path, void *to)
{
    static const struct custom_member members[] = {
        TAKE(custom_receipt, id),
        TAKE(custom_receipt, delivery),
        TAKE(custom_receipt, state),
        TAKE(custom_receipt, code),
        TAKE(custom_receipt, text),
        TAKE(custom_receipt, at),
        {"states", read_states, offsetof(struct custom_receipt, states)},
    };
    struct custom_rule *rule = to;
    int result = read_usual_states(r, &rule->receipt.states);
    if (result == CHANNEL_OK)
        result = custom_read_members(r, v, path, members, COUNT(members), &rule->receipt);
    if (result == CHANNEL_OK && rule->receipt.id.pointer.data == NULL &&
        rule->receipt.delivery.pointer.data == NULL)
        return custom_refuse(r, path, "id", "is needed, or delivery: it is what the receipt is of");
    if (result == CHANNEL_OK && rule->receipt.state.pointer.data == NULL)
        return custom_refuse(r, path, "state", "is needed");
    rule->has_receipt = true;
    return result;
}

// ---- rules

static int read_rule(struct custom_reading *r, const struct json *v, const char *path,
                     struct custom_rule *ret)
{
    static const struct custom_member members[] = {
        {"items", custom_read_pointer, offsetof(struct custom_rule, items)},
        {"challenge", custom_read_pointer, offsetof(struct custom_rule, challenge)},
        {"kind", read_kinds, offsetof(struct custom_rule, kind)},
        {"message", read_message, 0},
        {"receipt", read_receipt, 0},
    };
    int result = custom_read_members(r, v, path, members, COUNT(members), ret);
    if (result != CHANNEL_OK)
        return result;
    if (!ret->has_message && !ret->has_receipt && ret->challenge.data == NULL)
        return custom_refuse(r, path, "message", "is needed, or receipt, or challenge");
    if (ret->has_message && ret->has_receipt && ret->kind.pointer.data == NULL)
        return custom_refuse(r, path, "kind", "is needed to tell messages from receipts");
    if (ret->kind.message != NULL && !ret->has_message)
        return custom_refuse(r, path, "message", "is needed for what kind says is one");
    if (ret->kind.receipt != NULL && !ret->has_receipt)
        return custom_refuse(r, path, "receipt", "is needed for what kind says is one");
    return CHANNEL_OK;
}

static int read_rules(struct custom_reading *r, const struct json *list, struct custom_map *ret)
{
    char path[16];
    int result = CHANNEL_OK;
    for (const struct json *v = json_first(list); v != NULL && result == CHANNEL_OK; v = json_next(list, v)) {
        snprintf(path, sizeof(path), "in/%d", ret->count);
        result = read_rule(r, v, path, &ret->rules[ret->count++]);
    }
    return result;
}

int custom_map_read(struct custom_reading *r, struct view json, struct custom_map *ret)
{
    const struct json *root;
    struct custom_map map = {.rules = arena_zalloc(r->arena, CUSTOM_RULES_MAX * sizeof(*map.rules))};
    if (map.rules == NULL)
        return error_trace(-ENOMEM);
    int result = custom_parse(r->arena, json.data == NULL ? VIEW(PLAIN) : json, &root);
    if (result != CHANNEL_OK)
        return result;
    if (root->type == JSON_ARRAY && (root->count == 0 || root->count > CUSTOM_RULES_MAX))
        return custom_refuse(r, "in", "", "must have 1 to %d rules", CUSTOM_RULES_MAX);
    if (root->type == JSON_ARRAY)
        result = read_rules(r, root, &map);
    else
        result = read_rule(r, root, "in", &map.rules[map.count++]);
    if (result == CHANNEL_OK)
        *ret = map;
    return result;
}
