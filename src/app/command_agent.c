// SPDX-License-Identifier: Apache-2.0
#include "app/command_request.h"

static const struct request_verb verbs[] = {
    {.word = "create",
     .method = "POST",
     .path = "/agents",
     .fields = {{"--email", "email", FIELD_TEXT, true},
                {"--name", "name", FIELD_TEXT, true},
                {"--role", "role", FIELD_TEXT, true},
                {"--queues", "queues", FIELD_LIST, false},
                {"--password-stdin", "password", FIELD_STDIN, false}}},
    {.word = "list", .method = "GET", .path = "/agents", .is_list = true},
};

int command_agent(int argc, char **argv)
{
    return request_command("agent", verbs, sizeof(verbs) / sizeof(verbs[0]), argc, argv);
}
