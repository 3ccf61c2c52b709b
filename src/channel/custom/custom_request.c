// SPDX-License-Identifier: Apache-2.0
#include "channel/custom/custom_request.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/time_text.h"
#include "channel/custom/custom_sign.h"
#include "codec/form.h"
#include <inttypes.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

enum { BODY_MAX = 1 << 20, HEADER_MAX = 4096, BUSY_US = 100000, SECOND_US = 1000000, MS = 1000 };

// What is sent without being told otherwise.
#define PLAIN                                                                                                \
    "{\"id\":\"{{id}}\",\"to\":\"{{to}}\",\"conversation\":\"{{conversation}}\",\"text\":\"{{text}}\","      \
    "\"attachments\":\"{{attachments}}\",\"choices\":\"{{choices}}\"}"

enum place {
    ID,
    TO,
    CONVERSATION,
    TEXT,
    ATTEMPT,
    ATTACHMENTS,
    ATTACHMENT_URL,
    CHOICES,
    TIME,
    TIMESTAMP,
    WEBHOOK
};

#define PLACE(text)                                                                                          \
    {                                                                                                        \
        .name = { text, sizeof(text) - 1 }                                                                   \
    }
const struct json_template_value custom_places[CUSTOM_VALUES] = {
    PLACE("id"),      PLACE("to"),          PLACE("conversation"),   PLACE("text"),
    PLACE("attempt"), PLACE("attachments"), PLACE("attachment_url"), PLACE("choices"),
    PLACE("time"),    PLACE("timestamp"),   PLACE("webhook")};

// ---- the configuration

static int check_template(struct custom_reading *r, const char *path, const char *token, int outcome)
{
    switch (outcome) {
    case JSON_TEMPLATE_OK:
        return CHANNEL_OK;
    case JSON_TEMPLATE_UNKNOWN:
        return custom_refuse(r, path, token, "there is no place of that name");
    case JSON_TEMPLATE_OPEN:
        return custom_refuse(r, path, token, "{{ without }}");
    default:
        return error_trace(-ENOMEM);
    }
}

static int read_body(struct custom_reading *r, const struct json *v, const char *path, void *to)
{
    char room[128];
    struct buffer at = buffer_fixed(room, sizeof(room) - 1);
    int outcome = json_template_check(v, custom_places, CUSTOM_VALUES, r->arena, &at);
    room[at.size] = '\0';
    *(const struct json **)to = v;
    return check_template(r, path, at.size > 0 ? room + 1 : "", outcome);
}

static bool is_token(struct view name)
{
    static const char others[] = "!#$%&'*+-.^_`|~";
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!is_word && (c == '\0' || strchr(others, c) == NULL))
            return false;
    }
    return name.size > 0 && name.size <= 64;
}

// Names that the hub, or this adapter, writes itself.
static bool is_ours(struct view name)
{
    static const char *const names[] = {"host",       "content-length",    "content-type",
                                        "user-agent", "connection",        "transfer-encoding",
                                        "webhook-id", "webhook-timestamp", "webhook-signature"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (view_equal_nocase(view_from(names[i]), name))
            return true;
    return false;
}

static int read_headers(struct custom_reading *r, const struct json *v, const char *path, void *to)
{
    int result = CHANNEL_OK;
    if (v->type != JSON_OBJECT || v->count > CUSTOM_HEADERS_MAX)
        return custom_refuse(r, path, "", "must be an object of at most %d texts", CUSTOM_HEADERS_MAX);
    for (const struct json *k = json_first(v); k != NULL && result == CHANNEL_OK;
         k = json_next_member(v, k)) {
        struct view name, text = {0};
        char token[65];
        if (!json_text(k, r->arena, &name))
            return error_trace(-ENOMEM);
        if (!is_token(name) || is_ours(name))
            return custom_refuse(r, path, "", "one is no header's name, or one that the hub writes itself");
        snprintf(token, sizeof(token), "%.*s", VIEW_ARG(name));
        result = custom_read_text(r, json_value_of(k), path, &text);
        if (result == CHANNEL_OK)
            result =
                check_template(r, path, token, json_template_check_text(text, custom_places, CUSTOM_VALUES));
    }
    *(const struct json **)to = v;
    return result;
}

static int read_type(struct custom_reading *r, const struct json *v, const char *path, void *to)
{
    struct view text;
    int result = custom_read_text(r, v, path, &text);
    if (result != CHANNEL_OK)
        return result;
    *(bool *)to = view_equal(text, VIEW("form"));
    return *(bool *)to || view_equal(text, VIEW("json")) ? CHANNEL_OK
                                                         : custom_refuse(r, path, "", "must be json or form");
}

static int check_form(struct custom_reading *r, const struct json *body)
{
    if (body->type != JSON_OBJECT)
        return custom_refuse(r, "request/body", "", "must be an object for a form");
    for (const struct json *k = json_first(body); k != NULL; k = json_next_member(body, k))
        if (json_value_of(k)->type == JSON_OBJECT || json_value_of(k)->type == JSON_ARRAY)
            return custom_refuse(r, "request/body", "", "a form has no lists and objects in it");
    return CHANNEL_OK;
}

int custom_request_read(struct custom_reading *r, struct view json, struct custom_request *ret)
{
    static const struct custom_member members[] = {
        {"body", read_body, offsetof(struct custom_request, body)},
        {"headers", read_headers, offsetof(struct custom_request, headers)},
        {"type", read_type, offsetof(struct custom_request, is_form)},
    };
    const struct json *root;
    struct custom_request request = {0};
    int result = custom_parse(r->arena, json.data == NULL ? VIEW("{}") : json, &root);
    if (result == CHANNEL_OK)
        result = custom_read_members(r, root, "request", members, 3, &request);
    if (result == CHANNEL_OK && request.body == NULL)
        result = custom_parse(r->arena, VIEW(PLAIN), &request.body);
    if (result == CHANNEL_OK && request.is_form)
        result = check_form(r, request.body);
    if (result == CHANNEL_OK)
        *ret = request;
    return result;
}

// ---- values

static struct view keep(struct arena *arena, struct buffer *made)
{
    struct view kept = {0};
    if (made->failed || !arena_copy(arena, buffer_view(made), &kept))
        kept = (struct view){0};
    buffer_free(made);
    return kept;
}

static void write_member(struct json_writer *w, const char *name, struct view text)
{
    json_key(w, view_from(name));
    json_string_or_null(w, text);
}

static struct view write_attachments(const struct channel_message *m, struct arena *arena)
{
    struct buffer out;
    buffer_init(&out, BODY_MAX);
    struct json_writer w = json_writer(&out);
    json_begin_array(&w);
    for (uint32_t i = 0; i < m->attachment_count; i++) {
        const struct channel_attachment *a = &m->attachments[i];
        json_begin_object(&w);
        write_member(&w, "id", a->id);
        write_member(&w, "name", a->name);
        write_member(&w, "type", a->type);
        write_member(&w, "url", a->url);
        json_key(&w, VIEW("size"));
        json_integer(&w, a->size);
        json_end_object(&w);
    }
    json_end_array(&w);
    return keep(arena, &out);
}

static struct view write_choices(const struct channel_message *m, struct arena *arena)
{
    struct buffer out;
    buffer_init(&out, BODY_MAX);
    struct json_writer w = json_writer(&out);
    json_begin_array(&w);
    for (uint32_t i = 0; i < m->choice_count; i++) {
        const struct channel_choice *c = &m->choices[i];
        json_begin_object(&w);
        write_member(&w, "title", c->title);
        write_member(&w, "payload", c->payload.data == NULL ? c->title : c->payload);
        json_end_object(&w);
    }
    json_end_array(&w);
    return keep(arena, &out);
}

static struct view print_number(struct arena *arena, int64_t number)
{
    char text[24];
    struct view kept = {0};
    int size = snprintf(text, sizeof(text), "%" PRId64, number);
    return arena_copy(arena, view_make(text, (size_t)size), &kept) ? kept : (struct view){0};
}

static struct view print_time(struct arena *arena, int64_t wall_us)
{
    char text[TIME_TEXT_SIZE + 1];
    struct view kept = {0};
    time_text(text, wall_us > 0 ? wall_us : 0);
    return arena_copy(arena, view_from(text), &kept) ? kept : (struct view){0};
}

static bool fill_in(const struct custom *c, const struct channel_message *m, struct arena *arena,
                    struct json_template_value ret[CUSTOM_VALUES])
{
    const struct channel_place *place = host_facet(&c->host, CHANNEL_HOST_PLACE);
    int64_t wall_us = host_wall_us(&c->host);
    memcpy(ret, custom_places, sizeof(custom_places));
    ret[ID].text = m->id;
    ret[TO].text = m->to;
    ret[CONVERSATION].text = m->conversation;
    ret[TEXT].text = m->text.size > 0 ? m->text : (struct view){0};
    ret[ATTEMPT].json = print_number(arena, m->attempt);
    ret[TIME].text = print_time(arena, wall_us);
    ret[TIMESTAMP].json = print_number(arena, wall_us / SECOND_US);
    if (m->attachment_count > 0) {
        ret[ATTACHMENTS].json = write_attachments(m, arena);
        ret[ATTACHMENT_URL].text = m->attachments[0].url;
    }
    if (m->choice_count > 0)
        ret[CHOICES].json = write_choices(m, arena);
    if (place != NULL)
        ret[WEBHOOK].text = place->webhook(c->host.seat);
    return (m->attachment_count == 0 || ret[ATTACHMENTS].json.data != NULL) &&
           (m->choice_count == 0 || ret[CHOICES].json.data != NULL) && ret[TIMESTAMP].json.data != NULL;
}

// ---- body and headers

struct writing {
    struct custom *custom;
    struct arena arena;
    struct custom_request request;
    struct json_template_value values[CUSTOM_VALUES];
    struct buffer url, body;
    struct channel_header headers[CUSTOM_HEADERS_MAX + 10];
    uint32_t header_count;
    char auth[CUSTOM_AUTH_ROOM], signature[CUSTOM_SIGNATURE_MAX];
};

static void add_header(struct writing *w, struct view name, struct view value)
{
    if (value.data != NULL)
        w->headers[w->header_count++] = (struct channel_header){name, value};
}

static bool write_form(struct writing *w)
{
    const struct json *body = w->request.body;
    for (const struct json *k = json_first(body); k != NULL; k = json_next_member(body, k)) {
        const struct json *v = json_value_of(k);
        struct view name, text;
        struct buffer filled;
        if (v->type == JSON_NULL)
            continue;
        text = json_source(v);
        if (!json_text(k, &w->arena, &name) || (v->type == JSON_STRING && !json_text(v, &w->arena, &text)))
            return false;
        buffer_init(&filled, BODY_MAX);
        json_template_text(&filled, text, JSON_TEMPLATE_PLAIN, w->values, CUSTOM_VALUES);
        form_append(&w->body, name, buffer_view(&filled));
        w->body.failed |= filled.failed;
        buffer_free(&filled);
    }
    return !w->body.failed;
}

static bool write_body(struct writing *w)
{
    struct json_writer writer = json_writer(&w->body);
    if (w->request.is_form)
        return write_form(w);
    json_template_write(&writer, w->request.body, w->values, CUSTOM_VALUES, &w->arena);
    return !w->body.failed;
}

static bool write_headers(struct writing *w)
{
    const struct json *headers = w->request.headers;
    const struct json *key = headers == NULL ? NULL : json_first(headers);
    for (; key != NULL; key = json_next_member(headers, key)) {
        struct view name, text, value;
        struct buffer filled;
        if (!json_text(key, &w->arena, &name) || !json_text(json_value_of(key), &w->arena, &text))
            return false;
        buffer_init(&filled, HEADER_MAX);
        json_template_text(&filled, text, JSON_TEMPLATE_LINE, w->values, CUSTOM_VALUES);
        value = keep(&w->arena, &filled);
        if (value.data == NULL)
            return false;
        add_header(w, name, value);
    }
    return true;
}

static bool write_signature(struct writing *w, struct view id)
{
    const struct custom *c = w->custom;
    struct view secret = custom_text(c, CUSTOM_SIGNING_SECRET, (struct view){0});
    struct view timestamp = w->values[TIMESTAMP].json;
    if (secret.data == NULL)
        return true;
    if (!custom_sign_make(secret, id, timestamp, buffer_view(&w->body), w->signature))
        return false;
    add_header(w, VIEW("webhook-id"), id);
    add_header(w, VIEW("webhook-timestamp"), timestamp);
    add_header(w, VIEW("webhook-signature"), view_from(w->signature));
    return true;
}

// A customer whose address is ".." shall not lead a request out of its folder: dots need no encoding.
static bool leaves_folder(struct view url)
{
    struct view rest = view_make(url.data, url.size);
    struct view path = view_cut(&rest, '?');
    while (path.data != NULL) {
        struct view part = view_cut(&path, '/');
        if (view_equal(part, VIEW(".")) || view_equal(part, VIEW("..")))
            return true;
    }
    return false;
}

static bool write_all(struct writing *w, const struct channel_message *m)
{
    struct custom *c = w->custom;
    bool has_body = !view_equal(custom_text(c, CUSTOM_METHOD, VIEW("POST")), VIEW("GET"));
    json_template_text(&w->url, view_from(c->text[CUSTOM_SEND_URL]), JSON_TEMPLATE_PERCENT, w->values,
                       CUSTOM_VALUES);
    if (w->url.failed || (has_body && !write_body(w)))
        return false;
    if (has_body)
        add_header(w, VIEW("content-type"),
                   w->request.is_form ? VIEW("application/x-www-form-urlencoded") : VIEW("application/json"));
    add_header(w, custom_text(c, CUSTOM_IDEMPOTENCY_HEADER, VIEW("idempotency-key")), m->id);
    int count = custom_auth(c, w->auth, w->headers + w->header_count);
    if (count < 0)
        return false;
    w->header_count += (uint32_t)count;
    return write_headers(w) && write_signature(w, m->id);
}

// ---- asking

static int ask(struct writing *w, const struct channel_message *m, uint64_t tag, struct channel_fault *fault)
{
    struct custom *c = w->custom;
    const struct channel_http *http = host_facet(&c->host, CHANNEL_HOST_HTTP);
    int64_t deadline = host_now_us(&c->host) + c->number[CUSTOM_TIMEOUT_MS] * MS;
    if (http == NULL)
        return host_busy(fault, SECOND_US);
    if (leaves_folder(buffer_view(&w->url)))
        return host_refuse(fault, "/to", "the address would lead to another place of the provider's");
    struct channel_http_request request = {.size = sizeof(request),
                                           .method = custom_text(c, CUSTOM_METHOD, VIEW("POST")),
                                           .url = buffer_view(&w->url),
                                           .headers = w->headers,
                                           .header_count = w->header_count,
                                           .body = buffer_view(&w->body),
                                           .deadline_us =
                                               deadline < m->deadline_us ? deadline : m->deadline_us,
                                           .tag = tag};
    int r = http->ask(c->host.seat, &request);
    if (r == CHANNEL_BUSY)
        return host_busy(fault, BUSY_US);
    return r == CHANNEL_REFUSED ? host_refuse(fault, "/to", "no request can be made of this message") : r;
}

int custom_ask(struct custom *c, const struct channel_message *m, uint64_t tag, struct channel_fault *fault)
{
    struct writing w = {.custom = c};
    arena_init(&w.arena, 8192, CUSTOM_MEMORY);
    buffer_init(&w.url, CUSTOM_URL_MAX);
    buffer_init(&w.body, BODY_MAX);
    struct custom_reading reading = {&w.arena, fault};
    int r = custom_request_read(&reading, custom_text(c, CUSTOM_REQUEST, (struct view){0}), &w.request);
    if (r == CHANNEL_OK) {
        bool is_written = fill_in(c, m, &w.arena, w.values) && write_all(&w, m);
        r = is_written ? ask(&w, m, tag, fault)
                       : host_refuse(fault, "/text", "the request becomes too large");
    }
    OPENSSL_cleanse(w.auth, sizeof(w.auth));
    buffer_free(&w.url);
    buffer_free(&w.body);
    arena_free(&w.arena);
    return r;
}

// ---- who we are

static bool put_basic(const struct custom *c, struct buffer *out)
{
    char plain[2048];
    unsigned char encoded[3072];
    struct view user = custom_text(c, CUSTOM_AUTH_USER, VIEW("")),
                word = custom_text(c, CUSTOM_AUTH_PASSWORD, VIEW(""));
    int size = snprintf(plain, sizeof(plain), "%.*s:%.*s", VIEW_ARG(user), VIEW_ARG(word));
    if (size < 0 || (size_t)size >= sizeof(plain))
        return false;
    int length = EVP_EncodeBlock(encoded, (const unsigned char *)plain, size);
    buffer_append_view(out, VIEW("Basic "));
    buffer_append(out, encoded, (size_t)length);
    OPENSSL_cleanse(plain, sizeof(plain));
    return true;
}

int custom_auth(const struct custom *c, char room[CUSTOM_AUTH_ROOM],
                struct channel_header ret[CUSTOM_AUTH_MAX])
{
    struct buffer out = buffer_fixed(room, CUSTOM_AUTH_ROOM);
    int count = 0;
    if (c->text[CUSTOM_BEARER_TOKEN] != NULL)
        buffer_printf(&out, "Bearer %s", c->text[CUSTOM_BEARER_TOKEN]);
    else if (c->text[CUSTOM_AUTH_USER] != NULL && !put_basic(c, &out))
        return -1;
    if (out.size > 0)
        ret[count++] = (struct channel_header){VIEW("authorization"), buffer_view(&out)};
    if (c->text[CUSTOM_AUTH_HEADER] != NULL)
        ret[count++] = (struct channel_header){view_from(c->text[CUSTOM_AUTH_HEADER]),
                                               custom_text(c, CUSTOM_AUTH_VALUE, VIEW(""))};
    return out.failed ? -1 : count;
}
