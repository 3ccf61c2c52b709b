// SPDX-License-Identifier: Apache-2.0
#include "net/websocket_conn.h"
#include "net/frame_queue.h"
#include "net/websocket_inside.h"
#include <errno.h>
#include <stdlib.h>

enum { CODE_DROPPED = 1006, FRAME_HEADER_MAX = 14 };

enum websocket_state {
    WS_OPEN,
    WS_CLOSING, // our close frame is queued or sent; the peer's is awaited
    WS_FAILED,  // the same behind a fault or a slow peer: what comes is not read any more
    WS_ENDING,  // both close frames are there; the last bytes leave
    WS_DEAD,    // `closed` follows at the end of the turn
};

struct websocket {
    struct http_peer peer; // first
    struct http_server *server;
    struct transport *transport;
    struct websocket_handler handler;
    void *ctx;
    struct websocket_reader reader;
    struct buffer in; // what came and is not used yet
    struct frame_queue queue;
    struct deadline alive, write;
    struct loop_task flush, later;
    enum websocket_state state;
    uint16_t close_code;
    bool is_paused, wants_input, wants_output, has_finished;
};

static int64_t now_of(const struct websocket *ws)
{
    return ws->server->loop->now_us;
}

static void update_wants(struct websocket *ws, bool is_stuck)
{
    bool reads = ws->state == WS_OPEN || ws->state == WS_CLOSING || ws->state == WS_FAILED;
    bool input = reads && !(ws->is_paused && ws->state == WS_OPEN);
    if (input == ws->wants_input && is_stuck == ws->wants_output)
        return;
    ws->wants_input = input;
    ws->wants_output = is_stuck;
    transport_want(ws->transport, input, is_stuck);
}

static void die(struct websocket *ws, uint16_t code)
{
    if (ws->state == WS_DEAD)
        return;
    ws->state = WS_DEAD;
    ws->close_code = code;
    deadline_clear(&ws->alive);
    deadline_clear(&ws->write);
    list_remove(&ws->flush.link);
    peer_unlink(ws->server, &ws->peer);
    transport_close(ws->transport);
    counter_add(&ws->server->counters.closed, 1);
    counter_add(&ws->server->counters.websockets_closed, 1);
    loop_add_task(ws->server->loop, &ws->later);
}

static void free_websocket(struct websocket *ws)
{
    ws->handler.closed(ws->ctx, ws, ws->close_code);
    websocket_reader_free(&ws->reader);
    frame_queue_free(&ws->queue);
    buffer_free(&ws->in);
    free(ws);
}

// ---- output

static void queue_is_empty(struct websocket *ws)
{
    deadline_clear(&ws->write);
    if (ws->state == WS_ENDING) {
        die(ws, ws->close_code);
        return;
    }
    if (ws->state == WS_FAILED && !ws->has_finished) {
        ws->has_finished = true;
        transport_finish(ws->transport);
    }
    update_wants(ws, false);
}

// Writes until nothing waits or the peer takes no more.
static void write_queue(struct websocket *ws)
{
    struct iovec parts[FRAME_PARTS_MAX];
    while (ws->queue.count > 0) {
        int count = frame_queue_parts(&ws->queue, parts);
        size_t total = 0;
        for (int i = 0; i < count; i++)
            total += parts[i].iov_len;
        ssize_t sent = transport_write(ws->transport, parts, count);
        if (sent < 0) {
            die(ws, ws->state == WS_OPEN ? CODE_DROPPED : ws->close_code);
            return;
        }
        counter_add(&ws->server->counters.bytes_out, (unsigned long long)sent);
        counter_add(&ws->server->counters.frames_out, frame_queue_sent(&ws->queue, (size_t)sent));
        if ((size_t)sent == total)
            continue;
        if (sent > 0 || !deadline_is_set(&ws->write))
            deadline_set(&ws->server->deadlines, &ws->write, DEADLINE_WRITE, now_of(ws));
        update_wants(ws, true);
        return;
    }
    queue_is_empty(ws);
}

static void run_flush(struct loop_task *task)
{
    write_queue(list_entry(task, struct websocket, flush));
}

// Takes the reference.
static void queue_frame(struct websocket *ws, struct frame *frame)
{
    if (frame == NULL || !frame_queue_add(&ws->queue, frame)) {
        die(ws, WEBSOCKET_CLOSE_INTERNAL);
        return;
    }
    if (!ws->wants_output)
        loop_add_flush(ws->server->loop, &ws->flush);
}

static struct frame *frame_from_bytes(const struct buffer *bytes)
{
    struct frame *f = bytes->failed ? NULL : malloc(sizeof(*f) + bytes->size);
    if (f == NULL)
        return NULL;
    atomic_init(&f->refs, 1);
    f->size = (uint32_t)bytes->size;
    f->deflated_size = 0;
    memcpy(f->data, bytes->data, bytes->size);
    return f;
}

static void queue_control(struct websocket *ws, enum websocket_opcode opcode, struct view payload)
{
    struct buffer bytes;
    buffer_init(&bytes, 256);
    websocket_frame(&bytes, opcode, payload);
    queue_frame(ws, frame_from_bytes(&bytes));
    buffer_free(&bytes);
}

static void queue_close(struct websocket *ws, uint16_t code, struct view reason)
{
    if (code == WEBSOCKET_CLOSE_NO_STATUS) {
        queue_control(ws, WEBSOCKET_CLOSE, (struct view){0});
        return;
    }
    struct buffer bytes;
    buffer_init(&bytes, 256);
    websocket_frame_close(&bytes, code, reason);
    queue_frame(ws, frame_from_bytes(&bytes));
    buffer_free(&bytes);
}

static void begin_close(struct websocket *ws, enum websocket_state state, uint16_t code, struct view reason)
{
    ws->state = state;
    ws->close_code = code;
    deadline_set(&ws->server->deadlines, &ws->alive, DEADLINE_CLOSE, now_of(ws));
    queue_close(ws, code, reason);
    if (ws->state != WS_DEAD)
        update_wants(ws, ws->wants_output);
}

// A burst of one turn may be large: only what the peer did not take counts.
static void check_queue(struct websocket *ws)
{
    size_t max = ws->server->limits.websocket_queue_max;
    if (ws->queue.bytes <= max)
        return;
    if (!ws->wants_output)
        write_queue(ws);
    if (ws->state != WS_OPEN || ws->queue.bytes <= max)
        return;
    counter_add(&ws->server->counters.websockets_slow, 1);
    frame_queue_cut(&ws->queue);
    begin_close(ws, WS_FAILED, WEBSOCKET_CLOSE_SLOW, VIEW("too slow"));
}

void websocket_send(struct websocket *ws, struct frame *frame)
{
    if (ws->state != WS_OPEN)
        return;
    queue_frame(ws, frame_ref(frame));
    if (ws->state == WS_OPEN)
        check_queue(ws);
}

void websocket_send_text(struct websocket *ws, struct view payload)
{
    if (ws->state != WS_OPEN)
        return;
    queue_frame(ws, frame_text(payload, ws->queue.is_deflated));
    if (ws->state == WS_OPEN)
        check_queue(ws);
}

void websocket_close(struct websocket *ws, uint16_t code, struct view reason)
{
    if (ws->state == WS_OPEN)
        begin_close(ws, WS_CLOSING, code, reason);
}

// ---- input

static void on_close_frame(struct websocket *ws, uint16_t code)
{
    if (ws->state == WS_OPEN) {
        begin_close(ws, WS_ENDING, code, (struct view){0});
    } else if (ws->queue.count == 0) {
        die(ws, ws->close_code);
    } else {
        ws->state = WS_ENDING;
        update_wants(ws, ws->wants_output);
    }
}

static void on_event(struct websocket *ws, const struct websocket_in *in)
{
    switch (in->event) {
    case WEBSOCKET_EVENT_NONE:
    case WEBSOCKET_EVENT_PONG:
        break;
    case WEBSOCKET_EVENT_MESSAGE:
        counter_add(&ws->server->counters.frames_in, 1);
        if (ws->state == WS_OPEN)
            ws->handler.message(ws->ctx, ws, in->opcode == WEBSOCKET_TEXT, in->payload);
        break;
    case WEBSOCKET_EVENT_PING:
        if (ws->state != WS_OPEN)
            break;
        queue_control(ws, WEBSOCKET_PONG, in->payload);
        if (ws->state == WS_OPEN)
            check_queue(ws);
        break;
    case WEBSOCKET_EVENT_CLOSE:
        on_close_frame(ws, in->close_code);
        break;
    case WEBSOCKET_EVENT_FAULT:
        if (ws->state == WS_OPEN)
            begin_close(ws, WS_FAILED, in->close_code, view_from(in->fault));
        else
            ws->state = ws->state == WS_CLOSING ? WS_FAILED : ws->state;
        break;
    }
}

static bool takes_events(const struct websocket *ws)
{
    return (ws->state == WS_OPEN && !ws->is_paused) || ws->state == WS_CLOSING;
}

// Returns how many bytes were used.
static size_t take_bytes(struct websocket *ws, char *data, size_t size)
{
    size_t at = 0;
    while (at < size && takes_events(ws)) {
        size_t used = 0;
        struct websocket_in in = websocket_read(&ws->reader, data + at, size - at, &used, NULL);
        at += used;
        on_event(ws, &in);
        if (in.event == WEBSOCKET_EVENT_NONE && used == 0)
            break;
    }
    return takes_events(ws) || ws->state == WS_OPEN ? at : size;
}

static void take_from_in(struct websocket *ws)
{
    size_t used = take_bytes(ws, ws->in.data, ws->in.size);
    if (used == ws->in.size)
        buffer_free(&ws->in);
    else
        buffer_consume(&ws->in, used);
}

static void take_from_shared(struct websocket *ws, char *data, size_t size)
{
    size_t used = take_bytes(ws, data, size);
    buffer_append(&ws->in, data + used, size - used);
}

static void read_input(struct websocket *ws)
{
    struct http_server *s = ws->server;
    ssize_t got = transport_read(ws->transport, s->input, INPUT_SIZE);
    if (got == -EAGAIN)
        return;
    if (got <= 0) {
        die(ws, ws->state == WS_OPEN ? CODE_DROPPED : ws->close_code);
        return;
    }
    counter_add(&s->counters.bytes_in, (unsigned long long)got);
    if (ws->state == WS_OPEN)
        deadline_set(&s->deadlines, &ws->alive, DEADLINE_PING, now_of(ws));
    if (ws->in.size == 0) {
        take_from_shared(ws, s->input, (size_t)got);
    } else {
        buffer_append(&ws->in, s->input, (size_t)got);
        take_from_in(ws);
    }
    if (ws->in.failed)
        die(ws, WEBSOCKET_CLOSE_INTERNAL);
}

static void on_ready(void *owner, bool input, bool output)
{
    struct websocket *ws = owner;
    if (output && ws->state != WS_DEAD)
        write_queue(ws);
    if (input && ws->state != WS_DEAD && ws->wants_input)
        read_input(ws);
}

void websocket_pause(struct websocket *ws)
{
    ws->is_paused = true;
    if (ws->state != WS_DEAD)
        update_wants(ws, ws->wants_output);
}

void websocket_resume(struct websocket *ws)
{
    ws->is_paused = false;
    if (ws->state == WS_DEAD)
        return;
    update_wants(ws, ws->wants_output);
    deadline_set(&ws->server->deadlines, &ws->alive, ws->state == WS_OPEN ? DEADLINE_PING : DEADLINE_CLOSE,
                 now_of(ws));
    if (ws->in.size > 0)
        loop_add_task(ws->server->loop, &ws->later);
}

void websocket_set_message_max(struct websocket *ws, size_t bytes)
{
    ws->reader.message_max = bytes;
    ws->in.max = bytes + FRAME_HEADER_MAX + (size_t)2 * INPUT_SIZE;
}

// ---- deadlines and the server's will

static void alive_expired(struct deadline *d)
{
    struct websocket *ws = list_entry(d, struct websocket, alive);
    struct deadlines *all = &ws->server->deadlines;
    if (ws->state != WS_OPEN) {
        die(ws, ws->close_code);
    } else if (ws->is_paused) {
        deadline_set(all, d, DEADLINE_PING, now_of(ws)); // its silence is ours
    } else if (d->kind == DEADLINE_PING) {
        deadline_set(all, d, DEADLINE_DEAD, now_of(ws));
        queue_control(ws, WEBSOCKET_PING, (struct view){0});
    } else {
        die(ws, CODE_DROPPED);
    }
}

static void write_expired(struct deadline *d)
{
    struct websocket *ws = list_entry(d, struct websocket, write);
    die(ws, ws->state == WS_OPEN ? WEBSOCKET_CLOSE_SLOW : ws->close_code);
}

static void run_later(struct loop_task *task)
{
    struct websocket *ws = list_entry(task, struct websocket, later);
    if (ws->state == WS_DEAD)
        free_websocket(ws);
    else if (ws->in.size > 0)
        take_from_in(ws);
}

static void stop_websocket(struct http_peer *peer)
{
    websocket_close((struct websocket *)(void *)peer, WEBSOCKET_CLOSE_GOING_AWAY, VIEW("going away"));
}

static void abandon_websocket(struct http_peer *peer)
{
    struct websocket *ws = (struct websocket *)(void *)peer;
    die(ws, ws->state == WS_OPEN ? WEBSOCKET_CLOSE_GOING_AWAY : ws->close_code);
}

static const struct http_peer_type websocket_type = {.stop = stop_websocket, .abandon = abandon_websocket};

static void take_rest(void *heir, struct view rest)
{
    struct websocket *ws = heir;
    if (ws->state == WS_DEAD || rest.size == 0)
        return;
    buffer_append_view(&ws->in, rest);
    loop_add_task(ws->server->loop, &ws->later);
}

struct websocket *websocket_new(struct conn *c, bool deflate, const struct websocket_handler *handler,
                                void *ctx)
{
    struct http_server *s = c->server;
    struct websocket *ws = calloc(1, sizeof(*ws));
    if (ws == NULL) {
        conn_close(c);
        return NULL;
    }
    ws->server = s;
    ws->handler = *handler;
    ws->ctx = ctx;
    websocket_reader_init(&ws->reader, s->limits.websocket_message_max, deflate);
    buffer_init(&ws->in, s->limits.websocket_message_max + FRAME_HEADER_MAX + (size_t)2 * INPUT_SIZE);
    frame_queue_init(&ws->queue, deflate);
    deadline_init(&ws->alive, alive_expired);
    deadline_init(&ws->write, write_expired);
    loop_task_init(&ws->flush, run_flush);
    loop_task_init(&ws->later, run_later);
    ws->transport = conn_give_up(c, ws, take_rest);
    ws->transport->owner = ws;
    ws->transport->ready = on_ready;
    peer_link(s, &ws->peer, &websocket_type);
    counter_add(&s->counters.websockets_opened, 1);
    deadline_set(&s->deadlines, &ws->alive, DEADLINE_PING, now_of(ws));
    update_wants(ws, false);
    if (s->loop->is_stopping)
        stop_websocket(&ws->peer);
    return ws;
}

void *websocket_user(const struct websocket *ws)
{
    return ws->ctx;
}

struct loop *websocket_loop(const struct websocket *ws)
{
    return ws->server->loop;
}
