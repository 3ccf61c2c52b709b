// SPDX-License-Identifier: Apache-2.0
#include "codec/media_type.h"
#include "codec/utf8.h"
#include <stdint.h>

#define OCTETS "application/octet-stream"

static bool has(struct view v, size_t at, struct view bytes)
{
    return v.size >= at + bytes.size && memcmp(v.data + at, bytes.data, bytes.size) == 0;
}

static unsigned byte(struct view v, size_t at)
{
    return (unsigned char)v.data[at];
}

static unsigned big16(struct view v, size_t at)
{
    return byte(v, at) << 8 | byte(v, at + 1);
}

static unsigned little16(struct view v, size_t at)
{
    return byte(v, at) | byte(v, at + 1) << 8;
}

static uint32_t big32(struct view v, size_t at)
{
    return (uint32_t)big16(v, at) << 16 | big16(v, at + 2);
}

static void set_size(struct media *m, uint32_t width, uint32_t height)
{
    if (width == 0 || height == 0 || width > INT32_MAX || height > INT32_MAX)
        return;
    m->width = (int)width;
    m->height = (int)height;
}

// ---- sizes of pictures

// To the first frame header (ITU T.81 B.1.1.3, B.2.2).
static void size_jpeg(struct view v, struct media *m)
{
    size_t at = 2;
    while (at + 9 <= v.size && byte(v, at) == 0xFF) {
        unsigned mark = byte(v, at + 1);
        if (mark == 0xFF) { // filling
            at++;
            continue;
        }
        if (mark >= 0xC0 && mark <= 0xCF && mark != 0xC4 && mark != 0xC8 && mark != 0xCC) {
            set_size(m, big16(v, at + 7), big16(v, at + 5));
            return;
        }
        at += 2;
        if (!(mark >= 0xD0 && mark <= 0xD7) && mark != 0x01)
            at += big16(v, at);
    }
}

// RFC 9649 2.5 to 2.7.
static void size_webp(struct view v, struct media *m)
{
    if (has(v, 12, VIEW("VP8X")) && v.size >= 30) {
        set_size(m, 1 + (little16(v, 24) | byte(v, 26) << 16), 1 + (little16(v, 27) | byte(v, 29) << 16));
    } else if (has(v, 12, VIEW("VP8L")) && v.size >= 25) {
        uint32_t bits = little16(v, 21) | (uint32_t)little16(v, 23) << 16;
        set_size(m, 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF));
    } else if (has(v, 12, VIEW("VP8 ")) && v.size >= 30) {
        set_size(m, little16(v, 26) & 0x3FFF, little16(v, 28) & 0x3FFF);
    }
}

static void size_picture(struct view v, struct media *m)
{
    if (view_equal(m->type, VIEW("image/png")) && has(v, 12, VIEW("IHDR")) && v.size >= 24)
        set_size(m, big32(v, 16), big32(v, 20));
    else if (view_equal(m->type, VIEW("image/gif")) && v.size >= 10)
        set_size(m, little16(v, 6), little16(v, 8));
    else if (view_equal(m->type, VIEW("image/jpeg")))
        size_jpeg(v, m);
    else if (view_equal(m->type, VIEW("image/webp")))
        size_webp(v, m);
}

// ---- signatures

struct signature {
    uint8_t at;
    struct view bytes;
    struct view type;
};

#define SIGN(at, bytes, type)                                                                                \
    {                                                                                                        \
        at, {bytes, sizeof(bytes) - 1},                                                                      \
        {                                                                                                    \
            type, sizeof(type) - 1                                                                           \
        }                                                                                                    \
    }

static const struct signature signatures[] = {
    SIGN(0, "\x89PNG\r\n\x1A\n", "image/png"),
    SIGN(0, "\xFF\xD8\xFF", "image/jpeg"),
    SIGN(0, "GIF87a", "image/gif"),
    SIGN(0, "GIF89a", "image/gif"),
    SIGN(8, "WEBPVP8", "image/webp"),
    SIGN(0, "II*\0", "image/tiff"),
    SIGN(0, "MM\0*", "image/tiff"),
    SIGN(4, "ftypavif", "image/avif"),
    SIGN(4, "ftypavis", "image/avif"),
    SIGN(4, "ftyphei", "image/heic"),
    SIGN(4, "ftyphev", "image/heic"),
    SIGN(4, "ftypmif1", "image/heif"),
    SIGN(4, "ftypM4A", "audio/mp4"),
    SIGN(4, "ftypqt", "video/quicktime"),
    SIGN(4, "ftyp3g", "video/3gpp"),
    SIGN(4, "ftyp", "video/mp4"),
    SIGN(0, "\x1A\x45\xDF\xA3", "video/webm"),
    SIGN(8, "AVI LIST", "video/x-msvideo"),
    SIGN(8, "WAVE", "audio/wav"),
    SIGN(0, "OggS", "audio/ogg"),
    SIGN(0, "fLaC", "audio/flac"),
    SIGN(0, "ID3", "audio/mpeg"),
    SIGN(0, "\xFF\xFB", "audio/mpeg"),
    SIGN(0, "\xFF\xF3", "audio/mpeg"),
    SIGN(0, "\xFF\xF2", "audio/mpeg"),
    SIGN(0, "\xFF\xF1", "audio/aac"),
    SIGN(0, "\xFF\xF9", "audio/aac"),
    SIGN(0, "#!AMR", "audio/amr"),
    SIGN(0, "%PDF-", "application/pdf"),
    SIGN(0, "{\\rtf", "application/rtf"),
    SIGN(0, "\x1F\x8B", "application/gzip"),
    SIGN(0, "7z\xBC\xAF\x27\x1C", "application/x-7z-compressed"),
    SIGN(0, "Rar!\x1A\x07", "application/vnd.rar"),
    SIGN(0,
         "\xFD"
         "7zXZ\0",
         "application/x-xz"),
    SIGN(0, "BZh", "application/x-bzip2"),
    SIGN(0, "BM", "image/bmp"),
};

// What a system would run. "MZ" may begin a text too; so be it.
static const struct signature programs[] = {
    SIGN(0, "MZ", "application/vnd.microsoft.portable-executable"),
    SIGN(0,
         "\x7F"
         "ELF",
         "application/x-executable"),
    SIGN(0, "\xFE\xED\xFA\xCE", "application/x-mach-binary"),
    SIGN(0, "\xFE\xED\xFA\xCF", "application/x-mach-binary"),
    SIGN(0, "\xCE\xFA\xED\xFE", "application/x-mach-binary"),
    SIGN(0, "\xCF\xFA\xED\xFE", "application/x-mach-binary"),
    SIGN(0, "\xCA\xFE\xBA\xBE", "application/x-mach-binary"), // or Java's
    SIGN(0, "\0asm", "application/wasm"),
    SIGN(0, "#!/", "application/x-sh"),
    SIGN(0, "#! /", "application/x-sh"),
    SIGN(0, "L\0\0\0\x01\x14\x02\0", "application/x-ms-shortcut"),
    SIGN(0, "MSCF", "application/vnd.ms-cab-compressed"),
    SIGN(0, "!<arch>\ndebian", "application/vnd.debian.binary-package"),
    SIGN(0, "\xED\xAB\xEE\xDB", "application/x-rpm"),
};

static bool find(const struct signature *all, size_t count, struct view head, struct view *ret_type)
{
    for (size_t i = 0; i < count; i++)
        if (has(head, all[i].at, all[i].bytes)) {
            *ret_type = all[i].type;
            return true;
        }
    return false;
}

// ---- names

static struct view ending_of(struct view name)
{
    for (size_t i = name.size; i-- > 0;)
        if (name.data[i] == '.')
            return view_make(name.data + i + 1, name.size - i - 1);
    return (struct view){0};
}

struct ending {
    struct view ending, type;
};

#define ENDS(ending, type)                                                                                   \
    {                                                                                                        \
        {ending, sizeof(ending) - 1},                                                                        \
        {                                                                                                    \
            type, sizeof(type) - 1                                                                           \
        }                                                                                                    \
    }
#define OOXML "application/vnd.openxmlformats-officedocument."

static const struct ending zip_endings[] = {
    ENDS("docx", OOXML "wordprocessingml.document"),
    ENDS("xlsx", OOXML "spreadsheetml.sheet"),
    ENDS("pptx", OOXML "presentationml.presentation"),
    ENDS("odt", "application/vnd.oasis.opendocument.text"),
    ENDS("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ENDS("odp", "application/vnd.oasis.opendocument.presentation"),
    ENDS("epub", "application/epub+zip"),
};
static const struct ending ole_endings[] = {
    ENDS("doc", "application/msword"),
    ENDS("xls", "application/vnd.ms-excel"),
    ENDS("ppt", "application/vnd.ms-powerpoint"),
    ENDS("msg", "application/vnd.ms-outlook"),
};
static const struct ending text_endings[] = {
    ENDS("csv", "text/csv"),      ENDS("md", "text/markdown"), ENDS("json", "application/json"),
    ENDS("ics", "text/calendar"), ENDS("vcf", "text/vcard"),
};

// Of what is harmless as bytes and not as a file of that name.
static const char *const program_endings[] = {
    "exe", "com", "scr",  "bat", "cmd",  "ps1", "psm1", "vbs",  "vbe",    "js",
    "jse", "mjs", "wsf",  "wsh", "hta",  "msi", "msp",  "jar",  "apk",    "app",
    "dll", "sys", "cpl",  "lnk", "url",  "reg", "scf",  "pif",  "sh",     "run",
    "deb", "rpm", "docm", "dmg", "xlsm", "iso", "xll",  "pptm", "gadget", "desktop",
};

static struct view by_ending(const struct ending *all, size_t count, struct view name, struct view otherwise)
{
    struct view ending = ending_of(name);
    for (size_t i = 0; i < count; i++)
        if (view_equal_nocase(ending, all[i].ending))
            return all[i].type;
    return otherwise;
}

static bool is_program_name(struct view name)
{
    struct view ending = view_trim(ending_of(name));
    for (size_t i = 0; i < sizeof(program_endings) / sizeof(program_endings[0]); i++)
        if (view_equal_nocase(ending, view_from(program_endings[i])))
            return true;
    return false;
}

// ---- texts

static bool starts_nocase(struct view v, struct view what)
{
    return v.size >= what.size && view_equal_nocase(view_make(v.data, what.size), what);
}

static bool contains_nocase(struct view v, struct view what)
{
    for (size_t i = 0; i + what.size <= v.size; i++)
        if (view_equal_nocase(view_make(v.data + i, what.size), what))
            return true;
    return false;
}

static bool is_text(struct view head)
{
    struct view whole = head;
    if (head.size >= 4) // the head may end within a character
        whole = utf8_cut(head, head.size - 3);
    for (size_t i = 0; i < whole.size; i++) {
        unsigned char c = (unsigned char)whole.data[i];
        if (c == 0x7F || (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1B))
            return false;
    }
    return utf8_is_valid(whole);
}

// Markup hides behind blanks and comments: wherever in the first kilobytes it stands, it counts.
static struct view text_type(struct view head, struct view name)
{
    enum { LOOK = 4096 };
    static const struct view html[] = {{"<!doctype html", 14}, {"<html", 5},   {"<script", 7},
                                       {"<body", 5},           {"<iframe", 7}, {"<head", 5}};
    struct view front = view_make(head.data, head.size < LOOK ? head.size : LOOK);
    size_t skip = has(front, 0, VIEW("\xEF\xBB\xBF")) ? 3 : 0;
    while (skip < front.size && strchr(" \t\r\n\f", front.data[skip]) != NULL)
        skip++;
    struct view at = view_make(front.data + skip, front.size - skip);
    if (at.size > 0 && at.data[0] == '<') {
        if (contains_nocase(at, VIEW("<svg")) || contains_nocase(at, VIEW(":svg")))
            return VIEW("image/svg+xml");
        for (size_t i = 0; i < sizeof(html) / sizeof(html[0]); i++)
            if (contains_nocase(at, html[i]))
                return VIEW("text/html");
        if (starts_nocase(at, VIEW("<?xml")))
            return VIEW("application/xml");
    }
    if (view_equal_nocase(ending_of(name), VIEW("svg")))
        return VIEW("image/svg+xml");
    if (starts_nocase(ending_of(name), VIEW("htm")) || starts_nocase(ending_of(name), VIEW("xht")))
        return VIEW("text/html");
    return by_ending(text_endings, sizeof(text_endings) / sizeof(text_endings[0]), name, VIEW("text/plain"));
}

// ---- all of it

static bool is_shown(struct view type)
{
    return view_equal(type, VIEW("image/png")) || view_equal(type, VIEW("image/jpeg")) ||
           view_equal(type, VIEW("image/gif")) || view_equal(type, VIEW("image/webp"));
}

static struct view type_of(struct view head, struct view name)
{
    struct view type;
    if (has(head, 0, VIEW("PK\x03\x04")) || has(head, 0, VIEW("PK\x05\x06")))
        return by_ending(zip_endings, sizeof(zip_endings) / sizeof(zip_endings[0]), name,
                         VIEW("application/zip"));
    if (has(head, 0, VIEW("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
        return by_ending(ole_endings, sizeof(ole_endings) / sizeof(ole_endings[0]), name,
                         VIEW("application/x-ole-storage"));
    if (find(signatures, sizeof(signatures) / sizeof(signatures[0]), head, &type))
        return type;
    return is_text(head) ? text_type(head, name) : VIEW(OCTETS);
}

struct media media_of(struct view head, struct view name)
{
    struct media m = {0};
    m.is_executable = find(programs, sizeof(programs) / sizeof(programs[0]), head, &m.type);
    if (!m.is_executable) {
        m.type = type_of(head, name);
        m.is_executable = is_program_name(name);
    }
    m.is_inline = is_shown(m.type);
    size_picture(head, &m);
    return m;
}

static bool may_hold_scripts(struct view type)
{
    return view_equal(type, VIEW("image/svg+xml")) || view_equal(type, VIEW("text/html")) ||
           view_equal(type, VIEW("application/xml"));
}

bool media_is_listed(struct view list, struct view type)
{
    while (list.data != NULL) {
        struct view one = view_trim(view_cut(&list, ','));
        bool is_any = view_equal(one, VIEW("*/*"));
        bool is_group = one.size > 2 && has(one, one.size - 2, VIEW("/*")) &&
                        view_starts(type, view_make(one.data, one.size - 1));
        if (view_equal_nocase(one, type) || ((is_any || is_group) && !may_hold_scripts(type)))
            return true;
    }
    return false;
}
