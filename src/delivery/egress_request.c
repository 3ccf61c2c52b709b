// SPDX-License-Identifier: Apache-2.0
// A request on its way to libcurl: what may not be asked, and how what may is set up.
#include "base/error.h"
#include "delivery/egress_inside.h"
#include <netinet/in.h>
#include <stdlib.h>
#include <unistd.h>

static bool is_token(struct view v)
{
    static const char marks[] = "!#$%&'*+-.^_`|~";

    for (size_t i = 0; i < v.size; i++) {
        char c = v.data[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
            (c == 0 || strchr(marks, c) == NULL))
            return false;
    }
    return v.size > 0;
}

static bool is_header_value(struct view v)
{
    for (size_t i = 0; i < v.size; i++)
        if (((unsigned char)v.data[i] < ' ' && v.data[i] != '\t') || v.data[i] == 0x7f)
            return false;
    return true;
}

// What says where a request ends, or to whom it goes, is libcurl's to write.
static bool is_ours(struct view name)
{
    static const char *const kept[] = {
        "Host", "Content-Length", "Transfer-Encoding", "Connection", "Upgrade", "Expect", "TE", "Trailer"};

    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
        if (view_equal_nocase(name, view_from(kept[i])))
            return true;
    return false;
}

static bool part_is(CURLU *u, CURLUPart part, const char *a, const char *b)
{
    char *text = NULL;
    bool is = curl_url_get(u, part, &text, 0) == CURLUE_OK
                  ? (a != NULL && strcmp(text, a) == 0) || (b != NULL && strcmp(text, b) == 0)
                  : a == NULL;

    curl_free(text);
    return is;
}

static bool url_is_sound(struct view url)
{
    char text[EGRESS_URL_MAX + 1];
    CURLU *u;
    bool is;

    if (url.size == 0 || url.size > EGRESS_URL_MAX)
        return false;
    for (size_t i = 0; i < url.size; i++)
        if (url.data[i] <= ' ' || url.data[i] >= 0x7f)
            return false;
    memcpy(text, url.data, url.size);
    text[url.size] = 0;
    u = curl_url();
    is = u != NULL && curl_url_set(u, CURLUPART_URL, text, 0) == CURLUE_OK &&
         part_is(u, CURLUPART_SCHEME, "http", "https") && part_is(u, CURLUPART_USER, NULL, NULL) &&
         part_is(u, CURLUPART_PASSWORD, NULL, NULL);
    curl_url_cleanup(u);
    return is;
}

bool egress_request_is_sound(const struct egress_request *r)
{
    if (r->done == NULL || r->method == NULL || !is_token(view_from(r->method)) || strlen(r->method) > 16 ||
        r->header_count < 0 || r->header_count > EGRESS_HEADERS_MAX)
        return false;
    for (int i = 0; i < r->header_count; i++)
        if (!is_token(r->headers[i].name) || !is_header_value(r->headers[i].value) ||
            is_ours(r->headers[i].name))
            return false;
    return url_is_sound(r->url);
}

static int take_copy(struct view v, char **ret)
{
    *ret = malloc(v.size + 1);
    if (*ret == NULL)
        return error_trace(-ENOMEM);
    if (v.size > 0)
        memcpy(*ret, v.data, v.size);
    (*ret)[v.size] = 0;
    return 0;
}

static int add_header(struct egress_slot *s, struct view name, struct view value)
{
    struct buffer line;
    struct curl_slist *longer = NULL;

    // libcurl's own way to write a header without a value.
    buffer_init(&line, 1 << 20);
    buffer_append_view(&line, name);
    if (view_trim(value).size == 0) {
        buffer_append_char(&line, ';');
    } else {
        buffer_append_view(&line, VIEW(": "));
        buffer_append_view(&line, view_trim(value));
    }
    buffer_append_char(&line, 0);
    if (!line.failed)
        longer = curl_slist_append(s->headers, line.data);
    buffer_free(&line);
    if (longer == NULL)
        return error_trace(-ENOMEM);
    s->headers = longer;
    return 0;
}

static int add_headers(struct egress_slot *s, const struct egress_request *r)
{
    bool has_type = false, has_accept = false;
    struct curl_slist *longer;
    int error = 0;

    for (int i = 0; i < r->header_count && error == 0; i++) {
        has_type = has_type || view_equal_nocase(r->headers[i].name, VIEW("Content-Type"));
        has_accept = has_accept || view_equal_nocase(r->headers[i].name, VIEW("Accept"));
        error = add_header(s, r->headers[i].name, r->headers[i].value);
    }
    if (error == 0 && !has_accept)
        error = add_header(s, VIEW("Accept"), VIEW("*/*"));
    if (error < 0)
        return error;
    // "Name:" keeps libcurl from adding its own.
    longer = curl_slist_append(s->headers, has_type ? "Expect:" : "Content-Type:");
    if (longer == NULL)
        return error_trace(-ENOMEM);
    s->headers = longer;
    if (!has_type && curl_slist_append(s->headers, "Expect:") == NULL)
        return error_trace(-ENOMEM);
    return 0;
}

static int port_of(const struct sockaddr *a)
{
    struct sockaddr_in v4;

    // sin_port and sin6_port lie at the same place.
    memcpy(&v4, (const void *)a, sizeof(v4));
    return ntohs(v4.sin_port);
}

// Judged here, where the address is the one that is connected to: a name may lead anywhere by now.
static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *to)
{
    struct egress_slot *s = ctx;
    struct egress_address a;

    if (purpose != CURLSOCKTYPE_IPCXN || to->socktype != SOCK_STREAM ||
        !egress_address_of(&to->addr, to->addrlen, &a) ||
        (!egress_address_is_public(&a) && !egress_allow_has(&s->egress->allow, &a, port_of(&to->addr)))) {
        s->is_barred = true;
        return CURL_SOCKET_BAD;
    }
    s->is_tried = true;
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

// Called before each sending. libcurl sends a request again by itself when a connection that was used before
// ends without an answer; whether the other side took it nobody knows, so only reading is done twice.
static int before_sending(void *ctx, char *to, char *from, int to_port, int from_port)
{
    struct egress_slot *s = ctx;
    long left = 0;

    (void)to, (void)from, (void)to_port, (void)from_port;
    curl_easy_getinfo(s->easy, CURLINFO_REQUEST_SIZE, &left);
    if (s->is_begun && left > 0 && !s->is_repeatable) {
        s->is_withheld = true;
        return CURL_PREREQFUNC_ABORT;
    }
    s->is_begun = true;
    return CURL_PREREQFUNC_OK;
}

static size_t take_body(char *data, size_t one, size_t size, void *ctx)
{
    struct egress_slot *s = ctx;
    size_t room = s->answer.max - s->answer.size;

    (void)one;
    buffer_append(&s->answer, data, size < room ? size : room);
    s->is_too_large = s->is_too_large || size > room;
    return s->is_too_large || s->answer.failed ? 0 : size;
}

static size_t take_header(char *data, size_t one, size_t size, void *ctx)
{
    struct egress_slot *s = ctx;

    (void)data, (void)one;
    s->headers_size += size;
    if (s->headers_size <= EGRESS_HEADERS_SIZE_MAX)
        return size;
    s->is_too_large = true;
    return 0;
}

#define SET(option, value) (curl_easy_setopt(s->easy, option, value) == CURLE_OK ? 0 : error_trace(-EIO))

static int set_callbacks(struct egress_slot *s)
{
    int r = 0;

    r |= SET(CURLOPT_PRIVATE, (void *)s);
    r |= SET(CURLOPT_ERRORBUFFER, s->error);
    r |= SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    r |= SET(CURLOPT_OPENSOCKETDATA, (void *)s);
    r |= SET(CURLOPT_PREREQFUNCTION, before_sending);
    r |= SET(CURLOPT_PREREQDATA, (void *)s);
    r |= SET(CURLOPT_WRITEFUNCTION, take_body);
    r |= SET(CURLOPT_WRITEDATA, (void *)s);
    r |= SET(CURLOPT_HEADERFUNCTION, take_header);
    r |= SET(CURLOPT_HEADERDATA, (void *)s);
    return r;
}

static int set_limits(struct egress_slot *s, int64_t deadline_us)
{
    int64_t left = (deadline_us - s->began_us) / 1000;
    long ms = left < 1 ? 1 : left > 3600000 ? 3600000 : (long)left;
    int r = 0;

    r |= SET(CURLOPT_TIMEOUT_MS, ms);
    r |= SET(CURLOPT_CONNECTTIMEOUT_MS, ms < EGRESS_CONNECT_MS ? ms : (long)EGRESS_CONNECT_MS);
    r |= SET(CURLOPT_MAXAGE_CONN, (long)EGRESS_IDLE_S);
    r |= SET(CURLOPT_NOSIGNAL, 1L);
    // Else a look-up that hangs would hold up the thread when its request is given up.
    r |= SET(CURLOPT_QUICK_EXIT, 1L);
    return r;
}

static int set_manners(struct egress_slot *s)
{
    const struct egress *e = s->egress;
    int r = 0;

    r |= SET(CURLOPT_PROTOCOLS_STR, "http,https");
    r |= SET(CURLOPT_FOLLOWLOCATION, 0L);
    r |= SET(CURLOPT_PROXY, "");
    r |= SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    r |= SET(CURLOPT_PATH_AS_IS, 1L);
    r |= SET(CURLOPT_USERAGENT, e->user_agent);
    r |= SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (e->ca_file != NULL) {
        r |= SET(CURLOPT_CAINFO, e->ca_file);
        r |= SET(CURLOPT_CAPATH, NULL);
    }
    return r;
}

static int set_request(struct egress_slot *s, const struct egress_request *r)
{
    bool is_get = strcmp(r->method, "GET") == 0, is_head = strcmp(r->method, "HEAD") == 0;
    int error = 0;

    s->is_repeatable = (is_get || is_head) && r->body.size == 0;
    // When a connection of HTTP/2 is shut down, this libcurl cannot tell which of its requests were never
    // looked at; with HTTP/1.1 there is one a connection, and "Connection: close" before it goes.
    error |=
        SET(CURLOPT_HTTP_VERSION, (long)(s->is_repeatable ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
    error |= SET(CURLOPT_URL, s->url);
    error |= SET(CURLOPT_HTTPHEADER, s->headers);
    if (!s->is_repeatable) {
        error |= SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body.size);
        error |= SET(CURLOPT_POSTFIELDS, s->body);
        error |= SET(CURLOPT_CUSTOMREQUEST, r->method);
    } else if (is_head) {
        error |= SET(CURLOPT_NOBODY, 1L);
    }
    return error;
}

int egress_slot_fill(struct egress_slot *s, const struct egress_request *r)
{
    int error;

    s->easy = s->easy != NULL ? s->easy : curl_easy_init();
    if (s->easy == NULL)
        return error_trace(-ENOMEM);
    s->done = r->done;
    s->ctx = r->ctx;
    s->began_us = clock_mono_us(&s->egress->clock);
    buffer_init(&s->answer, r->answer_max > 0 ? r->answer_max : EGRESS_ANSWER_MAX);
    error = take_copy(r->url, &s->url);
    if (error == 0)
        error = take_copy(r->body, &s->body);
    if (error == 0)
        error = add_headers(s, r);
    if (error < 0)
        return error;
    if (set_callbacks(s) < 0 || set_limits(s, r->deadline_us) < 0 || set_manners(s) < 0 ||
        set_request(s, r) < 0)
        return error_trace(-EIO);
    return 0;
}

void egress_slot_empty(struct egress_slot *s)
{
    struct egress *e = s->egress;
    struct egress_slot *next = s->next;
    CURL *easy = s->easy;

    if (easy != NULL)
        curl_easy_reset(easy);
    curl_slist_free_all(s->headers);
    free(s->url);
    free(s->body);
    buffer_free(&s->answer);
    *s = (struct egress_slot){.egress = e, .next = next, .easy = easy};
}
