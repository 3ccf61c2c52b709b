// SPDX-License-Identifier: Apache-2.0
#include "app/settings.h"
#include "base/log.h"
#include "base/view.h"
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

enum { LOOPS_MOST = 8, PORT_MAX = 65535, RATE_MAX = 1000000 };

struct setting {
    const char *option; // NULL: environment only, so that no secret stands in the process list
    const char *variable;
    const char *argument, *help;
    bool (*set)(struct settings *s, const char *value);
};

static bool number(const char *text, long long min, long long max, int *ret)
{
    long long value;
    if (!view_to_uint(view_from(text), &value) || value < min || value > max)
        return false;
    *ret = (int)value;
    return true;
}

static bool set_host(struct settings *s, const char *value)
{
    s->host = value;
    return value[0] != '\0';
}

static bool set_port(struct settings *s, const char *value)
{
    return number(value, 0, PORT_MAX, &s->port);
}

static bool set_data(struct settings *s, const char *value)
{
    s->data = value;
    return value[0] != '\0';
}

static bool set_access_log(struct settings *s, const char *value)
{
    s->access_log = value;
    return value[0] != '\0';
}

static bool set_loops(struct settings *s, const char *value)
{
    return number(value, 1, LOOPS_MOST, &s->loops);
}

static bool set_log(struct settings *s, const char *value)
{
    enum log_level level;
    (void)s;
    if (log_level_from(value, &level) != 0)
        return false;
    log_set_level(level);
    return true;
}

static bool set_public_host(struct settings *s, const char *value)
{
    s->public_host = value;
    return true;
}

static bool set_origins(struct settings *s, const char *value)
{
    s->origins = value;
    return true;
}

static bool set_api_key(struct settings *s, const char *value)
{
    s->api_key = value;
    return strlen(value) >= 16;
}

// 0 says no limit, which is not what a field left alone says.
static bool set_rate(const char *value, int *ret)
{
    if (!number(value, 0, RATE_MAX, ret))
        return false;
    if (*ret == 0)
        *ret = -1;
    return true;
}

static bool set_key_rate(struct settings *s, const char *value)
{
    return set_rate(value, &s->key_rate);
}

static bool set_address_rate(struct settings *s, const char *value)
{
    return set_rate(value, &s->address_rate);
}

static bool set_failure_rate(struct settings *s, const char *value)
{
    return set_rate(value, &s->failure_rate);
}

static const struct setting table[] = {
    {"--host", "OMNICHANNEL_HOST", "ADDRESS", "where to listen (127.0.0.1)", set_host},
    {"--port", "OMNICHANNEL_PORT", "N", "port, 0 picks a free one (8302)", set_port},
    {"--data", "OMNICHANNEL_DATA", "DIR", "the data directory, made if missing (./data)", set_data},
    {"--access-log", "OMNICHANNEL_ACCESS_LOG", "FILE", "one line a request, combined format (none)",
     set_access_log},
    {"--loops", "OMNICHANNEL_LOOPS", "N", "threads that serve connections, 1 to 8 (one a core)", set_loops},
    {"--log", "OMNICHANNEL_LOG", "LEVEL", "debug, info, warn or error (info)", set_log},
    {NULL, "OMNICHANNEL_PUBLIC_HOST", "NAME", "host name under which others reach the hub (none)",
     set_public_host},
    {NULL, "OMNICHANNEL_ORIGINS", "LIST", "origins whose pages may call, comma-separated (the same only)",
     set_origins},
    {NULL, "OMNICHANNEL_API_KEY", "KEY", "admin key, at least 16 characters (none: this machine only)",
     set_api_key},
    {NULL, "OMNICHANNEL_KEY_RATE", "N", "requests a second of one key, 0: no limit (10000)", set_key_rate},
    {NULL, "OMNICHANNEL_ADDRESS_RATE", "N", "requests a second of an address without a key (200)",
     set_address_rate},
    {NULL, "OMNICHANNEL_FAILURE_RATE", "N", "failed authentications a minute of an address (10)",
     set_failure_rate},
};
enum { SETTINGS = sizeof(table) / sizeof(table[0]) };

void settings_usage(void)
{
    fprintf(stderr, "usage: omnihub serve [OPTION VALUE] ...\n       omnihub version\n\n");
    for (int i = 0; i < SETTINGS; i++)
        fprintf(stderr, "  %-13s %-24s %-8s %s\n", table[i].option == NULL ? "" : table[i].option,
                table[i].variable, table[i].argument, table[i].help);
}

static bool read_environment(struct settings *s)
{
    for (int i = 0; i < SETTINGS; i++) {
        const char *value = getenv(table[i].variable);
        if (value == NULL || value[0] == '\0')
            continue;
        if (!table[i].set(s, value)) {
            fprintf(stderr, "omnihub: the environment variable %s has no good value: %s\n", table[i].variable,
                    table[i].help);
            return false;
        }
    }
    return true;
}

static bool read_option(struct settings *s, const char *option, const char *value)
{
    for (int i = 0; i < SETTINGS; i++) {
        if (table[i].option == NULL || strcmp(table[i].option, option) != 0)
            continue;
        if (value != NULL && table[i].set(s, value))
            return true;
        fprintf(stderr, "omnihub: %s needs %s: %s\n", option, table[i].argument, table[i].help);
        return false;
    }
    fprintf(stderr, "omnihub: there is no option %s\n", option);
    return false;
}

// Those that this process may run on, which a container or taskset may have narrowed.
static int count_cores(void)
{
    cpu_set_t set;
    int cores = sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;
    return cores < 1 ? 1 : cores > LOOPS_MOST ? LOOPS_MOST : cores;
}

bool settings_read(int argc, char **argv, struct settings *ret)
{
    *ret = (struct settings){.host = "127.0.0.1", .port = 8302, .data = "./data", .loops = count_cores()};
    if (!read_environment(ret))
        return false;
    for (int i = 0; i < argc; i += 2)
        if (!read_option(ret, argv[i], i + 1 < argc ? argv[i + 1] : NULL))
            return false;
    return true;
}
