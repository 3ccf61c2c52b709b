// SPDX-License-Identifier: Apache-2.0
#include "api/reply_file.h"
#include "api/api_state.h"
#include "base/log.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 64 << 10, PIECES = 4 }; // of one turn of the loop

int reply_file_give(struct call *call, int fd, struct view name, struct view type)
{
    struct call_file *file = arena_zalloc(call_arena(call), sizeof(*file));
    if (file == NULL) {
        close(fd);
        return -ENOMEM;
    }
    *file = (struct call_file){.fd = fd, .name = name};
    call->file = file;
    call->content_type = type;
    return 0;
}

static bool send_piece(struct call *call, char *piece)
{
    ssize_t size = read(call->file->fd, piece, PIECE);
    if (size < 0)
        log_warn("cannot read a file that is being sent: %s", strerror(errno));
    if (size > 0)
        http_stream_chunk(call->exchange, view_make(piece, (size_t)size));
    return size > 0;
}

// A client that takes everything at once must not hold the loop: it goes on by mail. One that does not is
// waited for.
static void send_more(struct call *call)
{
    char piece[PIECE];
    struct http_exchange *exchange = call->exchange;
    bool goes_on = !http_stream_is_gone(exchange);
    for (int i = 0; i < PIECES && goes_on && http_stream_room(exchange) > 0; i++)
        goes_on = send_piece(call, piece) && !http_stream_is_gone(exchange);
    if (!goes_on) {
        close(call->file->fd);
        http_stream_end(exchange);
    } else if (http_stream_room(exchange) > 0) {
        call->file->is_posted = true;
        loop_post(call->loop->loop, &call->mail);
    }
}

static void deliver(struct mail *mail, struct loop *loop)
{
    struct call *call = (struct call *)(void *)((char *)mail - offsetof(struct call, mail));
    (void)loop;
    call->file->is_posted = false;
    send_more(call);
}

static void drained(void *ctx, struct http_exchange *exchange)
{
    struct call *call = ctx;
    (void)exchange;
    if (!call->file->is_posted)
        send_more(call);
}

void reply_file_send(struct call *call, const struct http_header *headers, size_t header_count)
{
    call->mail.deliver = deliver;
    http_stream_begin(call->exchange, 200, headers, header_count,
                      (struct http_stream_handler){.ctx = call, .drained = drained});
    send_more(call);
}
