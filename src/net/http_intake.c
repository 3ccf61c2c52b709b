// SPDX-License-Identifier: Apache-2.0
// Bodies that the application takes piece by piece.
#include "net/http_inside.h"

static void tell_left(struct loop_task *task)
{
    struct exchange *e = list_entry(task, struct exchange, intake.left);
    e->intake.call.end(e->intake.call.ctx, &e->pub, HTTP_CLIENT_LEFT, "The client has left.");
}

void intake_begin(struct exchange *e)
{
    e->intake.is_one = e->intake.is_paused = true;
    loop_task_init(&e->intake.left, tell_left);
}

void intake_end(struct conn *c, int status, const char *detail)
{
    struct exchange *e = c->exchange;
    c->state = CONN_APP;
    deadline_clear(&c->phase);
    if (status != 0)
        c->must_end = true; // nobody knows where the next request begins
    e->intake.is_over = true;
    e->intake.call.end(e->intake.call.ctx, &e->pub, status, detail);
}

// Not from within whatever made the connection end: the application may be in the middle of it.
void intake_leave(struct exchange *e)
{
    e->conn = NULL;
    if (!e->intake.is_taken || e->intake.is_over)
        return;
    e->intake.is_over = true;
    loop_add_task(e->server->loop, &e->intake.left);
}

void http_body_take(struct http_exchange *exchange, struct http_intake intake)
{
    struct exchange *e = exchange_of(exchange);
    if (!e->intake.is_one) { // there is no body
        intake.end(intake.ctx, exchange, 0, "");
        return;
    }
    e->intake.call = intake;
    e->intake.is_taken = true;
    if (e->conn == NULL) {
        intake_leave(e);
        return;
    }
    char line[] = "HTTP/1.1 100 Continue\r\n\r\n";
    if (e->intake.wants_continue)
        conn_send(e->conn, &(struct iovec){.iov_base = line, .iov_len = sizeof(line) - 1}, 1);
    http_body_resume(exchange);
}

void http_body_pause(struct http_exchange *exchange)
{
    struct exchange *e = exchange_of(exchange);
    struct conn *c = e->conn;
    if (e->intake.is_paused)
        return;
    e->intake.is_paused = true;
    e->intake.paused_us = e->server->loop->now_us;
    if (c == NULL || c->state != CONN_BODY)
        return;
    deadline_clear(&c->phase);
    conn_look_again(c);
}

void http_body_resume(struct http_exchange *exchange)
{
    struct exchange *e = exchange_of(exchange);
    struct conn *c = e->conn;
    if (!e->intake.is_paused)
        return;
    e->intake.is_paused = false;
    if (c == NULL || c->state != CONN_BODY)
        return;
    int64_t now_us = e->server->loop->now_us;
    if (e->intake.paused_us > 0)
        c->began_us += now_us - e->intake.paused_us; // the wait was not the client's doing
    deadline_set(&e->server->deadlines, &c->phase, DEADLINE_BODY, now_us);
    conn_look_again(c);
}
