// SPDX-License-Identifier: Apache-2.0
// Playing a story (app/demo_story.h) to a hub through its public API. Whatever the hub has already is left as
// it is, so that a story may be played again, and goes on where it was broken off.
#pragma once
#include "app/demo_story.h"
#include "app/hub_client.h"
#include "base/arena.h"
#include "codec/json.h"

enum { DEMO_PATH_SIZE = 512, DEMO_PASSWORD_SIZE = 33, DEMO_ID_SIZE = 129 };

struct demo {
    struct hub_client *client;
    char password[DEMO_PASSWORD_SIZE]; // of the agents it makes
    int agents_made, said;             // what was not there before

    char session[DEMO_ID_SIZE]; // the one at hand
    char customer[DEMO_ID_SIZE];
    char channel[32];           // where its customer is, by the story
    struct arena arena;         // what the hub tells of it
    const struct json *entries; // of its timeline, before; NULL: none
    bool was_there;             // what was said last, by the story, before this run
    int step;

    char path[DEMO_PATH_SIZE];
    struct buffer body;
    struct json_writer writer;
};

void demo_init(struct demo *d, struct hub_client *client);
void demo_free(struct demo *d);

// All below: 0, or an exit status after the fault was printed. `rest` is the story behind the item.
int demo_declare(struct demo *d, const struct demo_item *item);
int demo_act(struct demo *d, const struct demo_item *item, struct view rest);

// ---- requests

// Begins a body; demo_put adds to it what has data.
void demo_begin(struct demo *d);
void demo_put(struct demo *d, const char *name, struct view value);

__attribute__((format(printf, 2, 3))) void demo_path(struct demo *d, const char *format, ...);

// Sends the body to d->path. A refusal with `fine` as its code (NULL: none) is as good as done. A POST with
// `is_step` is a step of the session, done once however often it is asked for within a day.
int demo_send(struct demo *d, const char *method, bool is_step, const char *fine);

// GETs d->path into the arena; *ret is NULL where nothing is there (404).
int demo_get(struct demo *d, const struct json **ret);

// A text of an object; no data when it is none.
struct view demo_text(struct demo *d, const struct json *object, const char *name);
