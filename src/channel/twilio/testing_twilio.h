// SPDX-License-Identifier: Apache-2.0
// For tests of this folder: an open account whose requests are written down, and answered by hand.
#pragma once
#include "base/testing.h"
#include "channel/connector.h"
#include "channel/facets.h"

#define TESTING_CONFIG "{\"account_sid\":\"AC1\",\"from\":\"+4930999\"}"
#define TESTING_PLACE "https://hub.example.org/webhook/sms/sms-1"
enum { TESTING_SECOND = 1000000 };

struct testing_twilio {
    struct clock_simulated clock;
    struct connector *connector;
    char said[4096];                                       // one line for each thing that was told
    char method[8], url[2048], headers[1024], body[65536]; // of the last request
    uint64_t tag;
    int asked, dropped;
    int ask_answer;   // of the next `ask`
    int hears;        // what `received` answers
    bool is_nowhere;  // nobody said where the hub is
    char answer[256]; // to the webhook
    int64_t breaches;
    int64_t deadline_us;
};

int testing_try(struct testing_twilio *s, const char *config, struct channel_fault *ret_fault);
void testing_open(struct testing_twilio *s, const char *config);
void testing_close(struct testing_twilio *s); // expects that the contract was kept

int testing_send(struct testing_twilio *s, const struct channel_message *like,
                 struct channel_fault *ret_fault);
void testing_send_text(struct testing_twilio *s, const char *id, const char *text);
// Asks what became of it; it may have been given to the provider since then, wall clock.
int testing_look(struct testing_twilio *s, const char *id, const char *text, int64_t doubtful_us);
// The answer to the last request.
void testing_answer(struct testing_twilio *s, int status, const char *body);
void testing_answer_with(struct testing_twilio *s, struct channel_http_answer answer);
// Lets time pass, and steps when it is due.
void testing_pass(struct testing_twilio *s, int seconds);
// What was told since the last time.
void testing_expect(struct testing_twilio *s, const char *said);

// A request that is signed well, or with the signature given.
int testing_hook(struct testing_twilio *s, const char *query, const char *body, const char *signature,
                 struct channel_fault *ret_fault);
