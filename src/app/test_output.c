// SPDX-License-Identifier: Apache-2.0
#include "app/command.h"
#include "base/testing.h"
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

static void prints(const char *json, const char *wanted)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    output_json(out, view_from(json));
    fclose(out);
    assert_string_equal(text, wanted);
    free(text);
}

static void an_object_is_lines(void **state)
{
    (void)state;
    prints("{\"id\":\"k1\",\"key\":\"a \\\"b\\\"\",\"until\":null,\"n\":3,\"queues\":[],\"is\":true}",
           "id: k1\nkey: a \"b\"\nuntil: -\nn: 3\nqueues: []\nis: true\n");
    prints("[1]", "[1]\n");
    prints("no json", "no json\n");
}

static void a_page_is_a_table(void **state)
{
    (void)state;
    prints("{\"keys\":[{\"id\":\"k1\",\"name\":\"web "
           "site\"},{\"id\":\"k22\",\"name\":null}],\"next_cursor\":null}",
           "id   name\nk1   web site\nk22  -\n");
    prints("{\"keys\":[],\"next_cursor\":null}", "none\n");
    prints("{\"next_cursor\":null}", "next_cursor: -\n");
}

static void a_problem_has_a_status(void **state)
{
    static const struct {
        long http;
        int exit;
    } cases[] = {{422, EX_DATAERR},   {403, EX_NOPERM},   {404, EX_NOINPUT},
                 {409, EX_CANTCREAT}, {503, EX_TEMPFAIL}, {500, EX_SOFTWARE}};
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(
            output_problem(cases[i].http, VIEW("{\"detail\":\"no\",\"errors\":[{\"pointer\":\"/a\"}]}")),
            cases[i].exit);
        assert_int_equal(output_problem(cases[i].http, VIEW("<html>")), cases[i].exit);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_object_is_lines),
        cmocka_unit_test(a_page_is_a_table),
        cmocka_unit_test(a_problem_has_a_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
