// SPDX-License-Identifier: Apache-2.0
#include "api/connector_book.h"
#include "api/api_state.h"
#include "base/error.h"
#include "hub/connector.h"
#include <errno.h>
#include <stdlib.h>

enum { ID_RANDOM = 16 };
#define ID_PREFIX "con_"

static void forget(struct connector_book *book)
{
    size_t at = 0;
    for (void *card; (card = map_next(&book->by_id, &at)) != NULL;)
        free(card);
    map_free(&book->by_id);
}

void connector_book_free(struct connector_book *book)
{
    forget(book);
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The 128 random bits of an id; false for what cannot be one.
static bool key_of(struct view id, struct map_key *ret)
{
    static const struct view prefix = {ID_PREFIX, sizeof(ID_PREFIX) - 1};
    uint64_t half[2] = {0};
    if (id.size != prefix.size + 2 * ID_RANDOM || !view_starts(id, prefix))
        return false;
    for (size_t i = 0; i < 2 * ID_RANDOM; i++) {
        int digit = digit_of(id.data[prefix.size + i]);
        if (digit < 0)
            return false;
        half[i / ID_RANDOM] = half[i / ID_RANDOM] << 4 | (uint64_t)digit;
    }
    *ret = (struct map_key){(int64_t)half[0], (int64_t)half[1], 0};
    return true;
}

static bool takes_webhooks(const struct api *api, struct view adapter)
{
    const struct registry *adapters = api->config.adapters;
    const struct registry_entry *entry = adapters == NULL ? NULL : registry_find(adapters, adapter);
    return entry != NULL && entry->ops.facet != NULL && entry->ops.facet(CHANNEL_FACET_WEBHOOK) != NULL;
}

static int learn(struct api_loop *loop, struct view id, struct map_key key, const struct connector_card **ret)
{
    struct connector_row c;
    struct arena arena;
    struct connector_card *card = NULL;
    arena_init(&arena, 4096, 1 << 20);
    int r = connector_find(loop->reader, 0, id, &arena, &c);
    if (r == CONNECTOR_OK)
        card = calloc(1, sizeof(*card));
    if (r == CONNECTOR_OK && card == NULL)
        r = -ENOMEM;
    if (card != NULL) {
        *card = (struct connector_card){.row = c.row,
                                        .tenant = c.tenant,
                                        .channel = c.channel,
                                        .is_open = c.is_enabled && takes_webhooks(loop->api, c.adapter)};
        r = map_put(&loop->connectors.by_id, key, card);
        if (r < 0)
            free(card);
    }
    arena_free(&arena);
    if (r < 0)
        return error_trace(r);
    *ret = r == CONNECTOR_OK ? card : NULL;
    return 0;
}

int connector_book_find(struct api_loop *loop, struct view id, const struct connector_card **ret)
{
    struct connector_book *book = &loop->connectors;
    unsigned long long changes = atomic_load(&loop->shared->access_changes);
    struct map_key key;
    if (book->changes != changes || book->by_id.count >= CONNECTOR_BOOK_MAX)
        forget(book);
    book->changes = changes;
    *ret = NULL;
    if (!key_of(id, &key))
        return 0;
    *ret = map_get(&book->by_id, key);
    return *ret != NULL ? 0 : learn(loop, id, key, ret);
}
