// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/auth.h"
#include "api/handlers.h"
#include "base/error.h"
#include "hub/audit.h"
#include "hub/invitation.h"
#include <errno.h>

// Who somebody is, as /auth/me tells it.
struct me {
    struct agent agent; // of a login
    struct view queues;
    struct tenant tenant;
    enum access_scope scope;
    struct actor actor;
};

static int load_tenant(struct db *db, struct call *call, int64_t tenant, struct me *me)
{
    return error_fold(tenant_load(db, tenant, call_arena(call), &me->tenant));
}

static int load_agent(struct db *db, struct call *call, int64_t tenant, int64_t agent, struct me *me)
{
    int r = agent_load(db, tenant, agent, call_arena(call), &me->agent);
    if (r == AGENT_OK)
        r = agent_queues_load(db, tenant, agent, call_arena(call), &me->queues);
    if (r == AGENT_OK)
        r = load_tenant(db, call, tenant, me);
    me->scope = me->agent.role;
    me->actor.kind = ACTOR_AGENT;
    return error_fold(r);
}

static struct view type_name(enum actor_kind kind)
{
    return kind == ACTOR_AGENT ? VIEW("agent") : kind == ACTOR_KEY ? VIEW("key") : VIEW("operator");
}

static void write_me(struct json_writer *w, const struct me *me)
{
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_key(w, VIEW("type"));
    json_string(w, type_name(me->actor.kind));
    json_key(w, VIEW("tenant"));
    json_string(w, me->tenant.name);
    json_key(w, VIEW("scope"));
    json_string(w, access_scope_name(me->scope));
    json_key(w, VIEW("agent"));
    if (me->actor.kind == ACTOR_AGENT) {
        agent_write_open(w, &me->agent, me->queues);
        json_end_object(w);
    } else {
        json_null(w);
    }
    json_key(w, VIEW("key"));
    if (me->actor.kind == ACTOR_KEY) {
        json_begin_object(w);
        json_key(w, VIEW("id"));
        json_string(w, me->actor.id);
        json_key(w, VIEW("name"));
        json_string(w, me->actor.name);
        json_end_object(w);
    } else {
        json_null(w);
    }
    json_end_object(w);
}

void auth_me_render(struct call *call, struct json_writer *w)
{
    write_me(w, call->result);
}

int auth_me_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct principal *p = &call->principal;
    struct me me = {.scope = (enum access_scope)p->scope, .actor = p->actor};
    int r = p->login != 0 ? load_agent(snapshot->db, call, p->tenant, p->actor.agent, &me)
                          : load_tenant(snapshot->db, call, p->tenant, &me);
    if (r == 0)
        write_me(w, &me);
    return r;
}

// The answer to who just logged in.
static int welcome(struct tx *tx, struct call *call, int64_t agent, const struct login_token *token)
{
    struct me *me = arena_zalloc(call_arena(call), sizeof(*me));
    if (me == NULL)
        return -ENOMEM;
    int r = load_agent(tx->db, call, tx->tenant, agent, me);
    if (r == 0)
        r = auth_set_cookie(call, view_from(token->text));
    call->result = me;
    call->is_secret = true;
    return r;
}

// ---- POST /auth/login

static int refuse_wrong(struct call *call)
{
    return call_refuse(call, 401, VIEW("login.wrong"), VIEW("no such account, or another password"));
}

// Under which failures of the account are counted, whether or not it exists.
static int make_key(struct call *call, struct view tenant, struct view email, struct view *ret)
{
    char text[512], *end = text;
    struct buffer out = buffer_fixed(text, sizeof(text));
    buffer_append_view(&out, tenant.data == NULL ? VIEW("default") : tenant);
    buffer_append_char(&out, '/');
    buffer_append_view(&out, view_trim(email));
    for (; end < text + out.size; end++)
        *end = *end >= 'A' && *end <= 'Z' ? (char)(*end | 0x20) : *end;
    return !out.failed && call_copy(call, buffer_view(&out), ret) ? 0 : -ENOMEM;
}

int auth_login_prepare(struct snapshot *snapshot, struct call *call)
{
    const struct auth_login_args *args = call->args;
    struct auth_thought *thought = auth_think(call);
    if (thought == NULL)
        return 1;
    int r = make_key(call, args->tenant, args->email, &thought->account_key);
    if (r == 0)
        r = limit_need_attempt(call);
    if (r == 0)
        r = limit_need_account(call, thought->account_key);
    if (r != 0)
        return r;
    r = login_find(snapshot->db, args->tenant, args->email, call_arena(call), &thought->account);
    if (r == LOGIN_OK)
        call->principal.tenant = thought->account.tenant; // where the login is written
    thought->tried = args->password;
    thought->wrong_status = 401;
    return r < 0 ? r : 0;
}

int auth_login_decide(struct tx *tx, struct call *call)
{
    const struct auth_thought *thought = call->thinking;
    struct login_token token;
    int r = login_begin(tx, &thought->account, &token);
    if (r != LOGIN_OK)
        return r < 0 ? r : refuse_wrong(call);
    return welcome(tx, call, thought->account.agent, &token);
}

// ---- POST /auth/logout

int auth_logout_decide(struct tx *tx, struct call *call)
{
    int r = call->principal.login == 0 ? 0 : login_end(tx, call->principal.login);
    return r < 0 ? r : auth_set_cookie(call, (struct view){0});
}

// ---- POST /auth/password

int auth_password_prepare(struct snapshot *snapshot, struct call *call)
{
    const struct auth_password_args *args = call->args;
    const struct principal *p = &call->principal;
    if (p->login == 0)
        return call_refuse(call, 403, VIEW("login.needed"), VIEW("only who is logged in has a password"));
    struct auth_thought *thought = auth_think(call);
    if (thought == NULL)
        return 1;
    int r = login_load(snapshot->db, snapshot->tenant, p->actor.agent, call_arena(call), &thought->account);
    if (r > 0) // disabled just now
        return call_refuse(call, 401, VIEW("login.ended"), VIEW("this login has ended; log in again"));
    if (r == LOGIN_OK)
        r = make_key(call, VIEW("agent"), p->actor.id, &thought->account_key);
    if (r == 0)
        r = limit_need_account(call, thought->account_key);
    if (r == 0)
        r = auth_check_password(call, VIEW("/new_password"), args->new_password, thought->account.email);
    thought->tried = args->current_password;
    thought->chosen = args->new_password;
    thought->wrong_status = 403;
    return r;
}

int auth_password_decide(struct tx *tx, struct call *call)
{
    const struct auth_thought *thought = call->thinking;
    int r = login_change_password(tx, &thought->account, view_from(thought->hash), call->principal.login);
    if (r > 0)
        return call_refuse(call, 409, VIEW("password.changed"), VIEW("the password was just changed"));
    return r;
}

// ---- links

static int refuse_link(struct call *call, int outcome)
{
    switch ((enum invitation_outcome)outcome) {
    case INVITATION_OK:
        return 0;
    case INVITATION_NONE:
        return call_refuse(call, 404, VIEW("invitation.not_found"),
                           VIEW("this link was used already, has expired, or never was one"));
    case INVITATION_NO_EMAIL:
        return call_refuse(call, 422, VIEW("invitation.needs_email"), VIEW("an e-mail address is needed"));
    case INVITATION_BAD_EMAIL:
        return call_refuse(call, 422, VIEW("agent.bad_email"), VIEW("this is no e-mail address"));
    case INVITATION_EMAIL_TAKEN:
        return call_refuse(call, 409, VIEW("agent.email_taken"),
                           VIEW("another agent has this e-mail address"));
    case INVITATION_NO_NAME:
        return call_refuse(call, 422, VIEW("invitation.needs_name"), VIEW("a name is needed"));
    }
    return -ENOTRECOVERABLE;
}

// The link, unless too many were guessed from this address.
static int find_link(struct snapshot *snapshot, struct call *call, struct view token, struct invitation *ret)
{
    int r = limit_need_attempt(call);
    if (r != 0)
        return r;
    r = invitation_find(snapshot->db, token, api_now_us(call->api), call_arena(call), ret);
    if (r <= 0)
        return r;
    limit_note_failure(call);
    return refuse_link(call, r);
}

int auth_invitation_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct auth_invitation_args *args = call->args;
    struct invitation invitation;
    int r = find_link(snapshot, call, args->token, &invitation);
    if (r != 0)
        return r;
    json_begin_object(w);
    json_key(w, VIEW("tenant"));
    json_string(w, invitation.tenant_name);
    json_key(w, VIEW("is_first_administrator"));
    json_bool(w, invitation.agent == 0);
    json_key(w, VIEW("name"));
    json_string_or_null(w, invitation.agent_name);
    json_key(w, VIEW("email"));
    json_string_or_null(w, invitation.agent_email);
    json_key(w, VIEW("expires_at"));
    json_time(w, invitation.expires_us);
    json_end_object(w);
    return 0;
}

int auth_setup_prepare(struct snapshot *snapshot, struct call *call)
{
    const struct auth_setup_args *args = call->args;
    struct invitation invitation;
    int r = find_link(snapshot, call, args->token, &invitation);
    if (r == 0)
        r = auth_check_password(call, VIEW("/password"), args->password,
                                args->email.size > 0 ? args->email : invitation.agent_email);
    if (r != 0)
        return r;
    struct auth_thought *thought = auth_think(call);
    if (thought == NULL)
        return 1;
    call->principal.tenant = invitation.tenant;
    thought->chosen = args->password;
    return 0;
}

int auth_setup_decide(struct tx *tx, struct call *call)
{
    const struct auth_setup_args *args = call->args;
    const struct auth_thought *thought = call->thinking;
    struct invitation_answer answer = {
        .name = args->name, .email = args->email, .hash = view_from(thought->hash)};
    struct agent agent;
    struct login_token token;
    int r = invitation_accept(tx, args->token, &answer, &agent, &token);
    if (r != INVITATION_OK)
        return r < 0 ? r : refuse_link(call, r);
    return welcome(tx, call, agent.row, &token);
}

// ---- POST /agents/{id}/invite

struct invited {
    struct view url;
    int64_t expires_us;
};

int agent_invite_decide(struct tx *tx, struct call *call)
{
    const struct agent_invite_args *args = call->args;
    struct invited *invited = arena_zalloc(call_arena(call), sizeof(*invited));
    struct agent agent;
    struct invitation_token token;
    if (invited == NULL)
        return -ENOMEM;
    int r = agent_find(tx->db, tx->tenant, args->id, call_arena(call), &agent);
    if (r == AGENT_NONE)
        return call_refuse(call, 404, VIEW("agent.not_found"), VIEW("there is no agent of this id"));
    if (r == 0)
        r = invitation_create(tx, agent.row, &token);
    if (r == 0)
        r = audit_write(tx, &call->principal.actor,
                        &(struct audit_entry){
                            .action = VIEW("agent.invite"), .object = VIEW("agent"), .object_id = agent.id});
    if (r == 0)
        r = auth_link(call, view_from(token.text), &invited->url);
    if (r != 0)
        return error_fold(r);
    invited->expires_us = token.expires_us;
    call->result = invited;
    call->status = 201;
    call->is_secret = true;
    return 0;
}

void agent_invite_render(struct call *call, struct json_writer *w)
{
    const struct invited *invited = call->result;
    json_begin_object(w);
    json_key(w, VIEW("url"));
    json_string(w, invited->url);
    json_key(w, VIEW("expires_at"));
    json_time(w, invited->expires_us);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_end_object(w);
}
