// SPDX-License-Identifier: Apache-2.0
#include "base/time_text.h"

struct date {
    int year, month, day;
};

// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
static struct date date_of(int64_t days)
{
    int64_t z = days + 719468;
    int64_t era = z / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);
    return (struct date){
        .year = (int)(yoe + era * 400 + (month <= 2 ? 1 : 0)),
        .month = month,
        .day = (int)(doy - (153 * mp + 2) / 5 + 1),
    };
}

static char *digits(char *out, int value, int width)
{
    for (int i = width - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return out + width;
}

void time_text(char ret_text[static TIME_TEXT_SIZE + 1], int64_t us)
{
    int64_t ms = us / 1000;
    int64_t seconds = ms / 1000;
    struct date d = date_of(seconds / 86400);
    int of_day = (int)(seconds % 86400);
    char *out = ret_text;
    out = digits(out, d.year, 4);
    *out++ = '-';
    out = digits(out, d.month, 2);
    *out++ = '-';
    out = digits(out, d.day, 2);
    *out++ = 'T';
    out = digits(out, of_day / 3600, 2);
    *out++ = ':';
    out = digits(out, of_day / 60 % 60, 2);
    *out++ = ':';
    out = digits(out, of_day % 60, 2);
    *out++ = '.';
    out = digits(out, (int)(ms % 1000), 3);
    *out++ = 'Z';
    *out = '\0';
}
