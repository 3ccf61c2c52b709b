// SPDX-License-Identifier: Apache-2.0 · Generated from api/*.yaml by tools/api_gen.py: do not edit; run `python3 tools/api_gen.py` to make it again.
#pragma once

enum route_id {
    ROUTE_CUSTOMER_UNIFIED_VIEW,  // GET /customer/{id}/unified-view
    ROUTE_CUSTOMER_HISTORY,  // GET /customer/{id}/history
    ROUTE_LIVE,  // GET /ws
    ROUTE_LIVE_DASHBOARD,  // GET /ws/dashboard
    ROUTE_LIVE_SESSION,  // GET /ws/{session_id}
    ROUTE_LIVE_AGENT,  // GET /ws/agent/{agent_id}
    ROUTE_LIVE_CUSTOMER,  // GET /ws/customer/{customer_id}
    ROUTE_MESSAGE_PROCESS,  // POST /message/process
    ROUTE_SEARCH,  // GET /search
    ROUTE_SEARCH_REINDEX,  // POST /search/reindex
    ROUTE_SESSION_CREATE,  // POST /session/create
    ROUTE_SESSION_GET,  // GET /session/{id}
    ROUTE_SESSIONS_ACTIVE,  // GET /sessions/active
    ROUTE_SESSION_MESSAGES,  // GET /session/{id}/messages
    ROUTE_HEALTH,  // GET /health
    ROUTE_READY,  // GET /ready
    ROUTE_METRICS,  // GET /metrics
    ROUTE_OPENAPI,  // GET /openapi.json
    ROUTE_VERSION,  // GET /version
};

enum {
    ROUTE_COUNT = 19,
    ROUTE_PARAMS_MAX = 1, // parameters of one path
    ROUTE_NODE_COUNT = 34,
    ROUTE_WORD_COUNT = 5,
};
