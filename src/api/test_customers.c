// SPDX-License-Identifier: Apache-2.0
// The routes of customers, over a real store.
#include "api/testing_site.h"
#include <stdio.h>
#include <stdlib.h>

struct setting {
    struct site site; // first
    struct socket socket;
};

static int begin(void **state)
{
    struct setting *t = calloc(1, sizeof(*t));
    site_open(&t->site, NULL);
    *state = t;
    return 0;
}

static int end(void **state)
{
    struct setting *t = *state;
    if (t->socket.site != NULL)
        socket_close(&t->socket);
    site_close(&t->site);
    free(t);
    return 0;
}

static void assert_got(const struct site *s, const char *part)
{
    if (!site_got(s, part))
        fail_msg("no %s in %s", part, s->reply.data);
}

static void assert_lacks(const struct site *s, const char *part)
{
    if (site_got(s, part))
        fail_msg("%s in %s", part, s->reply.data);
}

static int put(struct site *s, const char *path, const char *header, const char *json)
{
    char head[300];
    snprintf(head, sizeof(head), "PUT %s HTTP/1.1\nHost: localhost\nContent-Type: application/json\n%s", path,
             header);
    return site_ask(s, head, json);
}

static int delete (struct site *s, const char *path)
{
    char head[300];
    snprintf(head, sizeof(head), "DELETE %s HTTP/1.1\nHost: localhost\n", path);
    return site_ask(s, head, "");
}

static void say(struct site *s, const char *customer, int status)
{
    char json[300];
    snprintf(json, sizeof(json), "{\"customer_id\":\"%s\",\"channel\":\"chat\",\"content\":\"said\"}",
             customer);
    assert_int_equal(site_post(s, "/message/process", json), status);
}

static void a_customer_is_made_and_read(void **state)
{
    struct site *s = *state;
    assert_int_equal(
        site_post(s, "/customers",
                  "{\"customer_id\":\"ann\",\"name\":\"Ann Lee\",\"phone\":\"+49 170 1234567\","
                  "\"company\":\"Acme\",\"preferences\":{\"language\":\"de\"},\"tags\":[\"vip\",\" "
                  "new \"],\"identities\":[{\"kind\":\"email\",\"address\":\"Ann@Example.org\"},"
                  "{\"kind\":\"external\",\"system\":\"SAP\",\"address\":\"42\"}]}"),
        201);
    assert_got(s, "\"customer_id\":\"ann\"");
    assert_got(s, "\"tags\":[\"new\",\"vip\"]");
    assert_got(s, "ETag: ");
    assert_int_equal(site_get(s, "/customers/ann/profile"), 200);
    assert_got(s, "\"name\":\"Ann Lee\"");
    assert_got(s, "\"company\":\"Acme\"");
    assert_got(s, "\"possible_duplicates\":[]");
    assert_int_equal(site_get(s, "/customers/ann/identities"), 200);
    assert_got(s, "\"address\":\"+491701234567\"");
    assert_got(s, "\"address\":\"ann@example.org\"");
    assert_got(s, "\"address\":\"42\",\"network\":null,\"system\":\"sap\"");
    assert_int_equal(site_post(s, "/customers", "{\"customer_id\":\"ann\"}"), 409);
    assert_got(s, "customer.exists");
    assert_int_equal(site_post(s, "/customers", "{\"name\":\"Somebody\"}"), 201);
    assert_int_equal(site_post(s, "/customers",
                               "{\"customer_id\":\"bob\",\"identities\":[{\"kind\":\"email\",\"address\":"
                               "\"ann@example.org\"}]}"),
                     409);
    assert_got(s, "the customer's ann;");
    assert_int_equal(site_get(s, "/customers/bob/profile"), 404); // all of it was undone
    assert_int_equal(site_post(s, "/customers", "{\"identities\":[{\"kind\":\"social\",\"address\":\"x\"}]}"),
                     422);
    assert_int_equal(site_post(s, "/customers", "{\"tags\":[\"\"]}"), 422);
}

static void a_profile_is_changed_member_by_member(void **state)
{
    struct site *s = *state;
    char tag[80];
    say(s, "ann", 200);
    assert_int_equal(
        put(s, "/customers/ann/profile", "", "{\"name\":\"Ann\",\"tier\":\"gold\",\"tags\":[\"a\"]}"), 200);
    snprintf(tag, sizeof(tag), "If-Match: \"%s\"\n", site_found(s, "ETag: \""));
    assert_int_equal(put(s, "/customers/ann/profile", tag, "{\"tier\":null,\"email\":\"ann@example.org\"}"),
                     200);
    assert_got(s, "\"profile\":{\"name\":\"Ann\",\"email\":\"ann@example.org\"}");
    assert_got(s, "\"tags\":[\"a\"]");
    assert_int_equal(put(s, "/customers/ann/profile", tag, "{\"name\":\"Too late\"}"), 412);
    assert_int_equal(put(s, "/customers/nobody/profile", "", "{\"name\":\"x\"}"), 404);
    assert_int_equal(site_post(s, "/customers/ann/tags", "{\"tags\":[\"b\",\"c\"]}"), 200);
    assert_got(s, "\"tags\":[\"b\",\"c\"]");
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM customer_tag"), 2);
    assert_int_equal(site_post(s, "/customers/ann/tags", "{\"tags\":[]}"), 200);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM customer_tag"), 0);
    // Nothing that people wrote is in the log.
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM audit WHERE action = 'customer.update'"),
                     4);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM audit WHERE detail LIKE '%Ann%'"), 0);
}

static void context_reaches_live_clients(void **state)
{
    struct setting *t = *state;
    struct site *s = &t->site;
    say(s, "ann", 200);
    assert_int_equal(socket_open(&t->socket, s, "/ws/customer/ann", ""), 101);
    socket_next(&t->socket);
    assert_int_equal(
        site_post(s, "/customer/ann/context", "{\"issue\":{\"order\":7},\"context\":{\"step\":2}}"), 200);
    assert_got(s, "\"context\":{\"step\":2,\"issue\":{\"order\":7}}");
    const char *frame = socket_next(&t->socket);
    assert_non_null(strstr(frame, "\"type\":\"customer_activity\""));
    assert_non_null(strstr(frame, "\"activity\":\"updated\""));
    assert_non_null(strstr(frame, "\"order\":7"));
    assert_int_equal(site_post(s, "/customer/ann/context", "{\"context\":{\"step\":2}}"), 200); // nothing new
    assert_true(socket_is_silent(&t->socket));
}

static void a_blocked_customer_is_not_heard(void **state)
{
    struct site *s = *state;
    say(s, "ann", 200);
    assert_int_equal(site_post(s, "/customers/ann/block", "{\"reason\":\"abuse\"}"), 200);
    assert_got(s, "\"blocked\":true");
    assert_got(s, "\"block_reason\":\"abuse\"");
    say(s, "ann", 403);
    assert_got(s, "customer.blocked");
    say(s, "bob", 200);
    assert_int_equal(site_post(s, "/customers/bob/merge", "{\"customer_id\":\"ann\"}"), 200);
    assert_got(s, "\"blocked\":true");
    say(s, "bob", 403);
    assert_int_equal(site_post(s, "/customers/bob/block", "{\"blocked\":false}"), 200);
    say(s, "ann", 200);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM interaction"), 3);
}

static void customers_are_merged_and_set_free(void **state)
{
    struct setting *t = *state;
    struct site *s = &t->site;
    say(s, "caller", 200);
    say(s, "writer", 200);
    assert_int_equal(socket_open(&t->socket, s, "/ws/customer/caller", ""), 101);
    socket_next(&t->socket);
    assert_int_equal(site_post(s, "/customers/writer/merge",
                               "{\"other_customer_id\":\"caller\",\"reason\":\"same voice\"}"),
                     200);
    assert_got(s, "\"merged_customer_ids\":[\"caller\"]");
    assert_non_null(strstr(socket_next(&t->socket),
                           "\"activity\":\"merged\",\"member_id\":\"caller\",\"customer_id\":\"writer\""));
    assert_int_equal(site_get(s, "/customer/caller/unified-view"), 200);
    assert_got(s, "\"customer_id\":\"writer\"");
    assert_got(s, "\"total_interactions\":2");
    assert_int_equal(site_get(s, "/customer/caller/sessions?limit=1"), 200);
    assert_lacks(s, "\"next_cursor\":null");
    assert_int_equal(site_post(s, "/customers/caller/merge", "{\"customer_id\":\"writer\"}"), 409);
    assert_got(s, "customer.same");
    assert_int_equal(site_post(s, "/customers/writer/unmerge", "{\"customer_id\":\"caller\"}"), 200);
    assert_got(s, "\"customer_id\":\"caller\"");
    assert_non_null(strstr(socket_next(&t->socket), "\"activity\":\"unmerged\""));
    assert_int_equal(site_post(s, "/customers/writer/unmerge", "{\"customer_id\":\"caller\"}"), 409);
    assert_int_equal(site_post(s, "/customers/writer/merge", "{\"customer_id\":\"nobody\"}"), 404);
    assert_int_equal(site_post(s, "/customers/nobody/merge", "{\"customer_id\":\"writer\"}"), 404);
    assert_int_equal(site_post(s, "/customers/writer/merge", "{}"), 422);
}

// A topic has one name, the survivor's; a resume over a merge cannot be whole.
static void any_name_of_a_person_is_one_topic(void **state)
{
    struct setting *t = *state;
    struct site *s = &t->site;
    char before[80], json[300];
    say(s, "a", 200);
    say(s, "b", 200);
    snprintf(before, sizeof(before), "%s", site_found(s, "\"position\":\""));
    assert_int_equal(site_post(s, "/customers/a/merge", "{\"customer_id\":\"b\"}"), 200);
    assert_int_equal(socket_open(&t->socket, s, "/ws", ""), 101);
    socket_say(&t->socket, "{\"type\":\"subscribe\",\"topic\":\"customer/b\"}");
    assert_non_null(strstr(socket_next(&t->socket), "\"topic\":\"customer/a\""));
    socket_say(&t->socket, "{\"type\":\"subscribe\",\"topic\":\"customer/a\"}");
    assert_non_null(strstr(socket_next(&t->socket), "\"topic\":\"customer/a\""));
    say(s, "b", 200);
    assert_non_null(strstr(socket_next(&t->socket), "\"customerId\":\"a\",\"topic\":\"customer/a\""));
    assert_true(socket_is_silent(&t->socket));
    socket_say(&t->socket, "{\"type\":\"unsubscribe\",\"topic\":\"customer/b\"}");
    say(s, "a", 200);
    assert_true(socket_is_silent(&t->socket));
    snprintf(json, sizeof(json),
             "{\"type\":\"resume\",\"payload\":{\"topic\":\"customer/b\",\"position\":\"%s\"}}", before);
    socket_say(&t->socket, json);
    assert_non_null(strstr(socket_next(&t->socket), "\"type\":\"reset\""));
}

static void customers_are_listed_and_filtered(void **state)
{
    struct site *s = *state;
    char path[200];
    for (int i = 0; i < 5; i++) {
        char json[200];
        snprintf(json, sizeof(json),
                 "{\"customer_id\":\"c%d\",\"tags\":[\"%s\"],\"email\":\"c%d@example.org\",\"identities\":[{"
                 "\"kind\":"
                 "\"external\",\"system\":\"crm\",\"address\":\"K%d\"}]}",
                 i, i % 2 == 0 ? "even" : "odd", i, i);
        assert_int_equal(site_post(s, "/customers", json), 201);
    }
    assert_int_equal(site_get(s, "/customers?limit=2"), 200);
    assert_got(s, "[{\"customer_id\":\"c4\"");
    assert_got(s, "{\"customer_id\":\"c3\"");
    assert_lacks(s, "\"c2\"");
    snprintf(path, sizeof(path), "/customers?limit=3&cursor=%s", site_found(s, "\"next_cursor\":\""));
    assert_int_equal(site_get(s, path), 200);
    assert_got(s, "[{\"customer_id\":\"c2\"");
    assert_got(s, "\"next_cursor\":null");
    assert_int_equal(site_get(s, "/customers?email=C1@EXAMPLE.org"), 200);
    assert_got(s, "[{\"customer_id\":\"c1\"");
    assert_int_equal(
        site_get(s, "/customers?external_system=CRM&external_id=K3&email=c3@example.org&tag=odd"), 200);
    assert_got(s, "[{\"customer_id\":\"c3\"");
    assert_int_equal(site_get(s, "/customers?external_system=crm&external_id=K3&tag=even"), 200);
    assert_got(s, "\"customers\":[]");
    assert_int_equal(site_post(s, "/customers/c1/merge", "{\"customer_id\":\"c4\"}"), 200);
    assert_int_equal(site_post(s, "/customers/c1/merge", "{\"customer_id\":\"c2\"}"), 200);
    assert_int_equal(site_get(s, "/customers?tag=even"), 200); // c4 and c2 are c1 now
    assert_got(s, "[{\"customer_id\":\"c1\"");
    assert_got(s, "},{\"customer_id\":\"c0\"");
    assert_lacks(s, "\"customer_id\":\"c4\"");
    assert_int_equal(testing_count(&s->store, "SELECT 1"), 1);
    assert_int_equal(site_get(s, "/customers"), 200);
    assert_lacks(s, "\"customer_id\":\"c4\"");
    assert_int_equal(site_get(s, "/customers?email=c4@example.org"), 200);
    assert_got(s, "[{\"customer_id\":\"c1\"");
    assert_int_equal(site_get(s, "/customers?cursor=p5"), 422);
}

static void an_address_means_who_is_known_by_it(void **state)
{
    struct site *s = *state;
    assert_int_equal(site_post(s, "/customers", "{\"customer_id\":\"ann\",\"phone\":\"+491701234567\"}"),
                     201);
    assert_int_equal(site_post(s, "/customers/ann/identities",
                               "{\"kind\":\"social\",\"network\":\"Instagram\",\"address\":\"@Ann\"}"),
                     201);
    assert_got(s, "\"address\":\"ann\",\"network\":\"instagram\"");
    char path[100];
    snprintf(path, sizeof(path), "/customers/ann/identities/%d",
             (int)testing_count(&s->store, "SELECT identity FROM identity WHERE kind = 4"));
    say(s, "+491701234567", 200);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM customer"), 1);
    assert_int_equal(site_get(s, "/customer/+491701234567/history"), 200);
    assert_got(s, "said");
    assert_int_equal(delete (s, path), 200);
    assert_lacks(s, "instagram");
    assert_int_equal(delete (s, path), 404);
    // Somebody else says the same number: shown, not merged.
    assert_int_equal(
        site_post(s, "/session/create",
                  "{\"customer_id\":\"bob\",\"channel\":\"chat\",\"customer_profile\":{\"phone\":\"+49 "
                  "170 1234567\"}}"),
        201);
    assert_int_equal(site_get(s, "/customers/bob/profile"), 200);
    assert_got(s, "\"possible_duplicates\":[{\"customer_id\":\"ann\",\"kind\":\"phone\"");
    assert_int_equal(
        site_post(s, "/customers/bob/identities", "{\"kind\":\"phone\",\"address\":\"+491701234567\"}"), 409);
    assert_got(s, "the customer's ann; if the two are one person, merge them");
    assert_got(s, "\"pointer\":\"/address\"");
    assert_int_equal(site_post(s, "/customers",
                               "{\"identities\":[{\"kind\":\"email\",\"address\":\"e@x.org\"},"
                               "{\"kind\":\"phone\",\"address\":\"none\"}]}"),
                     422);
    assert_got(s, "\"pointer\":\"/identities/1/address\"");
    // A + that stands in a query as it is.
    assert_int_equal(site_get(s, "/customers?phone=+49%20170%201234567"), 200);
    assert_got(s, "[{\"customer_id\":\"ann\"");
    // An address that nobody has is a customer's id and identity.
    say(s, "lee@example.org", 200);
    assert_int_equal(site_get(s, "/customers?email=LEE@example.org"), 200);
    assert_got(s, "[{\"customer_id\":\"lee@example.org\"");
}

static void an_erased_customer_is_gone_at_once(void **state)
{
    struct setting *t = *state;
    struct site *s = &t->site;
    char before[80], path[200], json[300];
    say(s, "ann", 200);
    snprintf(before, sizeof(before), "%s", site_found(s, "\"position\":\""));
    snprintf(path, sizeof(path), "/session/%s", site_found(s, "\"session_id\":\""));
    say(s, "ann", 200);
    assert_int_equal(socket_open(&t->socket, s, "/ws/dashboard", ""), 101);
    socket_next(&t->socket);
    assert_int_equal(site_get(s, "/customers/ann/export"), 202);
    assert_got(s, "\"kind\":\"customer_export\"");
    assert_int_equal(site_get(s, "/customers/nobody/export"), 404);
    assert_int_equal(delete (s, "/customers/nobody"), 404);
    assert_int_equal(delete (s, "/customers/ann"), 202);
    assert_got(s, "\"kind\":\"customer_erase\"");
    assert_non_null(strstr(socket_next(&t->socket), "\"activity\":\"erased\",\"customer_id\":\"ann\""));
    assert_int_equal(site_get(s, path), 404);
    assert_int_equal(site_get(s, "/customer/ann/history"), 404);
    assert_int_equal(site_get(s, "/customers/ann/profile"), 404);
    assert_int_equal(delete (s, "/customers/ann"), 404);
    snprintf(json, sizeof(json),
             "{\"customer_id\":\"bob\",\"channel\":\"chat\",\"content\":\"x\",\"session_id\":\"%s\"}",
             path + 9);
    assert_int_equal(site_post(s, "/message/process", json), 404);
    assert_int_equal(site_get(s, "/sessions/active"), 200);
    assert_got(s, "\"sessions\":[]");
    // What was said before is not given again.
    snprintf(json, sizeof(json),
             "{\"type\":\"resume\",\"payload\":{\"topic\":\"dashboard\",\"position\":\"%s\"}}", before);
    socket_say(&t->socket, json);
    assert_non_null(strstr(socket_next(&t->socket), "\"type\":\"resumed\""));
    say(s, "ann", 200); // somebody new
    assert_int_equal(site_get(s, "/customer/ann/unified-view"), 200);
    assert_got(s, "\"total_interactions\":1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_customer_is_made_and_read, begin, end),
        cmocka_unit_test_setup_teardown(a_profile_is_changed_member_by_member, begin, end),
        cmocka_unit_test_setup_teardown(context_reaches_live_clients, begin, end),
        cmocka_unit_test_setup_teardown(a_blocked_customer_is_not_heard, begin, end),
        cmocka_unit_test_setup_teardown(customers_are_merged_and_set_free, begin, end),
        cmocka_unit_test_setup_teardown(any_name_of_a_person_is_one_topic, begin, end),
        cmocka_unit_test_setup_teardown(customers_are_listed_and_filtered, begin, end),
        cmocka_unit_test_setup_teardown(an_erased_customer_is_gone_at_once, begin, end),
        cmocka_unit_test_setup_teardown(an_address_means_who_is_known_by_it, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
