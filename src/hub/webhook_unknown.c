// SPDX-License-Identifier: Apache-2.0
#include "hub/webhook_unknown.h"
#include "base/error.h"
#include "codec/utf8.h"
#include "hub/row.h"
#include <errno.h>

static int is_known(struct tx *tx, int64_t connector, struct view kind)
{
    struct query q = query_begin(tx->db, SQL_WEBHOOK_UNKNOWN_KNOWN, tx->tenant);
    query_bind(&q, connector);
    query_bind_text(&q, kind);
    int r = query_step(&q);
    query_end(&q);
    return r;
}

static int has_room(struct tx *tx, int64_t connector)
{
    struct query q = query_begin(tx->db, SQL_WEBHOOK_UNKNOWN_CROWD, tx->tenant);
    query_bind(&q, connector);
    query_bind(&q, WEBHOOK_UNKNOWN_KINDS - 1);
    int r = query_step(&q);
    query_end(&q);
    return r < 0 ? r : r == QUERY_DONE;
}

// What came from outside and is stored as text must be some.
static struct view text_of(struct view raw, size_t most, struct view otherwise)
{
    struct view cut = utf8_cut(raw, most);
    bool is_text = cut.size > 0 && utf8_is_valid(cut) && memchr(cut.data, '\0', cut.size) == NULL;
    return is_text ? cut : otherwise;
}

int webhook_unknown_note(struct tx *tx, int64_t connector, struct view kind, struct view sample)
{
    struct view name = text_of(kind, WEBHOOK_UNKNOWN_NAME, VIEW("other"));
    int r = is_known(tx, connector, name);
    if (r == QUERY_DONE) {
        r = has_room(tx, connector);
        if (r == 0)
            name = VIEW("other");
    }
    if (r < 0)
        return error_trace(r);
    struct query q = query_begin(tx->db, SQL_WEBHOOK_UNKNOWN_COUNT, tx->tenant);
    query_bind(&q, connector);
    query_bind_text(&q, name);
    query_bind_text(&q, text_of(sample, WEBHOOK_UNKNOWN_SAMPLE, VIEW("")));
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

int webhook_unknown_walk(struct db *db, int64_t tenant, int64_t connector, struct arena *arena,
                         int (*each)(void *ctx, const struct webhook_unknown *unknown), void *ctx)
{
    struct query q = query_begin(db, SQL_WEBHOOK_UNKNOWNS, tenant);
    int r = 0, end = 0;
    query_bind(&q, connector);
    query_bind(&q, WEBHOOK_UNKNOWN_KINDS + 1);
    while (end >= 0 && (r = query_step(&q)) == QUERY_ROW) {
        struct row row = {.query = &q, .arena = arena};
        struct webhook_unknown u = {.kind = row_text(&row)};
        u.count = row_int(&row);
        u.sample = row_text(&row);
        u.first_us = row_int(&row);
        u.last_us = row_int(&row);
        end = row.failed ? -ENOMEM : each(ctx, &u);
    }
    query_end(&q);
    if (end < 0)
        r = end;
    return r < 0 ? error_trace(r) : 0;
}
