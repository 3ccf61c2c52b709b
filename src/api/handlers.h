// SPDX-License-Identifier: Apache-2.0
// What answers each route. A handler is one of three kinds, as api/*.yaml marks its route:
// - write: `decide` on the writer (0, positive after call_refuse, or negative), then `render`, which writes
//   the reply from call->result: on the loop, or on the writer's thread where the answer is kept
//   (idempotent.h), so it uses nothing of either thread;
// - point and scan: `read` in a snapshot, on a loop or a worker, which writes the reply's JSON as it goes;
// - local: `answer` on the loop, without the store.
// A write may need long thought (passwords): `prepare` on the loop, in a snapshot, sets call->thinking; then
// `ponder` runs on a thread of the thinker, without the store, and then `decide`, which must look again at
// what prepare saw. Both answer as decide does.
// A write may need the delivery (a provider's webhook, a test of a connector): `send` on the loop gives it
// what it needs, with a `done` that calls dispatch_return on the delivery's thread; then decide, or without
// one the answer.
#pragma once
#include "api/call.h"

struct handler {
    // Of a write, first, on the loop: what needs nothing of the store but what the loop remembers. It may put
    // arguments of its own in the place of call->args. 0, or positive after call_refuse. NULL: nothing to do.
    int (*filter)(struct call *call);
    int (*prepare)(struct snapshot *snapshot, struct call *call); // NULL: no thought is needed
    int (*ponder)(struct call *call);
    int (*send)(struct call *call); // 0: it is on its way, and the loop has it no more; or as prepare
    int (*decide)(struct tx *tx, struct call *call);
    void (*render)(struct call *call, struct json_writer *w);
    // Of a write that takes several: decide sets call->is_partial when there is more, or returns positive
    // with it set to have this part undone and tried anew. Then this runs on the loop, to note how far it is,
    // before decide runs again. Only the last part's answer is kept under an Idempotency-Key.
    void (*again)(struct call *call);
    int (*read)(struct snapshot *snapshot, struct call *call, struct json_writer *w);
    void (*answer)(struct call *call, struct buffer *out);
    int (*rows)(
        const struct call *call); // of a read: how many at most; NULL: few. Above 100 it goes to a worker
};

// By enum route_id.
extern const struct handler handlers[ROUTE_COUNT];

// One file an area:
int session_create_decide(struct tx *tx, struct call *call);
void session_create_render(struct call *call, struct json_writer *w);
int session_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int session_messages_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int session_messages_rows(const struct call *call);
int session_update_decide(struct tx *tx, struct call *call);
int session_close_decide(struct tx *tx, struct call *call);
int session_resolve_decide(struct tx *tx, struct call *call);
int session_reopen_decide(struct tx *tx, struct call *call);
int session_assign_decide(struct tx *tx, struct call *call);
int session_snooze_decide(struct tx *tx, struct call *call);
int session_remind_decide(struct tx *tx, struct call *call);
int session_tag_decide(struct tx *tx, struct call *call);
int session_merge_decide(struct tx *tx, struct call *call);
int session_csat_decide(struct tx *tx, struct call *call);
void session_change_render(struct call *call, struct json_writer *w);
int session_note_decide(struct tx *tx, struct call *call);
void session_note_render(struct call *call, struct json_writer *w);
int tag_list_read_page(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int tag_list_rows(const struct call *call);
int tag_put_decide(struct tx *tx, struct call *call);
void tag_put_render(struct call *call, struct json_writer *w);
int session_events_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int session_events_rows(const struct call *call);
int sessions_active_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int sessions_active_rows(const struct call *call);

int message_process_decide(struct tx *tx, struct call *call);
void message_process_render(struct call *call, struct json_writer *w);

int message_bulk_process_decide(struct tx *tx, struct call *call);
void message_bulk_process_again(struct call *call);
void message_bulk_process_render(struct call *call, struct json_writer *w);
int message_respond_decide(struct tx *tx, struct call *call);
void message_respond_render(struct call *call, struct json_writer *w);
int message_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int message_edit_decide(struct tx *tx, struct call *call);
void message_edit_render(struct call *call, struct json_writer *w);

int delivery_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int delivery_list_rows(const struct call *call);
int delivery_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int delivery_replay_decide(struct tx *tx, struct call *call);
int delivery_cancel_decide(struct tx *tx, struct call *call);
void delivery_act_render(struct call *call, struct json_writer *w);

int chat_room_create_decide(struct tx *tx, struct call *call);
void chat_room_create_render(struct call *call, struct json_writer *w);
int chat_send_decide(struct tx *tx, struct call *call);
void chat_send_render(struct call *call, struct json_writer *w);
int chat_typing_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int word_rule_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int word_rule_list_rows(const struct call *call);
int word_rule_put_decide(struct tx *tx, struct call *call);
void word_rule_render(struct call *call, struct json_writer *w);
int word_rule_delete_decide(struct tx *tx, struct call *call);
int chat_file_upload_filter(struct call *call);
int chat_send_filter(struct call *call);
int chat_room_create_filter(struct call *call);
int session_create_filter(struct call *call);
int message_process_filter(struct call *call);
int chat_moderate_decide(struct tx *tx, struct call *call);
int chat_history_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int chat_history_rows(const struct call *call);
int chat_participants_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);

int transfer_channel_decide(struct tx *tx, struct call *call);
int session_transfer_decide(struct tx *tx, struct call *call);
void transferred_render(struct call *call, struct json_writer *w);
int transfer_bulk_decide(struct tx *tx, struct call *call);
void transfer_bulk_render(struct call *call, struct json_writer *w);
int transfer_status_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);

int customer_unified_view_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int customer_history_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int customer_history_rows(const struct call *call);
int customer_sessions_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int customer_sessions_rows(const struct call *call);
int customer_profile_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int customers_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int customers_list_rows(const struct call *call);
int customer_consent_rows(const struct call *call);
int customer_consent_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int customer_consent_put_decide(struct tx *tx, struct call *call);
void customer_consent_put_render(struct call *call, struct json_writer *w);
int customer_identities_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);

int customers_create_decide(struct tx *tx, struct call *call);
int customer_profile_put_decide(struct tx *tx, struct call *call);
int customer_context_decide(struct tx *tx, struct call *call);
int customer_tags_decide(struct tx *tx, struct call *call);
int customer_block_decide(struct tx *tx, struct call *call);
int customer_merge_decide(struct tx *tx, struct call *call);
int customer_unmerge_decide(struct tx *tx, struct call *call);
void customer_changed_render(struct call *call, struct json_writer *w);
int customer_identity_add_decide(struct tx *tx, struct call *call);
int customer_identity_remove_decide(struct tx *tx, struct call *call);
void customer_identity_render(struct call *call, struct json_writer *w);
int customer_export_decide(struct tx *tx, struct call *call);
int customer_erase_decide(struct tx *tx, struct call *call);
void customer_job_render(struct call *call, struct json_writer *w);

int job_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int job_list_rows(const struct call *call);
int job_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int job_cancel_decide(struct tx *tx, struct call *call);
void job_cancel_render(struct call *call, struct json_writer *w);
int job_file_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int key_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int key_list_rows(const struct call *call);
int key_create_decide(struct tx *tx, struct call *call);
int key_rotate_decide(struct tx *tx, struct call *call);
int key_revoke_decide(struct tx *tx, struct call *call);
void key_told_render(struct call *call, struct json_writer *w);
void key_render(struct call *call, struct json_writer *w);

int tenant_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int tenant_list_rows(const struct call *call);
int tenant_create_decide(struct tx *tx, struct call *call);
void tenant_create_render(struct call *call, struct json_writer *w);
int tenant_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int tenant_change_decide(struct tx *tx, struct call *call);
void tenant_change_render(struct call *call, struct json_writer *w);

int agent_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int agent_list_rows(const struct call *call);
int agent_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int agent_create_decide(struct tx *tx, struct call *call);
int agent_change_decide(struct tx *tx, struct call *call);
int agent_delete_decide(struct tx *tx, struct call *call);
int agent_status_decide(struct tx *tx, struct call *call);
void agent_render(struct call *call, struct json_writer *w);

int queue_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int queue_list_rows(const struct call *call);
int queue_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int queue_create_decide(struct tx *tx, struct call *call);
int queue_change_decide(struct tx *tx, struct call *call);
int queue_delete_decide(struct tx *tx, struct call *call);
void queue_render(struct call *call, struct json_writer *w);

int skill_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int skill_list_rows(const struct call *call);
int skill_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int skill_create_decide(struct tx *tx, struct call *call);
int skill_change_decide(struct tx *tx, struct call *call);
int skill_delete_decide(struct tx *tx, struct call *call);
void skill_render(struct call *call, struct json_writer *w);

int auth_login_prepare(struct snapshot *snapshot, struct call *call);
int auth_login_decide(struct tx *tx, struct call *call);
int auth_me_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
void auth_me_render(struct call *call, struct json_writer *w);
int auth_logout_decide(struct tx *tx, struct call *call);
int auth_password_prepare(struct snapshot *snapshot, struct call *call);
int auth_password_decide(struct tx *tx, struct call *call);
int auth_invitation_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int auth_setup_prepare(struct snapshot *snapshot, struct call *call);
int auth_setup_decide(struct tx *tx, struct call *call);
int agent_create_prepare(struct snapshot *snapshot, struct call *call);
int agent_invite_decide(struct tx *tx, struct call *call);
void agent_invite_render(struct call *call, struct json_writer *w);

int connector_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int connector_list_rows(const struct call *call);
int connector_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int connector_create_decide(struct tx *tx, struct call *call);
int connector_change_decide(struct tx *tx, struct call *call);
int connector_delete_decide(struct tx *tx, struct call *call);
int connector_unknown_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
void connector_done_render(struct call *call, struct json_writer *w);
void channel_adapters_answer(struct call *call, struct buffer *out);
int channel_configure_decide(struct tx *tx, struct call *call);
int channel_enable_decide(struct tx *tx, struct call *call);
int channel_status_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int channel_integrations_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int channel_performance_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int integration_status_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int channel_test_prepare(struct snapshot *snapshot, struct call *call);
int channel_test_send(struct call *call);
void channel_test_render(struct call *call, struct json_writer *w);
int hook_filter(struct call *call);
int hook_send(struct call *call);
int hook_decide(struct tx *tx, struct call *call);
void hook_again(struct call *call);
void hook_render(struct call *call, struct json_writer *w);

int widget_session_prepare(struct snapshot *snapshot, struct call *call);
int widget_session_decide(struct tx *tx, struct call *call);
void widget_session_render(struct call *call, struct json_writer *w);
int widget_site_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int widget_site_list_rows(const struct call *call);
int widget_site_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int widget_site_create_decide(struct tx *tx, struct call *call);
int widget_site_change_decide(struct tx *tx, struct call *call);
int widget_site_rotate_decide(struct tx *tx, struct call *call);
int widget_site_delete_decide(struct tx *tx, struct call *call);
void widget_site_render(struct call *call, struct json_writer *w);
void widget_site_told_render(struct call *call, struct json_writer *w);

int webhook_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int webhook_list_rows(const struct call *call);
int webhook_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int webhook_create_decide(struct tx *tx, struct call *call);
int webhook_change_decide(struct tx *tx, struct call *call);
int webhook_delete_decide(struct tx *tx, struct call *call);
int webhook_rotate_decide(struct tx *tx, struct call *call);
int webhook_test_decide(struct tx *tx, struct call *call);
int webhook_replay_decide(struct tx *tx, struct call *call);
int webhook_deliveries_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int webhook_deliveries_rows(const struct call *call);
void webhook_render(struct call *call, struct json_writer *w);
void webhook_told_render(struct call *call, struct json_writer *w);
void webhook_sent_render(struct call *call, struct json_writer *w);

int notification_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int notification_list_rows(const struct call *call);
int notification_history_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int notification_history_rows(const struct call *call);
int notification_read_decide(struct tx *tx, struct call *call);
void notification_read_render(struct call *call, struct json_writer *w);
int notification_send_decide(struct tx *tx, struct call *call);
void notification_send_render(struct call *call, struct json_writer *w);
int notification_preferences_decide(struct tx *tx, struct call *call);
void notification_preferences_render(struct call *call, struct json_writer *w);
int device_subscribe_decide(struct tx *tx, struct call *call);
void device_subscribe_render(struct call *call, struct json_writer *w);
int device_remove_decide(struct tx *tx, struct call *call);

int sms_send_decide(struct tx *tx, struct call *call);
void sms_send_render(struct call *call, struct json_writer *w);
int sms_bulk_send_decide(struct tx *tx, struct call *call);
void sms_bulk_send_render(struct call *call, struct json_writer *w);
int sms_inbox_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int sms_inbox_rows(const struct call *call);
int sms_status_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);

int audit_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int audit_list_rows(const struct call *call);

int attachment_create_decide(struct tx *tx, struct call *call);
void attachment_create_render(struct call *call, struct json_writer *w);
int attachment_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int attachment_link_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
int chat_file_upload_decide(struct tx *tx, struct call *call);
void chat_file_upload_render(struct call *call, struct json_writer *w);

// {success: true}
void done_render(struct call *call, struct json_writer *w);
void operator_backup_start_answer(struct call *call, struct buffer *out);
void operator_backup_status_answer(struct call *call, struct buffer *out);

int search_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
void search_reindex_answer(struct call *call, struct buffer *out);

void health_answer(struct call *call, struct buffer *out);
void version_answer(struct call *call, struct buffer *out);
int capabilities_read(struct snapshot *snapshot, struct call *call, struct json_writer *w);
void asyncapi_answer(struct call *call, struct buffer *out);
void openapi_answer(struct call *call, struct buffer *out);
void metrics_answer(struct call *call, struct buffer *out);
// Goes through the writer and back: the store and the event path really work.
int ready_decide(struct tx *tx, struct call *call);
void ready_render(struct call *call, struct json_writer *w);
