// SPDX-License-Identifier: Apache-2.0
// Arguments of the hub's own routes, through the generated tables.
#include "api/generated/args.h"
#include "api/route.h"
#include "base/testing.h"
#include <stdio.h>
#include <stdlib.h>

struct parsed {
    int outcome;
    const void *args;
    struct faults faults;
};

static struct arena arena;

static int arena_begin(void **state)
{
    (void)state;
    arena_init(&arena, 4096, 8 << 20);
    return 0;
}

static int arena_end(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static struct parsed parse(enum route_id id, const char *param, const char *query, struct view body)
{
    struct view params[ROUTE_PARAMS_MAX] = {view_from(param)};
    struct args_source source = {.arena = &arena, .params = params, .query = view_from(query), .body = body};
    struct parsed p = {.args = NULL};

    p.outcome = args_parse(&route_table[id], &source, &p.args, &p.faults);
    assert_true((p.outcome == ARGS_OK) == (p.faults.count == 0 && p.outcome != ARGS_NOT_JSON &&
                                           p.outcome != ARGS_TOO_DEEP && p.outcome != ARGS_TOO_LARGE));
    return p;
}

static struct parsed parse_body(enum route_id id, const char *body)
{
    return parse(id, NULL, NULL, view_from(body));
}

static const struct message_process_args *message(const char *body)
{
    struct parsed p = parse_body(ROUTE_MESSAGE_PROCESS, body);

    for (size_t i = 0; i < p.faults.count; i++)
        print_message("%.*s %.*s\n", VIEW_ARG(p.faults.items[i].pointer), VIEW_ARG(p.faults.items[i].detail));
    assert_int_equal(p.outcome, ARGS_OK);
    return p.args;
}

static void assert_view(struct view v, const char *text)
{
    if (!view_equal(v, view_from(text)))
        fail_msg("\"%.*s\" is not \"%s\"", VIEW_ARG(v), text);
}

// Exactly these faults, in this order: pointer, detail, …, NULL.
static void assert_faults(const struct parsed *p, const char *const *expected)
{
    size_t count = 0;

    assert_int_equal(p->outcome, ARGS_FAULTY);
    assert_null(p->args);
    for (; expected[2 * count] != NULL; count++) {
        assert_in_range(count, 0, p->faults.count - 1);
        assert_view(p->faults.items[count].pointer, expected[2 * count]);
        assert_view(p->faults.items[count].detail, expected[2 * count + 1]);
    }
    assert_int_equal(p->faults.count, count);
}

#define FAULTS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void takes_the_requests_of_the_guide(void **state)
{
    struct parsed p =
        parse_body(ROUTE_SESSION_CREATE, "{\"customer_id\": \"customer_002\", \"channel\": \"video\","
                                         " \"customer_profile\": {\"name\": \"Sarah Johnson\","
                                         " \"company\": \"Tech Innovations Inc\","
                                         " \"communication_preference\": \"visual\"}}");
    const struct session_create_args *args = p.args;

    (void)state;
    assert_int_equal(p.outcome, ARGS_OK);
    assert_view(args->customer_id, "customer_002");
    assert_true(args->has_channel && args->channel == CHANNEL_VIDEO);
    assert_view(args->customer_profile, "{\"name\": \"Sarah Johnson\", \"company\": \"Tech Innovations Inc\","
                                        " \"communication_preference\": \"visual\"}");
    assert_int_equal(args->customer_profile_json->count, 3);
    assert_null(args->session_id.data);
    assert_null(args->campaign_context.data);
    assert_null(args->campaign_context_json);
    assert_false(args->has_priority);
}

static void takes_every_field_of_a_message(void **state)
{
    const struct message_process_args *args = message(
        "{\"customer_id\":\"c\",\"session_id\":\"s:1\",\"channel\":\"whatsapp\",\"content\":\"h\\u00e9\","
        "\"priority\":\"urgent\",\"message_id\":\"wamid.1\",\"attachments\":[{\"a\":1},{}],"
        "\"metadata\":{\"k\":[1]}}");

    (void)state;
    assert_view(args->session_id, "s:1");
    assert_int_equal(args->channel, CHANNEL_WHATSAPP);
    assert_view(args->content, "h\xc3\xa9");
    assert_true(args->has_priority && args->priority == PRIORITY_URGENT);
    assert_view(args->message_id, "wamid.1");
    assert_view(args->attachments, "[{\"a\":1},{}]");
    assert_int_equal(args->attachments_json->count, 2);
    assert_view(args->metadata, "{\"k\":[1]}");
}

static void knows_every_channel_by_its_name(void **state)
{
    static const char *const names[] = {"voice",      "video",    "chat",         "email",     "sms",
                                        "mobile_app", "whatsapp", "social_media", "web_portal"};

    (void)state;
    for (int i = 0; i <= CHANNEL_WEB_PORTAL; i++) {
        char body[120];
        snprintf(body, sizeof(body), "{\"customer_id\":\"c\",\"channel\":\"%s\",\"content\":\"x\"}",
                 names[i]);
        assert_int_equal(message(body)->channel, i);
    }
}

static void takes_null_for_absent_where_it_may(void **state)
{
    const struct message_process_args *args = message(
        "{\"customer_id\":\"c\",\"channel\":\"sms\",\"content\":\"x\",\"session_id\":null,\"priority\":null,"
        "\"message_id\":null,\"attachments\":null,\"metadata\":null}");
    struct parsed p;

    (void)state;
    assert_null(args->session_id.data);
    assert_null(args->message_id.data);
    assert_null(args->attachments.data);
    assert_null(args->metadata.data);
    assert_false(args->has_priority);
    p = parse_body(ROUTE_MESSAGE_PROCESS, "{\"customer_id\":null,\"channel\":null,\"content\":null}");
    assert_faults(&p, FAULTS("/customer_id", "must be a string", "/channel", "must be a string", "/content",
                             "must be a string"));
}

static void names_every_field_that_is_missing(void **state)
{
    struct parsed p = parse_body(ROUTE_MESSAGE_PROCESS, "{}");

    (void)state;
    assert_faults(&p,
                  FAULTS("/customer_id", "is missing", "/channel", "is missing", "/content", "is missing"));
    p = parse_body(ROUTE_SESSION_CREATE, "{}");
    assert_faults(&p, FAULTS("/customer_id", "is missing", "/channel", "is missing"));
}

static void names_every_field_that_is_wrong(void **state)
{
    struct parsed p =
        parse_body(ROUTE_MESSAGE_PROCESS,
                   "{\"customer_id\":\"a "
                   "b\",\"session_id\":7,\"channel\":\"fax\",\"content\":\"\",\"priority\":\"High\","
                   "\"message_id\":\"\",\"attachments\":[{},1,[]],\"metadata\":[]}");

    (void)state;
    assert_faults(&p,
                  FAULTS("/customer_id", "must be 1 to 128 of A-Z a-z 0-9 . _ : @ + -", "/session_id",
                         "must be a string", "/channel",
                         "must be one of voice, video, chat, email, sms, mobile_app, whatsapp, social_media, "
                         "web_portal",
                         "/content", "must have at least 1 character", "/priority",
                         "must be one of low, normal, high, urgent", "/message_id",
                         "must have at least 1 character", "/attachments/1", "must be an object",
                         "/attachments/2", "must be an object", "/metadata", "must be an object"));
}

static void refuses_a_body_that_is_no_object(void **state)
{
    static const char *const bodies[] = {"[]", "1", "null", "\"x\"", "true"};

    (void)state;
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        struct parsed p = parse_body(ROUTE_MESSAGE_PROCESS, bodies[i]);
        assert_faults(&p, FAULTS("", "must be an object"));
    }
}

static void says_where_a_body_stops_being_json(void **state)
{
    struct parsed p = parse_body(ROUTE_MESSAGE_PROCESS, "{\"a\": tru}");

    (void)state;
    assert_int_equal(p.outcome, ARGS_NOT_JSON);
    assert_in_range(p.faults.at, 6, 9);
    assert_int_equal(parse_body(ROUTE_MESSAGE_PROCESS, "").outcome, ARGS_NOT_JSON);
    assert_int_equal(parse_body(ROUTE_MESSAGE_PROCESS, "{\"content\":\"\xff\"}").outcome, ARGS_NOT_JSON);
    assert_int_equal(parse_body(ROUTE_MESSAGE_PROCESS, "{\"content\":\"\\u0000\"}").outcome, ARGS_NOT_JSON);
}

static void refuses_what_is_nested_too_deeply(void **state)
{
    char body[400];
    int size = snprintf(body, sizeof(body),
                        "{\"customer_id\":\"c\",\"channel\":\"sms\",\"content\":\"x\",\"deep\":");

    (void)state;
    memset(body + size, '[', 100);
    memset(body + size + 100, ']', 100);
    snprintf(body + size + 200, sizeof(body) - (size_t)size - 200, "}");
    assert_int_equal(parse_body(ROUTE_MESSAGE_PROCESS, body).outcome, ARGS_TOO_DEEP);
    memset(body + size, '[', 63);
    memset(body + size + 63, ']', 63);
    snprintf(body + size + 126, sizeof(body) - (size_t)size - 126, "}");
    assert_int_equal(message(body)->metadata.size, 2 + strlen("\"deep\":") + 126);
}

static void refuses_a_known_field_that_stands_twice(void **state)
{
    struct parsed p =
        parse_body(ROUTE_MESSAGE_PROCESS, "{\"customer_id\":\"c\",\"customer_id\":\"c\",\"channel\":\"sms\","
                                          "\"content\":\"x\",\"c\\u006fntent\":\"y\"}");

    (void)state;
    assert_faults(&p, FAULTS("/customer_id", "stands twice", "/content", "stands twice"));
}

static void reads_names_with_escapes(void **state)
{
    (void)state;
    assert_view(message("{\"customer_id\":\"c\",\"channel\":\"sms\",\"\\u0063ontent\":\"x\"}")->content, "x");
}

static void takes_channel_under_either_name(void **state)
{
    struct parsed p = parse_body(ROUTE_SESSION_CREATE, "{\"customer_id\":\"c\",\"channel_type\":\"chat\"}");
    const struct session_create_args *args = p.args;

    (void)state;
    assert_int_equal(p.outcome, ARGS_OK);
    assert_true(args->has_channel && args->channel == CHANNEL_CHAT);
    p = parse_body(ROUTE_SESSION_CREATE,
                   "{\"customer_id\":\"c\",\"channel_type\":\"sms\",\"channel\":\"sms\"}");
    assert_int_equal(p.outcome, ARGS_OK);
    p = parse_body(ROUTE_SESSION_CREATE,
                   "{\"customer_id\":\"c\",\"channel_type\":\"sms\",\"channel\":\"chat\"}");
    assert_faults(&p, FAULTS("/channel_type", "says something else than channel"));
    p = parse_body(ROUTE_SESSION_CREATE, "{\"customer_id\":\"c\",\"channel_type\":\"fax\"}");
    assert_int_equal(p.faults.count, 1);
    assert_view(p.faults.items[0].pointer, "/channel_type");
}

#define MESSAGE "\"customer_id\":\"c\",\"channel\":\"sms\",\"content\":\"x\""

static void gathers_unknown_fields_in_metadata(void **state)
{
    const struct message_process_args *args;

    (void)state;
    args = message("{\"urgency\":\"high\"," MESSAGE ",\"n\\u0061me\":{\"a\":[1, 2]}}");
    assert_view(args->metadata, "{\"urgency\":\"high\",\"n\\u0061me\":{\"a\":[1, 2]}}");
    assert_int_equal(args->metadata_json->count, 2);
    args = message("{\"a\":1," MESSAGE ",\"metadata\":{\"b\":2,\"\\u0061\":3},\"b\":4,\"c\":5}");
    assert_view(args->metadata, "{\"b\":2,\"\\u0061\":3,\"c\":5}");
    args = message("{\"a\":1," MESSAGE ",\"metadata\":null,\"a\":2}");
    assert_view(args->metadata, "{\"a\":2}");
    args = message("{" MESSAGE "}");
    assert_null(args->metadata.data);
    assert_null(args->metadata_json);
}

static void ignores_unknown_fields_without_metadata(void **state)
{
    (void)state;
    assert_int_equal(
        parse_body(ROUTE_SESSION_CREATE, "{\"customer_id\":\"c\",\"channel\":\"sms\",\"x\":1,\"x\":2}")
            .outcome,
        ARGS_OK);
}

static struct view with_many(const char *open, size_t count, const char *close)
{
    struct buffer out;
    struct view copy;

    buffer_init(&out, 1 << 20);
    buffer_printf(&out, "%s", open);
    for (size_t i = 0; i < count; i++)
        buffer_printf(&out, ",\"u%zu\":%zu", i, i);
    buffer_printf(&out, "%s", close);
    assert_true(arena_copy(&arena, buffer_view(&out), &copy));
    buffer_free(&out);
    return copy;
}

static void caps_what_is_gathered(void **state)
{
    struct parsed p;

    (void)state;
    p = parse(ROUTE_MESSAGE_PROCESS, NULL, NULL, with_many("{" MESSAGE, UNKNOWN_MEMBERS_MAX, "}"));
    assert_int_equal(p.outcome, ARGS_OK);
    p = parse(ROUTE_MESSAGE_PROCESS, NULL, NULL,
              with_many("{\"channel\":\"sms\"", UNKNOWN_MEMBERS_MAX + 1,
                        ",\"customer_id\":\"c\",\"content\":\"x\"}"));
    assert_faults(&p, FAULTS("", "has more than 64 members that are not known"));
    p = parse(ROUTE_MESSAGE_PROCESS, NULL, NULL,
              with_many("{" MESSAGE ",\"metadata\":{\"a\":1", EXPLICIT_MEMBERS_MAX, "},\"x\":1}"));
    assert_faults(&p, FAULTS("/metadata", "must have at most 1024 members"));
    p = parse(ROUTE_MESSAGE_PROCESS, NULL, NULL,
              with_many("{" MESSAGE ",\"metadata\":{\"a\":1", EXPLICIT_MEMBERS_MAX, "}}"));
    assert_int_equal(p.outcome, ARGS_OK);
}

static struct parsed message_of(const char *field, size_t size, const char *unit, const char *rest)
{
    struct buffer out;
    struct view body;

    buffer_init(&out, 1 << 20);
    buffer_printf(&out, "{\"%s\":\"", field);
    for (size_t i = 0; i < size; i++)
        buffer_printf(&out, "%s", unit);
    buffer_printf(&out, "\",%s}", rest);
    assert_true(arena_copy(&arena, buffer_view(&out), &body));
    buffer_free(&out);
    return parse(ROUTE_MESSAGE_PROCESS, NULL, NULL, body);
}

static void keeps_limits_of_text_to_the_byte(void **state)
{
    const char *rest = "\"customer_id\":\"c\",\"channel\":\"sms\"";
    struct parsed p;

    (void)state;
    assert_int_equal(message_of("content", 65536, "x", rest).outcome, ARGS_OK);
    p = message_of("content", 65537, "x", rest);
    assert_faults(&p, FAULTS("/content", "must have at most 65536 bytes"));
    assert_int_equal(message_of("content", 32768, "\xc3\xa9", rest).outcome, ARGS_OK);
    assert_int_equal(message_of("content", 32768, "\\u00e9", rest).outcome, ARGS_OK);
    assert_int_equal(message_of("content", 32769, "\xc3\xa9", rest).outcome, ARGS_FAULTY);
    assert_int_equal(message_of("message_id", 256, "x", MESSAGE).outcome, ARGS_OK);
    p = message_of("message_id", 257, "x", MESSAGE);
    assert_faults(&p, FAULTS("/message_id", "must have at most 256 characters"));
    assert_int_equal(message_of("message_id", 129, "\xc3\xa9", MESSAGE).outcome, ARGS_FAULTY);
    assert_int_equal(message_of("session_id", 128, "x", MESSAGE).outcome, ARGS_OK);
    assert_int_equal(message_of("session_id", 129, "x", MESSAGE).outcome, ARGS_FAULTY);
}

static void counts_attachments(void **state)
{
    char body[400] = "{" MESSAGE ",\"attachments\":[{}";
    struct parsed p;

    (void)state;
    for (int i = 1; i < 20; i++)
        strcat(body, ",{}");
    strcat(body, "]}");
    assert_int_equal(message(body)->attachments_json->count, 20);
    body[strlen(body) - 2] = '\0';
    strcat(body, ",{}]}");
    p = parse_body(ROUTE_MESSAGE_PROCESS, body);
    assert_faults(&p, FAULTS("/attachments", "must have at most 20 items"));
    assert_int_equal(message("{" MESSAGE ",\"attachments\":[]}")->attachments.size, 2);
}

static void refuses_words_of_paths_as_new_ids(void **state)
{
    struct parsed p = parse_body(
        ROUTE_SESSION_CREATE, "{\"customer_id\":\"create\",\"channel\":\"sms\",\"session_id\":\"active\"}");

    (void)state;
    assert_faults(&p, FAULTS("/customer_id", "is a word of the hub's own paths and cannot be an id",
                             "/session_id", "is a word of the hub's own paths and cannot be an id"));
}

static void stops_at_thirty_two_faults(void **state)
{
    struct buffer out;
    struct parsed p;

    (void)state;
    buffer_init(&out, 4096);
    buffer_printf(&out, "{\"attachments\":[1");
    for (int i = 1; i < 20; i++)
        buffer_printf(&out, ",1");
    buffer_printf(&out, "]");
    for (int i = 0; i < 20; i++)
        buffer_printf(&out, ",\"content\":\"x\"");
    buffer_printf(&out, "}");
    p = parse(ROUTE_MESSAGE_PROCESS, NULL, NULL, buffer_view(&out));
    assert_int_equal(p.outcome, ARGS_FAULTY);
    assert_int_equal(p.faults.count, FAULTS_MAX);
    buffer_free(&out);
}

static const struct session_messages_args *page(const char *query)
{
    struct parsed p = parse(ROUTE_SESSION_MESSAGES, "s%3A1", query, VIEW(""));

    assert_int_equal(p.outcome, ARGS_OK);
    return p.args;
}

static void reads_path_and_query(void **state)
{
    const struct session_messages_args *args = page("limit=500&other=1&cursor=a%2Bb+c");

    (void)state;
    assert_view(args->id, "s:1");
    assert_true(args->has_limit && args->limit == 500);
    assert_view(args->cursor, "a+b c");
    args = page(NULL);
    assert_false(args->has_limit);
    assert_int_equal(args->limit, 50);
    assert_null(args->cursor.data);
    args = page("limit=&cursor=");
    assert_false(args->has_limit);
    assert_int_equal(args->limit, 50);
    assert_null(args->cursor.data);
    assert_int_equal(page("limit=1")->limit, 1);
}

static void names_faults_of_path_and_query(void **state)
{
    static const char *const limits[] = {"limit=0", "limit=501", "limit=-1"};
    static const char *const no_numbers[] = {"limit=x", "limit=1.5", "limit=%221%22", "limit=true",
                                             "limit=99999999999999999999"};
    struct parsed p;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        p = parse(ROUTE_SESSION_MESSAGES, "s", limits[i], VIEW(""));
        assert_faults(&p, FAULTS("query:limit", "must be 1 to 500"));
    }
    for (size_t i = 0; i < 5; i++) {
        p = parse(ROUTE_SESSION_MESSAGES, "s", no_numbers[i], VIEW(""));
        assert_faults(&p, FAULTS("query:limit", "must be a whole number"));
    }
    p = parse(ROUTE_SESSION_MESSAGES, "a%20b", "limit=0&cursor=1&cursor=2", VIEW(""));
    assert_faults(&p, FAULTS("path:id", "must be 1 to 128 of A-Z a-z 0-9 . _ : @ + -", "query:limit",
                             "must be 1 to 500", "query:cursor", "stands twice"));
    p = parse(ROUTE_SESSION_MESSAGES, "a%2", "limit=%zz", VIEW(""));
    assert_faults(
        &p, FAULTS("path:id", "is not percent-encoded UTF-8", "query:", "is not percent-encoded UTF-8"));
}

static void needs_no_arguments_where_there_are_none(void **state)
{
    struct parsed p = parse(ROUTE_HEALTH, NULL, "a=%zz", VIEW("not json"));

    (void)state;
    assert_int_equal(p.outcome, ARGS_OK);
    assert_null(p.args);
}

static void says_too_large_when_the_arena_is_full(void **state)
{
    const char *body = "{" MESSAGE ",\"attachments\":[1],\"deep\":\"\\n\",\"metadata\":{}}";

    (void)state;
    for (size_t max = 0; max < 6000; max += 16) {
        struct arena small;
        struct args_source source = {.arena = &small, .body = view_from(body)};
        struct faults faults;
        const void *args = NULL;
        arena_init(&small, 64, max);
        int r = args_parse(&route_table[ROUTE_MESSAGE_PROCESS], &source, &args, &faults);
        assert_true(r == ARGS_TOO_LARGE || (r == ARGS_FAULTY && faults.count == 1));
        assert_null(args);
        arena_free(&small);
    }
}

static const struct live_request_args *frame(const char *text)
{
    const void *args = NULL;
    struct faults faults;

    assert_int_equal(args_parse_json(&live_request_table, &arena, view_from(text), &args, &faults), ARGS_OK);
    return args;
}

static void reads_the_frames_of_live_clients(void **state)
{
    const struct live_request_args *args;
    const void *none = NULL;
    struct faults faults;

    (void)state;
    args = frame(
        "{\"type\":\"auth\",\"payload\":{\"sessionId\":\"s\"},\"timestamp\":\"x\",\"sessionId\":\"s\"}");
    assert_int_equal(args->type, LIVE_REQUEST_TYPE_AUTH);
    assert_true(args->has_payload);
    assert_view(args->payload.session_id, "s");
    assert_null(args->payload.token.data);
    assert_view(args->session_id, "s");
    args = frame("{\"type\":\"resume\",\"topic\":\"session:s\",\"position\":\"1-7\",\"timestamp\":17}");
    assert_false(args->has_payload);
    assert_view(args->position, "1-7");
    assert_int_equal(args_parse_json(&live_request_table, &arena,
                                     VIEW("{\"type\":\"x\",\"payload\":{\"content\":1,\"typing\":\"yes\"}}"),
                                     &none, &faults),
                     ARGS_FAULTY);
    assert_int_equal(faults.count, 3);
    assert_view(faults.items[1].pointer, "/payload/content");
    assert_view(faults.items[2].detail, "must be true or false");
    assert_null(none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(takes_the_requests_of_the_guide, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(takes_every_field_of_a_message, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(knows_every_channel_by_its_name, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(takes_null_for_absent_where_it_may, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(names_every_field_that_is_missing, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(names_every_field_that_is_wrong, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(refuses_a_body_that_is_no_object, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(says_where_a_body_stops_being_json, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(refuses_what_is_nested_too_deeply, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(refuses_a_known_field_that_stands_twice, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(reads_names_with_escapes, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(takes_channel_under_either_name, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(gathers_unknown_fields_in_metadata, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(ignores_unknown_fields_without_metadata, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(caps_what_is_gathered, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(keeps_limits_of_text_to_the_byte, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(counts_attachments, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(refuses_words_of_paths_as_new_ids, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(stops_at_thirty_two_faults, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(reads_path_and_query, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(names_faults_of_path_and_query, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(needs_no_arguments_where_there_are_none, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(says_too_large_when_the_arena_is_full, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(reads_the_frames_of_live_clients, arena_begin, arena_end),
    };
    return cmocka_run_group_tests_name("api/args", tests, NULL, NULL);
}
