// SPDX-License-Identifier: Apache-2.0
#include "store/testing_backup.h"
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

enum { PAYLOAD = 2000, PATIENCE = 60000 };

int testing_write_pair(void *ctx, struct tx *tx)
{
    char name[32], payload[PAYLOAD];
    (void)ctx;
    int64_t position = tx_next_position(tx);
    snprintf(name, sizeof(name), "p:%lld", (long long)position);
    memset(payload, 'a' + (int)(position % 26), sizeof(payload));
    struct query q = query_begin(tx->db, SQL_META_PUT, 0);
    query_bind_text(&q, view_from(name));
    query_bind_text(&q, view_make(payload, sizeof(payload)));
    int r = query_run(&q, NULL);
    return r < 0
               ? r
               : tx_announce(tx, &(struct event){.position = position, .ref = 1, .kind = EVENT_NEW_MESSAGE});
}

void testing_backup(struct testing_store *t, const char *to, struct backup_status *ret)
{
    struct backup *backup = store_backup(t->store);
    assert_int_equal(backup_start(backup, view_from(to), VIEW("9.9")), BACKUP_STARTED);
    for (int i = 0; i < PATIENCE; i++) {
        backup_status(backup, ret);
        if (ret->state == BACKUP_DONE || ret->state == BACKUP_FAILED)
            return;
        usleep(1000);
    }
    fail_msg("the backup does not end");
}

int64_t testing_file_count(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;
    char uri[512];
    snprintf(uri, sizeof(uri), "file:%s?immutable=1", path);
    assert_int_equal(sqlite3_open_v2(uri, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
    int64_t value = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : -1;
    sqlite3_finalize(s);
    sqlite3_close(db);
    return value;
}

int64_t testing_pairs(const char *path)
{
    int64_t position = testing_file_count(path, "SELECT position FROM tenant WHERE tenant = 1");
    int64_t events = testing_file_count(path, "SELECT count(*) FROM event");
    int64_t last = testing_file_count(path, "SELECT coalesce(max(position), 0) FROM event");
    int64_t rows = testing_file_count(path, "SELECT count(*) FROM meta WHERE name >= 'p:' AND name < 'p;'");
    if (position == events && position == last && position == rows)
        return position;
    print_error("position %lld, events %lld to %lld, rows %lld\n", (long long)position, (long long)events,
                (long long)last, (long long)rows);
    return -1;
}

void testing_put_file(const char *dir, const char *name, const char *text)
{
    char path[300];
    snprintf(path, sizeof(path), "%s/%s", dir, name);
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

bool testing_has_file(const char *dir, const char *name)
{
    char path[300];
    snprintf(path, sizeof(path), "%s/%s", dir, name);
    return access(path, F_OK) == 0;
}
