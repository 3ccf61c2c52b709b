// SPDX-License-Identifier: Apache-2.0
// Messages that go out, and what becomes of them when all is well.
#include "cases.h"
#include <stdlib.h>

static void what_is_sent_is_delivered_once(struct run *run)
{
    static struct engine e;
    if (!engine_open(&e, run, NULL))
        return;
    for (int i = 0; i < 50; i++)
        engine_write(&e);
    engine_settle(&e);
    for (int i = 0; i < e.count; i++)
        engine_expect_place(&e, &e.letters[i]);
    engine_close(&e);
}

static void receipts_name_what_was_sent(struct run *run)
{
    static struct engine e;
    if (!(run->subject->ops->abilities & CHANNEL_RECEIPTS) || (run->subject->ops->abilities & CHANNEL_LIVE)) {
        run->skipped = "it tells no receipts by itself";
        return;
    }
    if (!engine_open(&e, run, NULL))
        return;
    for (int i = 0; i < 10; i++)
        engine_write(&e);
    engine_settle(&e);
    engine_run(&e, 3600 * (int64_t)SECOND);
    for (int i = 0; i < e.count; i++)
        EXPECT(run, e.letters[i].last != CHANNEL_SENT || e.letters[i].provider_id[0] == '\0' ||
                        e.letters[i].furthest >= CHANNEL_DELIVERED);
    engine_close(&e);
}

// ---- what does not fit

static void expect_unfit(struct engine *e, const struct channel_message *m, const char *field)
{
    struct channel_fault fault = {0};
    struct connector_figures before, after;
    channel_figures(e->connector, &before);
    int r = channel_send(e->connector, m, &fault);
    EXPECT(e->run, r == CHANNEL_REFUSED);
    if (strncmp(fault.field, field, strlen(field)) != 0)
        fprintf(e->run->out, "# blamed '%s' for '%s'\n", fault.field, field);
    EXPECT(e->run, strncmp(fault.field, field, strlen(field)) == 0);
    EXPECT(e->run, fault.text[0] != '\0');
    channel_figures(e->connector, &after);
    EXPECT(e->run, after.under_way == before.under_way && after.attempts == before.attempts);
}

static void long_texts(struct engine *e, const struct channel_message *good)
{
    const struct channel_limits *limits = &e->run->subject->ops->limits;
    struct channel_message m = *good;
    size_t size = (size_t)limits->text_bytes + 1;
    char *text = malloc(size);
    memset(text, 'x', size);
    m.text = view_make(text, size);
    expect_unfit(e, &m, "/text");
    free(text);
}

static void too_many_parts(struct engine *e, const struct channel_message *good)
{
    const struct channel_limits *limits = &e->run->subject->ops->limits;
    struct channel_message m = *good;
    struct channel_choice *choices = calloc(limits->choices + 1, sizeof(*choices));
    struct channel_attachment *files = calloc(limits->attachments + 1, sizeof(*files));
    for (uint32_t i = 0; i <= limits->choices; i++)
        choices[i] = (struct channel_choice){.title = VIEW("yes")};
    m.choices = choices;
    m.choice_count = limits->choices + 1;
    expect_unfit(e, &m, "/choices");
    for (uint32_t i = 0; i <= limits->attachments; i++)
        files[i] = (struct channel_attachment){.id = VIEW("file-1"), .name = VIEW("a.png")};
    m.choice_count = 0;
    m.attachments = files;
    m.attachment_count = limits->attachments + 1;
    expect_unfit(e, &m, "/attachments");
    free(choices);
    free(files);
}

static void long_titles(struct engine *e, const struct channel_message *good)
{
    const struct channel_limits *limits = &e->run->subject->ops->limits;
    struct channel_message m = *good;
    struct channel_choice choice = {.title = VIEW("")};
    if (limits->choices == 0)
        return;
    m.choices = &choice;
    m.choice_count = 1;
    expect_unfit(e, &m, "/choices");
    size_t size = (size_t)limits->title_bytes + 1;
    char *title = malloc(size);
    memset(title, 'x', size);
    choice.title = view_make(title, size);
    expect_unfit(e, &m, "/choices/0/title");
    choice.title = VIEW("\xc3");
    expect_unfit(e, &m, "/choices/0/title");
    free(title);
}

static void what_does_not_fit_is_refused_by_its_part(struct run *run)
{
    static struct engine e;
    if (!engine_open(&e, run, NULL))
        return;
    struct channel_message good = {
        .id = VIEW("m-1"), .to = VIEW("+49301"), .text = VIEW("x"), .deadline_us = CHANNEL_NEVER};
    struct channel_message m = good;
    m.text = VIEW("");
    expect_unfit(&e, &m, "/text");
    m.text = VIEW("\xff\xfe");
    expect_unfit(&e, &m, "/text");
    m.text = VIEW("a\0b");
    expect_unfit(&e, &m, "/text");
    m = good;
    m.id = VIEW("");
    expect_unfit(&e, &m, "/id");
    m = good;
    m.to = VIEW("");
    if (!(run->subject->ops->abilities & CHANNEL_LIVE))
        expect_unfit(&e, &m, "/to");
    long_texts(&e, &good);
    too_many_parts(&e, &good);
    long_titles(&e, &good);
    engine_close(&e);
}

static void the_largest_that_fits_is_sent(struct run *run)
{
    static struct engine e;
    const struct channel_limits *limits = &run->subject->ops->limits;
    if (!engine_open(&e, run, NULL))
        return;
    char *text = malloc((size_t)limits->text_bytes + 1);
    memset(text, 'x', limits->text_bytes);
    struct letter *l = engine_write(&e);
    l->message.text = view_make(text, limits->text_bytes);
    engine_settle(&e);
    engine_expect_place(&e, l);
    engine_close(&e);
    free(text);
}

// ---- not wanted any more

static void cancelled_ones_end_and_did_not_leave_or_were_sent(struct run *run)
{
    static struct engine e;
    if (!engine_open(&e, run, NULL))
        return;
    e.is_frozen = true;
    for (int i = 0; i < 20; i++)
        engine_write(&e);
    for (int i = 0; i < 100; i++) {
        engine_try_letters(&e);
        clock_advance(&e.clock, 50 * 1000);
    }
    for (int i = 0; i < e.count; i += 2) {
        struct view id = view_from(e.letters[i].id);
        int r = channel_cancel(e.connector, id);
        EXPECT(run, r == CHANNEL_OK || r == CHANNEL_NONE);
        EXPECT(run, r == CHANNEL_OK || !(run->subject->ops->abilities & CHANNEL_CANCELS) ||
                        e.letters[i].state != LETTER_UNDER_WAY || run->subject->registry != NULL);
        channel_cancel(e.connector, id); // twice is nothing special
    }
    engine_run(&e, 120 * (int64_t)SECOND);
    for (int i = 0; i < e.count; i++) {
        EXPECT(run, e.letters[i].state == LETTER_OVER);
        if (e.letters[i].last == CHANNEL_CANCELLED)
            engine_expect_place(&e, &e.letters[i]);
    }
    EXPECT(run, channel_cancel(e.connector, view_from(e.letters[0].id)) == CHANNEL_NONE);
    engine_close(&e);
}

static void closing_ends_what_is_under_way(struct run *run)
{
    static struct engine e;
    for (int most = 1; most <= 64; most *= 4) {
        if (!engine_open(&e, run, &(struct connector_config){.sends_max = most}))
            return;
        e.is_frozen = true;
        for (int i = 0; i < 100; i++)
            engine_write(&e);
        engine_try_letters(&e);
        struct connector_figures figures;
        channel_figures(e.connector, &figures);
        EXPECT(run, figures.under_way <= most);
        engine_close(&e); // expects an end of each
    }
}

const struct suite_case cases_of_sending[] = {
    {"what is sent is delivered once", what_is_sent_is_delivered_once},
    {"receipts name what was sent", receipts_name_what_was_sent},
    {"what does not fit is refused by its part", what_does_not_fit_is_refused_by_its_part},
    {"the largest that fits is sent", the_largest_that_fits_is_sent},
    {"cancelled ones end, and did not leave or were sent", cancelled_ones_end_and_did_not_leave_or_were_sent},
    {"closing ends what is under way", closing_ends_what_is_under_way},
    {NULL, NULL},
};
