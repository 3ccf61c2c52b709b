// SPDX-License-Identifier: Apache-2.0
#include "codec/json.h"
#include "http_provider.h"
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>

enum { MEMORY = 4 << 20, SIGNATURE_SIZE = 64 };

static struct view header(const struct channel_http_request *r, struct view name)
{
    for (uint32_t i = 0; i < r->header_count; i++)
        if (view_equal_nocase(r->headers[i].name, name))
            return r->headers[i].value;
    return (struct view){0};
}

// "v1,…" of id.timestamp.body (Standard Webhooks, "Signature scheme").
static void sign(struct view id, struct view time, struct view body, char ret[SIGNATURE_SIZE])
{
    unsigned char key[64], mac[EVP_MAX_MD_SIZE];
    struct view secret = VIEW(PROVIDER_PLAIN_SECRET);
    unsigned size;
    struct buffer text;
    int key_size = EVP_DecodeBlock(key, (const unsigned char *)secret.data + 6, (int)secret.size - 6);
    buffer_init(&text, 4 << 20);
    buffer_printf(&text, "%.*s.%.*s.", VIEW_ARG(id), VIEW_ARG(time));
    buffer_append_view(&text, body);
    HMAC(EVP_sha256(), key, key_size, (const unsigned char *)text.data, text.size, mac, &size);
    memcpy(ret, "v1,", 3);
    EVP_EncodeBlock((unsigned char *)ret + 3, mac, (int)size);
    buffer_free(&text);
}

// A message that is signed must be signed well.
static bool is_signed(const struct channel_http_request *r)
{
    char expected[SIGNATURE_SIZE];
    struct view signature = header(r, VIEW("webhook-signature"));
    if (signature.data == NULL)
        return true;
    sign(header(r, VIEW("webhook-id")), header(r, VIEW("webhook-timestamp")), r->body, expected);
    return view_equal(view_from(expected), signature);
}

static enum provider_asked read_message(const struct channel_http_request *r, const struct json *root,
                                        struct arena *arena, char ret_id[CHANNEL_ID_MAX + 1])
{
    struct view id, to, key = header(r, VIEW("idempotency-key"));
    const struct json *id_member = json_member(root, VIEW("id")), *to_member = json_member(root, VIEW("to"));
    if (id_member == NULL || to_member == NULL || !json_text(id_member, arena, &id) ||
        !json_text(to_member, arena, &to) || id.size == 0 || id.size > CHANNEL_ID_MAX || to.size == 0)
        return PROVIDER_NONSENSE;
    if ((key.data != NULL && !view_equal(key, id)) || !is_signed(r))
        return PROVIDER_NONSENSE;
    snprintf(ret_id, CHANNEL_ID_MAX + 1, "%.*s", VIEW_ARG(id));
    return PROVIDER_MESSAGE;
}

static enum provider_asked read_request(const struct channel_http_request *r, char ret_id[CHANNEL_ID_MAX + 1])
{
    struct arena arena;
    const struct json *root;
    enum provider_asked asked = PROVIDER_NONSENSE;
    if (!view_equal(r->method, VIEW("POST")))
        return PROVIDER_OTHER;
    arena_init(&arena, 4096, MEMORY);
    if (json_parse(&arena, r->body, NULL, &root) == JSON_OK && root->type == JSON_OBJECT)
        asked = read_message(r, root, &arena, ret_id);
    arena_free(&arena);
    return asked;
}

static void name_message(int number, char ret_id[CHANNEL_ADDRESS_MAX + 1])
{
    snprintf(ret_id, CHANNEL_ADDRESS_MAX + 1, "plain-%d", number);
}

static void answer(enum provider_says says, struct view provider_id, struct provider_answer *ret)
{
    static const int statuses[] = {200, 429, 422, 204};
    ret->status = statuses[says];
    ret->type = VIEW("application/json");
    if (says == PROVIDER_TAKES)
        buffer_printf(&ret->body, "{\"id\":\"%.*s\"}", VIEW_ARG(provider_id));
    else if (says != PROVIDER_AGREES)
        buffer_printf(&ret->body, "{\"error\":{\"code\":\"%s\",\"message\":\"not this one\"}}",
                      says == PROVIDER_THROTTLES ? "too-many" : "not-wanted");
}

static void receipt(const struct provider_receipt *receipt, struct provider_hook *ret)
{
    static const char *const states[] = {"?", "delivered", "read", "bounced"};
    buffer_printf(&ret->body, "{\"receipts\":[{\"id\":\"%.*s\",\"state\":\"%s\"}]}",
                  VIEW_ARG(receipt->provider_id), states[receipt->state]);
}

static void words(const struct provider_words *words, struct provider_hook *ret)
{
    struct json_writer w = json_writer(&ret->body);
    const struct view names[] = {VIEW("id"), VIEW("from"), VIEW("text")};
    const struct view values[] = {words->id, words->from, words->text};
    json_begin_object(&w);
    json_key(&w, VIEW("messages"));
    json_begin_array(&w);
    json_begin_object(&w);
    for (int i = 0; i < 3; i++) {
        json_key(&w, names[i]);
        json_string(&w, values[i]);
    }
    json_end_object(&w);
    json_end_array(&w);
    json_end_object(&w);
}

static void seal(const struct provider_seal *seal, struct provider_hook *hook)
{
    char time[24], signature[SIGNATURE_SIZE];
    snprintf(time, sizeof(time), "%lld", (long long)(seal->wall_us / 1000000));
    sign(VIEW("hook-1"), view_from(time), buffer_view(&hook->body), signature);
    provider_hook_header(hook, VIEW("content-type"), "application/json");
    provider_hook_header(hook, VIEW("webhook-id"), "hook-1");
    provider_hook_header(hook, VIEW("webhook-timestamp"), time);
    provider_hook_header(hook, VIEW("webhook-signature"), signature);
    provider_hook_header(hook, VIEW("x-token"), PROVIDER_PLAIN_TOKEN);
}

const struct provider_dialect provider_plain = {.name = "plain",
                                                .read = read_request,
                                                .name_message = name_message,
                                                .answer = answer,
                                                .receipt = receipt,
                                                .words = words,
                                                .seal = seal};
