// SPDX-License-Identifier: Apache-2.0
// For tests: a connector by configuration, and a host of the test's that keeps what it is asked and told.
#pragma once
#include "base/testing.h"
#include "channel/connector.h"
#include "channel/facets.h"

#define TESTING_CUSTOM_SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define TESTING_CUSTOM_URL "\"send_url\":\"https://shop.example/api\""

struct testing_custom {
    struct clock_simulated clock;
    struct connector *connector;
    char asked[8192]; // method, address, headers, body of the last request
    uint64_t tag;
    int64_t deadline_us;
    char heard[4096]; // one line an event
    char answer[64];
    bool is_deaf;
};

// What channel_open answers. Close with channel_close(s->connector).
int testing_custom_open_with(struct testing_custom *s, const char *config,
                             const struct channel_secret *secrets, size_t count, struct channel_fault *fault);
// With the signing secret above.
void testing_custom_open(struct testing_custom *s, const char *config);
// With one secret of this name; NULL: with none.
void testing_custom_open_unsigned(struct testing_custom *s, const char *config, const char *secret,
                                  const char *value);

// A message; then what the provider answers to what it was asked last.
int testing_custom_send(struct testing_custom *s, const char *text);
void testing_custom_answer_with(struct testing_custom *s, int status, const char *body);

// A request of the provider's, with at most seven headers more; what the webhook's facet answers.
int testing_custom_hear_as(struct testing_custom *s, const char *type, const char *body,
                           const struct channel_header *more, uint32_t count);
int testing_custom_hear(struct testing_custom *s, const char *body); // JSON, without them
