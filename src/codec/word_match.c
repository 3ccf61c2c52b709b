// SPDX-License-Identifier: Apache-2.0
#include "codec/word_match.h"
#include "codec/word_fold.h"
#include <stdlib.h>

enum { RING = 128, NODES_MAX = 1 << 23, NO_EDGE = 0xFFFFFFFFu };

// A prefix of some word. Node 0 is the empty one.
struct node {
    uint32_t fail;   // of the longest other prefix that this one ends with
    uint32_t out;    // the next shorter one that is a word; 0: none
    uint32_t parent; // while the table is made
    uint8_t byte, depth;
    uint8_t mark;
    bool is_word, is_part;
};

struct edge {
    uint32_t key; // node and byte; NO_EDGE: free
    uint32_t next;
};

struct word_table {
    struct node *nodes;
    struct edge *edges;
    uint32_t node_count, node_max, edge_mask, edge_shift;
    uint32_t first[256]; // edges of node 0, which most bytes of a text take
};

// ---- edges

static uint32_t place_of(const struct word_table *t, uint32_t key)
{
    uint32_t at = (key * 0x9E3779B1u) >> t->edge_shift; // the upper bits are the mixed ones
    while (t->edges[at].key != NO_EDGE && t->edges[at].key != key)
        at = (at + 1) & t->edge_mask;
    return at;
}

// 0: there is none.
static uint32_t follow(const struct word_table *t, uint32_t node, uint8_t byte)
{
    if (node == 0)
        return t->first[byte];
    const struct edge *e = &t->edges[place_of(t, node << 8 | byte)];
    return e->key == NO_EDGE ? 0 : e->next;
}

// The longest prefix that the text ends with, one byte on.
static uint32_t step(const struct word_table *t, uint32_t node, uint8_t byte)
{
    uint32_t next = follow(t, node, byte);
    while (next == 0 && node != 0) {
        node = t->nodes[node].fail;
        next = follow(t, node, byte);
    }
    return next;
}

// ---- making

static bool is_fit(const struct word_given *word)
{
    return word->word.size > 0 && word->word.size <= WORD_MAX;
}

static bool reserve(struct word_table *t, const struct word_given *words, size_t count)
{
    size_t bytes = 1, slots = 16;
    t->edge_shift = 28;
    for (size_t i = 0; i < count; i++)
        bytes += is_fit(&words[i]) ? words[i].word.size : 0;
    for (; slots < 2 * bytes; slots *= 2)
        t->edge_shift--;
    if (bytes > NODES_MAX)
        return false;
    t->node_max = (uint32_t)bytes;
    t->edge_mask = (uint32_t)slots - 1;
    t->nodes = calloc(bytes, sizeof(*t->nodes));
    t->edges = malloc(slots * sizeof(*t->edges));
    for (size_t i = 0; t->edges != NULL && i < slots; i++)
        t->edges[i] = (struct edge){.key = NO_EDGE};
    t->node_count = 1;
    return t->nodes != NULL && t->edges != NULL;
}

static uint32_t need_child(struct word_table *t, uint32_t node, uint8_t byte)
{
    struct edge *e = &t->edges[place_of(t, node << 8 | byte)];
    if (e->key != NO_EDGE)
        return e->next;
    uint32_t child = t->node_count++;
    t->nodes[child] =
        (struct node){.parent = node, .byte = byte, .depth = (uint8_t)(t->nodes[node].depth + 1)};
    *e = (struct edge){.key = node << 8 | byte, .next = child};
    if (node == 0)
        t->first[byte] = child;
    return child;
}

static void add(struct word_table *t, const struct word_given *word)
{
    uint32_t node = 0;
    for (size_t i = 0; i < word->word.size; i++)
        node = need_child(t, node, (uint8_t)word->word.data[i]);
    t->nodes[node].is_word = true;
    t->nodes[node].is_part = word->is_part;
    t->nodes[node].mark = word->mark;
}

// Of a node whose shorter ones are linked.
static void link_one(struct word_table *t, uint32_t i)
{
    struct node *n = &t->nodes[i];
    n->fail = n->depth < 2 ? 0 : step(t, t->nodes[n->parent].fail, n->byte);
    n->out = t->nodes[n->fail].is_word ? n->fail : t->nodes[n->fail].out;
}

static bool link_all(struct word_table *t)
{
    uint32_t starts[WORD_MAX + 2] = {0};
    uint32_t *order = malloc(t->node_count * sizeof(*order));
    if (order == NULL)
        return false;
    for (uint32_t i = 0; i < t->node_count; i++)
        starts[t->nodes[i].depth + 1]++;
    for (int d = 1; d < WORD_MAX + 2; d++)
        starts[d] += starts[d - 1];
    for (uint32_t i = 0; i < t->node_count; i++)
        order[starts[t->nodes[i].depth]++] = i;
    for (uint32_t i = 1; i < t->node_count; i++)
        link_one(t, order[i]);
    free(order);
    return true;
}

struct word_table *word_table_make(const struct word_given *words, size_t count)
{
    struct word_table *t = calloc(1, sizeof(*t));
    if (t == NULL)
        return NULL;
    bool is_whole = reserve(t, words, count);
    for (size_t i = 0; is_whole && i < count; i++)
        if (is_fit(&words[i]))
            add(t, &words[i]);
    if (is_whole && link_all(t))
        return t;
    word_table_free(t);
    return NULL;
}

void word_table_free(struct word_table *t)
{
    if (t == NULL)
        return;
    free(t->nodes);
    free(t->edges);
    free(t);
}

size_t word_table_size(const struct word_table *t)
{
    return sizeof(*t) + t->node_max * sizeof(*t->nodes) + ((size_t)t->edge_mask + 1) * sizeof(*t->edges);
}

// ---- scanning

// Where a folded byte stood, and whether a word may begin with it.
struct spot {
    size_t from;
    bool after_letter, is_letter;
};

struct scan {
    const struct word_table *table;
    void (*hit)(void *ctx, uint8_t mark, size_t from, size_t to);
    void *ctx;
    struct spot ring[RING]; // of the last folded bytes
    size_t count;           // folded bytes
    uint32_t node;
    bool after_letter; // the last character was one
};

static void take(struct scan *s, const struct folded *f)
{
    for (uint8_t i = 0; i < f->size; i++) {
        s->ring[s->count++ % RING] = (struct spot){f->from, i > 0 || s->after_letter, f->is_letter};
        s->node = step(s->table, s->node, (uint8_t)f->bytes[i]);
    }
    s->after_letter = f->is_letter;
}

// Every word that ends here.
static void tell(struct scan *s, bool before_letter, size_t to)
{
    const struct node *nodes = s->table->nodes;
    uint32_t i = nodes[s->node].is_word ? s->node : nodes[s->node].out;
    for (; i != 0; i = nodes[i].out) {
        const struct spot *spot = &s->ring[(s->count - nodes[i].depth) % RING];
        bool is_inside = (spot->after_letter && spot->is_letter) || (before_letter && s->after_letter);
        if (nodes[i].is_part || !is_inside)
            s->hit(s->ctx, nodes[i].mark, spot->from, to);
    }
}

void word_table_scan(const struct word_table *table, struct view text,
                     void (*hit)(void *ctx, uint8_t mark, size_t from, size_t to), void *ctx)
{
    struct scan s = {.table = table, .hit = hit, .ctx = ctx};
    struct folding folding = {.text = text, .after_blank = true};
    struct folded now, next;
    bool has_now = fold_next(&folding, &now);
    while (has_now) {
        bool has_next = fold_next(&folding, &next);
        take(&s, &now);
        tell(&s, has_next && next.is_letter, has_next ? next.from : text.size);
        now = next;
        has_now = has_next;
    }
}
