// SPDX-License-Identifier: Apache-2.0
// Arbitrary bytes as the arguments of every route: "ROUTE\nPARAMETER\nQUERY\nBODY", where ROUTE is a
// route's name, anything else picks one by its first byte, and "live_request" is a frame of a live
// client. What is told must agree with itself, and be the same told twice.
#include "api/generated/args.h"
#include "api/problem.h"
#include "api/route.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool is_true)
{
    if (!is_true)
        abort();
}

static int parse(size_t number, struct view text, struct arena *arena, const void **ret_args,
                 struct faults *ret_faults)
{
    struct view params[ROUTE_PARAMS_MAX];
    struct args_source source = {.arena = arena, .params = params};

    if (number == ROUTE_COUNT)
        return args_parse_json(&live_request_table, arena, text, ret_args, ret_faults);
    params[0] = view_cut(&text, '\n');
    for (size_t i = 1; i < ROUTE_PARAMS_MAX; i++)
        params[i] = params[0];
    source.query = view_cut(&text, '\n');
    source.body = text;
    return args_parse(&route_table[number], &source, ret_args, ret_faults);
}

static void check_faults(int outcome, const struct faults *faults, struct arena *arena)
{
    const struct problem problem = problem_of_args(outcome, faults, arena);
    const struct json *root;
    struct buffer out;

    need((outcome == ARGS_FAULTY) == (problem.status == 422));
    need(outcome != ARGS_FAULTY || (faults->count > 0 && faults->count <= FAULTS_MAX));
    for (size_t i = 0; i < problem.error_count; i++)
        need(faults->items[i].detail.size > 0);
    buffer_init(&out, 1 << 20);
    problem_write(&out, &problem);
    need(!out.failed && json_parse(arena, buffer_view(&out), NULL, &root) == JSON_OK);
    buffer_free(&out);
}

static void check_message(const struct message_process_args *args, struct arena *arena)
{
    const struct json *root;

    need(args->customer_id.size > 0 && args->has_channel && args->channel <= CHANNEL_WEB_PORTAL);
    need(args->content.size >= 1 && args->content.size <= 65536);
    need(args->message_id.size <= 256);
    need((args->metadata.data == NULL) == (args->metadata_json == NULL));
    if (args->metadata.data != NULL)
        need(json_parse(arena, args->metadata, NULL, &root) == JSON_OK && root->type == JSON_OBJECT);
    need(args->attachments.data == NULL || args->attachments_json->count <= 20);
}

static size_t pick(struct view name)
{
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        if (view_equal(name, view_from(route_table[i].name)))
            return i;
    }
    return name.size == 0 ? ROUTE_COUNT : (unsigned char)name.data[0] % (ROUTE_COUNT + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena, roomy;
    struct faults faults, again;
    const void *args = NULL, *other = NULL;
    int r;

    struct view text = view_make((const char *)data, size);
    struct view name = view_cut(&text, '\n');
    size_t number = view_equal(name, VIEW("live_request")) ? ROUTE_COUNT : pick(name);
    arena_init(&arena, 1024, 4 << 20);
    arena_init(&roomy, 1 << 16, 16 << 20);
    r = parse(number, text, &arena, &args, &faults);
    if (r != ARGS_OK)
        check_faults(r, &faults, &roomy);
    else if (number == ROUTE_MESSAGE_PROCESS)
        check_message(args, &roomy);
    need(r != ARGS_OK || faults.count == 0);
    need((args != NULL) == (r == ARGS_OK && (number == ROUTE_COUNT || route_table[number].args_size > 0)));
    if (r != ARGS_TOO_LARGE) {
        need(parse(number, text, &roomy, &other, &again) == r);
        need(again.count == faults.count && again.at == faults.at);
    }
    arena_free(&arena);
    arena_free(&roomy);
    return 0;
}
