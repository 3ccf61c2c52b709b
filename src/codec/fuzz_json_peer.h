// SPDX-License-Identifier: Apache-2.0
// Jansson behind neutral names: its header and ours declare the same ones. The program is linked
// with --exclude-libs, so that jansson goes on calling its own functions.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct peer;

enum peer_type {
    PEER_NULL,
    PEER_FALSE,
    PEER_TRUE,
    PEER_WHOLE,
    PEER_REAL,
    PEER_STRING,
    PEER_ARRAY,
    PEER_OBJECT
};

// NULL when it refuses the document; *ret_overflows says whether only for a number beyond its range.
struct peer *peer_parse(const char *text, size_t size, bool *ret_overflows);
void peer_free(struct peer *p);

enum peer_type peer_type(const struct peer *p);
size_t peer_count(const struct peer *p);
const struct peer *peer_item(const struct peer *p, size_t at);
const struct peer *peer_member(const struct peer *p, const char *name, size_t size);
const char *peer_text(const struct peer *p, size_t *ret_size);
int64_t peer_whole(const struct peer *p);
double peer_number(const struct peer *p);
