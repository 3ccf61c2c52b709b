// SPDX-License-Identifier: Apache-2.0
#include "channel/custom/custom_sign.h"
#include "base/error.h"
#include "channel/custom/custom_key.h"
#include "channel/host.h"
#include "codec/json_template.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIGNED_MAX = 3 << 20, CANDIDATES_MAX = 16, SECOND_US = 1000000 };

struct mac {
    unsigned char data[EVP_MAX_MD_SIZE];
    unsigned size;
};

// A key that only verifies signs nothing.
enum key_use { KEY_SIGNS, KEY_VERIFIES };

static int read_keys(enum custom_scheme scheme, struct view secret, struct custom_key *ret)
{
    int count = 0;
    for (struct view word = custom_key_cut(&secret); word.size > 0; word = custom_key_cut(&secret))
        if (count == CUSTOM_KEYS_MAX || !custom_key_read(word, scheme == CUSTOM_SIGN_STANDARD, &ret[count++]))
            return -1;
    return count;
}

static bool are_keys(enum custom_scheme scheme, struct view secret, enum key_use use)
{
    struct custom_key keys[CUSTOM_KEYS_MAX];
    int count = read_keys(scheme, secret, keys);
    bool are_good = count > 0;
    for (int i = 0; i < count; i++)
        are_good &= use == KEY_VERIFIES || !keys[i].is_public;
    OPENSSL_cleanse(keys, sizeof(keys));
    return are_good;
}

bool custom_sign_may_sign(struct view secret)
{
    return are_keys(CUSTOM_SIGN_STANDARD, secret, KEY_SIGNS);
}

bool custom_sign_may_verify(enum custom_scheme scheme, struct view secret)
{
    return are_keys(scheme, secret, KEY_VERIFIES);
}

// ---- signing

static bool hash(const struct custom_sign *sign, const struct custom_key *key, struct view text,
                 struct mac *ret)
{
    const EVP_MD *digest = sign->is_sha1 ? EVP_sha1() : EVP_sha256();
    return HMAC(digest, key->data, key->size, (const unsigned char *)text.data, text.size, ret->data,
                &ret->size) != NULL;
}

static const struct custom_sign standard = {.scheme = CUSTOM_SIGN_STANDARD,
                                            .header = {"webhook-signature", 17},
                                            .timestamp_header = {"webhook-timestamp", 17},
                                            .id_header = {"webhook-id", 10},
                                            .prefix = {"v1,", 3},
                                            .signed_text = {"{{id}}.{{timestamp}}.{{body}}", 29},
                                            .is_base64 = true};

static bool write_signed(const struct custom_sign *sign, struct view id, struct view timestamp,
                         struct view body, struct buffer *out)
{
    const struct json_template_value values[] = {{.name = VIEW("id"), .text = id},
                                                 {.name = VIEW("timestamp"), .text = timestamp},
                                                 {.name = VIEW("body"), .text = body}};
    buffer_init(out, SIGNED_MAX);
    json_template_text(out, sign->signed_text, JSON_TEMPLATE_PLAIN, values, 3);
    return !out->failed;
}

bool custom_sign_make(struct view secret, struct view id, struct view timestamp, struct view body,
                      char ret[CUSTOM_SIGNATURE_MAX])
{
    struct custom_key keys[CUSTOM_KEYS_MAX];
    struct buffer text, out = buffer_fixed(ret, CUSTOM_SIGNATURE_MAX);
    int count = read_keys(CUSTOM_SIGN_STANDARD, secret, keys);
    bool is_made = write_signed(&standard, id, timestamp, body, &text) && count > 0;
    for (int i = 0; i < count && is_made; i++) {
        unsigned char encoded[2 * EVP_MAX_MD_SIZE];
        struct mac mac;
        is_made = hash(&standard, &keys[i], buffer_view(&text), &mac);
        int size = is_made ? EVP_EncodeBlock(encoded, mac.data, (int)mac.size) : 0;
        buffer_printf(&out, "%sv1,%.*s", i == 0 ? "" : " ", size, (const char *)encoded);
    }
    buffer_append_char(&out, '\0');
    OPENSSL_cleanse(keys, sizeof(keys));
    buffer_free(&text);
    return is_made && !out.failed;
}

// ---- verifying

static struct view header_of(const struct channel_request *request, struct view name)
{
    for (uint32_t i = 0; i < request->header_count; i++)
        if (view_equal_nocase(request->headers[i].name, name))
            return request->headers[i].value;
    return (struct view){0};
}

// Any of the signatures that are given, by this key.
static bool is_one_of(const struct custom_sign *sign, const struct custom_key *key, struct view text,
                      struct view given)
{
    struct mac mac = {0};
    const struct view prefix = key->is_public ? VIEW("v1a,") : sign->prefix;
    const char between = sign->scheme == CUSTOM_SIGN_STANDARD ? ' ' : ',';
    bool is_found = false, is_hashed = key->is_public || hash(sign, key, text, &mac);
    for (int i = 0; i < CANDIDATES_MAX && is_hashed && given.size > 0; i++) {
        unsigned char bytes[EVP_MAX_MD_SIZE];
        struct view word = custom_key_cut_word(&given, ' ', between);
        if (!view_starts(word, prefix))
            continue;
        word = view_make(word.data + prefix.size, word.size - prefix.size);
        int size = key->is_public || sign->is_base64 ? custom_key_base64(word, bytes, sizeof(bytes))
                                                     : custom_key_hex(word, bytes, sizeof(bytes));
        if (key->is_public)
            is_found |= custom_key_verifies(key, text, bytes, size);
        else
            is_found |= size == (int)mac.size && CRYPTO_memcmp(bytes, mac.data, mac.size) == 0;
    }
    return is_found;
}

static bool is_signed_by_one(const struct custom_sign *sign, struct view secret, struct view text,
                             struct view given)
{
    struct custom_key keys[CUSTOM_KEYS_MAX];
    bool is_found = false;
    int count = read_keys(sign->scheme, secret, keys);
    for (int i = 0; i < count; i++)
        is_found |= is_one_of(sign, &keys[i], text, given);
    OPENSSL_cleanse(keys, sizeof(keys));
    return is_found;
}

static bool needs(const struct custom_sign *sign, const char *place)
{
    return memmem(sign->signed_text.data, sign->signed_text.size, place, strlen(place)) != NULL;
}

static bool is_fresh(struct view timestamp, int64_t wall_us, int64_t tolerance_us)
{
    long long seconds;
    if (!view_to_uint(timestamp, &seconds) || seconds > INT64_MAX / SECOND_US)
        return false;
    int64_t off = wall_us - seconds * SECOND_US;
    return off <= tolerance_us && -off <= tolerance_us;
}

static const char *verify_hmac(const struct custom_sign *sign, struct view secret,
                               const struct channel_request *request, int64_t wall_us, int64_t tolerance_us)
{
    struct view given = header_of(request, sign->header);
    struct view timestamp = header_of(request, sign->timestamp_header);
    struct view id = header_of(request, sign->id_header);
    struct buffer text;
    if (given.size == 0)
        return "the request is not signed";
    if (needs(sign, "{{id}}") && id.size == 0)
        return "the request has no id";
    if (needs(sign, "{{timestamp}}") && !is_fresh(timestamp, wall_us, tolerance_us))
        return "the request has no time, or it is too old or from the future";
    bool is_good = write_signed(sign, id, timestamp, request->body, &text) &&
                   is_signed_by_one(sign, secret, buffer_view(&text), given);
    buffer_free(&text);
    return is_good ? NULL : "the signature is not right";
}

static const char *verify_token(const struct custom_sign *sign, struct view secret,
                                const struct channel_request *request)
{
    struct view given = header_of(request, sign->header);
    bool is_found = false;
    if (view_starts(given, sign->prefix))
        given = view_make(given.data + sign->prefix.size, given.size - sign->prefix.size);
    for (struct view word = custom_key_cut(&secret); word.size > 0; word = custom_key_cut(&secret))
        is_found |= word.size == given.size && CRYPTO_memcmp(word.data, given.data, word.size) == 0;
    return is_found ? NULL : "the request does not show the token";
}

const char *custom_sign_verify(const struct custom_sign *sign, struct view secret,
                               const struct channel_request *request, int64_t wall_us, int64_t tolerance_us)
{
    switch (sign->scheme) {
    case CUSTOM_SIGN_NONE:
        return NULL;
    case CUSTOM_SIGN_TOKEN:
        return verify_token(sign, secret, request);
    case CUSTOM_SIGN_STANDARD:
    case CUSTOM_SIGN_HMAC:
        return verify_hmac(sign, secret, request, wall_us, tolerance_us);
    }
    return "there is no such scheme";
}

// ---- the configuration

struct words {
    struct view scheme, header, algorithm, encoding, prefix, signed_text, timestamp_header, id_header;
};

// The place of the word among those that are allowed; -1: it is none of them.
static int choose(struct view word, const char *const *words)
{
    for (int i = 0; words[i] != NULL; i++)
        if (word.data == NULL || view_equal(view_from(words[i]), word))
            return i;
    return -1;
}

static int take_scheme(struct custom_reading *r, const struct words *w, struct custom_sign *ret)
{
    static const char *const schemes[] = {"standard", "hmac", "token", "none", NULL};
    int scheme = choose(w->scheme, schemes);
    if (scheme < 0)
        return custom_refuse(r, "signature", "scheme", "must be standard, hmac, token or none");
    ret->scheme =
        w->scheme.data == NULL && w->header.data != NULL ? CUSTOM_SIGN_HMAC : (enum custom_scheme)scheme;
    bool needs_header = ret->scheme == CUSTOM_SIGN_HMAC || ret->scheme == CUSTOM_SIGN_TOKEN;
    if (needs_header != (w->header.size > 0))
        return custom_refuse(r, "signature", "header",
                             needs_header ? "is needed" : "belongs to another scheme");
    return CHANNEL_OK;
}

static int take_signed(struct custom_reading *r, const struct words *w, struct custom_sign *ret)
{
    static const struct json_template_value names[] = {
        {.name = {"id", 2}}, {.name = {"timestamp", 9}}, {.name = {"body", 4}}};
    ret->signed_text = w->signed_text.data == NULL || view_equal(w->signed_text, VIEW("body"))
                           ? VIEW("{{body}}")
                       : view_equal(w->signed_text, VIEW("timestamp.body")) ? VIEW("{{timestamp}}.{{body}}")
                                                                            : w->signed_text;
    if (json_template_check_text(ret->signed_text, names, 3) != JSON_TEMPLATE_OK || !needs(ret, "{{body}}"))
        return custom_refuse(
            r, "signature", "signed",
            "must be body, timestamp.body, or a text with {{body}}, {{timestamp}} and {{id}} only");
    if (needs(ret, "{{timestamp}}") && w->timestamp_header.size == 0)
        return custom_refuse(r, "signature", "timestamp_header", "is needed");
    if (needs(ret, "{{id}}") && w->id_header.size == 0)
        return custom_refuse(r, "signature", "id_header", "is needed");
    return CHANNEL_OK;
}

static int take_words(struct custom_reading *r, const struct words *w, struct custom_sign *ret)
{
    static const char *const algorithms[] = {"sha256", "sha1", NULL}, *const encodings[] = {"hex", "base64",
                                                                                            NULL};
    int algorithm = choose(w->algorithm, algorithms), encoding = choose(w->encoding, encodings);
    int result = take_scheme(r, w, ret);
    if (result != CHANNEL_OK)
        return result;
    if (algorithm < 0)
        return custom_refuse(r, "signature", "algorithm", "must be sha256 or sha1");
    if (encoding < 0)
        return custom_refuse(r, "signature", "encoding", "must be hex or base64");
    if (ret->scheme == CUSTOM_SIGN_STANDARD) {
        *ret = standard;
        return CHANNEL_OK;
    }
    ret->header = w->header;
    ret->timestamp_header = w->timestamp_header;
    ret->id_header = w->id_header;
    ret->prefix = w->prefix;
    ret->is_sha1 = algorithm == 1;
    ret->is_base64 = encoding == 1;
    return ret->scheme == CUSTOM_SIGN_HMAC ? take_signed(r, w, ret) : CHANNEL_OK;
}

int custom_sign_read(struct custom_reading *r, struct view json, struct custom_sign *ret)
{
#define WORD(member_name, member)                                                                            \
    {                                                                                                        \
        member_name, custom_read_text, offsetof(struct words, member)                                        \
    }
    static const struct custom_member members[] = {WORD("scheme", scheme),
                                                   WORD("header", header),
                                                   WORD("algorithm", algorithm),
                                                   WORD("encoding", encoding),
                                                   WORD("prefix", prefix),
                                                   WORD("signed", signed_text),
                                                   WORD("timestamp_header", timestamp_header),
                                                   WORD("id_header", id_header)};
#undef WORD
    struct words words = {0};
    struct custom_sign sign = {0};
    const struct json *root;
    *ret = standard;
    if (json.data == NULL)
        return CHANNEL_OK;
    int result = custom_parse(r->arena, json, &root);
    if (result == CHANNEL_OK)
        result =
            custom_read_members(r, root, "signature", members, sizeof(members) / sizeof(members[0]), &words);
    if (result == CHANNEL_OK)
        result = take_words(r, &words, &sign);
    if (result == CHANNEL_OK)
        *ret = sign;
    return result;
}
