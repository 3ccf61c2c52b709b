// SPDX-License-Identifier: Apache-2.0
// The disk's limit: records appended to a file, one fdatasync for each batch. With --preallocate the
// file's blocks exist before (written with zeros), so that a sync changes no metadata.
#include "histogram.h"
#include "request.h"
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

struct options {
    const char *file;
    long long record_bytes, batch, seconds, preallocate_mb;
};

static int open_file(const struct options *o)
{
    static char zeros[1 << 20];
    int fd = open(o->file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        client_die("%s: %s", o->file, strerror(errno));
    for (long long i = 0; i < o->preallocate_mb; i++)
        if (write(fd, zeros, sizeof(zeros)) != (ssize_t)sizeof(zeros))
            client_die("%s: %s", o->file, strerror(errno));
    if (fsync(fd) != 0)
        client_die("%s: %s", o->file, strerror(errno));
    return fd;
}

static void append_batch(const struct options *o, int fd, const char *records, size_t size, uint64_t *at)
{
    if (o->preallocate_mb > 0 && *at + size > (uint64_t)o->preallocate_mb << 20)
        *at = 0;
    if (pwrite(fd, records, size, (off_t)*at) != (ssize_t)size || fdatasync(fd) != 0)
        client_die("%s: %s", o->file, strerror(errno));
    *at += size;
}

static void run(const struct options *o, int fd, const char *records, size_t size)
{
    static struct histogram syncs;
    uint64_t at = 0, batches = 0, start = client_now_ns(), now = start;
    uint64_t stop = start + (uint64_t)o->seconds * 1000000000u;
    while (now < stop) {
        append_batch(o, fd, records, size, &at);
        uint64_t then = client_now_ns();
        histogram_add(&syncs, then - now);
        now = then;
        batches++;
    }
    double seconds = (double)(now - start) / 1e9;
    printf("{\"records\":%llu,\"batch\":%lld,\"record_bytes\":%lld,\"rate\":%.1f,\"batch_ms\":",
           (unsigned long long)(batches * (uint64_t)o->batch), o->batch, o->record_bytes,
           (double)batches * (double)o->batch / seconds);
    histogram_print_ms(&syncs, stdout);
    printf("}\n");
}

static const struct option long_options[] = {
    {"file", required_argument, NULL, 'f'},        {"record-bytes", required_argument, NULL, 'z'},
    {"batch", required_argument, NULL, 'b'},       {"seconds", required_argument, NULL, 's'},
    {"preallocate", required_argument, NULL, 'p'}, {NULL, 0, NULL, 0},
};

static struct options parse_options(int argc, char **argv)
{
    int key;
    struct options o = {.record_bytes = 600, .batch = 64, .seconds = 5};
    while ((key = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (key == 'f')
            o.file = optarg;
        else if (key == 'z')
            o.record_bytes = client_number("--record-bytes", optarg, 1, 1 << 20);
        else if (key == 'b')
            o.batch = client_number("--batch", optarg, 1, 4096);
        else if (key == 's')
            o.seconds = client_number("--seconds", optarg, 1, 3600);
        else if (key == 'p')
            o.preallocate_mb = client_number("--preallocate", optarg, 0, 65536);
        else
            o.file = NULL;
    }
    if (o.file == NULL)
        client_die("bare_log --file FILE [--record-bytes N] [--batch N] [--seconds N] [--preallocate MB]");
    return o;
}

int main(int argc, char **argv)
{
    struct options options = parse_options(argc, argv);
    size_t size = (size_t)(options.record_bytes * options.batch);
    char *records = malloc(size);
    if (records == NULL)
        client_die("out of memory");
    memset(records, 'x', size);
    int fd = open_file(&options);
    run(&options, fd, records, size);
    close(fd);
    free(records);
    return 0;
}
