// SPDX-License-Identifier: Apache-2.0 · Generated from api/*.yaml by tools/api_gen.py: do not edit; run `python3 tools/api_gen.py` to make it again.
#include "api/generated/args.h"
#include "api/route_table.h"

static const struct field_choice access_scope_choices[] = {
    {VIEW("read"), ACCESS_READ},
    {VIEW("service"), ACCESS_SERVICE},
    {VIEW("agent"), ACCESS_AGENT},
    {VIEW("supervisor"), ACCESS_SUPERVISOR},
    {VIEW("admin"), ACCESS_ADMIN},
};
_Static_assert(sizeof(enum access_scope) == sizeof(int), "enums are written as int");

static const struct field_choice agent_role_choices[] = {
    {VIEW("agent"), AGENT_ROLE_AGENT},
    {VIEW("supervisor"), AGENT_ROLE_SUPERVISOR},
    {VIEW("admin"), AGENT_ROLE_ADMIN},
};
_Static_assert(sizeof(enum agent_role) == sizeof(int), "enums are written as int");

static const struct field_choice agent_status_choices[] = {
    {VIEW("online"), AGENT_ONLINE},
    {VIEW("away"), AGENT_AWAY},
    {VIEW("busy"), AGENT_BUSY},
    {VIEW("offline"), AGENT_OFFLINE},
};
_Static_assert(sizeof(enum agent_status) == sizeof(int), "enums are written as int");

static const struct field_choice audience_choices[] = {
    {VIEW("public"), AUDIENCE_PUBLIC},
    {VIEW("internal"), AUDIENCE_INTERNAL},
};
_Static_assert(sizeof(enum audience) == sizeof(int), "enums are written as int");

static const struct field_choice channel_choices[] = {
    {VIEW("voice"), CHANNEL_VOICE},
    {VIEW("video"), CHANNEL_VIDEO},
    {VIEW("chat"), CHANNEL_CHAT},
    {VIEW("email"), CHANNEL_EMAIL},
    {VIEW("sms"), CHANNEL_SMS},
    {VIEW("mobile_app"), CHANNEL_MOBILE_APP},
    {VIEW("whatsapp"), CHANNEL_WHATSAPP},
    {VIEW("social_media"), CHANNEL_SOCIAL_MEDIA},
    {VIEW("web_portal"), CHANNEL_WEB_PORTAL},
};
_Static_assert(sizeof(enum channel) == sizeof(int), "enums are written as int");

static const struct field_choice live_request_type_choices[] = {
    {VIEW("auth"), LIVE_REQUEST_TYPE_AUTH},
    {VIEW("ping"), LIVE_REQUEST_TYPE_PING},
    {VIEW("subscribe"), LIVE_REQUEST_TYPE_SUBSCRIBE},
    {VIEW("unsubscribe"), LIVE_REQUEST_TYPE_UNSUBSCRIBE},
    {VIEW("message"), LIVE_REQUEST_TYPE_MESSAGE},
    {VIEW("typing"), LIVE_REQUEST_TYPE_TYPING},
    {VIEW("read"), LIVE_REQUEST_TYPE_READ},
    {VIEW("resume"), LIVE_REQUEST_TYPE_RESUME},
};
_Static_assert(sizeof(enum live_request_type) == sizeof(int), "enums are written as int");

static const struct field_choice priority_choices[] = {
    {VIEW("low"), PRIORITY_LOW},
    {VIEW("normal"), PRIORITY_NORMAL},
    {VIEW("high"), PRIORITY_HIGH},
    {VIEW("urgent"), PRIORITY_URGENT},
};
_Static_assert(sizeof(enum priority) == sizeof(int), "enums are written as int");

static const struct field agent_list_args_query_fields[] = {
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct agent_list_args, limit), .has = offsetof(struct agent_list_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct agent_list_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table agent_list_args_query = {
    .fields = agent_list_args_query_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct agent_list_args),
};

static const struct field agent_create_args_body_queues_item = {.name = VIEW("queues"), .kind = FIELD_ID, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX};

static const struct field agent_create_args_body_skills_item = {.name = VIEW("skills"), .kind = FIELD_ID, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX};

static const struct field agent_create_args_body_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct agent_create_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("name"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct agent_create_args, name), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 200},
    {.name = VIEW("email"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct agent_create_args, email), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 254},
    {.name = VIEW("password"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct agent_create_args, password), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 10, .high = INT64_MAX, .max_bytes = 1024},
    {.name = VIEW("role"), .kind = FIELD_ENUM, .nullable = true, .offset = offsetof(struct agent_create_args, role), .has = offsetof(struct agent_create_args, has_role), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = agent_role_choices, .choice_count = 3},
    {.name = VIEW("capacity"), .kind = FIELD_INTEGER, .nullable = true, .offset = offsetof(struct agent_create_args, capacity), .has = offsetof(struct agent_create_args, has_capacity), .same_as = FIELD_NONE, .low = 0, .high = 1000},
    {.name = VIEW("queues"), .kind = FIELD_LIST, .nullable = true, .offset = offsetof(struct agent_create_args, queues), .has = offsetof(struct agent_create_args, queues_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 64, .item = &agent_create_args_body_queues_item, .item_size = sizeof(struct view), .items = offsetof(struct agent_create_args, queues_items), .item_count = offsetof(struct agent_create_args, queues_count)},
    {.name = VIEW("skills"), .kind = FIELD_LIST, .nullable = true, .offset = offsetof(struct agent_create_args, skills), .has = offsetof(struct agent_create_args, skills_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 64, .item = &agent_create_args_body_skills_item, .item_size = sizeof(struct view), .items = offsetof(struct agent_create_args, skills_items), .item_count = offsetof(struct agent_create_args, skills_count)},
};
const struct args_table agent_create_args_body = {
    .fields = agent_create_args_body_fields,
    .count = 8,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct agent_create_args),
};

static const struct field agent_get_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct agent_get_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table agent_get_args_path = {
    .fields = agent_get_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct agent_get_args),
};

static const struct field agent_change_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct agent_change_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table agent_change_args_path = {
    .fields = agent_change_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct agent_change_args),
};

static const struct field agent_change_args_body_queues_item = {.name = VIEW("queues"), .kind = FIELD_ID, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX};

static const struct field agent_change_args_body_skills_item = {.name = VIEW("skills"), .kind = FIELD_ID, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX};

static const struct field agent_change_args_body_fields[] = {
    {.name = VIEW("name"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct agent_change_args, name), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 200},
    {.name = VIEW("email"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct agent_change_args, email), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 254},
    {.name = VIEW("role"), .kind = FIELD_ENUM, .nullable = true, .offset = offsetof(struct agent_change_args, role), .has = offsetof(struct agent_change_args, has_role), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = agent_role_choices, .choice_count = 3},
    {.name = VIEW("capacity"), .kind = FIELD_INTEGER, .nullable = true, .offset = offsetof(struct agent_change_args, capacity), .has = offsetof(struct agent_change_args, has_capacity), .same_as = FIELD_NONE, .low = 0, .high = 1000},
    {.name = VIEW("queues"), .kind = FIELD_LIST, .nullable = true, .offset = offsetof(struct agent_change_args, queues), .has = offsetof(struct agent_change_args, queues_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 64, .item = &agent_change_args_body_queues_item, .item_size = sizeof(struct view), .items = offsetof(struct agent_change_args, queues_items), .item_count = offsetof(struct agent_change_args, queues_count)},
    {.name = VIEW("skills"), .kind = FIELD_LIST, .nullable = true, .offset = offsetof(struct agent_change_args, skills), .has = offsetof(struct agent_change_args, skills_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 64, .item = &agent_change_args_body_skills_item, .item_size = sizeof(struct view), .items = offsetof(struct agent_change_args, skills_items), .item_count = offsetof(struct agent_change_args, skills_count)},
    {.name = VIEW("disabled"), .kind = FIELD_BOOLEAN, .nullable = true, .offset = offsetof(struct agent_change_args, disabled), .has = offsetof(struct agent_change_args, has_disabled), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table agent_change_args_body = {
    .fields = agent_change_args_body_fields,
    .count = 7,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct agent_change_args),
};

static const struct field agent_delete_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct agent_delete_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table agent_delete_args_path = {
    .fields = agent_delete_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct agent_delete_args),
};

static const struct field agent_status_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct agent_status_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table agent_status_args_path = {
    .fields = agent_status_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct agent_status_args),
};

static const struct field agent_status_args_body_fields[] = {
    {.name = VIEW("status"), .kind = FIELD_ENUM, .required = true, .offset = offsetof(struct agent_status_args, status), .has = offsetof(struct agent_status_args, has_status), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = agent_status_choices, .choice_count = 4},
};
const struct args_table agent_status_args_body = {
    .fields = agent_status_args_body_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct agent_status_args),
};

static const struct field queue_list_args_query_fields[] = {
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct queue_list_args, limit), .has = offsetof(struct queue_list_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct queue_list_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table queue_list_args_query = {
    .fields = queue_list_args_query_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct queue_list_args),
};

static const struct field queue_create_args_body_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct queue_create_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("name"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct queue_create_args, name), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 200},
    {.name = VIEW("settings"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct queue_create_args, settings), .has = offsetof(struct queue_create_args, settings_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table queue_create_args_body = {
    .fields = queue_create_args_body_fields,
    .count = 3,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct queue_create_args),
};

static const struct field queue_get_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct queue_get_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table queue_get_args_path = {
    .fields = queue_get_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct queue_get_args),
};

static const struct field queue_change_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct queue_change_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table queue_change_args_path = {
    .fields = queue_change_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct queue_change_args),
};

static const struct field queue_change_args_body_fields[] = {
    {.name = VIEW("name"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct queue_change_args, name), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 200},
    {.name = VIEW("settings"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct queue_change_args, settings), .has = offsetof(struct queue_change_args, settings_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table queue_change_args_body = {
    .fields = queue_change_args_body_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct queue_change_args),
};

static const struct field queue_delete_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct queue_delete_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table queue_delete_args_path = {
    .fields = queue_delete_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct queue_delete_args),
};

static const struct field skill_list_args_query_fields[] = {
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct skill_list_args, limit), .has = offsetof(struct skill_list_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct skill_list_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table skill_list_args_query = {
    .fields = skill_list_args_query_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct skill_list_args),
};

static const struct field skill_create_args_body_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct skill_create_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("name"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct skill_create_args, name), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 200},
    {.name = VIEW("description"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct skill_create_args, description), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 1000},
};
const struct args_table skill_create_args_body = {
    .fields = skill_create_args_body_fields,
    .count = 3,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct skill_create_args),
};

static const struct field skill_get_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct skill_get_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table skill_get_args_path = {
    .fields = skill_get_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct skill_get_args),
};

static const struct field skill_change_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct skill_change_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table skill_change_args_path = {
    .fields = skill_change_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct skill_change_args),
};

static const struct field skill_change_args_body_fields[] = {
    {.name = VIEW("name"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct skill_change_args, name), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 200},
    {.name = VIEW("description"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct skill_change_args, description), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 1000},
};
const struct args_table skill_change_args_body = {
    .fields = skill_change_args_body_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct skill_change_args),
};

static const struct field skill_delete_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct skill_delete_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table skill_delete_args_path = {
    .fields = skill_delete_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct skill_delete_args),
};

static const struct field auth_login_args_body_fields[] = {
    {.name = VIEW("email"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct auth_login_args, email), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 254},
    {.name = VIEW("password"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct auth_login_args, password), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 1024},
    {.name = VIEW("tenant"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct auth_login_args, tenant), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table auth_login_args_body = {
    .fields = auth_login_args_body_fields,
    .count = 3,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct auth_login_args),
};

static const struct field auth_password_args_body_fields[] = {
    {.name = VIEW("current_password"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct auth_password_args, current_password), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 1024},
    {.name = VIEW("new_password"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct auth_password_args, new_password), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 1024},
};
const struct args_table auth_password_args_body = {
    .fields = auth_password_args_body_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct auth_password_args),
};

static const struct field auth_invitation_args_body_fields[] = {
    {.name = VIEW("token"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct auth_invitation_args, token), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 128},
};
const struct args_table auth_invitation_args_body = {
    .fields = auth_invitation_args_body_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct auth_invitation_args),
};

static const struct field auth_setup_args_body_fields[] = {
    {.name = VIEW("token"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct auth_setup_args, token), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 128},
    {.name = VIEW("name"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct auth_setup_args, name), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 200},
    {.name = VIEW("email"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct auth_setup_args, email), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 254},
    {.name = VIEW("password"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct auth_setup_args, password), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 1024},
};
const struct args_table auth_setup_args_body = {
    .fields = auth_setup_args_body_fields,
    .count = 4,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct auth_setup_args),
};

static const struct field agent_invite_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct agent_invite_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table agent_invite_args_path = {
    .fields = agent_invite_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct agent_invite_args),
};

static const struct field customer_unified_view_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct customer_unified_view_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table customer_unified_view_args_path = {
    .fields = customer_unified_view_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_unified_view_args),
};

static const struct field customer_history_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct customer_history_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table customer_history_args_path = {
    .fields = customer_history_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_history_args),
};

static const struct field customer_history_args_query_fields[] = {
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct customer_history_args, limit), .has = offsetof(struct customer_history_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct customer_history_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table customer_history_args_query = {
    .fields = customer_history_args_query_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_history_args),
};

static const struct field key_list_args_query_fields[] = {
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct key_list_args, limit), .has = offsetof(struct key_list_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct key_list_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table key_list_args_query = {
    .fields = key_list_args_query_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct key_list_args),
};

static const struct field key_create_args_body_fields[] = {
    {.name = VIEW("name"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct key_create_args, name), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 200},
    {.name = VIEW("scope"), .kind = FIELD_ENUM, .required = true, .offset = offsetof(struct key_create_args, scope), .has = offsetof(struct key_create_args, has_scope), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = access_scope_choices, .choice_count = 5},
    {.name = VIEW("expires_at"), .kind = FIELD_TIME, .nullable = true, .offset = offsetof(struct key_create_args, expires_at_us), .has = offsetof(struct key_create_args, has_expires_at_us), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table key_create_args_body = {
    .fields = key_create_args_body_fields,
    .count = 3,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct key_create_args),
};

static const struct field key_rotate_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct key_rotate_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table key_rotate_args_path = {
    .fields = key_rotate_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct key_rotate_args),
};

static const struct field key_rotate_args_body_fields[] = {
    {.name = VIEW("grace_s"), .kind = FIELD_INTEGER, .offset = offsetof(struct key_rotate_args, grace_s), .has = offsetof(struct key_rotate_args, has_grace_s), .same_as = FIELD_NONE, .low = 0, .high = 2592000, .has_fallback = true, .fallback = 0},
};
const struct args_table key_rotate_args_body = {
    .fields = key_rotate_args_body_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct key_rotate_args),
};

static const struct field key_revoke_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct key_revoke_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table key_revoke_args_path = {
    .fields = key_revoke_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct key_revoke_args),
};

static const struct field live_session_args_path_fields[] = {
    {.name = VIEW("session_id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct live_session_args, session_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table live_session_args_path = {
    .fields = live_session_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct live_session_args),
};

static const struct field live_agent_args_path_fields[] = {
    {.name = VIEW("agent_id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct live_agent_args, agent_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table live_agent_args_path = {
    .fields = live_agent_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct live_agent_args),
};

static const struct field live_customer_args_path_fields[] = {
    {.name = VIEW("customer_id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct live_customer_args, customer_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table live_customer_args_path = {
    .fields = live_customer_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct live_customer_args),
};

static const struct field message_process_args_body_fields[] = {
    {.name = VIEW("customer_id"), .kind = FIELD_ID, .required = true, .refuses_words = true, .offset = offsetof(struct message_process_args, customer_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("session_id"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct message_process_args, session_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("channel"), .kind = FIELD_ENUM, .required = true, .offset = offsetof(struct message_process_args, channel), .has = offsetof(struct message_process_args, has_channel), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9},
    {.name = VIEW("content"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct message_process_args, content), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 65536},
    {.name = VIEW("priority"), .kind = FIELD_ENUM, .nullable = true, .offset = offsetof(struct message_process_args, priority), .has = offsetof(struct message_process_args, has_priority), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = priority_choices, .choice_count = 4},
    {.name = VIEW("message_id"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct message_process_args, message_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = 256, .max_bytes = 256},
    {.name = VIEW("attachments"), .kind = FIELD_ARRAY, .nullable = true, .offset = offsetof(struct message_process_args, attachments), .has = offsetof(struct message_process_args, attachments_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 20, .max_bytes = 65536},
    {.name = VIEW("metadata"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct message_process_args, metadata), .has = offsetof(struct message_process_args, metadata_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 65536},
};
const struct args_table message_process_args_body = {
    .fields = message_process_args_body_fields,
    .count = 8,
    .unknown_to = 7,
    .size = sizeof(struct message_process_args),
};

static const struct field session_create_args_body_fields[] = {
    {.name = VIEW("customer_id"), .kind = FIELD_ID, .required = true, .refuses_words = true, .offset = offsetof(struct session_create_args, customer_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("session_id"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct session_create_args, session_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("channel"), .kind = FIELD_ENUM, .required = true, .offset = offsetof(struct session_create_args, channel), .has = offsetof(struct session_create_args, has_channel), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9},
    {.name = VIEW("channel_type"), .kind = FIELD_ENUM, .offset = offsetof(struct session_create_args, channel), .has = offsetof(struct session_create_args, has_channel), .same_as = 2, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9},
    {.name = VIEW("customer_profile"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct session_create_args, customer_profile), .has = offsetof(struct session_create_args, customer_profile_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("preferences"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct session_create_args, preferences), .has = offsetof(struct session_create_args, preferences_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("priority"), .kind = FIELD_ENUM, .nullable = true, .offset = offsetof(struct session_create_args, priority), .has = offsetof(struct session_create_args, has_priority), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = priority_choices, .choice_count = 4},
    {.name = VIEW("initial_message"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct session_create_args, initial_message), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 65536},
    {.name = VIEW("campaign_context"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct session_create_args, campaign_context), .has = offsetof(struct session_create_args, campaign_context_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table session_create_args_body = {
    .fields = session_create_args_body_fields,
    .count = 9,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_create_args),
};

static const struct field session_get_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct session_get_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table session_get_args_path = {
    .fields = session_get_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_get_args),
};

static const struct field sessions_active_args_query_fields[] = {
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct sessions_active_args, limit), .has = offsetof(struct sessions_active_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct sessions_active_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table sessions_active_args_query = {
    .fields = sessions_active_args_query_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct sessions_active_args),
};

static const struct field session_messages_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct session_messages_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table session_messages_args_path = {
    .fields = session_messages_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_messages_args),
};

static const struct field session_messages_args_query_fields[] = {
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct session_messages_args, limit), .has = offsetof(struct session_messages_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct session_messages_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table session_messages_args_query = {
    .fields = session_messages_args_query_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_messages_args),
};

static const struct field tenant_list_args_query_fields[] = {
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct tenant_list_args, limit), .has = offsetof(struct tenant_list_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct tenant_list_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table tenant_list_args_query = {
    .fields = tenant_list_args_query_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct tenant_list_args),
};

static const struct field tenant_create_args_body_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .refuses_words = true, .offset = offsetof(struct tenant_create_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("name"), .kind = FIELD_ID, .refuses_words = true, .offset = offsetof(struct tenant_create_args, id), .has = FIELD_NONE, .same_as = 0, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("title"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct tenant_create_args, title), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 200},
    {.name = VIEW("settings"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct tenant_create_args, settings), .has = offsetof(struct tenant_create_args, settings_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table tenant_create_args_body = {
    .fields = tenant_create_args_body_fields,
    .count = 4,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct tenant_create_args),
};

static const struct field tenant_get_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct tenant_get_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table tenant_get_args_path = {
    .fields = tenant_get_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct tenant_get_args),
};

static const struct field tenant_change_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct tenant_change_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table tenant_change_args_path = {
    .fields = tenant_change_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct tenant_change_args),
};

static const struct field tenant_change_args_body_fields[] = {
    {.name = VIEW("title"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct tenant_change_args, title), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 200},
    {.name = VIEW("settings"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct tenant_change_args, settings), .has = offsetof(struct tenant_change_args, settings_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("disabled"), .kind = FIELD_BOOLEAN, .nullable = true, .offset = offsetof(struct tenant_change_args, disabled), .has = offsetof(struct tenant_change_args, has_disabled), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table tenant_change_args_body = {
    .fields = tenant_change_args_body_fields,
    .count = 3,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct tenant_change_args),
};

static const struct field live_request_payload_args_body_fields[] = {
    {.name = VIEW("token"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct live_request_payload_args, token), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 2048},
    {.name = VIEW("sessionId"), .kind = FIELD_ID, .nullable = true, .offset = offsetof(struct live_request_payload_args, session_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("topic"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct live_request_payload_args, topic), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 256},
    {.name = VIEW("position"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct live_request_payload_args, position), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64},
    {.name = VIEW("content"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct live_request_payload_args, content), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 65536},
    {.name = VIEW("client_id"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct live_request_payload_args, client_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 256},
    {.name = VIEW("attachments"), .kind = FIELD_ARRAY, .nullable = true, .offset = offsetof(struct live_request_payload_args, attachments), .has = offsetof(struct live_request_payload_args, attachments_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 20, .max_bytes = 65536},
    {.name = VIEW("typing"), .kind = FIELD_BOOLEAN, .nullable = true, .offset = offsetof(struct live_request_payload_args, typing), .has = offsetof(struct live_request_payload_args, has_typing), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("audience"), .kind = FIELD_ENUM, .nullable = true, .offset = offsetof(struct live_request_payload_args, audience), .has = offsetof(struct live_request_payload_args, has_audience), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = audience_choices, .choice_count = 2},
};
const struct args_table live_request_payload_args_body = {
    .fields = live_request_payload_args_body_fields,
    .count = 9,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct live_request_payload_args),
};

static const struct field live_request_args_body_fields[] = {
    {.name = VIEW("type"), .kind = FIELD_ENUM, .required = true, .offset = offsetof(struct live_request_args, type), .has = offsetof(struct live_request_args, has_type), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = live_request_type_choices, .choice_count = 8},
    {.name = VIEW("topic"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct live_request_args, topic), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 256},
    {.name = VIEW("position"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct live_request_args, position), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64},
    {.name = VIEW("sessionId"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct live_request_args, session_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 256},
    {.name = VIEW("customerId"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct live_request_args, customer_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 256},
    {.name = VIEW("timestamp"), .kind = FIELD_ANY, .nullable = true, .offset = offsetof(struct live_request_args, timestamp), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("payload"), .kind = FIELD_STRUCT, .nullable = true, .offset = offsetof(struct live_request_args, payload), .has = offsetof(struct live_request_args, has_payload), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .table = &live_request_payload_args_body},
};
const struct args_table live_request_table = {
    .fields = live_request_args_body_fields,
    .count = 7,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct live_request_args),
};

