// SPDX-License-Identifier: Apache-2.0
// Shared inside api: what struct api and struct api_loop hold.
#pragma once
#include "api/api.h"
#include "api/call.h"
#include "api/connector_book.h"
#include "api/credentials.h"
#include "api/limit.h"
#include "api/message_counts.h"
#include "api/presence.h"
#include "api/unknown_sockets.h"
#include "api/upload.h"
#include "api/visitors.h"
#include "api/wordbook.h"
#include "hub/file_link.h"
#include "hub/tenant.h"

enum { KEY_HASH_SIZE = 32, LOOPS_MAX = 64 };

// What loops count together.
struct api_shared {
    struct unknown_sockets unknown_sockets;
    atomic_ullong site_changes;   // batches that changed widget sites
    atomic_ullong access_changes; // batches that changed what keys and logins are good for
    struct limits limits;
    struct upload_slots uploads;
    struct presence presence;
    struct message_counts counts;
    atomic_int told_waiting;    // mails of what is never stored, between loops
    atomic_ullong told_dropped; // because too many waited
};

struct api {
    struct api_config config;
    bool has_key;                          // of the configuration
    unsigned char key_hash[KEY_HASH_SIZE]; // SHA-256
    struct view epoch;
    int64_t started_us; // wall clock
    uint32_t run;       // random, in request ids
    struct api_loop *loops[LOOPS_MAX];
    int loop_count;
    int port; // 0: not known
    struct api_shared shared;
};

struct api_loop {
    const struct api *api;
    struct api_shared *shared;
    struct loop *loop;
    int number;
    const struct http_server *server;
    struct db *reader;
    struct buffer scratch; // replies are written here; empty between turns
    struct arena arena;    // of one read or one frame; empty between turns
    uint64_t request_count;
    struct live_loop live;
    struct credentials credentials;
    struct wordbooks wordbooks;
    struct visitors visitors;
    struct connector_book connectors;
};

static inline int64_t api_now_us(const struct api *api)
{
    return clock_wall_us(&api->config.clock);
}

// Whether the operator allows plain http to that address.
bool api_allows_plain(const struct api *api, struct view host, int port);

// What a json_writer's ctx points to, so that files get links.
static inline struct file_links api_links(const struct api *api, int64_t tenant)
{
    return (struct file_links){
        .keys = store_secrets(api->config.store), .tenant = tenant, .now_us = api_now_us(api)};
}
