// SPDX-License-Identifier: Apache-2.0 · Generated from api/*.yaml by tools/api_gen.py: do not edit; run `python3 tools/api_gen.py` to make it again.
// Absent (or null) is: a view or pointer without data, has_x false. Views of objects and arrays are their
// JSON text, x_json the same parsed; a default stands in x when has_x is false.
#pragma once
#include "api/args.h"
#include "bus/event.h"
#include "hub/access.h"
#include "hub/agent.h"
#include "hub/channel.h"
#include "hub/consent_purpose.h"
#include "hub/delivery_list.h"
#include "hub/identity.h"
#include "hub/interaction.h"
#include "hub/job.h"
#include "hub/session.h"
#include "hub/session_list.h"
#include "hub/webhook.h"
#include "hub/webhook_delivery.h"

enum chat_sender_type {
    CHAT_SENDER_TYPE_AGENT,
    CHAT_SENDER_TYPE_CUSTOMER,
};

enum chat_moderate_action {
    CHAT_MODERATE_ACTION_REDACT,
    CHAT_MODERATE_ACTION_BLOCK,
    CHAT_MODERATE_ACTION_APPROVE,
};

enum word_rule_put_action {
    WORD_RULE_PUT_ACTION_MASK,
    WORD_RULE_PUT_ACTION_BLOCK,
    WORD_RULE_PUT_ACTION_FLAG,
};

enum search_type {
    SEARCH_TYPE_MESSAGE,
    SEARCH_TYPE_CUSTOMER,
};

enum sessions_active_order {
    SESSIONS_ACTIVE_ORDER_DESC,
    SESSIONS_ACTIVE_ORDER_ASC,
};

enum live_request_type {
    LIVE_REQUEST_TYPE_AUTH,
    LIVE_REQUEST_TYPE_PING,
    LIVE_REQUEST_TYPE_SUBSCRIBE,
    LIVE_REQUEST_TYPE_UNSUBSCRIBE,
    LIVE_REQUEST_TYPE_MESSAGE,
    LIVE_REQUEST_TYPE_TYPING,
    LIVE_REQUEST_TYPE_READ,
    LIVE_REQUEST_TYPE_RESUME,
};

enum live_request_payload_state {
    LIVE_REQUEST_PAYLOAD_STATE_DELIVERED,
    LIVE_REQUEST_PAYLOAD_STATE_READ,
};

struct agent_list_args {
    int64_t limit;
    bool has_limit;
    struct view cursor;
};

struct agent_create_args {
    struct view id;
    struct view name;
    struct view email;
    struct view password;
    enum agent_role role;
    bool has_role;
    int64_t capacity;
    bool has_capacity;
    struct view queues;
    const struct json *queues_json;
    const struct view *queues_items;
    size_t queues_count;
    struct view skills;
    const struct json *skills_json;
    const struct view *skills_items;
    size_t skills_count;
};

struct agent_get_args {
    struct view id;
};

struct agent_change_args {
    struct view id;
    struct view name;
    struct view email;
    enum agent_role role;
    bool has_role;
    int64_t capacity;
    bool has_capacity;
    struct view queues;
    const struct json *queues_json;
    const struct view *queues_items;
    size_t queues_count;
    struct view skills;
    const struct json *skills_json;
    const struct view *skills_items;
    size_t skills_count;
    bool disabled;
    bool has_disabled;
};

struct agent_delete_args {
    struct view id;
};

struct agent_status_args {
    struct view id;
    enum agent_status status;
    bool has_status;
};

struct queue_list_args {
    int64_t limit;
    bool has_limit;
    struct view cursor;
};

struct queue_create_args {
    struct view id;
    struct view name;
    struct view settings;
    const struct json *settings_json;
};

struct queue_get_args {
    struct view id;
};

struct queue_change_args {
    struct view id;
    struct view name;
    struct view settings;
    const struct json *settings_json;
};

struct queue_delete_args {
    struct view id;
};

struct skill_list_args {
    int64_t limit;
    bool has_limit;
    struct view cursor;
};

struct skill_create_args {
    struct view id;
    struct view name;
    struct view description;
};

struct skill_get_args {
    struct view id;
};

struct skill_change_args {
    struct view id;
    struct view name;
    struct view description;
};

struct skill_delete_args {
    struct view id;
};

struct auth_login_args {
    struct view email;
    struct view password;
    struct view tenant;
};

struct auth_password_args {
    struct view current_password;
    struct view new_password;
};

struct auth_invitation_args {
    struct view token;
};

struct auth_setup_args {
    struct view token;
    struct view name;
    struct view email;
    struct view password;
};

struct agent_invite_args {
    struct view id;
};

struct chat_room_create_args {
    struct view customer_id;
    struct view session_id;
    struct view name;
    struct view initial_message;
};

struct chat_sender_args {
    enum chat_sender_type type;
    bool has_type;
};

struct quick_reply_args {
    struct view title;
    struct view payload;
};

struct chat_send_args {
    struct view session_id;
    struct view content;
    struct view client_id;
    struct view agent_id;
    struct chat_sender_args sender;
    bool has_sender;
    struct view attachments;
    const struct json *attachments_json;
    struct view quick_replies;
    const struct json *quick_replies_json;
    const struct quick_reply_args *quick_replies_items;
    size_t quick_replies_count;
    struct view quick_reply;
    struct view metadata;
    const struct json *metadata_json;
};

struct chat_typing_args {
    struct view session_id;
    bool typing;
    bool has_typing;
    struct view agent_id;
    struct chat_sender_args sender;
    bool has_sender;
};

struct chat_moderate_args {
    struct view message_id;
    enum chat_moderate_action action;
    bool has_action;
    struct view reason;
};

struct word_rule_list_args {
    int64_t limit;
    bool has_limit;
    struct view cursor;
};

struct word_rule_put_args {
    struct view word;
    bool part;
    bool has_part;
    enum word_rule_put_action action;
    bool has_action;
};

struct word_rule_delete_args {
    struct view id;
};

struct chat_history_args {
    struct view id;
    int64_t limit;
    bool has_limit;
    struct view cursor;
};

struct chat_participants_args {
    struct view id;
};

struct connector_list_args {
    int64_t limit;
    bool has_limit;
    struct view cursor;
};

struct connector_create_args {
    enum channel channel;
    bool has_channel;
    struct view name;
    struct view adapter;
    struct view config;
    const struct json *config_json;
    int64_t rate;
    bool has_rate;
    int64_t concurrency;
    bool has_concurrency;
    bool enabled;
    bool has_enabled;
};

struct connector_get_args {
    struct view id;
};

struct connector_change_args {
    struct view id;
    struct view name;
    struct view adapter;
    struct view config;
    const struct json *config_json;
    int64_t rate;
    bool has_rate;
    int64_t concurrency;
    bool has_concurrency;
    bool enabled;
    bool has_enabled;
};

struct connector_delete_args {
    struct view id;
};

struct connector_unknown_args {
    struct view id;
};

struct channel_configure_args {
    enum channel channel;
    bool has_channel;
    struct view connector_id;
    struct view adapter;
    struct view config;
    const struct json *config_json;
    struct view fields;
    const struct json *fields_json;
    int64_t rate;
    bool has_rate;
    int64_t concurrency;
    bool has_concurrency;
    bool enabled;
    bool has_enabled;
};

struct channel_status_args {
    enum channel channel;
    bool has_channel;
};

struct channel_enable_args {
    enum channel channel;
    bool has_channel;
    struct view connector_id;
    bool enabled;
    bool has_enabled;
};

struct channel_test_args {
    enum channel channel;
    bool has_channel;
    struct view connector_id;
    int64_t deadline;
    bool has_deadline;
};

struct webhook_challenge_args {
    struct view channel;
    struct view connector;
};

struct webhook_receive_args {
    struct view channel;
    struct view connector;
};

struct customer_consent_args {
    struct view id;
    enum channel channel;
    bool has_channel;
    enum consent_purpose purpose;
    bool has_purpose;
    struct view address;
    int64_t at_us;
    bool has_at_us;
    int64_t limit;
    bool has_limit;
    struct view cursor;
};

struct customer_consent_put_args {
    struct view id;
    struct view channel;
    struct view purpose;
    bool given;
    bool has_given;
    struct view address;
    struct view source;
    struct view proof;
    const struct json *proof_json;
};

struct customer_unified_view_args {
    struct view id;
};

struct customer_history_args {
    struct view id;
    int64_t limit;
    bool has_limit;
    struct view cursor;
};

struct customer_sessions_args {
    struct view id;
    int64_t limit;
    bool has_limit;
    struct view cursor;
};

struct customer_context_args {
    struct view id;
    struct view context;
    const struct json *context_json;
};

struct customers_list_args {
    int64_t limit;
    bool has_limit;
    struct view cursor;
    struct view email;
    struct view phone;
    struct view tag;
    struct view external_system;
    struct view external_id;
};

struct identity_new_args {
    enum identity_kind kind;
    bool has_kind;
    struct view address;
    struct view network;
    struct view system;
};

struct customers_create_args {
    struct view customer_id;
    struct view profile;
    const struct json *profile_json;
    struct view preferences;
    const struct json *preferences_json;
    struct view context;
    const struct json *context_json;
    struct view tags;
    const struct json *tags_json;
    const struct view *tags_items;
    size_t tags_count;
    struct view identities;
    const struct json *identities_json;
    const struct identity_new_args *identities_items;
    size_t identities_count;
};

struct customer_profile_get_args {
    struct view id;
};

struct customer_profile_put_args {
    struct view id;
    struct view profile;
    const struct json *profile_json;
    struct view preferences;
    const struct json *preferences_json;
    struct view context;
    const struct json *context_json;
    struct view tags;
    const struct json *tags_json;
    const struct view *tags_items;
    size_t tags_count;
};

struct customer_tags_args {
    struct view id;
    struct view tags;
    const struct json *tags_json;
    const struct view *tags_items;
    size_t tags_count;
};

struct customer_block_args {
    struct view id;
    bool blocked;
    bool has_blocked;
    struct view reason;
};

struct customer_merge_args {
    struct view id;
    struct view customer_id;
    struct view reason;
};

struct customer_unmerge_args {
    struct view id;
    struct view customer_id;
    struct view reason;
};

struct customer_identities_args {
    struct view id;
};

struct customer_identity_add_args {
    struct view id;
    enum identity_kind kind;
    bool has_kind;
    struct view address;
    struct view network;
    struct view system;
};

struct customer_identity_remove_args {
    struct view id;
    int64_t identity_id;
    bool has_identity_id;
};

struct customer_export_args {
    struct view id;
};

struct customer_erase_args {
    struct view id;
};

struct delivery_list_args {
    enum delivery_filter state;
    bool has_state;
    enum channel channel;
    bool has_channel;
    int64_t limit;
    bool has_limit;
    struct view cursor;
};

struct delivery_get_args {
    struct view id;
};

struct delivery_replay_args {
    struct view id;
    bool accept_duplicate;
    bool has_accept_duplicate;
};

struct delivery_cancel_args {
    struct view id;
};

struct attachment_create_args {
    struct view name;
    struct view session_id;
};

struct attachment_get_args {
    struct view id;
    int64_t thumbnail;
    bool has_thumbnail;
    int64_t expires;
    bool has_expires;
    struct view signature;
};

struct attachment_link_args {
    struct view id;
};

struct job_list_args {
    enum job_state state;
    bool has_state;
    enum job_kind kind;
    bool has_kind;
    int64_t limit;
    bool has_limit;
    struct view cursor;
};

struct job_get_args {
    struct view id;
};

struct job_cancel_args {
    struct view id;
};

struct job_file_args {
    struct view id;
};

struct key_list_args {
    int64_t limit;
    bool has_limit;
    struct view cursor;
};

struct key_create_args {
    struct view name;
    enum access_scope scope;
    bool has_scope;
    int64_t expires_at_us;
    bool has_expires_at_us;
};

struct key_rotate_args {
    struct view id;
    int64_t grace_s;
    bool has_grace_s;
};

struct key_revoke_args {
    struct view id;
};

struct live_session_args {
    struct view session_id;
};

struct live_agent_args {
    struct view agent_id;
};

struct live_customer_args {
    struct view customer_id;
};

struct message_process_args {
    struct view customer_id;
    struct view session_id;
    enum channel channel;
    bool has_channel;
    struct view content;
    enum priority priority;
    bool has_priority;
    struct view message_id;
    struct view attachments;
    const struct json *attachments_json;
    struct view metadata;
    const struct json *metadata_json;
};

struct message_bulk_process_args {
    struct view messages;
    const struct json *messages_json;
};

struct message_respond_args {
    struct view session_id;
    struct view customer_id;
    enum channel channel;
    bool has_channel;
    struct view content;
    struct view agent_id;
    struct view attachments;
    const struct json *attachments_json;
    struct view quick_replies;
    const struct json *quick_replies_json;
    const struct quick_reply_args *quick_replies_items;
    size_t quick_replies_count;
    struct view to;
    enum consent_purpose purpose;
    bool has_purpose;
    int64_t send_at_us;
    bool has_send_at_us;
    int64_t expires_at_us;
    bool has_expires_at_us;
    struct view fallback;
    const struct json *fallback_json;
    const enum channel *fallback_items;
    size_t fallback_count;
    struct view metadata;
    const struct json *metadata_json;
};

struct message_get_args {
    struct view id;
};

struct message_edit_args {
    struct view id;
    struct view content;
};

struct notification_list_args {
    int64_t limit;
    bool has_limit;
    struct view cursor;
    bool unread_only;
    bool has_unread_only;
    struct view agent_id;
};

struct notification_history_args {
    int64_t limit;
    bool has_limit;
    struct view cursor;
    struct view agent_id;
};

struct notification_read_args {
    struct view id;
};

struct notification_send_args {
    struct view agents;
    const struct json *agents_json;
    const struct view *agents_items;
    size_t agents_count;
    struct view type;
    struct view title;
    struct view message;
};

struct notification_preferences_args {
    struct view agent_id;
    struct view muted;
    const struct json *muted_json;
    const struct view *muted_items;
    size_t muted_count;
};

struct device_subscribe_args {
    struct view token;
    struct view platform;
    struct view keys;
    const struct json *keys_json;
};

struct device_remove_args {
    struct view token;
};

struct audit_list_args {
    int64_t limit;
    bool has_limit;
    struct view cursor;
    struct view object;
    struct view object_id;
    struct view actor;
    struct view action;
};

struct operator_backup_start_args {
    struct view to;
};

struct search_args {
    struct view q;
    enum search_type type;
    bool has_type;
    enum channel channel;
    bool has_channel;
    struct view customer_id;
    struct view session_id;
    enum author_type author;
    bool has_author;
    int64_t from_us;
    bool has_from_us;
    int64_t to_us;
    bool has_to_us;
    int64_t limit;
    bool has_limit;
    struct view cursor;
};

struct session_create_args {
    struct view customer_id;
    struct view session_id;
    enum channel channel;
    bool has_channel;
    struct view customer_profile;
    const struct json *customer_profile_json;
    struct view preferences;
    const struct json *preferences_json;
    enum priority priority;
    bool has_priority;
    struct view initial_message;
    struct view campaign_context;
    const struct json *campaign_context_json;
};

struct session_get_args {
    struct view id;
};

struct session_update_args {
    struct view id;
    enum priority priority;
    bool has_priority;
    enum session_status status;
    bool has_status;
    struct view context;
    const struct json *context_json;
    const struct json *sentiment;
    struct view tags;
    const struct json *tags_json;
    const struct view *tags_items;
    size_t tags_count;
    const struct json *agent_id;
    const struct json *queue;
};

struct session_close_args {
    struct view id;
};

struct sessions_active_args {
    enum session_list_status status;
    bool has_status;
    enum channel channel;
    bool has_channel;
    enum priority priority;
    bool has_priority;
    struct view agent_id;
    bool unassigned;
    bool has_unassigned;
    struct view queue;
    struct view tag;
    struct view customer_id;
    enum session_sort sort;
    bool has_sort;
    enum sessions_active_order order;
    bool has_order;
    int64_t limit;
    bool has_limit;
    struct view cursor;
};

struct session_messages_args {
    struct view id;
    int64_t limit;
    bool has_limit;
    struct view cursor;
};

struct session_events_args {
    struct view id;
    int64_t limit;
    bool has_limit;
    struct view cursor;
};

struct session_resolve_args {
    struct view id;
    struct view resolution;
    struct view reason;
};

struct session_reopen_args {
    struct view id;
    struct view reason;
};

struct session_assign_args {
    struct view id;
    const struct json *agent_id;
    const struct json *queue;
    struct view reason;
};

struct session_note_args {
    struct view id;
    struct view content;
    struct view agent_id;
    struct view mentions;
    const struct json *mentions_json;
    const struct view *mentions_items;
    size_t mentions_count;
};

struct session_snooze_args {
    struct view id;
    const struct json *until;
    int64_t seconds;
    bool has_seconds;
    struct view reason;
};

struct session_remind_args {
    struct view id;
    const struct json *at;
    int64_t seconds;
    bool has_seconds;
    struct view agent_id;
    struct view note;
};

struct session_tag_args {
    struct view id;
    struct view tags;
    const struct json *tags_json;
    const struct view *tags_items;
    size_t tags_count;
    struct view add;
    const struct json *add_json;
    const struct view *add_items;
    size_t add_count;
    struct view remove;
    const struct json *remove_json;
    const struct view *remove_items;
    size_t remove_count;
};

struct session_merge_args {
    struct view id;
    struct view session_id;
};

struct session_csat_args {
    struct view id;
    int64_t score;
    bool has_score;
    struct view comment;
};

struct sms_send_args {
    struct view to;
    struct view message;
    struct view content;
    struct view customer_id;
    struct view session_id;
    struct view agent_id;
    struct view media_urls;
    const struct json *media_urls_json;
    const struct view *media_urls_items;
    size_t media_urls_count;
    struct view attachments;
    const struct json *attachments_json;
    enum consent_purpose purpose;
    bool has_purpose;
    int64_t send_at_us;
    bool has_send_at_us;
    int64_t expires_at_us;
    bool has_expires_at_us;
    struct view connector_id;
    struct view fallback;
    const struct json *fallback_json;
    const enum channel *fallback_items;
    size_t fallback_count;
    struct view metadata;
    const struct json *metadata_json;
};

struct sms_bulk_send_args {
    struct view message;
    struct view recipients;
    const struct json *recipients_json;
    struct view numbers;
    const struct json *numbers_json;
    const struct view *numbers_items;
    size_t numbers_count;
    enum consent_purpose purpose;
    bool has_purpose;
    int64_t send_at_us;
    bool has_send_at_us;
    int64_t expires_at_us;
    bool has_expires_at_us;
    struct view connector_id;
    struct view fallback;
    const struct json *fallback_json;
    const enum channel *fallback_items;
    size_t fallback_count;
};

struct sms_inbox_args {
    int64_t limit;
    bool has_limit;
    struct view cursor;
};

struct sms_status_args {
    struct view id;
};

struct tag_list_args {
    int64_t limit;
    bool has_limit;
    struct view cursor;
};

struct tag_put_args {
    struct view name;
    struct view color;
};

struct tenant_list_args {
    int64_t limit;
    bool has_limit;
    struct view cursor;
};

struct tenant_create_args {
    struct view id;
    struct view title;
    struct view settings;
    const struct json *settings_json;
};

struct tenant_get_args {
    struct view id;
};

struct tenant_change_args {
    struct view id;
    struct view title;
    struct view settings;
    const struct json *settings_json;
    bool disabled;
    bool has_disabled;
    struct view secrets;
    const struct json *secrets_json;
};

struct transfer_channel_args {
    struct view customer_id;
    struct view session_id;
    enum channel from_channel;
    bool has_from_channel;
    enum channel to_channel;
    bool has_to_channel;
    struct view context_data;
    const struct json *context_data_json;
    struct view reason;
};

struct session_transfer_args {
    struct view id;
    enum channel from_channel;
    bool has_from_channel;
    enum channel to_channel;
    bool has_to_channel;
    struct view to_agent;
    struct view to_queue;
    struct view context_data;
    const struct json *context_data_json;
    struct view reason;
};

struct transfer_filter_args {
    enum channel channel;
    bool has_channel;
    struct view agent_id;
    struct view queue;
};

struct transfer_bulk_args {
    struct view session_ids;
    const struct json *session_ids_json;
    const struct view *session_ids_items;
    size_t session_ids_count;
    struct transfer_filter_args filter;
    bool has_filter;
    enum channel to_channel;
    bool has_to_channel;
    struct view to_agent;
    struct view to_queue;
    struct view context_data;
    const struct json *context_data_json;
    struct view reason;
};

struct transfer_status_args {
    struct view id;
};

struct webhook_list_args {
    int64_t limit;
    bool has_limit;
    struct view cursor;
};

struct webhook_create_args {
    struct view url;
    struct view events;
    const struct json *events_json;
    const struct view *events_items;
    size_t events_count;
    struct view description;
    enum webhook_format format;
    bool has_format;
    struct view secret;
    bool ed25519;
    bool has_ed25519;
    bool enabled;
    bool has_enabled;
};

struct webhook_get_args {
    struct view id;
};

struct webhook_change_args {
    struct view id;
    struct view url;
    struct view events;
    const struct json *events_json;
    const struct view *events_items;
    size_t events_count;
    struct view description;
    enum webhook_format format;
    bool has_format;
    bool enabled;
    bool has_enabled;
};

struct webhook_delete_args {
    struct view id;
};

struct webhook_rotate_args {
    struct view id;
    int64_t grace_s;
    bool has_grace_s;
    bool ed25519;
    bool has_ed25519;
};

struct webhook_test_args {
    struct view id;
};

struct webhook_deliveries_args {
    struct view id;
    enum webhook_delivery_state state;
    bool has_state;
    int64_t limit;
    bool has_limit;
    struct view cursor;
};

struct webhook_replay_args {
    struct view id;
    struct view delivery_id;
};

struct widget_session_page_args {
    struct view url;
    struct view title;
};

struct widget_session_args {
    struct view site;
    struct view visitor;
    struct view identity_token;
    struct view language;
    struct widget_session_page_args page;
    bool has_page;
};

struct widget_site_list_args {
    int64_t limit;
    bool has_limit;
    struct view cursor;
};

struct widget_settings_args {
    struct view title;
    struct view greeting;
    struct view color;
    struct view language;
    struct view position;
};

struct widget_site_create_args {
    struct view id;
    struct view name;
    struct view origins;
    const struct json *origins_json;
    const struct view *origins_items;
    size_t origins_count;
    struct widget_settings_args settings;
    bool has_settings;
    int64_t visitors_per_minute;
    bool has_visitors_per_minute;
    bool enabled;
    bool has_enabled;
};

struct widget_site_get_args {
    struct view id;
};

struct widget_site_change_args {
    struct view id;
    struct view name;
    struct view origins;
    const struct json *origins_json;
    const struct view *origins_items;
    size_t origins_count;
    struct widget_settings_args settings;
    bool has_settings;
    int64_t visitors_per_minute;
    bool has_visitors_per_minute;
    bool enabled;
    bool has_enabled;
};

struct widget_site_delete_args {
    struct view id;
};

struct widget_site_rotate_args {
    struct view id;
    int64_t grace_s;
    bool has_grace_s;
};

struct live_request_payload_args {
    struct view token;
    struct view session_id;
    struct view topic;
    struct view position;
    struct view content;
    struct view client_id;
    struct view attachments;
    const struct json *attachments_json;
    bool typing;
    bool has_typing;
    enum live_request_payload_state state;
    bool has_state;
    struct view quick_replies;
    const struct json *quick_replies_json;
    const struct quick_reply_args *quick_replies_items;
    size_t quick_replies_count;
    struct view quick_reply;
    enum audience audience;
    bool has_audience;
};

struct live_request_args {
    enum live_request_type type;
    bool has_type;
    struct view topic;
    struct view position;
    struct view session_id;
    struct view customer_id;
    const struct json *timestamp;
    struct live_request_payload_args payload;
    bool has_payload;
};

struct bulk_message_args {
    struct view customer_id;
    struct view session_id;
    enum channel channel;
    bool has_channel;
    struct view content;
    enum priority priority;
    bool has_priority;
    struct view message_id;
    struct view attachments;
    const struct json *attachments_json;
    struct view metadata;
    const struct json *metadata_json;
};

extern const struct args_table agent_list_args_query;
extern const struct args_table agent_create_args_body;
extern const struct args_table agent_get_args_path;
extern const struct args_table agent_change_args_path;
extern const struct args_table agent_change_args_body;
extern const struct args_table agent_delete_args_path;
extern const struct args_table agent_status_args_path;
extern const struct args_table agent_status_args_body;
extern const struct args_table queue_list_args_query;
extern const struct args_table queue_create_args_body;
extern const struct args_table queue_get_args_path;
extern const struct args_table queue_change_args_path;
extern const struct args_table queue_change_args_body;
extern const struct args_table queue_delete_args_path;
extern const struct args_table skill_list_args_query;
extern const struct args_table skill_create_args_body;
extern const struct args_table skill_get_args_path;
extern const struct args_table skill_change_args_path;
extern const struct args_table skill_change_args_body;
extern const struct args_table skill_delete_args_path;
extern const struct args_table auth_login_args_body;
extern const struct args_table auth_password_args_body;
extern const struct args_table auth_invitation_args_body;
extern const struct args_table auth_setup_args_body;
extern const struct args_table agent_invite_args_path;
extern const struct args_table chat_room_create_args_body;
extern const struct args_table chat_sender_args_body;
extern const struct args_table quick_reply_args_body;
extern const struct args_table chat_send_args_body;
extern const struct args_table chat_typing_args_body;
extern const struct args_table chat_moderate_args_body;
extern const struct args_table word_rule_list_args_query;
extern const struct args_table word_rule_put_args_body;
extern const struct args_table word_rule_delete_args_path;
extern const struct args_table chat_history_args_path;
extern const struct args_table chat_history_args_query;
extern const struct args_table chat_participants_args_path;
extern const struct args_table connector_list_args_query;
extern const struct args_table connector_create_args_body;
extern const struct args_table connector_get_args_path;
extern const struct args_table connector_change_args_path;
extern const struct args_table connector_change_args_body;
extern const struct args_table connector_delete_args_path;
extern const struct args_table connector_unknown_args_path;
extern const struct args_table channel_configure_args_path;
extern const struct args_table channel_configure_args_body;
extern const struct args_table channel_status_args_path;
extern const struct args_table channel_enable_args_path;
extern const struct args_table channel_enable_args_body;
extern const struct args_table channel_test_args_path;
extern const struct args_table channel_test_args_body;
extern const struct args_table webhook_challenge_args_path;
extern const struct args_table webhook_receive_args_path;
extern const struct args_table customer_consent_args_path;
extern const struct args_table customer_consent_args_query;
extern const struct args_table customer_consent_put_args_path;
extern const struct args_table customer_consent_put_args_body;
extern const struct args_table customer_unified_view_args_path;
extern const struct args_table customer_history_args_path;
extern const struct args_table customer_history_args_query;
extern const struct args_table customer_sessions_args_path;
extern const struct args_table customer_sessions_args_query;
extern const struct args_table customer_context_args_path;
extern const struct args_table customer_context_args_body;
extern const struct args_table customers_list_args_query;
extern const struct args_table identity_new_args_body;
extern const struct args_table customers_create_args_body;
extern const struct args_table customer_profile_get_args_path;
extern const struct args_table customer_profile_put_args_path;
extern const struct args_table customer_profile_put_args_body;
extern const struct args_table customer_tags_args_path;
extern const struct args_table customer_tags_args_body;
extern const struct args_table customer_block_args_path;
extern const struct args_table customer_block_args_body;
extern const struct args_table customer_merge_args_path;
extern const struct args_table customer_merge_args_body;
extern const struct args_table customer_unmerge_args_path;
extern const struct args_table customer_unmerge_args_body;
extern const struct args_table customer_identities_args_path;
extern const struct args_table customer_identity_add_args_path;
extern const struct args_table customer_identity_add_args_body;
extern const struct args_table customer_identity_remove_args_path;
extern const struct args_table customer_export_args_path;
extern const struct args_table customer_erase_args_path;
extern const struct args_table delivery_list_args_query;
extern const struct args_table delivery_get_args_path;
extern const struct args_table delivery_replay_args_path;
extern const struct args_table delivery_replay_args_body;
extern const struct args_table delivery_cancel_args_path;
extern const struct args_table attachment_create_args_query;
extern const struct args_table attachment_get_args_path;
extern const struct args_table attachment_get_args_query;
extern const struct args_table attachment_link_args_path;
extern const struct args_table job_list_args_query;
extern const struct args_table job_get_args_path;
extern const struct args_table job_cancel_args_path;
extern const struct args_table job_file_args_path;
extern const struct args_table key_list_args_query;
extern const struct args_table key_create_args_body;
extern const struct args_table key_rotate_args_path;
extern const struct args_table key_rotate_args_body;
extern const struct args_table key_revoke_args_path;
extern const struct args_table live_session_args_path;
extern const struct args_table live_agent_args_path;
extern const struct args_table live_customer_args_path;
extern const struct args_table message_process_args_body;
extern const struct args_table message_bulk_process_args_body;
extern const struct args_table message_respond_args_body;
extern const struct args_table message_get_args_path;
extern const struct args_table message_edit_args_path;
extern const struct args_table message_edit_args_body;
extern const struct args_table notification_list_args_query;
extern const struct args_table notification_history_args_query;
extern const struct args_table notification_read_args_path;
extern const struct args_table notification_send_args_body;
extern const struct args_table notification_preferences_args_body;
extern const struct args_table device_subscribe_args_body;
extern const struct args_table device_remove_args_body;
extern const struct args_table audit_list_args_query;
extern const struct args_table operator_backup_start_args_body;
extern const struct args_table search_args_query;
extern const struct args_table session_create_args_body;
extern const struct args_table session_get_args_path;
extern const struct args_table session_update_args_path;
extern const struct args_table session_update_args_body;
extern const struct args_table session_close_args_path;
extern const struct args_table sessions_active_args_query;
extern const struct args_table session_messages_args_path;
extern const struct args_table session_messages_args_query;
extern const struct args_table session_events_args_path;
extern const struct args_table session_events_args_query;
extern const struct args_table session_resolve_args_path;
extern const struct args_table session_resolve_args_body;
extern const struct args_table session_reopen_args_path;
extern const struct args_table session_reopen_args_body;
extern const struct args_table session_assign_args_path;
extern const struct args_table session_assign_args_body;
extern const struct args_table session_note_args_path;
extern const struct args_table session_note_args_body;
extern const struct args_table session_snooze_args_path;
extern const struct args_table session_snooze_args_body;
extern const struct args_table session_remind_args_path;
extern const struct args_table session_remind_args_body;
extern const struct args_table session_tag_args_path;
extern const struct args_table session_tag_args_body;
extern const struct args_table session_merge_args_path;
extern const struct args_table session_merge_args_body;
extern const struct args_table session_csat_args_path;
extern const struct args_table session_csat_args_body;
extern const struct args_table sms_send_args_body;
extern const struct args_table sms_bulk_send_args_body;
extern const struct args_table sms_inbox_args_query;
extern const struct args_table sms_status_args_path;
extern const struct args_table tag_list_args_query;
extern const struct args_table tag_put_args_body;
extern const struct args_table tenant_list_args_query;
extern const struct args_table tenant_create_args_body;
extern const struct args_table tenant_get_args_path;
extern const struct args_table tenant_change_args_path;
extern const struct args_table tenant_change_args_body;
extern const struct args_table transfer_channel_args_body;
extern const struct args_table session_transfer_args_path;
extern const struct args_table session_transfer_args_body;
extern const struct args_table transfer_filter_args_body;
extern const struct args_table transfer_bulk_args_body;
extern const struct args_table transfer_status_args_path;
extern const struct args_table webhook_list_args_query;
extern const struct args_table webhook_create_args_body;
extern const struct args_table webhook_get_args_path;
extern const struct args_table webhook_change_args_path;
extern const struct args_table webhook_change_args_body;
extern const struct args_table webhook_delete_args_path;
extern const struct args_table webhook_rotate_args_path;
extern const struct args_table webhook_rotate_args_body;
extern const struct args_table webhook_test_args_path;
extern const struct args_table webhook_deliveries_args_path;
extern const struct args_table webhook_deliveries_args_query;
extern const struct args_table webhook_replay_args_path;
extern const struct args_table widget_session_page_args_body;
extern const struct args_table widget_session_args_body;
extern const struct args_table widget_site_list_args_query;
extern const struct args_table widget_settings_args_body;
extern const struct args_table widget_site_create_args_body;
extern const struct args_table widget_site_get_args_path;
extern const struct args_table widget_site_change_args_path;
extern const struct args_table widget_site_change_args_body;
extern const struct args_table widget_site_delete_args_path;
extern const struct args_table widget_site_rotate_args_path;
extern const struct args_table widget_site_rotate_args_body;
extern const struct args_table live_request_payload_args_body;
extern const struct args_table live_request_table;
extern const struct args_table bulk_message_table;
