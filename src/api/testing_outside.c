// SPDX-License-Identifier: Apache-2.0
#include "api/testing_outside.h"
#include "base/testing.h"
#include "channel/host.h"
#include <stdio.h>

// ---- the delivery

static bool give_hook(void *ctx, struct delivery_hook *hook)
{
    struct testing_outside *o = ctx;
    pthread_mutex_lock(&o->lock);
    bool fits = !o->is_full;
    if (fits) {
        hook->next = NULL;
        if (o->hook == NULL)
            o->hook = hook;
        else
            o->last_hook->next = hook;
        o->last_hook = hook;
        o->hooks++;
    }
    pthread_cond_signal(&o->changed);
    pthread_mutex_unlock(&o->lock);
    return fits;
}

static bool give_probe(void *ctx, struct delivery_probe *probe)
{
    struct testing_outside *o = ctx;
    pthread_mutex_lock(&o->lock);
    bool fits = !o->is_full;
    if (fits) {
        probe->next = o->probe;
        o->probe = probe;
        o->probes++;
    }
    pthread_cond_signal(&o->changed);
    pthread_mutex_unlock(&o->lock);
    return fits;
}

static bool figures(void *ctx, int64_t connector, struct delivery_figures *ret)
{
    struct testing_outside *o = ctx;
    (void)connector;
    if (o->knows)
        *ret = o->figures;
    return o->knows;
}

static void count_stored(void *ctx, int64_t connector, int received, int dropped)
{
    struct testing_outside *o = ctx;
    (void)connector;
    pthread_mutex_lock(&o->lock);
    o->figures.received += received;
    o->figures.dropped += dropped;
    pthread_mutex_unlock(&o->lock);
}

static void each(void *ctx,
                 void (*tell)(void *each_ctx, int64_t connector, const struct delivery_figures *figures),
                 void *each_ctx)
{
    const struct testing_outside *o = ctx;
    tell(each_ctx, 1, &o->figures);
}

const struct outside testing_outside = {.give_hook = give_hook,
                                        .give_probe = give_probe,
                                        .figures = figures,
                                        .count_stored = count_stored,
                                        .each = each};

static void answer_probe(const struct testing_outside *o, struct delivery_probe *probe)
{
    probe->outcome = o->probe_outcome;
    probe->took_us = 7000;
    if (o->probe_fault != NULL)
        snprintf(probe->fault.text, sizeof(probe->fault.text), "%s", o->probe_fault);
    probe->done(probe);
}

static void *run(void *ctx)
{
    struct testing_outside *o = ctx;
    pthread_mutex_lock(&o->lock);
    while (!o->is_stopped || o->hook != NULL || o->probe != NULL) {
        struct delivery_hook *hook = o->hook;
        struct delivery_probe *probe = o->probe;
        if (hook == NULL && probe == NULL) {
            pthread_cond_wait(&o->changed, &o->lock);
            continue;
        }
        o->hook = hook != NULL ? hook->next : NULL;
        o->probe = probe != NULL ? probe->next : NULL;
        pthread_mutex_unlock(&o->lock);
        if (probe != NULL)
            answer_probe(o, probe);
        if (hook != NULL) {
            o->judge_hook(hook);
            hook->done(hook);
        }
        pthread_mutex_lock(&o->lock);
    }
    pthread_mutex_unlock(&o->lock);
    return NULL;
}

void testing_outside_start(struct testing_outside *o)
{
    pthread_mutex_init(&o->lock, NULL);
    pthread_cond_init(&o->changed, NULL);
    assert_int_equal(pthread_create(&o->thread, NULL, run, o), 0);
}

void testing_outside_stop(struct testing_outside *o)
{
    pthread_mutex_lock(&o->lock);
    o->is_stopped = true;
    pthread_cond_signal(&o->changed);
    pthread_mutex_unlock(&o->lock);
    pthread_join(o->thread, NULL);
    pthread_cond_destroy(&o->changed);
    pthread_mutex_destroy(&o->lock);
}

// ---- the adapter

static int open_it(const struct channel_opening *o, struct channel_fault *fault, void **ret)
{
    (void)o;
    (void)fault;
    (void)ret;
    return CHANNEL_REFUSED;
}

static void close_it(void *state)
{
    (void)state;
}

static int send_it(void *state, const struct channel_message *m, struct channel_fault *fault)
{
    (void)state;
    (void)m;
    (void)fault;
    return CHANNEL_BUSY;
}

static int step_it(void *state)
{
    (void)state;
    return 0;
}

static int receive_it(void *state, const struct channel_request *request, struct channel_fault *fault)
{
    (void)state;
    (void)request;
    (void)fault;
    return CHANNEL_OK;
}

static const void *facet_of(const char *name)
{
    static const struct channel_webhook webhook = {1, sizeof(webhook), receive_it};
    return strcmp(name, CHANNEL_FACET_WEBHOOK) == 0 ? &webhook : NULL;
}

static int check_it(const struct channel_value *values, struct channel_fault *fault)
{
    bool is_wrong =
        view_equal(values[0].text, VIEW("nobody")) && view_equal(values[2].text, VIEW("a-secret-of-nobody"));
    return is_wrong ? host_refuse(fault, "script/0/end", "nobody ends like this") : CHANNEL_OK;
}

static const char *const kinds[] = {"sms", "whatsapp", NULL};
static const struct channel_field fields[] = {
    {.name = "account", .help = "Who.", .kind = CHANNEL_FIELD_TEXT, .is_required = true, .max = 20},
    {.name = "rate_limit",
     .help = "How many.",
     .kind = CHANNEL_FIELD_INTEGER,
     .min = 1,
     .max = 9,
     .otherwise = 3},
    {.name = "token", .help = "Secret.", .kind = CHANNEL_FIELD_SECRET, .is_required = true},
    {.name = "loud", .help = "Whether.", .kind = CHANNEL_FIELD_BOOLEAN},
    {.name = "script", .help = "What.", .kind = CHANNEL_FIELD_JSON}};

const struct channel_ops testing_pigeon = {.version = CHANNEL_VERSION,
                                           .size = sizeof(testing_pigeon),
                                           .name = "pigeon",
                                           .kinds = kinds,
                                           .abilities = CHANNEL_RECEIVES,
                                           .field_count = 5,
                                           .fields = fields,
                                           .limits = {.text_bytes = 160},
                                           .open = open_it,
                                           .close = close_it,
                                           .send = send_it,
                                           .step = step_it,
                                           .facet = facet_of,
                                           .check = check_it};
