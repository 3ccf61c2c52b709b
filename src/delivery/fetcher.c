// SPDX-License-Identifier: Apache-2.0
#include "delivery/fetcher.h"
#include "base/error.h"
#include "base/map.h"
#include "codec/media_type.h"
#include "delivery/share.h"
#include "hub/file_limit.h"
#include "hub/file_vault.h"
#include "hub/media_fetch.h"
#include "hub/thumbnail.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    AT_ONCE = 6,
    HOSTS_MAX = 256,
    TENANTS_MAX = 1000,
    HOPS_MAX = 3,
    TRIES_MAX = 8,
    HEADERS_SIZE = 1024,
    FILE_MAX = 25 << 20
};

static const int64_t DEADLINE_US = 60 * ENGINE_SECOND, LOOK_US = 30 * ENGINE_SECOND;

enum stage { STAGE_ASKING, STAGE_WRITING, STAGE_WRITTEN, STAGE_RECORDING };

struct fetching {
    struct engine_job job; // first
    struct list node;      // in fetcher.all
    struct fetcher *fetcher;
    struct media_fetch fetch;
    struct arena arena; // of its texts
    enum stage stage;
    int hops;
    uint64_t number; // of the request
    struct buffer body;
    struct file_limits limits;
    pthread_t thread; // of WRITING
    atomic_bool is_written;
    struct file_writer writer;
    struct media_file file;
    bool has_file, is_over; // it landed; it will never
    bool is_named;
    char fault[128];
};

struct fetcher {
    struct delivery *delivery;
    struct list all;
    int count;
    bool wants_look, is_leaving;
    int64_t look_us;
    int64_t tenant;   // whose turn was last
    struct map hosts; // of each tenant which host's (int64_t), by its row
};

// ---- one that is fetched

static void drop(struct fetching *f)
{
    file_writer_settle(&f->writer, f->fetcher->delivery->reader, f->is_named);
    list_remove(&f->node);
    f->fetcher->count--;
    buffer_free(&f->body);
    arena_free(&f->arena);
    free(f);
}

static void drop_job(struct engine_job *job)
{
    drop((struct fetching *)(void *)job);
}

// Nothing is recorded: it is looked for again, but not at once, or a full writer would be asked in a circle
// and the provider too.
static void later(struct fetching *f)
{
    struct fetcher *m = f->fetcher;
    drop(f);
    engine_sooner(&m->look_us, engine_mono(m->delivery) + ENGINE_SECOND);
}

// ---- recording

static int64_t pause_after(int64_t attempts)
{
    int64_t us = 10 * ENGINE_SECOND;
    for (int64_t i = 0; i < attempts && us < 3600 * ENGINE_SECOND; i++)
        us *= 3;
    return us;
}

static int decide(struct work *work, struct tx *tx)
{
    struct fetching *f = (struct fetching *)(void *)work;
    if (!f->has_file && !f->is_over)
        return media_fetch_delay(tx, f->fetch.row, tx->now_us + pause_after(f->fetch.attempts));
    return media_fetch_end(tx, &f->fetch, f->has_file ? &f->file : NULL, view_from(f->fault), &f->is_named);
}

static void back(struct engine_job *job)
{
    struct fetching *f = (struct fetching *)(void *)job;
    struct fetcher *m = f->fetcher;
    bool is_done = job->outcome == WORK_COMMITTED && job->result == 0;
    f->is_named = f->is_named && is_done;
    if (!is_done)
        return later(f);
    drop(f);
    m->wants_look = true;
}

static void record(struct fetching *f)
{
    f->stage = STAGE_RECORDING;
    f->is_over = f->is_over || (!f->has_file && f->fetch.attempts + 1 >= TRIES_MAX);
    f->job = (struct engine_job){
        .work = {.tenant = f->fetch.tenant, .class = WORK_BULK, .bytes = sizeof(*f), .decide = decide},
        .delivery = f->fetcher->delivery,
        .back = back,
        .drop = drop_job};
    if (!engine_submit(&f->job))
        later(f);
}

static void fail(struct fetching *f, bool is_over, const char *why)
{
    snprintf(f->fault, sizeof(f->fault), "%s", why);
    f->is_over = is_over;
    record(f);
}

// ---- writing, on a thread of its own: disks are slow

static int write_file(struct fetching *f)
{
    int r = file_writer_begin(f->fetcher->delivery->config.vault, f->fetch.tenant, &f->writer);
    if (r == 0)
        r = file_writer_add(&f->writer, buffer_view(&f->body));
    return r == 0 ? file_writer_land(&f->writer) : r;
}

static void *write_thread(void *ctx)
{
    struct fetching *f = ctx;
    int r = write_file(f);
    f->has_file = r == 0;
    if (r < 0)
        snprintf(f->fault, sizeof(f->fault), "the hub could not keep it");
    atomic_store(&f->is_written, true);
    egress_wakeup(f->fetcher->delivery->egress);
    return NULL;
}

// What it is its bytes say, not the provider.
static bool judge(struct fetching *f)
{
    struct view body = buffer_view(&f->body);
    struct media media =
        media_of(view_make(body.data, body.size < MEDIA_HEAD_SIZE ? body.size : MEDIA_HEAD_SIZE), VIEW(""));
    f->file = (struct media_file){.type = media.type,
                                  .size = (int64_t)body.size,
                                  .width = media.width,
                                  .height = media.height,
                                  .wants_thumbnail =
                                      media.is_inline && thumbnail_is_sane(media.width, media.height),
                                  .quota = f->limits.files_bytes};
    return body.size > 0 && file_limits_allow(&f->limits, &media);
}

static void write_it(struct fetching *f)
{
    if (f->body.failed)
        return fail(f, false, "the hub is short of memory");
    if (!judge(f))
        return fail(f, true, "files of this type are not taken here");
    f->stage = STAGE_WRITING;
    if (pthread_create(&f->thread, NULL, write_thread, f) != 0)
        fail(f, false, "the hub is short of threads");
}

static void take_written(struct fetching *f)
{
    pthread_join(f->thread, NULL);
    f->file.hash = view_from(f->writer.hash);
    record(f); // where it did not land, the thread said why
}

// ---- asking

static void ask(struct fetching *f, struct view url);

static void follow(struct fetching *f, struct view location)
{
    struct view url;
    bool is_http = view_starts(location, VIEW("https://")) || view_starts(location, VIEW("http://"));
    if (!is_http || f->hops++ == HOPS_MAX || !arena_copy(&f->arena, location, &url))
        return fail(f, true, "its address leads nowhere");
    ask(f, url);
}

static void take_answer(struct fetching *f, const struct egress_answer *answer)
{
    char why[96];
    if (answer->status >= 200 && answer->status < 300) {
        buffer_append_view(&f->body, answer->body);
        return write_it(f);
    }
    if (answer->status >= 300 && answer->status < 400)
        return follow(f, answer->location);
    snprintf(why, sizeof(why), "the provider answered %d", answer->status);
    fail(f, answer->status == 404 || answer->status == 410, why);
}

static void done(void *ctx, const struct egress_answer *answer)
{
    struct fetching *f = ctx;
    f->number = 0;
    if (f->fetcher->is_leaving)
        return drop(f);
    switch (answer->end) {
    case EGRESS_ANSWERED:
        return take_answer(f, answer);
    case EGRESS_FORBIDDEN:
        return fail(f, true, "its address may not be asked");
    case EGRESS_TOO_LARGE:
        return fail(f, true, "it is larger than what is taken here");
    case EGRESS_NOT_SENT:
    case EGRESS_UNKNOWN:
        break;
    }
    fail(f, false, "the provider cannot be reached");
}

// The adapter's headers for this address, one a line. False: it is not open.
static bool find_headers(struct fetching *f, struct view url, char text[static HEADERS_SIZE])
{
    struct engine_account *a = engine_account_need(f->fetcher->delivery, f->fetch.connector);
    text[0] = '\0';
    if (a == NULL || a->connector == NULL)
        return false;
    const struct channel_media *media = channel_facet(a->connector, CHANNEL_FACET_MEDIA);
    if (media == NULL)
        return true;
    channel_enter(a->connector);
    int r = media->headers(channel_state(a->connector), url, text, HEADERS_SIZE);
    channel_leave(a->connector);
    if (r == CHANNEL_NONE)
        text[0] = '\0';
    return r == CHANNEL_OK || r == CHANNEL_NONE;
}

static int split_headers(struct view text, struct egress_header *ret, int max)
{
    int count = 0;
    while (text.size > 0 && count < max) {
        struct view value = view_cut(&text, '\n'), name = view_cut(&value, ':');
        if (name.size > 0 && value.data != NULL)
            ret[count++] = (struct egress_header){name, view_trim(value)};
    }
    return count;
}

// Where the hub itself has no place for it nothing has failed.
static void ask(struct fetching *f, struct view url)
{
    struct delivery *d = f->fetcher->delivery;
    struct egress_header headers[8];
    char text[HEADERS_SIZE];
    if (!find_headers(f, url, text))
        return fail(f, false, "its connector is not open");
    struct egress_request request = {
        .method = "GET",
        .url = url,
        .headers = headers,
        .header_count = split_headers(view_from(text), headers, 8),
        .deadline_us = engine_mono(d) + (d->config.fetch_us > 0 ? d->config.fetch_us : DEADLINE_US),
        .answer_max = (size_t)f->limits.file_bytes,
        .tenant = f->fetch.tenant,
        .caller = EGRESS_OF_MEDIA,
        .done = done,
        .ctx = f};
    int r = egress_ask(d->egress, &request, &f->number);
    if (r == -EINVAL)
        fail(f, true, "its address leads nowhere");
    else if (r < 0)
        later(f);
}

static struct fetching *make(struct fetcher *m, const struct media_fetch *fetch)
{
    struct fetching *f = calloc(1, sizeof(*f));
    if (f == NULL)
        return NULL;
    f->fetcher = m;
    f->fetch = *fetch;
    arena_init(&f->arena, 4096, 64 << 10);
    list_append(&m->all, &f->node);
    m->count++;
    f->fetch.url = (struct view){0};
    if (arena_copy(&f->arena, fetch->url, &f->fetch.url) &&
        file_limits_load(m->delivery->reader, fetch->tenant, FILE_MAX, &f->limits) == 0) {
        buffer_init(&f->body, (size_t)f->limits.file_bytes);
        return f;
    }
    drop(f);
    return NULL;
}

static void begin(struct fetcher *m, const struct media_fetch *fetch)
{
    struct fetching *f = make(m, fetch);
    if (f != NULL)
        ask(f, f->fetch.url);
}

// ---- the list

// Nobody takes all places: no tenant, nor of a tenant's part one host, which may have stalled.
static bool may_begin(const struct fetcher *m, const struct media_fetch *fetch)
{
    int of_tenant = 0, of_host = 0, free = AT_ONCE - m->count;
    for (struct list *at = m->all.next; at != &m->all; at = at->next) {
        const struct fetching *f = list_entry(at, struct fetching, node);
        if (f->fetch.row == fetch->row)
            return false;
        bool is_same = f->fetch.tenant == fetch->tenant;
        of_tenant += is_same;
        of_host += is_same && f->fetch.host == fetch->host;
    }
    return share_allows(of_tenant, free) && share_allows(of_host, share_left(of_tenant, free));
}

// NULL: memory is short.
static int64_t *last_host(struct fetcher *m, int64_t tenant)
{
    struct map_key key = {tenant, 0, 0};
    int64_t *host = map_get(&m->hosts, key);
    if (host != NULL)
        return host;
    host = malloc(sizeof(*host));
    if (host == NULL || map_put(&m->hosts, key, host) < 0) {
        free(host);
        return NULL;
    }
    *host = MEDIA_FETCH_NO_HOST;
    return host;
}

// More than are under way are read: one of them is not.
static bool find(const struct fetcher *m, int64_t tenant, int64_t host, struct arena *arena,
                 struct media_fetch *ret)
{
    struct media_fetch due[AT_ONCE];
    int count = 0;
    arena_reset(arena);
    if (media_fetch_read(m->delivery->reader, tenant, host, engine_now(m->delivery), arena, AT_ONCE, due,
                         &count) < 0)
        return false;
    for (int i = 0; i < count; i++)
        if (may_begin(m, &due[i])) {
            *ret = due[i];
            return true;
        }
    return false;
}

// One of a tenant at a time, from one of its hosts to the next, beginning behind the one that was last.
// False: nothing of it is under way that was not before.
static bool begin_one(struct fetcher *m, int64_t tenant, struct arena *arena)
{
    int64_t *last = last_host(m, tenant), start = last == NULL ? 0 : *last, host;
    bool is_round = false;
    for (int i = 0; i < HOSTS_MAX && last != NULL; i++) {
        struct media_fetch fetch;
        int before = m->count;
        if (media_fetch_host(m->delivery->reader, tenant, *last, &host) < 0 ||
            (is_round && (host == MEDIA_FETCH_NO_HOST || host > start)))
            return false;
        is_round |= host == MEDIA_FETCH_NO_HOST;
        *last = host;
        if (host == MEDIA_FETCH_NO_HOST || !find(m, tenant, host, arena, &fetch))
            continue;
        begin(m, &fetch);
        return m->count > before;
    }
    engine_sooner(&m->look_us, engine_mono(m->delivery) + ENGINE_SECOND); // the other hosts
    return false;
}

static void forget_hosts(struct fetcher *m)
{
    size_t at = 0;
    for (int64_t *host; (host = map_next(&m->hosts, &at)) != NULL;)
        free(host);
    map_free(&m->hosts);
}

// From one tenant to the next, beginning behind the one that was last. True: there may be more to begin.
static bool begin_in_turn(struct fetcher *m, struct arena *arena)
{
    int64_t last = m->tenant;
    bool is_round = false, is_begun = false, is_any = m->count > 0;
    for (int i = 0; i < TENANTS_MAX && m->count < AT_ONCE; i++) {
        int64_t tenant;
        if (media_fetch_tenant(m->delivery->reader, m->tenant, &tenant) < 0 ||
            (is_round && (tenant == 0 || tenant > last))) {
            if (is_round && !is_any) // nobody waits: nobody's turn has to be known
                forget_hosts(m);
            return is_begun && m->count < AT_ONCE;
        }
        is_round |= tenant == 0;
        is_any |= tenant != 0;
        m->tenant = tenant;
        if (tenant != 0)
            is_begun |= begin_one(m, tenant, arena);
    }
    engine_sooner(&m->look_us, engine_mono(m->delivery) + ENGINE_SECOND); // the other tenants
    return is_begun && m->count < AT_ONCE;
}

static void look(struct fetcher *m)
{
    struct arena arena;
    int64_t hub_us = engine_now(m->delivery), now_us = engine_mono(m->delivery), later_us;
    arena_init(&arena, 16 << 10, 1 << 20);
    m->look_us = now_us + LOOK_US;
    m->wants_look = begin_in_turn(m, &arena);
    if (media_fetch_later(m->delivery->reader, hub_us, &later_us) == 0 && later_us != INT64_MAX)
        engine_sooner(&m->look_us, now_us + (later_us - hub_us));
    arena_free(&arena);
}

void fetcher_turn(struct fetcher *m)
{
    for (struct list *at = m->all.next, *next; at != &m->all; at = next) {
        struct fetching *f = list_entry(at, struct fetching, node);
        next = at->next;
        if (f->stage == STAGE_WRITING && atomic_load(&f->is_written))
            take_written(f);
    }
    if (m->is_leaving || m->count >= AT_ONCE)
        return;
    if (m->wants_look || engine_mono(m->delivery) >= m->look_us)
        look(m);
}

int64_t fetcher_due(const struct fetcher *m)
{
    return m->is_leaving || m->count >= AT_ONCE ? INT64_MAX : m->wants_look ? 0 : m->look_us;
}

void fetcher_wake(struct fetcher *m)
{
    m->wants_look = true;
}

// ---- life

struct fetcher *fetcher_new(struct delivery *d)
{
    struct fetcher *m = calloc(1, sizeof(*m));
    if (m == NULL)
        return NULL;
    m->delivery = d;
    m->wants_look = true;
    list_init(&m->all);
    return m;
}

void fetcher_leave(struct fetcher *m)
{
    m->is_leaving = true;
}

void fetcher_join(struct fetcher *m)
{
    for (struct list *at = m->all.next; at != &m->all; at = at->next) {
        struct fetching *f = list_entry(at, struct fetching, node);
        if (f->stage != STAGE_WRITING)
            continue;
        pthread_join(f->thread, NULL);
        f->stage = STAGE_WRITTEN;
    }
}

void fetcher_free(struct fetcher *m)
{
    if (m == NULL)
        return;
    while (!list_is_empty(&m->all))
        drop(list_entry(m->all.next, struct fetching, node));
    forget_hosts(m);
    free(m);
}
