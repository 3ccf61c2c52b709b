// SPDX-License-Identifier: Apache-2.0
// How a request ended, told truthfully: what may have been taken by the other side is never "not sent".
#include "delivery/egress_inside.h"

static const int64_t retry_after_max_us = (int64_t)24 * 3600 * 1000000;

static struct view header(struct egress_slot *s, const char *name)
{
    struct curl_header *h;

    if (curl_easy_header(s->easy, name, 0, CURLH_HEADER, -1, &h) != CURLHE_OK)
        return (struct view){0};
    return view_from(h->value);
}

// RFC 9110 10.2.3: seconds, or a date. What is past or no such thing asks for nothing.
static int64_t retry_after(struct egress_slot *s)
{
    struct view value = view_trim(header(s, "Retry-After"));
    long long seconds;
    int64_t us;
    time_t date;

    if (value.size == 0)
        return 0;
    if (!view_to_uint(value, &seconds)) {
        date = curl_getdate(value.data, NULL);
        if (date < 0)
            return 0;
        us = (int64_t)date * 1000000 - clock_wall_us(&s->egress->clock);
    } else if (seconds > retry_after_max_us / 1000000) {
        us = retry_after_max_us;
    } else {
        us = (int64_t)seconds * 1000000;
    }
    return us < 0 ? 0 : us > retry_after_max_us ? retry_after_max_us : us;
}

// Whether any byte of it may have reached the other side.
static bool may_have_left(struct egress_slot *s)
{
    long sent = 0;

    if (!s->is_begun)
        return false;
    return s->is_withheld || curl_easy_getinfo(s->easy, CURLINFO_REQUEST_SIZE, &sent) != CURLE_OK || sent > 0;
}

static enum egress_end end_of(struct egress_slot *s)
{
    if (s->code == CURLE_OK)
        return EGRESS_ANSWERED;
    if (s->is_too_large)
        return EGRESS_TOO_LARGE;
    if (may_have_left(s))
        return EGRESS_UNKNOWN;
    return s->is_barred && !s->is_tried ? EGRESS_FORBIDDEN : EGRESS_NOT_SENT;
}

// The address stays unnamed: whoever configured the name need not learn where it leads inside.
static const char *fault_of(struct egress_slot *s, enum egress_end end)
{
    if (end == EGRESS_ANSWERED)
        return NULL;
    if (end == EGRESS_FORBIDDEN)
        return "The host's address is not public, and not on the operator's list.";
    if (end == EGRESS_TOO_LARGE)
        return "The answer is larger than what is taken.";
    if (s->is_withheld)
        return "The connection ended without an answer.";
    if (s->code == CURLE_ABORTED_BY_CALLBACK)
        return "It was given up.";
    return s->error[0] != 0 ? s->error : curl_easy_strerror(s->code);
}

void egress_answer_make(struct egress_slot *s, struct egress_answer *ret)
{
    long status = 0;

    if (curl_easy_getinfo(s->easy, CURLINFO_RESPONSE_CODE, &status) != CURLE_OK || status < 200)
        status = 0;
    *ret = (struct egress_answer){.end = end_of(s), .status = (int)status};
    ret->fault = fault_of(s, ret->end);
    ret->took_us = clock_mono_us(&s->egress->clock) - s->began_us;
    if (status == 0)
        return;
    ret->body = buffer_view(&s->answer);
    ret->type = header(s, "Content-Type");
    ret->location = header(s, "Location");
    ret->retry_after_us = retry_after(s);
}
