// SPDX-License-Identifier: Apache-2.0
#include "app/command.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

enum { PAIRS_MAX = 32 };

int command_fail(int status, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    fputs("omnihub: ", stderr);
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
    va_end(list);
    return status;
}

static const struct command_option *find(const char *name, const struct command_option *options, int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(options[i].name, name) == 0)
            return &options[i];
    return NULL;
}

struct pairs {
    char *items[PAIRS_MAX];
    int count;
};

static int take_word(struct command_input *in, const char *word)
{
    if (in->word_count == COMMAND_WORDS_MAX)
        return command_fail(EX_USAGE, "%s is one word too many", word);
    in->words[in->word_count++] = word;
    return 0;
}

// An option of the settings goes to them, the command's own to where it belongs. *at moves over its value.
static int take_option(char **argv, int argc, int *at, const struct command_option *option,
                       struct pairs *pairs)
{
    char *name = argv[*at];
    if (option != NULL && option->flag != NULL) {
        *option->flag = true;
        return 0;
    }
    if (option == NULL && !settings_has_option(name))
        return command_fail(EX_USAGE, "there is no option %s; see omnihub help", name);
    if (*at + 1 >= argc)
        return command_fail(EX_USAGE, "%s needs a value", name);
    char *value = argv[++*at];
    if (option != NULL) {
        *option->value = value;
        return 0;
    }
    if (pairs->count + 2 > PAIRS_MAX)
        return command_fail(EX_USAGE, "too many options");
    pairs->items[pairs->count++] = name;
    pairs->items[pairs->count++] = value;
    return 0;
}

int command_read(int argc, char **argv, const struct command_option *options, int count,
                 struct command_input *ret)
{
    const struct command_option common[] = {{"--json", NULL, &ret->wants_json},
                                            {"--tenant", &ret->tenant, NULL}};
    struct pairs pairs = {.count = 0};
    bool is_config = false;
    int r = 0;
    *ret = (struct command_input){0};
    for (int i = 0; i < argc && r == 0; i++) {
        const struct command_option *option = find(argv[i], options, count);
        if (option == NULL)
            option = find(argv[i], common, 2);
        r = argv[i][0] != '-' ? take_word(ret, argv[i]) : take_option(argv, argc, &i, option, &pairs);
    }
    if (r != 0)
        return r;
    if (settings_read(pairs.count, pairs.items, &ret->settings, &is_config))
        return 0;
    return is_config ? EX_CONFIG : EX_USAGE;
}

void command_end(struct command_input *input)
{
    settings_free(&input->settings);
}
