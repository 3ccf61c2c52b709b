// SPDX-License-Identifier: Apache-2.0
// HTTP/1.1 server side (RFC 9110, RFC 9112): keep-alive, pipelining, chunked both ways, limits and
// deadlines on everything. All calls on the loop's thread that owns the connection.
#pragma once
#include "base/arena.h"
#include "base/buffer.h"
#include "net/http_header.h"
#include "net/loop.h"
#include <stdatomic.h>

enum http_method {
    HTTP_GET,
    HTTP_HEAD,
    HTTP_POST,
    HTTP_PUT,
    HTTP_DELETE,
    HTTP_OPTIONS,
    HTTP_PATCH,
    HTTP_OTHER
};

struct http_request {
    enum http_method method;
    struct view method_text;
    struct view target; // as it came
    struct view path;   // before '?', still encoded; begins with '/'
    struct view query;  // behind '?'; no data when there is none
    struct http_header *headers;
    size_t header_count;
    struct view body; // whole, de-chunked
    struct view peer; // the client's address as text, without port
    bool peer_is_loopback;
    bool peer_is_operator; // http_server_config.peers_are_operator
    bool is_http10;
    int64_t began_us; // loop time of the head's first byte
};

// The value of the first header of that name (any case), or a view without data.
struct view http_header_value(const struct http_request *request, struct view name);

// How many headers of that name there are.
size_t http_header_count(const struct http_request *request, struct view name);

// One request and the reply that it waits for. The application owns it from http_app.request on until
// it calls http_reply, http_stream_end or websocket_upgrade, exactly one of them, then or later. The
// next request of the connection (and its bytes) waits until then. A client that leaves meanwhile (ends
// its sending counts as leaving) changes nothing for the application: the reply goes nowhere.
struct http_exchange {
    struct arena arena; // lives as long as the exchange; head and body lie in it
    struct http_request request;
    struct loop *loop;
    void *user;
};

struct http_app {
    void *ctx;
    // The head is there: how many body bytes to allow (a larger body is answered 413), at most
    // http_limits.body_max. May be NULL: http_limits.body_max.
    size_t (*body_max)(void *ctx, const struct http_request *request);
    // The head is there and a body follows: whether the application takes that piece by piece, and up to how
    // many bytes (http_limits.body_max does not count). Then `request` is called before any of the body came,
    // and the application calls http_body_take or answers at once. May be NULL: never.
    bool (*takes_pieces)(void *ctx, const struct http_request *request, size_t *ret_max);
    // The whole request is there.
    void (*request)(void *ctx, struct http_exchange *exchange);
    // The server itself refuses (400, 408, 413, 414, 431, 501, 503, 505): the application writes the body and
    // its media type into `out`. May be NULL: a bare status line with an empty body.
    void (*refusal)(void *ctx, int status, const char *detail, struct buffer *out, struct view *ret_type);
};

struct http_limits {
    size_t head_max;      // bytes of request line and headers, default 16 KiB → 431 (414 for the target)
    size_t headers_max;   // how many, default 100 → 431
    size_t body_max;      // default 1 MiB → 413
    size_t bodies_max;    // bytes of all bodies that this loop holds, default 256 MiB → 503
    int connections_max;  // of this loop, default 60,000; past it accepted and closed at once
    int head_timeout_ms;  // from the first byte of a head to its end, default 10,000 → 408
    int body_timeout_ms;  // between two reads of a body, default 15,000 → 408
    int body_total_ms;    // a whole body, default 60,000 → 408
    int piece_rate_min;   // of a body taken in pieces: a second more for each so many bytes, default 16 KiB
    int idle_timeout_ms;  // keep-alive without a request, default 75,000: closed
    int write_timeout_ms; // a peer that takes nothing, default 30,000: closed
    size_t websocket_message_max; // default 128 KiB → close 1009
    size_t websocket_queue_max;   // bytes waiting for a slow reader, default 1 MiB → close 4008
    int websocket_ping_ms;        // default 25,000
    int websocket_dead_ms;        // without any byte from the peer, default 60,000: dropped
};

// All defaults.
struct http_limits http_limits_default(void);

// Counters of one server; written by its loop, read by anyone with relaxed loads.
struct http_counters {
    atomic_ullong accepted, refused, closed; // connections
    atomic_ullong requests;
    atomic_ullong replies[6]; // by hundreds: [2] is 2xx; [0] dropped because the client had left
    atomic_ullong bytes_in, bytes_out;
    atomic_ullong websockets_opened, websockets_closed, websockets_slow;
    atomic_ullong frames_in, frames_out;
};

struct http_server;

struct http_server_config {
    struct loop *loop;
    struct http_app app;
    struct http_limits limits;
    int listen_fd; // bound and listening, given away; -1: none (connections come from http_server_adopt)
    bool
        peers_are_operator; // whoever can connect may do everything: a socket that only the operator can open
    int access_log_fd;      // combined log format, buffered and written each second or 64 KiB; -1: none
};

// Before loop_run or on the loop thread. The server lives until its loop is freed.
int http_server_new(const struct http_server_config *config, struct http_server **ret);

// Takes a connected stream socket as if it had been accepted. Loop thread, or before loop_run. The
// descriptor is given away, also on failure. 0 also when the connection limit closed it at once.
int http_server_adopt(struct http_server *server, int fd);

const struct http_counters *http_server_counters(const struct http_server *server);

// Binds with SO_REUSEPORT so that every loop has a listener of its own; port 0 picks one.
// -EADDRINUSE, -EACCES, … *ret_port is the port in use. `host` is an IP address or "localhost".
int http_listen(const char *host, int port, int *ret_fd, int *ret_port);

// Whether nobody listens there yet: -EADDRINUSE also where http_listen would join another process' port.
int http_port_check(const char *host, int port);

// Listens on a socket file that only this process' user may open (0600). What lies there is replaced, so
// its directory must be the caller's own. Paths of any length.
int http_listen_unix(const char *path, int *ret_fd);

// Replies and gives the exchange away. Content-Length, Date and Connection are added here; HEAD and 304
// send no body. `close` ends the connection behind the reply. The body is copied or written at once.
// A status below 100 or above 599, or headers with CR, LF or NUL in them, become a bare 500.
void http_reply(struct http_exchange *exchange, int status, const struct http_header *headers,
                size_t header_count, struct view body, bool close);

// How an application takes a body piece by piece. Until `end` was called it must not answer but from within
// one of these calls, or to refuse the rest: then the connection ends behind the answer.
struct http_intake {
    void *ctx;
    // Valid during the call.
    void (*piece)(void *ctx, struct http_exchange *exchange, struct view data);
    // Once: no more comes. Status 0: the body is whole; HTTP_CLIENT_LEFT: nobody waits for an answer (give
    // the exchange back all the same, by any answer); else what to answer, and the connection ends behind it.
    void (*end)(void *ctx, struct http_exchange *exchange, int status, const char *detail);
};
enum { HTTP_CLIENT_LEFT = 499 };

// From now on pieces come, also later than in this call; without a body `end` is called at once. A client
// that waits for "100 Continue" gets it.
void http_body_take(struct http_exchange *exchange, struct http_intake intake);

// No piece comes until it is resumed, and the client is made to wait; its deadlines stand still meanwhile.
void http_body_pause(struct http_exchange *exchange);
void http_body_resume(struct http_exchange *exchange);

// A reply of unknown length, chunked (to HTTP/1.0: until close). After begin, any number of chunks, then
// end. http_stream_room tells how many bytes may be queued without growing past the limit (0: wait);
// `drained` (may be NULL) is called on the loop when room came back, and with room 0 for ever once the
// client has left (http_stream_is_gone), after which chunks are dropped silently.
struct http_stream_handler {
    void *ctx;
    void (*drained)(void *ctx, struct http_exchange *exchange);
};
void http_stream_begin(struct http_exchange *exchange, int status, const struct http_header *headers,
                       size_t header_count, struct http_stream_handler handler);
void http_stream_chunk(struct http_exchange *exchange, struct view data);
size_t http_stream_room(const struct http_exchange *exchange);
bool http_stream_is_gone(const struct http_exchange *exchange);
void http_stream_end(struct http_exchange *exchange);
