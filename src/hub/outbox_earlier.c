// SPDX-License-Identifier: Apache-2.0
#include "hub/outbox_earlier.h"

enum { NAMES_MAX = 8 };

struct names {
    struct view texts[NAMES_MAX];
    int count;
};

static void add(struct names *n, struct view name)
{
    if (n->count == NAMES_MAX)
        memmove(n->texts, n->texts + 1, (size_t)--n->count * sizeof(n->texts[0]));
    n->texts[n->count++] = name;
}

static void read_names(struct view info, struct arena *arena, struct names *ret)
{
    const struct json *root, *list = NULL;
    struct view name;
    *ret = (struct names){.count = 0};
    if (info.data != NULL && json_parse(arena, info, NULL, &root) == JSON_OK && root->type == JSON_OBJECT)
        list = json_member(root, VIEW("earlier_ids"));
    if (list == NULL || list->type != JSON_ARRAY)
        return;
    for (const struct json *at = json_first(list); at != NULL; at = json_next(list, at))
        if (json_text(at, arena, &name))
            add(ret, name);
}

void outbox_write_earlier(struct json_writer *w, const struct interaction *in, struct arena *arena)
{
    struct names names;
    read_names(in->delivery_info, arena, &names);
    if (in->provider_id.data != NULL)
        add(&names, in->provider_id);
    if (names.count == 0)
        return;
    json_key(w, VIEW("earlier_ids"));
    json_begin_array(w);
    for (int i = 0; i < names.count; i++)
        json_string(w, names.texts[i]);
    json_end_array(w);
}

bool outbox_is_earlier(const struct interaction *in, struct view provider_id, struct arena *arena)
{
    struct names names;
    read_names(in->delivery_info, arena, &names);
    for (int i = 0; i < names.count; i++)
        if (view_equal(names.texts[i], provider_id))
            return true;
    return false;
}
