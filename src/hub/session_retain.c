// SPDX-License-Identifier: Apache-2.0
#include "hub/session_retain.h"
#include "base/error.h"
#include "hub/attachment.h"
#include "hub/session_merge.h"
#include "hub/session_sums.h"
#include "hub/tenant.h"
#include "hub/timer.h"
#include <stdio.h>

// Ids that no caller can name.
static struct view hidden_id(char text[static 40], int64_t row)
{
    return view_make(text, (size_t)snprintf(text, 40, "!gone/%lld", (long long)row));
}

// The number in the first column of a bound statement; 0: no row.
static int read_one(struct query *q, int64_t *ret)
{
    int r = query_step(q);
    *ret = r == QUERY_ROW ? query_int(q, 0) : 0;
    query_end(q);
    return r < 0 ? error_trace(r) : 0;
}

static int run(struct tx *tx, enum statement statement, int64_t session, int *ret_changes)
{
    struct query q = query_begin(tx->db, statement, tx->tenant);
    query_bind(&q, session);
    return error_trace(query_run(&q, ret_changes));
}

// ---- which one

static int find_going(struct tx *tx, int64_t *ret)
{
    struct query q = query_begin(tx->db, SQL_RETAIN_GOING, tx->tenant);
    return read_one(&q, ret);
}

static int find_due(struct tx *tx, int64_t *ret)
{
    struct tenant_settings settings;
    *ret = 0;
    int r = tenant_settings_load(tx->db, tx->tenant, &settings);
    if (r < 0 || settings.retention_us == 0)
        return error_trace(r);
    struct query q = query_begin(tx->db, SQL_RETAIN_DUE, tx->tenant);
    query_bind(&q, tx->now_us - settings.retention_us);
    return read_one(&q, ret);
}

// One that nothing was merged into, so that no link leads nowhere.
static int find_innermost(struct tx *tx, int64_t *session)
{
    int64_t inner = *session;
    int r = 0;
    for (int depth = 0; r == 0 && inner != 0 && depth < SESSION_FAMILY_MAX; depth++) {
        *session = inner;
        struct query q = query_begin(tx->db, SQL_SESSIONS_MERGED_INTO, tx->tenant);
        query_bind(&q, *session);
        r = read_one(&q, &inner);
    }
    return r;
}

// ---- what hangs on it, while it can still be seen

static int cancel_timers(struct tx *tx, int64_t session)
{
    static const enum timer_kind kinds[] = {TIMER_SNOOZE, TIMER_REMINDER, TIMER_SESSION_IDLE};
    int r = 0;
    for (size_t i = 0; r == 0 && i < sizeof(kinds) / sizeof(kinds[0]); i++)
        r = timer_cancel(tx, kinds[i], session);
    return r;
}

// Of the transfers that the next SQL_ERASE_TRANSFERS takes.
static int cancel_legs(struct tx *tx, int64_t session)
{
    struct query q = query_begin(tx->db, SQL_TRANSFERS_TO_ERASE, tx->tenant);
    query_bind(&q, session);
    int r;
    while ((r = query_step(&q)) == QUERY_ROW)
        if ((r = timer_cancel(tx, TIMER_TRANSFER_LEG, query_int(&q, 0))) < 0)
            break;
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

// The row with the highest number of its table stays, so that the number is not given again.
static int blank_hanger(struct tx *tx, enum statement statement, int64_t session)
{
    char id[40];
    struct query q = query_begin(tx->db, statement, tx->tenant);
    query_bind(&q, session);
    query_bind_text(&q, hidden_id(id, session));
    return error_trace(query_run(&q, NULL));
}

// *ret_over: nothing is left of it.
static int clear_hangers(struct tx *tx, int64_t session, bool *ret_over)
{
    static const struct {
        enum statement statement;
        int limit; // of store/sql/erase.sql
    } parts[] = {
        {SQL_ERASE_TRANSFERS, 40}, {SQL_ERASE_NOTIFICATIONS_OF_SESSION, 150}, {SQL_ERASE_OUTBOX, 150}};
    int files = 0;
    int r = cancel_legs(tx, session);
    if (r == 0)
        r = attachments_drop(tx, ATTACHMENTS_OF_SESSION, session, &files);
    *ret_over = files == 0;
    for (size_t i = 0; r == 0 && *ret_over && i < sizeof(parts) / sizeof(parts[0]); i++) {
        int gone = 0;
        r = run(tx, parts[i].statement, session, &gone);
        *ret_over = gone == 0; // what follows has the next slices to itself
    }
    if (r == 0 && *ret_over)
        r = blank_hanger(tx, SQL_ERASE_LAST_TRANSFER, session);
    if (r == 0 && *ret_over)
        r = blank_hanger(tx, SQL_ERASE_LAST_OUTBOX, session);
    return r;
}

// ---- out of sight

static int keep_position(struct tx *tx, const struct session *s)
{
    struct query q = query_begin(tx->db, SQL_RETAIN_POSITION, tx->tenant);
    query_bind(&q, s->customer);
    query_bind(&q, s->last_position);
    return error_trace(query_run(&q, NULL));
}

static int take_back(struct tx *tx, int64_t row)
{
    struct session s;
    int r = session_load(tx->db, tx->tenant, row, &tx->batch->arena, &s);
    if (r != SESSION_OK)
        return r < 0 ? r : 0; // its customer is being erased
    r = session_sums_take_back(tx, &s);
    return r == 0 ? keep_position(tx, &s) : r;
}

static int hide(struct tx *tx, int64_t session)
{
    char id[40];
    int r = take_back(tx, session);
    if (r == 0)
        r = cancel_timers(tx, session);
    if (r == 0)
        r = run(tx, SQL_ERASE_SESSION_TAGS, session, NULL);
    if (r == 0)
        r = run(tx, SQL_ERASE_PARTICIPANTS, session, NULL);
    if (r < 0)
        return error_trace(r);
    struct query q = query_begin(tx->db, SQL_RETAIN_HIDE, tx->tenant);
    query_bind(&q, session);
    query_bind_text(&q, hidden_id(id, session));
    return error_trace(query_run(&q, NULL));
}

static int take_away(struct tx *tx, int64_t session)
{
    bool is_over = false;
    int r = find_innermost(tx, &session);
    if (r == 0)
        r = clear_hangers(tx, session, &is_over);
    return r == 0 && is_over ? hide(tx, session) : r;
}

// ---- its entries, and its row

static int blank_last(struct tx *tx, int64_t session)
{
    char id[40];
    struct query q = query_begin(tx->db, SQL_RETAIN_LAST_INTERACTION, tx->tenant);
    query_bind(&q, session);
    query_bind_text(&q, hidden_id(id, session));
    return error_trace(query_run(&q, NULL));
}

static int clear_going(struct tx *tx, int64_t session)
{
    enum { EDITS = 100, INTERACTIONS = 80 }; // of store/sql/retain.sql
    int gone = 0;
    int r = run(tx, SQL_RETAIN_EDITS, session, &gone);
    if (r < 0 || gone == EDITS)
        return r;
    r = run(tx, SQL_RETAIN_FETCHES, session, NULL);
    if (r == 0)
        r = run(tx, SQL_RETAIN_INTERACTIONS, session, &gone);
    if (r < 0 || gone == INTERACTIONS)
        return r;
    r = blank_last(tx, session);
    return r == 0 ? run(tx, SQL_ERASE_SESSION, session, NULL) : r;
}

int session_retain_slice(struct tx *tx, const struct trim_rule *rule, int *ret_gone, bool *ret_more)
{
    (void)rule;
    int64_t session, before = db_changes(tx->db);
    int r = find_going(tx, &session);
    *ret_more = session != 0;
    if (r == 0 && session != 0) {
        r = clear_going(tx, session);
    } else if (r == 0) {
        r = find_due(tx, &session);
        *ret_more = session != 0;
        if (r == 0 && session != 0)
            r = take_away(tx, session);
    }
    *ret_gone = (int)(db_changes(tx->db) - before);
    return error_trace(r);
}
