// SPDX-License-Identifier: Apache-2.0
#include "api/problem.h"
#include <stdio.h>

struct view problem_title(int status)
{
    static const struct {
        int status;
        struct view title;
    } titles[] = {
        {400, VIEW("Bad Request")},
        {401, VIEW("Unauthorized")},
        {403, VIEW("Forbidden")},
        {404, VIEW("Not Found")},
        {405, VIEW("Method Not Allowed")},
        {406, VIEW("Not Acceptable")},
        {408, VIEW("Request Timeout")},
        {409, VIEW("Conflict")},
        {410, VIEW("Gone")},
        {411, VIEW("Length Required")},
        {412, VIEW("Precondition Failed")},
        {413, VIEW("Content Too Large")},
        {414, VIEW("URI Too Long")},
        {415, VIEW("Unsupported Media Type")},
        {417, VIEW("Expectation Failed")},
        {421, VIEW("Misdirected Request")},
        {422, VIEW("Unprocessable Content")},
        {426, VIEW("Upgrade Required")},
        {428, VIEW("Precondition Required")},
        {429, VIEW("Too Many Requests")},
        {431, VIEW("Request Header Fields Too Large")},
        {500, VIEW("Internal Server Error")},
        {501, VIEW("Not Implemented")},
        {502, VIEW("Bad Gateway")},
        {503, VIEW("Service Unavailable")},
        {507, VIEW("Insufficient Storage")},
        {504, VIEW("Gateway Timeout")},
        {505, VIEW("HTTP Version Not Supported")},
    };

    for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
        if (titles[i].status == status)
            return titles[i].title;
    }
    return VIEW("Error");
}

static void errors_write(struct json_writer *w, const struct problem *problem)
{
    json_key(w, VIEW("errors"));
    json_begin_array(w);
    for (size_t i = 0; i < problem->error_count; i++) {
        json_begin_object(w);
        json_key(w, VIEW("pointer"));
        json_string(w, problem->errors[i].pointer);
        json_key(w, VIEW("detail"));
        json_string(w, problem->errors[i].detail);
        json_end_object(w);
    }
    json_end_array(w);
}

static void type_write(struct json_writer *w, struct view code)
{
    char type[160];

    snprintf(type, sizeof(type), "/docs/errors#%.*s", VIEW_ARG(code));
    json_key(w, VIEW("type"));
    json_string(w, view_from(type));
}

void problem_write(struct buffer *out, const struct problem *problem)
{
    struct json_writer w = json_writer(out);

    json_begin_object(&w);
    type_write(&w, problem->code);
    json_key(&w, VIEW("title"));
    json_string(&w, problem_title(problem->status));
    json_key(&w, VIEW("status"));
    json_integer(&w, problem->status);
    json_key(&w, VIEW("detail"));
    json_string(&w, problem->detail);
    if (problem->instance.data != NULL) {
        json_key(&w, VIEW("instance"));
        json_string(&w, problem->instance);
    }
    json_key(&w, VIEW("success"));
    json_bool(&w, false);
    json_key(&w, VIEW("code"));
    json_string(&w, problem->code);
    json_key(&w, VIEW("message"));
    json_string(&w, problem->detail);
    errors_write(&w, problem);
    if (problem->explain.data != NULL) {
        json_key(&w, VIEW("explain"));
        json_raw(&w, problem->explain);
    }
    json_end_object(&w);
}

static struct view detail_at(const char *what, size_t at, struct arena *arena)
{
    char text[120];
    struct view detail;
    int size = snprintf(text, sizeof(text), "%s at byte %zu.", what, at);

    return arena_copy(arena, view_make(text, (size_t)size), &detail) ? detail : view_from(what);
}

struct problem problem_of_args(int outcome, const struct faults *faults, struct arena *arena)
{
    switch (outcome) {
    case ARGS_NOT_JSON:
        return (struct problem){.status = 400,
                                .code = VIEW("request.not_json"),
                                .detail = detail_at("The body is not JSON", faults->at, arena)};
    case ARGS_TOO_DEEP:
        return (struct problem){.status = 400,
                                .code = VIEW("request.too_deep"),
                                .detail = detail_at("The body is nested too deeply", faults->at, arena)};
    case ARGS_TOO_LARGE:
        return (struct problem){
            .status = 413, .code = VIEW("request.too_large"), .detail = VIEW("The request is too large.")};
    case ARGS_FAULTY:
        return (struct problem){.status = 422,
                                .code = VIEW("request.invalid"),
                                .detail = VIEW("The request has fields that are missing or wrong."),
                                .errors = faults->items,
                                .error_count = faults->count};
    default:
        return (struct problem){
            .status = 500, .code = VIEW("server.failed"), .detail = VIEW("Something failed in the hub.")};
    }
}
