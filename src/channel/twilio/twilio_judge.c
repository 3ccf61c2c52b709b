// SPDX-License-Identifier: Apache-2.0
#include "channel/twilio/twilio_row.h"
#include "codec/json.h"

enum { SECOND_US = 1000000 };

static struct view text_of(const struct json *object, struct view name, struct arena *arena)
{
    const struct json *v = object == NULL ? NULL : json_member(object, name);
    struct view text = {0};
    if (v != NULL && v->type == JSON_STRING && !json_text(v, arena, &text))
        text = (struct view){0};
    return text;
}

// The provider writes its numbers as texts in some places and as numbers in others.
static struct view word_of(const struct json *object, struct view name, struct arena *arena)
{
    const struct json *v = object == NULL ? NULL : json_member(object, name);
    return v != NULL && v->type == JSON_NUMBER ? json_source(v) : text_of(object, name, arena);
}

static const struct json *object_of(struct view body, struct arena *arena)
{
    const struct json *root;
    return json_parse(arena, body, NULL, &root) == JSON_OK && root->type == JSON_OBJECT ? root : NULL;
}

static struct view cut(struct view text, size_t most)
{
    return text.size > most ? (struct view){0} : text;
}

// A message as the provider shows it.
static struct twilio_judgement read_message(const struct json *message, struct arena *arena)
{
    struct twilio_judgement j = {.verdict = TWILIO_TAKEN,
                                 .sid = cut(text_of(message, VIEW("sid"), arena), TWILIO_SID_MAX),
                                 .price = cut(word_of(message, VIEW("price"), arena), 32),
                                 .currency = cut(text_of(message, VIEW("price_unit"), arena), 8)};
    long long segments;
    if (view_to_uint(word_of(message, VIEW("num_segments"), arena), &segments) && segments < 1000)
        j.segments = segments;
    return j;
}

static void explain(struct twilio_judgement *j, const struct json *body, int status, struct arena *arena)
{
    char *memory = arena_alloc(arena, 256);
    struct view known, theirs = text_of(body, VIEW("message"), arena);
    j->code = cut(word_of(body, VIEW("code"), arena), 16);
    known = twilio_code_text(j->code);
    j->is_opted_out = twilio_code_is_opt_out(j->code);
    j->text = known;
    if (memory == NULL)
        return;
    int size = 0;
    if (known.data == NULL && theirs.size > 0)
        size = snprintf(memory, 256, "the provider says: %.*s", (int)(theirs.size < 160 ? theirs.size : 0),
                        theirs.data);
    else if (known.data == NULL)
        size = snprintf(memory, 256, "the provider answered %d", status);
    if (size > 0)
        j->text = view_make(memory, (size_t)size);
    if (j->code.data == NULL) {
        char *code = arena_alloc(arena, 16);
        size = code == NULL ? 0 : snprintf(code, 16, "http_%d", status);
        j->code = view_make(code, (size_t)size);
    }
}

// An error of the server: it has not taken the message when it says that it is out of service, or throttles.
// Of any other nobody can say how far it came.
static enum twilio_verdict verdict_of_fault(const struct channel_http_answer *a, struct view code)
{
    bool says_busy = view_equal(code, VIEW("20503")) || view_equal(code, VIEW("20429"));
    return a->status == 503 && (says_busy || a->retry_after_us > 0) ? TWILIO_AGAIN : TWILIO_DOUBTFUL;
}

// What is wrong with the account and not with the message is put right by somebody: until then it waits.
static bool is_of_account(int status, struct view code)
{
    return status == 401 || view_equal(code, VIEW("20003")) || view_equal(code, VIEW("20005")) ||
           view_equal(code, VIEW("30002"));
}

static enum twilio_verdict verdict_of(const struct channel_http_answer *a, struct view code)
{
    if (a->status == 429)
        return TWILIO_THROTTLED;
    if (a->status >= 500)
        return verdict_of_fault(a, code);
    if (a->status < 300)
        return TWILIO_DOUBTFUL; // it says yes, and does not name what it took
    return is_of_account(a->status, code) || a->status == 408 ? TWILIO_AGAIN : TWILIO_REFUSED;
}

static struct twilio_judgement judge_status(const struct channel_http_answer *a, struct arena *arena)
{
    const struct json *body = object_of(a->body, arena);
    struct twilio_judgement j = {.verdict = TWILIO_DOUBTFUL};
    if (a->status >= 200 && a->status < 300 && body != NULL) {
        j = read_message(body, arena);
        if (j.sid.size > 0)
            return j;
    }
    explain(&j, body, a->status, arena);
    j.verdict = verdict_of(a, j.code);
    j.retry_us = a->retry_after_us;
    if (j.retry_us == 0 && j.verdict == TWILIO_THROTTLED)
        j.retry_us = SECOND_US;
    else if (j.retry_us == 0 && is_of_account(a->status, j.code))
        j.retry_us = 30 * (int64_t)SECOND_US;
    return j;
}

struct twilio_judgement twilio_judge(const struct channel_http_answer *answer, struct arena *arena)
{
    switch (answer->end) {
    case CHANNEL_HTTP_ANSWERED:
        return judge_status(answer, arena);
    case CHANNEL_HTTP_NOT_SENT:
        return (struct twilio_judgement){
            .verdict = TWILIO_AGAIN, .code = VIEW("not_reached"), .text = answer->fault};
    case CHANNEL_HTTP_FORBIDDEN:
        return (struct twilio_judgement){
            .verdict = TWILIO_REFUSED, .code = VIEW("forbidden_address"), .text = answer->fault};
    case CHANNEL_HTTP_UNKNOWN:
        break;
    }
    return (struct twilio_judgement){.verdict = TWILIO_DOUBTFUL, .text = answer->fault};
}

// ---- whether it has a message

static bool two_digits(struct view text, size_t at, int *ret)
{
    long long number;
    bool is_good = view_to_uint(view_make(text.data + at, 2), &number);
    if (is_good)
        *ret = (int)number;
    return is_good;
}

// RFC 2822 as the provider writes it, "Sat, 30 Aug 2008 21:55:09 +0000"; seconds since 1970, -1: it is none.
static int64_t time_of(struct view text)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    int day, hour, minute, second, month = 0;
    long long year;
    if (text.size < 25 || !two_digits(text, 5, &day) || !two_digits(text, 17, &hour) ||
        !two_digits(text, 20, &minute) || !two_digits(text, 23, &second) ||
        !view_to_uint(view_make(text.data + 12, 4), &year) || year < 1970)
        return -1;
    while (month < 12 && memcmp(months + (size_t)month * 3, text.data + 8, 3) != 0)
        month++;
    if (month == 12)
        return -1;
    int64_t past = year - (month < 2); // of whole years for leap days
    int64_t leaps = past / 4 - past / 100 + past / 400 - (1969 / 4 - 1969 / 100 + 1969 / 400);
    int64_t days = (year - 1970) * 365 + leaps + before[month] + day - 1;
    return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

// Another message has it.
static bool is_named(const struct twilio *t, const struct twilio_letter *l, struct view sid)
{
    for (int i = 0; i < TWILIO_RING; i++)
        if (sid.size > 0 && view_equal(view_from(t->named[i].sid), sid))
            return !view_equal(view_from(t->named[i].id), l->id);
    return false;
}

// Where the service chooses the sender the message has none until then.
static bool is_from_us(const struct twilio *t, const struct json *m, struct arena *arena)
{
    struct view from = text_of(m, VIEW("from"), arena);
    struct view service = text_of(m, VIEW("messaging_service_sid"), arena);
    if (t->service != NULL && !view_equal(service, view_from(t->service)))
        return false;
    return t->from == NULL || (t->service != NULL && from.size == 0) || view_equal(from, view_from(t->from));
}

// The provider's clock is another: half a minute is allowed for.
static bool is_ours(const struct twilio *t, const struct twilio_letter *l, const struct json *m,
                    struct arena *arena)
{
    enum { SLACK = 30 };
    struct view direction = text_of(m, VIEW("direction"), arena);
    int64_t at = time_of(text_of(m, VIEW("date_created"), arena));
    return view_equal(text_of(m, VIEW("to"), arena), l->to) &&
           view_equal(text_of(m, VIEW("body"), arena), l->text) && is_from_us(t, m, arena) &&
           view_starts(direction, VIEW("outbound")) && at >= l->began_wall_us / SECOND_US - SLACK &&
           !is_named(t, l, text_of(m, VIEW("sid"), arena));
}

// What became of one that is shown.
static void read_fate(const struct json *message, struct twilio_judgement *j, struct arena *arena)
{
    struct view status = text_of(message, VIEW("status"), arena);
    if (twilio_fate(status) != CHANNEL_BOUNCED)
        return;
    j->has_bounced = true;
    j->code = cut(word_of(message, VIEW("error_code"), arena), 16);
    j->is_opted_out = twilio_code_is_opt_out(j->code);
    j->text = twilio_code_text(j->code);
    if (j->code.size == 0)
        j->code = status;
    if (j->text.size == 0)
        j->text = VIEW("the provider could not deliver it");
}

enum twilio_found twilio_look(const struct twilio *t, const struct twilio_letter *l,
                              const struct channel_http_answer *answer, struct arena *arena,
                              struct twilio_judgement *ret)
{
    int count = 0;
    const struct json *body =
        answer->end != CHANNEL_HTTP_ANSWERED || answer->status != 200 ? NULL : object_of(answer->body, arena);
    const struct json *list = body == NULL ? NULL : json_member(body, VIEW("messages"));
    if (list == NULL || list->type != JSON_ARRAY)
        return TWILIO_NOT_SAID;
    for (const struct json *m = json_first(list); m != NULL; m = json_next(list, m)) {
        if (m->type != JSON_OBJECT || !is_ours(t, l, m, arena))
            continue;
        *ret = read_message(m, arena);
        read_fate(m, ret, arena);
        count += ret->sid.size > 0;
    }
    return count == 0 ? TWILIO_NOT_THERE : count == 1 ? TWILIO_FOUND : TWILIO_NOT_CLEAR;
}
