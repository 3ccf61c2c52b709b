// SPDX-License-Identifier: Apache-2.0
// The saboteur does each of its evils, as often as it is told, and the same again with the same seed. It
// wraps an adapter of this test's own, that sends everything at once and tells a receipt of it.
#include "base/log.h"
#include "base/testing.h"
#include "channel/connector.h"
#include "channel/facets.h"
#include "channel/host.h"
#include "channel/saboteur/saboteur.h"
#include <stdlib.h>

enum { MESSAGES = 200 };

// ---- the wrapped one

static int inner_open(const struct channel_opening *o, struct channel_fault *fault, void **ret)
{
    struct host *host;
    struct host h = host_of(o);
    (void)fault;
    host = host_zalloc(&h, sizeof(*host));
    if (host == NULL)
        return -1;
    *host = h;
    *ret = host;
    return CHANNEL_OK;
}

static void inner_close(void *state)
{
    struct host host = *(struct host *)state;
    host_free(&host, state);
}

static int inner_send(void *state, const struct channel_message *m, struct channel_fault *fault)
{
    (void)fault;
    host_ended(state, (struct channel_ended){.id = m->id, .end = CHANNEL_SENT, .provider_id = m->id});
    host_moved(state, (struct channel_moved){.provider_id = m->id, .state = CHANNEL_DELIVERED});
    return CHANNEL_OK;
}

static int inner_step(void *state)
{
    (void)state;
    return 0;
}

static const char *const kinds[] = {"sms", NULL};
static const struct channel_field fields[] = {
    {.name = "name", .help = "a name", .kind = CHANNEL_FIELD_TEXT, .is_required = true}};
static const struct channel_ops inner_ops = {.version = CHANNEL_VERSION,
                                             .size = sizeof(inner_ops),
                                             .name = "inner",
                                             .kinds = kinds,
                                             .field_count = 1,
                                             .fields = fields,
                                             .limits = {.text_bytes = 10},
                                             .open = inner_open,
                                             .close = inner_close,
                                             .send = inner_send,
                                             .step = inner_step};

// ---- the owner

struct scene {
    struct clock_simulated clock;
    struct connector *connector;
    int ends[CHANNEL_UNKNOWN + 1], late, moved, backwards, strangers;
    int64_t breaches;
    uint64_t trace; // of all that was heard, in order
};

static void note(struct scene *s, uint64_t what)
{
    s->trace = s->trace * 31 + what;
}

static void ended(void *ctx, struct connector *c, const struct channel_ended *end, bool is_late)
{
    struct scene *s = ctx;
    (void)c;
    s->ends[end->end]++;
    s->late += is_late;
    note(s, (uint64_t)end->end);
}

static void moved(void *ctx, struct connector *c, const struct channel_moved *m)
{
    struct scene *s = ctx;
    (void)c;
    s->moved++;
    s->backwards += m->state == CHANNEL_READ;
    s->strangers += view_equal(m->provider_id, VIEW("nobody-knows"));
    note(s, 10u + m->state);
}

static int received(void *ctx, struct connector *c, const struct channel_received *in)
{
    (void)ctx;
    (void)c;
    (void)in;
    return CHANNEL_OK;
}

static void wake(void *ctx, struct connector *c)
{
    (void)ctx;
    (void)c;
}

static const struct channel_ops *find(void *seat, struct view name)
{
    (void)seat;
    return view_equal(name, VIEW("inner"))      ? &inner_ops
           : view_equal(name, VIEW("saboteur")) ? &saboteur_ops
                                                : NULL;
}

static const void *facet(void *ctx, const char *name)
{
    static const struct channel_adapters adapters = {CHANNEL_VERSION, sizeof(adapters), find};
    (void)ctx;
    return strcmp(name, CHANNEL_HOST_ADAPTERS) == 0 ? &adapters : NULL;
}

static const struct connector_owner owner = {
    .received = received, .ended = ended, .moved = moved, .wake = wake, .facet = facet};

static int open_with(struct scene *s, const char *adapter, const char *inner, const char *chances,
                     struct channel_fault *fault)
{
    static struct channel_ops ops;
    char config[512];
    ops = saboteur_over(&inner_ops);
    *s = (struct scene){0};
    log_set_level(LOG_ERROR);
    snprintf(config, sizeof(config), "{\"adapter\":\"%s\",\"config\":%s%s}", adapter, inner, chances);
    return channel_open(&(struct connector_config){.ops = &ops,
                                                   .owner = &owner,
                                                   .ctx = s,
                                                   .clock = clock_simulate(&s->clock),
                                                   .id = VIEW("s-1"),
                                                   .fields = {.config = view_from(config)},
                                                   .sends_max = MESSAGES,
                                                   .breaches = &s->breaches},
                        fault, &s->connector);
}

// Sends them all, lets a minute pass, closes. How many were taken.
static int play(struct scene *s, const char *chances)
{
    struct channel_fault fault = {0};
    int taken = 0;
    assert_int_equal(open_with(s, "inner", "{\"name\":\"n\"}", chances, &fault), CHANNEL_OK);
    for (int i = 0; i < MESSAGES; i++) {
        char id[16];
        snprintf(id, sizeof(id), "m-%d", i);
        struct channel_message m = {
            .id = view_from(id), .to = VIEW("t"), .text = VIEW("x"), .deadline_us = CHANNEL_NEVER};
        int r = channel_send(s->connector, &m, &fault);
        assert_true(r == CHANNEL_OK || (r == CHANNEL_BUSY && fault.retry_us > 0));
        taken += r == CHANNEL_OK;
    }
    while (channel_due(s->connector) < 60000000) {
        clock_advance(&s->clock, channel_due(s->connector) - s->clock.mono_us);
        channel_step(s->connector);
    }
    channel_close(s->connector);
    int ends = 0;
    for (int i = 1; i <= CHANNEL_UNKNOWN; i++)
        ends += s->ends[i];
    assert_int_equal(ends, taken);
    return taken;
}

static bool is_about(int count, int per_cent)
{
    return count > MESSAGES * per_cent / 200 && count < MESSAGES * per_cent / 50;
}

static void without_chances_it_does_nothing(void **state)
{
    struct scene s;
    (void)state;
    assert_int_equal(play(&s, ""), MESSAGES);
    assert_int_equal(s.ends[CHANNEL_SENT], MESSAGES);
    assert_int_equal(s.moved, MESSAGES);
    assert_int_equal(s.breaches, 0);
}

static void each_evil_is_done_about_as_often_as_told(void **state)
{
    struct scene s;
    (void)state;
    play(&s, ",\"fails\":20");
    assert_true(is_about(s.ends[CHANNEL_RETRY], 20));
    play(&s, ",\"refuses\":20");
    assert_true(is_about(s.ends[CHANNEL_FAILED], 20));
    assert_true(is_about(MESSAGES - play(&s, ",\"throttles\":20"), 20));
    play(&s, ",\"cuts\":20");
    assert_true(is_about(s.ends[CHANNEL_UNKNOWN], 20));
    assert_int_equal(s.moved, MESSAGES); // they were sent
    play(&s, ",\"duplicates\":20");
    assert_true(is_about(s.moved - MESSAGES, 20));
    play(&s, ",\"lies\":20");
    assert_true(is_about(s.strangers, 20) && is_about(s.backwards, 20));
    play(&s, ",\"stalls\":100,\"stall_ms\":700");
    assert_int_equal(s.clock.mono_us, 700000);
    assert_int_equal(s.ends[CHANNEL_SENT], MESSAGES);
    assert_int_equal(s.breaches, 0);
    play(&s, ",\"breaches\":20");
    assert_true(is_about((int)s.breaches, 20));
}

static void the_same_seed_does_the_same_again(void **state)
{
    static const char *const chances =
        ",\"fails\":10,\"throttles\":10,\"cuts\":10,\"stalls\":10,\"duplicates\":10,"
        "\"lies\":10,\"jump_ms\":1000,\"seed\":";
    struct scene first, again, other;
    char seven[256], eight[256];
    (void)state;
    snprintf(seven, sizeof(seven), "%s7", chances);
    snprintf(eight, sizeof(eight), "%s8", chances);
    play(&first, seven);
    play(&again, seven);
    play(&other, eight);
    assert_true(first.trace == again.trace);
    assert_true(first.trace != other.trace);
}

static void what_is_wrapped_must_be_there_and_well_configured(void **state)
{
    struct scene s;
    struct channel_fault fault = {0};
    (void)state;
    assert_int_equal(open_with(&s, "nobody", "{}", "", &fault), CHANNEL_REFUSED);
    assert_string_equal(fault.field, "adapter");
    assert_int_equal(open_with(&s, "saboteur", "{}", "", &fault), CHANNEL_REFUSED);
    assert_string_equal(fault.field, "adapter");
    assert_int_equal(open_with(&s, "inner", "{}", "", &fault), CHANNEL_REFUSED);
    assert_string_equal(fault.field, "name");
    assert_int_equal(open_with(&s, "inner", "{\"name\":\"n\"}", ",\"fails\":101", &fault), CHANNEL_REFUSED);
    assert_string_equal(fault.field, "fails");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_chances_it_does_nothing),
        cmocka_unit_test(each_evil_is_done_about_as_often_as_told),
        cmocka_unit_test(the_same_seed_does_the_same_again),
        cmocka_unit_test(what_is_wrapped_must_be_there_and_well_configured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
