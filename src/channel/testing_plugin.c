// SPDX-License-Identifier: Apache-2.0
// For tests of the loader: built several times, each time with another fault.
#include "channel/channel.h"

#ifndef PLUGIN_NAME
#define PLUGIN_NAME "plugged"
#endif
#ifndef PLUGIN_VERSION
#define PLUGIN_VERSION CHANNEL_VERSION
#endif
#ifndef PLUGIN_SIZE
#define PLUGIN_SIZE sizeof(struct channel_ops)
#endif

#ifdef PLUGIN_NEEDS
int nobody_has_this(void);
#endif

static int open_it(const struct channel_opening *o, struct channel_fault *fault, void **ret)
{
    (void)o;
    (void)fault;
    (void)ret;
#ifdef PLUGIN_NEEDS
    return nobody_has_this();
#else
    return CHANNEL_REFUSED;
#endif
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

static const char *const kinds[] = {"sms", NULL};

#ifdef PLUGIN_HIDES
extern const struct channel_ops something_else;
CHANNEL_EXPORT const struct channel_ops something_else = {
#else
extern const struct channel_ops omnihub_channel;
CHANNEL_EXPORT const struct channel_ops omnihub_channel = {
#endif
    .version = PLUGIN_VERSION,
    .size = PLUGIN_SIZE,
    .name = PLUGIN_NAME,
    .kinds = kinds,
    .limits = {.text_bytes = 100},
    .open = open_it,
    .close = close_it,
    .send = send_it,
    .step = step_it,
};
