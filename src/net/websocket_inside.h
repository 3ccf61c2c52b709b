// SPDX-License-Identifier: Apache-2.0
// A WebSocket as the rest of this folder sees it. Loop thread only.
#pragma once
#include "net/http_inside.h"
#include "net/websocket_conn.h"

// Takes the connection's transport (the connection's exchange is the caller's to free). NULL when
// memory is short; the connection is closed then.
struct websocket *websocket_new(struct conn *c, bool deflate, const struct websocket_handler *handler,
                                void *ctx);
