// SPDX-License-Identifier: Apache-2.0
// Errors as RFC 9457 problem documents. Pure; any thread.
#pragma once
#include "api/args.h"

#define PROBLEM_TYPE "application/problem+json"

struct problem {
    int status;           // 400 to 599
    struct view code;     // stable and dotted, plain ASCII: "session.not_found"
    struct view detail;   // a sentence for humans
    struct view instance; // the path of the request; without data: left out
    const struct fault *errors;
    size_t error_count;
    struct view explain; // JSON object; no data: left out
};

// Appends {type, title, status, detail, instance, success, code, message, errors, explain}. The type is
// "/docs/errors#CODE", the title the status's own phrase.
void problem_write(struct buffer *out, const struct problem *problem);

// What an outcome of args_parse but ARGS_OK means; the detail lies in the arena. `faults` must outlive it.
struct problem problem_of_args(int outcome, const struct faults *faults, struct arena *arena);

// The phrase of a status code (RFC 9110 15), "Error" for one that it does not name.
struct view problem_title(int status);
