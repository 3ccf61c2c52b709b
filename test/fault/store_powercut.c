// SPDX-License-Identifier: Apache-2.0
// store_powercut [ROUNDS [SEED [cut|faults|sync|kill]]]: rounds of the store with seeds SEED, SEED + 1, …;
// prints the seed of every round that did not hold and keeps its directory. Exits with 1 if one did not.
#include "base/log.h"
#include "store_round.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    struct store_setup setup;
} setups[] = {
    {"cut", {.fate = DISK_RANDOM}},
    {"faults",
     {.has_faults = true, .faults = {.read = 500, .write = 1000, .sync = 2000, .full_growth = 20000}}},
    {"sync", {.has_faults = true, .faults = {.sync = 30000}}},
    {"kill", {.fate = DISK_KEEP_ALL}},
};

static const struct store_setup *find_setup(const char *name)
{
    for (size_t i = 0; i < sizeof(setups) / sizeof(setups[0]); i++)
        if (strcmp(setups[i].name, name) == 0)
            return &setups[i].setup;
    return NULL;
}

static void add(struct store_report *sum, const struct store_report *r)
{
    sum->acknowledged += r->acknowledged;
    sum->refused += r->refused;
    sum->turned_away += r->turned_away;
    sum->failed += r->failed;
    sum->lives += r->lives;
    sum->losses += r->losses;
    sum->counts.faults += r->counts.faults;
    sum->counts.lost += r->counts.lost;
    sum->counts.torn += r->counts.torn;
}

// 1 if the round does not hold.
static int run(const struct store_setup *setup, uint64_t seed, struct store_report *sum)
{
    struct store_report report;
    int error = store_round(setup, seed, true, &report);
    if (error < 0) {
        printf("seed %llu: %s\n", (unsigned long long)seed, strerror(-error));
        return 1;
    }
    add(sum, &report);
    if (report.fault == NULL)
        return 0;
    printf("seed %llu: %s: %s\n", (unsigned long long)seed, report.fault, report.text);
    return 1;
}

int main(int argc, char **argv)
{
    uint64_t rounds = argc > 1 ? strtoull(argv[1], NULL, 10) : 50;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    const struct store_setup *setup = find_setup(argc > 3 ? argv[3] : "cut");
    if (rounds == 0 || setup == NULL) {
        fprintf(stderr, "usage: %s [ROUNDS [SEED [cut|faults|sync|kill]]]\n", argv[0]);
        return 2;
    }
    struct store_report sum = {0};
    uint64_t failed = 0;
    for (uint64_t i = 0; i < rounds; i++)
        failed += (uint64_t)run(setup, seed + i, &sum);
    printf("%llu rounds, %lld cuts: %llu rounds do not hold\n", (unsigned long long)rounds, sum.lives,
           (unsigned long long)failed);
    printf(
        "%lld acknowledged, %lld refused, %lld turned away, %lld failed, %lld commits unknown; %llu faults, "
        "%llu operations lost, %llu torn\n",
        sum.acknowledged, sum.refused, sum.turned_away, sum.failed, sum.losses,
        (unsigned long long)sum.counts.faults, (unsigned long long)sum.counts.lost,
        (unsigned long long)sum.counts.torn);
    return failed > 0 || sum.acknowledged == 0;
}
