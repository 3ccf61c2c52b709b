// SPDX-License-Identifier: Apache-2.0
#include "hub/thumbnail.h"
#include "base/clock.h"
#include "base/error.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

bool thumbnail_is_sane(int64_t width, int64_t height)
{
    return width > 0 && height > 0 && width <= THUMBNAIL_SIDE_MAX && height <= THUMBNAIL_SIDE_MAX &&
           width * height <= THUMBNAIL_PIXELS_MAX;
}

// Signals as a new process expects them: the hub's threads block some and the hub ignores others.
static int set_signals(posix_spawnattr_t *attr)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int r = posix_spawnattr_setsigmask(attr, &none);
    if (r == 0)
        r = posix_spawnattr_setsigdefault(attr, &all);
    if (r == 0)
        r = posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    return -r;
}

static int spawn(const char *program, int picture, int answer, pid_t *ret)
{
    char name[] = "omnihub", command[] = "thumbnailer";
    char *argv[] = {name, command, NULL}, *envp[] = {NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attr);
    int r = -posix_spawn_file_actions_adddup2(&actions, picture, 0);
    if (r == 0)
        r = -posix_spawn_file_actions_adddup2(&actions, answer, 1);
    if (r == 0)
        r = -posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    if (r == 0)
        r = set_signals(&attr);
    if (r == 0)
        r = -posix_spawn(ret, program, &actions, &attr, argv, envp);
    posix_spawnattr_destroy(&attr);
    posix_spawn_file_actions_destroy(&actions);
    return r;
}

// 0 when the answer is over, THUMBNAIL_REFUSED when it is too long or too late.
static int read_answer(int fd, int64_t until_us, struct buffer *out)
{
    struct clock clock = clock_system();
    char piece[16 << 10];
    for (;;) {
        int64_t left_us = until_us - clock_mono_us(&clock);
        struct pollfd p = {.fd = fd, .events = POLLIN};
        int n = left_us <= 0 ? 0 : poll(&p, 1, (int)(left_us / 1000) + 1);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? -errno : THUMBNAIL_REFUSED;
        ssize_t got = read(fd, piece, sizeof(piece));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got < 0 ? -errno : THUMBNAIL_OK;
        buffer_append(out, piece, (size_t)got);
        if (out->failed)
            return THUMBNAIL_REFUSED;
    }
}

// It has answered, or must go.
static int reap(pid_t pid, int outcome)
{
    int status = 0;
    if (outcome != THUMBNAIL_OK)
        kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -errno;
    if (outcome < 0)
        return outcome;
    if (outcome == THUMBNAIL_OK && WIFEXITED(status) && WEXITSTATUS(status) == EX_UNAVAILABLE)
        return -EOPNOTSUPP; // it lacks its library, or may not be confined here
    return outcome == THUMBNAIL_OK && WIFEXITED(status) && WEXITSTATUS(status) == 0 ? THUMBNAIL_OK
                                                                                    : THUMBNAIL_REFUSED;
}

static bool is_jpeg(const struct buffer *b)
{
    return b->size > 3 && memcmp(b->data, "\xFF\xD8\xFF", 3) == 0;
}

int thumbnail_make(const char *program, int picture, int deadline_ms, struct buffer *out)
{
    struct clock clock = clock_system();
    int64_t until_us = clock_mono_us(&clock) + (int64_t)deadline_ms * 1000;
    int pipes[2];
    pid_t pid;
    if (pipe2(pipes, O_CLOEXEC) < 0)
        return error_trace(-errno);
    int r = spawn(program, picture, pipes[1], &pid);
    close(pipes[1]);
    if (r == 0)
        r = reap(pid, read_answer(pipes[0], until_us, out));
    close(pipes[0]);
    if (r < 0)
        return error_trace(r);
    return r == THUMBNAIL_OK && is_jpeg(out) ? THUMBNAIL_OK : THUMBNAIL_REFUSED;
}
