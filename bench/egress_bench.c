// SPDX-License-Identifier: Apache-2.0
// Egress by itself: so many POSTs, so many at once, to one address; prints one JSON object.
//   egress_bench --url URL [--count N] [--at-once N] [--ca-file F]
#include "client.h"
#include "delivery/egress.h"
#include "histogram.h"
#include <getopt.h>
#include <signal.h>
#include <stdio.h>

enum { AT_ONCE_MAX = 1024 };

struct bench {
    struct egress *egress;
    struct egress_request request;
    long long count, asked;
    long long ends[EGRESS_TOO_LARGE + 1], good;
    uint64_t began_ns[AT_ONCE_MAX];
    int idle[AT_ONCE_MAX], idle_count;
    struct histogram latency;
};

struct place {
    struct bench *bench;
    int number;
};

static struct place places[AT_ONCE_MAX];
static struct clock machine;

static void done(void *ctx, const struct egress_answer *answer)
{
    struct place *p = ctx;
    struct bench *b = p->bench;

    histogram_add(&b->latency, client_now_ns() - b->began_ns[p->number]);
    b->ends[answer->end]++;
    b->good += answer->status / 100 == 2;
    b->idle[b->idle_count++] = p->number;
}

static void ask(struct bench *b)
{
    int number = b->idle[--b->idle_count];
    uint64_t ignored;

    b->began_ns[number] = client_now_ns();
    b->request.deadline_us = clock_mono_us(&machine) + 30000000;
    b->request.ctx = &places[number];
    b->asked++;
    if (egress_ask(b->egress, &b->request, &ignored) < 0)
        client_die("cannot ask that");
}

static void run(struct bench *b)
{
    while (b->asked < b->count || egress_under_way(b->egress) > 0) {
        while (b->asked < b->count && b->idle_count > 0)
            ask(b);
        if (egress_turn(b->egress, 1000000, NULL, 0) < 0)
            client_die("egress failed");
    }
}

static void print(const struct bench *b, double seconds, double cpu_us)
{
    printf("{\"count\":%lld,\"good\":%lld,\"seconds\":%.3f,\"rate\":%.1f,\"cpu_us\":%.2f,\"ends\":{"
           "\"answered\":%lld,"
           "\"not_sent\":%lld,\"unknown\":%lld,\"forbidden\":%lld,\"too_large\":%lld},\"ms\":",
           b->count, b->good, seconds, (double)b->count / seconds, cpu_us / (double)b->count,
           b->ends[EGRESS_ANSWERED], b->ends[EGRESS_NOT_SENT], b->ends[EGRESS_UNKNOWN],
           b->ends[EGRESS_FORBIDDEN], b->ends[EGRESS_TOO_LARGE]);
    histogram_print_ms(&b->latency, stdout);
    printf("}\n");
}

static const struct option options[] = {{"url", required_argument, NULL, 'u'},
                                        {"count", required_argument, NULL, 'n'},
                                        {"at-once", required_argument, NULL, 'c'},
                                        {"ca-file", required_argument, NULL, 'a'},
                                        {NULL, 0, NULL, 0}};

int main(int argc, char **argv)
{
    static struct bench b = {.count = 10000};
    struct egress_config config = {.allow = VIEW("127.0.0.1"), .connections_max = 64};
    const char *fault = NULL, *url = NULL;
    int key;

    machine = clock_system();
    while ((key = getopt_long(argc, argv, "", options, NULL)) != -1)
        if (key == 'u')
            url = optarg;
        else if (key == 'n')
            b.count = client_number("--count", optarg, 1, 100000000);
        else if (key == 'c')
            config.connections_max = (int)client_number("--at-once", optarg, 1, AT_ONCE_MAX);
        else if (key == 'a')
            config.ca_file = optarg;
        else
            url = NULL;
    if (url == NULL)
        client_die("egress_bench --url URL [--count N] [--at-once N] [--ca-file F]");
    signal(SIGPIPE, SIG_IGN);
    config.clock = machine;
    config.host_connections_max = config.connections_max;
    if (egress_new(&config, &b.egress, &fault) < 0)
        client_die("no egress");
    for (int i = 0; i < config.connections_max; i++) {
        places[i] = (struct place){&b, i};
        b.idle[b.idle_count++] = i;
    }
    b.request = (struct egress_request){.method = "POST",
                                        .url = view_from(url),
                                        .body = VIEW("Body=Your+parcel+arrives+today&To=%2B15551234567"),
                                        .done = done};
    uint64_t began = client_now_ns(), cpu = client_cpu_ns();
    run(&b);
    print(&b, (double)(client_now_ns() - began) / 1e9, (double)(client_cpu_ns() - cpu) / 1e3);
    egress_free(b.egress);
    return 0;
}
