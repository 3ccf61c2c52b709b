// SPDX-License-Identifier: Apache-2.0
// The smallest adapter that does all it must: it takes messages, hands them to a provider when the hub lets
// it step, and tells what became of them. The provider here is a stand-in that takes everything at once;
// where yours is asked stands in `hand_over`. Everything else is the shape that an adapter has.
#include "channel/template/template.h"
#include "channel/host.h"
#include <errno.h>
#include <inttypes.h>

// A message that was taken and has no end yet. What send is given is borrowed: what is needed later is
// copied.
struct letter {
    struct letter *next;
    char *id;
    char *to;
};

// One connector. All of it is memory of the hub's, so that the hub can count and limit it.
struct instance {
    struct host host;
    char *account;        // from the configuration
    struct letter *first; // in the order in which they came
    struct letter **last; // where the next one goes
    uint64_t count;       // of messages, for the provider's ids
};

// ---- memory: each destructor takes what is half made, and NULL

static void free_letter(const struct host *h, struct letter *l)
{
    if (l == NULL)
        return;
    host_free(h, l->id);
    host_free(h, l->to);
    host_free(h, l);
}

static struct letter *make_letter(const struct host *h, const struct channel_message *m)
{
    struct letter *l = host_zalloc(h, sizeof(*l));
    if (l == NULL)
        return NULL;
    l->id = host_copy(h, m->id);
    l->to = host_copy(h, m->to);
    if (l->id != NULL && l->to != NULL)
        return l;
    free_letter(h, l);
    return NULL;
}

static void free_instance(struct instance *in)
{
    struct host host = in->host;
    host_free(&host, in->account);
    host_free(&host, in);
}

// ---- the slots

// What the fields' own checks cannot see: heard already where somebody configures, not only when it is
// opened.
static int check_values(const struct channel_value *values, struct channel_fault *fault)
{
    if (view_equal(values[0].text, VIEW("nobody")))
        return host_refuse(fault, "account", "there is no account of that name");
    return CHANNEL_OK;
}

// The configuration has passed the checks of `fields` below; values come in their order. What they cannot see
// is refused by the name of the field. Nothing is connected here, only begun.
static int open_instance(const struct channel_opening *o, struct channel_fault *fault, void **ret)
{
    struct host host = host_of(o);
    int r = check_values(o->values, fault);
    if (r != CHANNEL_OK)
        return r;
    struct instance *in = host_zalloc(&host, sizeof(*in));
    if (in == NULL)
        return -ENOMEM;
    in->host = host;
    in->last = &in->first;
    in->account = host_copy(&host, o->values[0].text);
    if (in->account == NULL) {
        free_instance(in);
        return -ENOMEM;
    }
    *ret = in;
    return CHANNEL_OK;
}

// Takes the message and no more: it leaves in step. A timer that is due now says that step is wanted.
static int take(void *state, const struct channel_message *m, struct channel_fault *fault)
{
    struct instance *in = state;
    (void)fault; // for host_busy(fault, retry_us) and host_refuse(fault, "/to", …)
    struct letter *l = make_letter(&in->host, m);
    if (l == NULL)
        return -ENOMEM;
    *in->last = l;
    in->last = &l->next;
    host_timer(&in->host, host_now_us(&in->host));
    return CHANNEL_OK;
}

// Takes the letter out of the list; NULL: it is not there.
static struct letter *take_out(struct instance *in, struct view id)
{
    for (struct letter **at = &in->first; *at != NULL; at = &(*at)->next) {
        struct letter *l = *at;
        if (!view_equal(view_from(l->id), id))
            continue;
        *at = l->next;
        if (in->last == &l->next)
            in->last = at;
        return l;
    }
    return NULL;
}

static int cancel(void *state, struct view id)
{
    struct instance *in = state;
    struct letter *l = take_out(in, id);
    if (l == NULL)
        return CHANNEL_NONE;
    host_ended(&in->host, (struct channel_ended){.id = id, .end = CHANNEL_CANCELLED});
    free_letter(&in->host, l);
    return CHANNEL_OK;
}

// Where the provider is asked. A real one answers later: the letter then waits for the answer in the list,
// its request's descriptor is given to host_watch, and host_ended is called from the step that reads the
// answer: CHANNEL_RETRY where it was surely not taken, CHANNEL_UNKNOWN where the connection broke before the
// answer.
static void hand_over(struct instance *in, const struct letter *l)
{
    char provider_id[40];
    int size = snprintf(provider_id, sizeof(provider_id), "template-%" PRIu64, ++in->count);
    host_ended(&in->host, (struct channel_ended){.id = view_from(l->id),
                                                 .end = CHANNEL_SENT,
                                                 .provider_id = view_make(provider_id, (size_t)size)});
}

static int step(void *state)
{
    struct instance *in = state;
    struct letter *l;
    while ((l = in->first) != NULL) {
        in->first = l->next;
        if (in->first == NULL)
            in->last = &in->first;
        hand_over(in, l);
        free_letter(&in->host, l);
    }
    return 0;
}

// Each letter that is left has an end, and all memory goes back. What never left was surely not sent.
static void close_instance(void *state)
{
    struct instance *in = state;
    struct letter *l;
    while ((l = in->first) != NULL) {
        in->first = l->next;
        host_ended(&in->host, (struct channel_ended){.id = view_from(l->id), .end = CHANNEL_RETRY});
        free_letter(&in->host, l);
    }
    free_instance(in);
}

// ---- the table

static const char *const kinds[] = {"social_media", NULL};

static const struct channel_field fields[] = {
    {.name = "account",
     .help = "the account's name with the provider",
     .kind = CHANNEL_FIELD_TEXT,
     .is_required = true,
     .max = 64},
    {.name = "token", .help = "what the provider gave you to sign in with", .kind = CHANNEL_FIELD_SECRET},
};

const struct channel_ops template_ops = {.version = CHANNEL_VERSION,
                                         .size = sizeof(struct channel_ops),
                                         .name = "template",
                                         .kinds = kinds,
                                         .abilities = CHANNEL_CANCELS,
                                         .field_count = sizeof(fields) / sizeof(fields[0]),
                                         .fields = fields,
                                         .limits = {.text_bytes = 4096},
                                         .open = open_instance,
                                         .close = close_instance,
                                         .send = take,
                                         .cancel = cancel,
                                         .step = step,
                                         .check = check_values};
