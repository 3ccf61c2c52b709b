// SPDX-License-Identifier: Apache-2.0
#include "app/command_request.h"

static const struct request_verb verbs[] = {
    {.word = "create", .method = "POST", .path = "/tenants", .fields = {{NULL, "name", FIELD_TEXT, true}}},
    {.word = "list", .method = "GET", .path = "/tenants", .is_list = true},
};

int command_tenant(int argc, char **argv)
{
    return request_command("tenant", verbs, sizeof(verbs) / sizeof(verbs[0]), argc, argv);
}
