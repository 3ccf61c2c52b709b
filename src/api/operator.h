// SPDX-License-Identifier: Apache-2.0
// The operator: whoever can open the socket in the data directory. Admin of every tenant, without a key.
#pragma once
#include "api/call.h"

// Whether the request came over that socket. Host and Origin say nothing there: no browser can open it.
static inline bool operator_asks(const struct call *call)
{
    return call->exchange->request.peer_is_operator;
}

// Whether the route is the operator's alone.
bool operator_owns(const struct route *route);

// Sets call->principal: admin of the tenant that the header X-Tenant names, else of `default`. 404 for an
// unknown one, and for anybody else who asks for a route of the operator's. Elsewhere the header means
// nothing.
int operator_identify(struct call *call);
