// SPDX-License-Identifier: Apache-2.0
// A main() for fuzzers where there is no libFuzzer: runs every file named on the command line (or in
// a directory named there), then a fixed number of mutations of them, the same ones each time.
//
//   fuzz_x [--mutations=N] [--keep=FILE] PATH…
//
// --keep writes each input to FILE before it is run, so that the one that ends the program is found.
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MUTATIONS = 20000, INPUT_MAX = 64 * 1024, SEEDS_MAX = 4096, PATH_SIZE = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seed {
    size_t size;
    uint8_t *data;
};

static struct seed seeds[SEEDS_MAX];
static size_t seed_count;
static const char *keep_path;
static long mutations = MUTATIONS;

static void fail(const char *what, const char *path)
{
    fprintf(stderr, "fuzz_replay: %s: %s\n", what, path);
    exit(2);
}

static void add_file(const char *path, size_t size)
{
    FILE *f = fopen(path, "rb");
    if (size > INPUT_MAX)
        size = INPUT_MAX;
    uint8_t *data = malloc(size + 1);
    if (f == NULL || data == NULL || seed_count == SEEDS_MAX)
        fail("cannot take", path);
    struct seed seed = {.size = fread(data, 1, size, f), .data = data};
    fclose(f);
    seeds[seed_count++] = seed;
}

static void add_path(const char *path);

static void add_directory(const char *path)
{
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);
    if (count < 0)
        fail("cannot list", path);
    for (int i = 0; i < count; i++) {
        char inner[PATH_SIZE];
        int size = snprintf(inner, sizeof(inner), "%s/%s", path, entries[i]->d_name);
        if (size >= PATH_SIZE)
            fail("name too long", path);
        if (entries[i]->d_name[0] != '.')
            add_path(inner);
        free(entries[i]);
    }
    free(entries);
}

static void add_path(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0)
        fail("no such file or directory", path);
    if (S_ISDIR(st.st_mode))
        add_directory(path);
    else
        add_file(path, (size_t)st.st_size);
}

// ---- mutations

// SplitMix64.
static uint64_t draw(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}

static size_t below(uint64_t *state, size_t limit)
{
    return limit == 0 ? 0 : (size_t)(draw(state) % limit);
}

static void insert(struct seed *in, size_t at, const uint8_t *data, size_t size)
{
    if (size > INPUT_MAX - in->size)
        size = INPUT_MAX - in->size;
    memmove(in->data + at + size, in->data + at, in->size - at);
    memcpy(in->data + at, data, size);
    in->size += size;
}

static void erase(struct seed *in, size_t at, size_t size)
{
    memmove(in->data + at, in->data + at + size, in->size - at - size);
    in->size -= size;
}

static void insert_piece_of(struct seed *in, const struct seed *from, uint64_t *state)
{
    uint8_t piece[64];
    size_t start = below(state, from->size), size = below(state, sizeof(piece) + 1);
    if (size > from->size - start)
        size = from->size - start;
    memcpy(piece, from->data + start, size);
    insert(in, below(state, in->size + 1), piece, size);
}

static void mutate(struct seed *in, uint64_t *state)
{
    static const uint8_t telling[] = "\x00\x01\x7f\x80\x81\xff\"\\{}[]%&=+\r\n :,-.0e\xc3\xed\xf4";
    size_t at = below(state, in->size);
    uint8_t byte = telling[below(state, sizeof(telling) - 1)];
    switch (draw(state) % 7) {
    case 0:
        if (in->size > 0)
            in->data[at] ^= (uint8_t)(1 << below(state, 8));
        break;
    case 1:
        if (in->size > 0)
            in->data[at] = byte;
        break;
    case 2:
        insert(in, at, &byte, 1);
        break;
    case 3:
        erase(in, at, below(state, (in->size - at < 16 ? in->size - at : 16) + 1));
        break;
    case 4:
        insert_piece_of(in, in, state);
        break;
    case 5:
        insert_piece_of(in, &seeds[below(state, seed_count)], state);
        break;
    default:
        if (below(state, 8) == 0)
            in->size = at;
        break;
    }
}

// ---- running

// On a copy of just that size, so that a sanitizer sees a read beyond it.
static void run(const struct seed *in)
{
    FILE *f = keep_path == NULL ? NULL : fopen(keep_path, "wb");
    if (f != NULL) {
        fwrite(in->data, 1, in->size, f);
        fclose(f);
    }
    uint8_t *copy = malloc(in->size > 0 ? in->size : 1);
    if (copy == NULL)
        fail("no memory", "input");
    memcpy(copy, in->data, in->size);
    LLVMFuzzerTestOneInput(copy, in->size);
    free(copy);
}

static void run_mutations(void)
{
    static uint8_t bytes[INPUT_MAX];
    uint64_t state = 1;
    struct seed in = {.data = bytes};
    for (long i = 0; i < mutations; i++) {
        const struct seed *from = &seeds[below(&state, seed_count)];
        memcpy(in.data, from->data, from->size);
        in.size = from->size;
        for (size_t changes = 1 + below(&state, 6); changes > 0; changes--)
            mutate(&in, &state);
        run(&in);
    }
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--mutations=", 12) == 0)
            mutations = strtol(argv[i] + 12, NULL, 10);
        else if (strncmp(argv[i], "--keep=", 7) == 0)
            keep_path = argv[i] + 7;
        else
            add_path(argv[i]);
    }
    if (seed_count == 0)
        seeds[seed_count++] = (struct seed){.data = calloc(1, 1)};
    for (size_t i = 0; i < seed_count; i++)
        run(&seeds[i]);
    run_mutations();
    printf("%zu inputs and %ld mutations of them\n", seed_count, mutations);
    for (size_t i = 0; i < seed_count; i++)
        free(seeds[i].data);
    return 0;
}
