// SPDX-License-Identifier: Apache-2.0
#include "api/handlers.h"

const struct handler handlers[ROUTE_COUNT] = {
    [ROUTE_SESSION_CREATE] = {.decide = session_create_decide, .render = session_create_render},
    [ROUTE_SESSION_GET] = {.read = session_get_read},
    [ROUTE_SESSION_MESSAGES] = {.read = session_messages_read, .rows = session_messages_rows},
    [ROUTE_SESSIONS_ACTIVE] = {.read = sessions_active_read, .rows = sessions_active_rows},
    [ROUTE_MESSAGE_PROCESS] = {.decide = message_process_decide, .render = message_process_render},
    [ROUTE_MESSAGE_RESPOND] = {.decide = message_respond_decide, .render = message_respond_render},
    [ROUTE_MESSAGE_GET] = {.read = message_get_read},
    [ROUTE_MESSAGE_EDIT] = {.decide = message_edit_decide, .render = message_edit_render},
    [ROUTE_TRANSFER_CHANNEL] = {.decide = transfer_channel_decide, .render = transferred_render},
    [ROUTE_SESSION_TRANSFER] = {.decide = session_transfer_decide, .render = transferred_render},
    [ROUTE_TRANSFER_BULK] = {.decide = transfer_bulk_decide, .render = transfer_bulk_render},
    [ROUTE_TRANSFER_STATUS] = {.read = transfer_status_read},
    [ROUTE_CUSTOMER_UNIFIED_VIEW] = {.read = customer_unified_view_read},
    [ROUTE_CUSTOMER_HISTORY] = {.read = customer_history_read, .rows = customer_history_rows},
    [ROUTE_JOB_LIST] = {.read = job_list_read, .rows = job_list_rows},
    [ROUTE_JOB_GET] = {.read = job_get_read},
    [ROUTE_JOB_CANCEL] = {.decide = job_cancel_decide, .render = job_cancel_render},
    [ROUTE_JOB_FILE] = {.read = job_file_read},
    [ROUTE_HEALTH] = {.answer = health_answer},
    [ROUTE_VERSION] = {.answer = version_answer},
    [ROUTE_OPENAPI] = {.answer = openapi_answer},
    [ROUTE_METRICS] = {.answer = metrics_answer},
    [ROUTE_READY] = {.decide = ready_decide, .render = ready_render},
};
