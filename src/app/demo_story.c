// SPDX-License-Identifier: Apache-2.0
#include "app/demo_story.h"

struct word_kind {
    struct view word;
    enum demo_kind kind;
    int fields; // at least
};

static const struct word_kind declared[] = {
    {{"queue", 5}, DEMO_QUEUE, 2},       {{"tag", 3}, DEMO_TAG, 2},           {{"agent", 5}, DEMO_AGENT, 5},
    {{"customer", 8}, DEMO_CUSTOMER, 5}, {{"identity", 8}, DEMO_IDENTITY, 3}, {{"merge", 5}, DEMO_MERGE, 3},
    {{"session", 7}, DEMO_SESSION, 3},
};

static const struct word_kind done[] = {
    {{"queue", 5}, DEMO_TO_QUEUE, 1}, {{"assign", 6}, DEMO_ASSIGN, 1},
    {{"tag", 3}, DEMO_TAGS, 1},       {{"priority", 8}, DEMO_PRIORITY, 1},
    {{"snooze", 6}, DEMO_SNOOZE, 1},  {{"resolve", 7}, DEMO_RESOLVE, 1},
    {{"rate", 4}, DEMO_RATE, 1},      {{"transfer", 8}, DEMO_TRANSFER, 2},
};

static const struct word_kind *find(const struct word_kind *words, size_t count, struct view word)
{
    for (size_t i = 0; i < count; i++)
        if (view_equal(words[i].word, word))
            return &words[i];
    return NULL;
}

// The first word; the rest begins behind the blanks after it.
static struct view cut_word(struct view *rest)
{
    struct view word = view_cut(rest, ' ');
    *rest = view_trim(*rest);
    return word;
}

// "a | b | c"; "-" is none. How many there are.
static int cut_fields(struct view rest, struct demo_item *item)
{
    int count = 0;
    while (rest.data != NULL && count < DEMO_FIELDS_MAX) {
        struct view field = view_trim(view_cut(&rest, '|'));
        item->fields[count++] = view_equal(field, VIEW("-")) ? (struct view){0} : field;
    }
    return count;
}

static int read_fields(const struct word_kind *word, struct view rest, struct demo_item *item)
{
    if (word == NULL)
        return DEMO_BAD;
    item->kind = word->kind;
    if (word->kind == DEMO_RATE) {
        item->fields[0] = cut_word(&rest);
        item->fields[1] = rest.size > 0 ? rest : (struct view){0};
        return item->fields[0].size > 0 ? DEMO_OK : DEMO_BAD;
    }
    int count = cut_fields(rest, item);
    return count >= word->fields && item->fields[0].size > 0 ? DEMO_OK : DEMO_BAD;
}

// "<sms text", "> nora text".
static int read_text(enum demo_kind kind, struct view rest, struct demo_item *item)
{
    if (kind != DEMO_SAYS)
        rest = view_trim(rest);
    struct view word = cut_word(&rest);
    item->kind = kind;
    item->fields[0] = word.size > 0 ? word : (struct view){0};
    item->fields[1] = rest;
    return rest.size > 0 && (kind == DEMO_SAYS || word.size > 0) ? DEMO_OK : DEMO_BAD;
}

static int read_line(struct view line, struct demo_item *item)
{
    struct view rest = view_make(line.data + 1, line.size - 1);
    switch (line.data[0]) {
    case '<':
        return read_text(DEMO_SAYS, rest, item);
    case '>':
        return read_text(DEMO_ANSWER, rest, item);
    case '#':
        return read_text(DEMO_NOTE, rest, item);
    case '!':
        rest = view_trim(rest);
        struct view verb = cut_word(&rest);
        return read_fields(find(done, sizeof(done) / sizeof(done[0]), verb), rest, item);
    default:
        rest = line;
        struct view word = cut_word(&rest);
        return read_fields(find(declared, sizeof(declared) / sizeof(declared[0]), word), rest, item);
    }
}

int demo_next(struct view *rest, struct demo_item *ret)
{
    while (rest->data != NULL && rest->size > 0) {
        struct view line = view_trim(view_cut(rest, '\n'));
        if (line.size == 0 || view_starts(line, VIEW("//")))
            continue;
        *ret = (struct demo_item){0};
        int r = read_line(line, ret);
        if (r == DEMO_BAD)
            ret->fields[0] = line;
        return r;
    }
    return DEMO_END;
}

bool demo_is_text(const struct demo_item *item)
{
    return item->kind == DEMO_SAYS || item->kind == DEMO_ANSWER || item->kind == DEMO_NOTE;
}

bool demo_has_customer(struct view story, struct view id)
{
    struct demo_item item;
    while (demo_next(&story, &item) == DEMO_OK)
        if (item.kind == DEMO_CUSTOMER && view_equal(item.fields[0], id))
            return true;
    return false;
}

enum demo_ahead demo_ahead(struct view rest, bool (*is_there)(void *ctx, struct view text), void *ctx)
{
    struct demo_item item;
    enum demo_ahead ahead = DEMO_AHEAD_NOTHING;
    while (demo_next(&rest, &item) == DEMO_OK && item.kind > DEMO_SESSION) {
        if (!demo_is_text(&item))
            continue;
        if (is_there(ctx, item.fields[1]))
            return DEMO_AHEAD_SAID;
        ahead = DEMO_AHEAD_UNSAID;
    }
    return ahead;
}
