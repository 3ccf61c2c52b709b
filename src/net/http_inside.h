// SPDX-License-Identifier: Apache-2.0
// The HTTP server as the rest of this folder sees it. Loop thread only.
#pragma once
#include "net/access_log.h"
#include "net/chunked.h"
#include "net/deadlines.h"
#include "net/head_scan.h"
#include "net/http.h"
#include "net/loop_inside.h"
#include "net/transport.h"

enum {
    INPUT_SIZE = 64 * 1024,  // read at once, into one buffer a loop
    WAITING_MAX = 64 * 1024, // bytes of later requests that wait for a reply; then reading stops
    STREAM_QUEUE_MAX = 256 * 1024,
    PEER_SIZE = 48,
    SPARE_EXCHANGES = 256,
};

// A connection, HTTP or WebSocket, as the server counts, stops and ends it.
struct http_peer;
struct http_peer_type {
    void (*stop)(struct http_peer *peer);    // end when what runs is done
    void (*abandon)(struct http_peer *peer); // end now
};
struct http_peer {
    struct list link;
    const struct http_peer_type *type;
};

struct acceptor;

struct http_server {
    struct loop_client client; // first
    struct loop *loop;
    struct http_app app;
    struct http_limits limits;
    bool peers_are_operator;
    struct deadlines deadlines;
    struct acceptor *acceptor; // NULL without a listener
    struct list peers;
    int peer_count;
    struct list exchanges; // all that are not answered
    size_t bodies_size;    // of all exchanges
    struct exchange *spare;
    int spare_count;
    struct access_log log;
    int64_t log_flushed_us;
    struct buffer head; // of the reply that is being made
    struct buffer body; // of a refusal
    struct http_counters counters;
    char input[INPUT_SIZE];
};

enum conn_state {
    CONN_HEAD,     // waits for a head, or has a part of one
    CONN_BODY,     // reads a body
    CONN_APP,      // the application owns the exchange
    CONN_WRITING,  // the reply waits for the peer
    CONN_LINGER,   // all is said; reads over what still comes until the peer ends too
    CONN_UPGRADED, // the transport went to a WebSocket
    CONN_CLOSED,
};

struct conn {
    struct http_peer peer; // first
    struct http_server *server;
    struct transport *transport;
    struct exchange *exchange; // CONN_BODY, CONN_APP
    struct buffer in;          // what came and is not used yet
    struct buffer out;         // what the peer did not take yet, from out_at on
    size_t out_at;
    struct head_scan scan;
    struct deadline phase, write;
    struct loop_task later; // goes on with `in`, or frees
    int64_t began_us;       // of the head, then of the body
    enum conn_state state;
    bool is_feeding;    // inside conn_feed: it goes on by itself
    bool skipped_blank; // one empty line before the head
    bool must_end;      // behind this reply
    bool has_ended;     // the peer sends no more
    bool wants_input, wants_output;
    bool peer_is_loopback;
    void *heir; // CONN_UPGRADED: who gets the bytes behind the request
    void (*take_rest)(void *heir, struct view rest);
    char peer_text[PEER_SIZE];
};

// Of a body that the application takes in pieces.
struct intake {
    bool is_one;
    bool is_paused; // also until it is taken
    bool is_taken;
    bool is_over; // `end` was called, or will be by `left`
    bool wants_continue;
    int64_t paused_us; // since when
    struct http_intake call;
    struct loop_task left; // tells of a client that has left
};

struct exchange {
    struct http_exchange pub; // first
    struct list link;
    struct exchange *next_spare;
    struct http_server *server;
    struct conn *conn;  // NULL once the client has left
    struct buffer body; // long or chunked bodies
    char *small_body;   // short ones, in the arena
    size_t body_size;   // what came of either
    size_t pieces_size; // what came and the application took
    struct chunked chunked;
    size_t body_limit, body_left;
    bool is_chunked, keep_alive;
    bool is_streaming, has_no_body;
    uint16_t stream_status;
    uint64_t stream_bytes;
    struct http_stream_handler stream;
    struct loop_task drained;
    struct intake intake;
    char peer_text[PEER_SIZE];
};

static inline struct exchange *exchange_of(struct http_exchange *pub)
{
    return (struct exchange *)(void *)pub;
}

static inline void counter_add(atomic_ullong *counter, unsigned long long by)
{
    atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + by,
                          memory_order_relaxed);
}

// Takes the transport. -ENOMEM closes it. 0 also when the connection limit closed it.
int conn_open(struct http_server *server, struct transport *transport, const char *peer_text,
              bool peer_is_loopback);

// Writes or queues. False: the peer is gone and the connection closed.
bool conn_send(struct conn *c, const struct iovec *parts, int count);

// Take bytes from the front of *rest, by the state CONN_HEAD or CONN_BODY. *ret_more becomes false when
// more bytes must come first.
void conn_feed_head(struct conn *c, struct view *rest, bool *ret_more);
void conn_feed_body(struct conn *c, struct view *rest);

// Whether the body's bytes must wait for the application.
static inline bool intake_is_paused(const struct exchange *e)
{
    return e != NULL && e->intake.is_one && e->intake.is_paused;
}

// Its body comes piece by piece: begins before any of it is there.
void intake_begin(struct exchange *e);

// The body is over: status 0 when it is whole. The connection waits for the application.
void intake_end(struct conn *c, int status, const char *detail);

// The client has left while the body came: the exchange is the application's.
void intake_leave(struct exchange *e);

// What the intake wants of the connection has changed.
void conn_look_again(struct conn *c);

// The exchange is answered: goes on to the next request, or ends.
void conn_replied(struct conn *c);

// Ends at once; an exchange stays with the application.
void conn_close(struct conn *c);

// Bytes that wait for the peer.
static inline size_t conn_pending(const struct conn *c)
{
    return c->out.size - c->out_at;
}

// Takes the transport away; the connection is gone after it. What came behind the request is given to
// take_rest, at once or when the running feed ends (in this turn).
struct transport *conn_give_up(struct conn *c, void *heir, void (*take_rest)(void *heir, struct view rest));

// An empty exchange of the connection; NULL when memory is short.
struct exchange *exchange_new(struct http_server *server, struct conn *c);

// Gives it and its memory back. NULL is harmless.
void exchange_free(struct exchange *e);

// The server's own answer; the connection ends behind it. The exchange (may be NULL) is freed.
void conn_refuse(struct conn *c, int status, const char *detail);

void peer_link(struct http_server *server, struct http_peer *peer, const struct http_peer_type *type);
void peer_unlink(struct http_server *server, struct http_peer *peer);

void http_server_log(struct http_server *server, const struct exchange *e, int status, uint64_t bytes);

// The connection may have no exchange yet.
void http_server_log_refusal(const struct conn *c, int status, uint64_t bytes);

// Reads from the listener and opens connections. Takes the descriptor, also on failure.
int acceptor_new(struct http_server *server, int fd, struct acceptor **ret);
void acceptor_stop(struct acceptor *a); // no more; frees it. NULL is harmless
