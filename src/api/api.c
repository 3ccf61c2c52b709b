// SPDX-License-Identifier: Apache-2.0
#include "api/api.h"
#include "api/api_state.h"
#include "api/dispatch.h"
#include "api/reply.h"
#include "base/error.h"
#include "base/random.h"
#include "delivery/egress_allow.h"
#include <errno.h>
#include <openssl/sha.h>
#include <stdlib.h>

enum { FILE_MAX_BYTES = 25 << 20 };

int api_new(const struct api_config *config, struct api **ret)
{
    struct random_pool pool;
    struct random random = random_system(&pool);
    struct api *api = calloc(1, sizeof(*api));
    if (api == NULL)
        return error_trace(-ENOMEM);
    api->config = *config;
    api->epoch = view_from(store_epoch(config->store));
    api->started_us = clock_wall_us(&config->clock);
    random_fill(&random, &api->run, sizeof(api->run));
    api->has_key = config->api_key.size > 0;
    if (api->has_key)
        SHA256((const unsigned char *)config->api_key.data, config->api_key.size, api->key_hash);
    api->config.api_key = (struct view){0};
    if (api->config.file_max_bytes <= 0)
        api->config.file_max_bytes = FILE_MAX_BYTES;
    unknown_sockets_init(&api->shared.unknown_sockets);
    upload_slots_init(&api->shared.uploads);
    presence_init(&api->shared.presence);
    message_counts_init(&api->shared.counts);
    uint64_t seed;
    random_fill(&random, &seed, sizeof(seed));
    limits_init(&api->shared.limits, &config->limits, seed);
    *ret = api;
    return 0;
}

void api_free(struct api *api)
{
    if (api == NULL)
        return;
    unknown_sockets_free(&api->shared.unknown_sockets);
    upload_slots_free(&api->shared.uploads);
    presence_free(&api->shared.presence);
    message_counts_free(&api->shared.counts);
    free(api);
}

int api_loop_new(struct api *api, struct loop *loop, int number, struct api_loop **ret)
{
    struct api_loop *l = calloc(1, sizeof(*l));
    if (l == NULL)
        return error_trace(-ENOMEM);
    int r = store_reader(api->config.store, &l->reader);
    if (r < 0) {
        free(l);
        return error_trace(r);
    }
    l->api = api;
    l->shared = &api->shared;
    l->loop = loop;
    l->number = number;
    buffer_init(&l->scratch, REPLY_MAX);
    arena_init(&l->arena, 64 << 10, 64 << 20);
    live_loop_init(&l->live);
    r = loop_every(loop, 1000, live_tick, l);
    if (r < 0) {
        api_loop_free(l);
        return error_trace(r);
    }
    *ret = l;
    return 0;
}

void api_loop_free(struct api_loop *l)
{
    if (l == NULL)
        return;
    live_loop_free(&l->live);
    credentials_free(l);
    wordbooks_free(&l->wordbooks);
    visitors_free(l);
    connector_book_free(&l->connectors);
    arena_free(&l->arena);
    buffer_free(&l->scratch);
    db_close(l->reader);
    free(l);
}

struct http_app api_app(struct api_loop *l)
{
    return (struct http_app){.ctx = l,
                             .body_max = dispatch_body_max,
                             .takes_pieces = dispatch_takes_pieces,
                             .request = dispatch,
                             .refusal = dispatch_refusal};
}

void api_loop_serve(struct api_loop *l, const struct http_server *server)
{
    l->server = server;
}

void api_set_port(struct api *api, int port)
{
    api->port = port;
}

void api_set_loops(struct api *api, struct api_loop **loops, int count)
{
    api->loop_count = count < LOOPS_MAX ? count : LOOPS_MAX;
    for (int i = 0; i < api->loop_count; i++)
        api->loops[i] = loops[i];
}

// ---- events to loops

struct batch_mail {
    struct mail mail;
    struct api_loop *loop;
    struct event_batch *batch;
};

static void deliver_batch(struct mail *mail, struct loop *loop)
{
    struct batch_mail *m = (struct batch_mail *)(void *)mail;
    (void)loop;
    live_publish(m->loop, m->batch);
    event_batch_unref(m->batch);
    free(m);
}

// Before any loop is told of it. A site, or the tenant of many, is the ref of their change.
static void note_changes(struct api_shared *shared, const struct event_batch *batch)
{
    bool is_of_access = false, is_of_sites = false;
    for (const struct event *e = batch->first; e != NULL; e = e->next) {
        is_of_access = is_of_access || e->kind == EVENT_ACCESS_CHANGE;
        is_of_sites = is_of_sites || (e->kind == EVENT_ACCESS_CHANGE && e->ref != 0);
    }
    if (is_of_sites)
        atomic_fetch_add(&shared->site_changes, 1);
    if (is_of_access)
        credentials_changed(shared);
}

void api_publish(void *ctx, struct event_batch *batch)
{
    struct api *api = ctx;
    note_changes(&api->shared, batch);
    for (int i = 0; i < api->loop_count; i++) {
        struct batch_mail *m = malloc(sizeof(*m));
        if (m == NULL)
            abort(); // a loop that misses a batch would lie to its clients; the next start has it all
        *m = (struct batch_mail){
            .mail.deliver = deliver_batch, .loop = api->loops[i], .batch = event_batch_ref(batch)};
        loop_post(api->loops[i]->loop, &m->mail);
    }
}

bool api_allows_plain(const struct api *api, struct view host, int port)
{
    struct egress_allow allow;
    struct egress_address address;
    const char *fault;
    struct view name = view_equal_nocase(host, VIEW("localhost")) ? VIEW("127.0.0.1") : host;
    return egress_allow_read(api->config.egress_allow, &allow, &fault) == 0 &&
           egress_address_read(name, &address) && egress_allow_has(&allow, &address, port);
}
