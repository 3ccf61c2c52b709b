// SPDX-License-Identifier: Apache-2.0
// What a loop knows of the widget: which sites are open to which origins, and what the visitors' tokens that
// it saw are good for. Remembered until sites, customers' blocks or erasures change (EVENT_ACCESS_CHANGE), so
// that a request costs no read. Loop thread.
#pragma once
#include "api/visitor.h"
#include "base/id.h"
#include "base/map.h"
#include "hub/visitor_token.h"

struct api_loop;
struct shown;

enum {
    VISITORS_MAX = 4096,    // tokens remembered; all are forgotten when there are more
    VISITOR_TOKEN_S = 3600, // how long a token is good
    VISITOR_SECRET_S = 400 * 86400,
    VISITOR_IDENTIFIED_S = 86400, // how long who was signed in is known without being signed in again
};

struct visitors {
    struct map sites; // by row: struct site_card
    struct map shown; // by the hash of the token: struct shown
    unsigned long long site_changes, access_changes;
    bool is_fresh; // the sites were read
};

// Of a token that was shown, beside what every credential has (api/credentials.h).
struct shown_visitor {
    int64_t site, customer; // rows; the latter 0 while nothing was said
    bool is_known;
    char site_id[ID_CALLER_MAX + 1], customer_id[ID_CALLER_MAX + 1], device_id[ID_CALLER_MAX + 1];
    char proof[VISITOR_PROOF_SIZE + 1]; // "": nobody vouched
    char about[VISITOR_ABOUT_MAX + 1];
    struct visitor is; // with these texts
};

void visitors_free(struct api_loop *loop);

// Whether pages of the origin may ask at all: some open site has it.
bool visitors_know_origin(struct api_loop *loop, struct view origin);
// Whether that site has it.
bool visitors_site_has(struct api_loop *loop, int64_t site, struct view origin);

// Whether one of the site's secrets that is taken now vouched.
bool visitors_proof_holds(struct api_loop *loop, int64_t site, struct view proof);

// Whether the text is a visitor's token, good or not.
static inline bool visitors_is_token(struct view text)
{
    return view_starts(text, VISITOR_TOKEN_PREFIX);
}

// What the token is good for now, or NULL: borrowed until the next call. credentials_have_failed tells
// whether the NULL says nothing.
struct shown *visitors_find(struct api_loop *loop, struct view token);
// The same of what was shown before.
struct shown *visitors_again(struct api_loop *loop, const struct shown *shown);
