// SPDX-License-Identifier: Apache-2.0
#include "api/handlers.h"

const struct handler handlers[ROUTE_COUNT] = {
    [ROUTE_SESSION_CREATE] = {.decide = session_create_decide, .render = session_create_render},
    [ROUTE_SESSION_GET] = {.read = session_get_read},
    [ROUTE_SESSION_MESSAGES] = {.read = session_messages_read, .rows = session_messages_rows},
    [ROUTE_SESSIONS_ACTIVE] = {.read = sessions_active_read, .rows = sessions_active_rows},
    [ROUTE_MESSAGE_PROCESS] = {.decide = message_process_decide, .render = message_process_render},
    [ROUTE_CUSTOMER_UNIFIED_VIEW] = {.read = customer_unified_view_read},
    [ROUTE_CUSTOMER_HISTORY] = {.read = customer_history_read, .rows = customer_history_rows},
    [ROUTE_SEARCH] = {.read = search_read},
    [ROUTE_SEARCH_REINDEX] = {.answer = search_reindex_answer},
    [ROUTE_HEALTH] = {.answer = health_answer},
    [ROUTE_VERSION] = {.answer = version_answer},
    [ROUTE_OPENAPI] = {.answer = openapi_answer},
    [ROUTE_METRICS] = {.answer = metrics_answer},
    [ROUTE_READY] = {.decide = ready_decide, .render = ready_render},
};
