// SPDX-License-Identifier: Apache-2.0
// Sites: the pages of a company that carry the widget, which origins they have, and the secret with which the
// company's server says who somebody is.
#pragma once
#include "base/token.h"
#include "codec/json.h"
#include "hub/actor.h"
#include "hub/visitor_token.h"
#include "store/secret.h"
#include "store/tx.h"

enum {
    WIDGET_SITES_MAX = 100,    // of one tenant
    WIDGET_ORIGINS_MAX = 50,   // of one site
    WIDGET_ORIGIN_SIZE = 255,  // characters
    WIDGET_VISITORS_USUAL = 60 // new ones a minute of one address
};

struct widget_site {
    int64_t row, tenant;
    struct view id, name;
    struct view origins;                 // JSON array of texts
    struct view settings;                // JSON object; no data: none
    struct view secret, previous_secret; // sealed; no data: none
    int64_t previous_until_us;           // until when identities signed with the previous one are taken
    int64_t visitors_per_minute;
    int64_t version;     // for ETag
    int64_t disabled_us; // 0: not
    int64_t created_us, updated_us;
};

enum widget_site_outcome {
    WIDGET_SITE_OK = 0,
    WIDGET_SITE_NONE = 1,
    WIDGET_SITE_ID_TAKEN, // of this or another tenant
    WIDGET_SITE_TOO_MANY,
};

// The secret itself, for the caller to tell once.
struct widget_secret {
    char text[TOKEN_TEXT_SIZE + 1];
};

int widget_site_find(struct db *db, int64_t tenant, struct view id, struct arena *arena,
                     struct widget_site *ret);

// The open site of that id, of whichever tenant: as a page names it.
int widget_site_visited(struct db *db, struct view id, struct arena *arena, struct widget_site *ret);

// As key_walk: at most `limit` sites behind the row *cursor, the oldest first.
int widget_site_walk(struct db *db, int64_t tenant, int64_t *cursor, int limit, struct arena *arena,
                     int (*each)(void *ctx, const struct widget_site *site), void *ctx);

// Every open site of every tenant. A negative answer of `each` ends it.
int widget_sites_open(struct db *db, struct arena *arena,
                      int (*each)(void *ctx, const struct widget_site *site), void *ctx);

// As a site is to be: for widget_site_create whole, for widget_site_store over what was read.
int widget_site_create(struct tx *tx, const struct actor *actor, const struct secret_keys *keys,
                       const struct widget_site *site, struct widget_secret *ret);
int widget_site_store(struct tx *tx, const struct actor *actor, const struct widget_site *site);
int widget_site_delete(struct tx *tx, const struct actor *actor, const struct widget_site *site);

// A new secret; what the old one signed is taken for `grace_us` more. Whoever was signed in by one that is
// taken no more has to sign in again.
int widget_site_rotate(struct tx *tx, const struct actor *actor, const struct secret_keys *keys,
                       const struct widget_site *site, int64_t grace_us, struct widget_secret *ret);

// Tells every loop, which knows the open sites, that others are open now. `row`, which is not 0, is the site
// that is another now, or the tenant whose sites are.
int widget_sites_changed(struct tx *tx, int64_t row);

// ---- secrets

enum widget_secret_which { WIDGET_SECRET_NOW, WIDGET_SECRET_BEFORE };

// Opens one of the site's secrets that is taken at that time. WIDGET_SITE_NONE: there is none, or its key is
// gone.
int widget_secret_open(const struct secret_keys *keys, const struct widget_site *site,
                       enum widget_secret_which which, int64_t now_us, struct widget_secret *ret);

// Names a secret without telling it: what tokens say of who vouched.
void widget_secret_proof(const struct widget_secret *secret, char ret[static VISITOR_PROOF_SIZE + 1]);

// ---- origins (RFC 6454)

// Whether the text is one that a site may have: "https://shop.example.org", with a port unless it is the
// scheme's; "http://localhost" and "http://127.0.0.1" stand for all their ports; "*" for every page.
bool widget_origin_is_valid(struct view text);

// Whether a page of that origin is one that the text means.
bool widget_origin_fits(struct view text, struct view origin);

// ---- as the API's WidgetSite; the object is left open for more members
void widget_site_write_open(struct json_writer *w, const struct widget_site *site);
