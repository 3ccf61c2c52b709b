// SPDX-License-Identifier: Apache-2.0
#include "hub/message_redact.h"
#include "base/error.h"
#include "codec/json_merge.h"
#include "hub/attachment.h"
#include "hub/audit.h"
#include "hub/message_tell.h"
#include "hub/outbox.h"
#include <errno.h>

enum { METADATA_MAX = 66 << 10 };

static int audit(struct tx *tx, const struct message_whole *message, const struct actor *actor,
                 struct view action, struct view reason)
{
    char text[4 * REDACT_REASON_MAX + 400]; // control characters are escaped
    struct buffer detail = buffer_fixed(text, sizeof(text));
    struct json_writer w = json_writer(&detail);
    json_begin_object(&w);
    json_key(&w, VIEW("session_id"));
    json_string(&w, message->session_id);
    json_key(&w, VIEW("reason"));
    json_string_or_null(&w, reason);
    json_end_object(&w);
    return audit_write(
        tx, actor,
        &(struct audit_entry){.action = action,
                              .object = VIEW("message"),
                              .object_id = message->in.id,
                              .customer = message->in.customer,
                              .detail = detail.failed ? (struct view){0} : buffer_view(&detail)});
}

static int run(struct tx *tx, enum statement statement, int64_t row, int64_t at_us)
{
    struct query q = query_begin(tx->db, statement, tx->tenant);
    query_bind(&q, row);
    if (at_us != 0)
        query_bind(&q, at_us);
    return error_trace(query_run(&q, NULL));
}

int message_redact(struct tx *tx, struct message_whole *message, const struct actor *actor,
                   struct view reason)
{
    struct interaction *in = &message->in;
    if (in->type != INTERACTION_MESSAGE && in->type != INTERACTION_NOTE)
        return MESSAGE_EDIT_NO_MESSAGE;
    if (in->redacted_us != 0)
        return MESSAGE_EDIT_OK;
    int r = run(tx, SQL_INTERACTION_REDACT, in->row, tx->now_us);
    if (r == 0)
        r = run(tx, SQL_INTERACTION_EDITS_REDACT, in->row, 0);
    int files;
    if (r == 0)
        r = attachments_drop(tx, ATTACHMENTS_OF_INTERACTION, in->row, &files);
    if (r == 0)
        r = audit(tx, message, actor, VIEW("message.redact"), reason);
    in->content = VIEW("");
    in->attachments = in->metadata = in->quick_replies = in->sentiment = (struct view){0};
    in->redacted_us = tx->now_us;
    message->version++;
    if (r == 0 && in->direction == DIRECTION_OUTBOUND)
        r = outbox_cancel(tx, in->row); // what has left already, or is no delivery, is no matter
    return r >= 0 ? message_tell(tx, message) : r;
}

// "flag" is what a word rule left there.
static bool is_flagged(struct tx *tx, struct view metadata)
{
    const struct json *root, *mark;
    struct view text;
    if (metadata.data == NULL || json_parse(&tx->batch->arena, metadata, NULL, &root) != JSON_OK ||
        root->type != JSON_OBJECT)
        return false;
    mark = json_member(root, VIEW("moderation"));
    return mark != NULL && json_text(mark, &tx->batch->arena, &text) && view_equal(text, VIEW("flag"));
}

int message_approve(struct tx *tx, struct message_whole *message, const struct actor *actor)
{
    struct interaction *in = &message->in;
    if (!is_flagged(tx, in->metadata))
        return MESSAGE_EDIT_OK;
    if (json_merge(&tx->batch->arena, in->metadata, VIEW("{\"moderation\":\"approved\"}"), METADATA_MAX,
                   &in->metadata) != JSON_MERGE_OK)
        return error_trace(-ENOMEM);
    struct query q = query_begin(tx->db, SQL_INTERACTION_SET_METADATA, tx->tenant);
    query_bind(&q, in->row);
    query_bind_text(&q, in->metadata);
    int r = error_trace(query_run(&q, NULL));
    if (r == 0)
        r = audit(tx, message, actor, VIEW("message.approve"), (struct view){0});
    return r == 0 ? message_tell(tx, message) : r;
}
