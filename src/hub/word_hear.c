// SPDX-License-Identifier: Apache-2.0
// Rules on words at work.
#include "base/error.h"
#include "hub/word_rule.h"
#include <errno.h>
#include <stdlib.h>

// ---- compiling

struct collection {
    struct word_given *words;
    char (*texts)[WORD_MAX];
    size_t count;
};

static int collect(void *ctx, const struct word_rule *rule)
{
    struct collection *c = ctx;
    if (c->count == WORD_RULES_MAX || rule->word.size > WORD_MAX)
        return 0;
    memcpy(c->texts[c->count], rule->word.data, rule->word.size);
    c->words[c->count] = (struct word_given){.word = view_make(c->texts[c->count], rule->word.size),
                                             .is_part = rule->is_part,
                                             .mark = (uint8_t)rule->action};
    c->count++;
    return 0;
}

static int compile(struct db *db, int64_t tenant, struct collection *c, struct word_table **ret)
{
    struct arena row;
    int64_t cursor = 0;
    arena_init(&row, 4096, 1 << 20);
    int r = word_rule_walk(db, tenant, &cursor, WORD_RULES_MAX, &row, collect, c);
    arena_free(&row);
    if (r < 0)
        return error_trace(r);
    struct word_table *table = c->count == 0 ? NULL : word_table_make(c->words, c->count);
    if (table == NULL && c->count > 0)
        return error_trace(-ENOMEM);
    *ret = table;
    return 0;
}

int word_rules_compile(struct db *db, int64_t tenant, struct word_table **ret)
{
    struct collection c = {.words = calloc(WORD_RULES_MAX, sizeof(*c.words)),
                           .texts = calloc(WORD_RULES_MAX, sizeof(*c.texts))};
    int r = c.words == NULL || c.texts == NULL ? error_trace(-ENOMEM) : compile(db, tenant, &c, ret);
    free(c.words);
    free(c.texts);
    return r;
}

// ---- hearing

// Places to be masked come in order of their ends, and may lie in one another: they are kept apart and in
// order.
struct span {
    size_t from, to;
};

struct hearing {
    struct heard heard;
    struct span *spans;
    size_t count, max;
    bool failed;
};

static void mask(struct hearing *h, size_t from, size_t to)
{
    while (h->count > 0 && h->spans[h->count - 1].to > from) {
        h->count--;
        from = h->spans[h->count].from < from ? h->spans[h->count].from : from;
    }
    if (h->count == h->max) {
        size_t max = h->max == 0 ? 16 : 2 * h->max;
        struct span *more = realloc(h->spans, max * sizeof(*more));
        h->failed = h->failed || more == NULL;
        if (more == NULL)
            return;
        h->spans = more;
        h->max = max;
    }
    h->spans[h->count++] = (struct span){from, to};
}

static void hit(void *ctx, uint8_t mark, size_t from, size_t to)
{
    struct hearing *h = ctx;
    switch ((enum word_action)mark) {
    case WORD_MASK:
        mask(h, from, to);
        return;
    case WORD_BLOCK:
        h->heard.is_refused = true;
        return;
    case WORD_FLAG:
        h->heard.is_flagged = true;
        return;
    }
}

// Three stars for each, so that its length tells nothing; fewer where there is no room, for nothing grows.
static bool write_masked(struct hearing *h, struct view content, struct arena *arena)
{
    char *text = arena_alloc(arena, content.size + 1);
    size_t size = 0, at = 0;
    if (text == NULL)
        return false;
    for (size_t i = 0; i < h->count; i++) {
        const struct span *s = &h->spans[i];
        size_t stars = s->to - s->from < 3 ? s->to - s->from : 3;
        memcpy(text + size, content.data + at, s->from - at);
        size += s->from - at;
        memset(text + size, '*', stars);
        size += stars;
        at = s->to;
    }
    memcpy(text + size, content.data + at, content.size - at);
    h->heard.content = view_make(text, size + content.size - at);
    return true;
}

int word_rules_hear(const struct word_table *table, struct view content, struct arena *arena,
                    struct heard *ret)
{
    struct hearing h = {.heard.content = content};
    if (table != NULL && content.size > 0)
        word_table_scan(table, content, hit, &h);
    bool is_done = !h.failed && (h.count == 0 || write_masked(&h, content, arena));
    free(h.spans);
    if (!is_done)
        return error_trace(-ENOMEM);
    *ret = h.heard;
    return 0;
}
