// SPDX-License-Identifier: Apache-2.0
// Addresses of other systems' endpoints (RFC 3986), as far as they can be judged before anybody asks there:
// where a name leads is judged at the connection (delivery/egress.h). Pure.
#pragma once
#include "base/view.h"

enum { WEBHOOK_URL_MAX = 2048 };

struct webhook_url {
    struct view host; // without the brackets of an IPv6 address
    int port;         // the scheme's unless it stands there
    bool is_plain;    // http
};

// False for what is no https or http address with a host, holds a user, a fragment, blanks or bytes that an
// address has not.
bool webhook_url_parse(struct view text, struct webhook_url *ret);
