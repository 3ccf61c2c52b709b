// SPDX-License-Identifier: Apache-2.0
// The registry and its plug-ins; the modules lie in the folder that the command line names.
#include "base/log.h"
#include "channel/chat/chat.h"
#include "channel/registry.h"
#include "channel/testing_adapter.h"
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *modules; // a folder

struct place {
    char dir[64];
    struct registry *registry;
};

static int begin(void **state)
{
    struct place *p = calloc(1, sizeof(*p));
    snprintf(p->dir, sizeof(p->dir), "/tmp/omnihub-test-XXXXXX");
    log_set_level(LOG_ERROR);
    if (mkdtemp(p->dir) == NULL || registry_new(&p->registry) < 0)
        return -1;
    *state = p;
    return 0;
}

static int end(void **state)
{
    struct place *p = *state;
    char command[128];
    registry_free(p->registry);
    snprintf(command, sizeof(command), "rm -r %s", p->dir);
    int r = system(command);
    free(p);
    return r;
}

static void put_module(const struct place *p, const char *module, const char *name)
{
    char command[1024];
    snprintf(command, sizeof(command), "cp %s/%s.so %s/%s && chmod 755 %s/%s", modules, module, p->dir, name,
             p->dir, name);
    assert_int_equal(system(command), 0);
}

// Loads the folder and expects nothing to be taken, for this reason.
static void expect_refused(const struct place *p, const char *file, const char *word)
{
    const struct registry_refusal *refusals;
    assert_int_equal(registry_load(p->registry, p->dir), 0);
    assert_int_equal(registry_count(p->registry), 0);
    assert_int_equal(registry_refusals(p->registry, &refusals), 1);
    assert_non_null(strstr(refusals[0].file, file));
    if (strstr(refusals[0].why, word) == NULL)
        print_error("'%s' says nothing of '%s'\n", refusals[0].why, word);
    assert_non_null(strstr(refusals[0].why, word));
}

static void adapters_are_found_by_name(void **state)
{
    struct place *p = *state;
    assert_int_equal(registry_add(p->registry, &chat_ops), CHANNEL_OK);
    assert_int_equal(registry_add(p->registry, &testing_ops), CHANNEL_OK);
    assert_int_equal(registry_count(p->registry), 2);
    assert_ptr_equal(registry_find(p->registry, VIEW("chat"))->ops.open, chat_ops.open);
    assert_null(registry_find(p->registry, VIEW("chat"))->file);
    assert_null(registry_find(p->registry, VIEW("cha")));
    assert_true(registry_can(p->registry, "web_portal", CHANNEL_LIVE));
    assert_false(registry_can(p->registry, "sms", CHANNEL_LIVE));
    assert_false(registry_can(p->registry, "voice", CHANNEL_LIVE));
    assert_int_equal(registry_add(p->registry, &chat_ops), CHANNEL_REFUSED);
    struct channel_ops bad = testing_ops;
    bad.name = "bad";
    bad.version = 9;
    assert_int_equal(registry_add(p->registry, &bad), CHANNEL_REFUSED);
    assert_int_equal(registry_count(p->registry), 2);
}

static void a_good_plug_in_is_taken(void **state)
{
    struct place *p = *state;
    put_module(p, "testing_good", "b.so");
    put_module(p, "testing_other", "a.so");
    put_module(p, "testing_good", "c.txt");
    put_module(p, "testing_good", ".hidden.so");
    assert_int_equal(registry_load(p->registry, p->dir), 2);
    assert_string_equal(registry_at(p->registry, 0)->ops.name, "other");
    assert_string_equal(registry_at(p->registry, 1)->file, "b.so");
    assert_string_equal(registry_folder(p->registry), p->dir);
}

static void a_name_that_is_taken_is_refused(void **state)
{
    struct place *p = *state;
    const struct registry_refusal *refusals;
    put_module(p, "testing_good", "a.so");
    put_module(p, "testing_good", "b.so");
    assert_int_equal(registry_load(p->registry, p->dir), 1);
    assert_int_equal(registry_refusals(p->registry, &refusals), 1);
    assert_string_equal(refusals[0].file, "b.so");
    assert_non_null(strstr(refusals[0].why, "plugged already"));
}

static void another_version_is_refused(void **state)
{
    put_module(*state, "testing_version", "x.so");
    expect_refused(*state, "x.so", "version 99");
}

static void a_table_that_is_too_small_is_refused(void **state)
{
    put_module(*state, "testing_size", "x.so");
    expect_refused(*state, "x.so", "24 bytes");
}

static void without_the_symbol_it_is_refused(void **state)
{
    put_module(*state, "testing_hidden", "x.so");
    expect_refused(*state, "x.so", CHANNEL_SYMBOL);
}

static void what_needs_what_nobody_has_is_refused(void **state)
{
    put_module(*state, "testing_needy", "x.so");
    expect_refused(*state, "x.so", "nobody_has_this");
}

static void what_is_no_library_is_refused(void **state)
{
    struct place *p = *state;
    char command[256];
    snprintf(command, sizeof(command), "echo hello > %s/x.so", p->dir);
    assert_int_equal(system(command), 0);
    expect_refused(p, "x.so", "x.so");
}

static void what_everybody_may_write_is_refused(void **state)
{
    struct place *p = *state;
    char path[128];
    put_module(p, "testing_good", "x.so");
    snprintf(path, sizeof(path), "%s/x.so", p->dir);
    chmod(path, 0757);
    expect_refused(p, "x.so", "everybody may write");
}

static void a_folder_that_everybody_may_write_is_refused(void **state)
{
    struct place *p = *state;
    put_module(p, "testing_good", "x.so");
    chmod(p->dir, 0777);
    expect_refused(p, p->dir, "everybody may write");
}

static void links_and_missing_folders_are_refused(void **state)
{
    struct place *p = *state;
    char path[128], target[1024];
    snprintf(path, sizeof(path), "%s/x.so", p->dir);
    snprintf(target, sizeof(target), "%s/testing_good.so", modules);
    assert_int_equal(symlink(target, path), 0);
    expect_refused(p, "x.so", "no ordinary file");
    registry_free(p->registry);
    assert_int_equal(registry_new(&p->registry), 0);
    unlink(path);
    rmdir(p->dir);
    expect_refused(p, p->dir, "No such file");
    mkdir(p->dir, 0700);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(int argc, char **argv)
{
    modules = argc > 1 ? argv[1] : ".";
    const struct CMUnitTest tests[] = {
        CASE(adapters_are_found_by_name),
        CASE(a_good_plug_in_is_taken),
        CASE(a_name_that_is_taken_is_refused),
        CASE(another_version_is_refused),
        CASE(a_table_that_is_too_small_is_refused),
        CASE(without_the_symbol_it_is_refused),
        CASE(what_needs_what_nobody_has_is_refused),
        CASE(what_is_no_library_is_refused),
        CASE(what_everybody_may_write_is_refused),
        CASE(a_folder_that_everybody_may_write_is_refused),
        CASE(links_and_missing_folders_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
