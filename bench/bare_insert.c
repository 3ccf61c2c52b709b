// SPDX-License-Identifier: Apache-2.0
// The store's limit: a single loop that runs the statements of a file for each message, in batches of a
// fixed size with one durable commit each (WAL, synchronous=FULL), and nothing else. It works on a
// database that the hub itself has made, so that rows, indexes and page size are the hub's.
//
// The file has sections, each begun by a line of its own:
//   -- @setup     run once, in a transaction of its own
//   -- @message   run for each message
//   -- @batch     run once at the end of each batch, before the commit
// Parameters are named. A column that an earlier statement returned (AS name, or RETURNING … AS name) is
// the parameter $name of later ones: NULL when no row came. The others are made here:
//   $number          counts messages from --first
//   $customer        0 … customers - 1, drawn at random for each message
//   $customer_text   that as the load generator names it: bench-0000042
//   $customer_row    $customer + 1, for rows that @setup has made in that order
//   $customers       how many there are
//   $provider        a provider's id, unique to each message; NULL without --provider-ids
//   $position        counts from the column first_position of a @setup statement, else from 1
//   $last_position   of the batch so far
//   $now_us          the clock, µs; never the same twice
//   $minute          that in minutes
//   $uuid_a … $uuid_d  UUIDv7 as text, new for each message
//   $content         text of --content-bytes
//   $batch           messages in a batch
#include "histogram.h"
#include "request.h"
#include <getopt.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

enum { STATEMENTS_MAX = 32, PARAMETERS_MAX = 32, COLUMNS_MAX = 32, TEXT_MAX = 256, PRAGMAS_MAX = 16 };

enum source {
    FROM_NUMBER,
    FROM_CUSTOMER,
    FROM_CUSTOMER_TEXT,
    FROM_CUSTOMER_ROW,
    FROM_CUSTOMERS,
    FROM_PROVIDER,
    FROM_POSITION,
    FROM_LAST_POSITION,
    FROM_NOW_US,
    FROM_MINUTE,
    FROM_UUID_A,
    FROM_UUID_B,
    FROM_UUID_C,
    FROM_UUID_D,
    FROM_CONTENT,
    FROM_BATCH,
    FROM_COLUMNS, // and above: a column that a statement returned
};

static const char *const source_names[FROM_COLUMNS] = {
    "number",   "customer",      "customer_text", "customer_row", "customers", "provider",
    "position", "last_position", "now_us",        "minute",       "uuid_a",    "uuid_b",
    "uuid_c",   "uuid_d",        "content",       "batch",
};

struct column {
    char name[64];
    bool is_null;
    bool is_text;
    int64_t number;
    char text[TEXT_MAX];
    int size;
};

struct statement {
    sqlite3_stmt *stmt;
    int sources[PARAMETERS_MAX];
    int source_count;
    int columns[COLUMNS_MAX];
    int column_count;
};

struct section {
    struct statement statements[STATEMENTS_MAX];
    int count;
};

struct options {
    const char *database, *sql;
    const char *pragmas[PRAGMAS_MAX];
    int pragma_count;
    bool has_provider_ids;
    long long batch, seconds, count, customers, content_bytes, autocheckpoint, first, seed;
};

struct bare {
    const struct options *options;
    sqlite3 *db;
    struct section setup, message, batch;
    struct column columns[COLUMNS_MAX];
    int column_count;
    uint64_t random;
    int64_t number, position, customer, now_us;
    char uuids[4][37];
    char *content;
    struct histogram commits;
};

static void need(struct bare *b, int code, const char *what)
{
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
        client_die("%s (%.60s…)", sqlite3_errmsg(b->db), what + strspn(what, " \n"));
}

static void execute(struct bare *b, const char *sql)
{
    need(b, sqlite3_exec(b->db, sql, NULL, NULL, NULL), sql);
}

static int find_column(const struct bare *b, const char *name)
{
    for (int i = 0; i < b->column_count; i++)
        if (strcmp(b->columns[i].name, name) == 0)
            return i;
    return -1;
}

static int add_column(struct bare *b, const char *name)
{
    int column = find_column(b, name);
    if (column >= 0)
        return column;
    if (b->column_count == COLUMNS_MAX)
        client_die("too many columns at %s", name);
    struct column *c = &b->columns[b->column_count];
    c->is_null = true;
    snprintf(c->name, sizeof(c->name), "%s", name);
    return b->column_count++;
}

static int source_of(const struct bare *b, const char *parameter)
{
    const char *name = parameter == NULL ? "" : parameter + 1;
    int column = find_column(b, name);
    if (column >= 0)
        return FROM_COLUMNS + column;
    for (int i = 0; i < FROM_COLUMNS; i++)
        if (strcmp(source_names[i], name) == 0)
            return i;
    client_die("nothing makes the parameter %s", parameter == NULL ? "?" : parameter);
}

static const char *statement_prepare(struct bare *b, const char *sql, struct statement *ret)
{
    const char *tail;
    struct statement s = {.column_count = 0};
    need(b, sqlite3_prepare_v3(b->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s.stmt, &tail), sql);
    s.source_count = sqlite3_bind_parameter_count(s.stmt);
    s.column_count = sqlite3_column_count(s.stmt);
    if (s.source_count > PARAMETERS_MAX || s.column_count > COLUMNS_MAX)
        client_die("too many parameters or columns: %s", sql);
    for (int i = 0; i < s.source_count; i++)
        s.sources[i] = source_of(b, sqlite3_bind_parameter_name(s.stmt, i + 1));
    for (int i = 0; i < s.column_count; i++)
        s.columns[i] = add_column(b, sqlite3_column_name(s.stmt, i));
    *ret = s;
    return tail;
}

static void bind_text(sqlite3_stmt *stmt, int at, const char *text)
{
    sqlite3_bind_text(stmt, at, text, -1, SQLITE_TRANSIENT);
}

static void bind_column(sqlite3_stmt *stmt, int at, const struct column *c)
{
    if (c->is_null)
        sqlite3_bind_null(stmt, at);
    else if (c->is_text)
        sqlite3_bind_text(stmt, at, c->text, c->size, SQLITE_STATIC);
    else
        sqlite3_bind_int64(stmt, at, c->number);
}

static void bind_made_text(const struct bare *b, sqlite3_stmt *stmt, int at, enum source source)
{
    char text[64];
    if (source == FROM_PROVIDER && !b->options->has_provider_ids) {
        sqlite3_bind_null(stmt, at);
        return;
    }
    if (source == FROM_CUSTOMER_TEXT)
        snprintf(text, sizeof(text), "bench-%07lld", (long long)b->customer);
    else
        snprintf(text, sizeof(text), "wamid.%08llx.%012lld", b->options->seed, (long long)b->number);
    bind_text(stmt, at, text);
}

static void bind_source(const struct bare *b, sqlite3_stmt *stmt, int at, int source)
{
    const int64_t numbers[FROM_COLUMNS] = {
        [FROM_NUMBER] = b->number,
        [FROM_CUSTOMER] = b->customer,
        [FROM_POSITION] = b->position,
        [FROM_NOW_US] = b->now_us,
        [FROM_LAST_POSITION] = b->position,
        [FROM_MINUTE] = b->now_us / 60000000,
        [FROM_CUSTOMER_ROW] = b->customer + 1,
        [FROM_CUSTOMERS] = b->options->customers,
        [FROM_BATCH] = b->options->batch,
    };
    if (source >= FROM_COLUMNS)
        bind_column(stmt, at, &b->columns[source - FROM_COLUMNS]);
    else if (source == FROM_CUSTOMER_TEXT || source == FROM_PROVIDER)
        bind_made_text(b, stmt, at, (enum source)source);
    else if (source >= FROM_UUID_A && source <= FROM_UUID_D)
        sqlite3_bind_text(stmt, at, b->uuids[source - FROM_UUID_A], 36, SQLITE_STATIC);
    else if (source == FROM_CONTENT)
        sqlite3_bind_text(stmt, at, b->content, (int)b->options->content_bytes, SQLITE_STATIC);
    else
        sqlite3_bind_int64(stmt, at, numbers[source]);
}

static void keep_column(struct bare *b, const struct statement *s, int i)
{
    struct column *c = &b->columns[s->columns[i]];
    int type = sqlite3_column_type(s->stmt, i);
    c->is_null = type == SQLITE_NULL;
    c->is_text = type == SQLITE_TEXT;
    c->number = c->is_text ? 0 : sqlite3_column_int64(s->stmt, i);
    if (!c->is_text)
        return;
    c->size = sqlite3_column_bytes(s->stmt, i);
    if (c->size > TEXT_MAX)
        client_die("the column %s is longer than %d bytes", c->name, TEXT_MAX);
    memcpy(c->text, sqlite3_column_text(s->stmt, i), (size_t)c->size);
}

static void statement_run(struct bare *b, const struct statement *s)
{
    bool has_row = false;
    for (int i = 0; i < s->source_count; i++)
        bind_source(b, s->stmt, i + 1, s->sources[i]);
    for (int code = SQLITE_ROW; code == SQLITE_ROW;) {
        code = sqlite3_step(s->stmt);
        need(b, code, sqlite3_sql(s->stmt));
        for (int i = 0; code == SQLITE_ROW && !has_row && i < s->column_count; i++)
            keep_column(b, s, i);
        has_row = has_row || code == SQLITE_ROW;
    }
    for (int i = 0; !has_row && i < s->column_count; i++)
        b->columns[s->columns[i]].is_null = true;
    sqlite3_reset(s->stmt);
}

static void section_run(struct bare *b, const struct section *section)
{
    for (int i = 0; i < section->count; i++)
        statement_run(b, &section->statements[i]);
}

// Prepares the statements from `at` to `end`; those of @setup run at once, for later ones may need them.
static void section_prepare(struct bare *b, const char *at, const char *end, struct section *ret)
{
    char *sql = strndup(at, (size_t)(end - at));
    for (const char *rest = sql; rest != NULL && *rest != '\0';) {
        struct statement s;
        rest = statement_prepare(b, rest, &s);
        if (s.stmt == NULL)
            continue;
        if (ret->count == STATEMENTS_MAX)
            client_die("too many statements");
        ret->statements[ret->count++] = s;
        if (ret == &b->setup)
            statement_run(b, &s);
    }
    free(sql);
}

static const char *section_start(const char *text, const char *mark)
{
    const char *at = strstr(text, mark);
    return at == NULL ? NULL : at + strlen(mark);
}

static void read_section(struct bare *b, const char *text, const char *mark, struct section *ret)
{
    const char *at = section_start(text, mark);
    if (at == NULL)
        return;
    const char *end = strstr(at, "\n-- @");
    section_prepare(b, at, end == NULL ? at + strlen(at) : end, ret);
}

static void next_time(struct bare *b)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    int64_t now = (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
    b->now_us = now > b->now_us ? now : b->now_us + 1;
}

static void read_statements(struct bare *b)
{
    char *text = request_text_of(b->options->sql);
    next_time(b);
    execute(b, "BEGIN IMMEDIATE");
    read_section(b, text, "\n-- @setup\n", &b->setup);
    execute(b, "COMMIT");
    read_section(b, text, "\n-- @message\n", &b->message);
    read_section(b, text, "\n-- @batch\n", &b->batch);
    free(text);
    if (b->message.count == 0)
        client_die("%s has no statements under '-- @message'", b->options->sql);
    int first = find_column(b, "first_position");
    b->position = first >= 0 && !b->columns[first].is_null ? b->columns[first].number - 1 : 0;
}

static void next_uuid(struct bare *b, char *out)
{
    uint64_t low = shape_draw(&b->random), high = shape_draw(&b->random);
    uint64_t ms = (uint64_t)b->now_us / 1000;
    snprintf(out, 37, "%08x-%04x-7%03x-%04x-%012llx", (unsigned)(ms >> 16), (unsigned)(ms & 0xffff),
             (unsigned)(high & 0xfff), (unsigned)(0x8000 | (high >> 12 & 0x3fff)),
             (unsigned long long)(low & 0xffffffffffff));
}

static void next_message(struct bare *b)
{
    b->number++;
    b->position++;
    b->customer = (int64_t)(shape_draw(&b->random) % (uint64_t)b->options->customers);
    next_time(b);
    for (int i = 0; i < 4; i++)
        next_uuid(b, b->uuids[i]);
}

static void run_batch(struct bare *b)
{
    execute(b, "BEGIN IMMEDIATE");
    for (long long i = 0; i < b->options->batch; i++) {
        next_message(b);
        section_run(b, &b->message);
    }
    section_run(b, &b->batch);
    uint64_t before = client_now_ns();
    execute(b, "COMMIT");
    histogram_add(&b->commits, client_now_ns() - before);
}

static void open_database(struct bare *b)
{
    char pragma[128];
    need(b,
         sqlite3_open_v2(b->options->database, &b->db,
                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL),
         b->options->database);
    snprintf(pragma, sizeof(pragma), "PRAGMA wal_autocheckpoint=%lld", b->options->autocheckpoint);
    execute(b, "PRAGMA journal_mode=WAL");
    execute(b, "PRAGMA synchronous=FULL");
    execute(b, "PRAGMA temp_store=MEMORY");
    execute(b, pragma);
    for (int i = 0; i < b->options->pragma_count; i++) {
        snprintf(pragma, sizeof(pragma), "PRAGMA %s", b->options->pragmas[i]);
        execute(b, pragma);
    }
}

static void close_database(struct bare *b)
{
    struct section *sections[] = {&b->setup, &b->message, &b->batch};
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < sections[i]->count; j++)
            sqlite3_finalize(sections[i]->statements[j].stmt);
    sqlite3_close(b->db);
}

static void run(struct bare *b)
{
    uint64_t cpu = client_cpu_ns(), start = client_now_ns();
    uint64_t stop = start + (uint64_t)b->options->seconds * 1000000000u;
    int64_t first = b->number;
    while (b->options->count > 0 ? b->number - first < b->options->count : client_now_ns() < stop)
        run_batch(b);
    double seconds = (double)(client_now_ns() - start) / 1e9;
    double messages = (double)(b->number - first);
    printf("{\"messages\":%.0f,\"batch\":%lld,\"seconds\":%.3f,\"rate\":%.1f,\"cpu_us\":%.3f,\"commit_ms\":",
           messages, b->options->batch, seconds, messages / seconds,
           (double)(client_cpu_ns() - cpu) / 1e3 / messages);
    histogram_print_ms(&b->commits, stdout);
    printf(",\"sqlite\":\"%s\"}\n", sqlite3_libversion());
}

static const char usage[] =
    "bare_insert --database FILE --sql FILE [options]\n"
    "  --batch N           messages in a commit (64)\n"
    "  --seconds N | --count N   how long, or how many messages (--seconds 5)\n"
    "  --customers N       (2000)   --content-bytes N (136)   --first N (0)   --seed N (1)\n"
    "  --provider-ids      give each message one\n"
    "  --autocheckpoint N  pages, done in the loop itself (4000)\n"
    "  --pragma TEXT       further ones, as 'cache_size=-65536'\n";

static const struct option long_options[] = {
    {"database", required_argument, NULL, 'd'},
    {"sql", required_argument, NULL, 'q'},
    {"batch", required_argument, NULL, 'b'},
    {"seconds", required_argument, NULL, 's'},
    {"count", required_argument, NULL, 'n'},
    {"customers", required_argument, NULL, 'C'},
    {"first", required_argument, NULL, 'f'},
    {"content-bytes", required_argument, NULL, 'z'},
    {"seed", required_argument, NULL, 'S'},
    {"autocheckpoint", required_argument, NULL, 'a'},
    {"provider-ids", no_argument, NULL, 'P'},
    {"pragma", required_argument, NULL, 'p'},
    {NULL, 0, NULL, 0},
};

static void take_number(struct options *o, int key, const char *text)
{
    long long *const numbers[128] = {
        ['b'] = &o->batch, ['s'] = &o->seconds, ['n'] = &o->count,         ['C'] = &o->customers,
        ['f'] = &o->first, ['S'] = &o->seed,    ['z'] = &o->content_bytes, ['a'] = &o->autocheckpoint,
    };
    if (key < 0 || key >= 128 || numbers[key] == NULL)
        client_die("%s", usage);
    long long least = key == 'f' || key == 'S' || key == 'a' ? 0 : 1;
    *numbers[key] = client_number("an option", text, least, 1000000000);
}

static struct options parse_options(int argc, char **argv)
{
    int key;
    struct options o = {
        .batch = 64, .customers = 2000, .content_bytes = 136, .autocheckpoint = 4000, .seed = 1};
    while ((key = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (key == 'd')
            o.database = optarg;
        else if (key == 'q')
            o.sql = optarg;
        else if (key == 'P')
            o.has_provider_ids = true;
        else if (key == 'p' && o.pragma_count < PRAGMAS_MAX)
            o.pragmas[o.pragma_count++] = optarg;
        else
            take_number(&o, key, optarg);
    }
    if (o.database == NULL || o.sql == NULL || (o.count > 0 && o.seconds > 0))
        client_die("%s", usage);
    if (o.count == 0 && o.seconds == 0)
        o.seconds = 5;
    return o;
}

int main(int argc, char **argv)
{
    struct options options = parse_options(argc, argv);
    struct bare *b = calloc(1, sizeof(*b));
    if (b == NULL || (b->content = malloc((size_t)options.content_bytes + 1)) == NULL)
        client_die("out of memory");
    b->options = &options;
    b->number = options.first;
    b->random = (uint64_t)options.seed;
    memset(b->content, 'x', (size_t)options.content_bytes);
    b->content[options.content_bytes] = '\0';
    open_database(b);
    read_statements(b);
    run(b);
    close_database(b);
    free(b->content);
    free(b);
    return 0;
}
