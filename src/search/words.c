// SPDX-License-Identifier: Apache-2.0
#include "search/words.h"
#include "base/error.h"
#include <sqlite3.h>
#include <stdlib.h>

// Letters, numbers and marks: without the marks, words of Indic scripts fall to pieces.
static const char *const options[] = {"remove_diacritics", "2", "categories", "L* N* Co M*"};
enum { OPTIONS = sizeof(options) / sizeof(options[0]) };

// Two, for a run inside a word that is cut into characters is folded while the first still runs.
struct words {
    fts5_tokenizer methods;
    Fts5Tokenizer *outer, *inner;
};

struct fts5_api *words_api(sqlite3 *handle)
{
    fts5_api *api = NULL;
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(handle, "SELECT fts5(?1)", -1, &s, NULL) == SQLITE_OK) {
        sqlite3_bind_pointer(s, 1, (void *)&api, "fts5_api_ptr", NULL);
        sqlite3_step(s);
    }
    sqlite3_finalize(s);
    return api;
}

static int make(struct words *w, void *ctx, Fts5Tokenizer **ret)
{
    const char *args[OPTIONS];
    for (int i = 0; i < OPTIONS; i++)
        args[i] = options[i];
    return w->methods.xCreate(ctx, args, OPTIONS, ret) == SQLITE_OK ? 0 : error_trace(-ENOMEM);
}

int words_new(sqlite3 *handle, struct words **ret)
{
    void *ctx = NULL;
    fts5_api *api = words_api(handle);
    if (api == NULL)
        return error_trace(-ENOSYS);
    struct words *w = calloc(1, sizeof(*w));
    if (w == NULL)
        return error_trace(-ENOMEM);
    int r = api->xFindTokenizer(api, "unicode61", &ctx, &w->methods) == SQLITE_OK ? 0 : -ENOSYS;
    if (r == 0)
        r = make(w, ctx, &w->outer);
    if (r == 0)
        r = make(w, ctx, &w->inner);
    if (r < 0) {
        words_free(w);
        return error_trace(r);
    }
    *ret = w;
    return 0;
}

void words_free(struct words *w)
{
    if (w == NULL)
        return;
    if (w->outer != NULL)
        w->methods.xDelete(w->outer);
    if (w->inner != NULL)
        w->methods.xDelete(w->inner);
    free(w);
}

// ---- characters

bool words_is_unspaced(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x0E00, 0x0FFF},   // Thai, Lao, Tibetan
        {0x1000, 0x109F},   // Burmese
        {0x1100, 0x11FF},   // Hangul letters
        {0x1780, 0x17FF},   // Khmer
        {0x3040, 0x30FF},   // kana
        {0x31F0, 0x31FF},   // kana
        {0x3400, 0x4DBF},   // Han
        {0x4E00, 0x9FFF},   // Han
        {0xAC00, 0xD7A3},   // Hangul
        {0xF900, 0xFAFF},   // Han
        {0xFF66, 0xFF9D},   // kana of half width
        {0x20000, 0x3FFFF}, // Han
    };
    for (size_t i = 0; c >= ranges[0].first && i < sizeof(ranges) / sizeof(ranges[0]); i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return false;
}

// The character at `at` and its size; what is no UTF-8 is one byte.
static uint32_t character_at(struct view text, size_t at, size_t *ret_size)
{
    const unsigned char *p = (const unsigned char *)text.data + at;
    size_t left = text.size - at, size = p[0] < 0xC0 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    *ret_size = size <= left ? size : left;
    if (size > left)
        return 0;
    switch (size) {
    case 2:
        return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    case 3:
        return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    case 4:
        return (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
    default:
        return p[0];
    }
}

static bool has_unspaced(struct view text)
{
    size_t size;
    for (size_t at = 0; at < text.size; at += size)
        if (words_is_unspaced(character_at(text, at, &size)))
            return true;
    return false;
}

// ---- a walk over a text

struct walk {
    struct words *words;
    struct view text;
    size_t shift; // of the inner text in the whole
    words_visit visit;
    void *ctx;
    int stopped; // what the visitor returned
};

static int emit(struct walk *w, struct view word, size_t start, size_t end)
{
    if (word.size > WORD_BYTES_MAX) {
        word.size = WORD_BYTES_MAX;
        while (word.size > 0 && ((unsigned char)word.data[word.size] & 0xC0) == 0x80)
            word.size--;
    }
    w->stopped = w->visit(w->ctx, word, start, end);
    return w->stopped == 0 ? SQLITE_OK : SQLITE_ABORT;
}

static int visit_inner(void *ctx, int flags, const char *word, int size, int start, int end)
{
    struct walk *w = ctx;
    (void)flags;
    return emit(w, view_make(word, (size_t)size), w->shift + (size_t)start, w->shift + (size_t)end);
}

static int fold_run(struct walk *w, size_t start, size_t end)
{
    if (start == end)
        return SQLITE_OK;
    w->shift = start;
    return w->words->methods.xTokenize(w->words->inner, w, FTS5_TOKENIZE_AUX, w->text.data + start,
                                       (int)(end - start), visit_inner);
}

static int cut(struct walk *w, size_t start, size_t end)
{
    size_t run = start, size;
    int code = SQLITE_OK;
    struct view part = view_make(w->text.data, end);
    for (size_t at = start; at < end && code == SQLITE_OK; at += size) {
        if (!words_is_unspaced(character_at(part, at, &size)))
            continue;
        code = fold_run(w, run, at);
        if (code == SQLITE_OK)
            code = emit(w, view_make(w->text.data + at, size), at, at + size);
        run = at + size;
    }
    return code == SQLITE_OK ? fold_run(w, run, end) : code;
}

static int visit_outer(void *ctx, int flags, const char *word, int size, int start, int end)
{
    struct walk *w = ctx;
    (void)flags;
    if (has_unspaced(view_make(w->text.data + start, (size_t)(end - start))))
        return cut(w, (size_t)start, (size_t)end);
    return emit(w, view_make(word, (size_t)size), (size_t)start, (size_t)end);
}

int words_each(struct words *words, struct view text, words_visit visit, void *ctx)
{
    struct walk w = {.words = words, .text = text, .visit = visit, .ctx = ctx};
    if (text.size == 0)
        return 0;
    int code =
        words->methods.xTokenize(words->outer, &w, FTS5_TOKENIZE_AUX, text.data, (int)text.size, visit_outer);
    if (w.stopped != 0)
        return w.stopped;
    return code == SQLITE_OK ? 0 : error_trace(-ENOMEM);
}
