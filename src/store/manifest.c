// SPDX-License-Identifier: Apache-2.0
#include "store/manifest.h"
#include "base/buffer.h"
#include "base/error.h"
#include "codec/json.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>

enum { MANIFEST_MAX = 16 << 20 };

// ---- writing

static void write_files(struct json_writer *w, const struct manifest *m)
{
    json_key(w, VIEW("files"));
    json_begin_array(w);
    for (int i = 0; i < m->file_count; i++) {
        json_begin_object(w);
        json_key(w, VIEW("name"));
        json_string(w, m->files[i].name);
        json_key(w, VIEW("size"));
        json_integer(w, m->files[i].size);
        json_key(w, VIEW("sha256"));
        json_string(w, view_from(m->files[i].sha256));
        json_end_object(w);
    }
    json_end_array(w);
}

static void write_tenants(struct json_writer *w, const struct manifest *m)
{
    json_key(w, VIEW("tenants"));
    json_begin_array(w);
    for (int i = 0; i < m->tenant_count; i++) {
        json_begin_object(w);
        json_key(w, VIEW("tenant"));
        json_integer(w, m->tenants[i].tenant);
        json_key(w, VIEW("name"));
        json_string(w, m->tenants[i].name);
        json_key(w, VIEW("position"));
        json_integer(w, m->tenants[i].position);
        json_end_object(w);
    }
    json_end_array(w);
}

int manifest_write(const char *dir, const struct manifest *m)
{
    struct buffer out;
    buffer_init(&out, MANIFEST_MAX);
    struct json_writer w = json_writer(&out);
    json_begin_object(&w);
    json_key(&w, VIEW("omnihub_backup"));
    json_integer(&w, 1);
    json_key(&w, VIEW("version"));
    json_string(&w, m->version);
    json_key(&w, VIEW("schema"));
    json_integer(&w, m->schema);
    json_key(&w, VIEW("epoch"));
    json_string(&w, m->epoch);
    json_key(&w, VIEW("created_at"));
    json_time(&w, m->created_us);
    write_files(&w, m);
    write_tenants(&w, m);
    json_key(&w, VIEW("attachments"));
    json_begin_object(&w);
    json_key(&w, VIEW("count"));
    json_integer(&w, m->attachments);
    json_key(&w, VIEW("bytes"));
    json_integer(&w, m->attachment_bytes);
    json_end_object(&w);
    json_end_object(&w);
    buffer_append_char(&out, '\n');
    int r = out.failed ? -ENOMEM : file_replace(dir, "manifest.json", buffer_view(&out));
    buffer_free(&out);
    return error_trace(r);
}

int manifest_add_file(struct manifest *m, const char *dir, const char *name)
{
    char path[PATH_MAX];
    if (m->file_count == MANIFEST_FILES_MAX)
        return error_trace(-E2BIG);
    struct manifest_file *file = &m->files[m->file_count];
    int r = file_path(path, dir, name);
    if (r == 0)
        r = file_hash(path, file->sha256, &file->size);
    if (r < 0)
        return error_trace(r);
    file->name = view_from(name);
    m->file_count++;
    return 0;
}

// ---- reading

static bool read_text(const struct json *object, struct view name, struct arena *arena, struct view *ret)
{
    const struct json *value = json_member(object, name);
    return value != NULL && json_text(value, arena, ret);
}

static bool read_int(const struct json *object, struct view name, int64_t *ret)
{
    const struct json *value = json_member(object, name);
    return value != NULL && json_int(value, ret);
}

// A name from the file becomes a path: a plain one, nothing that leads elsewhere.
static bool is_plain_name(struct view name)
{
    return name.size > 0 && name.size < 100 && name.data[0] != '.' &&
           memchr(name.data, '/', name.size) == NULL && memchr(name.data, '\0', name.size) == NULL;
}

static bool read_file_item(const struct json *item, struct arena *arena, struct manifest_file *ret)
{
    struct view hash;
    if (item->type != JSON_OBJECT || !read_text(item, VIEW("name"), arena, &ret->name) ||
        !is_plain_name(ret->name) || !read_int(item, VIEW("size"), &ret->size) ||
        !read_text(item, VIEW("sha256"), arena, &hash) || hash.size != FILE_HASH_SIZE)
        return false;
    memcpy(ret->sha256, hash.data, hash.size);
    ret->sha256[hash.size] = '\0';
    return true;
}

static bool read_files(const struct json *root, struct arena *arena, struct manifest *m)
{
    const struct json *files = json_member(root, VIEW("files"));
    if (files == NULL || files->type != JSON_ARRAY || files->count > MANIFEST_FILES_MAX)
        return false;
    for (const struct json *item = json_first(files); item != NULL; item = json_next(files, item))
        if (!read_file_item(item, arena, &m->files[m->file_count++]))
            return false;
    return m->file_count > 0;
}

static bool read_tenants(const struct json *root, struct arena *arena, struct manifest *m)
{
    const struct json *tenants = json_member(root, VIEW("tenants"));
    if (tenants == NULL || tenants->type != JSON_ARRAY)
        return false;
    m->tenants = arena_zalloc(arena, (tenants->count + 1) * sizeof(*m->tenants));
    if (m->tenants == NULL)
        return false;
    for (const struct json *item = json_first(tenants); item != NULL; item = json_next(tenants, item)) {
        struct manifest_tenant *t = &m->tenants[m->tenant_count++];
        if (item->type != JSON_OBJECT || !read_int(item, VIEW("tenant"), &t->tenant) ||
            !read_text(item, VIEW("name"), arena, &t->name) ||
            !read_int(item, VIEW("position"), &t->position))
            return false;
    }
    return true;
}

// Backups of before there were any do not speak of them.
static bool read_attachments(const struct json *root, struct manifest *m)
{
    const struct json *object = json_member(root, VIEW("attachments"));
    m->has_attachments = object != NULL;
    return object == NULL ||
           (object->type == JSON_OBJECT && read_int(object, VIEW("count"), &m->attachments) &&
            read_int(object, VIEW("bytes"), &m->attachment_bytes));
}

static bool read_root(const struct json *root, struct arena *arena, struct manifest *m)
{
    int64_t schema, kind;
    if (root->type != JSON_OBJECT || !read_int(root, VIEW("omnihub_backup"), &kind) || kind != 1 ||
        !read_int(root, VIEW("schema"), &schema) || schema < 1 || schema > INT_MAX ||
        !read_text(root, VIEW("version"), arena, &m->version) ||
        !read_text(root, VIEW("epoch"), arena, &m->epoch))
        return false;
    m->schema = (int)schema;
    return read_files(root, arena, m) && read_tenants(root, arena, m) && read_attachments(root, m);
}

int manifest_read(const char *dir, struct arena *arena, struct manifest *ret)
{
    struct manifest m = {0};
    const struct json *root;
    size_t size;
    char *text = arena_alloc(arena, MANIFEST_MAX);
    if (text == NULL)
        return error_trace(-ENOMEM);
    int r = file_read(dir, "manifest.json", text, MANIFEST_MAX, &size);
    if (r == -ENOENT)
        return MANIFEST_MISSING;
    if (r < 0 && r != -EFBIG)
        return error_trace(r);
    if (r < 0 || json_parse(arena, view_make(text, size), NULL, &root) != JSON_OK ||
        !read_root(root, arena, &m))
        return MANIFEST_INVALID;
    *ret = m;
    return MANIFEST_OK;
}

int manifest_check_files(const char *dir, const struct manifest *m, struct view *ret_file)
{
    for (int i = 0; i < m->file_count; i++) {
        char name[128], path[PATH_MAX], hash[FILE_HASH_SIZE + 1];
        int64_t size = -1;
        snprintf(name, sizeof(name), "%.*s", VIEW_ARG(m->files[i].name));
        int r = file_path(path, dir, name);
        if (r == 0)
            r = file_hash(path, hash, &size);
        if (r < 0 && r != -ENOENT)
            return error_trace(r);
        if (r == 0 && size == m->files[i].size && strcmp(hash, m->files[i].sha256) == 0)
            continue;
        *ret_file = m->files[i].name;
        return MANIFEST_FILE_BAD;
    }
    return MANIFEST_OK;
}
