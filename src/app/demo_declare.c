// SPDX-License-Identifier: Apache-2.0
// What a story begins with and ends with: queues, tags, agents, customers, merges.
#include "app/demo.h"

static int declare_queue(struct demo *d, const struct demo_item *item)
{
    demo_path(d, "/queues");
    demo_begin(d);
    demo_put(d, "id", item->fields[0]);
    demo_put(d, "name", item->fields[1]);
    return demo_send(d, "POST", false, "queue.id_taken");
}

static int declare_tag(struct demo *d, const struct demo_item *item)
{
    demo_path(d, "/tags");
    demo_begin(d);
    demo_put(d, "name", item->fields[0]);
    demo_put(d, "color", item->fields[1]);
    return demo_send(d, "POST", false, NULL);
}

static void put_list(struct demo *d, const char *name, struct view rest)
{
    json_key(&d->writer, view_from(name));
    json_begin_array(&d->writer);
    while (rest.data != NULL)
        json_string(&d->writer, view_trim(view_cut(&rest, ',')));
    json_end_array(&d->writer);
}

// An agent who is there keeps the password.
static int declare_agent(struct demo *d, const struct demo_item *item)
{
    const struct json *there;
    demo_path(d, "/agents/%.*s", VIEW_ARG(item->fields[0]));
    int r = demo_get(d, &there);
    if (r != 0 || there != NULL)
        return r;
    demo_path(d, "/agents");
    demo_begin(d);
    demo_put(d, "id", item->fields[0]);
    demo_put(d, "name", item->fields[1]);
    demo_put(d, "email", item->fields[2]);
    demo_put(d, "role", item->fields[3]);
    put_list(d, "queues", item->fields[4]);
    demo_put(d, "password", view_from(d->password));
    r = demo_send(d, "POST", false, NULL);
    if (r == 0)
        d->agents_made++;
    return r;
}

static int declare_customer(struct demo *d, const struct demo_item *item)
{
    const struct json *there;
    demo_path(d, "/customers/%.*s/profile", VIEW_ARG(item->fields[0]));
    int r = demo_get(d, &there);
    if (r != 0 || there != NULL)
        return r;
    demo_path(d, "/customers");
    demo_begin(d);
    demo_put(d, "customer_id", item->fields[0]);
    demo_put(d, "name", item->fields[1]);
    demo_put(d, "email", item->fields[2]);
    demo_put(d, "phone", item->fields[3]);
    if (item->fields[4].data != NULL)
        put_list(d, "tags", item->fields[4]);
    return demo_send(d, "POST", false, NULL);
}

static bool has_identity(struct demo *d, const struct json *page, const struct demo_item *item)
{
    const struct json *list = page == NULL ? NULL : json_member(page, VIEW("identities"));
    if (list == NULL || list->type != JSON_ARRAY)
        return false;
    for (const struct json *one = json_first(list); one != NULL; one = json_next(list, one))
        if (view_equal(demo_text(d, one, "kind"), item->fields[1]) &&
            view_equal(demo_text(d, one, "display"), item->fields[2]))
            return true;
    return false;
}

static int declare_identity(struct demo *d, const struct demo_item *item)
{
    const struct json *page;
    demo_path(d, "/customers/%.*s/identities", VIEW_ARG(item->fields[0]));
    int r = demo_get(d, &page);
    if (r != 0 || has_identity(d, page, item))
        return r;
    demo_path(d, "/customers/%.*s/identities", VIEW_ARG(item->fields[0]));
    demo_begin(d);
    demo_put(d, "kind", item->fields[1]);
    demo_put(d, "address", item->fields[2]);
    return demo_send(d, "POST", false, NULL);
}

// By either id one gets the survivor.
static bool are_one(struct demo *d, const struct json *profile, struct view id)
{
    const struct json *merged = profile == NULL ? NULL : json_member(profile, VIEW("merged_customer_ids"));
    struct view text;
    if (merged == NULL || merged->type != JSON_ARRAY)
        return false;
    for (const struct json *one = json_first(merged); one != NULL; one = json_next(merged, one))
        if (json_text(one, &d->arena, &text) && view_equal(text, id))
            return true;
    return false;
}

static int declare_merge(struct demo *d, const struct demo_item *item)
{
    const struct json *profile;
    demo_path(d, "/customers/%.*s/profile", VIEW_ARG(item->fields[0]));
    int r = demo_get(d, &profile);
    if (r != 0 || are_one(d, profile, item->fields[1]))
        return r;
    demo_path(d, "/customers/%.*s/merge", VIEW_ARG(item->fields[0]));
    demo_begin(d);
    demo_put(d, "customer_id", item->fields[1]);
    demo_put(d, "reason", item->fields[2]);
    return demo_send(d, "POST", false, NULL);
}

int demo_declare(struct demo *d, const struct demo_item *item)
{
    static int (*const declare[])(struct demo * d, const struct demo_item *item) = {
        [DEMO_QUEUE] = declare_queue,       [DEMO_TAG] = declare_tag,           [DEMO_AGENT] = declare_agent,
        [DEMO_CUSTOMER] = declare_customer, [DEMO_IDENTITY] = declare_identity, [DEMO_MERGE] = declare_merge,
    };
    arena_reset(&d->arena);
    d->entries = NULL;
    return declare[item->kind](d, item);
}
