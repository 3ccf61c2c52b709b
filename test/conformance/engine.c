// SPDX-License-Identifier: Apache-2.0
#include "engine.h"
#include <dirent.h>
#include <poll.h>
#include <stdlib.h>

enum {
    STEPS_MAX = 1000000,
    ATTEMPTS_MAX = 200,
    HOUR = 3600,
    POLL_MS = 500,
    BUSY_US = 250000,
    SECRETS = CHANNEL_FIELDS_MAX
};

void run_expect(struct run *run, bool holds, const char *what, const char *file, int line)
{
    if (holds)
        return;
    if (run->faults++ < 10)
        fprintf(run->out, "# %s:%d: expected %s\n", file, line, what);
}

// ---- what the adapter tells

static struct engine *engine_of(void *ctx)
{
    return ctx;
}

static struct letter *find(struct engine *e, struct view id, struct view provider_id)
{
    for (int i = 0; i < e->count; i++) {
        struct letter *l = &e->letters[i];
        if (id.size > 0 && view_equal(view_from(l->id), id))
            return l;
        if (provider_id.size > 0 && view_equal(view_from(l->provider_id), provider_id))
            return l;
    }
    return NULL;
}

static void note_receipt(struct letter *l, enum channel_state state)
{
    l->receipts++;
    if (state > l->furthest && state < CHANNEL_BOUNCED)
        l->furthest = state;
}

static void keep_early(struct engine *e, const struct channel_moved *m)
{
    struct early *early = &e->early[e->early_count++ % EARLY_MAX];
    snprintf(early->provider_id, sizeof(early->provider_id), "%.*s", VIEW_ARG(m->provider_id));
    early->furthest = m->state;
}

static void take_early(struct engine *e, struct letter *l)
{
    for (int i = 0; i < EARLY_MAX; i++) {
        if (l->provider_id[0] == '\0' || strcmp(e->early[i].provider_id, l->provider_id) != 0)
            continue;
        note_receipt(l, e->early[i].furthest);
        e->early[i].provider_id[0] = '\0';
    }
}

static void take_end(struct engine *e, struct letter *l, const struct channel_ended *end)
{
    l->last = end->end;
    l->was_asked = end->was_asked;
    l->state = LETTER_OVER;
    if (end->end == CHANNEL_SENT) {
        snprintf(l->provider_id, sizeof(l->provider_id), "%.*s", VIEW_ARG(end->provider_id));
        take_early(e, l);
    }
    // What the provider was asked for, and does not show or cannot tell from others, is over.
    if (end->end == CHANNEL_RETRY || (end->end == CHANNEL_UNKNOWN && !end->was_asked)) {
        l->state = e->is_frozen ? LETTER_OVER : LETTER_WAITING; // a question is asked while it is
        l->again_us = e->clock.mono_us + (end->retry_us > 10000 ? end->retry_us : 10000);
        l->message.may_be_there |= end->end == CHANNEL_UNKNOWN;
    }
}

static void ended(void *ctx, struct connector *c, const struct channel_ended *end, bool is_late)
{
    struct engine *e = engine_of(ctx);
    struct letter *l = find(e, end->id, (struct view){0});
    (void)c;
    EXPECT(e->run, l != NULL);
    if (l == NULL)
        return;
    EXPECT(e->run, end->retry_us >= 0);
    if (!is_late) {
        EXPECT(e->run, l->state == LETTER_UNDER_WAY);
        l->ends++;
        take_end(e, l, end);
    } else if (end->end == CHANNEL_SENT && l->state == LETTER_WAITING) {
        take_end(e, l, end);
    }
}

static void moved(void *ctx, struct connector *c, const struct channel_moved *m)
{
    struct engine *e = engine_of(ctx);
    struct letter *l = find(e, m->id, m->provider_id);
    (void)c;
    if (l == NULL)
        keep_early(e, m); // perhaps of a message that nobody knows
    else
        note_receipt(l, m->state);
}

static int received(void *ctx, struct connector *c, const struct channel_received *in)
{
    struct engine *e = engine_of(ctx);
    (void)c;
    if (e->deaf > 0) {
        e->deaf--;
        return CHANNEL_BUSY;
    }
    if (in->mark > e->mark)
        e->mark = in->mark;
    for (int i = 0; i < e->heard_count; i++) {
        if (!view_equal(view_from(e->heard[i]), in->provider_id))
            continue;
        e->heard_twice++;
        return CHANNEL_OK;
    }
    if (e->heard_count == HEARD_MAX)
        return CHANNEL_OK;
    snprintf(e->heard[e->heard_count], sizeof(e->heard[0]), "%.*s", VIEW_ARG(in->provider_id));
    snprintf(e->words[e->heard_count++], sizeof(e->words[0]), "%.*s", VIEW_ARG(in->text));
    return CHANNEL_OK;
}

static void wake(void *ctx, struct connector *c)
{
    (void)c;
    atomic_fetch_add(&engine_of(ctx)->wakes, 1);
}

static const struct connector_owner owner = {
    .received = received, .ended = ended, .moved = moved, .wake = wake, .facet = engine_facet};

// ---- opening and closing

// On the provider that stands behind the adapter: one of ours, or what the adapter brings with it.
static void take_hold(struct engine *e)
{
    bool is_ours = e->provider.dialect != NULL;
    e->provider.is_idempotent = channel_abilities(e->connector) & CHANNEL_IDEMPOTENT;
    e->bench = is_ours ? &provider_bench : channel_facet(e->connector, CHANNEL_FACET_BENCH);
    e->bench_state = is_ours ? &e->provider : channel_state(e->connector);
}

static int open_connector(struct engine *e, const struct connector_config *like, struct fields_in fields,
                          struct channel_fault *ret_fault)
{
    struct connector_config config = {.ops = e->run->subject->ops,
                                      .owner = &owner,
                                      .ctx = e,
                                      .clock = clock_simulate(&e->clock),
                                      .random = random_seeded(&e->seed),
                                      .id = VIEW("connector-1"),
                                      .fields = fields,
                                      .breaches = &e->breaches};
    if (like != NULL) {
        config.memory_max = like->memory_max;
        config.sends_max = like->sends_max;
    }
    *ret_fault = (struct channel_fault){0};
    return channel_open(&config, ret_fault, &e->connector);
}

int engine_try(struct engine *e, struct run *run, const struct connector_config *like,
               struct fields_in fields, struct channel_fault *ret_fault)
{
    *e = (struct engine){.run = run, .seed = run->subject->seed};
    e->clock = (struct clock_simulated){.wall_us = INT64_C(1790000000) * SECOND, .mono_us = SECOND};
    if (run->subject->dialect != NULL)
        provider_init(&e->provider, run, run->subject->dialect, &e->clock);
    int r = open_connector(e, like, fields, ret_fault);
    if (r == CHANNEL_OK)
        take_hold(e);
    else
        provider_free(&e->provider);
    return r;
}

bool engine_open(struct engine *e, struct run *run, const struct connector_config *like)
{
    struct buffer config;
    struct channel_secret secrets[SECRETS];
    struct channel_fault fault;
    buffer_init(&config, 1 << 20);
    int r = engine_try(e, run, like, engine_fields(run, &config, secrets), &fault);
    if (r != CHANNEL_OK)
        fprintf(run->out, "# it did not open: %d %s: %s\n", r, fault.field, fault.text);
    EXPECT(run, r == CHANNEL_OK);
    buffer_free(&config);
    return r == CHANNEL_OK;
}

bool engine_reopen(struct engine *e)
{
    struct buffer config;
    struct channel_secret secrets[SECRETS];
    struct channel_fault fault;
    if (e->provider.dialect == NULL)
        return false;
    buffer_init(&config, 1 << 20);
    channel_close(e->connector);
    provider_drop_all(&e->provider);
    int r = open_connector(e, NULL, engine_fields(e->run, &config, secrets), &fault);
    EXPECT(e->run, r == CHANNEL_OK);
    buffer_free(&config);
    if (r != CHANNEL_OK)
        abort();
    return true;
}

void engine_close(struct engine *e)
{
    channel_close(e->connector);
    e->connector = NULL;
    provider_free(&e->provider);
    for (int i = 0; i < e->count; i++) {
        const struct letter *l = &e->letters[i];
        EXPECT(e->run, l->state != LETTER_UNDER_WAY);
        EXPECT(e->run, l->ends == l->attempts);
    }
    EXPECT(e->run, e->run->subject->breaks_contract || e->breaches == 0);
}

// ---- letters

struct letter *engine_write(struct engine *e)
{
    struct letter *l = &e->letters[e->count];
    EXPECT(e->run, e->count < LETTERS_MAX);
    *l = (struct letter){.state = LETTER_WAITING};
    snprintf(l->id, sizeof(l->id), "0192-message-%d", e->count);
    snprintf(l->text, sizeof(l->text), "good day, this is number %d", e->count);
    l->message = (struct channel_message){.id = view_from(l->id),
                                          .to = VIEW("+49301234567"),
                                          .conversation = VIEW("session-1"),
                                          .text = view_from(l->text)};
    e->count++;
    return l;
}

static void try_letter(struct engine *e, struct letter *l)
{
    struct channel_fault fault = {0};
    int64_t now = e->clock.mono_us;
    if (!l->message.may_be_there)
        l->message.doubtful_us = e->clock.wall_us;
    l->message.attempt++;
    l->message.deadline_us = now + DEADLINE;
    l->state = LETTER_UNDER_WAY;
    l->attempts++;
    int r = channel_send(e->connector, &l->message, &fault);
    if (r == CHANNEL_OK)
        return;
    EXPECT(e->run, l->state == LETTER_UNDER_WAY); // what was not taken has no end
    EXPECT(e->run, r == CHANNEL_BUSY || r == CHANNEL_REFUSED || r == -ENOMEM);
    EXPECT(e->run, fault.retry_us >= 0);
    l->attempts--;
    l->is_refused = r == CHANNEL_REFUSED;
    l->state = l->is_refused ? LETTER_OVER : LETTER_WAITING;
    l->again_us = now + (fault.retry_us > 0 ? fault.retry_us : BUSY_US);
}

void engine_try_letters(struct engine *e)
{
    for (int i = 0; i < e->count; i++) {
        struct letter *l = &e->letters[i];
        if (l->state == LETTER_WAITING && l->again_us <= e->clock.mono_us && l->attempts < ATTEMPTS_MAX)
            try_letter(e, l);
    }
}

// ---- questions

enum { LOOKS_MAX = 600 };

int engine_look(struct engine *e, struct letter *l)
{
    struct channel_fault fault = {0};
    l->message.may_be_there = true;
    l->message.deadline_us = e->clock.mono_us + DEADLINE;
    l->state = LETTER_UNDER_WAY;
    l->attempts++;
    int r = channel_look(e->connector, &l->message, &fault);
    if (r == CHANNEL_OK)
        return r;
    EXPECT(e->run, l->state == LETTER_UNDER_WAY);
    EXPECT(e->run, r == CHANNEL_BUSY || r == CHANNEL_REFUSED || r == CHANNEL_NONE || r == -ENOMEM);
    l->attempts--;
    l->state = LETTER_OVER;
    return r;
}

bool engine_ask_for(struct engine *e, struct letter *l)
{
    int r = CHANNEL_BUSY;
    EXPECT(e->run, e->is_frozen);
    for (int i = 0; i < LOOKS_MAX && (r == CHANNEL_BUSY || r < 0); i++) {
        r = engine_look(e, l);
        engine_run(e, r == CHANNEL_OK ? 0 : BUSY_US);
    }
    for (int i = 0; i < 2 * DEADLINE / SECOND && l->state == LETTER_UNDER_WAY; i++)
        engine_run(e, SECOND);
    EXPECT(e->run, r != CHANNEL_BUSY && l->state == LETTER_OVER);
    return r == CHANNEL_OK;
}

static int64_t next_due(const struct engine *e)
{
    int64_t due = channel_due(e->connector), provider = provider_due(&e->provider);
    due = provider < due ? provider : due;
    for (int i = 0; i < e->count; i++) {
        const struct letter *l = &e->letters[i];
        if (l->state == LETTER_WAITING && l->again_us < due && l->attempts < ATTEMPTS_MAX)
            due = l->again_us;
    }
    return due;
}

// While something is under way, real descriptors are given real time before the simulated clock moves.
static bool is_ready(struct engine *e)
{
    const struct connector_watch *watches;
    struct pollfd polls[CHANNEL_WATCHES_MAX];
    struct connector_figures figures;
    int count = channel_watched(e->connector, &watches);
    channel_figures(e->connector, &figures);
    for (int i = 0; i < count; i++)
        polls[i] =
            (struct pollfd){.fd = watches[i].fd,
                            .events = (short)((watches[i].events & CHANNEL_WATCH_READ ? POLLIN : 0) |
                                              (watches[i].events & CHANNEL_WATCH_WRITE ? POLLOUT : 0))};
    int patience_ms = figures.under_way > 0 ? POLL_MS : 0;
    return count > 0 && poll(polls, (nfds_t)count, patience_ms) > 0;
}

static bool turn(struct engine *e, int64_t until_us)
{
    engine_try_letters(e);
    int64_t due = next_due(e);
    bool is_called = atomic_exchange(&e->wakes, 0) > 0 || is_ready(e);
    if (!is_called && due > e->clock.mono_us) {
        if (due > until_us)
            return false;
        clock_advance(&e->clock, due - e->clock.mono_us);
    }
    EXPECT(e->run, ++e->steps < STEPS_MAX);
    provider_step(&e->provider, e->connector);
    if (!is_called && channel_due(e->connector) > e->clock.mono_us)
        return e->steps < STEPS_MAX; // a letter is due, or the provider
    EXPECT(e->run, channel_step(e->connector) == 0);
    if (e->mark > 0)
        channel_kept(e->connector, e->mark);
    return e->steps < STEPS_MAX;
}

void engine_run(struct engine *e, int64_t us)
{
    int64_t until = e->clock.mono_us + us;
    while (turn(e, until))
        continue;
    if (e->clock.mono_us < until)
        clock_advance(&e->clock, until - e->clock.mono_us);
}

static bool is_settled(const struct engine *e)
{
    for (int i = 0; i < e->count; i++)
        if (e->letters[i].state != LETTER_OVER)
            return false;
    return true;
}

void engine_settle(struct engine *e)
{
    for (int i = 0; i < HOUR && !is_settled(e); i++)
        engine_run(e, SECOND);
    EXPECT(e->run, is_settled(e));
    engine_run(e, 2 * SECOND); // receipts
}

int engine_count(const struct engine *e, const struct letter *l)
{
    return e->bench == NULL ? -ENOTSUP : e->bench->count(e->bench_state, view_from(l->id));
}

void engine_expect_place(struct engine *e, const struct letter *l)
{
    int count = engine_count(e, l);
    bool is_unknown = l->last == CHANNEL_UNKNOWN && l->was_asked;
    EXPECT(e->run, l->is_refused || l->last == CHANNEL_SENT || l->last == CHANNEL_FAILED ||
                       l->last == CHANNEL_CANCELLED || is_unknown);
    if (count < 0 || is_unknown)
        return;
    bool was_unknown = l->message.may_be_there;
    if (l->last == CHANNEL_SENT && (channel_abilities(e->connector) & CHANNEL_IDEMPOTENT))
        EXPECT(e->run, count == 1);
    else if (l->last == CHANNEL_SENT)
        EXPECT(e->run, count >= 1 && count <= l->attempts);
    else
        EXPECT(e->run, count == 0 || was_unknown);
}

bool engine_arrange(struct engine *e, enum channel_bench_fault fault, uint32_t amount)
{
    int r = e->bench == NULL ? CHANNEL_NONE : e->bench->arrange(e->bench_state, fault, amount);
    if (r == CHANNEL_NONE)
        e->run->skipped = "there is no such hold on the provider";
    EXPECT(e->run, r == CHANNEL_NONE || r == CHANNEL_OK);
    return r == CHANNEL_OK;
}

int engine_descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    int count = 0;
    while (dir != NULL && readdir(dir) != NULL)
        count++;
    if (dir != NULL)
        closedir(dir);
    return count;
}
