// SPDX-License-Identifier: Apache-2.0
#include "app/settings.h"
#include "app/settings_table.h"
#include "base/view.h"
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool read_environment(struct settings *s)
{
    for (int i = 0; i < SETTINGS; i++) {
        const char *value = getenv(settings_table[i].variable);
        if (value == NULL || value[0] == '\0')
            continue;
        if (!settings_table[i].set(s, value)) {
            fprintf(stderr, "omnihub: the environment variable %s has no good value: %s\n",
                    settings_table[i].variable, settings_table[i].help);
            return false;
        }
    }
    return true;
}

static bool read_option(struct settings *s, const char *option, const char *value)
{
    for (int i = 0; i < SETTINGS; i++) {
        if (settings_table[i].option == NULL || strcmp(settings_table[i].option, option) != 0)
            continue;
        if (value != NULL && settings_table[i].set(s, value))
            return true;
        fprintf(stderr, "omnihub: %s needs %s: %s\n", option, settings_table[i].argument,
                settings_table[i].help);
        return false;
    }
    fprintf(stderr, "omnihub: there is no option %s\n", option);
    return false;
}

static bool read_options(struct settings *s, int argc, char **argv)
{
    for (int i = 0; i < argc; i += 2)
        if (!read_option(s, argv[i], i + 1 < argc ? argv[i + 1] : NULL))
            return false;
    return true;
}

// Those that this process may run on, which a container or taskset may have narrowed.
static int count_cores(void)
{
    cpu_set_t set;
    int cores = sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;
    return cores < 1 ? 1 : cores > SETTINGS_LOOPS_MOST ? SETTINGS_LOOPS_MOST : cores;
}

// What stands in the options or the environment decides which file is read.
static const char *asked(int argc, char **argv, const char *option, const char *variable)
{
    for (int i = 0; i + 1 < argc; i += 2)
        if (strcmp(argv[i], option) == 0)
            return argv[i + 1];
    const char *value = getenv(variable);
    return value == NULL || value[0] == '\0' ? NULL : value;
}

static void find_file(struct settings *s, int argc, char **argv)
{
    const char *config = asked(argc, argv, "--config", "OMNICHANNEL_CONFIG");
    const char *data = asked(argc, argv, "--data", "OMNICHANNEL_DATA");
    if (data != NULL)
        s->data = data;
    if (config != NULL) {
        snprintf(s->file, sizeof(s->file), "%s", config);
        return;
    }
    snprintf(s->file, sizeof(s->file), "%s/omnihub.toml", s->data);
    if (access(s->file, F_OK) != 0)
        snprintf(s->file, sizeof(s->file), "/etc/omnihub/omnihub.toml");
    if (access(s->file, F_OK) != 0)
        s->file[0] = '\0';
}

// "https://hub.example.org:8443/x" → "hub.example.org"; an IPv6 address keeps its brackets.
static bool take_public_host(struct settings *s)
{
    struct view host;
    if (s->public_url == NULL || s->public_host != NULL)
        return true;
    struct view rest = view_from(strstr(s->public_url, "://") + 3);
    struct view name = view_cut(&rest, '/');
    if (name.size > 0 && name.data[0] == '[') {
        const char *end = memchr(name.data, ']', name.size);
        name.size = end == NULL ? name.size : (size_t)(end + 1 - name.data);
    } else {
        struct view port = name;
        name = view_cut(&port, ':');
    }
    if (!arena_copy(&s->memory, name, &host))
        return false;
    s->public_host = host.data;
    return true;
}

bool settings_read(int argc, char **argv, struct settings *ret, bool *ret_is_config)
{
    *ret = (struct settings){
        .host = "127.0.0.1", .port = 8302, .data = "./data", .file_max_mb = 25, .loops = count_cores()};
    arena_init(&ret->memory, 4096, 1 << 20);
    find_file(ret, argc, argv);
    bool is_well = ret->file[0] == '\0' || settings_read_file(ret, ret->file) == 0;
    if (ret_is_config != NULL)
        *ret_is_config = !is_well;
    return is_well && read_environment(ret) && read_options(ret, argc, argv) && take_public_host(ret);
}

void settings_free(struct settings *s)
{
    arena_free(&s->memory);
}

bool settings_has_option(const char *option)
{
    for (int i = 0; i < SETTINGS; i++)
        if (settings_table[i].option != NULL && strcmp(settings_table[i].option, option) == 0)
            return true;
    return false;
}
