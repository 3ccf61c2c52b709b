// SPDX-License-Identifier: Apache-2.0
#include "hub/inbound.h"
#include "base/error.h"
#include "base/id.h"
#include "codec/json_merge.h"
#include "codec/utf8.h"
#include "hub/consent_hear.h"
#include "hub/identity.h"
#include "hub/media_fetch.h"
#include <errno.h>

enum { CONTENT_MAX = 256 << 10, METADATA_MAX = 32 << 10, FROM_NAME_MAX = 200 };

int identity_kind_of_channel(enum channel channel)
{
    switch (channel) {
    case CHANNEL_VOICE:
    case CHANNEL_SMS:
        return IDENTITY_PHONE;
    case CHANNEL_WHATSAPP:
        return IDENTITY_WHATSAPP;
    case CHANNEL_EMAIL:
        return IDENTITY_EMAIL;
    case CHANNEL_SOCIAL_MEDIA:
        return IDENTITY_SOCIAL;
    case CHANNEL_MOBILE_APP:
    case CHANNEL_CHAT:
    case CHANNEL_VIDEO:
    case CHANNEL_WEB_PORTAL:
        break;
    }
    return 0;
}

// ---- whose it is

// Its id and its adapter's name.
static int read_connector(struct tx *tx, int64_t row, struct view *ret_id, struct view *ret_adapter)
{
    struct query q = query_begin(tx->db, SQL_CONNECTOR_NAMED, tx->tenant);
    query_bind(&q, row);
    int r = query_step(&q);
    if (r == QUERY_ROW &&
        (!tx_copy(tx, query_text(&q, 0), ret_id) || !tx_copy(tx, query_text(&q, 1), ret_adapter)))
        r = -ENOMEM;
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? 0 : error_trace(-ENOENT);
}

// A handle is one of a network: the adapter's. Where customers of a channel are known by nothing that means
// something elsewhere, or by something else than the channel's own, their address is the connector's.
static int read_address(struct tx *tx, const struct inbound *in, struct identity_given *given,
                        char address[static IDENTITY_ADDRESS_MAX + 1])
{
    struct view id = {0}, adapter = {0};
    int kind = identity_kind_of_channel(in->channel), r = 0;
    *given = (struct identity_given){.kind = (enum identity_kind)kind, .address = in->from};
    if (kind == IDENTITY_PHONE || kind == IDENTITY_WHATSAPP || kind == IDENTITY_EMAIL)
        if (identity_normalise(given, address))
            return INBOUND_OK;
    r = read_connector(tx, in->connector, &id, &adapter);
    if (r < 0)
        return r;
    bool is_custom = view_equal(adapter, VIEW("custom"));
    if (kind == IDENTITY_SOCIAL && !is_custom) {
        given->qualifier = adapter;
    } else if (kind == 0 || is_custom) {
        given->kind = IDENTITY_EXTERNAL;
        given->qualifier = view_make(id.data, id.size > 32 ? 32 : id.size);
    } else {
        return INBOUND_BAD_ADDRESS;
    }
    return identity_normalise(given, address) ? INBOUND_OK : INBOUND_BAD_ADDRESS;
}

// One number is one person, by SMS and by WhatsApp.
static int find_owner(struct tx *tx, const struct identity_given *given, int64_t *ret)
{
    struct identity_given sibling = *given;
    int r = identity_owner(tx->db, tx->tenant, given, ret);
    if (r != IDENTITY_NONE || (given->kind != IDENTITY_PHONE && given->kind != IDENTITY_WHATSAPP))
        return r;
    sibling.kind = given->kind == IDENTITY_PHONE ? IDENTITY_WHATSAPP : IDENTITY_PHONE;
    return identity_owner(tx->db, tx->tenant, &sibling, ret);
}

static int make_customer(struct tx *tx, struct customer_key *ret)
{
    char *id = tx_alloc(tx, 5 + ID_SIZE + 1);
    if (id == NULL)
        return error_trace(-ENOMEM);
    memcpy(id, "cust_", 5);
    id_make(id + 5, tx->now_us, tx->random);
    return error_fold(customer_need(tx, view_make(id, 5 + ID_SIZE), ret));
}

// What the provider tells of somebody of whom less is known.
static int take_news(struct tx *tx, const struct inbound *in, const struct identity_given *given,
                     const char *address, const struct customer_key *customer)
{
    char text[6 * (FROM_NAME_MAX + IDENTITY_ADDRESS_MAX) + 32];
    bool has_changed;
    struct view name = utf8_cut(view_trim(in->from_name), FROM_NAME_MAX);
    bool is_named = customer->name.data == NULL && name.size > 0;
    bool has_phone = given->kind == IDENTITY_PHONE || given->kind == IDENTITY_WHATSAPP;
    struct buffer profile = buffer_fixed(text, sizeof(text));
    struct json_writer w = json_writer(&profile);
    json_begin_object(&w);
    if (is_named) {
        json_key(&w, VIEW("name"));
        json_string(&w, name);
    }
    if (customer->is_new && (has_phone || given->kind == IDENTITY_EMAIL)) {
        json_key(&w, has_phone ? VIEW("phone") : VIEW("email"));
        json_string(&w, view_from(address));
    }
    json_end_object(&w);
    if (profile.failed)
        return error_trace(-EMSGSIZE);
    if (profile.size == 2) // "{}"
        return 0;
    int r = customer_tell(tx, customer->row, &(struct customer_news){.profile = buffer_view(&profile)},
                          &has_changed);
    return r == CUSTOMER_TOO_LARGE ? 0 : error_trace(r);
}

static int note_verified(struct tx *tx, const struct identity_given *given, const char *address)
{
    struct query q = query_begin(tx->db, SQL_IDENTITY_PROVE, tx->tenant);
    query_bind(&q, given->kind);
    query_bind_text(&q, view_from(address));
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

// Who writes from an address has it.
static int need_customer(struct tx *tx, const struct identity_given *given, const char *address,
                         struct customer_key *ret)
{
    int64_t owner = 0;
    int r = find_owner(tx, given, &owner);
    if (r == IDENTITY_OK)
        r = error_fold(customer_key_load(tx, owner, ret));
    else if (r == IDENTITY_NONE)
        r = make_customer(tx, ret);
    if (r == 0)
        r = identity_give(tx, ret->row, given, &owner);
    if (r == IDENTITY_TOO_MANY) // somebody with a hundred addresses: known by the sibling
        return 0;
    return r == 0 ? note_verified(tx, given, address) : error_fold(r);
}

// ---- what was said

// The caller's metadata with what chat calls quick_reply, and when the provider says it was sent.
static int write_metadata(struct tx *tx, const struct inbound *in, struct view *ret)
{
    struct buffer patch;
    *ret = in->metadata;
    if (in->payload.data == NULL && in->at_us == 0)
        return 0;
    buffer_init(&patch, METADATA_MAX);
    struct json_writer w = json_writer(&patch);
    json_begin_object(&w);
    if (in->payload.data != NULL) {
        json_key(&w, VIEW("quick_reply"));
        json_string(&w, in->payload);
    }
    if (in->at_us != 0) {
        json_key(&w, VIEW("provider_time"));
        json_time(&w, in->at_us);
    }
    json_end_object(&w);
    int r = patch.failed
                ? JSON_MERGE_TOO_LARGE
                : json_merge(&tx->batch->arena, in->metadata, buffer_view(&patch), METADATA_MAX, ret);
    buffer_free(&patch);
    if (r > 0) // what does not fit is left out: the message counts
        *ret = (struct view){0};
    return r < 0 ? error_trace(r) : 0;
}

static int store_message(struct tx *tx, const struct inbound *in, const struct customer_key *customer,
                         struct message_result *ret)
{
    struct message_in message = {.customer_id = customer->id,
                                 .channel = in->channel,
                                 .has_channel = true,
                                 .direction = DIRECTION_INBOUND,
                                 .author_type = AUTHOR_CUSTOMER,
                                 .content = utf8_cut(in->text, CONTENT_MAX),
                                 .provider_id = in->provider_id,
                                 .connector = in->connector,
                                 .attachments = in->attachments};
    int r = write_metadata(tx, in, &message.metadata);
    if (r < 0)
        return r;
    r = message_store(tx, &message, ret);
    if (r == MESSAGE_ATTACHMENTS_TOO_LARGE) { // better without them than not at all
        message.attachments = (struct view){0};
        r = message_store(tx, &message, ret);
    }
    return r == MESSAGE_CUSTOMER_BLOCKED ? INBOUND_BLOCKED : error_fold(r);
}

// What a provider holds of it is fetched after the commit.
static int note_media(struct tx *tx, const struct inbound *in)
{
    struct interaction_key key;
    if (in->attachments.data == NULL)
        return 0;
    int r = interaction_by_provider(tx, in->connector, in->provider_id, &tx->batch->arena, &key);
    return r != INTERACTION_OK ? error_fold(r)
                               : media_fetch_note(tx, in->connector, key.row, in->attachments);
}

static int note_reach(struct tx *tx, const struct inbound *in, const char *address, struct view session_id)
{
    struct query q = query_begin(tx->db, SQL_SESSION_SET_REACH, tx->tenant);
    query_bind_text(&q, session_id);
    query_bind(&q, in->connector);
    query_bind_text(&q, view_from(address));
    return error_trace(query_run(&q, NULL));
}

// Nothing is made for what was here before.
static int find_duplicate(struct tx *tx, const struct inbound *in, struct message_result *ret)
{
    struct interaction_key key;
    int r = interaction_by_provider(tx, in->connector, in->provider_id, &tx->batch->arena, &key);
    if (r == INTERACTION_OK)
        *ret = (struct message_result){.id = key.id,
                                       .session_id = key.session_id,
                                       .customer = key.customer,
                                       .position = key.position,
                                       .channel = in->channel,
                                       .is_duplicate = true};
    return r;
}

// Of a handle the address that the provider knows is the one that it said.
static const char *reach_of(struct tx *tx, const struct inbound *in, const struct identity_given *given,
                            const char *address)
{
    struct view own;
    if (given->kind != IDENTITY_SOCIAL && given->kind != IDENTITY_EXTERNAL)
        return address;
    char *text = tx_alloc(tx, in->from.size + 1);
    own = view_trim(in->from);
    if (text == NULL)
        return NULL;
    memcpy(text, own.data, own.size);
    text[own.size] = '\0';
    return text;
}

int inbound_store(struct tx *tx, const struct inbound *in, struct message_result *ret)
{
    char address[IDENTITY_ADDRESS_MAX + 1];
    struct identity_given given;
    struct customer_key customer;
    int r = find_duplicate(tx, in, ret);
    if (r != INTERACTION_NONE)
        return r;
    r = read_address(tx, in, &given, address);
    if (r != INBOUND_OK)
        return r;
    const char *reach = reach_of(tx, in, &given, address);
    r = reach == NULL ? error_trace(-ENOMEM) : need_customer(tx, &given, address, &customer);
    if (r < 0)
        return r;
    if (customer.is_blocked) { // dropped, but that they want to hear no more is heard
        r = consent_hear_blocked(tx, in, customer.row, view_from(reach));
        return r < 0 ? r : INBOUND_BLOCKED;
    }
    r = take_news(tx, in, &given, address, &customer);
    if (r == 0)
        r = store_message(tx, in, &customer, ret);
    if (r == 0)
        r = note_media(tx, in);
    if (r == 0)
        r = note_reach(tx, in, reach, ret->session_id);
    if (r == 0)
        r = consent_hear(tx, in, &customer, view_from(reach), ret);
    return r;
}
