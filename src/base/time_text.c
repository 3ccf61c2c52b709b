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

// Howard Hinnant, ibid., days_from_civil; from 1970 on.
static int64_t days_of(struct date d)
{
    int64_t y = d.month <= 2 ? d.year - 1 : d.year;
    int64_t era = y / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (d.month > 2 ? d.month - 3 : d.month + 9) + 2) / 5 + d.day - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && is_leap ? 29 : days[month - 1];
}

// Takes `width` digits of a value from low to high from the front.
static bool take(struct view *v, int width, int low, int high, int *ret)
{
    int value = 0;
    if (v->size < (size_t)width)
        return false;
    for (int i = 0; i < width; i++) {
        if (v->data[i] < '0' || v->data[i] > '9')
            return false;
        value = value * 10 + (v->data[i] - '0');
    }
    if (value < low || value > high)
        return false;
    *ret = value;
    *v = view_make(v->data + width, v->size - (size_t)width);
    return true;
}

static bool take_mark(struct view *v, char upper, char lower)
{
    if (v->size == 0 || (v->data[0] != upper && v->data[0] != lower))
        return false;
    *v = view_make(v->data + 1, v->size - 1);
    return true;
}

// ".5": at least one digit behind the point. Without a point 0.
static bool take_fraction(struct view *v, int *ret_us)
{
    int us = 0, weight = 100000, digit;
    if (!take_mark(v, '.', '.')) {
        *ret_us = 0;
        return true;
    }
    if (!take(v, 1, 0, 9, &digit))
        return false;
    do {
        us += digit * weight;
        weight /= 10;
    } while (take(v, 1, 0, 9, &digit));
    *ret_us = us;
    return true;
}

static bool take_offset(struct view *v, int *ret_minutes)
{
    int hours, minutes, sign;
    if (take_mark(v, 'Z', 'z')) {
        *ret_minutes = 0;
        return true;
    }
    sign = v->size > 0 && v->data[0] == '-' ? -1 : 1;
    if (!take_mark(v, '+', '-') || !take(v, 2, 0, 23, &hours) || !take_mark(v, ':', ':') ||
        !take(v, 2, 0, 59, &minutes))
        return false;
    *ret_minutes = sign * (hours * 60 + minutes);
    return true;
}

bool time_text_parse(struct view text, int64_t *ret_us)
{
    struct date d;
    int hour, minute, second, us, offset;
    int64_t seconds;
    if (!take(&text, 4, 1970, 9999, &d.year) || !take_mark(&text, '-', '-') ||
        !take(&text, 2, 1, 12, &d.month) || !take_mark(&text, '-', '-') ||
        !take(&text, 2, 1, days_in(d.year, d.month), &d.day) || !take_mark(&text, 'T', 't') ||
        !take(&text, 2, 0, 23, &hour) || !take_mark(&text, ':', ':') || !take(&text, 2, 0, 59, &minute) ||
        !take_mark(&text, ':', ':') || !take(&text, 2, 0, 60, &second) || !take_fraction(&text, &us) ||
        !take_offset(&text, &offset) || text.size > 0)
        return false;
    seconds = days_of(d) * 86400 + hour * 3600 + (minute - offset) * 60 + second;
    if (seconds < 0 || seconds >= 253402300800) // 10000-01-01
        return false;
    *ret_us = seconds * 1000000 + us;
    return true;
}
