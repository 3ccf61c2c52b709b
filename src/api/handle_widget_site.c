// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/cursor.h"
#include "api/etag.h"
#include "api/handlers.h"
#include "api/operator.h"
#include "api/row_page.h"
#include "base/error.h"
#include "base/id.h"
#include "hub/widget_site.h"
#include <errno.h>
#include <openssl/crypto.h>

enum { SETTINGS_TEXT_MAX = 8192, ORIGINS_TEXT_MAX = 32 << 10, SCRIPT_MAX = 1024 };

// A site as it is now, with the secret where it was made just now.
struct site_told {
    struct widget_site site;
    struct widget_secret secret;
};

static int refuse(struct call *call, int outcome)
{
    switch ((enum widget_site_outcome)outcome) {
    case WIDGET_SITE_OK:
        return 0;
    case WIDGET_SITE_NONE:
        return call_refuse(call, 404, VIEW("widget.site_not_found"), VIEW("there is no site of this id"));
    case WIDGET_SITE_ID_TAKEN:
        return call_refuse(call, 409, VIEW("widget.site_taken"), VIEW("there is a site of this id already"));
    case WIDGET_SITE_TOO_MANY:
        return call_refuse(call, 409, VIEW("widget.too_many_sites"), VIEW("a tenant has at most 100 sites"));
    }
    return -ENOTRECOVERABLE;
}

static int need(struct db *db, struct call *call, struct view id, struct widget_site *ret)
{
    int r = widget_site_find(db, call->principal.tenant, id, call_arena(call), ret);
    return r <= 0 ? r : refuse(call, r);
}

// ---- reading

static int write_site(void *ctx, const struct widget_site *site)
{
    struct row_page *page = ctx;
    widget_site_write_open(page->w, site);
    json_end_object(page->w);
    return row_page_count(page);
}

int widget_site_list_rows(const struct call *call)
{
    return (int)((const struct widget_site_list_args *)call->args)->limit;
}

int widget_site_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct widget_site_list_args *args = call->args;
    struct row_page page;
    struct arena rows;
    int64_t cursor;
    if (!cursor_row(args->cursor, 0, &cursor))
        return cursor_refuse(call);
    arena_init(&rows, 4096, 1 << 20);
    row_page_begin(&page, w, VIEW("sites"), args->limit);
    int r =
        widget_site_walk(snapshot->db, snapshot->tenant, &cursor, (int)args->limit, &rows, write_site, &page);
    row_page_end(&page, call, cursor, snapshot->position);
    arena_free(&rows);
    return r;
}

int widget_site_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct widget_site_get_args *args = call->args;
    struct widget_site site;
    int r = need(snapshot->db, call, args->id, &site);
    if (r != 0)
        return r;
    call_etag(call, site.version);
    widget_site_write_open(w, &site);
    json_end_object(w);
    return 0;
}

// ---- what a request says of a site

static int keep_text(struct call *call, struct buffer *out, struct view *ret)
{
    bool is_kept = !out->failed && call_copy(call, buffer_view(out), ret);
    buffer_free(out);
    return is_kept ? 0 : -ENOMEM;
}

static int take_origins(struct call *call, const struct view *items, size_t count, struct view *ret)
{
    struct buffer out;
    for (size_t i = 0; i < count; i++)
        if (!widget_origin_is_valid(items[i]))
            return call_blame(
                call, VIEW("/origins"),
                call_refuse(call, 422, VIEW("widget.bad_origin"),
                            VIEW("an origin is https://host or http://host, in lower case, with a port if it "
                                 "is not the scheme's and nothing behind it, or *")));
    buffer_init(&out, ORIGINS_TEXT_MAX);
    struct json_writer w = json_writer(&out);
    json_begin_array(&w);
    for (size_t i = 0; i < count; i++)
        json_string(&w, items[i]);
    json_end_array(&w);
    return keep_text(call, &out, ret);
}

static void write_setting(struct json_writer *w, struct view name, struct view value)
{
    if (value.data == NULL)
        return;
    json_key(w, name);
    json_string(w, value);
}

static bool is_color(struct view text)
{
    if (text.data == NULL)
        return true;
    for (size_t i = 1; i < text.size; i++)
        if (strchr("0123456789abcdefABCDEF", text.data[i]) == NULL)
            return false;
    return (text.size == 7 || text.size == 4) && text.data[0] == '#';
}

static int take_settings(struct call *call, const struct widget_settings_args *s, struct view *ret)
{
    struct buffer out;
    // They go into the style of a page.
    if (!is_color(s->color))
        return call_blame(call, VIEW("/settings/color"),
                          call_refuse(call, 422, VIEW("widget.bad_color"), VIEW("a colour is #rrggbb")));
    if (s->position.data != NULL && !view_equal(s->position, VIEW("left")) &&
        !view_equal(s->position, VIEW("right")))
        return call_blame(
            call, VIEW("/settings/position"),
            call_refuse(call, 422, VIEW("widget.bad_position"), VIEW("position is left or right")));
    buffer_init(&out, SETTINGS_TEXT_MAX);
    struct json_writer w = json_writer(&out);
    json_begin_object(&w);
    write_setting(&w, VIEW("title"), s->title);
    write_setting(&w, VIEW("greeting"), s->greeting);
    write_setting(&w, VIEW("color"), s->color);
    write_setting(&w, VIEW("language"), s->language);
    write_setting(&w, VIEW("position"), s->position);
    json_end_object(&w);
    return keep_text(call, &out, ret);
}

// ---- changing

static int tell(struct tx *tx, struct call *call, struct view id, const struct widget_secret *secret)
{
    struct site_told *told = arena_zalloc(call_arena(call), sizeof(*told));
    if (told == NULL)
        return -ENOMEM;
    int r = widget_site_find(tx->db, tx->tenant, id, call_arena(call), &told->site);
    if (r != WIDGET_SITE_OK)
        return error_fold(r);
    if (secret != NULL)
        told->secret = *secret;
    call->is_secret = secret != NULL;
    call->result = told;
    call_etag(call, told->site.version);
    return 0;
}

static int make_id(struct tx *tx, struct call *call, struct view *id)
{
    char text[ID_SIZE + 1];
    if (id->data != NULL)
        return 0;
    id_make(text, tx->now_us, tx->random);
    return call_copy(call, view_make(text, ID_SIZE), id) ? 0 : -ENOMEM;
}

int widget_site_create_decide(struct tx *tx, struct call *call)
{
    const struct widget_site_create_args *args = call->args;
    struct widget_secret secret;
    struct widget_site site = {.id = args->id,
                               .visitors_per_minute = args->visitors_per_minute,
                               .disabled_us = args->enabled ? 0 : tx->now_us};
    int r = take_origins(call, args->origins_items, args->origins_count, &site.origins);
    if (r == 0)
        r = take_settings(call, &args->settings, &site.settings);
    if (r == 0)
        r = make_id(tx, call, &site.id);
    if (r != 0)
        return r;
    site.name = args->name.data != NULL ? args->name : site.id;
    r = widget_site_create(tx, &call->principal.actor, store_secrets(call->api->config.store), &site,
                           &secret);
    if (r != WIDGET_SITE_OK)
        return r < 0 ? r : refuse(call, r);
    call->status = 201;
    r = tell(tx, call, site.id, &secret);
    OPENSSL_cleanse(&secret, sizeof(secret));
    return r;
}

int widget_site_change_decide(struct tx *tx, struct call *call)
{
    const struct widget_site_change_args *args = call->args;
    struct widget_site site;
    int r = need(tx->db, call, args->id, &site);
    if (r == 0)
        r = call_need_match(call, site.version);
    if (r == 0 && args->origins.data != NULL)
        r = take_origins(call, args->origins_items, args->origins_count, &site.origins);
    if (r == 0 && args->has_settings)
        r = take_settings(call, &args->settings, &site.settings);
    if (r != 0)
        return r;
    if (args->name.data != NULL)
        site.name = args->name;
    if (args->has_visitors_per_minute)
        site.visitors_per_minute = args->visitors_per_minute;
    if (args->has_enabled && args->enabled)
        site.disabled_us = 0;
    else if (args->has_enabled && site.disabled_us == 0)
        site.disabled_us = tx->now_us;
    r = widget_site_store(tx, &call->principal.actor, &site);
    return r < 0 ? r : tell(tx, call, args->id, NULL);
}

int widget_site_rotate_decide(struct tx *tx, struct call *call)
{
    const struct widget_site_rotate_args *args = call->args;
    struct widget_secret secret;
    struct widget_site site;
    int r = need(tx->db, call, args->id, &site);
    if (r != 0)
        return r;
    r = widget_site_rotate(tx, &call->principal.actor, store_secrets(call->api->config.store), &site,
                           args->grace_s * 1000000, &secret);
    if (r < 0)
        return r;
    r = tell(tx, call, args->id, &secret);
    OPENSSL_cleanse(&secret, sizeof(secret));
    return r;
}

int widget_site_delete_decide(struct tx *tx, struct call *call)
{
    const struct widget_site_delete_args *args = call->args;
    struct widget_site site;
    int r = need(tx->db, call, args->id, &site);
    if (r == 0)
        r = call_need_match(call, site.version);
    return r != 0 ? r : widget_site_delete(tx, &call->principal.actor, &site);
}

// ---- answers

void widget_site_render(struct call *call, struct json_writer *w)
{
    const struct site_told *told = call->result;
    widget_site_write_open(w, &told->site);
    json_end_object(w);
}

// By the host that the caller asked, unless one is configured. A site's id needs no escape.
static void write_script(struct json_writer *w, const struct call *call, struct view id)
{
    char text[SCRIPT_MAX];
    struct buffer out = buffer_fixed(text, sizeof(text));
    struct view url = call->api->config.public_url;
    buffer_append_view(&out, VIEW("<script src=\""));
    if (url.data != NULL)
        buffer_append_view(&out, url);
    else if (operator_asks(call)) // whose host is a file
        buffer_printf(&out, "http://127.0.0.1:%d", call->api->port);
    else
        buffer_printf(&out, "http://%.*s", VIEW_ARG(call->head.host));
    buffer_append_view(&out, VIEW("/widget.js\" data-site=\""));
    buffer_append_view(&out, id);
    buffer_append_view(&out, VIEW("\" async></script>"));
    json_key(w, VIEW("script"));
    json_string(w, out.failed ? VIEW("") : buffer_view(&out));
}

void widget_site_told_render(struct call *call, struct json_writer *w)
{
    const struct site_told *told = call->result;
    widget_site_write_open(w, &told->site);
    json_key(w, VIEW("identity_secret"));
    json_string(w, view_from(told->secret.text));
    write_script(w, call, told->site.id);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_end_object(w);
}
