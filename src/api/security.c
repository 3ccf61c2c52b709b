// SPDX-License-Identifier: Apache-2.0
#include "api/security.h"
#include "api/api_state.h"
#include "api/operator.h"

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
    {{"cookie", 6}, offsetof(struct head, cookie)},
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

// Whether a visitor may ask for it, by some method: a browser asks by OPTIONS before it does.
static bool is_visitors(const struct call *call)
{
    static const enum http_method methods[] = {HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_DELETE};
    const struct http_request *request = &call->exchange->request;
    struct view params[ROUTE_PARAMS_MAX];
    enum route_outcome outcome;
    unsigned allowed;
    if (request->method != HTTP_OPTIONS)
        return call->route != NULL && call->route->audience == ROUTE_AUDIENCE_PUBLIC;
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        const struct route *route = route_find(methods[i], request->path, params, &outcome, &allowed);
        if (route != NULL && route->audience == ROUTE_AUDIENCE_PUBLIC)
            return true;
    }
    return false;
}

// A page of a site's. What it may do is judged by the visitor's token; that it may ask, by the site's
// origins. A picture in it comes without an origin, and shows nothing but what stands in its address.
static bool is_of_site(struct call *call)
{
    const struct head *head = &call->head;
    if (!is_visitors(call))
        return false;
    if (head->origin.data == NULL)
        return call->route != NULL && call->route->scope == ROUTE_SCOPE_NONE &&
               !is_unsafe(call->exchange->request.method) && call->route->kind != ROUTE_KIND_SOCKET;
    return visitors_know_origin(call->loop, head->origin);
}

static bool is_from_elsewhere(const struct head *head)
{
    return head->origin.data != NULL || view_equal_nocase(head->fetch_site, VIEW("cross-site"));
}

static int refuse_origin(struct call *call)
{
    bool is_widget = call->route != NULL && call->route->id == ROUTE_WIDGET_SESSION;
    return call_refuse(call, 403, is_widget ? VIEW("widget.origin") : VIEW("origin.not_allowed"),
                       VIEW("requests from pages of this origin are not allowed"));
}

static int check_origin(struct call *call, bool is_socket)
{
    const struct head *head = &call->head;
    bool is_allowed = head->origin.data != NULL && is_allowed_origin(call->api, head);
    if (!is_allowed && is_from_elsewhere(head) && is_of_site(call)) {
        call->is_foreign = true;
        call->cors_origin = head->origin;
        return 0;
    }
    if (is_allowed && !is_same_origin(head->origin, head->host))
        call->cors_origin = head->origin;
    if (head->origin.data != NULL && !is_allowed && (is_socket || is_unsafe(call->exchange->request.method)))
        return refuse_origin(call);
    if (view_equal_nocase(head->fetch_site, VIEW("cross-site")) && !is_allowed)
        return call_refuse(call, 403, VIEW("origin.cross_site"),
                           VIEW("requests from pages of another site are not allowed"));
    return 0;
}

static int need_own_host(struct call *call)
{
    if (operator_asks(call) || is_own_host(call->api, call->head.host))
        return 0;
    return call_refuse(call, 421, VIEW("host.unknown"),
                       VIEW("the hub is not known under this host; configure it as public_host"));
}

int security_check_host(struct call *call)
{
    if (operator_asks(call))
        return 0;
    int r = need_own_host(call);
    if (r != 0)
        return r;
    if (!credentials_are_needed(call->loop) &&
        (!call->exchange->request.peer_is_loopback || call->head.is_forwarded))
        return call_refuse(
            call, 403, VIEW("key.none_configured"),
            VIEW("without a configured API key the hub answers this machine only, and no proxy"));
    return 0;
}

int security_check(struct call *call, bool is_socket)
{
    if (operator_asks(call))
        return 0;
    int r = security_check_host(call);
    return r != 0 ? r : check_origin(call, is_socket);
}

int security_check_provider(struct call *call)
{
    int r = need_own_host(call);
    if (r == 0)
        r = check_origin(call, false);
    call->principal = (struct principal){.tenant = TENANT_DEFAULT, .actor = {.kind = ACTOR_SYSTEM}};
    return r;
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

// RFC 6265 5.4: "a=b; c=d".
static struct view cookie_of(struct view cookies, struct view name)
{
    while (cookies.data != NULL) {
        struct view value = view_trim(view_cut(&cookies, ';'));
        struct view found = view_cut(&value, '=');
        if (value.data != NULL && view_equal(found, name))
            return value;
    }
    return (struct view){0};
}

// Texts that outlive what the loop remembers, for the call goes to other threads.
static int take_principal(struct call *call, struct shown *shown)
{
    struct principal p;
    shown_principal(shown, &p);
    bool fits = call_copy(call, p.actor.id, &p.actor.id) && call_copy(call, p.actor.name, &p.actor.name);
    if (fits && p.view != NULL && p.visitor == NULL) {
        struct access_view *view = arena_alloc(call_arena(call), sizeof(*view));
        fits = view != NULL;
        if (fits)
            *view = *p.view;
        p.view = view;
    }
    if (fits && p.visitor != NULL)
        fits = visitor_copy(call_arena(call), &p);
    if (!fits)
        return call_refuse(call, 503, VIEW("hub.no_memory"), VIEW("short of memory"));
    credentials_touch(call->loop, shown);
    call->principal = p;
    call->shown = shown;
    return 0;
}

static int check_scope(struct call *call)
{
    bool is_open = call->principal.visitor == NULL || call->route->audience == ROUTE_AUDIENCE_PUBLIC;
    if (is_open && call->principal.scope >= call->route->scope)
        return 0;
    return call_refuse(call, 403, VIEW("scope.missing"),
                       VIEW("this needs more than the key or the role allows"));
}

// Who shows nothing that is known.
static int judge_stranger(struct call *call, bool is_socket, bool shows_login)
{
    if (is_socket || call->route->scope == ROUTE_SCOPE_NONE)
        return 0;
    // A scraper beside the hub needs no key for the figures.
    if (call->route->id == ROUTE_METRICS && call->exchange->request.peer_is_loopback &&
        !call->head.is_forwarded)
        return 0;
    if (shows_login)
        return call_refuse(call, 401, VIEW("login.ended"), VIEW("this login has ended; log in again"));
    return call_refuse(call, 401, VIEW("key.missing"),
                       VIEW("an API key is needed, as Authorization: Bearer KEY or X-API-Key: KEY"));
}

static int identify_visitor(struct call *call, struct view token)
{
    struct view origin = call->head.origin;
    struct shown *shown = visitors_find(call->loop, token);
    if (shown == NULL && credentials_have_failed(call->loop))
        return call_refuse(call, 500, VIEW("store.failed"), VIEW("the store failed to read"));
    if (shown == NULL)
        return call_refuse(call, 401, VIEW("widget.token"),
                           VIEW("this visitor's token is good no more; POST /widget/session gives another"));
    if (origin.data != NULL && !is_allowed_origin(call->api, &call->head) &&
        !visitors_site_has(call->loop, shown->visitor->site, origin))
        return call_refuse(call, 403, VIEW("widget.origin"), VIEW("this page is none of the visitor's site"));
    int r = take_principal(call, shown);
    return r != 0 ? r : check_scope(call);
}

// A page of somebody's site, which has shown no visitor's token (yet): nobody, whatever cookie comes along.
static int judge_page(struct call *call, bool is_socket, bool shows_key)
{
    call->principal = (struct principal){.tenant = TENANT_DEFAULT, .actor = {.kind = ACTOR_CUSTOMER}};
    if (shows_key)
        return call_refuse(call, 403, VIEW("origin.not_allowed"),
                           VIEW("a page of this origin is answered as a visitor only; keys are for servers"));
    return judge_stranger(call, is_socket, false);
}

int security_identify(struct call *call, bool is_socket)
{
    if (operator_asks(call) || operator_owns(call->route))
        return operator_identify(call);
    struct view key = key_of(&call->head, is_socket);
    if (visitors_is_token(key))
        return identify_visitor(call, key);
    if (call->is_foreign)
        return judge_page(call, is_socket, key.data != NULL || call->head.authorization.data != NULL);
    struct view login = cookie_of(call->head.cookie, VIEW(SECURITY_COOKIE));
    bool shows_key = call->head.authorization.data != NULL || key.data != NULL;
    bool is_needed = credentials_are_needed(call->loop);
    call->principal = (struct principal){
        .tenant = TENANT_DEFAULT, .scope = ROUTE_SCOPE_NONE, .actor = {.kind = ACTOR_OPERATOR}};
    struct shown *shown = shows_key ? credentials_find(call->loop, CREDENTIAL_KEY, key)
                                    : credentials_find(call->loop, CREDENTIAL_LOGIN, login);
    if (shown != NULL) {
        int r = take_principal(call, shown);
        return r != 0 ? r : check_scope(call);
    }
    if (!is_needed) {
        call->principal.scope = ROUTE_SCOPE_ADMIN;
        return 0;
    }
    if ((shows_key || login.data != NULL) && credentials_have_failed(call->loop))
        return call_refuse(call, 500, VIEW("store.failed"), VIEW("the store failed to read"));
    if (shows_key)
        return call_refuse(call, 401, VIEW("key.unknown"), VIEW("this API key is not known"));
    return judge_stranger(call, is_socket, login.data != NULL);
}

// ---- the whole hub

bool security_runs_hub(const struct call *call)
{
    return call->principal.tenant == TENANT_DEFAULT || operator_asks(call);
}

int security_refuse_tenant(struct call *call)
{
    return call_refuse(call, 403, VIEW("tenant.not_operator"),
                       VIEW("this is of all tenants: only administrators of the tenant default may"));
}
