// SPDX-License-Identifier: Apache-2.0
#include "api/wordbook.h"
#include "api/api_state.h"
#include "base/error.h"
#include "codec/json_merge.h"
#include <errno.h>
#include <stdlib.h>

enum { METADATA_MAX = 66 << 10 };

// Of one tenant.
struct wordbook {
    int64_t tenant;
    struct word_table *table; // NULL: it has no rules
};

static void free_book(struct wordbook *book)
{
    word_table_free(book->table);
    free(book);
}

void wordbooks_free(struct wordbooks *books)
{
    size_t at = 0;
    for (struct wordbook *book; (book = map_next(&books->by_tenant, &at)) != NULL;)
        free_book(book);
    map_free(&books->by_tenant);
    *books = (struct wordbooks){0};
}

void wordbooks_forget(struct wordbooks *books, int64_t tenant)
{
    struct wordbook *book = map_remove(&books->by_tenant, (struct map_key){tenant, 0, 0});
    if (book != NULL)
        free_book(book);
}

static int open_book(struct api_loop *loop, int64_t tenant, struct wordbook **ret)
{
    struct wordbook *book = calloc(1, sizeof(*book));
    if (book == NULL)
        return error_trace(-ENOMEM);
    book->tenant = tenant;
    int r = word_rules_compile(loop->reader, tenant, &book->table);
    if (r == 0 && loop->wordbooks.by_tenant.count >= WORDBOOKS_MAX)
        wordbooks_free(&loop->wordbooks);
    if (r == 0)
        r = map_put(&loop->wordbooks.by_tenant, (struct map_key){tenant, 0, 0}, book);
    if (r < 0) {
        free_book(book);
        return error_trace(r);
    }
    *ret = book;
    return 0;
}

int wordbook_hear(struct api_loop *loop, int64_t tenant, struct view content, struct arena *arena,
                  struct heard *ret)
{
    struct wordbook *book = map_get(&loop->wordbooks.by_tenant, (struct map_key){tenant, 0, 0});
    int r = book == NULL ? open_book(loop, tenant, &book) : 0;
    return r < 0 ? r : word_rules_hear(book->table, content, arena, ret);
}

int wordbook_hear_call(struct call *call, struct view content, struct heard *ret)
{
    int r = wordbook_hear(call->loop, call->principal.tenant, content, call_arena(call), ret);
    if (r < 0)
        return call_refuse(call, 503, VIEW("store.failed"), VIEW("the store failed; nothing was written"));
    if (ret->is_refused)
        return call_refuse(call, 422, VIEW("message.refused"),
                           VIEW("this message has words that are not taken here"));
    return 0;
}

int wordbook_hear_first(struct call *call, struct view content)
{
    if (content.data == NULL)
        return 0;
    struct heard *heard = arena_zalloc(call_arena(call), sizeof(*heard));
    if (heard == NULL)
        return call_refuse(call, 503, VIEW("hub.no_memory"), VIEW("short of memory"));
    call->heard = heard;
    return wordbook_hear_call(call, content, heard);
}

struct view said_first(const struct call *call, struct view content)
{
    return call->heard == NULL ? content : call->heard->content;
}

bool said_metadata(struct view metadata, struct view quick_reply, bool is_flagged, struct arena *arena,
                   struct view *ret)
{
    struct buffer patch;
    *ret = metadata;
    if (quick_reply.data == NULL && !is_flagged)
        return true;
    buffer_init(&patch, 4096);
    struct json_writer w = json_writer(&patch);
    json_begin_object(&w);
    if (quick_reply.data != NULL) {
        json_key(&w, VIEW("quick_reply"));
        json_string(&w, quick_reply);
    }
    if (is_flagged) {
        json_key(&w, VIEW("moderation"));
        json_string(&w, VIEW("flag"));
    }
    json_end_object(&w);
    bool fits =
        !patch.failed && json_merge(arena, metadata, buffer_view(&patch), METADATA_MAX, ret) == JSON_MERGE_OK;
    buffer_free(&patch);
    return fits;
}
