// SPDX-License-Identifier: Apache-2.0
#include "base/view.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

bool view_equal_nocase(struct view a, struct view b)
{
    if (a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++)
        if (lower(a.data[i]) != lower(b.data[i]))
            return false;
    return true;
}

bool view_starts(struct view v, struct view prefix)
{
    return v.size >= prefix.size && view_equal(view_make(v.data, prefix.size), prefix);
}

struct view view_trim(struct view v)
{
    while (v.size > 0 && (v.data[0] == ' ' || v.data[0] == '\t')) {
        v.data++;
        v.size--;
    }
    while (v.size > 0 && (v.data[v.size - 1] == ' ' || v.data[v.size - 1] == '\t'))
        v.size--;
    return v;
}

struct view view_cut(struct view *rest, char mark)
{
    struct view all = *rest;
    const char *at = all.size == 0 ? NULL : memchr(all.data, mark, all.size);
    if (at == NULL) {
        *rest = (struct view){0};
        return all;
    }
    size_t head = (size_t)(at - all.data);
    *rest = view_make(at + 1, all.size - head - 1);
    return view_make(all.data, head);
}

bool view_to_uint(struct view v, long long *ret)
{
    long long value = 0;
    if (v.size == 0 || v.size > 18)
        return false;
    for (size_t i = 0; i < v.size; i++) {
        if (v.data[i] < '0' || v.data[i] > '9')
            return false;
        value = value * 10 + (v.data[i] - '0');
    }
    *ret = value;
    return true;
}
