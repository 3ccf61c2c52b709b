// SPDX-License-Identifier: Apache-2.0
#include "app/hub_client.h"
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    REPLY_MAX = 64 << 20,
    PATIENCE_S = 120,
    URL_MAX = 2048,
    HEADER_MAX = 1024,
    WAIT_MAX_S = 60,
    WAIT_US = 1000000,
};

struct hub_client {
    struct hub_place place;
    CURL *curl;
    int dir; // the data directory, open while the client is
    char socket[sizeof(((struct sockaddr_un *)0)->sun_path)];
};

// Through its open directory, because a socket's address has room for 107 characters only.
static int find_socket(struct hub_client *client)
{
    client->dir = open(client->place.data, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (client->dir < 0)
        return HUB_NOBODY;
    snprintf(client->socket, sizeof(client->socket), "/proc/self/fd/%d/hub.sock", client->dir);
    return HUB_ANSWERED;
}

int hub_client_open(const struct hub_place *place, struct hub_client **ret)
{
    struct hub_client *client = calloc(1, sizeof(*client));
    if (client == NULL)
        return -ENOMEM;
    client->place = *place;
    client->dir = -1;
    int r = place->url == NULL ? find_socket(client) : HUB_ANSWERED;
    curl_global_init(place->url == NULL ? CURL_GLOBAL_NOTHING : CURL_GLOBAL_DEFAULT);
    client->curl = curl_easy_init();
    if (client->curl == NULL)
        r = -ENOMEM;
    if (r != HUB_ANSWERED) {
        hub_client_close(client);
        return r;
    }
    *ret = client;
    return HUB_ANSWERED;
}

void hub_client_close(struct hub_client *client)
{
    if (client == NULL)
        return;
    if (client->curl != NULL)
        curl_easy_cleanup(client->curl);
    if (client->dir >= 0)
        close(client->dir);
    free(client);
}

// ---- one request

static size_t take_body(char *data, size_t one, size_t size, void *body)
{
    buffer_append(body, data, one * size);
    return ((struct buffer *)body)->failed ? 0 : size;
}

static struct curl_slist *add_header(struct curl_slist *list, const char *name, const char *value)
{
    char line[HEADER_MAX];
    if (value == NULL || snprintf(line, sizeof(line), "%s: %s", name, value) >= (int)sizeof(line))
        return list;
    struct curl_slist *longer = curl_slist_append(list, line);
    return longer == NULL ? list : longer;
}

static struct curl_slist *headers_of(const struct hub_client *client, const struct hub_ask *ask)
{
    const struct hub_place *place = &client->place;
    struct curl_slist *headers = add_header(NULL, "Content-Type", "application/json");
    headers = add_header(headers, "Idempotency-Key", ask->once);
    if (place->url == NULL)
        return add_header(headers, "X-Tenant", place->tenant == NULL ? "default" : place->tenant);
    return add_header(headers, "X-API-Key", place->key);
}

static void set_target(const struct hub_client *client, const char *path)
{
    char url[URL_MAX];
    const char *base = client->place.url == NULL ? "http://localhost" : client->place.url;
    size_t size = strlen(base);
    while (size > 0 && base[size - 1] == '/')
        size--;
    snprintf(url, sizeof(url), "%.*s%s", (int)size, base, path);
    curl_easy_setopt(client->curl, CURLOPT_URL, url);
    if (client->place.url == NULL) {
        curl_easy_setopt(client->curl, CURLOPT_UNIX_SOCKET_PATH, client->socket);
        curl_easy_setopt(client->curl, CURLOPT_PROXY, "");
    }
}

static CURLcode perform(struct hub_client *client, const struct hub_ask *ask, struct hub_answer *answer)
{
    CURL *curl = client->curl;
    struct curl_slist *headers = headers_of(client, ask);
    curl_easy_reset(curl);
    set_target(client, ask->path);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, client->place.url == NULL ? "http" : "http,https");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)PATIENCE_S);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, ask->method);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer->body);
    if (ask->body.data != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)ask->body.size);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, ask->body.data);
    }
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
    curl_slist_free_all(headers);
    return code;
}

static int outcome_of(const struct hub_client *client, CURLcode code)
{
    const struct hub_place *place = &client->place;
    if (code == CURLE_OK)
        return HUB_ANSWERED;
    if (place->url == NULL && code == CURLE_COULDNT_CONNECT && access(place->data, W_OK) == 0)
        return HUB_NOBODY;
    if (place->url == NULL)
        fprintf(stderr, "omnihub: asking the hub in %s: %s\n", place->data, curl_easy_strerror(code));
    else
        fprintf(stderr, "omnihub: asking the hub at %s: %s\n", place->url, curl_easy_strerror(code));
    return HUB_FAILED;
}

// How long the hub wants to be left alone; 0: it does not say, and the answer counts.
static int wait_of(const struct hub_client *client, const struct hub_answer *answer)
{
    curl_off_t seconds = 0;
    if (answer->status != 429 && answer->status != 503)
        return 0;
    curl_easy_getinfo(client->curl, CURLINFO_RETRY_AFTER, &seconds);
    return seconds < 0 || seconds > WAIT_MAX_S ? 0 : (int)seconds;
}

int hub_client_ask(struct hub_client *client, const struct hub_ask *ask, struct hub_answer *ret)
{
    *ret = (struct hub_answer){0};
    buffer_init(&ret->body, REPLY_MAX);
    for (int waited = 0;;) {
        CURLcode code = perform(client, ask, ret);
        int wait = code == CURLE_OK && ask->is_patient ? wait_of(client, ret) : 0;
        if (wait == 0 || waited + wait > WAIT_MAX_S)
            return outcome_of(client, code);
        waited += wait;
        usleep((useconds_t)wait * WAIT_US);
        buffer_clear(&ret->body);
    }
}
