// SPDX-License-Identifier: Apache-2.0
#include "api/auth.h"
#include "api/api_state.h"
#include "api/security.h"
#include <errno.h>

enum { COOKIE_AGE_S = 7 * 24 * 3600 };

struct auth_thought *auth_think(struct call *call)
{
    struct auth_thought *thought = arena_zalloc(call_arena(call), sizeof(*thought));
    if (thought == NULL)
        call_refuse(call, 503, VIEW("hub.no_memory"), VIEW("short of memory"));
    call->thinking = thought;
    return thought;
}

static int refuse_password(struct call *call, struct view pointer, struct view detail)
{
    struct fault *fault = arena_alloc(call_arena(call), sizeof(*fault));
    call_refuse(call, 422, VIEW("password.weak"), detail);
    if (fault == NULL)
        return 1;
    *fault = (struct fault){pointer, detail};
    call->refusal.errors = fault;
    call->refusal.error_count = 1;
    return 1;
}

int auth_check_password(struct call *call, struct view pointer, struct view password, struct view email)
{
    switch ((enum password_outcome)password_check(password, email)) {
    case PASSWORD_OK:
        return 0;
    case PASSWORD_TOO_SHORT:
        return refuse_password(call, pointer, VIEW("a password has at least 10 characters"));
    case PASSWORD_TOO_LONG:
        return refuse_password(call, pointer, VIEW("a password has at most 1024 bytes"));
    case PASSWORD_IS_EMAIL:
        return refuse_password(call, pointer, VIEW("a password is not the e-mail address"));
    }
    return -ENOTRECOVERABLE;
}

int auth_ponder(struct call *call)
{
    struct auth_thought *thought = call->thinking;
    struct random_pool pool = {0};
    struct random random = random_system(&pool);
    if (thought->tried.data != NULL && !password_fits(thought->account.hash, thought->tried)) {
        limit_note_failure(call);
        limit_note_account_failure(call, thought->account_key);
        return thought->wrong_status == 401
                   ? call_refuse(call, 401, VIEW("login.wrong"), VIEW("no such account, or another password"))
                   : call_refuse(call, 403, VIEW("password.wrong"), VIEW("this is not the present password"));
    }
    return thought->chosen.data == NULL ? 0 : password_hash(thought->chosen, &random, thought->hash);
}

// A browser tells its page's origin with every POST.
static bool is_https(const struct call *call)
{
    return view_starts(call->api->config.public_url, VIEW("https://")) ||
           view_starts(call->head.origin, VIEW("https://"));
}

int auth_set_cookie(struct call *call, struct view token)
{
    char text[256];
    struct buffer out = buffer_fixed(text, sizeof(text));
    buffer_append_view(&out, VIEW(SECURITY_COOKIE "="));
    buffer_append_view(&out, token);
    buffer_append_view(&out, VIEW("; Path=/; HttpOnly; SameSite=Strict; Max-Age="));
    buffer_append_int(&out, token.data == NULL ? 0 : COOKIE_AGE_S);
    if (is_https(call))
        buffer_append_view(&out, VIEW("; Secure"));
    return !out.failed && call_copy(call, buffer_view(&out), &call->set_cookie) ? 0 : -ENOMEM;
}

int auth_link(struct call *call, struct view token, struct view *ret)
{
    char text[512];
    struct buffer out = buffer_fixed(text, sizeof(text));
    if (call->api->config.public_url.data != NULL) {
        buffer_append_view(&out, call->api->config.public_url);
    } else {
        buffer_append_view(&out, is_https(call) ? VIEW("https://") : VIEW("http://"));
        buffer_append_view(&out, call->head.host);
    }
    buffer_append_view(&out, VIEW("/setup#"));
    buffer_append_view(&out, token);
    return !out.failed && call_copy(call, buffer_view(&out), ret) ? 0 : -ENOMEM;
}
