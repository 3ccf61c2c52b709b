// SPDX-License-Identifier: Apache-2.0
#include "app/command.h"
#include "app/operator_client.h"
#include "codec/json.h"
#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { LOOK_EVERY_US = 100000, BODY_SIZE = PATH_MAX * 2 };

struct backing_up {
    char to[PATH_MAX]; // absolute
    bool wants_json, shows_progress;
};

// The hub has a working directory of its own: it is told an absolute path. The last part need not exist.
static bool make_absolute(const char *path, char ret[static PATH_MAX])
{
    char copy[PATH_MAX], name[PATH_MAX], parent[PATH_MAX];
    if (strlen(path) >= sizeof(copy))
        return false;
    if (realpath(path, ret) != NULL)
        return true;
    snprintf(copy, sizeof(copy), "%s", path);
    snprintf(name, sizeof(name), "%s", basename(copy));
    snprintf(copy, sizeof(copy), "%s", path);
    if (realpath(dirname(copy), parent) == NULL)
        return false;
    return snprintf(ret, PATH_MAX, "%s/%s", strcmp(parent, "/") == 0 ? "" : parent, name) < PATH_MAX;
}

static int begin(const struct backing_up *b, const char *data)
{
    char text[BODY_SIZE];
    struct buffer body = buffer_fixed(text, sizeof(text));
    struct json_writer w = json_writer(&body);
    struct operator_reply reply;
    json_begin_object(&w);
    json_key(&w, VIEW("to"));
    json_string(&w, view_from(b->to));
    json_end_object(&w);
    if (body.failed)
        return command_fail(EX_DATAERR, "the path is too long");
    int r = operator_ask(
        data,
        &(struct operator_request){.method = "POST", .path = "/operator/backup", .body = buffer_view(&body)},
        &reply);
    if (r == OPERATOR_ANSWERED)
        r = reply.status == 202 ? 0 : output_problem(reply.status, buffer_view(&reply.body));
    else
        r = EX_UNAVAILABLE;
    buffer_free(&reply.body);
    return r;
}

struct progress {
    struct view state, fault;
    int64_t done, total;
};

static bool read_progress(struct view body, struct arena *arena, struct progress *ret)
{
    const struct json *root, *fault;
    if (json_parse(arena, body, NULL, &root) != JSON_OK || root->type != JSON_OBJECT)
        return false;
    const struct json *state = json_member(root, VIEW("state"));
    const struct json *done = json_member(root, VIEW("pages_done")),
                      *total = json_member(root, VIEW("pages_total"));
    fault = json_member(root, VIEW("fault"));
    *ret = (struct progress){.fault = VIEW("")};
    if (fault != NULL && fault->type == JSON_STRING)
        json_text(fault, arena, &ret->fault);
    return state != NULL && json_text(state, arena, &ret->state) && done != NULL &&
           json_int(done, &ret->done) && total != NULL && json_int(total, &ret->total);
}

static void show(const struct backing_up *b, const struct progress *p)
{
    if (!b->shows_progress)
        return;
    int percent = p->total == 0 ? 0 : (int)(p->done * 100 / p->total);
    fprintf(stderr, "\r%-10.*s %3d %% of %lld pages", VIEW_ARG(p->state), percent, (long long)p->total);
}

// 0 while it runs, 1 when it is done, an exit status when it failed.
static int judge(const struct backing_up *b, struct view body)
{
    struct arena arena;
    struct progress p;
    int r = 0;
    arena_init(&arena, 4096, 1 << 20);
    if (!read_progress(body, &arena, &p)) {
        r = command_fail(EX_PROTOCOL, "the hub answered what is no state of a backup");
    } else {
        show(b, &p);
        if (view_equal(p.state, VIEW("done")))
            r = 1;
        else if (view_equal(p.state, VIEW("failed")))
            r = command_fail(EX_IOERR, "%sno backup: %.*s", b->shows_progress ? "\n" : "", VIEW_ARG(p.fault));
    }
    arena_free(&arena);
    return r;
}

static int follow(const struct backing_up *b, const char *data)
{
    for (;;) {
        struct operator_reply reply;
        int r = operator_ask(data, &(struct operator_request){.method = "GET", .path = "/operator/backup"},
                             &reply);
        if (r != OPERATOR_ANSWERED || reply.status != 200) {
            buffer_free(&reply.body);
            return command_fail(EX_UNAVAILABLE, "the hub has gone; there is no backup");
        }
        r = judge(b, buffer_view(&reply.body));
        if (r == 1 && b->wants_json)
            printf("%.*s\n", VIEW_ARG(buffer_view(&reply.body)));
        buffer_free(&reply.body);
        if (r != 0)
            return r;
        usleep(LOOK_EVERY_US);
    }
}

static int act(void *ctx, const char *data)
{
    const struct backing_up *b = ctx;
    int r = begin(b, data);
    if (r == 0)
        r = follow(b, data);
    if (r != 1)
        return r;
    if (b->shows_progress)
        fputc('\n', stderr);
    if (!b->wants_json)
        printf("backup in %s: done and verified\n", b->to);
    return EX_OK;
}

int command_backup(int argc, char **argv)
{
    struct backing_up b = {.shows_progress = isatty(STDERR_FILENO)};
    struct command_input input;
    const char *to = NULL;
    const struct command_option options[] = {{"--to", &to, NULL}};
    int r = command_read(argc, argv, options, 1, &input);
    b.wants_json = input.wants_json;
    if (r == 0 && (to == NULL || input.word_count > 0))
        r = command_fail(EX_USAGE, "usage: omnihub backup --to DIRECTORY [--data DIR]");
    else if (r == 0 && !make_absolute(to, b.to))
        r = command_fail(EX_CANTCREAT, "%s: %s", to, strerror(errno));
    if (r == 0)
        r = operator_run(&input.settings, act, &b);
    command_end(&input);
    return r;
}
