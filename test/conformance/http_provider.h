// SPDX-License-Identifier: Apache-2.0
// A provider that is asked over HTTP, for the suite: it stands behind the host's facet http/1, takes
// messages, answers, and sends receipts and what customers say as requests to the adapter's webhook; and it
// has the bad days of enum channel_bench_fault. All of it goes by the suite's clock. What its requests and
// answers look like is a dialect: one a provider, `provider_plain` for those that are written against none.
#pragma once
#include "base/buffer.h"
#include "base/clock.h"
#include "base/list.h"
#include "channel/connector.h"
#include "channel/facets.h"

struct run;

enum { PROVIDER_HEADERS_MAX = 8, PROVIDER_JOBS_MAX = 2048, PROVIDER_LATENCY_US = 20000 };

// What a request of the adapter's is.
enum provider_asked {
    PROVIDER_NONSENSE, // the adapter made a mistake: the case fails
    PROVIDER_MESSAGE,
    PROVIDER_QUESTION, // what it has: answered by `show`
    PROVIDER_OTHER,    // a harmless question, as for a probe: answered with PROVIDER_AGREES
};

enum provider_says {
    PROVIDER_TAKES,
    PROVIDER_THROTTLES,
    PROVIDER_REFUSES,
    PROVIDER_AGREES,
};

struct provider_answer {
    int status;
    int64_t retry_after_us;
    struct view type;   // of static life
    struct buffer body; // to be appended to
};

// A request to the adapter's webhook. Names of headers are of static life, their values at most 255 bytes.
struct provider_hook {
    struct view method;
    struct buffer query, body; // to be appended to
    struct channel_header headers[PROVIDER_HEADERS_MAX];
    char values[PROVIDER_HEADERS_MAX][256];
    uint32_t header_count;
};
void provider_hook_header(struct provider_hook *hook, struct view name, const char *value);

struct provider_receipt {
    struct view id, provider_id; // the delivery's, as `read` found it; and the provider's
    enum channel_state state;
};

struct provider_words {
    struct view id, from, text;
};

// A message that it has, as it was given.
struct provider_shown {
    struct view provider_id, request; // its body
    int64_t wall_us;
};

// A signature is made over what was written into the hook: by the clock, and the address that is called.
struct provider_seal {
    int64_t wall_us;
    struct view url; // of the webhook, without query
};

struct provider_dialect {
    const char *name;
    struct view config; // that opens the adapter against it; no data: made from its fields
    const struct channel_secret *secrets;
    size_t secret_count;
    // `id` of the delivery, at most CHANNEL_ID_MAX bytes, for PROVIDER_MESSAGE.
    enum provider_asked (*read)(const struct channel_http_request *request, char ret_id[CHANNEL_ID_MAX + 1]);
    // How the provider calls its message of this number.
    void (*name_message)(int number, char ret_id[CHANNEL_ADDRESS_MAX + 1]);
    void (*answer)(enum provider_says says, struct view provider_id, struct provider_answer *ret);
    // The answer to a question at this address, of all that it has, the last one first. NULL: it shows
    // nothing.
    void (*show)(struct view url, const struct provider_shown *list, int count, struct provider_answer *ret);
    void (*receipt)(const struct provider_receipt *receipt, struct provider_hook *ret);
    void (*words)(const struct provider_words *words, struct provider_hook *ret);
    // Signs what is in the hook. NULL: it signs nothing.
    void (*seal)(const struct provider_seal *seal, struct provider_hook *hook);
};

// A JSON interface of the plainest kind, what the adapter `custom` speaks without being told otherwise:
//   POST /messages {"id", "to", "text", …}, Idempotency-Key, signed by Standard Webhooks where a secret is
//   set → 200 {"id"}, 429, 422 {"error": {"code", "message"}}
// and calls back with {"messages": [{"id", "from", "text"}], "receipts": [{"id", "state"}]}, signed likewise,
// with the header x-token besides. Its secret is PROVIDER_PLAIN_SECRET.
#define PROVIDER_PLAIN_SECRET "whsec_c3VpdGUtb2YtdGhlLWh1Yi0wMTIzNDU2Nzg5YWJjZGVm"
#define PROVIDER_PLAIN_TOKEN "a-token-of-the-suite"
extern const struct provider_dialect provider_plain;

// Twilio's messages, of the account AC00000000000000000000000000000001 at https://api.twilio.test.
#define PROVIDER_TWILIO_TOKEN "a-secret-of-the-suite"
extern const struct provider_dialect provider_twilio;

struct provider {
    struct run *run;
    const struct provider_dialect *dialect;
    const struct clock_simulated *clock;
    bool is_idempotent;     // it knows the deliveries' ids: what comes twice is there once
    struct list jobs, kept; // what it will do, by time; messages that it has
    int job_count;
    int kept_count;
    uint32_t arranged[8];     // by enum channel_bench_fault: for how many messages still
    uint32_t lost;            // so many requests do not reach it: CHANNEL_HTTP_NOT_SENT
    uint32_t forbidden;       // … may not be asked
    uint32_t full;            // … are answered CHANNEL_BUSY by `ask`
    int asked, refused_hooks; // requests; and hooks that were refused
    int answers_dropped;
};

void provider_init(struct provider *p, struct run *run, const struct provider_dialect *dialect,
                   const struct clock_simulated *clock);
void provider_free(struct provider *p); // harmless when it is zeroed

// The host's facet http/1, for this provider.
int provider_ask(struct provider *p, const struct channel_http_request *request);
void provider_drop(struct provider *p, uint64_t tag);
void provider_drop_all(struct provider *p);     // whoever asked is gone
int provider_waiting(const struct provider *p); // requests without an answer yet

// An answer as it is written, to the request that waits longest; false: none waits.
bool provider_answer_now(struct provider *p, struct connector *c, const struct channel_http_answer *answer);

int64_t provider_due(const struct provider *p);
void provider_step(struct provider *p, struct connector *c); // what is due

// A request to the webhook, sealed by the dialect; the answer of `receive`.
int provider_call(struct provider *p, struct connector *c, struct provider_hook *hook,
                  struct channel_fault *ret_fault);
void provider_hook_init(struct provider_hook *hook);
void provider_hook_free(struct provider_hook *hook);

extern const struct channel_bench provider_bench; // its state is the provider
