// SPDX-License-Identifier: Apache-2.0
#include "app/command.h"
#include "base/clock.h"
#include "base/log.h"
#include "codec/json.h"
#include "store/examine.h"
#include <errno.h>
#include <string.h>
#include <sysexits.h>

static const char *const level_names[] = {
    [FINDING_OK] = "ok", [FINDING_WARN] = "warn", [FINDING_FAULT] = "fault"};

struct visit {
    bool wants_json;
    int counts[FINDING_FAULT + 1];
};

static void print_json(const struct finding *f)
{
    char text[2048];
    struct buffer out = buffer_fixed(text, sizeof(text));
    struct json_writer w = json_writer(&out);
    json_begin_object(&w);
    json_key(&w, VIEW("check"));
    json_string(&w, view_from(f->check));
    json_key(&w, VIEW("level"));
    json_string(&w, view_from(level_names[f->level]));
    json_key(&w, VIEW("text"));
    json_string(&w, view_from(f->text));
    json_key(&w, VIEW("advice"));
    json_string_or_null(&w, view_from(f->advice));
    json_end_object(&w);
    printf("%.*s\n", VIEW_ARG(buffer_view(&out)));
}

static void print(void *ctx, const struct finding *f)
{
    struct visit *v = ctx;
    v->counts[f->level]++;
    if (v->wants_json)
        print_json(f);
    else
        printf("%-5s  %-16s  %s%s%s\n", level_names[f->level], f->check, f->text,
               f->advice == NULL ? "" : " → ", f->advice == NULL ? "" : f->advice);
}

static int look(const char *data, struct visit *v)
{
    struct clock clock = clock_system();
    log_set_level(LOG_ERROR);
    int r = examine(&(struct examine_config){.dir = data, .now_us = clock_wall_us(&clock)}, print, v);
    if (r == -ENOENT)
        return command_fail(EX_NOINPUT, "there is no hub in %s; name its directory with --data", data);
    if (r < 0)
        return command_fail(EX_IOERR, "%s: %s", data, strerror(-r));
    return v->counts[FINDING_FAULT] > 0 ? EX_DATAERR : EX_OK;
}

int command_doctor(int argc, char **argv)
{
    struct command_input input;
    int r = command_read(argc, argv, NULL, 0, &input);
    struct visit visit = {.wants_json = input.wants_json};
    if (r == 0 && input.word_count > 0)
        r = command_fail(EX_USAGE, "usage: omnihub doctor [--data DIR] [--json]");
    if (r == 0)
        r = look(input.settings.data, &visit);
    command_end(&input);
    return r;
}
