// SPDX-License-Identifier: Apache-2.0
#include "app/operator_client.h"
#include "app/hub_client.h"
#include "app/serve.h"
#include "base/log.h"
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

int operator_ask(const char *data, const struct operator_request *request, struct operator_reply *ret)
{
    struct hub_client *client;
    struct hub_answer answer;
    *ret = (struct operator_reply){0};
    buffer_init(&ret->body, 0);
    int r = hub_client_open(&(struct hub_place){.data = data, .tenant = request->tenant}, &client);
    if (r != HUB_ANSWERED)
        return r < 0 ? OPERATOR_FAILED : OPERATOR_NOBODY;
    r = hub_client_ask(
        client, &(struct hub_ask){.method = request->method, .path = request->path, .body = request->body},
        &answer);
    *ret = (struct operator_reply){.status = answer.status, .body = answer.body};
    hub_client_close(client);
    return r == HUB_ANSWERED ? OPERATOR_ANSWERED : r == HUB_NOBODY ? OPERATOR_NOBODY : OPERATOR_FAILED;
}

static bool has_store(const char *data, struct stat *ret)
{
    char path[PATH_MAX];
    return snprintf(path, sizeof(path), "%s/hub.db", data) < (int)sizeof(path) && stat(path, ret) == 0;
}

// What root makes in the directory of another user would be closed to the hub that runs as that user.
static bool become_owner(const struct stat *store)
{
    if (geteuid() != 0 || store->st_uid == 0)
        return true;
    return setegid(store->st_gid) == 0 && seteuid(store->st_uid) == 0;
}

int operator_run(const struct settings *settings, int (*act)(void *ctx, const char *data), void *ctx)
{
    struct operator_reply reply;
    struct stat store;
    int r =
        operator_ask(settings->data, &(struct operator_request){.method = "GET", .path = "/version"}, &reply);
    buffer_free(&reply.body);
    if (r == OPERATOR_ANSWERED)
        return act(ctx, settings->data);
    if (r == OPERATOR_FAILED)
        return EX_UNAVAILABLE;
    if (!has_store(settings->data, &store)) {
        fprintf(stderr, "omnihub: there is no hub in %s; name its directory with --data\n", settings->data);
        return EX_NOINPUT;
    }
    if (!become_owner(&store)) {
        fprintf(stderr, "omnihub: cannot act as the owner of %s\n", settings->data);
        return EX_NOPERM;
    }
    log_set_level(LOG_WARN);
    return serve_privately(settings, act, ctx);
}
