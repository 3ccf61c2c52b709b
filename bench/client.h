// SPDX-License-Identifier: Apache-2.0
// What every client of the bench needs: a target, a connected socket, the clock, and a way to say no.
#pragma once
#include "base/view.h"
#include <netinet/in.h>
#include <stdint.h>
#include <time.h>

// Where a URL points: numeric IPv4 or "localhost", http:// or ws://.
struct target {
    struct sockaddr_in address;
    char authority[64]; // for Host
    char path[2048];    // with query; at least "/"
};

// False for anything else than such a URL.
bool target_parse(const char *url, struct target *ret);

// A connected socket without Nagle's delay; non-blocking when asked for. Blocks until connected. -E….
int client_connect(const struct target *target, bool non_blocking, int *ret_fd);

// Writes all of it to a blocking socket. -E….
int client_write_all(int fd, struct view data);

// Allows as many open files as the system lets us. Returns the limit.
long client_raise_file_limit(void);

static inline uint64_t client_now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

// CPU of this process so far, user and system.
uint64_t client_cpu_ns(void);

// One line on standard error, then exit 2: wrong use or a target that cannot be reached.
__attribute__((format(printf, 1, 2), noreturn)) void client_die(const char *format, ...);

// A whole number from an option, else client_die names the option.
long long client_number(const char *option, const char *text, long long min, long long max);
