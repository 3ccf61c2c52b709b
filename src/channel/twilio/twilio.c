// SPDX-License-Identifier: Apache-2.0
#include "channel/twilio/twilio.h"
#include "channel/twilio/twilio_row.h"
#include <errno.h>
#include <openssl/evp.h>

enum {
    FIELD_ACCOUNT,
    FIELD_TOKEN,
    FIELD_KEY,
    FIELD_KEY_SECRET,
    FIELD_FROM,
    FIELD_SERVICE,
    FIELD_BASE_URL,
    FIELD_WEBHOOK_URL,
    FIELD_CALLBACKS,
    FIELD_ANSWERS_STOP,
    FIELDS
};

// ---- an instance

static void free_texts(struct twilio *t)
{
    char *const texts[] = {t->account,  t->token,       t->from,          t->service,
                           t->base_url, t->webhook_url, t->authorization, t->connector};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        host_free(&t->host, texts[i]);
}

static void close_twilio(void *state)
{
    struct twilio *t = state;
    struct host host = t->host;
    twilio_end_all(t);
    if (t->probe_tag != 0)
        t->http->drop(host.seat, t->probe_tag);
    free_texts(t);
    host_free(&host, t);
}

// RFC 7617, of the account's token, or of a key that was made for the hub.
static char *authorize(const struct host *h, struct view user, struct view password)
{
    unsigned char plain[1024];
    size_t size = user.size + 1 + password.size;
    char *text = size > sizeof(plain) ? NULL : host_zalloc(h, 6 + (size + 2) / 3 * 4 + 1);
    if (text == NULL)
        return NULL;
    memcpy(plain, user.data, user.size);
    plain[user.size] = ':';
    memcpy(plain + user.size + 1, password.data, password.size);
    memcpy(text, "Basic ", 6);
    EVP_EncodeBlock((unsigned char *)text + 6, plain, (int)size);
    return text;
}

static bool copy(const struct host *h, const struct channel_value *v, char **ret)
{
    *ret = v->is_set ? host_copy(h, v->text) : NULL;
    return !v->is_set || *ret != NULL;
}

static int read_values(struct twilio *t, const struct channel_opening *o)
{
    const struct channel_value *v = o->values;
    const struct host *h = &t->host;
    bool has_key = v[FIELD_KEY].is_set;
    bool is_good = copy(h, &v[FIELD_ACCOUNT], &t->account) && copy(h, &v[FIELD_TOKEN], &t->token) &&
                   copy(h, &v[FIELD_FROM], &t->from) && copy(h, &v[FIELD_SERVICE], &t->service) &&
                   copy(h, &v[FIELD_WEBHOOK_URL], &t->webhook_url);
    struct view url = v[FIELD_BASE_URL].is_set ? v[FIELD_BASE_URL].text : VIEW("https://api.twilio.com");
    while (url.size > 0 && url.data[url.size - 1] == '/')
        url.size--;
    t->base_url = host_copy(h, url);
    t->connector = host_copy(h, o->id);
    t->authorization = authorize(h, has_key ? v[FIELD_KEY].text : v[FIELD_ACCOUNT].text,
                                 has_key ? v[FIELD_KEY_SECRET].text : v[FIELD_TOKEN].text);
    t->has_callbacks = v[FIELD_CALLBACKS].number != 0;
    t->answers_stop = v[FIELD_ANSWERS_STOP].number != 0;
    is_good = is_good && t->base_url != NULL && t->connector != NULL && t->authorization != NULL;
    return is_good ? CHANNEL_OK : -ENOMEM;
}

static bool is_http_url(struct view url)
{
    bool has_scheme = view_starts(url, VIEW("https://")) || view_starts(url, VIEW("http://"));
    for (size_t i = 0; i < url.size; i++)
        if (url.data[i] <= ' ' || url.data[i] >= 0x7F || strchr("?#@\"<>\\", url.data[i]) != NULL)
            return false;
    return has_scheme && url.size > 8;
}

// What stands in the address of each request.
static bool is_word(struct view sid)
{
    for (size_t i = 0; i < sid.size; i++) {
        char c = sid.data[i];
        if ((c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '_' && c != '-')
            return false;
    }
    return true;
}

static int check(const struct channel_value *v, struct channel_fault *fault)
{
    if (!is_word(v[FIELD_ACCOUNT].text))
        return host_refuse(fault, "account_sid", "has letters and digits only");
    if (!v[FIELD_FROM].is_set && !v[FIELD_SERVICE].is_set)
        return host_refuse(fault, "from", "is needed, or messaging_service_sid");
    if (v[FIELD_KEY].is_set != v[FIELD_KEY_SECRET].is_set)
        return host_refuse(fault, v[FIELD_KEY].is_set ? "api_key_secret" : "api_key_sid",
                           "api_key_sid and api_key_secret go together");
    if (v[FIELD_BASE_URL].is_set && !is_http_url(v[FIELD_BASE_URL].text))
        return host_refuse(fault, "base_url", "is an http or https address without a query");
    if (v[FIELD_WEBHOOK_URL].is_set && !is_http_url(v[FIELD_WEBHOOK_URL].text))
        return host_refuse(fault, "webhook_url", "is an http or https address without a query");
    return CHANNEL_OK;
}

static int open_twilio(const struct channel_opening *o, struct channel_fault *fault, void **ret)
{
    struct host host = host_of(o);
    const struct channel_http *http = host_facet(&host, CHANNEL_HOST_HTTP);
    int r = check(o->values, fault);
    if (r != CHANNEL_OK)
        return r;
    if (http == NULL)
        return host_refuse(fault, "", "this hub cannot ask anything over HTTP");
    struct twilio *t = host_zalloc(&host, sizeof(*t));
    if (t == NULL)
        return -ENOMEM;
    t->host = host;
    t->http = http;
    list_init(&t->letters);
    r = read_values(t, o);
    if (r == CHANNEL_OK)
        *ret = t;
    else
        close_twilio(t);
    return r;
}

// Receipts come where the provider is told to send them.
static uint32_t able(void *state)
{
    const struct twilio *t = state;
    struct buffer place;
    buffer_init(&place, TWILIO_URL_MAX);
    bool has_receipts = t->has_callbacks && twilio_place(t, &place);
    buffer_free(&place);
    return has_receipts ? UINT32_MAX : ~(uint32_t)CHANNEL_RECEIPTS;
}

// ---- facets

static void answered(void *state, const struct channel_http_answer *answer)
{
    struct twilio *t = state;
    if (answer->tag == t->probe_tag)
        twilio_probed(t, answer);
    else
        twilio_answered(t, answer);
}

// Only for what lies below the account's own address: the token goes nowhere else.
static int media_headers(void *state, struct view url, char *ret, size_t size)
{
    const struct twilio *t = state;
    char own[TWILIO_URL_MAX];
    int length = snprintf(own, sizeof(own), "%s/2010-04-01/Accounts/%s/", t->base_url, t->account);
    if (length < 0 || (size_t)length >= sizeof(own) || !view_starts(url, view_make(own, (size_t)length)))
        return CHANNEL_NONE;
    int written = snprintf(ret, size, "Authorization: %s", t->authorization);
    return written < 0 || (size_t)written >= size ? -ENOSPC : CHANNEL_OK;
}

static const void *facet(const char *name)
{
    static const struct channel_http_client client = {CHANNEL_VERSION, sizeof(client), answered};
    static const struct channel_media media = {CHANNEL_VERSION, sizeof(media), media_headers};
    static const struct {
        const char *name;
        const void *table;
    } facets[] = {{CHANNEL_FACET_HTTP, &client},
                  {CHANNEL_FACET_WEBHOOK, &twilio_webhook},
                  {CHANNEL_FACET_PROBE, &twilio_probe},
                  {CHANNEL_FACET_LOOKUP, &twilio_lookup},
                  {CHANNEL_FACET_MEDIA, &media}};
    for (size_t i = 0; i < sizeof(facets) / sizeof(facets[0]); i++)
        if (strcmp(name, facets[i].name) == 0)
            return facets[i].table;
    return NULL;
}

// ---- the table

static const char *const kinds[] = {"sms", NULL};

static const struct channel_field fields[FIELDS] = {
    [FIELD_ACCOUNT] = {.name = "account_sid",
                       .help = "the account's SID, AC…",
                       .kind = CHANNEL_FIELD_TEXT,
                       .is_required = true,
                       .max = TWILIO_SID_MAX},
    [FIELD_TOKEN] = {.name = "auth_token",
                     .help = "the account's token: it signs webhooks, and requests where there is no key",
                     .kind = CHANNEL_FIELD_SECRET,
                     .is_required = true,
                     .max = 256},
    [FIELD_KEY] = {.name = "api_key_sid",
                   .help = "an API key's SID, SK…, to ask with instead of the token",
                   .kind = CHANNEL_FIELD_TEXT,
                   .max = TWILIO_SID_MAX},
    [FIELD_KEY_SECRET] = {.name = "api_key_secret",
                          .help = "the API key's secret",
                          .kind = CHANNEL_FIELD_SECRET,
                          .max = 256},
    [FIELD_FROM] = {.name = "from",
                    .help = "the sender: a phone number, a short code or a name",
                    .kind = CHANNEL_FIELD_TEXT,
                    .max = 64},
    [FIELD_SERVICE] = {.name = "messaging_service_sid",
                       .help = "a messaging service that chooses the sender, MG…",
                       .kind = CHANNEL_FIELD_TEXT,
                       .max = TWILIO_SID_MAX},
    [FIELD_BASE_URL] = {.name = "base_url",
                        .help = "of a provider that speaks this API; https://api.twilio.com",
                        .kind = CHANNEL_FIELD_TEXT,
                        .max = 512},
    [FIELD_WEBHOOK_URL] = {.name = "webhook_url",
                           .help = "how the provider calls the connector's webhook, where that is not the "
                                   "hub's public address",
                           .kind = CHANNEL_FIELD_TEXT,
                           .max = 1024},
    [FIELD_CALLBACKS] = {.name = "status_callbacks",
                         .help = "whether the provider is to tell what becomes of each message",
                         .kind = CHANNEL_FIELD_BOOLEAN,
                         .otherwise = 1},
    [FIELD_ANSWERS_STOP] = {.name = "provider_answers_stop",
                            .help = "whether the provider answers STOP, START and HELP by itself",
                            .kind = CHANNEL_FIELD_BOOLEAN,
                            .otherwise = 1},
};

const struct channel_ops twilio_ops = {
    .version = CHANNEL_VERSION,
    .size = sizeof(struct channel_ops),
    .name = "twilio",
    .kinds = kinds,
    .abilities = CHANNEL_RECEIVES | CHANNEL_RECEIPTS | CHANNEL_ATTACHMENTS,
    .field_count = FIELDS,
    .fields = fields,
    .limits = {.text_bytes = 4 * TWILIO_TEXT_MAX, .attachments = TWILIO_MEDIA_MAX},
    .open = open_twilio,
    .close = close_twilio,
    .send = twilio_send,
    .cancel = twilio_cancel,
    .step = twilio_step,
    .facet = facet,
    .able = able,
    .check = check};
