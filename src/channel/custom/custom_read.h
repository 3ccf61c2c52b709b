// SPDX-License-Identifier: Apache-2.0
// Objects of a configuration, read by a table of their members, so that each fault has its place: what is no
// member is one too. Pure; views and values lie in the configuration or the arena.
#pragma once
#include "base/arena.h"
#include "channel/channel.h"
#include "codec/json.h"

enum { CUSTOM_PATTERNS_MAX = 64 };

struct custom_reading {
    struct arena *arena;
    struct channel_fault *fault;
};

// Reads `v`, which stands at `path` ("in/message/id"), into what `to` is.
typedef int custom_reader(struct custom_reading *r, const struct json *v, const char *path, void *to);

struct custom_member {
    const char *name;
    custom_reader *read;
    size_t offset; // in the struct that is read into
};

// What a value is taken by. Configured as a pointer, or {"pointer", "or", "strip_prefix", "strip_suffix"}.
struct custom_take {
    struct view pointer, other; // no data: not mapped
    struct view strip_prefix, strip_suffix;
};

custom_reader custom_read_pointer;  // struct view
custom_reader custom_read_take;     // struct custom_take
custom_reader custom_read_patterns; // const struct json *: a text or a list of texts (codec/glob.h)
custom_reader custom_read_text;     // struct view
custom_reader custom_read_value;    // const struct json *: any

int custom_read_members(struct custom_reading *r, const struct json *v, const char *path,
                        const struct custom_member *members, size_t count, void *to);

// CHANNEL_REFUSED, at `path` and the token behind it ("" for none).
__attribute__((format(printf, 4, 5))) int custom_refuse(struct custom_reading *r, const char *path,
                                                        const char *token, const char *format, ...);

// A configuration's text as JSON; it was parsed before it came here, so that only memory can be short.
int custom_parse(struct arena *arena, struct view text, const struct json **ret);

// ---- taking values

// The text of what is there: of a text, a number, true and false. False: there is none, or it is a list or an
// object.
bool custom_take_text(const struct custom_take *take, const struct json *item, struct arena *arena,
                      struct view *ret);
const struct json *custom_take_value(const struct custom_take *take, const struct json *item); // or NULL

// Whether one of the patterns matches; `patterns` may be NULL: none does.
bool custom_matches(const struct json *patterns, struct view text, struct arena *arena);
