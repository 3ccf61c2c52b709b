// SPDX-License-Identifier: Apache-2.0
#include "store/file_tree.h"
#include "base/error.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MAX = 4, PAGE = 500 }; // the latter of store/sql/file.sql

// ---- whole trees

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static void remove_tree(const char *path, int depth)
{
    char name[PATH_MAX];
    DIR *dir = depth > DEPTH_MAX ? NULL : opendir(path);
    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        if (is_dots(e->d_name) || file_path(name, path, e->d_name) < 0 || unlink(name) == 0)
            continue;
        remove_tree(name, depth + 1);
    }
    if (dir != NULL)
        closedir(dir);
    rmdir(path);
}

void file_tree_remove(const char *path)
{
    remove_tree(path, 1);
}

// The directories only: their files are synced one by one.
static int sync_tree(const char *path, int depth)
{
    char name[PATH_MAX];
    struct stat st;
    int r = 0;
    DIR *dir = depth > DEPTH_MAX ? NULL : opendir(path);
    if (dir == NULL)
        return -errno;
    for (struct dirent *e; r == 0 && (e = readdir(dir)) != NULL;) {
        if (is_dots(e->d_name) || file_path(name, path, e->d_name) < 0 || lstat(name, &st) < 0)
            continue;
        if (S_ISDIR(st.st_mode))
            r = sync_tree(name, depth + 1);
    }
    closedir(dir);
    return r == 0 ? dir_sync(path) : r;
}

// ---- what rows name

struct named {
    int64_t tenant;
    char hash[FILE_HASH_SIZE + 1];
};

static int path_of(char *ret, const char *dir, const struct named *n, const char *end)
{
    int size =
        snprintf(ret, PATH_MAX, "%s/files/%lld/%.2s/%s%s", dir, (long long)n->tenant, n->hash, n->hash, end);
    return size < PATH_MAX ? 0 : -ENAMETOOLONG;
}

static int make_dirs(const char *to, const struct named *n)
{
    char files[PATH_MAX], own[PATH_MAX], shard[PATH_MAX], name[24];
    const char *const made[] = {files, own, shard};
    int r = file_path(files, to, "files");
    snprintf(name, sizeof(name), "%lld", (long long)n->tenant);
    if (r == 0)
        r = file_path(own, files, name);
    snprintf(name, sizeof(name), "%.2s", n->hash);
    if (r == 0)
        r = file_path(shard, own, name);
    for (size_t i = 0; r == 0 && i < sizeof(made) / sizeof(made[0]); i++)
        if (mkdir(made[i], 0700) < 0 && errno != EEXIST)
            r = -errno;
    return r;
}

static bool exists(const struct file_tree *tree, const struct named *n)
{
    char path[PATH_MAX];
    return path_of(path, tree->from, n, "") == 0 && access(path, F_OK) == 0;
}

// 1 when it was copied, 0 when there is none.
static int copy_part(const struct file_tree *tree, const struct named *n, const char *end)
{
    char from[PATH_MAX], to[PATH_MAX];
    int r = path_of(from, tree->from, n, end);
    if (r == 0)
        r = path_of(to, tree->to, n, end);
    if (r == 0)
        r = file_copy(from, to);
    return r == -ENOENT ? 0 : r < 0 ? r : 1;
}

static int verify(struct file_tree *tree, const struct named *n)
{
    char path[PATH_MAX], hash[FILE_HASH_SIZE + 1];
    int64_t size;
    int r = path_of(path, tree->to, n, "");
    if (r == 0)
        r = file_hash(path, hash, &size);
    if (r < 0)
        return r;
    if (strcmp(hash, n->hash) != 0) {
        snprintf(tree->fault, sizeof(tree->fault), "files/%lld/%.2s/%s", (long long)n->tenant, n->hash,
                 n->hash);
        return FILE_TREE_BAD;
    }
    tree->count++;
    tree->bytes += size;
    return FILE_TREE_OK;
}

static int copy_one(struct file_tree *tree, const struct named *n)
{
    if (tree->is_cancelled != NULL && tree->is_cancelled(tree->ctx))
        return -ECANCELED;
    if (!exists(tree, n))
        return FILE_TREE_OK;
    int r = make_dirs(tree->to, n);
    if (r == 0)
        r = copy_part(tree, n, "");
    if (r <= 0)
        return r;
    r = copy_part(tree, n, ".thumb");
    return r < 0 ? r : verify(tree, n);
}

// A page of rows behind *after. How many there were, FILE_TREE_BAD as -EILSEQ, or negative.
static int copy_page(struct file_tree *tree, struct db *db, int64_t *after)
{
    struct query q = query_begin(db, SQL_BLOBS_WALK, 0);
    query_bind(&q, *after);
    int r, fault = 0, count = 0;
    while (fault == 0 && (r = query_step(&q)) == QUERY_ROW) {
        struct named n = {.tenant = query_int(&q, 1)};
        struct view hash = query_text(&q, 2);
        *after = query_int(&q, 0);
        count++;
        if (hash.size != FILE_HASH_SIZE)
            continue;
        memcpy(n.hash, hash.data, hash.size);
        fault = copy_one(tree, &n);
    }
    query_end(&q);
    return fault == FILE_TREE_BAD ? -EILSEQ : fault < 0 ? fault : r < 0 ? r : count;
}

int file_tree_copy(struct file_tree *tree, struct db *db)
{
    char files[PATH_MAX];
    int64_t after = 0;
    int r = file_path(files, tree->to, "files");
    if (r == 0)
        do
            r = copy_page(tree, db, &after);
        while (r == PAGE);
    if (r >= 0)
        r = tree->count > 0 ? sync_tree(files, 1) : 0;
    return r == -EILSEQ ? FILE_TREE_BAD : error_trace(r);
}
