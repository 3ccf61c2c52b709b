// SPDX-License-Identifier: Apache-2.0
// The configuration as a whole, when a connector is opened: whatever is wrong has its place named.
#include "channel/custom/custom_key.h"
#include "channel/custom/custom_map.h"
#include "channel/custom/custom_request.h"
#include "channel/custom/custom_row.h"
#include "channel/custom/custom_sign.h"

// ---- addresses

static bool is_clean(struct view text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] <= ' ' || text.data[i] == 0x7f)
            return false;
    return true;
}

// Where the path begins, behind "https://host"; NULL: it is no address.
static const char *path_of(const char *url)
{
    const char *host = strncmp(url, "https://", 8) == 0  ? url + 8
                       : strncmp(url, "http://", 7) == 0 ? url + 7
                                                         : NULL;
    if (host == NULL)
        return NULL;
    size_t size = strcspn(host, "/?#");
    return size == 0 || memchr(host, '@', size) != NULL || memchr(host, '{', size) != NULL ? NULL
                                                                                           : host + size;
}

static int check_url(const struct custom *c, enum custom_field field, const char *name,
                     struct channel_fault *fault)
{
    const char *url = c->text[field];
    if (url == NULL)
        return CHANNEL_OK;
    if (path_of(url) == NULL || !is_clean(view_from(url)) || strchr(url, '#') != NULL)
        return host_refuse(fault, name, "must be http or https, a host that is written out, and a path");
    return CHANNEL_OK;
}

static int check_send_url(const struct custom *c, struct channel_fault *fault)
{
    int r = check_url(c, CUSTOM_SEND_URL, "send_url", fault);
    if (r == CHANNEL_OK && json_template_check_text(view_from(c->text[CUSTOM_SEND_URL]), custom_places,
                                                    CUSTOM_VALUES) != JSON_TEMPLATE_OK)
        return host_refuse(fault, "send_url", "a place {{…}} in it is not closed, or of no known name");
    return r;
}

static int check_urls(const struct custom *c, struct channel_fault *fault)
{
    const char *media = c->text[CUSTOM_MEDIA_URL];
    int r = check_send_url(c, fault);
    if (r == CHANNEL_OK)
        r = check_url(c, CUSTOM_PROBE_URL, "probe_url", fault);
    if (r == CHANNEL_OK)
        r = check_url(c, CUSTOM_MEDIA_URL, "media_url", fault);
    if (r == CHANNEL_OK && media != NULL && media[strlen(media) - 1] != '/')
        return host_refuse(fault, "media_url",
                           "must end with a slash, so that it names a folder and no more");
    return r;
}

// ---- words

static int check_method(const struct custom *c, struct channel_fault *fault)
{
    static const char *const methods[] = {"POST", "PUT", "PATCH", "GET"};
    const char *method = c->text[CUSTOM_METHOD];
    for (size_t i = 0; i < 4; i++)
        if (method == NULL || strcmp(method, methods[i]) == 0)
            return CHANNEL_OK;
    return host_refuse(fault, "method", "must be POST, PUT, PATCH or GET");
}

static int check_header(const struct custom *c, enum custom_field field, const char *name,
                        struct channel_fault *fault)
{
    const char *text = c->text[field];
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    if (text == NULL || (strspn(text, letters) == strlen(text) && strlen(text) <= 64))
        return CHANNEL_OK;
    return host_refuse(fault, name, "must be a header's name");
}

static int check_secret(const struct custom *c, enum custom_field field, const char *name,
                        struct channel_fault *fault)
{
    for (const char *at = c->text[field]; at != NULL && *at != '\0'; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            return host_refuse(fault, name, "must have no line breaks or other control characters");
    return CHANNEL_OK;
}

static int check_auth(const struct custom *c, struct channel_fault *fault)
{
    int r = check_header(c, CUSTOM_AUTH_HEADER, "auth_header", fault);
    if (r == CHANNEL_OK)
        r = check_header(c, CUSTOM_IDEMPOTENCY_HEADER, "idempotency_header", fault);
    if (r == CHANNEL_OK)
        r = check_secret(c, CUSTOM_AUTH_VALUE, "auth_value", fault);
    if (r == CHANNEL_OK)
        r = check_secret(c, CUSTOM_BEARER_TOKEN, "bearer_token", fault);
    if (r != CHANNEL_OK)
        return r;
    if (c->text[CUSTOM_BEARER_TOKEN] != NULL && c->text[CUSTOM_AUTH_USER] != NULL)
        return host_refuse(fault, "auth_user",
                           "stands beside a bearer_token, and there is one Authorization");
    if ((c->text[CUSTOM_AUTH_HEADER] == NULL) != (c->text[CUSTOM_AUTH_VALUE] == NULL))
        return host_refuse(fault, "auth_header", "belongs together with the secret auth_value");
    return CHANNEL_OK;
}

// ---- keys

// Anybody has it: whoever signs with it as if it were shared could be anybody.
static bool has_public(struct view secret)
{
    for (struct view word = custom_key_cut(&secret); word.size > 0; word = custom_key_cut(&secret))
        if (view_starts(word, VIEW("whpk_")))
            return true;
    return false;
}

static int check_keys(const struct custom *c, enum custom_scheme scheme, struct channel_fault *fault)
{
    const char *ours = c->text[CUSTOM_SIGNING_SECRET], *theirs = c->text[CUSTOM_WEBHOOK_SECRET];
    if (ours != NULL && !custom_sign_may_sign(view_from(ours)))
        return host_refuse(fault, "signing_secret",
                           "must be whsec_ and base64, or text, at most 8, one a line");
    if (theirs != NULL && (scheme == CUSTOM_SIGN_HMAC || scheme == CUSTOM_SIGN_TOKEN) &&
        has_public(view_from(theirs)))
        return host_refuse(
            fault, "webhook_secret",
            "is a public key (whpk_), which is no secret: only scheme standard verifies with one");
    if (theirs != NULL && !custom_sign_may_verify(scheme, view_from(theirs)))
        return host_refuse(fault, "webhook_secret",
                           "must be whsec_ or whpk_ and base64, or text, at most 8, one a line");
    return CHANNEL_OK;
}

// ---- all of it

static int check_json(const struct custom *c, struct arena *arena, struct channel_fault *fault)
{
    struct custom_reading r = {arena, fault};
    struct custom_request request;
    struct custom_answer answer;
    struct custom_map map;
    struct custom_sign sign;
    const struct view none = {0};
    int result = custom_request_read(&r, custom_text(c, CUSTOM_REQUEST, none), &request);
    if (result == CHANNEL_OK)
        result = custom_answer_read(&r, custom_text(c, CUSTOM_ANSWER, none), &answer);
    if (result == CHANNEL_OK)
        result = custom_map_read(&r, custom_text(c, CUSTOM_IN, none), &map);
    if (result == CHANNEL_OK)
        result = custom_sign_read(&r, custom_text(c, CUSTOM_SIGNATURE, none), &sign);
    if (result == CHANNEL_OK)
        result = check_keys(c, sign.scheme, fault);
    return result;
}

int custom_check(const struct custom *c, struct channel_fault *fault)
{
    struct arena arena;
    int r = check_urls(c, fault);
    if (r == CHANNEL_OK)
        r = check_method(c, fault);
    if (r == CHANNEL_OK)
        r = check_auth(c, fault);
    if (r != CHANNEL_OK)
        return r;
    arena_init(&arena, 4096, CUSTOM_MEMORY);
    r = check_json(c, &arena, fault);
    arena_free(&arena);
    return r;
}
