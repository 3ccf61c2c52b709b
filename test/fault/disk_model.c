// SPDX-License-Identifier: Apache-2.0
#include "disk_model.h"
#include "disk_image.h"
#include "disk_lottery.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct change {
    struct list node;
    uint64_t moment;
    uint64_t offset; // of a write; the new size of a truncation
    size_t size;
    bool truncates;
    unsigned char data[];
};

struct disk_file {
    struct list node;
    struct disk_image durable;
    struct list changes; // since the last sync, oldest first
    uint64_t failures;
};

struct link {
    uint64_t moment;
    struct disk_file *file; // NULL: no such name
};

struct name {
    struct list node;
    char *path;
    struct link *links; // [0] is durable, the last is what programs see
    size_t count;
    size_t capacity;
};

void disk_model_init(struct disk_model *d, struct random random, bool damages_neighbours)
{
    *d = (struct disk_model){.random = random, .damages_neighbours = damages_neighbours};
    list_init(&d->files);
    list_init(&d->names);
}

static void file_free(struct disk_file *f)
{
    while (!list_is_empty(&f->changes)) {
        struct change *c = list_entry(f->changes.next, struct change, node);
        list_remove(&c->node);
        free(c);
    }
    list_remove(&f->node);
    free(f->durable.data);
    free(f);
}

static void name_free(struct name *n)
{
    list_remove(&n->node);
    free(n->links);
    free(n->path);
    free(n);
}

void disk_model_clear(struct disk_model *d)
{
    while (!list_is_empty(&d->names))
        name_free(list_entry(d->names.next, struct name, node));
    while (!list_is_empty(&d->files))
        file_free(list_entry(d->files.next, struct disk_file, node));
}

static struct name *find_name(const struct disk_model *d, const char *path)
{
    for (struct list *at = d->names.next; at != &d->names; at = at->next) {
        struct name *n = list_entry(at, struct name, node);
        if (strcmp(n->path, path) == 0)
            return n;
    }
    return NULL;
}

struct disk_file *disk_model_find(const struct disk_model *d, const char *path)
{
    const struct name *n = find_name(d, path);
    return n == NULL ? NULL : n->links[n->count - 1].file;
}

// A name that stands for nothing, durably.
static struct name *add_name(struct disk_model *d, const char *path)
{
    struct name *n = calloc(1, sizeof(*n));
    if (n == NULL)
        return NULL;
    list_init(&n->node);
    n->path = strdup(path);
    n->links = calloc(2, sizeof(*n->links));
    if (n->path == NULL || n->links == NULL) {
        name_free(n);
        return NULL;
    }
    n->capacity = 2;
    n->count = 1;
    list_append(&d->names, &n->node);
    return n;
}

static int add_link(struct disk_model *d, struct name *n, struct disk_file *f)
{
    if (n->count == n->capacity) {
        struct link *links = realloc(n->links, n->capacity * 2 * sizeof(*links));
        if (links == NULL)
            return -ENOMEM;
        n->links = links;
        n->capacity *= 2;
    }
    n->links[n->count++] = (struct link){.moment = ++d->moment, .file = f};
    return 0;
}

static struct disk_file *add_file(struct disk_model *d)
{
    struct disk_file *f = calloc(1, sizeof(*f));
    if (f == NULL)
        return NULL;
    list_init(&f->changes);
    list_append(&d->files, &f->node);
    return f;
}

int disk_model_adopt(struct disk_model *d, const char *path, void *data, size_t size,
                     struct disk_file **ret_file)
{
    struct disk_file *f = add_file(d);
    if (f == NULL) {
        free(data);
        return -ENOMEM;
    }
    f->durable = (struct disk_image){.data = data, .size = size, .capacity = size};
    struct name *n = add_name(d, path);
    if (n == NULL) {
        file_free(f);
        return -ENOMEM;
    }
    n->links[0].file = f;
    *ret_file = f;
    return 0;
}

int disk_model_create(struct disk_model *d, const char *path, struct disk_file **ret_file)
{
    struct name *n = find_name(d, path);
    if (n == NULL)
        n = add_name(d, path);
    struct disk_file *f = n == NULL ? NULL : add_file(d);
    if (f == NULL)
        return -ENOMEM;
    int r = add_link(d, n, f);
    if (r < 0) {
        file_free(f);
        return r;
    }
    *ret_file = f;
    return 0;
}

int disk_model_remove(struct disk_model *d, const char *path)
{
    struct name *n = find_name(d, path);
    if (n == NULL || n->links[n->count - 1].file == NULL)
        return 0;
    return add_link(d, n, NULL);
}

static struct change *add_change(struct disk_model *d, struct disk_file *f, size_t size)
{
    struct change *c = calloc(1, sizeof(*c) + size);
    if (c == NULL)
        return NULL;
    c->moment = ++d->moment;
    c->size = size;
    list_append(&f->changes, &c->node);
    return c;
}

int disk_model_write(struct disk_model *d, struct disk_file *f, uint64_t offset, const void *data,
                     size_t size)
{
    struct change *c = add_change(d, f, size);
    if (c == NULL)
        return -ENOMEM;
    c->offset = offset;
    if (size > 0)
        memcpy(c->data, data, size);
    return 0;
}

int disk_model_truncate(struct disk_model *d, struct disk_file *f, uint64_t size)
{
    struct change *c = add_change(d, f, 0);
    if (c == NULL)
        return -ENOMEM;
    c->offset = size;
    c->truncates = true;
    return 0;
}

static int keep(struct disk_image *i, const struct change *c)
{
    if (c->truncates)
        return disk_image_truncate(i, c->offset);
    return disk_image_write(i, c->offset, c->data, c->size);
}

static int draw_lot(struct disk_model *d, const struct disk_lottery *l, struct disk_image *i,
                    const struct change *c)
{
    switch (disk_lottery_draw(l, c->moment)) {
    case DISK_KEPT:
        d->kept++;
        return keep(i, c);
    case DISK_TORN:
        d->torn++;
        return c->truncates ? 0 : disk_lottery_tear(l, i, c->offset, c->data, c->size);
    case DISK_LOST:
        d->lost++;
        return 0;
    }
    return 0;
}

// Moves the changes up to the moment into the durable bytes; without a lottery all of them, whole.
static int fold(struct disk_model *d, const struct disk_lottery *l, struct disk_file *f, uint64_t moment)
{
    while (!list_is_empty(&f->changes)) {
        struct change *c = list_entry(f->changes.next, struct change, node);
        if (c->moment > moment)
            return 0;
        int r = l == NULL ? keep(&f->durable, c) : draw_lot(d, l, &f->durable, c);
        if (r < 0)
            return r;
        list_remove(&c->node);
        free(c);
    }
    return 0;
}

int disk_model_sync(struct disk_model *d, struct disk_file *f, uint64_t moment)
{
    return fold(d, NULL, f, moment);
}

static uint64_t oldest_change(const struct disk_file *f, uint64_t otherwise)
{
    return list_is_empty(&f->changes) ? otherwise : list_entry(f->changes.next, struct change, node)->moment;
}

int disk_model_fail_sync(struct disk_model *d, struct disk_file *f, uint64_t moment)
{
    f->failures++;
    uint64_t oldest = oldest_change(f, moment);
    if (oldest > moment)
        return 0;
    struct disk_lottery lottery;
    disk_lottery_init(&lottery, d->random, d->damages_neighbours, oldest, moment);
    return fold(d, &lottery, f, moment);
}

uint64_t disk_model_failures(const struct disk_file *f)
{
    return f->failures;
}

static bool is_same_directory(const char *a, const char *b)
{
    const char *end_a = strrchr(a, '/'), *end_b = strrchr(b, '/');
    size_t size_a = end_a == NULL ? 0 : (size_t)(end_a - a), size_b = end_b == NULL ? 0 : (size_t)(end_b - b);
    return size_a == size_b && memcmp(a, b, size_a) == 0;
}

// Makes the link at `last` the durable one.
static void forget_links(struct name *n, size_t last)
{
    memmove(n->links, n->links + last, (n->count - last) * sizeof(*n->links));
    n->count -= last;
}

void disk_model_sync_directory(struct disk_model *d, const char *path, uint64_t moment)
{
    for (struct list *at = d->names.next; at != &d->names; at = at->next) {
        struct name *n = list_entry(at, struct name, node);
        size_t last = 0;
        while (last + 1 < n->count && n->links[last + 1].moment <= moment)
            last++;
        if (is_same_directory(n->path, path))
            forget_links(n, last);
    }
}

// One name's creations and removals happen in order up to the first that is not kept.
static struct disk_file *surviving_file(const struct name *n, const struct disk_lottery *l)
{
    size_t at = 0;
    while (at + 1 < n->count && disk_lottery_draw(l, n->links[at + 1].moment) == DISK_KEPT)
        at++;
    return n->links[at].file;
}

static void remove_shm(const struct name *n)
{
    char shm[4096];
    snprintf(shm, sizeof(shm), "%s-shm", n->path);
    unlink(shm);
}

static int settle_name(struct disk_model *d, const struct name *n, const struct disk_lottery *l)
{
    remove_shm(n);
    struct disk_file *f = surviving_file(n, l);
    if (f == NULL)
        return unlink(n->path) < 0 && errno != ENOENT ? -errno : 0;
    int r = fold(d, l, f, UINT64_MAX);
    return r < 0 ? r : disk_image_save(&f->durable, n->path);
}

static uint64_t oldest_operation(const struct disk_model *d)
{
    uint64_t oldest = d->moment;
    for (struct list *at = d->files.next; at != &d->files; at = at->next) {
        uint64_t first = oldest_change(list_entry(at, struct disk_file, node), oldest);
        oldest = first < oldest ? first : oldest;
    }
    for (struct list *at = d->names.next; at != &d->names; at = at->next) {
        const struct name *n = list_entry(at, struct name, node);
        if (n->count > 1 && n->links[1].moment < oldest)
            oldest = n->links[1].moment;
    }
    return oldest;
}

int disk_model_settle(struct disk_model *d, enum disk_fate fate)
{
    struct disk_lottery lottery;
    disk_lottery_init(&lottery, d->random, d->damages_neighbours, oldest_operation(d), d->moment);
    if (fate != DISK_RANDOM)
        disk_lottery_fix(&lottery, fate == DISK_KEEP_ALL);
    int result = 0;
    for (struct list *at = d->names.next; at != &d->names; at = at->next) {
        int r = settle_name(d, list_entry(at, struct name, node), &lottery);
        if (r < 0)
            result = r;
    }
    disk_model_clear(d);
    return result;
}

static int renew(const char *path)
{
    struct disk_image image = {0};
    int r = disk_image_load(&image, path);
    if (r == 0)
        r = disk_image_save(&image, path);
    free(image.data);
    return r;
}

int disk_model_renew(struct disk_model *d)
{
    int result = 0;
    for (struct list *at = d->names.next; at != &d->names; at = at->next) {
        const struct name *n = list_entry(at, struct name, node);
        remove_shm(n);
        int r = n->links[n->count - 1].file == NULL ? 0 : renew(n->path);
        if (r < 0)
            result = r;
    }
    return result;
}
