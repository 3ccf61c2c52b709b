// SPDX-License-Identifier: Apache-2.0
// A provider that is asked over HTTP and calls back, as an adapter outside the hub's tree (README.md).
#include <channel/facets.h>
#include <channel/host.h>
#include <errno.h>
#include <jansson.h>

enum { FIELD_URL, FIELD_TOKEN };
enum { BUSY_US = 100000, URL_SIZE = 600, TOKEN_SIZE = 300 };

// A message that was asked for and has no answer yet.
struct flight {
    struct flight *next;
    uint64_t tag;
    char *id; // of the delivery
};

struct pigeon {
    struct host host;
    char url[URL_SIZE], bearer[TOKEN_SIZE];
    const char *token; // in `bearer`
    struct flight *flights;
    uint64_t tags;  // the last that was given
    uint64_t probe; // the tag of the question whether we are known; 0: none is under way
    int64_t mark;   // of the last message of a customer
};

// ---- flights

static void free_flight(const struct pigeon *p, struct flight *f)
{
    host_free(&p->host, f->id);
    host_free(&p->host, f);
}

static struct flight *make_flight(struct pigeon *p, struct view id)
{
    struct flight *f = host_zalloc(&p->host, sizeof(*f));
    if (f == NULL)
        return NULL;
    f->id = host_copy(&p->host, id);
    f->tag = ++p->tags;
    if (f->id != NULL)
        return f;
    free_flight(p, f);
    return NULL;
}

static struct flight *take_out(struct pigeon *p, uint64_t tag)
{
    struct flight **at = &p->flights;
    while (*at != NULL && (*at)->tag != tag)
        at = &(*at)->next;
    struct flight *f = *at;
    if (f != NULL)
        *at = f->next;
    return f;
}

// ---- asking

// All that is asked goes through the hub, which resolves, connects, verifies and caps.
static int ask(struct pigeon *p, const char *method, struct view body, int64_t deadline_us, uint64_t tag)
{
    const struct channel_http *http = host_facet(&p->host, CHANNEL_HOST_HTTP);
    const struct channel_header headers[] = {{VIEW("Authorization"), view_from(p->bearer)},
                                             {VIEW("Content-Type"), VIEW("application/json")}};
    struct channel_http_request request = {.size = sizeof(request),
                                           .method = view_from(method),
                                           .url = view_from(p->url),
                                           .headers = headers,
                                           .header_count = 2,
                                           .body = body,
                                           .deadline_us = deadline_us,
                                           .tag = tag};
    return http == NULL ? CHANNEL_BUSY : http->ask(p->host.seat, &request);
}

static int pigeon_send(void *state, const struct channel_message *m, struct channel_fault *fault)
{
    struct pigeon *p = state;
    json_t *json = json_pack("{s:s%, s:s%, s:s%}", "id", m->id.data, m->id.size, "to", m->to.data, m->to.size,
                             "text", m->text.data, m->text.size);
    char *body = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);
    struct flight *f = body == NULL ? NULL : make_flight(p, m->id);
    int r = f == NULL ? -ENOMEM : ask(p, "POST", view_from(body), m->deadline_us, f->tag);
    json_decref(json);
    free(body);
    if (r == CHANNEL_OK) {
        f->next = p->flights;
        p->flights = f;
        return CHANNEL_OK;
    }
    if (f != NULL)
        free_flight(p, f);
    return r == CHANNEL_BUSY ? host_busy(fault, BUSY_US)
           : r < 0           ? r
                             : host_refuse(fault, "/text", "it cannot be sent");
}

// ---- answers

static struct view text_of(const json_t *object, const char *name)
{
    const json_t *v = json_object_get(object, name);
    return json_is_string(v) ? view_make(json_string_value(v), json_string_length(v)) : (struct view){0};
}

// Be honest about what is not known: only a whole answer says that it is there, and only a request that did
// not leave, or an answer that says so, that it is not.
static enum channel_end judge(const struct channel_http_answer *a)
{
    switch (a->end) {
    case CHANNEL_HTTP_ANSWERED:
        break;
    case CHANNEL_HTTP_NOT_SENT:
        return CHANNEL_RETRY;
    case CHANNEL_HTTP_UNKNOWN:
        return CHANNEL_UNKNOWN;
    case CHANNEL_HTTP_FORBIDDEN:
        return CHANNEL_FAILED;
    }
    if (a->status >= 200 && a->status < 300)
        return CHANNEL_SENT;
    if (a->status == 429 || a->status == 503)
        return CHANNEL_RETRY;
    return a->status >= 400 && a->status < 500 ? CHANNEL_FAILED : CHANNEL_UNKNOWN;
}

static void end_flight(struct pigeon *p, const struct flight *f, const struct channel_http_answer *a)
{
    json_t *json = json_loadb(a->body.data == NULL ? "" : a->body.data, a->body.size, 0, NULL);
    struct channel_ended end = {.id = view_from(f->id), .end = judge(a), .text = a->fault};
    if (end.end == CHANNEL_SENT)
        end.provider_id = text_of(json, "id");
    if (end.end == CHANNEL_RETRY)
        end.retry_us = a->retry_after_us;
    if (end.end == CHANNEL_FAILED)
        end.code = text_of(json_object_get(json, "error"), "code");
    host_ended(&p->host, end);
    json_decref(json);
}

static void end_probe(struct pigeon *p, const struct channel_http_answer *a)
{
    const struct channel_probed *probed = host_facet(&p->host, CHANNEL_HOST_PROBED);
    struct channel_fault fault = {0};
    int outcome = CHANNEL_BUSY;
    p->probe = 0;
    if (a->end == CHANNEL_HTTP_ANSWERED && a->status < 300)
        outcome = CHANNEL_OK;
    else if (a->end == CHANNEL_HTTP_ANSWERED && a->status < 500)
        outcome = host_refuse(&fault, "token", "the pigeons do not know us: %d", a->status);
    if (probed != NULL)
        probed->tell(p->host.seat, outcome, &fault);
}

static void answered(void *state, const struct channel_http_answer *a)
{
    struct pigeon *p = state;
    if (p->probe != 0 && a->tag == p->probe) {
        end_probe(p, a);
        return;
    }
    struct flight *f = take_out(p, a->tag);
    if (f == NULL)
        return;
    end_flight(p, f, a);
    free_flight(p, f);
}

static int probe(void *state, int64_t deadline_us, struct channel_fault *fault)
{
    struct pigeon *p = state;
    if (p->probe != 0)
        return host_busy(fault, BUSY_US);
    int r = ask(p, "GET", (struct view){0}, deadline_us, p->tags + 1);
    if (r == CHANNEL_OK)
        p->probe = ++p->tags;
    return r;
}

// ---- what the provider tells

// All bytes are looked at, so that the time says nothing of the token.
static bool is_token(const struct pigeon *p, struct view given)
{
    size_t size = strlen(p->token);
    unsigned char differs = given.size != size;
    for (size_t i = 0; i < given.size && i < size; i++)
        differs |= (unsigned char)(given.data[i] ^ p->token[i]);
    return differs == 0;
}

static bool is_theirs(const struct pigeon *p, const struct channel_request *request)
{
    for (uint32_t i = 0; i < request->header_count; i++)
        if (view_equal(request->headers[i].name, VIEW("x-token")))
            return is_token(p, request->headers[i].value);
    return false;
}

static void tell_unknown(const struct pigeon *p, const char *kind, const json_t *json)
{
    const struct channel_unknown *unknown = host_facet(&p->host, CHANNEL_HOST_UNKNOWN);
    char *sample = json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY);
    if (unknown != NULL && sample != NULL)
        unknown->tell(p->host.seat, view_from(kind), view_from(sample));
    free(sample);
}

// Each message has the provider's own id, which the hub stores once: coming twice is nothing special.
static int hear_message(struct pigeon *p, const json_t *json)
{
    struct channel_received in = {.provider_id = text_of(json, "id"),
                                  .from = text_of(json, "from"),
                                  .text = text_of(json, "text"),
                                  .mark = p->mark + 1};
    if (in.provider_id.size == 0 || in.provider_id.size > CHANNEL_ADDRESS_MAX || in.from.size == 0 ||
        in.from.size > CHANNEL_ADDRESS_MAX) {
        tell_unknown(p, "message", json);
        return CHANNEL_OK;
    }
    int r = host_received(&p->host, in);
    p->mark += r == CHANNEL_OK;
    return r == CHANNEL_BUSY ? CHANNEL_BUSY : CHANNEL_OK;
}

static void hear_receipt(struct pigeon *p, const json_t *json)
{
    static const char *const states[] = {"", "delivered", "read", "bounced"};
    struct view state = text_of(json, "state");
    struct channel_moved moved = {.provider_id = text_of(json, "id")};
    for (int i = CHANNEL_DELIVERED; i <= CHANNEL_BOUNCED; i++)
        if (view_equal(state, view_from(states[i])))
            moved.state = (enum channel_state)i;
    if (moved.state == 0 || moved.provider_id.size == 0 || moved.provider_id.size > CHANNEL_ADDRESS_MAX)
        tell_unknown(p, "receipt", json);
    else
        host_moved(&p->host, moved);
}

static int receive(void *state, const struct channel_request *request, struct channel_fault *fault)
{
    struct pigeon *p = state;
    size_t i;
    json_t *item;
    int r = CHANNEL_OK;
    if (!is_theirs(p, request))
        return host_refuse(fault, "signature", "the request does not show the token");
    json_t *json =
        json_loadb(request->body.data == NULL ? "" : request->body.data, request->body.size, 0, NULL);
    if (!json_is_object(json)) {
        json_decref(json);
        return host_refuse(fault, "body", "it is no JSON object");
    }
    json_array_foreach(json_object_get(json, "messages"), i, item)
    {
        r = hear_message(p, item);
        if (r != CHANNEL_OK)
            break; // the hub has no room: the provider comes again
    }
    if (r == CHANNEL_OK)
        json_array_foreach(json_object_get(json, "receipts"), i, item) hear_receipt(p, item);
    json_decref(json);
    return r;
}

// ---- an instance

static void pigeon_close(void *state)
{
    struct pigeon *p = state;
    struct host host = p->host;
    const struct channel_http *http = host_facet(&host, CHANNEL_HOST_HTTP);
    if (http != NULL && p->probe != 0)
        http->drop(host.seat, p->probe);
    while (p->flights != NULL) { // nobody can say whether those arrive
        struct flight *f = take_out(p, p->flights->tag);
        http->drop(host.seat, f->tag);
        host_ended(&host, (struct channel_ended){.id = view_from(f->id), .end = CHANNEL_UNKNOWN});
        free_flight(p, f);
    }
    host_free(&host, p);
}

static bool is_line(struct view text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] < ' ')
            return false;
    return true;
}

static int pigeon_open(const struct channel_opening *o, struct channel_fault *fault, void **ret)
{
    static const char bearer[] = "Bearer ";
    struct host host = host_of(o);
    struct view url = o->values[FIELD_URL].text, token = o->values[FIELD_TOKEN].text;
    bool is_http = (url.size > 8 && memcmp(url.data, "https://", 8) == 0) ||
                   (url.size > 7 && memcmp(url.data, "http://", 7) == 0);
    if (!is_http || !is_line(url))
        return host_refuse(fault, "url", "must begin with https:// or http://");
    if (!is_line(token))
        return host_refuse(fault, "token", "must have no line breaks");
    struct pigeon *p = host_zalloc(&host, sizeof(*p));
    if (p == NULL)
        return -ENOMEM;
    p->host = host;
    snprintf(p->url, sizeof(p->url), "%.*s/messages", VIEW_ARG(url));
    snprintf(p->bearer, sizeof(p->bearer), "%s%.*s", bearer, VIEW_ARG(token));
    p->token = p->bearer + sizeof(bearer) - 1;
    *ret = p;
    return CHANNEL_OK;
}

// Nothing is ever due: what comes, comes as an answer or as a request.
static int pigeon_step(void *state)
{
    (void)state;
    return 0;
}

// ---- the table

static const void *pigeon_facet(const char *name)
{
    static const struct channel_http_client client = {CHANNEL_VERSION, sizeof(client), answered};
    static const struct channel_webhook webhook = {CHANNEL_VERSION, sizeof(webhook), receive};
    static const struct channel_probe probing = {CHANNEL_VERSION, sizeof(probing), probe};
    if (strcmp(name, CHANNEL_FACET_HTTP) == 0)
        return &client;
    if (strcmp(name, CHANNEL_FACET_WEBHOOK) == 0)
        return &webhook;
    return strcmp(name, CHANNEL_FACET_PROBE) == 0 ? &probing : NULL;
}

static const char *const kinds[] = {"social_media", NULL};

static const struct channel_field fields[] = {
    [FIELD_URL] = {.name = "url",
                   .help = "where the pigeons live",
                   .kind = CHANNEL_FIELD_TEXT,
                   .is_required = true,
                   .max = 512},
    [FIELD_TOKEN] = {.name = "token",
                     .help = "what we show them, and they show us",
                     .kind = CHANNEL_FIELD_SECRET,
                     .is_required = true,
                     .max = 256},
};

CHANNEL_EXPORT const struct channel_ops omnihub_channel = {
    .version = CHANNEL_VERSION,
    .size = sizeof(struct channel_ops),
    .name = "pigeon",
    .kinds = kinds,
    .abilities = CHANNEL_IDEMPOTENT | CHANNEL_RECEIVES | CHANNEL_RECEIPTS | CHANNEL_READS,
    .field_count = 2,
    .fields = fields,
    .limits = {.text_bytes = 2000},
    .open = pigeon_open,
    .close = pigeon_close,
    .send = pigeon_send,
    .step = pigeon_step,
    .facet = pigeon_facet};
