// SPDX-License-Identifier: Apache-2.0
#include "channel/twilio/twilio_row.h"
#include "codec/form.h"
#include "codec/sms_text.h"

bool twilio_place(const struct twilio *t, struct buffer *out)
{
    const struct channel_place *place = host_facet(&t->host, CHANNEL_HOST_PLACE);
    struct view url = t->webhook_url != NULL ? view_from(t->webhook_url)
                      : place == NULL        ? (struct view){0}
                                             : place->webhook(t->host.seat);
    buffer_append_view(out, url);
    return url.size > 0;
}

// The delivery's id stands in it, so that a receipt finds its row before the answer with the provider's name
// for it was recorded.
static void add_callback(const struct twilio *t, struct view id, struct buffer *form)
{
    struct buffer url;
    buffer_init(&url, TWILIO_URL_MAX);
    if (t->has_callbacks && twilio_place(t, &url)) {
        buffer_append_view(&url, VIEW("?delivery="));
        percent_encode(&url, id);
        if (!url.failed)
            form_append(form, VIEW("StatusCallback"), buffer_view(&url));
    }
    buffer_free(&url);
}

static int add_media(const struct channel_message *m, struct buffer *out, struct channel_fault *fault)
{
    for (uint32_t i = 0; i < m->attachment_count; i++) {
        if (m->attachments[i].url.size == 0)
            return host_refuse(fault, "/attachments",
                               "the hub has no public address at which files are fetched");
        form_append(out, VIEW("MediaUrl"), m->attachments[i].url);
    }
    return CHANNEL_OK;
}

int twilio_form(const struct twilio *t, const struct channel_message *m, struct buffer *out,
                struct channel_fault *ret_fault)
{
    if (sms_measure(m->text).characters > TWILIO_TEXT_MAX)
        return host_refuse(ret_fault, "/text", "the provider takes 1,600 characters at most");
    form_append(out, VIEW("To"), m->to);
    if (t->service != NULL)
        form_append(out, VIEW("MessagingServiceSid"), view_from(t->service));
    if (t->from != NULL)
        form_append(out, VIEW("From"), view_from(t->from));
    if (m->text.size > 0)
        form_append(out, VIEW("Body"), m->text);
    int r = add_media(m, out, ret_fault);
    if (r != CHANNEL_OK)
        return r;
    add_callback(t, m->id, out);
    if (out->failed)
        return host_refuse(ret_fault, "/attachments", "the addresses of the files are too long");
    return CHANNEL_OK;
}

int twilio_ask(struct twilio *t, const char *method, struct view path, struct view form, int64_t deadline_us,
               uint64_t *ret_tag)
{
    char memory[TWILIO_URL_MAX];
    struct buffer url = buffer_fixed(memory, sizeof(memory));
    struct channel_header headers[] = {
        {VIEW("Authorization"), view_from(t->authorization)},
        {VIEW("Accept"), VIEW("application/json")},
        {VIEW("Content-Type"), VIEW("application/x-www-form-urlencoded")},
    };
    buffer_append_view(&url, view_from(t->base_url));
    buffer_append_view(&url, VIEW("/2010-04-01/Accounts/"));
    buffer_append_view(&url, view_from(t->account));
    buffer_append_view(&url, path);
    if (url.failed)
        return CHANNEL_REFUSED;
    uint64_t tag = ++t->last_tag;
    int r =
        t->http->ask(t->host.seat, &(struct channel_http_request){.size = sizeof(struct channel_http_request),
                                                                  .method = view_from(method),
                                                                  .url = buffer_view(&url),
                                                                  .headers = headers,
                                                                  .header_count = form.size > 0 ? 3 : 2,
                                                                  .body = form,
                                                                  .deadline_us = deadline_us,
                                                                  .tag = tag,
                                                                  .answer_max = 512 << 10});
    if (r == CHANNEL_OK)
        *ret_tag = tag;
    return r;
}
