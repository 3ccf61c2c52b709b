// SPDX-License-Identifier: Apache-2.0
#include "hub/connector.h"
#include "hub/testing_hub.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static const struct actor actor = {.kind = ACTOR_KEY, .id = {"k1", 2}};

struct setting {
    struct testing_store store; // first
    struct arena arena;
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    testing_add_tenant(&s->store, 2);
    testing_store_reopen(&s->store, NULL);
    arena_init(&s->arena, 4096, 8 << 20);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    arena_free(&s->arena);
    testing_store_close(&s->store);
    free(s);
    return 0;
}

// ---- acts in a transaction of their own

struct act {
    const struct secret_keys *keys;
    struct connector_put put;
    int64_t row;
    bool is_enabled, wakes;
};

static int put_it(void *ctx, struct tx *tx)
{
    struct act *a = ctx;
    int r = connector_put(tx, &actor, a->keys, a->row, &a->put, &a->row);
    a->wakes = tx->batch->wake_us[WAKE_CONNECTORS] != 0;
    return r;
}

static int enable_it(void *ctx, struct tx *tx)
{
    struct act *a = ctx;
    int r = connector_enable(tx, &actor, a->row, a->is_enabled);
    a->wakes = tx->batch->wake_us[WAKE_CONNECTORS] != 0;
    return r;
}

static int delete_it(void *ctx, struct tx *tx)
{
    struct act *a = ctx;
    int r = connector_delete(tx, &actor, a->row);
    a->wakes = tx->batch->wake_us[WAKE_CONNECTORS] != 0;
    return r;
}

static int do_as(struct setting *s, int64_t tenant, testing_decide decide, struct act *a)
{
    enum work_outcome outcome;
    int r = testing_run(&s->store, tenant, decide, a, &outcome);
    assert_int_equal(outcome, WORK_COMMITTED);
    return r;
}

static struct act act_of(struct setting *s, const char *name, enum channel channel)
{
    return (struct act){
        .keys = store_secrets(s->store.store),
        .put = {.name = name == NULL ? (struct view){0} : view_from(name),
                .channel = channel,
                .adapter = VIEW("fake"),
                .config = VIEW("{\"latency_ms\":1}"),
                .secrets = VIEW("{\"token\":\"s3cret\"}"),
                .is_enabled = true},
    };
}

static int64_t make(struct setting *s, const char *name, enum channel channel)
{
    struct act a = act_of(s, name, channel);
    assert_int_equal(do_as(s, 1, put_it, &a), CONNECTOR_OK);
    assert_true(a.wakes);
    return a.row;
}

static struct connector_row load(struct setting *s, int64_t row)
{
    struct connector_row c;
    assert_int_equal(connector_load(s->store.reader, row, &s->arena, &c), CONNECTOR_OK);
    return c;
}

static int64_t way(struct setting *s, int64_t tenant, enum channel channel)
{
    int64_t row = -1;
    assert_int_equal(connector_of_channel(s->store.reader, tenant, channel, &row), 0);
    return row;
}

static void check_secrets(struct setting *s, int64_t row, const char *wanted)
{
    struct connector_row c = load(s, row);
    struct buffer out;
    buffer_init(&out, 1000);
    assert_int_equal(connector_secrets_open(&c, store_secrets(s->store.store), &out), CONNECTOR_OK);
    assert_true(view_equal(buffer_view(&out), view_from(wanted)));
    buffer_free(&out);
}

// ---- tests

static void it_is_found_by_id_name_and_row(void **state)
{
    struct setting *s = *state;
    int64_t row = make(s, NULL, CHANNEL_SMS);
    struct connector_row c = load(s, row), found;
    assert_int_equal(c.id.size, 36);
    assert_true(view_starts(c.id, VIEW("con_")));
    assert_true(view_equal(c.name, VIEW("default")));
    assert_int_equal(c.version, 1);
    assert_int_equal(connector_find(s->store.reader, 0, c.id, &s->arena, &found), CONNECTOR_OK);
    assert_int_equal(found.row, row);
    assert_int_equal(connector_find(s->store.reader, 1, c.id, &s->arena, &found), CONNECTOR_OK);
    assert_int_equal(connector_find(s->store.reader, 2, c.id, &s->arena, &found), CONNECTOR_NONE);
    assert_int_equal(connector_by_name(s->store.reader, 1, CHANNEL_SMS, VIEW("default"), &s->arena, &found),
                     CONNECTOR_OK);
    assert_int_equal(connector_by_name(s->store.reader, 1, CHANNEL_VOICE, VIEW("default"), &s->arena, &found),
                     CONNECTOR_NONE);
    assert_int_equal(connector_load(s->store.reader, row + 1, &s->arena, &found), CONNECTOR_NONE);
}

static void secrets_are_sealed_and_stay_unless_new_ones_come(void **state)
{
    struct setting *s = *state;
    struct act a = act_of(s, NULL, CHANNEL_SMS);
    assert_int_equal(do_as(s, 1, put_it, &a), CONNECTOR_OK);
    assert_int_equal(testing_count(&s->store,
                                   "SELECT COUNT(*) FROM connector WHERE secrets LIKE '%s3cret%' OR "
                                   "config LIKE '%s3cret%'"),
                     0);
    check_secrets(s, a.row, "{\"token\":\"s3cret\"}");
    a.put.secrets = (struct view){0};
    a.put.config = VIEW("{}");
    assert_int_equal(do_as(s, 1, put_it, &a), CONNECTOR_OK);
    check_secrets(s, a.row, "{\"token\":\"s3cret\"}");
    assert_true(view_equal(load(s, a.row).config, VIEW("{}")));
    a.put.secrets = VIEW("{}");
    assert_int_equal(do_as(s, 1, put_it, &a), CONNECTOR_OK);
    check_secrets(s, a.row, "{}");
    assert_int_equal(load(s, a.row).version, 3);
}

// What was sealed for one row opens for no other.
static void a_moved_secret_does_not_open(void **state)
{
    struct setting *s = *state;
    struct connector_row a = load(s, make(s, "a", CHANNEL_SMS)), b = load(s, make(s, "b", CHANNEL_SMS));
    struct buffer out;
    buffer_init(&out, 1000);
    b.secrets = a.secrets;
    assert_int_equal(connector_secrets_open(&b, store_secrets(s->store.store), &out), CONNECTOR_NONE);
    b.secrets = (struct view){0};
    assert_int_equal(connector_secrets_open(&b, store_secrets(s->store.store), &out), CONNECTOR_OK);
    assert_true(view_equal(buffer_view(&out), VIEW("{}")));
    buffer_free(&out);
}

static void a_name_is_there_once_in_its_channel(void **state)
{
    struct setting *s = *state;
    struct act a = act_of(s, "main", CHANNEL_SMS), b = act_of(s, "other", CHANNEL_SMS);
    assert_int_equal(do_as(s, 1, put_it, &a), CONNECTOR_OK);
    assert_int_equal(do_as(s, 1, put_it, &b), CONNECTOR_OK);
    b.put.name = VIEW("main");
    assert_int_equal(do_as(s, 1, put_it, &b), CONNECTOR_NAME_TAKEN);
    b.row = 0;
    assert_int_equal(do_as(s, 1, put_it, &b), CONNECTOR_NAME_TAKEN);
    b.put.channel = CHANNEL_WHATSAPP;
    assert_int_equal(do_as(s, 1, put_it, &b), CONNECTOR_OK);
    assert_int_equal(do_as(s, 1, delete_it, &a), CONNECTOR_OK);
    make(s, "main", CHANNEL_SMS);
}

static void a_channel_is_left_by_its_default(void **state)
{
    struct setting *s = *state;
    assert_int_equal(way(s, 1, CHANNEL_SMS), 0);
    int64_t first = make(s, "first", CHANNEL_SMS), second = make(s, "second", CHANNEL_SMS);
    assert_int_equal(way(s, 1, CHANNEL_SMS), first);
    int64_t usual = make(s, "default", CHANNEL_SMS);
    assert_int_equal(way(s, 1, CHANNEL_SMS), usual);
    assert_int_equal(way(s, 2, CHANNEL_SMS), 0);
    assert_int_equal(way(s, 1, CHANNEL_EMAIL), 0);
    struct act a = {.row = usual};
    assert_int_equal(do_as(s, 1, enable_it, &a), CONNECTOR_OK);
    assert_int_equal(way(s, 1, CHANNEL_SMS), first);
    a.row = first;
    assert_int_equal(do_as(s, 1, delete_it, &a), CONNECTOR_OK);
    assert_int_equal(way(s, 1, CHANNEL_SMS), second);
}

static void enabling_what_is_enabled_is_nothing(void **state)
{
    struct setting *s = *state;
    struct act a = {.row = make(s, NULL, CHANNEL_SMS), .is_enabled = true};
    int before = s->store.batch_count;
    assert_int_equal(do_as(s, 1, enable_it, &a), CONNECTOR_OK);
    assert_false(a.wakes);
    assert_int_equal(s->store.batch_count, before);
    assert_int_equal(load(s, a.row).version, 1);
    a.is_enabled = false;
    assert_int_equal(do_as(s, 1, enable_it, &a), CONNECTOR_OK);
    assert_true(a.wakes);
    assert_false(load(s, a.row).is_enabled);
}

static void what_is_deleted_is_gone_but_for_its_row(void **state)
{
    struct setting *s = *state;
    struct act a = {.row = make(s, NULL, CHANNEL_SMS)};
    struct connector_row before = load(s, a.row), found;
    testing_count(&s->store,
                  "INSERT INTO webhook_unknown (connector, kind, tenant, count, sample, created_us, "
                  "updated_us) SELECT connector, 'odd', 1, 1, 'x', 1, 1 FROM connector");
    assert_int_equal(do_as(s, 1, delete_it, &a), CONNECTOR_OK);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM webhook_unknown"), 0);
    assert_int_equal(connector_find(s->store.reader, 0, before.id, &s->arena, &found), CONNECTOR_NONE);
    found = load(s, a.row);
    assert_true(found.deleted_us != 0);
    assert_false(found.is_enabled);
    assert_null(found.secrets.data);
    assert_int_equal(do_as(s, 1, delete_it, &a), CONNECTOR_NONE);
    assert_int_equal(do_as(s, 1, enable_it, &a), CONNECTOR_NONE);
    a = (struct act){.row = a.row, .keys = store_secrets(s->store.store), .put = act_of(s, "x", 0).put};
    assert_int_equal(do_as(s, 1, put_it, &a), CONNECTOR_NONE);
}

static void another_tenants_is_out_of_reach(void **state)
{
    struct setting *s = *state;
    struct act a = act_of(s, NULL, CHANNEL_SMS);
    a.row = make(s, NULL, CHANNEL_SMS);
    assert_int_equal(do_as(s, 2, put_it, &a), CONNECTOR_NONE);
    assert_int_equal(do_as(s, 2, enable_it, &a), CONNECTOR_NONE);
    assert_int_equal(do_as(s, 2, delete_it, &a), CONNECTOR_NONE);
    assert_int_equal(load(s, a.row).version, 1);
}

static void there_are_at_most_so_many(void **state)
{
    struct setting *s = *state;
    char name[16];
    for (int i = 0; i < CONNECTORS_MAX; i++) {
        snprintf(name, sizeof(name), "n%d", i);
        make(s, name, CHANNEL_SMS);
    }
    struct act a = act_of(s, "more", CHANNEL_EMAIL);
    assert_int_equal(do_as(s, 1, put_it, &a), CONNECTOR_TOO_MANY);
    a.put.name = VIEW("n0");
    assert_int_equal(do_as(s, 2, put_it, &a), CONNECTOR_OK);
    struct act gone = {.row = 1};
    assert_int_equal(do_as(s, 1, delete_it, &gone), CONNECTOR_OK);
    make(s, "more", CHANNEL_EMAIL);
}

static void what_is_too_large_is_refused(void **state)
{
    struct setting *s = *state;
    struct act a = act_of(s, NULL, CHANNEL_SMS);
    char *text = calloc(1, CONNECTOR_CONFIG_MAX + 1);
    a.put.secrets = view_make(text, CONNECTOR_CONFIG_MAX + 1);
    assert_int_equal(do_as(s, 1, put_it, &a), CONNECTOR_TOO_LARGE);
    a.put.config = a.put.secrets;
    a.put.secrets = (struct view){0};
    assert_int_equal(do_as(s, 1, put_it, &a), CONNECTOR_TOO_LARGE);
    free(text);
}

static int count_it(void *ctx, const struct connector_row *connector)
{
    int *count = ctx;
    ++*count;
    return connector->channel == CHANNEL_VIDEO ? -ECANCELED : 0;
}

static void a_walk_goes_on_where_it_ended(void **state)
{
    struct setting *s = *state;
    int count = 0;
    int64_t cursor = 0;
    make(s, "a", CHANNEL_SMS);
    make(s, "b", CHANNEL_SMS);
    struct act a = act_of(s, "c", CHANNEL_SMS);
    assert_int_equal(do_as(s, 2, put_it, &a), CONNECTOR_OK);
    assert_int_equal(connector_walk(s->store.reader, 1, &cursor, 1, &s->arena, count_it, &count), 0);
    assert_int_equal(connector_walk(s->store.reader, 1, &cursor, 9, &s->arena, count_it, &count), 0);
    assert_int_equal(count, 2);
    cursor = 0;
    assert_int_equal(connector_walk(s->store.reader, 0, &cursor, 9, &s->arena, count_it, &count), 0);
    assert_int_equal(count, 5);
    make(s, "d", CHANNEL_VIDEO);
    make(s, "e", CHANNEL_SMS);
    assert_int_equal(connector_walk(s->store.reader, 0, &cursor, 9, &s->arena, count_it, &count), -ECANCELED);
    assert_int_equal(count, 6);
}

static void changes_are_written_down_without_secrets(void **state)
{
    struct setting *s = *state;
    struct act a = {.row = make(s, NULL, CHANNEL_SMS)};
    assert_int_equal(do_as(s, 1, enable_it, &a), CONNECTOR_OK);
    assert_int_equal(do_as(s, 1, delete_it, &a), CONNECTOR_OK);
    assert_int_equal(testing_count(&s->store,
                                   "SELECT COUNT(*) FROM audit WHERE action IN ('connector.create', "
                                   "'connector.disable', 'connector.delete') AND actor_id = 'k1'"),
                     3);
    assert_int_equal(testing_count(&s->store, "SELECT COUNT(*) FROM audit WHERE detail LIKE '%s3cret%'"), 0);
    for (int i = 0; i < hub_events(&s->store); i++) {
        assert_int_equal(hub_event(&s->store, i)->kind, EVENT_ACCESS_CHANGE);
        assert_int_equal(hub_event(&s->store, i)->ref, 0);
    }
    assert_int_equal(hub_events(&s->store), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_is_found_by_id_name_and_row, begin, end),
        cmocka_unit_test_setup_teardown(secrets_are_sealed_and_stay_unless_new_ones_come, begin, end),
        cmocka_unit_test_setup_teardown(a_moved_secret_does_not_open, begin, end),
        cmocka_unit_test_setup_teardown(a_name_is_there_once_in_its_channel, begin, end),
        cmocka_unit_test_setup_teardown(a_channel_is_left_by_its_default, begin, end),
        cmocka_unit_test_setup_teardown(enabling_what_is_enabled_is_nothing, begin, end),
        cmocka_unit_test_setup_teardown(what_is_deleted_is_gone_but_for_its_row, begin, end),
        cmocka_unit_test_setup_teardown(another_tenants_is_out_of_reach, begin, end),
        cmocka_unit_test_setup_teardown(there_are_at_most_so_many, begin, end),
        cmocka_unit_test_setup_teardown(what_is_too_large_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_walk_goes_on_where_it_ended, begin, end),
        cmocka_unit_test_setup_teardown(changes_are_written_down_without_secrets, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
