// SPDX-License-Identifier: Apache-2.0
#include "store/files.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 256 << 10 };

int file_path(char *path, const char *dir, const char *name)
{
    return snprintf(path, PATH_MAX, "%s/%s", dir, name) < PATH_MAX ? 0 : -ENAMETOOLONG;
}

// Up to the end or until `data` is full.
static ssize_t read_all(int fd, char *data, size_t size)
{
    size_t done = 0;
    while (done < size) {
        ssize_t got = read(fd, data + done, size - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -errno;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (ssize_t)done;
}

static int write_all(int fd, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t put = write(fd, data, size);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return -errno;
        data += put;
        size -= (size_t)put;
    }
    return 0;
}

int file_read_path(const char *path, char *data, size_t size, size_t *ret_size)
{
    char more;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    ssize_t got = read_all(fd, data, size);
    if (got == (ssize_t)size && read(fd, &more, 1) != 0)
        got = -EFBIG;
    close(fd);
    if (got < 0)
        return (int)got;
    *ret_size = (size_t)got;
    return 0;
}

int file_read(const char *dir, const char *name, char *data, size_t size, size_t *ret_size)
{
    char path[PATH_MAX];
    int r = file_path(path, dir, name);
    return r < 0 ? r : file_read_path(path, data, size, ret_size);
}

static int sync_path(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    int r = fsync(fd) == 0 ? 0 : -errno;
    close(fd);
    return r;
}

int file_sync(const char *path)
{
    return sync_path(path, O_RDWR);
}

int dir_sync(const char *path)
{
    return sync_path(path, O_RDONLY | O_DIRECTORY);
}

static int write_new(const char *path, struct view text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return -errno;
    int r = write_all(fd, text.data, text.size);
    if (r == 0 && fsync(fd) < 0)
        r = -errno;
    close(fd);
    return r;
}

int file_replace(const char *dir, const char *name, struct view text)
{
    char path[PATH_MAX], beside[PATH_MAX];
    int r = file_path(path, dir, name);
    if (r == 0)
        r = snprintf(beside, sizeof(beside), "%s/%s.new", dir, name) < PATH_MAX ? 0 : -ENAMETOOLONG;
    if (r < 0)
        return r;
    r = write_new(beside, text);
    if (r == 0 && rename(beside, path) < 0)
        r = -errno;
    if (r < 0) {
        unlink(beside);
        return r;
    }
    return dir_sync(dir);
}

static int copy_bytes(int from, int to)
{
    char *piece = malloc(PIECE);
    ssize_t got = piece == NULL ? -ENOMEM : PIECE;
    int r = 0;
    while (r == 0 && got > 0) {
        got = read_all(from, piece, PIECE);
        r = got <= 0 ? (int)got : write_all(to, piece, (size_t)got);
    }
    free(piece);
    return r < 0 ? r : got < 0 ? (int)got : 0;
}

int file_copy(const char *from, const char *to)
{
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return -errno;
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    int r = out < 0 ? -errno : copy_bytes(in, out);
    if (r == 0 && fsync(out) < 0)
        r = -errno;
    close(in);
    if (out >= 0)
        close(out);
    if (r < 0 && out >= 0)
        unlink(to);
    return r;
}

void dir_remove(const char *path)
{
    DIR *dir = opendir(path);
    char name[PATH_MAX];
    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;)
        if (file_path(name, path, e->d_name) == 0)
            unlink(name);
    if (dir != NULL)
        closedir(dir);
    rmdir(path);
}

int dir_is_empty(const char *path, const char *but, bool *ret)
{
    DIR *dir = opendir(path);
    bool is_empty = true;
    if (dir == NULL)
        return -errno;
    for (struct dirent *e; (e = readdir(dir)) != NULL;)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 &&
            (but == NULL || strcmp(e->d_name, but) != 0))
            is_empty = false;
    closedir(dir);
    *ret = is_empty;
    return 0;
}

static int hash_bytes(int fd, EVP_MD_CTX *md, int64_t *ret_size)
{
    char *piece = malloc(PIECE);
    ssize_t got = piece == NULL ? -ENOMEM : PIECE;
    *ret_size = 0;
    while (got > 0) {
        got = read_all(fd, piece, PIECE);
        if (got > 0 && EVP_DigestUpdate(md, piece, (size_t)got) != 1)
            got = -EIO;
        *ret_size += got > 0 ? got : 0;
    }
    free(piece);
    return (int)got;
}

int file_hash(const char *path, char ret_hash[static FILE_HASH_SIZE + 1], int64_t *ret_size)
{
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    int64_t length;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    int r = md != NULL && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1 ? 0 : -ENOMEM;
    if (r == 0)
        r = hash_bytes(fd, md, &length);
    if (r == 0 && EVP_DigestFinal_ex(md, hash, &size) != 1)
        r = -EIO;
    EVP_MD_CTX_free(md);
    close(fd);
    if (r < 0)
        return r;
    for (unsigned i = 0; i < size; i++)
        snprintf(ret_hash + (size_t)2 * i, 3, "%02x", hash[i]);
    if (ret_size != NULL)
        *ret_size = length;
    return 0;
}
