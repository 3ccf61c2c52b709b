// SPDX-License-Identifier: Apache-2.0
// What an answer means. Said by the configuration first; else by HTTP (RFC 9110, 15): 2xx is sent; what says
// that it was not taken and may be asked again is tried again; other refusals are for good. After a failure
// of the provider's own nobody knows, unless it takes a message once however often it comes.
#include "base/error.h"
#include "channel/custom/custom_request.h"
#include "codec/utf8.h"

enum { STATUSES_MAX = 64, TEXT_MAX = 512 };

#define PLAIN "{\"id\":\"/id\",\"code\":\"/error/code\",\"text\":\"/error/message\"}"

// ---- the configuration

static bool is_status(const struct json *v)
{
    int64_t number;
    if (v->type == JSON_NUMBER)
        return json_int(v, &number) && number >= 100 && number <= 599;
    return v->type == JSON_STRING && v->size == 3 && v->text[0] >= '1' && v->text[0] <= '5' &&
           memcmp(v->text + 1, "xx", 2) == 0;
}

static int read_statuses(struct custom_reading *r, const struct json *v, const char *path, void *to)
{
    if (v->type != JSON_ARRAY || v->count > STATUSES_MAX)
        return custom_refuse(r, path, "", "must be a list of at most %d", STATUSES_MAX);
    int index = 0;
    for (const struct json *i = json_first(v); i != NULL; i = json_next(v, i), index++) {
        char token[16];
        snprintf(token, sizeof(token), "%d", index);
        if (!is_status(i))
            return custom_refuse(r, path, token, "must be a status like 409, or a class like \"5xx\"");
    }
    *(const struct json **)to = v;
    return CHANNEL_OK;
}

int custom_answer_read(struct custom_reading *r, struct view json, struct custom_answer *ret)
{
#define MEMBER(member, reader)                                                                               \
    {                                                                                                        \
#member, reader, offsetof(struct custom_answer, member)                                              \
    }
    static const struct custom_member members[] = {
        MEMBER(id, custom_read_take),          MEMBER(code, custom_read_take),
        MEMBER(text, custom_read_take),        MEMBER(status, custom_read_take),
        MEMBER(sent, custom_read_patterns),    MEMBER(retry, custom_read_patterns),
        MEMBER(failed, custom_read_patterns),  MEMBER(sent_statuses, read_statuses),
        MEMBER(retry_statuses, read_statuses), MEMBER(failed_statuses, read_statuses),
    };
#undef MEMBER
    const struct json *root;
    struct custom_answer answer = {0};
    int result = custom_parse(r->arena, json.data == NULL ? VIEW(PLAIN) : json, &root);
    if (result == CHANNEL_OK)
        result =
            custom_read_members(r, root, "answer", members, sizeof(members) / sizeof(members[0]), &answer);
    if (result == CHANNEL_OK && (answer.sent != NULL || answer.retry != NULL || answer.failed != NULL) &&
        answer.status.pointer.data == NULL)
        return custom_refuse(r, "answer", "status", "is needed: it is what the patterns are of");
    if (result == CHANNEL_OK)
        *ret = answer;
    return result;
}

// ---- classes

static bool is_among(const struct json *list, int status)
{
    int64_t number;
    const struct json *v = list == NULL ? NULL : json_first(list);
    for (; v != NULL; v = json_next(list, v))
        if (v->type == JSON_NUMBER ? json_int(v, &number) && number == status
                                   : v->text[0] - '0' == status / 100)
            return true;
    return false;
}

static enum channel_end class_of(const struct custom *c, int status)
{
    static const int again[] = {401, 407, 408, 423, 425, 429, 503};
    for (size_t i = 0; i < sizeof(again) / sizeof(again[0]); i++)
        if (again[i] == status)
            return CHANNEL_RETRY;
    if (status >= 200 && status < 300)
        return CHANNEL_SENT;
    if (status >= 300 && status < 500)
        return CHANNEL_FAILED;
    return c->number[CUSTOM_IDEMPOTENT] ? CHANNEL_RETRY : CHANNEL_UNKNOWN;
}

static enum channel_end judge_status(const struct custom *c, const struct custom_answer *a, int status)
{
    if (is_among(a->sent_statuses, status))
        return CHANNEL_SENT;
    if (is_among(a->retry_statuses, status))
        return CHANNEL_RETRY;
    return is_among(a->failed_statuses, status) ? CHANNEL_FAILED : class_of(c, status);
}

// A provider that answers 200 to everything says in the body what it means.
static enum channel_end judge_word(const struct custom_answer *a, const struct json *root,
                                   struct arena *arena, enum channel_end otherwise)
{
    struct view word;
    if (root == NULL || !custom_take_text(&a->status, root, arena, &word))
        return otherwise;
    if (custom_matches(a->sent, word, arena))
        return CHANNEL_SENT;
    if (custom_matches(a->retry, word, arena))
        return CHANNEL_RETRY;
    return custom_matches(a->failed, word, arena) ? CHANNEL_FAILED : otherwise;
}

// ---- an end

static struct view take(const struct custom_take *take, const struct json *root, struct arena *arena)
{
    struct view text;
    return root != NULL && custom_take_text(take, root, arena, &text) && text.size > 0
               ? utf8_cut(text, TEXT_MAX)
               : (struct view){0};
}

static struct view say(struct arena *arena, const char *before, int number, const char *after)
{
    char text[64];
    struct view kept = {0};
    int size = snprintf(text, sizeof(text), "%s%d%s", before, number, after);
    return arena_copy(arena, view_make(text, (size_t)size), &kept) ? kept : (struct view){0};
}

static void explain(struct channel_ended *end, const struct custom_answer *a, const struct json *root,
                    int status, struct arena *arena)
{
    end->code = take(&a->code, root, arena);
    end->text = take(&a->text, root, arena);
    if (end->code.data == NULL)
        end->code = say(arena, "http-", status, "");
    if (end->text.data == NULL)
        end->text = say(arena, "The provider answered ", status, ".");
}

static struct channel_ended judge(const struct custom *c, const struct channel_http_answer *answer,
                                  struct arena *arena)
{
    struct channel_fault fault;
    struct custom_reading reading = {arena, &fault};
    struct custom_answer a;
    struct channel_ended end = {.end = CHANNEL_UNKNOWN};
    const struct json *root = NULL;
    if (custom_answer_read(&reading, custom_text(c, CUSTOM_ANSWER, (struct view){0}), &a) != CHANNEL_OK)
        return end;
    if (answer->body.size > 0 && json_parse(arena, answer->body, NULL, &root) != JSON_OK)
        root = NULL;
    end.end = judge_status(c, &a, answer->status);
    if (answer->status >= 200 && answer->status < 300)
        end.end = judge_word(&a, root, arena, end.end);
    if (end.end == CHANNEL_SENT) {
        end.provider_id = take(&a.id, root, arena);
        return end;
    }
    explain(&end, &a, root, answer->status, arena);
    if (end.end == CHANNEL_RETRY)
        end.retry_us = answer->retry_after_us;
    return end;
}

struct channel_ended custom_end(const struct custom *c, const struct channel_http_answer *answer,
                                struct arena *arena, struct view id)
{
    struct channel_ended end = {.end = CHANNEL_UNKNOWN};
    switch (answer->end) {
    case CHANNEL_HTTP_ANSWERED:
        end = judge(c, answer, arena);
        break;
    case CHANNEL_HTTP_NOT_SENT:
        end = (struct channel_ended){.end = CHANNEL_RETRY, .code = VIEW("not-sent"), .text = answer->fault};
        break;
    case CHANNEL_HTTP_UNKNOWN:
        end.text = answer->fault;
        break;
    case CHANNEL_HTTP_FORBIDDEN:
        end = (struct channel_ended){.end = CHANNEL_FAILED, .code = VIEW("forbidden"), .text = answer->fault};
        break;
    }
    end.id = id;
    return end;
}
