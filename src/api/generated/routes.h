// SPDX-License-Identifier: Apache-2.0 · Generated from api/*.yaml by tools/api_gen.py: do not edit; run `python3 tools/api_gen.py` to make it again.
#pragma once

enum route_id {
    ROUTE_AGENT_LIST,  // GET /agents
    ROUTE_AGENT_CREATE,  // POST /agents
    ROUTE_AGENT_GET,  // GET /agents/{id}
    ROUTE_AGENT_CHANGE,  // PUT /agents/{id}
    ROUTE_AGENT_DELETE,  // DELETE /agents/{id}
    ROUTE_AGENT_STATUS,  // PUT /agents/{id}/status
    ROUTE_QUEUE_LIST,  // GET /queues
    ROUTE_QUEUE_CREATE,  // POST /queues
    ROUTE_QUEUE_GET,  // GET /queues/{id}
    ROUTE_QUEUE_CHANGE,  // PUT /queues/{id}
    ROUTE_QUEUE_DELETE,  // DELETE /queues/{id}
    ROUTE_SKILL_LIST,  // GET /skills
    ROUTE_SKILL_CREATE,  // POST /skills
    ROUTE_SKILL_GET,  // GET /skills/{id}
    ROUTE_SKILL_CHANGE,  // PUT /skills/{id}
    ROUTE_SKILL_DELETE,  // DELETE /skills/{id}
    ROUTE_AUTH_LOGIN,  // POST /auth/login
    ROUTE_AUTH_ME,  // GET /auth/me
    ROUTE_AUTH_LOGOUT,  // POST /auth/logout
    ROUTE_AUTH_PASSWORD,  // POST /auth/password
    ROUTE_AUTH_INVITATION,  // POST /auth/invitation
    ROUTE_AUTH_SETUP,  // POST /auth/setup
    ROUTE_AGENT_INVITE,  // POST /agents/{id}/invite
    ROUTE_CHAT_ROOM_CREATE,  // POST /chat/create-room
    ROUTE_CHAT_SEND,  // POST /chat/send-message
    ROUTE_CHAT_TYPING,  // POST /chat/typing-indicator
    ROUTE_CHAT_MODERATE,  // POST /chat/moderate/message
    ROUTE_CHAT_HISTORY,  // GET /chat/room/{id}/history
    ROUTE_CHAT_PARTICIPANTS,  // GET /chat/room/{id}/participants
    ROUTE_CUSTOMER_UNIFIED_VIEW,  // GET /customer/{id}/unified-view
    ROUTE_CUSTOMER_HISTORY,  // GET /customer/{id}/history
    ROUTE_CUSTOMER_SESSIONS,  // GET /customer/{id}/sessions
    ROUTE_CUSTOMER_CONTEXT,  // POST /customer/{id}/context
    ROUTE_CUSTOMERS_LIST,  // GET /customers
    ROUTE_CUSTOMERS_CREATE,  // POST /customers
    ROUTE_CUSTOMER_PROFILE_GET,  // GET /customers/{id}/profile
    ROUTE_CUSTOMER_PROFILE_PUT,  // PUT /customers/{id}/profile
    ROUTE_CUSTOMER_TAGS,  // POST /customers/{id}/tags
    ROUTE_CUSTOMER_BLOCK,  // POST /customers/{id}/block
    ROUTE_CUSTOMER_MERGE,  // POST /customers/{id}/merge
    ROUTE_CUSTOMER_UNMERGE,  // POST /customers/{id}/unmerge
    ROUTE_CUSTOMER_IDENTITIES,  // GET /customers/{id}/identities
    ROUTE_CUSTOMER_IDENTITY_ADD,  // POST /customers/{id}/identities
    ROUTE_CUSTOMER_IDENTITY_REMOVE,  // DELETE /customers/{id}/identities/{identity_id}
    ROUTE_CUSTOMER_EXPORT,  // GET /customers/{id}/export
    ROUTE_CUSTOMER_ERASE,  // DELETE /customers/{id}
    ROUTE_JOB_LIST,  // GET /jobs
    ROUTE_JOB_GET,  // GET /jobs/{id}
    ROUTE_JOB_CANCEL,  // DELETE /jobs/{id}
    ROUTE_JOB_FILE,  // GET /jobs/{id}/file
    ROUTE_KEY_LIST,  // GET /keys
    ROUTE_KEY_CREATE,  // POST /keys
    ROUTE_KEY_ROTATE,  // POST /keys/{id}/rotate
    ROUTE_KEY_REVOKE,  // DELETE /keys/{id}
    ROUTE_LIVE,  // GET /ws
    ROUTE_LIVE_DASHBOARD,  // GET /ws/dashboard
    ROUTE_LIVE_SESSION,  // GET /ws/{session_id}
    ROUTE_LIVE_AGENT,  // GET /ws/agent/{agent_id}
    ROUTE_LIVE_CUSTOMER,  // GET /ws/customer/{customer_id}
    ROUTE_MESSAGE_PROCESS,  // POST /message/process
    ROUTE_MESSAGE_BULK_PROCESS,  // POST /message/bulk-process
    ROUTE_MESSAGE_RESPOND,  // POST /message/respond
    ROUTE_MESSAGE_GET,  // GET /message/{id}
    ROUTE_MESSAGE_EDIT,  // PUT /message/{id}
    ROUTE_NOTIFICATION_LIST,  // GET /notifications
    ROUTE_NOTIFICATION_HISTORY,  // GET /notifications/history
    ROUTE_NOTIFICATION_READ,  // PUT /notifications/{id}/read
    ROUTE_NOTIFICATION_SEND,  // POST /notifications/send
    ROUTE_NOTIFICATION_PREFERENCES,  // PUT /notifications/preferences
    ROUTE_DEVICE_SUBSCRIBE,  // POST /notifications/subscribe
    ROUTE_DEVICE_REMOVE,  // DELETE /devices
    ROUTE_AUDIT_LIST,  // GET /audit
    ROUTE_OPERATOR_BACKUP_START,  // POST /operator/backup
    ROUTE_OPERATOR_BACKUP_STATUS,  // GET /operator/backup
    ROUTE_SEARCH,  // GET /search
    ROUTE_SEARCH_REINDEX,  // POST /search/reindex
    ROUTE_SESSION_CREATE,  // POST /session/create
    ROUTE_SESSION_GET,  // GET /session/{id}
    ROUTE_SESSION_UPDATE,  // PUT /session/{id}
    ROUTE_SESSION_CLOSE,  // DELETE /session/{id}
    ROUTE_SESSIONS_ACTIVE,  // GET /sessions/active
    ROUTE_SESSION_MESSAGES,  // GET /session/{id}/messages
    ROUTE_SESSION_EVENTS,  // GET /session/{id}/events
    ROUTE_SESSION_RESOLVE,  // POST /session/{id}/resolve
    ROUTE_SESSION_REOPEN,  // POST /session/{id}/reopen
    ROUTE_SESSION_ASSIGN,  // POST /session/{id}/assign
    ROUTE_SESSION_NOTE,  // POST /session/{id}/notes
    ROUTE_SESSION_SNOOZE,  // POST /session/{id}/snooze
    ROUTE_SESSION_REMIND,  // POST /session/{id}/remind
    ROUTE_SESSION_TAG,  // POST /session/{id}/tags
    ROUTE_SESSION_MERGE,  // POST /session/{id}/merge
    ROUTE_SESSION_CSAT,  // POST /session/{id}/csat
    ROUTE_HEALTH,  // GET /health
    ROUTE_READY,  // GET /ready
    ROUTE_METRICS,  // GET /metrics
    ROUTE_OPENAPI,  // GET /openapi.json
    ROUTE_VERSION,  // GET /version
    ROUTE_TAG_LIST,  // GET /tags
    ROUTE_TAG_PUT,  // POST /tags
    ROUTE_TENANT_LIST,  // GET /tenants
    ROUTE_TENANT_CREATE,  // POST /tenants
    ROUTE_TENANT_GET,  // GET /tenants/{id}
    ROUTE_TENANT_CHANGE,  // PUT /tenants/{id}
    ROUTE_TRANSFER_CHANNEL,  // POST /transfer/channel
    ROUTE_SESSION_TRANSFER,  // POST /session/{id}/transfer
    ROUTE_TRANSFER_BULK,  // POST /transfer/bulk
    ROUTE_TRANSFER_STATUS,  // GET /transfer/{id}/status
    ROUTE_WIDGET_SESSION,  // POST /widget/session
    ROUTE_WIDGET_SITE_LIST,  // GET /widget/sites
    ROUTE_WIDGET_SITE_CREATE,  // POST /widget/sites
    ROUTE_WIDGET_SITE_GET,  // GET /widget/sites/{id}
    ROUTE_WIDGET_SITE_CHANGE,  // PUT /widget/sites/{id}
    ROUTE_WIDGET_SITE_DELETE,  // DELETE /widget/sites/{id}
    ROUTE_WIDGET_SITE_ROTATE,  // POST /widget/sites/{id}/rotate
};

enum {
    ROUTE_COUNT = 114,
    ROUTE_PARAMS_MAX = 2, // parameters of one path
    ROUTE_NODE_COUNT = 127,
    ROUTE_WORD_COUNT = 14,
};
