// SPDX-License-Identifier: Apache-2.0
#include "api/limit.h"
#include "api/api_state.h"
#include "api/operator.h"
#include <arpa/inet.h>
#include <stdio.h>

enum {
    KEY_PER_SECOND = 10000,
    ADDRESS_PER_SECOND = 200,
    VISITOR_PER_SECOND = 20,
    FAILURES_PER_MINUTE = 10,
    BURST_SECONDS = 2,
    ADDRESS_MAX = 64,
};

static const int64_t SECOND_NS = 1000000000;

// What keys of the table are about.
enum subject {
    SUBJECT_KEY,
    SUBJECT_ADDRESS,
    SUBJECT_FAILURE,
    SUBJECT_ATTEMPT,
    SUBJECT_ACCOUNT,
    SUBJECT_VISITOR,
    SUBJECT_NEW_VISITOR,
    SUBJECT_PROVIDER,
};

// ---- policies

static struct rate rate_of(const char *name, int given, int usual, int64_t window_ns, int64_t windows)
{
    int count = given == 0 ? usual : given;
    if (count < 0)
        return (struct rate){.name = name};
    return (struct rate){.name = name, .interval_ns = window_ns / count, .burst = count * windows};
}

void limits_init(struct limits *l, const struct limit_settings *settings, uint64_t seed)
{
    l->key = rate_of("key", settings->key_per_second, KEY_PER_SECOND, SECOND_NS, BURST_SECONDS);
    l->address =
        rate_of("address", settings->address_per_second, ADDRESS_PER_SECOND, SECOND_NS, BURST_SECONDS);
    l->visitor =
        rate_of("visitor", settings->visitor_per_second, VISITOR_PER_SECOND, SECOND_NS, BURST_SECONDS);
    l->new_visitor_is_limited = settings->visitor_per_second >= 0;
    l->failure = rate_of("failures", settings->failures_per_minute, FAILURES_PER_MINUTE, 60 * SECOND_NS, 1);
    atomic_init(&l->refused_keys, 0);
    atomic_init(&l->refused_addresses, 0);
    atomic_init(&l->refused_failures, 0);
    rate_init(&l->table, seed);
}

// ---- who

static uint64_t key_of_principal(const struct limits *l, const struct principal *p)
{
    return rate_key(&l->table, p->visitor != NULL ? SUBJECT_VISITOR : SUBJECT_KEY, (uint64_t)p->owner);
}

static const struct rate *rate_of_principal(const struct limits *l, const struct principal *p)
{
    return p->visitor != NULL ? &l->visitor : &l->key;
}

// Who has an IPv6 address has as a rule 2^64 of them.
static uint64_t key_of_address(const struct limits *l, enum subject subject, struct view peer)
{
    char text[ADDRESS_MAX];
    unsigned char bytes[16] = {0};
    uint64_t size = peer.size < sizeof(text) ? peer.size : sizeof(text) - 1;
    memcpy(text, peer.data, size);
    text[size] = '\0';
    if (memchr(text, ':', size) != NULL && memchr(text, '.', size) == NULL &&
        inet_pton(AF_INET6, text, bytes) == 1)
        return rate_key(&l->table, subject, rate_key_of_bytes(&l->table, bytes, 8));
    return rate_key(&l->table, subject, rate_key_of_bytes(&l->table, text, size));
}

// ---- taking

static void count(atomic_ullong *counter)
{
    atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

static int refuse_failure(struct call *call, struct limits *l)
{
    count(&l->refused_failures);
    return call_refuse(call, 429, VIEW("rate.failed_authentications"),
                       VIEW("too many failed authentications from this address"));
}

static int admit_known(struct call *call, struct limits *l, int r)
{
    int64_t now_ns = loop_now_us(call->loop->loop) * 1000;
    const struct rate *rate = rate_of_principal(l, &call->principal);
    if (rate->interval_ns == 0 ||
        rate_take(&l->table, key_of_principal(l, &call->principal), rate, now_ns, &call->limit))
        return r;
    count(&l->refused_keys);
    return call_refuse(call, 429, VIEW("rate.exceeded"),
                       call->principal.visitor != NULL ? VIEW("this visitor asks too often")
                                                       : VIEW("this key asks too often"));
}

static bool is_failure(const struct call *call)
{
    return call->refusal.status == 401 && view_equal(call->refusal.code, VIEW("key.unknown"));
}

// A good key is never held back for what others at its address got wrong: behind a proxy or a company's
// gateway many share one. 256 random bits need no such help; passwords do, see limit_need_attempt.
static int admit_failure(struct call *call, struct limits *l)
{
    int64_t now_ns = loop_now_us(call->loop->loop) * 1000;
    uint64_t key = key_of_address(l, SUBJECT_FAILURE, call->exchange->request.peer);
    if (l->failure.interval_ns == 0 || rate_take(&l->table, key, &l->failure, now_ns, &call->limit))
        return 1;
    return refuse_failure(call, l);
}

// What comes from this machine is the operator's, or a proxy's, which limits for itself.
static int admit_stranger(struct call *call, struct limits *l, int r)
{
    int64_t now_ns = loop_now_us(call->loop->loop) * 1000;
    const struct http_request *request = &call->exchange->request;
    if (l->address.interval_ns == 0 || request->peer_is_loopback)
        return r;
    uint64_t key = key_of_address(l, SUBJECT_ADDRESS, request->peer);
    if (rate_take(&l->table, key, &l->address, now_ns, &call->limit))
        return r;
    count(&l->refused_addresses);
    return call_refuse(call, 429, VIEW("rate.exceeded"),
                       VIEW("too many requests without a key from this address"));
}

int limit_admit(struct call *call, int r)
{
    struct limits *l = &call->loop->shared->limits;
    if (operator_asks(call) || (call->principal.visitor == NULL && !credentials_are_needed(call->loop)))
        return r;
    if (call->principal.scope != ROUTE_SCOPE_NONE)
        return admit_known(call, l, r);
    return r != 0 && is_failure(call) ? admit_failure(call, l) : admit_stranger(call, l, r);
}

bool limit_admit_frame(struct api_loop *loop, const struct principal *principal)
{
    struct limits *l = &loop->shared->limits;
    struct rate_state state;
    const struct rate *rate = rate_of_principal(l, principal);
    if ((principal->visitor == NULL && !credentials_are_needed(loop)) || rate->interval_ns == 0)
        return true;
    if (rate_take(&l->table, key_of_principal(l, principal), rate, loop_now_us(loop->loop) * 1000, &state))
        return true;
    count(&l->refused_keys);
    return false;
}

// ---- visitors

// What comes from this machine is a proxy's as a rule, behind which everybody has one address: it limits for
// itself.
int limit_need_new_visitor(struct call *call, int64_t site, int64_t per_minute)
{
    struct limits *l = &call->loop->shared->limits;
    const struct http_request *request = &call->exchange->request;
    const struct rate rate = {
        .name = "visitors", .interval_ns = 60 * SECOND_NS / per_minute, .burst = per_minute};
    if (!l->new_visitor_is_limited || request->peer_is_loopback)
        return 0;
    uint64_t address = key_of_address(l, SUBJECT_NEW_VISITOR, request->peer);
    struct rate_state state;
    if (rate_take(&l->table, rate_key(&l->table, address, (uint64_t)site), &rate,
                  loop_now_us(call->loop->loop) * 1000, &state))
        return 0;
    count(&l->refused_addresses);
    state.rate = NULL; // it dies here
    call->limit = state;
    return call_refuse(call, 429, VIEW("rate.visitors"), VIEW("too many new visitors from this address"));
}

// ---- logins

// Behind a proxy on this machine everybody has its address: one who guesses would keep all others out. There
// each account's own limit holds, and the proxy's.
static bool counts_attempts(const struct call *call, const struct limits *l)
{
    return l->failure.interval_ns != 0 && !call->exchange->request.peer_is_loopback;
}

int limit_need_attempt(struct call *call)
{
    struct limits *l = &call->loop->shared->limits;
    int64_t now_ns = clock_mono_us(&call->api->config.clock) * 1000;
    uint64_t key = key_of_address(l, SUBJECT_ATTEMPT, call->exchange->request.peer);
    if (!counts_attempts(call, l) || rate_has(&l->table, key, &l->failure, now_ns))
        return 0;
    // There is nothing to take; this tells when the next attempt comes.
    rate_take(&l->table, key, &l->failure, now_ns, &call->limit);
    return refuse_failure(call, l);
}

void limit_note_failure(struct call *call)
{
    struct limits *l = &call->loop->shared->limits;
    struct rate_state state;
    int64_t now_ns = clock_mono_us(&call->api->config.clock) * 1000;
    if (counts_attempts(call, l))
        rate_take(&l->table, key_of_address(l, SUBJECT_ATTEMPT, call->exchange->request.peer), &l->failure,
                  now_ns, &state);
}

static uint64_t key_of_account(const struct limits *l, struct view account)
{
    return rate_key(&l->table, SUBJECT_ACCOUNT, rate_key_of_bytes(&l->table, account.data, account.size));
}

int limit_need_account(struct call *call, struct view account)
{
    struct limits *l = &call->loop->shared->limits;
    int64_t now_ns = clock_mono_us(&call->api->config.clock) * 1000;
    uint64_t key = key_of_account(l, account);
    if (l->failure.interval_ns == 0 || rate_has(&l->table, key, &l->failure, now_ns))
        return 0;
    rate_take(&l->table, key, &l->failure, now_ns, &call->limit);
    count(&l->refused_failures);
    return call_refuse(call, 429, VIEW("rate.failed_account"),
                       VIEW("too many failed authentications of this account"));
}

void limit_note_account_failure(struct call *call, struct view account)
{
    struct limits *l = &call->loop->shared->limits;
    struct rate_state state;
    if (l->failure.interval_ns != 0)
        rate_take(&l->table, key_of_account(l, account), &l->failure,
                  clock_mono_us(&call->api->config.clock) * 1000, &state);
}

// ---- webhooks of providers

// Of each connector apart: who knows the address of one shall not shut others out.
static uint64_t key_of_provider(const struct limits *l, const struct call *call, int64_t connector)
{
    uint64_t address = key_of_address(l, SUBJECT_PROVIDER, call->exchange->request.peer);
    return rate_key(&l->table, address, (uint64_t)connector);
}

int limit_need_provider(struct call *call, int64_t connector)
{
    struct limits *l = &call->loop->shared->limits;
    int64_t now_ns = clock_mono_us(&call->api->config.clock) * 1000;
    if (connector == 0)
        return admit_stranger(call, l, 0);
    uint64_t key = key_of_provider(l, call, connector);
    if (!counts_attempts(call, l) || rate_has(&l->table, key, &l->failure, now_ns))
        return 0;
    rate_take(&l->table, key, &l->failure, now_ns, &call->limit);
    return refuse_failure(call, l);
}

void limit_note_provider_failure(struct call *call, int64_t connector)
{
    struct limits *l = &call->loop->shared->limits;
    struct rate_state state;
    int64_t now_ns = clock_mono_us(&call->api->config.clock) * 1000;
    if (counts_attempts(call, l))
        rate_take(&l->table, key_of_provider(l, call, connector), &l->failure, now_ns, &state);
}

// ---- telling

bool limit_is_told(const struct call *call)
{
    const struct rate_state *s = &call->limit;
    return s->rate != NULL && s->left < s->rate->burst / 2;
}

static int64_t seconds(int64_t ns)
{
    return (ns + SECOND_NS - 1) / SECOND_NS;
}

void limit_write_state(const struct call *call, struct buffer *out)
{
    const struct rate_state *s = &call->limit;
    buffer_printf(out, "\"%s\";r=%lld;t=%lld", s->rate->name, (long long)s->left,
                  (long long)seconds(s->full_in_ns));
}

void limit_write_policy(const struct call *call, struct buffer *out)
{
    const struct rate *rate = call->limit.rate;
    buffer_printf(out, "\"%s\";q=%lld;w=%lld", rate->name, (long long)rate->burst,
                  (long long)seconds(rate->interval_ns * rate->burst));
}
