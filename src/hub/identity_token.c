// SPDX-License-Identifier: Apache-2.0
#include "hub/identity_token.h"
#include "base/error.h"
#include "base/id.h"
#include "codec/base64url.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

enum { CODE_SIZE = 32 };

static const int64_t SECOND_US = 1000000;

// The JSON object that a part stands for, in the arena.
static int read_part(struct view part, struct arena *arena, const struct json **ret)
{
    char memory[IDENTITY_TOKEN_MAX];
    struct buffer bytes = buffer_fixed(memory, sizeof(memory));
    struct view text;
    if (!base64url_read(part, &bytes))
        return IDENTITY_TOKEN_BAD;
    if (!arena_copy(arena, buffer_view(&bytes), &text))
        return error_trace(-ENOMEM);
    if (json_parse(arena, text, NULL, ret) != JSON_OK || (*ret)->type != JSON_OBJECT)
        return IDENTITY_TOKEN_BAD;
    return IDENTITY_TOKEN_OK;
}

// "none" and every key that the token itself would choose end here (RFC 8725 3.1).
static int check_header(struct view part, struct arena *arena)
{
    const struct json *header, *alg;
    struct view name;
    int r = read_part(part, arena, &header);
    if (r != IDENTITY_TOKEN_OK)
        return r;
    alg = json_member(header, VIEW("alg"));
    if (alg == NULL || !json_text(alg, arena, &name))
        return IDENTITY_TOKEN_BAD;
    // What "crit" names must be understood (RFC 7515 4.1.11), and nothing is.
    bool is_plain = json_member(header, VIEW("crit")) == NULL;
    return view_equal(name, VIEW("HS256")) && is_plain ? IDENTITY_TOKEN_OK : IDENTITY_TOKEN_OTHER;
}

static int check_signature(struct view signed_text, struct view part, struct view secret)
{
    char memory[CODE_SIZE];
    unsigned char wanted[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    struct buffer given = buffer_fixed(memory, sizeof(memory));
    if (HMAC(EVP_sha256(), secret.data, (int)secret.size, (const unsigned char *)signed_text.data,
             signed_text.size, wanted, &size) == NULL)
        return error_trace(-EIO);
    if (!base64url_read(part, &given) || given.size != CODE_SIZE || size != CODE_SIZE)
        return IDENTITY_TOKEN_FORGED;
    return CRYPTO_memcmp(wanted, memory, CODE_SIZE) == 0 ? IDENTITY_TOKEN_OK : IDENTITY_TOKEN_FORGED;
}

// A NumericDate (RFC 7519 2) in microseconds. False when there is one and it is none.
static bool read_date(const struct json *claims, struct view name, bool *ret_is_there, int64_t *ret_us)
{
    const struct json *value = json_member(claims, name);
    double seconds;
    *ret_is_there = value != NULL;
    if (value == NULL)
        return true;
    if (!json_double(value, &seconds) || seconds < 0 || seconds > 9e9)
        return false;
    *ret_us = (int64_t)(seconds * 1e6);
    return true;
}

static int check_times(const struct json *claims, int64_t now_us, int64_t *ret_expires_us)
{
    bool has_end, has_start, has_issue;
    int64_t end_us = 0, start_us = 0, issue_us = 0;
    if (!read_date(claims, VIEW("exp"), &has_end, &end_us) ||
        !read_date(claims, VIEW("nbf"), &has_start, &start_us) ||
        !read_date(claims, VIEW("iat"), &has_issue, &issue_us))
        return IDENTITY_TOKEN_BAD;
    if (!has_end || end_us > now_us + (IDENTITY_TOKEN_AHEAD_S + IDENTITY_TOKEN_SKEW_S) * SECOND_US)
        return IDENTITY_TOKEN_TOO_LONG;
    if (now_us >= end_us)
        return IDENTITY_TOKEN_EXPIRED;
    int64_t latest_us = now_us + IDENTITY_TOKEN_SKEW_S * SECOND_US;
    if ((has_start && start_us > latest_us) || (has_issue && issue_us > latest_us))
        return IDENTITY_TOKEN_TOO_SOON;
    *ret_expires_us = end_us;
    return IDENTITY_TOKEN_OK;
}

// null and "" say nothing.
static bool read_text(const struct json *claims, struct view name, struct arena *arena, struct view *ret)
{
    const struct json *value = json_member(claims, name);
    *ret = (struct view){0};
    if (value == NULL || value->type == JSON_NULL)
        return true;
    if (!json_text(value, arena, ret) || ret->size > IDENTITY_TOKEN_TEXT_MAX)
        return false;
    if (ret->size == 0)
        *ret = (struct view){0};
    return true;
}

static int read_claims(struct view part, int64_t now_us, struct arena *arena, struct identity_claims *ret)
{
    const struct json *claims, *sub;
    struct identity_claims c = {0};
    int r = read_part(part, arena, &claims);
    if (r == IDENTITY_TOKEN_OK)
        r = check_times(claims, now_us, &c.expires_us);
    if (r != IDENTITY_TOKEN_OK)
        return r;
    sub = json_member(claims, VIEW("sub"));
    if (sub == NULL || !json_text(sub, arena, &c.customer_id) || !id_is_valid(c.customer_id))
        return IDENTITY_TOKEN_NOBODY;
    if (!read_text(claims, VIEW("name"), arena, &c.name) ||
        !read_text(claims, VIEW("email"), arena, &c.email) ||
        !read_text(claims, VIEW("phone"), arena, &c.phone))
        return IDENTITY_TOKEN_BAD;
    *ret = c;
    return IDENTITY_TOKEN_OK;
}

int identity_token_read(struct view text, struct view secret, int64_t now_us, struct arena *arena,
                        struct identity_claims *ret)
{
    struct view rest = text;
    if (text.size > IDENTITY_TOKEN_MAX)
        return IDENTITY_TOKEN_BAD;
    struct view header = view_cut(&rest, '.');
    struct view payload = view_cut(&rest, '.');
    struct view signature = rest;
    if (signature.data == NULL || memchr(signature.data, '.', signature.size) != NULL)
        return IDENTITY_TOKEN_BAD;
    int r = check_header(header, arena);
    if (r == IDENTITY_TOKEN_OK)
        r = check_signature(view_make(text.data, header.size + 1 + payload.size), signature, secret);
    return r == IDENTITY_TOKEN_OK ? read_claims(payload, now_us, arena, ret) : r;
}

struct view identity_token_fault(int outcome)
{
    switch ((enum identity_token_outcome)outcome) {
    case IDENTITY_TOKEN_OK:
        break;
    case IDENTITY_TOKEN_BAD:
        return VIEW("identity_token is no JSON Web Token of the claims that are known");
    case IDENTITY_TOKEN_OTHER:
        return VIEW("identity_token must be signed with HS256");
    case IDENTITY_TOKEN_FORGED:
        return VIEW("identity_token is not signed with this site's secret");
    case IDENTITY_TOKEN_EXPIRED:
        return VIEW("identity_token has expired");
    case IDENTITY_TOKEN_TOO_LONG:
        return VIEW("identity_token must expire (exp) within 24 hours");
    case IDENTITY_TOKEN_TOO_SOON:
        return VIEW("identity_token is not valid yet; is the shop's clock right?");
    case IDENTITY_TOKEN_NOBODY:
        return VIEW("identity_token must name the customer (sub) by an id of 1 to 128 characters");
    }
    return VIEW("identity_token is not good");
}
