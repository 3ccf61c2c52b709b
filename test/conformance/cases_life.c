// SPDX-License-Identifier: Apache-2.0
// Opening, closing, configuration, memory, facets.
#include "cases.h"
#include "channel/table.h"
#include <stdlib.h>

static void the_table_is_good(struct run *run)
{
    struct channel_ops ops;
    char why[TABLE_WHY_SIZE] = "";
    EXPECT(run, table_take(run->subject->ops, &ops, why) == CHANNEL_OK);
    EXPECT(run, why[0] == '\0');
}

static void it_opens_and_closes_and_leaves_nothing(struct run *run)
{
    static struct engine e;
    int before = engine_descriptors();
    for (int i = 0; i < 20; i++) {
        if (!engine_open(&e, run, NULL))
            return;
        engine_run(&e, SECOND);
        engine_close(&e);
    }
    EXPECT(run, engine_descriptors() == before);
}

// ---- configuration

static void expect_refused(struct run *run, struct fields_in fields, const char *field)
{
    static struct engine e;
    struct channel_fault fault;
    int r = engine_try(&e, run, NULL, fields, &fault);
    EXPECT(run, r == CHANNEL_REFUSED);
    EXPECT(run, fault.text[0] != '\0');
    if (r != CHANNEL_REFUSED || strcmp(fault.field, field) != 0)
        fprintf(run->out, "# %.*s: %d, blamed '%s' for '%s'\n", VIEW_ARG(fields.config), r, fault.field,
                field);
    EXPECT(run, strcmp(fault.field, field) == 0);
    if (r == CHANNEL_OK)
        engine_close(&e);
}

// A value of a kind that is not the field's, or out of its bounds.
static const char *wrong_value(const struct channel_field *f, bool is_type)
{
    switch (f->kind) {
    case CHANNEL_FIELD_TEXT:
        return is_type ? "17" : "\"\"";
    case CHANNEL_FIELD_INTEGER:
        return is_type ? "\"17\"" : "1.5";
    case CHANNEL_FIELD_BOOLEAN:
        return is_type ? "\"true\"" : "1";
    case CHANNEL_FIELD_JSON:
        return is_type ? "\"{}\"" : "3";
    case CHANNEL_FIELD_SECRET:
        return "\"not here\"";
    }
    return "null";
}

// The configuration that opens, with one member more at its end: the last of a name counts.
static void with_member(struct run *run, struct view good, const char *name, const char *value)
{
    char text[8192];
    struct channel_secret secrets[CHANNEL_FIELDS_MAX];
    struct buffer made;
    buffer_init(&made, 1 << 16);
    struct fields_in in = engine_fields(run, &made, secrets);
    const char *comma = good.size > 2 ? "," : "";
    snprintf(text, sizeof(text), "%.*s%s\"%s\":%s}", (int)good.size - 1, good.data, comma, name, value);
    in.config = view_from(text);
    expect_refused(run, in, name);
    buffer_free(&made);
}

static void a_wrong_configuration_is_refused_by_the_name_of_the_field(struct run *run)
{
    const struct channel_ops *ops = run->subject->ops;
    struct channel_secret secrets[CHANNEL_FIELDS_MAX];
    struct buffer made;
    buffer_init(&made, 1 << 16);
    struct fields_in in = engine_fields(run, &made, secrets);
    with_member(run, in.config, "no_such_field", "1");
    for (uint32_t i = 0; i < ops->field_count; i++) {
        with_member(run, in.config, ops->fields[i].name, wrong_value(&ops->fields[i], true));
        with_member(run, in.config, ops->fields[i].name, wrong_value(&ops->fields[i], false));
    }
    buffer_free(&made);
}

static void a_field_that_is_needed_is_asked_for(struct run *run)
{
    const struct channel_ops *ops = run->subject->ops;
    struct channel_secret secrets[CHANNEL_FIELDS_MAX];
    for (uint32_t i = 0; i < ops->field_count; i++) {
        const struct channel_field *f = &ops->fields[i];
        struct buffer config;
        if (!f->is_required)
            continue;
        buffer_init(&config, 1 << 16);
        engine_make_config(ops, f->name, &config);
        struct fields_in in = {.config = buffer_view(&config), .secrets = secrets};
        if (f->kind != CHANNEL_FIELD_SECRET)
            in.secret_count = (size_t)engine_make_secrets(ops, secrets);
        expect_refused(run, in, f->name);
        buffer_free(&config);
    }
}

static void what_is_no_object_is_no_configuration(struct run *run)
{
    static const char *const texts[] = {"", "[]", "null", "{", "{} {}", "\"x\"", "{\"a\":\xff}"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        expect_refused(run, (struct fields_in){.config = view_from(texts[i])}, "");
}

// Said where somebody configures and where it is opened, in the same words.
static void expect_one_opinion(struct run *run, struct fields_in in)
{
    static struct engine e;
    struct channel_fault said = {0}, opened = {0};
    struct arena arena;
    arena_init(&arena, 4096, 4 << 20);
    int told = fields_check(run->subject->ops, &in, &arena, &said);
    int r = engine_try(&e, run, NULL, in, &opened);
    if (r == CHANNEL_OK)
        engine_close(&e);
    if (told != r || strcmp(said.field, opened.field) != 0)
        fprintf(run->out, "# %.*s: checked %d '%s', opened %d '%s'\n", VIEW_ARG(in.config), told, said.field,
                r, opened.field);
    EXPECT(run, told == r);
    EXPECT(run, strcmp(said.field, opened.field) == 0 && strcmp(said.text, opened.text) == 0);
    arena_free(&arena);
}

// Of each kind what its own check lets through and few adapters do.
static const char *odd_value(const struct channel_field *f)
{
    switch (f->kind) {
    case CHANNEL_FIELD_TEXT:
        return f->max == 0 || f->max >= 12 ? "\"\\u00e4 ?#@/{{x}\"" : "\"?\"";
    case CHANNEL_FIELD_JSON:
        return "{\"odd\":[1]}";
    case CHANNEL_FIELD_INTEGER:
    case CHANNEL_FIELD_BOOLEAN:
    case CHANNEL_FIELD_SECRET:
        break;
    }
    return NULL;
}

static void what_opening_refuses_is_refused_before(struct run *run)
{
    const struct channel_ops *ops = run->subject->ops;
    struct channel_secret secrets[CHANNEL_FIELDS_MAX], few[CHANNEL_FIELDS_MAX];
    struct buffer made, least;
    if (ops->check == NULL) {
        run->skipped = "it is checked when it is opened";
        return;
    }
    buffer_init(&made, 1 << 16);
    buffer_init(&least, 1 << 16);
    struct fields_in good = engine_fields(run, &made, secrets);
    expect_one_opinion(run, good);
    engine_make_config(ops, NULL, &least);
    expect_one_opinion(run, (struct fields_in){.config = buffer_view(&least),
                                               .secrets = few,
                                               .secret_count = (size_t)engine_make_secrets(ops, few)});
    for (uint32_t i = 0; i < ops->field_count; i++) {
        char text[8192];
        const char *value = odd_value(&ops->fields[i]);
        struct fields_in in = good;
        if (value == NULL)
            continue;
        snprintf(text, sizeof(text), "%.*s%s\"%s\":%s}", (int)good.config.size - 1, good.config.data,
                 good.config.size > 2 ? "," : "", ops->fields[i].name, value);
        in.config = view_from(text);
        expect_one_opinion(run, in);
    }
    buffer_free(&made);
    buffer_free(&least);
}

static void unknown_secrets_are_refused(struct run *run)
{
    struct channel_secret secrets[] = {{VIEW("no_such_secret"), VIEW("x")}};
    struct buffer config;
    struct channel_secret made[CHANNEL_FIELDS_MAX];
    buffer_init(&config, 1 << 16);
    struct fields_in in = engine_fields(run, &config, made);
    in.secrets = secrets;
    in.secret_count = 1;
    expect_refused(run, in, "no_such_secret");
    buffer_free(&config);
}

// ---- memory

// Each of the memory's limits up to where it opens and sends: what does not fit is refused, nothing stays.
static void it_lives_with_any_little_memory(struct run *run)
{
    static struct engine e;
    struct channel_secret secrets[CHANNEL_FIELDS_MAX];
    int opened = 0;
    for (size_t most = 1; most < 1 << 20 && opened < 40; most += 1 + most / 24) {
        struct channel_fault fault;
        struct buffer config;
        buffer_init(&config, 1 << 16);
        int r = engine_try(&e, run, &(struct connector_config){.memory_max = most},
                           engine_fields(run, &config, secrets), &fault);
        buffer_free(&config);
        EXPECT(run, r == CHANNEL_OK || r == -ENOMEM);
        EXPECT(run, r == CHANNEL_OK || run->subject->breaks_contract || e.breaches == 0);
        if (r != CHANNEL_OK)
            continue;
        opened++;
        e.is_frozen = true;
        for (int i = 0; i < 5; i++)
            engine_write(&e);
        engine_run(&e, 5 * SECOND);
        engine_close(&e);
    }
    EXPECT(run, opened > 0);
}

static void its_memory_does_not_grow_with_what_it_sent(struct run *run)
{
    static struct engine e;
    struct connector_figures first, last;
    if (!engine_open(&e, run, NULL))
        return;
    for (int round = 0; round < 20; round++) {
        e.count = 0;
        for (int i = 0; i < 20; i++) {
            snprintf(engine_write(&e)->id, sizeof(e.letters[0].id), "round-%d-%d", round, i);
            e.letters[i].message.id = view_from(e.letters[i].id);
        }
        engine_settle(&e);
        channel_figures(e.connector, round == 9 ? &first : &last);
    }
    // A provider in memory keeps what it was sent; nobody else.
    EXPECT(run, last.memory <= first.memory + 200 * 256);
    engine_close(&e);
}

// ---- facets, and being called in vain

static void a_facet_that_is_none_is_null(struct run *run)
{
    static const char *const names[] = {"", "no such facet/1", "bench", "bench/0", "bench/2", "webhook/99"};
    const struct channel_ops *ops = run->subject->ops;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        EXPECT(run, ops->facet == NULL || ops->facet(names[i]) == NULL);
}

static void facets_say_their_version_and_size(struct run *run)
{
    const struct channel_ops *ops = run->subject->ops;
    const struct {
        const char *name;
        size_t size;
    } known[] = {{CHANNEL_FACET_BENCH, sizeof(struct channel_bench)},
                 {CHANNEL_FACET_WEBHOOK, sizeof(struct channel_webhook)},
                 {CHANNEL_FACET_TYPING, sizeof(struct channel_typing)}};
    for (size_t i = 0; i < 3 && ops->facet != NULL; i++) {
        const struct channel_bench *facet = ops->facet(known[i].name); // version and size begin them all
        EXPECT(run, facet == NULL || (facet->version == CHANNEL_VERSION && facet->size >= known[i].size));
    }
}

static void it_may_step_and_be_told_without_reason(struct run *run)
{
    static struct engine e;
    if (!engine_open(&e, run, NULL))
        return;
    for (int i = 0; i < 100; i++) {
        EXPECT(run, channel_step(e.connector) == 0);
        channel_kept(e.connector, i);
        EXPECT(run, channel_cancel(e.connector, VIEW("never-sent")) == CHANNEL_NONE);
    }
    struct connector_figures figures;
    channel_figures(e.connector, &figures);
    EXPECT(run, figures.under_way == 0);
    EXPECT(run, figures.ends[CHANNEL_SENT] == 0);
    engine_close(&e);
}

static void instances_know_nothing_of_each_other(struct run *run)
{
    static struct engine a, b;
    if (!engine_open(&a, run, NULL))
        return;
    if (engine_open(&b, run, NULL)) {
        engine_write(&a);
        engine_settle(&a);
        engine_run(&b, 60 * SECOND);
        struct connector_figures figures;
        channel_figures(b.connector, &figures);
        EXPECT(run, figures.moved == 0 && figures.received == 0);
        EXPECT(run, b.breaches == 0);
        engine_close(&b);
    }
    engine_close(&a);
}

const struct suite_case cases_of_life[] = {
    {"the table is good", the_table_is_good},
    {"it opens and closes and leaves nothing", it_opens_and_closes_and_leaves_nothing},
    {"a wrong configuration is refused by the name of the field",
     a_wrong_configuration_is_refused_by_the_name_of_the_field},
    {"a field that is needed is asked for", a_field_that_is_needed_is_asked_for},
    {"what is no object is no configuration", what_is_no_object_is_no_configuration},
    {"what opening refuses is refused before", what_opening_refuses_is_refused_before},
    {"unknown secrets are refused", unknown_secrets_are_refused},
    {"it lives with any little memory", it_lives_with_any_little_memory},
    {"its memory does not grow with what it sent", its_memory_does_not_grow_with_what_it_sent},
    {"a facet that is none is NULL", a_facet_that_is_none_is_null},
    {"facets say their version and size", facets_say_their_version_and_size},
    {"it may step and be told without reason", it_may_step_and_be_told_without_reason},
    {"instances know nothing of each other", instances_know_nothing_of_each_other},
    {NULL, NULL},
};
