// SPDX-License-Identifier: Apache-2.0
// What the provider tells: messages of customers, and what became of ours.
#include "channel/twilio/twilio_row.h"
#include "codec/form.h"
#include "codec/json.h"
#include <errno.h>

enum { PAIRS_MAX = 1000, BODY_MEMORY = 8 << 20, PARTS_MAX = 32 << 10 };

struct hearing {
    struct twilio *t;
    struct form_pair *pairs;
    size_t count;
    struct view delivery; // of the query: the hub's id of the message; no data: none
    struct arena *arena;
};

static struct view value(const struct hearing *h, const char *name)
{
    return form_value(h->pairs, h->count, view_from(name));
}

static struct view first_of(const struct hearing *h, const char *name, const char *other)
{
    struct view v = value(h, name);
    return v.size > 0 ? v : value(h, other);
}

static int tell_unknown(const struct hearing *h, const char *kind, struct view word)
{
    const struct channel_unknown *unknown = host_facet(&h->t->host, CHANNEL_HOST_UNKNOWN);
    struct buffer sample;
    char name[64];
    buffer_init(&sample, PARTS_MAX);
    for (size_t i = 0; i < h->count; i++)
        form_append(&sample, h->pairs[i].name, h->pairs[i].value);
    struct view cut = sample.size > 2048 ? view_make(sample.data, 2048) : buffer_view(&sample);
    snprintf(name, sizeof(name), "%s%.*s", kind, (int)(word.size < 32 ? word.size : 0),
             word.size == 0 ? "" : word.data);
    if (unknown != NULL)
        unknown->tell(h->t->host.seat, view_from(name), cut);
    buffer_free(&sample);
    return CHANNEL_OK;
}

// ---- what became of a message

struct fate {
    const char *status;
    enum channel_state state; // 0: nothing that the hub does not know
};

static const struct fate fates[] = {
    {"accepted", 0},
    {"scheduled", 0},
    {"queued", 0},
    {"sending", 0},
    {"sent", CHANNEL_TAKEN},
    {"delivered", CHANNEL_DELIVERED},
    {"partially_delivered", CHANNEL_DELIVERED},
    {"read", CHANNEL_READ},
    {"undelivered", CHANNEL_BOUNCED},
    {"failed", CHANNEL_BOUNCED},
    {"canceled", CHANNEL_BOUNCED},
    {"receiving", 0},
    {"received", 0},
};

static const struct fate *fate_of(struct view status)
{
    for (size_t i = 0; i < sizeof(fates) / sizeof(fates[0]); i++)
        if (view_equal(view_from(fates[i].status), status))
            return &fates[i];
    return NULL;
}

enum channel_state twilio_fate(struct view status)
{
    const struct fate *fate = fate_of(status);
    return fate == NULL ? 0 : fate->state;
}

static void tell_fate(const struct hearing *h, struct view sid, enum channel_state state, struct view status)
{
    struct channel_moved moved = {.id = h->delivery, .provider_id = sid, .state = state};
    if (state == CHANNEL_BOUNCED) {
        moved.code = value(h, "ErrorCode");
        moved.text = twilio_code_text(moved.code);
        if (moved.code.size == 0)
            moved.code = status;
        if (moved.text.size == 0)
            moved.text = value(h, "ErrorMessage");
        if (moved.text.size == 0)
            moved.text = VIEW("the provider could not deliver it");
    }
    host_moved(&h->t->host, moved);
    const struct channel_info *info = host_facet(&h->t->host, CHANNEL_HOST_INFO);
    if (info != NULL && twilio_code_is_opt_out(moved.code))
        info->tell(h->t->host.seat, h->delivery, sid, VIEW("{\"opted_out\":true}"));
}

static int take_fate(const struct hearing *h, struct view sid, struct view status)
{
    const struct fate *fate = fate_of(status);
    if (fate == NULL)
        return tell_unknown(h, "status ", status);
    if (fate->state != 0)
        tell_fate(h, sid, fate->state, status);
    return CHANNEL_OK;
}

// ---- what a customer says

static void write_media(const struct hearing *h, int count, struct buffer *out)
{
    struct json_writer w = json_writer(out);
    json_begin_array(&w);
    for (int i = 0; i < count; i++) {
        char url[32], type[32];
        snprintf(url, sizeof(url), "MediaUrl%d", i);
        snprintf(type, sizeof(type), "MediaContentType%d", i);
        if (value(h, url).size == 0)
            continue;
        json_begin_object(&w);
        json_key(&w, VIEW("url"));
        json_string(&w, value(h, url));
        json_key(&w, VIEW("type"));
        json_string_or_null(&w, value(h, type));
        json_end_object(&w);
    }
    json_end_array(&w);
}

static void write_more(const struct hearing *h, struct buffer *out)
{
    static const struct {
        const char *theirs, *ours;
    } parts[] = {{"From", "from"},
                 {"To", "to"},
                 {"NumSegments", "segments"},
                 {"OptOutType", "opt_out_type"},
                 {"FromCountry", "from_country"},
                 {"FromCity", "from_city"},
                 {"FromZip", "from_zip"},
                 {"MessagingServiceSid", "messaging_service_sid"}};
    struct json_writer w = json_writer(out);
    json_begin_object(&w);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        struct view v = value(h, parts[i].theirs);
        if (v.size == 0 || v.size > 256)
            continue;
        json_key(&w, view_from(parts[i].ours));
        json_string(&w, v);
    }
    json_end_object(&w);
}

static void answer_nothing(const struct twilio *t)
{
    const struct channel_answering *answering = host_facet(&t->host, CHANNEL_HOST_ANSWER);
    if (answering != NULL)
        answering->answer(t->host.seat, VIEW("text/xml"),
                          VIEW("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>"));
}

static int take_words(const struct hearing *h, struct view sid)
{
    struct twilio *t = h->t;
    struct buffer media, more;
    long long count;
    buffer_init(&media, PARTS_MAX);
    buffer_init(&more, PARTS_MAX);
    if (view_to_uint(value(h, "NumMedia"), &count) && count > 0)
        write_media(h, count < TWILIO_MEDIA_MAX ? (int)count : TWILIO_MEDIA_MAX, &media);
    write_more(h, &more);
    int r = -ENOMEM;
    if (!media.failed && !more.failed)
        r = host_received(&t->host, (struct channel_received){
                                        .provider_id = sid,
                                        .from = value(h, "From"),
                                        .from_name = value(h, "ProfileName"),
                                        .text = value(h, "Body"),
                                        .attachments = buffer_view(&media),
                                        .metadata = buffer_view(&more),
                                        .mark = t->mark + 1,
                                        .is_answered = value(h, "OptOutType").size > 0 || t->answers_stop});
    t->mark += r == CHANNEL_OK;
    if (r == CHANNEL_OK)
        answer_nothing(t);
    buffer_free(&media);
    buffer_free(&more);
    return r;
}

// ---- a request

static int take_form(const struct hearing *h, struct channel_fault *ret_fault)
{
    struct view sid = first_of(h, "MessageSid", "SmsSid");
    struct view status = first_of(h, "MessageStatus", "SmsStatus");
    bool is_fate =
        value(h, "MessageStatus").size > 0 ||
        (status.size > 0 && !view_equal(status, VIEW("received")) && !view_equal(status, VIEW("receiving")));
    if (sid.size == 0)
        return tell_unknown(h, value(h, "CallSid").size > 0 ? "call" : "form", (struct view){0});
    if (sid.size > TWILIO_SID_MAX)
        return host_refuse(ret_fault, "MessageSid", "longer than %d bytes", TWILIO_SID_MAX);
    if (is_fate)
        return take_fate(h, sid, status);
    if (value(h, "From").size == 0)
        return tell_unknown(h, "message without From", (struct view){0});
    int r = take_words(h, sid);
    return r == CHANNEL_REFUSED ? host_refuse(ret_fault, "Body", "it is no message that can be stored") : r;
}

static bool is_id(struct view id)
{
    bool is_good = id.size > 0 && id.size <= CHANNEL_ID_MAX;
    for (size_t i = 0; i < id.size && is_good; i++)
        is_good = id.data[i] > ' ' && id.data[i] < 0x7F;
    return is_good;
}

static void read_query(struct hearing *h, struct view query)
{
    struct form_pair *pairs;
    size_t count;
    if (form_parse(h->arena, query, PAIRS_MAX, &pairs, &count) != FORM_OK)
        return;
    struct view id = form_value(pairs, count, VIEW("delivery"));
    if (is_id(id))
        h->delivery = id;
}

static int take_request(struct twilio *t, const struct channel_request *request, struct arena *arena,
                        struct channel_fault *ret_fault)
{
    struct hearing h = {.t = t, .arena = arena};
    bool is_get = view_equal(request->method, VIEW("GET"));
    read_query(&h, request->query);
    if (form_parse(arena, is_get ? request->query : request->body, PAIRS_MAX, &h.pairs, &h.count) != FORM_OK)
        return host_refuse(ret_fault, "body", "the body is no form");
    return take_form(&h, ret_fault);
}

// JSON, with its hash in the query: events of a kind that the hub did not ask for.
static int take_json(struct twilio *t, const struct channel_request *request)
{
    const struct channel_unknown *unknown = host_facet(&t->host, CHANNEL_HOST_UNKNOWN);
    struct view body = request->body;
    if (unknown != NULL)
        unknown->tell(t->host.seat, VIEW("json"), view_make(body.data, body.size < 2048 ? body.size : 2048));
    return CHANNEL_OK;
}

// Where nobody said how the hub is called from outside, the request itself does: what it says is signed.
static void place_of(const struct twilio *t, const struct channel_request *r, const char *scheme,
                     struct buffer *out)
{
    for (uint32_t i = 0; i < r->header_count; i++)
        if (view_equal(r->headers[i].name, VIEW("host")))
            buffer_printf(out, "%s://%.*s/webhook/sms/%s", scheme, VIEW_ARG(r->headers[i].value),
                          t->connector);
}

static bool is_signed(const struct twilio *t, const struct channel_request *request)
{
    static const char *const schemes[] = {"https", "http"};
    struct buffer url;
    struct view token = view_from(t->token);
    buffer_init(&url, 2 * TWILIO_URL_MAX);
    bool is_good = false;
    if (twilio_place(t, &url))
        is_good = twilio_is_signed(token, buffer_view(&url), request);
    for (int i = 0; i < 2 && !is_good && t->webhook_url == NULL; i++) {
        buffer_clear(&url);
        place_of(t, request, schemes[i], &url);
        is_good = url.size > 0 && !url.failed && twilio_is_signed(token, buffer_view(&url), request);
    }
    buffer_free(&url);
    return is_good;
}

static int receive(void *state, const struct channel_request *request, struct channel_fault *ret_fault)
{
    struct twilio *t = state;
    struct arena arena;
    if (!is_signed(t, request))
        return host_refuse(ret_fault, "signature",
                           "X-Twilio-Signature is missing, or is not of this address and this token");
    if (request->body.size > 0 && (request->body.data[0] == '{' || request->body.data[0] == '['))
        return take_json(t, request);
    arena_init(&arena, 4096, BODY_MEMORY);
    int r = take_request(t, request, &arena, ret_fault);
    arena_free(&arena);
    return r;
}

const struct channel_webhook twilio_webhook = {
    .version = CHANNEL_VERSION, .size = sizeof(struct channel_webhook), .receive = receive};
