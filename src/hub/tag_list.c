// SPDX-License-Identifier: Apache-2.0
#include "hub/tag_list.h"
#include "base/error.h"

static int compare(struct view a, struct view b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    int order = size == 0 ? 0 : memcmp(a.data, b.data, size);
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

bool tag_list_has(const struct tag_list *list, struct view name)
{
    for (int i = 0; i < list->count; i++)
        if (view_equal(list->names[i], name))
            return true;
    return false;
}

static int insert(struct tag_list *list, struct view name)
{
    if (tag_list_has(list, name))
        return TAG_LIST_OK;
    if (list->count == TAGS_MAX)
        return TAG_LIST_TOO_MANY;
    int at = list->count++;
    for (; at > 0 && compare(list->names[at - 1], name) > 0; at--)
        list->names[at] = list->names[at - 1];
    list->names[at] = name;
    return TAG_LIST_OK;
}

int tag_list_read(struct arena *arena, struct view json, struct tag_list *ret)
{
    struct tag_list list = {.count = 0};
    const struct json *root;
    int r = TAG_LIST_OK;
    if (json.data == NULL) {
        *ret = list;
        return TAG_LIST_OK;
    }
    if (json_parse(arena, json, NULL, &root) != JSON_OK || root->type != JSON_ARRAY)
        return TAG_LIST_INVALID;
    for (const struct json *item = json_first(root); item != NULL && r == TAG_LIST_OK;
         item = json_next(root, item)) {
        struct view name;
        if (!json_text(item, arena, &name))
            return TAG_LIST_INVALID;
        name = view_trim(name);
        r = name.size == 0 || name.size > TAG_NAME_MAX ? TAG_LIST_INVALID : insert(&list, name);
    }
    if (r == TAG_LIST_OK)
        *ret = list;
    return r;
}

int tag_list_write(struct arena *arena, const struct tag_list *list, struct view *ret)
{
    struct buffer out;
    struct view text = {0};
    if (list->count == 0) {
        *ret = text;
        return 0;
    }
    buffer_init(&out, (size_t)TAGS_MAX * (TAG_NAME_MAX * 6 + 3) + 2);
    struct json_writer w = json_writer(&out);
    json_begin_array(&w);
    for (int i = 0; i < list->count; i++)
        json_string(&w, list->names[i]);
    json_end_array(&w);
    bool is_done = !out.failed && arena_copy(arena, buffer_view(&out), &text);
    buffer_free(&out);
    if (!is_done)
        return error_trace(-ENOMEM);
    *ret = text;
    return 0;
}

int tag_list_unite(struct arena *arena, struct view *list, struct view more)
{
    struct tag_list all, others;
    if (more.data == NULL)
        return 0;
    if (list->data == NULL) {
        *list = more;
        return 0;
    }
    if (tag_list_read(arena, *list, &all) != TAG_LIST_OK ||
        tag_list_read(arena, more, &others) != TAG_LIST_OK)
        return error_trace(-EINVAL); // they were checked when they came
    for (int i = 0; i < others.count; i++)
        if (insert(&all, others.names[i]) != TAG_LIST_OK)
            break;
    return tag_list_write(arena, &all, list);
}
