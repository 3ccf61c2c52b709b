// SPDX-License-Identifier: Apache-2.0
// Scanning that the parser, the readers and the writer share. Internal to this folder.
#pragma once
#include <stdint.h>
#include <string.h>

// True for what may stand in a JSON string as it is and is ASCII.
static inline bool json_scan_is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

// High bits set in the bytes of `x` that are not plain. A byte above the lowest such byte may be
// marked wrongly (borrows run upwards), so only the lowest mark counts.
static inline uint64_t json_scan_marks(uint64_t x)
{
    const uint64_t ones = 0x0101010101010101, high = 0x8080808080808080;
    uint64_t quote = x ^ (ones * '"'), backslash = x ^ (ones * '\\');
    uint64_t low = (x - ones * 0x20) & ~x;
    return (low | ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | x) & high;
}

// The first byte in [at, end) that is not plain, or end.
static inline const char *json_scan_plain(const char *at, const char *end)
{
    while (end - at >= 8) {
        uint64_t x;
        memcpy(&x, at, sizeof(x));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        x = __builtin_bswap64(x);
#endif
        uint64_t marks = json_scan_marks(x);
        if (marks != 0)
            return at + (__builtin_ctzll(marks) >> 3);
        at += 8;
    }
    while (at < end && json_scan_is_plain((unsigned char)*at))
        at++;
    return at;
}

// The value of four hex digits, or -1.
static inline int json_scan_hex4(const char *at)
{
    int value = 0;
    for (int i = 0; i < 4; i++) {
        int c = at[i], lower = c | 0x20;
        if (c >= '0' && c <= '9')
            value = value * 16 + (c - '0');
        else if (lower >= 'a' && lower <= 'f')
            value = value * 16 + (lower - 'a' + 10);
        else
            return -1;
    }
    return value;
}
