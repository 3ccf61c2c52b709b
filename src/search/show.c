// SPDX-License-Identifier: Apache-2.0
#include "search/show.h"
#include "base/error.h"
#include "hub/cluster.h"
#include "hub/session.h"
#include "search/highlight.h"
#include <stdlib.h>

enum {
    PAGE_BYTES = 512 << 10, // a page ends early behind so much text
    SCRATCH_CHUNK = 16 << 10,
    SCRATCH_MAX = 32 << 20,
    HTML_MAX = 64 << 10,
};

enum show_outcome { SHOWN = 0, HIDDEN = 1 };

// What showing one kind needs at hand.
struct show {
    struct snapshot *snapshot;
    struct words *words;
    const struct search_find *find;
    struct arena *arena, scratch; // scratch: of one candidate
    struct search_result *result;
    size_t bytes;
};

// ---- whose

// CUSTOMER_OK, CUSTOMER_NONE or negative, as `found` and what cluster_… left.
static int take_members(struct search_find *find, int found, const struct cluster *cluster)
{
    if (found != CUSTOMER_OK)
        return found;
    memcpy(find->customers, cluster->members, sizeof(find->customers));
    find->customer_count = cluster->count;
    return CUSTOMER_OK;
}

static bool is_member(const struct search_find *find, int64_t customer)
{
    for (int i = 0; i < find->customer_count; i++)
        if (find->customers[i] == customer)
            return true;
    return find->customer_count == 0;
}

static int resolve_session(struct snapshot *snapshot, struct search_find *find, struct arena *arena)
{
    struct session session;
    struct cluster cluster;
    int r = session_find(snapshot->db, snapshot->tenant, find->query->session_id, arena, &session);
    if (r != SESSION_OK)
        return r;
    find->session = session.row;
    find->is_nowhere = !is_member(find, session.customer);
    if (find->customer_count > 0)
        return 0;
    r = cluster_load(snapshot->db, snapshot->tenant, session.customer, arena, &cluster);
    return take_members(find, r, &cluster);
}

static int resolve_customer(struct snapshot *snapshot, struct search_find *find, struct arena *arena)
{
    struct cluster cluster;
    int r = cluster_find(snapshot->db, snapshot->tenant, find->query->customer_id, arena, &cluster);
    return take_members(find, r, &cluster);
}

int show_resolve(struct snapshot *snapshot, struct search_find *find, struct arena *arena)
{
    int r = 0;
    if (find->query->customer_id.data != NULL)
        r = resolve_customer(snapshot, find, arena);
    if (r == 0 && find->query->session_id.data != NULL)
        r = resolve_session(snapshot, find, arena);
    if (r > 0)
        find->is_nowhere = true;
    return r < 0 ? error_trace(r) : 0;
}

// ---- messages

// 1, 0 or negative.
static int may_see(struct show *s, const struct interaction *in)
{
    const struct search_query *query = s->find->query;
    struct session session;
    if (query->audience == AUDIENCE_PUBLIC && in->audience != AUDIENCE_PUBLIC)
        return 0;
    if (access_sees_all(query->view))
        return 1;
    int r = session_load(s->snapshot->db, s->snapshot->tenant, in->session, &s->scratch, &session);
    return r == SESSION_OK ? access_sees_session(query->view, &session) : r < 0 ? r : 0;
}

static bool is_asked_for(const struct show *s, const struct interaction *in)
{
    const struct search_query *query = s->find->query;
    return is_member(s->find, in->customer) && (s->find->session == 0 || in->session == s->find->session) &&
           (!query->has_channel || in->channel == query->channel) &&
           (!query->has_author || in->author_type == query->author) &&
           (query->from_us == 0 || in->created_us >= query->from_us) &&
           (query->to_us == 0 || in->created_us < query->to_us);
}

// Whether the text still says what was asked for, and where.
static int look_again(const struct show *s, struct view text, bool is_open, struct search_marks *ret)
{
    return search_words_mark(s->words, &s->find->words, is_open, text, ret);
}

static bool is_all(const struct show *s, unsigned found)
{
    return found == (1u << s->find->words.phrase_count) - 1;
}

static int write_html(struct arena *arena, struct view text, const struct search_marks *marks,
                      struct view *ret)
{
    struct buffer out;
    buffer_init(&out, HTML_MAX);
    highlight_write(&out, text, marks);
    int r = out.failed || !arena_copy(arena, buffer_view(&out), ret) ? -ENOMEM : 0;
    buffer_free(&out);
    return error_trace(r);
}

// Whoever said it may have become one person with others: these are named by their survivor, as everywhere.
static int fill_person(struct show *s, int64_t customer, struct search_hit_message *hit)
{
    struct cluster cluster;
    int r = cluster_load(s->snapshot->db, s->snapshot->tenant, customer, &s->scratch, &cluster);
    if (r != CUSTOMER_OK)
        return r < 0 ? error_trace(r) : HIDDEN;
    struct view name = cluster.shown.name;
    if (!arena_copy(s->arena, cluster.shown.id, &hit->customer_id) ||
        (name.data != NULL && !arena_copy(s->arena, name, &hit->customer_name)))
        return error_trace(-ENOMEM);
    return SHOWN;
}

static int fill_place(struct show *s, struct search_hit_message *hit)
{
    struct query q = query_begin(s->snapshot->db, SQL_SEARCH_PLACE, s->snapshot->tenant);
    query_bind(&q, hit->interaction.session);
    int r = query_step(&q);
    int64_t customer = r == QUERY_ROW ? query_int(&q, 1) : 0;
    if (r == QUERY_ROW && !arena_copy(s->arena, query_text(&q, 0), &hit->session_id))
        r = -ENOMEM;
    query_end(&q);
    return r < 0 ? error_trace(r) : r == QUERY_ROW ? fill_person(s, customer, hit) : HIDDEN;
}

static int load(const struct show *s, int64_t row, struct arena *arena, struct interaction *ret)
{
    return interaction_load(s->snapshot->db, s->snapshot->tenant, row, arena, ret);
}

static int show_message(struct show *s, const struct candidate *candidate)
{
    struct search_hit_message *hit = &s->result->messages[s->result->message_count];
    struct search_marks marks;
    struct interaction in;
    int r = load(s, candidate->row, &s->scratch, &in);
    if (r != INTERACTION_OK || !is_asked_for(s, &in))
        return r < 0 ? r : HIDDEN;
    r = may_see(s, &in);
    if (r <= 0)
        return r < 0 ? r : HIDDEN;
    r = look_again(s, in.content, s->find->is_message_open, &marks);
    if (r < 0 || !is_all(s, marks.found))
        return r < 0 ? r : HIDDEN;
    *hit = (struct search_hit_message){.score = candidate->score};
    r = load(s, candidate->row, s->arena, &hit->interaction);
    if (r == 0)
        r = write_html(s->arena, in.content, &marks, &hit->html);
    if (r == 0)
        r = fill_place(s, hit);
    if (r != SHOWN)
        return r;
    interaction_fill_author(&hit->interaction, hit->customer_id, hit->customer_name);
    s->bytes += in.content.size + in.attachments.size + in.metadata.size + hit->html.size;
    s->result->message_count++;
    return SHOWN;
}

// ---- customers

static struct view field_name(enum source_field field)
{
    switch (field) {
    case SOURCE_ID:
        return VIEW("customer_id");
    case SOURCE_NAME:
        return VIEW("name");
    case SOURCE_PHONE:
        return VIEW("phone");
    case SOURCE_EMAIL:
        return VIEW("email");
    case SOURCE_IDENTITY:
        return VIEW("identity");
    case SOURCE_PROFILE:
        return VIEW("profile");
    }
    return VIEW("unknown");
}

static int mark_fields(struct show *s, const struct source_customer *c, struct search_hit_customer *hit)
{
    unsigned found = 0;
    struct search_marks marks;
    hit->highlights = arena_alloc(s->arena, (size_t)c->count * sizeof(*hit->highlights) + 1);
    int r = hit->highlights == NULL ? -ENOMEM : 0;
    for (int i = 0; i < c->count && r == 0; i++) {
        r = look_again(s, c->fields[i].text, s->find->is_customer_open, &marks);
        if (r < 0 || marks.found == 0)
            continue;
        struct search_highlight *h = &hit->highlights[hit->highlight_count++];
        h->field = field_name(c->fields[i].field);
        r = write_html(s->arena, c->fields[i].text, &marks, &h->html);
        found |= marks.found;
    }
    return r < 0 ? error_trace(r) : is_all(s, found) ? SHOWN : HIDDEN;
}

static bool is_shown_already(const struct search_result *result, struct view id)
{
    for (int i = 0; i < result->customer_count; i++)
        if (view_equal(result->customers[i].customer_id, id))
            return true;
    return false;
}

static int show_customer(struct show *s, const struct candidate *candidate)
{
    struct search_hit_customer *hit = &s->result->customers[s->result->customer_count];
    struct source_customer source;
    struct cluster cluster;
    *hit = (struct search_hit_customer){.score = candidate->score};
    int r = source_customer(s->snapshot->db, s->snapshot->tenant, candidate->row, &s->scratch, &source);
    if (r != SOURCE_OK || !is_member(s->find, candidate->row))
        return r < 0 ? r : HIDDEN;
    r = mark_fields(s, &source, hit);
    if (r == SHOWN)
        r = cluster_load(s->snapshot->db, s->snapshot->tenant, candidate->row, s->arena, &cluster);
    if (r != CUSTOMER_OK)
        return r < 0 ? error_trace(r) : HIDDEN;
    const struct customer *shown = &cluster.shown;
    if (is_shown_already(s->result, shown->id)) // two of its members were found
        return HIDDEN;
    hit->customer_id = shown->id;
    hit->name = shown->name;
    hit->phone = shown->phone;
    hit->email = shown->email;
    s->bytes += shown->profile.size;
    s->result->customer_count++;
    return SHOWN;
}

// ---- pages

typedef int (*show_one)(struct show *s, const struct candidate *candidate);

// From *at on until the page is full; *at moves behind what was read.
static int show_kind(struct show *s, const struct candidates *all, show_one one, const int *shown, int *at)
{
    int r = 0;
    for (; *at < all->count && *shown < s->find->query->limit && s->bytes < PAGE_BYTES && r >= 0; (*at)++) {
        r = one(s, &all->items[*at]);
        arena_reset(&s->scratch);
    }
    return r < 0 ? r : 0;
}

static int show_all(struct show *s)
{
    struct search_result *result = s->result;
    struct search_cursor *next = &result->next;
    const struct search_find *find = s->find;
    size_t limit = (size_t)find->query->limit;
    *next = find->query->cursor;
    result->messages = arena_alloc(s->arena, limit * sizeof(*result->messages));
    result->customers = arena_alloc(s->arena, limit * sizeof(*result->customers));
    if (result->messages == NULL || result->customers == NULL)
        return error_trace(-ENOMEM);
    int r = show_kind(s, &find->found_customers, show_customer, &result->customer_count, &next->customers);
    if (r == 0)
        r = show_kind(s, &find->messages, show_message, &result->message_count, &next->messages);
    next->last_message = find->messages.last;
    next->last_customer = find->found_customers.last;
    result->has_more = next->messages < find->messages.count || next->customers < find->found_customers.count;
    result->is_capped = find->messages.is_capped || find->found_customers.is_capped;
    return r;
}

int show_hits(struct snapshot *snapshot, struct words *words, const struct search_find *find,
              struct arena *arena, struct search_result *ret)
{
    struct show s = {.snapshot = snapshot, .words = words, .find = find, .arena = arena, .result = ret};
    arena_init(&s.scratch, SCRATCH_CHUNK, SCRATCH_MAX);
    int r = show_all(&s);
    arena_free(&s.scratch);
    return r;
}
