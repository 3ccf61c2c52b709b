// SPDX-License-Identifier: Apache-2.0
// search.db: the terms of messages and customers by the row of each in the hub's store, and how far the index
// has come. Derived: whoever finds it broken throws it away. It holds no text, only terms.
// A connection belongs to one thread at a time. All return 0, an outcome that is named, or negative: -EUCLEAN
// when the file is damaged, -ECANCELED past a deadline.
#pragma once
#include "base/buffer.h"
#include "search/words.h"
#include <stdint.h>

struct index;
struct sqlite3_stmt;

enum index_role { INDEX_WRITER, INDEX_READER };

// The writer makes the file if it is missing.
int index_open(const char *path, enum index_role role, struct index **ret);
void index_close(struct index *index); // NULL is harmless
// Removes the file and what lies beside it.
void index_remove(const char *path);

struct words *index_words(struct index *index);

enum index_sql {
    INDEX_BEGIN,
    INDEX_BEGIN_READ,
    INDEX_COMMIT,
    INDEX_ROLLBACK,
    INDEX_META_GET,
    INDEX_META_PUT,
    INDEX_FOLLOW_GET,
    INDEX_FOLLOW_PUT,
    INDEX_MESSAGE_PUT,
    INDEX_CUSTOMER_PUT,
    INDEX_KNOWN_GET,
    INDEX_KNOWN_PUT,
    INDEX_KNOWN_DROP,
    INDEX_HOUR_PUT,
    INDEX_HOUR_FIRST,
    INDEX_HOUR_LAST,
    INDEX_FIND_MESSAGES,
    INDEX_FIND_CUSTOMERS,
    INDEX_PURGE_PUT,
    INDEX_PURGE_ALL,
    INDEX_PURGE_DROP,
    INDEX_MESSAGE_ROWS,
    INDEX_MESSAGE_TERMS,
    INDEX_CUSTOMER_TERMS,
    INDEX_MESSAGE_DELETE,
    INDEX_CUSTOMER_DELETE,
    INDEX_MESSAGE_MERGE,
    INDEX_CUSTOMER_MERGE,
    INDEX_VACUUM,
    INDEX_CHECKPOINT,
    INDEX_SQL_COUNT
};

// One statement at work: begin, bind in order, step, end.
struct index_query {
    struct index *index;
    struct sqlite3_stmt *statement;
    int bound;
    int error;
};

enum index_step { INDEX_DONE = 0, INDEX_ROW = 1 };

struct index_query index_begin(struct index *index, enum index_sql sql);
void index_bind(struct index_query *q, int64_t value);
void index_bind_text(struct index_query *q, struct view text); // borrowed until index_end
int index_step(struct index_query *q);                         // INDEX_ROW, INDEX_DONE or negative
int64_t index_int(const struct index_query *q, int column);
double index_real(const struct index_query *q, int column);
struct view index_text(const struct index_query *q, int column);
void index_end(struct index_query *q);
// Steps to the end and ends it.
int index_run(struct index_query *q);
// A statement without parameters.
int index_do(struct index *index, enum index_sql sql);

// Rows that this connection has changed since it was opened.
int64_t index_changes(const struct index *index);

// Statements fail with -ECANCELED once the machine's clock has moved so far; 0: no limit.
void index_limit_time(struct index *index, int ms);

// A number under a name; *ret untouched when there is none.
int index_number(struct index *index, const char *name, int64_t *ret);
int index_set_number(struct index *index, const char *name, int64_t value);
