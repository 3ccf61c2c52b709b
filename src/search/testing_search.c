// SPDX-License-Identifier: Apache-2.0
#include "search/testing_search.h"
#include "search/index_terms.h"
#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATIENCE_MS = 20000, TEXT_MAX = 1 << 16 };

// ---- life

// One at a time: the store's publish has no other way to it.
static struct testing_search *current;

static void publish(void *ctx, struct event_batch *batch)
{
    (void)ctx;
    if (current->search != NULL)
        search_publish(current->search, batch);
}

void testing_search_open(struct testing_search *t)
{
    assert_int_equal(search_open(&(struct search_config){.store = t->store.store,
                                                         .dir = t->store.dir,
                                                         .clock = testing_store_clock(&t->store),
                                                         .rest_ms = 1},
                                 &t->search),
                     0);
}

void testing_search_close(struct testing_search *t)
{
    struct search *search = t->search;
    testing_settle(&t->store);
    t->search = NULL;
    search_close(search);
}

void testing_search_begin(struct testing_search *t)
{
    *t = (struct testing_search){0};
    current = t;
    arena_init(&t->arena, 64 << 10, 64 << 20);
    testing_store_open(&t->store, &(struct store_config){.publish = publish});
    testing_add_tenant(&t->store, 2);
    testing_store_reopen(&t->store, &(struct store_config){.publish = publish});
    testing_search_open(t);
}

void testing_search_end(struct testing_search *t)
{
    testing_search_close(t);
    arena_free(&t->arena);
    testing_store_close(&t->store);
}

// ---- changes

struct saying {
    const struct message_in *in;
};

static int say(void *ctx, struct tx *tx)
{
    struct message_result result;
    return message_store(tx, ((struct saying *)ctx)->in, &result);
}

int64_t testing_search_say(struct testing_search *t, int64_t tenant, const char *customer,
                           enum channel channel, const char *content)
{
    struct message_in in = {.customer_id = view_from(customer),
                            .channel = channel,
                            .has_channel = true,
                            .direction = DIRECTION_INBOUND,
                            .author_type = AUTHOR_CUSTOMER,
                            .content = view_from(content)};
    enum work_outcome outcome;
    assert_int_equal(testing_run(&t->store, tenant, say, &(struct saying){&in}, &outcome), 0);
    assert_int_equal(outcome, WORK_COMMITTED);
    return testing_count(&t->store, "SELECT max(interaction) FROM interaction");
}

struct change {
    const char *sql;
    enum event_kind kind;
    int64_t ref;
};

static int change(void *ctx, struct tx *tx)
{
    const struct change *c = ctx;
    int r = db_exec(tx->db, c->sql);
    if (r < 0)
        return r;
    return tx_announce(tx, &(struct event){.position = tx_next_position(tx), .ref = c->ref, .kind = c->kind});
}

void testing_search_change(struct testing_search *t, const char *sql, enum event_kind kind, int64_t ref)
{
    assert_int_equal(testing_commit(&t->store, change, &(struct change){sql, kind, ref}), 0);
}

// ---- asking

static int ask(struct testing_search *t, int64_t tenant, const struct search_query *query)
{
    struct snapshot snapshot;
    arena_reset(&t->arena);
    assert_int_equal(snapshot_begin(t->store.reader, tenant, &snapshot), 0);
    int r = search_find(t->search, &snapshot, query, &t->arena, &t->result);
    snapshot_end(&snapshot);
    return r;
}

void testing_search_find(struct testing_search *t, int64_t tenant, const struct search_query *query)
{
    struct search_query q = *query;
    if (q.limit == 0)
        q.limit = 50;
    assert_int_equal(ask(t, tenant, &q), SEARCH_OK);
}

void testing_search_settle(struct testing_search *t, int64_t tenant)
{
    for (int i = 0; i < PATIENCE_MS; i++) {
        int r = ask(t, tenant, &(struct search_query){.text = VIEW("x"), .limit = 1});
        if (r == SEARCH_OK && t->result.lag == 0 && t->result.is_complete)
            return;
        usleep(1000);
    }
    fail_msg("the index does not catch up");
}

static void append(char text[static TEXT_MAX], struct view v)
{
    size_t size = strlen(text);
    snprintf(text + size, TEXT_MAX - size, "%s%.*s", size > 0 ? "|" : "", VIEW_ARG(v));
}

const char *testing_search_messages(struct testing_search *t, const char *text)
{
    static char found[TEXT_MAX];
    found[0] = '\0';
    testing_search_find(t, 1, &(struct search_query){.text = view_from(text), .kinds = SEARCH_MESSAGES});
    for (int i = 0; i < t->result.message_count; i++)
        append(found, t->result.messages[i].interaction.content);
    return found;
}

const char *testing_search_customers(struct testing_search *t, const char *text)
{
    static char found[TEXT_MAX];
    found[0] = '\0';
    testing_search_find(t, 1, &(struct search_query){.text = view_from(text), .kinds = SEARCH_CUSTOMERS});
    for (int i = 0; i < t->result.customer_count; i++)
        append(found, t->result.customers[i].customer_id);
    return found;
}

// ---- the file itself

static uint64_t sum_row(sqlite3_stmt *s)
{
    uint64_t sum = 1469598103934665603u;
    const unsigned char *term = sqlite3_column_text(s, 0);
    for (int i = 0; i < sqlite3_column_bytes(s, 0); i++)
        sum = (sum ^ term[i]) * 1099511628211u;
    sum = (sum ^ (uint64_t)sqlite3_column_int64(s, 1)) * 1099511628211u;
    return (sum ^ (uint64_t)sqlite3_column_int64(s, 2)) * 1099511628211u;
}

static uint64_t sum_of(sqlite3 *handle, const char *sql)
{
    sqlite3_stmt *s = NULL;
    uint64_t sum = 0;
    assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &s, NULL), SQLITE_OK);
    while (sqlite3_step(s) == SQLITE_ROW)
        sum += sum_row(s);
    sqlite3_finalize(s);
    return sum;
}

uint64_t testing_search_sum(const struct testing_search *t)
{
    char path[128];
    sqlite3 *handle = NULL;
    struct words *words;
    snprintf(path, sizeof(path), "%s/search.db", t->store.dir);
    assert_int_equal(sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(words_new(handle, &words), 0);
    assert_int_equal(index_terms_register(handle, words), 0);
    assert_int_equal(
        sqlite3_exec(handle,
                     "CREATE VIRTUAL TABLE temp.a USING fts5vocab(main, message_words, instance);"
                     "CREATE VIRTUAL TABLE temp.b USING fts5vocab(main, customer_words, instance);",
                     NULL, NULL, NULL),
        SQLITE_OK);
    uint64_t sum = sum_of(handle, "SELECT term, doc, offset FROM temp.a");
    sum += 3 * sum_of(handle, "SELECT term, doc, offset FROM temp.b");
    sqlite3_close(handle);
    words_free(words);
    return sum;
}

uint64_t testing_search_hours(const struct testing_search *t)
{
    char path[128];
    sqlite3 *handle = NULL;
    snprintf(path, sizeof(path), "%s/search.db", t->store.dir);
    assert_int_equal(sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    uint64_t sum = sum_of(handle, "SELECT tenant || ' ' || hour, first_row, last_row FROM hour");
    sqlite3_close(handle);
    return sum;
}

// The follower works meanwhile: a file may have become shorter, or be gone.
static bool file_has(const char *path, const char *bytes)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return false;
    fseek(f, 0, SEEK_END);
    size_t size = (size_t)ftell(f);
    char *data = malloc(size + 1);
    assert_non_null(data);
    rewind(f);
    size = fread(data, 1, size, f);
    fclose(f);
    bool has = size > 0 && memmem(data, size, bytes, strlen(bytes)) != NULL;
    free(data);
    return has;
}

bool testing_search_has_bytes(const struct testing_search *t, const char *name, const char *bytes)
{
    bool has = false;
    DIR *dir = opendir(t->store.dir);
    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        char path[512];
        snprintf(path, sizeof(path), "%s/%s", t->store.dir, e->d_name);
        if (view_starts(view_from(e->d_name), view_from(name)))
            has |= file_has(path, bytes);
    }
    closedir(dir);
    return has;
}
