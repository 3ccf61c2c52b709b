// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/handlers.h"
#include "api/openapi.h"

void health_answer(struct call *call, struct buffer *out)
{
    const struct api *api = call->api;
    struct json_writer w = json_writer(out);
    json_begin_object(&w);
    json_key(&w, VIEW("status"));
    json_string(&w, VIEW("healthy"));
    json_key(&w, VIEW("services"));
    json_begin_object(&w);
    json_key(&w, VIEW("omnichannel-hub"));
    json_string(&w, VIEW("healthy"));
    json_end_object(&w);
    json_key(&w, VIEW("uptime"));
    json_integer(&w, (api_now_us(api) - api->started_us) / 1000000);
    json_key(&w, VIEW("version"));
    json_string(&w, api->config.version);
    json_end_object(&w);
}

void version_answer(struct call *call, struct buffer *out)
{
    struct json_writer w = json_writer(out);
    json_begin_object(&w);
    json_key(&w, VIEW("name"));
    json_string(&w, VIEW("omnihub"));
    json_key(&w, VIEW("version"));
    json_string(&w, call->api->config.version);
    json_end_object(&w);
}

void openapi_answer(struct call *call, struct buffer *out)
{
    (void)call;
    buffer_append_view(out, openapi_document());
}

void asyncapi_answer(struct call *call, struct buffer *out)
{
    (void)call;
    buffer_append_view(out, asyncapi_document());
}

// That it is decided and committed is the proof; an empty transaction writes nothing but takes the same way.
int ready_decide(struct tx *tx, struct call *call)
{
    struct query q = query_begin(tx->db, SQL_TENANT_POSITION, tx->tenant);
    int r = query_step(&q);
    query_end(&q);
    (void)call;
    return r < 0 ? r : 0;
}

void ready_render(struct call *call, struct json_writer *w)
{
    // This runs in a mail that came over the event path.
    static const struct view checks[] = {{"store", 5}, {"writer", 6}, {"events", 6}};
    (void)call;
    json_begin_object(w);
    json_key(w, VIEW("status"));
    json_string(w, VIEW("ready"));
    json_key(w, VIEW("checks"));
    json_begin_object(w);
    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
        json_key(w, checks[i]);
        json_bool(w, true);
    }
    json_end_object(w);
    json_end_object(w);
}

void done_render(struct call *call, struct json_writer *w)
{
    (void)call;
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_end_object(w);
}
