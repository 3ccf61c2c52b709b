// SPDX-License-Identifier: Apache-2.0
// A plug-in, built outside the hub's tree against its installed headers: a channel whose provider is a
// socket.
//
// Every message goes as one datagram through a pair of sockets and comes back, which is how the provider
// "takes" it; what a customer is to have said comes the same way. So it shows what a real adapter needs: a
// descriptor that is watched, answers that come later, and a list of messages that wait for them.
#include <channel/facets.h>
#include <channel/host.h>
#include <errno.h>
#include <inttypes.h>
#include <sys/socket.h>
#include <unistd.h>

enum { DATAGRAM = 1024, HEAD = 1 };

// What a datagram begins with: a message of ours, or words of a customer.
enum { OURS = 'm', THEIRS = 'w' };

struct waiting {
    struct waiting *next;
    char *id;
};

struct echo {
    struct host host;
    char *account;
    int ours, theirs; // the two ends; the provider's end is read in step too
    struct waiting *first;
    int64_t mark;
};

// ---- the provider: what arrives at its end goes back, marked as taken

static void provide(struct echo *e)
{
    char data[DATAGRAM];
    ssize_t size;
    while ((size = recv(e->theirs, data, sizeof(data), MSG_DONTWAIT)) > 0)
        if (send(e->theirs, data, (size_t)size, MSG_DONTWAIT) < 0)
            return; // it is full; the hub gives the message up at its deadline, and tries again
}

// ---- sending

static struct waiting **find(struct echo *e, struct view id)
{
    struct waiting **at = &e->first;
    while (*at != NULL && !view_equal(view_from((*at)->id), id))
        at = &(*at)->next;
    return at;
}

static void end(struct echo *e, struct waiting **at, enum channel_end how, struct view provider_id)
{
    struct waiting *w = *at;
    *at = w->next;
    host_ended(&e->host,
               (struct channel_ended){.id = view_from(w->id), .end = how, .provider_id = provider_id});
    host_free(&e->host, w->id);
    host_free(&e->host, w);
}

// The id is all that travels: nobody reads the text here.
static int echo_send(void *state, const struct channel_message *m, struct channel_fault *fault)
{
    struct echo *e = state;
    char data[HEAD + CHANNEL_ID_MAX] = {OURS};
    struct waiting *w = host_zalloc(&e->host, sizeof(*w));
    if (w == NULL)
        return -ENOMEM;
    w->id = host_copy(&e->host, m->id);
    if (w->id == NULL) {
        host_free(&e->host, w);
        return -ENOMEM;
    }
    memcpy(data + HEAD, m->id.data, m->id.size);
    if (send(e->ours, data, HEAD + m->id.size, MSG_DONTWAIT) < 0) {
        host_free(&e->host, w->id);
        host_free(&e->host, w);
        return host_busy(fault, 10000);
    }
    w->next = e->first;
    e->first = w;
    return CHANNEL_OK;
}

// It is on its way already and cannot be called back; it ends as it does.
static int echo_cancel(void *state, struct view id)
{
    return *find(state, id) == NULL ? CHANNEL_NONE : CHANNEL_OK;
}

// ---- what comes back

static void hear(struct echo *e, struct view words)
{
    char id[40];
    int size = snprintf(id, sizeof(id), "echo-words-%" PRId64, e->mark + 1);
    struct channel_received in = {
        .provider_id = view_make(id, (size_t)size), .from = VIEW("echo"), .text = words, .mark = e->mark + 1};
    if (host_received(&e->host, in) == CHANNEL_OK)
        e->mark++;
}

static void take(struct echo *e, struct view data)
{
    struct view rest = view_make(data.data + HEAD, data.size - HEAD);
    struct waiting **at = find(e, rest);
    if (data.data[0] == THEIRS)
        hear(e, rest);
    else if (*at != NULL)
        end(e, at, CHANNEL_SENT, rest); // the provider calls it as we do
}

static int echo_step(void *state)
{
    struct echo *e = state;
    char data[DATAGRAM];
    ssize_t size;
    provide(e);
    while ((size = recv(e->ours, data, sizeof(data), MSG_DONTWAIT)) > 0)
        take(e, view_make(data, (size_t)size));
    return 0;
}

// ---- an instance

static void echo_free(struct echo *e)
{
    struct host host = e->host;
    if (e->ours >= 0)
        close(e->ours);
    if (e->theirs >= 0)
        close(e->theirs);
    host_free(&host, e->account);
    host_free(&host, e);
}

// What is on its way may arrive: nobody can say.
static void echo_close(void *state)
{
    struct echo *e = state;
    while (e->first != NULL)
        end(e, &e->first, CHANNEL_UNKNOWN, (struct view){0});
    host_watch(&e->host, e->ours, 0);
    host_watch(&e->host, e->theirs, 0);
    echo_free(e);
}

static int connect_ends(struct echo *e)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends) != 0)
        return -errno;
    e->ours = ends[0];
    e->theirs = ends[1];
    return 0;
}

static int echo_open(const struct channel_opening *o, struct channel_fault *fault, void **ret)
{
    struct host host = host_of(o);
    struct echo *e = host_zalloc(&host, sizeof(*e));
    (void)fault;
    if (e == NULL)
        return -ENOMEM;
    *e = (struct echo){.host = host, .ours = -1, .theirs = -1};
    e->account = host_copy(&host, o->values[0].text);
    int r = e->account == NULL ? -ENOMEM : connect_ends(e);
    if (r < 0) {
        echo_free(e);
        return r;
    }
    host_watch(&host, e->ours, CHANNEL_WATCH_READ);
    host_watch(&host, e->theirs, CHANNEL_WATCH_READ);
    *ret = e;
    return CHANNEL_OK;
}

// ---- the table

static const char *const kinds[] = {"social_media", NULL};

static const struct channel_field fields[] = {
    {.name = "account",
     .help = "any name",
     .kind = CHANNEL_FIELD_TEXT,
     .is_required = true,
     .min = 3,
     .max = 40},
    {.name = "token", .help = "any secret", .kind = CHANNEL_FIELD_SECRET, .is_required = true},
};

CHANNEL_EXPORT const struct channel_ops omnihub_channel = {.version = CHANNEL_VERSION,
                                                           .size = sizeof(struct channel_ops),
                                                           .name = "echo",
                                                           .kinds = kinds,
                                                           .abilities = CHANNEL_RECEIVES,
                                                           .field_count = 2,
                                                           .fields = fields,
                                                           .limits = {.text_bytes = 2000},
                                                           .open = echo_open,
                                                           .close = echo_close,
                                                           .send = echo_send,
                                                           .cancel = echo_cancel,
                                                           .step = echo_step};
