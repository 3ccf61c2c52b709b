// SPDX-License-Identifier: Apache-2.0 · Generated from api/*.yaml by tools/api_gen.py: do not edit; run `python3 tools/api_gen.py` to make it again.
// Absent (or null) is: a view or pointer without data, has_x false. Views of objects and arrays are their
// JSON text, x_json the same parsed; a default stands in x when has_x is false.
#pragma once
#include "api/args.h"
#include "bus/event.h"
#include "hub/access.h"
#include "hub/agent.h"
#include "hub/channel.h"
#include "hub/session.h"

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

struct customer_unified_view_args {
    struct view id;
};

struct customer_history_args {
    struct view id;
    int64_t limit;
    bool has_limit;
    struct view cursor;
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

struct sessions_active_args {
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
extern const struct args_table customer_unified_view_args_path;
extern const struct args_table customer_history_args_path;
extern const struct args_table customer_history_args_query;
extern const struct args_table key_list_args_query;
extern const struct args_table key_create_args_body;
extern const struct args_table key_rotate_args_path;
extern const struct args_table key_rotate_args_body;
extern const struct args_table key_revoke_args_path;
extern const struct args_table live_session_args_path;
extern const struct args_table live_agent_args_path;
extern const struct args_table live_customer_args_path;
extern const struct args_table message_process_args_body;
extern const struct args_table session_create_args_body;
extern const struct args_table session_get_args_path;
extern const struct args_table sessions_active_args_query;
extern const struct args_table session_messages_args_path;
extern const struct args_table session_messages_args_query;
extern const struct args_table tenant_list_args_query;
extern const struct args_table tenant_create_args_body;
extern const struct args_table tenant_get_args_path;
extern const struct args_table tenant_change_args_path;
extern const struct args_table tenant_change_args_body;
extern const struct args_table live_request_payload_args_body;
extern const struct args_table live_request_table;
