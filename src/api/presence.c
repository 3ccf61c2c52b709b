// SPDX-License-Identifier: Apache-2.0
#include "api/presence.h"
#include <stdlib.h>

struct venue {
    struct presence_room key;
    struct list members;
};

struct member {
    struct list node;    // in room.members
    struct list leaving; // in presence.leaving while count is 0
    struct venue *venue;
    int64_t who, left_us;
    int count; // listeners, on any loop
};

static struct map_key key_of(struct presence_room room)
{
    return (struct map_key){room.tenant, room.session, 0};
}

void presence_init(struct presence *p)
{
    *p = (struct presence){0};
    pthread_mutex_init(&p->lock, NULL);
    list_init(&p->leaving);
}

static struct venue *need_venue(struct presence *p, struct presence_room key)
{
    struct venue *venue = map_get(&p->rooms, key_of(key));
    if (venue != NULL)
        return venue;
    venue = calloc(1, sizeof(*venue));
    if (venue == NULL || map_put(&p->rooms, key_of(key), venue) < 0) {
        free(venue);
        return NULL;
    }
    venue->key = key;
    list_init(&venue->members);
    return venue;
}

static struct member *find(const struct venue *venue, int64_t who)
{
    if (venue == NULL)
        return NULL;
    for (struct list *n = venue->members.next; n != &venue->members; n = n->next)
        if (list_entry(n, struct member, node)->who == who)
            return list_entry(n, struct member, node);
    return NULL;
}

static void drop_venue(struct presence *p, struct venue *venue)
{
    if (!list_is_empty(&venue->members))
        return;
    map_remove(&p->rooms, key_of(venue->key));
    free(venue);
}

static void drop_member(struct presence *p, struct member *member)
{
    list_remove(&member->node);
    list_remove(&member->leaving);
    drop_venue(p, member->venue);
    free(member);
    p->members--;
}

void presence_free(struct presence *p)
{
    size_t at = 0;
    for (struct venue *venue; (venue = map_next(&p->rooms, &at)) != NULL;) {
        while (!list_is_empty(&venue->members)) {
            struct member *m = list_entry(venue->members.next, struct member, node);
            list_remove(&m->node);
            free(m);
        }
        free(venue);
    }
    map_free(&p->rooms);
    pthread_mutex_destroy(&p->lock);
}

// Without memory they are not seen, which is all that it costs.
static bool add(struct presence *p, struct presence_room key, int64_t who)
{
    struct venue *venue = need_venue(p, key);
    struct member *member = venue == NULL ? NULL : calloc(1, sizeof(*member));
    if (member == NULL) {
        if (venue != NULL)
            drop_venue(p, venue);
        return false;
    }
    *member = (struct member){.venue = venue, .who = who, .count = 1};
    list_init(&member->leaving);
    list_append(&venue->members, &member->node);
    p->members++;
    return true;
}

bool presence_enter(struct presence *p, struct presence_room room, int64_t who)
{
    if (who == PRESENT_NOBODY)
        return false;
    pthread_mutex_lock(&p->lock);
    struct member *member = find(map_get(&p->rooms, key_of(room)), who);
    bool is_news = member == NULL && add(p, room, who);
    if (member != NULL) {
        member->count++;
        list_remove(&member->leaving);
    }
    pthread_mutex_unlock(&p->lock);
    return is_news;
}

void presence_leave(struct presence *p, struct presence_room room, int64_t who, int64_t now_us)
{
    if (who == PRESENT_NOBODY)
        return;
    pthread_mutex_lock(&p->lock);
    struct member *member = find(map_get(&p->rooms, key_of(room)), who);
    if (member != NULL && member->count > 0 && --member->count == 0) {
        member->left_us = now_us;
        list_append(&p->leaving, &member->leaving);
    }
    pthread_mutex_unlock(&p->lock);
}

int presence_list(struct presence *p, struct presence_room key, int64_t ret[static PRESENT_MAX])
{
    int count = 0;
    pthread_mutex_lock(&p->lock);
    const struct venue *venue = map_get(&p->rooms, key_of(key));
    if (venue != NULL)
        for (struct list *n = venue->members.next; n != &venue->members && count < PRESENT_MAX; n = n->next)
            ret[count++] = list_entry(n, struct member, node)->who;
    pthread_mutex_unlock(&p->lock);
    return count;
}

bool presence_take_gone(struct presence *p, int64_t now_us, struct presence_room *ret)
{
    bool is_gone = false;
    pthread_mutex_lock(&p->lock);
    if (!list_is_empty(&p->leaving)) {
        struct member *member = list_entry(p->leaving.next, struct member, leaving);
        is_gone = now_us - member->left_us >= PRESENCE_GRACE_US;
        if (is_gone) {
            *ret = member->venue->key;
            drop_member(p, member);
        }
    }
    pthread_mutex_unlock(&p->lock);
    return is_gone;
}

int presence_count(struct presence *p)
{
    pthread_mutex_lock(&p->lock);
    int count = p->members;
    pthread_mutex_unlock(&p->lock);
    return count;
}
