// SPDX-License-Identifier: Apache-2.0
// The tokenizer "hub" and the function hub_score(table, N): Okapi BM25 over the first N phrases of the MATCH,
// which are its words; filters stand behind them. -N: the last of the N is a prefix, whose hits are not
// counted.
#include "search/index_terms.h"
#include "base/error.h"
#include "search/terms.h"
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>

// k1 as everywhere. Messages are short, so their length says little: b is small. The mean length is fixed, so
// that neither other tenants nor the order of indexing move a score.
static const double K1 = 1.2, B = 0.3, MEAN_TERMS = 20;
enum { PHRASES_MAX = 16, HITS_COUNTED = 10000 };

// ---- the tokenizer

static int create(void *words, const char **args, int count, Fts5Tokenizer **ret)
{
    (void)args;
    (void)count;
    *ret = words; // nothing of its own
    return SQLITE_OK;
}

static void delete (Fts5Tokenizer *tokenizer)
{
    (void)tokenizer;
}

struct taking {
    void *ctx;
    int (*take)(void *ctx, int flags, const char *term, int size, int start, int end);
};

static int take_term(void *ctx, struct view term, size_t start, size_t end)
{
    struct taking *t = ctx;
    return t->take(t->ctx, 0, term.data, (int)term.size, (int)start, (int)end);
}

static int tokenize(Fts5Tokenizer *tokenizer, void *ctx, int flags, const char *text, int size,
                    int (*take)(void *, int, const char *, int, int, int))
{
    struct taking t = {.ctx = ctx, .take = take};
    (void)flags;
    int r = terms_each((struct words *)(void *)tokenizer, view_make(text, (size_t)size), take_term, &t);
    return r < 0 ? SQLITE_ERROR : r;
}

// ---- the score

struct weights {
    int phrases;
    double of[PHRASES_MAX];
};

static int count_hit(const Fts5ExtensionApi *api, Fts5Context *fts, void *ctx)
{
    int64_t *count = ctx;
    (void)api;
    (void)fts;
    return ++*count < HITS_COUNTED ? SQLITE_OK : SQLITE_DONE;
}

// Rare words weigh more. Hits are counted up to 10,000: above that a word is common and no more. How many
// rows there are is left out, for they are all tenants'.
static int weigh(const Fts5ExtensionApi *api, Fts5Context *fts, int counted, struct weights *w)
{
    int code = SQLITE_OK;
    for (int i = 0; i < w->phrases && code == SQLITE_OK; i++) {
        int64_t hits = HITS_COUNTED / 2;
        if (i < counted) {
            hits = 0;
            code = api->xQueryPhrase(fts, i, &hits, count_hit);
        }
        w->of[i] = log(1.0 + (HITS_COUNTED - (double)hits + 0.5) / ((double)hits + 0.5));
    }
    return code;
}

static int find_weights(const Fts5ExtensionApi *api, Fts5Context *fts, int told, const struct weights **ret)
{
    struct weights *w = api->xGetAuxdata(fts, 0);
    *ret = w;
    if (w != NULL)
        return SQLITE_OK;
    w = sqlite3_malloc(sizeof(*w));
    if (w == NULL)
        return SQLITE_NOMEM;
    int phrases = abs(told) < PHRASES_MAX ? abs(told) : PHRASES_MAX;
    int counted = phrases == 1 ? 0 : told < 0 ? phrases - 1 : phrases; // one alone is compared with nothing
    w->phrases = phrases;
    int code = weigh(api, fts, counted, w);
    if (code == SQLITE_OK) {
        *ret = w;
        return api->xSetAuxdata(fts, w, sqlite3_free); // frees it when it fails
    }
    sqlite3_free(w);
    return code;
}

static int count_terms(const Fts5ExtensionApi *api, Fts5Context *fts, const struct weights *w, int *counts)
{
    int all = 0, phrase, column, offset;
    int code = api->xInstCount(fts, &all);
    for (int i = 0; i < all && code == SQLITE_OK; i++) {
        code = api->xInst(fts, i, &phrase, &column, &offset);
        if (code == SQLITE_OK && phrase < w->phrases)
            counts[phrase]++;
    }
    return code;
}

static void score(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *out, int count,
                  sqlite3_value **values)
{
    const struct weights *w;
    int counts[PHRASES_MAX] = {0}, terms = 0;
    int code = count == 1 ? find_weights(api, fts, sqlite3_value_int(values[0]), &w) : SQLITE_ERROR;
    if (code == SQLITE_OK)
        code = count_terms(api, fts, w, counts);
    if (code == SQLITE_OK)
        code = api->xColumnSize(fts, -1, &terms);
    if (code != SQLITE_OK) {
        sqlite3_result_error_code(out, code);
        return;
    }
    double sum = 0, floor = K1 * (1 - B + B * terms / MEAN_TERMS);
    for (int i = 0; i < w->phrases; i++)
        sum += w->of[i] * counts[i] * (K1 + 1) / (counts[i] + floor);
    sqlite3_result_double(out, sum);
}

int index_terms_register(sqlite3 *handle, struct words *words)
{
    fts5_api *api = words_api(handle);
    fts5_tokenizer tokenizer = {.xCreate = create, .xDelete = delete, .xTokenize = tokenize};
    if (api == NULL)
        return error_trace(-ENOSYS);
    int code = api->xCreateTokenizer(api, "hub", words, &tokenizer, NULL);
    if (code == SQLITE_OK)
        code = api->xCreateFunction(api, "hub_score", NULL, score, NULL);
    return code == SQLITE_OK ? 0 : error_trace(-ENOMEM);
}
