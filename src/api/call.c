// SPDX-License-Identifier: Apache-2.0
#include "api/call.h"

int call_refuse(struct call *call, int status, struct view code, struct view detail)
{
    call->refusal = (struct problem){.status = status, .code = code, .detail = detail};
    return 1;
}

bool call_copy(struct call *call, struct view text, struct view *ret)
{
    if (text.data == NULL) {
        *ret = text;
        return true;
    }
    return arena_copy(call_arena(call), text, ret);
}
