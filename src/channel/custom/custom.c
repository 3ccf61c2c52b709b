// SPDX-License-Identifier: Apache-2.0
#include "channel/custom/custom.h"
#include "channel/custom/custom_request.h"
#include "channel/custom/custom_row.h"
#include <errno.h>
#include <openssl/crypto.h>

// ---- requests under way

static void free_call(const struct custom *c, struct custom_call *call)
{
    host_free(&c->host, call->id);
    host_free(&c->host, call);
}

static struct custom_call *make_call(struct custom *c, struct view id)
{
    struct custom_call *call = host_zalloc(&c->host, sizeof(*call));
    if (call == NULL)
        return NULL;
    call->id = host_copy(&c->host, id);
    call->tag = ++c->tags;
    if (call->id != NULL)
        return call;
    free_call(c, call);
    return NULL;
}

static struct custom_call *take_out(struct custom *c, uint64_t tag)
{
    struct custom_call **at = &c->calls;
    while (*at != NULL && (*at)->tag != tag)
        at = &(*at)->next;
    struct custom_call *call = *at;
    if (call != NULL)
        *at = call->next;
    return call;
}

static int custom_send(void *state, const struct channel_message *m, struct channel_fault *fault)
{
    struct custom *c = state;
    if (m->text.size > (size_t)c->number[CUSTOM_TEXT_MAX])
        return host_refuse(fault, "/text", "has more than %lld bytes, which the connector's text_max says",
                           (long long)c->number[CUSTOM_TEXT_MAX]);
    struct custom_call *call = make_call(c, m->id);
    if (call == NULL)
        return -ENOMEM;
    int r = custom_ask(c, m, call->tag, fault);
    if (r != CHANNEL_OK) {
        free_call(c, call);
        return r;
    }
    call->next = c->calls;
    c->calls = call;
    return CHANNEL_OK;
}

static void answered(void *state, const struct channel_http_answer *answer)
{
    struct custom *c = state;
    struct arena arena;
    if (custom_probed(c, answer))
        return;
    struct custom_call *call = take_out(c, answer->tag);
    if (call == NULL)
        return;
    arena_init(&arena, 4096, CUSTOM_MEMORY);
    host_ended(&c->host, custom_end(c, answer, &arena, view_from(call->id)));
    arena_free(&arena);
    free_call(c, call);
}

// Nothing is ever due: what comes, comes as an answer or a request.
static int custom_step(void *state)
{
    (void)state;
    return 0;
}

// ---- an instance

static void destroy(struct custom *c)
{
    struct host host = c->host;
    for (int i = 0; i < CUSTOM_FIELDS; i++) {
        if (c->text[i] != NULL && i >= CUSTOM_SIGNING_SECRET)
            OPENSSL_cleanse(c->text[i], strlen(c->text[i]));
        host_free(&host, c->text[i]);
    }
    host_free(&host, c);
}

static void custom_close(void *state)
{
    struct custom *c = state;
    const struct channel_http *http = host_facet(&c->host, CHANNEL_HOST_HTTP);
    if (c->probe != 0 && http != NULL)
        http->drop(c->host.seat, c->probe);
    while (c->calls != NULL) {
        struct custom_call *call = take_out(c, c->calls->tag);
        http->drop(c->host.seat, call->tag);
        host_ended(&c->host, (struct channel_ended){.id = view_from(call->id),
                                                    .end = CHANNEL_UNKNOWN,
                                                    .text = VIEW("the connector was closed")});
        free_call(c, call);
    }
    destroy(c);
}

static int copy_values(struct custom *c, const struct channel_value *values)
{
    for (int i = 0; i < CUSTOM_FIELDS; i++) {
        c->number[i] = values[i].number;
        if (!values[i].is_set || values[i].text.data == NULL)
            continue;
        c->text[i] = host_copy(&c->host, values[i].text);
        if (c->text[i] == NULL)
            return -ENOMEM;
    }
    return CHANNEL_OK;
}

static int custom_open(const struct channel_opening *o, struct channel_fault *fault, void **ret)
{
    struct host host = host_of(o);
    struct custom *c = host_zalloc(&host, sizeof(*c));
    if (c == NULL)
        return -ENOMEM;
    c->host = host;
    int r = copy_values(c, o->values);
    if (r == CHANNEL_OK)
        r = custom_check(c, fault);
    if (r == CHANNEL_OK)
        r = custom_find_abilities(c, &c->abilities);
    if (r == CHANNEL_OK)
        *ret = c;
    else
        destroy(c);
    return r;
}

// As an instance for the length of the call.
static int check_values(const struct channel_value *values, struct channel_fault *fault)
{
    struct custom c = {0};
    struct arena arena;
    int r = CHANNEL_OK;
    arena_init(&arena, 4096, CUSTOM_MEMORY);
    for (int i = 0; i < CUSTOM_FIELDS && r == CHANNEL_OK; i++) {
        c.number[i] = values[i].number;
        if (!values[i].is_set || values[i].text.data == NULL)
            continue;
        c.text[i] = arena_zalloc(&arena, values[i].text.size + 1);
        if (c.text[i] == NULL)
            r = -ENOMEM;
        else
            memcpy(c.text[i], values[i].text.data, values[i].text.size);
    }
    if (r == CHANNEL_OK)
        r = custom_check(&c, fault);
    for (int i = CUSTOM_SIGNING_SECRET; i < CUSTOM_FIELDS; i++)
        if (c.text[i] != NULL)
            OPENSSL_cleanse(c.text[i], strlen(c.text[i]));
    arena_free(&arena);
    return r;
}

static uint32_t custom_able(void *state)
{
    const struct custom *c = state;
    return c->abilities | CHANNEL_GENERIC;
}

// ---- the table

static const void *custom_facet(const char *name)
{
    static const struct channel_http_client client = {
        .version = CHANNEL_VERSION, .size = sizeof(client), .answered = answered};
    const struct {
        const char *name;
        const void *table;
    } known[] = {{CHANNEL_FACET_WEBHOOK, &custom_webhook},
                 {CHANNEL_FACET_HTTP, &client},
                 {CHANNEL_FACET_PROBE, &custom_probe},
                 {CHANNEL_FACET_MEDIA, &custom_media}};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(name, known[i].name) == 0)
            return known[i].table;
    return NULL;
}

static const char *const kinds[] = {"sms", "whatsapp", "social_media", "email", "mobile_app", "chat", NULL};

#define TEXT(field_name, most, words)                                                                        \
    {                                                                                                        \
        .name = (field_name), .help = (words), .kind = CHANNEL_FIELD_TEXT, .max = (most)                     \
    }
#define JSON(field_name, words)                                                                              \
    {                                                                                                        \
        .name = (field_name), .help = (words), .kind = CHANNEL_FIELD_JSON                                    \
    }
#define SECRET(field_name, words)                                                                            \
    {                                                                                                        \
        .name = (field_name), .help = (words), .kind = CHANNEL_FIELD_SECRET, .max = 1024                     \
    }

static const struct channel_field fields[CUSTOM_FIELDS] = {
    [CUSTOM_SEND_URL] = {.name = "send_url",
                         .help = "where messages go; places like {{to}} may stand in its path and query",
                         .kind = CHANNEL_FIELD_TEXT,
                         .is_required = true,
                         .max = 2048},
    [CUSTOM_METHOD] = TEXT("method", 8, "POST, PUT, PATCH or GET"),
    [CUSTOM_REQUEST] = JSON("request", "the request: body, headers, type"),
    [CUSTOM_ANSWER] = JSON("answer", "what the answer means: id, status, code, text"),
    [CUSTOM_IDEMPOTENT] = {.name = "idempotent",
                           .help = "whether the provider takes a message once however often it comes",
                           .kind = CHANNEL_FIELD_BOOLEAN},
    [CUSTOM_IDEMPOTENCY_HEADER] = TEXT("idempotency_header", 64, "the header with the delivery's id"),
    [CUSTOM_TIMEOUT_MS] = {.name = "timeout_ms",
                           .help = "how long an answer is waited for",
                           .kind = CHANNEL_FIELD_INTEGER,
                           .min = 100,
                           .max = 60000,
                           .otherwise = 20000},
    [CUSTOM_TEXT_MAX] = {.name = "text_max",
                         .help = "bytes of a text that the provider takes",
                         .kind = CHANNEL_FIELD_INTEGER,
                         .min = 1,
                         .max = CUSTOM_TEXT_BYTES,
                         .otherwise = CUSTOM_TEXT_BYTES},
    [CUSTOM_AUTH_USER] = TEXT("auth_user", 256, "the user of a basic authorization"),
    [CUSTOM_AUTH_HEADER] = TEXT("auth_header", 64, "a header that holds auth_value"),
    [CUSTOM_IN] = JSON("in", "how what comes in is taken apart"),
    [CUSTOM_SIGNATURE] = JSON("signature", "how requests to the webhook are signed"),
    [CUSTOM_TOLERANCE_S] = {.name = "tolerance_s",
                            .help = "how old a signed request may be, and how far in the future",
                            .kind = CHANNEL_FIELD_INTEGER,
                            .min = 1,
                            .max = 604800,
                            .otherwise = 300},
    [CUSTOM_PROBE_URL] = TEXT("probe_url", 2048, "what is read to see whether the provider knows us"),
    [CUSTOM_MEDIA_URL] = TEXT("media_url", 2048, "the folder whose files are fetched with our authorization"),
    [CUSTOM_SIGNING_SECRET] = SECRET("signing_secret", "what our requests are signed with"),
    [CUSTOM_WEBHOOK_SECRET] =
        SECRET("webhook_secret", "what the provider signs with; without it signing_secret"),
    [CUSTOM_BEARER_TOKEN] = SECRET("bearer_token", "sent as Authorization: Bearer"),
    [CUSTOM_AUTH_PASSWORD] = SECRET("auth_password", "sent with auth_user"),
    [CUSTOM_AUTH_VALUE] = SECRET("auth_value", "sent in auth_header"),
};

const struct channel_ops custom_ops = {.version = CHANNEL_VERSION,
                                       .size = sizeof(struct channel_ops),
                                       .name = "custom",
                                       .kinds = kinds,
                                       .abilities = CHANNEL_IDEMPOTENT | CHANNEL_RECEIVES | CHANNEL_RECEIPTS |
                                                    CHANNEL_READS | CHANNEL_CHOICES | CHANNEL_ATTACHMENTS |
                                                    CHANNEL_GENERIC,
                                       .field_count = CUSTOM_FIELDS,
                                       .fields = fields,
                                       .limits = {.text_bytes = CUSTOM_TEXT_BYTES,
                                                  .choices = 20,
                                                  .title_bytes = 256,
                                                  .payload_bytes = 1024,
                                                  .attachments = 10},
                                       .open = custom_open,
                                       .close = custom_close,
                                       .send = custom_send,
                                       .step = custom_step,
                                       .facet = custom_facet,
                                       .able = custom_able,
                                       .check = check_values};
