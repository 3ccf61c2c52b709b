// SPDX-License-Identifier: Apache-2.0
// Rate limits of requests: of each key, and of each address that shows none; failed authentications of an
// address apart, and harder. Without any key the hub answers this machine only, and nobody is
// limited.
#pragma once
#include "api/rate.h"
#include "base/view.h"

struct api_loop;
struct buffer;
struct call;
struct principal;

// Each: 0 the default, negative none.
struct limit_settings {
    int key_per_second;      // default 10,000
    int address_per_second;  // default 200
    int visitor_per_second;  // default 20
    int failures_per_minute; // default 10
};

// What all loops share.
struct limits {
    struct rate key, address, visitor, failure;
    bool new_visitor_is_limited;
    atomic_ullong refused_keys, refused_addresses, refused_failures;
    struct rate_table table;
};

void limits_init(struct limits *limits, const struct limit_settings *settings, uint64_t seed);

// Loop thread, when it is known who asks (`r` 0) or was refused (`r` 1): counts the request, and may turn it,
// or its refusal, into 429. Notes what the reply has to tell of the limit.
int limit_admit(struct call *call, int r);

// The same for a message that comes over a WebSocket. False: too many.
bool limit_admit_frame(struct api_loop *loop, const struct principal *principal);

// A new visitor of a site: 429 when its address has had so many in a minute. Loop thread.
int limit_need_new_visitor(struct call *call, int64_t site, int64_t per_minute);

// For logins. Before a password is looked at: 429 when too many failed from this address, unless it is this
// machine's. Wrong keys do not count here. Any thread that has the call.
int limit_need_attempt(struct call *call);
// One that failed.
void limit_note_failure(struct call *call);

// The same of one account, whatever addresses they come from. `account` is any text that names it.
int limit_need_account(struct call *call, struct view account);
void limit_note_account_failure(struct call *call, struct view account);

// For webhooks of providers: 429 when too many of an address were no good for this connector, or, with
// `connector` 0, when it asks too often for what is not there. What comes from this machine is a proxy's,
// which limits for itself. Loop thread.
int limit_need_provider(struct call *call, int64_t connector);
// One that its adapter refused. Any thread that has the call.
void limit_note_provider_failure(struct call *call, int64_t connector);

// For reply.c: the fields RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-10). False
// when there is nothing to tell: no limit, or more than half of it is left.
bool limit_is_told(const struct call *call);
void limit_write_state(const struct call *call, struct buffer *out);
void limit_write_policy(const struct call *call, struct buffer *out);
