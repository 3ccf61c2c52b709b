// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/cursor.h"
#include "api/handlers.h"
#include "api/security.h"
#include "hub/position.h"

enum { ARENA_CHUNK = 64 << 10, ARENA_MAX = 32 << 20 };

// ---- POST /search/reindex

void search_reindex_answer(struct call *call, struct buffer *out)
{
    struct json_writer w = json_writer(out);
    bool has_search = call->api->config.search != NULL;
    if (!security_runs_hub(call)) {
        security_refuse_tenant(call);
        return;
    }
    if (has_search)
        search_reindex(call->api->config.search);
    call->status = has_search ? 202 : 503;
    json_begin_object(&w);
    json_key(&w, VIEW("success"));
    json_bool(&w, has_search);
    json_key(&w, VIEW("status"));
    json_string(&w, has_search ? VIEW("started") : VIEW("off"));
    json_end_object(&w);
}

// ---- GET /search

static struct search_query query_of(struct call *call)
{
    const struct search_args *args = call->args;
    unsigned kinds = SEARCH_MESSAGES | SEARCH_CUSTOMERS;
    if (args->has_type)
        kinds = args->type == SEARCH_TYPE_MESSAGE ? SEARCH_MESSAGES : SEARCH_CUSTOMERS;
    return (struct search_query){
        .text = args->q,
        .kinds = kinds,
        .has_channel = args->has_channel,
        .channel = args->channel,
        .has_author = args->has_author,
        .author = args->author,
        .session_id = args->session_id,
        .customer_id = args->customer_id,
        .from_us = args->has_from_us ? args->from_us : 0,
        .to_us = args->has_to_us ? args->to_us : 0,
        .audience = call->principal.audience,
        .view = call->principal.view,
        .limit = (int)args->limit,
    };
}

static void write_text(struct json_writer *w, struct view name, struct view text)
{
    json_key(w, name);
    json_string_or_null(w, text);
}

static void write_highlight(struct json_writer *w, struct view field, struct view html)
{
    json_begin_object(w);
    write_text(w, VIEW("field"), field);
    write_text(w, VIEW("html"), html);
    json_end_object(w);
}

static void write_score(struct json_writer *w, double score)
{
    json_key(w, VIEW("score"));
    json_real(w, (double)(int64_t)(score * 1000 + 0.5) / 1000);
}

static void write_message(struct json_writer *w, const struct call *call,
                          const struct search_hit_message *hit)
{
    json_begin_object(w);
    json_key(w, VIEW("message"));
    interaction_write(w, &hit->interaction, call->principal.audience, call->api->epoch);
    write_text(w, VIEW("session_id"), hit->session_id);
    write_text(w, VIEW("customer_id"), hit->customer_id);
    write_text(w, VIEW("customer_name"), hit->customer_name);
    write_score(w, hit->score);
    json_key(w, VIEW("highlights"));
    json_begin_array(w);
    write_highlight(w, VIEW("content"), hit->html);
    json_end_array(w);
    json_end_object(w);
}

static void write_customer(struct json_writer *w, const struct search_hit_customer *hit)
{
    json_begin_object(w);
    write_text(w, VIEW("customer_id"), hit->customer_id);
    write_text(w, VIEW("name"), hit->name);
    write_text(w, VIEW("phone"), hit->phone);
    write_text(w, VIEW("email"), hit->email);
    write_score(w, hit->score);
    json_key(w, VIEW("highlights"));
    json_begin_array(w);
    for (int i = 0; i < hit->highlight_count; i++)
        write_highlight(w, hit->highlights[i].field, hit->highlights[i].html);
    json_end_array(w);
    json_end_object(w);
}

static void write_index(struct json_writer *w, const struct call *call, const struct search_result *result)
{
    json_key(w, VIEW("index"));
    json_begin_object(w);
    json_key(w, VIEW("position"));
    position_write(w, call->api->epoch, result->position);
    json_key(w, VIEW("lag"));
    json_integer(w, result->lag);
    json_key(w, VIEW("lag_ms"));
    json_integer(w, result->lag_us / 1000);
    json_key(w, VIEW("is_complete"));
    json_bool(w, result->is_complete);
    json_end_object(w);
}

static void write_result(struct json_writer *w, const struct call *call, const struct search_result *result)
{
    json_begin_object(w);
    json_key(w, VIEW("customers"));
    json_begin_array(w);
    for (int i = 0; i < result->customer_count; i++)
        write_customer(w, &result->customers[i]);
    json_end_array(w);
    json_key(w, VIEW("messages"));
    json_begin_array(w);
    for (int i = 0; i < result->message_count; i++)
        write_message(w, call, &result->messages[i]);
    json_end_array(w);
    json_key(w, VIEW("is_capped"));
    json_bool(w, result->is_capped);
    write_index(w, call, result);
    cursor_write_search(w, result->has_more ? &result->next : NULL);
    json_key(w, VIEW("position"));
    position_write(w, call->api->epoch, call->position);
    json_end_object(w);
}

static int find_and_write(struct snapshot *snapshot, struct call *call, const struct search_query *query,
                          struct json_writer *w)
{
    struct search_result result;
    struct arena arena;
    arena_init(&arena, ARENA_CHUNK, ARENA_MAX);
    int r = search_find(call->api->config.search, snapshot, query, &arena, &result);
    if (r == SEARCH_OK)
        write_result(w, call, &result);
    arena_free(&arena);
    return r;
}

int search_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct search_args *args = call->args;
    struct search_query query = query_of(call);
    if (!cursor_search(args->cursor, &query.cursor))
        return cursor_refuse(call);
    int r = call->api->config.search == NULL ? SEARCH_BUSY : find_and_write(snapshot, call, &query, w);
    if (r == SEARCH_BUSY)
        return call_refuse(call, 503, VIEW("search.busy"), VIEW("the index is being opened; try again"));
    return r;
}
