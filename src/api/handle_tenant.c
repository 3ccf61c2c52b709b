// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/cursor.h"
#include "api/etag.h"
#include "api/handlers.h"
#include "api/row_page.h"
#include "api/security.h"
#include "base/error.h"
#include "hub/key.h"
#include "hub/tenant_secret.h"
#include <errno.h>

static int refuse(struct call *call, int outcome)
{
    switch ((enum tenant_outcome)outcome) {
    case TENANT_OK:
        return 0;
    case TENANT_NONE:
        return call_refuse(call, 404, VIEW("tenant.not_found"), VIEW("there is no tenant of this id"));
    case TENANT_NAME_TAKEN:
        return call_refuse(call, 409, VIEW("tenant.id_taken"), VIEW("there is a tenant of this id already"));
    case TENANT_BAD_SETTING:
        return call_refuse(call, 422, VIEW("tenant.bad_setting"),
                           VIEW("a setting has the wrong type or is out of range"));
    case TENANT_TOO_LARGE:
        return call_refuse(call, 422, VIEW("tenant.too_large"), VIEW("the settings would pass 16 KiB"));
    case TENANT_IS_DEFAULT:
        return call_refuse(call, 409, VIEW("tenant.is_default"),
                           VIEW("the tenant default cannot be disabled"));
    }
    return -ENOTRECOVERABLE;
}

// Names the member at fault, behind a refusal.
static int name_fault(struct call *call, struct view parent, struct view name, struct view detail)
{
    struct fault *fault = arena_alloc(call_arena(call), sizeof(*fault));
    char text[128];
    struct buffer pointer = buffer_fixed(text, sizeof(text));
    buffer_append_view(&pointer, parent);
    buffer_append_view(&pointer, name);
    if (fault == NULL || pointer.failed || !call_copy(call, buffer_view(&pointer), &fault->pointer))
        return 1;
    fault->detail = detail;
    call->refusal.errors = fault;
    call->refusal.error_count = 1;
    return 1;
}

static int refuse_setting(struct call *call, struct view setting)
{
    refuse(call, TENANT_BAD_SETTING);
    return name_fault(call, VIEW("/settings/"), setting, VIEW("has the wrong type or is out of range"));
}

static int refuse_secret(struct call *call, int outcome, struct view name)
{
    if (outcome == TENANT_SECRET_TOO_MANY)
        return call_refuse(call, 422, VIEW("tenant.too_many_secrets"), VIEW("there would be more than 50"));
    call_refuse(call, 422, VIEW("tenant.bad_secret"), VIEW("a secret has a name or a value that cannot be"));
    return name_fault(
        call, VIEW("/secrets/"), name,
        VIEW("is a name in [a-z0-9_.-] of at most 64 bytes with a text of 1 to 8192 bytes or null"));
}

static int judge(struct call *call, int r, struct view setting)
{
    if (r == TENANT_BAD_SETTING)
        return refuse_setting(call, setting);
    return r <= 0 ? r : refuse(call, r);
}

// One that the caller administers.
static int need(struct db *db, struct call *call, struct view id, struct tenant *ret)
{
    int r = tenant_find(db, id, call_arena(call), ret);
    if (r == TENANT_OK && !security_runs_hub(call) && ret->row != call->principal.tenant)
        r = TENANT_NONE;
    return r <= 0 ? r : refuse(call, r);
}

// ---- reading

static int write_tenant(void *ctx, const struct tenant *tenant)
{
    struct row_page *page = ctx;
    tenant_write_open(page->w, tenant);
    json_end_object(page->w);
    return row_page_count(page);
}

int tenant_list_rows(const struct call *call)
{
    return (int)((const struct tenant_list_args *)call->args)->limit;
}

static int write_own(struct snapshot *snapshot, struct call *call, struct row_page *page)
{
    struct tenant tenant;
    int r = tenant_load(snapshot->db, snapshot->tenant, call_arena(call), &tenant);
    if (r != TENANT_OK)
        return error_fold(r);
    write_tenant(page, &tenant);
    page->is_full = false;
    return 0;
}

int tenant_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct tenant_list_args *args = call->args;
    struct row_page page;
    struct arena rows;
    int64_t cursor;
    int r;
    if (!cursor_row(args->cursor, 0, &cursor))
        return cursor_refuse(call);
    arena_init(&rows, 4096, 1 << 20);
    row_page_begin(&page, w, VIEW("tenants"), args->limit);
    if (security_runs_hub(call))
        r = tenant_walk(snapshot->db, &cursor, (int)args->limit, &rows, write_tenant, &page);
    else
        r = write_own(snapshot, call, &page);
    row_page_end(&page, call, cursor, snapshot->position);
    arena_free(&rows);
    return r;
}

int tenant_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct tenant_get_args *args = call->args;
    struct tenant tenant;
    int r = need(snapshot->db, call, args->id, &tenant);
    if (r != 0)
        return r;
    call_etag(call, tenant.version);
    tenant_write_open(w, &tenant);
    r = tenant_secrets_write(w, snapshot->db, tenant.row);
    json_end_object(w);
    return r;
}

// ---- changing

struct tenant_made {
    struct tenant tenant;
    struct key_secret secret;
    struct view secrets; // an object with that member
};

// Rendering comes after the transaction: the names are read in it.
static int keep_names(struct tx *tx, struct call *call, struct tenant_made *made)
{
    struct buffer out;
    buffer_init(&out, 16 << 10);
    struct json_writer w = json_writer(&out);
    json_begin_object(&w);
    int r = tenant_secrets_write(&w, tx->db, made->tenant.row);
    json_end_object(&w);
    if (r == 0 && (out.failed || !call_copy(call, buffer_view(&out), &made->secrets)))
        r = -ENOMEM;
    buffer_free(&out);
    return r;
}

static int keep(struct tx *tx, struct call *call, int64_t row, const struct key_secret *secret)
{
    struct tenant_made *made = arena_zalloc(call_arena(call), sizeof(*made));
    if (made == NULL)
        return -ENOMEM;
    int r = tenant_load(tx->db, row, call_arena(call), &made->tenant);
    if (r != TENANT_OK)
        return error_fold(r);
    if (secret != NULL)
        made->secret = *secret;
    call->is_secret = secret != NULL;
    call_etag(call, made->tenant.version);
    call->result = made;
    return error_trace(keep_names(tx, call, made));
}

int tenant_create_decide(struct tx *tx, struct call *call)
{
    const struct tenant_create_args *args = call->args;
    const struct actor *actor = &call->principal.actor;
    struct view setting = {0}, key_id;
    struct key_secret secret;
    int64_t row;
    if (!security_runs_hub(call))
        return security_refuse_tenant(call);
    int r = tenant_create(tx, actor, args->id,
                          &(struct tenant_change){.title = args->title, .settings = args->settings}, &setting,
                          &row);
    if (r != TENANT_OK)
        return judge(call, r, setting);
    r = key_insert(tx, row, actor, &(struct key_new){.name = VIEW("first"), .scope = ACCESS_ADMIN}, &secret,
                   &key_id);
    if (r == 0)
        r = credential_changed(tx);
    if (r != 0)
        return error_fold(r);
    call->status = 201;
    return keep(tx, call, row, &secret);
}

void tenant_create_render(struct call *call, struct json_writer *w)
{
    const struct tenant_made *made = call->result;
    tenant_write_open(w, &made->tenant);
    json_members(w, made->secrets);
    json_key(w, VIEW("key"));
    json_string(w, view_from(made->secret.text));
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_end_object(w);
}

static int change_secrets(struct tx *tx, struct call *call, const struct tenant *tenant)
{
    const struct tenant_change_args *args = call->args;
    struct view name = {0};
    if (args->secrets_json == NULL)
        return 0;
    int r = tenant_secrets_change(tx, &call->principal.actor, store_secrets(call->api->config.store), tenant,
                                  args->secrets_json, &name);
    return r <= 0 ? r : refuse_secret(call, r, name);
}

int tenant_change_decide(struct tx *tx, struct call *call)
{
    const struct tenant_change_args *args = call->args;
    struct view setting = {0};
    struct tenant tenant;
    int r = need(tx->db, call, args->id, &tenant);
    if (r == 0)
        r = call_need_match(call, tenant.version);
    if (r != 0)
        return r;
    if (args->has_disabled && !security_runs_hub(call))
        return security_refuse_tenant(call);
    r = tenant_change(tx, &call->principal.actor, &tenant,
                      &(struct tenant_change){.title = args->title,
                                              .settings = args->settings,
                                              .has_disabled = args->has_disabled,
                                              .disabled = args->disabled},
                      &setting);
    if (r != TENANT_OK)
        return judge(call, r, setting);
    r = change_secrets(tx, call, &tenant);
    return r == 0 ? keep(tx, call, tenant.row, NULL) : r;
}

void tenant_change_render(struct call *call, struct json_writer *w)
{
    const struct tenant_made *made = call->result;
    tenant_write_open(w, &made->tenant);
    json_members(w, made->secrets);
    json_end_object(w);
}
