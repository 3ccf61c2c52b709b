// SPDX-License-Identifier: Apache-2.0
#include "store/erasure_log.h"
#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/time_text.h"
#include "codec/json.h"
#include "store/files.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 4096, LINES_MAX = 1000000 };

static void write_line(struct buffer *out, const struct erasure *e)
{
    struct json_writer w = json_writer(out);
    json_begin_object(&w);
    json_key(&w, VIEW("tenant"));
    json_integer(&w, e->tenant);
    json_key(&w, VIEW("customer_id"));
    json_string(&w, e->customer_id);
    json_key(&w, VIEW("at"));
    json_time(&w, e->at_us);
    json_end_object(&w);
    buffer_append_char(out, '\n');
}

// A power cut may have left half a line: what is added begins on its own.
static bool ends_in_the_middle(int fd)
{
    char last = '\n';
    off_t size = lseek(fd, 0, SEEK_END);
    return size > 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

static int append_line(int fd, const struct erasure *e)
{
    char text[LINE_MAX_BYTES];
    struct buffer out = buffer_fixed(text, sizeof(text));
    if (ends_in_the_middle(fd))
        buffer_append_char(&out, '\n');
    write_line(&out, e);
    if (out.failed)
        return -EMSGSIZE;
    ssize_t put = write(fd, out.data, out.size);
    if (put < 0)
        return -errno;
    if (put != (ssize_t)out.size)
        return -ENOSPC;
    return fsync(fd) == 0 ? 0 : -errno;
}

int erasure_log_add(const char *dir, const struct erasure *e)
{
    char path[PATH_MAX];
    int r = file_path(path, dir, "erasures");
    if (r < 0)
        return error_trace(r);
    bool is_new = access(path, F_OK) != 0;
    int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0)
        return error_trace(-errno);
    r = append_line(fd, e);
    close(fd);
    if (r == 0 && is_new)
        r = dir_sync(dir);
    return error_trace(r);
}

// ---- reading

static bool read_line(struct view line, struct arena *arena, struct erasure *ret)
{
    const struct json *root;
    struct view at;
    if (json_parse(arena, line, NULL, &root) != JSON_OK || root->type != JSON_OBJECT)
        return false;
    const struct json *tenant = json_member(root, VIEW("tenant"));
    const struct json *id = json_member(root, VIEW("customer_id"));
    const struct json *time = json_member(root, VIEW("at"));
    return tenant != NULL && id != NULL && time != NULL && json_int(tenant, &ret->tenant) &&
           json_text(id, arena, &ret->customer_id) && json_text(time, arena, &at) &&
           time_text_parse(at, &ret->at_us);
}

// A line that a later one was put behind after a power cut is no fault either: it was never whole.
static bool is_half(struct view line)
{
    return line.size > 0 && line.data[line.size - 1] != '}';
}

static int walk_lines(FILE *f, int (*each)(void *ctx, const struct erasure *erasure), void *ctx, int *line)
{
    char text[LINE_MAX_BYTES];
    struct arena arena;
    int r = 0;
    arena_init(&arena, LINE_MAX_BYTES, 1 << 20);
    for (*line = 1; r == 0 && fgets(text, sizeof(text), f) != NULL; ++*line) {
        struct view whole = view_from(text), rest = whole;
        struct view content = view_cut(&rest, '\n');
        struct erasure erasure;
        bool has_end = rest.data != NULL;
        arena_reset(&arena);
        if (content.size == 0 || is_half(content) || !has_end)
            continue;
        r = read_line(content, &arena, &erasure) ? each(ctx, &erasure) : ERASURE_LOG_DAMAGED;
        if (r != 0)
            break;
    }
    arena_free(&arena);
    return r == 0 && ferror(f) ? -EIO : r;
}

int erasure_log_walk(const char *path, int (*each)(void *ctx, const struct erasure *erasure), void *ctx,
                     int *ret_line)
{
    int line = 0;
    FILE *f = fopen(path, "re");
    if (f == NULL)
        return errno == ENOENT ? 0 : error_trace(-errno);
    int r = walk_lines(f, each, ctx, &line);
    fclose(f);
    if (r == ERASURE_LOG_DAMAGED && ret_line != NULL)
        *ret_line = line;
    return r < 0 ? error_trace(r) : r;
}

// ---- the union

struct gathered {
    struct arena arena;
    struct erasure *items;
    int count, capacity;
};

static int gather(void *ctx, const struct erasure *erasure)
{
    struct gathered *g = ctx;
    if (g->count == LINES_MAX)
        return -EMSGSIZE;
    if (g->count == g->capacity) {
        int capacity = g->capacity == 0 ? 256 : g->capacity * 2;
        struct erasure *more = realloc(g->items, (size_t)capacity * sizeof(*more));
        if (more == NULL)
            return -ENOMEM;
        g->items = more;
        g->capacity = capacity;
    }
    struct erasure *item = &g->items[g->count];
    *item = *erasure;
    if (!arena_copy(&g->arena, erasure->customer_id, &item->customer_id))
        return -ENOMEM;
    g->count++;
    return 0;
}

static int compare_people(const struct erasure *a, const struct erasure *b)
{
    if (a->tenant != b->tenant)
        return a->tenant < b->tenant ? -1 : 1;
    size_t size = a->customer_id.size < b->customer_id.size ? a->customer_id.size : b->customer_id.size;
    int order = size == 0 ? 0 : memcmp(a->customer_id.data, b->customer_id.data, size);
    if (order != 0)
        return order;
    return a->customer_id.size == b->customer_id.size  ? 0
           : a->customer_id.size < b->customer_id.size ? -1
                                                       : 1;
}

// The last time of each person comes last.
static int compare(const void *a, const void *b)
{
    const struct erasure *x = a, *y = b;
    int order = compare_people(x, y);
    return order != 0 ? order : (x->at_us > y->at_us) - (x->at_us < y->at_us);
}

static int write_united(struct gathered *g, const char *dir, int *ret_count)
{
    struct buffer out;
    int count = 0;
    buffer_init(&out, (size_t)LINES_MAX * 256);
    if (g->count > 0)
        qsort(g->items, (size_t)g->count, sizeof(*g->items), compare);
    for (int i = 0; i < g->count; i++) {
        if (i + 1 < g->count && compare_people(&g->items[i], &g->items[i + 1]) == 0)
            continue;
        write_line(&out, &g->items[i]);
        count++;
    }
    int r = out.failed ? -ENOMEM : file_replace(dir, "erasures", buffer_view(&out));
    buffer_free(&out);
    if (r == 0)
        *ret_count = count;
    return r;
}

int erasure_log_unite(const char *const *paths, int count, const char *dir, int *ret_count)
{
    struct gathered g = {0};
    int r = 0;
    arena_init(&g.arena, 64 << 10, (size_t)256 << 20);
    for (int i = 0; i < count && r == 0; i++)
        if (paths[i] != NULL)
            r = erasure_log_walk(paths[i], gather, &g, NULL);
    if (r == 0)
        r = write_united(&g, dir, ret_count);
    free(g.items);
    arena_free(&g.arena);
    return r < 0 ? error_trace(r) : r;
}
