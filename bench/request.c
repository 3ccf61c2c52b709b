// SPDX-License-Identifier: Apache-2.0
#include "request.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

void request_add_header(struct request_options *options, const char *line)
{
    if (options->header_count == REQUEST_HEADERS_MAX)
        client_die("at most %d headers", REQUEST_HEADERS_MAX);
    options->headers[options->header_count++] = line;
}

char *request_text_of(const char *path)
{
    char *text = NULL;
    size_t room = 0;
    FILE *file = fopen(path, "r");
    if (file == NULL)
        client_die("%s: %s", path, strerror(errno));
    if (getdelim(&text, &room, '\0', file) < 0)
        client_die("%s: empty or unreadable", path);
    fclose(file);
    return text;
}

static char *keep_text_of(struct request_options *options, const char *path)
{
    if (options->file_count == REQUEST_FILES_MAX)
        client_die("at most %d files", REQUEST_FILES_MAX);
    char *text = request_text_of(path);
    options->files[options->file_count++] = text;
    return text;
}

void request_set_body_from(struct request_options *options, const char *path)
{
    options->body = keep_text_of(options, path);
}

void request_options_free(struct request_options *options)
{
    for (int i = 0; i < options->file_count; i++)
        free(options->files[i]);
    *options = (struct request_options){.file_count = 0};
}

void request_add_headers_from(struct request_options *options, const char *path)
{
    for (char *line = strtok(keep_text_of(options, path), "\r\n"); line != NULL; line = strtok(NULL, "\r\n"))
        request_add_header(options, line);
}

static void append(struct shape *s, const char *text)
{
    int outcome = shape_append(s, view_from(text));
    if (outcome != SHAPE_DONE)
        client_die("unknown or too many {{holes}} in: %.200s", text);
}

static void append_length(struct shape *s, const char *body)
{
    char line[64];
    snprintf(line, sizeof(line), "Content-Length: %zu\r\n", shape_text_size(view_from(body)));
    append(s, line);
}

void request_build(const struct request_options *options, const struct target *target, struct shape *ret)
{
    struct shape s = {.hole_count = 0};
    const char *body = options->body;
    append(&s, options->method != NULL ? options->method : body != NULL ? "POST" : "GET");
    append(&s, " ");
    append(&s, target->path);
    append(&s, " HTTP/1.1\r\nHost: ");
    append(&s, target->authority);
    append(&s, "\r\n");
    for (int i = 0; i < options->header_count; i++) {
        append(&s, options->headers[i]);
        append(&s, "\r\n");
    }
    if (body != NULL) {
        append(&s, "Content-Type: ");
        append(&s, options->type != NULL ? options->type : "application/json");
        append(&s, "\r\n");
        append_length(&s, body);
    }
    append(&s, "\r\n");
    if (body != NULL)
        append(&s, body);
    *ret = s;
}
