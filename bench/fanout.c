// SPDX-License-Identifier: Apache-2.0
// Counts deliveries: S WebSockets on one topic, and one publisher, either HTTP posts to the same server
// (--publish-url http://…) or frames on one more WebSocket of a bare peer that broadcasts what it gets
// (--publish-url ws://…). With W outstanding a message is published when an earlier one has reached
// everybody (throughput); with --rate R messages are due at a constant rate (latency from when each was
// due). Every message carries "#bench" and its number, by which a delivery is known. One thread.
#include "histogram.h"
#include "reply.h"
#include "request.h"
#include "websocket_client.h"
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    SUBSCRIBERS_MAX = 20000,
    SLOTS_MAX = 256,
    RING = 1 << 16, // messages under way at once
    CHUNK = 1 << 18,
    NUMBER_DIGITS = 12,
    SLOT_MARK = 1 << 30,
};

#define MARK "#bench"

struct options {
    const char *subscribe_url, *publish_url, *hello;
    char headers[2048];
    struct request_options request; // for HTTP
    int subscribers, slots;
    long long rate, seconds, payload_bytes, settle_ms;
    struct shape_source source;
};

struct subscriber {
    int fd;
    struct buffer rest; // the front of a frame that is not whole yet
};

// One message under way from the publisher's side.
struct slot {
    int fd;          // HTTP connection; -1 for a WebSocket publisher
    bool is_waiting; // for the HTTP reply
    bool is_undelivered;
    uint64_t sequence;
    struct buffer in;
};

struct flight {
    uint64_t due_ns;
    uint32_t delivered;
    int slot; // to free when everybody has it; -1: none
};

struct fanout {
    const struct options *options;
    struct subscriber *subscribers;
    struct slot slots[SLOTS_MAX];
    struct flight *ring;
    struct shape message; // HTTP request or WebSocket frame, whole
    struct shape_source source;
    char *chunk;
    size_t mark_at; // where the mark stood in the last payload
    int epoll_fd, publish_fd;
    uint64_t start_ns, stop_ns, last_ns;
    uint64_t published, delivered, other_frames, payload_bytes, refused, lost;
    struct histogram latency;
};

static void watch(struct fanout *f, int fd, uint32_t mark)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = mark};
    if (epoll_ctl(f->epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0)
        client_die("epoll_ctl: %s", strerror(errno));
}

// Blocks while the socket is full: the publisher is one small message ahead of its reader at most.
static void send_whole(int fd, struct view data)
{
    while (data.size > 0) {
        ssize_t sent = send(fd, data.data, data.size, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN && errno != EINTR)
            client_die("the publisher was cut off: %s", strerror(errno));
        if (sent > 0)
            data = view_make(data.data + sent, data.size - (size_t)sent);
    }
}

static void publish(struct fanout *f, int slot, uint64_t due_ns)
{
    struct slot *s = &f->slots[slot];
    bool is_http = s->fd >= 0;
    f->ring[f->published % RING] =
        (struct flight){.due_ns = due_ns, .slot = f->options->rate > 0 ? -1 : slot};
    s->sequence = f->published++;
    s->is_waiting = is_http;
    s->is_undelivered = f->options->rate == 0;
    send_whole(is_http ? s->fd : f->publish_fd, shape_next(&f->message, &f->source));
}

static uint64_t due_at(const struct fanout *f, uint64_t sequence)
{
    return f->start_ns + (uint64_t)((double)sequence * 1e9 / (double)f->options->rate);
}

// Publishes on every free slot what is due.
static void publish_due(struct fanout *f, uint64_t now)
{
    for (int i = 0; i < f->options->slots && now < f->stop_ns; i++) {
        struct slot *s = &f->slots[i];
        uint64_t due = f->options->rate > 0 ? due_at(f, f->published) : now;
        if (!s->is_waiting && !s->is_undelivered && due <= now)
            publish(f, i, due);
    }
}

static bool number_at(struct view payload, size_t at, uint64_t *ret)
{
    long long number;
    size_t digits = at + sizeof(MARK) - 1;
    if (digits + NUMBER_DIGITS > payload.size || memcmp(payload.data + at, MARK, sizeof(MARK) - 1) != 0 ||
        !view_to_uint(view_make(payload.data + digits, NUMBER_DIGITS), &number))
        return false;
    *ret = (uint64_t)number;
    return true;
}

// The message that a payload carries; looks first where the last one stood.
static bool find_number(struct fanout *f, struct view payload, uint64_t *ret)
{
    if (number_at(payload, f->mark_at, ret))
        return true;
    const char *mark = memmem(payload.data, payload.size, MARK, sizeof(MARK) - 1);
    if (mark == NULL)
        return false;
    f->mark_at = (size_t)(mark - payload.data);
    return number_at(payload, f->mark_at, ret);
}

static void take_payload(struct fanout *f, struct view payload, uint64_t now)
{
    uint64_t number;
    uint64_t first = f->options->source.number;
    if (!find_number(f, payload, &number) || number < first || number - first >= f->published) {
        f->other_frames++;
        return;
    }
    struct flight *flight = &f->ring[(number - first) % RING];
    histogram_add(&f->latency, now - flight->due_ns);
    f->delivered++;
    f->payload_bytes += payload.size;
    f->last_ns = now;
    flight->delivered++;
    if (flight->delivered == (uint32_t)f->options->subscribers && flight->slot >= 0)
        f->slots[flight->slot].is_undelivered = false;
}

static void answer_ping(int fd, struct view payload)
{
    char pong[125 + FRAME_HEAD_MAX];
    if (payload.size <= 125)
        send_whole(fd, view_make(pong, frame_write(pong, 10, payload)));
}

static void subscriber_data(struct fanout *f, struct subscriber *s, struct view data, uint64_t now)
{
    struct frame_in frame;
    while (frame_next(&data, &frame)) {
        if (frame.opcode == 1 || frame.opcode == 2)
            take_payload(f, frame.payload, now);
        else if (frame.opcode == 9)
            answer_ping(s->fd, frame.payload);
        else if (frame.opcode == 8)
            f->lost++;
    }
    buffer_clear(&s->rest);
    buffer_append(&s->rest, data.data, data.size);
}

static void subscriber_read(struct fanout *f, struct subscriber *s)
{
    size_t rest = s->rest.size;
    if (rest > 0)
        memcpy(f->chunk, s->rest.data, rest);
    ssize_t got = recv(s->fd, f->chunk + rest, CHUNK - rest, 0);
    if (got > 0) {
        subscriber_data(f, s, view_make(f->chunk, rest + (size_t)got), client_now_ns());
    } else if (got == 0 || errno != EAGAIN) {
        f->lost++;
        close(s->fd);
    }
}

static void slot_read(struct fanout *f, struct slot *s)
{
    struct reply reply;
    if (!buffer_reserve(&s->in, 16384))
        client_die("too large a reply");
    ssize_t got = recv(s->fd, s->in.data + s->in.size, s->in.capacity - s->in.size, 0);
    if (got < 0 && errno == EAGAIN)
        return;
    if (got <= 0)
        client_die("the publisher was cut off");
    s->in.size += (size_t)got;
    if (reply_read(buffer_view(&s->in), &reply) != REPLY_WHOLE)
        return;
    if (reply.status / 100 != 2) {
        f->refused++;
        s->is_undelivered = false;
    }
    s->is_waiting = false;
    buffer_consume(&s->in, reply.size);
}

static void read_events(struct fanout *f, int wait_ms)
{
    struct epoll_event events[256];
    int count = epoll_wait(f->epoll_fd, events, 256, wait_ms);
    for (int i = 0; i < count; i++) {
        uint32_t mark = events[i].data.u32;
        if (mark >= SLOT_MARK)
            slot_read(f, &f->slots[mark - SLOT_MARK]);
        else
            subscriber_read(f, &f->subscribers[mark]);
    }
}

// Whether anything published has not arrived everywhere.
static bool is_under_way(const struct fanout *f)
{
    return f->delivered < (f->published - f->refused) * (uint64_t)f->options->subscribers;
}

static void settle(struct fanout *f)
{
    uint64_t until = client_now_ns() + (uint64_t)f->options->settle_ms * 1000000;
    while (client_now_ns() < until)
        read_events(f, 10);
    f->other_frames = 0;
}

static void run(struct fanout *f)
{
    f->start_ns = client_now_ns();
    f->last_ns = f->start_ns;
    f->stop_ns = f->start_ns + (uint64_t)f->options->seconds * 1000000000u;
    for (;;) {
        uint64_t now = client_now_ns();
        if (now >= f->stop_ns && (!is_under_way(f) || now > f->stop_ns + 5000000000u))
            return;
        publish_due(f, now);
        read_events(f, f->options->rate > 0 ? 1 : 10);
    }
}

static void open_subscribers(struct fanout *f)
{
    struct target target;
    size_t rest;
    if (!target_parse(f->options->subscribe_url, &target))
        client_die("not a URL of a local WebSocket server: %s", f->options->subscribe_url);
    for (int i = 0; i < f->options->subscribers; i++) {
        struct subscriber *s = &f->subscribers[i];
        buffer_init(&s->rest, CHUNK / 2);
        int r =
            websocket_open(&target, f->options->headers, f->options->hello, &s->fd, f->chunk, CHUNK, &rest);
        if (r < 0)
            client_die("subscriber %d: %s", i, strerror(-r));
        buffer_append(&s->rest, f->chunk, rest);
        watch(f, s->fd, (uint32_t)i);
    }
}

static void open_http_publisher(struct fanout *f, const struct target *target)
{
    request_build(&f->options->request, target, &f->message);
    for (int i = 0; i < f->options->slots; i++) {
        int r = client_connect(target, true, &f->slots[i].fd);
        if (r < 0)
            client_die("cannot connect to %s: %s", target->authority, strerror(-r));
        buffer_init(&f->slots[i].in, 4 << 20);
        watch(f, f->slots[i].fd, SLOT_MARK + (uint32_t)i);
    }
}

// The frame holds its mark in front and is filled up to the size asked for.
static void build_frame(struct fanout *f)
{
    size_t size = (size_t)f->options->payload_bytes;
    size_t marked = sizeof(MARK) - 1 + NUMBER_DIGITS;
    char *payload = malloc(size), *frame = malloc(size + FRAME_HEAD_MAX);
    if (payload == NULL || frame == NULL)
        client_die("out of memory");
    memset(payload, 'x', size);
    size_t head = frame_write(frame, 1, view_make(payload, size)) - size;
    shape_append(&f->message, view_make(frame, head));
    shape_append(&f->message, VIEW(MARK "{{number}}"));
    shape_append(&f->message, view_make(payload, size - marked));
    free(payload);
    free(frame);
}

static void open_websocket_publisher(struct fanout *f, const struct target *target)
{
    size_t rest;
    build_frame(f);
    for (int i = 0; i < f->options->slots; i++)
        f->slots[i].fd = -1;
    int r = websocket_open(target, f->options->headers, NULL, &f->publish_fd, f->chunk, CHUNK, &rest);
    if (r < 0)
        client_die("publisher: %s", strerror(-r));
}

static void open_publisher(struct fanout *f)
{
    struct target target;
    if (!target_parse(f->options->publish_url, &target))
        client_die("not a URL of a local server: %s", f->options->publish_url);
    if (strncmp(f->options->publish_url, "ws:", 3) == 0)
        open_websocket_publisher(f, &target);
    else
        open_http_publisher(f, &target);
}

static void print_report(const struct fanout *f, uint64_t cpu_ns)
{
    double seconds = (double)(f->last_ns - f->start_ns) / 1e9;
    uint64_t wanted = (f->published - f->refused) * (uint64_t)f->options->subscribers;
    printf("{\"subscribers\":%d,\"published\":%llu,\"refused\":%llu,\"deliveries\":%llu,\"missing\":%lld,",
           f->options->subscribers, (unsigned long long)f->published, (unsigned long long)f->refused,
           (unsigned long long)f->delivered, (long long)(wanted - f->delivered));
    printf("\"seconds\":%.3f,\"rate\":%.1f,\"ms\":", seconds,
           seconds > 0 ? (double)f->delivered / seconds : 0);
    histogram_print_ms(&f->latency, stdout);
    printf(",\"other_frames\":%llu,\"cut_off\":%llu,\"payload_bytes\":%.1f,\"client_cpu_us\":%.3f}\n",
           (unsigned long long)f->other_frames, (unsigned long long)f->lost,
           f->delivered > 0 ? (double)f->payload_bytes / (double)f->delivered : 0,
           f->delivered > 0 ? (double)cpu_ns / 1e3 / (double)f->delivered : 0);
}

static const char usage[] =
    "fanout --subscribe-url ws://127.0.0.1:PORT/PATH --publish-url URL [options]\n"
    "  --publish-url http://…  with --body or --body-file: a POST whose text holds #bench{{number}}\n"
    "  --publish-url ws://…    a frame of --payload-bytes (300) that the peer broadcasts\n"
    "  --subscribers S (1000)  --outstanding W (4)  --rate R  --seconds N (5)\n"
    "  --hello TEXT            sent by each subscriber once it is connected\n"
    "  --header 'Name: value'  with every request\n"
    "  --first N               the first {{number}} (0)\n"
    "  --settle-ms N           pause between subscribing and publishing (300)\n";

static const struct option long_options[] = {
    {"subscribe-url", required_argument, NULL, 'u'}, {"publish-url", required_argument, NULL, 'p'},
    {"hello", required_argument, NULL, 'l'},         {"header", required_argument, NULL, 'h'},
    {"body", required_argument, NULL, 'b'},          {"body-file", required_argument, NULL, 'B'},
    {"subscribers", required_argument, NULL, 'n'},   {"outstanding", required_argument, NULL, 'w'},
    {"rate", required_argument, NULL, 'r'},          {"seconds", required_argument, NULL, 's'},
    {"payload-bytes", required_argument, NULL, 'z'}, {"first", required_argument, NULL, 'f'},
    {"settle-ms", required_argument, NULL, 't'},     {NULL, 0, NULL, 0},
};

static void take_number(struct options *o, int key, const char *text)
{
    switch (key) {
    case 'n':
        o->subscribers = (int)client_number("--subscribers", text, 1, SUBSCRIBERS_MAX);
        break;
    case 'w':
        o->slots = (int)client_number("--outstanding", text, 1, SLOTS_MAX);
        break;
    case 'r':
        o->rate = client_number("--rate", text, 1, 100000);
        break;
    case 's':
        o->seconds = client_number("--seconds", text, 1, 3600);
        break;
    case 'z':
        o->payload_bytes = client_number("--payload-bytes", text, 32, 100000);
        break;
    case 'f':
        o->source.number = (uint64_t)client_number("--first", text, 0, 999999999999);
        break;
    case 't':
        o->settle_ms = client_number("--settle-ms", text, 0, 60000);
        break;
    default:
        client_die("%s", usage);
    }
}

static void take_header(struct options *o, const char *line)
{
    size_t size = strlen(o->headers);
    request_add_header(&o->request, line);
    if (size + strlen(line) + 3 > sizeof(o->headers))
        client_die("too many headers");
    snprintf(o->headers + size, sizeof(o->headers) - size, "%s\r\n", line);
}

static void take_option(struct options *o, int key, const char *text)
{
    switch (key) {
    case 'u':
        o->subscribe_url = text;
        break;
    case 'p':
        o->publish_url = text;
        break;
    case 'l':
        o->hello = text;
        break;
    case 'h':
        take_header(o, text);
        break;
    case 'b':
        o->request.body = text;
        break;
    case 'B':
        request_set_body_from(&o->request, text);
        break;
    default:
        take_number(o, key, text);
    }
}

static struct options parse_options(int argc, char **argv)
{
    int key;
    struct options o = {.subscribers = 1000,
                        .slots = 4,
                        .seconds = 5,
                        .payload_bytes = 300,
                        .settle_ms = 300,
                        .source = {.customers = 1, .random = 1, .run = 1}};
    while ((key = getopt_long(argc, argv, "", long_options, NULL)) != -1)
        take_option(&o, key, optarg);
    if (o.subscribe_url == NULL || o.publish_url == NULL || optind != argc)
        client_die("%s", usage);
    return o;
}

static void fanout_free(struct fanout *f)
{
    for (int i = 0; i < f->options->subscribers; i++) {
        close(f->subscribers[i].fd);
        buffer_free(&f->subscribers[i].rest);
    }
    for (int i = 0; i < f->options->slots; i++)
        buffer_free(&f->slots[i].in);
    shape_free(&f->message);
    free(f->subscribers);
    free(f->ring);
    free(f->chunk);
    free(f);
}

int main(int argc, char **argv)
{
    struct options options = parse_options(argc, argv);
    client_raise_file_limit();
    struct fanout *f = calloc(1, sizeof(*f));
    if (f == NULL)
        client_die("out of memory");
    f->options = &options;
    f->source = options.source;
    f->subscribers = calloc((size_t)options.subscribers, sizeof(*f->subscribers));
    f->ring = calloc(RING, sizeof(*f->ring));
    f->chunk = malloc(CHUNK);
    f->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (f->subscribers == NULL || f->ring == NULL || f->chunk == NULL)
        client_die("out of memory");
    open_subscribers(f);
    open_publisher(f);
    settle(f);
    uint64_t cpu_before = client_cpu_ns();
    run(f);
    print_report(f, client_cpu_ns() - cpu_before);
    fanout_free(f);
    request_options_free(&options.request);
    return 0;
}
