// SPDX-License-Identifier: Apache-2.0
// Messages that may be with the provider, and are asked for: by an instance that knows nothing of them, where
// the suite's provider stands behind the adapter.
#include "cases.h"

enum { TRIES = 60, LOSING_TRIES = 10 };

static bool open_to_ask(struct engine *e, struct run *run)
{
    if (!engine_open(e, run, NULL))
        return false;
    e->is_frozen = true; // what is unknown is asked for, and not sent again
    if (channel_facet(e->connector, CHANNEL_FACET_LOOKUP) != NULL)
        return true;
    run->skipped = "it cannot ask for messages";
    engine_close(e);
    return false;
}

static struct letter *find_lost(struct engine *e)
{
    for (int i = 0; i < e->count; i++)
        if (e->letters[i].last == CHANNEL_UNKNOWN && engine_count(e, &e->letters[i]) == 1)
            return &e->letters[i];
    return NULL;
}

// A message that the provider took while nobody heard of it: the instance is gone, or else the line. The
// saboteur keeps some from leaving, the same each time: so it is given more of them.
static struct letter *lose_one(struct engine *e)
{
    struct letter *lost = NULL;
    for (int i = 0; i < LOSING_TRIES && lost == NULL; i++) {
        for (int k = 0; k <= i; k++)
            engine_write(e);
        if (e->provider.dialect == NULL && !engine_arrange(e, CHANNEL_BENCH_CUT, (uint32_t)i + 1))
            return NULL;
        engine_try_letters(e);
        if (!engine_reopen(e))
            engine_run(e, 2 * DEADLINE);
        for (int k = 0; k < e->count; k++)
            e->letters[k].state = LETTER_OVER;
        lost = find_lost(e);
    }
    return lost;
}

// Until the provider has said what it has to say. False: nobody can be asked.
static bool ask_well(struct engine *e, struct letter *l)
{
    l->was_asked = false;
    for (int i = 0; i < TRIES && !l->was_asked; i++) {
        if (!engine_ask_for(e, l)) {
            e->run->skipped = "what it wraps cannot ask for messages";
            return false;
        }
        EXPECT(e->run, l->last == CHANNEL_SENT || l->last == CHANNEL_UNKNOWN);
        engine_run(e, 100000);
    }
    EXPECT(e->run, l->was_asked || e->run->subject->breaks_contract);
    return l->was_asked;
}

static void what_the_provider_has_is_found_and_not_sent_again(struct run *run)
{
    static struct engine e;
    if (!open_to_ask(&e, run))
        return;
    struct letter *l = lose_one(&e);
    EXPECT(run, l != NULL || run->skipped != NULL);
    if (l != NULL && ask_well(&e, l)) {
        EXPECT(run, l->last == CHANNEL_SENT);
        EXPECT(run, l->provider_id[0] != '\0');
        EXPECT(run, engine_count(&e, l) == 1);
    }
    engine_close(&e);
}

static void what_it_never_had_is_not_found_and_not_sent(struct run *run)
{
    static struct engine e;
    if (!open_to_ask(&e, run))
        return;
    struct letter *other = engine_write(&e), *l = engine_write(&e);
    l->state = LETTER_OVER;
    l->message.doubtful_us = e.clock.wall_us;
    engine_try_letters(&e); // it has another one
    engine_run(&e, 2 * DEADLINE);
    other->state = LETTER_OVER;
    if (ask_well(&e, l)) {
        EXPECT(run, l->last == CHANNEL_UNKNOWN);
        EXPECT(run, engine_count(&e, l) == 0);
    }
    engine_close(&e);
}

static void a_question_ends_when_the_instance_does(struct run *run)
{
    static struct engine e;
    if (!open_to_ask(&e, run))
        return;
    struct letter *l = engine_write(&e);
    l->state = LETTER_OVER;
    l->message.doubtful_us = e.clock.wall_us;
    int r = engine_look(&e, l);
    if (r == CHANNEL_OK && l->state == LETTER_UNDER_WAY) {
        struct channel_fault fault = {0};
        EXPECT(run, channel_look(e.connector, &l->message, &fault) == CHANNEL_BUSY);
        EXPECT(run, channel_send(e.connector, &l->message, &fault) == CHANNEL_BUSY);
    }
    engine_close(&e); // expects its end
}

static void who_cannot_be_asked_is_asked_again(struct run *run)
{
    static struct engine e;
    if (run->subject->dialect == NULL) {
        run->skipped = "it asks no provider of the suite's";
        return;
    }
    if (!open_to_ask(&e, run))
        return;
    struct letter *l = lose_one(&e);
    EXPECT(run, l != NULL);
    e.provider.lost = 1;
    if (l != NULL && engine_ask_for(&e, l)) {
        EXPECT(run, l->last == CHANNEL_UNKNOWN && !l->was_asked);
        EXPECT(run, ask_well(&e, l) && l->last == CHANNEL_SENT);
        EXPECT(run, engine_count(&e, l) == 1);
    } else if (l != NULL) {
        run->skipped = "what it wraps cannot ask for messages";
    }
    engine_close(&e);
}

const struct suite_case cases_of_lookup[] = {
    {"what the provider has is found and not sent again", what_the_provider_has_is_found_and_not_sent_again},
    {"what it never had is not found and not sent", what_it_never_had_is_not_found_and_not_sent},
    {"a question ends when the instance does", a_question_ends_when_the_instance_does},
    {"who cannot be asked is asked again", who_cannot_be_asked_is_asked_again},
    {NULL, NULL},
};
