// SPDX-License-Identifier: Apache-2.0
#include "app/operator_client.h"
#include "app/serve.h"
#include "base/log.h"
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

enum { REPLY_MAX = 64 << 20, PATIENCE_S = 120, URL_MAX = 1024, TENANT_MAX = 300 };

// Through its open directory, because a socket's address has room for 107 characters only.
static int socket_path(const char *data, char *path, size_t size, int *ret_dir)
{
    *ret_dir = open(data, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (*ret_dir < 0)
        return -errno;
    snprintf(path, size, "/proc/self/fd/%d/hub.sock", *ret_dir);
    return 0;
}

static size_t take_body(char *data, size_t one, size_t size, void *body)
{
    buffer_append(body, data, one * size);
    return ((struct buffer *)body)->failed ? 0 : size;
}

static struct curl_slist *headers_of(const struct operator_request *request)
{
    char tenant[TENANT_MAX];
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    snprintf(tenant, sizeof(tenant), "X-Tenant: %s", request->tenant == NULL ? "default" : request->tenant);
    struct curl_slist *both = curl_slist_append(headers, tenant);
    return both == NULL ? headers : both;
}

static CURLcode perform(CURL *curl, const char *path, const struct operator_request *request,
                        struct operator_reply *reply)
{
    char url[URL_MAX];
    struct curl_slist *headers = headers_of(request);
    snprintf(url, sizeof(url), "http://localhost%s", request->path);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, path);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)PATIENCE_S);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply->body);
    if (request->body.data != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)request->body.size);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body.data);
    }
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply->status);
    curl_slist_free_all(headers);
    return code;
}

int operator_ask(const char *data, const struct operator_request *request, struct operator_reply *ret)
{
    char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
    int dir;
    *ret = (struct operator_reply){0};
    buffer_init(&ret->body, REPLY_MAX);
    if (socket_path(data, path, sizeof(path), &dir) < 0)
        return OPERATOR_NOBODY;
    curl_global_init(CURL_GLOBAL_NOTHING);
    CURL *curl = curl_easy_init();
    CURLcode code = curl == NULL ? CURLE_OUT_OF_MEMORY : perform(curl, path, request, ret);
    if (curl != NULL)
        curl_easy_cleanup(curl);
    close(dir);
    if (code == CURLE_OK)
        return OPERATOR_ANSWERED;
    if (code == CURLE_COULDNT_CONNECT && access(data, W_OK) == 0)
        return OPERATOR_NOBODY;
    fprintf(stderr, "omnihub: asking the hub in %s: %s\n", data, curl_easy_strerror(code));
    return OPERATOR_FAILED;
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
