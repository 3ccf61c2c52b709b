// SPDX-License-Identifier: Apache-2.0
#include "app/settings.h"
#include "base/testing.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct place {
    char dir[64], file[96];
};

static void clear_environment(void)
{
    static const char *const names[] = {"DATA",         "HOST",         "PORT",        "LOOPS",
                                        "CONFIG",       "LOG",          "ACCESS_LOG",  "PUBLIC_URL",
                                        "ORIGINS",      "API_KEY",      "PUBLIC_HOST", "KEY_RATE",
                                        "ADDRESS_RATE", "FAILURE_RATE", "VISITOR_RATE"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char name[64];
        snprintf(name, sizeof(name), "OMNICHANNEL_%s", names[i]);
        unsetenv(name);
    }
    unsetenv("OMNIHUB_PLUGINS");
    unsetenv("OMNIHUB_EGRESS_ALLOW");
    unsetenv("OMNIHUB_EGRESS_CA_FILE");
}

static int begin(void **state)
{
    struct place *p = calloc(1, sizeof(*p));
    clear_environment();
    snprintf(p->dir, sizeof(p->dir), "/tmp/omnihub-test-XXXXXX");
    if (mkdtemp(p->dir) == NULL)
        return -1;
    snprintf(p->file, sizeof(p->file), "%s/omnihub.toml", p->dir);
    *state = p;
    return 0;
}

static int end(void **state)
{
    struct place *p = *state;
    unlink(p->file);
    rmdir(p->dir);
    free(p);
    clear_environment();
    return 0;
}

static void put(const struct place *p, const char *text)
{
    FILE *f = fopen(p->file, "we");
    fputs(text, f);
    fclose(f);
}

// settings_read with what it printed to standard error.
static bool read_with(int argc, const char *const *argv, struct settings *s, bool *is_config, char *said,
                      size_t size)
{
    static char texts[16][128]; // values are borrowed
    char *words[16];
    char path[] = "/tmp/omnihub-test-XXXXXX";
    int fd = mkstemp(path), old = dup(STDERR_FILENO);
    for (int i = 0; i < argc; i++)
        words[i] = memcpy(texts[i], argv[i], strlen(argv[i]) + 1);
    fflush(stderr);
    dup2(fd, STDERR_FILENO);
    bool is_well = settings_read(argc, words, s, is_config);
    fflush(stderr);
    dup2(old, STDERR_FILENO);
    ssize_t got = pread(fd, said, size - 1, 0);
    said[got < 0 ? 0 : got] = '\0';
    close(fd);
    close(old);
    unlink(path);
    return is_well;
}

static void options_go_before_environment_before_file_before_defaults(void **state)
{
    struct place *p = *state;
    struct settings s;
    char said[1000];
    bool is_config;
    put(p, "plugins = \"/srv/adapters\"\n[listen]\nhost = \"192.0.2.1\"\nport = 1001\nloops = "
           "3\n[public]\norigins = [\"https://a\", "
           "\"https://b\"]\n[egress]\nallow = [\"127.0.0.1:9000\", \"10.0.0.0/8\"]\nca_file = "
           "\"/srv/ca.pem\"\n");
    setenv("OMNIHUB_EGRESS_CA_FILE", "/srv/other.pem", 1);
    setenv("OMNICHANNEL_HOST", "192.0.2.2", 1);
    setenv("OMNICHANNEL_PORT", "1002", 1);
    const char *const argv[] = {"--port", "1003", "--data", p->dir};
    assert_true(read_with(4, argv, &s, &is_config, said, sizeof(said)));
    assert_int_equal(s.port, 1003);
    assert_string_equal(s.host, "192.0.2.2");
    assert_int_equal(s.loops, 3);
    assert_string_equal(s.origins, "https://a,https://b");
    assert_string_equal(s.plugins, "/srv/adapters");
    assert_string_equal(s.egress_allow, "127.0.0.1:9000,10.0.0.0/8");
    assert_string_equal(s.egress_ca_file, "/srv/other.pem");
    assert_null(s.access_log);
    assert_string_equal(s.file, p->file);
    settings_free(&s);
}

static void a_file_may_be_named_and_must_then_be_there(void **state)
{
    struct place *p = *state;
    struct settings s;
    char said[1000];
    bool is_config;
    const char *const argv[] = {"--config", p->file};
    assert_false(read_with(2, argv, &s, &is_config, said, sizeof(said)));
    assert_true(is_config);
    assert_non_null(strstr(said, "cannot read"));
    settings_free(&s);
    put(p, "data = \"/srv/hub\"\n");
    assert_true(read_with(2, argv, &s, &is_config, said, sizeof(said)));
    assert_string_equal(s.data, "/srv/hub");
    settings_free(&s);
}

struct wrong {
    const char *text, *said;
};

static void names_what_is_wrong_with_its_line_and_column(void **state)
{
    static const struct wrong wrongs[] = {
        {"[listen]\nprot = 1\n", ":2:1: there is no setting listen.prot; did you mean listen.port"},
        {"\nport = 1\n", ":2:1: there is no setting port; did you mean listen.port"},
        {"[listen]\n  port = \"1\"\n", ":2:10: listen.port must be a whole number"},
        {"[listen]\nport = 70000\n", ":2:8: listen.port has no good value"},
        {"[listen]\nport = -1\n", ":2:8: listen.port has no good value"},
        {"[listen]\nport = 1.5\n", ":2:8: listen.port must be a whole number"},
        {"[listen]\nhost = 1\n", ":2:8: listen.host must be a text"},
        {"[public]\norigins = [1]\n", "public.origins must be a list of texts"},
        {"[public]\nurl = \"hub.example.org\"\n", "public.url has no good value"},
        {"[public]\nurl = \"https://hub.example.org/\"\n", "public.url has no good value"},
        {"[keys]\nadmin = \"short\"\n", "keys.admin has no good value"},
        {"zzzzzzzz = true\n", ":1:1: there is no setting zzzzzzzz\n"},
        {"[listen\nport = 1\n", ":1:"},
        {"[listen]\nport = 1\nport = 2\n", ":3:"},
        {"data = \"/elsewhere\"\n", ":1:1: a file in the data directory cannot say"},
    };
    struct place *p = *state;
    for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
        struct settings s;
        char said[1000];
        bool is_config = false;
        const char *const argv[] = {"--data", p->dir};
        put(p, wrongs[i].text);
        assert_false(read_with(2, argv, &s, &is_config, said, sizeof(said)));
        assert_true(is_config);
        if (strstr(said, wrongs[i].said) == NULL)
            fail_msg("%s\n  wanted %s\n  got %s", wrongs[i].text, wrongs[i].said, said);
        settings_free(&s);
    }
}

static void names_every_fault_of_a_file(void **state)
{
    struct place *p = *state;
    put(p, "dta = 1\n[listen]\nport = true\nhots = \"x\"\n");
    assert_int_equal(settings_check_file(p->file), 3);
    put(p, "data = \"/srv\"\n[listen]\nport = 1\n");
    assert_int_equal(settings_check_file(p->file), 0);
}

// Every line of a setting in the example, uncommented, is taken.
static void its_example_is_right(void **state)
{
    struct place *p = *state;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    settings_example(out);
    fclose(out);
    put(p, text);
    assert_int_equal(settings_check_file(p->file), 0);
    int uncommented = 0;
    for (char *at = strstr(text, "\n# "); at != NULL; at = strstr(at + 1, "\n# ")) {
        char *line_end = strchr(at + 1, '\n'), *equals = strstr(at + 1, " = ");
        if (equals == NULL || equals > line_end || strchr(at + 3, ' ') != equals)
            continue;
        at[1] = at[2] = ' ';
        uncommented++;
    }
    assert_int_equal(uncommented, 18);
    put(p, text);
    assert_int_equal(settings_check_file(p->file), 0);
    free(text);
}

static void the_public_url_gives_the_public_host(void **state)
{
    static const char *const urls[][2] = {{"https://hub.example.org", "hub.example.org"},
                                          {"http://hub.example.org:8080/x/y", "hub.example.org"},
                                          {"https://[2001:db8::1]:443", "[2001:db8::1]"}};
    struct place *p = *state;
    const char *const argv[] = {"--data", p->dir};
    for (size_t i = 0; i < 3; i++) {
        struct settings s;
        char said[1000];
        setenv("OMNICHANNEL_PUBLIC_URL", urls[i][0], 1);
        assert_true(read_with(2, argv, &s, NULL, said, sizeof(said)));
        assert_string_equal(s.public_host, urls[i][1]);
        settings_free(&s);
    }
    struct settings s;
    char said[1000];
    setenv("OMNICHANNEL_PUBLIC_HOST", "other.example.org", 1);
    assert_true(read_with(2, argv, &s, NULL, said, sizeof(said)));
    assert_string_equal(s.public_host, "other.example.org");
    settings_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(options_go_before_environment_before_file_before_defaults, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_file_may_be_named_and_must_then_be_there, begin, end),
        cmocka_unit_test_setup_teardown(names_what_is_wrong_with_its_line_and_column, begin, end),
        cmocka_unit_test_setup_teardown(names_every_fault_of_a_file, begin, end),
        cmocka_unit_test_setup_teardown(its_example_is_right, begin, end),
        cmocka_unit_test_setup_teardown(the_public_url_gives_the_public_host, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
