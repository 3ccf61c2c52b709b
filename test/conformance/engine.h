// SPDX-License-Identifier: Apache-2.0
// A small delivery engine for the suite: one connector, messages that are tried until they are over, a clock
// that moves when nothing else is to be done. And what a case says it expects.
#pragma once
#include "base/buffer.h"
#include "base/clock.h"
#include "channel/connector.h"
#include "channel/facets.h"
#include "conformance.h"
#include "http_provider.h"
#include <errno.h>
#include <stdatomic.h>

enum { LETTERS_MAX = 512, EARLY_MAX = 64, HEARD_MAX = 256, SECOND = 1000000, DEADLINE = 30 * SECOND };

// One case of the suite being run.
struct run {
    const struct conformance_subject *subject;
    FILE *out;
    int faults;
    const char *skipped; // why; NULL: not
};

void run_expect(struct run *run, bool holds, const char *what, const char *file, int line);
#define EXPECT(run, condition) run_expect(run, condition, #condition, __FILE__, __LINE__)

enum letter_state { LETTER_WAITING, LETTER_UNDER_WAY, LETTER_OVER };

struct letter {
    char id[40], text[64];
    struct channel_message message;
    enum letter_state state;
    enum channel_end last; // of the attempts; 0: none ended yet
    bool is_refused;       // by send
    bool was_asked;        // of the last end
    int attempts;
    int ends; // of attempts, the late ones not counted
    int64_t again_us;
    int receipts;                // that named it
    enum channel_state furthest; // 0: none
    char provider_id[CHANNEL_ADDRESS_MAX + 1];
};

// Where the hub is, as place/1 says it.
#define ENGINE_WEBHOOK "https://hub.example.org/webhook/sms/connector-1"

// What came by the host's facets.
struct told {
    int unknown, infos, answers, probes;
    char kind[64]; // of the last that was unknown
    char answer[64], answer_type[64];
    int probe_outcome;
    struct channel_fault probe_fault;
};

struct engine {
    struct run *run;
    struct clock_simulated clock;
    uint64_t seed;
    struct connector *connector;
    const struct channel_bench *bench; // NULL: nobody has one
    void *bench_state;
    struct provider provider; // of subject.dialect
    struct told told;
    struct letter letters[LETTERS_MAX];
    int count;
    int deaf;                     // so many messages of customers are answered CHANNEL_BUSY
    char heard[HEARD_MAX][64];    // their provider ids, each once
    char words[HEARD_MAX][64];    // and texts
    int heard_count, heard_twice; // others that came again
    struct early {
        char provider_id[CHANNEL_ADDRESS_MAX + 1];
        enum channel_state furthest;
    } early[EARLY_MAX]; // receipts of messages that no end has named yet; the last ones
    int early_count;
    int64_t mark;
    int64_t breaches;
    int64_t steps;
    bool is_frozen; // what ended as RETRY or UNKNOWN is not tried again
    atomic_int wakes;
};

// `like` (may be NULL) says memory_max and sends_max. False: it did not open, which the case has been told.
bool engine_open(struct engine *e, struct run *run, const struct connector_config *like);
// The same with a configuration that need not be good: the answer of channel_open.
int engine_try(struct engine *e, struct run *run, const struct connector_config *like,
               struct fields_in fields, struct channel_fault *ret_fault);
// Another instance, before the same provider if that is the suite's; else false, and nothing is done.
bool engine_reopen(struct engine *e);
// Closes, and expects of every attempt that it ended once and of the adapter that it kept the contract.
void engine_close(struct engine *e);

struct letter *engine_write(struct engine *e); // a message with a text of its own, to be tried
// Asks for the letter once, and lets time pass until that has ended. False: it cannot be asked for.
bool engine_ask_for(struct engine *e, struct letter *l);
int engine_look(struct engine *e, struct letter *l); // the answer of channel_look
void engine_try_letters(struct engine *e);           // tries what is due, once
void engine_run(struct engine *e, int64_t us);       // lets so much time pass
void engine_settle(struct engine *e);                // until all letters are over, at most an hour
// Expects that it is where its end says: there once, or not at all.
void engine_expect_place(struct engine *e, const struct letter *letter);
// How often the provider holds it; negative: nobody can say.
int engine_count(const struct engine *e, const struct letter *letter);

// False, and the case is not asked, when the adapter has no such hold on its provider.
bool engine_arrange(struct engine *e, enum channel_bench_fault fault, uint32_t amount);

// A configuration and secrets made from the fields, each at its least. JSON in the buffer.
void engine_make_config(const struct channel_ops *ops, const char *without, struct buffer *out);
int engine_make_secrets(const struct channel_ops *ops, struct channel_secret *ret);
struct fields_in engine_fields(struct run *run, struct buffer *config, struct channel_secret *secrets);

const void *engine_facet(void *ctx, const char *name); // connector_owner.facet

int engine_descriptors(void); // that the process has open
