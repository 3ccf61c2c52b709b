// SPDX-License-Identifier: Apache-2.0
// Larger abilities, asked for by name. Each is a const table with version and size first, as the others. An
// adapter's facet is called like its other slots: on the instance's thread, with its state.
#pragma once
#include "channel/channel.h"

// ---- what adapters may have

// The provider calls us: requests to /webhook/{channel}/{connector}.
#define CHANNEL_FACET_WEBHOOK "webhook/1"

struct channel_header {
    struct view name, value; // name in lower case
};

struct channel_request {
    size_t size;        // sizeof(struct channel_request)
    struct view method; // "POST"
    struct view query;  // behind the '?', encoded; no data: none
    struct view body;   // at most 1 MiB
    const struct channel_header *headers;
    uint32_t header_count;
};

struct channel_webhook {
    uint32_t version, size;
    // Tells what the request holds by received, moved and ended, inside the call. CHANNEL_OK: it is answered
    // 200 when all of that is durable. CHANNEL_REFUSED: 400; by the field "signature" 403, and nothing of it
    // may have been told; else what was told before is kept, what is wrong is dropped. CHANNEL_BUSY: 503, the
    // provider comes again.
    int (*receive)(void *state, const struct channel_request *request, struct channel_fault *ret_fault);
};

// What a request held that the adapter does not know: the host's facet "unknown/1", to be told inside
// receive. It is stored, counted and answered 200.
#define CHANNEL_HOST_UNKNOWN "unknown/1"

struct channel_unknown {
    uint32_t version, size;
    void (*tell)(void *seat, struct view kind, struct view sample); // a short name, and what came
};

// What is answered to a webhook's request besides 200: the host's facet "answer/1", inside receive (an echo
// of a challenge, a provider's markup). At most 64 KiB; the last one counts.
#define CHANNEL_HOST_ANSWER "answer/1"

struct channel_answering {
    uint32_t version, size;
    int (*answer)(void *seat, struct view type, struct view body);
};

// Asking a provider over HTTP. The host's facet "http/1" takes requests; what is answered comes to the
// adapter's own facet "http/1", inside a call of the hub's like step, never inside `ask`. The hub resolves,
// connects, verifies and caps; which addresses may be asked the operator decides.
#define CHANNEL_HOST_HTTP "http/1"
#define CHANNEL_FACET_HTTP "http/1"

struct channel_http_request {
    size_t size;        // sizeof(struct channel_http_request)
    struct view method; // "POST"
    struct view url;    // http or https, without a user
    const struct channel_header
        *headers;          // names in any case; Host, Content-Length and User-Agent are the hub's
    uint32_t header_count; // ≤ 30
    struct view body;
    int64_t deadline_us; // monotonic
    uint64_t tag;        // the adapter's own: comes back with the answer
    uint32_t answer_max; // bytes; 0: 64 KiB; at most 1 MiB
};

enum channel_http_end {
    CHANNEL_HTTP_ANSWERED = 1,
    CHANNEL_HTTP_NOT_SENT,  // it surely did not leave
    CHANNEL_HTTP_UNKNOWN,   // it may have; no whole answer came
    CHANNEL_HTTP_FORBIDDEN, // this address may not be asked
};

struct channel_http_answer {
    size_t size; // sizeof(struct channel_http_answer)
    uint64_t tag;
    enum channel_http_end end;
    int status; // 0: none
    struct view type, body;
    int64_t retry_after_us; // the provider's; 0: none
    struct view fault;      // one sentence, of what is not ANSWERED
};

struct channel_http {
    uint32_t version, size;
    // CHANNEL_OK: there will be one answer. CHANNEL_BUSY: too much is under way. CHANNEL_REFUSED: it is no
    // request.
    int (*ask)(void *seat, const struct channel_http_request *request);
    // The answer is not wanted any more and does not come.
    void (*drop)(void *seat, uint64_t tag);
};

struct channel_http_client {
    uint32_t version, size;
    void (*answered)(void *state, const struct channel_http_answer *answer);
};

// Whether the configuration is right: the provider is asked for something harmless. The end comes by the
// host's facet "probed/1", once, before the deadline.
#define CHANNEL_FACET_PROBE "probe/1"
#define CHANNEL_HOST_PROBED "probed/1"

struct channel_probe {
    uint32_t version, size;
    int (*probe)(void *state, int64_t deadline_us, struct channel_fault *ret_fault); // CHANNEL_OK: begun
};

struct channel_probed {
    uint32_t version, size;
    // CHANNEL_OK; CHANNEL_REFUSED: the provider does not know us; CHANNEL_BUSY: it does not answer.
    void (*tell)(void *seat, int outcome, const struct channel_fault *fault);
};

// The provider can be asked what became of a message: for those that do not know the hub's ids. It is asked
// after a crash of the hub, and where an attempt ended CHANNEL_UNKNOWN without was_asked.
#define CHANNEL_FACET_LOOKUP "lookup/1"

struct channel_lookup {
    uint32_t version, size;
    // Takes a question: whether the provider has this message, which an attempt may have given to it, in this
    // instance or in one before it, at doubtful_us at the earliest. It is as it was sent then, with the same
    // id. NOTHING IS EVER SENT. As `send`: CHANNEL_OK, it will end, once, and may have ended in this very
    // call; CHANNEL_BUSY; CHANNEL_REFUSED and CHANNEL_NONE, this one cannot be asked for, now or ever: nobody
    // can say. It counts as under way, has a deadline, and is ended by `cancel` and `close`.
    //
    // It ends as CHANNEL_SENT when it was found, with the provider's id: what is like it but surely another
    // message is not found; that the id is no other message's of the connector's, the hub sees to. As
    // CHANNEL_UNKNOWN with was_asked when the provider does not show it, or cannot tell it from others: a
    // list that lags behind is asked until that can be said. As CHANNEL_UNKNOWN without, when the provider
    // could not be asked: the question comes again.
    int (*look)(void *state, const struct channel_message *message, struct channel_fault *ret_fault);
};

// How a provider's file is fetched: what a customer sent as an attachment with a url (channel_received).
#define CHANNEL_FACET_MEDIA "media/1"

struct channel_media {
    uint32_t version, size;
    // Writes the headers that the request for this url needs ("Authorization: Basic …"), one a line, at most
    // `size` bytes with a NUL. CHANNEL_NONE: none of this connector's.
    int (*headers)(void *state, struct view url, char *ret, size_t size);
};

// More of a message's end or move, as a JSON object for people: segments, price. The host's facet "info/1",
// inside the call that tells the end. One member means something to the hub: "opted_out": true, the customer
// told the provider to hear no more, which is noted as their decision.
#define CHANNEL_HOST_INFO "info/1"

struct channel_info {
    uint32_t version, size;
    void (*tell)(void *seat, struct view id, struct view provider_id, struct view json);
};

// Where the hub is found from outside, for signatures and callbacks: the host's facet "place/1".
#define CHANNEL_HOST_PLACE "place/1"

struct channel_place {
    uint32_t version, size;
    // "https://hub.example.org/webhook/sms/ID"; no data: the operator has not said where the hub is.
    struct view (*webhook)(void *seat);
};

// Shows the customer that somebody is typing.
#define CHANNEL_FACET_TYPING "typing/1"

struct channel_typing {
    uint32_t version, size;
    // No end, no receipt; lost without harm.
    int (*type)(void *state, struct view to, bool is_typing);
};

// For tests: the hold that the conformance suite has on the provider behind an instance. An adapter without
// it is asked less.
#define CHANNEL_FACET_BENCH "bench/1"

enum channel_bench_fault {
    CHANNEL_BENCH_CUT,      // the connection breaks after the provider took the next `amount` messages
    CHANNEL_BENCH_THROTTLE, // the provider says "too many" to the next `amount` messages
    CHANNEL_BENCH_DOUBLE,   // the receipts of the next `amount` messages come twice
    CHANNEL_BENCH_REVERSE,  // theirs come in the wrong order
    CHANNEL_BENCH_REFUSE,   // the provider refuses the next `amount` messages for good
    CHANNEL_BENCH_STALL,    // the next `amount` messages are not answered
};

struct channel_bench {
    uint32_t version, size;
    // CHANNEL_NONE: this provider does not do that.
    int (*arrange)(void *state, enum channel_bench_fault fault, uint32_t amount);
    // How often the provider holds the message of this delivery.
    int (*count)(void *state, struct view id);
    // A customer says this; it arrives as the provider's messages do. The provider's id is `id`.
    int (*say)(void *state, struct view id, struct view from, struct view text);
};

// ---- what the hub may have

// Other adapters, for those that wrap one.
#define CHANNEL_HOST_ADAPTERS "adapters/1"

struct channel_adapters {
    uint32_t version, size;
    const struct channel_ops *(*find)(void *seat, struct view name); // NULL: there is none
};
