// SPDX-License-Identifier: Apache-2.0
#include "api/static_files.h"
#include "api/reply.h"
#include "api/security.h"
#include <stdio.h>
#include <stdlib.h>

enum { POLICY_SIZE = 1024, HEADERS_MAX = 12, FOLDER_SIZE = 64 };

// ---- which file

static int compare_path(const void *key, const void *element)
{
    const struct view *path = key;
    const struct static_file *file = element;
    size_t least = path->size < file->path.size ? path->size : file->path.size;
    int order = memcmp(path->data, file->path.data, least);
    return order != 0 ? order : (path->size > file->path.size) - (path->size < file->path.size);
}

static const struct static_file *find(struct view path)
{
    return bsearch(&path, static_files, (size_t)static_file_count, sizeof(static_files[0]), compare_path);
}

// The agents' page finds its way in its own addresses; a script that is not there is not this page.
static const struct static_file *find_page(struct view path)
{
    const struct static_file *file = find(path);
    if (file == NULL && view_starts(path, VIEW("/console/")) && !view_starts(path, VIEW("/console/assets/")))
        file = find(VIEW("/console/"));
    return file;
}

// "/demo" of a page at "/demo/": the folder, written into `text`. No data: there is none.
static struct view find_folder(struct view path, char text[static FOLDER_SIZE])
{
    if (path.size + 1 > FOLDER_SIZE)
        return (struct view){0};
    memcpy(text, path.data, path.size);
    text[path.size] = '/';
    struct view folder = view_make(text, path.size + 1);
    return find(folder) == NULL ? (struct view){0} : folder;
}

// ---- headers

static bool takes_gzip(const struct http_request *request)
{
    for (struct view rest = http_header_value(request, VIEW("accept-encoding")); rest.data != NULL;) {
        struct view parameter = view_cut(&rest, ',');
        if (view_equal_nocase(view_trim(view_cut(&parameter, ';')), VIEW("gzip")))
            return !view_equal(view_trim(parameter), VIEW("q=0"));
    }
    return false;
}

static const char *const policies[] = {
    [STATIC_LIVE] = "style-src 'self'; img-src 'self' data:; connect-src 'self'",
    [STATIC_CONSOLE] = "style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'",
    [STATIC_SHOP] = "style-src 'self'; img-src 'self' blob:; connect-src 'self'",
    [STATIC_WIDGET] = "connect-src 'none'",
};

// Not every browser takes 'self' for the socket of the same host, so that it is named.
static struct view policy_of(struct call *call, enum static_policy policy)
{
    char *text = arena_alloc(call_arena(call), POLICY_SIZE);
    struct view host = call->head.host;
    bool has_socket = (policy == STATIC_CONSOLE || policy == STATIC_SHOP) && host.size > 0 && host.size < 300;
    if (text == NULL)
        return VIEW("default-src 'none'");
    int size = snprintf(text, POLICY_SIZE, "default-src 'none'; script-src 'self'; %s", policies[policy]);
    if (has_socket)
        size += snprintf(text + size, POLICY_SIZE - (size_t)size, " ws://%.*s wss://%.*s", VIEW_ARG(host),
                         VIEW_ARG(host));
    size += snprintf(text + size, POLICY_SIZE - (size_t)size,
                     "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    return view_make(text, (size_t)size);
}

static size_t add(struct http_header *headers, size_t count, struct view name, struct view value)
{
    headers[count] = (struct http_header){name, value};
    return count + 1;
}

static size_t headers_of(struct call *call, const struct static_file *file, bool is_packed,
                         struct http_header *h)
{
    size_t n = add(h, 0, VIEW("Content-Type"), file->type);
    n = add(h, n, VIEW("ETag"), is_packed ? file->packed_etag : file->etag);
    n = add(h, n, VIEW("Cache-Control"),
            file->is_immutable ? VIEW("public, max-age=31536000, immutable") : VIEW("no-cache"));
    n = add(h, n, VIEW("Content-Security-Policy"), policy_of(call, file->policy));
    n = add(h, n, VIEW("X-Content-Type-Options"), VIEW("nosniff"));
    n = add(h, n, VIEW("Referrer-Policy"), VIEW("no-referrer"));
    if (file->packed.data != NULL)
        n = add(h, n, VIEW("Vary"), VIEW("Accept-Encoding"));
    if (is_packed)
        n = add(h, n, VIEW("Content-Encoding"), VIEW("gzip"));
    // Shops load it from their own pages, with `integrity` if they like.
    if (file->policy == STATIC_WIDGET) {
        n = add(h, n, VIEW("Cross-Origin-Resource-Policy"), VIEW("cross-origin"));
        n = add(h, n, VIEW("Access-Control-Allow-Origin"), VIEW("*"));
    }
    return n;
}

// ---- answers

static void send(struct call *call, const struct static_file *file)
{
    const struct http_request *request = &call->exchange->request;
    struct http_header headers[HEADERS_MAX];
    bool is_packed = file->packed.data != NULL && takes_gzip(request);
    struct view etag = is_packed ? file->packed_etag : file->etag;
    bool is_known = view_equal(http_header_value(request, VIEW("if-none-match")), etag);
    size_t count = headers_of(call, file, is_packed, headers);
    struct view body = is_packed ? file->packed : file->content;
    http_reply(call->exchange, is_known ? 304 : 200, headers, count, is_known ? (struct view){0} : body,
               false);
}

static void redirect(struct call *call, struct view folder)
{
    struct http_header header = {VIEW("Location"), folder};
    http_reply(call->exchange, 308, &header, 1, (struct view){0}, false);
}

bool static_file_answer(struct call *call)
{
    const struct http_request *request = &call->exchange->request;
    if (request->method != HTTP_GET && request->method != HTTP_HEAD)
        return false;
    char text[FOLDER_SIZE];
    const struct static_file *file = find_page(request->path);
    struct view folder = file == NULL ? find_folder(request->path, text) : (struct view){0};
    if (file == NULL && folder.data == NULL)
        return false;
    if (security_check_host(call) != 0)
        reply_refusal(call);
    else if (file == NULL)
        redirect(call, folder);
    else
        send(call, file);
    return true;
}
