// SPDX-License-Identifier: Apache-2.0
// Configurations held against fields, messages against limits, tables against the rules.
#include "channel/fields.h"
#include "channel/shape.h"
#include "channel/table.h"
#include "channel/testing_adapter.h"

struct outcome {
    int result;
    struct channel_fault fault;
    const struct channel_value *values;
};

static struct outcome read_config(struct arena *a, const char *config, const char *secret, const char *value)
{
    struct channel_secret secrets[] = {{view_from(secret), view_from(value)}};
    struct fields_in in = {
        .config = view_from(config), .secrets = secrets, .secret_count = secret == NULL ? 0 : 1};
    struct outcome o = {0};
    o.result = fields_read(&testing_ops, &in, a, &o.fault, &o.values);
    return o;
}

static void values_come_in_the_order_of_the_fields(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 4096, 1 << 20);
    struct outcome o =
        read_config(&a, "{\"more\": {\"x\": [1]}, \"loud\": false, \"rate\": 5, \"account\": \"\\u00e9\"}",
                    "token", "t0p");
    assert_int_equal(o.result, CHANNEL_OK);
    assert_true(view_equal(o.values[0].text, VIEW("\xc3\xa9")));
    assert_int_equal(o.values[1].number, 5);
    assert_true(o.values[2].is_set && o.values[2].number == 0);
    assert_true(view_equal(o.values[3].text, VIEW("{\"x\": [1]}")));
    assert_true(view_equal(o.values[4].text, VIEW("t0p")));
    o = read_config(&a, "{\"account\": \"a\", \"rate\": null}", NULL, NULL);
    assert_int_equal(o.result, CHANNEL_OK);
    assert_int_equal(o.values[1].number, 3);
    assert_int_equal(o.values[2].number, 1);
    assert_false(o.values[1].is_set || o.values[3].is_set || o.values[4].is_set);
    arena_free(&a);
}

static void what_is_wrong_is_named(void **state)
{
    static const struct {
        const char *config, *secret, *value, *field;
    } wrong[] = {
        {"{}", NULL, NULL, "account"},
        {"{\"account\": \"\"}", NULL, NULL, "account"},
        {"{\"account\": \"seventeen letters\"}", NULL, NULL, "account"},
        {"{\"account\": \"a\", \"rate\": 0}", NULL, NULL, "rate"},
        {"{\"account\": \"a\", \"rate\": 10}", NULL, NULL, "rate"},
        {"{\"account\": \"a\", \"rate\": 99999999999999999999}", NULL, NULL, "rate"},
        {"{\"account\": \"a\", \"loud\": 1}", NULL, NULL, "loud"},
        {"{\"account\": \"a\", \"more\": 1}", NULL, NULL, "more"},
        {"{\"account\": \"a\", \"token\": \"x\"}", NULL, NULL, "token"},
        {"{\"account\": \"a\", \"acount\": \"x\"}", NULL, NULL, "acount"},
        {"{\"account\": \"a\"}", "account", "x", "account"},
        {"{\"account\": \"a\"}", "other", "x", "other"},
        {"{\"account\": \"a\"}", "token", "", "token"},
        {"[]", NULL, NULL, ""},
        {"", NULL, NULL, ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct arena a;
        arena_init(&a, 4096, 1 << 20);
        struct outcome o = read_config(&a, wrong[i].config, wrong[i].secret, wrong[i].value);
        assert_int_equal(o.result, CHANNEL_REFUSED);
        assert_string_equal(o.fault.field, wrong[i].field);
        assert_null(o.values);
        arena_free(&a);
    }
}

static void a_secret_is_never_told(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 4096, 1 << 20);
    struct outcome o =
        read_config(&a, "{\"account\": \"a\", \"token\": \"hush-hush\"}", "account", "hush-hush");
    assert_int_equal(o.result, CHANNEL_REFUSED);
    assert_null(strstr(o.fault.text, "hush"));
    arena_free(&a);
}

// ---- messages

static const char *blamed(const struct channel_message *m)
{
    static struct channel_fault fault;
    fault = (struct channel_fault){0};
    int r = shape_check(&testing_ops, m, &fault);
    assert_int_equal(r == CHANNEL_REFUSED, fault.text[0] != '\0');
    return r == CHANNEL_OK ? NULL : fault.field;
}

static void messages_must_fit(void **state)
{
    struct channel_choice choices[] = {{VIEW("yes"), VIEW("y")}, {VIEW("no"), {0}}, {VIEW("?"), {0}}};
    struct channel_attachment files[] = {{.id = VIEW("f")}, {.id = VIEW("g")}};
    struct channel_message good = {
        .id = VIEW("m"), .to = VIEW("t"), .text = VIEW("0123456789"), .choices = choices, .choice_count = 2};
    (void)state;
    assert_null(blamed(&good));
    struct channel_message m = good;
    m.text = VIEW("0123456789a");
    assert_string_equal(blamed(&m), "/text");
    m.text = VIEW("\xed\xa0\x80");
    assert_string_equal(blamed(&m), "/text");
    m.text = VIEW("");
    assert_string_equal(blamed(&m), "/text");
    m.attachments = files;
    m.attachment_count = 1;
    assert_null(blamed(&m));
    m.attachment_count = 2;
    assert_string_equal(blamed(&m), "/attachments");
    m = good;
    m.choice_count = 3;
    assert_string_equal(blamed(&m), "/choices");
    m.choice_count = 2;
    choices[1].title = VIEW("never");
    assert_string_equal(blamed(&m), "/choices/1/title");
    choices[1].title = VIEW("no");
    choices[0].payload = VIEW("never");
    assert_string_equal(blamed(&m), "/choices/0/payload");
    m = good;
    m.choice_count = 0;
    m.to = VIEW("");
    assert_string_equal(blamed(&m), "/to");
    m.to = VIEW("t");
    m.id = VIEW("");
    assert_string_equal(blamed(&m), "/id");
}

// ---- tables

static void expect_refused(const struct channel_ops *ops, const char *word)
{
    struct channel_ops ret = {0};
    char why[TABLE_WHY_SIZE] = "";
    assert_int_equal(table_take(ops, &ret, why), CHANNEL_REFUSED);
    if (strstr(why, word) == NULL)
        print_error("'%s' says nothing of '%s'\n", why, word);
    assert_non_null(strstr(why, word));
    assert_null(ret.open);
}

static void tables_must_keep_the_rules(void **state)
{
    static const char *const no_kinds[] = {NULL}, *const bad_kinds[] = {"SMS", NULL};
    static const struct channel_field twice[] = {{.name = "a", .help = ""}, {.name = "a", .help = ""}};
    static const struct channel_field bounds[] = {
        {.name = "a", .help = "", .kind = CHANNEL_FIELD_INTEGER, .min = 2, .max = 1}};
    struct channel_ops good, ops;
    char why[TABLE_WHY_SIZE];
    (void)state;
    assert_int_equal(table_take(&testing_ops, &good, why), CHANNEL_OK);
#define WITH(member, value, word) (ops = good, ops.member = (value), expect_refused(&ops, word))
    WITH(version, 2, "version 2");
    WITH(version, 0, "version 0");
    WITH(size, 8, "8 bytes");
    WITH(size, 1 << 20, "bytes");
    WITH(name, NULL, "name");
    WITH(name, "Testing", "name");
    WITH(name, "a_name_of_more_than_thirty_two_letters", "name");
    WITH(kinds, NULL, "channel");
    WITH(kinds, no_kinds, "channel");
    WITH(kinds, bad_kinds, "channel");
    WITH(fields, NULL, "fields");
    WITH(open, NULL, "open");
    WITH(step, NULL, "step");
    WITH(abilities, 0, "choices");
    WITH(abilities, CHANNEL_CHOICES, "attachments");
    ops = good;
    ops.abilities |= CHANNEL_CANCELS;
    ops.cancel = NULL;
    expect_refused(&ops, "cancel");
    ops = good;
    ops.fields = twice;
    ops.field_count = 2;
    expect_refused(&ops, "two fields");
    ops.fields = bounds;
    ops.field_count = 1;
    expect_refused(&ops, "no value");
}

// An older table ends before the slots that came later; a newer one goes on behind ours.
static void older_and_newer_tables_are_taken(void **state)
{
    struct {
        struct channel_ops ops;
        void (*later)(void);
    } newer = {.ops = testing_ops};
    struct channel_ops ret;
    char why[TABLE_WHY_SIZE];
    (void)state;
    newer.ops.size = sizeof(newer);
    assert_int_equal(table_take(&newer.ops, &ret, why), CHANNEL_OK);
    assert_ptr_equal(ret.open, testing_ops.open);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_come_in_the_order_of_the_fields),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(a_secret_is_never_told),
        cmocka_unit_test(messages_must_fit),
        cmocka_unit_test(tables_must_keep_the_rules),
        cmocka_unit_test(older_and_newer_tables_are_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
