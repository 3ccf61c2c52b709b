// SPDX-License-Identifier: Apache-2.0
#include "hub/outbox_text.h"
#include "base/error.h"
#include "codec/json.h"
#include <errno.h>

// The first column of a bound statement's row, in the transaction's memory; no data: no row.
static int read_text(struct tx *tx, struct query *q, struct view *ret)
{
    *ret = (struct view){0};
    int r = query_step(q);
    if (r == QUERY_ROW && !tx_copy(tx, query_text(q, 0), ret))
        r = -ENOMEM;
    query_end(q);
    return r < 0 ? error_trace(r) : 0;
}

static bool pick(const struct json *texts, struct view language, struct arena *arena, struct view *ret)
{
    const struct json *text = language.data == NULL ? NULL : json_member(texts, language);
    return text != NULL && json_text(text, arena, ret);
}

// By "de-AT", then "de", then the tenant's own.
static bool pick_language(const struct json *settings, const struct json *texts, struct view language,
                          struct arena *arena, struct view *ret)
{
    const struct json *value = json_member(settings, VIEW("locale"));
    struct view locale = {0}, whole = language;
    if (value != NULL)
        json_text(value, arena, &locale);
    if (pick(texts, language, arena, ret) ||
        (language.data != NULL && pick(texts, view_cut(&whole, '-'), arena, ret)))
        return true;
    whole = locale;
    return pick(texts, locale, arena, ret) ||
           (locale.data != NULL && pick(texts, view_cut(&whole, '-'), arena, ret));
}

int outbox_leg_text(struct tx *tx, int64_t customer, struct view *ret)
{
    const struct json *settings, *texts;
    struct arena *arena = &tx->batch->arena;
    struct view text, language;
    *ret = VIEW("Your conversation continues here. Reply to this message to go on.");
    struct query q = query_begin(tx->db, SQL_TENANT_SETTINGS, tx->tenant);
    int r = read_text(tx, &q, &text);
    if (r < 0 || text.data == NULL || json_parse(arena, text, NULL, &settings) != JSON_OK)
        return r;
    texts = json_member(settings, VIEW("transfer_text"));
    if (texts == NULL || texts->type != JSON_OBJECT) {
        if (texts != NULL)
            json_text(texts, arena, ret);
        return 0;
    }
    q = query_begin(tx->db, SQL_OUTBOX_LANGUAGE, tx->tenant);
    query_bind(&q, customer);
    r = read_text(tx, &q, &language);
    if (r == 0)
        pick_language(settings, texts, language, arena, ret);
    return r;
}
