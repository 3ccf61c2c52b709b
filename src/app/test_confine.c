// SPDX-License-Identifier: Apache-2.0
// What a confined process may not do ends it; each in a child of its own.
#include "app/confine.h"
#include "base/testing.h"
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FINE = 7, NOT_CONFINED = 8 };

static void computes(void)
{
    char *data = malloc(10 << 20);
    if (data == NULL)
        _exit(1);
    memset(data, 1, 10 << 20);
    free(data);
}

static void opens(void)
{
    open("/etc/hostname", O_RDONLY);
}

static void connects(void)
{
    socket(AF_INET, SOCK_STREAM, 0);
}

static void forks(void)
{
    if (fork() == 0)
        _exit(0);
}

static void executes(void)
{
    char *argv[] = {NULL};
    execve("/bin/true", argv, argv);
}

static void kills(void)
{
    kill(getppid(), 0);
}

static void maps_code(void)
{
    mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void makes_code(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static int status_of(void (*act)(void))
{
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        if (confine(&(struct confinement){.memory = (int64_t)1 << 40, .cpu_s = 5}) < 0)
            _exit(NOT_CONFINED);
        act();
        _exit(FINE);
    }
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void may_compute(void **state)
{
    (void)state;
    int status = status_of(computes);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), FINE);
}

static void may_do_nothing_else(void **state)
{
    static void (*const acts[])(void) = {opens, connects, forks, executes, kills, maps_code, makes_code};
    (void)state;
    for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
        int status = status_of(acts[i]);
        if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
            fail_msg("number %zu went on: %x", i, (unsigned)status);
    }
}

static void takes_no_more_memory_than_it_was_given(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        if (confine(&(struct confinement){.memory = 64 << 20, .cpu_s = 5}) < 0)
            _exit(NOT_CONFINED);
        void *much = mmap(NULL, 256 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        _exit(much == MAP_FAILED ? FINE : 1);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), confine_limits_memory() ? FINE : 1);
}

static void keeps_three_descriptors(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        int fd = open("/dev/null", O_RDONLY);
        confine_descriptors();
        _exit(fcntl(fd, F_GETFD) < 0 && fcntl(STDIN_FILENO, F_GETFD) >= 0 ? FINE : 1);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(WEXITSTATUS(status), FINE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(may_compute),
        cmocka_unit_test(may_do_nothing_else),
        cmocka_unit_test(takes_no_more_memory_than_it_was_given),
        cmocka_unit_test(keeps_three_descriptors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
