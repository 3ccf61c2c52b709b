// SPDX-License-Identifier: Apache-2.0
#include "hub/identity.h"
#include "base/error.h"

enum { E164_MIN = 7, E164_MAX = 15 }; // digits; ITU-T E.164 6.2.1

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool normalise_phone(struct view text, char *out)
{
    size_t digits = 0;
    text = view_trim(text);
    if (view_starts(text, VIEW("00")))
        text = view_make(text.data + 2, text.size - 2);
    else if (view_starts(text, VIEW("+")))
        text = view_make(text.data + 1, text.size - 1);
    else
        return false;
    if (text.size == 0 || text.data[0] == '0') // no country's code begins with it
        return false;
    *out++ = '+';
    for (size_t i = 0; i < text.size; i++) {
        // "+49 (0) 170": the digit that is dialled only without the country's code.
        if (view_starts(view_make(text.data + i, text.size - i), VIEW("(0)")))
            i += 2;
        else if (is_digit(text.data[i]) && ++digits <= E164_MAX)
            *out++ = text.data[i];
        else if (strchr(" .-()/", text.data[i]) == NULL)
            return false;
    }
    *out = '\0';
    return digits >= E164_MIN && digits <= E164_MAX;
}

static bool normalise_email(struct view text, char *out)
{
    text = view_trim(text);
    const char *at = text.size == 0 ? NULL : memchr(text.data, '@', text.size);
    if (at == NULL || at == text.data || at == text.data + text.size - 1 || text.size > IDENTITY_ADDRESS_MAX)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c <= ' ' || c == 0x7f || c == '<' || c == '>' || c == ',')
            return false;
        *out++ = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : (char)c;
    }
    *out = '\0';
    return memchr(at + 1, '@', text.size - (size_t)(at + 1 - text.data)) == NULL;
}

bool identity_normalise(enum identity_kind kind, struct view text,
                        char ret_address[static IDENTITY_ADDRESS_MAX + 1])
{
    switch (kind) {
    case IDENTITY_PHONE:
        return normalise_phone(text, ret_address);
    case IDENTITY_EMAIL:
        return normalise_email(text, ret_address);
    }
    return false;
}

int identity_add(struct tx *tx, int64_t customer, enum identity_kind kind, struct view text)
{
    char address[IDENTITY_ADDRESS_MAX + 1];
    if (text.data == NULL || !identity_normalise(kind, text, address))
        return 0;
    struct query q = query_begin(tx->db, SQL_IDENTITY_INSERT, tx->tenant);
    query_bind(&q, customer);
    query_bind(&q, kind);
    query_bind_text(&q, view_from(address));
    query_bind_text(&q, text);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}
