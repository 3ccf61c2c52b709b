// SPDX-License-Identifier: Apache-2.0
#include "codec/websocket.h"
#include <openssl/evp.h>

enum { KEY_SIZE = 24, SHA1_SIZE = 20 };

static bool is_base64(char c)
{
    char lower = (char)(c | 0x20);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

// 16 bytes are 22 characters, of which the last carries two bits, and "==".
static bool is_key(struct view key)
{
    if (key.size != KEY_SIZE || key.data[22] != '=' || key.data[23] != '=')
        return false;
    for (size_t i = 0; i < 22; i++)
        if (!is_base64(key.data[i]))
            return false;
    return memchr("AQgw", key.data[21], 4) != NULL;
}

bool websocket_accept(struct view key, char ret_accept[static WEBSOCKET_ACCEPT_SIZE + 1])
{
    static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    char text[KEY_SIZE + sizeof(guid) - 1];
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (!is_key(key))
        return false;
    memcpy(text, key.data, KEY_SIZE);
    memcpy(text + KEY_SIZE, guid, sizeof(guid) - 1);
    if (EVP_Digest(text, sizeof(text), digest, &size, EVP_sha1(), NULL) != 1 || size != SHA1_SIZE)
        return false;
    EVP_EncodeBlock((unsigned char *)ret_accept, digest, SHA1_SIZE);
    return true;
}

// ---- the grammar of Sec-WebSocket-Extensions (RFC 6455 9.1)

static bool is_token_char(char c)
{
    char lower = (char)(c | 0x20);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static void skip_blanks(struct view *rest)
{
    while (rest->size > 0 && (*rest->data == ' ' || *rest->data == '\t')) {
        rest->data++;
        rest->size--;
    }
}

static bool take_mark(struct view *rest, char mark)
{
    skip_blanks(rest);
    if (rest->size == 0 || *rest->data != mark)
        return false;
    rest->data++;
    rest->size--;
    return true;
}

static bool take_token(struct view *rest, struct view *ret)
{
    skip_blanks(rest);
    size_t size = 0;
    while (size < rest->size && is_token_char(rest->data[size]))
        size++;
    if (size == 0)
        return false;
    *ret = view_make(rest->data, size);
    *rest = view_make(rest->data + size, rest->size - size);
    return true;
}

// A token, plain or in quotes (where it must still be one when the quotes are gone).
static bool take_value(struct view *rest, struct view *ret)
{
    if (!take_mark(rest, '"'))
        return take_token(rest, ret);
    return rest->size > 0 && is_token_char(*rest->data) && take_token(rest, ret) && rest->size > 0 &&
           *rest->data == '"' && take_mark(rest, '"');
}

enum {
    SERVER_NO_TAKEOVER = 1,
    CLIENT_NO_TAKEOVER = 2,
    SERVER_BITS = 4,
    CLIENT_BITS = 8,
};

static int window_bits(struct view value)
{
    long long bits = 0;
    bool is_number = value.size <= 2 && view_to_uint(value, &bits) && value.data[0] != '0';
    return is_number && bits >= 8 && bits <= 15 ? (int)bits : 0;
}

// The flag of a parameter that can be agreed to (RFC 7692 7.1), else 0.
static int parameter_flag(struct view name, const struct view *value)
{
    if (view_equal_nocase(name, VIEW("server_no_context_takeover")))
        return value == NULL ? SERVER_NO_TAKEOVER : 0;
    if (view_equal_nocase(name, VIEW("client_no_context_takeover")))
        return value == NULL ? CLIENT_NO_TAKEOVER : 0;
    if (view_equal_nocase(name, VIEW("server_max_window_bits")))
        return value != NULL && window_bits(*value) == 15 ? SERVER_BITS : 0;
    if (view_equal_nocase(name, VIEW("client_max_window_bits")))
        return value == NULL || window_bits(*value) != 0 ? CLIENT_BITS : 0;
    return 0;
}

enum offer { OFFER_MALFORMED, OFFER_DECLINED, OFFER_FITS };

static enum offer take_offer(struct view *rest)
{
    struct view name;
    if (!take_token(rest, &name))
        return OFFER_MALFORMED;
    bool fits = view_equal_nocase(name, VIEW("permessage-deflate"));
    int seen = 0;
    while (take_mark(rest, ';')) {
        struct view parameter, value;
        if (!take_token(rest, &parameter))
            return OFFER_MALFORMED;
        bool has_value = take_mark(rest, '=');
        if (has_value && !take_value(rest, &value))
            return OFFER_MALFORMED;
        int flag = parameter_flag(parameter, has_value ? &value : NULL);
        fits = fits && flag != 0 && (seen & flag) == 0;
        seen |= flag;
    }
    return fits ? OFFER_FITS : OFFER_DECLINED;
}

bool websocket_offers_deflate(struct view extensions)
{
    bool found = false;
    do {
        while (take_mark(&extensions, ','))
            ;
        if (extensions.size == 0)
            return found;
        enum offer offer = take_offer(&extensions);
        if (offer == OFFER_MALFORMED)
            return false;
        found |= offer == OFFER_FITS;
    } while (take_mark(&extensions, ','));
    skip_blanks(&extensions);
    return found && extensions.size == 0;
}
