// SPDX-License-Identifier: Apache-2.0
#include "app/settings_table.h"
#include "base/log.h"
#include "base/view.h"
#include <string.h>

enum { PORT_MAX = 65535, KEY_LEAST = 16, RATE_MAX = 1000000, FILE_MB_MAX = 1024 };

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
    return number(value, 1, SETTINGS_LOOPS_MOST, &s->loops);
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

// http:// or https://, a host, perhaps a port and a path; no question, no fragment, no slash at the end.
static bool set_public_url(struct settings *s, const char *value)
{
    struct view url = view_from(value);
    size_t scheme = view_starts(url, VIEW("https://")) ? 8 : view_starts(url, VIEW("http://")) ? 7 : 0;
    if (scheme == 0 || url.size <= scheme || url.size > 200 || strpbrk(value, "?# \"\\@") != NULL)
        return false;
    s->public_url = value;
    return value[scheme] != '/' && value[scheme] != ':' && value[url.size - 1] != '/';
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
    return strlen(value) >= KEY_LEAST;
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

static bool set_visitor_rate(struct settings *s, const char *value)
{
    return set_rate(value, &s->visitor_rate);
}

static bool set_failure_rate(struct settings *s, const char *value)
{
    return set_rate(value, &s->failure_rate);
}

static bool set_file_max(struct settings *s, const char *value)
{
    return number(value, 1, FILE_MB_MAX, &s->file_max_mb);
}

static bool set_plugins(struct settings *s, const char *value)
{
    s->plugins = value;
    return value[0] != '\0';
}

// What it says is checked where it is understood (delivery/egress.h).
static bool set_egress_allow(struct settings *s, const char *value)
{
    s->egress_allow = value;
    return true;
}

static bool set_egress_ca_file(struct settings *s, const char *value)
{
    s->egress_ca_file = value;
    return value[0] != '\0';
}

static bool set_config(struct settings *s, const char *value)
{
    s->config = value;
    return value[0] != '\0';
}

const struct setting settings_table[SETTINGS] = {
    {"--config", "OMNICHANNEL_CONFIG", NULL, SETTING_TEXT, "FILE",
     "settings (DIR/omnihub.toml, else /etc/omnihub/omnihub.toml)", NULL, set_config},
    {"--data", "OMNICHANNEL_DATA", "data", SETTING_TEXT, "DIR",
     "the data directory, made if missing (./data)", "\"/var/lib/omnihub\"", set_data},
    {NULL, "OMNIHUB_PLUGINS", "plugins", SETTING_TEXT, "DIR",
     "a folder of adapters to load at the start, *.so (none)", "\"/usr/local/lib/omnihub\"", set_plugins},
    {"--host", "OMNICHANNEL_HOST", "listen.host", SETTING_TEXT, "ADDRESS", "where to listen (127.0.0.1)",
     "\"127.0.0.1\"", set_host},
    {"--port", "OMNICHANNEL_PORT", "listen.port", SETTING_NUMBER, "N", "port, 0 picks a free one (8302)",
     "8302", set_port},
    {"--loops", "OMNICHANNEL_LOOPS", "listen.loops", SETTING_NUMBER, "N",
     "threads that serve connections, 1 to 8 (one a core)", "2", set_loops},
    {NULL, "OMNICHANNEL_PUBLIC_URL", "public.url", SETTING_TEXT, "URL",
     "http(s) address under which others reach the hub, no / at its end (none)",
     "\"https://hub.example.org\"", set_public_url},
    {NULL, "OMNICHANNEL_PUBLIC_HOST", "public.host", SETTING_TEXT, "NAME",
     "host name under which others reach the hub (that of the public URL)", "\"hub.example.org\"",
     set_public_host},
    {NULL, "OMNICHANNEL_ORIGINS", "public.origins", SETTING_LIST, "LIST",
     "origins whose pages may call (the same only)", "[\"https://shop.example.org\"]", set_origins},
    {"--log", "OMNICHANNEL_LOG", "log.level", SETTING_TEXT, "LEVEL", "debug, info, warn or error (info)",
     "\"info\"", set_log},
    {"--access-log", "OMNICHANNEL_ACCESS_LOG", "log.access", SETTING_TEXT, "FILE",
     "one line a request, combined format (none)", "\"/var/log/omnihub/access.log\"", set_access_log},
    {NULL, "OMNICHANNEL_API_KEY", "keys.admin", SETTING_TEXT, "KEY",
     "admin key, at least 16 characters (none: this machine only)", "\"at least sixteen characters\"",
     set_api_key},
    {NULL, "OMNICHANNEL_KEY_RATE", "limits.key_rate", SETTING_NUMBER, "N",
     "requests a second of one key, 0: no limit (10000)", "10000", set_key_rate},
    {NULL, "OMNICHANNEL_ADDRESS_RATE", "limits.address_rate", SETTING_NUMBER, "N",
     "requests a second of an address without a key (200)", "200", set_address_rate},
    {NULL, "OMNICHANNEL_VISITOR_RATE", "limits.visitor_rate", SETTING_NUMBER, "N",
     "requests a second of one visitor of the widget (20)", "20", set_visitor_rate},
    {NULL, "OMNICHANNEL_FAILURE_RATE", "limits.failure_rate", SETTING_NUMBER, "N",
     "failed authentications a minute of an address (10)", "10", set_failure_rate},
    {NULL, "OMNICHANNEL_FILES_MAX_MB", "files.max_mb", SETTING_NUMBER, "N",
     "MiB of one uploaded file, 1 to 1024 (25)", "25", set_file_max},
    {NULL, "OMNIHUB_EGRESS_ALLOW", "egress.allow", SETTING_LIST, "LIST",
     "addresses that may be asked besides public ones (none)", "[\"10.1.0.0/16\", \"127.0.0.1:9000\"]",
     set_egress_allow},
    {NULL, "OMNIHUB_EGRESS_CA_FILE", "egress.ca_file", SETTING_TEXT, "FILE",
     "authorities that others' certificates are checked by (the system's)",
     "\"/etc/ssl/certs/ca-certificates.crt\"", set_egress_ca_file},
};

void settings_usage(FILE *out)
{
    for (int i = 0; i < SETTINGS; i++)
        fprintf(out, "  %-13s %-24s %-8s %s\n",
                settings_table[i].option == NULL ? "" : settings_table[i].option, settings_table[i].variable,
                settings_table[i].argument, settings_table[i].help);
}

// "listen.port" → section "listen", name "port"; a key without a dot stands before every section.
static struct view section_of(const char *key, const char **ret_name)
{
    const char *dot = strchr(key, '.');
    *ret_name = dot == NULL ? key : dot + 1;
    return view_make(key, dot == NULL ? 0 : (size_t)(dot - key));
}

void settings_example(FILE *out)
{
    struct view section = {0};
    fprintf(out,
            "# Settings of omnihub. Options and environment variables go before them; what stands commented\n"
            "# out here has its default. `omnihub config check FILE` names what is wrong in it.\n");
    for (int i = 0; i < SETTINGS; i++) {
        const struct setting *t = &settings_table[i];
        const char *name;
        if (t->key == NULL)
            continue;
        struct view own = section_of(t->key, &name);
        if (!view_equal(own, section))
            fprintf(out, "\n[%.*s]\n", VIEW_ARG(own));
        section = own;
        fprintf(out, "\n# %s; $%s%s%s\n# %s = %s\n", t->help, t->variable, t->option == NULL ? "" : ", ",
                t->option == NULL ? "" : t->option, name, t->example);
    }
}
