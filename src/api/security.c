// SPDX-License-Identifier: Apache-2.0
#include "api/security.h"
#include "api/api_state.h"
#include <openssl/crypto.h>
#include <openssl/sha.h>

enum { DEFAULT_TENANT = 1 };

// ---- one pass over the headers

struct header_slot {
    struct view name;
    size_t offset; // of the view in struct head
};

static const struct header_slot slots[] = {
    {{"host", 4}, offsetof(struct head, host)},
    {{"origin", 6}, offsetof(struct head, origin)},
    {{"sec-fetch-site", 14}, offsetof(struct head, fetch_site)},
    {{"authorization", 13}, offsetof(struct head, authorization)},
    {{"x-api-key", 9}, offsetof(struct head, api_key)},
    {{"content-type", 12}, offsetof(struct head, content_type)},
    {{"x-request-id", 12}, offsetof(struct head, request_id)},
    {{"traceparent", 11}, offsetof(struct head, traceparent)},
    {{"sec-websocket-protocol", 22}, offsetof(struct head, protocols)},
    {{"if-match", 8}, offsetof(struct head, if_match)},
    {{"if-none-match", 13}, offsetof(struct head, if_none_match)},
    {{"idempotency-key", 15}, offsetof(struct head, idempotency_key)},
};

static bool is_forwarding(struct view name)
{
    static const struct view prefix = {"x-forwarded-", 12};
    return view_equal_nocase(name, VIEW("forwarded")) || view_equal_nocase(name, VIEW("x-real-ip")) ||
           (name.size > prefix.size && view_equal_nocase(view_make(name.data, prefix.size), prefix));
}

static void take_header(struct head *head, const struct http_header *header)
{
    for (size_t i = 0; i < sizeof(slots) / sizeof(slots[0]); i++) {
        if (slots[i].name.size != header->name.size || !view_equal_nocase(slots[i].name, header->name))
            continue;
        struct view *slot = (struct view *)(void *)((char *)head + slots[i].offset);
        if (slot->data == NULL)
            *slot = header->value;
        return;
    }
    if (is_forwarding(header->name))
        head->is_forwarded = true;
}

struct head head_of(const struct http_request *request)
{
    struct head head = {0};
    for (size_t i = 0; i < request->header_count; i++)
        take_header(&head, &request->headers[i]);
    return head;
}

// ---- Host and Origin

// "example.org:80" → "example.org", "[::1]:80" → "[::1]".
static struct view without_port(struct view host)
{
    if (host.size > 0 && host.data[0] == '[') {
        const char *end = memchr(host.data, ']', host.size);
        return end == NULL ? host : view_make(host.data, (size_t)(end + 1 - host.data));
    }
    return view_cut(&host, ':');
}

static bool is_own_host(const struct api *api, struct view host)
{
    struct view name = without_port(host);
    return view_equal_nocase(name, VIEW("localhost")) || view_equal(name, VIEW("127.0.0.1")) ||
           view_equal(name, VIEW("[::1]")) ||
           (api->config.public_host.data != NULL && view_equal_nocase(name, api->config.public_host));
}

static bool is_same_origin(struct view origin, struct view host)
{
    if (view_starts(origin, VIEW("http://")))
        return view_equal_nocase(view_make(origin.data + 7, origin.size - 7), host);
    if (view_starts(origin, VIEW("https://")))
        return view_equal_nocase(view_make(origin.data + 8, origin.size - 8), host);
    return false;
}

static bool is_allowed_origin(const struct api *api, const struct head *head)
{
    if (is_same_origin(head->origin, head->host))
        return true;
    for (struct view rest = api->config.allowed_origins; rest.data != NULL;)
        if (view_equal_nocase(view_trim(view_cut(&rest, ',')), head->origin))
            return true;
    return false;
}

static bool is_unsafe(enum http_method method)
{
    return method != HTTP_GET && method != HTTP_HEAD && method != HTTP_OPTIONS;
}

static int check_origin(struct call *call, bool is_socket)
{
    const struct head *head = &call->head;
    bool is_allowed = head->origin.data != NULL && is_allowed_origin(call->api, head);
    if (is_allowed && !is_same_origin(head->origin, head->host))
        call->cors_origin = head->origin;
    if (head->origin.data != NULL && !is_allowed && (is_socket || is_unsafe(call->exchange->request.method)))
        return call_refuse(call, 403, VIEW("origin.not_allowed"),
                           VIEW("requests from pages of this origin are not allowed"));
    if (view_equal_nocase(head->fetch_site, VIEW("cross-site")) && !is_allowed)
        return call_refuse(call, 403, VIEW("origin.cross_site"),
                           VIEW("requests from pages of another site are not allowed"));
    return 0;
}

int security_check_host(struct call *call)
{
    if (!is_own_host(call->api, call->head.host))
        return call_refuse(call, 421, VIEW("host.unknown"),
                           VIEW("the hub is not known under this host; configure it as public_host"));
    if (!call->api->has_key && (!call->exchange->request.peer_is_loopback || call->head.is_forwarded))
        return call_refuse(
            call, 403, VIEW("key.none_configured"),
            VIEW("without a configured API key the hub answers this machine only, and no proxy"));
    return 0;
}

int security_check(struct call *call, bool is_socket)
{
    int r = security_check_host(call);
    return r != 0 ? r : check_origin(call, is_socket);
}

int security_check_body(struct call *call)
{
    struct view rest = call->head.content_type;
    if (!call->route->takes_body || call->exchange->request.body.size == 0)
        return 0;
    if (view_equal_nocase(view_trim(view_cut(&rest, ';')), VIEW("application/json")))
        return 0;
    return call_refuse(call, 415, VIEW("body.media_type"), VIEW("the body must be application/json"));
}

// ---- keys

bool security_is_key(const struct api *api, struct view key)
{
    unsigned char hash[SHA256_DIGEST_LENGTH];
    if (!api->has_key || key.data == NULL)
        return false;
    SHA256((const unsigned char *)key.data, key.size, hash);
    return CRYPTO_memcmp(hash, api->key_hash, KEY_HASH_SIZE) == 0;
}

static struct view bearer_of(struct view authorization)
{
    static const struct view scheme = {"Bearer ", 7};
    if (authorization.size <= scheme.size ||
        !view_equal_nocase(view_make(authorization.data, scheme.size), scheme))
        return (struct view){0};
    return view_trim(view_make(authorization.data + scheme.size, authorization.size - scheme.size));
}

// A browser can name a key for a WebSocket only as a sub-protocol: "bearer.KEY".
static struct view protocol_key(struct view protocols)
{
    static const struct view prefix = {"bearer.", 7};
    while (protocols.data != NULL) {
        struct view one = view_trim(view_cut(&protocols, ','));
        if (view_starts(one, prefix))
            return view_make(one.data + prefix.size, one.size - prefix.size);
    }
    return (struct view){0};
}

static struct view key_of(const struct head *head, bool is_socket)
{
    if (head->authorization.data != NULL)
        return bearer_of(head->authorization);
    if (head->api_key.data != NULL)
        return head->api_key;
    return is_socket ? protocol_key(head->protocols) : (struct view){0};
}

int security_identify(struct call *call, bool is_socket)
{
    struct view key = key_of(&call->head, is_socket);
    bool shows_key = call->head.authorization.data != NULL || key.data != NULL;
    call->principal = (struct principal){
        .tenant = DEFAULT_TENANT, .scope = ROUTE_SCOPE_NONE, .actor = {.kind = ACTOR_OPERATOR}};
    if (!call->api->has_key || security_is_key(call->api, key)) {
        call->principal.scope = ROUTE_SCOPE_ADMIN;
        return 0;
    }
    if (shows_key)
        return call_refuse(call, 401, VIEW("key.unknown"), VIEW("this API key is not known"));
    if (is_socket || call->route->scope == ROUTE_SCOPE_NONE)
        return 0;
    // A scraper beside the hub needs no key for the figures.
    if (call->route->id == ROUTE_METRICS && call->exchange->request.peer_is_loopback &&
        !call->head.is_forwarded)
        return 0;
    return call_refuse(call, 401, VIEW("key.missing"),
                       VIEW("an API key is needed, as Authorization: Bearer KEY or X-API-Key: KEY"));
}
