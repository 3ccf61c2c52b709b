// SPDX-License-Identifier: Apache-2.0
#include "hub/visitor_token.h"
#include "base/error.h"
#include "base/id.h"
#include "codec/base64url.h"

enum { CLAIMS_MAX = 1400 };

static struct view prefix_of(enum visitor_token_kind kind)
{
    return kind == VISITOR_TOKEN ? VISITOR_TOKEN_PREFIX : VIEW("ohv_");
}

static struct view purpose_of(enum visitor_token_kind kind)
{
    return kind == VISITOR_TOKEN ? VIEW("visitor token") : VIEW("visitor secret");
}

static void write_claims(struct buffer *out, const struct visitor_claims *c)
{
    struct json_writer w = json_writer(out);
    json_begin_object(&w);
    json_key(&w, VIEW("t"));
    json_integer(&w, c->tenant);
    json_key(&w, VIEW("s"));
    json_integer(&w, c->site);
    json_key(&w, VIEW("c"));
    json_string(&w, c->customer_id);
    json_key(&w, VIEW("d"));
    json_string(&w, c->device_id);
    json_key(&w, VIEW("p"));
    json_string_or_null(&w, c->proof);
    json_key(&w, VIEW("e"));
    json_integer(&w, c->expires_us);
    json_key(&w, VIEW("k"));
    json_bool(&w, c->is_known);
    if (c->about.data != NULL) {
        json_key(&w, VIEW("a"));
        json_raw(&w, c->about);
    }
    json_end_object(&w);
}

int visitor_token_write(const struct secret_keys *keys, enum visitor_token_kind kind,
                        const struct visitor_claims *claims, struct buffer *out)
{
    char text[CLAIMS_MAX], code[SECRET_CODE_SIZE + 1];
    struct buffer json = buffer_fixed(text, sizeof(text)), signature = buffer_fixed(code, sizeof(code));
    struct visitor_claims kept = *claims;
    if (kept.about.size > VISITOR_ABOUT_MAX)
        kept.about = (struct view){0};
    write_claims(&json, &kept);
    if (json.failed)
        return error_trace(-EMSGSIZE);
    int r = secret_sign(keys, purpose_of(kind), buffer_view(&json), &signature);
    if (r < 0)
        return error_trace(r);
    buffer_append_view(out, prefix_of(kind));
    base64url_write(out, json.data, json.size);
    buffer_append_char(out, '.');
    buffer_append_view(out, buffer_view(&signature));
    return out->failed ? error_trace(-ENOMEM) : 0;
}

static bool read_text(const struct json *object, struct view name, struct arena *arena, struct view *ret)
{
    const struct json *value = json_member(object, name);
    if (value != NULL && value->type == JSON_NULL) {
        *ret = (struct view){0};
        return true;
    }
    return value != NULL && json_text(value, arena, ret);
}

static bool read_number(const struct json *object, struct view name, int64_t *ret)
{
    const struct json *value = json_member(object, name);
    return value != NULL && json_int(value, ret);
}

// What was signed was written above; a version that wrote otherwise is refused.
static bool read_claims(const struct json *root, struct arena *arena, struct visitor_claims *c)
{
    const struct json *known = json_member(root, VIEW("k")), *about = json_member(root, VIEW("a"));
    if (known == NULL || !read_number(root, VIEW("t"), &c->tenant) ||
        !read_number(root, VIEW("s"), &c->site) || !read_number(root, VIEW("e"), &c->expires_us) ||
        !read_text(root, VIEW("c"), arena, &c->customer_id) ||
        !read_text(root, VIEW("d"), arena, &c->device_id) || !read_text(root, VIEW("p"), arena, &c->proof))
        return false;
    c->is_known = known->type == JSON_TRUE;
    c->about = about != NULL && about->type == JSON_OBJECT ? json_source(about) : (struct view){0};
    return id_is_valid(c->customer_id) && id_is_valid(c->device_id) &&
           (c->proof.data == NULL || c->proof.size == VISITOR_PROOF_SIZE);
}

int visitor_token_read(const struct secret_keys *keys, enum visitor_token_kind kind, struct view text,
                       int64_t now_us, struct arena *arena, struct visitor_claims *ret)
{
    char json[CLAIMS_MAX];
    struct buffer bytes = buffer_fixed(json, sizeof(json));
    struct visitor_claims claims = {0};
    struct view prefix = prefix_of(kind), kept;
    const struct json *root;
    if (text.size > VISITOR_TOKEN_MAX || !view_starts(text, prefix))
        return VISITOR_TOKEN_BAD;
    struct view code = view_make(text.data + prefix.size, text.size - prefix.size);
    struct view body = view_cut(&code, '.');
    if (code.data == NULL || !base64url_read(body, &bytes))
        return VISITOR_TOKEN_BAD;
    int r = secret_check(keys, purpose_of(kind), buffer_view(&bytes), code);
    if (r != SECRET_OK)
        return r < 0 ? error_trace(r) : VISITOR_TOKEN_BAD;
    if (!arena_copy(arena, buffer_view(&bytes), &kept))
        return error_trace(-ENOMEM);
    if (json_parse(arena, kept, NULL, &root) != JSON_OK || root->type != JSON_OBJECT ||
        !read_claims(root, arena, &claims))
        return VISITOR_TOKEN_BAD;
    if (now_us >= claims.expires_us)
        return VISITOR_TOKEN_EXPIRED;
    *ret = claims;
    return VISITOR_TOKEN_OK;
}
