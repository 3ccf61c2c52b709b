// SPDX-License-Identifier: Apache-2.0
// The search alone, without any network: fills a store with messages of a vocabulary in which words are as
// unequal as in a language (Zipf), makes the index, asks, follows at a rate, and forgets one customer.
// search_bench --dir DIR --messages N --rate N --seconds N --queries N prints JSON. DIR is made; it should be
// empty.
#include "base/log.h"
#include "bench/shape.h"
#include "hub/message.h"
#include "search/search.h"
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    VOCABULARY = 50000,
    WORD_MAX = 20,
    BATCH = 256,
    CUSTOMERS = 20000,
    TEXT_MAX = 1024,
    LIMIT = 50,
    SAMPLES = 100000
};

struct bench {
    const char *dir;
    int messages, rate, seconds, queries;
    struct store *store;
    struct search *search;
    struct db *reader;
    struct random_pool pool;
    char words[VOCABULARY][WORD_MAX];
    double sums[VOCABULARY];
};

static struct bench bench = {.messages = 1000000, .rate = 5000, .seconds = 20, .queries = 300};

// ---- words and messages

static void make_words(void)
{
    static const char consonants[] = "bcdfghjklmnprstvwz", vowels[] = "aeiou";
    uint64_t random = 1;
    double sum = 0;
    for (int i = 0; i < VOCABULARY; i++) {
        int syllables = 1 + (int)(shape_draw(&random) % 4) + (i > 200);
        char *p = bench.words[i];
        for (int n = 0; n < syllables && n < 5; n++) {
            *p++ = consonants[shape_draw(&random) % (sizeof(consonants) - 1)];
            *p++ = vowels[shape_draw(&random) % 5];
            if (shape_draw(&random) % 3 == 0)
                *p++ = consonants[shape_draw(&random) % (sizeof(consonants) - 1)];
        }
        *p = '\0';
        sum += 1 / (i + 2.7);
        bench.sums[i] = sum;
    }
}

static int draw_word(uint64_t *random)
{
    double at = (double)(shape_draw(random) >> 11) / 9007199254740992.0 * bench.sums[VOCABULARY - 1];
    int low = 0, high = VOCABULARY - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (bench.sums[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// The words of a message: 4 to 30 of them, the same for the same number.
static int message_words(int number, int ret[static 32])
{
    uint64_t random = (uint64_t)number * 7919 + 17;
    int count = 4 + (int)(shape_draw(&random) % 27);
    for (int i = 0; i < count; i++)
        ret[i] = draw_word(&random);
    return count;
}

static void message_text(int number, char text[static TEXT_MAX])
{
    int words[32], count = message_words(number, words);
    size_t size = 0;
    for (int i = 0; i < count; i++)
        size +=
            (size_t)snprintf(text + size, TEXT_MAX - size, "%s%s", i > 0 ? " " : "", bench.words[words[i]]);
}

// ---- writing

struct item {
    struct work work;
    char customer[32], text[TEXT_MAX];
    int channel;
};

static atomic_int under_way;

static int decide(struct work *work, struct tx *tx)
{
    struct item *item = (struct item *)(void *)work;
    struct message_result result;
    return message_store(tx,
                         &(struct message_in){.customer_id = view_from(item->customer),
                                              .channel = (enum channel)item->channel,
                                              .has_channel = true,
                                              .direction = DIRECTION_INBOUND,
                                              .author_type = AUTHOR_CUSTOMER,
                                              .content = view_from(item->text)},
                         &result);
}

static void done(struct work *work, enum work_outcome outcome, int result)
{
    (void)work;
    if (outcome != WORK_COMMITTED || result != 0)
        abort();
    atomic_fetch_sub(&under_way, 1);
}

static void submit(struct item *item, int number)
{
    uint64_t random = (uint64_t)number;
    item->work = (struct work){.tenant = 1, .decide = decide, .done = done};
    item->channel = CHANNEL_CHAT + (int)(shape_draw(&random) % 4);
    snprintf(item->customer, sizeof(item->customer), "customer-%d", (int)(shape_draw(&random) % CUSTOMERS));
    message_text(number, item->text);
    atomic_fetch_add(&under_way, 1);
    if (store_submit(bench.store, &item->work) != WORK_PUSHED)
        abort();
}

static void wait_for_writer(void)
{
    while (atomic_load(&under_way) > 0)
        usleep(100);
}

static struct item items[BATCH];

static void write_batch(int first, int count)
{
    for (int i = 0; i < count; i++)
        submit(&items[i], first + i);
    wait_for_writer();
}

static void publish(void *ctx, struct event_batch *batch)
{
    (void)ctx;
    if (bench.search != NULL)
        search_publish(bench.search, batch);
}

static void lost(void *ctx)
{
    (void)ctx;
    abort();
}

// ---- measuring

static double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct search_figures figures(void)
{
    struct search_figures f;
    search_figures(bench.search, &f);
    return f;
}

static double file_mb(const char *name)
{
    char path[4096];
    struct stat s;
    snprintf(path, sizeof(path), "%s/%s", bench.dir, name);
    return stat(path, &s) == 0 ? (double)s.st_size / 1e6 : 0;
}

static int compare(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static double percentile(double *values, int count, double share)
{
    qsort(values, (size_t)count, sizeof(*values), compare);
    return count == 0 ? 0 : values[(int)(share * (count - 1))];
}

static void fill(void)
{
    double began = seconds_now();
    for (int n = 0; n < bench.messages; n += BATCH)
        write_batch(n, bench.messages - n < BATCH ? bench.messages - n : BATCH);
    fprintf(stderr, "  filled %d messages in %.1f s\n", bench.messages, seconds_now() - began);
}

static void open_search(void)
{
    if (search_open(&(struct search_config){.store = bench.store, .dir = bench.dir, .clock = clock_system()},
                    &bench.search) != 0)
        abort();
}

static void reindex(void)
{
    double began = seconds_now();
    open_search();
    while (!figures().is_complete)
        usleep(10000);
    struct search_figures f = figures();
    printf("\"reindex\": {\"seconds\": %.2f, \"cpu_us\": %.2f}, ", seconds_now() - began,
           (double)f.busy_us / (double)f.indexed);
    fprintf(stderr, "  indexed in %.1f s\n", seconds_now() - began);
}

// Messages at a constant rate, in groups of 10 ms; the follower's lag is looked at each time.
static void follow(void)
{
    static double lags[SAMPLES];
    struct search_figures before = figures();
    int groups = bench.seconds * 100, each = bench.rate / 100 < BATCH ? bench.rate / 100 : BATCH;
    double began = seconds_now(), late = 0;
    for (int g = 0; g < groups; g++) {
        write_batch(bench.messages + g * each, each);
        lags[g] = (double)figures().lag_us / 1e3;
        double rest = began + (g + 1) * 0.01 - seconds_now();
        late = rest < late ? rest : late;
        if (rest > 0)
            usleep((useconds_t)(rest * 1e6));
    }
    while (figures().waiting > 0)
        usleep(1000);
    struct search_figures f = figures();
    int all = groups * each;
    printf("\"follow\": {\"rate\": %.0f, \"cpu_us\": %.2f, \"lag_ms_p50\": %.1f, \"lag_ms_p99\": %.1f, "
           "\"lag_ms_max\": %.1f, \"writer_late_s\": %.2f}, ",
           all / (seconds_now() - began), (double)(f.busy_us - before.busy_us) / all,
           percentile(lags, groups, 0.5), percentile(lags, groups, 0.99), percentile(lags, groups, 1), -late);
    bench.messages += all;
}

// ---- asking

enum kind { RARE, MIDDLE, COMMON, TWO, PHRASE, PREFIX, OF_CUSTOMER, OF_CHANNEL, KINDS };
static const char *const kind_names[KINDS] = {"rare",   "middle", "common",   "two",
                                              "phrase", "prefix", "customer", "channel"};

static const char *word_between(uint64_t *random, int first, int end)
{
    return bench.words[first + (int)(shape_draw(random) % (uint64_t)(end - first))];
}

// Two words that some message has one after the other.
static void phrase(uint64_t *random, char text[static 100])
{
    int words[32], count = message_words((int)(shape_draw(random) % (uint64_t)bench.messages), words);
    int at = (int)(shape_draw(random) % (uint64_t)(count - 1));
    snprintf(text, 100, "\"%s %s\"", bench.words[words[at]], bench.words[words[at + 1]]);
}

static struct search_query make_query(enum kind kind, uint64_t *random, char text[static 100],
                                      char customer[static 32])
{
    struct search_query q = {.limit = LIMIT};
    snprintf(text, 100, "%s ", word_between(random, 0, 20));
    switch (kind) {
    case RARE:
        snprintf(text, 100, "%s ", word_between(random, 5000, VOCABULARY));
        break;
    case MIDDLE:
        snprintf(text, 100, "%s ", word_between(random, 100, 5000));
        break;
    case TWO:
        snprintf(text, 100, "%s %s ", word_between(random, 0, 100), word_between(random, 0, 2000));
        break;
    case PHRASE:
        phrase(random, text);
        break;
    case PREFIX:
        snprintf(text, 100, "%.*s", 3 + (int)(shape_draw(random) % 3), bench.words[draw_word(random)]);
        break;
    case OF_CUSTOMER:
        snprintf(customer, 32, "customer-%d", (int)(shape_draw(random) % CUSTOMERS));
        q.customer_id = view_from(customer);
        break;
    case OF_CHANNEL:
        q.has_channel = true;
        q.channel = CHANNEL_CHAT;
        q.from_us = 1;
        break;
    case COMMON:
    case KINDS:
        break;
    }
    q.text = view_from(text);
    return q;
}

static double ask(const struct search_query *query, struct arena *arena, struct search_result *ret)
{
    struct snapshot snapshot;
    double began = seconds_now();
    arena_reset(arena);
    if (snapshot_begin(bench.reader, 1, &snapshot) != 0 ||
        search_find(bench.search, &snapshot, query, arena, ret) != SEARCH_OK)
        abort();
    snapshot_end(&snapshot);
    return (seconds_now() - began) * 1e3;
}

static double *ask_kind(enum kind kind, double *all)
{
    static double times[SAMPLES];
    struct search_result result;
    struct arena arena;
    uint64_t random = 99 + kind;
    char text[100], customer[32];
    double hits = 0, capped = 0;
    arena_init(&arena, 64 << 10, 64 << 20);
    for (int i = -bench.queries / 10; i < bench.queries; i++) {
        struct search_query query = make_query(kind, &random, text, customer);
        double ms = ask(&query, &arena, &result);
        if (i < 0)
            continue; // the first of them warm the cache
        times[i] = *all++ = ms;
        hits += result.message_count + result.customer_count;
        capped += result.is_capped;
    }
    arena_free(&arena);
    printf("\"%s\": {\"p50\": %.2f, \"p95\": %.2f, \"max\": %.2f, \"hits\": %.1f, \"capped\": %.2f}, ",
           kind_names[kind], percentile(times, bench.queries, 0.5), percentile(times, bench.queries, 0.95),
           percentile(times, bench.queries, 1), hits / bench.queries, capped / bench.queries);
    return all;
}

static void ask_all(void)
{
    static double all[SAMPLES];
    double *end = all;
    printf("\"ask\": {");
    for (int kind = 0; kind < KINDS; kind++)
        end = ask_kind((enum kind)kind, end);
    int count = (int)(end - all);
    printf("\"mixed\": {\"p50\": %.2f, \"p95\": %.2f, \"p99\": %.2f, \"max\": %.2f}}, ",
           percentile(all, count, 0.5), percentile(all, count, 0.95), percentile(all, count, 0.99),
           percentile(all, count, 1));
}

// Until the bytes of one customer have left the file.
static void forget(void)
{
    double began = seconds_now();
    int64_t before = figures().busy_us;
    search_forget_customer(bench.search, 1, 1);
    while (figures().purges == 0 && seconds_now() - began < 5)
        usleep(1000);
    while (figures().purges > 0)
        usleep(1000);
    printf("\"forget\": {\"seconds\": %.2f, \"cpu_s\": %.2f}", seconds_now() - began,
           (double)(figures().busy_us - before) / 1e6);
}

static bool take_option(const char *name, const char *value)
{
    int number = atoi(value);
    if (strcmp(name, "--dir") == 0)
        bench.dir = value;
    else if (strcmp(name, "--messages") == 0)
        bench.messages = number;
    else if (strcmp(name, "--rate") == 0)
        bench.rate = number;
    else if (strcmp(name, "--seconds") == 0)
        bench.seconds = number;
    else if (strcmp(name, "--queries") == 0)
        bench.queries = number;
    else
        return false;
    return true;
}

static bool read_options(int argc, char **argv)
{
    for (int i = 1; i + 1 < argc; i += 2)
        if (!take_option(argv[i], argv[i + 1]))
            return false;
    return argc % 2 == 1 && bench.dir != NULL && bench.queries * KINDS <= SAMPLES &&
           bench.seconds * 100 <= SAMPLES;
}

int main(int argc, char **argv)
{
    if (!read_options(argc, argv)) {
        fprintf(stderr,
                "usage: search_bench --dir DIR [--messages N] [--rate N] [--seconds N] [--queries N]\n");
        return 2;
    }
    log_set_level(LOG_WARN);
    make_words();
    if (store_open(&(struct store_config){.dir = bench.dir,
                                          .clock = clock_system(),
                                          .random = random_system(&bench.pool),
                                          .publish = publish,
                                          .lost = lost},
                   &bench.store) != 0 ||
        store_reader(bench.store, &bench.reader) != 0)
        return 1;
    fill();
    printf("{\"messages\": %d, ", bench.messages);
    reindex();
    printf("\"size\": {\"search_mb\": %.1f, \"hub_mb\": %.1f}, ", file_mb("search.db"), file_mb("hub.db"));
    ask_all();
    follow();
    forget();
    printf("}\n");
    search_close(bench.search);
    bench.search = NULL;
    db_close(bench.reader);
    store_close(bench.store);
    return 0;
}
