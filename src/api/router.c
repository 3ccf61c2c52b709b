// SPDX-License-Identifier: Apache-2.0
#include "api/route_table.h"

static int view_order(struct view a, struct view b)
{
    size_t shorter = a.size < b.size ? a.size : b.size;
    int order = shorter == 0 ? 0 : memcmp(a.data, b.data, shorter);

    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

static const struct route_node *literal_find(const struct route_node *node, struct view word)
{
    size_t low = 0, high = node->literal_count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct route_node *child = &route_nodes[node->literals + middle];
        int order = view_order(word, child->word);
        if (order == 0)
            return child;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

// "/v1/health" is "/health"; "/v1" alone and "/v10/health" stay what they are.
static struct view version_strip(struct view path)
{
    if (!view_starts(path, VIEW("/v1/")))
        return path;
    return view_make(path.data + 3, path.size - 3);
}

static const struct route_node *node_find(struct view path, struct view params[static ROUTE_PARAMS_MAX])
{
    const struct route_node *node = route_nodes;
    struct view rest = version_strip(path);
    size_t param_count = 0;

    if (rest.size == 0 || rest.data[0] != '/')
        return NULL;
    rest = view_make(rest.data + 1, rest.size - 1);
    while (rest.data != NULL) {
        struct view word = view_cut(&rest, '/');
        const struct route_node *literal = literal_find(node, word);
        if (literal != NULL) {
            node = literal;
            continue;
        }
        if (node->parameter == 0 || word.size == 0 || param_count == ROUTE_PARAMS_MAX)
            return NULL;
        params[param_count++] = word;
        node = &route_nodes[node->parameter];
    }
    return node;
}

static unsigned allowed_methods(const struct route_node *node)
{
    unsigned allowed = 0;

    for (unsigned method = 0; method <= HTTP_PATCH; method++) {
        if (node->routes[method] != 0)
            allowed |= 1u << method;
    }
    if (node->routes[HTTP_GET] != 0 && route_table[node->routes[HTTP_GET] - 1].kind != ROUTE_KIND_SOCKET)
        allowed |= 1u << HTTP_HEAD;
    return allowed;
}

const struct route *route_find(enum http_method method, struct view path,
                               struct view params[static ROUTE_PARAMS_MAX], enum route_outcome *ret_outcome,
                               unsigned *ret_allowed)
{
    const struct route_node *node = node_find(path, params);
    unsigned allowed = node == NULL ? 0 : allowed_methods(node);

    *ret_allowed = allowed;
    if (allowed == 0) {
        *ret_outcome = ROUTE_NOT_FOUND;
        return NULL;
    }
    if ((allowed & (1u << method)) == 0) {
        *ret_outcome = ROUTE_METHOD_NOT_ALLOWED;
        return NULL;
    }
    *ret_outcome = ROUTE_FOUND;
    return &route_table[node->routes[method == HTTP_HEAD ? HTTP_GET : method] - 1];
}

void route_allow_write(struct buffer *out, unsigned allowed)
{
    static const char *const names[] = {
        [HTTP_GET] = "GET",       [HTTP_HEAD] = "HEAD",       [HTTP_POST] = "POST",   [HTTP_PUT] = "PUT",
        [HTTP_DELETE] = "DELETE", [HTTP_OPTIONS] = "OPTIONS", [HTTP_PATCH] = "PATCH",
    };
    const char *comma = "";

    for (unsigned method = 0; method <= HTTP_PATCH; method++) {
        if ((allowed & (1u << method)) == 0)
            continue;
        buffer_printf(out, "%s%s", comma, names[method]);
        comma = ", ";
    }
}

bool route_word_is_taken(struct view word)
{
    for (size_t i = 0; i < ROUTE_WORD_COUNT; i++) {
        if (view_equal(word, route_words[i]))
            return true;
    }
    return false;
}
