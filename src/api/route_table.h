// SPDX-License-Identifier: Apache-2.0
// What the generated route table and its readers share; nobody else's business.
#pragma once
#include "api/route.h"
#include <stdint.h>

// A word of a path. The literals behind it stand together in route_nodes, sorted by bytes.
struct route_node {
    struct view word;
    uint16_t literals; // number of the first
    uint16_t literal_count;
    uint16_t parameter;              // number of the node behind a parameter, 0: none
    uint16_t routes[HTTP_PATCH + 1]; // by method: 1 + number of the route, 0: none
};

extern const struct route_node route_nodes[ROUTE_NODE_COUNT]; // the root is number 0
extern const struct view route_words[];                       // ROUTE_WORD_COUNT of them, sorted by bytes
