// SPDX-License-Identifier: Apache-2.0
#include "channel/chat/chat.h"
#include "channel/host.h"
#include <errno.h>

struct chat {
    struct host host;
};

static int open_chat(const struct channel_opening *o, struct channel_fault *fault, void **ret)
{
    struct host host = host_of(o);
    struct chat *chat = host_zalloc(&host, sizeof(*chat));
    (void)fault; // nothing to configure
    if (chat == NULL)
        return -ENOMEM;
    chat->host = host;
    *ret = chat;
    return CHANNEL_OK;
}

static void close_chat(void *state)
{
    struct host host = ((struct chat *)state)->host;
    host_free(&host, state);
}

// The row that this message is of was committed before the hub asked, and with it the event.
static int send_chat(void *state, const struct channel_message *m, struct channel_fault *fault)
{
    const struct chat *chat = state;
    (void)fault;
    host_ended(&chat->host, (struct channel_ended){.id = m->id, .end = CHANNEL_SENT});
    return CHANNEL_OK;
}

static int step_chat(void *state)
{
    (void)state;
    return 0;
}

static const char *const kinds[] = {"chat", "web_portal", "mobile_app", NULL};

const struct channel_ops chat_ops = {
    .version = CHANNEL_VERSION,
    .size = sizeof(struct channel_ops),
    .name = "chat",
    .kinds = kinds,
    .abilities = CHANNEL_LIVE | CHANNEL_IDEMPOTENT | CHANNEL_TYPING | CHANNEL_RECEIPTS | CHANNEL_READS |
                 CHANNEL_CHOICES | CHANNEL_ATTACHMENTS,
    .limits =
        {.text_bytes = 64 << 10, .choices = 10, .title_bytes = 80, .payload_bytes = 256, .attachments = 10},
    .open = open_chat,
    .close = close_chat,
    .send = send_chat,
    .step = step_chat};
