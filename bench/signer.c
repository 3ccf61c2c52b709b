// SPDX-License-Identifier: Apache-2.0
#include "signer.h"
#include <openssl/evp.h>
#include <openssl/hmac.h>

enum { TEXT_MAX = 8192, SIZE = sizeof(SIGNER_PLACE) - 1 };

bool signer_find(struct signer *s, struct view request)
{
    const char *place = memmem(request.data, request.size, SIGNER_PLACE, SIZE);
    const char *body = memmem(request.data, request.size, "\r\n\r\n", 4);

    if (place == NULL || body == NULL || place > body)
        return false;
    s->place = (size_t)(place - request.data);
    s->body = (size_t)(body + 4 - request.data);
    return s->body < request.size;
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool append_decoded(struct buffer *out, struct view v)
{
    for (size_t i = 0; i < v.size; i++) {
        if (v.data[i] != '%') {
            buffer_append_char(out, v.data[i] == '+' ? ' ' : v.data[i]);
            continue;
        }
        if (i + 2 >= v.size || digit(v.data[i + 1]) < 0 || digit(v.data[i + 2]) < 0)
            return false;
        buffer_append_char(out, (char)(digit(v.data[i + 1]) * 16 + digit(v.data[i + 2])));
        i += 2;
    }
    return true;
}

bool signer_sign(const struct signer *s, char *request, size_t size)
{
    char memory[TEXT_MAX];
    unsigned char code[EVP_MAX_MD_SIZE], text[SIZE + 1];
    struct buffer out = buffer_fixed(memory, sizeof(memory));
    unsigned code_size = 0;

    buffer_append_view(&out, view_from(s->url));
    for (struct view rest = view_make(request + s->body, size - s->body); rest.data != NULL;) {
        struct view value = view_cut(&rest, '&'), name = view_cut(&value, '=');

        if (!append_decoded(&out, name) || !append_decoded(&out, value))
            return false;
    }
    if (out.failed || HMAC(EVP_sha1(), s->token, (int)strlen(s->token), (const unsigned char *)out.data,
                           out.size, code, &code_size) == NULL)
        return false;
    EVP_EncodeBlock(text, code, (int)code_size);
    memcpy(request + s->place, text, SIZE);
    return true;
}
