// SPDX-License-Identifier: Apache-2.0
#include "app/confine.h"
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

// Their shadow memory is larger than any limit.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IS_SANITIZED 1
#endif
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED 0
#endif

enum { DESCRIPTORS_LAST = 2, DESCRIPTORS_MOST = 65536 };

int confine_descriptors(void)
{
#ifdef SYS_close_range
    if (syscall(SYS_close_range, DESCRIPTORS_LAST + 1, ~0U, 0) == 0)
        return 0;
#endif
    for (int fd = DESCRIPTORS_LAST + 1; fd < DESCRIPTORS_MOST; fd++)
        close(fd);
    return 0;
}

bool confine_limits_memory(void)
{
    return !IS_SANITIZED;
}

static int limit(int what, rlim_t value)
{
    const struct rlimit limits = {.rlim_cur = value, .rlim_max = value};
    return setrlimit((__rlimit_resource_t)what, &limits) == 0 ? 0 : -errno;
}

static int set_limits(const struct confinement *c)
{
    const struct {
        int what;
        rlim_t value;
    } limits[] = {{RLIMIT_CPU, (rlim_t)c->cpu_s},
                  {RLIMIT_FSIZE, 0},
                  {RLIMIT_NPROC, 0},
                  {RLIMIT_CORE, 0},
                  {RLIMIT_NOFILE, 0}};
    int r = IS_SANITIZED ? 0 : limit(RLIMIT_AS, (rlim_t)c->memory);
    for (size_t i = 0; r == 0 && i < sizeof(limits) / sizeof(limits[0]); i++)
        r = limit(limits[i].what, limits[i].value);
    return r;
}

#ifdef ARCHITECTURE

// What decoding takes once everything is loaded.
static const uint32_t allowed[] = {
#if IS_SANITIZED
    __NR_sigaltstack, // of its end
#endif
    __NR_read,           __NR_write,        __NR_brk,           __NR_munmap,
    __NR_mremap,         __NR_madvise,      __NR_futex,         __NR_exit,
    __NR_exit_group,     __NR_rt_sigreturn, __NR_clock_gettime, __NR_getrandom,
    __NR_rt_sigprocmask, __NR_sched_yield,
};
// … but not for memory that can run.
static const uint32_t mapping[] = {__NR_mmap, __NR_mprotect};

enum {
    ALLOWED = sizeof(allowed) / sizeof(allowed[0]),
    MAPPING = sizeof(mapping) / sizeof(mapping[0]),
    RULES = 4 + 2 * ALLOWED + 5 * MAPPING + 1
};

static void add(struct sock_filter *rules, unsigned short *count, struct sock_filter rule)
{
    rules[(*count)++] = rule;
}

static unsigned short write_rules(struct sock_filter *rules)
{
    unsigned short n = 0;
    add(rules, &n,
        (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)));
    add(rules, &n, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0));
    add(rules, &n, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
    add(rules, &n, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
    for (int i = 0; i < ALLOWED; i++) {
        add(rules, &n, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, allowed[i], 0, 1));
        add(rules, &n, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    }
    for (int i = 0; i < MAPPING; i++) {
        add(rules, &n, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, mapping[i], 0, 4));
        add(rules, &n,
            (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])));
        add(rules, &n, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1));
        add(rules, &n, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
        add(rules, &n, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    }
    add(rules, &n, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
    return n;
}

static int set_filter(void)
{
    struct sock_filter rules[RULES];
    const struct sock_fprog program = {.len = write_rules(rules), .filter = rules};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0 ? 0 : -errno;
}

#else

static int set_filter(void)
{
    return -ENOSYS;
}

#endif

int confine(const struct confinement *limits)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ||
        prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
        return -errno;
    int r = set_limits(limits);
    return r == 0 ? set_filter() : r;
}
