// SPDX-License-Identifier: Apache-2.0
// Which key or login a request shows. Each loop remembers what it looked up, until keys, logins or agents
// change (EVENT_ACCESS_CHANGE) or the credential expires, so that a request costs no read. Loop thread.
#pragma once
#include "api/call.h"
#include "base/map.h"
#include "hub/credential.h"

struct api_shared;
struct shown_visitor;

enum {
    CREDENTIALS_MAX = 4096, // remembered; all are forgotten when there are more
    CREDENTIALS_UNKNOWN_MAX = 256,
};

// What somebody has shown, shared by those of the loop who showed the same.
struct shown {
    int refs;
    unsigned char hash[TOKEN_HASH_SIZE];
    bool is_configured; // the key of the configuration: no row stands for it
    int64_t touched_us; // of a login: when its expiry was last put off by this loop; 0: not yet
    struct credential is;
    struct shown_visitor *visitor; // of CREDENTIAL_VISITOR, else NULL
};

// A hash that was looked up in vain.
struct unknown_credential {
    unsigned char hash[TOKEN_HASH_SIZE];
    int64_t until_us;
};

struct credentials {
    struct map by_hash; // struct shown
    struct unknown_credential unknown[CREDENTIALS_UNKNOWN_MAX];
    unsigned long long changes; // api_shared.access_changes when this was learned
    bool is_closed;             // somebody who shows nothing is nobody
    bool is_fresh;              // is_closed was learned
    bool has_failed;            // the last that was asked for could not be looked up
};

void credentials_free(struct api_loop *loop);

// Whether a key is configured or stored, or an administrator can log in. Until then everybody on this machine
// is let in.
bool credentials_are_needed(struct api_loop *loop);

// What the text is good for now, or NULL. Borrowed until the next call; take a reference to keep it.
struct shown *credentials_find(struct api_loop *loop, enum credential_kind kind, struct view text);
// The same of what was shown before.
struct shown *credentials_again(struct api_loop *loop, const struct shown *shown);
// Whether the last NULL of the two says nothing about the credential: the store could not be read. Nobody is
// let in then, but nobody is told that their key or login is gone either.
bool credentials_have_failed(const struct api_loop *loop);

// A login that is used stays: its expiry is put off, by a small write now and then.
void credentials_touch(struct api_loop *loop, struct shown *shown);

struct shown *shown_ref(struct shown *shown);
void shown_unref(struct shown *shown); // NULL is harmless

// Whether both may do and see the same.
bool shown_are_alike(const struct shown *a, const struct shown *b);

// Who asks, with texts of `shown`.
void shown_principal(const struct shown *shown, struct principal *ret);

// Any thread: the batch changes what credentials are good for. Before any loop is told of it.
void credentials_changed(struct api_shared *shared);
