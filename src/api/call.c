// SPDX-License-Identifier: Apache-2.0
#include "api/call.h"

int call_refuse(struct call *call, int status, struct view code, struct view detail)
{
    call->refusal = (struct problem){.status = status, .code = code, .detail = detail};
    return 1;
}

int call_blame(struct call *call, struct view pointer, int refused)
{
    struct fault *fault = arena_alloc(call_arena(call), sizeof(*fault));
    if (fault == NULL)
        return refused; // it is said, only not where
    *fault = (struct fault){pointer, call->refusal.detail};
    call->refusal.errors = fault;
    call->refusal.error_count = 1;
    return refused;
}

bool call_copy(struct call *call, struct view text, struct view *ret)
{
    if (text.data == NULL) {
        *ret = text;
        return true;
    }
    return arena_copy(call_arena(call), text, ret);
}
