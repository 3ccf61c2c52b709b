// SPDX-License-Identifier: Apache-2.0
// powercut_rounds [ROUNDS [SEED [SETUP]]]: rounds of bare SQLite with seeds SEED, SEED + 1, …; prints
// the seed of every round that did not hold and keeps its directory. Exits with 1 if one did not.
// SETUP: full (default), faults, neighbours, delete, kill, normal, off; the last two may lose rows.
#include "bare_round.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    struct bare_setup setup;
} setups[] = {
    {"full", {.journal_mode = "WAL", .synchronous = "FULL"}},
    {"faults",
     {.journal_mode = "WAL",
      .synchronous = "FULL",
      .faults = {.read = 500, .write = 2000, .sync = 5000, .full = 2000}}},
    {"neighbours", {.journal_mode = "WAL", .synchronous = "FULL", .damages_neighbours = true}},
    {"delete", {.journal_mode = "DELETE", .synchronous = "EXTRA"}},
    {"kill", {.journal_mode = "WAL", .synchronous = "OFF", .fate = DISK_KEEP_ALL}},
    {"normal", {.journal_mode = "WAL", .synchronous = "NORMAL"}},
    {"off", {.journal_mode = "WAL", .synchronous = "OFF"}},
};

static const struct bare_setup *find_setup(const char *name)
{
    for (size_t i = 0; i < sizeof(setups) / sizeof(setups[0]); i++)
        if (strcmp(setups[i].name, name) == 0)
            return &setups[i].setup;
    return NULL;
}

struct tally {
    unsigned long long verdicts[4];
    unsigned long long acknowledged, syncs, faults, kept, lost, torn;
};

static void add(struct tally *t, const struct bare_report *report)
{
    t->verdicts[report->verdict]++;
    t->acknowledged += (unsigned long long)report->acknowledged;
    t->syncs += report->counts.syncs;
    t->faults += report->counts.faults;
    t->kept += report->counts.kept;
    t->lost += report->counts.lost;
    t->torn += report->counts.torn;
}

static int run(const struct bare_setup *setup, uint64_t seed, struct tally *t)
{
    static const char *const verdicts[] = {"holds", "LOST", "DAMAGED", "WRONG"};
    struct bare_report report;
    int error = bare_round(setup, seed, true, &report);
    if (error < 0) {
        fprintf(stderr, "seed %llu: %s\n", (unsigned long long)seed, strerror(-error));
        return error;
    }
    add(t, &report);
    if (report.verdict != BARE_HOLDS)
        printf("seed %llu: %s, %s\n", (unsigned long long)seed, verdicts[report.verdict], report.text);
    return 0;
}

int main(int argc, char **argv)
{
    uint64_t rounds = argc > 1 ? strtoull(argv[1], NULL, 10) : 100;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    const struct bare_setup *setup = find_setup(argc > 3 ? argv[3] : "full");
    if (rounds == 0 || setup == NULL) {
        fprintf(stderr, "usage: %s [ROUNDS [SEED [full|faults|neighbours|delete|kill|normal|off]]]\n",
                argv[0]);
        return 2;
    }
    struct tally t = {0};
    for (uint64_t i = 0; i < rounds; i++)
        if (run(setup, seed + i, &t) < 0)
            return 2;
    printf("%llu rounds: %llu hold, %llu lost rows, %llu damaged, %llu wrong\n", (unsigned long long)rounds,
           t.verdicts[BARE_HOLDS], t.verdicts[BARE_LOST], t.verdicts[BARE_DAMAGED], t.verdicts[BARE_WRONG]);
    printf("%llu batches acknowledged, %llu syncs, %llu faults; unsynced operations: %llu kept, %llu torn, "
           "%llu lost\n",
           t.acknowledged, t.syncs, t.faults, t.kept, t.torn, t.lost);
    return t.verdicts[BARE_HOLDS] == rounds ? 0 : 1;
}
