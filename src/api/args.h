// SPDX-License-Identifier: Apache-2.0
// Arguments: path, query and body of a request turned into the struct that api/*.yaml describes, with
// every check done. The work is driven by tables (generated/args.c). Pure; any thread.
#pragma once
#include "base/arena.h"
#include "codec/json.h"
#include <stdint.h>

struct route;
struct args_table;

// One thing that is wrong with a request.
struct fault {
    struct view
        pointer; // RFC 6901 into the body ("/customer_id", "" the body itself), or "query:limit", "path:id"
    struct view detail; // "must be 1 to 65536 bytes"
};

enum { FAULTS_MAX = 32 };

struct faults {
    struct fault *items; // in the arena
    size_t count;
    size_t at; // ARGS_NOT_JSON and ARGS_TOO_DEEP: offset in the body
};

enum args_outcome {
    ARGS_OK = 0,
    ARGS_NOT_JSON = 1, // 400: the body is not JSON; faults.at says where
    ARGS_TOO_DEEP,     // 400: nested beyond JSON_DEPTH_MAX; faults.at says where
    ARGS_TOO_LARGE,    // 413: more than fits into the arena
    ARGS_FAULTY,       // 422: faults names every field, up to FAULTS_MAX of them
};

// Where arguments come from. All views must outlive the arguments, which point into them.
struct args_source {
    struct arena *arena;       // holds what is decoded, and the arguments
    const struct view *params; // what route_find gave, still encoded
    struct view query;         // behind '?', still encoded
    struct view body;
};

// *ret_args points to the struct generated for the route (struct message_process_args …), NULL for a
// route without arguments; untouched unless ARGS_OK. *ret_faults is always written. An empty query
// parameter counts as absent; unknown ones are ignored.
int args_parse(const struct route *route, const struct args_source *source, const void **ret_args,
               struct faults *ret_faults);

// The same for JSON text that is no request's body, such as a live frame: with a table named by x-args.
int args_parse_json(const struct args_table *table, struct arena *arena, struct view text,
                    const void **ret_args, struct faults *ret_faults);

// ---- tables

enum field_kind {
    FIELD_STRING,  // struct view: decoded text
    FIELD_ID,      // struct view: id_is_valid
    FIELD_INTEGER, // int64_t
    FIELD_NUMBER,  // double
    FIELD_BOOLEAN, // bool
    FIELD_ENUM,    // int
    FIELD_TIME,    // int64_t: µs since 1970
    FIELD_OBJECT,  // struct view: JSON text of any object
    FIELD_ARRAY,   // struct view: JSON text of an array of any objects
    FIELD_LIST,    // the same, and its items as C values
    FIELD_STRUCT,  // a struct of its own, in place
    FIELD_ANY,     // const struct json *
};

enum {
    FIELD_NONE = 0xffff,         // no such offset or number
    FIELDS_MAX = 64,             // of one object
    UNKNOWN_MEMBERS_MAX = 64,    // members of one object that are gathered by unknown_to
    EXPLICIT_MEMBERS_MAX = 1024, // of the object that they are gathered into
};

struct field_choice {
    struct view name;
    int value;
};

struct field {
    struct view name;
    enum field_kind kind;
    bool required;
    bool nullable;      // null counts as absent
    bool takes_null;    // FIELD_ANY: null is a value
    bool refuses_words; // FIELD_ID: route_word_is_taken is a fault
    bool has_fallback;  // integer, boolean, enum: `fallback` stands there when absent
    uint16_t offset;    // of the value in the struct
    uint16_t has;       // of bool has_x, for objects and arrays of const struct json *x_json; or FIELD_NONE
    uint16_t same_as;   // number of the field that this is another name of; or FIELD_NONE
    int64_t low, high;  // characters of text, value of numbers, items of arrays
    size_t max_bytes;   // of text (decoded) or of an object's or array's JSON; 0: no limit of its own
    int64_t fallback;
    const struct field_choice *choices;
    size_t choice_count;
    const struct args_table *table; // FIELD_STRUCT
    const struct field *item;       // FIELD_LIST: its offset is 0
    size_t item_size;
    uint16_t items, item_count; // FIELD_LIST: offsets of const T *x_items and size_t x_count
};

struct args_table {
    const struct field *fields;
    uint16_t count;
    uint16_t unknown_to; // number of the object that takes unknown members; or FIELD_NONE: they are ignored
    size_t size;         // of the struct
};
