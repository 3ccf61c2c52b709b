// SPDX-License-Identifier: Apache-2.0
// model_rounds [--seed S] [--ops N] [--rounds R]: R rounds of N random operations, with seeds S, S + 1, …,
// each in a process of its own. When one does not hold, it says so, and which few operations show it.
#include "round.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void tell_counts(const struct round *r)
{
    for (int i = 0; i < operation_count; i++)
        printf("  %-22s %9lld done %9lld refused\n", operations[i].name, r->counts[i * 2],
               r->counts[i * 2 + 1]);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

// In memory where that is possible: what is tested is not the disk.
static void make_dir(char dir[static 64])
{
    snprintf(dir, 64, "%s/omnihub-model-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (mkdtemp(dir) == NULL)
        abort();
}

// Whether the round holds.
static bool run(uint64_t seed, long long ops, const unsigned char *skip, bool is_quiet, bool tells)
{
    char dir[64];
    make_dir(dir);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        struct round *r = calloc(1, sizeof(*r));
        *r = (struct round){.seed = seed, .ops = ops, .skip = skip, .is_quiet = is_quiet, .dir = dir};
        round_run(r);
        if (tells)
            tell_counts(r);
        fflush(stdout);
        _exit(0);
    }
    int status = 1;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status) && !is_quiet)
        printf("seed %llu: ended by signal %d\n", (unsigned long long)seed, WTERMSIG(status));
    nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return status == 0;
}

static long long failing(uint64_t seed, long long ops)
{
    long long low = 0, high = ops; // checked every few thousand operations: the shortest round that fails
    while (high - low > 1) {
        long long middle = low + (high - low) / 2;
        if (run(seed, middle, NULL, true, false))
            low = middle;
        else
            high = middle;
    }
    return high;
}

// Leaves these out for good if the round does not hold without them either.
static void leave_out(uint64_t seed, long long ops, unsigned char *skip, long long at, long long end)
{
    size_t size = (size_t)(end - at);
    unsigned char *old = malloc(size);
    memcpy(old, skip + at, size);
    memset(skip + at, 1, size);
    if (memchr(old, 0, size) != NULL && run(seed, ops, skip, true, false))
        memcpy(skip + at, old, size);
    free(old);
}

// Leaves out as much as can be without making the round hold.
static void shrink(uint64_t seed, long long ops)
{
    long long left = 0;
    ops = failing(seed, ops);
    unsigned char *skip = mmap(NULL, (size_t)ops, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (long long size = ops / 2; size > 0; size /= 2)
        for (long long at = 0; at < ops; at += size)
            leave_out(seed, ops, skip, at, at + size < ops ? at + size : ops);
    for (long long i = 0; i < ops; i++)
        left += !skip[i];
    printf("%lld operations show it:\n", left);
    setenv("MODEL_TRACE", "1", 1);
    run(seed, ops, skip, false, false);
    munmap(skip, (size_t)ops);
}

int main(int argc, char **argv)
{
    unsigned long long seed = 1;
    long long ops = 20000, rounds = 1, held = 0;
    bool shrinks = true;
    for (int i = 1; i + 1 < argc; i += 2) {
        seed = strcmp(argv[i], "--seed") == 0 ? strtoull(argv[i + 1], NULL, 10) : seed;
        ops = strcmp(argv[i], "--ops") == 0 ? strtoll(argv[i + 1], NULL, 10) : ops;
        rounds = strcmp(argv[i], "--rounds") == 0 ? strtoll(argv[i + 1], NULL, 10) : rounds;
        shrinks = strcmp(argv[i], "--shrink") == 0 ? strtoll(argv[i + 1], NULL, 10) != 0 : shrinks;
    }
    for (long long i = 0; i < rounds; i++) {
        bool holds = run(seed + (unsigned long long)i, ops, NULL, false, i == rounds - 1);
        held += holds;
        if (!holds && shrinks)
            shrink(seed + (unsigned long long)i, ops);
    }
    printf("%lld of %lld rounds of %lld operations hold\n", held, rounds, ops);
    return held == rounds ? 0 : 1;
}
