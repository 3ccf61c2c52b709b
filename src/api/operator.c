// SPDX-License-Identifier: Apache-2.0
#include "api/operator.h"
#include "api/api_state.h"
#include "base/error.h"

bool operator_owns(const struct route *route)
{
    return view_starts(route->pattern, VIEW("/operator/"));
}

int operator_identify(struct call *call)
{
    if (!operator_asks(call))
        return call_refuse(call, 404, VIEW("route.unknown"), VIEW("there is nothing under this path"));
    struct view name = http_header_value(&call->exchange->request, VIEW("X-Tenant"));
    struct query q = query_begin(call->loop->reader, SQL_TENANT_NAMED, 0);
    query_bind_text(&q, name.size == 0 ? VIEW("default") : name);
    int r = query_step(&q);
    if (r == QUERY_ROW)
        call->principal = (struct principal){
            .tenant = query_int(&q, 0), .scope = ROUTE_SCOPE_ADMIN, .actor = {.kind = ACTOR_OPERATOR}};
    query_end(&q);
    if (r == QUERY_ROW)
        return 0;
    if (error_trace(r) < 0)
        return call_refuse(call, 500, VIEW("store.failed"), VIEW("the store failed to read"));
    return call_refuse(call, 404, VIEW("tenant.unknown"), VIEW("there is no tenant of that name"));
}
