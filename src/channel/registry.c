// SPDX-License-Identifier: Apache-2.0
#include "channel/registry.h"
#include "base/error.h"
#include "base/log.h"
#include "channel/registry_row.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

int registry_new(struct registry **ret)
{
    struct registry *r = calloc(1, sizeof(*r));
    if (r == NULL)
        return error_trace(-ENOMEM);
    *ret = r;
    return 0;
}

void registry_free(struct registry *r)
{
    if (r == NULL)
        return;
    for (int i = 0; i < r->count; i++) {
        free((void *)(uintptr_t)r->entries[i]->file);
        free(r->entries[i]);
        plugin_close(r->libraries[i]);
    }
    for (int i = 0; i < r->refusal_count; i++) {
        free((void *)(uintptr_t)r->refusals[i].file);
        free((void *)(uintptr_t)r->refusals[i].why);
    }
    free(r->folder);
    free(r);
}

int registry_put(struct registry *r, const struct channel_ops *ops, const char *file, void *library,
                 char ret_why[static WHY_SIZE])
{
    struct registry_entry *e = calloc(1, sizeof(*e));
    char why[TABLE_WHY_SIZE] = "";
    if (e == NULL)
        return error_trace(-ENOMEM);
    int result = table_take(ops, &e->ops, why);
    if (result == CHANNEL_OK && registry_find(r, view_from(e->ops.name)) != NULL) {
        snprintf(why, sizeof(why), "there is an adapter %s already", e->ops.name);
        result = CHANNEL_REFUSED;
    } else if (result == CHANNEL_OK && r->count == REGISTRY_MAX) {
        snprintf(why, sizeof(why), "there are %d adapters already", REGISTRY_MAX);
        result = CHANNEL_REFUSED;
    }
    if (result != CHANNEL_OK) {
        snprintf(ret_why, WHY_SIZE, "%s", why);
        free(e);
        return result;
    }
    e->file = file;
    r->libraries[r->count] = library;
    r->entries[r->count++] = e;
    return CHANNEL_OK;
}

int registry_add(struct registry *r, const struct channel_ops *ops)
{
    char why[WHY_SIZE];
    int result = registry_put(r, ops, NULL, NULL, why);
    if (result == CHANNEL_REFUSED)
        log_error("a built-in adapter was refused: %s", why);
    return result;
}

void registry_refuse(struct registry *r, const char *file, const char *why)
{
    log_warn("plug-in %s was not loaded: %s", file, why);
    if (r->refusal_count == REGISTRY_MAX)
        return;
    struct registry_refusal *refusal = &r->refusals[r->refusal_count];
    refusal->file = strdup(file);
    refusal->why = strdup(why);
    if (refusal->file != NULL && refusal->why != NULL) {
        r->refusal_count++;
        return;
    }
    free((void *)(uintptr_t)refusal->file);
    free((void *)(uintptr_t)refusal->why);
}

// ---- plug-ins

static int is_library(const struct dirent *e)
{
    size_t size = strlen(e->d_name);
    return size > 3 && e->d_name[0] != '.' && strcmp(e->d_name + size - 3, ".so") == 0;
}

static int load(struct registry *r, const char *folder, const char *name)
{
    char why[WHY_SIZE] = "";
    const struct channel_ops *ops;
    void *library = NULL;
    char *file = strdup(name);
    int result = file == NULL ? -ENOMEM : plugin_open(folder, name, &library, &ops, why);
    if (result == CHANNEL_OK)
        result = registry_put(r, ops, file, library, why);
    if (result == CHANNEL_OK) {
        log_info("plug-in %s: adapter %s", name, ops->name);
        return CHANNEL_OK;
    }
    if (result == CHANNEL_REFUSED)
        registry_refuse(r, name, why);
    plugin_close(library);
    free(file);
    return result;
}

static int load_all(struct registry *r, const char *folder)
{
    struct dirent **names;
    int count = scandir(folder, &names, is_library, alphasort), taken = 0, result = 0;
    if (count < 0) {
        registry_refuse(r, folder, strerror(errno));
        return 0;
    }
    for (int i = 0; i < count; i++) {
        if (result >= 0)
            result = load(r, folder, names[i]->d_name);
        taken += result == CHANNEL_OK;
        free(names[i]);
    }
    free(names);
    return result < 0 ? error_trace(result) : taken;
}

int registry_load(struct registry *r, const char *folder)
{
    char why[WHY_SIZE];
    r->folder = strdup(folder);
    if (r->folder == NULL)
        return error_trace(-ENOMEM);
    if (plugin_check_folder(folder, why) == CHANNEL_OK)
        return load_all(r, folder);
    registry_refuse(r, folder, why);
    return 0;
}

// ---- asking

const struct registry_entry *registry_find(const struct registry *r, struct view name)
{
    for (int i = 0; i < r->count; i++)
        if (view_equal(view_from(r->entries[i]->ops.name), name))
            return r->entries[i];
    return NULL;
}

int registry_count(const struct registry *r)
{
    return r->count;
}

const struct registry_entry *registry_at(const struct registry *r, int i)
{
    return r->entries[i];
}

int registry_refusals(const struct registry *r, const struct registry_refusal **ret)
{
    *ret = r->refusals;
    return r->refusal_count;
}

const char *registry_folder(const struct registry *r)
{
    return r->folder;
}

bool registry_can(const struct registry *r, const char *kind, enum channel_ability ability)
{
    for (int i = 0; i < r->count; i++) {
        const struct channel_ops *ops = &r->entries[i]->ops;
        for (int k = 0; ops->kinds[k] != NULL; k++)
            if ((ops->abilities & ability) && strcmp(ops->kinds[k], kind) == 0)
                return true;
    }
    return false;
}
