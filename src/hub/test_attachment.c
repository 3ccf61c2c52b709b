// SPDX-License-Identifier: Apache-2.0
#include "hub/attachment.h"
#include "hub/customer_erase.h"
#include "hub/file_link.h"
#include "hub/testing_hub.h"
#include "hub/testing_jobs.h"
#include "hub/trim.h"
#include <stdio.h>
#include <stdlib.h>

static const char HASH[] = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
static const char OTHER[] = "1111111111111111111111111111111111111111111111111111111111111111";

struct setting {
    struct testing_jobs jobs; // first; its store first
    struct arena arena;
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_jobs_open(&s->jobs);
    arena_init(&s->arena, 4096, 16 << 20);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    testing_jobs_close(&s->jobs);
    arena_free(&s->arena);
    free(s);
    return 0;
}

static int64_t count(struct setting *s, const char *sql)
{
    return testing_count(&s->jobs.store, sql);
}

struct adding {
    struct attachment_new fresh;
    char id[64];
};

static int add_it(void *ctx, struct tx *tx)
{
    struct adding *a = ctx;
    struct attachment made;
    int r = attachment_add(tx, &a->fresh, &made);
    if (r == 0)
        snprintf(a->id, sizeof(a->id), "%.*s", VIEW_ARG(made.id));
    return r;
}

static int add(struct setting *s, const char *hash, const char *author, int64_t quota, char id[64])
{
    struct adding a = {.fresh = {.hash = view_from(hash),
                                 .size = 1000,
                                 .type = VIEW("image/png"),
                                 .width = 8,
                                 .height = 6,
                                 .name = VIEW("a \"b\".png"),
                                 .author_type = author == NULL ? AUTHOR_AGENT : AUTHOR_CUSTOMER,
                                 .author_id = author == NULL ? VIEW("agent") : view_from(author),
                                 .quota = quota}};
    int r = testing_commit(&s->jobs.store, add_it, &a);
    if (id != NULL)
        memcpy(id, a.id, sizeof(a.id));
    return r;
}

static int say(struct setting *s, const char *customer, const char *attachments, enum attachment_rule rule,
               const char *uploader, struct said *said)
{
    return hub_say(&s->jobs.store,
                   &(struct message_in){.customer_id = view_from(customer),
                                        .channel = CHANNEL_CHAT,
                                        .has_channel = true,
                                        .direction = DIRECTION_INBOUND,
                                        .author_type = AUTHOR_CUSTOMER,
                                        .content = VIEW("see"),
                                        .attachments = view_from(attachments),
                                        .attachment_rule = rule,
                                        .uploader_id = view_from(uploader)},
                   said);
}

static struct view stored(struct setting *s, const struct said *said)
{
    struct interaction in;
    assert_int_equal(interaction_find(s->jobs.store.reader, 1, view_from(said->id), &s->arena, &in), 0);
    return in.attachments;
}

static const char *list_of(const char *id)
{
    static char text[200];
    snprintf(text, sizeof(text), "[{\"id\":\"%s\"}]", id);
    return text;
}

static void names_are_made_safe(void **state)
{
    static const char *const names[][2] = {
        {"report.pdf", "report.pdf"},
        {"/etc/passwd", "passwd"},
        {"C:\\photos\\cat.png", "cat.png"},
        {"..", "picture"},
        {"a\r\nSet-Cookie: x\x01.png", "aSet-Cookie: x.png"},
        {"cv\xE2\x80\xAEgpj.exe", "cvgpj.exe"},
        {"\xC3\xBC \xE6\x97\xA5.png", "\xC3\xBC \xE6\x97\xA5.png"},
        {"bad\xFFutf.png", "badutf.png"},
        {"  .hidden. ", "hidden"},
        {"", "picture"},
    };
    char name[ATTACHMENT_NAME_MAX + 1], full[400];
    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        attachment_safe_name(view_from(names[i][0]), VIEW("image/png"), name);
        assert_string_equal(name, names[i][1]);
    }
    for (size_t i = 0; i + 2 < sizeof(full); i += 2)
        memcpy(full + i, "\xC3\xBC", 3);
    assert_int_equal(attachment_safe_name(view_from(full), VIEW("text/plain"), name),
                     ATTACHMENT_NAME_MAX - 1);
}

static void the_same_bytes_are_one_blob(void **state)
{
    struct setting *s = *state;
    assert_int_equal(add(s, HASH, NULL, 0, NULL), 0);
    assert_int_equal(add(s, HASH, NULL, 0, NULL), 0);
    assert_int_equal(add(s, OTHER, NULL, 0, NULL), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM blob"), 2);
    assert_int_equal(count(s, "SELECT max(refs) FROM blob"), 2);
    assert_int_equal(count(s, "SELECT bytes FROM blob_usage WHERE tenant = 1"), 2000);
}

static void a_quota_counts_what_is_new(void **state)
{
    struct setting *s = *state;
    assert_int_equal(add(s, HASH, NULL, 1500, NULL), 0);
    assert_int_equal(add(s, OTHER, NULL, 1500, NULL), ATTACHMENT_NO_ROOM);
    assert_int_equal(add(s, HASH, NULL, 1500, NULL), 0); // takes no room
    assert_int_equal(count(s, "SELECT count(*) FROM attachment"), 2);
}

static void a_message_carries_what_is_stored_of_a_file(void **state)
{
    struct setting *s = *state;
    struct said said;
    char id[64], expected[300];
    assert_int_equal(add(s, HASH, NULL, 0, id), 0);
    assert_int_equal(say(s, "ada", list_of(id), ATTACHMENT_ANY, NULL, &said), 0);
    snprintf(expected, sizeof(expected),
             "[{\"id\":\"%s\",\"name\":\"a \\\"b\\\".png\",\"type\":\"image/png\",\"size\":1000,\"width\":8,"
             "\"height\":6,\"thumbnail\":false}]",
             id);
    assert_true(view_equal(stored(s, &said), view_from(expected)));
    assert_int_equal(
        count(s, "SELECT count(*) FROM attachment a JOIN interaction i ON i.interaction = a.interaction "
                 "AND i.session = a.session AND i.customer = a.customer"),
        1);
}

static void what_is_not_the_hubs_stays_as_it_is_for_programs_only(void **state)
{
    struct setting *s = *state;
    struct said said;
    const char *foreign = "[{\"url\":\"https://x.example/1\",\"id\":\"nobody\"},{\"a\":[1,2]}]";
    assert_int_equal(say(s, "ada", foreign, ATTACHMENT_ANY, NULL, &said), 0);
    assert_true(view_equal(stored(s, &said), view_from(foreign)));
    assert_int_equal(say(s, "ada", foreign, ATTACHMENT_OURS, NULL, NULL), MESSAGE_NO_ATTACHMENT);
    assert_int_equal(say(s, "ada", "[7]", ATTACHMENT_OURS, NULL, NULL), MESSAGE_NO_ATTACHMENT);
    assert_int_equal(say(s, "ada", "[]", ATTACHMENT_OURS, NULL, &said), 0);
    assert_int_equal(stored(s, &said).size, 0);
}

static void a_visitor_sends_own_files_and_each_once(void **state)
{
    struct setting *s = *state;
    char own[64], others[64], agents[64], twice[300];
    assert_int_equal(add(s, HASH, "ada", 0, own), 0);
    assert_int_equal(add(s, HASH, "bob", 0, others), 0);
    assert_int_equal(add(s, HASH, NULL, 0, agents), 0);
    assert_int_equal(say(s, "ada", list_of(others), ATTACHMENT_OWN, "ada", NULL), MESSAGE_NO_ATTACHMENT);
    assert_int_equal(say(s, "ada", list_of(agents), ATTACHMENT_OWN, "ada", NULL), MESSAGE_NO_ATTACHMENT);
    snprintf(twice, sizeof(twice), "[{\"id\":\"%s\"},{\"id\":\"%s\"}]", own, own);
    assert_int_equal(say(s, "ada", twice, ATTACHMENT_OWN, "ada", NULL), MESSAGE_ATTACHMENT_SENT);
    assert_int_equal(say(s, "ada", list_of(own), ATTACHMENT_OWN, "ada", NULL), 0);
    assert_int_equal(say(s, "ada", list_of(own), ATTACHMENT_OWN, "ada", NULL), MESSAGE_ATTACHMENT_SENT);
    assert_int_equal(count(s, "SELECT count(*) FROM attachment WHERE interaction IS NOT NULL"), 1);
}

static void a_file_that_is_sent_again_is_anothers_too(void **state)
{
    struct setting *s = *state;
    struct said said;
    char id[64];
    assert_int_equal(add(s, HASH, NULL, 0, id), 0);
    assert_int_equal(say(s, "ada", list_of(id), ATTACHMENT_OURS, NULL, NULL), 0);
    assert_int_equal(say(s, "bob", list_of(id), ATTACHMENT_OURS, NULL, &said), 0);
    assert_null(memmem(stored(s, &said).data, stored(s, &said).size, id, strlen(id)));
    assert_int_equal(count(s, "SELECT count(DISTINCT customer) FROM attachment"), 2);
    assert_int_equal(count(s, "SELECT refs FROM blob"), 2);
}

static void links_are_made_where_they_can_be(void **state)
{
    struct setting *s = *state;
    struct said said;
    char id[64], part[200];
    struct file_links links = {.keys = store_secrets(s->jobs.store.store), .tenant = 1, .now_us = 1};
    struct buffer out;
    assert_int_equal(add(s, HASH, NULL, 0, id), 0);
    assert_int_equal(say(s, "ada", list_of(id), ATTACHMENT_ANY, NULL, &said), 0);
    buffer_init(&out, 10000);
    struct json_writer w = json_writer(&out);
    attachments_write(&w, stored(s, &said));
    assert_null(memmem(out.data, out.size, "url", 3));
    buffer_clear(&out);
    w = json_writer(&out);
    w.ctx = &links;
    attachments_write(&w, stored(s, &said));
    buffer_append_char(&out, '\0');
    snprintf(part, sizeof(part), "\"url\":\"/attachments/%s?expires=7200&signature=1-", id);
    assert_non_null(strstr(out.data, part));
    assert_non_null(strstr(out.data, "\"thumbnail_url\":null}]"));
    buffer_clear(&out);
    w = json_writer(&out);
    w.ctx = &links;
    attachments_write(&w, VIEW("[{\"id\":\"x\",\"url\":\"https://x.example\"}, 5]"));
    assert_true(view_equal(buffer_view(&out), VIEW("[{\"id\":\"x\",\"url\":\"https://x.example\"},5]")));
    buffer_free(&out);
}

// ---- what goes

static int trim(void *ctx, struct tx *tx)
{
    static const struct trim_rule rule = {.keep_us = 1000000};
    int gone;
    bool has_more;
    (void)ctx;
    return attachments_trim(tx, &rule, &gone, &has_more);
}

static void what_was_never_sent_goes(void **state)
{
    struct setting *s = *state;
    char sent[64];
    assert_int_equal(add(s, HASH, "ada", 0, sent), 0);
    assert_int_equal(add(s, OTHER, "ada", 0, NULL), 0);
    assert_int_equal(say(s, "ada", list_of(sent), ATTACHMENT_OWN, "ada", NULL), 0);
    assert_int_equal(testing_commit(&s->jobs.store, trim, NULL), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM attachment"), 2);
    atomic_fetch_add(&s->jobs.store.wall_us, 2000000);
    assert_int_equal(testing_commit(&s->jobs.store, trim, NULL), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM attachment"), 1);
    assert_int_equal(count(s, "SELECT count(*) FROM blob WHERE refs = 0"), 1);
}

static int erase(void *ctx, struct tx *tx)
{
    struct actor hub = {.kind = ACTOR_SYSTEM};
    struct view id;
    return customer_erase_start(tx, &hub, view_from(ctx), &id);
}

static void an_erasure_takes_the_files_of_its_customer_only(void **state)
{
    struct setting *s = *state;
    char one[64], same[64], other[64];
    char ada[] = "ada";
    assert_int_equal(add(s, HASH, "ada", 0, one), 0);
    assert_int_equal(add(s, OTHER, "ada", 0, other), 0);
    assert_int_equal(add(s, HASH, "bob", 0, same), 0);
    assert_int_equal(say(s, "ada", list_of(one), ATTACHMENT_OWN, "ada", NULL), 0);
    assert_int_equal(say(s, "ada", list_of(other), ATTACHMENT_OWN, "ada", NULL), 0);
    assert_int_equal(say(s, "bob", list_of(same), ATTACHMENT_OWN, "bob", NULL), 0);
    assert_int_equal(testing_commit(&s->jobs.store, erase, ada), 0);
    testing_jobs_turn(&s->jobs);
    assert_int_equal(count(s, "SELECT count(*) FROM attachment"), 1);
    assert_int_equal(count(s, "SELECT refs FROM blob WHERE hash LIKE '2cf%'"), 1);
    assert_int_equal(count(s, "SELECT refs FROM blob WHERE hash LIKE '111%'"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_made_safe),
        cmocka_unit_test_setup_teardown(the_same_bytes_are_one_blob, begin, end),
        cmocka_unit_test_setup_teardown(a_quota_counts_what_is_new, begin, end),
        cmocka_unit_test_setup_teardown(a_message_carries_what_is_stored_of_a_file, begin, end),
        cmocka_unit_test_setup_teardown(what_is_not_the_hubs_stays_as_it_is_for_programs_only, begin, end),
        cmocka_unit_test_setup_teardown(a_visitor_sends_own_files_and_each_once, begin, end),
        cmocka_unit_test_setup_teardown(a_file_that_is_sent_again_is_anothers_too, begin, end),
        cmocka_unit_test_setup_teardown(links_are_made_where_they_can_be, begin, end),
        cmocka_unit_test_setup_teardown(what_was_never_sent_goes, begin, end),
        cmocka_unit_test_setup_teardown(an_erasure_takes_the_files_of_its_customer_only, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
