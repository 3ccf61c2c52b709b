// SPDX-License-Identifier: Apache-2.0
#include "api/openapi.h"
#include "api/problem.h"
#include "base/testing.h"
#include "hub/event_body.h"
#include "hub/webhook_type.h"

static void assert_written(const struct problem *problem, const char *text)
{
    struct buffer out;

    buffer_init(&out, 4096);
    problem_write(&out, problem);
    assert_false(out.failed);
    if (!view_equal(buffer_view(&out), view_from(text)))
        fail_msg("%.*s", VIEW_ARG(out));
    buffer_free(&out);
}

static void writes_all_members(void **state)
{
    const struct fault faults[] = {{VIEW("/content"), VIEW("is missing")}, {VIEW(""), VIEW("a \"b\"")}};
    const struct problem problem = {.status = 422,
                                    .code = VIEW("request.invalid"),
                                    .detail = VIEW("Fields are wrong."),
                                    .instance = VIEW("/message/process"),
                                    .errors = faults,
                                    .error_count = 2};

    (void)state;
    assert_written(&problem,
                   "{\"type\":\"/docs/errors#request.invalid\",\"title\":\"Unprocessable Content\","
                   "\"status\":422,\"detail\":\"Fields are wrong.\",\"instance\":\"/message/process\","
                   "\"success\":false,\"code\":\"request.invalid\",\"message\":\"Fields are wrong.\","
                   "\"errors\":[{\"pointer\":\"/content\",\"detail\":\"is missing\"},"
                   "{\"pointer\":\"\",\"detail\":\"a \\\"b\\\"\"}]}");
}

static void leaves_out_an_instance_that_is_not_known(void **state)
{
    const struct problem problem = {.status = 404, .code = VIEW("session.not_found"), .detail = VIEW("No.")};

    (void)state;
    assert_written(&problem,
                   "{\"type\":\"/docs/errors#session.not_found\",\"title\":\"Not Found\",\"status\":404,"
                   "\"detail\":\"No.\",\"success\":false,\"code\":\"session.not_found\","
                   "\"message\":\"No.\",\"errors\":[]}");
}

static void says_what_an_outcome_means(void **state)
{
    struct faults faults = {.at = 17};
    struct arena arena;
    struct problem p;

    (void)state;
    arena_init(&arena, 1024, 4096);
    p = problem_of_args(ARGS_NOT_JSON, &faults, &arena);
    assert_int_equal(p.status, 400);
    assert_true(view_equal(p.detail, VIEW("The body is not JSON at byte 17.")));
    assert_int_equal(problem_of_args(ARGS_TOO_DEEP, &faults, &arena).status, 400);
    assert_int_equal(problem_of_args(ARGS_TOO_LARGE, &faults, &arena).status, 413);
    faults = (struct faults){.items = (struct fault[]){{VIEW("/a"), VIEW("b")}}, .count = 1};
    p = problem_of_args(ARGS_FAULTY, &faults, &arena);
    assert_int_equal(p.status, 422);
    assert_int_equal(p.error_count, 1);
    assert_int_equal(problem_of_args(99, &faults, &arena).status, 500);
    arena_free(&arena);
}

static void names_each_status(void **state)
{
    (void)state;
    assert_true(view_equal(problem_title(429), VIEW("Too Many Requests")));
    assert_true(view_equal(problem_title(599), VIEW("Error")));
}

static void serves_a_document_that_is_json(void **state)
{
    struct arena arena;
    const struct json *root;
    struct view version;

    (void)state;
    arena_init(&arena, 1 << 16, 16 << 20);
    assert_int_equal(json_parse(&arena, openapi_document(), NULL, &root), JSON_OK);
    assert_true(json_text(json_member(root, VIEW("openapi")), &arena, &version));
    assert_true(view_equal(version, VIEW("3.1.0")));
    assert_non_null(json_member(json_member(root, VIEW("paths")), VIEW("/sessions/create")));
    arena_free(&arena);
}

static void serves_a_document_without_the_hubs_own_marks(void **state)
{
    struct view document = openapi_document();

    (void)state;
    assert_null(memmem(document.data, document.size, "x-hub", 5));
    assert_null(memmem(document.data, document.size, "x-c-enum", 8));
    assert_null(memmem(document.data, document.size, "@VERSION@", 9));
}

static bool is_named(const struct json *messages, struct arena *arena, struct view type)
{
    struct view name;
    for (const struct json *key = json_first(messages); key != NULL; key = json_next_member(messages, key))
        if (json_text(json_member(json_value_of(key), VIEW("name")), arena, &name) && view_equal(name, type))
            return true;
    return false;
}

static void describes_every_event_that_goes_out(void **state)
{
    struct arena arena;
    const struct json *root;
    (void)state;
    arena_init(&arena, 1 << 16, 16 << 20);
    assert_int_equal(json_parse(&arena, asyncapi_document(), NULL, &root), JSON_OK);
    const struct json *messages = json_member(json_member(root, VIEW("components")), VIEW("messages"));
    for (int i = 0; i < WEBHOOK_TYPES; i++)
        assert_true(is_named(messages, &arena, webhook_type_name((enum webhook_type)i)));
    for (int i = EVENT_NEW_MESSAGE; i <= EVENT_NOTIFICATION; i++)
        assert_true(is_named(messages, &arena, event_type((enum event_kind)i)));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_all_members),
        cmocka_unit_test(leaves_out_an_instance_that_is_not_known),
        cmocka_unit_test(says_what_an_outcome_means),
        cmocka_unit_test(names_each_status),
        cmocka_unit_test(serves_a_document_that_is_json),
        cmocka_unit_test(serves_a_document_without_the_hubs_own_marks),
        cmocka_unit_test(describes_every_event_that_goes_out),
    };
    return cmocka_run_group_tests_name("api/problem", tests, NULL, NULL);
}
