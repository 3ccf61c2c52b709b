// SPDX-License-Identifier: Apache-2.0
// What a provider sends: signed webhooks, and answers to a message and to the question for it; the first byte
// says which. Whatever comes, the connector's guard finds nothing to object to.
#include "channel/twilio/testing_twilio.h"
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hear(struct testing_twilio *s, const char *text)
{
    struct channel_fault fault;
    char query[512] = "";
    const char *body = strchr(text, '\n');
    if (body != NULL && (size_t)(body - text) < sizeof(query))
        snprintf(query, sizeof(query), "%.*s", (int)(body - text), text);
    if (testing_hook(s, query, body == NULL ? text : body + 1, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", &fault) !=
        CHANNEL_REFUSED)
        abort(); // whoever finds a text of that signature has broken SHA-1
}

static void hear_signed(struct testing_twilio *s, const char *text)
{
    struct channel_fault fault;
    int r = testing_hook(s, "delivery=m", text, NULL, &fault);
    if (r != CHANNEL_OK && r != CHANNEL_REFUSED)
        abort();
}

static void answer(struct testing_twilio *s, int status, const char *text, bool is_asked)
{
    testing_send_text(s, "m", "x");
    if (is_asked) {
        testing_answer_with(s, (struct channel_http_answer){.end = CHANNEL_HTTP_UNKNOWN});
        testing_pass(s, 1);
    }
    testing_answer(s, status, text);
    testing_pass(s, 2);
}

// As a form is: testing_hook signs what it parses as one, so that only forms get further.
static bool is_form(const char *text)
{
    for (; *text != '\0'; text++)
        if (*text < ' ' || *text == 0x7F || *text == '%')
            return false;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct testing_twilio s;
    char *text = malloc(size + 1);
    if (size < 2 || text == NULL || memchr(data, '\0', size) != NULL) {
        free(text);
        return 0;
    }
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    testing_open(&s, TESTING_CONFIG);
    if (data[0] == 'h')
        hear(&s, text);
    else if (data[0] == 's' && is_form(text) && text[0] != '{')
        hear_signed(&s, text);
    else if (data[0] == 'q')
        answer(&s, 200, text, true);
    else
        answer(&s, 200 + data[0], text, false);
    testing_close(&s);
    free(text);
    return 0;
}
