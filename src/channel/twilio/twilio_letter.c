// SPDX-License-Identifier: Apache-2.0
// A message is given to the provider; where no answer comes the provider is asked for the message, a few
// times and further and further apart, until it shows it, or has said often and long enough that it does not.
// The hub has it asked likewise for messages of which nobody in this instance knows (lookup/1).
#include "channel/twilio/twilio_row.h"
#include "codec/form.h"
#include "codec/json.h"
#include "codec/sms_text.h"
#include <errno.h>

enum { SECOND_US = 1000000, BUSY_US = 100000, ANSWER_MEMORY = 8 << 20, FORM_MAX = 64 << 10, DENIALS = 3 };

static const int64_t ASK_US = 10 * (int64_t)SECOND_US;    // for one question
static const int64_t DOUBT_US = 15 * (int64_t)SECOND_US;  // what it does not show by then did not come
static const int64_t BEYOND_US = 45 * (int64_t)SECOND_US; // the deadline, for questions
static const int64_t BEFORE_US = SECOND_US / 2; // it, where nothing was sent: the end is the letter's own

// ---- letters

static struct view put(char **at, struct view text)
{
    struct view copy = view_make(*at, text.size);
    if (text.size > 0)
        memcpy(*at, text.data, text.size);
    *at += text.size;
    return copy;
}

static struct twilio_letter *make_letter(struct twilio *t, const struct channel_message *m, struct view form)
{
    size_t size = m->id.size + m->to.size + m->text.size + form.size;
    struct twilio_letter *l = host_zalloc(&t->host, sizeof(*l) + size);
    if (l == NULL)
        return NULL;
    char *at = (char *)(l + 1);
    l->id = put(&at, m->id);
    l->to = put(&at, m->to);
    l->text = put(&at, m->text);
    l->form = put(&at, form);
    l->deadline_us = m->deadline_us;
    l->began_wall_us = host_wall_us(&t->host);
    list_append(&t->letters, &l->node);
    return l;
}

static void drop_letter(struct twilio *t, struct twilio_letter *l)
{
    list_remove(&l->node);
    host_free(&t->host, l);
}

static struct twilio_letter *find(struct twilio *t, struct view id, uint64_t tag)
{
    for (struct list *at = t->letters.next; at != &t->letters; at = at->next) {
        struct twilio_letter *l = list_entry(at, struct twilio_letter, node);
        if (tag != 0 ? l->tag == tag : view_equal(l->id, id))
            return l;
    }
    return NULL;
}

static void arm(struct twilio *t)
{
    int64_t due = CHANNEL_NEVER;
    for (struct list *at = t->letters.next; at != &t->letters; at = at->next) {
        const struct twilio_letter *l = list_entry(at, struct twilio_letter, node);
        if (l->stage == TWILIO_PAUSING && l->due_us < due)
            due = l->due_us;
    }
    host_timer(&t->host, due);
}

// ---- what is remembered

static void remember_name(struct twilio *t, struct view id, struct view sid)
{
    struct twilio_named *n = &t->named[t->named_at++ % TWILIO_RING];
    snprintf(n->id, sizeof(n->id), "%.*s", VIEW_ARG(id));
    snprintf(n->sid, sizeof(n->sid), "%.*s", VIEW_ARG(sid));
}

// ---- ends

static void tell_info(struct twilio *t, const struct twilio_letter *l, const struct twilio_judgement *j)
{
    const struct channel_info *info = host_facet(&t->host, CHANNEL_HOST_INFO);
    struct sms_size size = sms_measure(l->text);
    char memory[512];
    struct buffer out = buffer_fixed(memory, sizeof(memory));
    struct json_writer w = json_writer(&out);
    if (info == NULL)
        return;
    json_begin_object(&w);
    if (j->verdict == TWILIO_TAKEN && l->text.size > 0) {
        json_key(&w, VIEW("segments"));
        json_integer(&w, j->segments > 0 ? j->segments : size.segments);
        json_key(&w, VIEW("encoding"));
        json_string(&w, sms_encoding_name(size.encoding));
    }
    if (j->price.size > 0) {
        json_key(&w, VIEW("price"));
        json_string(&w, j->price);
        json_key(&w, VIEW("price_unit"));
        json_string_or_null(&w, j->currency);
    }
    if (j->is_opted_out) {
        json_key(&w, VIEW("opted_out"));
        json_bool(&w, true);
    }
    json_end_object(&w);
    if (!out.failed && out.size > 2)
        info->tell(t->host.seat, l->id, j->sid, buffer_view(&out));
}

// By the provider's name alone: whether that is this message's the hub has yet to see.
static void tell_bounce(struct twilio *t, const struct twilio_judgement *j)
{
    host_moved(&t->host,
               (struct channel_moved){
                   .provider_id = j->sid, .state = CHANNEL_BOUNCED, .code = j->code, .text = j->text});
}

static void end(struct twilio *t, struct twilio_letter *l, enum channel_end how,
                const struct twilio_judgement *j)
{
    const struct view none = {0};
    if (how == CHANNEL_SENT)
        remember_name(t, l->id, j->sid);
    tell_info(t, l, j);
    host_ended(&t->host, (struct channel_ended){
                             .id = l->id,
                             .end = how,
                             .provider_id = how == CHANNEL_SENT ? j->sid : none,
                             .code = j->has_bounced ? none : j->code,
                             .text = j->has_bounced ? none : j->text,
                             .retry_us = how == CHANNEL_SENT || how == CHANNEL_FAILED ? 0 : j->retry_us,
                             .was_asked = j->was_asked});
    if (j->has_bounced)
        tell_bounce(t, j);
    drop_letter(t, l);
}

static void end_unknown(struct twilio *t, struct twilio_letter *l, struct view why)
{
    end(t, l, CHANNEL_UNKNOWN, &(struct twilio_judgement){.verdict = TWILIO_DOUBTFUL, .text = why});
}

// The provider has said what there is to say.
static void end_asked(struct twilio *t, struct twilio_letter *l, struct view why)
{
    end(t, l, CHANNEL_UNKNOWN,
        &(struct twilio_judgement){.verdict = TWILIO_DOUBTFUL, .text = why, .was_asked = true});
}

// It could not be asked. What was only to be sent afterwards surely did not leave.
static void end_unasked(struct twilio *t, struct twilio_letter *l, int64_t retry_us)
{
    struct twilio_judgement j = {.verdict = TWILIO_DOUBTFUL,
                                 .text = VIEW("no answer, and the provider could not be asked for it"),
                                 .retry_us = retry_us};
    end(t, l, l->is_first_asked ? CHANNEL_RETRY : CHANNEL_UNKNOWN, &j);
}

// ---- giving it to the provider

// What is not taken now surely has not left.
static int give(struct twilio *t, struct twilio_letter *l)
{
    int r = twilio_ask(t, "POST", VIEW("/Messages.json"), l->form, l->deadline_us, &l->tag);
    if (r == CHANNEL_OK)
        l->stage = TWILIO_SENDING;
    return r;
}

static void pause_until(struct twilio *t, struct twilio_letter *l, int64_t due_us)
{
    l->stage = TWILIO_PAUSING;
    l->tag = 0;
    l->due_us = due_us < l->until_us ? due_us : l->until_us;
    arm(t);
}

// When the next question is: 1, 4, 10, 20, 20 … seconds behind the last.
static int64_t pause_after(int asked)
{
    static const int seconds[] = {1, 4, 10};
    return (asked < 3 ? seconds[asked] : 20) * (int64_t)SECOND_US;
}

static void begin_doubt(struct twilio *t, struct twilio_letter *l, int64_t first_us)
{
    int64_t now = host_now_us(&t->host);
    l->doubtful_us = now;
    l->until_us =
        (l->deadline_us - now > 60 * (int64_t)SECOND_US ? now + 15 * (int64_t)SECOND_US : l->deadline_us) +
        BEYOND_US;
    l->asked = l->denied = 0;
    pause_until(t, l, now + first_us);
}

// An attempt that somebody else began, at that time of the wall clock: its doubt is as old, by all that is
// known.
static void begin_earlier(struct twilio *t, struct twilio_letter *l, int64_t began_wall_us)
{
    int64_t age_us = host_wall_us(&t->host) - began_wall_us;
    begin_doubt(t, l, 0);
    l->began_wall_us = began_wall_us;
    l->until_us = l->deadline_us - BEFORE_US;
    l->doubtful_us -= age_us < 0 ? 0 : age_us < DOUBT_US ? age_us : DOUBT_US;
}

static void ask(struct twilio *t, struct twilio_letter *l)
{
    char memory[TWILIO_URL_MAX];
    struct buffer path = buffer_fixed(memory, sizeof(memory));
    int64_t now = host_now_us(&t->host), deadline = now + ASK_US;
    buffer_append_view(&path, VIEW("/Messages.json?PageSize=50&To="));
    percent_encode(&path, l->to);
    if (now >= l->until_us || path.failed) {
        end_unasked(t, l, 0);
        return;
    }
    int r = twilio_ask(t, "GET", buffer_view(&path), (struct view){0},
                       deadline < l->until_us ? deadline : l->until_us, &l->tag);
    if (r == CHANNEL_OK) {
        l->stage = TWILIO_ASKING;
        l->asked++;
    } else {
        pause_until(t, l, now + BUSY_US);
    }
}

int twilio_step(void *state)
{
    struct twilio *t = state;
    int64_t now = host_now_us(&t->host);
    for (struct list *at = t->letters.next, *next; at != &t->letters; at = next) {
        struct twilio_letter *l = list_entry(at, struct twilio_letter, node);
        next = at->next;
        if (l->stage == TWILIO_PAUSING && l->due_us <= now)
            ask(t, l);
    }
    arm(t);
    return 0;
}

// What may be there is looked for before it is sent again.
static int begin(struct twilio *t, struct twilio_letter *l, const struct channel_message *m)
{
    int64_t since_us = m->may_be_there ? host_doubtful_us(m) : 0;
    if (since_us == 0)
        return give(t, l);
    l->is_first_asked = true;
    begin_earlier(t, l, since_us);
    return CHANNEL_OK;
}

static bool is_quiet(const struct twilio *t, struct channel_fault *ret_fault)
{
    int64_t now = host_now_us(&t->host);
    if (t->quiet_until_us <= now)
        return false;
    host_busy(ret_fault, t->quiet_until_us - now);
    return true;
}

// It is asked for until it is found, or surely not there; it needs nothing but whom it went to and its text.
static int look(void *state, const struct channel_message *m, struct channel_fault *ret_fault)
{
    struct twilio *t = state;
    int64_t since_us = host_doubtful_us(m);
    if (since_us == 0)
        return host_refuse(ret_fault, "",
                           "nobody knows when it was sent, so that it cannot be told from others");
    if (is_quiet(t, ret_fault))
        return CHANNEL_BUSY;
    struct twilio_letter *l = make_letter(t, m, (struct view){0});
    if (l == NULL)
        return -ENOMEM;
    l->is_question = true;
    begin_earlier(t, l, since_us);
    return CHANNEL_OK;
}

const struct channel_lookup twilio_lookup = {
    .version = CHANNEL_VERSION, .size = sizeof(struct channel_lookup), .look = look};

int twilio_send(void *state, const struct channel_message *m, struct channel_fault *ret_fault)
{
    struct twilio *t = state;
    struct buffer form;
    if (is_quiet(t, ret_fault))
        return CHANNEL_BUSY;
    buffer_init(&form, FORM_MAX);
    int r = twilio_form(t, m, &form, ret_fault);
    struct twilio_letter *l = r == CHANNEL_OK ? make_letter(t, m, buffer_view(&form)) : NULL;
    buffer_free(&form);
    if (l == NULL)
        return r == CHANNEL_OK ? -ENOMEM : r;
    r = begin(t, l, m);
    if (r != CHANNEL_OK)
        drop_letter(t, l);
    return r == CHANNEL_BUSY      ? host_busy(ret_fault, BUSY_US)
           : r == CHANNEL_REFUSED ? host_refuse(ret_fault, "/to", "the provider cannot be asked for this")
                                  : r;
}

// ---- answers

static void take_send(struct twilio *t, struct twilio_letter *l, const struct twilio_judgement *j)
{
    static const enum channel_end ends[] = {[TWILIO_TAKEN] = CHANNEL_SENT,
                                            [TWILIO_AGAIN] = CHANNEL_RETRY,
                                            [TWILIO_THROTTLED] = CHANNEL_RETRY,
                                            [TWILIO_REFUSED] = CHANNEL_FAILED};
    if (j->verdict == TWILIO_THROTTLED)
        t->quiet_until_us = host_now_us(&t->host) + j->retry_us;
    if (j->verdict == TWILIO_DOUBTFUL)
        begin_doubt(t, l, pause_after(0));
    else
        end(t, l, ends[j->verdict], j);
}

// It does not have it: what was to be sent only then is sent now; of what was given to it this is told
// several times before it is believed, for it may still be on its way to the list.
static void take_denial(struct twilio *t, struct twilio_letter *l)
{
    int64_t now = host_now_us(&t->host);
    if (l->is_first_asked && now < l->deadline_us) {
        l->is_first_asked = false;
        if (give(t, l) != CHANNEL_OK)
            end(t, l, CHANNEL_RETRY, &(struct twilio_judgement){.verdict = TWILIO_AGAIN});
        return;
    }
    l->denied++;
    if (l->denied >= DENIALS && now - l->doubtful_us >= DOUBT_US)
        end_asked(t, l, VIEW("no answer, and the provider does not show the message"));
    else
        pause_until(t, l, now + pause_after(l->asked));
}

// The hub asks its own questions again, when it is time for it; its messages wait for the answer meanwhile.
static void take_silence(struct twilio *t, struct twilio_letter *l, const struct channel_http_answer *answer)
{
    int64_t now = host_now_us(&t->host), retry_us = answer->retry_after_us;
    if (answer->status == 429) {
        retry_us = retry_us > 0 ? retry_us : SECOND_US;
        t->quiet_until_us = now + retry_us;
    }
    if (l->is_question)
        end_unasked(t, l, retry_us);
    else
        pause_until(t, l, now + pause_after(l->asked));
}

static void take_question(struct twilio *t, struct twilio_letter *l, const struct channel_http_answer *answer,
                          struct arena *arena)
{
    struct twilio_judgement j = {0};
    switch (twilio_look(t, l, answer, arena, &j)) {
    case TWILIO_FOUND:
        j.was_asked = true;
        end(t, l, CHANNEL_SENT, &j);
        break;
    case TWILIO_NOT_THERE:
        take_denial(t, l);
        break;
    case TWILIO_NOT_SAID:
        take_silence(t, l, answer);
        break;
    case TWILIO_NOT_CLEAR:
        end_asked(t, l, VIEW("no answer, and the provider shows several messages like it"));
        break;
    }
}

void twilio_answered(struct twilio *t, const struct channel_http_answer *answer)
{
    struct twilio_letter *l = find(t, (struct view){0}, answer->tag);
    struct arena arena;
    if (l == NULL)
        return;
    l->tag = 0;
    arena_init(&arena, 4096, ANSWER_MEMORY);
    if (l->stage == TWILIO_SENDING) {
        struct twilio_judgement j = twilio_judge(answer, &arena);
        take_send(t, l, &j);
    } else {
        take_question(t, l, answer, &arena);
    }
    arena_free(&arena);
}

// ---- not wanted any more

// What is with the provider cannot be called back; the answer is not waited for, the provider is asked.
int twilio_cancel(void *state, struct view id)
{
    struct twilio *t = state;
    struct twilio_letter *l = find(t, id, 0);
    if (l == NULL)
        return CHANNEL_NONE;
    l->is_first_asked = false;
    if (l->is_question) {
        if (l->tag != 0)
            t->http->drop(t->host.seat, l->tag);
        end_unasked(t, l, 0);
        arm(t);
        return CHANNEL_OK;
    }
    if (l->stage == TWILIO_SENDING) {
        t->http->drop(t->host.seat, l->tag);
        begin_doubt(t, l, 0);
    }
    return CHANNEL_OK;
}

void twilio_end_all(struct twilio *t)
{
    while (!list_is_empty(&t->letters)) {
        struct twilio_letter *l = list_entry(t->letters.next, struct twilio_letter, node);
        if (l->tag != 0)
            t->http->drop(t->host.seat, l->tag);
        if (l->is_first_asked)
            end_unasked(t, l, 0); // nothing was sent
        else
            end_unknown(t, l, VIEW("the connector was closed before the provider answered"));
    }
}
