// SPDX-License-Identifier: Apache-2.0
#include "store/migrate.h"
#include "base/error.h"
#include "base/log.h"
#include "store/schema.h"
#include <stdio.h>
#include <stdlib.h>

// *ret (may be NULL) changes only if the name has a value.
static int meta_number(struct db *db, struct view name, int64_t *ret)
{
    struct query q = query_begin(db, SQL_META_GET, 0);
    query_bind_text(&q, name);
    int r = query_step(&q);
    if (r == QUERY_ROW && ret != NULL)
        *ret = atoll(query_text(&q, 0).data);
    query_end(&q);
    return r;
}

static int meta_put(struct db *db, struct view name, struct view value)
{
    struct query q = query_begin(db, SQL_META_PUT, 0);
    query_bind_text(&q, name);
    query_bind_text(&q, value);
    return query_run(&q, NULL);
}

static int apply(struct db *db, int number)
{
    char text[16];
    int size = snprintf(text, sizeof(text), "%d", number);
    int r = db_step(db, DB_BEGIN);
    if (r == 0)
        r = db_exec(db, schema_migrations[number - 1]);
    if (r == 0)
        r = meta_put(db, VIEW("schema"), view_make(text, (size_t)size));
    if (r == 0)
        r = db_step(db, DB_COMMIT);
    if (r < 0 && db_is_in_transaction(db))
        db_step(db, DB_ROLLBACK);
    return error_trace(r);
}

static int insert_first_rows(struct db *db, int64_t now_us, const struct random *random)
{
    unsigned char bytes[4];
    char epoch[2 * sizeof(bytes) + 1];
    random_fill(random, bytes, sizeof(bytes));
    for (size_t i = 0; i < sizeof(bytes); i++)
        snprintf(epoch + 2 * i, 3, "%02x", bytes[i]);
    int r = meta_put(db, VIEW("epoch"), view_from(epoch));
    if (r < 0)
        return error_trace(r);
    struct query q = query_begin(db, SQL_TENANT_INSERT, 1);
    query_bind_text(&q, VIEW("default"));
    query_bind(&q, now_us);
    return error_trace(query_run(&q, NULL));
}

// A store without an epoch was never finished: the power may have gone after its last migration.
static int fill_new_store(struct db *db, int64_t now_us, const struct random *random)
{
    int r = meta_number(db, VIEW("epoch"), NULL);
    if (r != QUERY_DONE)
        return r < 0 ? r : 0;
    r = db_step(db, DB_BEGIN);
    if (r == 0)
        r = insert_first_rows(db, now_us, random);
    if (r == 0)
        r = db_step(db, DB_COMMIT);
    if (r < 0 && db_is_in_transaction(db))
        db_step(db, DB_ROLLBACK);
    return error_trace(r);
}

// A store without the table `meta` is new. Asked of the schema, not by a statement that fails.
static int read_number(struct db *db, int64_t *ret)
{
    int r =
        db_exec(db, "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT");
    if (r < 0)
        return r;
    *ret = 0;
    r = meta_number(db, VIEW("schema"), ret);
    return r < 0 ? r : 0;
}

int migrate_number(struct db *db, int *ret)
{
    int64_t number;
    int r = read_number(db, &number);
    if (r == 0)
        *ret = (int)number;
    return error_trace(r);
}

int migrate(struct db *db, int64_t now_us, const struct random *random, int *ret_number)
{
    int64_t number;
    int r = read_number(db, &number);
    if (r < 0)
        return error_trace(r);
    *ret_number = (int)number;
    if (number > schema_count)
        return MIGRATE_NEWER;
    bool is_new = number == 0;
    for (int n = (int)number + 1; n <= schema_count; n++) {
        r = apply(db, n);
        if (r < 0)
            return error_trace(r);
        if (!is_new)
            log_info("the store was brought to schema %d", n);
    }
    return fill_new_store(db, now_us, random);
}
