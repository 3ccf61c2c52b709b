// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "store/work.h"
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum { WORKS = 2000 };

struct setting {
    struct work_queue *queue;
    struct work works[WORKS];
    int used;
};

static const struct work_queue_limits wide = {
    .tenant_max = 5000, .total_max = 10000, .bulk_max = 1000, .bytes_max = 1 << 20};

static struct setting *begin(struct work_queue_limits limits)
{
    struct setting *s = calloc(1, sizeof(*s));
    assert_int_equal(work_queue_new(limits, &s->queue), 0);
    return s;
}

static int push(struct setting *s, int64_t tenant, enum work_class class, size_t bytes)
{
    struct work *w = &s->works[s->used++];
    *w = (struct work){.tenant = tenant, .class = class, .bytes = bytes};
    return work_queue_push(s->queue, w);
}

static void push_many(struct setting *s, int64_t tenant, enum work_class class, int count)
{
    for (int i = 0; i < count; i++)
        assert_int_equal(push(s, tenant, class, 10), WORK_PUSHED);
}

static int level(const struct setting *s)
{
    int count;
    size_t bytes;
    work_queue_level(s->queue, &count, &bytes);
    return count;
}

static int count_of(const struct work *list, int64_t tenant, enum work_class class)
{
    int count = 0;
    for (; list != NULL; list = list->next)
        count += list->tenant == tenant && list->class == class;
    return count;
}

static void end(struct setting *s)
{
    work_queue_stop(s->queue);
    while (work_queue_take(s->queue, 1000) != NULL)
        continue;
    assert_int_equal(level(s), 0);
    work_queue_free(s->queue);
    free(s);
}

static void keeps_the_order_of_one_tenant(void **state)
{
    (void)state;
    struct setting *s = begin(wide);
    push_many(s, 1, WORK_LIVE, 100);
    int at = 0;
    while (at < 100)
        for (struct work *w = work_queue_take(s->queue, 7); w != NULL; w = w->next)
            assert_ptr_equal(w, &s->works[at++]);
    end(s);
}

static void a_busy_tenant_does_not_hold_up_others(void **state)
{
    (void)state;
    struct setting *s = begin(wide);
    push_many(s, 1, WORK_LIVE, 1000);
    push_many(s, 2, WORK_LIVE, 3);
    push_many(s, 3, WORK_LIVE, 40);
    struct work *taken = work_queue_take(s->queue, 64);
    assert_int_equal(count_of(taken, 2, WORK_LIVE), 3);
    assert_in_range(count_of(taken, 3, WORK_LIVE), 24, 40);
    assert_in_range(count_of(taken, 1, WORK_LIVE), 20, 40);
    end(s);
}

static void tenants_share_evenly_over_many_takes(void **state)
{
    (void)state;
    struct setting *s = begin(wide);
    for (int64_t tenant = 1; tenant <= 5; tenant++)
        push_many(s, tenant, WORK_LIVE, 300);
    int got[6] = {0};
    for (int i = 0; i < 50; i++)
        for (struct work *w = work_queue_take(s->queue, 13); w != NULL; w = w->next)
            got[w->tenant]++;
    for (int tenant = 1; tenant <= 5; tenant++)
        assert_in_range(got[tenant], 130 - 16, 130 + 16);
    end(s);
}

static void bulk_takes_at_most_its_share_while_live_work_waits(void **state)
{
    (void)state;
    struct setting *s = begin(wide);
    push_many(s, 1, WORK_BULK, 300);
    push_many(s, 1, WORK_LIVE, 300);
    for (int i = 0; i < 3; i++) {
        struct work *taken = work_queue_take(s->queue, 100);
        assert_int_equal(count_of(taken, 1, WORK_BULK), 30);
        assert_int_equal(count_of(taken, 1, WORK_LIVE), 70);
    }
    end(s);
}

static void bulk_takes_the_whole_batch_when_nothing_else_waits(void **state)
{
    (void)state;
    struct setting *s = begin(wide);
    push_many(s, 1, WORK_BULK, 150);
    assert_int_equal(count_of(work_queue_take(s->queue, 100), 1, WORK_BULK), 100);
    assert_int_equal(count_of(work_queue_take(s->queue, 100), 1, WORK_BULK), 50);
    end(s);
}

static void little_live_work_goes_with_little_bulk(void **state)
{
    (void)state;
    struct setting *s = begin(wide);
    push_many(s, 1, WORK_BULK, 200);
    push_many(s, 2, WORK_LIVE, 7);
    struct work *taken = work_queue_take(s->queue, 100);
    assert_int_equal(count_of(taken, 2, WORK_LIVE), 7);
    assert_in_range(count_of(taken, 1, WORK_BULK), 1, 4);
    end(s);
}

static void live_work_may_have_what_bulk_does_not_use(void **state)
{
    (void)state;
    struct setting *s = begin(wide);
    push_many(s, 1, WORK_LIVE, 200);
    push_many(s, 2, WORK_BULK, 5);
    struct work *taken = work_queue_take(s->queue, 100);
    assert_int_equal(count_of(taken, 1, WORK_LIVE), 95);
    assert_int_equal(count_of(taken, 2, WORK_BULK), 5);
    end(s);
}

static void the_tenants_limit_comes_before_the_global_one(void **state)
{
    (void)state;
    struct setting *s =
        begin((struct work_queue_limits){.tenant_max = 3, .total_max = 5, .bytes_max = 1 << 20});
    push_many(s, 1, WORK_LIVE, 3);
    assert_int_equal(push(s, 1, WORK_LIVE, 10), WORK_TENANT_FULL);
    push_many(s, 2, WORK_LIVE, 2);
    assert_int_equal(push(s, 2, WORK_LIVE, 10), WORK_QUEUE_FULL);
    assert_int_equal(push(s, 1, WORK_LIVE, 10), WORK_TENANT_FULL);
    assert_int_equal(push(s, 3, WORK_LIVE, 10), WORK_QUEUE_FULL);
    assert_int_equal(level(s), 5);
    end(s);
}

static void bulk_work_finds_its_place_however_many_requests_wait(void **state)
{
    (void)state;
    struct setting *s =
        begin((struct work_queue_limits){.tenant_max = 3, .total_max = 3, .bulk_max = 2, .bytes_max = 100});
    assert_int_equal(push(s, 1, WORK_LIVE, 100), WORK_PUSHED);
    assert_int_equal(push(s, 1, WORK_LIVE, 1), WORK_QUEUE_FULL);
    assert_int_equal(push(s, 1, WORK_BULK, 50), WORK_PUSHED);
    assert_int_equal(push(s, 2, WORK_BULK, 500), WORK_PUSHED);
    assert_int_equal(push(s, 3, WORK_BULK, 1), WORK_QUEUE_FULL);
    assert_int_equal(push(s, 1, WORK_BULK, 1), WORK_QUEUE_FULL);
    assert_int_equal(level(s), 3);
    end(s);
}

static void counts_bytes_in_and_out(void **state)
{
    (void)state;
    struct setting *s =
        begin((struct work_queue_limits){.tenant_max = 100, .total_max = 100, .bytes_max = 1000});
    int count;
    size_t bytes;
    assert_int_equal(push(s, 1, WORK_LIVE, 600), WORK_PUSHED);
    assert_int_equal(push(s, 2, WORK_LIVE, 401), WORK_QUEUE_FULL);
    assert_int_equal(push(s, 2, WORK_LIVE, 400), WORK_PUSHED);
    work_queue_level(s->queue, &count, &bytes);
    assert_int_equal(count, 2);
    assert_int_equal(bytes, 1000);
    work_queue_take(s->queue, 1);
    work_queue_level(s->queue, &count, &bytes);
    assert_int_equal(bytes, 400);
    assert_int_equal(push(s, 2, WORK_LIVE, 600), WORK_PUSHED);
    end(s);
}

static void room_returns_with_each_request_taken(void **state)
{
    (void)state;
    struct setting *s = begin(
        (struct work_queue_limits){.tenant_max = 4, .total_max = 4, .bulk_max = 4, .bytes_max = 1 << 20});
    for (int i = 0; i < 50; i++) {
        enum work_class class = i % 2 == 0 ? WORK_LIVE : WORK_BULK;
        push_many(s, 1, class, 4);
        assert_int_equal(push(s, 1, class, 1), class == WORK_LIVE ? WORK_TENANT_FULL : WORK_QUEUE_FULL);
        int taken = 0;
        while (taken < 4)
            for (struct work *w = work_queue_take(s->queue, 3); w != NULL; w = w->next)
                taken++;
    }
    end(s);
}

static void a_stopped_queue_gives_what_it_has_and_takes_nothing(void **state)
{
    (void)state;
    struct setting *s = begin(wide);
    push_many(s, 1, WORK_LIVE, 3);
    work_queue_stop(s->queue);
    assert_int_equal(push(s, 1, WORK_LIVE, 10), WORK_QUEUE_STOPPED);
    assert_int_equal(count_of(work_queue_take(s->queue, 10), 1, WORK_LIVE), 3);
    assert_null(work_queue_take(s->queue, 10));
    end(s);
}

static void *take_one(void *queue)
{
    return work_queue_take(queue, 10);
}

static void stopping_wakes_who_waits(void **state)
{
    (void)state;
    struct setting *s = begin(wide);
    pthread_t thread;
    void *got = s;
    pthread_create(&thread, NULL, take_one, s->queue);
    work_queue_stop(s->queue);
    pthread_join(thread, &got);
    assert_null(got);
    end(s);
}

static void pushing_wakes_who_waits(void **state)
{
    (void)state;
    struct setting *s = begin(wide);
    pthread_t thread;
    void *got = NULL;
    pthread_create(&thread, NULL, take_one, s->queue);
    push_many(s, 1, WORK_BULK, 1);
    pthread_join(thread, &got);
    assert_ptr_equal(got, &s->works[0]);
    end(s);
}

// Whatever is pushed comes out once, in order within its tenant and class, and the sums agree.
static void agrees_with_a_model_under_random_use(void **state)
{
    (void)state;
    struct setting *s = begin(
        (struct work_queue_limits){.tenant_max = 20, .total_max = 50, .bulk_max = 30, .bytes_max = 900});
    unsigned seed = 5;
    int waiting = 0, next_out[8][WORK_CLASSES] = {{0}}, next_in[8][WORK_CLASSES] = {{0}};
    size_t bytes = 0;
    while (s->used < WORKS) {
        int64_t tenant = rand_r(&seed) % 8;
        enum work_class class = rand_r(&seed) % 2 ? WORK_LIVE : WORK_BULK;
        size_t size = (size_t)rand_r(&seed) % 40;
        if (push(s, tenant, class, size) == WORK_PUSHED) {
            s->works[s->used - 1].result = next_in[tenant][class]++;
            waiting++;
            bytes += size;
        }
        if (waiting > 0 && rand_r(&seed) % 4 == 0) {
            int most = 1 + rand_r(&seed) % 12, got = 0;
            for (struct work *w = work_queue_take(s->queue, most); w != NULL; w = w->next, got++) {
                assert_int_equal(w->result, next_out[w->tenant][w->class]++);
                bytes -= w->bytes;
            }
            assert_in_range(got, 1, most);
            waiting -= got;
        }
        int count;
        size_t held;
        work_queue_level(s->queue, &count, &held);
        assert_int_equal(count, waiting);
        assert_int_equal(held, bytes);
        assert_true(count <= 50 + 30 && held <= 900 + 30 * 40);
    }
    end(s);
}

int main(void)
{
    alarm(60);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_the_order_of_one_tenant),
        cmocka_unit_test(a_busy_tenant_does_not_hold_up_others),
        cmocka_unit_test(tenants_share_evenly_over_many_takes),
        cmocka_unit_test(bulk_takes_at_most_its_share_while_live_work_waits),
        cmocka_unit_test(bulk_takes_the_whole_batch_when_nothing_else_waits),
        cmocka_unit_test(little_live_work_goes_with_little_bulk),
        cmocka_unit_test(live_work_may_have_what_bulk_does_not_use),
        cmocka_unit_test(the_tenants_limit_comes_before_the_global_one),
        cmocka_unit_test(bulk_work_finds_its_place_however_many_requests_wait),
        cmocka_unit_test(counts_bytes_in_and_out),
        cmocka_unit_test(room_returns_with_each_request_taken),
        cmocka_unit_test(a_stopped_queue_gives_what_it_has_and_takes_nothing),
        cmocka_unit_test(stopping_wakes_who_waits),
        cmocka_unit_test(pushing_wakes_who_waits),
        cmocka_unit_test(agrees_with_a_model_under_random_use),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
