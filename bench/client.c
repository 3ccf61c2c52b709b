// SPDX-License-Identifier: Apache-2.0
#include "client.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

static bool address_parse(struct view authority, struct sockaddr_in *ret)
{
    char host[64];
    long long port;
    struct view port_text = authority;
    struct view name = view_cut(&port_text, ':');
    if (name.size >= sizeof(host) || !view_to_uint(port_text, &port) || port < 1 || port > 65535)
        return false;
    snprintf(host, sizeof(host), "%.*s", VIEW_ARG(name));
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    if (inet_pton(AF_INET, strcmp(host, "localhost") == 0 ? "127.0.0.1" : host, &address.sin_addr) != 1)
        return false;
    *ret = address;
    return true;
}

bool target_parse(const char *url, struct target *ret)
{
    struct target target;
    struct view rest = view_from(url);
    if (view_starts(rest, VIEW("http://")))
        rest = view_make(rest.data + 7, rest.size - 7);
    else if (view_starts(rest, VIEW("ws://")))
        rest = view_make(rest.data + 5, rest.size - 5);
    else
        return false;
    struct view authority = view_cut(&rest, '/');
    if (authority.size >= sizeof(target.authority) || rest.size + 2 > sizeof(target.path) ||
        !address_parse(authority, &target.address))
        return false;
    snprintf(target.authority, sizeof(target.authority), "%.*s", VIEW_ARG(authority));
    snprintf(target.path, sizeof(target.path), "/%.*s", VIEW_ARG(rest));
    *ret = target;
    return true;
}

int client_connect(const struct target *target, bool non_blocking, int *ret_fd)
{
    int one = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    if (connect(fd, (const struct sockaddr *)&target->address, sizeof(target->address)) != 0 ||
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)) != 0 ||
        (non_blocking && fcntl(fd, F_SETFL, O_NONBLOCK) != 0)) {
        int error = errno;
        close(fd);
        return -error;
    }
    *ret_fd = fd;
    return 0;
}

int client_write_all(int fd, struct view data)
{
    while (data.size > 0) {
        ssize_t sent = write(fd, data.data, data.size);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return -errno;
        data = view_make(data.data + sent, data.size - (size_t)sent);
    }
    return 0;
}

long client_raise_file_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    return (long)limit.rlim_cur;
}

uint64_t client_cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

void client_die(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(2);
}

long long client_number(const char *option, const char *text, long long min, long long max)
{
    long long value;
    if (!view_to_uint(view_from(text), &value) || value < min || value > max)
        client_die("%s takes a number from %lld to %lld, not '%s'", option, min, max, text);
    return value;
}
