// SPDX-License-Identifier: Apache-2.0
#include "app/command_request.h"

static const struct request_verb verb = {.word = "reindex", .method = "POST", .path = "/search/reindex"};

int command_reindex(int argc, char **argv)
{
    return request_single(&verb, argc, argv);
}
