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

static const struct field_choice author_type_choices[] = {
    {VIEW("customer"), AUTHOR_CUSTOMER},
    {VIEW("agent"), AUTHOR_AGENT},
    {VIEW("system"), AUTHOR_SYSTEM},
};
_Static_assert(sizeof(enum author_type) == sizeof(int), "enums are written as int");

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

static const struct field_choice chat_moderate_action_choices[] = {
    {VIEW("redact"), CHAT_MODERATE_ACTION_REDACT},
    {VIEW("block"), CHAT_MODERATE_ACTION_BLOCK},
    {VIEW("approve"), CHAT_MODERATE_ACTION_APPROVE},
};
_Static_assert(sizeof(enum chat_moderate_action) == sizeof(int), "enums are written as int");

static const struct field_choice chat_sender_type_choices[] = {
    {VIEW("agent"), CHAT_SENDER_TYPE_AGENT},
    {VIEW("customer"), CHAT_SENDER_TYPE_CUSTOMER},
};
_Static_assert(sizeof(enum chat_sender_type) == sizeof(int), "enums are written as int");

static const struct field_choice consent_purpose_choices[] = {
    {VIEW("service"), CONSENT_SERVICE},
    {VIEW("transactional"), CONSENT_TRANSACTIONAL},
    {VIEW("marketing"), CONSENT_MARKETING},
};
_Static_assert(sizeof(enum consent_purpose) == sizeof(int), "enums are written as int");

static const struct field_choice delivery_filter_choices[] = {
    {VIEW("failed"), DELIVERIES_FAILED},
    {VIEW("unknown"), DELIVERIES_UNKNOWN},
    {VIEW("open"), DELIVERIES_OPEN},
    {VIEW("queued"), DELIVERIES_QUEUED},
    {VIEW("waiting"), DELIVERIES_WAITING},
    {VIEW("held"), DELIVERIES_HELD},
};
_Static_assert(sizeof(enum delivery_filter) == sizeof(int), "enums are written as int");

static const struct field_choice identity_kind_choices[] = {
    {VIEW("phone"), IDENTITY_PHONE},
    {VIEW("email"), IDENTITY_EMAIL},
    {VIEW("whatsapp"), IDENTITY_WHATSAPP},
    {VIEW("social"), IDENTITY_SOCIAL},
    {VIEW("external"), IDENTITY_EXTERNAL},
    {VIEW("device"), IDENTITY_DEVICE},
};
_Static_assert(sizeof(enum identity_kind) == sizeof(int), "enums are written as int");

static const struct field_choice job_kind_choices[] = {
    {VIEW("bulk_transfer"), JOB_BULK_TRANSFER},
    {VIEW("customer_export"), JOB_CUSTOMER_EXPORT},
    {VIEW("customer_erase"), JOB_CUSTOMER_ERASE},
    {VIEW("retention"), JOB_RETENTION},
    {VIEW("bulk_messages"), JOB_BULK_MESSAGES},
    {VIEW("agent_leaves"), JOB_AGENT_LEAVES},
    {VIEW("bulk_sms"), JOB_BULK_SMS},
};
_Static_assert(sizeof(enum job_kind) == sizeof(int), "enums are written as int");

static const struct field_choice job_state_choices[] = {
    {VIEW("queued"), JOB_QUEUED},
    {VIEW("running"), JOB_RUNNING},
    {VIEW("done"), JOB_DONE},
    {VIEW("failed"), JOB_FAILED},
    {VIEW("cancelled"), JOB_CANCELLED},
};
_Static_assert(sizeof(enum job_state) == sizeof(int), "enums are written as int");

static const struct field_choice live_request_payload_state_choices[] = {
    {VIEW("delivered"), LIVE_REQUEST_PAYLOAD_STATE_DELIVERED},
    {VIEW("read"), LIVE_REQUEST_PAYLOAD_STATE_READ},
};
_Static_assert(sizeof(enum live_request_payload_state) == sizeof(int), "enums are written as int");

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

static const struct field_choice search_type_choices[] = {
    {VIEW("message"), SEARCH_TYPE_MESSAGE},
    {VIEW("customer"), SEARCH_TYPE_CUSTOMER},
};
_Static_assert(sizeof(enum search_type) == sizeof(int), "enums are written as int");

static const struct field_choice session_list_status_choices[] = {
    {VIEW("active"), SESSION_LIST_ACTIVE},
    {VIEW("pending"), SESSION_LIST_PENDING},
    {VIEW("snoozed"), SESSION_LIST_SNOOZED},
};
_Static_assert(sizeof(enum session_list_status) == sizeof(int), "enums are written as int");

static const struct field_choice session_sort_choices[] = {
    {VIEW("last_activity"), SESSION_SORT_LAST_ACTIVITY},
    {VIEW("created_at"), SESSION_SORT_CREATED_AT},
    {VIEW("priority"), SESSION_SORT_PRIORITY},
    {VIEW("waiting"), SESSION_SORT_WAITING},
};
_Static_assert(sizeof(enum session_sort) == sizeof(int), "enums are written as int");

static const struct field_choice session_status_choices[] = {
    {VIEW("active"), SESSION_ACTIVE},
    {VIEW("pending"), SESSION_PENDING},
    {VIEW("resolved"), SESSION_RESOLVED},
    {VIEW("closed"), SESSION_CLOSED},
};
_Static_assert(sizeof(enum session_status) == sizeof(int), "enums are written as int");

static const struct field_choice sessions_active_order_choices[] = {
    {VIEW("desc"), SESSIONS_ACTIVE_ORDER_DESC},
    {VIEW("asc"), SESSIONS_ACTIVE_ORDER_ASC},
};
_Static_assert(sizeof(enum sessions_active_order) == sizeof(int), "enums are written as int");

static const struct field_choice webhook_delivery_state_choices[] = {
    {VIEW("delivered"), WEBHOOK_DELIVERY_DELIVERED},
    {VIEW("retrying"), WEBHOOK_DELIVERY_RETRYING},
    {VIEW("dead"), WEBHOOK_DELIVERY_DEAD},
    {VIEW("pending"), WEBHOOK_DELIVERY_PENDING},
    {VIEW("expired"), WEBHOOK_DELIVERY_EXPIRED},
};
_Static_assert(sizeof(enum webhook_delivery_state) == sizeof(int), "enums are written as int");

static const struct field_choice webhook_format_choices[] = {
    {VIEW("standard"), WEBHOOK_FORMAT_STANDARD},
    {VIEW("cloudevents_structured"), WEBHOOK_FORMAT_CLOUDEVENTS_STRUCTURED},
    {VIEW("cloudevents_binary"), WEBHOOK_FORMAT_CLOUDEVENTS_BINARY},
};
_Static_assert(sizeof(enum webhook_format) == sizeof(int), "enums are written as int");

static const struct field_choice word_rule_put_action_choices[] = {
    {VIEW("mask"), WORD_RULE_PUT_ACTION_MASK},
    {VIEW("block"), WORD_RULE_PUT_ACTION_BLOCK},
    {VIEW("flag"), WORD_RULE_PUT_ACTION_FLAG},
};
_Static_assert(sizeof(enum word_rule_put_action) == sizeof(int), "enums are written as int");

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

static const struct field chat_room_create_args_body_fields[] = {
    {.name = VIEW("customer_id"), .kind = FIELD_ID, .required = true, .refuses_words = true, .offset = offsetof(struct chat_room_create_args, customer_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("session_id"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct chat_room_create_args, session_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("name"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct chat_room_create_args, name), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 256},
    {.name = VIEW("initial_message"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct chat_room_create_args, initial_message), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 65536},
};
const struct args_table chat_room_create_args_body = {
    .fields = chat_room_create_args_body_fields,
    .count = 4,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct chat_room_create_args),
};

static const struct field chat_sender_args_body_fields[] = {
    {.name = VIEW("type"), .kind = FIELD_ENUM, .nullable = true, .offset = offsetof(struct chat_sender_args, type), .has = offsetof(struct chat_sender_args, has_type), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = chat_sender_type_choices, .choice_count = 2},
};
const struct args_table chat_sender_args_body = {
    .fields = chat_sender_args_body_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct chat_sender_args),
};

static const struct field quick_reply_args_body_fields[] = {
    {.name = VIEW("title"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct quick_reply_args, title), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 80},
    {.name = VIEW("payload"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct quick_reply_args, payload), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 256},
};
const struct args_table quick_reply_args_body = {
    .fields = quick_reply_args_body_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct quick_reply_args),
};

static const struct field chat_send_args_body_quick_replies_item = {.name = VIEW("quick_replies"), .kind = FIELD_STRUCT, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .table = &quick_reply_args_body};

static const struct field chat_send_args_body_fields[] = {
    {.name = VIEW("session_id"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct chat_send_args, session_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("room_id"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct chat_send_args, session_id), .has = FIELD_NONE, .same_as = 0, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("content"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct chat_send_args, content), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 65536},
    {.name = VIEW("client_id"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct chat_send_args, client_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 256},
    {.name = VIEW("agent_id"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct chat_send_args, agent_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("sender"), .kind = FIELD_STRUCT, .nullable = true, .offset = offsetof(struct chat_send_args, sender), .has = offsetof(struct chat_send_args, has_sender), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .table = &chat_sender_args_body},
    {.name = VIEW("attachments"), .kind = FIELD_ARRAY, .nullable = true, .offset = offsetof(struct chat_send_args, attachments), .has = offsetof(struct chat_send_args, attachments_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 20, .max_bytes = 65536},
    {.name = VIEW("quick_replies"), .kind = FIELD_LIST, .nullable = true, .offset = offsetof(struct chat_send_args, quick_replies), .has = offsetof(struct chat_send_args, quick_replies_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 10, .item = &chat_send_args_body_quick_replies_item, .item_size = sizeof(struct quick_reply_args), .items = offsetof(struct chat_send_args, quick_replies_items), .item_count = offsetof(struct chat_send_args, quick_replies_count)},
    {.name = VIEW("quick_reply"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct chat_send_args, quick_reply), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 256},
    {.name = VIEW("metadata"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct chat_send_args, metadata), .has = offsetof(struct chat_send_args, metadata_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 65536},
};
const struct args_table chat_send_args_body = {
    .fields = chat_send_args_body_fields,
    .count = 10,
    .unknown_to = 9,
    .size = sizeof(struct chat_send_args),
};

static const struct field chat_typing_args_body_fields[] = {
    {.name = VIEW("session_id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct chat_typing_args, session_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("room_id"), .kind = FIELD_ID, .offset = offsetof(struct chat_typing_args, session_id), .has = FIELD_NONE, .same_as = 0, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("typing"), .kind = FIELD_BOOLEAN, .offset = offsetof(struct chat_typing_args, typing), .has = offsetof(struct chat_typing_args, has_typing), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .has_fallback = true, .fallback = true},
    {.name = VIEW("agent_id"), .kind = FIELD_ID, .nullable = true, .offset = offsetof(struct chat_typing_args, agent_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("sender"), .kind = FIELD_STRUCT, .nullable = true, .offset = offsetof(struct chat_typing_args, sender), .has = offsetof(struct chat_typing_args, has_sender), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .table = &chat_sender_args_body},
};
const struct args_table chat_typing_args_body = {
    .fields = chat_typing_args_body_fields,
    .count = 5,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct chat_typing_args),
};

static const struct field chat_moderate_args_body_fields[] = {
    {.name = VIEW("message_id"), .kind = FIELD_ID, .required = true, .refuses_words = true, .offset = offsetof(struct chat_moderate_args, message_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("action"), .kind = FIELD_ENUM, .required = true, .offset = offsetof(struct chat_moderate_args, action), .has = offsetof(struct chat_moderate_args, has_action), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = chat_moderate_action_choices, .choice_count = 3},
    {.name = VIEW("reason"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct chat_moderate_args, reason), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 500},
};
const struct args_table chat_moderate_args_body = {
    .fields = chat_moderate_args_body_fields,
    .count = 3,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct chat_moderate_args),
};

static const struct field word_rule_list_args_query_fields[] = {
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct word_rule_list_args, limit), .has = offsetof(struct word_rule_list_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct word_rule_list_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table word_rule_list_args_query = {
    .fields = word_rule_list_args_query_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct word_rule_list_args),
};

static const struct field word_rule_put_args_body_fields[] = {
    {.name = VIEW("word"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct word_rule_put_args, word), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 256},
    {.name = VIEW("part"), .kind = FIELD_BOOLEAN, .offset = offsetof(struct word_rule_put_args, part), .has = offsetof(struct word_rule_put_args, has_part), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .has_fallback = true, .fallback = false},
    {.name = VIEW("action"), .kind = FIELD_ENUM, .required = true, .offset = offsetof(struct word_rule_put_args, action), .has = offsetof(struct word_rule_put_args, has_action), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = word_rule_put_action_choices, .choice_count = 3},
};
const struct args_table word_rule_put_args_body = {
    .fields = word_rule_put_args_body_fields,
    .count = 3,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct word_rule_put_args),
};

static const struct field word_rule_delete_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct word_rule_delete_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table word_rule_delete_args_path = {
    .fields = word_rule_delete_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct word_rule_delete_args),
};

static const struct field chat_history_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct chat_history_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table chat_history_args_path = {
    .fields = chat_history_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct chat_history_args),
};

static const struct field chat_history_args_query_fields[] = {
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct chat_history_args, limit), .has = offsetof(struct chat_history_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct chat_history_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table chat_history_args_query = {
    .fields = chat_history_args_query_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct chat_history_args),
};

static const struct field chat_participants_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct chat_participants_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table chat_participants_args_path = {
    .fields = chat_participants_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct chat_participants_args),
};

static const struct field connector_list_args_query_fields[] = {
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct connector_list_args, limit), .has = offsetof(struct connector_list_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct connector_list_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table connector_list_args_query = {
    .fields = connector_list_args_query_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct connector_list_args),
};

static const struct field connector_create_args_body_fields[] = {
    {.name = VIEW("channel"), .kind = FIELD_ENUM, .required = true, .offset = offsetof(struct connector_create_args, channel), .has = offsetof(struct connector_create_args, has_channel), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9},
    {.name = VIEW("name"), .kind = FIELD_STRING, .offset = offsetof(struct connector_create_args, name), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64},
    {.name = VIEW("adapter"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct connector_create_args, adapter), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 32},
    {.name = VIEW("config"), .kind = FIELD_OBJECT, .offset = offsetof(struct connector_create_args, config), .has = offsetof(struct connector_create_args, config_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 65536},
    {.name = VIEW("rate"), .kind = FIELD_INTEGER, .nullable = true, .offset = offsetof(struct connector_create_args, rate), .has = offsetof(struct connector_create_args, has_rate), .same_as = FIELD_NONE, .low = 1, .high = 10000},
    {.name = VIEW("concurrency"), .kind = FIELD_INTEGER, .nullable = true, .offset = offsetof(struct connector_create_args, concurrency), .has = offsetof(struct connector_create_args, has_concurrency), .same_as = FIELD_NONE, .low = 1, .high = 1000},
    {.name = VIEW("enabled"), .kind = FIELD_BOOLEAN, .offset = offsetof(struct connector_create_args, enabled), .has = offsetof(struct connector_create_args, has_enabled), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .has_fallback = true, .fallback = true},
};
const struct args_table connector_create_args_body = {
    .fields = connector_create_args_body_fields,
    .count = 7,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct connector_create_args),
};

static const struct field connector_get_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct connector_get_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table connector_get_args_path = {
    .fields = connector_get_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct connector_get_args),
};

static const struct field connector_change_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct connector_change_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table connector_change_args_path = {
    .fields = connector_change_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct connector_change_args),
};

static const struct field connector_change_args_body_fields[] = {
    {.name = VIEW("name"), .kind = FIELD_STRING, .offset = offsetof(struct connector_change_args, name), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64},
    {.name = VIEW("adapter"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct connector_change_args, adapter), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 32},
    {.name = VIEW("config"), .kind = FIELD_OBJECT, .offset = offsetof(struct connector_change_args, config), .has = offsetof(struct connector_change_args, config_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 65536},
    {.name = VIEW("rate"), .kind = FIELD_INTEGER, .nullable = true, .offset = offsetof(struct connector_change_args, rate), .has = offsetof(struct connector_change_args, has_rate), .same_as = FIELD_NONE, .low = 1, .high = 10000},
    {.name = VIEW("concurrency"), .kind = FIELD_INTEGER, .nullable = true, .offset = offsetof(struct connector_change_args, concurrency), .has = offsetof(struct connector_change_args, has_concurrency), .same_as = FIELD_NONE, .low = 1, .high = 1000},
    {.name = VIEW("enabled"), .kind = FIELD_BOOLEAN, .offset = offsetof(struct connector_change_args, enabled), .has = offsetof(struct connector_change_args, has_enabled), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table connector_change_args_body = {
    .fields = connector_change_args_body_fields,
    .count = 6,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct connector_change_args),
};

static const struct field connector_delete_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct connector_delete_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table connector_delete_args_path = {
    .fields = connector_delete_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct connector_delete_args),
};

static const struct field connector_unknown_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct connector_unknown_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table connector_unknown_args_path = {
    .fields = connector_unknown_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct connector_unknown_args),
};

static const struct field channel_configure_args_path_fields[] = {
    {.name = VIEW("channel"), .kind = FIELD_ENUM, .required = true, .offset = offsetof(struct channel_configure_args, channel), .has = offsetof(struct channel_configure_args, has_channel), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9},
};
const struct args_table channel_configure_args_path = {
    .fields = channel_configure_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct channel_configure_args),
};

static const struct field channel_configure_args_body_fields[] = {
    {.name = VIEW("connector_id"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct channel_configure_args, connector_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64},
    {.name = VIEW("adapter"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct channel_configure_args, adapter), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 32},
    {.name = VIEW("config"), .kind = FIELD_OBJECT, .offset = offsetof(struct channel_configure_args, config), .has = offsetof(struct channel_configure_args, config_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 65536},
    {.name = VIEW("fields"), .kind = FIELD_OBJECT, .offset = offsetof(struct channel_configure_args, fields), .has = offsetof(struct channel_configure_args, fields_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 65536},
    {.name = VIEW("rate"), .kind = FIELD_INTEGER, .nullable = true, .offset = offsetof(struct channel_configure_args, rate), .has = offsetof(struct channel_configure_args, has_rate), .same_as = FIELD_NONE, .low = 1, .high = 10000},
    {.name = VIEW("concurrency"), .kind = FIELD_INTEGER, .nullable = true, .offset = offsetof(struct channel_configure_args, concurrency), .has = offsetof(struct channel_configure_args, has_concurrency), .same_as = FIELD_NONE, .low = 1, .high = 1000},
    {.name = VIEW("enabled"), .kind = FIELD_BOOLEAN, .offset = offsetof(struct channel_configure_args, enabled), .has = offsetof(struct channel_configure_args, has_enabled), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .has_fallback = true, .fallback = true},
};
const struct args_table channel_configure_args_body = {
    .fields = channel_configure_args_body_fields,
    .count = 7,
    .unknown_to = 3,
    .size = sizeof(struct channel_configure_args),
};

static const struct field channel_status_args_path_fields[] = {
    {.name = VIEW("channel"), .kind = FIELD_ENUM, .required = true, .offset = offsetof(struct channel_status_args, channel), .has = offsetof(struct channel_status_args, has_channel), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9},
};
const struct args_table channel_status_args_path = {
    .fields = channel_status_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct channel_status_args),
};

static const struct field channel_enable_args_path_fields[] = {
    {.name = VIEW("channel"), .kind = FIELD_ENUM, .required = true, .offset = offsetof(struct channel_enable_args, channel), .has = offsetof(struct channel_enable_args, has_channel), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9},
};
const struct args_table channel_enable_args_path = {
    .fields = channel_enable_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct channel_enable_args),
};

static const struct field channel_enable_args_body_fields[] = {
    {.name = VIEW("connector_id"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct channel_enable_args, connector_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64},
    {.name = VIEW("enabled"), .kind = FIELD_BOOLEAN, .offset = offsetof(struct channel_enable_args, enabled), .has = offsetof(struct channel_enable_args, has_enabled), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .has_fallback = true, .fallback = true},
};
const struct args_table channel_enable_args_body = {
    .fields = channel_enable_args_body_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct channel_enable_args),
};

static const struct field channel_test_args_path_fields[] = {
    {.name = VIEW("channel"), .kind = FIELD_ENUM, .required = true, .offset = offsetof(struct channel_test_args, channel), .has = offsetof(struct channel_test_args, has_channel), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9},
};
const struct args_table channel_test_args_path = {
    .fields = channel_test_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct channel_test_args),
};

static const struct field channel_test_args_body_fields[] = {
    {.name = VIEW("connector_id"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct channel_test_args, connector_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64},
    {.name = VIEW("deadline"), .kind = FIELD_INTEGER, .offset = offsetof(struct channel_test_args, deadline), .has = offsetof(struct channel_test_args, has_deadline), .same_as = FIELD_NONE, .low = 1, .high = 15, .has_fallback = true, .fallback = 15},
};
const struct args_table channel_test_args_body = {
    .fields = channel_test_args_body_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct channel_test_args),
};

static const struct field webhook_challenge_args_path_fields[] = {
    {.name = VIEW("channel"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct webhook_challenge_args, channel), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 32},
    {.name = VIEW("connector"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct webhook_challenge_args, connector), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 128},
};
const struct args_table webhook_challenge_args_path = {
    .fields = webhook_challenge_args_path_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct webhook_challenge_args),
};

static const struct field webhook_receive_args_path_fields[] = {
    {.name = VIEW("channel"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct webhook_receive_args, channel), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 32},
    {.name = VIEW("connector"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct webhook_receive_args, connector), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 128},
};
const struct args_table webhook_receive_args_path = {
    .fields = webhook_receive_args_path_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct webhook_receive_args),
};

static const struct field customer_consent_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct customer_consent_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table customer_consent_args_path = {
    .fields = customer_consent_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_consent_args),
};

static const struct field customer_consent_args_query_fields[] = {
    {.name = VIEW("channel"), .kind = FIELD_ENUM, .offset = offsetof(struct customer_consent_args, channel), .has = offsetof(struct customer_consent_args, has_channel), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9},
    {.name = VIEW("purpose"), .kind = FIELD_ENUM, .offset = offsetof(struct customer_consent_args, purpose), .has = offsetof(struct customer_consent_args, has_purpose), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = consent_purpose_choices, .choice_count = 4},
    {.name = VIEW("address"), .kind = FIELD_STRING, .offset = offsetof(struct customer_consent_args, address), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 254},
    {.name = VIEW("at"), .kind = FIELD_TIME, .offset = offsetof(struct customer_consent_args, at_us), .has = offsetof(struct customer_consent_args, has_at_us), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct customer_consent_args, limit), .has = offsetof(struct customer_consent_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct customer_consent_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table customer_consent_args_query = {
    .fields = customer_consent_args_query_fields,
    .count = 6,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_consent_args),
};

static const struct field customer_consent_put_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct customer_consent_put_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table customer_consent_put_args_path = {
    .fields = customer_consent_put_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_consent_put_args),
};

static const struct field customer_consent_put_args_body_fields[] = {
    {.name = VIEW("channel"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct customer_consent_put_args, channel), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 32},
    {.name = VIEW("purpose"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct customer_consent_put_args, purpose), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 32},
    {.name = VIEW("given"), .kind = FIELD_BOOLEAN, .required = true, .offset = offsetof(struct customer_consent_put_args, given), .has = offsetof(struct customer_consent_put_args, has_given), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("address"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct customer_consent_put_args, address), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 254},
    {.name = VIEW("source"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct customer_consent_put_args, source), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64},
    {.name = VIEW("proof"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct customer_consent_put_args, proof), .has = offsetof(struct customer_consent_put_args, proof_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table customer_consent_put_args_body = {
    .fields = customer_consent_put_args_body_fields,
    .count = 6,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_consent_put_args),
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

static const struct field customer_sessions_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct customer_sessions_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table customer_sessions_args_path = {
    .fields = customer_sessions_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_sessions_args),
};

static const struct field customer_sessions_args_query_fields[] = {
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct customer_sessions_args, limit), .has = offsetof(struct customer_sessions_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct customer_sessions_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table customer_sessions_args_query = {
    .fields = customer_sessions_args_query_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_sessions_args),
};

static const struct field customer_context_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct customer_context_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table customer_context_args_path = {
    .fields = customer_context_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_context_args),
};

static const struct field customer_context_args_body_fields[] = {
    {.name = VIEW("context"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct customer_context_args, context), .has = offsetof(struct customer_context_args, context_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table customer_context_args_body = {
    .fields = customer_context_args_body_fields,
    .count = 1,
    .unknown_to = 0,
    .size = sizeof(struct customer_context_args),
};

static const struct field customers_list_args_query_fields[] = {
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct customers_list_args, limit), .has = offsetof(struct customers_list_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct customers_list_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
    {.name = VIEW("email"), .kind = FIELD_STRING, .offset = offsetof(struct customers_list_args, email), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 254},
    {.name = VIEW("phone"), .kind = FIELD_STRING, .offset = offsetof(struct customers_list_args, phone), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 64},
    {.name = VIEW("tag"), .kind = FIELD_STRING, .offset = offsetof(struct customers_list_args, tag), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 64},
    {.name = VIEW("external_system"), .kind = FIELD_STRING, .offset = offsetof(struct customers_list_args, external_system), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 32},
    {.name = VIEW("external_id"), .kind = FIELD_STRING, .offset = offsetof(struct customers_list_args, external_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 200},
};
const struct args_table customers_list_args_query = {
    .fields = customers_list_args_query_fields,
    .count = 7,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customers_list_args),
};

static const struct field identity_new_args_body_fields[] = {
    {.name = VIEW("kind"), .kind = FIELD_ENUM, .required = true, .offset = offsetof(struct identity_new_args, kind), .has = offsetof(struct identity_new_args, has_kind), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = identity_kind_choices, .choice_count = 6},
    {.name = VIEW("address"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct identity_new_args, address), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 254},
    {.name = VIEW("network"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct identity_new_args, network), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 32},
    {.name = VIEW("system"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct identity_new_args, system), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 32},
};
const struct args_table identity_new_args_body = {
    .fields = identity_new_args_body_fields,
    .count = 4,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct identity_new_args),
};

static const struct field customers_create_args_body_tags_item = {.name = VIEW("tags"), .kind = FIELD_STRING, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64};

static const struct field customers_create_args_body_identities_item = {.name = VIEW("identities"), .kind = FIELD_STRUCT, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .table = &identity_new_args_body};

static const struct field customers_create_args_body_fields[] = {
    {.name = VIEW("customer_id"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct customers_create_args, customer_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("profile"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct customers_create_args, profile), .has = offsetof(struct customers_create_args, profile_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("preferences"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct customers_create_args, preferences), .has = offsetof(struct customers_create_args, preferences_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("context"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct customers_create_args, context), .has = offsetof(struct customers_create_args, context_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("tags"), .kind = FIELD_LIST, .nullable = true, .offset = offsetof(struct customers_create_args, tags), .has = offsetof(struct customers_create_args, tags_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 50, .item = &customers_create_args_body_tags_item, .item_size = sizeof(struct view), .items = offsetof(struct customers_create_args, tags_items), .item_count = offsetof(struct customers_create_args, tags_count)},
    {.name = VIEW("identities"), .kind = FIELD_LIST, .nullable = true, .offset = offsetof(struct customers_create_args, identities), .has = offsetof(struct customers_create_args, identities_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 20, .item = &customers_create_args_body_identities_item, .item_size = sizeof(struct identity_new_args), .items = offsetof(struct customers_create_args, identities_items), .item_count = offsetof(struct customers_create_args, identities_count)},
};
const struct args_table customers_create_args_body = {
    .fields = customers_create_args_body_fields,
    .count = 6,
    .unknown_to = 1,
    .size = sizeof(struct customers_create_args),
};

static const struct field customer_profile_get_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct customer_profile_get_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table customer_profile_get_args_path = {
    .fields = customer_profile_get_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_profile_get_args),
};

static const struct field customer_profile_put_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct customer_profile_put_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table customer_profile_put_args_path = {
    .fields = customer_profile_put_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_profile_put_args),
};

static const struct field customer_profile_put_args_body_tags_item = {.name = VIEW("tags"), .kind = FIELD_STRING, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64};

static const struct field customer_profile_put_args_body_fields[] = {
    {.name = VIEW("profile"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct customer_profile_put_args, profile), .has = offsetof(struct customer_profile_put_args, profile_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("preferences"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct customer_profile_put_args, preferences), .has = offsetof(struct customer_profile_put_args, preferences_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("context"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct customer_profile_put_args, context), .has = offsetof(struct customer_profile_put_args, context_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("tags"), .kind = FIELD_LIST, .nullable = true, .offset = offsetof(struct customer_profile_put_args, tags), .has = offsetof(struct customer_profile_put_args, tags_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 50, .item = &customer_profile_put_args_body_tags_item, .item_size = sizeof(struct view), .items = offsetof(struct customer_profile_put_args, tags_items), .item_count = offsetof(struct customer_profile_put_args, tags_count)},
};
const struct args_table customer_profile_put_args_body = {
    .fields = customer_profile_put_args_body_fields,
    .count = 4,
    .unknown_to = 0,
    .size = sizeof(struct customer_profile_put_args),
};

static const struct field customer_tags_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct customer_tags_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table customer_tags_args_path = {
    .fields = customer_tags_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_tags_args),
};

static const struct field customer_tags_args_body_tags_item = {.name = VIEW("tags"), .kind = FIELD_STRING, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64};

static const struct field customer_tags_args_body_fields[] = {
    {.name = VIEW("tags"), .kind = FIELD_LIST, .required = true, .nullable = true, .offset = offsetof(struct customer_tags_args, tags), .has = offsetof(struct customer_tags_args, tags_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 50, .item = &customer_tags_args_body_tags_item, .item_size = sizeof(struct view), .items = offsetof(struct customer_tags_args, tags_items), .item_count = offsetof(struct customer_tags_args, tags_count)},
};
const struct args_table customer_tags_args_body = {
    .fields = customer_tags_args_body_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_tags_args),
};

static const struct field customer_block_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct customer_block_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table customer_block_args_path = {
    .fields = customer_block_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_block_args),
};

static const struct field customer_block_args_body_fields[] = {
    {.name = VIEW("blocked"), .kind = FIELD_BOOLEAN, .offset = offsetof(struct customer_block_args, blocked), .has = offsetof(struct customer_block_args, has_blocked), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .has_fallback = true, .fallback = true},
    {.name = VIEW("reason"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct customer_block_args, reason), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 500},
};
const struct args_table customer_block_args_body = {
    .fields = customer_block_args_body_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_block_args),
};

static const struct field customer_merge_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct customer_merge_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table customer_merge_args_path = {
    .fields = customer_merge_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_merge_args),
};

static const struct field customer_merge_args_body_fields[] = {
    {.name = VIEW("customer_id"), .kind = FIELD_ID, .required = true, .refuses_words = true, .offset = offsetof(struct customer_merge_args, customer_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("other_customer_id"), .kind = FIELD_ID, .refuses_words = true, .offset = offsetof(struct customer_merge_args, customer_id), .has = FIELD_NONE, .same_as = 0, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("reason"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct customer_merge_args, reason), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 500},
};
const struct args_table customer_merge_args_body = {
    .fields = customer_merge_args_body_fields,
    .count = 3,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_merge_args),
};

static const struct field customer_unmerge_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct customer_unmerge_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table customer_unmerge_args_path = {
    .fields = customer_unmerge_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_unmerge_args),
};

static const struct field customer_unmerge_args_body_fields[] = {
    {.name = VIEW("customer_id"), .kind = FIELD_ID, .required = true, .refuses_words = true, .offset = offsetof(struct customer_unmerge_args, customer_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("other_customer_id"), .kind = FIELD_ID, .refuses_words = true, .offset = offsetof(struct customer_unmerge_args, customer_id), .has = FIELD_NONE, .same_as = 0, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("reason"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct customer_unmerge_args, reason), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 500},
};
const struct args_table customer_unmerge_args_body = {
    .fields = customer_unmerge_args_body_fields,
    .count = 3,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_unmerge_args),
};

static const struct field customer_identities_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct customer_identities_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table customer_identities_args_path = {
    .fields = customer_identities_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_identities_args),
};

static const struct field customer_identity_add_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct customer_identity_add_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table customer_identity_add_args_path = {
    .fields = customer_identity_add_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_identity_add_args),
};

static const struct field customer_identity_add_args_body_fields[] = {
    {.name = VIEW("kind"), .kind = FIELD_ENUM, .required = true, .offset = offsetof(struct customer_identity_add_args, kind), .has = offsetof(struct customer_identity_add_args, has_kind), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = identity_kind_choices, .choice_count = 6},
    {.name = VIEW("address"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct customer_identity_add_args, address), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 254},
    {.name = VIEW("network"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct customer_identity_add_args, network), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 32},
    {.name = VIEW("system"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct customer_identity_add_args, system), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 32},
};
const struct args_table customer_identity_add_args_body = {
    .fields = customer_identity_add_args_body_fields,
    .count = 4,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_identity_add_args),
};

static const struct field customer_identity_remove_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct customer_identity_remove_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("identity_id"), .kind = FIELD_INTEGER, .required = true, .offset = offsetof(struct customer_identity_remove_args, identity_id), .has = offsetof(struct customer_identity_remove_args, has_identity_id), .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX},
};
const struct args_table customer_identity_remove_args_path = {
    .fields = customer_identity_remove_args_path_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_identity_remove_args),
};

static const struct field customer_export_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct customer_export_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table customer_export_args_path = {
    .fields = customer_export_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_export_args),
};

static const struct field customer_erase_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct customer_erase_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table customer_erase_args_path = {
    .fields = customer_erase_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct customer_erase_args),
};

static const struct field delivery_list_args_query_fields[] = {
    {.name = VIEW("state"), .kind = FIELD_ENUM, .offset = offsetof(struct delivery_list_args, state), .has = offsetof(struct delivery_list_args, has_state), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = delivery_filter_choices, .choice_count = 6},
    {.name = VIEW("channel"), .kind = FIELD_ENUM, .offset = offsetof(struct delivery_list_args, channel), .has = offsetof(struct delivery_list_args, has_channel), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9},
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct delivery_list_args, limit), .has = offsetof(struct delivery_list_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct delivery_list_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table delivery_list_args_query = {
    .fields = delivery_list_args_query_fields,
    .count = 4,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct delivery_list_args),
};

static const struct field delivery_get_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct delivery_get_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table delivery_get_args_path = {
    .fields = delivery_get_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct delivery_get_args),
};

static const struct field delivery_replay_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct delivery_replay_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table delivery_replay_args_path = {
    .fields = delivery_replay_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct delivery_replay_args),
};

static const struct field delivery_replay_args_body_fields[] = {
    {.name = VIEW("accept_duplicate"), .kind = FIELD_BOOLEAN, .offset = offsetof(struct delivery_replay_args, accept_duplicate), .has = offsetof(struct delivery_replay_args, has_accept_duplicate), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .has_fallback = true, .fallback = false},
};
const struct args_table delivery_replay_args_body = {
    .fields = delivery_replay_args_body_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct delivery_replay_args),
};

static const struct field delivery_cancel_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct delivery_cancel_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table delivery_cancel_args_path = {
    .fields = delivery_cancel_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct delivery_cancel_args),
};

static const struct field attachment_create_args_query_fields[] = {
    {.name = VIEW("name"), .kind = FIELD_STRING, .offset = offsetof(struct attachment_create_args, name), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 1024},
    {.name = VIEW("session_id"), .kind = FIELD_ID, .offset = offsetof(struct attachment_create_args, session_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table attachment_create_args_query = {
    .fields = attachment_create_args_query_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct attachment_create_args),
};

static const struct field attachment_get_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct attachment_get_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table attachment_get_args_path = {
    .fields = attachment_get_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct attachment_get_args),
};

static const struct field attachment_get_args_query_fields[] = {
    {.name = VIEW("thumbnail"), .kind = FIELD_INTEGER, .offset = offsetof(struct attachment_get_args, thumbnail), .has = offsetof(struct attachment_get_args, has_thumbnail), .same_as = FIELD_NONE, .low = 0, .high = 1, .has_fallback = true, .fallback = 0},
    {.name = VIEW("expires"), .kind = FIELD_INTEGER, .offset = offsetof(struct attachment_get_args, expires), .has = offsetof(struct attachment_get_args, has_expires), .same_as = FIELD_NONE, .low = 0, .high = INT64_MAX},
    {.name = VIEW("signature"), .kind = FIELD_STRING, .offset = offsetof(struct attachment_get_args, signature), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = 100, .max_bytes = 100},
};
const struct args_table attachment_get_args_query = {
    .fields = attachment_get_args_query_fields,
    .count = 3,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct attachment_get_args),
};

static const struct field attachment_link_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct attachment_link_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table attachment_link_args_path = {
    .fields = attachment_link_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct attachment_link_args),
};

static const struct field job_list_args_query_fields[] = {
    {.name = VIEW("state"), .kind = FIELD_ENUM, .offset = offsetof(struct job_list_args, state), .has = offsetof(struct job_list_args, has_state), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = job_state_choices, .choice_count = 5},
    {.name = VIEW("kind"), .kind = FIELD_ENUM, .offset = offsetof(struct job_list_args, kind), .has = offsetof(struct job_list_args, has_kind), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = job_kind_choices, .choice_count = 7},
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct job_list_args, limit), .has = offsetof(struct job_list_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct job_list_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table job_list_args_query = {
    .fields = job_list_args_query_fields,
    .count = 4,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct job_list_args),
};

static const struct field job_get_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct job_get_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table job_get_args_path = {
    .fields = job_get_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct job_get_args),
};

static const struct field job_cancel_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct job_cancel_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table job_cancel_args_path = {
    .fields = job_cancel_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct job_cancel_args),
};

static const struct field job_file_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct job_file_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table job_file_args_path = {
    .fields = job_file_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct job_file_args),
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

static const struct field message_bulk_process_args_body_fields[] = {
    {.name = VIEW("messages"), .kind = FIELD_ARRAY, .required = true, .offset = offsetof(struct message_bulk_process_args, messages), .has = offsetof(struct message_bulk_process_args, messages_json), .same_as = FIELD_NONE, .low = 1, .high = 1000},
};
const struct args_table message_bulk_process_args_body = {
    .fields = message_bulk_process_args_body_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct message_bulk_process_args),
};

static const struct field message_respond_args_body_quick_replies_item = {.name = VIEW("quick_replies"), .kind = FIELD_STRUCT, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .table = &quick_reply_args_body};

static const struct field message_respond_args_body_fallback_item = {.name = VIEW("fallback"), .kind = FIELD_ENUM, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9};

static const struct field message_respond_args_body_fields[] = {
    {.name = VIEW("session_id"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct message_respond_args, session_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("customer_id"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct message_respond_args, customer_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("channel"), .kind = FIELD_ENUM, .nullable = true, .offset = offsetof(struct message_respond_args, channel), .has = offsetof(struct message_respond_args, has_channel), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9},
    {.name = VIEW("content"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct message_respond_args, content), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 65536},
    {.name = VIEW("agent_id"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct message_respond_args, agent_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("attachments"), .kind = FIELD_ARRAY, .nullable = true, .offset = offsetof(struct message_respond_args, attachments), .has = offsetof(struct message_respond_args, attachments_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 20, .max_bytes = 65536},
    {.name = VIEW("quick_replies"), .kind = FIELD_LIST, .nullable = true, .offset = offsetof(struct message_respond_args, quick_replies), .has = offsetof(struct message_respond_args, quick_replies_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 10, .item = &message_respond_args_body_quick_replies_item, .item_size = sizeof(struct quick_reply_args), .items = offsetof(struct message_respond_args, quick_replies_items), .item_count = offsetof(struct message_respond_args, quick_replies_count)},
    {.name = VIEW("to"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct message_respond_args, to), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
    {.name = VIEW("purpose"), .kind = FIELD_ENUM, .offset = offsetof(struct message_respond_args, purpose), .has = offsetof(struct message_respond_args, has_purpose), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = consent_purpose_choices, .choice_count = 3},
    {.name = VIEW("send_at"), .kind = FIELD_TIME, .nullable = true, .offset = offsetof(struct message_respond_args, send_at_us), .has = offsetof(struct message_respond_args, has_send_at_us), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("expires_at"), .kind = FIELD_TIME, .nullable = true, .offset = offsetof(struct message_respond_args, expires_at_us), .has = offsetof(struct message_respond_args, has_expires_at_us), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("fallback"), .kind = FIELD_LIST, .nullable = true, .offset = offsetof(struct message_respond_args, fallback), .has = offsetof(struct message_respond_args, fallback_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 9, .item = &message_respond_args_body_fallback_item, .item_size = sizeof(enum channel), .items = offsetof(struct message_respond_args, fallback_items), .item_count = offsetof(struct message_respond_args, fallback_count)},
    {.name = VIEW("metadata"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct message_respond_args, metadata), .has = offsetof(struct message_respond_args, metadata_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 65536},
};
const struct args_table message_respond_args_body = {
    .fields = message_respond_args_body_fields,
    .count = 13,
    .unknown_to = 12,
    .size = sizeof(struct message_respond_args),
};

static const struct field message_get_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct message_get_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table message_get_args_path = {
    .fields = message_get_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct message_get_args),
};

static const struct field message_edit_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct message_edit_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table message_edit_args_path = {
    .fields = message_edit_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct message_edit_args),
};

static const struct field message_edit_args_body_fields[] = {
    {.name = VIEW("content"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct message_edit_args, content), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 65536},
};
const struct args_table message_edit_args_body = {
    .fields = message_edit_args_body_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct message_edit_args),
};

static const struct field notification_list_args_query_fields[] = {
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct notification_list_args, limit), .has = offsetof(struct notification_list_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct notification_list_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
    {.name = VIEW("unread_only"), .kind = FIELD_BOOLEAN, .offset = offsetof(struct notification_list_args, unread_only), .has = offsetof(struct notification_list_args, has_unread_only), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .has_fallback = true, .fallback = false},
    {.name = VIEW("agent_id"), .kind = FIELD_ID, .offset = offsetof(struct notification_list_args, agent_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table notification_list_args_query = {
    .fields = notification_list_args_query_fields,
    .count = 4,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct notification_list_args),
};

static const struct field notification_history_args_query_fields[] = {
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct notification_history_args, limit), .has = offsetof(struct notification_history_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct notification_history_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
    {.name = VIEW("agent_id"), .kind = FIELD_ID, .offset = offsetof(struct notification_history_args, agent_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table notification_history_args_query = {
    .fields = notification_history_args_query_fields,
    .count = 3,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct notification_history_args),
};

static const struct field notification_read_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct notification_read_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table notification_read_args_path = {
    .fields = notification_read_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct notification_read_args),
};

static const struct field notification_send_args_body_agents_item = {.name = VIEW("agents"), .kind = FIELD_ID, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX};

static const struct field notification_send_args_body_fields[] = {
    {.name = VIEW("agents"), .kind = FIELD_LIST, .required = true, .offset = offsetof(struct notification_send_args, agents), .has = offsetof(struct notification_send_args, agents_json), .same_as = FIELD_NONE, .low = 1, .high = 50, .item = &notification_send_args_body_agents_item, .item_size = sizeof(struct view), .items = offsetof(struct notification_send_args, agents_items), .item_count = offsetof(struct notification_send_args, agents_count)},
    {.name = VIEW("type"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct notification_send_args, type), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64},
    {.name = VIEW("title"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct notification_send_args, title), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 200},
    {.name = VIEW("message"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct notification_send_args, message), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 4096},
};
const struct args_table notification_send_args_body = {
    .fields = notification_send_args_body_fields,
    .count = 4,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct notification_send_args),
};

static const struct field notification_preferences_args_body_muted_item = {.name = VIEW("muted"), .kind = FIELD_STRING, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64};

static const struct field notification_preferences_args_body_fields[] = {
    {.name = VIEW("agent_id"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct notification_preferences_args, agent_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("muted"), .kind = FIELD_LIST, .nullable = true, .offset = offsetof(struct notification_preferences_args, muted), .has = offsetof(struct notification_preferences_args, muted_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 50, .item = &notification_preferences_args_body_muted_item, .item_size = sizeof(struct view), .items = offsetof(struct notification_preferences_args, muted_items), .item_count = offsetof(struct notification_preferences_args, muted_count)},
};
const struct args_table notification_preferences_args_body = {
    .fields = notification_preferences_args_body_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct notification_preferences_args),
};

static const struct field device_subscribe_args_body_fields[] = {
    {.name = VIEW("token"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct device_subscribe_args, token), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 4096},
    {.name = VIEW("endpoint"), .kind = FIELD_STRING, .offset = offsetof(struct device_subscribe_args, token), .has = FIELD_NONE, .same_as = 0, .low = 1, .high = INT64_MAX, .max_bytes = 4096},
    {.name = VIEW("platform"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct device_subscribe_args, platform), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 32},
    {.name = VIEW("keys"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct device_subscribe_args, keys), .has = offsetof(struct device_subscribe_args, keys_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table device_subscribe_args_body = {
    .fields = device_subscribe_args_body_fields,
    .count = 4,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct device_subscribe_args),
};

static const struct field device_remove_args_body_fields[] = {
    {.name = VIEW("token"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct device_remove_args, token), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 4096},
};
const struct args_table device_remove_args_body = {
    .fields = device_remove_args_body_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct device_remove_args),
};

static const struct field audit_list_args_query_fields[] = {
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct audit_list_args, limit), .has = offsetof(struct audit_list_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct audit_list_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
    {.name = VIEW("object"), .kind = FIELD_STRING, .offset = offsetof(struct audit_list_args, object), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64},
    {.name = VIEW("object_id"), .kind = FIELD_ID, .offset = offsetof(struct audit_list_args, object_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("actor"), .kind = FIELD_ID, .offset = offsetof(struct audit_list_args, actor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("action"), .kind = FIELD_STRING, .offset = offsetof(struct audit_list_args, action), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64},
};
const struct args_table audit_list_args_query = {
    .fields = audit_list_args_query_fields,
    .count = 6,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct audit_list_args),
};

static const struct field operator_backup_start_args_body_fields[] = {
    {.name = VIEW("to"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct operator_backup_start_args, to), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = 3000},
};
const struct args_table operator_backup_start_args_body = {
    .fields = operator_backup_start_args_body_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct operator_backup_start_args),
};

static const struct field search_args_query_fields[] = {
    {.name = VIEW("q"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct search_args, q), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
    {.name = VIEW("type"), .kind = FIELD_ENUM, .offset = offsetof(struct search_args, type), .has = offsetof(struct search_args, has_type), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = search_type_choices, .choice_count = 2},
    {.name = VIEW("channel"), .kind = FIELD_ENUM, .offset = offsetof(struct search_args, channel), .has = offsetof(struct search_args, has_channel), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9},
    {.name = VIEW("customer_id"), .kind = FIELD_ID, .offset = offsetof(struct search_args, customer_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("session_id"), .kind = FIELD_ID, .offset = offsetof(struct search_args, session_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("author"), .kind = FIELD_ENUM, .offset = offsetof(struct search_args, author), .has = offsetof(struct search_args, has_author), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = author_type_choices, .choice_count = 3},
    {.name = VIEW("from"), .kind = FIELD_TIME, .offset = offsetof(struct search_args, from_us), .has = offsetof(struct search_args, has_from_us), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("to"), .kind = FIELD_TIME, .offset = offsetof(struct search_args, to_us), .has = offsetof(struct search_args, has_to_us), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct search_args, limit), .has = offsetof(struct search_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 100, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct search_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table search_args_query = {
    .fields = search_args_query_fields,
    .count = 10,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct search_args),
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

static const struct field session_update_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct session_update_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table session_update_args_path = {
    .fields = session_update_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_update_args),
};

static const struct field session_update_args_body_tags_item = {.name = VIEW("tags"), .kind = FIELD_STRING, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64};

static const struct field session_update_args_body_fields[] = {
    {.name = VIEW("priority"), .kind = FIELD_ENUM, .nullable = true, .offset = offsetof(struct session_update_args, priority), .has = offsetof(struct session_update_args, has_priority), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = priority_choices, .choice_count = 4},
    {.name = VIEW("status"), .kind = FIELD_ENUM, .nullable = true, .offset = offsetof(struct session_update_args, status), .has = offsetof(struct session_update_args, has_status), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = session_status_choices, .choice_count = 4},
    {.name = VIEW("context"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct session_update_args, context), .has = offsetof(struct session_update_args, context_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("sentiment"), .kind = FIELD_ANY, .offset = offsetof(struct session_update_args, sentiment), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("tags"), .kind = FIELD_LIST, .nullable = true, .offset = offsetof(struct session_update_args, tags), .has = offsetof(struct session_update_args, tags_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 50, .item = &session_update_args_body_tags_item, .item_size = sizeof(struct view), .items = offsetof(struct session_update_args, tags_items), .item_count = offsetof(struct session_update_args, tags_count)},
    {.name = VIEW("agent_id"), .kind = FIELD_ANY, .takes_null = true, .offset = offsetof(struct session_update_args, agent_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("queue"), .kind = FIELD_ANY, .takes_null = true, .offset = offsetof(struct session_update_args, queue), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table session_update_args_body = {
    .fields = session_update_args_body_fields,
    .count = 7,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_update_args),
};

static const struct field session_close_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct session_close_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table session_close_args_path = {
    .fields = session_close_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_close_args),
};

static const struct field sessions_active_args_query_fields[] = {
    {.name = VIEW("status"), .kind = FIELD_ENUM, .offset = offsetof(struct sessions_active_args, status), .has = offsetof(struct sessions_active_args, has_status), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = session_list_status_choices, .choice_count = 3},
    {.name = VIEW("channel"), .kind = FIELD_ENUM, .offset = offsetof(struct sessions_active_args, channel), .has = offsetof(struct sessions_active_args, has_channel), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9},
    {.name = VIEW("priority"), .kind = FIELD_ENUM, .offset = offsetof(struct sessions_active_args, priority), .has = offsetof(struct sessions_active_args, has_priority), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = priority_choices, .choice_count = 4},
    {.name = VIEW("agent_id"), .kind = FIELD_ID, .offset = offsetof(struct sessions_active_args, agent_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("unassigned"), .kind = FIELD_BOOLEAN, .offset = offsetof(struct sessions_active_args, unassigned), .has = offsetof(struct sessions_active_args, has_unassigned), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("queue"), .kind = FIELD_ID, .offset = offsetof(struct sessions_active_args, queue), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("tag"), .kind = FIELD_STRING, .offset = offsetof(struct sessions_active_args, tag), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64},
    {.name = VIEW("customer_id"), .kind = FIELD_ID, .offset = offsetof(struct sessions_active_args, customer_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("sort"), .kind = FIELD_ENUM, .offset = offsetof(struct sessions_active_args, sort), .has = offsetof(struct sessions_active_args, has_sort), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .has_fallback = true, .fallback = SESSION_SORT_LAST_ACTIVITY, .choices = session_sort_choices, .choice_count = 4},
    {.name = VIEW("order"), .kind = FIELD_ENUM, .offset = offsetof(struct sessions_active_args, order), .has = offsetof(struct sessions_active_args, has_order), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .has_fallback = true, .fallback = SESSIONS_ACTIVE_ORDER_DESC, .choices = sessions_active_order_choices, .choice_count = 2},
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct sessions_active_args, limit), .has = offsetof(struct sessions_active_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct sessions_active_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table sessions_active_args_query = {
    .fields = sessions_active_args_query_fields,
    .count = 12,
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

static const struct field session_events_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct session_events_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table session_events_args_path = {
    .fields = session_events_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_events_args),
};

static const struct field session_events_args_query_fields[] = {
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct session_events_args, limit), .has = offsetof(struct session_events_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct session_events_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table session_events_args_query = {
    .fields = session_events_args_query_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_events_args),
};

static const struct field session_resolve_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct session_resolve_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table session_resolve_args_path = {
    .fields = session_resolve_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_resolve_args),
};

static const struct field session_resolve_args_body_fields[] = {
    {.name = VIEW("resolution"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct session_resolve_args, resolution), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 4096},
    {.name = VIEW("reason"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct session_resolve_args, reason), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 500},
};
const struct args_table session_resolve_args_body = {
    .fields = session_resolve_args_body_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_resolve_args),
};

static const struct field session_reopen_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct session_reopen_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table session_reopen_args_path = {
    .fields = session_reopen_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_reopen_args),
};

static const struct field session_reopen_args_body_fields[] = {
    {.name = VIEW("reason"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct session_reopen_args, reason), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 500},
};
const struct args_table session_reopen_args_body = {
    .fields = session_reopen_args_body_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_reopen_args),
};

static const struct field session_assign_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct session_assign_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table session_assign_args_path = {
    .fields = session_assign_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_assign_args),
};

static const struct field session_assign_args_body_fields[] = {
    {.name = VIEW("agent_id"), .kind = FIELD_ANY, .takes_null = true, .offset = offsetof(struct session_assign_args, agent_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("queue"), .kind = FIELD_ANY, .takes_null = true, .offset = offsetof(struct session_assign_args, queue), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("reason"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct session_assign_args, reason), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 500},
};
const struct args_table session_assign_args_body = {
    .fields = session_assign_args_body_fields,
    .count = 3,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_assign_args),
};

static const struct field session_note_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct session_note_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table session_note_args_path = {
    .fields = session_note_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_note_args),
};

static const struct field session_note_args_body_mentions_item = {.name = VIEW("mentions"), .kind = FIELD_ID, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX};

static const struct field session_note_args_body_fields[] = {
    {.name = VIEW("content"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct session_note_args, content), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 65536},
    {.name = VIEW("agent_id"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct session_note_args, agent_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("mentions"), .kind = FIELD_LIST, .nullable = true, .offset = offsetof(struct session_note_args, mentions), .has = offsetof(struct session_note_args, mentions_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 20, .item = &session_note_args_body_mentions_item, .item_size = sizeof(struct view), .items = offsetof(struct session_note_args, mentions_items), .item_count = offsetof(struct session_note_args, mentions_count)},
};
const struct args_table session_note_args_body = {
    .fields = session_note_args_body_fields,
    .count = 3,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_note_args),
};

static const struct field session_snooze_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct session_snooze_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table session_snooze_args_path = {
    .fields = session_snooze_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_snooze_args),
};

static const struct field session_snooze_args_body_fields[] = {
    {.name = VIEW("until"), .kind = FIELD_ANY, .takes_null = true, .offset = offsetof(struct session_snooze_args, until), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("seconds"), .kind = FIELD_INTEGER, .nullable = true, .offset = offsetof(struct session_snooze_args, seconds), .has = offsetof(struct session_snooze_args, has_seconds), .same_as = FIELD_NONE, .low = 1, .high = 31536000},
    {.name = VIEW("reason"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct session_snooze_args, reason), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 500},
};
const struct args_table session_snooze_args_body = {
    .fields = session_snooze_args_body_fields,
    .count = 3,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_snooze_args),
};

static const struct field session_remind_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct session_remind_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table session_remind_args_path = {
    .fields = session_remind_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_remind_args),
};

static const struct field session_remind_args_body_fields[] = {
    {.name = VIEW("at"), .kind = FIELD_ANY, .takes_null = true, .offset = offsetof(struct session_remind_args, at), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("seconds"), .kind = FIELD_INTEGER, .nullable = true, .offset = offsetof(struct session_remind_args, seconds), .has = offsetof(struct session_remind_args, has_seconds), .same_as = FIELD_NONE, .low = 1, .high = 31536000},
    {.name = VIEW("agent_id"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct session_remind_args, agent_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("note"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct session_remind_args, note), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 500},
};
const struct args_table session_remind_args_body = {
    .fields = session_remind_args_body_fields,
    .count = 4,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_remind_args),
};

static const struct field session_tag_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct session_tag_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table session_tag_args_path = {
    .fields = session_tag_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_tag_args),
};

static const struct field session_tag_args_body_tags_item = {.name = VIEW("tags"), .kind = FIELD_STRING, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64};

static const struct field session_tag_args_body_add_item = {.name = VIEW("add"), .kind = FIELD_STRING, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64};

static const struct field session_tag_args_body_remove_item = {.name = VIEW("remove"), .kind = FIELD_STRING, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64};

static const struct field session_tag_args_body_fields[] = {
    {.name = VIEW("tags"), .kind = FIELD_LIST, .nullable = true, .offset = offsetof(struct session_tag_args, tags), .has = offsetof(struct session_tag_args, tags_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 50, .item = &session_tag_args_body_tags_item, .item_size = sizeof(struct view), .items = offsetof(struct session_tag_args, tags_items), .item_count = offsetof(struct session_tag_args, tags_count)},
    {.name = VIEW("add"), .kind = FIELD_LIST, .nullable = true, .offset = offsetof(struct session_tag_args, add), .has = offsetof(struct session_tag_args, add_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 50, .item = &session_tag_args_body_add_item, .item_size = sizeof(struct view), .items = offsetof(struct session_tag_args, add_items), .item_count = offsetof(struct session_tag_args, add_count)},
    {.name = VIEW("remove"), .kind = FIELD_LIST, .nullable = true, .offset = offsetof(struct session_tag_args, remove), .has = offsetof(struct session_tag_args, remove_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 50, .item = &session_tag_args_body_remove_item, .item_size = sizeof(struct view), .items = offsetof(struct session_tag_args, remove_items), .item_count = offsetof(struct session_tag_args, remove_count)},
};
const struct args_table session_tag_args_body = {
    .fields = session_tag_args_body_fields,
    .count = 3,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_tag_args),
};

static const struct field session_merge_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct session_merge_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table session_merge_args_path = {
    .fields = session_merge_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_merge_args),
};

static const struct field session_merge_args_body_fields[] = {
    {.name = VIEW("session_id"), .kind = FIELD_ID, .required = true, .refuses_words = true, .offset = offsetof(struct session_merge_args, session_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table session_merge_args_body = {
    .fields = session_merge_args_body_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_merge_args),
};

static const struct field session_csat_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct session_csat_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table session_csat_args_path = {
    .fields = session_csat_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_csat_args),
};

static const struct field session_csat_args_body_fields[] = {
    {.name = VIEW("score"), .kind = FIELD_INTEGER, .required = true, .offset = offsetof(struct session_csat_args, score), .has = offsetof(struct session_csat_args, has_score), .same_as = FIELD_NONE, .low = 1, .high = 5},
    {.name = VIEW("comment"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct session_csat_args, comment), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 4096},
};
const struct args_table session_csat_args_body = {
    .fields = session_csat_args_body_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_csat_args),
};

static const struct field sms_send_args_body_media_urls_item = {.name = VIEW("media_urls"), .kind = FIELD_STRING, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 8, .high = INT64_MAX, .max_bytes = 2048};

static const struct field sms_send_args_body_fallback_item = {.name = VIEW("fallback"), .kind = FIELD_ENUM, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9};

static const struct field sms_send_args_body_fields[] = {
    {.name = VIEW("to"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct sms_send_args, to), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64},
    {.name = VIEW("message"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct sms_send_args, message), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 6400},
    {.name = VIEW("content"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct sms_send_args, content), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 6400},
    {.name = VIEW("customer_id"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct sms_send_args, customer_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("session_id"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct sms_send_args, session_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("agent_id"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct sms_send_args, agent_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("media_urls"), .kind = FIELD_LIST, .nullable = true, .offset = offsetof(struct sms_send_args, media_urls), .has = offsetof(struct sms_send_args, media_urls_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 10, .max_bytes = 32768, .item = &sms_send_args_body_media_urls_item, .item_size = sizeof(struct view), .items = offsetof(struct sms_send_args, media_urls_items), .item_count = offsetof(struct sms_send_args, media_urls_count)},
    {.name = VIEW("attachments"), .kind = FIELD_ARRAY, .nullable = true, .offset = offsetof(struct sms_send_args, attachments), .has = offsetof(struct sms_send_args, attachments_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 10, .max_bytes = 65536},
    {.name = VIEW("purpose"), .kind = FIELD_ENUM, .nullable = true, .offset = offsetof(struct sms_send_args, purpose), .has = offsetof(struct sms_send_args, has_purpose), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = consent_purpose_choices, .choice_count = 3},
    {.name = VIEW("send_at"), .kind = FIELD_TIME, .nullable = true, .offset = offsetof(struct sms_send_args, send_at_us), .has = offsetof(struct sms_send_args, has_send_at_us), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("expires_at"), .kind = FIELD_TIME, .nullable = true, .offset = offsetof(struct sms_send_args, expires_at_us), .has = offsetof(struct sms_send_args, has_expires_at_us), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("connector_id"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct sms_send_args, connector_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64},
    {.name = VIEW("fallback"), .kind = FIELD_LIST, .nullable = true, .offset = offsetof(struct sms_send_args, fallback), .has = offsetof(struct sms_send_args, fallback_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 9, .item = &sms_send_args_body_fallback_item, .item_size = sizeof(enum channel), .items = offsetof(struct sms_send_args, fallback_items), .item_count = offsetof(struct sms_send_args, fallback_count)},
    {.name = VIEW("metadata"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct sms_send_args, metadata), .has = offsetof(struct sms_send_args, metadata_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 65536},
};
const struct args_table sms_send_args_body = {
    .fields = sms_send_args_body_fields,
    .count = 14,
    .unknown_to = 13,
    .size = sizeof(struct sms_send_args),
};

static const struct field sms_bulk_send_args_body_numbers_item = {.name = VIEW("numbers"), .kind = FIELD_STRING, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64};

static const struct field sms_bulk_send_args_body_fallback_item = {.name = VIEW("fallback"), .kind = FIELD_ENUM, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9};

static const struct field sms_bulk_send_args_body_fields[] = {
    {.name = VIEW("message"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct sms_bulk_send_args, message), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 6400},
    {.name = VIEW("recipients"), .kind = FIELD_ARRAY, .nullable = true, .offset = offsetof(struct sms_bulk_send_args, recipients), .has = offsetof(struct sms_bulk_send_args, recipients_json), .same_as = FIELD_NONE, .low = 1, .high = 10000},
    {.name = VIEW("numbers"), .kind = FIELD_LIST, .nullable = true, .offset = offsetof(struct sms_bulk_send_args, numbers), .has = offsetof(struct sms_bulk_send_args, numbers_json), .same_as = FIELD_NONE, .low = 1, .high = 10000, .item = &sms_bulk_send_args_body_numbers_item, .item_size = sizeof(struct view), .items = offsetof(struct sms_bulk_send_args, numbers_items), .item_count = offsetof(struct sms_bulk_send_args, numbers_count)},
    {.name = VIEW("purpose"), .kind = FIELD_ENUM, .nullable = true, .offset = offsetof(struct sms_bulk_send_args, purpose), .has = offsetof(struct sms_bulk_send_args, has_purpose), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = consent_purpose_choices, .choice_count = 3},
    {.name = VIEW("send_at"), .kind = FIELD_TIME, .nullable = true, .offset = offsetof(struct sms_bulk_send_args, send_at_us), .has = offsetof(struct sms_bulk_send_args, has_send_at_us), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("expires_at"), .kind = FIELD_TIME, .nullable = true, .offset = offsetof(struct sms_bulk_send_args, expires_at_us), .has = offsetof(struct sms_bulk_send_args, has_expires_at_us), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("connector_id"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct sms_bulk_send_args, connector_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64},
    {.name = VIEW("fallback"), .kind = FIELD_LIST, .nullable = true, .offset = offsetof(struct sms_bulk_send_args, fallback), .has = offsetof(struct sms_bulk_send_args, fallback_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 9, .item = &sms_bulk_send_args_body_fallback_item, .item_size = sizeof(enum channel), .items = offsetof(struct sms_bulk_send_args, fallback_items), .item_count = offsetof(struct sms_bulk_send_args, fallback_count)},
};
const struct args_table sms_bulk_send_args_body = {
    .fields = sms_bulk_send_args_body_fields,
    .count = 8,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct sms_bulk_send_args),
};

static const struct field sms_inbox_args_query_fields[] = {
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct sms_inbox_args, limit), .has = offsetof(struct sms_inbox_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct sms_inbox_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table sms_inbox_args_query = {
    .fields = sms_inbox_args_query_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct sms_inbox_args),
};

static const struct field sms_status_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct sms_status_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table sms_status_args_path = {
    .fields = sms_status_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct sms_status_args),
};

static const struct field tag_list_args_query_fields[] = {
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct tag_list_args, limit), .has = offsetof(struct tag_list_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct tag_list_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table tag_list_args_query = {
    .fields = tag_list_args_query_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct tag_list_args),
};

static const struct field tag_put_args_body_fields[] = {
    {.name = VIEW("name"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct tag_put_args, name), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64},
    {.name = VIEW("color"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct tag_put_args, color), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 32},
};
const struct args_table tag_put_args_body = {
    .fields = tag_put_args_body_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct tag_put_args),
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
    {.name = VIEW("secrets"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct tenant_change_args, secrets), .has = offsetof(struct tenant_change_args, secrets_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table tenant_change_args_body = {
    .fields = tenant_change_args_body_fields,
    .count = 4,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct tenant_change_args),
};

static const struct field transfer_channel_args_body_fields[] = {
    {.name = VIEW("customer_id"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct transfer_channel_args, customer_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("session_id"), .kind = FIELD_ID, .required = true, .refuses_words = true, .offset = offsetof(struct transfer_channel_args, session_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("from_channel"), .kind = FIELD_ENUM, .nullable = true, .offset = offsetof(struct transfer_channel_args, from_channel), .has = offsetof(struct transfer_channel_args, has_from_channel), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9},
    {.name = VIEW("to_channel"), .kind = FIELD_ENUM, .required = true, .offset = offsetof(struct transfer_channel_args, to_channel), .has = offsetof(struct transfer_channel_args, has_to_channel), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9},
    {.name = VIEW("context_data"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct transfer_channel_args, context_data), .has = offsetof(struct transfer_channel_args, context_data_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("reason"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct transfer_channel_args, reason), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 4096},
};
const struct args_table transfer_channel_args_body = {
    .fields = transfer_channel_args_body_fields,
    .count = 6,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct transfer_channel_args),
};

static const struct field session_transfer_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct session_transfer_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table session_transfer_args_path = {
    .fields = session_transfer_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_transfer_args),
};

static const struct field session_transfer_args_body_fields[] = {
    {.name = VIEW("from_channel"), .kind = FIELD_ENUM, .nullable = true, .offset = offsetof(struct session_transfer_args, from_channel), .has = offsetof(struct session_transfer_args, has_from_channel), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9},
    {.name = VIEW("to_channel"), .kind = FIELD_ENUM, .nullable = true, .offset = offsetof(struct session_transfer_args, to_channel), .has = offsetof(struct session_transfer_args, has_to_channel), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9},
    {.name = VIEW("to_agent"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct session_transfer_args, to_agent), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("to_queue"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct session_transfer_args, to_queue), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("context_data"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct session_transfer_args, context_data), .has = offsetof(struct session_transfer_args, context_data_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("reason"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct session_transfer_args, reason), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 4096},
};
const struct args_table session_transfer_args_body = {
    .fields = session_transfer_args_body_fields,
    .count = 6,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct session_transfer_args),
};

static const struct field transfer_filter_args_body_fields[] = {
    {.name = VIEW("channel"), .kind = FIELD_ENUM, .nullable = true, .offset = offsetof(struct transfer_filter_args, channel), .has = offsetof(struct transfer_filter_args, has_channel), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9},
    {.name = VIEW("agent_id"), .kind = FIELD_ID, .nullable = true, .offset = offsetof(struct transfer_filter_args, agent_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("queue"), .kind = FIELD_ID, .nullable = true, .offset = offsetof(struct transfer_filter_args, queue), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table transfer_filter_args_body = {
    .fields = transfer_filter_args_body_fields,
    .count = 3,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct transfer_filter_args),
};

static const struct field transfer_bulk_args_body_session_ids_item = {.name = VIEW("session_ids"), .kind = FIELD_ID, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX};

static const struct field transfer_bulk_args_body_fields[] = {
    {.name = VIEW("session_ids"), .kind = FIELD_LIST, .nullable = true, .offset = offsetof(struct transfer_bulk_args, session_ids), .has = offsetof(struct transfer_bulk_args, session_ids_json), .same_as = FIELD_NONE, .low = 1, .high = 10000, .item = &transfer_bulk_args_body_session_ids_item, .item_size = sizeof(struct view), .items = offsetof(struct transfer_bulk_args, session_ids_items), .item_count = offsetof(struct transfer_bulk_args, session_ids_count)},
    {.name = VIEW("filter"), .kind = FIELD_STRUCT, .nullable = true, .offset = offsetof(struct transfer_bulk_args, filter), .has = offsetof(struct transfer_bulk_args, has_filter), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .table = &transfer_filter_args_body},
    {.name = VIEW("to_channel"), .kind = FIELD_ENUM, .nullable = true, .offset = offsetof(struct transfer_bulk_args, to_channel), .has = offsetof(struct transfer_bulk_args, has_to_channel), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9},
    {.name = VIEW("to_agent"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct transfer_bulk_args, to_agent), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("to_queue"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct transfer_bulk_args, to_queue), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("context_data"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct transfer_bulk_args, context_data), .has = offsetof(struct transfer_bulk_args, context_data_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("reason"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct transfer_bulk_args, reason), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 4096},
};
const struct args_table transfer_bulk_args_body = {
    .fields = transfer_bulk_args_body_fields,
    .count = 7,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct transfer_bulk_args),
};

static const struct field transfer_status_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct transfer_status_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table transfer_status_args_path = {
    .fields = transfer_status_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct transfer_status_args),
};

static const struct field webhook_list_args_query_fields[] = {
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct webhook_list_args, limit), .has = offsetof(struct webhook_list_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct webhook_list_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table webhook_list_args_query = {
    .fields = webhook_list_args_query_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct webhook_list_args),
};

static const struct field webhook_create_args_body_events_item = {.name = VIEW("events"), .kind = FIELD_STRING, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64};

static const struct field webhook_create_args_body_fields[] = {
    {.name = VIEW("url"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct webhook_create_args, url), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 8, .high = INT64_MAX, .max_bytes = 2048},
    {.name = VIEW("events"), .kind = FIELD_LIST, .offset = offsetof(struct webhook_create_args, events), .has = offsetof(struct webhook_create_args, events_json), .same_as = FIELD_NONE, .low = 1, .high = 32, .item = &webhook_create_args_body_events_item, .item_size = sizeof(struct view), .items = offsetof(struct webhook_create_args, events_items), .item_count = offsetof(struct webhook_create_args, events_count)},
    {.name = VIEW("description"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct webhook_create_args, description), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 500},
    {.name = VIEW("format"), .kind = FIELD_ENUM, .offset = offsetof(struct webhook_create_args, format), .has = offsetof(struct webhook_create_args, has_format), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = webhook_format_choices, .choice_count = 3},
    {.name = VIEW("secret"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct webhook_create_args, secret), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 128},
    {.name = VIEW("ed25519"), .kind = FIELD_BOOLEAN, .offset = offsetof(struct webhook_create_args, ed25519), .has = offsetof(struct webhook_create_args, has_ed25519), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .has_fallback = true, .fallback = false},
    {.name = VIEW("enabled"), .kind = FIELD_BOOLEAN, .offset = offsetof(struct webhook_create_args, enabled), .has = offsetof(struct webhook_create_args, has_enabled), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .has_fallback = true, .fallback = true},
};
const struct args_table webhook_create_args_body = {
    .fields = webhook_create_args_body_fields,
    .count = 7,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct webhook_create_args),
};

static const struct field webhook_get_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct webhook_get_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table webhook_get_args_path = {
    .fields = webhook_get_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct webhook_get_args),
};

static const struct field webhook_change_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct webhook_change_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table webhook_change_args_path = {
    .fields = webhook_change_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct webhook_change_args),
};

static const struct field webhook_change_args_body_events_item = {.name = VIEW("events"), .kind = FIELD_STRING, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64};

static const struct field webhook_change_args_body_fields[] = {
    {.name = VIEW("url"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct webhook_change_args, url), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 8, .high = INT64_MAX, .max_bytes = 2048},
    {.name = VIEW("events"), .kind = FIELD_LIST, .offset = offsetof(struct webhook_change_args, events), .has = offsetof(struct webhook_change_args, events_json), .same_as = FIELD_NONE, .low = 1, .high = 32, .item = &webhook_change_args_body_events_item, .item_size = sizeof(struct view), .items = offsetof(struct webhook_change_args, events_items), .item_count = offsetof(struct webhook_change_args, events_count)},
    {.name = VIEW("description"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct webhook_change_args, description), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 500},
    {.name = VIEW("format"), .kind = FIELD_ENUM, .offset = offsetof(struct webhook_change_args, format), .has = offsetof(struct webhook_change_args, has_format), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = webhook_format_choices, .choice_count = 3},
    {.name = VIEW("enabled"), .kind = FIELD_BOOLEAN, .offset = offsetof(struct webhook_change_args, enabled), .has = offsetof(struct webhook_change_args, has_enabled), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .has_fallback = true, .fallback = true},
};
const struct args_table webhook_change_args_body = {
    .fields = webhook_change_args_body_fields,
    .count = 5,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct webhook_change_args),
};

static const struct field webhook_delete_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct webhook_delete_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table webhook_delete_args_path = {
    .fields = webhook_delete_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct webhook_delete_args),
};

static const struct field webhook_rotate_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct webhook_rotate_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table webhook_rotate_args_path = {
    .fields = webhook_rotate_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct webhook_rotate_args),
};

static const struct field webhook_rotate_args_body_fields[] = {
    {.name = VIEW("grace_s"), .kind = FIELD_INTEGER, .offset = offsetof(struct webhook_rotate_args, grace_s), .has = offsetof(struct webhook_rotate_args, has_grace_s), .same_as = FIELD_NONE, .low = 0, .high = 2592000, .has_fallback = true, .fallback = 86400},
    {.name = VIEW("ed25519"), .kind = FIELD_BOOLEAN, .offset = offsetof(struct webhook_rotate_args, ed25519), .has = offsetof(struct webhook_rotate_args, has_ed25519), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .has_fallback = true, .fallback = false},
};
const struct args_table webhook_rotate_args_body = {
    .fields = webhook_rotate_args_body_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct webhook_rotate_args),
};

static const struct field webhook_test_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct webhook_test_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table webhook_test_args_path = {
    .fields = webhook_test_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct webhook_test_args),
};

static const struct field webhook_deliveries_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct webhook_deliveries_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table webhook_deliveries_args_path = {
    .fields = webhook_deliveries_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct webhook_deliveries_args),
};

static const struct field webhook_deliveries_args_query_fields[] = {
    {.name = VIEW("state"), .kind = FIELD_ENUM, .offset = offsetof(struct webhook_deliveries_args, state), .has = offsetof(struct webhook_deliveries_args, has_state), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = webhook_delivery_state_choices, .choice_count = 5},
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct webhook_deliveries_args, limit), .has = offsetof(struct webhook_deliveries_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct webhook_deliveries_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table webhook_deliveries_args_query = {
    .fields = webhook_deliveries_args_query_fields,
    .count = 3,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct webhook_deliveries_args),
};

static const struct field webhook_replay_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct webhook_replay_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("delivery_id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct webhook_replay_args, delivery_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table webhook_replay_args_path = {
    .fields = webhook_replay_args_path_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct webhook_replay_args),
};

static const struct field widget_session_page_args_body_fields[] = {
    {.name = VIEW("url"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct widget_session_page_args, url), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 2048},
    {.name = VIEW("title"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct widget_session_page_args, title), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 500},
};
const struct args_table widget_session_page_args_body = {
    .fields = widget_session_page_args_body_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct widget_session_page_args),
};

static const struct field widget_session_args_body_fields[] = {
    {.name = VIEW("site"), .kind = FIELD_ID, .required = true, .refuses_words = true, .offset = offsetof(struct widget_session_args, site), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("visitor"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct widget_session_args, visitor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 2048},
    {.name = VIEW("identity_token"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct widget_session_args, identity_token), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 4096},
    {.name = VIEW("language"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct widget_session_args, language), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 35},
    {.name = VIEW("page"), .kind = FIELD_STRUCT, .nullable = true, .offset = offsetof(struct widget_session_args, page), .has = offsetof(struct widget_session_args, has_page), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .table = &widget_session_page_args_body},
};
const struct args_table widget_session_args_body = {
    .fields = widget_session_args_body_fields,
    .count = 5,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct widget_session_args),
};

static const struct field widget_site_list_args_query_fields[] = {
    {.name = VIEW("limit"), .kind = FIELD_INTEGER, .offset = offsetof(struct widget_site_list_args, limit), .has = offsetof(struct widget_site_list_args, has_limit), .same_as = FIELD_NONE, .low = 1, .high = 500, .has_fallback = true, .fallback = 50},
    {.name = VIEW("cursor"), .kind = FIELD_STRING, .offset = offsetof(struct widget_site_list_args, cursor), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 512},
};
const struct args_table widget_site_list_args_query = {
    .fields = widget_site_list_args_query_fields,
    .count = 2,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct widget_site_list_args),
};

static const struct field widget_settings_args_body_fields[] = {
    {.name = VIEW("title"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct widget_settings_args, title), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 100},
    {.name = VIEW("greeting"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct widget_settings_args, greeting), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 500},
    {.name = VIEW("color"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct widget_settings_args, color), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 32},
    {.name = VIEW("language"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct widget_settings_args, language), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 35},
    {.name = VIEW("position"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct widget_settings_args, position), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 16},
};
const struct args_table widget_settings_args_body = {
    .fields = widget_settings_args_body_fields,
    .count = 5,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct widget_settings_args),
};

static const struct field widget_site_create_args_body_origins_item = {.name = VIEW("origins"), .kind = FIELD_STRING, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 255};

static const struct field widget_site_create_args_body_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .nullable = true, .refuses_words = true, .offset = offsetof(struct widget_site_create_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("name"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct widget_site_create_args, name), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 200},
    {.name = VIEW("origins"), .kind = FIELD_LIST, .required = true, .offset = offsetof(struct widget_site_create_args, origins), .has = offsetof(struct widget_site_create_args, origins_json), .same_as = FIELD_NONE, .low = 1, .high = 50, .item = &widget_site_create_args_body_origins_item, .item_size = sizeof(struct view), .items = offsetof(struct widget_site_create_args, origins_items), .item_count = offsetof(struct widget_site_create_args, origins_count)},
    {.name = VIEW("settings"), .kind = FIELD_STRUCT, .nullable = true, .offset = offsetof(struct widget_site_create_args, settings), .has = offsetof(struct widget_site_create_args, has_settings), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .table = &widget_settings_args_body},
    {.name = VIEW("visitors_per_minute"), .kind = FIELD_INTEGER, .offset = offsetof(struct widget_site_create_args, visitors_per_minute), .has = offsetof(struct widget_site_create_args, has_visitors_per_minute), .same_as = FIELD_NONE, .low = 1, .high = 100000, .has_fallback = true, .fallback = 60},
    {.name = VIEW("enabled"), .kind = FIELD_BOOLEAN, .offset = offsetof(struct widget_site_create_args, enabled), .has = offsetof(struct widget_site_create_args, has_enabled), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .has_fallback = true, .fallback = true},
};
const struct args_table widget_site_create_args_body = {
    .fields = widget_site_create_args_body_fields,
    .count = 6,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct widget_site_create_args),
};

static const struct field widget_site_get_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct widget_site_get_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table widget_site_get_args_path = {
    .fields = widget_site_get_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct widget_site_get_args),
};

static const struct field widget_site_change_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct widget_site_change_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table widget_site_change_args_path = {
    .fields = widget_site_change_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct widget_site_change_args),
};

static const struct field widget_site_change_args_body_origins_item = {.name = VIEW("origins"), .kind = FIELD_STRING, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 255};

static const struct field widget_site_change_args_body_fields[] = {
    {.name = VIEW("name"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct widget_site_change_args, name), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 200},
    {.name = VIEW("origins"), .kind = FIELD_LIST, .offset = offsetof(struct widget_site_change_args, origins), .has = offsetof(struct widget_site_change_args, origins_json), .same_as = FIELD_NONE, .low = 1, .high = 50, .item = &widget_site_change_args_body_origins_item, .item_size = sizeof(struct view), .items = offsetof(struct widget_site_change_args, origins_items), .item_count = offsetof(struct widget_site_change_args, origins_count)},
    {.name = VIEW("settings"), .kind = FIELD_STRUCT, .nullable = true, .offset = offsetof(struct widget_site_change_args, settings), .has = offsetof(struct widget_site_change_args, has_settings), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .table = &widget_settings_args_body},
    {.name = VIEW("visitors_per_minute"), .kind = FIELD_INTEGER, .offset = offsetof(struct widget_site_change_args, visitors_per_minute), .has = offsetof(struct widget_site_change_args, has_visitors_per_minute), .same_as = FIELD_NONE, .low = 1, .high = 100000, .has_fallback = true, .fallback = 60},
    {.name = VIEW("enabled"), .kind = FIELD_BOOLEAN, .offset = offsetof(struct widget_site_change_args, enabled), .has = offsetof(struct widget_site_change_args, has_enabled), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .has_fallback = true, .fallback = true},
};
const struct args_table widget_site_change_args_body = {
    .fields = widget_site_change_args_body_fields,
    .count = 5,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct widget_site_change_args),
};

static const struct field widget_site_delete_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct widget_site_delete_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table widget_site_delete_args_path = {
    .fields = widget_site_delete_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct widget_site_delete_args),
};

static const struct field widget_site_rotate_args_path_fields[] = {
    {.name = VIEW("id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct widget_site_rotate_args, id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
};
const struct args_table widget_site_rotate_args_path = {
    .fields = widget_site_rotate_args_path_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct widget_site_rotate_args),
};

static const struct field widget_site_rotate_args_body_fields[] = {
    {.name = VIEW("grace_s"), .kind = FIELD_INTEGER, .offset = offsetof(struct widget_site_rotate_args, grace_s), .has = offsetof(struct widget_site_rotate_args, has_grace_s), .same_as = FIELD_NONE, .low = 0, .high = 2592000, .has_fallback = true, .fallback = 0},
};
const struct args_table widget_site_rotate_args_body = {
    .fields = widget_site_rotate_args_body_fields,
    .count = 1,
    .unknown_to = FIELD_NONE,
    .size = sizeof(struct widget_site_rotate_args),
};

static const struct field live_request_payload_args_body_quick_replies_item = {.name = VIEW("quick_replies"), .kind = FIELD_STRUCT, .offset = 0, .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .table = &quick_reply_args_body};

static const struct field live_request_payload_args_body_fields[] = {
    {.name = VIEW("token"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct live_request_payload_args, token), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 2048},
    {.name = VIEW("sessionId"), .kind = FIELD_ID, .nullable = true, .offset = offsetof(struct live_request_payload_args, session_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("topic"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct live_request_payload_args, topic), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 256},
    {.name = VIEW("position"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct live_request_payload_args, position), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 64},
    {.name = VIEW("content"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct live_request_payload_args, content), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 65536},
    {.name = VIEW("client_id"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct live_request_payload_args, client_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 256},
    {.name = VIEW("attachments"), .kind = FIELD_ARRAY, .nullable = true, .offset = offsetof(struct live_request_payload_args, attachments), .has = offsetof(struct live_request_payload_args, attachments_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 20, .max_bytes = 65536},
    {.name = VIEW("typing"), .kind = FIELD_BOOLEAN, .nullable = true, .offset = offsetof(struct live_request_payload_args, typing), .has = offsetof(struct live_request_payload_args, has_typing), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("state"), .kind = FIELD_ENUM, .nullable = true, .offset = offsetof(struct live_request_payload_args, state), .has = offsetof(struct live_request_payload_args, has_state), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = live_request_payload_state_choices, .choice_count = 2},
    {.name = VIEW("quick_replies"), .kind = FIELD_LIST, .nullable = true, .offset = offsetof(struct live_request_payload_args, quick_replies), .has = offsetof(struct live_request_payload_args, quick_replies_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 10, .item = &live_request_payload_args_body_quick_replies_item, .item_size = sizeof(struct quick_reply_args), .items = offsetof(struct live_request_payload_args, quick_replies_items), .item_count = offsetof(struct live_request_payload_args, quick_replies_count)},
    {.name = VIEW("quick_reply"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct live_request_payload_args, quick_reply), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 256},
    {.name = VIEW("audience"), .kind = FIELD_ENUM, .nullable = true, .offset = offsetof(struct live_request_payload_args, audience), .has = offsetof(struct live_request_payload_args, has_audience), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = audience_choices, .choice_count = 2},
};
const struct args_table live_request_payload_args_body = {
    .fields = live_request_payload_args_body_fields,
    .count = 12,
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

static const struct field bulk_message_args_body_fields[] = {
    {.name = VIEW("customer_id"), .kind = FIELD_ID, .required = true, .offset = offsetof(struct bulk_message_args, customer_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("session_id"), .kind = FIELD_ID, .nullable = true, .offset = offsetof(struct bulk_message_args, session_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX},
    {.name = VIEW("channel"), .kind = FIELD_ENUM, .required = true, .offset = offsetof(struct bulk_message_args, channel), .has = offsetof(struct bulk_message_args, has_channel), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = channel_choices, .choice_count = 9},
    {.name = VIEW("content"), .kind = FIELD_STRING, .required = true, .offset = offsetof(struct bulk_message_args, content), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = INT64_MAX, .max_bytes = 65536},
    {.name = VIEW("priority"), .kind = FIELD_ENUM, .nullable = true, .offset = offsetof(struct bulk_message_args, priority), .has = offsetof(struct bulk_message_args, has_priority), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .choices = priority_choices, .choice_count = 4},
    {.name = VIEW("message_id"), .kind = FIELD_STRING, .nullable = true, .offset = offsetof(struct bulk_message_args, message_id), .has = FIELD_NONE, .same_as = FIELD_NONE, .low = 1, .high = 256, .max_bytes = 256},
    {.name = VIEW("attachments"), .kind = FIELD_ARRAY, .nullable = true, .offset = offsetof(struct bulk_message_args, attachments), .has = offsetof(struct bulk_message_args, attachments_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = 20, .max_bytes = 65536},
    {.name = VIEW("metadata"), .kind = FIELD_OBJECT, .nullable = true, .offset = offsetof(struct bulk_message_args, metadata), .has = offsetof(struct bulk_message_args, metadata_json), .same_as = FIELD_NONE, .low = INT64_MIN, .high = INT64_MAX, .max_bytes = 65536},
};
const struct args_table bulk_message_table = {
    .fields = bulk_message_args_body_fields,
    .count = 8,
    .unknown_to = 7,
    .size = sizeof(struct bulk_message_args),
};

