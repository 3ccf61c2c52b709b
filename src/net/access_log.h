// SPDX-License-Identifier: Apache-2.0
// Lines of the combined log format, gathered and written in one piece. One thread.
#pragma once
#include "base/buffer.h"
#include <stdint.h>

enum { ACCESS_LOG_SIZE = 64 * 1024 };

struct access_log {
    int fd; // -1: nothing is written
    struct buffer lines;
    uint64_t lost; // bytes that could not be written
};

struct access_entry {
    struct view peer, time, method, target, referer, agent;
    bool is_http10;
    int status;
    uint64_t bytes;
};

void access_log_init(struct access_log *log, int fd);
void access_log_free(struct access_log *log); // writes what is left; does not close the descriptor

// Bytes that could forge a line or a field are written as \xHH. Writes when 64 KiB are gathered.
void access_log_add(struct access_log *log, const struct access_entry *entry);
void access_log_flush(struct access_log *log);
