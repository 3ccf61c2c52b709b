// SPDX-License-Identifier: Apache-2.0
#include "hub/identity.h"
#include "base/error.h"
#include "hub/cluster.h"
#include "hub/row.h"
#include <stdio.h>

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

// A name or id of one word: no blanks, no control characters.
static bool is_word(struct view text, size_t max)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] <= ' ' || text.data[i] == 0x7f)
            return false;
    return text.size > 0 && text.size <= max;
}

static char *put(char *out, struct view text, bool lower)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        *out++ = lower && c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    *out = '\0';
    return out;
}

static bool normalise_qualified(struct view qualifier, struct view text, bool lower, char *out)
{
    enum { QUALIFIER_MAX = 32, WORD_MAX = 200 };
    qualifier = view_trim(qualifier);
    text = view_trim(text);
    if (lower && view_starts(text, VIEW("@")))
        text = view_make(text.data + 1, text.size - 1);
    if (!is_word(qualifier, QUALIFIER_MAX) || memchr(qualifier.data, ':', qualifier.size) != NULL ||
        !is_word(text, WORD_MAX))
        return false;
    out = put(out, qualifier, true);
    out = put(out, VIEW(":"), false);
    put(out, text, lower);
    return true;
}

static bool normalise_device(struct view text, char *out)
{
    text = view_trim(text);
    if (!is_word(text, IDENTITY_ADDRESS_MAX))
        return false;
    put(out, text, false);
    return true;
}

bool identity_normalise(const struct identity_given *given, char ret_address[static IDENTITY_ADDRESS_MAX + 1])
{
    switch (given->kind) {
    case IDENTITY_PHONE:
    case IDENTITY_WHATSAPP:
        return normalise_phone(given->address, ret_address);
    case IDENTITY_EMAIL:
        return normalise_email(given->address, ret_address);
    case IDENTITY_SOCIAL:
        return normalise_qualified(given->qualifier, given->address, true, ret_address);
    case IDENTITY_EXTERNAL:
        return normalise_qualified(given->qualifier, given->address, false, ret_address);
    case IDENTITY_DEVICE:
        return normalise_device(given->address, ret_address);
    }
    return false;
}

struct view identity_kind_name(enum identity_kind kind)
{
    switch (kind) {
    case IDENTITY_PHONE:
        return VIEW("phone");
    case IDENTITY_EMAIL:
        return VIEW("email");
    case IDENTITY_WHATSAPP:
        return VIEW("whatsapp");
    case IDENTITY_SOCIAL:
        return VIEW("social");
    case IDENTITY_EXTERNAL:
        return VIEW("external");
    case IDENTITY_DEVICE:
        return VIEW("device");
    }
    return VIEW("unknown");
}

// ---- whose it is

static int find_owner(struct db *db, int64_t tenant, enum identity_kind kind, const char *address,
                      int64_t *ret)
{
    struct query q = query_begin(db, SQL_IDENTITY_OWNER, tenant);
    query_bind(&q, kind);
    query_bind_text(&q, view_from(address));
    int r = query_step(&q);
    if (r == QUERY_ROW)
        *ret = query_int(&q, 0);
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? IDENTITY_OK : IDENTITY_NONE;
}

int identity_owner(struct db *db, int64_t tenant, const struct identity_given *given, int64_t *ret)
{
    char address[IDENTITY_ADDRESS_MAX + 1];
    if (given->address.data == NULL || !identity_normalise(given, address))
        return IDENTITY_INVALID;
    return find_owner(db, tenant, given->kind, address, ret);
}

int identity_owner_of_text(struct db *db, int64_t tenant, struct view text, int64_t *ret)
{
    char address[IDENTITY_ADDRESS_MAX + 1];
    if (text.size > 0 && text.data[0] == '+' && normalise_phone(text, address)) {
        int r = find_owner(db, tenant, IDENTITY_PHONE, address, ret);
        return r != IDENTITY_NONE ? r : find_owner(db, tenant, IDENTITY_WHATSAPP, address, ret);
    }
    if (text.size > 0 && memchr(text.data, '@', text.size) != NULL && normalise_email(text, address))
        return find_owner(db, tenant, IDENTITY_EMAIL, address, ret);
    return IDENTITY_NONE;
}

// ---- giving and taking

static int insert(struct tx *tx, int64_t customer, enum identity_kind kind, const char *address,
                  struct view display)
{
    struct query q = query_begin(tx->db, SQL_IDENTITY_INSERT, tx->tenant);
    query_bind(&q, customer);
    query_bind(&q, kind);
    query_bind_text(&q, view_from(address));
    query_bind_text(&q, display);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

// 1, 0 or negative.
static int has_room(struct tx *tx, int64_t customer)
{
    struct query q = query_begin(tx->db, SQL_IDENTITY_CROWD, tx->tenant);
    query_bind(&q, customer);
    query_bind(&q, IDENTITIES_MAX - 1);
    int r = query_step(&q);
    query_end(&q);
    return r < 0 ? error_trace(r) : r == QUERY_DONE;
}

// Of one who is being erased an address may still stand there: it is free.
static int let_go(struct tx *tx, enum identity_kind kind, const char *address)
{
    struct query q = query_begin(tx->db, SQL_IDENTITY_LET_GO, tx->tenant);
    query_bind(&q, kind);
    query_bind_text(&q, view_from(address));
    return error_trace(query_run(&q, NULL));
}

int identity_give(struct tx *tx, int64_t customer, const struct identity_given *given, int64_t *ret_owner)
{
    char address[IDENTITY_ADDRESS_MAX + 1];
    int64_t owner;
    if (given->address.data == NULL || !identity_normalise(given, address))
        return IDENTITY_INVALID;
    int r = find_owner(tx->db, tx->tenant, given->kind, address, &owner);
    if (r == IDENTITY_OK) {
        r = cluster_is_same(tx->db, tx->tenant, owner, customer);
        if (r == 0)
            *ret_owner = owner;
        return r < 0 ? r : r == 1 ? IDENTITY_OK : IDENTITY_TAKEN;
    }
    if (r == IDENTITY_NONE)
        r = let_go(tx, given->kind, address);
    if (r == 0)
        r = has_room(tx, customer);
    if (r <= 0)
        return r < 0 ? r : IDENTITY_TOO_MANY;
    return insert(tx, customer, given->kind, address, given->address);
}

int identity_add(struct tx *tx, int64_t customer, enum identity_kind kind, struct view text)
{
    int64_t owner;
    if (text.data == NULL)
        return 0;
    int r = identity_give(tx, customer, &(struct identity_given){.kind = kind, .address = text}, &owner);
    return r < 0 ? r : 0;
}

int identity_remove(struct tx *tx, int64_t customer, int64_t identity)
{
    int changes = 0;
    struct query q = query_begin(tx->db, SQL_IDENTITY_DELETE, tx->tenant);
    query_bind(&q, customer);
    query_bind(&q, identity);
    int r = query_run(&q, &changes);
    if (r < 0)
        return error_trace(r);
    return changes == 0 ? IDENTITY_NONE : IDENTITY_OK;
}

// ---- reading

int identity_walk(struct db *db, int64_t tenant, int64_t customer, struct arena *arena,
                  int (*each)(void *ctx, const struct identity *identity), void *ctx)
{
    struct query q = query_begin(db, SQL_IDENTITIES_OF_CUSTOMER, tenant);
    query_bind(&q, customer);
    int r;
    while ((r = query_step(&q)) == QUERY_ROW) {
        struct row row = {.query = &q, .arena = arena};
        struct identity identity = {.row = row_int(&row), .customer = customer};
        identity.kind = (enum identity_kind)row_int(&row);
        identity.address = row_text(&row);
        identity.display = row_text(&row);
        identity.verified_us = row_int(&row);
        identity.created_us = row_int(&row);
        r = row.failed ? -ENOMEM : each(ctx, &identity);
        if (r < 0)
            break;
    }
    query_end(&q);
    return error_trace(r);
}
