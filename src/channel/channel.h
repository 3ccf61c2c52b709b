// SPDX-License-Identifier: Apache-2.0
// The contract between the hub and an adapter: the code that speaks for one kind of channel (SMS by a vendor,
// e-mail, our own chat). Two const tables, what an adapter offers (struct channel_ops) and what the hub
// offers it (struct channel_host). The table is the type; an instance is one connector, a configured account
// of it, and there may be many. This header and those that it names are all that an adapter may include; they
// are installed, so that one can be built outside the tree (doc/guide/channels.md).
//
// THREADS. An instance is used by one thread at a time: open, send, cancel, step, kept, close and its facets
// never run at once, and what they are given is not shared. Different instances may be on different threads,
// so that an adapter has no variables outside its instances. Everything that an adapter tells the hub it
// tells inside one of those calls, on that thread; a library with threads of its own hands over to step by
// the one slot that any thread may call, wake.
//
// NO CALL BLOCKS, in either direction: no name is looked up, no answer awaited, no file synced. A call takes
// microseconds, at most a millisecond. open begins to connect, step goes on with it.
//
// MEMORY. Texts are borrowed: of the caller, for the length of the call; who needs one longer copies it. A
// view is not terminated. What an instance keeps it takes from the hub (the slot `memory`), which counts it
// and says no above the connector's limit; all of it is given back when close returns.
//
// ERRORS in three kinds: 0 done; negative -E…, this system failed (no memory, no descriptors): the call did
// nothing; positive, an enum channel_answer that each call names.
//
// ORDER. open; then send, cancel, step, kept and facets in any order; close once. Nothing after close, and
// nothing to the hub after close returned. A slot of the hub never calls the adapter back.
//
// VERSIONS. Both tables begin with version and size. Within a version those structs that begin with their
// size may grow, at their end, and no other does; nothing changes its meaning. So either side may be the
// older: what lies beyond the size that the other says is not there. Another version is refused.
#pragma once
#include "base/view.h" // of it an adapter outside the tree has the struct and the inline functions
#include <stdint.h>

enum {
    CHANNEL_VERSION = 1,
    CHANNEL_NAME_MAX = 32,      // bytes of an adapter's name and of a field's: [a-z][a-z0-9_]*
    CHANNEL_ID_MAX = 128,       // bytes of the hub's ids
    CHANNEL_ADDRESS_MAX = 512,  // bytes of an address, and of a provider's id
    CHANNEL_TEXT_MAX = 1 << 20, // bytes of a text that was received
    CHANNEL_FIELDS_MAX = 32,
    CHANNEL_WATCHES_MAX = 16, // descriptors of one instance
};

// "Never", as a time.
#define CHANNEL_NEVER INT64_MAX

enum channel_answer {
    CHANNEL_OK = 0,
    CHANNEL_REFUSED = 1, // for good: the same again would be refused again; the fault says why
    CHANNEL_BUSY,        // not now: nothing was taken, try again later
    CHANNEL_NONE,        // there is no such thing (any more)
};

// Why something was refused, or until when it is busy. Zeroed by the caller.
struct channel_fault {
    // What it is about: a field of the configuration ("account"; or a place in one that is JSON,
    // "in/items/id"), or "/choices/3/title" of a message.
    char field[64];
    char text[192];   // for people, one sentence, no secret in it
    int64_t retry_us; // of CHANNEL_BUSY: how long to wait at least; 0: the hub decides
};

// ---- what is sent

struct channel_attachment {
    struct view id, name;
    struct view type; // media type, as the hub found it in the bytes
    struct view url;  // signed, good for an hour at least; no data: the bytes have no address
    int64_t size;     // bytes
};

// An answer that the customer may choose instead of writing (a quick reply).
struct channel_choice {
    struct view title;   // shown
    struct view payload; // comes back in channel_received.payload; no data: the title
};

struct channel_message {
    size_t size;              // sizeof(struct channel_message)
    struct view id;           // of the delivery: the same each time that this message is tried
    struct view to;           // the customer's address on the channel
    struct view conversation; // the hub's session, for providers that group
    struct view text;         // UTF-8 without NUL; may be empty when there are attachments
    const struct channel_attachment *attachments;
    const struct channel_choice *choices;
    uint32_t attachment_count, choice_count;
    uint32_t attempt;    // 1 for the first
    bool may_be_there;   // an earlier attempt ended unknown, or the hub died in it
    int64_t deadline_us; // monotonic: when the hub gives up waiting for the end of this attempt
    // Wall clock, of may_be_there: since when, by the hub that began the attempt. 0: not known
    int64_t doubtful_us;
};

// How an attempt to send ended. Each attempt that send took has exactly one end.
enum channel_end {
    CHANNEL_SENT = 1,  // the provider has it
    CHANNEL_RETRY,     // it surely has not, and may be asked again, not before retry_us
    CHANNEL_FAILED,    // it surely has not, and will not: no such address, message refused
    CHANNEL_CANCELLED, // it surely has not, because cancel was asked for
    CHANNEL_UNKNOWN,   // nobody can say: the connection was cut between the message and the answer
};

struct channel_ended {
    size_t size;    // sizeof(struct channel_ended)
    struct view id; // channel_message.id
    enum channel_end end;
    struct view
        provider_id;  // of CHANNEL_SENT: how the provider calls it in receipts; no data: it has no name
    struct view code; // of FAILED and RETRY: the provider's own, for people and rules; no data: none
    struct view text; // of FAILED, RETRY and UNKNOWN: one sentence, no secret in it
    int64_t retry_us; // of RETRY, and of UNKNOWN: how long to wait at least; 0: the hub decides
    // Not told by the answer to the message, but by asking the provider for it afterwards. Of SENT: it shows
    // one like it. Of UNKNOWN: it was asked, often enough, and to ask again would tell no more.
    bool was_asked;
};

// What became of a message that was sent. The hub only goes forward in these, so that a receipt which is
// late, double, out of order, or before the end of its own attempt is nothing special and is passed on as it
// comes.
enum channel_state {
    CHANNEL_DELIVERED = 1, // it is on the customer's device
    CHANNEL_READ,
    CHANNEL_BOUNCED, // it will not arrive after all
    CHANNEL_TAKEN,   // the provider has it: news of an attempt that ended unknown, or whose end was lost
};

struct channel_moved {
    size_t size; // sizeof(struct channel_moved)
    // One of the two, both if the provider tells both. An adapter that was restarted knows only the
    // provider's.
    struct view id, provider_id;
    enum channel_state state;
    int64_t at_us;          // wall clock, by the provider; 0: it does not say
    struct view code, text; // of CHANNEL_BOUNCED, as in channel_ended
};

// ---- what is received

struct channel_received {
    size_t size;             // sizeof(struct channel_received)
    struct view provider_id; // unique in the connector for ever: the hub stores each once; never empty
    struct view from;        // the customer's address; never empty
    struct view from_name;   // no data: not said
    struct view text;        // UTF-8 without NUL; may be empty
    struct view payload;     // of the choice that was made; no data: it was none
    struct view attachments; // JSON array; no data: none
    struct view metadata;    // JSON object; no data: none
    int64_t at_us;           // wall clock, by the provider; 0: it does not say
    int64_t mark;            // grows; comes back in `kept` when this and all before it are durable
    bool is_answered;        // the provider answers STOP, START and HELP by itself: the hub does not
};

// ---- configuration

// The members that a connector's configuration may have, described once: the hub checks them, makes forms of
// them, hides the secrets, and hands the values over in this order.
enum channel_field_kind {
    CHANNEL_FIELD_TEXT,    // min, max: bytes; max 0: 4096
    CHANNEL_FIELD_INTEGER, // min, max: of the value
    CHANNEL_FIELD_BOOLEAN,
    CHANNEL_FIELD_JSON,   // an object or array, handed over as text
    CHANNEL_FIELD_SECRET, // text that stands among the secrets, not in the configuration
};

struct channel_field {
    const char *name;
    const char *help; // one sentence
    enum channel_field_kind kind;
    bool is_required;
    int64_t min, max;
    int64_t otherwise; // of an integer or boolean that is not set
};

struct channel_value {
    bool is_set;
    struct view text;
    int64_t number; // of an integer; of a boolean 0 or 1
};

// ---- what an adapter can do

enum channel_ability {
    CHANNEL_LIVE = 1 << 0,       // the hub's own live event reaches the customer: sent with the commit
    CHANNEL_IDEMPOTENT = 1 << 1, // the provider knows channel_message.id: sent twice is there once
    CHANNEL_RECEIVES = 1 << 2,
    CHANNEL_TYPING = 1 << 3,      // somebody is seen typing
    CHANNEL_RECEIPTS = 1 << 4,    // delivered is told
    CHANNEL_READS = 1 << 5,       // read is told
    CHANNEL_CHOICES = 1 << 6,     // quick replies
    CHANNEL_ATTACHMENTS = 1 << 7, // files go
    CHANNEL_CANCELS = 1 << 8,     // cancel may still help after send returned
    CHANNEL_GENERIC = 1 << 9,     // speaks with whatever it is configured for: never meant without its name
};

// Of a message; the hub sends none that passes them.
struct channel_limits {
    uint32_t text_bytes;  // of the text; 0: no text
    uint32_t choices;     // how many; without CHANNEL_CHOICES 0
    uint32_t title_bytes; // of a choice's title
    uint32_t payload_bytes;
    uint32_t attachments; // how many; without CHANNEL_ATTACHMENTS 0
};

// ---- the adapter's table

struct channel_host;

struct channel_opening {
    size_t size;                     // sizeof(struct channel_opening)
    const struct channel_host *host; // lives as long as the instance
    void *seat;                      // the first argument of every slot of the host's
    struct view id;                  // of the connector
    struct view config;              // the JSON object as it is stored, without secrets
    const struct channel_value *values;
    uint32_t value_count; // as channel_ops.field_count; in that order
    uint32_t sends_max;   // attempts under way at once: the hub sends no more
    size_t memory_max;    // bytes
};

struct channel_ops {
    uint32_t version;         // CHANNEL_VERSION
    uint32_t size;            // sizeof(struct channel_ops)
    const char *name;         // unique in a hub; a built-in one goes before a plug-in's
    const char *const *kinds; // the channels it can serve ("sms", "chat" …), NULL behind the last
    uint32_t abilities;       // set of enum channel_ability
    uint32_t field_count;
    const struct channel_field *fields;
    struct channel_limits limits;

    // Makes an instance, *ret_state; the configuration has passed the fields' checks. CHANNEL_REFUSED with
    // ret_fault->field for what they cannot see. A provider that does not answer is no fault: open is done,
    // and sends end as CHANNEL_RETRY until it does. What fails leaves nothing behind.
    int (*open)(const struct channel_opening *opening, struct channel_fault *ret_fault, void **ret_state);

    // Every attempt that is under way ends, CHANNEL_UNKNOWN or better, before it returns; then all is freed.
    // Nothing is flushed or waited for.
    void (*close)(void *state);

    // Takes an attempt to send. CHANNEL_OK: it will end, and may have ended in this very call. CHANNEL_BUSY
    // (the provider throttles: retry_us) and CHANNEL_REFUSED: it was not taken and has no end. The hub calls
    // it under a lease: the row says that the attempt began, and is committed, before send is called; its end
    // is recorded after `ended`. If the hub dies between, nobody knows, and the message comes again with the
    // same id and may_be_there: an adapter that is CHANNEL_IDEMPOTENT hands the id to the provider each time.
    // At deadline_us the hub takes the attempt for unknown and calls cancel; the adapter ends it all the
    // same, within a minute, and what it says then still counts as news of the message. One id is never under
    // way twice.
    int (*send)(void *state, const struct channel_message *message, struct channel_fault *ret_fault);

    // The attempt is not wanted any more. CHANNEL_OK: it was told; the attempt ends as it would, with
    // CHANNEL_CANCELLED if it did not leave. CHANNEL_NONE: it is over, or never was. NULL: cannot.
    int (*cancel)(void *state, struct view id);

    // Something is due: the time of `timer` came, a watched descriptor is ready, or wake was called. May come
    // without reason. Negative: the instance is beyond repair; the hub closes it and opens it anew later.
    int (*step)(void *state);

    // All that was received up to this mark is durable now: the provider may be told. After a crash what was
    // not kept comes again from the provider, and is stored once by its provider_id. NULL: has no use for it.
    void (*kept)(void *state, int64_t mark);

    // A larger ability by name and version ("webhook/1", channel/facets.h), a const table; NULL: has none
    // such. Of the type, not of an instance. The slot may be NULL: has none at all.
    const void *(*facet)(const char *name);

    // What of `abilities` this instance has, by its configuration: a set within it. NULL: all of it.
    uint32_t (*able)(void *state);

    // What the fields' own checks cannot see, without an instance and without asking anybody: CHANNEL_OK,
    // CHANNEL_REFUSED with the place, as open would; -ENOMEM. The values are those of channel_opening. NULL:
    // open says it.
    int (*check)(const struct channel_value *values, struct channel_fault *ret_fault);
};

// ---- the hub's table

enum channel_clock {
    CHANNEL_CLOCK_MONO, // µs from an arbitrary start; never goes back. For everything that waits
    CHANNEL_CLOCK_WALL, // µs since 1970 in UTC; may jump either way. For what people read
};
enum channel_log { CHANNEL_LOG_DEBUG, CHANNEL_LOG_INFO, CHANNEL_LOG_WARN, CHANNEL_LOG_ERROR };
enum channel_watch { CHANNEL_WATCH_READ = 1, CHANNEL_WATCH_WRITE = 2 };

// channel/host.h has a function for each. `seat` is that of channel_opening.
struct channel_host {
    uint32_t version;
    uint32_t size;

    // CHANNEL_OK: taken over, durable when `kept` says so. CHANNEL_BUSY: too much is under way; keep it and
    // offer it again after the next step. CHANNEL_REFUSED: it is not what channel_received says; drop it.
    int (*received)(void *seat, const struct channel_received *in);
    void (*ended)(void *seat, const struct channel_ended *end);
    void (*moved)(void *seat, const struct channel_moved *moved);

    // step is wanted at this monotonic time, or as soon as may be after it. One timer: another time replaces
    // it.
    void (*timer)(void *seat, int64_t due_us);
    // step is wanted when the descriptor is ready for `events` (set of enum channel_watch; 0: no more, to be
    // said before it is closed). Level, not edge. -ENOSPC beyond CHANNEL_WATCHES_MAX.
    int (*watch)(void *seat, int fd, unsigned events);
    // step is wanted at once. ANY THREAD, until close returns.
    void (*wake)(void *seat);

    int64_t (*now_us)(void *seat, enum channel_clock clock);
    void (*random)(void *seat, void *data, size_t size);
    // As realloc: NULL makes, size 0 frees and returns NULL. NULL too when memory is short or the connector's
    // limit reached; the old block stays.
    void *(*memory)(void *seat, void *old, size_t size);
    // One line of the log, with the connector's id before it. No secrets, no words of customers.
    void (*log)(void *seat, enum channel_log level, const char *text);
    // What the hub can do besides, by name and version; NULL: it cannot.
    const void *(*facet)(void *seat, const char *name);
};

// ---- plug-ins

// What a plug-in exports, and all that is looked for in it: the adapter's table itself.
//   CHANNEL_EXPORT const struct channel_ops omnihub_channel = {.version = CHANNEL_VERSION, …};
#define CHANNEL_SYMBOL "omnihub_channel"
#define CHANNEL_EXPORT __attribute__((visibility("default")))
