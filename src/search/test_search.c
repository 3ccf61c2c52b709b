// SPDX-License-Identifier: Apache-2.0
#include "hub/customer_merge.h"
#include "search/testing_search.h"
#include <stdio.h>
#include <stdlib.h>

static int begin(void **state)
{
    struct testing_search *t = calloc(1, sizeof(*t));
    testing_search_begin(t);
    *state = t;
    return 0;
}

static int end(void **state)
{
    testing_search_end(*state);
    free(*state);
    return 0;
}

static int64_t say(struct testing_search *t, const char *customer, const char *content)
{
    return testing_search_say(t, 1, customer, CHANNEL_CHAT, content);
}

static void finds(struct testing_search *t, const char *text, const char *expected)
{
    assert_string_equal(testing_search_messages(t, text), expected);
}

// ---- words

static void messages_are_found_by_words(void **state)
{
    struct testing_search *t = *state;
    say(t, "ann", "The parcel is lost");
    say(t, "bob", "My invoice is wrong");
    say(t, "ann", "Wo ist mein Päckchen?");
    testing_search_settle(t, 1);
    finds(t, "lost parcel ", "The parcel is lost");
    finds(t, "PACKCHEN", "Wo ist mein Päckchen?");
    finds(t, "parcel invoice ", "");
    finds(t, "\"is lost\"", "The parcel is lost");
    finds(t, "\"lost is\"", "");
    finds(t, "inv", "My invoice is wrong");
    finds(t, "inv ", "");
    finds(t, "", "");
    finds(t, "\"*\" OR ()", "");
}

static void scripts_of_the_world_are_found(void **state)
{
    struct testing_search *t = *state;
    static const char *const texts[][2] = {
        {"荷物がまだ届きません", "届き"}, {"我的包裹还没有到", "包裹"},      {"Где моя посылка?", "ПОСЫЛКА"},
        {"สินค้ายังไม่มาถึง", "ยังไม่มา"},       {"택배가 아직 안 왔어요", "아직"}, {"मेरा पार्सल कहाँ है", "पार्सल"},
        {"أين الطرد الخاص بي", "الطرد"},  {"Πού είναι το δέμα", "δέμα"},     {"Đơn hàng của tôi", "hang"},
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        say(t, "ann", texts[i][0]);
    testing_search_settle(t, 1);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        finds(t, texts[i][1], texts[i][0]);
}

static void what_fits_better_and_is_newer_comes_first(void **state)
{
    struct testing_search *t = *state;
    say(t, "ann", "refund old");
    say(t, "ann", "refund refund refund");
    say(t, "ann", "refund new");
    testing_search_settle(t, 1);
    finds(t, "refund ", "refund refund refund|refund new|refund old");
    assert_true(t->result.messages[0].score > t->result.messages[1].score);
}

static void hits_are_marked_and_say_where_they_stand(void **state)
{
    struct testing_search *t = *state;
    say(t, "ann", "a <b> parcel");
    testing_search_settle(t, 1);
    finds(t, "parcel ", "a <b> parcel");
    const struct search_hit_message *hit = &t->result.messages[0];
    assert_true(view_equal(hit->html, VIEW("a &lt;b&gt; <mark>parcel</mark>")));
    assert_true(view_equal(hit->customer_id, VIEW("ann")));
    assert_true(hit->session_id.size > 0);
    assert_true(view_equal(hit->interaction.author_id, VIEW("ann")));
}

// ---- customers

static int tell(void *ctx, struct tx *tx)
{
    const char *const *texts = ctx;
    struct customer_key key;
    bool changed;
    int r = customer_need(tx, view_from(texts[0]), &key);
    if (r == 0)
        r = customer_tell(tx, key.row, &(struct customer_news){.profile = view_from(texts[1])}, &changed);
    return r != 0 ? r
                  : tx_announce(tx, &(struct event){.position = tx_next_position(tx),
                                                    .ref = key.row,
                                                    .kind = EVENT_CUSTOMER_UPDATE});
}

static void tell_profile(struct testing_search *t, const char *customer, const char *profile)
{
    const char *texts[] = {customer, profile};
    assert_int_equal(testing_commit(&t->store, tell, texts), 0);
}

static void customers_are_found_by_what_is_known_of_them(void **state)
{
    struct testing_search *t = *state;
    tell_profile(t, "cust-77",
                 "{\"name\":\"José Müller\",\"email\":\"jose@example.com\",\"phone\":\"+4930123456\","
                 "\"address\":{\"city\":\"Köln\",\"floor\":12}}");
    tell_profile(t, "cust-78", "{\"name\":\"Josephine Kim\"}");
    testing_search_settle(t, 1);
    assert_string_equal(testing_search_customers(t, "jose muller"), "cust-77");
    assert_string_equal(testing_search_customers(t, "koln"), "cust-77");
    assert_string_equal(testing_search_customers(t, "jose@example.com"), "cust-77");
    assert_string_equal(testing_search_customers(t, "+493012"), "cust-77");
    assert_string_equal(testing_search_customers(t, "cust-78"), "cust-78");
    assert_string_equal(testing_search_customers(t, "city"), "");
    assert_string_equal(testing_search_customers(t, "jo"), "cust-77|cust-78"); // twice in the first's
    tell_profile(t, "cust-77", "{\"name\":\"Hans Müller\"}");
    testing_search_settle(t, 1);
    assert_string_equal(testing_search_customers(t, "hans"), "cust-77");
    assert_string_equal(testing_search_customers(t, "jose muller "),
                        "cust-77"); // the address still says jose
    tell_profile(t, "cust-77", "{\"name\":\"Hans Meier\"}");
    testing_search_settle(t, 1);
    assert_string_equal(testing_search_customers(t, "muller "), "");
}

static void a_customer_is_learned_from_what_it_says(void **state)
{
    struct testing_search *t = *state;
    say(t, "visitor-9", "hello");
    testing_search_settle(t, 1);
    assert_string_equal(testing_search_customers(t, "visitor-9"), "visitor-9");
}

static int merge(void *ctx, struct tx *tx)
{
    int64_t survivor;
    (void)ctx;
    return customer_merge(tx, &(struct actor){0}, VIEW("new"), VIEW("old"), (struct view){0}, &survivor);
}

static int unmerge(void *ctx, struct tx *tx)
{
    int64_t freed;
    (void)ctx;
    return customer_unmerge(tx, &(struct actor){0}, VIEW("new"), VIEW("old"), (struct view){0}, &freed);
}

static void a_merged_customer_is_found_as_the_survivor(void **state)
{
    struct testing_search *t = *state;
    tell_profile(t, "old", "{\"name\":\"Ann Lee\"}");
    tell_profile(t, "new", "{\"name\":\"A. Lee\"}");
    say(t, "old", "where is my order");
    assert_int_equal(testing_commit(&t->store, merge, NULL), 0);
    testing_search_settle(t, 1);
    assert_string_equal(testing_search_customers(t, "lee"), "new");
    assert_string_equal(testing_search_customers(t, "ann"), "new");
    testing_search_find(t, 1, &(struct search_query){.text = VIEW("order"), .customer_id = VIEW("new")});
    assert_int_equal(t->result.message_count, 1);
    assert_true(view_equal(t->result.messages[0].customer_id, VIEW("new")));
    assert_int_equal(testing_commit(&t->store, unmerge, NULL), 0);
    testing_search_settle(t, 1);
    assert_string_equal(testing_search_customers(t, "lee"), "new|old");
    testing_search_find(t, 1, &(struct search_query){.text = VIEW("order"), .customer_id = VIEW("new")});
    assert_int_equal(t->result.message_count, 0);
}

// ---- filters

static int count(struct testing_search *t, const struct search_query *query)
{
    testing_search_find(t, 1, query);
    return t->result.message_count * 10 + t->result.customer_count;
}

static void filters_narrow(void **state)
{
    struct testing_search *t = *state;
    char session[160];
    testing_search_say(t, 1, "parcel-ann", CHANNEL_CHAT, "parcel one");
    atomic_fetch_add(&t->store.wall_us, 7200000000);
    testing_search_say(t, 1, "parcel-ann", CHANNEL_SMS, "parcel two");
    testing_search_say(t, 1, "bob", CHANNEL_SMS, "parcel three");
    int64_t second_us =
        testing_count(&t->store, "SELECT created_us FROM interaction WHERE content = 'parcel two'");
    testing_search_settle(t, 1);
    struct search_query q = {.text = VIEW("parcel ")};
    assert_int_equal(count(t, &q), 31);
    q.kinds = SEARCH_CUSTOMERS;
    assert_int_equal(count(t, &q), 1);
    q = (struct search_query){.text = VIEW("parcel "), .has_channel = true, .channel = CHANNEL_SMS};
    assert_int_equal(count(t, &q), 20);
    q = (struct search_query){.text = VIEW("parcel "), .has_author = true, .author = AUTHOR_AGENT};
    assert_int_equal(count(t, &q), 0);
    q = (struct search_query){.text = VIEW("parcel "), .customer_id = VIEW("parcel-ann")};
    assert_int_equal(count(t, &q), 21);
    q = (struct search_query){.text = VIEW("parcel "), .customer_id = VIEW("nobody")};
    assert_int_equal(count(t, &q), 0);
    q = (struct search_query){.text = VIEW("parcel "), .from_us = second_us};
    assert_int_equal(count(t, &q), 20);
    q = (struct search_query){.text = VIEW("parcel "), .to_us = second_us};
    assert_int_equal(count(t, &q), 10);
    q = (struct search_query){.text = VIEW("parcel "), .from_us = second_us + 86400000000};
    assert_int_equal(count(t, &q), 0);
    finds(t, "three ", "parcel three");
    snprintf(session, sizeof(session), "%.*s", VIEW_ARG(t->result.messages[0].session_id));
    q = (struct search_query){.text = VIEW("parcel "), .session_id = view_from(session)};
    assert_int_equal(count(t, &q), 10);
    q.customer_id = VIEW("parcel-ann");
    assert_int_equal(count(t, &q), 0);
}

static void who_may_not_see_does_not(void **state)
{
    struct testing_search *t = *state;
    say(t, "parcel-ann", "parcel one");
    int64_t row = say(t, "parcel-ann", "parcel two");
    char sql[100];
    snprintf(sql, sizeof(sql), "UPDATE interaction SET audience = 0 WHERE interaction = %lld",
             (long long)row);
    testing_search_change(t, sql, EVENT_MESSAGE_UPDATED, row);
    testing_search_settle(t, 1);
    struct search_query q = {.text = VIEW("parcel "), .audience = AUDIENCE_PUBLIC};
    assert_int_equal(count(t, &q), 10);
    q.audience = AUDIENCE_INTERNAL;
    assert_int_equal(count(t, &q), 21);
    struct access_view view = {.role = ACCESS_AGENT, .agent = 5, .queue_count = 1, .queues = {8}};
    q.view = &view;
    assert_int_equal(count(t, &q), 21);
    testing_search_change(t, "UPDATE session SET queue = 9, agent = 6", EVENT_SESSION_UPDATE, 1);
    assert_int_equal(count(t, &q), 1);
    view.queues[0] = 9;
    assert_int_equal(count(t, &q), 21);
}

static void tenants_are_apart(void **state)
{
    struct testing_search *t = *state;
    for (int i = 0; i < 20; i++)
        testing_search_say(t, 1 + i % 2, "same-customer", CHANNEL_CHAT,
                           i % 2 == 0 ? "of the first" : "of the second");
    testing_search_settle(t, 1);
    testing_search_settle(t, 2);
    for (int64_t tenant = 1; tenant <= 2; tenant++) {
        testing_search_find(t, tenant, &(struct search_query){.text = VIEW("of the ")});
        assert_int_equal(t->result.message_count, 10);
        for (int i = 0; i < 10; i++)
            assert_true(view_equal(t->result.messages[i].interaction.content,
                                   tenant == 1 ? VIEW("of the first") : VIEW("of the second")));
    }
    testing_search_find(t, 1, &(struct search_query){.text = VIEW("second ")});
    assert_int_equal(t->result.message_count, 0);
    testing_search_find(t, 2, &(struct search_query){.text = VIEW("same-cust")});
    assert_int_equal(t->result.customer_count, 1);
}

static void pages_follow_each_other(void **state)
{
    struct testing_search *t = *state;
    char text[32];
    int seen[25] = {0}, pages = 0;
    bool has_more;
    for (int i = 0; i < 25; i++) {
        snprintf(text, sizeof(text), "parcel number %d", i);
        say(t, "ann", text);
    }
    testing_search_settle(t, 1);
    struct search_query q = {.text = VIEW("parcel "), .limit = 10};
    do {
        testing_search_find(t, 1, &q);
        for (int i = 0; i < t->result.message_count; i++) {
            struct view content = t->result.messages[i].interaction.content;
            seen[atoi(content.data + 14)]++;
        }
        q.cursor = t->result.next;
        has_more = t->result.has_more;
        say(t, "ann", "parcel number 3"); // is not of the first page's list
        testing_search_settle(t, 1);
        pages++;
    } while (has_more);
    assert_int_equal(pages, 3);
    for (int i = 0; i < 25; i++)
        assert_int_equal(seen[i], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(messages_are_found_by_words, begin, end),
        cmocka_unit_test_setup_teardown(scripts_of_the_world_are_found, begin, end),
        cmocka_unit_test_setup_teardown(what_fits_better_and_is_newer_comes_first, begin, end),
        cmocka_unit_test_setup_teardown(hits_are_marked_and_say_where_they_stand, begin, end),
        cmocka_unit_test_setup_teardown(customers_are_found_by_what_is_known_of_them, begin, end),
        cmocka_unit_test_setup_teardown(a_customer_is_learned_from_what_it_says, begin, end),
        cmocka_unit_test_setup_teardown(a_merged_customer_is_found_as_the_survivor, begin, end),
        cmocka_unit_test_setup_teardown(filters_narrow, begin, end),
        cmocka_unit_test_setup_teardown(who_may_not_see_does_not, begin, end),
        cmocka_unit_test_setup_teardown(tenants_are_apart, begin, end),
        cmocka_unit_test_setup_teardown(pages_follow_each_other, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
