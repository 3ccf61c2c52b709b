// SPDX-License-Identifier: Apache-2.0
// Who may ask: Host, Origin, media type and key, before a handler sees anything.
#pragma once
#include "api/call.h"

struct head head_of(const struct http_request *request);

// 0, or positive after call_refuse. Needs call->api, exchange, head. `is_socket`: the request upgrades.
// Everything that a page of another site or a rebound name could try ends here.
int security_check(struct call *call, bool is_socket);

// The same for a provider's webhook. Without a key the hub answers this machine only, for whoever asks then
// is its administrator; whoever asks here is nobody, so a provider may come from anywhere and through
// proxies.
int security_check_provider(struct call *call);

// The part of it that pages need too: whether the hub is meant and the asker may be heard at all.
int security_check_host(struct call *call);

// The media type of a body that the route takes.
int security_check_body(struct call *call);

// The cookie of a login.
#define SECURITY_COOKIE "hub_session"

// Sets call->principal, and call->shown where a key or a login is known. 401 or 403 when the route wants more
// than the request shows. A socket without either passes with ROUTE_SCOPE_NONE: it says later who it is.
int security_identify(struct call *call, bool is_socket);

// Whether who asks answers for the whole hub, not for one tenant of it: those of `default`, and whoever sits
// at the machine. Their scope is judged apart from this.
bool security_runs_hub(const struct call *call);
int security_refuse_tenant(struct call *call); // 403 for the others
