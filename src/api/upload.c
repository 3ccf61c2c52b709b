// SPDX-License-Identifier: Apache-2.0
#include "api/upload.h"
#include "api/api_state.h"
#include "api/reply.h"
#include "api/visitor.h"
#include "base/log.h"
#include "codec/multipart.h"
#include "codec/utf8.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    PIECES_MAX = 128 << 10, // bytes that wait for the worker; then the client does
    ROUND_MAX = 64 << 10,   // what a form may have besides its file
    FIELD_MAX = 64 << 10,
    NAME_MAX_BYTES = 1024,
};

struct upload {
    struct errand errand; // first
    struct mail mail;
    struct call *call;
    void (*whole)(struct call *call);
    struct upload_slot *slot;
    struct uploaded up;
    struct multipart *form; // NULL: the body is the file
    struct buffer fill;     // what came since. Loop thread
    struct buffer piece;    // what the worker has
    int64_t body_size;      // loop thread, as the next
    int end_status;         // of a body that was broken off
    const char *end_detail;
    bool is_too_large; // found on the loop
    bool is_over;      // no more comes
    bool is_with_worker;
    bool is_last; // of the worker's errand: what it has is the end
    // The worker's own:
    bool has_file; // its part has begun
    bool in_file;  // … and goes on
    int in_field;  // -1: none that is wanted
    struct buffer name, fields[UPLOAD_FIELDS];
};

static const struct view field_names[UPLOAD_FIELDS] = {
    [UPLOAD_SESSION_ID] = {"session_id", 10}, [UPLOAD_ROOM_ID] = {"room_id", 7},
    [UPLOAD_CONTENT] = {"content", 7},        [UPLOAD_CLIENT_ID] = {"client_id", 9},
    [UPLOAD_SENDER] = {"sender", 6},          [UPLOAD_AGENT_ID] = {"agent_id", 8},
};

// ---- slots

void upload_slots_init(struct upload_slots *slots)
{
    *slots = (struct upload_slots){0};
    pthread_mutex_init(&slots->lock, NULL);
}

void upload_slots_free(struct upload_slots *slots)
{
    pthread_mutex_destroy(&slots->lock);
}

enum slot_outcome { SLOT_TAKEN, SLOT_CROWDED, SLOT_TENANT_CROWDED, SLOT_ADDRESS_CROWDED };

static enum slot_outcome find_slot(struct upload_slots *slots, const struct call *call,
                                   struct upload_slot **ret)
{
    const struct http_request *request = &call->exchange->request;
    const struct principal *p = &call->principal;
    int of_tenant = 0, of_address = 0, of_visitors = 0, of_visitor = 0;
    *ret = NULL;
    for (int i = 0; i < UPLOADS_MAX; i++) {
        struct upload_slot *s = &slots->slots[i];
        if (s->tenant == 0)
            *ret = s;
        of_tenant += s->tenant == p->tenant;
        of_visitors += s->tenant == p->tenant && s->visitor != 0;
        of_visitor += s->tenant == p->tenant && s->visitor == p->owner;
        of_address += s->tenant != 0 && view_equal(view_from(s->peer), request->peer);
    }
    if (of_tenant >= UPLOADS_TENANT_MAX ||
        (p->visitor != NULL && (of_visitors >= UPLOADS_VISITORS_MAX || of_visitor >= UPLOADS_VISITOR_MAX)))
        return SLOT_TENANT_CROWDED;
    if (of_address >= UPLOADS_ADDRESS_MAX && !request->peer_is_loopback)
        return SLOT_ADDRESS_CROWDED;
    return *ret == NULL ? SLOT_CROWDED : SLOT_TAKEN;
}

static int take_slot(struct upload *u)
{
    struct call *call = u->call;
    struct upload_slots *slots = &call->loop->shared->uploads;
    pthread_mutex_lock(&slots->lock);
    enum slot_outcome r = find_slot(slots, call, &u->slot);
    if (r == SLOT_TAKEN) {
        u->slot->tenant = call->principal.tenant;
        u->slot->visitor = call->principal.visitor != NULL ? call->principal.owner : 0;
        snprintf(u->slot->peer, sizeof(u->slot->peer), "%.*s", VIEW_ARG(call->exchange->request.peer));
    } else {
        u->slot = NULL;
    }
    pthread_mutex_unlock(&slots->lock);
    if (r == SLOT_TAKEN)
        return 0;
    if (r == SLOT_CROWDED)
        return call_refuse(call, 503, VIEW("file.busy"), VIEW("too many files are being uploaded"));
    return call_refuse(call, 429, VIEW("file.crowded"), VIEW("too many files of yours are being uploaded"));
}

static void leave_slot(struct upload *u)
{
    struct upload_slots *slots = &u->call->loop->shared->uploads;
    if (u->slot == NULL)
        return;
    pthread_mutex_lock(&slots->lock);
    u->slot->tenant = 0;
    pthread_mutex_unlock(&slots->lock);
    u->slot = NULL;
}

// ---- its end

static void free_upload(struct upload *u)
{
    buffer_free(&u->fill);
    buffer_free(&u->piece);
    buffer_free(&u->name);
    for (int i = 0; i < UPLOAD_FIELDS; i++)
        buffer_free(&u->fields[i]);
    free(u->form);
    free(u);
}

// What lies on the disk goes on a worker, behind the answer.
static void run_discard(struct errand *errand, struct db *db)
{
    struct upload *u = (struct upload *)(void *)errand;
    file_writer_settle(&u->up.file, db, false);
    free_upload(u);
}

static void discard(struct upload *u)
{
    u->errand.run = run_discard;
    if (u->up.file.vault != NULL && worker_give(u->call->api->config.worker, &u->errand) == WORKER_TAKEN)
        return;
    file_writer_settle(&u->up.file, NULL, false); // the hub is stopping: the next start sweeps
    free_upload(u);
}

void upload_settle(struct call *call, bool is_named)
{
    struct upload *u = call->upload;
    if (u == NULL)
        return;
    call->upload = NULL;
    leave_slot(u);
    if (!is_named) {
        discard(u);
        return;
    }
    file_writer_settle(&u->up.file, NULL, true);
    free_upload(u);
}

const struct uploaded *upload_of(const struct call *call)
{
    return &call->upload->up;
}

// ---- on the worker

static int refuse_size(struct upload *u)
{
    return call_refuse(u->call, 413, VIEW("file.too_large"), VIEW("the file is larger than is allowed here"));
}

static int refuse_form(struct upload *u, struct view detail)
{
    return call_refuse(u->call, 400, VIEW("file.form"), detail);
}

static int write_file(struct upload *u, struct view data)
{
    struct file_writer *w = &u->up.file;
    if (w->size + (int64_t)data.size > u->up.limits.file_bytes)
        return refuse_size(u);
    return file_writer_add(w, data);
}

// A part begins: the file, a field that is wanted, or something to be read over.
static int begin_part(struct upload *u)
{
    const struct multipart *form = u->form;
    u->in_file = view_equal(form->name, VIEW("file"));
    u->in_field = -1;
    if (u->in_file && u->has_file)
        return refuse_form(u, VIEW("there are two parts called file; one request takes one"));
    if (u->in_file) {
        u->has_file = true;
        if (u->name.size == 0 && utf8_is_valid(form->filename))
            buffer_append_view(&u->name, utf8_cut(form->filename, NAME_MAX_BYTES));
        return 0;
    }
    for (int i = 0; i < UPLOAD_FIELDS; i++)
        if (view_equal(form->name, field_names[i]) && u->fields[i].size == 0)
            u->in_field = i;
    return 0;
}

static int take_part(struct upload *u, struct view data)
{
    if (u->in_file)
        return write_file(u, data);
    if (u->in_field < 0)
        return 0;
    buffer_append_view(&u->fields[u->in_field], data);
    return u->fields[u->in_field].failed ? refuse_form(u, VIEW("a field of the form is too long")) : 0;
}

static int read_form(struct upload *u, struct view rest)
{
    struct view data = {0};
    int r = 0;
    while (r == 0) {
        switch ((enum multipart_outcome)multipart_read(u->form, &rest, &data)) {
        case MULTIPART_DONE:
        case MULTIPART_MORE:
            return 0;
        case MULTIPART_PART:
            r = begin_part(u);
            break;
        case MULTIPART_DATA:
            r = take_part(u, data);
            break;
        case MULTIPART_END:
            u->in_file = false;
            u->in_field = -1;
            break;
        case MULTIPART_BAD:
            return refuse_form(u, VIEW("the form is not multipart/form-data as RFC 7578 says"));
        case MULTIPART_TOO_MANY:
            return refuse_form(u, VIEW("the form has too many parts, or too long a head of one"));
        }
    }
    return r;
}

static int check_form(struct upload *u)
{
    if (u->form != NULL && !multipart_is_whole(u->form))
        return refuse_form(u, VIEW("the form ends within a part"));
    if (u->form != NULL && !u->has_file)
        return refuse_form(u, VIEW("the form has no part called file"));
    if (u->up.file.size == 0)
        return refuse_form(u, VIEW("the file is empty"));
    for (int i = 0; i < UPLOAD_FIELDS; i++)
        if (!utf8_is_valid(buffer_view(&u->fields[i])) ||
            (u->fields[i].size > 0 && memchr(u->fields[i].data, '\0', u->fields[i].size) != NULL))
            return refuse_form(u, VIEW("a field of the form is not UTF-8"));
    return 0;
}

static int judge_type(struct upload *u)
{
    char *front = malloc(MEDIA_HEAD_SIZE);
    if (front == NULL)
        return -ENOMEM;
    int size = file_writer_front(&u->up.file, front, MEDIA_HEAD_SIZE);
    if (size >= 0)
        u->up.media = media_of(view_make(front, (size_t)size), buffer_view(&u->name));
    free(front);
    if (size < 0)
        return size;
    if (!file_limits_allow(&u->up.limits, &u->up.media))
        return call_refuse(u->call, 415, VIEW("file.type"), VIEW("files of this type are not taken here"));
    return 0;
}

static int finish(struct upload *u)
{
    int r = check_form(u);
    if (r == 0)
        r = judge_type(u);
    if (r == 0)
        r = file_writer_land(&u->up.file);
    if (r != 0)
        return r;
    u->up.name = u->name.size > 0 ? buffer_view(&u->name) : (struct view){0};
    for (int i = 0; i < UPLOAD_FIELDS; i++)
        u->up.fields[i] = u->fields[i].size > 0 ? buffer_view(&u->fields[i]) : (struct view){0};
    return 0;
}

static int work(struct upload *u)
{
    int r = 0;
    if (u->up.file.vault == NULL)
        r = file_writer_begin(u->call->api->config.vault, u->errand.tenant, &u->up.file);
    if (r == 0)
        r = u->form == NULL ? write_file(u, buffer_view(&u->piece)) : read_form(u, buffer_view(&u->piece));
    return r == 0 && u->is_last ? finish(u) : r;
}

static void run_work(struct errand *errand, struct db *db)
{
    struct upload *u = (struct upload *)(void *)errand;
    (void)db;
    int r = work(u);
    if (r < 0) {
        log_error("cannot store an uploaded file: %s", strerror(-r));
        if (r == -ENOSPC || r == -EDQUOT)
            call_refuse(u->call, 507, VIEW("file.no_space"), VIEW("there is no room for files on this hub"));
        else
            call_refuse(u->call, 500, VIEW("file.failed"), VIEW("the file could not be stored"));
    }
    loop_post(u->call->loop->loop, &u->mail);
}

// ---- on the loop

static void answer(struct upload *u)
{
    struct call *call = u->call;
    if (call->refusal.status == 0 && u->is_too_large)
        refuse_size(u);
    else if (call->refusal.status == 0)
        call_refuse(call, u->end_status, VIEW("http.refused"), view_from(u->end_detail));
    reply_refusal(call);
}

// False when the call was answered and is gone.
static bool send_piece(struct upload *u)
{
    struct buffer empty = u->piece;
    buffer_clear(&empty);
    u->piece = u->fill;
    u->fill = empty;
    u->is_last = u->is_over;
    u->is_with_worker = true;
    if (worker_give(u->call->api->config.worker, &u->errand) == WORKER_TAKEN)
        return true;
    u->is_with_worker = false;
    call_refuse(u->call, 503, VIEW("hub.stopping"), VIEW("the hub is stopping"));
    answer(u);
    return false;
}

static void deliver(struct mail *mail, struct loop *loop)
{
    struct upload *u = (struct upload *)(void *)((char *)mail - offsetof(struct upload, mail));
    struct call *call = u->call;
    (void)loop;
    u->is_with_worker = false;
    if (call->refusal.status != 0 || u->end_status != 0 || u->is_too_large) {
        answer(u);
    } else if (u->is_last) {
        u->whole(call);
    } else {
        bool goes_on = (u->fill.size == 0 && !u->is_over) || send_piece(u);
        if (goes_on && !u->is_over)
            http_body_resume(call->exchange);
    }
}

static void on_piece(void *ctx, struct http_exchange *exchange, struct view data)
{
    struct upload *u = ctx;
    u->body_size += (int64_t)data.size;
    if (u->body_size > u->up.limits.file_bytes + ROUND_MAX) {
        u->is_too_large = u->is_over = true;
        http_body_pause(exchange);
        if (!u->is_with_worker)
            answer(u);
        return;
    }
    buffer_append_view(&u->fill, data);
    if (u->fill.size >= PIECES_MAX)
        http_body_pause(exchange);
    if (!u->is_with_worker)
        send_piece(u);
}

static void on_end(void *ctx, struct http_exchange *exchange, int status, const char *detail)
{
    struct upload *u = ctx;
    (void)exchange;
    u->is_over = true;
    u->end_status = status;
    u->end_detail = detail;
    if (u->is_with_worker)
        return;
    if (status != 0)
        answer(u);
    else
        send_piece(u);
}

// ---- its beginning

static int refuse_media(struct call *call)
{
    return call_refuse(
        call, 415, VIEW("body.media_type"),
        VIEW("the body must be multipart/form-data, or the file itself with its Content-Type"));
}

static int begin_form(struct upload *u)
{
    struct call *call = u->call;
    struct view rest = call->head.content_type;
    struct view type = view_trim(view_cut(&rest, ';'));
    if (view_equal_nocase(type, VIEW("multipart/form-data"))) {
        u->form = malloc(sizeof(*u->form));
        if (u->form == NULL)
            return call_refuse(call, 503, VIEW("hub.no_memory"), VIEW("short of memory"));
        return multipart_begin(u->form, call->head.content_type) ? 0 : refuse_media(call);
    }
    // An ordinary form is a mistake, not a file.
    if (call->route->needs_form || memchr(type.data == NULL ? "" : type.data, '/', type.size) == NULL ||
        view_equal_nocase(type, VIEW("application/x-www-form-urlencoded")))
        return refuse_media(call);
    return 0;
}

static int read_limits(struct upload *u)
{
    struct call *call = u->call;
    struct snapshot snapshot;
    long long length;
    int r = snapshot_begin(call->loop->reader, call->principal.tenant, &snapshot);
    if (r == 0) {
        r = file_limits_load(snapshot.db, snapshot.tenant, call->api->config.file_max_bytes, &u->up.limits);
        if (r == 0 && call->principal.visitor != NULL)
            r = visitor_customer(snapshot.db, &call->principal, &u->up.customer);
        snapshot_end(&snapshot);
    }
    if (r < 0)
        return call_refuse(call, 500, VIEW("store.failed"), VIEW("the store failed to read"));
    struct view told = http_header_value(&call->exchange->request, VIEW("content-length"));
    bool is_long =
        told.data != NULL && (!view_to_uint(told, &length) || length > u->up.limits.file_bytes + ROUND_MAX);
    return is_long ? refuse_size(u) : 0;
}

static struct upload *new_upload(struct call *call, void (*whole)(struct call *call))
{
    struct upload *u = calloc(1, sizeof(*u));
    if (u == NULL)
        return NULL;
    u->errand = (struct errand){.tenant = call->principal.tenant, .is_file = true, .run = run_work};
    u->mail.deliver = deliver;
    u->call = call;
    u->whole = whole;
    u->in_field = -1;
    u->up.file.fd = -1;
    buffer_init(&u->fill, PIECES_MAX + (1 << 20));
    buffer_init(&u->piece, PIECES_MAX + (1 << 20));
    buffer_init(&u->name, NAME_MAX_BYTES);
    for (int i = 0; i < UPLOAD_FIELDS; i++)
        buffer_init(&u->fields[i], FIELD_MAX);
    return u;
}

void upload_begin(struct call *call, void (*whole)(struct call *call))
{
    struct upload *u = call->api->config.vault == NULL ? NULL : new_upload(call, whole);
    if (u == NULL) {
        call_refuse(call, 503, VIEW("hub.no_memory"), VIEW("this hub takes no files now"));
        reply_refusal(call);
        return;
    }
    call->upload = u;
    if (call->route->id == ROUTE_ATTACHMENT_CREATE)
        buffer_append_view(&u->name, ((const struct attachment_create_args *)call->args)->name);
    if (begin_form(u) != 0 || read_limits(u) != 0 || take_slot(u) != 0) {
        reply_refusal(call);
        return;
    }
    http_body_take(call->exchange, (struct http_intake){.ctx = u, .piece = on_piece, .end = on_end});
}
