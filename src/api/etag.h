// SPDX-License-Identifier: Apache-2.0
// ETag and If-Match (RFC 9110 8.8.3, 13.1): what a handler says of an object's version, and how it holds a
// caller to the one that the caller saw. Belongs to the call, on whichever thread has it.
#pragma once
#include "api/call.h"

enum { ETAG_TEXT_MAX = 48 };

// The reply has ETag: "v7". `version` is the object's own, from 1. A GET whose If-None-Match names it is
// answered 304.
void call_etag(struct call *call, int64_t version);

// For a reply that says more than the object does (a session with its timeline): "v7-4711", which changes
// with the position too. For If-Match only the version counts.
void call_etag_at(struct call *call, int64_t version, int64_t position);

// 0, or 412 after call_refuse when If-Match is there and does not name the version. `*` names any; weak tags
// name none.
int call_need_match(struct call *call, int64_t version);

// For reply.c: the tag with its quotes; its size, 0 when the handler said none.
size_t etag_text(const struct call *call, char text[static ETAG_TEXT_MAX]);
// Whether the caller has this answer already.
bool etag_is_known(const struct call *call);
