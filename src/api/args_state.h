// SPDX-License-Identifier: Apache-2.0
// What the parts of the argument parser share; nobody else's business.
#pragma once
#include "api/args.h"

// Where a value stands, as a chain from the inside out.
struct place {
    const struct place *above; // NULL: directly in the body, query or path
    const char *mark;          // "/", "query:", "path:"
    struct view name;          // without data: item `index`
    size_t index;
};

struct args_state {
    struct arena *arena;
    struct faults *faults;
    bool is_full; // the arena has no room; nothing else counts then
};

// `place` NULL is the body itself. Past FAULTS_MAX nothing is kept.
__attribute__((format(printf, 3, 4))) void fault_add(struct args_state *s, const struct place *place,
                                                     const char *format, ...);

// Bytes, or NULL with is_full set.
void *args_alloc(struct args_state *s, size_t size);

// Checks a value and writes it, and its companion members, into the struct at `base`.
void value_take(struct args_state *s, const struct field *field, const struct json *value,
                const struct place *place, char *base);

// The same for decoded text of query or path.
void value_take_text(struct args_state *s, const struct field *field, struct view text,
                     const struct place *place, char *base);

// Checks the members of an object and writes them into the struct at `base`. `place` NULL: the body.
void object_take(struct args_state *s, const struct args_table *table, const struct json *object,
                 const struct place *place, char *base);

// Unknown members of one object, in document order.
struct unknown {
    const struct json *keys[UNKNOWN_MEMBERS_MAX];
    struct view names[UNKNOWN_MEMBERS_MAX]; // decoded
    size_t count;                           // may pass the maximum; what is beyond it is not kept
};

// Writes unknown members and those of the explicit object (NULL: none), which win, as one object into
// the field.
void unknown_take(struct args_state *s, const struct field *field, const struct unknown *unknown,
                  const struct json *explicit, const struct place *place, char *base);
