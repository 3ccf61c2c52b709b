// SPDX-License-Identifier: Apache-2.0
#include "hub/webhook_type.h"

struct view webhook_type_name(enum webhook_type type)
{
    switch (type) {
    case WEBHOOK_MESSAGE_CREATED:
        return VIEW("message.created");
    case WEBHOOK_MESSAGE_UPDATED:
        return VIEW("message.updated");
    case WEBHOOK_MESSAGE_DELIVERY:
        return VIEW("message.delivery");
    case WEBHOOK_SESSION_UPDATED:
        return VIEW("session.updated");
    case WEBHOOK_TRANSFER_CREATED:
        return VIEW("transfer.created");
    case WEBHOOK_CUSTOMER_UPDATED:
        return VIEW("customer.updated");
    case WEBHOOK_CUSTOMER_MERGED:
        return VIEW("customer.merged");
    case WEBHOOK_CUSTOMER_ERASED:
        return VIEW("customer.erased");
    case WEBHOOK_TEST:
        return VIEW("webhook.test");
    case WEBHOOK_GAP:
        return VIEW("webhook.gap");
    case WEBHOOK_TYPES:
        break;
    }
    return VIEW("unknown");
}

bool webhook_type_from(struct view name, enum webhook_type *ret)
{
    for (int i = 0; i < WEBHOOK_TYPES; i++)
        if (view_equal(webhook_type_name((enum webhook_type)i), name)) {
            *ret = (enum webhook_type)i;
            return true;
        }
    return false;
}

unsigned webhook_pattern_types(struct view pattern)
{
    unsigned types = 0;
    bool is_area = pattern.size > 2 && view_equal(view_make(pattern.data + pattern.size - 2, 2), VIEW(".*"));
    struct view area = view_make(pattern.data, is_area ? pattern.size - 1 : 0); // with the dot
    if (view_equal(pattern, VIEW("*")))
        return WEBHOOK_ALL;
    for (int i = 0; i < WEBHOOK_LOGGED; i++) {
        struct view name = webhook_type_name((enum webhook_type)i);
        if (view_equal(name, pattern) || (is_area && view_starts(name, area)))
            types |= 1u << i;
    }
    return types;
}

bool webhook_type_of(const struct event *event, enum webhook_type *ret)
{
    switch (event->kind) {
    case EVENT_NEW_MESSAGE:
        *ret = WEBHOOK_MESSAGE_CREATED;
        return true;
    case EVENT_MESSAGE_UPDATED:
        *ret = WEBHOOK_MESSAGE_UPDATED;
        return true;
    case EVENT_DELIVERY_UPDATE:
        *ret = WEBHOOK_MESSAGE_DELIVERY;
        return true;
    case EVENT_SESSION_UPDATE:
        *ret = WEBHOOK_SESSION_UPDATED;
        return event->session != 0; // else it is for the agent who had it
    case EVENT_CHANNEL_TRANSFER:
        *ret = WEBHOOK_TRANSFER_CREATED;
        return true;
    case EVENT_CUSTOMER_UPDATE:
        *ret = WEBHOOK_CUSTOMER_UPDATED;
        return true;
    case EVENT_CUSTOMER_MERGED:
        *ret = WEBHOOK_CUSTOMER_MERGED;
        return event->customer != event->ref; // told to both of them: the survivor's counts
    case EVENT_CUSTOMER_ERASED:
        *ret = WEBHOOK_CUSTOMER_ERASED;
        return true;
    case EVENT_NOTIFICATION:
    case EVENT_ACCESS_CHANGE:
    case EVENT_RULE_CHANGE:
        break;
    }
    return false;
}
