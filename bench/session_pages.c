// SPDX-License-Identifier: Apache-2.0
// Pages of /sessions/active alone, without any network: session_pages DIR READS prints, for each list, the
// CPU time of page 1 and of page 1,000 (or the last one) as JSON: what a loop spends on it, whoever else
// wants the machine. The directory is one that session_fill filled.
#include "hub/agent.h"
#include "hub/queue.h"
#include "hub/session_list.h"
#include "hub/tag.h"
#include "store/store.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { LIMIT = 50, DEEP = 1000, READS_MAX = 10000 };

struct bench {
    struct db *reader;
    struct arena arena, rows;
    struct buffer out;
    int reads;
    int64_t agent, bot, queue, vip, group;
};

static void publish(void *ctx, struct event_batch *batch)
{
    (void)ctx;
    (void)batch;
}

static void lost(void *ctx)
{
    (void)ctx;
    abort();
}

static double cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void need(int r)
{
    if (r != 0)
        abort();
}

// As the route does it, but for the parsing.
static struct session_rows read_page(struct bench *b, const struct session_query *q,
                                     struct session_cursor cursor, bool is_written)
{
    struct snapshot snapshot;
    struct session_rows rows;
    struct json_writer w = json_writer(&b->out);
    buffer_clear(&b->out);
    need(snapshot_begin(b->reader, 1, &snapshot));
    need(session_list_read(&snapshot, q, cursor, LIMIT, &b->arena, &rows));
    json_begin_array(&w);
    for (int i = 0; is_written && i < rows.count; i++) {
        struct session s;
        need(session_load(b->reader, 1, rows.rows[i], &b->rows, &s));
        session_write_open(&w, &s, AUDIENCE_INTERNAL, 0);
        json_end_object(&w);
        arena_reset(&b->rows);
    }
    json_end_array(&w);
    snapshot_end(&snapshot);
    arena_reset(&b->arena);
    return rows;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(struct bench *b, const struct session_query *q, struct session_cursor at,
                    const char *name)
{
    static double times[READS_MAX];
    int count = 0;
    for (int i = -b->reads / 10; i < b->reads; i++) {
        double before = cpu_us();
        count = read_page(b, q, at, true).count;
        if (i >= 0)
            times[i] = cpu_us() - before;
    }
    qsort(times, (size_t)b->reads, sizeof(*times), compare);
    printf("\"%s\": {\"sessions\": %d, \"p50_us\": %.0f, \"p99_us\": %.0f}", name, count, times[b->reads / 2],
           times[b->reads * 99 / 100]);
}

static void measure_list(struct bench *b, const char *name, struct session_query q, bool is_last)
{
    struct session_cursor start = session_list_start(&q), at = start;
    int page = 1;
    for (; page < DEEP; page++) {
        struct session_rows rows = read_page(b, &q, at, false);
        if (!rows.has_more)
            break;
        at = rows.next;
    }
    printf("  {\"list\": \"%s\", ", name);
    measure(b, &q, start, "first");
    printf(", ");
    measure(b, &q, at, "deep");
    printf(", \"page\": %d}%s\n", page, is_last ? "" : ",");
    fflush(stdout);
}

static void find_rows(struct bench *b)
{
    struct agent agent;
    struct queue queue;
    need(agent_find(b->reader, 1, VIEW("agent-007"), &b->arena, &agent));
    b->agent = agent.row;
    need(agent_find(b->reader, 1, VIEW("agent-000"), &b->arena, &agent));
    b->bot = agent.row;
    need(queue_find(b->reader, 1, VIEW("queue-07"), &b->arena, &queue));
    b->queue = queue.row;
    need(tag_find(b->reader, 1, VIEW("vip"), &b->vip));
    need(tag_find(b->reader, 1, VIEW("group-42"), &b->group));
}

static void measure_all(struct bench *b)
{
    static const struct cluster customer = {.count = 1, .members = {17}};
    const struct {
        const char *name;
        struct session_query q;
    } lists[] = {
        {"", {.agent = 0}},
        {"status=active", {.has_status = true, .status = SESSION_LIST_ACTIVE}},
        {"status=pending", {.has_status = true, .status = SESSION_LIST_PENDING}},
        {"status=snoozed", {.has_status = true, .status = SESSION_LIST_SNOOZED}},
        {"channel=video", {.has_channel = true, .channel = CHANNEL_VIDEO}},
        {"channel=chat", {.has_channel = true, .channel = CHANNEL_CHAT}},
        {"priority=urgent", {.has_priority = true, .priority = PRIORITY_URGENT}},
        {"priority=normal", {.has_priority = true, .priority = PRIORITY_NORMAL}},
        {"agent_id=agent-007", {.agent = b->agent}},
        {"agent_id=agent-000", {.agent = b->bot}},
        {"unassigned=true", {.is_unassigned = true}},
        {"queue=queue-07", {.queue = b->queue}},
        {"tag=vip", {.tag = b->vip}},
        {"tag=group-42", {.tag = b->group}},
        {"customer_id=…", {.customer = &customer}},
        {"sort=created_at", {.sort = SESSION_SORT_CREATED_AT}},
        {"sort=priority", {.sort = SESSION_SORT_PRIORITY}},
        {"sort=waiting", {.sort = SESSION_SORT_WAITING}},
        {"queue=queue-07&sort=waiting", {.queue = b->queue, .sort = SESSION_SORT_WAITING}},
        {"tag=group-42&sort=priority", {.tag = b->group, .sort = SESSION_SORT_PRIORITY}},
        {"agent_id=agent-007&sort=waiting", {.agent = b->agent, .sort = SESSION_SORT_WAITING}},
        {"queue=queue-07&sort=priority", {.queue = b->queue, .sort = SESSION_SORT_PRIORITY}},
        {"status=active&channel=email&priority=high",
         {.has_status = true,
          .status = SESSION_LIST_ACTIVE,
          .has_channel = true,
          .channel = CHANNEL_EMAIL,
          .has_priority = true,
          .priority = PRIORITY_HIGH}},
        {"agent_id=agent-000&tag=vip&sort=created_at",
         {.agent = b->bot, .tag = b->vip, .sort = SESSION_SORT_CREATED_AT}},
    };
    int count = sizeof(lists) / sizeof(lists[0]);
    printf("[\n");
    for (int i = 0; i < count; i++)
        measure_list(b, lists[i].name, lists[i].q, i == count - 1);
    printf("]\n");
}

int main(int argc, char **argv)
{
    struct random_pool pool;
    struct store *store;
    struct bench b = {.reads = argc == 3 ? atoi(argv[2]) : 0};
    if (b.reads < 100 || b.reads > READS_MAX)
        return 2;
    arena_init(&b.arena, 64 << 10, 16 << 20);
    arena_init(&b.rows, 4096, 1 << 20);
    buffer_init(&b.out, 4 << 20);
    if (store_open(&(struct store_config){.dir = argv[1],
                                          .clock = clock_system(),
                                          .random = random_system(&pool),
                                          .publish = publish,
                                          .lost = lost},
                   &store) != 0 ||
        store_reader(store, &b.reader) != 0)
        return 1;
    find_rows(&b);
    measure_all(&b);
    db_close(b.reader);
    store_close(store);
    buffer_free(&b.out);
    arena_free(&b.rows);
    arena_free(&b.arena);
    return 0;
}
