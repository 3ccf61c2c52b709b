// SPDX-License-Identifier: Apache-2.0
// Shared by registry.c and plugin.c.
#pragma once
#include "channel/registry.h"

enum { REGISTRY_MAX = 64, WHY_SIZE = 512 };

struct registry {
    struct registry_entry *entries[REGISTRY_MAX]; // each its own block: callers keep pointers
    void *libraries[REGISTRY_MAX];                // of plug-ins; NULL: built in
    int count;
    struct registry_refusal refusals[REGISTRY_MAX];
    int refusal_count;
    char *folder;
};

// CHANNEL_REFUSED with ret_why. Takes `file` and `library` over when it is OK; both NULL for built-in ones.
int registry_put(struct registry *r, const struct channel_ops *ops, const char *file, void *library,
                 char ret_why[static WHY_SIZE]);

// Logs it and keeps it for whoever asks.
void registry_refuse(struct registry *r, const char *file, const char *why);

// The library and its table, checked as far as can be without calling it.
int plugin_open(const char *folder, const char *file, void **ret_library, const struct channel_ops **ret_ops,
                char ret_why[static WHY_SIZE]);
void plugin_close(void *library); // NULL is harmless

// CHANNEL_OK when nobody but the owner, who is root or this process's user, may write there.
int plugin_check_folder(const char *folder, char ret_why[static WHY_SIZE]);
