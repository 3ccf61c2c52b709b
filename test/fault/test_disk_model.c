// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "disk_model.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 4096 };

struct bench {
    uint64_t seed;
    struct disk_model disk;
    char directory[64];
    char path[80];
    char other[80];
    unsigned char old[BLOCK], new[BLOCK], found[3 * BLOCK];
};

static void start(struct bench *b, uint64_t seed)
{
    *b = (struct bench){.seed = seed};
    strcpy(b->directory, "/tmp/disk-model-XXXXXX");
    assert_non_null(mkdtemp(b->directory));
    snprintf(b->path, sizeof(b->path), "%s/file", b->directory);
    snprintf(b->other, sizeof(b->other), "%s/other", b->directory);
    memset(b->old, 'o', sizeof(b->old));
    memset(b->new, 'n', sizeof(b->new));
}

// The struct must stay where it is: the disk draws from its seed.
static void power_on(struct bench *b, bool damages_neighbours)
{
    disk_model_init(&b->disk, random_seeded(&b->seed), damages_neighbours);
}

static void stop(struct bench *b)
{
    disk_model_clear(&b->disk);
    unlink(b->path);
    unlink(b->other);
    assert_int_equal(rmdir(b->directory), 0);
}

// Bytes in the real file, -1 if there is none.
static long real_size(struct bench *b, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    ssize_t n = read(fd, b->found, sizeof(b->found));
    close(fd);
    return n;
}

// A durable file of one block of 'o'.
static struct disk_file *durable_block(struct bench *b)
{
    struct disk_file *f = NULL;
    void *data = malloc(BLOCK);
    assert_non_null(data);
    memcpy(data, b->old, BLOCK);
    assert_int_equal(disk_model_adopt(&b->disk, b->path, data, BLOCK, &f), 0);
    return f;
}

static void keeps_what_was_synced(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 50; seed++) {
        struct bench b;
        start(&b, seed);
        power_on(&b, true);
        struct disk_file *f = durable_block(&b);
        assert_int_equal(disk_model_write(&b.disk, f, 100, b.new, BLOCK), 0);
        assert_int_equal(disk_model_truncate(&b.disk, f, BLOCK), 0);
        assert_int_equal(disk_model_sync(&b.disk, f, b.disk.moment), 0);
        assert_int_equal(disk_model_settle(&b.disk, seed % 2 == 0 ? DISK_RANDOM : DISK_DROP_ALL), 0);
        assert_int_equal(real_size(&b, b.path), BLOCK);
        assert_memory_equal(b.found, b.old, 100);
        assert_memory_equal(b.found + 100, b.new, BLOCK - 100);
        stop(&b);
    }
}

static void drops_or_keeps_everything_when_told(void **state)
{
    (void)state;
    struct bench b;
    start(&b, 1);
    power_on(&b, false);
    assert_int_equal(disk_model_write(&b.disk, durable_block(&b), BLOCK, b.new, BLOCK), 0);
    assert_int_equal(disk_model_settle(&b.disk, DISK_KEEP_ALL), 0);
    assert_int_equal(real_size(&b, b.path), 2 * BLOCK);
    assert_memory_equal(b.found + BLOCK, b.new, BLOCK);
    assert_int_equal(disk_model_write(&b.disk, durable_block(&b), BLOCK, b.new, BLOCK), 0);
    assert_int_equal(disk_model_settle(&b.disk, DISK_DROP_ALL), 0);
    assert_int_equal(real_size(&b, b.path), BLOCK);
    assert_memory_equal(b.found, b.old, BLOCK);
    stop(&b);
}

struct seen {
    int whole, none, torn_between, torn_within, beside;
};

// Overwrites bytes 100 to BLOCK - 100 and sorts what a cut leaves of that.
static void see_one_cut(struct seen *seen, uint64_t seed, bool damages_neighbours)
{
    struct bench b;
    start(&b, seed);
    power_on(&b, damages_neighbours);
    assert_int_equal(disk_model_write(&b.disk, durable_block(&b), 100, b.new, BLOCK - 200), 0);
    assert_int_equal(disk_model_settle(&b.disk, DISK_RANDOM), 0);
    assert_int_equal(real_size(&b, b.path), BLOCK);
    bool left = memcmp(b.found, b.old, 100) == 0, right = memcmp(b.found + BLOCK - 100, b.old, 100) == 0;
    int news = 0, within = 0;
    for (int i = 100; i < BLOCK - 100; i++) {
        assert_true(b.found[i] == 'o' || b.found[i] == 'n');
        news += b.found[i] == 'n';
        within += i > 100 && i % DISK_SECTOR != 0 && b.found[i] != b.found[i - 1];
    }
    seen->whole += news == BLOCK - 200;
    seen->none += news == 0;
    seen->torn_between += news > 0 && news < BLOCK - 200 && within == 0;
    seen->torn_within += within > 0;
    seen->beside += !left || !right;
    stop(&b);
}

static void keeps_drops_and_tears_at_sectors(void **state)
{
    (void)state;
    struct seen seen = {0};
    for (uint64_t seed = 0; seed < 300; seed++)
        see_one_cut(&seen, seed, false);
    assert_true(seen.whole > 10 && seen.none > 10);
    assert_true(seen.torn_between > 10 && seen.torn_within > 10);
    assert_int_equal(seen.beside, 0);
}

static void damages_neighbours_only_when_told(void **state)
{
    (void)state;
    struct seen seen = {0};
    for (uint64_t seed = 0; seed < 300; seed++)
        see_one_cut(&seen, seed, true);
    assert_true(seen.beside > 10);
}

static void loses_a_name_that_was_never_synced(void **state)
{
    (void)state;
    struct bench b;
    start(&b, 3);
    power_on(&b, false);
    struct disk_file *f = NULL;
    assert_int_equal(disk_model_create(&b.disk, b.path, &f), 0);
    assert_int_equal(disk_model_write(&b.disk, f, 0, b.new, BLOCK), 0);
    assert_int_equal(disk_model_sync(&b.disk, f, b.disk.moment), 0);
    assert_int_equal(disk_model_settle(&b.disk, DISK_DROP_ALL), 0);
    assert_int_equal(real_size(&b, b.path), -1);
    stop(&b);
}

static void keeps_all_names_of_a_synced_directory(void **state)
{
    (void)state;
    struct bench b;
    start(&b, 4);
    power_on(&b, false);
    struct disk_file *f = NULL;
    assert_int_equal(disk_model_create(&b.disk, b.path, &f), 0);
    assert_int_equal(disk_model_create(&b.disk, b.other, &f), 0);
    disk_model_sync_directory(&b.disk, b.other, b.disk.moment);
    assert_int_equal(disk_model_settle(&b.disk, DISK_DROP_ALL), 0);
    assert_int_equal(real_size(&b, b.path), 0);
    assert_int_equal(real_size(&b, b.other), 0);
    stop(&b);
}

static void brings_a_removed_name_back_unless_synced(void **state)
{
    (void)state;
    for (int synced = 0; synced < 2; synced++) {
        struct bench b;
        start(&b, 5);
        power_on(&b, false);
        durable_block(&b);
        assert_int_equal(disk_model_remove(&b.disk, b.path), 0);
        assert_null(disk_model_find(&b.disk, b.path));
        if (synced)
            disk_model_sync_directory(&b.disk, b.other, b.disk.moment);
        assert_int_equal(disk_model_settle(&b.disk, DISK_DROP_ALL), 0);
        assert_int_equal(real_size(&b, b.path), synced ? -1 : BLOCK);
        stop(&b);
    }
}

// The next sync succeeds, and yet the write is gone in some rounds.
static void does_not_bring_back_what_a_failed_sync_lost(void **state)
{
    (void)state;
    int lost = 0;
    for (uint64_t seed = 0; seed < 50; seed++) {
        struct bench b;
        start(&b, seed);
        power_on(&b, false);
        struct disk_file *f = durable_block(&b);
        assert_int_equal(disk_model_write(&b.disk, f, 0, b.new, BLOCK), 0);
        assert_int_equal(disk_model_fail_sync(&b.disk, f, b.disk.moment), 0);
        assert_int_equal(disk_model_sync(&b.disk, f, b.disk.moment), 0);
        assert_int_equal(disk_model_settle(&b.disk, DISK_RANDOM), 0);
        assert_int_equal(real_size(&b, b.path), BLOCK);
        lost += memcmp(b.found, b.new, BLOCK) != 0;
        stop(&b);
    }
    assert_true(lost > 10 && lost < 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_what_was_synced),
        cmocka_unit_test(drops_or_keeps_everything_when_told),
        cmocka_unit_test(keeps_drops_and_tears_at_sectors),
        cmocka_unit_test(damages_neighbours_only_when_told),
        cmocka_unit_test(loses_a_name_that_was_never_synced),
        cmocka_unit_test(keeps_all_names_of_a_synced_directory),
        cmocka_unit_test(brings_a_removed_name_back_unless_synced),
        cmocka_unit_test(does_not_bring_back_what_a_failed_sync_lost),
    };
    return cmocka_run_group_tests_name("fault/disk_model", tests, NULL, NULL);
}
