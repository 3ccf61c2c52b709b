// SPDX-License-Identifier: Apache-2.0
#include "hub/job_file.h"
#include "base/error.h"
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>

int job_file_expire(struct tx *tx, const struct timer *timer)
{
    struct query q = query_begin(tx->db, SQL_JOB_DROP_FILE, tx->tenant);
    query_bind(&q, timer->ref);
    int r = query_run(&q, NULL);
    if (r == 0)
        tx_wake(tx, WAKE_FILES, tx->now_us);
    return error_trace(r);
}

int job_forget(struct tx *tx, int kind, int64_t ref)
{
    struct query q = query_begin(tx->db, SQL_JOB_FORGET, tx->tenant);
    query_bind(&q, kind);
    query_bind(&q, ref);
    int r = query_run(&q, NULL);
    if (r == 0)
        tx_wake(tx, WAKE_FILES, tx->now_us);
    return error_trace(r);
}

int job_file_open(const char *dir, int64_t tenant, struct view file)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof(path), "%s/exports/%lld/%.*s", dir, (long long)tenant, VIEW_ARG(file)) >=
        (int)sizeof(path))
        return -ENAMETOOLONG;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    return fd < 0 ? -errno : fd;
}
