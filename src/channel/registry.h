// SPDX-License-Identifier: Apache-2.0
// The adapters that this process has, by name: those built in, which the composition lists, and plug-ins.
// Made before the threads start and not changed afterwards: then any thread may read.
#pragma once
#include "channel/table.h"

struct registry;

struct registry_entry {
    struct channel_ops ops; // checked, and whole
    const char *file;       // of a plug-in; NULL: built in
};

// A plug-in that was not taken.
struct registry_refusal {
    const char *file;
    const char *why;
};

int registry_new(struct registry **ret);
void registry_free(struct registry *r); // NULL is harmless

// A built-in one. CHANNEL_REFUSED, logged, when its table is wrong or the name is taken; -ENOMEM.
int registry_add(struct registry *r, const struct channel_ops *ops);

// Loads every *.so of the folder, in the order of their names; what is wrong is logged, one line each, and
// left out, as is all of it when everybody may write to the folder. How many were taken;
// -ENOMEM. A plug-in is code of the hub's own process: it can do what the hub can.
int registry_load(struct registry *r, const char *folder);

// NULL: there is none.
const struct registry_entry *registry_find(const struct registry *r, struct view name);

int registry_count(const struct registry *r);
const struct registry_entry *registry_at(const struct registry *r, int i);
int registry_refusals(const struct registry *r, const struct registry_refusal **ret);
const char *registry_folder(const struct registry *r); // of the plug-ins; NULL: none

// Whether some adapter serves the kind with this ability.
bool registry_can(const struct registry *r, const char *kind, enum channel_ability ability);
