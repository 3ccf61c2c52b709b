// SPDX-License-Identifier: Apache-2.0
// Shared by the files twilio*.c: one account, and the messages that are on their way.
#pragma once
#include "base/arena.h"
#include "base/buffer.h"
#include "base/list.h"
#include "channel/facets.h"
#include "channel/host.h"

enum {
    TWILIO_SID_MAX = 64,
    TWILIO_RING = 64,
    TWILIO_TEXT_MAX = 1600, // characters, by the provider
    TWILIO_MEDIA_MAX = 10,
    TWILIO_URL_MAX = 2048,
};

enum twilio_stage {
    TWILIO_SENDING, // the message is with the provider, or on its way
    TWILIO_PAUSING, // until due_us, before the provider is asked for it
    TWILIO_ASKING,
};

// An attempt. What it needs is in one block of memory, behind it.
struct twilio_letter {
    struct list node;
    uint64_t tag; // of the request that is under way
    enum twilio_stage stage;
    bool is_question;    // nothing is sent: the hub asks what became of it
    bool is_first_asked; // an earlier attempt was doubtful: it is sent when the provider does not have it
    int asked;           // questions that were begun
    int denied;          // to which the provider said that it does not have it
    int64_t deadline_us, due_us;
    int64_t until_us;      // monotonic: when asking ends
    int64_t doubtful_us;   // monotonic: since when nobody knows
    int64_t began_wall_us; // not before this was it given to the provider
    struct view id, to, text, form;
};

// A message that has its name: it is not found for another.
struct twilio_named {
    char id[CHANNEL_ID_MAX + 1], sid[TWILIO_SID_MAX + 1];
};

struct twilio {
    struct host host;
    const struct channel_http *http;
    char *account, *token, *from, *service, *base_url, *webhook_url;
    char *authorization; // "Basic …"
    char *connector;     // its id
    bool has_callbacks, answers_stop;
    struct list letters;
    uint64_t last_tag, probe_tag; // 0: none
    int64_t quiet_until_us;       // monotonic: the provider throttles
    int64_t mark;
    struct twilio_named named[TWILIO_RING];
    unsigned named_at;
};

// ---- twilio_request.c: what the provider is asked for

// The form of a message. CHANNEL_REFUSED: it does not fit.
int twilio_form(const struct twilio *t, const struct channel_message *m, struct buffer *out,
                struct channel_fault *ret_fault);
// CHANNEL_OK, CHANNEL_BUSY, CHANNEL_REFUSED. `path` behind the account's: "/Messages.json".
int twilio_ask(struct twilio *t, const char *method, struct view path, struct view form, int64_t deadline_us,
               uint64_t *ret_tag);
// Appends the address at which the provider finds the hub; false: nobody said where that is.
bool twilio_place(const struct twilio *t, struct buffer *out);

// ---- twilio_judge.c: what its answers mean

enum twilio_verdict {
    TWILIO_TAKEN,
    TWILIO_AGAIN,     // it surely has not
    TWILIO_THROTTLED, // the same, and it wants less
    TWILIO_REFUSED,   // it has not, and will not
    TWILIO_DOUBTFUL,  // nobody can say
};

struct twilio_judgement {
    enum twilio_verdict verdict;
    struct view sid, code, text, price, currency;
    int64_t segments; // 0: not said
    int64_t retry_us;
    bool is_opted_out; // the customer told the provider to hear no more
    bool was_asked;    // as in channel_ended
    bool has_bounced;  // it was taken, and will not arrive: code and text say why
};

// Of a message that was given to it. Texts lie in the arena or are constant.
struct twilio_judgement twilio_judge(const struct channel_http_answer *answer, struct arena *arena);

enum twilio_found { TWILIO_FOUND, TWILIO_NOT_THERE, TWILIO_NOT_SAID, TWILIO_NOT_CLEAR };
// Of a question for the messages to a number.
enum twilio_found twilio_look(const struct twilio *t, const struct twilio_letter *l,
                              const struct channel_http_answer *answer, struct arena *arena,
                              struct twilio_judgement *ret);

// ---- twilio_code.c: the provider's codes, for people; no data: it is none of the usual ones
struct view twilio_code_text(struct view code);
bool twilio_code_is_opt_out(struct view code);

// ---- twilio_letter.c: messages on their way
int twilio_send(void *state, const struct channel_message *m, struct channel_fault *ret_fault);
extern const struct channel_lookup twilio_lookup;
int twilio_cancel(void *state, struct view id);
int twilio_step(void *state);
void twilio_answered(struct twilio *t, const struct channel_http_answer *answer);
void twilio_end_all(struct twilio *t);

// ---- twilio_probe.c
extern const struct channel_probe twilio_probe;
void twilio_probed(struct twilio *t, const struct channel_http_answer *answer);

// ---- twilio_sign.c: X-Twilio-Signature
enum { TWILIO_SIGNATURE_SIZE = 28 };

struct twilio_signed {
    struct view url;  // with its query
    struct view form; // of the body; no data: it is none, or the query has the body's hash
};
// Writes the signature and a NUL. False: the form is none, or memory is short.
bool twilio_sign(struct view token, const struct twilio_signed *what,
                 char ret[static TWILIO_SIGNATURE_SIZE + 1]);
// Whether the provider signed this request for that address (without its query), with or without a port.
bool twilio_is_signed(struct view token, struct view url, const struct channel_request *request);

// ---- twilio_webhook.c
// What a status means; 0: nothing that the hub does not know, or nothing at all.
enum channel_state twilio_fate(struct view status);
extern const struct channel_webhook twilio_webhook;
