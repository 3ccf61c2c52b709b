// SPDX-License-Identifier: Apache-2.0
// What hub/message.h's outcomes mean to a caller, over HTTP and over a WebSocket.
#pragma once
#include "api/call.h"
#include "hub/message.h"
#include "hub/message_edit.h"

// Keeps the result for the reply, which is rendered later: its texts die with the batch. 0 or negative.
int message_keep_result(struct call *call, const struct message_result *result);

// Whose words to a customer they are: the agent's who is logged in, or whom a program names. 0, positive
// after call_refuse, or negative.
int message_name_author(struct tx *tx, struct call *call, struct view agent_id, struct message_in *in);

// When it may leave: at most a year ahead, and before it expires. 0, or positive after call_refuse.
int message_check_times(const struct tx *tx, struct call *call, const struct message_in *in);

// Which files whoever asks may send along.
void message_allow_files(struct message_in *in, const struct principal *principal);

// Positive after call_refuse; 0 for MESSAGE_OK.
int refuse_message(struct call *call, int outcome);

// The same of hub/message_edit.h's.
int refuse_message_edit(struct call *call, int outcome);

// 0, or positive after call_refuse: 404 for a message of a session that is hidden from the caller.
int message_need_sight(struct db *db, struct call *call, const struct message_whole *message);

// Keeps the message as it is now for message_edit_render: its texts die with the batch. 0 or negative.
int message_keep_answer(const struct tx *tx, struct call *call, const struct message_whole *message);
