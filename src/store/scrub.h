// SPDX-License-Identifier: Apache-2.0
// What SQLite leaves of deleted content in a page. PRAGMA secure_delete zeroes freed cells and pages, but
// when cells move to another page (a b-tree balances itself) their old bytes stay in the gap between a page's
// cell pointers and its cells, which nobody reads. Pure; the format:
// https://sqlite.org/fileformat2.html, 1.6.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Zeroes the unused bytes of a b-tree page in memory; leaves any other page, and one that makes no sense, as
// it is. Whether something was there. `number` is the page's, from 1.
bool scrub_page(uint8_t *page, size_t size, int64_t number);
