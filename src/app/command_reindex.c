// SPDX-License-Identifier: Apache-2.0
#include "app/command.h"
#include "app/operator_client.h"
#include <sysexits.h>

static int ask(void *ctx, const char *data)
{
    const struct command_input *in = ctx;
    struct operator_reply reply;
    int r =
        operator_ask(data, &(struct operator_request){.method = "POST", .path = "/search/reindex"}, &reply);
    if (r == OPERATOR_ANSWERED)
        r = reply.status == 202 ? EX_OK : output_problem(reply.status, buffer_view(&reply.body));
    else
        r = EX_UNAVAILABLE;
    if (r == EX_OK && in->wants_json)
        printf("%.*s\n", VIEW_ARG(buffer_view(&reply.body)));
    else if (r == EX_OK)
        printf("the search index is made again while the hub serves; its log and /metrics tell when it is "
               "complete\n");
    buffer_free(&reply.body);
    return r;
}

int command_reindex(int argc, char **argv)
{
    struct command_input in;
    int r = command_read(argc, argv, NULL, 0, &in);
    if (r == 0 && in.word_count > 0)
        r = command_fail(EX_USAGE, "reindex takes no word");
    if (r == 0)
        r = operator_run(&in.settings, ask, &in);
    command_end(&in);
    return r;
}
