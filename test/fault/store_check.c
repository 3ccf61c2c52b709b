// SPDX-License-Identifier: Apache-2.0
#include "store_check.h"
#include "bare_check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t message_content(long long number, char ret_content[static CONTENT_MAX + 1])
{
    size_t size = (size_t)(number * 7919 % (number % 5 == 0 ? CONTENT_MAX : 200));
    for (size_t i = 0; i < size; i++)
        ret_content[i] = (char)('a' + (number * 31 + (long long)i * 7) % 26);
    ret_content[size] = '\0';
    return size;
}

// Marks the messages found; false for one that nobody sent, or with another text.
static bool read_messages(sqlite3 *db, unsigned char *found)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(
        db, "SELECT provider_id, content FROM interaction WHERE provider_id IS NOT NULL", -1, &s, NULL);
    bool right = rc == SQLITE_OK;
    while (right && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        char content[CONTENT_MAX + 1];
        long long number = atoll((const char *)sqlite3_column_text(s, 0));
        right = number > 0 && number < MESSAGES && ++found[number] == 1;
        if (!right)
            break;
        message_content(number, content);
        right = strcmp(content, (const char *)sqlite3_column_text(s, 1)) == 0;
    }
    sqlite3_finalize(s);
    return right && rc == SQLITE_DONE;
}

static const char *compare_answers(sqlite3 *db, struct answers *answers, char *ret_text, size_t text_size)
{
    static const char *const faults[] = {"an acknowledged message is missing", "an undone message is there"};
    unsigned char found[MESSAGES] = {0};
    if (!read_messages(db, found))
        return "a message that nobody sent, twice, or with another text";
    long long missing = 0, undone = 0, first = 0;
    for (int i = 1; i < MESSAGES; i++) {
        int answer = atomic_load(&answers->of[i]);
        bool lacks = answer == ANSWER_STORED && !found[i], haunts = answer == ANSWER_UNDONE && found[i];
        missing += lacks;
        undone += haunts;
        if ((lacks || haunts) && first == 0)
            first = i;
    }
    if (missing + undone == 0)
        return NULL;
    snprintf(ret_text, text_size, "%lld missing, %lld undone but there, the first is %lld", missing, undone,
             first);
    return faults[missing == 0];
}

// Durable before visible: an event that was published is there, at its position.
static const char *compare_published(sqlite3 *db, struct answers *answers)
{
    sqlite3_stmt *s = NULL;
    const char *fault = NULL;
    if (sqlite3_prepare_v2(db, "SELECT ref FROM event WHERE tenant = 1 AND position = ?", -1, &s, NULL) !=
        SQLITE_OK)
        return "the events cannot be read";
    for (int i = 1; i <= MESSAGES && fault == NULL; i++) {
        long long ref = atomic_load(&answers->published[i]);
        sqlite3_bind_int64(s, 1, i);
        if (ref != 0 && (sqlite3_step(s) != SQLITE_ROW || sqlite3_column_int64(s, 0) != ref))
            fault = "a published event is missing or another";
        sqlite3_reset(s);
    }
    sqlite3_finalize(s);
    return fault;
}

// Each answers the number of offending rows.
static const char *const invariants[][2] = {
    {"positions are not dense",
     "SELECT (SELECT position FROM tenant WHERE tenant = 1) <> (SELECT count(*) FROM event) OR "
     "(SELECT count(*) FROM event) <> (SELECT ifnull(max(position), 0) FROM event)"},
    {"an event without its message", "SELECT count(*) FROM event e LEFT JOIN interaction i ON i.interaction "
                                     "= e.ref AND i.position = e.position "
                                     "WHERE e.kind = 1 AND i.id IS NULL"},
    {"an event without its session",
     "SELECT count(*) FROM event WHERE session NOT IN (SELECT session FROM session)"},
    {"a message without its event",
     "SELECT count(*) FROM interaction i LEFT JOIN event e ON e.position = i.position AND e.kind = 1 "
     "WHERE e.position IS NULL"},
    {"a session that does not count its messages",
     "SELECT count(*) FROM session s WHERE interactions <> "
     "(SELECT count(*) FROM interaction i WHERE i.session = s.session)"},
    {"a customer without a default session, or with two",
     "SELECT count(*) FROM customer c WHERE 1 <> "
     "(SELECT count(*) FROM session s WHERE s.customer = c.customer AND is_default = 1)"},
    {"a message without its customer",
     "SELECT count(*) FROM interaction WHERE customer NOT IN (SELECT customer FROM customer)"},
};

static const char *check_invariants(sqlite3 *db, char *ret_text, size_t text_size)
{
    for (size_t i = 0; i < sizeof(invariants) / sizeof(invariants[0]); i++) {
        long long offending = 0;
        int rc = bare_ask(db, invariants[i][1], &offending);
        snprintf(ret_text, text_size, "code %d, %lld rows: %s", rc, offending, sqlite3_errmsg(db));
        if (rc != SQLITE_OK || offending != 0)
            return invariants[i][0];
    }
    return NULL;
}

static const char *check_integrity(sqlite3 *db, char *ret_text, size_t text_size)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(db, "PRAGMA integrity_check(3)", -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    const char *found = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(s, 0) : sqlite3_errmsg(db);
    bool sound = rc == SQLITE_ROW && strcmp(found, "ok") == 0;
    snprintf(ret_text, text_size, "%s", found);
    sqlite3_finalize(s);
    return sound ? NULL : "the database is damaged";
}

const char *store_check(sqlite3 *db, struct answers *answers, char *ret_text, size_t text_size)
{
    const char *fault = check_integrity(db, ret_text, text_size);
    if (fault == NULL)
        fault = check_invariants(db, ret_text, text_size);
    if (fault == NULL)
        fault = compare_answers(db, answers, ret_text, text_size);
    return fault == NULL ? compare_published(db, answers) : fault;
}
