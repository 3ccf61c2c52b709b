// SPDX-License-Identifier: Apache-2.0
#include "app/adapters.h"
#include "base/log.h"
#include "base/testing.h"
#include "channel/shape.h"
#include "hub/channel.h"

static void the_hubs_own_pages_are_live(void **state)
{
    struct registry *adapters;
    (void)state;
    assert_int_equal(adapters_new(NULL, &adapters), 0);
    assert_int_equal(adapters_setup(adapters).live_channels, channel_bit(CHANNEL_CHAT) |
                                                                 channel_bit(CHANNEL_WEB_PORTAL) |
                                                                 channel_bit(CHANNEL_MOBILE_APP));
    assert_null(registry_folder(adapters));
    registry_free(adapters);
}

static void every_kind_of_a_built_in_adapter_is_a_channel(void **state)
{
    struct registry *adapters;
    enum channel channel;
    (void)state;
    assert_int_equal(adapters_new(NULL, &adapters), 0);
    assert_true(registry_count(adapters) > 0);
    for (int i = 0; i < registry_count(adapters); i++)
        for (const char *const *kind = registry_at(adapters, i)->ops.kinds; *kind != NULL; kind++)
            assert_int_equal(channel_from(view_from(*kind), &channel), 0);
    registry_free(adapters);
}

static void chat_takes_what_its_pages_can_show(void **state)
{
    struct registry *adapters;
    struct channel_fault fault = {0};
    static char text[(64 << 10) + 1];
    struct channel_choice choices[11];
    (void)state;
    assert_int_equal(adapters_new(NULL, &adapters), 0);
    const struct channel_ops *chat = &registry_find(adapters, VIEW("chat"))->ops;
    memset(text, 'x', sizeof(text));
    for (int i = 0; i < 11; i++)
        choices[i] = (struct channel_choice){.title = view_make(text, 80), .payload = view_make(text, 256)};
    struct channel_message m = {
        .id = VIEW("m"), .text = view_make(text, 64 << 10), .choices = choices, .choice_count = 10};
    assert_int_equal(shape_check(chat, &m, &fault), CHANNEL_OK);
    m.choice_count = 11;
    assert_int_equal(shape_check(chat, &m, &fault), CHANNEL_REFUSED);
    m.choice_count = 1;
    choices[0].title.size = 81;
    assert_int_equal(shape_check(chat, &m, &fault), CHANNEL_REFUSED);
    assert_string_equal(fault.field, "/choices/0/title");
    m.choice_count = 0;
    m.text.size++;
    assert_int_equal(shape_check(chat, &m, &fault), CHANNEL_REFUSED);
    registry_free(adapters);
}

static void a_folder_that_is_not_there_is_no_reason_not_to_start(void **state)
{
    struct registry *adapters;
    const struct registry_refusal *refusals;
    (void)state;
    log_set_level(LOG_ERROR);
    assert_int_equal(adapters_new("/no/such/folder", &adapters), 0);
    assert_int_equal(registry_refusals(adapters, &refusals), 1);
    assert_non_null(registry_find(adapters, VIEW("chat")));
    registry_free(adapters);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hubs_own_pages_are_live),
        cmocka_unit_test(every_kind_of_a_built_in_adapter_is_a_channel),
        cmocka_unit_test(chat_takes_what_its_pages_can_show),
        cmocka_unit_test(a_folder_that_is_not_there_is_no_reason_not_to_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
