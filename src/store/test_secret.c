// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "store/files.h"
#include "store/secret.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct setting {
    char dir[64];
    uint64_t seed;
    struct random random;
    struct secret_keys *keys;
    struct buffer sealed, text;
};

static const struct secret_place place = {{"connector", 9}, 1, {"c1", 2}};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    snprintf(s->dir, sizeof(s->dir), "/tmp/omnihub-test-XXXXXX");
    if (mkdtemp(s->dir) == NULL)
        return -1;
    s->seed = 3;
    s->random = random_seeded(&s->seed);
    buffer_init(&s->sealed, 1 << 20);
    buffer_init(&s->text, 1 << 20);
    assert_int_equal(secret_keys_load(s->dir, &s->random, &s->keys), 0);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    secret_keys_free(s->keys);
    buffer_free(&s->sealed);
    buffer_free(&s->text);
    dir_remove(s->dir);
    free(s);
    return 0;
}

static void seal(struct setting *s, struct view text)
{
    buffer_clear(&s->sealed);
    assert_int_equal(secret_seal(s->keys, &s->random, place, text, &s->sealed), 0);
}

static int open_it(struct setting *s, struct secret_place at)
{
    buffer_clear(&s->text);
    return secret_open(s->keys, at, buffer_view(&s->sealed), &s->text);
}

static void what_is_sealed_opens(void **state)
{
    static const char *const texts[] = {"", "x", "hunter2", "a token of thirty and some bytes: ü €"};
    struct setting *s = *state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        seal(s, view_from(texts[i]));
        assert_int_equal(open_it(s, place), SECRET_OK);
        assert_true(view_equal(buffer_view(&s->text), view_from(texts[i])));
        if (i > 1)
            assert_null(memmem(s->sealed.data, s->sealed.size, texts[i], strlen(texts[i])));
    }
}

static void the_same_text_is_never_sealed_the_same(void **state)
{
    struct setting *s = *state;
    char first[200];
    seal(s, VIEW("hunter2"));
    snprintf(first, sizeof(first), "%.*s", VIEW_ARG(buffer_view(&s->sealed)));
    seal(s, VIEW("hunter2"));
    assert_false(view_equal(buffer_view(&s->sealed), view_from(first)));
}

static void what_is_moved_elsewhere_does_not_open(void **state)
{
    struct setting *s = *state;
    seal(s, VIEW("hunter2"));
    const struct secret_place others[] = {
        {VIEW("connector"), 2, VIEW("c1")}, {VIEW("connector"), 1, VIEW("c2")},
        {VIEW("webhook"), 1, VIEW("c1")},   {VIEW("connector1"), 1, VIEW("1")},
        {VIEW("connecto"), 1, VIEW("rc1")},
    };
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        assert_int_equal(open_it(s, others[i]), SECRET_DAMAGED);
        assert_int_equal(s->text.size, 0);
    }
}

static void no_changed_byte_goes_unseen(void **state)
{
    struct setting *s = *state;
    seal(s, VIEW("hunter2"));
    for (size_t i = 0; i < s->sealed.size; i++) {
        char kept = s->sealed.data[i];
        s->sealed.data[i] = kept == 'A' ? 'B' : 'A';
        assert_int_not_equal(open_it(s, place), SECRET_OK);
        s->sealed.data[i] = kept;
    }
    for (size_t size = 0; size < s->sealed.size; size++) {
        buffer_clear(&s->text);
        assert_int_not_equal(secret_open(s->keys, place, view_make(s->sealed.data, size), &s->text),
                             SECRET_OK);
    }
    assert_int_equal(open_it(s, place), SECRET_OK);
}

static void another_key_is_named_and_no_crash(void **state)
{
    struct setting *s = *state;
    char path[128];
    seal(s, VIEW("hunter2"));
    secret_keys_free(s->keys);
    snprintf(path, sizeof(path), "%s/secret.key", s->dir);
    unlink(path);
    assert_int_equal(secret_keys_load(s->dir, &s->random, &s->keys), 0);
    assert_int_equal(open_it(s, place), SECRET_NO_KEY);
}

static void the_file_stays_the_same_and_is_the_owners(void **state)
{
    struct setting *s = *state;
    char path[128];
    struct stat info;
    snprintf(path, sizeof(path), "%s/secret.key", s->dir);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    seal(s, VIEW("hunter2"));
    secret_keys_free(s->keys);
    assert_int_equal(secret_keys_load(s->dir, &s->random, &s->keys), 0);
    assert_int_equal(open_it(s, place), SECRET_OK);
}

static void after_a_rotation_the_old_opens_and_the_new_seals(void **state)
{
    struct setting *s = *state;
    seal(s, VIEW("hunter2"));
    assert_true(secret_is_current(s->keys, buffer_view(&s->sealed)));
    assert_int_equal(secret_keys_rotate(s->dir, &s->random), 0);
    secret_keys_free(s->keys);
    assert_int_equal(secret_keys_load(s->dir, &s->random, &s->keys), 0);
    assert_int_equal(open_it(s, place), SECRET_OK);
    assert_false(secret_is_current(s->keys, buffer_view(&s->sealed)));
    seal(s, VIEW("hunter2"));
    assert_true(secret_is_current(s->keys, buffer_view(&s->sealed)));
    int r = 0;
    for (int i = 0; r == 0 && i < 50; i++)
        r = secret_keys_rotate(s->dir, &s->random);
    assert_int_equal(r, SECRET_TOO_LONG);
}

static void a_file_that_is_no_key_file_is_named(void **state)
{
    static const char *const texts[] = {"", "\n", "hello\n", "omnihub-secret-1 00000000 00\n"};
    struct setting *s = *state;
    struct secret_keys *keys = NULL;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_int_equal(file_replace(s->dir, "secret.key", view_from(texts[i])), 0);
        assert_int_equal(secret_keys_load(s->dir, &s->random, &keys), SECRET_BAD_FILE);
        assert_null(keys);
    }
}

static void refuses_what_is_too_long(void **state)
{
    struct setting *s = *state;
    char *text = calloc(1, SECRET_TEXT_MAX + 1);
    buffer_clear(&s->sealed);
    assert_int_equal(secret_seal(s->keys, &s->random, place, view_make(text, SECRET_TEXT_MAX), &s->sealed),
                     0);
    assert_int_equal(open_it(s, place), SECRET_OK);
    assert_int_equal(s->text.size, SECRET_TEXT_MAX);
    assert_int_equal(
        secret_seal(s->keys, &s->random, place, view_make(text, SECRET_TEXT_MAX + 1), &s->sealed),
        SECRET_TOO_LONG);
    free(text);
}

// ---- signing

// By another implementation: Python's hmac and hashlib, after RFC 5869 and RFC 2104.
static void the_code_is_that_of_the_standards(void **state)
{
    struct setting *s = *state;
    secret_keys_free(s->keys);
    s->keys = NULL;
    assert_int_equal(file_replace(s->dir, "secret.key",
                                  VIEW("omnihub-secret-1 630dcd29 "
                                       "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n")),
                     0);
    assert_int_equal(secret_keys_load(s->dir, &s->random, &s->keys), 0);
    buffer_clear(&s->text);
    assert_int_equal(secret_sign(s->keys, VIEW("visitor"), VIEW("hello"), &s->text), 0);
    assert_true(
        view_equal(buffer_view(&s->text), VIEW("630dcd29.Wg6m2mBxrjfd8qA0hK-3dVO9oNz-EQBUzAKBBfsdABw")));
    assert_int_equal(s->text.size, SECRET_CODE_SIZE);
}

static int check(struct setting *s, struct view purpose, struct view text)
{
    return secret_check(s->keys, purpose, text, buffer_view(&s->text));
}

static void a_code_is_for_one_text_and_one_purpose(void **state)
{
    struct setting *s = *state;
    buffer_clear(&s->text);
    assert_int_equal(secret_sign(s->keys, VIEW("visitor"), VIEW("hello"), &s->text), 0);
    assert_int_equal(check(s, VIEW("visitor"), VIEW("hello")), SECRET_OK);
    assert_int_equal(check(s, VIEW("visitor"), VIEW("hellp")), SECRET_DAMAGED);
    assert_int_equal(check(s, VIEW("visitor"), VIEW("")), SECRET_DAMAGED);
    assert_int_equal(check(s, VIEW("link"), VIEW("hello")), SECRET_DAMAGED);
    for (size_t i = 0; i < s->text.size; i++) {
        char kept = s->text.data[i];
        s->text.data[i] = kept == 'A' ? 'E' : 'A';
        assert_int_not_equal(check(s, VIEW("visitor"), VIEW("hello")), SECRET_OK);
        s->text.data[i] = kept;
    }
    for (size_t size = s->text.size; size-- > 0;) {
        s->text.size = size;
        assert_int_not_equal(check(s, VIEW("visitor"), VIEW("hello")), SECRET_OK);
    }
}

static void a_code_outlives_a_rotation_and_not_its_key(void **state)
{
    struct setting *s = *state;
    char path[128];
    buffer_clear(&s->text);
    assert_int_equal(secret_sign(s->keys, VIEW("visitor"), VIEW("hello"), &s->text), 0);
    assert_int_equal(secret_keys_rotate(s->dir, &s->random), 0);
    secret_keys_free(s->keys);
    assert_int_equal(secret_keys_load(s->dir, &s->random, &s->keys), 0);
    assert_int_equal(check(s, VIEW("visitor"), VIEW("hello")), SECRET_OK);
    secret_keys_free(s->keys);
    snprintf(path, sizeof(path), "%s/secret.key", s->dir);
    unlink(path);
    assert_int_equal(secret_keys_load(s->dir, &s->random, &s->keys), 0);
    assert_int_equal(check(s, VIEW("visitor"), VIEW("hello")), SECRET_NO_KEY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_sealed_opens, begin, end),
        cmocka_unit_test_setup_teardown(the_same_text_is_never_sealed_the_same, begin, end),
        cmocka_unit_test_setup_teardown(what_is_moved_elsewhere_does_not_open, begin, end),
        cmocka_unit_test_setup_teardown(no_changed_byte_goes_unseen, begin, end),
        cmocka_unit_test_setup_teardown(another_key_is_named_and_no_crash, begin, end),
        cmocka_unit_test_setup_teardown(the_file_stays_the_same_and_is_the_owners, begin, end),
        cmocka_unit_test_setup_teardown(after_a_rotation_the_old_opens_and_the_new_seals, begin, end),
        cmocka_unit_test_setup_teardown(a_file_that_is_no_key_file_is_named, begin, end),
        cmocka_unit_test_setup_teardown(refuses_what_is_too_long, begin, end),
        cmocka_unit_test_setup_teardown(the_code_is_that_of_the_standards, begin, end),
        cmocka_unit_test_setup_teardown(a_code_is_for_one_text_and_one_purpose, begin, end),
        cmocka_unit_test_setup_teardown(a_code_outlives_a_rotation_and_not_its_key, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
