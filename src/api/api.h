// SPDX-License-Identifier: Apache-2.0
// The API of one process: what all loops share, and each loop's own part of it.
#pragma once
#include "api/limit.h"
#include "api/live.h"
#include "api/outside.h"
#include "api/thinker.h"
#include "api/worker.h"
#include "base/buffer.h"
#include "channel/registry.h"
#include "hub/clockwork.h"
#include "hub/file_vault.h"
#include "net/http.h"
#include "search/search.h"
#include "store/store.h"

struct api_config {
    struct store *store;           // borrowed
    struct worker *worker;         // borrowed
    struct thinker *thinker;       // borrowed; NULL: nobody logs in
    struct clockwork *clockwork;   // borrowed, for metrics; may be NULL
    struct search *search;         // borrowed; may be NULL: nothing is found
    struct file_vault *vault;      // borrowed; NULL: no files are taken
    int64_t file_max_bytes;        // of one file; 0: 25 MiB
    struct registry *adapters;     // borrowed, read only; NULL: there are none
    const struct outside *outside; // the delivery; NULL: nothing goes out or comes in by connectors
    void *outside_ctx;
    const void *setup; // as store_config.setup
    struct clock clock;
    const char *dir; // the data directory, for files; borrowed
    struct view version;
    struct view public_url;       // "https://hub.example.org" for addresses in answers; no data: as asked
    struct view public_host;      // allowed besides the loopback names; no data: none
    struct view allowed_origins;  // comma-separated; no data: the same origin only
    struct view egress_allow;     // the operator's list (delivery/egress.h); no data: public addresses only
    struct view api_key;          // admin key of the tenant `default`; no data: loopback only, no key
    struct limit_settings limits; // zeros: the defaults
    int loops;
};

struct api;

// Copies what it needs. The api lives until every loop has been freed.
int api_new(const struct api_config *config, struct api **ret);
void api_free(struct api *api); // NULL is harmless

struct api_loop;

// The loop's part: its connection to the store, its topics. Before the loop runs.
int api_loop_new(struct api *api, struct loop *loop, int number, struct api_loop **ret);
void api_loop_free(struct api_loop *loop); // after loop_free; NULL is harmless

// For http_server_config.app.
struct http_app api_app(struct api_loop *loop);
// Tells the loop's part about its server, for metrics and limits.
void api_loop_serve(struct api_loop *loop, const struct http_server *server);

// store_config.publish: gives every loop its share of the batch. Writer thread.
void api_publish(void *api, struct event_batch *batch);

// Before the first request: all loops' parts, in order of their numbers.
// Where loopback finds the hub, for addresses in answers to the operator. Before the loops run.
void api_set_port(struct api *api, int port);
void api_set_loops(struct api *api, struct api_loop **loops, int count);
