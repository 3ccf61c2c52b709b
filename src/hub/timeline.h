// SPDX-License-Identifier: Apache-2.0
// Timelines: the interactions of a session or of a customer, in order of position.
#pragma once
#include "hub/access.h"
#include "hub/cluster.h"

enum {
    TIMELINE_LAST = 50,       // entries that views hold
    TIMELINE_BYTES = 2 << 20, // of text; with it the part that is read ends, though more were asked for
};

struct timeline {
    struct interaction *items; // in the arena, newest first
    int count;
    bool has_more; // older ones than the last
};

// At most `limit` interactions before `before` (a position; INT64_MAX: from the newest on), newest first; at
// least one if there is one.
int timeline_of_cluster(struct db *db, int64_t tenant, const struct cluster *cluster, int64_t before,
                        int limit, struct arena *arena, struct timeline *ret);
int timeline_of_session(struct db *db, int64_t tenant, const struct session *session, int64_t before,
                        int limit, struct arena *arena, struct timeline *ret);
// What happened to the session: everything but messages.
int timeline_events_of_session(struct db *db, int64_t tenant, const struct session *session, int64_t before,
                               int limit, struct arena *arena, struct timeline *ret);

// Hides the entries of sessions that the agent may not see. They keep their places, for cursors.
int timeline_hide(struct db *db, int64_t tenant, const struct access_view *view, struct timeline *timeline);

// Whether the entry is told to that audience.
bool timeline_tells(const struct interaction *entry, enum audience audience);

// As a JSON array, newest first or oldest first; the public audience gets public entries only.
void timeline_write(struct json_writer *w, const struct timeline *timeline, bool oldest_first,
                    enum audience audience, struct view epoch);
