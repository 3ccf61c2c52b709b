// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/handlers.h"
#include "api/socket_url.h"
#include "base/error.h"
#include "codec/utf8.h"
#include "hub/file_limit.h"
#include "hub/position.h"
#include "hub/visitor.h"
#include "store/tenant_clock.h"
#include <errno.h>
#include <openssl/crypto.h>

enum { TOKEN_TEXT_ROOM = VISITOR_TOKEN_MAX + 16, PAGE_URL_MAX = 400, PAGE_TITLE_MAX = 100 };

static const int64_t SECOND_US = 1000000;

#define VISITOR_ID_PREFIX "visitor_"

// One visit, from what the page showed to what it is given.
struct visit {
    struct widget_site site;
    struct visitor_claims claims; // of the page: as it showed them, then as they are to be signed
    bool has_shown;               // and they were good
    struct identity_claims identity;
    bool is_named; // by the shop, just now
    char proof[VISITOR_PROOF_SIZE + 1];
    struct view session_id; // no data: none yet
    int64_t position, now_us;
    bool has_agents;
};

struct visits {
    struct visit shown; // as prepare found it
    struct visit made;  // as decide made it, perhaps more than once
    struct file_limits limits;
};

// ---- what the page shows

static int refuse_site(struct call *call)
{
    return call_refuse(call, 404, VIEW("widget.site_not_found"), VIEW("there is no open site of this id"));
}

// A page of the hub's own host is no page of every site.
static int check_page(struct call *call, const struct widget_site *site)
{
    struct view origin = call->head.origin;
    if (origin.data == NULL || visitors_site_has(call->loop, site->row, origin))
        return 0;
    return call_refuse(call, 403, VIEW("widget.origin"), VIEW("this page is none of the site's"));
}

static int refuse_identity(struct call *call, int outcome)
{
    return call_blame(call, VIEW("/identity_token"),
                      call_refuse(call, 401, VIEW("widget.identity"), identity_token_fault(outcome)));
}

// By the secret of now, else by the one before.
static int read_identity(struct call *call, struct view token, struct visit *visit)
{
    const struct secret_keys *keys = store_secrets(call->api->config.store);
    int64_t now_us = api_now_us(call->api);
    int outcome = IDENTITY_TOKEN_FORGED;
    for (int which = WIDGET_SECRET_NOW; which <= WIDGET_SECRET_BEFORE && outcome == IDENTITY_TOKEN_FORGED;
         which++) {
        struct widget_secret secret;
        int r = widget_secret_open(keys, &visit->site, which, now_us, &secret);
        if (r < 0)
            return r;
        if (r != WIDGET_SITE_OK)
            continue;
        outcome =
            identity_token_read(token, view_from(secret.text), now_us, call_arena(call), &visit->identity);
        widget_secret_proof(&secret, visit->proof);
        OPENSSL_cleanse(&secret, sizeof(secret));
    }
    if (outcome < 0)
        return outcome;
    if (outcome == IDENTITY_TOKEN_OK && route_word_is_taken(visit->identity.customer_id))
        outcome = IDENTITY_TOKEN_NOBODY;
    visit->is_named = outcome == IDENTITY_TOKEN_OK;
    return visit->is_named ? 0 : refuse_identity(call, outcome);
}

// What is good no more is as if the page showed nothing: it could do nothing about it.
static int read_visitor(struct call *call, struct view text, struct visit *visit)
{
    struct visitor_claims *c = &visit->claims;
    if (text.data == NULL)
        return 0;
    int r = visitor_token_read(store_secrets(call->api->config.store), VISITOR_SECRET, text,
                               api_now_us(call->api), call_arena(call), c);
    visit->has_shown = r == VISITOR_TOKEN_OK && c->tenant == visit->site.tenant &&
                       c->site == visit->site.row &&
                       (c->proof.data == NULL || visitors_proof_holds(call->loop, c->site, c->proof));
    if (!visit->has_shown)
        *c = (struct visitor_claims){0};
    return r < 0 ? r : 0;
}

int widget_session_prepare(struct snapshot *snapshot, struct call *call)
{
    const struct widget_session_args *args = call->args;
    struct visits *visits = arena_zalloc(call_arena(call), sizeof(*visits));
    if (visits == NULL)
        return -ENOMEM;
    struct visit *visit = &visits->shown;
    int r = widget_site_visited(snapshot->db, args->site, call_arena(call), &visit->site);
    if (r != WIDGET_SITE_OK)
        return r < 0 ? r : refuse_site(call);
    r = check_page(call, &visit->site);
    if (r == 0)
        r = read_visitor(call, args->visitor, visit);
    if (r == 0 && args->identity_token.data != NULL)
        r = read_identity(call, args->identity_token, visit);
    if (r == 0 && !visit->has_shown)
        r = limit_need_new_visitor(call, visit->site.row, visit->site.visitors_per_minute);
    call->principal = (struct principal){.tenant = visit->site.tenant,
                                         .scope = ROUTE_SCOPE_NONE,
                                         .audience = AUDIENCE_PUBLIC,
                                         .actor = {.kind = ACTOR_CUSTOMER}};
    if (r == 0)
        r = file_limits_load(snapshot->db, visit->site.tenant, call->api->config.file_max_bytes,
                             &visits->limits);
    call->result = visits;
    return r;
}

// ---- who that is

static int make_device(struct tx *tx, struct call *call, struct visitor_claims *c)
{
    char text[sizeof(VISITOR_ID_PREFIX) + ID_SIZE] = VISITOR_ID_PREFIX;
    id_make(text + sizeof(VISITOR_ID_PREFIX) - 1, tx->now_us, tx->random);
    *c = (struct visitor_claims){0};
    if (!call_copy(call, view_from(text), &c->device_id))
        return -ENOMEM;
    c->customer_id = c->device_id;
    return 0;
}

static int refuse_blocked(struct call *call)
{
    return call_refuse(call, 403, VIEW("customer.blocked"),
                       VIEW("this customer is blocked: no message of theirs is taken"));
}

static struct visitor_who who_of(const struct visitor_claims *c)
{
    return (struct visitor_who){
        .customer_id = c->customer_id, .is_identified = c->proof.data != NULL, .is_known = c->is_known};
}

// The session in which the visitor goes on. A page that is over begins anew.
static int settle(struct tx *tx, struct call *call, struct visit *visit, struct visitor_claims *c)
{
    struct visitor_who who = who_of(c);
    struct view session = {0};
    int64_t customer = 0;
    int r = visitor_judge(tx->db, tx->tenant, &who, &customer);
    if (r == VISITOR_OK)
        r = visitor_session(tx, &who, &session);
    if (r == VISITOR_OVER) {
        customer = 0;
        r = make_device(tx, call, c);
    }
    if (r != 0)
        return r == VISITOR_BLOCKED ? refuse_blocked(call) : error_fold(r);
    c->is_known = customer != 0;
    return call_copy(call, session, &visit->session_id) ? 0 : -ENOMEM;
}

static int name_customer(struct tx *tx, struct call *call, struct visit *visit, struct visitor_claims *c)
{
    // Only what a random visitor said goes over to whom the shop named.
    bool was_random = visit->has_shown && c->proof.data == NULL;
    int r =
        visitor_identify(tx, &visit->site, &visit->identity, was_random ? c->device_id : (struct view){0});
    if (r != 0)
        return r == VISITOR_BLOCKED ? refuse_blocked(call) : error_fold(r);
    c->customer_id = visit->identity.customer_id;
    c->proof = view_from(visit->proof);
    return 0;
}

int widget_session_decide(struct tx *tx, struct call *call)
{
    struct visits *visits = call->result;
    struct visit *visit = &visits->made;
    struct visitor_claims *c = &visit->claims;
    *visit = visits->shown;
    int r = visit->has_shown ? 0 : make_device(tx, call, c);
    if (r == 0 && visit->is_named)
        r = name_customer(tx, call, visit, c);
    if (r == 0)
        r = settle(tx, call, visit, c);
    if (r != 0)
        return r;
    r = visitor_agents_online(tx->db, tx->tenant);
    if (r < 0)
        return r;
    c->tenant = tx->tenant;
    c->site = visit->site.row;
    visit->has_agents = r == 1;
    visit->now_us = tx->now_us;
    visit->position = call->position = tx->clock->position;
    call->is_secret = true;
    return 0;
}

// ---- what it is given

// For agents, with the first message (api/live_message.c). Into `out`, which says if it does not fit.
static void write_about(struct buffer *out, const struct call *call, const struct widget_site *site)
{
    const struct widget_session_args *args = call->args;
    struct json_writer w = json_writer(out);
    if (args->language.data == NULL && !args->has_page)
        return;
    json_begin_object(&w);
    json_key(&w, VIEW("site"));
    json_string(&w, site->id);
    json_key(&w, VIEW("language"));
    json_string_or_null(&w, args->language);
    json_key(&w, VIEW("page"));
    json_begin_object(&w);
    json_key(&w, VIEW("url"));
    json_string_or_null(&w, utf8_cut(args->page.url, PAGE_URL_MAX));
    json_key(&w, VIEW("title"));
    json_string_or_null(&w, utf8_cut(args->page.title, PAGE_TITLE_MAX));
    json_end_object(&w);
    json_end_object(&w);
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

// Whom the shop named is known a day by the page's own word; then, or when the secret that vouched is taken
// no more, the shop is asked again. What the page has shown is not made longer.
static int64_t secret_end(const struct visits *visits)
{
    const struct visit *v = &visits->made;
    bool is_named = v->claims.proof.data != NULL;
    if (is_named && !v->is_named)
        return visits->shown.claims.expires_us;
    return v->now_us + (is_named ? VISITOR_IDENTIFIED_S : VISITOR_SECRET_S) * SECOND_US;
}

static void write_token(struct json_writer *w, const struct call *call, struct view name,
                        enum visitor_token_kind kind, const struct visitor_claims *claims)
{
    char text[TOKEN_TEXT_ROOM];
    struct buffer out = buffer_fixed(text, sizeof(text));
    json_key(w, name);
    if (visitor_token_write(store_secrets(call->api->config.store), kind, claims, &out) < 0)
        w->out->failed = true;
    else
        json_string(w, buffer_view(&out));
}

static void write_tokens(struct json_writer *w, const struct call *call, const struct visits *visits)
{
    struct visitor_claims secret = visits->made.claims, token = secret;
    char text[VISITOR_ABOUT_MAX];
    struct buffer about = buffer_fixed(text, sizeof(text));
    write_about(&about, call, &visits->made.site);
    secret.about = (struct view){0};
    token.about = about.failed || about.size == 0 ? (struct view){0} : buffer_view(&about);
    secret.expires_us = secret_end(visits);
    token.expires_us = earlier(visits->made.now_us + VISITOR_TOKEN_S * SECOND_US, secret.expires_us);
    write_token(w, call, VIEW("token"), VISITOR_TOKEN, &token);
    json_key(w, VIEW("expires_at"));
    json_time(w, token.expires_us);
    write_token(w, call, VIEW("visitor"), VISITOR_SECRET, &secret);
}

static void write_setting(struct json_writer *w, const struct json *settings, struct arena *arena,
                          struct view name)
{
    const struct json *value = settings == NULL ? NULL : json_member(settings, name);
    struct view text = {0};
    json_key(w, name);
    if (value != NULL && json_text(value, arena, &text))
        json_string(w, text);
    else
        json_null(w);
}

static void write_site(struct json_writer *w, struct call *call, const struct widget_site *site)
{
    const struct json *settings = NULL;
    struct arena *arena = call_arena(call);
    if (site->settings.data != NULL && json_parse(arena, site->settings, NULL, &settings) != JSON_OK)
        settings = NULL;
    json_key(w, VIEW("site"));
    json_begin_object(w);
    json_key(w, VIEW("id"));
    json_string(w, site->id);
    write_setting(w, settings, arena, VIEW("title"));
    write_setting(w, settings, arena, VIEW("greeting"));
    write_setting(w, settings, arena, VIEW("color"));
    write_setting(w, settings, arena, VIEW("language"));
    write_setting(w, settings, arena, VIEW("position"));
    json_end_object(w);
}

static void write_upload(struct json_writer *w, const struct file_limits *limits)
{
    json_key(w, VIEW("upload"));
    json_begin_object(w);
    json_key(w, VIEW("max_bytes"));
    json_integer(w, limits->file_bytes);
    json_key(w, VIEW("types"));
    json_begin_array(w);
    for (struct view rest = view_from(limits->types); rest.size > 0;)
        json_string(w, view_trim(view_cut(&rest, ',')));
    json_end_array(w);
    json_end_object(w);
}

void widget_session_render(struct call *call, struct json_writer *w)
{
    const struct visits *visits = call->result;
    const struct visit *visit = &visits->made;
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    write_tokens(w, call, visits);
    json_key(w, VIEW("customer_id"));
    json_string(w, visit->claims.customer_id);
    json_key(w, VIEW("session_id"));
    json_string_or_null(w, visit->session_id);
    socket_url_write(w, call, (struct view){0});
    json_key(w, VIEW("position"));
    position_write(w, call->api->epoch, visit->position);
    write_site(w, call, &visit->site);
    json_key(w, VIEW("agents_online"));
    json_bool(w, visit->has_agents);
    write_upload(w, &visits->limits);
    json_end_object(w);
}
