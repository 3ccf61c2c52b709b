// SPDX-License-Identifier: Apache-2.0
#include "bus/topic.h"
#include <stdlib.h>

static struct map_key map_key_of(struct topic_key key)
{
    return (struct map_key){key.tenant, (int64_t)key.kind, key.ref};
}

void topics_free(struct topics *topics)
{
    map_free(&topics->by_key);
}

struct topic *topic_get(const struct topics *topics, struct topic_key key)
{
    return map_get(&topics->by_key, map_key_of(key));
}

struct topic *topic_add(struct topics *topics, struct topic_key key, struct view name)
{
    struct topic *topic = calloc(1, sizeof(*topic));
    char *copy = strndup(name.data, name.size);
    if (topic == NULL || copy == NULL || map_put(&topics->by_key, map_key_of(key), topic) < 0) {
        free(copy);
        free(topic);
        return NULL;
    }
    topic->key = key;
    topic->name = copy;
    for (int a = 0; a < AUDIENCES; a++)
        list_init(&topic->subscriptions[a]);
    return topic;
}

void topic_join(struct topic *topic, struct subscription *s)
{
    s->topic = topic;
    list_append(&topic->subscriptions[s->audience], &s->node);
}

void topic_leave(struct topics *topics, struct subscription *s)
{
    struct topic *topic = s->topic;
    list_remove(&s->node);
    s->topic = NULL;
    for (int a = 0; a < AUDIENCES; a++)
        if (!list_is_empty(&topic->subscriptions[a]))
            return;
    map_remove(&topics->by_key, map_key_of(topic->key));
    free(topic->name);
    free(topic);
}

bool topic_move(struct topic *topic, const struct event *event, int64_t ret_previous[static AUDIENCES])
{
    if (event->position <= topic->floor)
        return false;
    for (int a = 0; a < AUDIENCES; a++) {
        ret_previous[a] = topic->last[a];
        if (event_is_for(event, (enum audience)a))
            topic->last[a] = event->position;
    }
    return true;
}

int topics_of(const struct event *event, struct topic_key ret[static TOPICS_OF_EVENT])
{
    int count = 0;
    if (event->session != 0)
        ret[count++] = (struct topic_key){event->tenant, TOPIC_SESSION, event->session};
    if (event->customer != 0)
        ret[count++] = (struct topic_key){event->tenant, TOPIC_CUSTOMER, event->customer};
    if (event->agent != 0)
        ret[count++] = (struct topic_key){event->tenant, TOPIC_AGENT, event->agent};
    if (event->session != 0 && event->kind != EVENT_NOTIFICATION)
        ret[count++] = (struct topic_key){event->tenant, TOPIC_QUEUE, event->queue};
    bool is_inner = event->kind == EVENT_ACCESS_CHANGE || event->kind == EVENT_RULE_CHANGE;
    if (event->kind != EVENT_NOTIFICATION && !is_inner)
        ret[count++] = (struct topic_key){event->tenant, TOPIC_DASHBOARD, 0};
    return count;
}
