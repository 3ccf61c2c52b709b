// SPDX-License-Identifier: Apache-2.0
#include "http_provider.h"
#include "channel/facets.h"
#include "engine.h"
#include <stdlib.h>

enum { RECEIPT_US = 30000, AGAIN_US = 10000, THROTTLE_US = 50000, TRIES_MAX = 400, RECEIPTS_MAX = 4 };

// A message that the provider has.
struct kept {
    struct list node;
    int count;
    int64_t wall_us;
    char *request; // its body
    char id[CHANNEL_ID_MAX + 1], provider_id[CHANNEL_ADDRESS_MAX + 1];
};

enum job_kind { JOB_ANSWER, JOB_RECEIPT, JOB_WORDS };

struct job {
    struct list node; // in provider.jobs, by due_us
    int64_t due_us;
    enum job_kind kind;
    const struct kept *kept; // of a message that was taken, and of a receipt
    uint64_t tag;
    enum channel_http_end end;
    enum provider_says says;
    enum channel_state state;
    int tries;
    char *id, *from, *text; // of words
    char *question;         // its address; NULL: it is none
};

// ---- what it will do

static void free_job(struct provider *p, struct job *j)
{
    list_remove(&j->node);
    p->job_count--;
    free(j->id);
    free(j->from);
    free(j->text);
    free(j->question);
    free(j);
}

static void put(struct provider *p, struct job *j)
{
    struct list *at = p->jobs.prev; // those of one time stay in order
    while (at != &p->jobs && list_entry(at, struct job, node)->due_us > j->due_us)
        at = at->prev;
    list_append(at->next, &j->node);
}

static struct job *add(struct provider *p, struct job job)
{
    struct job *j = malloc(sizeof(*j));
    if (j == NULL)
        abort();
    *j = job;
    p->job_count++;
    put(p, j);
    return j;
}

static void again(struct provider *p, struct job *j)
{
    list_remove(&j->node);
    j->due_us = p->clock->mono_us + AGAIN_US;
    j->tries++;
    put(p, j);
}

void provider_init(struct provider *p, struct run *run, const struct provider_dialect *dialect,
                   const struct clock_simulated *clock)
{
    *p = (struct provider){.run = run, .dialect = dialect, .clock = clock};
    list_init(&p->jobs);
    list_init(&p->kept);
}

void provider_free(struct provider *p)
{
    if (p->dialect == NULL)
        return;
    while (!list_is_empty(&p->jobs))
        free_job(p, list_entry(p->jobs.next, struct job, node));
    while (!list_is_empty(&p->kept)) {
        struct kept *k = list_entry(p->kept.next, struct kept, node);
        list_remove(&k->node);
        free(k->request);
        free(k);
    }
    *p = (struct provider){0};
}

// ---- being asked

static struct kept *find_kept(const struct provider *p, struct view id)
{
    for (struct list *at = p->kept.next; at != &p->kept; at = at->next)
        if (view_equal(view_from(list_entry(at, struct kept, node)->id), id))
            return list_entry(at, struct kept, node);
    return NULL;
}

static char *copy(struct view text)
{
    char *made = strndup(text.size == 0 ? "" : text.data, text.size);
    if (made == NULL)
        abort();
    return made;
}

static struct kept *keep(struct provider *p, const char *id, struct view request)
{
    struct kept *k = find_kept(p, view_from(id));
    if (k != NULL) {
        k->count += !p->is_idempotent;
        return k;
    }
    k = calloc(1, sizeof(*k));
    if (k == NULL)
        abort();
    k->count = 1;
    k->wall_us = p->clock->wall_us;
    k->request = copy(request);
    snprintf(k->id, sizeof(k->id), "%s", id);
    p->dialect->name_message(++p->kept_count, k->provider_id);
    list_append(&p->kept, &k->node);
    return k;
}

static bool is_arranged(struct provider *p, enum channel_bench_fault fault)
{
    if (p->arranged[fault] == 0)
        return false;
    p->arranged[fault]--;
    return true;
}

static void add_receipts(struct provider *p, const struct kept *k, int64_t from_us)
{
    enum channel_state states[RECEIPTS_MAX] = {CHANNEL_DELIVERED, CHANNEL_READ};
    int count = 2;
    if (is_arranged(p, CHANNEL_BENCH_REVERSE)) {
        states[0] = CHANNEL_READ;
        states[1] = CHANNEL_DELIVERED;
    }
    if (is_arranged(p, CHANNEL_BENCH_DOUBLE))
        for (; count < RECEIPTS_MAX; count++)
            states[count] = states[count - 2];
    for (int i = 0; i < count; i++)
        add(p, (struct job){.kind = JOB_RECEIPT,
                            .kept = k,
                            .state = states[i],
                            .due_us = from_us + (i + 1) * RECEIPT_US});
}

// What it does with a message, and when it answers.
static void take_message(struct provider *p, const char *id, struct view request, struct job *answer)
{
    if (is_arranged(p, CHANNEL_BENCH_THROTTLE)) {
        answer->says = PROVIDER_THROTTLES;
        return;
    }
    if (is_arranged(p, CHANNEL_BENCH_REFUSE)) {
        answer->says = PROVIDER_REFUSES;
        return;
    }
    answer->kept = keep(p, id, request);
    add_receipts(p, answer->kept, answer->due_us);
    if (is_arranged(p, CHANNEL_BENCH_CUT))
        answer->end = CHANNEL_HTTP_UNKNOWN;
    if (is_arranged(p, CHANNEL_BENCH_STALL))
        answer->due_us = CHANNEL_NEVER;
}

static void check_request(struct provider *p, const struct channel_http_request *r)
{
    EXPECT(p->run, r->size >= sizeof(*r));
    EXPECT(p->run, r->method.size > 0 && r->url.size > 0 && r->header_count <= 30);
    EXPECT(p->run, view_starts(r->url, VIEW("http://")) || view_starts(r->url, VIEW("https://")));
    EXPECT(p->run, r->deadline_us > p->clock->mono_us);
    for (uint32_t i = 0; i < r->header_count; i++) {
        struct view v = r->headers[i].value;
        EXPECT(p->run, r->headers[i].name.size > 0);
        EXPECT(p->run,
               v.size == 0 || (memchr(v.data, '\n', v.size) == NULL && memchr(v.data, '\r', v.size) == NULL));
    }
    for (struct list *at = p->jobs.next; at != &p->jobs; at = at->next) {
        const struct job *j = list_entry(at, struct job, node);
        EXPECT(p->run, j->kind != JOB_ANSWER || j->tag != r->tag);
    }
}

static bool take_one(uint32_t *count)
{
    bool is_one = *count > 0;
    *count -= is_one;
    return is_one;
}

int provider_ask(struct provider *p, const struct channel_http_request *request)
{
    char id[CHANNEL_ID_MAX + 1] = "";
    check_request(p, request);
    if (p->job_count >= PROVIDER_JOBS_MAX || take_one(&p->full))
        return CHANNEL_BUSY;
    p->asked++;
    struct job answer = {.kind = JOB_ANSWER,
                         .tag = request->tag,
                         .end = CHANNEL_HTTP_ANSWERED,
                         .says = PROVIDER_AGREES,
                         .due_us = p->clock->mono_us + PROVIDER_LATENCY_US};
    if (take_one(&p->lost)) {
        answer.end = CHANNEL_HTTP_NOT_SENT;
    } else if (take_one(&p->forbidden)) {
        answer.end = CHANNEL_HTTP_FORBIDDEN;
    } else {
        enum provider_asked asked = p->dialect->read(request, id);
        EXPECT(p->run, asked != PROVIDER_NONSENSE);
        if (asked == PROVIDER_MESSAGE) {
            answer.says = PROVIDER_TAKES;
            take_message(p, id, request->body, &answer);
        } else if (asked == PROVIDER_QUESTION) {
            answer.question = copy(request->url);
        }
    }
    if (answer.due_us > request->deadline_us) {
        answer.due_us = request->deadline_us;
        answer.end = CHANNEL_HTTP_UNKNOWN;
    }
    add(p, answer);
    return CHANNEL_OK;
}

void provider_drop(struct provider *p, uint64_t tag)
{
    for (struct list *at = p->jobs.next; at != &p->jobs; at = at->next) {
        struct job *j = list_entry(at, struct job, node);
        if (j->kind != JOB_ANSWER || j->tag != tag)
            continue;
        p->answers_dropped++;
        free_job(p, j);
        return;
    }
}

void provider_drop_all(struct provider *p)
{
    for (struct list *at = p->jobs.next, *next; at != &p->jobs; at = next) {
        struct job *j = list_entry(at, struct job, node);
        next = at->next;
        if (j->kind == JOB_ANSWER)
            free_job(p, j);
    }
}

int provider_waiting(const struct provider *p)
{
    int count = 0;
    for (struct list *at = p->jobs.next; at != &p->jobs; at = at->next)
        count += list_entry(at, struct job, node)->kind == JOB_ANSWER;
    return count;
}

// ---- answering

static void tell(struct provider *p, struct connector *c, const struct channel_http_answer *answer)
{
    const struct channel_http_client *client = channel_facet(c, CHANNEL_FACET_HTTP);
    EXPECT(p->run, client != NULL);
    if (client == NULL)
        return;
    channel_enter(c);
    client->answered(channel_state(c), answer);
    channel_leave(c);
}

// What came twice is there twice.
static void show(struct provider *p, const struct job *j, struct provider_answer *ret)
{
    int count = 0, total = 0;
    for (struct list *at = p->kept.next; at != &p->kept; at = at->next)
        total += list_entry(at, struct kept, node)->count;
    struct provider_shown *list = calloc((size_t)total + 1, sizeof(*list));
    if (list == NULL)
        abort();
    for (struct list *at = p->kept.prev; at != &p->kept; at = at->prev) {
        const struct kept *k = list_entry(at, struct kept, node);
        for (int i = 0; i < k->count; i++)
            list[count++] =
                (struct provider_shown){view_from(k->provider_id), view_from(k->request), k->wall_us};
    }
    p->dialect->show(view_from(j->question), list, count, ret);
    free(list);
}

static void write_answer(struct provider *p, const struct job *j, struct provider_answer *ret)
{
    if (j->question != NULL && p->dialect->show != NULL)
        show(p, j, ret);
    else
        p->dialect->answer(j->says, view_from(j->kept == NULL ? "" : j->kept->provider_id), ret);
}

static void answer(struct provider *p, struct connector *c, struct job *j)
{
    struct provider_answer says = {0};
    struct channel_http_answer a = {.size = sizeof(a), .tag = j->tag, .end = j->end};
    buffer_init(&says.body, 1 << 20);
    if (j->end == CHANNEL_HTTP_ANSWERED) {
        write_answer(p, j, &says);
        a.status = says.status;
        a.type = says.type;
        a.body = buffer_view(&says.body);
        a.retry_after_us = j->says == PROVIDER_THROTTLES ? THROTTLE_US : says.retry_after_us;
    } else {
        a.fault = VIEW("the suite broke the connection");
    }
    free_job(p, j);
    tell(p, c, &a);
    buffer_free(&says.body);
}

bool provider_answer_now(struct provider *p, struct connector *c, const struct channel_http_answer *answer)
{
    for (struct list *at = p->jobs.next; at != &p->jobs; at = at->next) {
        struct job *j = list_entry(at, struct job, node);
        if (j->kind != JOB_ANSWER)
            continue;
        struct channel_http_answer a = *answer;
        a.size = sizeof(a);
        a.tag = j->tag;
        free_job(p, j);
        tell(p, c, &a);
        return true;
    }
    return false;
}

// ---- calling back

void provider_hook_init(struct provider_hook *hook)
{
    *hook = (struct provider_hook){.method = VIEW("POST")};
    buffer_init(&hook->body, 2 << 20);
    buffer_init(&hook->query, 64 << 10);
}

void provider_hook_free(struct provider_hook *hook)
{
    buffer_free(&hook->body);
    buffer_free(&hook->query);
}

void provider_hook_header(struct provider_hook *hook, struct view name, const char *value)
{
    uint32_t i = hook->header_count++;
    if (i >= PROVIDER_HEADERS_MAX)
        abort();
    snprintf(hook->values[i], sizeof(hook->values[i]), "%s", value);
    hook->headers[i] = (struct channel_header){name, view_from(hook->values[i])};
}

int provider_call(struct provider *p, struct connector *c, struct provider_hook *hook,
                  struct channel_fault *ret_fault)
{
    const struct channel_webhook *webhook = channel_facet(c, CHANNEL_FACET_WEBHOOK);
    struct provider_seal seal = {.wall_us = p->clock->wall_us, .url = VIEW(ENGINE_WEBHOOK)};
    EXPECT(p->run, webhook != NULL);
    if (webhook == NULL)
        return CHANNEL_NONE;
    if (p->dialect->seal != NULL)
        p->dialect->seal(&seal, hook);
    struct channel_request request = {.size = sizeof(request),
                                      .method = hook->method,
                                      .query = hook->query.size == 0 ? (struct view){0}
                                                                     : buffer_view(&hook->query),
                                      .body = buffer_view(&hook->body),
                                      .headers = hook->headers,
                                      .header_count = hook->header_count};
    channel_enter(c);
    int r = webhook->receive(channel_state(c), &request, ret_fault);
    channel_leave(c);
    EXPECT(p->run, r == CHANNEL_OK || r == CHANNEL_REFUSED || r == CHANNEL_BUSY || r == -ENOMEM);
    return r;
}

// What the adapter cannot take now comes again, as providers do.
static void call_back(struct provider *p, struct connector *c, struct job *j)
{
    struct provider_hook hook;
    struct channel_fault fault = {0};
    provider_hook_init(&hook);
    if (j->kind == JOB_RECEIPT)
        p->dialect->receipt(
            &(struct provider_receipt){view_from(j->kept->id), view_from(j->kept->provider_id), j->state},
            &hook);
    else
        p->dialect->words(&(struct provider_words){view_from(j->id), view_from(j->from), view_from(j->text)},
                          &hook);
    int r = provider_call(p, c, &hook, &fault);
    provider_hook_free(&hook);
    if (r == CHANNEL_REFUSED && p->refused_hooks++ == 0)
        fprintf(p->run->out, "# a webhook was refused: %s: %s\n", fault.field, fault.text);
    EXPECT(p->run, r != CHANNEL_REFUSED);
    if ((r == CHANNEL_BUSY || r < 0) && j->tries < TRIES_MAX)
        again(p, j);
    else
        free_job(p, j);
}

// ---- time

int64_t provider_due(const struct provider *p)
{
    return p->dialect == NULL || list_is_empty(&p->jobs) ? CHANNEL_NEVER
                                                         : list_entry(p->jobs.next, struct job, node)->due_us;
}

void provider_step(struct provider *p, struct connector *c)
{
    if (p->dialect == NULL)
        return;
    for (int i = 0; i < PROVIDER_JOBS_MAX && provider_due(p) <= p->clock->mono_us; i++) {
        struct job *j = list_entry(p->jobs.next, struct job, node);
        if (j->kind == JOB_ANSWER)
            answer(p, c, j);
        else
            call_back(p, c, j);
    }
}

// ---- the hold on it

static int arrange(void *state, enum channel_bench_fault fault, uint32_t amount)
{
    struct provider *p = state;
    if ((unsigned)fault > CHANNEL_BENCH_STALL)
        return CHANNEL_NONE;
    p->arranged[fault] = amount;
    return CHANNEL_OK;
}

static int count(void *state, struct view id)
{
    const struct kept *k = find_kept(state, id);
    return k == NULL ? 0 : k->count;
}

static int say(void *state, struct view id, struct view from, struct view text)
{
    struct provider *p = state;
    if (p->dialect->words == NULL)
        return CHANNEL_NONE;
    add(p, (struct job){.kind = JOB_WORDS,
                        .due_us = p->clock->mono_us + PROVIDER_LATENCY_US,
                        .id = copy(id),
                        .from = copy(from),
                        .text = copy(text)});
    return CHANNEL_OK;
}

const struct channel_bench provider_bench = {.version = CHANNEL_VERSION,
                                             .size = sizeof(struct channel_bench),
                                             .arrange = arrange,
                                             .count = count,
                                             .say = say};
