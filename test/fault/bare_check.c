// SPDX-License-Identifier: Apache-2.0
#include "bare_check.h"
#include <stdio.h>
#include <string.h>

int bare_run(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

int bare_ask(sqlite3 *db, const char *sql, long long *ret_answer)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(db, sql, -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    if (rc == SQLITE_ROW)
        *ret_answer = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    if (rc == SQLITE_ROW)
        return SQLITE_OK;
    return rc == SQLITE_DONE ? SQLITE_NOTFOUND : rc;
}

int bare_body(long long number, unsigned char ret_body[static BARE_BODY])
{
    uint64_t seed = (uint64_t)number;
    struct random random = random_seeded(&seed);
    uint64_t size;
    random_fill(&random, &size, sizeof(size));
    size %= number % 7 == 0 ? BARE_BODY : 200;
    random_fill(&random, ret_body, size);
    return (int)size;
}

// Text in the first row other than "ok", or an error.
static bool is_damaged(sqlite3 *db, char *ret_text, size_t text_size)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(db, "PRAGMA integrity_check(3)", -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    const char *found = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(s, 0) : sqlite3_errmsg(db);
    bool damaged = rc != SQLITE_ROW || strcmp(found, "ok") != 0;
    if (damaged)
        snprintf(ret_text, text_size, "integrity_check (%d): %s", rc, found);
    sqlite3_finalize(s);
    return damaged;
}

// False for a row that is not what was written; counts them.
static bool are_bodies_right(sqlite3 *db)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(db, "SELECT number, body FROM entry", -1, &s, NULL);
    bool right = rc == SQLITE_OK;
    while (right && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        unsigned char body[BARE_BODY];
        int size = bare_body(sqlite3_column_int64(s, 0), body);
        right = size == sqlite3_column_bytes(s, 1) &&
                (size == 0 || memcmp(body, sqlite3_column_blob(s, 1), (size_t)size) == 0);
    }
    sqlite3_finalize(s);
    return right && rc == SQLITE_DONE;
}

static enum bare_verdict check_batches(sqlite3 *db, long long acknowledged, long long last, char *ret_text,
                                       size_t text_size)
{
    long long newest = 0, batches = 0, halves = 0, strays = 0, twice = 0;
    if (bare_ask(db, "SELECT ifnull(max(batch), 0) FROM batch", &newest) != SQLITE_OK ||
        bare_ask(db, "SELECT count(*) FROM batch", &batches) != SQLITE_OK ||
        bare_ask(
            db,
            "SELECT count(*) FROM batch b WHERE size <> (SELECT count(*) FROM entry WHERE batch = b.batch)",
            &halves) != SQLITE_OK ||
        bare_ask(db, "SELECT count(*) FROM entry WHERE batch NOT IN (SELECT batch FROM batch)", &strays) !=
            SQLITE_OK ||
        bare_ask(db, "SELECT count(*) - count(DISTINCT number) FROM entry", &twice) != SQLITE_OK) {
        snprintf(ret_text, text_size, "cannot be read: %s", sqlite3_errmsg(db));
        return BARE_DAMAGED;
    }
    snprintf(ret_text, text_size,
             "acknowledged %lld, attempted %lld, found %lld up to %lld, halves %lld, strays %lld, twice %lld",
             acknowledged, last, batches, newest, halves, strays, twice);
    if (newest < acknowledged)
        return BARE_LOST;
    if (newest > last || batches != newest || halves + strays + twice > 0)
        return BARE_WRONG;
    return BARE_HOLDS;
}

enum bare_verdict bare_check(sqlite3 *db, long long acknowledged, long long last, char *ret_text,
                             size_t text_size)
{
    long long tables = 0;
    if (is_damaged(db, ret_text, text_size))
        return BARE_DAMAGED;
    if (bare_ask(db, "SELECT count(*) FROM sqlite_schema", &tables) != SQLITE_OK)
        return BARE_DAMAGED;
    if (tables == 0) {
        snprintf(ret_text, text_size, "no tables, acknowledged %lld", acknowledged);
        return acknowledged > 0 ? BARE_LOST : BARE_HOLDS;
    }
    enum bare_verdict verdict = check_batches(db, acknowledged, last, ret_text, text_size);
    if (verdict != BARE_HOLDS || are_bodies_right(db))
        return verdict;
    snprintf(ret_text, text_size, "a body is not what was written");
    return BARE_WRONG;
}
