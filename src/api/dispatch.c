// SPDX-License-Identifier: Apache-2.0
#include "api/dispatch.h"
#include "api/handlers.h"
#include "api/idempotent.h"
#include "api/reply.h"
#include "api/security.h"
#include "api/static_files.h"
#include "base/log.h"
#include <errno.h>

enum {
    WRITE_DEADLINE_US = 10000000,
    POINT_ROWS_MAX = 100,
    SLOW_TURN_US = 20000,
    BODY_MAX = 1 << 20,
};

// ---- writes

// What failed is not all that was asked for.
static void refuse_rest(struct call *call)
{
    if (call->parts > 0)
        call_refuse(call, 503, VIEW("write.partly_done"),
                    VIEW("a part is done; send all of it again: what has an id of its own is done once"));
}

// The next part of a write: to the end of the queue, so that others have their turn.
static void go_on(struct call *call)
{
    handlers[call->route->id].again(call);
    call->parts++;
    call->work.deadline_us = clock_mono_us(&call->api->config.clock) + WRITE_DEADLINE_US;
    if (dispatch_refuse_push(call, store_submit(call->api->config.store, &call->work)) == 0)
        return;
    refuse_rest(call);
    reply_refusal(call);
}

static void deliver_write(struct mail *mail, struct loop *loop)
{
    struct call *call = (struct call *)(void *)((char *)mail - offsetof(struct call, mail));
    (void)loop;
    if (call->is_partial && call->refusal.status == 0) {
        go_on(call);
        return;
    }
    if (idempotent_reply(call))
        return;
    if (call->refusal.status != 0) {
        reply_refusal(call);
        return;
    }
    struct buffer *out = &call->loop->scratch;
    struct json_writer w = json_writer(out);
    struct file_links links = api_links(call->api, call->principal.tenant);
    w.ctx = &links;
    buffer_clear(out);
    handlers[call->route->id].render(call, &w);
    if (out->failed) {
        call_refuse(call, 500, VIEW("reply.too_large"),
                    VIEW("it is done, but the answer is too large; read it in parts"));
        reply_refusal(call);
        return;
    }
    reply(call, buffer_view(out));
}

static int decide(struct work *work, struct tx *tx)
{
    struct call *call = (struct call *)(void *)work;
    call->refusal.status = 0;
    call->status = 200;
    call->position = 0;
    call->version = 0;
    call->customer = 0;
    call->is_secret = false;
    call->is_partial = false;
    return handlers[call->route->id].decide(tx, call);
}

static void decided(struct work *work, enum work_outcome outcome, int result)
{
    struct call *call = (struct call *)(void *)work;
    dispatch_judge(call, outcome, result);
    if (outcome != WORK_COMMITTED)
        refuse_rest(call);
    loop_post(call->loop->loop, &call->mail);
}

void dispatch_judge(struct call *call, enum work_outcome outcome, int result)
{
    if (outcome != WORK_COMMITTED)
        call->position = 0; // it took one, which somebody else will have
    switch (outcome) {
    case WORK_COMMITTED:
        if (result > 0 && call->refusal.status == 0 && !call->is_partial)
            call_refuse(call, 500, VIEW("server.failed"), VIEW("the hub failed; the log says more"));
        return;
    case WORK_FAILED:
        call_refuse(call, 500, VIEW("store.failed"), VIEW("the store failed; nothing was written"));
        return;
    case WORK_EXPIRED:
        call_refuse(call, 503, VIEW("writer.late"), VIEW("too busy to begin in time; nothing was written"));
        return;
    case WORK_STORE_FULL:
        call_refuse(call, 503, VIEW("store.full"), VIEW("no space to write; nothing was written"));
        return;
    case WORK_STOPPED:
        call_refuse(call, 503, VIEW("hub.stopping"), VIEW("the hub is stopping; nothing was written"));
        return;
    }
}

int dispatch_refuse_push(struct call *call, int outcome)
{
    switch ((enum work_push_outcome)outcome) {
    case WORK_PUSHED:
        return 0;
    case WORK_TENANT_FULL:
        return call_refuse(call, 429, VIEW("writer.tenant_busy"),
                           VIEW("too many requests wait for this tenant"));
    case WORK_QUEUE_FULL:
        return call_refuse(call, 503, VIEW("writer.busy"), VIEW("too many requests wait"));
    case WORK_QUEUE_STOPPED:
        return call_refuse(call, 503, VIEW("hub.stopping"), VIEW("the hub is stopping"));
    }
    return call_refuse(call, 503, VIEW("writer.busy"), VIEW("too many requests wait"));
}

// A long body does not lie in the arena.
static size_t memory_of(const struct call *call)
{
    return sizeof(*call) + call->exchange->arena.used + call->exchange->request.body.size;
}

static int submit(struct call *call)
{
    return dispatch_refuse_push(call, store_submit(call->api->config.store, &call->work));
}

static int refuse_failed(struct call *call)
{
    return call_refuse(call, 500, VIEW("store.failed"), VIEW("the store failed; nothing was written"));
}

// What a handler has to look up before it thinks. 0, or positive after call_refuse.
static int prepare(struct call *call)
{
    const struct handler *handler = &handlers[call->route->id];
    struct snapshot snapshot;
    if (handler->prepare == NULL)
        return 0;
    int r = snapshot_begin(call->loop->reader, call->principal.tenant, &snapshot);
    if (r == 0) {
        r = handler->prepare(&snapshot, call);
        snapshot_end(&snapshot);
    }
    return r < 0 ? refuse_failed(call) : r;
}

// The call goes on to the writer by itself, or back to its loop with a refusal.
static void run_thought(struct thought *thought)
{
    struct call *call = (struct call *)(void *)((char *)thought - offsetof(struct call, thought));
    int r = handlers[call->route->id].ponder(call);
    if (r < 0)
        r = refuse_failed(call);
    if (r != 0 || submit(call) != 0)
        loop_post(call->loop->loop, &call->mail);
}

static void think(struct call *call)
{
    struct thinker *thinker = call->api->config.thinker;
    call->thought.run = run_thought;
    if (thinker != NULL && thinker_give(thinker, &call->thought))
        return;
    call_refuse(call, 503, VIEW("thinker.busy"), VIEW("too many passwords wait to be checked"));
    reply_refusal(call);
}

void dispatch_return(struct call *call, int r)
{
    if (r < 0)
        r = refuse_failed(call);
    if (r != 0 || handlers[call->route->id].decide == NULL || submit(call) != 0)
        loop_post(call->loop->loop, &call->mail);
}

static void send_out(struct call *call)
{
    int r = handlers[call->route->id].send(call);
    if (r == 0)
        return;
    if (r < 0)
        refuse_failed(call);
    reply_refusal(call);
}

static int filter(struct call *call)
{
    const struct handler *handler = &handlers[call->route->id];
    return handler->filter == NULL ? 0 : handler->filter(call);
}

static void start_write(struct call *call)
{
    call->mail.deliver = deliver_write;
    if (filter(call) != 0 || prepare(call) != 0) {
        reply_refusal(call);
        return;
    }
    call->work = (struct work){
        .tenant = call->principal.tenant,
        .class = WORK_LIVE,
        .bytes = memory_of(call),
        .deadline_us = clock_mono_us(&call->api->config.clock) + WRITE_DEADLINE_US,
        .decide = decide,
        .done = decided,
    };
    bool is_sent = handlers[call->route->id].send != NULL;
    if (call->thinking == NULL && call->upload == NULL && !is_sent && idempotent_begin(call) != 0)
        reply_refusal(call);
    else if (call->thinking != NULL)
        think(call);
    else if (is_sent)
        send_out(call);
    else if (submit(call) != 0)
        reply_refusal(call);
}

// ---- reads

// Runs the read in a snapshot; the reply's JSON is in `out`. 0, or positive with call->refusal set.
static int read_into(struct call *call, struct db *db, struct buffer *out)
{
    struct snapshot snapshot;
    struct json_writer w = json_writer(out);
    struct file_links links = api_links(call->api, call->principal.tenant);
    w.ctx = &links;
    buffer_clear(out);
    int r = snapshot_begin(db, call->principal.tenant, &snapshot);
    if (r == 0) {
        call->position = snapshot.position;
        r = handlers[call->route->id].read(&snapshot, call, &w);
        snapshot_end(&snapshot);
    }
    if (r == -ECANCELED)
        return call_refuse(call, 503, VIEW("store.slow"), VIEW("this took too long to read; ask for less"));
    if (r < 0)
        return call_refuse(call, 500, VIEW("store.failed"), VIEW("the store failed to read"));
    if (r == 0 && out->failed)
        return call_refuse(call, 500, VIEW("reply.too_large"), VIEW("the answer is too large; ask for less"));
    return r;
}

static void read_on_loop(struct call *call)
{
    struct api_loop *loop = call->loop;
    if (read_into(call, loop->reader, &loop->scratch) != 0)
        reply_refusal(call);
    else
        reply(call, buffer_view(&loop->scratch));
}

static void deliver_read(struct mail *mail, struct loop *loop)
{
    struct call *call = (struct call *)(void *)((char *)mail - offsetof(struct call, mail));
    struct buffer body = call->body;
    (void)loop;
    call->body = (struct buffer){0};
    if (call->refusal.status != 0)
        reply_refusal(call);
    else
        reply(call, buffer_view(&body));
    buffer_free(&body);
}

struct read_errand {
    struct errand errand;
    struct call *call;
};

static void run_read(struct errand *errand, struct db *db)
{
    struct call *call = ((struct read_errand *)(void *)errand)->call;
    buffer_init(&call->body, REPLY_MAX);
    read_into(call, db, &call->body);
    loop_post(call->loop->loop, &call->mail);
}

static void read_on_worker(struct call *call)
{
    struct read_errand *errand = arena_zalloc(call_arena(call), sizeof(*errand));
    int r = WORKER_FULL;
    call->mail.deliver = deliver_read;
    if (errand != NULL) {
        *errand =
            (struct read_errand){.errand = {.tenant = call->principal.tenant, .run = run_read}, .call = call};
        r = worker_give(call->api->config.worker, &errand->errand);
    }
    if (r == WORKER_TAKEN)
        return;
    if (r == WORKER_TENANT_FULL)
        call_refuse(call, 429, VIEW("worker.tenant_busy"), VIEW("too many long reads of this tenant"));
    else
        call_refuse(call, 503, VIEW("worker.busy"), VIEW("too many long reads"));
    reply_refusal(call);
}

static void start_read(struct call *call)
{
    const struct handler *handler = &handlers[call->route->id];
    int64_t began_us = clock_mono_us(&call->api->config.clock);
    const char *name = call->route->name;
    const struct clock *clock = &call->api->config.clock;
    bool is_long = call->route->kind == ROUTE_KIND_SCAN ||
                   (handler->rows != NULL && handler->rows(call) > POINT_ROWS_MAX);
    if (is_long) {
        read_on_worker(call);
        return;
    }
    read_on_loop(call);
    int64_t took_us = clock_mono_us(clock) - began_us;
    if (took_us > SLOW_TURN_US)
        log_warn("%s held its loop for %lld ms", name, (long long)(took_us / 1000));
}

static void answer_locally(struct call *call)
{
    struct buffer *out = &call->loop->scratch;
    buffer_clear(out);
    handlers[call->route->id].answer(call, out);
    if (call->refusal.status != 0)
        reply_refusal(call);
    else
        reply(call, buffer_view(out));
}

// ---- every request

// Which methods the path takes, for the Allow header.
static void note_allowed(struct call *call, unsigned allowed)
{
    struct buffer text;
    struct view allow;
    buffer_init(&text, 256);
    route_allow_write(&text, allowed);
    if (arena_copy(call_arena(call), buffer_view(&text), &allow))
        call->allow = allow;
    buffer_free(&text);
}

static int refuse_route(struct call *call, enum route_outcome outcome, unsigned allowed)
{
    if (outcome == ROUTE_NOT_FOUND)
        return call_refuse(call, 404, VIEW("route.unknown"), VIEW("there is nothing under this path"));
    note_allowed(call, allowed);
    return call_refuse(call, 405, VIEW("method.not_allowed"), VIEW("this path does not take this method"));
}

static int parse_args(struct call *call)
{
    const struct http_request *request = &call->exchange->request;
    struct faults faults;
    int r = args_parse(call->route,
                       &(struct args_source){.arena = call_arena(call),
                                             .params = call->params,
                                             .query = request->query,
                                             .body = request->body},
                       &call->args, &faults);
    if (r == ARGS_OK)
        return 0;
    call->refusal = problem_of_args(r, &faults, call_arena(call));
    return 1;
}

static void run(struct call *call)
{
    switch (call->route->kind) {
    case ROUTE_KIND_WRITE:
        if (call->route->takes_file)
            upload_begin(call, start_write);
        else
            start_write(call);
        return;
    case ROUTE_KIND_POINT:
    case ROUTE_KIND_SCAN:
        start_read(call);
        return;
    case ROUTE_KIND_LOCAL:
        answer_locally(call);
        return;
    case ROUTE_KIND_SOCKET:
        live_open(call);
        return;
    }
}

// Of a provider nobody asks who it is: its adapter does, by the signature. How often it may ask is the
// handler's to say, for it is told which connector is meant.
static int admit_provider(struct call *call)
{
    int r = security_check_provider(call);
    return r == 0 ? parse_args(call) : r;
}

// What must hold before a handler runs; positive with call->refusal set.
static int admit(struct call *call)
{
    const struct http_request *request = &call->exchange->request;
    enum route_outcome outcome;
    unsigned allowed;
    call->route = route_find(request->method, request->path, call->params, &outcome, &allowed);
    bool is_socket = call->route != NULL && call->route->kind == ROUTE_KIND_SOCKET;
    if (call->route != NULL && call->route->is_raw)
        return admit_provider(call);
    int r = security_check(call, is_socket);
    if (r == 0 && call->route == NULL)
        r = refuse_route(call, outcome, allowed);
    if (r == 0)
        r = security_identify(call, is_socket);
    r = limit_admit(call, r);
    if (r == 0)
        r = security_check_body(call);
    if (r == 0)
        r = parse_args(call);
    return r;
}

// OPTIONS, of a browser's preflight or of a curious caller (RFC 9110 9.3.7), of a path that exists.
static bool is_question_of_methods(struct call *call)
{
    if (call->exchange->request.method != HTTP_OPTIONS || call->refusal.status != 405)
        return false;
    call->status = 204;
    return true;
}

void dispatch(void *ctx, struct http_exchange *exchange)
{
    struct api_loop *loop = ctx;
    const struct api *api = loop->api;
    struct call *call = arena_zalloc(&exchange->arena, sizeof(*call));
    if (call == NULL) {
        http_reply(exchange, 503, NULL, 0, (struct view){0}, true);
        return;
    }
    call->api = api;
    call->loop = loop;
    call->exchange = exchange;
    call->status = 200;
    call->head = head_of(&exchange->request);
    call->content_type = VIEW("application/json");
    loop->request_count++;
    if (static_file_answer(call))
        return;
    if (admit(call) == 0)
        run(call);
    else if (is_question_of_methods(call))
        reply(call, (struct view){0});
    else
        reply_refusal(call);
}

void dispatch_refusal(void *ctx, int status, const char *detail, struct buffer *out, struct view *ret_type)
{
    (void)ctx;
    problem_write(
        out, &(struct problem){.status = status, .code = VIEW("http.refused"), .detail = view_from(detail)});
    *ret_type = VIEW(PROBLEM_TYPE);
}

bool dispatch_takes_pieces(void *ctx, const struct http_request *request, size_t *ret_max)
{
    struct view params[ROUTE_PARAMS_MAX];
    enum route_outcome outcome;
    unsigned allowed;
    (void)ctx;
    const struct route *route = route_find(request->method, request->path, params, &outcome, &allowed);
    if (route == NULL || !route->takes_file)
        return false;
    *ret_max = SIZE_MAX; // the upload knows
    return true;
}

size_t dispatch_body_max(void *ctx, const struct http_request *request)
{
    struct view params[ROUTE_PARAMS_MAX];
    enum route_outcome outcome;
    unsigned allowed;
    (void)ctx;
    const struct route *route = route_find(request->method, request->path, params, &outcome, &allowed);
    return route == NULL || route->body_max == 0 ? BODY_MAX : route->body_max;
}
