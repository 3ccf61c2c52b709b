// SPDX-License-Identifier: Apache-2.0
// Against a search that is too plain to be wrong: every word at every place of the folded text. The input is
// words of one line each, an empty line, and the text.
#include "codec/utf8.h"
#include "codec/word_fold.h"
#include "codec/word_match.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { WORDS = 32, TEXT = 2000 };

struct plain {
    struct folded chars[TEXT + 1];
    size_t count;
};

struct tally {
    size_t hits, sum;
    size_t last_to;
    size_t size;
};

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void hit(void *ctx, uint8_t mark, size_t from, size_t to)
{
    struct tally *t = ctx;
    check(from < to && to <= t->size && to >= t->last_to);
    t->last_to = to;
    t->hits++;
    t->sum += (mark + 1) * (to * 31 + from);
}

// Bytes of the word at the characters from `i` on; 0: it does not stand there. Whole characters only.
static size_t stands_at(const struct plain *p, size_t i, struct view word, size_t *ret_end)
{
    size_t at = 0;
    for (; at < word.size && i < p->count; i++) {
        if (p->chars[i].size > word.size - at ||
            memcmp(word.data + at, p->chars[i].bytes, p->chars[i].size) != 0)
            return 0;
        at += p->chars[i].size;
    }
    *ret_end = i;
    return at == word.size ? at : 0;
}

static void search(const struct plain *p, const struct word_given *word, struct tally *t)
{
    for (size_t i = 0; i < p->count; i++) {
        size_t end;
        if (stands_at(p, i, word->word, &end) == 0)
            continue;
        bool is_inside = (i > 0 && p->chars[i - 1].is_letter && p->chars[i].is_letter) ||
                         (end < p->count && p->chars[end].is_letter && p->chars[end - 1].is_letter);
        size_t to = end < p->count ? p->chars[end].from : t->size;
        if (word->is_part || !is_inside) {
            t->hits++;
            t->sum += (word->mark + 1) * (to * 31 + p->chars[i].from);
        }
    }
}

// Letters that fold to two are left out: the table finds words that begin or end between them.
static bool is_plain(const struct plain *p)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->chars[i].size == 2 && (unsigned char)p->chars[i].bytes[0] < 0x80)
            return false;
    return true;
}

static bool is_known(const struct word_given *words, size_t count, struct view word)
{
    for (size_t i = 0; i < count; i++)
        if (view_equal(words[i].word, word))
            return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char folded[WORDS][TEXT];
    static struct plain plain;
    struct word_given words[WORDS];
    size_t count = 0;
    if (size > TEXT)
        return 0;
    struct view rest = view_make((const char *)data, size), line;
    while ((line = view_cut(&rest, '\n')).size > 0 && count < WORDS) {
        struct view word = view_make(folded[count], word_fold(line, folded[count]));
        check(word.size <= line.size);
        if (utf8_is_valid(word) && word.size > 0 && word.size <= WORD_MAX && !is_known(words, count, word)) {
            words[count] = (struct word_given){word, (line.data[0] & 1) != 0, (uint8_t)count};
            count++;
        }
    }
    if (rest.data == NULL)
        return 0;
    struct word_table *table = word_table_make(words, count);
    struct tally found = {.size = rest.size}, expected = {.size = rest.size};
    word_table_scan(table, rest, hit, &found);
    word_table_free(table);
    struct folding folding = {.text = rest, .after_blank = true};
    for (plain.count = 0; fold_next(&folding, &plain.chars[plain.count]);)
        plain.count++;
    for (size_t i = 0; i < count; i++)
        search(&plain, &words[i], &expected);
    if (is_plain(&plain))
        check(found.hits == expected.hits && found.sum == expected.sum);
    return 0;
}
