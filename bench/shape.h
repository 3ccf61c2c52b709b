// SPDX-License-Identifier: Apache-2.0
// A request or message whose bytes differ only in a few holes of fixed width, so that making the next
// one costs a handful of stores and its length never changes. Holes, in text:
//   {{number}}    12 digits, the count of this request from `first` on
//   {{customer}}  7 digits, drawn at random below `customers`
//   {{each}}      7 digits, number modulo `customers`: walks the customers in turn
//   {{random}}    16 hexadecimal digits
//   {{run}}       8 hexadecimal digits, the same in a whole run
// One thread.
#pragma once
#include "base/buffer.h"

enum shape_kind { SHAPE_NUMBER, SHAPE_CUSTOMER, SHAPE_EACH, SHAPE_RANDOM, SHAPE_RUN };

enum { SHAPE_HOLES_MAX = 32 };

struct shape_hole {
    size_t at;
    enum shape_kind kind;
};

struct shape {
    struct buffer bytes;
    struct shape_hole holes[SHAPE_HOLES_MAX];
    int hole_count;
};

// What fills the holes; changes with every shape_next.
struct shape_source {
    uint64_t number; // of the next one
    uint64_t customers;
    uint64_t random; // state of the generator; seed it
    uint32_t run;
};

enum shape_outcome {
    SHAPE_DONE = 0,
    SHAPE_UNKNOWN_HOLE = 1,
    SHAPE_TOO_MANY_HOLES = 2,
};

// Appends text to the shape (zeroed at first, but for a maximum in bytes). -ENOMEM.
int shape_append(struct shape *s, struct view text);

// How many bytes the text takes once its holes are filled; 0 when a hole is unknown.
size_t shape_text_size(struct view text);

// Fills the holes for the next request; the bytes stay valid until the next call.
struct view shape_next(struct shape *s, struct shape_source *source);

void shape_free(struct shape *s);

// SplitMix64: the generator that every tool of the bench draws from.
static inline uint64_t shape_draw(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}
