// SPDX-License-Identifier: Apache-2.0
#include "hub/consent_provider.h"
#include "base/error.h"
#include "hub/consent_decide.h"
#include "hub/customer.h"
#include "hub/outbox_way.h"

bool consent_provider_opted_out(struct view info, struct arena *arena)
{
    static const struct view name = {"\"opted_out\"", 11};
    const struct json *root;
    if (info.size <= name.size || memmem(info.data, info.size, name.data, name.size) == NULL ||
        json_parse(arena, info, NULL, &root) != JSON_OK)
        return false;
    const struct json *value = json_member(root, VIEW("opted_out"));
    return value != NULL && value->type == JSON_TRUE;
}

// Where the message went: what the row says, else how the session is reached by its connector.
static int find_address(struct tx *tx, const struct outbox_row *o, const struct outbox_session *session,
                        struct view *ret)
{
    struct view id = {0};
    enum channel channel;
    *ret = o->address;
    if (o->address.data != NULL)
        return 0;
    int r = outbox_way_is_open(tx, o->connector, &id, &channel);
    return r < 0 ? r : outbox_find_address(tx, session, o->channel, o->connector, id, ret);
}

int consent_hear_provider(struct tx *tx, const struct outbox_row *o, struct view info)
{
    static const struct actor hub = {.kind = ACTOR_SYSTEM};
    struct consent_new fresh = {
        .channel = (int)o->channel, .source = VIEW("provider"), .proof = info, .actor = &hub};
    struct outbox_session session;
    struct consent_before before;
    if (!consent_provider_opted_out(info, &tx->batch->arena))
        return 0;
    struct customer_key customer;
    int r = outbox_session_load(tx, o->session, &session);
    if (r < 0 || session.customer == 0)
        return r;
    r = customer_key_load(tx, session.customer, &customer);
    if (r != CUSTOMER_OK) // erased meanwhile: what would be written would stay
        return r < 0 ? error_trace(r) : 0;
    fresh.customer = session.customer;
    r = find_address(tx, o, &session, &fresh.address);
    if (r == 0)
        r = consent_look_before(tx, &fresh, &before);
    return r < 0 || before.is_shut ? error_trace(r) : consent_decide(tx, &fresh, NULL);
}
