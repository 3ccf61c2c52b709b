// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "codec/media_type.h"

#define IS(bytes, name, expected) assert_type((struct view){bytes, sizeof(bytes) - 1}, name, expected)

static void assert_type(struct view head, const char *name, const char *expected)
{
    struct media m = media_of(head, view_from(name));
    if (m.type.size != strlen(expected) || memcmp(m.type.data, expected, m.type.size) != 0)
        fail_msg("%.*s for %s, not %s", VIEW_ARG(m.type), name, expected);
}

static const char PNG[] = "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x03\x20\0\0\x02\x58\x08\x02\0\0\0";
static const char JPEG[] = "\xFF\xD8\xFF\xE0\0\x04zz\xFF\xFF\xC4\0\x02\xFF\xC2\0\x11\x08\x01\x02\x03\x04\x03";
static const char GIF[] = "GIF89a\x0A\0\x14\0rest";
static const char WEBP[] = "RIFF\x24\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\x1F\x03\0\x57\x02\0";
static const char WEBP_LOSSLESS[] = "RIFF\x24\0\0\0WEBPVP8L\x0A\0\0\0\x2F\x1F\xC3\x95\0";
static const char WEBP_LOSSY[] = "RIFF\x24\0\0\0WEBPVP8 \x0A\0\0\0\0\0\0\x9D\x01\x2A\x20\x03\x58\x02";

static void tells_pictures_and_their_sizes(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *type;
        int width, height;
    } pictures[] = {
        {PNG, sizeof(PNG) - 1, "image/png", 800, 600},
        {JPEG, sizeof(JPEG) - 1, "image/jpeg", 0x0304, 0x0102},
        {GIF, sizeof(GIF) - 1, "image/gif", 10, 20},
        {WEBP, sizeof(WEBP) - 1, "image/webp", 800, 600},
        {WEBP_LOSSLESS, sizeof(WEBP_LOSSLESS) - 1, "image/webp", 800, 600},
        {WEBP_LOSSY, sizeof(WEBP_LOSSY) - 1, "image/webp", 800, 600},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(pictures) / sizeof(pictures[0]); i++) {
        struct view whole = view_make(pictures[i].bytes, pictures[i].size);
        struct media m = media_of(whole, VIEW("evil.txt"));
        assert_true(m.is_inline);
        assert_true(view_equal(m.type, view_from(pictures[i].type)));
        assert_int_equal(m.width, pictures[i].width);
        assert_int_equal(m.height, pictures[i].height);
        for (size_t cut = 0; cut < whole.size; cut++) // reads behind nothing
            media_of(view_make(whole.data, cut), VIEW(""));
    }
}

static void a_name_does_not_make_a_picture(void **state)
{
    (void)state;
    struct media m = media_of(VIEW("<html><script>1</script>"), VIEW("cat.png"));
    assert_true(view_equal(m.type, VIEW("text/html")));
    assert_false(m.is_inline);
    IS("<?xml version='1.0'?><!-- --><svg onload='x'>", "a.png", "image/svg+xml");
    IS("\xEF\xBB\xBF  \n<SVG xmlns='x'>", "a", "image/svg+xml");
    IS("plain", "a.svg", "image/svg+xml");
    IS("plain", "a.html", "text/html");
    IS("<!-- hm --><ScRiPt>", "a.txt", "text/html");
}

static void tells_documents_apart(void **state)
{
    (void)state;
    IS("%PDF-1.7", "x.doc", "application/pdf");
    IS("PK\x03\x04zip", "x.zip", "application/zip");
    IS("PK\x03\x04zip", "x.DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
    IS("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "x.xls", "application/vnd.ms-excel");
    IS("a;b\n1;2\n", "x.csv", "text/csv");
    IS("Gr\xC3\xBC\xC3\x9F"
       "e",
       "x", "text/plain");
    IS("a\0b and more", "x.txt", "application/octet-stream");
    IS("\0\0\0\x18"
       "ftypisom",
       "x", "video/mp4");
    IS("OggS\0", "x", "audio/ogg");
    IS("", "x", "text/plain");
}

static void tells_programs_by_bytes_and_by_names(void **state)
{
    (void)state;
    assert_true(media_of(VIEW("MZ\x90\0"), VIEW("invoice.pdf")).is_executable);
    assert_true(media_of(VIEW("\x7F"
                              "ELF"),
                         VIEW("a"))
                    .is_executable);
    assert_true(media_of(VIEW("#!/bin/sh\n"), VIEW("a.txt")).is_executable);
    assert_true(media_of(VIEW("alert(1)"), VIEW("a.txt.JS")).is_executable);
    assert_true(media_of(VIEW("PK\x03\x04"), VIEW("a.jar")).is_executable);
    assert_false(media_of(VIEW("alert(1)"), VIEW("js")).is_executable);
}

static void a_list_names_types_and_groups(void **state)
{
    (void)state;
    assert_true(media_is_listed(VIEW("application/pdf, image/*"), VIEW("image/png")));
    assert_true(media_is_listed(VIEW("application/pdf"), VIEW("application/pdf")));
    assert_false(media_is_listed(VIEW("application/pdf"), VIEW("application/pd")));
    assert_false(media_is_listed(VIEW("image/*"), VIEW("image/svg+xml")));
    assert_false(media_is_listed(VIEW("*/*"), VIEW("text/html")));
    assert_true(media_is_listed(VIEW("*/*"), VIEW("video/mp4")));
    assert_true(media_is_listed(VIEW("image/*,image/svg+xml"), VIEW("image/svg+xml")));
    assert_false(media_is_listed(VIEW(""), VIEW("image/png")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_pictures_and_their_sizes),
        cmocka_unit_test(a_name_does_not_make_a_picture),
        cmocka_unit_test(tells_documents_apart),
        cmocka_unit_test(tells_programs_by_bytes_and_by_names),
        cmocka_unit_test(a_list_names_types_and_groups),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
