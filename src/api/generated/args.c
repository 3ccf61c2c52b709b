// SPDX-License-Identifier: Apache-2.0 · Generated from api/*.yaml by tools/api_gen.py: do not edit; run `python3 tools/api_gen.py` to make it again.
#include "api/generated/args.h"
#include "api/route_table.h"

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

