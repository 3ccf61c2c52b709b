// SPDX-License-Identifier: Apache-2.0
#include "app/demo.h"
#include "app/command.h"
#include <stdarg.h>
#include <stdio.h>
#include <sysexits.h>

enum { BODY_MAX = 64 << 10, CHUNK = 64 << 10, ANSWERS_MAX = 64 << 20, STEP_SIZE = 200 };

void demo_init(struct demo *d, struct hub_client *client)
{
    *d = (struct demo){.client = client};
    arena_init(&d->arena, CHUNK, ANSWERS_MAX);
    buffer_init(&d->body, BODY_MAX);
}

void demo_free(struct demo *d)
{
    arena_free(&d->arena);
    buffer_free(&d->body);
}

void demo_begin(struct demo *d)
{
    buffer_clear(&d->body);
    d->writer = json_writer(&d->body);
    json_begin_object(&d->writer);
}

void demo_put(struct demo *d, const char *name, struct view value)
{
    if (value.data == NULL)
        return;
    json_key(&d->writer, view_from(name));
    json_string(&d->writer, value);
}

void demo_path(struct demo *d, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(d->path, sizeof(d->path), format, list);
    va_end(list);
}

static int ask(struct demo *d, const struct hub_ask *what, struct hub_answer *ret)
{
    int r = hub_client_ask(d->client, what, ret);
    if (r == HUB_NOBODY)
        return command_fail(EX_UNAVAILABLE, "the hub has gone");
    return r == HUB_ANSWERED ? 0 : EX_UNAVAILABLE;
}

static bool is_fine(struct demo *d, const struct hub_answer *answer, const char *fine)
{
    const struct json *root;
    if (answer->status / 100 == 2)
        return true;
    return fine != NULL && json_parse(&d->arena, buffer_view(&answer->body), NULL, &root) == JSON_OK &&
           root->type == JSON_OBJECT && view_equal(demo_text(d, root, "code"), view_from(fine));
}

int demo_send(struct demo *d, const char *method, bool is_step, const char *fine)
{
    char once[STEP_SIZE];
    struct hub_answer answer;
    json_end_object(&d->writer);
    snprintf(once, sizeof(once), "demo-%s-%d", d->session, d->step);
    int r = ask(d,
                &(struct hub_ask){.method = method,
                                  .path = d->path,
                                  .body = buffer_view(&d->body),
                                  .once = is_step && strcmp(method, "POST") == 0 ? once : NULL,
                                  .is_patient = true},
                &answer);
    if (r == 0 && !is_fine(d, &answer, fine))
        r = output_problem(answer.status, buffer_view(&answer.body));
    buffer_free(&answer.body);
    return r;
}

int demo_get(struct demo *d, const struct json **ret)
{
    struct hub_answer answer;
    struct view text;
    int r = ask(d, &(struct hub_ask){.method = "GET", .path = d->path, .is_patient = true}, &answer);
    if (r == 0 && answer.status == 404)
        *ret = NULL;
    else if (r == 0 && answer.status != 200)
        r = output_problem(answer.status, buffer_view(&answer.body));
    else if (r == 0 && (!arena_copy(&d->arena, buffer_view(&answer.body), &text) ||
                        json_parse(&d->arena, text, NULL, ret) != JSON_OK || (*ret)->type != JSON_OBJECT))
        r = command_fail(EX_PROTOCOL, "%s answers what is no object", d->path);
    buffer_free(&answer.body);
    return r;
}

struct view demo_text(struct demo *d, const struct json *object, const char *name)
{
    struct view text;
    const struct json *value = object == NULL ? NULL : json_member(object, view_from(name));
    return value != NULL && json_text(value, &d->arena, &text) ? text : (struct view){0};
}
