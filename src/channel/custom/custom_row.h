// SPDX-License-Identifier: Apache-2.0
// Shared by the files custom*.c: one instance, and its configuration.
#pragma once
#include "base/arena.h"
#include "channel/facets.h"
#include "channel/host.h"

// In the order of the fields.
enum custom_field {
    CUSTOM_SEND_URL,
    CUSTOM_METHOD,
    CUSTOM_REQUEST,
    CUSTOM_ANSWER,
    CUSTOM_IDEMPOTENT,
    CUSTOM_IDEMPOTENCY_HEADER,
    CUSTOM_TIMEOUT_MS,
    CUSTOM_TEXT_MAX,
    CUSTOM_AUTH_USER,
    CUSTOM_AUTH_HEADER,
    CUSTOM_IN,
    CUSTOM_SIGNATURE,
    CUSTOM_TOLERANCE_S,
    CUSTOM_PROBE_URL,
    CUSTOM_MEDIA_URL,
    CUSTOM_SIGNING_SECRET, // secrets from here on
    CUSTOM_WEBHOOK_SECRET,
    CUSTOM_BEARER_TOKEN,
    CUSTOM_AUTH_PASSWORD,
    CUSTOM_AUTH_VALUE,
    CUSTOM_FIELDS,
};

enum { CUSTOM_TEXT_BYTES = 64 << 10, CUSTOM_URL_MAX = 4096, CUSTOM_MEMORY = 16 << 20 };

// A request that has no answer yet.
struct custom_call {
    struct custom_call *next;
    uint64_t tag;
    char *id; // of the delivery
};

struct custom {
    struct host host;
    char *text[CUSTOM_FIELDS]; // as configured; NULL: not set
    int64_t number[CUSTOM_FIELDS];
    struct custom_call *calls;
    uint64_t tags;  // the last one that was given
    uint64_t probe; // the tag of the probe that is under way; 0: none
    int64_t mark;   // of the last message of a customer
    uint32_t abilities;
};

// The text of a field, or `otherwise`.
static inline struct view custom_text(const struct custom *c, enum custom_field field, struct view otherwise)
{
    return c->text[field] == NULL ? otherwise : view_from(c->text[field]);
}

// custom_check.c: what the fields' own checks cannot see. CHANNEL_OK; CHANNEL_REFUSED with the place;
// -ENOMEM.
int custom_check(const struct custom *c, struct channel_fault *fault);

// custom_able.c: of a configuration that passed custom_check. CHANNEL_OK or -ENOMEM.
int custom_find_abilities(const struct custom *c, uint32_t *ret);

// custom_hook.c, custom_probe.c
extern const struct channel_webhook custom_webhook;
extern const struct channel_probe custom_probe;
extern const struct channel_media custom_media;
// Of the probe; false: it is another request's.
bool custom_probed(struct custom *c, const struct channel_http_answer *answer);
