// SPDX-License-Identifier: Apache-2.0
#include "hub/testing_hub.h"
#include "hub/widget_site.h"
#include <stdio.h>
#include <stdlib.h>

static const char *const good[] = {
    "*",
    "https://shop.example.org",
    "http://shop.example.org",
    "https://shop.example.org:8443",
    "http://localhost",
    "http://localhost:3000",
    "http://127.0.0.1:8302",
    "https://xn--bcher-kva.example",
    "https://[2001:db8::1]",
    "https://[2001:db8::1]:8443",
};

static const char *const bad[] = {
    "",
    "shop.example.org",
    "https://",
    "https://shop.example.org/",
    "https://shop.example.org/path",
    "https://Shop.example.org",
    "https://*.example.org",
    "https://shop.example.org:443",
    "http://shop.example.org:80",
    "https://shop.example.org:",
    "https://shop.example.org:0",
    "https://shop.example.org:080",
    "https://shop.example.org:65536",
    "https://shop.example.org:80:80",
    "https://user@shop.example.org",
    "https://2001:db8::1",
    "ftp://shop.example.org",
    "file://",
    "null",
    "**",
    "javascript:alert(1)",
    "https://shop.example.org\n",
};

static void an_origin_is_what_browsers_write(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        if (!widget_origin_is_valid(view_from(good[i])))
            fail_msg("%s is one", good[i]);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (widget_origin_is_valid(view_from(bad[i])))
            fail_msg("'%s' is none", bad[i]);
}

struct fit {
    const char *text, *origin;
    bool fits;
};

static const struct fit fits[] = {
    {"https://shop.example.org", "https://shop.example.org", true},
    {"https://shop.example.org", "https://SHOP.example.org", true},
    {"https://shop.example.org", "http://shop.example.org", false},
    {"https://shop.example.org", "https://shop.example.org:8443", false},
    {"https://shop.example.org", "https://shop.example.org.evil.org", false},
    {"https://shop.example.org", "https://evil.org", false},
    {"https://shop.example.org", "", false},
    {"https://shop.example.org", "null", false},
    {"http://localhost", "http://localhost", true},
    {"http://localhost", "http://localhost:3000", true},
    {"http://localhost", "http://localhost:", false},
    {"http://localhost", "http://localhost:3000/", false},
    {"http://localhost", "http://localhost.evil.org", false},
    {"http://localhost", "http://localhost:3000.evil.org", false},
    {"http://localhost", "https://localhost:3000", false},
    {"http://localhost:3000", "http://localhost:3001", false},
    {"http://127.0.0.1", "http://127.0.0.1:8302", true},
    {"http://127.0.0.1", "http://127.0.0.11:8302", false},
    {"*", "https://anywhere.example", true},
    {"*", "http://anywhere.example:81", true},
    {"*", "null", false},
    {"*", "", false},
};

static void an_origin_fits_its_own_pages(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(fits) / sizeof(fits[0]); i++)
        if (widget_origin_fits(view_from(fits[i].text), view_from(fits[i].origin)) != fits[i].fits)
            fail_msg("%s and '%s'", fits[i].text, fits[i].origin);
}

// ---- sites

static const struct actor actor = {.kind = ACTOR_KEY, .id = {"k1", 2}};

struct act {
    const struct secret_keys *keys;
    const char *id;
    int64_t grace_us;
    struct widget_secret secret;
};

static int create(void *ctx, struct tx *tx)
{
    struct act *a = ctx;
    return widget_site_create(tx, &actor, a->keys,
                              &(struct widget_site){.id = view_from(a->id),
                                                    .name = VIEW("Shop"),
                                                    .origins = VIEW("[\"https://shop.example.org\"]"),
                                                    .visitors_per_minute = 60},
                              &a->secret);
}

static int change(void *ctx, struct tx *tx, bool is_open)
{
    struct act *a = ctx;
    struct widget_site site;
    int r = widget_site_find(tx->db, tx->tenant, view_from(a->id), &tx->batch->arena, &site);
    site.disabled_us = is_open ? 0 : tx->now_us;
    return r != 0 ? r : widget_site_store(tx, &actor, &site);
}

static int disable(void *ctx, struct tx *tx)
{
    return change(ctx, tx, false);
}

static int rotate(void *ctx, struct tx *tx)
{
    struct act *a = ctx;
    struct widget_site site;
    int r = widget_site_find(tx->db, tx->tenant, view_from(a->id), &tx->batch->arena, &site);
    return r != 0 ? r : widget_site_rotate(tx, &actor, a->keys, &site, a->grace_us, &a->secret);
}

static int drop(void *ctx, struct tx *tx)
{
    struct act *a = ctx;
    struct widget_site site;
    int r = widget_site_find(tx->db, tx->tenant, view_from(a->id), &tx->batch->arena, &site);
    return r != 0 ? r : widget_site_delete(tx, &actor, &site);
}

static int visited(struct testing_store *t, const char *id, struct arena *arena, struct widget_site *ret)
{
    return widget_site_visited(t->reader, view_from(id), arena, ret);
}

static bool opens_as(const struct act *a, const struct widget_site *site, enum widget_secret_which which,
                     int64_t now_us, const struct widget_secret *wanted)
{
    struct widget_secret secret;
    return widget_secret_open(a->keys, site, which, now_us, &secret) == WIDGET_SITE_OK &&
           strcmp(secret.text, wanted->text) == 0;
}

struct setting {
    struct testing_store store; // first
    struct arena arena;
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    arena_init(&s->arena, 4096, 1 << 20);
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

static void a_site_is_found_while_it_is_open(void **state)
{
    struct setting *s = *state;
    struct testing_store *t = &s->store;
    struct widget_site site;
    struct act a = {.keys = store_secrets(t->store), .id = "demo"};
    assert_int_equal(testing_commit(t, create, &a), WIDGET_SITE_OK);
    assert_int_equal(visited(t, "demo", &s->arena, &site), WIDGET_SITE_OK);
    assert_int_equal(site.tenant, 1);
    assert_int_equal(visited(t, "demo2", &s->arena, &site), WIDGET_SITE_NONE);
    assert_int_equal(testing_commit(t, disable, &a), WIDGET_SITE_OK);
    assert_int_equal(visited(t, "demo", &s->arena, &site), WIDGET_SITE_NONE);
    assert_int_equal(widget_site_find(t->reader, 1, VIEW("demo"), &s->arena, &site), WIDGET_SITE_OK);
    assert_int_equal(site.version, 2);
    assert_int_equal(testing_commit(t, drop, &a), WIDGET_SITE_OK);
    assert_int_equal(widget_site_find(t->reader, 1, VIEW("demo"), &s->arena, &site), WIDGET_SITE_NONE);
    assert_int_equal(testing_count(t, "SELECT count(*) FROM audit WHERE object = 'widget_site'"), 3);
}

static void an_id_is_one_site_of_the_whole_hub(void **state)
{
    struct setting *s = *state;
    struct testing_store *t = &s->store;
    enum work_outcome outcome;
    struct act a = {.id = "demo"};
    testing_add_tenant(t, 2);
    testing_store_reopen(t, NULL);
    a.keys = store_secrets(t->store);
    assert_int_equal(testing_commit(t, create, &a), WIDGET_SITE_OK);
    assert_int_equal(testing_run(t, 2, create, &a, &outcome), WIDGET_SITE_ID_TAKEN);
    assert_int_equal(testing_run(t, 2, disable, &a, &outcome), WIDGET_SITE_NONE);
    assert_int_equal(testing_count(t, "SELECT count(*) FROM widget_site"), 1);
}

static void a_tenant_has_so_many_sites(void **state)
{
    struct setting *s = *state;
    enum work_outcome outcome;
    char id[20];
    struct act a = {.keys = store_secrets(s->store.store), .id = id};
    for (int i = 0; i < WIDGET_SITES_MAX; i++) {
        snprintf(id, sizeof(id), "s%d", i);
        assert_int_equal(testing_commit(&s->store, create, &a), WIDGET_SITE_OK);
    }
    snprintf(id, sizeof(id), "more");
    assert_int_equal(testing_run(&s->store, 1, create, &a, &outcome), WIDGET_SITE_TOO_MANY);
}

static void the_secret_before_is_good_for_its_grace(void **state)
{
    struct setting *s = *state;
    struct testing_store *t = &s->store;
    struct widget_site site;
    struct act a = {.keys = store_secrets(t->store), .id = "demo", .grace_us = 1000};
    assert_int_equal(testing_commit(t, create, &a), WIDGET_SITE_OK);
    struct widget_secret first = a.secret;
    assert_int_equal(visited(t, "demo", &s->arena, &site), WIDGET_SITE_OK);
    assert_null(memmem(site.secret.data, site.secret.size, first.text, TOKEN_TEXT_SIZE));
    assert_true(opens_as(&a, &site, WIDGET_SECRET_NOW, 1, &first));
    assert_false(opens_as(&a, &site, WIDGET_SECRET_BEFORE, 1, &first));
    assert_int_equal(testing_commit(t, rotate, &a), WIDGET_SITE_OK);
    assert_string_not_equal(a.secret.text, first.text);
    assert_int_equal(visited(t, "demo", &s->arena, &site), WIDGET_SITE_OK);
    assert_true(opens_as(&a, &site, WIDGET_SECRET_NOW, 1, &a.secret));
    assert_true(opens_as(&a, &site, WIDGET_SECRET_BEFORE, site.previous_until_us - 1, &first));
    assert_false(opens_as(&a, &site, WIDGET_SECRET_BEFORE, site.previous_until_us, &first));
}

static void a_secret_that_was_moved_does_not_open(void **state)
{
    struct setting *s = *state;
    struct testing_store *t = &s->store;
    struct widget_site site;
    struct act a = {.keys = store_secrets(t->store), .id = "demo"};
    assert_int_equal(testing_commit(t, create, &a), WIDGET_SITE_OK);
    assert_int_equal(visited(t, "demo", &s->arena, &site), WIDGET_SITE_OK);
    site.id = VIEW("other");
    assert_false(opens_as(&a, &site, WIDGET_SECRET_NOW, 1, &a.secret));
    site.id = VIEW("demo");
    site.tenant = 2;
    assert_false(opens_as(&a, &site, WIDGET_SECRET_NOW, 1, &a.secret));
}

static void a_proof_names_one_secret(void **state)
{
    struct widget_secret a = {"ohw_one"}, b = {"ohw_two"};
    char x[VISITOR_PROOF_SIZE + 1], y[VISITOR_PROOF_SIZE + 1];
    (void)state;
    widget_secret_proof(&a, x);
    widget_secret_proof(&b, y);
    assert_string_not_equal(x, y);
    assert_int_equal(strlen(x), VISITOR_PROOF_SIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_origin_is_what_browsers_write),
        cmocka_unit_test(an_origin_fits_its_own_pages),
        cmocka_unit_test_setup_teardown(a_site_is_found_while_it_is_open, begin, end),
        cmocka_unit_test_setup_teardown(an_id_is_one_site_of_the_whole_hub, begin, end),
        cmocka_unit_test_setup_teardown(a_tenant_has_so_many_sites, begin, end),
        cmocka_unit_test_setup_teardown(the_secret_before_is_good_for_its_grace, begin, end),
        cmocka_unit_test_setup_teardown(a_secret_that_was_moved_does_not_open, begin, end),
        cmocka_unit_test(a_proof_names_one_secret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
