// SPDX-License-Identifier: Apache-2.0
// Signs the webhooks of a load as Twilio does (twilio.com/docs/usage/security): of the url and of the form's
// fields, which must stand in the request in the order of their names, each once. One thread.
#pragma once
#include "shape.h"

// The header's value before it is signed: its place.
#define SIGNER_PLACE "0000000000000000000000000000"

struct signer {
    const char *token, *url;
    size_t place, body; // where they begin in the request
};

// Finds the place and the body. False: the request has no such header, or no body.
bool signer_find(struct signer *s, struct view request);

// Writes the signature of what the request says now. False: the form is none.
bool signer_sign(const struct signer *s, char *request, size_t size);
