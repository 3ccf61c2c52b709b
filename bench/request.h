// SPDX-License-Identifier: Apache-2.0
// An HTTP/1.1 request with holes (shape.h), put together from the options of a tool.
#pragma once
#include "client.h"
#include "shape.h"

enum { REQUEST_HEADERS_MAX = 32, REQUEST_FILES_MAX = 4 };

struct request_options {
    const char *method;                       // NULL: POST with a body, else GET
    const char *body;                         // NULL: none
    const char *type;                         // of the body; NULL: application/json
    const char *headers[REQUEST_HEADERS_MAX]; // "Name: value", may have holes
    int header_count;
    char *files[REQUEST_FILES_MAX]; // texts read from files, which body and headers point into
    int file_count;
};

// Adds one header line; client_die past the maximum.
void request_add_header(struct request_options *options, const char *line);

// Adds a header for each line of a file.
void request_add_headers_from(struct request_options *options, const char *path);

// Takes the whole text of a file as the body.
void request_set_body_from(struct request_options *options, const char *path);

// Frees what was read from files.
void request_options_free(struct request_options *options);

// The whole text of a file, for the caller to free. client_die when it cannot be read.
char *request_text_of(const char *path);

// The request that the options describe, path taken from the target. client_die on unknown holes.
void request_build(const struct request_options *options, const struct target *target, struct shape *ret);
