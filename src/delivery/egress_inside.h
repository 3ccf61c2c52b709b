// SPDX-License-Identifier: Apache-2.0
// Shared by egress*.c only.
#pragma once
#include "delivery/egress.h"
#include "delivery/egress_allow.h"
#include <curl/curl.h>

enum {
    EGRESS_HEADERS_SIZE_MAX = 64 << 10, // of an answer, all of them
    EGRESS_CONNECT_MS = 10000,
    EGRESS_IDLE_S = 4, // a connection that was idle for longer is not used again
};

// A request under way: its slot keeps its handle from one to the next.
struct egress_slot {
    struct egress *egress;
    struct egress_slot *next; // of those that are free, or over and not told yet
    CURL *easy;
    uint64_t number; // 0: free
    char *url, *body;
    struct curl_slist *headers;
    struct buffer answer;
    size_t headers_size;
    void (*done)(void *ctx, const struct egress_answer *answer);
    void *ctx;
    int64_t began_us;
    CURLcode code;
    bool is_over;       // code says how
    bool is_repeatable; // GET, HEAD: libcurl may send it again
    bool is_begun;      // handed to a connection: it may have left
    bool is_withheld;   // a second sending was stopped
    bool is_too_large;
    bool is_barred; // an address was not for us
    bool is_tried;  // an address was
    char error[CURL_ERROR_SIZE];
};

// Whom the slot of the same number is asked for; apart from it, for all of them are read each time.
struct egress_holder {
    int64_t tenant, caller;
};

struct egress {
    struct clock clock;
    struct egress_allow allow;
    CURLM *multi;
    char *ca_file, *user_agent;
    struct egress_slot *slots;
    struct egress_holder *holders;
    int slot_count, under_way;
    struct egress_slot *free;
    struct egress_slot *over, **over_end;
    uint64_t last;
    bool is_closing;
};

// Whether it can be asked at all: an http(s) URL without user, a method and headers without surprises.
bool egress_request_is_sound(const struct egress_request *r);

// Sets up slot->easy for it; what it needs of the request is copied. -ENOMEM, -EIO.
int egress_slot_fill(struct egress_slot *s, const struct egress_request *r);
void egress_slot_empty(struct egress_slot *s);

// How it ended, of slot->code and what libcurl knows.
void egress_answer_make(struct egress_slot *s, struct egress_answer *ret);
