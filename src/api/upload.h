// SPDX-License-Identifier: Apache-2.0
// A request whose body holds a file: taken piece by piece while a worker writes it (hub/file_vault.h), so
// that no more than two pieces of it are in memory. Either the bytes themselves, under their own
// Content-Type, or multipart/form-data with one part `file` and fields beside it.
#pragma once
#include "api/call.h"
#include "codec/media_type.h"
#include "hub/file_limit.h"
#include "hub/file_vault.h"
#include <pthread.h>

enum {
    UPLOADS_MAX = 64, // at once
    UPLOADS_TENANT_MAX = 32,
    UPLOADS_ADDRESS_MAX = 16,  // of one that is not this machine
    UPLOADS_VISITORS_MAX = 24, // of a tenant's: its agents and programs find room
    UPLOADS_VISITOR_MAX = 10,  // of one: as many as the widget sends
};

// Who is uploading; shared by all loops.
struct upload_slots {
    pthread_mutex_t lock;
    struct upload_slot {
        int64_t tenant;  // 0: free
        int64_t visitor; // principal.owner; 0: no visitor's
        char peer[48];
    } slots[UPLOADS_MAX];
};
void upload_slots_init(struct upload_slots *slots);
void upload_slots_free(struct upload_slots *slots);

enum upload_field {
    UPLOAD_SESSION_ID,
    UPLOAD_ROOM_ID,
    UPLOAD_CONTENT,
    UPLOAD_CLIENT_ID,
    UPLOAD_SENDER,
    UPLOAD_AGENT_ID,
    UPLOAD_FIELDS
};

// What came, once it is whole.
struct uploaded {
    struct file_writer file; // has landed
    struct file_limits limits;
    struct media media;
    int64_t customer;                  // row of the visitor's when it began; 0: none
    struct view name;                  // as it was given; no data: none
    struct view fields[UPLOAD_FIELDS]; // no data: not there; UTF-8
};

// Begins to take the body. What goes wrong is answered here; else `whole` is called on the loop, and
// upload_of tells what came. Loop thread; the route takes_file.
void upload_begin(struct call *call, void (*whole)(struct call *call));

const struct uploaded *upload_of(const struct call *call);

// The call is about to be answered: its file is a row's now, or goes. Loop thread. Harmless without an
// upload.
void upload_settle(struct call *call, bool is_named);
