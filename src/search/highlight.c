// SPDX-License-Identifier: Apache-2.0
#include "search/highlight.h"

enum { WHOLE_MAX = 280, BEFORE = 80, BEHIND = 160, LOOK_FOR_BLANK = 24 };

static bool is_inside_character(struct view text, size_t at)
{
    return at < text.size && ((unsigned char)text.data[at] & 0xC0) == 0x80;
}

static bool is_blank_at(struct view text, size_t at)
{
    return text.data[at] == ' ' || text.data[at] == '\n';
}

// A little later, behind a blank, when there is one near and before `most`.
static size_t find_start(struct view text, size_t at, size_t most)
{
    for (size_t i = at; i < at + LOOK_FOR_BLANK && i < most; i++)
        if (is_blank_at(text, i))
            return i + 1;
    while (at < most && is_inside_character(text, at))
        at++;
    return at;
}

// A little earlier, before a blank, when there is one near and behind `least`.
static size_t find_end(struct view text, size_t at, size_t least)
{
    for (size_t i = at; i > least && i + LOOK_FOR_BLANK > at; i--)
        if (is_blank_at(text, i))
            return i;
    while (at > least && is_inside_character(text, at))
        at--;
    return at;
}

static void escape(struct buffer *out, struct view text)
{
    for (size_t i = 0; i < text.size; i++) {
        switch (text.data[i]) {
        case '<':
            buffer_append_view(out, VIEW("&lt;"));
            break;
        case '>':
            buffer_append_view(out, VIEW("&gt;"));
            break;
        case '&':
            buffer_append_view(out, VIEW("&amp;"));
            break;
        case '"':
            buffer_append_view(out, VIEW("&quot;"));
            break;
        case '\'':
            buffer_append_view(out, VIEW("&#39;"));
            break;
        default:
            buffer_append_char(out, text.data[i]);
        }
    }
}

static struct view part(struct view text, size_t start, size_t end)
{
    return view_make(text.data + start, end - start);
}

static void write_marked(struct buffer *out, struct view text, size_t start, size_t end,
                         const struct search_marks *marks)
{
    size_t at = start;
    for (int i = 0; i < marks->count; i++) {
        const struct search_mark *m = &marks->marks[i];
        if (m->start < at || m->end > end)
            continue;
        escape(out, part(text, at, m->start));
        buffer_append_view(out, VIEW("<mark>"));
        escape(out, part(text, m->start, m->end));
        buffer_append_view(out, VIEW("</mark>"));
        at = m->end;
    }
    escape(out, part(text, at, end));
}

void highlight_write(struct buffer *out, struct view text, const struct search_marks *marks)
{
    size_t start = 0, end = text.size;
    if (text.size > WHOLE_MAX) {
        size_t first = marks->count > 0 ? marks->marks[0].start : 0;
        size_t behind = marks->count > 0 ? marks->marks[0].end : 0;
        start = first > BEFORE ? find_start(text, first - BEFORE, first) : 0;
        end = behind + BEHIND < text.size ? find_end(text, behind + BEHIND, behind) : text.size;
    }
    buffer_append_view(out, start > 0 ? VIEW("…") : VIEW(""));
    write_marked(out, text, start, end, marks);
    buffer_append_view(out, end < text.size ? VIEW("…") : VIEW(""));
}
