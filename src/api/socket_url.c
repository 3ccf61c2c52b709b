// SPDX-License-Identifier: Apache-2.0
#include "api/socket_url.h"
#include "api/api_state.h"

void socket_url_write(struct json_writer *w, const struct call *call, struct view session_id)
{
    char text[512];
    struct buffer out = buffer_fixed(text, sizeof(text));
    struct view url = call->api->config.public_url; // http… becomes ws…
    if (url.data != NULL) {
        buffer_append_view(&out, VIEW("ws"));
        buffer_append(&out, url.data + 4, url.size - 4);
    } else {
        buffer_append_view(&out, VIEW("ws://"));
        buffer_append_view(&out, call->head.host);
    }
    buffer_append_view(&out, session_id.data == NULL ? VIEW("/ws") : VIEW("/ws/"));
    buffer_append_view(&out, session_id);
    json_key(w, VIEW("websocket_url"));
    if (out.failed)
        json_null(w);
    else
        json_string(w, buffer_view(&out));
}
