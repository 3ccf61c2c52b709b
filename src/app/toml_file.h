// SPDX-License-Identifier: Apache-2.0
// A TOML file (https://toml.io/en/v1.0.0) as a flat list of its settings, read by toml++.
#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum toml_kind {
    TOML_TEXT,
    TOML_NUMBER, // whole
    TOML_BOOLEAN,
    TOML_LIST,  // of texts, joined with commas
    TOML_OTHER, // fractions, times, mixed arrays, arrays of tables
};

struct toml_entry {
    const char *key; // "listen.port"
    enum toml_kind kind;
    const char *text; // as a text, whatever the kind; "" for TOML_OTHER
    int line, column; // of the key
    int value_line, value_column;
};

struct toml_fault {
    int line, column;
    char text[200];
};

enum toml_outcome {
    TOML_OK = 0,
    TOML_INVALID = 1, // *ret_fault says where and why
};

// Calls `each` for every setting. The entry lives for the call.
int toml_file_walk(const char *text, size_t size, void (*each)(void *ctx, const struct toml_entry *entry),
                   void *ctx, struct toml_fault *ret_fault);

#ifdef __cplusplus
}
#endif
