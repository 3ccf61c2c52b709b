// SPDX-License-Identifier: Apache-2.0
// base64url (RFC 4648 5) without padding, as tokens and JSON Web Tokens are written (RFC 7515 2). Pure.
#pragma once
#include "base/buffer.h"

void base64url_write(struct buffer *out, const void *data, size_t size);

// Appends the bytes of the text to `out`. False when it is none: other characters, padding, a length that no
// bytes have, or bits behind the last byte, so that one value has one text.
bool base64url_read(struct view text, struct buffer *out);
