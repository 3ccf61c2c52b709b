// SPDX-License-Identifier: Apache-2.0
// twilio.com/docs/usage/security: base64(HMAC-SHA1(token, url, and of each field of the form, by name, the
// name and the value)). Of a field that stands several times each value counts once, in order. Which port
// stands in the url the provider does not say for sure.
#include "channel/twilio/twilio_row.h"
#include "codec/form.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>

enum { PAIRS_MAX = 1000, FORM_MEMORY = 8 << 20, TEXT_MAX = 4 << 20, SHA1_SIZE = 20, SHA256_SIZE = 32 };

static int by_bytes(struct view a, struct view b)
{
    size_t least = a.size < b.size ? a.size : b.size;
    int order = least == 0 ? 0 : memcmp(a.data, b.data, least);
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

static int by_name_and_value(const void *left, const void *right)
{
    const struct form_pair *a = left, *b = right;
    int order = by_bytes(a->name, b->name);
    return order != 0 ? order : by_bytes(a->value, b->value);
}

static void append_pairs(struct form_pair *pairs, size_t count, struct buffer *out)
{
    if (count > 1)
        qsort(pairs, count, sizeof(*pairs), by_name_and_value);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && by_name_and_value(&pairs[i - 1], &pairs[i]) == 0)
            continue;
        buffer_append_view(out, pairs[i].name);
        buffer_append_view(out, pairs[i].value);
    }
}

static bool sign_text(struct view token, struct view text, char *ret)
{
    unsigned char code[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (HMAC(EVP_sha1(), token.data, (int)token.size, (const unsigned char *)text.data, text.size, code,
             &size) == NULL ||
        size != SHA1_SIZE)
        return false;
    EVP_EncodeBlock((unsigned char *)ret, code, SHA1_SIZE);
    return true;
}

bool twilio_sign(struct view token, const struct twilio_signed *what,
                 char ret[static TWILIO_SIGNATURE_SIZE + 1])
{
    struct arena arena;
    struct buffer text;
    struct form_pair *pairs = NULL;
    size_t count = 0;
    arena_init(&arena, 4096, FORM_MEMORY);
    buffer_init(&text, TEXT_MAX);
    bool is_form = form_parse(&arena, what->form, PAIRS_MAX, &pairs, &count) == FORM_OK;
    buffer_append_view(&text, what->url);
    if (is_form)
        append_pairs(pairs, count, &text);
    bool is_signed = is_form && !text.failed && sign_text(token, buffer_view(&text), ret);
    buffer_free(&text);
    arena_free(&arena);
    return is_signed;
}

// ---- a request

static struct view header_of(const struct channel_request *r, struct view name)
{
    for (uint32_t i = 0; i < r->header_count; i++)
        if (view_equal(r->headers[i].name, name))
            return r->headers[i].value;
    return (struct view){0};
}

// The hash of the body, as the query has it; no data: it has none.
static struct view hash_of(struct view query, struct arena *arena)
{
    struct form_pair *pairs;
    size_t count;
    if (form_parse(arena, query, PAIRS_MAX, &pairs, &count) != FORM_OK)
        return (struct view){0};
    return form_value(pairs, count, VIEW("bodySHA256"));
}

static bool is_hash_of(struct view hash, struct view body)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char code[SHA256_SIZE];
    char hex[2 * SHA256_SIZE];
    if (hash.size != sizeof(hex) ||
        EVP_Digest(body.size == 0 ? "" : body.data, body.size, code, NULL, EVP_sha256(), NULL) != 1)
        return false;
    for (int i = 0; i < SHA256_SIZE; i++) {
        hex[2 * i] = digits[code[i] >> 4];
        hex[2 * i + 1] = digits[code[i] & 15];
    }
    return CRYPTO_memcmp(hex, hash.data, sizeof(hex)) == 0;
}

// The address with its port left out, or with the one that its scheme has.
static void other_port(struct view url, struct buffer *out)
{
    bool is_https = view_starts(url, VIEW("https://"));
    size_t start = is_https ? 8 : 7, end = start, colon = 0;
    if (url.size < start)
        return;
    for (; end < url.size && url.data[end] != '/' && url.data[end] != '?'; end++)
        colon = url.data[end] == ':' ? end : url.data[end] == ']' ? 0 : colon;
    buffer_append(out, url.data, colon > 0 ? colon : end);
    if (colon == 0)
        buffer_append_view(out, is_https ? VIEW(":443") : VIEW(":80"));
    buffer_append(out, url.data + end, url.size - end);
}

static bool is_signature(struct view token, const struct twilio_signed *what, struct view given)
{
    char wanted[TWILIO_SIGNATURE_SIZE + 1];
    return given.size == TWILIO_SIGNATURE_SIZE && twilio_sign(token, what, wanted) &&
           CRYPTO_memcmp(wanted, given.data, TWILIO_SIGNATURE_SIZE) == 0;
}

static bool is_signed_form(struct view token, struct view url, struct view form,
                           const struct channel_request *request)
{
    struct view given = header_of(request, VIEW("x-twilio-signature"));
    struct buffer whole, other;
    buffer_init(&whole, TEXT_MAX);
    buffer_init(&other, TEXT_MAX);
    buffer_append_view(&whole, url);
    if (request->query.size > 0) {
        buffer_append_char(&whole, '?');
        buffer_append_view(&whole, request->query);
    }
    other_port(buffer_view(&whole), &other);
    bool is_good =
        !whole.failed && is_signature(token, &(struct twilio_signed){buffer_view(&whole), form}, given);
    if (!is_good)
        is_good =
            !other.failed && is_signature(token, &(struct twilio_signed){buffer_view(&other), form}, given);
    buffer_free(&whole);
    buffer_free(&other);
    return is_good;
}

bool twilio_is_signed(struct view token, struct view url, const struct channel_request *request)
{
    struct arena arena;
    arena_init(&arena, 4096, FORM_MEMORY);
    struct view hash = hash_of(request->query, &arena);
    bool has_form = hash.data == NULL && view_equal(request->method, VIEW("POST"));
    bool is_good = hash.data == NULL || is_hash_of(hash, request->body);
    arena_free(&arena);
    return is_good && is_signed_form(token, url, has_form ? request->body : (struct view){0}, request);
}
