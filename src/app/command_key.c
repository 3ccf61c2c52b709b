// SPDX-License-Identifier: Apache-2.0
#include "app/command_request.h"

static const struct request_verb verbs[] = {
    {.word = "create",
     .method = "POST",
     .path = "/keys",
     .fields = {{"--name", "name", FIELD_TEXT, true},
                {"--scope", "scope", FIELD_TEXT, true},
                {"--expires-at", "expires_at", FIELD_TEXT, false}}},
    {.word = "list", .method = "GET", .path = "/keys", .is_list = true},
    {.word = "revoke", .method = "DELETE", .path = "/keys/%s"},
    {.word = "rotate",
     .method = "POST",
     .path = "/keys/%s/rotate",
     .fields = {{"--grace", "grace_s", FIELD_NUMBER, false}}},
};

int command_key(int argc, char **argv)
{
    return request_command("key", verbs, sizeof(verbs) / sizeof(verbs[0]), argc, argv);
}
