// SPDX-License-Identifier: Apache-2.0
#include "app/command_request.h"

static const struct request_verb verbs[] = {
    {.word = "create",
     .method = "POST",
     .path = "/widget/sites",
     .fields = {{"--id", "id", FIELD_TEXT, false},
                {"--origin", "origins", FIELD_LIST, true},
                {"--name", "name", FIELD_TEXT, false},
                {"--title", "settings.title", FIELD_TEXT, false},
                {"--greeting", "settings.greeting", FIELD_TEXT, false},
                {"--color", "settings.color", FIELD_TEXT, false},
                {"--language", "settings.language", FIELD_TEXT, false}}},
    {.word = "list", .method = "GET", .path = "/widget/sites", .is_list = true},
    {.word = "show", .method = "GET", .path = "/widget/sites/%s"},
    {.word = "rotate",
     .method = "POST",
     .path = "/widget/sites/%s/rotate",
     .fields = {{"--grace", "grace_s", FIELD_NUMBER, false}}},
    {.word = "delete", .method = "DELETE", .path = "/widget/sites/%s"},
};

int command_widget(int argc, char **argv)
{
    return request_command("widget", verbs, sizeof(verbs) / sizeof(verbs[0]), argc, argv);
}
