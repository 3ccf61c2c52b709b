// SPDX-License-Identifier: Apache-2.0
#include "hub/actor.h"

struct view actor_kind_name(enum actor_kind kind)
{
    switch (kind) {
    case ACTOR_SYSTEM:
        return VIEW("system");
    case ACTOR_KEY:
        return VIEW("key");
    case ACTOR_AGENT:
        return VIEW("agent");
    case ACTOR_CUSTOMER:
        return VIEW("customer");
    case ACTOR_OPERATOR:
        return VIEW("operator");
    }
    return VIEW("unknown");
}

void actor_write(struct json_writer *w, enum actor_kind kind, struct view id)
{
    json_begin_object(w);
    json_key(w, VIEW("type"));
    json_string(w, actor_kind_name(kind));
    json_key(w, VIEW("id"));
    json_string_or_null(w, id);
    json_end_object(w);
}
