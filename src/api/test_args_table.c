// SPDX-License-Identifier: Apache-2.0
// Every kind of field, also those that no route uses yet, through a table written by hand.
#include "api/args.h"
#include "base/testing.h"

enum colour { COLOUR_RED = 3, COLOUR_BLUE = 5 };

struct inner {
    struct view name;
    int64_t age;
    bool has_age;
};

struct sample {
    double ratio;
    bool has_ratio;
    int64_t count;
    bool has_count;
    bool flag;
    bool has_flag;
    int64_t at_us;
    bool has_at_us;
    enum colour colour;
    bool has_colour;
    const struct json *any;
    struct inner inner;
    bool has_inner;
    struct view people;
    const struct json *people_json;
    const struct inner *people_items;
    size_t people_count;
    struct view colours;
    const struct json *colours_json;
    const enum colour *colours_items;
    size_t colours_count;
    struct view free;
    const struct json *free_json;
};

#define ALL .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX

static const struct field_choice colours[] = {{VIEW("red"), COLOUR_RED}, {VIEW("blue"), COLOUR_BLUE}};

static const struct field inner_fields[] = {
    {.name = VIEW("name"),
     .kind = FIELD_STRING,
     .required = true,
     .offset = offsetof(struct inner, name),
     .has = FIELD_NONE,
     .same_as = FIELD_NONE,
     .low = 1,
     .high = 3},
    {.name = VIEW("age"),
     .kind = FIELD_INTEGER,
     .offset = offsetof(struct inner, age),
     .has = offsetof(struct inner, has_age),
     .same_as = FIELD_NONE,
     .low = 0,
     .high = INT64_MAX},
};
static const struct args_table inner_table = {inner_fields, 2, FIELD_NONE, sizeof(struct inner)};

static const struct field person = {.kind = FIELD_STRUCT, .table = &inner_table, .has = FIELD_NONE, ALL};
static const struct field colour = {
    .kind = FIELD_ENUM, .choices = colours, .choice_count = 2, .has = FIELD_NONE, ALL};

#define AT(x) .offset = offsetof(struct sample, x)
#define HAS(x) AT(x), .has = offsetof(struct sample, has_##x)
#define TEXT(x) AT(x), .has = offsetof(struct sample, x##_json)
#define ITEMS(x)                                                                                             \
    TEXT(x), .items = offsetof(struct sample, x##_items), .item_count = offsetof(struct sample, x##_count)

static const struct field fields[] = {
    {.name = VIEW("ratio"), .kind = FIELD_NUMBER, HAS(ratio), .same_as = FIELD_NONE, .low = 0, .high = 1},
    {.name = VIEW("count"),
     .kind = FIELD_INTEGER,
     HAS(count),
     .same_as = FIELD_NONE,
     .low = INT64_MIN,
     .high = 9},
    {.name = VIEW("flag"), .kind = FIELD_BOOLEAN, HAS(flag), .has_fallback = true, .fallback = 1, ALL},
    {.name = VIEW("at"), .kind = FIELD_TIME, HAS(at_us), ALL},
    {.name = VIEW("colour"),
     .kind = FIELD_ENUM,
     HAS(colour),
     .choices = colours,
     .choice_count = 2,
     .has_fallback = true,
     .fallback = COLOUR_BLUE,
     ALL},
    {.name = VIEW("any"), .kind = FIELD_ANY, AT(any), .has = FIELD_NONE, .nullable = true, ALL},
    {.name = VIEW("inner"), .kind = FIELD_STRUCT, HAS(inner), .table = &inner_table, .nullable = true, ALL},
    {.name = VIEW("people"),
     .kind = FIELD_LIST,
     ITEMS(people),
     .item = &person,
     .item_size = sizeof(struct inner),
     .same_as = FIELD_NONE,
     .low = 1,
     .high = 3},
    {.name = VIEW("colours"),
     .kind = FIELD_LIST,
     ITEMS(colours),
     .item = &colour,
     .item_size = sizeof(enum colour),
     .same_as = FIELD_NONE,
     .low = INT64_MIN,
     .high = 3},
    {.name = VIEW("free"), .kind = FIELD_OBJECT, TEXT(free), .max_bytes = 10, ALL},
};
static const struct args_table table = {fields, sizeof(fields) / sizeof(fields[0]), FIELD_NONE,
                                        sizeof(struct sample)};

static struct arena arena;
static struct faults faults;

static int arena_begin(void **state)
{
    (void)state;
    arena_init(&arena, 4096, 1 << 20);
    return 0;
}

static int arena_end(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static const struct sample *good(const char *text)
{
    const void *args = NULL;

    assert_int_equal(args_parse_json(&table, &arena, view_from(text), &args, &faults), ARGS_OK);
    return args;
}

static void assert_fault(const char *text, const char *pointer, const char *detail)
{
    const void *args = NULL;

    assert_int_equal(args_parse_json(&table, &arena, view_from(text), &args, &faults), ARGS_FAULTY);
    assert_null(args);
    assert_int_equal(faults.count, 1);
    if (!view_equal(faults.items[0].pointer, view_from(pointer)) ||
        !view_equal(faults.items[0].detail, view_from(detail)))
        fail_msg("%s: %.*s %.*s", text, VIEW_ARG(faults.items[0].pointer), VIEW_ARG(faults.items[0].detail));
}

static void leaves_what_is_absent_empty(void **state)
{
    const struct sample *s = good("{}");

    (void)state;
    assert_false(s->has_ratio || s->has_count || s->has_flag || s->has_at_us || s->has_colour ||
                 s->has_inner);
    assert_true(s->flag);
    assert_int_equal(s->colour, COLOUR_BLUE);
    assert_null(s->any);
    assert_null(s->people.data);
    assert_null(s->people_items);
    assert_int_equal(s->people_count, 0);
}

static void reads_numbers(void **state)
{
    const struct sample *s = good("{\"ratio\":0.25,\"count\":-12e1,\"flag\":false}");

    (void)state;
    assert_true(s->has_ratio && s->ratio == 0.25);
    assert_true(s->has_count && s->count == -120);
    assert_true(s->has_flag && !s->flag);
    assert_fault("{\"ratio\":1.01}", "/ratio", "must be 0 to 1");
    assert_fault("{\"ratio\":\"1\"}", "/ratio", "must be a number");
    assert_fault("{\"ratio\":1e999}", "/ratio", "must be a number");
    assert_fault("{\"count\":10}", "/count", "must be at most 9");
    assert_fault("{\"count\":1.5}", "/count", "must be a whole number");
    assert_fault("{\"count\":99999999999999999999}", "/count", "must be a whole number");
    assert_fault("{\"count\":true}", "/count", "must be a whole number");
    assert_fault("{\"count\":null}", "/count", "must be a whole number");
    assert_fault("{\"flag\":0}", "/flag", "must be true or false");
    assert_fault("{\"inner\":{\"name\":\"a\",\"age\":-1}}", "/inner/age", "must be at least 0");
}

static void reads_times(void **state)
{
    (void)state;
    assert_true(good("{\"at\":\"1970-01-01T00:00:01.5Z\"}")->at_us == 1500000);
    assert_fault("{\"at\":\"1970-01-01\"}", "/at", "must be a time such as 2026-11-22T14:05:09.123Z");
    assert_fault("{\"at\":1}", "/at", "must be a time such as 2026-11-22T14:05:09.123Z");
}

static void reads_choices(void **state)
{
    const struct sample *s = good("{\"colour\":\"r\\u0065d\"}");

    (void)state;
    assert_true(s->has_colour && s->colour == COLOUR_RED);
    assert_fault("{\"colour\":\"Red\"}", "/colour", "must be one of red, blue");
    assert_fault("{\"colour\":3}", "/colour", "must be a string");
}

static void reads_anything(void **state)
{
    (void)state;
    assert_int_equal(good("{\"any\":[1,2]}")->any->count, 2);
    assert_int_equal(good("{\"any\":false}")->any->type, JSON_FALSE);
    assert_null(good("{\"any\":null}")->any);
}

static void reads_objects_inside(void **state)
{
    const struct sample *s = good("{\"inner\":{\"name\":\"Ann\",\"age\":7,\"more\":0}}");

    (void)state;
    assert_true(s->has_inner && s->inner.has_age && s->inner.age == 7);
    assert_true(view_equal(s->inner.name, VIEW("Ann")));
    assert_false(good("{\"inner\":null}")->has_inner);
    assert_fault("{\"inner\":{}}", "/inner/name", "is missing");
    assert_fault("{\"inner\":[]}", "/inner", "must be an object");
}

static void reads_lists_item_by_item(void **state)
{
    const struct sample *s =
        good("{\"people\":[{\"name\":\"a\"},{\"name\":\"b\",\"age\":2}],\"colours\":[\"blue\",\"red\"]}");

    (void)state;
    assert_int_equal(s->people_count, 2);
    assert_false(s->people_items[0].has_age);
    assert_int_equal(s->people_items[1].age, 2);
    assert_int_equal(s->people_json->count, 2);
    assert_int_equal(s->colours_count, 2);
    assert_int_equal(s->colours_items[1], COLOUR_RED);
    assert_true(view_equal(s->colours, VIEW("[\"blue\",\"red\"]")));
    assert_fault("{\"people\":[]}", "/people", "must have at least 1 item");
    assert_fault("{\"people\":[{\"name\":\"a\"},{}]}", "/people/1/name", "is missing");
    assert_fault("{\"people\":[null]}", "/people/0", "must be an object");
    assert_fault("{\"people\":{}}", "/people", "must be an array");
    assert_fault("{\"colours\":[\"red\",\"red\",\"x\"]}", "/colours/2", "must be one of red, blue");
    assert_fault("{\"colours\":[1,1,1,1]}", "/colours", "must have at most 3 items");
    assert_int_equal(good("{\"colours\":[]}")->colours_count, 0);
}

static void counts_characters_not_bytes(void **state)
{
    (void)state;
    assert_int_equal(good("{\"inner\":{\"name\":\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"}}")->inner.name.size,
                     9);
    assert_fault("{\"inner\":{\"name\":\"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\"}}", "/inner/name",
                 "must have at most 3 characters");
    assert_fault("{\"inner\":{\"name\":\"\"}}", "/inner/name", "must have at least 1 character");
}

static void caps_free_objects(void **state)
{
    (void)state;
    assert_int_equal(good("{\"free\":{\"a\":\"bc\"}}")->free.size, 10);
    assert_fault("{\"free\":{\"a\":\"bcd\"}}", "/free", "must have at most 10 bytes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(leaves_what_is_absent_empty, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(reads_numbers, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(reads_times, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(reads_choices, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(reads_anything, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(reads_objects_inside, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(reads_lists_item_by_item, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(counts_characters_not_bytes, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(caps_free_objects, arena_begin, arena_end),
    };
    return cmocka_run_group_tests_name("api/args_table", tests, NULL, NULL);
}
