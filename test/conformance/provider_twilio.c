// SPDX-License-Identifier: Apache-2.0
// Twilio's messages, as far as they are in its published interface: what its requests must look like is
// judged here by the suite's own code, and its signature made by it.
#include "codec/form.h"
#include "codec/json.h"
#include "http_provider.h"
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MEMORY = 4 << 20, PAIRS_MAX = 64 };

#define ACCOUNT "AC00000000000000000000000000000001"
#define BASE "https://api.twilio.test/2010-04-01/Accounts/" ACCOUNT

static struct view header(const struct channel_http_request *r, struct view name)
{
    for (uint32_t i = 0; i < r->header_count; i++)
        if (view_equal_nocase(r->headers[i].name, name))
            return r->headers[i].value;
    return (struct view){0};
}

// "AC…1:a-token-of-the-suite"
static bool is_authorized(const struct channel_http_request *r)
{
    char text[256] = "Basic ";
    struct view plain = VIEW(ACCOUNT ":" PROVIDER_TWILIO_TOKEN);
    EVP_EncodeBlock((unsigned char *)text + 6, (const unsigned char *)plain.data, (int)plain.size);
    return view_equal(header(r, VIEW("authorization")), view_from(text));
}

// The delivery's id stands in the address for receipts: the provider itself knows none.
static bool read_delivery(struct view callback, struct arena *arena, char ret_id[CHANNEL_ID_MAX + 1])
{
    struct form_pair *pairs;
    size_t count;
    view_cut(&callback, '?');
    if (form_parse(arena, callback, PAIRS_MAX, &pairs, &count) != FORM_OK)
        return false;
    struct view id = form_value(pairs, count, VIEW("delivery"));
    snprintf(ret_id, CHANNEL_ID_MAX + 1, "%.*s", VIEW_ARG(id));
    return id.size > 0 && id.size <= CHANNEL_ID_MAX;
}

static enum provider_asked read_message(const struct channel_http_request *r, struct arena *arena,
                                        char ret_id[CHANNEL_ID_MAX + 1])
{
    struct form_pair *pairs;
    size_t count;
    bool is_form = view_equal(header(r, VIEW("content-type")), VIEW("application/x-www-form-urlencoded")) &&
                   form_parse(arena, r->body, PAIRS_MAX, &pairs, &count) == FORM_OK;
    if (!is_form || form_value(pairs, count, VIEW("To")).size == 0 ||
        form_value(pairs, count, VIEW("From")).size == 0 || form_value(pairs, count, VIEW("Body")).size == 0)
        return PROVIDER_NONSENSE;
    return read_delivery(form_value(pairs, count, VIEW("StatusCallback")), arena, ret_id) ? PROVIDER_MESSAGE
                                                                                          : PROVIDER_NONSENSE;
}

static enum provider_asked read_request(const struct channel_http_request *r, char ret_id[CHANNEL_ID_MAX + 1])
{
    struct arena arena;
    enum provider_asked asked = PROVIDER_NONSENSE;
    if (!is_authorized(r) || !view_starts(r->url, VIEW(BASE)))
        return PROVIDER_NONSENSE;
    if (view_equal(r->method, VIEW("GET")))
        return view_starts(r->url, VIEW(BASE "/Messages.json?")) ? PROVIDER_QUESTION : PROVIDER_OTHER;
    arena_init(&arena, 4096, MEMORY);
    if (view_equal(r->method, VIEW("POST")) && view_equal(r->url, VIEW(BASE "/Messages.json")))
        asked = read_message(r, &arena, ret_id);
    arena_free(&arena);
    return asked;
}

static void name_message(int number, char ret_id[CHANNEL_ADDRESS_MAX + 1])
{
    snprintf(ret_id, CHANNEL_ADDRESS_MAX + 1, "SM%032d", number);
}

static void answer(enum provider_says says, struct view provider_id, struct provider_answer *ret)
{
    static const int statuses[] = {201, 429, 400, 200};
    ret->status = statuses[says];
    ret->type = VIEW("application/json");
    switch (says) {
    case PROVIDER_TAKES:
        buffer_printf(&ret->body,
                      "{\"sid\":\"%.*s\",\"status\":\"queued\",\"num_segments\":\"1\",\"price\":null,"
                      "\"direction\":\"outbound-api\",\"error_code\":null}",
                      VIEW_ARG(provider_id));
        break;
    case PROVIDER_THROTTLES:
        buffer_append_view(&ret->body, VIEW("{\"code\":20429,\"message\":\"Too many\",\"status\":429}"));
        break;
    case PROVIDER_REFUSES:
        buffer_append_view(&ret->body, VIEW("{\"code\":21211,\"message\":\"Invalid 'To'\",\"status\":400}"));
        break;
    case PROVIDER_AGREES:
        buffer_append_view(&ret->body, VIEW("{\"status\":\"active\",\"messages\":[]}"));
        break;
    }
}

static void write_shown(struct json_writer *w, struct arena *arena, struct view to,
                        const struct provider_shown *one)
{
    struct form_pair *pairs;
    size_t count;
    char date[64];
    time_t at = (time_t)(one->wall_us / 1000000);
    struct tm tm;
    if (form_parse(arena, one->request, PAIRS_MAX, &pairs, &count) != FORM_OK ||
        !view_equal(form_value(pairs, count, VIEW("To")), to))
        return;
    strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S +0000", gmtime_r(&at, &tm));
    const struct view names[] = {
        VIEW("sid"),       VIEW("to"),          VIEW("body"), VIEW("from"), VIEW("messaging_service_sid"),
        VIEW("direction"), VIEW("date_created")};
    const struct view values[] = {one->provider_id,
                                  to,
                                  form_value(pairs, count, VIEW("Body")),
                                  form_value(pairs, count, VIEW("From")),
                                  form_value(pairs, count, VIEW("MessagingServiceSid")),
                                  VIEW("outbound-api"),
                                  view_from(date)};
    json_begin_object(w);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        json_key(w, names[i]);
        json_string_or_null(w, values[i]);
    }
    json_end_object(w);
}

// GET …/Messages.json?PageSize=50&To=%2B49…: those to that number, a page of them.
static void show(struct view url, const struct provider_shown *list, int count, struct provider_answer *ret)
{
    enum { PAGE = 50 };
    struct arena arena;
    struct form_pair *pairs;
    size_t pair_count;
    struct json_writer w = json_writer(&ret->body);
    struct view to = {0};
    view_cut(&url, '?');
    arena_init(&arena, 4096, MEMORY);
    if (form_parse(&arena, url, PAIRS_MAX, &pairs, &pair_count) == FORM_OK)
        to = form_value(pairs, pair_count, VIEW("To"));
    ret->status = 200;
    ret->type = VIEW("application/json");
    json_begin_object(&w);
    json_key(&w, VIEW("messages"));
    json_begin_array(&w);
    for (int i = 0; i < count && i < PAGE; i++)
        write_shown(&w, &arena, to, &list[i]);
    json_end_array(&w);
    json_end_object(&w);
    arena_free(&arena);
}

static void receipt(const struct provider_receipt *receipt, struct provider_hook *ret)
{
    static const char *const states[] = {"?", "delivered", "read", "undelivered", "sent"};
    buffer_append_view(&ret->query, VIEW("delivery="));
    percent_encode(&ret->query, receipt->id);
    form_append(&ret->body, VIEW("MessageStatus"), view_from(states[receipt->state]));
    form_append(&ret->body, VIEW("MessageSid"), receipt->provider_id);
    form_append(&ret->body, VIEW("AccountSid"), VIEW(ACCOUNT));
}

static void words(const struct provider_words *words, struct provider_hook *ret)
{
    form_append(&ret->body, VIEW("MessageSid"), words->id);
    form_append(&ret->body, VIEW("SmsStatus"), VIEW("received"));
    form_append(&ret->body, VIEW("From"), words->from);
    form_append(&ret->body, VIEW("To"), VIEW("+4930999"));
    form_append(&ret->body, VIEW("Body"), words->text);
    form_append(&ret->body, VIEW("NumMedia"), VIEW("0"));
}

static int by_name(const void *left, const void *right)
{
    const struct form_pair *a = left, *b = right;
    size_t least = a->name.size < b->name.size ? a->name.size : b->name.size;
    int order = memcmp(a->name.data, b->name.data, least);
    return order != 0 ? order : (int)a->name.size - (int)b->name.size;
}

static void seal(const struct provider_seal *seal, struct provider_hook *hook)
{
    struct arena arena;
    struct buffer text;
    struct form_pair *pairs = NULL;
    size_t count = 0;
    unsigned char mac[EVP_MAX_MD_SIZE];
    char signature[64];
    unsigned size;
    arena_init(&arena, 4096, MEMORY);
    buffer_init(&text, 4 << 20);
    buffer_append_view(&text, seal->url);
    if (hook->query.size > 0)
        buffer_printf(&text, "?%.*s", (int)hook->query.size, hook->query.data);
    if (form_parse(&arena, buffer_view(&hook->body), PAIRS_MAX, &pairs, &count) == FORM_OK && count > 1)
        qsort(pairs, count, sizeof(*pairs), by_name);
    for (size_t i = 0; i < count; i++)
        buffer_printf(&text, "%.*s%.*s", VIEW_ARG(pairs[i].name), VIEW_ARG(pairs[i].value));
    HMAC(EVP_sha1(), PROVIDER_TWILIO_TOKEN, (int)strlen(PROVIDER_TWILIO_TOKEN),
         (const unsigned char *)text.data, text.size, mac, &size);
    EVP_EncodeBlock((unsigned char *)signature, mac, (int)size);
    provider_hook_header(hook, VIEW("content-type"), "application/x-www-form-urlencoded");
    provider_hook_header(hook, VIEW("x-twilio-signature"), signature);
    buffer_free(&text);
    arena_free(&arena);
}

const struct provider_dialect provider_twilio = {.name = "twilio",
                                                 .read = read_request,
                                                 .name_message = name_message,
                                                 .answer = answer,
                                                 .show = show,
                                                 .receipt = receipt,
                                                 .words = words,
                                                 .seal = seal};
