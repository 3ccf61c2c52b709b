// SPDX-License-Identifier: Apache-2.0
#include "hub/file_vault.h"
#include "base/error.h"
#include "base/log.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { SHARD_SIZE = 2 }; // digits of the hash that name the directory

static const char THUMBNAIL_END[] = ".thumb";

// Somebody has put the file there and has not committed its row yet.
struct landing {
    struct landing *next;
    int64_t tenant;
    char hash[FILE_HASH_SIZE + 1];
};

struct file_vault {
    char dir[PATH_MAX]; // the data directory
    char fresh[PATH_MAX];
    pthread_mutex_t lock; // held while a file is removed
    struct landing *landings;
    atomic_ullong next;
    int64_t reserve; // bytes; negative: as the disk's size says
};

// ---- directories

// A new one's entry must survive a power cut before anything in it counts.
static int make_dir(const char *parent, const char *name, char ret[static PATH_MAX])
{
    int r = file_path(ret, parent, name);
    if (r < 0)
        return r;
    if (mkdir(ret, 0700) == 0)
        return dir_sync(parent);
    return errno == EEXIST ? 0 : -errno;
}

static int make_shard(const struct file_vault *v, int64_t tenant, const char *hash, char ret[static PATH_MAX])
{
    char files[PATH_MAX], own[PATH_MAX], name[24];
    int r = file_path(files, v->dir, "files");
    snprintf(name, sizeof(name), "%lld", (long long)tenant);
    if (r == 0)
        r = make_dir(files, name, own);
    snprintf(name, sizeof(name), "%.*s", SHARD_SIZE, hash);
    return r == 0 ? make_dir(own, name, ret) : r;
}

// DIR/files/TENANT/ab/HASH and what stands behind it.
static int path_of(char ret[static PATH_MAX], const char *dir, int64_t tenant, struct view hash,
                   const char *end)
{
    if (hash.size != FILE_HASH_SIZE)
        return -EINVAL;
    int size = snprintf(ret, PATH_MAX, "%s/files/%lld/%.*s/%.*s%s", dir, (long long)tenant, SHARD_SIZE,
                        hash.data, VIEW_ARG(hash), end);
    return size < PATH_MAX ? 0 : -ENAMETOOLONG;
}

static void empty(const char *path)
{
    char name[PATH_MAX];
    DIR *dir = opendir(path);
    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;)
        if (e->d_name[0] != '.' && file_path(name, path, e->d_name) == 0)
            unlink(name);
    if (dir != NULL)
        closedir(dir);
}

int file_vault_open(const char *dir, struct file_vault **ret)
{
    char files[PATH_MAX];
    struct file_vault *v = calloc(1, sizeof(*v));
    if (v == NULL)
        return error_trace(-ENOMEM);
    pthread_mutex_init(&v->lock, NULL);
    v->reserve = -1;
    int r = snprintf(v->dir, sizeof(v->dir), "%s", dir) < (int)sizeof(v->dir) ? 0 : -ENAMETOOLONG;
    if (r == 0)
        r = make_dir(dir, "files", files);
    if (r == 0)
        r = make_dir(files, "new", v->fresh);
    if (r < 0) {
        file_vault_close(v);
        return error_trace(r);
    }
    empty(v->fresh);
    *ret = v;
    return 0;
}

void file_vault_close(struct file_vault *v)
{
    if (v == NULL)
        return;
    while (v->landings != NULL) {
        struct landing *l = v->landings;
        v->landings = l->next;
        free(l);
    }
    pthread_mutex_destroy(&v->lock);
    free(v);
}

// ---- writing

int file_writer_begin(struct file_vault *vault, int64_t tenant, struct file_writer *w)
{
    char name[32];
    *w = (struct file_writer){.vault = vault, .tenant = tenant, .fd = -1};
    snprintf(name, sizeof(name), "%llu", atomic_fetch_add(&vault->next, 1));
    int r = file_path(w->path, vault->fresh, name);
    if (r < 0)
        return error_trace(r);
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    if (md == NULL || EVP_DigestInit_ex(md, EVP_sha256(), NULL) != 1) {
        EVP_MD_CTX_free(md);
        return error_trace(-ENOMEM);
    }
    w->fd = open(w->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (w->fd < 0) {
        r = -errno;
        EVP_MD_CTX_free(md);
        return error_trace(r);
    }
    w->md = md;
    return 0;
}

void file_vault_reserve(struct file_vault *v, int64_t bytes)
{
    v->reserve = bytes;
}

// The database is on this disk too, and without room nobody is heard: files end before that.
static bool has_room(const struct file_vault *v, size_t size)
{
    struct statvfs st;
    if (statvfs(v->fresh, &st) < 0)
        return true; // writing will tell
    int64_t part = (int64_t)(st.f_blocks * st.f_frsize / 50), most = (int64_t)1 << 30;
    int64_t reserve = v->reserve >= 0 ? v->reserve : part < most ? part : most;
    int64_t left = (int64_t)(st.f_bavail * st.f_frsize);
    return left >= reserve && left - reserve >= (int64_t)size;
}

int file_writer_add(struct file_writer *w, struct view data)
{
    if (!has_room(w->vault, data.size))
        return error_trace(-ENOSPC);
    w->size += (int64_t)data.size;
    if (EVP_DigestUpdate(w->md, data.data, data.size) != 1)
        return error_trace(-EIO);
    while (data.size > 0) {
        ssize_t put = write(w->fd, data.data, data.size);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return error_trace(-errno);
        data = view_make(data.data + put, data.size - (size_t)put);
    }
    return 0;
}

int file_writer_front(const struct file_writer *w, char *ret, size_t size)
{
    size_t done = 0;
    while (done < size) {
        ssize_t got = pread(w->fd, ret + done, size - done, (off_t)done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_trace(-errno);
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (int)done;
}

static int finish_hash(struct file_writer *w)
{
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (EVP_DigestFinal_ex(w->md, hash, &size) != 1 || size * 2 != FILE_HASH_SIZE)
        return -EIO;
    for (unsigned i = 0; i < size; i++)
        snprintf(w->hash + (size_t)2 * i, 3, "%02x", hash[i]);
    return 0;
}

static int protect(struct file_writer *w)
{
    struct landing *l = calloc(1, sizeof(*l));
    if (l == NULL)
        return -ENOMEM;
    l->tenant = w->tenant;
    memcpy(l->hash, w->hash, sizeof(l->hash));
    pthread_mutex_lock(&w->vault->lock);
    l->next = w->vault->landings;
    w->vault->landings = l;
    pthread_mutex_unlock(&w->vault->lock);
    w->has_landed = true;
    return 0;
}

// The bytes first, then the name, then the name's own directory: a power cut between two of them leaves a
// file that no row names. A file of the same hash holds the same, or was damaged: it is replaced either way.
static int move_in(struct file_writer *w)
{
    char shard[PATH_MAX], path[PATH_MAX];
    if (fsync(w->fd) < 0)
        return -errno;
    int r = make_shard(w->vault, w->tenant, w->hash, shard);
    if (r == 0)
        r = file_path(path, shard, w->hash);
    if (r == 0 && rename(w->path, path) < 0)
        r = -errno;
    return r == 0 ? dir_sync(shard) : r;
}

int file_writer_land(struct file_writer *w)
{
    int r = finish_hash(w);
    if (r == 0)
        r = protect(w);
    if (r == 0)
        r = move_in(w);
    return error_trace(r);
}

// The vault's lock is held.
static bool is_landing(const struct file_vault *v, int64_t tenant, struct view hash)
{
    for (const struct landing *l = v->landings; l != NULL; l = l->next)
        if (l->tenant == tenant && view_equal(view_from(l->hash), hash))
            return true;
    return false;
}

static void unprotect(struct file_writer *w)
{
    struct file_vault *v = w->vault;
    struct landing *found = NULL;
    pthread_mutex_lock(&v->lock);
    for (struct landing **at = &v->landings; *at != NULL; at = &(*at)->next)
        if ((*at)->tenant == w->tenant && memcmp((*at)->hash, w->hash, sizeof(w->hash)) == 0) {
            found = *at;
            *at = found->next;
            break;
        }
    pthread_mutex_unlock(&v->lock);
    free(found);
}

void file_writer_settle(struct file_writer *w, struct db *db, bool is_named)
{
    if (w->vault == NULL)
        return;
    if (w->fd >= 0)
        close(w->fd);
    EVP_MD_CTX_free(w->md);
    unlink(w->path); // where it has not moved
    if (w->has_landed) {
        unprotect(w);
        if (!is_named && db != NULL)
            file_vault_remove(w->vault, db, w->tenant, view_from(w->hash));
    }
    *w = (struct file_writer){.fd = -1};
}

// ---- reading

int file_open(const char *dir, int64_t tenant, struct view hash, enum file_part part)
{
    char path[PATH_MAX];
    int r = path_of(path, dir, tenant, hash, part == FILE_THUMBNAIL ? THUMBNAIL_END : "");
    if (r < 0)
        return r;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    return fd < 0 ? -errno : fd;
}

// ---- thumbnails

static int write_whole(struct file_writer *w, struct view bytes)
{
    int r = file_writer_add(w, bytes);
    return r == 0 && fsync(w->fd) < 0 ? -errno : r;
}

int file_vault_add_thumbnail(struct file_vault *v, int64_t tenant, struct view hash, struct view bytes)
{
    struct file_writer w;
    char path[PATH_MAX], shard[PATH_MAX];
    int r = file_writer_begin(v, tenant, &w);
    if (r < 0)
        return r;
    r = path_of(path, v->dir, tenant, hash, THUMBNAIL_END);
    if (r == 0)
        r = write_whole(&w, bytes);
    if (r == 0)
        r = make_shard(v, tenant, hash.data, shard);
    if (r == 0 && rename(w.path, path) < 0)
        r = -errno;
    if (r == 0)
        r = dir_sync(shard);
    file_writer_settle(&w, NULL, true);
    return error_trace(r);
}

// ---- removing

static int is_named(struct db *db, int64_t tenant, struct view hash)
{
    struct query q = query_begin(db, SQL_BLOB_BY_HASH, tenant);
    query_bind_text(&q, hash);
    int r = query_step(&q);
    query_end(&q);
    return r;
}

static int remove_both(const struct file_vault *v, int64_t tenant, struct view hash)
{
    static const char *const ends[] = {THUMBNAIL_END, ""};
    char path[PATH_MAX];
    for (size_t i = 0; i < 2; i++) {
        int r = path_of(path, v->dir, tenant, hash, ends[i]);
        if (r < 0)
            return r;
        if (unlink(path) < 0 && errno != ENOENT)
            return -errno;
    }
    return 1;
}

int file_vault_remove(struct file_vault *v, struct db *db, int64_t tenant, struct view hash)
{
    pthread_mutex_lock(&v->lock);
    bool landing = is_landing(v, tenant, hash);
    int r = landing ? 0 : is_named(db, tenant, hash);
    if (r == QUERY_DONE && !landing)
        r = remove_both(v, tenant, hash);
    else if (r == QUERY_ROW)
        r = 0;
    pthread_mutex_unlock(&v->lock);
    return error_trace(r);
}

// ---- the sweep

static bool is_hash(struct view name)
{
    for (size_t i = 0; i < name.size; i++)
        if (strchr("0123456789abcdef", name.data[i]) == NULL)
            return false;
    return name.size == FILE_HASH_SIZE;
}

// A thumbnail goes with its file; one whose file is missing goes too, when no row names that.
static int sweep_shard(struct file_vault *v, struct db *db, const char *path, int64_t tenant)
{
    int gone = 0;
    DIR *dir = opendir(path);
    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        struct view rest = view_from(e->d_name);
        struct view hash = view_cut(&rest, '.');
        if (!is_hash(hash))
            continue;
        int r = file_vault_remove(v, db, tenant, hash);
        if (r < 0)
            log_warn("cannot sweep the file %s of tenant %lld: %s", e->d_name, (long long)tenant,
                     strerror(-r));
        gone += r == 1;
    }
    if (dir != NULL)
        closedir(dir);
    return gone;
}

static int sweep_tenant(struct file_vault *v, struct db *db, const char *path, int64_t tenant)
{
    char shard[PATH_MAX];
    int gone = 0;
    DIR *dir = opendir(path);
    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;)
        if (strlen(e->d_name) == SHARD_SIZE && e->d_name[0] != '.' && file_path(shard, path, e->d_name) == 0)
            gone += sweep_shard(v, db, shard, tenant);
    if (dir != NULL)
        closedir(dir);
    return gone;
}

int file_vault_sweep(struct file_vault *v, struct db *db)
{
    char files[PATH_MAX], own[PATH_MAX];
    long long tenant;
    int gone = 0;
    int r = file_path(files, v->dir, "files");
    if (r < 0)
        return error_trace(r);
    DIR *dir = opendir(files);
    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;)
        if (view_to_uint(view_from(e->d_name), &tenant) && file_path(own, files, e->d_name) == 0)
            gone += sweep_tenant(v, db, own, tenant);
    if (dir != NULL)
        closedir(dir);
    return gone;
}
