// SPDX-License-Identifier: Apache-2.0
// For tests of this folder: a hub without sockets. Store, writer and worker have their threads, the one loop
// is the test's own, and clients are played over memory.
#pragma once
#include "api/api.h"
#include "net/memory_transport.h"
#include "store/testing_store.h"

struct site {
    struct testing_store store; // first
    struct worker *worker;
    struct file_vault *vault;
    struct search *search;
    struct thinker *thinker;
    struct api *api;
    struct loop *loop;
    struct api_loop *part;
    struct http_server *server;
    struct buffer reply; // of the last site_ask
    const char *peer;    // whence site_ask comes
};

// `like` (may be NULL) says key, public host, origins.
void site_open(struct site *s, const struct api_config *like);
void site_close(struct site *s);

// Sends one request on a connection of its own and returns the status; the whole reply is s->reply (with a
// NUL behind it). Lines of `text` end in \n, which becomes CR LF in the head.
int site_ask(struct site *s, const char *head, const char *body);
bool site_got(const struct site *s, const char *part);
// The text between `before` and the next quote, in a static buffer.
const char *site_found(const struct site *s, const char *before);

int site_get(struct site *s, const char *path);
int site_post(struct site *s, const char *path, const char *json);

// Any method, with one more header line ("Authorization: Bearer …") or "". `json` may be NULL.
int site_ask_as(struct site *s, const char *header, const char *method, const char *path, const char *json);

// Time passes and the loop turns.
void site_wait(struct site *s, int ms);

// ---- a WebSocket client

struct socket {
    struct memory_transport peer;
    struct site *site;
    size_t at;           // behind what was taken of peer.out
    bool wants_presence; // else `presence` frames are passed over
    char text[200000];
};

// Connects and returns the status of the handshake (101). `headers` are more lines, or "".
int socket_open(struct socket *c, struct site *s, const char *path, const char *headers);
void socket_close(struct socket *c);
void socket_say(struct socket *c, const char *json);

// The next frame's text, waited for. A close frame is told as "close CODE", an ended connection as "end".
const char *socket_next(struct socket *c);
// Whether nothing has come that was not taken.
bool socket_is_empty(struct socket *c);
// Whether nothing is there after some turns of the loop.
bool socket_is_silent(struct socket *c);
