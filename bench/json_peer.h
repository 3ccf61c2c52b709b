// SPDX-License-Identifier: Apache-2.0
// Jansson doing the work of json_bench.c, apart from it because both headers declare the same names.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// Parses, reads the same five fields and frees. False when that fails.
bool peer_parse_fields(const char *text, size_t size);

// Builds the same answer with this position, dumps it, frees. The size of the text, 0 on failure.
size_t peer_write(int position);
