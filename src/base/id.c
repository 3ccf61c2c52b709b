// SPDX-License-Identifier: Apache-2.0
#include "base/id.h"

void id_make(char ret_id[static ID_SIZE + 1], int64_t now_us, const struct random *random)
{
    static const char hex[] = "0123456789abcdef";
    unsigned char b[16];
    uint64_t ms = (uint64_t)(now_us / 1000);
    random_fill(random, b + 6, 10);
    for (int i = 0; i < 6; i++)
        b[i] = (unsigned char)(ms >> (40 - 8 * i));
    b[6] = (unsigned char)(0x70 | (b[6] & 0x0f));
    b[8] = (unsigned char)(0x80 | (b[8] & 0x3f));
    char *out = ret_id;
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *out++ = '-';
        *out++ = hex[b[i] >> 4];
        *out++ = hex[b[i] & 15];
    }
    *out = '\0';
}

static bool is_id_char(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == ':' || c == '@' || c == '+' || c == '-';
}

bool id_is_valid(struct view id)
{
    if (id.size == 0 || id.size > ID_CALLER_MAX)
        return false;
    for (size_t i = 0; i < id.size; i++)
        if (!is_id_char((unsigned char)id.data[i]))
            return false;
    return true;
}
