// SPDX-License-Identifier: Apache-2.0
// Commands that are one request each: a table says which, and nothing else is to be written for them.
#pragma once
#include "app/command.h"

enum { REQUEST_FIELDS_MAX = 8 };

enum request_field_kind {
    FIELD_TEXT,
    FIELD_NUMBER,
    FIELD_LIST,  // comma-separated, becomes an array of texts
    FIELD_STDIN, // a flag: the value is the first line of standard input, so that no secret is an argument
};

struct request_field {
    const char *option; // "--name"; for one that comes from a word: NULL
    const char *name;   // in the body; "a.b": member b of an object a, those of one object side by side
    enum request_field_kind kind;
    bool is_needed;
};

struct request_verb {
    const char *word;   // "create"
    const char *method; // "POST"
    const char *path;   // "/keys/%s/rotate": %s is the word behind, which is then needed
    bool is_list;       // paged by next_cursor
    struct request_field fields[REQUEST_FIELDS_MAX];
};

// Runs a command that is one verb by itself: its word stands on the command line already, as the command.
int request_single(const struct request_verb *verb, int argc, char **argv);

// Runs the verb that the first word names. `group` is the command's name, for faults.
int request_command(const char *group, const struct request_verb *verbs, int count, int argc, char **argv);
