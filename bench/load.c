// SPDX-License-Identifier: Apache-2.0
// The HTTP load generator: one thread, N keep-alive connections, one request outstanding on each.
// Closed loop: a reply is followed by the next request. Open loop (--rate): requests are due at a
// constant rate and latency counts from the time a request was due, so that a server which stalls is
// not spared (no coordinated omission). Prints one JSON object.
#include "histogram.h"
#include "reply.h"
#include "request.h"
#include "signer.h"
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    CONNECTIONS_MAX = 4096,
    REPLY_MAX = 4 << 20,
    SECONDS_MAX = 3600,
    NS_PER_S = 1000000000,
    STALLED_S = 60, // without any reply: given up, whatever was asked for
};

struct conn {
    int fd;
    bool is_waiting; // for a reply
    bool wants_out;  // EPOLLOUT is asked for
    uint64_t due_ns; // of the request it waits for
    struct buffer in;
    struct buffer out; // what the socket did not take
};

struct options {
    const char *url;
    struct request_options request;
    const char *expect; // bytes that every good reply must contain
    int connections;
    long long seconds, count; // one of them is 0
    long long rate;           // requests a second; 0: closed loop
    long long drain_s;
    bool shows_progress;
    struct shape_source source;
    struct signer signer; // without a token: nothing is signed
};

struct load {
    const struct options *options;
    struct target target;
    struct shape request;
    struct shape_source source;
    struct signer signer;
    struct conn conns[CONNECTIONS_MAX];
    int idle[CONNECTIONS_MAX]; // stack of connections that wait for nothing
    int idle_count;
    int epoll_fd;
    uint64_t start_ns, stop_ns, last_reply_ns;
    uint64_t sent, replied, bytes_in;
    uint64_t by_status[600];
    uint64_t broken, closed, reconnects, unexpected, unanswered;
    uint64_t each_second[SECONDS_MAX];
    struct histogram latency;
};

static bool has_more(const struct load *l, uint64_t now)
{
    if (l->options->count > 0)
        return l->sent < (uint64_t)l->options->count;
    return l->options->rate > 0 ? l->sent < (uint64_t)(l->options->rate * l->options->seconds)
                                : now < l->stop_ns;
}

static uint64_t due_at(const struct load *l, uint64_t number)
{
    return l->start_ns + (uint64_t)((double)number * 1e9 / (double)l->options->rate);
}

static void watch(struct load *l, struct conn *c, int operation, bool wants_out)
{
    struct epoll_event event = {.events = EPOLLIN | (wants_out ? EPOLLOUT : 0u),
                                .data.u32 = (uint32_t)(c - l->conns)};
    if (epoll_ctl(l->epoll_fd, operation, c->fd, &event) != 0)
        client_die("epoll_ctl: %s", strerror(errno));
    c->wants_out = wants_out;
}

static void conn_open(struct load *l, struct conn *c)
{
    int r = client_connect(&l->target, true, &c->fd);
    if (r < 0)
        client_die("cannot connect to %s: %s", l->target.authority, strerror(-r));
    watch(l, c, EPOLL_CTL_ADD, false);
}

static void conn_send(struct load *l, struct conn *c, uint64_t due_ns)
{
    struct view request = shape_next(&l->request, &l->source);
    if (l->signer.token != NULL)
        signer_sign(&l->signer, l->request.bytes.data, request.size);
    c->is_waiting = true;
    c->due_ns = due_ns;
    l->sent++;
    ssize_t sent = send(c->fd, request.data, request.size, MSG_NOSIGNAL);
    if (sent == (ssize_t)request.size)
        return;
    size_t done = sent > 0 ? (size_t)sent : 0; // a broken socket shows itself as readable
    buffer_append(&c->out, request.data + done, request.size - done);
    watch(l, c, EPOLL_CTL_MOD, true);
}

static void conn_flush(struct load *l, struct conn *c)
{
    ssize_t sent = send(c->fd, c->out.data, c->out.size, MSG_NOSIGNAL);
    if (sent > 0)
        buffer_consume(&c->out, (size_t)sent);
    if (c->out.size == 0 || (sent < 0 && errno != EAGAIN))
        watch(l, c, EPOLL_CTL_MOD, false);
}

// The connection is ready for the next request, or rests.
static void conn_next(struct load *l, struct conn *c, uint64_t now)
{
    c->is_waiting = false;
    uint64_t due = l->options->rate > 0 ? due_at(l, l->sent) : now;
    if (has_more(l, now) && due <= now)
        conn_send(l, c, due);
    else
        l->idle[l->idle_count++] = (int)(c - l->conns);
}

static void conn_reopen(struct load *l, struct conn *c, uint64_t now)
{
    bool was_waiting = c->is_waiting;
    close(c->fd);
    buffer_clear(&c->in);
    buffer_clear(&c->out);
    conn_open(l, c);
    l->reconnects++;
    if (!was_waiting)
        return;
    l->closed++;
    conn_next(l, c, now);
}

static void take_reply(struct load *l, struct conn *c, const struct reply *reply, uint64_t now)
{
    uint64_t second = (now - l->start_ns) / 1000000000;
    int status = reply->status < 600 ? reply->status : 599;
    const char *expect = l->options->expect;
    histogram_add(&l->latency, now - c->due_ns);
    l->by_status[status]++;
    l->replied++;
    l->last_reply_ns = now;
    if (second < SECONDS_MAX)
        l->each_second[second]++;
    if (expect != NULL && status / 100 == 2 &&
        memmem(reply->body.data, reply->body.size, expect, strlen(expect)) == NULL)
        l->unexpected++;
}

static void conn_reply(struct load *l, struct conn *c, uint64_t now)
{
    struct reply reply;
    switch (reply_read(buffer_view(&c->in), &reply)) {
    case REPLY_NEEDS_MORE:
        return;
    case REPLY_BROKEN:
        l->broken++;
        conn_reopen(l, c, now);
        return;
    case REPLY_WHOLE:
        break;
    }
    if (!c->is_waiting) { // a reply to nothing
        l->broken++;
        conn_reopen(l, c, now);
        return;
    }
    take_reply(l, c, &reply, now);
    buffer_consume(&c->in, reply.size);
    if (reply.closes) {
        c->is_waiting = false;
        conn_reopen(l, c, now);
    }
    conn_next(l, c, now);
}

static void conn_read(struct load *l, struct conn *c)
{
    if (!buffer_reserve(&c->in, 16384))
        client_die("a reply above %d bytes", REPLY_MAX);
    ssize_t got = recv(c->fd, c->in.data + c->in.size, c->in.capacity - c->in.size, 0);
    uint64_t now = client_now_ns();
    if (got <= 0) {
        if (got == 0 || errno != EAGAIN)
            conn_reopen(l, c, now);
        return;
    }
    c->in.size += (size_t)got;
    l->bytes_in += (uint64_t)got;
    conn_reply(l, c, now);
}

// Sends what is due on connections that rest.
static void send_due(struct load *l, uint64_t now)
{
    while (l->idle_count > 0 && has_more(l, now)) {
        uint64_t due = l->options->rate > 0 ? due_at(l, l->sent) : now;
        if (due > now)
            return;
        conn_send(l, &l->conns[l->idle[--l->idle_count]], due);
    }
}

static int wait_for(const struct load *l, struct epoll_event *events, int max, uint64_t now)
{
    uint64_t wait_ns = 100000000;
    if (l->options->rate > 0 && l->idle_count > 0 && has_more(l, now)) {
        uint64_t due = due_at(l, l->sent);
        wait_ns = due > now ? due - now : 0;
    }
    struct timespec wait = {.tv_sec = (time_t)(wait_ns / 1000000000),
                            .tv_nsec = (long)(wait_ns % 1000000000)};
    int count = epoll_pwait2(l->epoll_fd, events, max, &wait, NULL);
    if (count < 0 && errno != EINTR)
        client_die("epoll_pwait2: %s", strerror(errno));
    return count < 0 ? 0 : count;
}

static void tell_progress(const struct load *l, uint64_t now, uint64_t *at_ns)
{
    if (!l->options->shows_progress || now < *at_ns)
        return;
    *at_ns = now + 1000000000;
    if (l->options->count > 0)
        fprintf(stderr, "%llu of %lld\n", (unsigned long long)l->replied, l->options->count);
    else
        fprintf(stderr, "%llu\n", (unsigned long long)l->replied);
}

static void run(struct load *l)
{
    struct epoll_event events[256];
    uint64_t progress_ns = 0;
    l->start_ns = client_now_ns();
    l->last_reply_ns = l->start_ns;
    l->stop_ns =
        l->options->count > 0 ? UINT64_MAX / 2 : l->start_ns + (uint64_t)l->options->seconds * 1000000000u;
    for (;;) {
        uint64_t now = client_now_ns();
        send_due(l, now);
        bool is_stalled = now > l->last_reply_ns + (uint64_t)STALLED_S * NS_PER_S;
        bool rests = l->idle_count == l->options->connections && !has_more(l, now);
        if (rests || is_stalled || now > l->stop_ns + (uint64_t)l->options->drain_s * NS_PER_S)
            break;
        tell_progress(l, now, &progress_ns);
        int count = wait_for(l, events, 256, now);
        for (int i = 0; i < count; i++) {
            struct conn *c = &l->conns[events[i].data.u32];
            if (events[i].events & EPOLLOUT)
                conn_flush(l, c);
            if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
                conn_read(l, c);
        }
    }
    l->unanswered = (uint64_t)(l->options->connections - l->idle_count);
}

static void print_statuses(const struct load *l)
{
    const char *comma = "";
    printf("\"status\":{");
    for (int status = 0; status < 600; status++) {
        if (l->by_status[status] == 0)
            continue;
        printf("%s\"%d\":%llu", comma, status, (unsigned long long)l->by_status[status]);
        comma = ",";
    }
    printf("}");
}

static uint64_t count_good(const struct load *l)
{
    uint64_t good = 0;
    for (int status = 200; status < 300; status++)
        good += l->by_status[status];
    return good - l->unexpected;
}

static uint64_t count_unsent(const struct load *l)
{
    uint64_t wanted = l->options->rate > 0 ? (uint64_t)(l->options->rate * l->options->seconds)
                                           : (uint64_t)l->options->count;
    return wanted > l->sent ? wanted - l->sent : 0;
}

static void print_seconds(const struct load *l)
{
    uint64_t last = l->replied > 0 ? (l->last_reply_ns - l->start_ns) / 1000000000 : 0;
    printf("\"each_second\":[");
    for (uint64_t i = 0; i <= last && i < SECONDS_MAX; i++)
        printf("%s%llu", i > 0 ? "," : "", (unsigned long long)l->each_second[i]);
    printf("]");
}

static void print_report(const struct load *l, uint64_t cpu_ns)
{
    double seconds = l->replied > 0 ? (double)(l->last_reply_ns - l->start_ns) / 1e9 : 0;
    printf("{\"replies\":%llu,\"good\":%llu,\"seconds\":%.3f,\"rate\":%.1f,\"good_rate\":%.1f,",
           (unsigned long long)l->replied, (unsigned long long)count_good(l), seconds,
           seconds > 0 ? (double)l->replied / seconds : 0, seconds > 0 ? (double)count_good(l) / seconds : 0);
    printf("\"ms\":");
    histogram_print_ms(&l->latency, stdout);
    printf(",");
    print_statuses(l);
    printf(",\"errors\":{\"closed\":%llu,\"broken\":%llu,\"unexpected\":%llu,\"unanswered\":%llu,"
           "\"unsent\":%llu},\"reconnects\":%llu,",
           (unsigned long long)l->closed, (unsigned long long)l->broken, (unsigned long long)l->unexpected,
           (unsigned long long)l->unanswered, (unsigned long long)count_unsent(l),
           (unsigned long long)l->reconnects);
    printf("\"bytes_in\":%llu,\"next_number\":%llu,\"client_cpu_us\":%.3f,", (unsigned long long)l->bytes_in,
           (unsigned long long)l->source.number,
           l->replied > 0 ? (double)cpu_ns / 1e3 / (double)l->replied : 0);
    print_seconds(l);
    printf("}\n");
}

static const char usage[] =
    "load --url http://127.0.0.1:PORT/PATH [options]\n"
    "  --connections N     keep-alive connections, one request outstanding on each (64)\n"
    "  --seconds N | --count N   how long, or how many requests (--seconds 5)\n"
    "  --rate R            open loop: R requests a second, latency from when each was due\n"
    "  --method M  --header 'Name: value'  --headers-file F\n"
    "  --body TEXT | --body-file F   a POST of JSON; text, path and headers may have holes:\n"
    "                      {{number}} {{customer}} {{each}} {{random}} {{run}}\n"
    "  --type T            what the body is (application/json)\n"
    "  --sign-token T --sign-url U   signs a form as Twilio does, in X-Twilio-Signature\n"
    "  --customers N       how many customers {{customer}} and {{each}} name (2000)\n"
    "  --first N           the first {{number}} (0)\n"
    "  --seed N            of the customers drawn and of {{run}} (1)\n"
    "  --expect TEXT       good replies contain it; others are counted as unexpected\n"
    "  --drain N           seconds to wait for the last replies (10)\n"
    "  --progress          one line a second on standard error\n";

static const struct option long_options[] = {
    {"url", required_argument, NULL, 'u'},      {"connections", required_argument, NULL, 'c'},
    {"seconds", required_argument, NULL, 's'},  {"count", required_argument, NULL, 'n'},
    {"rate", required_argument, NULL, 'r'},     {"method", required_argument, NULL, 'm'},
    {"header", required_argument, NULL, 'h'},   {"headers-file", required_argument, NULL, 'H'},
    {"body", required_argument, NULL, 'b'},     {"body-file", required_argument, NULL, 'B'},
    {"type", required_argument, NULL, 't'},     {"sign-token", required_argument, NULL, 'k'},
    {"sign-url", required_argument, NULL, 'U'}, {"customers", required_argument, NULL, 'C'},
    {"first", required_argument, NULL, 'f'},    {"seed", required_argument, NULL, 'S'},
    {"expect", required_argument, NULL, 'e'},   {"drain", required_argument, NULL, 'd'},
    {"progress", no_argument, NULL, 'p'},       {NULL, 0, NULL, 0},
};

static void take_number(struct options *o, int key, const char *text)
{
    switch (key) {
    case 'c':
        o->connections = (int)client_number("--connections", text, 1, CONNECTIONS_MAX);
        break;
    case 's':
        o->seconds = client_number("--seconds", text, 1, SECONDS_MAX);
        break;
    case 'n':
        o->count = client_number("--count", text, 1, 1000000000);
        break;
    case 'r':
        o->rate = client_number("--rate", text, 1, 1000000);
        break;
    case 'C':
        o->source.customers = (uint64_t)client_number("--customers", text, 1, 9999999);
        break;
    case 'f':
        o->source.number = (uint64_t)client_number("--first", text, 0, 999999999999);
        break;
    case 'S':
        o->source.random = (uint64_t)client_number("--seed", text, 0, 999999999999);
        o->source.run = (uint32_t)o->source.random;
        break;
    case 'd':
        o->drain_s = client_number("--drain", text, 0, 600);
        break;
    default:
        client_die("%s", usage);
    }
}

static void take_option(struct options *o, int key, char *text)
{
    switch (key) {
    case 'u':
        o->url = text;
        break;
    case 'm':
        o->request.method = text;
        break;
    case 'h':
        request_add_header(&o->request, text);
        break;
    case 'H':
        request_add_headers_from(&o->request, text);
        break;
    case 'b':
        o->request.body = text;
        break;
    case 'B':
        request_set_body_from(&o->request, text);
        break;
    case 't':
        o->request.type = text;
        break;
    case 'k':
        o->signer.token = text;
        request_add_header(&o->request, "X-Twilio-Signature: " SIGNER_PLACE);
        break;
    case 'U':
        o->signer.url = text;
        break;
    case 'e':
        o->expect = text;
        break;
    case 'p':
        o->shows_progress = true;
        break;
    default:
        take_number(o, key, text);
    }
}

static struct options parse_options(int argc, char **argv)
{
    int key;
    struct options o = {
        .connections = 64, .drain_s = 10, .source = {.customers = 2000, .random = 1, .run = 1}};
    while ((key = getopt_long(argc, argv, "", long_options, NULL)) != -1)
        take_option(&o, key, optarg);
    if (o.url == NULL || optind != argc || (o.signer.token == NULL) != (o.signer.url == NULL) ||
        (o.count > 0 && (o.seconds > 0 || o.rate > 0)))
        client_die("%s", usage);
    if (o.count == 0 && o.seconds == 0)
        o.seconds = 5;
    return o;
}

static struct load *load_new(const struct options *o)
{
    struct load *l = calloc(1, sizeof(*l));
    if (l == NULL)
        client_die("out of memory");
    l->options = o;
    l->source = o->source;
    if (!target_parse(o->url, &l->target))
        client_die("not a URL of a local HTTP server: %s", o->url);
    request_build(&o->request, &l->target, &l->request);
    l->signer = o->signer;
    if (o->signer.token != NULL && (!signer_find(&l->signer, buffer_view(&l->request.bytes)) ||
                                    !signer_sign(&l->signer, l->request.bytes.data, l->request.bytes.size)))
        client_die("what is to be signed is no form");
    l->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < o->connections; i++) {
        buffer_init(&l->conns[i].in, REPLY_MAX);
        buffer_init(&l->conns[i].out, 2 << 20);
        conn_open(l, &l->conns[i]);
        l->idle[l->idle_count++] = i;
    }
    return l;
}

int main(int argc, char **argv)
{
    struct options options = parse_options(argc, argv);
    client_raise_file_limit();
    struct load *l = load_new(&options);
    uint64_t cpu_before = client_cpu_ns();
    run(l);
    print_report(l, client_cpu_ns() - cpu_before);
    for (int i = 0; i < options.connections; i++) {
        close(l->conns[i].fd);
        buffer_free(&l->conns[i].in);
        buffer_free(&l->conns[i].out);
    }
    close(l->epoll_fd);
    shape_free(&l->request);
    free(l);
    request_options_free(&options.request);
    return 0;
}
