// SPDX-License-Identifier: Apache-2.0
#include "delivery/testing_web.h"
#include "base/testing.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PEERS_MAX = 512, REQUEST_MAX = 1 << 16 };

struct testing_web_inside {
    int listener, stop[2];
    pthread_t thread;
    SSL_CTX *tls;
    int count;
    struct peer {
        struct testing_web *web;
        pthread_t thread;
        int fd;
        SSL *tls;
        char text[REQUEST_MAX];
        size_t size;
    } * peers[PEERS_MAX];
};

static void fail_if(bool is_wrong, const char *what)
{
    if (is_wrong) {
        perror(what);
        abort();
    }
}

static bool is_readable(struct testing_web *web, int fd)
{
    struct pollfd p[2] = {{.fd = fd, .events = POLLIN}, {.fd = web->inside->stop[0], .events = POLLIN}};

    while (poll(p, 2, -1) < 0)
        continue;
    return p[1].revents == 0;
}

static long get(struct peer *p, char *to, size_t size)
{
    if (p->tls != NULL) {
        if (SSL_pending(p->tls) == 0 && !is_readable(p->web, p->fd))
            return 0;
        return SSL_read(p->tls, to, (int)size);
    }
    return is_readable(p->web, p->fd) ? recv(p->fd, to, size, 0) : 0;
}

static void put(struct peer *p, const char *data, size_t size)
{
    if (p->tls != NULL) {
        SSL_write(p->tls, data, (int)size);
        return;
    }
    while (size > 0) {
        ssize_t n = send(p->fd, data, size, MSG_NOSIGNAL);

        if (n <= 0)
            return;
        data += n;
        size -= (size_t)n;
    }
}

// One request from its first to its last byte; no request follows before the last was answered.
static bool take(struct peer *p)
{
    char *end, *length;
    size_t whole = 0;

    p->size = 0;
    while (whole == 0 || p->size < whole) {
        long n = get(p, p->text + p->size, sizeof(p->text) - p->size - 1);

        if (n <= 0)
            return false;
        p->size += (size_t)n;
        p->text[p->size] = 0;
        end = strstr(p->text, "\r\n\r\n");
        if (end == NULL)
            continue;
        length = strstr(p->text, "Content-Length: ");
        whole = (size_t)(end + 4 - p->text) + (length != NULL ? strtoul(length + 16, NULL, 10) : 0);
    }
    atomic_fetch_add(&p->web->requests, 1);
    return true;
}

static void answer(struct peer *p, const char *status, const char *headers, const char *body, size_t size)
{
    char head[512];
    int n =
        snprintf(head, sizeof(head), "HTTP/1.1 %s\r\n%sContent-Length: %zu\r\n\r\n", status, headers, size);

    put(p, head, (size_t)n);
    put(p, body, size);
}

static void answer_date(struct peer *p, time_t from_now)
{
    char text[128];
    time_t at = time(NULL) + from_now;
    struct tm tm;

    strftime(text, sizeof(text), "Retry-After: %a, %d %b %Y %H:%M:%S GMT\r\n", gmtime_r(&at, &tm));
    answer(p, "503 Unavailable", text, "", 0);
}

static void answer_much(struct peer *p, bool is_body)
{
    static const char line[] = "X-Much: 0123456789012345678901234567890123456789\r\n";
    char *much = calloc(1, 300000);

    fail_if(much == NULL, "calloc");
    memset(much, 'x', 300000);
    if (is_body) {
        answer(p, "200 OK", "", much, 300000);
    } else {
        put(p, "HTTP/1.1 200 OK\r\n", 17);
        for (int i = 0; i < 2000; i++)
            put(p, line, sizeof(line) - 1);
        put(p, "Content-Length: 0\r\n\r\n", 21);
    }
    free(much);
}

static void answer_picture(struct peer *p)
{
    static const unsigned char png[] = {0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a, 0,    0,    0,    13,
                                        'I',  'H', 'D', 'R', 0,    0,    0,    1,    0,    0,    0,    1,
                                        8,    6,   0,   0,   0,    0x1f, 0x15, 0xc4, 0x89, 0,    0,    0,
                                        13,   'I', 'D', 'A', 'T',  0x78, 0x9c, 0x63, 0xf8, 0xcf, 0xc0, 0xf0,
                                        0x1f, 0,   5,   0,   1,    0xff, 0x89, 0x99, 0x3d, 0x1d, 0,    0,
                                        0,    0,   'I', 'E', 'N',  'D',  0xae, 0x42, 0x60, 0x82};

    answer(p, "200 OK", "Content-Type: text/html\r\n", (const char *)png, sizeof(png));
}

static void answer_hop(struct peer *p, const char *to)
{
    char headers[300];

    snprintf(headers, sizeof(headers), "Location: %.*s\r\n", (int)strcspn(to, " "), to);
    answer(p, "302 Found", headers, "", 0);
}

// What files are made of. False: it is none of these.
static bool serve_file(struct peer *p, const char *path)
{
    if (strncmp(path, " /none", 6) == 0)
        answer(p, "404 Not Found", "", "", 0);
    else if (strncmp(path, " /hop?", 6) == 0)
        answer_hop(p, path + 6);
    else if (strncmp(path, " /once", 6) == 0 && !atomic_exchange(&p->web->was_asked, true))
        answer(p, "503 Unavailable", "", "", 0);
    else if (strncmp(path, " /once", 6) == 0 || strncmp(path, " /picture", 9) == 0)
        answer_picture(p);
    else
        return false;
    return true;
}

// False: hang up.
static bool serve(struct peer *p)
{
    const char *path = strchr(p->text, ' ');

    if (serve_file(p, path))
        return true;
    if (strncmp(path, " /soon", 6) == 0)
        usleep(100000);
    if (strncmp(path, " /ok", 4) == 0 || strncmp(path, " /soon", 6) == 0)
        answer(p, "200 OK", "Content-Type: text/plain\r\n", "taken", 5);
    else if (strncmp(path, " /echo", 6) == 0)
        answer(p, "200 OK", "", p->text, p->size);
    else if (strncmp(path, " /redirect", 10) == 0)
        answer(p, "302 Found", "Location: /ok\r\n", "", 0);
    else if (strncmp(path, " /later", 7) == 0)
        answer(p, "429 Too Many Requests", "Retry-After: 7\r\n", "", 0);
    else if (strncmp(path, " /long", 6) == 0)
        answer(p, "503 Unavailable", "Retry-After: 31536000\r\n", "", 0);
    else if (strncmp(path, " /date", 6) == 0)
        answer_date(p, 100);
    else if (strncmp(path, " /past", 6) == 0)
        answer_date(p, -100);
    else if (strncmp(path, " /big", 5) == 0)
        answer_much(p, true);
    else if (strncmp(path, " /heads", 7) == 0)
        answer_much(p, false);
    else if (strncmp(path, " /half", 6) == 0)
        put(p, "HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\nhalf", 50);
    if (strncmp(path, " /slow", 6) == 0)
        is_readable(p->web, -1);
    return strncmp(path, " /half", 6) != 0 && strncmp(path, " /cut", 5) != 0 &&
           strncmp(path, " /slow", 6) != 0;
}

static void *run_peer(void *ctx)
{
    struct peer *p = ctx;

    if (p->web->inside->tls != NULL) {
        p->tls = SSL_new(p->web->inside->tls);
        SSL_set_fd(p->tls, p->fd);
    }
    if (p->tls == NULL || SSL_accept(p->tls) == 1)
        while (take(p) && serve(p))
            continue;
    if (p->tls != NULL)
        SSL_free(p->tls);
    close(p->fd);
    return NULL;
}

static void *run(void *ctx)
{
    struct testing_web *web = ctx;
    struct testing_web_inside *in = web->inside;

    while (is_readable(web, in->listener)) {
        struct peer *p = calloc(1, sizeof(*p));

        fail_if(p == NULL || in->count == PEERS_MAX, "too many connections");
        p->web = web;
        p->fd = accept(in->listener, NULL, NULL);
        fail_if(p->fd < 0, "accept");
        atomic_fetch_add(&web->connections, 1);
        in->peers[in->count++] = p;
        fail_if(pthread_create(&p->thread, NULL, run_peer, p) != 0, "pthread_create");
    }
    return NULL;
}

static int listen_somewhere(int *ret_port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof(at);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    fail_if(fd < 0 || bind(fd, (const void *)&at, sizeof(at)) < 0 || listen(fd, 256) < 0, "listen");
    fail_if(getsockname(fd, (void *)&at, &size) < 0, "getsockname");
    *ret_port = ntohs(at.sin_port);
    return fd;
}

static X509 *make_certificate(EVP_PKEY *key)
{
    X509 *c = X509_new();
    X509_NAME *name = X509_get_subject_name(c);
    X509V3_CTX ctx;
    X509_EXTENSION *names, *ca;

    X509_set_version(c, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(c), 1);
    X509_gmtime_adj(X509_getm_notBefore(c), -3600);
    X509_gmtime_adj(X509_getm_notAfter(c), 3600);
    X509_set_pubkey(c, key);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"test", -1, -1, 0);
    X509_set_issuer_name(c, name);
    X509V3_set_ctx(&ctx, c, c, NULL, NULL, 0);
    names = X509V3_EXT_conf_nid(NULL, &ctx, NID_subject_alt_name, "IP:127.0.0.1");
    ca = X509V3_EXT_conf_nid(NULL, &ctx, NID_basic_constraints, "critical,CA:TRUE");
    X509_add_ext(c, names, -1);
    X509_add_ext(c, ca, -1);
    X509_EXTENSION_free(names);
    X509_EXTENSION_free(ca);
    fail_if(X509_sign(c, key, EVP_sha256()) == 0, "X509_sign");
    return c;
}

static SSL_CTX *make_tls(const char *ca_file)
{
    SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *c = make_certificate(key);
    FILE *f = fopen(ca_file, "w");

    fail_if(f == NULL || PEM_write_X509(f, c) != 1 || fclose(f) != 0, ca_file);
    fail_if(SSL_CTX_use_certificate(tls, c) != 1 || SSL_CTX_use_PrivateKey(tls, key) != 1, "certificate");
    X509_free(c);
    EVP_PKEY_free(key);
    return tls;
}

void testing_web_start(struct testing_web *web, const char *ca_file)
{
    struct testing_web_inside *in = calloc(1, sizeof(*in));

    fail_if(in == NULL, "calloc");
    *web = (struct testing_web){.inside = in};
    in->listener = listen_somewhere(&web->port);
    in->tls = ca_file != NULL ? make_tls(ca_file) : NULL;
    fail_if(pipe(in->stop) < 0, "pipe");
    fail_if(pthread_create(&in->thread, NULL, run, web) != 0, "pthread_create");
}

void testing_web_stop(struct testing_web *web)
{
    struct testing_web_inside *in = web->inside;

    fail_if(write(in->stop[1], "x", 1) != 1, "write");
    pthread_join(in->thread, NULL);
    for (int i = 0; i < in->count; i++) {
        pthread_join(in->peers[i]->thread, NULL);
        free(in->peers[i]);
    }
    close(in->listener);
    close(in->stop[0]);
    close(in->stop[1]);
    SSL_CTX_free(in->tls);
    free(in);
}

int testing_web_no_port(void)
{
    int port, fd = listen_somewhere(&port);

    close(fd);
    return port;
}
