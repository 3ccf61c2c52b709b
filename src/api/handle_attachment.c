// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/chat_sender.h"
#include "api/client_id.h"
#include "api/consent_refusal.h"
#include "api/handlers.h"
#include "api/refuse_message.h"
#include "api/reply_file.h"
#include "api/sight.h"
#include "api/upload.h"
#include "api/visitor.h"
#include "api/wordbook.h"
#include "codec/form.h"
#include "hub/attachment.h"
#include "hub/position.h"
#include "hub/thumbnail.h"
#include <errno.h>
#include <unistd.h>

static int refuse_unknown(struct call *call)
{
    return call_refuse(call, 404, VIEW("attachment.not_found"), VIEW("there is no file of this id"));
}

// ---- who uploads

static void name_uploader(const struct principal *p, struct attachment_new *fresh)
{
    if (p->visitor != NULL) {
        fresh->author_type = AUTHOR_CUSTOMER;
        fresh->author_id = p->visitor->customer_id;
    } else {
        fresh->author_type = p->actor.kind == ACTOR_AGENT ? AUTHOR_AGENT : AUTHOR_SYSTEM;
        fresh->author_id = p->actor.id;
    }
}

// Where it will be sent, if that is said, and so whose it is.
static int place(struct tx *tx, struct call *call, struct view session_id, struct attachment_new *fresh)
{
    struct session session;
    if (call->principal.visitor != NULL) {
        int r = visitor_customer(tx->db, &call->principal, &fresh->customer);
        if (r < 0)
            return r;
        if (fresh->customer == 0 && upload_of(call)->customer != 0) // erased while it came
            return call_refuse(call, 401, VIEW("widget.over"),
                               VIEW("this conversation is over; POST /widget/session begins another"));
    }
    if (session_id.data == NULL)
        return 0;
    int r = sight_need_session(tx->db, call, session_id);
    if (r != 0)
        return r;
    r = session_head_find(tx, session_id, &session);
    if (r != SESSION_OK)
        return r < 0 ? r : refuse_message(call, MESSAGE_NO_SESSION);
    fresh->session = session.row;
    fresh->customer = session.customer;
    return 0;
}

// ---- POST /attachments

static int add(struct tx *tx, struct call *call, struct view session_id, struct attachment *ret)
{
    const struct uploaded *up = upload_of(call);
    char name[ATTACHMENT_NAME_MAX + 1];
    struct attachment_new fresh = {
        .hash = view_from(up->file.hash),
        .size = up->file.size,
        .type = up->media.type,
        .width = up->media.width,
        .height = up->media.height,
        .wants_thumbnail = up->media.is_inline && thumbnail_is_sane(up->media.width, up->media.height),
        .quota = up->limits.files_bytes,
    };
    fresh.name = view_make(name, attachment_safe_name(up->name, up->media.type, name));
    name_uploader(&call->principal, &fresh);
    int r = place(tx, call, session_id, &fresh);
    if (r == 0)
        r = attachment_add(tx, &fresh, ret);
    if (r == ATTACHMENT_NO_ROOM && call->refusal.status == 0)
        return call_refuse(call, 507, VIEW("file.quota"),
                           VIEW("there is no room left for files of this tenant"));
    return r;
}

static int keep(struct call *call, const struct attachment *a, struct attachment *kept)
{
    *kept = *a;
    return call_copy(call, a->id, &kept->id) && call_copy(call, a->name, &kept->name) &&
                   call_copy(call, a->type, &kept->type)
               ? 0
               : -ENOMEM;
}

int attachment_create_decide(struct tx *tx, struct call *call)
{
    const struct attachment_create_args *args = call->args;
    struct view session_id = upload_of(call)->fields[UPLOAD_SESSION_ID];
    struct attachment *kept = arena_alloc(call_arena(call), sizeof(*kept));
    struct attachment a;
    if (kept == NULL)
        return -ENOMEM;
    int r = add(tx, call, session_id.data != NULL ? session_id : args->session_id, &a);
    if (r != 0)
        return r;
    call->result = kept;
    call->customer = a.customer;
    call->status = 201;
    return keep(call, &a, kept);
}

static void write_expiry(struct json_writer *w)
{
    json_key(w, VIEW("expires_at"));
    json_time(w, file_link_until_us(((const struct file_links *)w->ctx)->now_us));
}

void attachment_create_render(struct call *call, struct json_writer *w)
{
    const struct attachment *a = call->result;
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    attachment_write_members(w, a);
    attachment_write_links(w, a->id, a->thumbnail != THUMBNAIL_NONE);
    write_expiry(w);
    json_end_object(w);
}

// ---- POST /chat/file-upload

enum { CLIENT_ID_MAX = 256 }; // bytes

struct said {
    struct message_result message;
    struct attachment file;
};

// As the arguments of /chat/send-message are.
static int check_client_id(struct call *call, struct view id)
{
    if (id.size <= CLIENT_ID_MAX)
        return 0;
    return call_refuse(call, 422, VIEW("arguments.invalid"), VIEW("client_id has at most 256 bytes"));
}

// Rules on words hold for what customers write beside it.
int chat_file_upload_filter(struct call *call)
{
    const struct uploaded *up = upload_of(call);
    if (check_client_id(call, up->fields[UPLOAD_CLIENT_ID]) != 0)
        return 1;
    bool is_customer =
        call->principal.visitor != NULL || view_equal(up->fields[UPLOAD_SENDER], VIEW("customer"));
    struct heard *heard = arena_zalloc(call_arena(call), sizeof(*heard));
    if (heard == NULL)
        return call_refuse(call, 503, VIEW("hub.no_memory"), VIEW("short of memory"));
    call->heard = heard;
    heard->content = up->fields[UPLOAD_CONTENT];
    return is_customer ? wordbook_hear_call(call, heard->content, heard) : 0;
}

// Programs may say for whom they speak, as in /chat/send-message.
static int find_sender(struct tx *tx, struct call *call, struct chat_sender *ret)
{
    const struct uploaded *up = upload_of(call);
    struct view type = up->fields[UPLOAD_SENDER];
    struct chat_sender_args args = {.has_type = type.data != NULL, .type = CHAT_SENDER_TYPE_AGENT};
    if (view_equal(type, VIEW("customer")))
        args.type = CHAT_SENDER_TYPE_CUSTOMER;
    else if (type.data != NULL && !view_equal(type, VIEW("agent")))
        return call_refuse(call, 422, VIEW("arguments.invalid"), VIEW("sender is customer or agent"));
    return chat_sender_find(tx->db, call, &args, up->fields[UPLOAD_AGENT_ID], ret);
}

static int say(struct tx *tx, struct call *call, struct view session_id, const struct attachment *a,
               struct message_result *ret)
{
    const struct uploaded *up = upload_of(call);
    struct chat_sender sender;
    char text[64];
    struct buffer list = buffer_fixed(text, sizeof(text));
    buffer_printf(&list, "[{\"id\":\"%.*s\"}]", VIEW_ARG(a->id));
    int r = find_sender(tx, call, &sender);
    if (r != 0)
        return r;
    bool is_customer = sender.type == AUTHOR_CUSTOMER;
    struct message_in in = {
        .session_id = session_id,
        .channel = CHANNEL_CHAT,
        .has_channel = is_customer, // the company answers where the session is held
        .direction = is_customer ? DIRECTION_INBOUND : DIRECTION_OUTBOUND,
        .author_type = sender.type,
        .author_id = sender.id,
        .author_name = sender.name,
        .author_agent = sender.agent,
        .content = call->heard->content.data != NULL ? call->heard->content : VIEW(""),
        .attachments = buffer_view(&list),
        .connector = INTERACTION_LIVE_CONNECTOR,
    };
    message_allow_files(&in, &call->principal);
    if (!client_id_text(&call->principal, is_customer, session_id, up->fields[UPLOAD_CLIENT_ID],
                        call_arena(call), &in.provider_id) ||
        !said_metadata((struct view){0}, (struct view){0}, call->heard->is_flagged, call_arena(call),
                       &in.metadata))
        return -ENOMEM;
    if (call->principal.visitor != NULL)
        r = visitor_need_aim(tx, call, &call->principal, &in, NULL);
    if (r != 0)
        return r;
    r = message_store(tx, &in, ret);
    if (r != 0)
        return r > 0 ? refuse_message(call, r) : r;
    return consent_need_message(tx, call, call_arena(call), &in, ret);
}

static int room_of(struct call *call, struct view *ret)
{
    const struct uploaded *up = upload_of(call);
    struct view room = up->fields[UPLOAD_ROOM_ID], session = up->fields[UPLOAD_SESSION_ID];
    if (room.data == NULL && session.data == NULL)
        return call_refuse(call, 422, VIEW("arguments.invalid"), VIEW("the form names no room_id"));
    if (room.data != NULL && session.data != NULL && !view_equal(room, session))
        return call_refuse(call, 422, VIEW("arguments.invalid"), VIEW("room_id and session_id differ"));
    *ret = room.data != NULL ? room : session;
    return 0;
}

int chat_file_upload_decide(struct tx *tx, struct call *call)
{
    struct said *said = arena_zalloc(call_arena(call), sizeof(*said));
    struct attachment a;
    struct message_result message;
    struct view session_id;
    if (said == NULL)
        return -ENOMEM;
    int r = room_of(call, &session_id);
    if (r == 0)
        r = add(tx, call, session_id, &a);
    if (r == 0)
        r = say(tx, call, session_id, &a, &message);
    if (r == 0)
        r = keep(call, &a, &said->file);
    if (r == 0)
        r = message_keep_result(call, &message);
    if (r != 0)
        return r;
    said->message = *(const struct message_result *)call->result;
    call->result = said;
    call->status = 201;
    return 0;
}

static void write_file(struct json_writer *w, const struct attachment *a)
{
    bool has_thumbnail = a->thumbnail != THUMBNAIL_NONE;
    json_begin_object(w);
    attachment_write_members(w, a);
    json_key(w, VIEW("thumbnail"));
    json_bool(w, has_thumbnail);
    attachment_write_links(w, a->id, has_thumbnail);
    json_end_object(w);
}

void chat_file_upload_render(struct call *call, struct json_writer *w)
{
    const struct said *said = call->result;
    const struct message_result *m = &said->message;
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_key(w, VIEW("message_id"));
    json_string(w, m->id);
    json_key(w, VIEW("duplicate"));
    json_bool(w, m->is_duplicate);
    json_key(w, VIEW("room_id"));
    json_string(w, m->session_id);
    json_key(w, VIEW("session_id"));
    json_string(w, m->session_id);
    json_key(w, VIEW("channel"));
    json_string_or_null(w, m->is_duplicate ? (struct view){0} : channel_name(m->channel));
    json_key(w, VIEW("position"));
    position_write(w, call->api->epoch, m->position);
    json_key(w, VIEW("timestamp"));
    json_time(w, m->created_us);
    json_key(w, VIEW("attachments"));
    json_begin_array(w);
    if (!m->is_duplicate)
        write_file(w, &said->file);
    json_end_array(w);
    json_end_object(w);
}

// ---- who may see one

// Signed links are their own proof. 1 when this is one, 0 when there is none, positive after call_refuse
// else.
enum link_outcome { LINK_NONE, LINK_GOOD, LINK_REFUSED };

static enum link_outcome judge_link(struct call *call, const struct attachment_get_args *args,
                                    int64_t *ret_tenant)
{
    if (args->signature.data == NULL)
        return LINK_NONE;
    if (file_link_check(store_secrets(call->api->config.store), args->id, args->expires, args->signature,
                        api_now_us(call->api), ret_tenant))
        return LINK_GOOD;
    call_refuse(call, 403, VIEW("attachment.link"),
                VIEW("this link has expired, or was changed; ask for another"));
    return LINK_REFUSED;
}

// A visitor has what they uploaded themselves and what was said in their sessions; an agent what is in
// sessions that they see, and what is in none yet.
// What hangs on a note is the company's, whoever's session it is in. 1, 0 or negative.
static int is_public(struct db *db, struct call *call, const struct attachment *a)
{
    struct interaction in;
    int r = a->interaction == 0
                ? INTERACTION_NONE
                : interaction_load(db, call->principal.tenant, a->interaction, call_arena(call), &in);
    return r < 0 ? r : r == INTERACTION_OK && in.audience == AUDIENCE_PUBLIC;
}

static int need_sight(struct db *db, struct call *call, const struct attachment *a)
{
    const struct principal *p = &call->principal;
    if (p->visitor != NULL && a->author_type == AUTHOR_CUSTOMER &&
        view_equal(a->author_id, p->visitor->customer_id))
        return 0;
    int r = p->visitor == NULL ? 1 : is_public(db, call, a);
    if (r < 0)
        return r;
    if (a->session != 0 && r == 1)
        return sight_need_row(db, call, a->session, VIEW("attachment.not_found"),
                              VIEW("there is no file of this id"));
    return p->visitor != NULL ? refuse_unknown(call) : 0;
}

static int find_seen(struct snapshot *snapshot, struct call *call, struct view id, struct attachment *ret)
{
    int r = attachment_find(snapshot->db, snapshot->tenant, id, call_arena(call), ret);
    if (r != ATTACHMENT_OK)
        return r < 0 ? r : refuse_unknown(call);
    return need_sight(snapshot->db, call, ret);
}

// ---- GET /attachments/{id}

static bool is_shown(const struct attachment *a)
{
    return view_equal(a->type, VIEW("image/png")) || view_equal(a->type, VIEW("image/jpeg")) ||
           view_equal(a->type, VIEW("image/gif")) || view_equal(a->type, VIEW("image/webp"));
}

// RFC 6266 4.3: a plain name for everybody, and the whole one as RFC 8187 writes it.
static bool write_disposition(struct call *call, const struct attachment *a, bool is_shown_here,
                              struct view *ret)
{
    struct buffer text;
    bool is_plain = true;
    buffer_init(&text, 4096);
    buffer_append_view(&text, is_shown_here ? VIEW("inline; filename=\"") : VIEW("attachment; filename=\""));
    for (size_t i = 0; i < a->name.size; i++) {
        unsigned char c = (unsigned char)a->name.data[i];
        bool is_good = c >= 0x20 && c < 0x7F && c != '"' && c != '\\' && c != '%';
        is_plain = is_plain && is_good;
        if (is_good || c < 0x80 || c >= 0xC0) // one mark for each character
            buffer_append_char(&text, is_good ? (char)c : '_');
    }
    buffer_append_char(&text, '"');
    if (!is_plain) {
        buffer_append_view(&text, VIEW("; filename*=UTF-8''"));
        percent_encode(&text, a->name);
    }
    bool fits = !text.failed && arena_copy(call_arena(call), buffer_view(&text), ret);
    buffer_free(&text);
    return fits;
}

static struct view told_type(struct call *call, const struct attachment *a)
{
    struct view type = a->type;
    if (view_equal(type, VIEW("image/svg+xml")) || view_equal(type, VIEW("text/html")) ||
        view_equal(type, VIEW("application/xml")))
        return VIEW("application/octet-stream"); // no browser shall think of showing it
    if (!view_starts(type, VIEW("text/")))
        return type;
    struct buffer text;
    buffer_init(&text, 256);
    buffer_append_view(&text, type);
    buffer_append_view(&text, VIEW("; charset=utf-8"));
    bool fits = !text.failed && arena_copy(call_arena(call), buffer_view(&text), &type);
    buffer_free(&text);
    return fits ? type : a->type;
}

static bool make_etag(struct call *call, const struct attachment *a, bool is_thumbnail, struct view *ret)
{
    char text[80];
    struct buffer etag = buffer_fixed(text, sizeof(text));
    buffer_printf(&etag, "\"%.*s%s\"", 32, a->hash.data, is_thumbnail ? "-t" : "");
    return !etag.failed && call_copy(call, buffer_view(&etag), ret);
}

static bool client_has(const struct call *call, struct view etag)
{
    for (struct view rest = call->head.if_none_match; rest.data != NULL;) {
        struct view one = view_trim(view_cut(&rest, ','));
        if (view_starts(one, VIEW("W/")))
            one = view_make(one.data + 2, one.size - 2);
        if (view_equal(one, etag) || view_equal(one, VIEW("*")))
            return true;
    }
    return false;
}

static int give(struct call *call, const struct attachment *a, bool is_thumbnail, bool is_link, int fd)
{
    struct call_file *file = arena_zalloc(call_arena(call), sizeof(*file));
    if (file == NULL || !make_etag(call, a, is_thumbnail, &file->etag) ||
        !write_disposition(call, a, is_thumbnail || is_shown(a), &file->disposition)) {
        close(fd);
        return -ENOMEM;
    }
    file->fd = fd;
    file->cache = VIEW("private, max-age=3600");
    file->is_embeddable = is_link;
    call->file = file;
    call->content_type = is_thumbnail ? VIEW("image/jpeg") : told_type(call, a);
    if (client_has(call, file->etag)) {
        close(fd);
        file->fd = -1;
        call->status = 304;
    }
    return 0;
}

static int give_part(struct call *call, const struct attachment *a, int64_t tenant, bool is_link)
{
    const struct attachment_get_args *args = call->args;
    bool is_thumbnail = args->thumbnail == 1;
    if (is_thumbnail && a->thumbnail != THUMBNAIL_MADE)
        return call_refuse(call, 404, VIEW("attachment.no_thumbnail"),
                           VIEW("there is no small picture of this file, or not yet"));
    int fd = file_open(call->api->config.dir, tenant, a->hash, is_thumbnail ? FILE_THUMBNAIL : FILE_WHOLE);
    if (fd == -ENOENT)
        return refuse_unknown(call);
    return fd < 0 ? fd : give(call, a, is_thumbnail, is_link, fd);
}

int attachment_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct attachment_get_args *args = call->args;
    struct attachment a;
    int64_t tenant = snapshot->tenant;
    (void)w;
    enum link_outcome link = judge_link(call, args, &tenant);
    if (link == LINK_REFUSED)
        return 1;
    if (link == LINK_NONE && call->principal.visitor == NULL && call->principal.scope < ROUTE_SCOPE_READ)
        return call_refuse(call, 401, VIEW("key.missing"),
                           VIEW("an API key, a login or a signed link is needed"));
    int r = link == LINK_NONE ? find_seen(snapshot, call, args->id, &a)
                              : attachment_find(snapshot->db, tenant, args->id, call_arena(call), &a);
    if (r != 0)
        return r < 0 || call->refusal.status != 0 ? r : refuse_unknown(call);
    call->position = 0;
    return give_part(call, &a, tenant, link == LINK_GOOD);
}

// ---- POST /attachments/{id}/link

int attachment_link_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct attachment_link_args *args = call->args;
    struct attachment a;
    int r = find_seen(snapshot, call, args->id, &a);
    if (r != 0)
        return r;
    json_begin_object(w);
    attachment_write_links(w, a.id, a.thumbnail != THUMBNAIL_NONE);
    write_expiry(w);
    json_end_object(w);
    return 0;
}
