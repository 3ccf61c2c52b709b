// SPDX-License-Identifier: Apache-2.0
// Whether the provider knows us: probe_url is read, or without one OPTIONS asked of send_url. And what a file
// of the provider's is fetched with.
#include "channel/custom/custom_request.h"

static const char *probe_url(const struct custom *c)
{
    if (c->text[CUSTOM_PROBE_URL] != NULL)
        return c->text[CUSTOM_PROBE_URL];
    return strstr(c->text[CUSTOM_SEND_URL], "{{") == NULL ? c->text[CUSTOM_SEND_URL] : NULL;
}

static int probe(void *state, int64_t deadline_us, struct channel_fault *ret_fault)
{
    struct custom *c = state;
    const struct channel_http *http = host_facet(&c->host, CHANNEL_HOST_HTTP);
    char room[CUSTOM_AUTH_ROOM];
    struct channel_header headers[CUSTOM_AUTH_MAX];
    const char *url = probe_url(c);
    int count = custom_auth(c, room, headers);
    if (http == NULL || url == NULL || count < 0)
        return CHANNEL_NONE;
    if (c->probe != 0)
        return host_busy(ret_fault, 0);
    struct channel_http_request request = {.size = sizeof(request),
                                           .method = c->text[CUSTOM_PROBE_URL] != NULL ? VIEW("GET")
                                                                                       : VIEW("OPTIONS"),
                                           .url = view_from(url),
                                           .headers = headers,
                                           .header_count = (uint32_t)count,
                                           .deadline_us = deadline_us,
                                           .tag = ++c->tags};
    int r = http->ask(c->host.seat, &request);
    if (r == CHANNEL_OK)
        c->probe = request.tag;
    return r;
}

// Any answer says that somebody is there; without probe_url nobody said that OPTIONS is understood.
static int judge(const struct custom *c, const struct channel_http_answer *a, struct channel_fault *fault)
{
    bool is_named = c->text[CUSTOM_PROBE_URL] != NULL;
    if (a->end == CHANNEL_HTTP_FORBIDDEN)
        return host_refuse(fault, is_named ? "probe_url" : "send_url", "this address may not be asked");
    if (a->end != CHANNEL_HTTP_ANSWERED) {
        snprintf(fault->text, sizeof(fault->text), "%.*s", VIEW_ARG(a->fault));
        return CHANNEL_BUSY;
    }
    if (a->status == 401 || a->status == 403 || a->status == 407)
        return host_refuse(fault, "", "the provider answered %d: it does not know us", a->status);
    if (a->status >= 500 || a->status == 429) {
        snprintf(fault->text, sizeof(fault->text), "the provider answered %d", a->status);
        return CHANNEL_BUSY;
    }
    return is_named && a->status >= 300
               ? host_refuse(fault, "probe_url", "the provider answered %d", a->status)
               : CHANNEL_OK;
}

bool custom_probed(struct custom *c, const struct channel_http_answer *answer)
{
    const struct channel_probed *probed = host_facet(&c->host, CHANNEL_HOST_PROBED);
    struct channel_fault fault = {0};
    if (c->probe == 0 || answer->tag != c->probe)
        return false;
    c->probe = 0;
    int outcome = judge(c, answer, &fault);
    if (probed != NULL)
        probed->tell(c->host.seat, outcome, &fault);
    return true;
}

const struct channel_probe custom_probe = {
    .version = CHANNEL_VERSION, .size = sizeof(struct channel_probe), .probe = probe};

// ---- files

// Only under media_url: a customer may write any address into a message.
static int headers(void *state, struct view url, char *ret, size_t size)
{
    struct custom *c = state;
    char room[CUSTOM_AUTH_ROOM];
    struct channel_header auth[CUSTOM_AUTH_MAX];
    int count = custom_auth(c, room, auth);
    struct buffer out = buffer_fixed(ret, size);
    if (c->text[CUSTOM_MEDIA_URL] == NULL || !view_starts(url, view_from(c->text[CUSTOM_MEDIA_URL])) ||
        count < 0)
        return CHANNEL_NONE;
    for (int i = 0; i < count; i++)
        buffer_printf(&out, "%s%.*s: %.*s", i == 0 ? "" : "\n", VIEW_ARG(auth[i].name),
                      VIEW_ARG(auth[i].value));
    buffer_append_char(&out, '\0');
    return out.failed ? CHANNEL_NONE : CHANNEL_OK;
}

const struct channel_media custom_media = {
    .version = CHANNEL_VERSION, .size = sizeof(struct channel_media), .headers = headers};
