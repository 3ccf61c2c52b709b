// SPDX-License-Identifier: Apache-2.0
// Takes requests to their handlers and replies back. Loop thread, but for what writer and workers call.
#pragma once
#include "api/api_state.h"

// http_app.request.
void dispatch(void *ctx, struct http_exchange *exchange);

// http_app.refusal: a problem document for what the server itself refuses.
void dispatch_refusal(void *ctx, int status, const char *detail, struct buffer *out, struct view *ret_type);

// http_app.body_max.
size_t dispatch_body_max(void *ctx, const struct http_request *request);

// http_app.takes_pieces: of routes that take a file.
bool dispatch_takes_pieces(void *ctx, const struct http_request *request, size_t *ret_max);

// What a push to the writer's queue that was refused means. Positive, after call_refuse.
int dispatch_refuse_push(struct call *call, int outcome);

// What the writer's outcome means for the call: sets call->refusal where it is no success.
void dispatch_judge(struct call *call, enum work_outcome outcome, int result);

// What was given to the delivery (handler.send) has come back: the call goes on to the writer, or to its loop
// with its answer or a refusal. `r` as decide answers. Any thread that has the call; it has it no more.
void dispatch_return(struct call *call, int r);
