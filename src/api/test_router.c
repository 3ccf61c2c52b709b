// SPDX-License-Identifier: Apache-2.0
#include "api/route_table.h"
#include "base/testing.h"
#include <stdio.h>

struct found {
    const struct route *route;
    struct view params[ROUTE_PARAMS_MAX];
    enum route_outcome outcome;
    unsigned allowed;
};

static struct found find(enum http_method method, const char *path)
{
    struct found f = {.outcome = ROUTE_FOUND, .allowed = 0};

    f.route = route_find(method, view_from(path), f.params, &f.outcome, &f.allowed);
    return f;
}

static void assert_view(struct view v, const char *text)
{
    assert_int_equal(v.size, strlen(text));
    assert_memory_equal(v.data, text, v.size);
}

static void assert_found(enum http_method method, const char *path, enum route_id id)
{
    struct found f = find(method, path);

    if (f.outcome != ROUTE_FOUND || f.route == NULL)
        fail_msg("%s finds nothing", path);
    if (f.route->id != id)
        fail_msg("%s finds %s", path, f.route->name);
}

static void assert_refused(enum http_method method, const char *path, enum route_outcome outcome)
{
    struct found f = find(method, path);

    if (f.route != NULL || f.outcome != outcome)
        fail_msg("%s: outcome %d", path, (int)f.outcome);
}

static const struct {
    enum http_method method;
    const char *path;
    enum route_id id;
} paths[] = {
    {HTTP_GET, "/webhook/sms/c1", ROUTE_WEBHOOK_CHALLENGE},
    {HTTP_POST, "/webhook/sms/c1", ROUTE_WEBHOOK_RECEIVE},
    {HTTP_GET, "/connectors", ROUTE_CONNECTOR_LIST},
    {HTTP_POST, "/connectors", ROUTE_CONNECTOR_CREATE},
    {HTTP_GET, "/connectors/c1", ROUTE_CONNECTOR_GET},
    {HTTP_PUT, "/connectors/c1", ROUTE_CONNECTOR_CHANGE},
    {HTTP_DELETE, "/connectors/c1", ROUTE_CONNECTOR_DELETE},
    {HTTP_GET, "/connectors/c1/unknown", ROUTE_CONNECTOR_UNKNOWN},
    {HTTP_GET, "/channels/adapters", ROUTE_CHANNEL_ADAPTERS},
    {HTTP_GET, "/channels/integrations", ROUTE_CHANNEL_INTEGRATIONS},
    {HTTP_GET, "/channels/performance", ROUTE_CHANNEL_PERFORMANCE},
    {HTTP_POST, "/channels/sms/configure", ROUTE_CHANNEL_CONFIGURE},
    {HTTP_GET, "/channels/sms/status", ROUTE_CHANNEL_STATUS},
    {HTTP_PUT, "/channels/sms/enable", ROUTE_CHANNEL_ENABLE},
    {HTTP_POST, "/channels/sms/test", ROUTE_CHANNEL_TEST},
    {HTTP_POST, "/integrations/sms/test", ROUTE_CHANNEL_TEST},
    {HTTP_GET, "/integrations/status", ROUTE_INTEGRATION_STATUS},
    {HTTP_POST, "/session/create", ROUTE_SESSION_CREATE},
    {HTTP_POST, "/attachments", ROUTE_ATTACHMENT_CREATE},
    {HTTP_GET, "/attachments/a1", ROUTE_ATTACHMENT_GET},
    {HTTP_POST, "/attachments/a1/link", ROUTE_ATTACHMENT_LINK},
    {HTTP_POST, "/chat/file-upload", ROUTE_CHAT_FILE_UPLOAD},
    {HTTP_POST, "/sessions/create", ROUTE_SESSION_CREATE},
    {HTTP_GET, "/session/s1", ROUTE_SESSION_GET},
    {HTTP_GET, "/sessions/s1", ROUTE_SESSION_GET},
    {HTTP_GET, "/sessions/active", ROUTE_SESSIONS_ACTIVE},
    {HTTP_PUT, "/session/s1", ROUTE_SESSION_UPDATE},
    {HTTP_PUT, "/sessions/s1", ROUTE_SESSION_UPDATE},
    {HTTP_DELETE, "/session/s1", ROUTE_SESSION_CLOSE},
    {HTTP_DELETE, "/sessions/s1", ROUTE_SESSION_CLOSE},
    {HTTP_POST, "/session/s1/resolve", ROUTE_SESSION_RESOLVE},
    {HTTP_POST, "/sessions/s1/resolve", ROUTE_SESSION_RESOLVE},
    {HTTP_POST, "/session/s1/reopen", ROUTE_SESSION_REOPEN},
    {HTTP_POST, "/sessions/s1/reopen", ROUTE_SESSION_REOPEN},
    {HTTP_POST, "/session/s1/assign", ROUTE_SESSION_ASSIGN},
    {HTTP_POST, "/sessions/s1/assign", ROUTE_SESSION_ASSIGN},
    {HTTP_POST, "/session/s1/notes", ROUTE_SESSION_NOTE},
    {HTTP_POST, "/sessions/s1/notes", ROUTE_SESSION_NOTE},
    {HTTP_POST, "/session/s1/snooze", ROUTE_SESSION_SNOOZE},
    {HTTP_POST, "/sessions/s1/snooze", ROUTE_SESSION_SNOOZE},
    {HTTP_POST, "/session/s1/remind", ROUTE_SESSION_REMIND},
    {HTTP_POST, "/sessions/s1/remind", ROUTE_SESSION_REMIND},
    {HTTP_POST, "/session/s1/tags", ROUTE_SESSION_TAG},
    {HTTP_POST, "/sessions/s1/tags", ROUTE_SESSION_TAG},
    {HTTP_POST, "/session/s1/merge", ROUTE_SESSION_MERGE},
    {HTTP_POST, "/sessions/s1/merge", ROUTE_SESSION_MERGE},
    {HTTP_POST, "/session/s1/csat", ROUTE_SESSION_CSAT},
    {HTTP_POST, "/sessions/s1/csat", ROUTE_SESSION_CSAT},
    {HTTP_GET, "/session/s1/events", ROUTE_SESSION_EVENTS},
    {HTTP_GET, "/sessions/s1/events", ROUTE_SESSION_EVENTS},
    {HTTP_GET, "/tags", ROUTE_TAG_LIST},
    {HTTP_POST, "/tags", ROUTE_TAG_PUT},
    {HTTP_GET, "/session/s1/messages", ROUTE_SESSION_MESSAGES},
    {HTTP_GET, "/messages/s1", ROUTE_SESSION_MESSAGES},
    {HTTP_POST, "/message/process", ROUTE_MESSAGE_PROCESS},
    {HTTP_POST, "/message/bulk-process", ROUTE_MESSAGE_BULK_PROCESS},
    {HTTP_POST, "/message/respond", ROUTE_MESSAGE_RESPOND},
    {HTTP_POST, "/chat/create-room", ROUTE_CHAT_ROOM_CREATE},
    {HTTP_POST, "/chat/send-message", ROUTE_CHAT_SEND},
    {HTTP_POST, "/chat/typing-indicator", ROUTE_CHAT_TYPING},
    {HTTP_GET, "/chat/word-rules", ROUTE_WORD_RULE_LIST},
    {HTTP_POST, "/chat/word-rules", ROUTE_WORD_RULE_PUT},
    {HTTP_DELETE, "/chat/word-rules/w1", ROUTE_WORD_RULE_DELETE},
    {HTTP_POST, "/chat/moderate/message", ROUTE_CHAT_MODERATE},
    {HTTP_GET, "/chat/room/r1/history", ROUTE_CHAT_HISTORY},
    {HTTP_GET, "/chat/room/r1/participants", ROUTE_CHAT_PARTICIPANTS},
    {HTTP_POST, "/messages/send", ROUTE_MESSAGE_RESPOND},
    {HTTP_GET, "/message/m1", ROUTE_MESSAGE_GET},
    {HTTP_GET, "/deliveries", ROUTE_DELIVERY_LIST},
    {HTTP_GET, "/deliveries/m1", ROUTE_DELIVERY_GET},
    {HTTP_POST, "/deliveries/m1/replay", ROUTE_DELIVERY_REPLAY},
    {HTTP_POST, "/deliveries/m1/cancel", ROUTE_DELIVERY_CANCEL},
    {HTTP_PUT, "/message/m1", ROUTE_MESSAGE_EDIT},
    {HTTP_POST, "/transfer/channel", ROUTE_TRANSFER_CHANNEL},
    {HTTP_POST, "/transfer/bulk", ROUTE_TRANSFER_BULK},
    {HTTP_GET, "/transfer/t1/status", ROUTE_TRANSFER_STATUS},
    {HTTP_POST, "/session/s1/transfer", ROUTE_SESSION_TRANSFER},
    {HTTP_POST, "/sessions/s1/transfer", ROUTE_SESSION_TRANSFER},
    {HTTP_GET, "/customer/c1/unified-view", ROUTE_CUSTOMER_UNIFIED_VIEW},
    {HTTP_GET, "/customer/c1/history", ROUTE_CUSTOMER_HISTORY},
    {HTTP_GET, "/customers/c1/history", ROUTE_CUSTOMER_HISTORY},
    {HTTP_POST, "/operator/backup", ROUTE_OPERATOR_BACKUP_START},
    {HTTP_GET, "/operator/backup", ROUTE_OPERATOR_BACKUP_STATUS},
    {HTTP_GET, "/search", ROUTE_SEARCH},
    {HTTP_POST, "/search/reindex", ROUTE_SEARCH_REINDEX},
    {HTTP_GET, "/customer/c1/sessions", ROUTE_CUSTOMER_SESSIONS},
    {HTTP_GET, "/customers/c1/sessions", ROUTE_CUSTOMER_SESSIONS},
    {HTTP_POST, "/customer/c1/context", ROUTE_CUSTOMER_CONTEXT},
    {HTTP_POST, "/customers/c1/context", ROUTE_CUSTOMER_CONTEXT},
    {HTTP_GET, "/customers", ROUTE_CUSTOMERS_LIST},
    {HTTP_GET, "/customers/c1/export", ROUTE_CUSTOMER_EXPORT},
    {HTTP_DELETE, "/customers/c1", ROUTE_CUSTOMER_ERASE},
    {HTTP_POST, "/customers", ROUTE_CUSTOMERS_CREATE},
    {HTTP_GET, "/customers/c1/profile", ROUTE_CUSTOMER_PROFILE_GET},
    {HTTP_PUT, "/customers/c1/profile", ROUTE_CUSTOMER_PROFILE_PUT},
    {HTTP_POST, "/customers/c1/tags", ROUTE_CUSTOMER_TAGS},
    {HTTP_POST, "/customers/c1/block", ROUTE_CUSTOMER_BLOCK},
    {HTTP_POST, "/customers/c1/merge", ROUTE_CUSTOMER_MERGE},
    {HTTP_POST, "/customers/c1/unmerge", ROUTE_CUSTOMER_UNMERGE},
    {HTTP_GET, "/customers/c1/identities", ROUTE_CUSTOMER_IDENTITIES},
    {HTTP_GET, "/customers/c1/consent", ROUTE_CUSTOMER_CONSENT},
    {HTTP_PUT, "/customers/c1/consent", ROUTE_CUSTOMER_CONSENT_PUT},
    {HTTP_POST, "/customers/c1/identities", ROUTE_CUSTOMER_IDENTITY_ADD},
    {HTTP_DELETE, "/customers/c1/identities/7", ROUTE_CUSTOMER_IDENTITY_REMOVE},
    {HTTP_GET, "/keys", ROUTE_KEY_LIST},
    {HTTP_POST, "/keys", ROUTE_KEY_CREATE},
    {HTTP_POST, "/keys/k1/rotate", ROUTE_KEY_ROTATE},
    {HTTP_DELETE, "/keys/k1", ROUTE_KEY_REVOKE},
    {HTTP_GET, "/tenants", ROUTE_TENANT_LIST},
    {HTTP_POST, "/tenants", ROUTE_TENANT_CREATE},
    {HTTP_GET, "/tenants/t1", ROUTE_TENANT_GET},
    {HTTP_PUT, "/tenants/t1", ROUTE_TENANT_CHANGE},
    {HTTP_GET, "/agents", ROUTE_AGENT_LIST},
    {HTTP_POST, "/agents", ROUTE_AGENT_CREATE},
    {HTTP_GET, "/agents/a1", ROUTE_AGENT_GET},
    {HTTP_PUT, "/agents/a1", ROUTE_AGENT_CHANGE},
    {HTTP_DELETE, "/agents/a1", ROUTE_AGENT_DELETE},
    {HTTP_GET, "/queues", ROUTE_QUEUE_LIST},
    {HTTP_POST, "/queues", ROUTE_QUEUE_CREATE},
    {HTTP_GET, "/queues/q1", ROUTE_QUEUE_GET},
    {HTTP_PUT, "/queues/q1", ROUTE_QUEUE_CHANGE},
    {HTTP_DELETE, "/queues/q1", ROUTE_QUEUE_DELETE},
    {HTTP_GET, "/skills", ROUTE_SKILL_LIST},
    {HTTP_POST, "/skills", ROUTE_SKILL_CREATE},
    {HTTP_GET, "/skills/s1", ROUTE_SKILL_GET},
    {HTTP_PUT, "/skills/s1", ROUTE_SKILL_CHANGE},
    {HTTP_DELETE, "/skills/s1", ROUTE_SKILL_DELETE},
    {HTTP_PUT, "/agents/a1/status", ROUTE_AGENT_STATUS},
    {HTTP_POST, "/auth/login", ROUTE_AUTH_LOGIN},
    {HTTP_GET, "/auth/me", ROUTE_AUTH_ME},
    {HTTP_POST, "/auth/logout", ROUTE_AUTH_LOGOUT},
    {HTTP_POST, "/auth/password", ROUTE_AUTH_PASSWORD},
    {HTTP_POST, "/auth/invitation", ROUTE_AUTH_INVITATION},
    {HTTP_POST, "/auth/setup", ROUTE_AUTH_SETUP},
    {HTTP_POST, "/agents/a1/invite", ROUTE_AGENT_INVITE},
    {HTTP_GET, "/notifications", ROUTE_NOTIFICATION_LIST},
    {HTTP_GET, "/notifications/history", ROUTE_NOTIFICATION_HISTORY},
    {HTTP_PUT, "/notifications/n1/read", ROUTE_NOTIFICATION_READ},
    {HTTP_POST, "/notifications/send", ROUTE_NOTIFICATION_SEND},
    {HTTP_PUT, "/notifications/preferences", ROUTE_NOTIFICATION_PREFERENCES},
    {HTTP_POST, "/notifications/subscribe", ROUTE_DEVICE_SUBSCRIBE},
    {HTTP_POST, "/devices", ROUTE_DEVICE_SUBSCRIBE},
    {HTTP_DELETE, "/devices", ROUTE_DEVICE_REMOVE},
    {HTTP_GET, "/audit", ROUTE_AUDIT_LIST},
    {HTTP_GET, "/health", ROUTE_HEALTH},
    {HTTP_GET, "/ready", ROUTE_READY},
    {HTTP_GET, "/metrics", ROUTE_METRICS},
    {HTTP_GET, "/asyncapi.json", ROUTE_ASYNCAPI},
    {HTTP_GET, "/openapi.json", ROUTE_OPENAPI},
    {HTTP_GET, "/jobs", ROUTE_JOB_LIST},
    {HTTP_GET, "/jobs/j1", ROUTE_JOB_GET},
    {HTTP_DELETE, "/jobs/j1", ROUTE_JOB_CANCEL},
    {HTTP_GET, "/jobs/j1/file", ROUTE_JOB_FILE},
    {HTTP_POST, "/sms/send", ROUTE_SMS_SEND},
    {HTTP_POST, "/sms/bulk-send", ROUTE_SMS_BULK_SEND},
    {HTTP_GET, "/sms/inbox", ROUTE_SMS_INBOX},
    {HTTP_GET, "/sms/m1/status", ROUTE_SMS_STATUS},
    {HTTP_GET, "/webhooks", ROUTE_WEBHOOK_LIST},
    {HTTP_POST, "/webhooks", ROUTE_WEBHOOK_CREATE},
    {HTTP_GET, "/webhooks/w1", ROUTE_WEBHOOK_GET},
    {HTTP_PUT, "/webhooks/w1", ROUTE_WEBHOOK_CHANGE},
    {HTTP_DELETE, "/webhooks/w1", ROUTE_WEBHOOK_DELETE},
    {HTTP_POST, "/webhooks/w1/rotate", ROUTE_WEBHOOK_ROTATE},
    {HTTP_POST, "/webhooks/w1/test", ROUTE_WEBHOOK_TEST},
    {HTTP_GET, "/webhooks/w1/deliveries", ROUTE_WEBHOOK_DELIVERIES},
    {HTTP_POST, "/webhooks/w1/deliveries/d1/replay", ROUTE_WEBHOOK_REPLAY},
    {HTTP_POST, "/widget/session", ROUTE_WIDGET_SESSION},
    {HTTP_GET, "/widget/sites", ROUTE_WIDGET_SITE_LIST},
    {HTTP_POST, "/widget/sites", ROUTE_WIDGET_SITE_CREATE},
    {HTTP_GET, "/widget/sites/demo", ROUTE_WIDGET_SITE_GET},
    {HTTP_PUT, "/widget/sites/demo", ROUTE_WIDGET_SITE_CHANGE},
    {HTTP_DELETE, "/widget/sites/demo", ROUTE_WIDGET_SITE_DELETE},
    {HTTP_POST, "/widget/sites/demo/rotate", ROUTE_WIDGET_SITE_ROTATE},
    {HTTP_GET, "/version", ROUTE_VERSION},
    {HTTP_GET, "/capabilities", ROUTE_CAPABILITIES},
    {HTTP_GET, "/ws", ROUTE_LIVE},
    {HTTP_GET, "/ws/dashboard", ROUTE_LIVE_DASHBOARD},
    {HTTP_GET, "/ws/s1", ROUTE_LIVE_SESSION},
    {HTTP_GET, "/ws/agent/a1", ROUTE_LIVE_AGENT},
    {HTTP_GET, "/ws/customer/c1", ROUTE_LIVE_CUSTOMER},
};

static void finds_every_path_and_alias(void **state)
{
    bool is_seen[ROUTE_COUNT] = {false};

    (void)state;
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        assert_found(paths[i].method, paths[i].path, paths[i].id);
        is_seen[paths[i].id] = true;
    }
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        if (!is_seen[i])
            fail_msg("no path of this test finds %s", route_table[i].name);
    }
}

static void finds_every_path_under_v1(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        char path[128];
        snprintf(path, sizeof(path), "/v1%s", paths[i].path);
        assert_found(paths[i].method, path, paths[i].id);
    }
    assert_refused(HTTP_GET, "/v1", ROUTE_NOT_FOUND);
    assert_refused(HTTP_GET, "/v1/", ROUTE_NOT_FOUND);
    assert_refused(HTTP_GET, "/v1/v1/health", ROUTE_NOT_FOUND);
    assert_refused(HTTP_GET, "/v10/health", ROUTE_NOT_FOUND);
}

static void every_pattern_finds_its_own_route(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        const struct route *route = &route_table[i];
        struct view params[ROUTE_PARAMS_MAX];
        enum route_outcome outcome;
        unsigned allowed;

        assert_int_equal(route->id, i);
        assert_ptr_equal(route_find(route->method, route->pattern, params, &outcome, &allowed), route);
    }
}

static void prefers_words_to_parameters(void **state)
{
    (void)state;
    assert_found(HTTP_GET, "/sessions/active", ROUTE_SESSIONS_ACTIVE);
    assert_found(HTTP_GET, "/sessions/activ", ROUTE_SESSION_GET);
    assert_found(HTTP_GET, "/sessions/active2", ROUTE_SESSION_GET);
    assert_found(HTTP_GET, "/ws/dashboard", ROUTE_LIVE_DASHBOARD);
    assert_refused(HTTP_GET, "/ws/agent", ROUTE_NOT_FOUND);
    assert_refused(HTTP_GET, "/session/create", ROUTE_METHOD_NOT_ALLOWED);
    assert_refused(HTTP_GET, "/session/create/messages", ROUTE_NOT_FOUND);
}

static void gives_parameters_as_they_are_written(void **state)
{
    struct found f;

    (void)state;
    f = find(HTTP_GET, "/v1/session/a%2Fb+c/messages");
    assert_int_equal(f.route->id, ROUTE_SESSION_MESSAGES);
    assert_view(f.params[0], "a%2Fb+c");
    f = find(HTTP_GET, "/session/%63reate");
    assert_int_equal(f.route->id, ROUTE_SESSION_GET);
    assert_view(f.params[0], "%63reate");
    f = find(HTTP_GET, "/ws/customer/x");
    assert_view(f.params[0], "x");
}

static void takes_no_other_path_for_one_of_its_own(void **state)
{
    static const char *const none[] = {
        "",
        "health",
        "/",
        "//",
        "/health/",
        "//health",
        "/Health",
        "/health%20",
        "/session/",
        "/session",
        "/session//messages",
        "/session/a/",
        "/session/a/b/c",
        "/ws/",
        "/ws/agent/",
        "/ws/a/b",
        "*",
        "/healt",
        "/healthy",
        "/customer/c1",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        assert_refused(HTTP_GET, none[i], ROUTE_NOT_FOUND);
    assert_int_equal(find(HTTP_GET, "/nowhere").allowed, 0);
}

static void says_which_methods_a_path_takes(void **state)
{
    struct found f;

    (void)state;
    f = find(HTTP_DELETE, "/message/process");
    assert_int_equal(f.outcome, ROUTE_METHOD_NOT_ALLOWED);
    assert_int_equal(f.allowed, 1u << HTTP_POST);
    f = find(HTTP_POST, "/health");
    assert_int_equal(f.outcome, ROUTE_METHOD_NOT_ALLOWED);
    assert_int_equal(f.allowed, 1u << HTTP_GET | 1u << HTTP_HEAD);
    assert_refused(HTTP_OTHER, "/health", ROUTE_METHOD_NOT_ALLOWED);
    assert_refused(HTTP_OPTIONS, "/health", ROUTE_METHOD_NOT_ALLOWED);
}

static void writes_the_allow_header(void **state)
{
    struct buffer out;

    (void)state;
    buffer_init(&out, 100);
    route_allow_write(&out, 1u << HTTP_GET | 1u << HTTP_HEAD | 1u << HTTP_PATCH);
    assert_view(buffer_view(&out), "GET, HEAD, PATCH");
    buffer_free(&out);
}

static void takes_head_for_get_but_not_on_sockets(void **state)
{
    (void)state;
    assert_found(HTTP_HEAD, "/health", ROUTE_HEALTH);
    assert_found(HTTP_HEAD, "/session/s1", ROUTE_SESSION_GET);
    assert_refused(HTTP_HEAD, "/message/process", ROUTE_METHOD_NOT_ALLOWED);
    assert_refused(HTTP_HEAD, "/ws", ROUTE_METHOD_NOT_ALLOWED);
}

static void knows_the_words_that_no_id_may_be(void **state)
{
    static const char *const taken[] = {"active", "create", "dashboard", "agent", "customer"};

    (void)state;
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
        assert_true(route_word_is_taken(view_from(taken[i])));
    assert_false(route_word_is_taken(VIEW("health")));
    assert_false(route_word_is_taken(VIEW("Active")));
    assert_false(route_word_is_taken(VIEW("")));
}

static void carries_the_marks_of_its_source(void **state)
{
    const struct route *process = &route_table[ROUTE_MESSAGE_PROCESS];

    (void)state;
    assert_string_equal(process->name, "message_process");
    assert_int_equal(process->kind, ROUTE_KIND_WRITE);
    assert_int_equal(process->audience, ROUTE_AUDIENCE_INTERNAL);
    assert_int_equal(process->body_max, 1048576);
    assert_true(process->takes_body && process->needs_body);
    assert_int_equal(route_table[ROUTE_HEALTH].scope, ROUTE_SCOPE_NONE);
    assert_int_equal(route_table[ROUTE_METRICS].scope, ROUTE_SCOPE_ADMIN);
    assert_int_equal(route_table[ROUTE_SESSION_MESSAGES].audience, ROUTE_AUDIENCE_PUBLIC);
    assert_false(route_table[ROUTE_SESSION_GET].takes_body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_every_path_and_alias),
        cmocka_unit_test(finds_every_path_under_v1),
        cmocka_unit_test(every_pattern_finds_its_own_route),
        cmocka_unit_test(prefers_words_to_parameters),
        cmocka_unit_test(gives_parameters_as_they_are_written),
        cmocka_unit_test(takes_no_other_path_for_one_of_its_own),
        cmocka_unit_test(says_which_methods_a_path_takes),
        cmocka_unit_test(writes_the_allow_header),
        cmocka_unit_test(takes_head_for_get_but_not_on_sockets),
        cmocka_unit_test(knows_the_words_that_no_id_may_be),
        cmocka_unit_test(carries_the_marks_of_its_source),
    };
    return cmocka_run_group_tests_name("api/router", tests, NULL, NULL);
}
