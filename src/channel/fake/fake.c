// SPDX-License-Identifier: Apache-2.0
#include "channel/fake/fake.h"
#include "channel/fake/fake_row.h"
#include <errno.h>

enum { FIELD_ACCOUNT, FIELD_LATENCY, FIELD_RECEIPT, FIELD_READ, FIELD_PER_SECOND, FIELD_SCRIPT, FIELD_TOKEN };
enum { MS = 1000, SECOND_US = 1000000, SCRIPT_MEMORY = 4 << 20, RETRY_US = 10 * MS };

// ---- what the provider will do

void fake_drop_job(struct fake *f, struct fake_job *job)
{
    list_remove(&job->node);
    f->job_count--;
    host_free(&f->host, job->text);
    host_free(&f->host, job);
}

int fake_add_job(struct fake *f, const struct fake_job *job, struct view text)
{
    struct fake_job *j = host_zalloc(&f->host, sizeof(*j));
    char *copy = j == NULL ? NULL : host_copy(&f->host, text);
    if (copy == NULL) {
        host_free(&f->host, j);
        return -ENOMEM;
    }
    *j = *job;
    j->text = copy;
    struct list *at = f->jobs.prev; // those of one time stay in order
    while (at != &f->jobs && list_entry(at, struct fake_job, node)->due_us > j->due_us)
        at = at->prev;
    list_append(at->next, &j->node);
    f->job_count++;
    return 0;
}

void fake_arm(struct fake *f)
{
    host_timer(&f->host, list_is_empty(&f->jobs) ? CHANNEL_NEVER
                                                 : list_entry(f->jobs.next, struct fake_job, node)->due_us);
}

struct fake_kept *fake_find(const struct fake *f, struct view id)
{
    for (struct list *at = f->kept.next; at != &f->kept; at = at->next)
        if (view_equal(view_from(list_entry(at, struct fake_kept, node)->id), id))
            return list_entry(at, struct fake_kept, node);
    return NULL;
}

static int keep(struct fake *f, struct view id)
{
    if (fake_find(f, id) != NULL)
        return 0; // the provider knows the id
    if (f->kept_count == FAKE_KEPT_MAX) {
        struct fake_kept *oldest = list_entry(f->kept.next, struct fake_kept, node);
        list_remove(&oldest->node);
        host_free(&f->host, oldest);
        f->kept_count--;
    }
    struct fake_kept *k = host_zalloc(&f->host, sizeof(*k));
    if (k == NULL)
        return -ENOMEM;
    k->count = 1;
    memcpy(k->id, id.data, id.size);
    list_append(&f->kept, &k->node);
    f->kept_count++;
    return 0;
}

// ---- sending

static bool is_arranged(struct fake *f, enum channel_bench_fault fault)
{
    if (f->arranged[fault] == 0)
        return false;
    f->arranged[fault]--;
    return true;
}

static void reverse(struct fake_plan *plan)
{
    for (int i = 0, j = plan->receipt_count - 1; i < j; i++, j--) {
        enum channel_state state = plan->receipts[i];
        plan->receipts[i] = plan->receipts[j];
        plan->receipts[j] = state;
    }
}

static void double_receipts(struct fake_plan *plan)
{
    int count = plan->receipt_count;
    for (int i = 0; i < count && plan->receipt_count < FAKE_RECEIPTS_MAX; i++)
        plan->receipts[plan->receipt_count++] = plan->receipts[i];
}

static struct fake_plan plan_next(struct fake *f)
{
    struct fake_plan plan = f->sent < (uint64_t)f->script_count ? f->script[f->sent] : f->usual;
    if (is_arranged(f, CHANNEL_BENCH_CUT))
        plan.end = CHANNEL_UNKNOWN;
    if (is_arranged(f, CHANNEL_BENCH_REFUSE)) {
        plan.end = CHANNEL_FAILED;
        plan.is_kept = false;
    }
    if (is_arranged(f, CHANNEL_BENCH_DOUBLE))
        double_receipts(&plan);
    if (is_arranged(f, CHANNEL_BENCH_REVERSE))
        reverse(&plan);
    plan.is_silent |= is_arranged(f, CHANNEL_BENCH_STALL);
    return plan;
}

static bool is_too_much(struct fake *f, int64_t now, int64_t *ret_retry_us)
{
    if (is_arranged(f, CHANNEL_BENCH_THROTTLE)) {
        *ret_retry_us = 5 * RETRY_US;
        return true;
    }
    if (now / SECOND_US != f->second) {
        f->second = now / SECOND_US;
        f->in_second = 0;
    }
    *ret_retry_us = (f->second + 1) * SECOND_US - now;
    return f->per_second > 0 && ++f->in_second > f->per_second;
}

static int fake_send(void *state, const struct channel_message *m, struct channel_fault *fault)
{
    struct fake *f = state;
    int64_t now = host_now_us(&f->host), retry_us;
    if (is_too_much(f, now, &retry_us))
        return host_busy(fault, retry_us);
    if (f->job_count >= FAKE_JOBS_MAX)
        return host_busy(fault, RETRY_US);
    if (view_equal(m->to, VIEW("nowhere")))
        return host_refuse(fault, "/to", "there is no such address");
    struct fake_job job = {.kind = FAKE_ANSWER, .plan = plan_next(f)};
    job.due_us = job.plan.is_silent ? CHANNEL_NEVER : now + job.plan.delay_us;
    int r = fake_add_job(f, &job, m->id);
    if (r < 0)
        return r;
    f->sent++;
    fake_arm(f);
    return CHANNEL_OK;
}

static int fake_look(void *state, const struct channel_message *m, struct channel_fault *fault)
{
    struct fake *f = state;
    int64_t now = host_now_us(&f->host);
    if (f->job_count >= FAKE_JOBS_MAX)
        return host_busy(fault, RETRY_US);
    bool is_silent = is_arranged(f, CHANNEL_BENCH_STALL);
    struct fake_job job = {.kind = FAKE_LOOK, .due_us = is_silent ? CHANNEL_NEVER : now + f->usual.delay_us};
    int r = fake_add_job(f, &job, m->id);
    if (r == 0)
        fake_arm(f);
    return r;
}

static bool is_attempt(const struct fake_job *j)
{
    return j->kind == FAKE_ANSWER || j->kind == FAKE_LOOK;
}

static int fake_cancel(void *state, struct view id)
{
    struct fake *f = state;
    for (struct list *at = f->jobs.next; at != &f->jobs; at = at->next) {
        struct fake_job *j = list_entry(at, struct fake_job, node);
        if (!is_attempt(j) || !view_equal(view_from(j->text), id))
            continue;
        enum channel_end end = j->kind == FAKE_LOOK ? CHANNEL_UNKNOWN : CHANNEL_CANCELLED;
        host_ended(&f->host, (struct channel_ended){.id = id, .end = end});
        fake_drop_job(f, j);
        fake_arm(f);
        return CHANNEL_OK;
    }
    return CHANNEL_NONE;
}

// ---- what the provider does when it is time

static int add_receipts(struct fake *f, const struct fake_job *answer)
{
    int r = 0;
    for (int i = 0; i < answer->plan.receipt_count && r == 0; i++) {
        struct fake_job job = {.kind = FAKE_RECEIPT,
                               .state = answer->plan.receipts[i],
                               .due_us = answer->due_us + (i + 1) * answer->plan.receipt_us};
        r = fake_add_job(f, &job, view_from(answer->text));
    }
    return r;
}

static int act_answer(struct fake *f, const struct fake_job *j)
{
    char provider_id[CHANNEL_ID_MAX + 8];
    const struct fake_plan *plan = &j->plan;
    struct channel_ended end = {.id = view_from(j->text), .end = plan->end, .retry_us = plan->retry_us};
    int size = snprintf(provider_id, sizeof(provider_id), "fake-%s", j->text);
    bool is_kept = plan->is_kept && keep(f, end.id) == 0;
    if (plan->is_kept && !is_kept)
        end.end = CHANNEL_RETRY;
    if (end.end == CHANNEL_SENT)
        end.provider_id = view_make(provider_id, (size_t)size);
    if (plan->end == CHANNEL_FAILED)
        end.code = VIEW("not-wanted");
    host_ended(&f->host, end);
    return is_kept ? add_receipts(f, j) : 0;
}

static int act_look(struct fake *f, const struct fake_job *j)
{
    char provider_id[CHANNEL_ID_MAX + 8];
    struct channel_ended end = {.id = view_from(j->text), .end = CHANNEL_UNKNOWN, .was_asked = true};
    int size = snprintf(provider_id, sizeof(provider_id), "fake-%s", j->text);
    if (fake_find(f, end.id) != NULL) {
        end.end = CHANNEL_SENT;
        end.provider_id = view_make(provider_id, (size_t)size);
    }
    host_ended(&f->host, end);
    return 0;
}

static int act_receipt(struct fake *f, const struct fake_job *j)
{
    char provider_id[CHANNEL_ID_MAX + 8];
    int size = snprintf(provider_id, sizeof(provider_id), "fake-%s", j->text);
    host_moved(&f->host, (struct channel_moved){.provider_id = view_make(provider_id, (size_t)size),
                                                .state = j->state,
                                                .at_us = host_wall_us(&f->host)});
    return 0;
}

// Words that the hub has no room for come again.
static int act_words(struct fake *f, const struct fake_job *j)
{
    struct channel_fault fault = {0};
    int r = fake_hear(f, view_from(j->text), &fault);
    if (r != CHANNEL_BUSY)
        return r < 0 ? r : 0;
    struct fake_job again = {.kind = FAKE_WORDS, .due_us = host_now_us(&f->host) + RETRY_US};
    return fake_add_job(f, &again, view_from(j->text));
}

static int act(struct fake *f, const struct fake_job *j)
{
    switch (j->kind) {
    case FAKE_ANSWER:
        return act_answer(f, j);
    case FAKE_LOOK:
        return act_look(f, j);
    case FAKE_RECEIPT:
        return act_receipt(f, j);
    case FAKE_WORDS:
        return act_words(f, j);
    }
    return 0;
}

// A provider that runs out of memory forgets a receipt, which is nothing special.
static int fake_step(void *state)
{
    struct fake *f = state;
    int64_t now = host_now_us(&f->host);
    while (!list_is_empty(&f->jobs)) {
        struct fake_job *j = list_entry(f->jobs.next, struct fake_job, node);
        if (j->due_us > now)
            break;
        if (act(f, j) < 0)
            host_log(&f->host, CHANNEL_LOG_DEBUG, "the fake provider has no memory left");
        fake_drop_job(f, j);
    }
    fake_arm(f);
    return 0;
}

// ---- an instance

static void fake_free(struct fake *f)
{
    struct host host = f->host;
    while (!list_is_empty(&f->kept)) {
        struct fake_kept *k = list_entry(f->kept.next, struct fake_kept, node);
        list_remove(&k->node);
        host_free(&host, k);
    }
    while (!list_is_empty(&f->jobs))
        fake_drop_job(f, list_entry(f->jobs.next, struct fake_job, node));
    host_free(&host, f->script);
    host_free(&host, f->token);
    host_free(&host, f);
}

static void fake_close(void *state)
{
    struct fake *f = state;
    for (struct list *at = f->jobs.next; at != &f->jobs; at = at->next) {
        const struct fake_job *j = list_entry(at, struct fake_job, node);
        if (is_attempt(j))
            host_ended(&f->host,
                       (struct channel_ended){.id = view_from(j->text),
                                              .end = j->kind == FAKE_LOOK ? CHANNEL_UNKNOWN : CHANNEL_RETRY});
    }
    fake_free(f);
}

static int read_script(struct fake *f, struct view json, struct channel_fault *fault)
{
    struct arena arena;
    struct fake_plan *plans;
    int count = 0;
    if (json.size == 0)
        return CHANNEL_OK;
    arena_init(&arena, 4096, SCRIPT_MEMORY);
    int r = fake_script_read(&arena, json, &f->usual, fault, &plans, &count);
    size_t size = (size_t)count * sizeof(*plans);
    if (r == CHANNEL_OK && count > 0) {
        f->script = host_zalloc(&f->host, size);
        if (f->script != NULL)
            memcpy(f->script, plans, size);
        f->script_count = count;
        r = f->script == NULL ? -ENOMEM : CHANNEL_OK;
    }
    arena_free(&arena);
    return r;
}

static int read_values(struct fake *f, const struct channel_value *v, struct channel_fault *fault)
{
    f->usual = (struct fake_plan){.end = CHANNEL_SENT,
                                  .is_kept = true,
                                  .delay_us = v[FIELD_LATENCY].number * MS,
                                  .receipt_us = v[FIELD_RECEIPT].number * MS,
                                  .receipts = {CHANNEL_DELIVERED, CHANNEL_READ},
                                  .receipt_count = v[FIELD_READ].number ? 2 : 1};
    f->per_second = v[FIELD_PER_SECOND].number;
    if (v[FIELD_TOKEN].is_set) {
        f->token = host_copy(&f->host, v[FIELD_TOKEN].text);
        if (f->token == NULL)
            return -ENOMEM;
    }
    return read_script(f, v[FIELD_SCRIPT].text, fault);
}

static int fake_open(const struct channel_opening *o, struct channel_fault *fault, void **ret)
{
    struct host host = host_of(o);
    struct fake *f = host_zalloc(&host, sizeof(*f));
    if (f == NULL)
        return -ENOMEM;
    f->host = host;
    list_init(&f->jobs);
    list_init(&f->kept);
    int r = read_values(f, o->values, fault);
    if (r == CHANNEL_OK)
        *ret = f;
    else
        fake_free(f);
    return r;
}

// ---- the table

static const void *fake_facet(const char *name)
{
    static const struct channel_lookup lookup = {CHANNEL_VERSION, sizeof(lookup), fake_look};
    if (strcmp(name, CHANNEL_FACET_BENCH) == 0)
        return &fake_bench;
    if (strcmp(name, CHANNEL_FACET_LOOKUP) == 0)
        return &lookup;
    return strcmp(name, CHANNEL_FACET_WEBHOOK) == 0 ? &fake_webhook : NULL;
}

static const char *const kinds[] = {"sms", "whatsapp", "social_media", "email", NULL};

static const struct channel_field fields[] = {
    [FIELD_ACCOUNT] =
        {.name = "account", .help = "any name", .kind = CHANNEL_FIELD_TEXT, .is_required = true, .max = 64},
    [FIELD_LATENCY] = {.name = "latency_ms",
                       .help = "how long the provider takes to answer",
                       .kind = CHANNEL_FIELD_INTEGER,
                       .max = 60000,
                       .otherwise = 20},
    [FIELD_RECEIPT] = {.name = "receipt_ms",
                       .help = "how long a receipt takes after what came before it",
                       .kind = CHANNEL_FIELD_INTEGER,
                       .max = 60000,
                       .otherwise = 50},
    [FIELD_READ] = {.name = "reads",
                    .help = "whether customers read what they get",
                    .kind = CHANNEL_FIELD_BOOLEAN,
                    .otherwise = 1},
    [FIELD_PER_SECOND] = {.name = "per_second",
                          .help = "messages that the provider takes in a second, 0: any number",
                          .kind = CHANNEL_FIELD_INTEGER,
                          .max = 1000000},
    [FIELD_SCRIPT] = {.name = "script", .help = "what happens to each message", .kind = CHANNEL_FIELD_JSON},
    [FIELD_TOKEN] = {.name = "token",
                     .help = "what the provider shows in x-fake-token",
                     .kind = CHANNEL_FIELD_SECRET},
};

const struct channel_ops fake_ops = {
    .version = CHANNEL_VERSION,
    .size = sizeof(struct channel_ops),
    .name = "fake",
    .kinds = kinds,
    .abilities = CHANNEL_IDEMPOTENT | CHANNEL_RECEIVES | CHANNEL_RECEIPTS | CHANNEL_READS | CHANNEL_CHOICES |
                 CHANNEL_ATTACHMENTS | CHANNEL_CANCELS,
    .field_count = sizeof(fields) / sizeof(fields[0]),
    .fields = fields,
    .limits = {.text_bytes = 4096, .choices = 3, .title_bytes = 20, .payload_bytes = 256, .attachments = 1},
    .open = fake_open,
    .close = fake_close,
    .send = fake_send,
    .cancel = fake_cancel,
    .step = fake_step,
    .facet = fake_facet};
