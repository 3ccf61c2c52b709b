// SPDX-License-Identifier: Apache-2.0
#include "disk_image.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int disk_image_reserve(struct disk_image *i, size_t size)
{
    if (size <= i->capacity)
        return 0;
    size_t capacity = size < 4096 ? 4096 : size + size / 2;
    unsigned char *data = realloc(i->data, capacity);
    if (data == NULL)
        return -ENOMEM;
    i->data = data;
    i->capacity = capacity;
    return 0;
}

int disk_image_truncate(struct disk_image *i, uint64_t size)
{
    int r = disk_image_reserve(i, size);
    if (r < 0)
        return r;
    if (size > i->size)
        memset(i->data + i->size, 0, size - i->size);
    i->size = size;
    return 0;
}

int disk_image_write(struct disk_image *i, uint64_t offset, const void *data, size_t size)
{
    if (size == 0)
        return 0;
    if (offset + size > i->size) {
        int r = disk_image_truncate(i, offset + size);
        if (r < 0)
            return r;
    }
    memcpy(i->data + offset, data, size);
    return 0;
}

static int write_all(int fd, const unsigned char *data, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, data, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        data += n;
        size -= (size_t)n;
    }
    return 0;
}

int disk_image_save(const struct disk_image *i, const char *path)
{
    char next[4096];
    int n = snprintf(next, sizeof(next), "%s.next", path);
    if (n < 0 || (size_t)n >= sizeof(next))
        return -ENAMETOOLONG;
    int fd = open(next, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return -errno;
    int r = write_all(fd, i->data, i->size);
    if (close(fd) < 0 && r == 0)
        r = -errno;
    if (r == 0 && rename(next, path) < 0)
        r = -errno;
    if (r < 0)
        unlink(next);
    return r;
}

static int read_all(struct disk_image *i, int fd)
{
    for (;;) {
        int r = disk_image_reserve(i, i->size + 65536);
        if (r < 0)
            return r;
        ssize_t n = read(fd, i->data + i->size, i->capacity - i->size);
        if (n < 0 && errno != EINTR)
            return -errno;
        if (n == 0)
            return 0;
        i->size += n > 0 ? (size_t)n : 0;
    }
}

int disk_image_load(struct disk_image *i, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    int r = read_all(i, fd);
    close(fd);
    if (r < 0) {
        free(i->data);
        *i = (struct disk_image){0};
    }
    return r;
}
