// SPDX-License-Identifier: Apache-2.0
#include "app/command.h"
#include "base/arena.h"
#include "codec/json.h"
#include <stdlib.h>
#include <sysexits.h>

enum { COLUMNS_MAX = 12, WIDTH_MAX = 60 };

// A value as one cell: texts without quotes, the rest as it stands in the document.
static struct view cell(const struct json *value, struct arena *arena)
{
    struct view text;
    if (value == NULL || value->type == JSON_NULL)
        return VIEW("-");
    return value->type == JSON_STRING && json_text(value, arena, &text) ? text : json_source(value);
}

// The page of a list: what has a cursor to the next one.
static const struct json *page_of(const struct json *root)
{
    if (json_member(root, VIEW("next_cursor")) == NULL)
        return NULL;
    for (const struct json *key = json_first(root); key != NULL; key = json_next_member(root, key))
        if (json_value_of(key)->type == JSON_ARRAY)
            return json_value_of(key);
    return NULL;
}

static int max_of(int a, int b)
{
    return a > b ? a : b;
}

static int width_of(struct view text)
{
    return text.size < WIDTH_MAX ? (int)text.size : WIDTH_MAX;
}

// A column for each member of the first row.
struct columns {
    struct view names[COLUMNS_MAX];
    int widths[COLUMNS_MAX];
    int count;
};

static void find_columns(const struct json *list, struct arena *arena, struct columns *c)
{
    const struct json *row = json_first(list);
    if (row->type != JSON_OBJECT)
        return;
    for (const struct json *key = json_first(row); key != NULL && c->count < COLUMNS_MAX;
         key = json_next_member(row, key)) {
        struct view name = cell(key, arena);
        c->names[c->count] = name;
        c->widths[c->count++] = width_of(name);
    }
    for (; row != NULL; row = json_next(list, row))
        for (int i = 0; i < c->count; i++)
            c->widths[i] = max_of(c->widths[i], width_of(cell(json_member(row, c->names[i]), arena)));
}

static void print_cells(FILE *out, const struct columns *c, const struct view *cells)
{
    for (int i = 0; i < c->count; i++)
        fprintf(out, "%-*.*s%s", i + 1 < c->count ? c->widths[i] : 0, VIEW_ARG(cells[i]),
                i + 1 < c->count ? "  " : "\n");
}

static void print_table(FILE *out, const struct json *list, struct arena *arena)
{
    struct columns columns = {.count = 0};
    struct view cells[COLUMNS_MAX];
    if (list->count == 0) {
        fprintf(out, "none\n");
        return;
    }
    find_columns(list, arena, &columns);
    print_cells(out, &columns, columns.names);
    for (const struct json *row = json_first(list); row != NULL; row = json_next(list, row)) {
        for (int i = 0; i < columns.count; i++)
            cells[i] = cell(json_member(row, columns.names[i]), arena);
        print_cells(out, &columns, cells);
    }
}

static void print_lines(FILE *out, const struct json *object, struct arena *arena)
{
    for (const struct json *key = json_first(object); key != NULL; key = json_next_member(object, key)) {
        struct view name = cell(key, arena), value = cell(json_value_of(key), arena);
        fprintf(out, "%.*s: %.*s\n", VIEW_ARG(name), VIEW_ARG(value));
    }
}

void output_json(FILE *out, struct view json)
{
    struct arena arena;
    const struct json *root;
    arena_init(&arena, 16 << 10, 256 << 20);
    if (json_parse(&arena, json, NULL, &root) != JSON_OK || root->type != JSON_OBJECT) {
        fprintf(out, "%.*s\n", VIEW_ARG(json));
    } else {
        const struct json *list = page_of(root);
        if (list != NULL)
            print_table(out, list, &arena);
        else
            print_lines(out, root, &arena);
    }
    arena_free(&arena);
}

static int status_of(long status)
{
    switch (status) {
    case 400:
    case 422:
        return EX_DATAERR;
    case 401:
    case 403:
        return EX_NOPERM;
    case 404:
        return EX_NOINPUT;
    case 409:
        return EX_CANTCREAT;
    case 429:
    case 503:
        return EX_TEMPFAIL;
    default:
        return EX_SOFTWARE;
    }
}

int output_problem(long status, struct view json)
{
    struct arena arena;
    const struct json *root, *detail = NULL, *errors = NULL;
    arena_init(&arena, 16 << 10, 64 << 20);
    if (json_parse(&arena, json, NULL, &root) == JSON_OK && root->type == JSON_OBJECT) {
        detail = json_member(root, VIEW("detail"));
        errors = json_member(root, VIEW("errors"));
    }
    if (detail == NULL)
        fprintf(stderr, "omnihub: the hub answered %ld\n", status);
    else
        fprintf(stderr, "omnihub: %.*s\n", VIEW_ARG(cell(detail, &arena)));
    const struct json *item = errors != NULL && errors->type == JSON_ARRAY ? json_first(errors) : NULL;
    for (; item != NULL && item->type == JSON_OBJECT; item = json_next(errors, item))
        fprintf(stderr, "  %.*s: %.*s\n", VIEW_ARG(cell(json_member(item, VIEW("pointer")), &arena)),
                VIEW_ARG(cell(json_member(item, VIEW("detail")), &arena)));
    arena_free(&arena);
    return status_of(status);
}
