// SPDX-License-Identifier: Apache-2.0
// The driver: asks one adapter, built in or a plug-in.
//
//   conformance [OPTION…] ADAPTER | --plugin FILE.so
//     --config JSON         that opens it (made from its fields)
//     --secret NAME=VALUE   likewise; may stand several times
//     --seed N              of everything random (1)
//     --sabotage JSON       wraps it in the saboteur with this configuration: {"fails": 20, …}
//     --provider NAME       the suite's own provider stands behind http/1: plain, twilio
//     --breaks              the configuration makes it break its contract
#include "conformance.h"
#include "base/buffer.h"
#include "base/log.h"
#include "channel/chat/chat.h"
#include "channel/custom/custom.h"
#include "channel/fake/fake.h"
#include "channel/saboteur/saboteur.h"
#include "channel/template/template.h"
#include "channel/twilio/twilio.h"
#include "codec/json.h"
#include "http_provider.h"
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <sysexits.h>

enum { SECRETS_MAX = 16 };

struct options {
    const char *adapter, *plugin, *config, *sabotage;
    const struct provider_dialect *dialect;
    struct channel_secret secrets[SECRETS_MAX];
    int secret_count;
    long long seed;
    bool breaks;
};

static bool read_secret(struct options *o, const char *text)
{
    const char *equals = strchr(text, '=');
    if (equals == NULL || o->secret_count == SECRETS_MAX)
        return false;
    o->secrets[o->secret_count++] =
        (struct channel_secret){view_make(text, (size_t)(equals - text)), view_from(equals + 1)};
    return true;
}

static bool read_provider(struct options *o, const char *name)
{
    static const struct provider_dialect *const known[] = {&provider_plain, &provider_twilio};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(known[i]->name, name) == 0)
            o->dialect = known[i];
    return o->dialect != NULL;
}

static bool read_option(struct options *o, const char *name, const char *value)
{
    if (strcmp(name, "--plugin") == 0)
        o->plugin = value;
    else if (strcmp(name, "--config") == 0)
        o->config = value;
    else if (strcmp(name, "--sabotage") == 0)
        o->sabotage = value;
    else if (strcmp(name, "--provider") == 0)
        return read_provider(o, value);
    else if (strcmp(name, "--seed") == 0)
        return view_to_uint(view_from(value), &o->seed);
    else
        return strcmp(name, "--secret") == 0 && read_secret(o, value);
    return true;
}

static bool read_options(int argc, char **argv, struct options *o)
{
    *o = (struct options){.seed = 1};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--breaks") == 0)
            o->breaks = true;
        else if (argv[i][0] != '-' && o->adapter == NULL)
            o->adapter = argv[i];
        else if (i + 1 == argc || !read_option(o, argv[i], argv[i + 1]))
            return false;
        else
            i++;
    }
    return (o->adapter == NULL) != (o->plugin == NULL);
}

// ---- which adapter

static int load_plugin(struct registry *r, const char *file, const struct registry_entry **ret)
{
    char folder[PATH_MAX], name[PATH_MAX];
    snprintf(folder, sizeof(folder), "%s", file);
    snprintf(name, sizeof(name), "%s", file);
    const char *wanted = basename(name);
    if (registry_load(r, dirname(folder)) < 0)
        return EX_OSERR;
    for (int i = 0; i < registry_count(r); i++) {
        const struct registry_entry *e = registry_at(r, i);
        if (e->file != NULL && strcmp(e->file, wanted) == 0) {
            *ret = e;
            return EX_OK;
        }
    }
    return EX_NOINPUT;
}

static int find(struct registry *r, const struct options *o, const struct registry_entry **ret)
{
    static const struct channel_ops *const built_in[] = {&chat_ops,     &custom_ops, &fake_ops,
                                                         &template_ops, &twilio_ops, &saboteur_ops};
    if (o->plugin != NULL) // it may have the name of one of ours
        return load_plugin(r, o->plugin, ret);
    for (size_t i = 0; i < sizeof(built_in) / sizeof(built_in[0]); i++)
        if (registry_add(r, built_in[i]) != CHANNEL_OK)
            return EX_SOFTWARE;
    *ret = registry_find(r, view_from(o->adapter));
    return *ret == NULL ? EX_NOINPUT : EX_OK;
}

// The wrapped one's configuration goes into the saboteur's.
static void wrap(const struct options *o, const struct channel_ops *inner, struct buffer *config)
{
    struct view chances = view_from(o->sabotage);
    struct json_writer w = json_writer(config);
    buffer_printf(config, "{\"adapter\":\"%s\",\"seed\":%lld,\"config\":%s", inner->name, o->seed,
                  o->config == NULL ? "{}" : o->config);
    if (chances.size > 2)
        buffer_printf(config, ",%.*s", (int)chances.size - 2, chances.data + 1);
    buffer_append_view(config, VIEW(",\"secrets\":"));
    json_begin_object(&w);
    for (int i = 0; i < o->secret_count; i++) {
        json_key_escaped(&w, o->secrets[i].name);
        json_string(&w, o->secrets[i].value);
    }
    json_end_object(&w);
    buffer_append_char(config, '}');
}

static int ask(struct registry *r, const struct options *o, const struct registry_entry *e)
{
    struct buffer config;
    struct channel_ops wrapped = saboteur_over(&e->ops);
    struct conformance_subject subject = {.ops = &e->ops,
                                          .registry = r,
                                          .config = view_from(o->config),
                                          .secrets = o->secret_count > 0 ? o->secrets : NULL,
                                          .secret_count = (size_t)o->secret_count,
                                          .seed = (uint64_t)o->seed,
                                          .dialect = o->dialect,
                                          .breaks_contract = o->breaks};
    struct conformance_report report;
    buffer_init(&config, 1 << 20);
    if (o->sabotage != NULL) {
        wrap(o, &e->ops, &config);
        subject.is_sabotaged = true;
        subject.ops = &wrapped;
        subject.config = buffer_view(&config);
        subject.secret_count = 0;
    }
    bool is_good = conformance_run(&subject, stdout, &report);
    printf("# %d passed, %d failed, %d not asked\n", report.passed, report.failed, report.skipped);
    buffer_free(&config);
    return is_good ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    struct options options;
    struct registry *r;
    const struct registry_entry *e = NULL;
    if (!read_options(argc, argv, &options)) {
        fprintf(stderr, "usage: conformance [--config JSON] [--secret NAME=VALUE]... [--seed N] "
                        "[--provider NAME] [--sabotage JSON [--breaks]] ADAPTER | --plugin FILE.so\n");
        return EX_USAGE;
    }
    log_set_level(options.breaks ? LOG_ERROR : LOG_WARN);
    if (registry_new(&r) < 0)
        return EX_OSERR;
    int status = find(r, &options, &e);
    if (status == EX_OK)
        status = ask(r, &options, e);
    else
        fprintf(stderr, "conformance: there is no such adapter\n");
    registry_free(r);
    return status;
}
