// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "base/log.h"
#include <errno.h>
#include <string.h>

int error_trace_at(int error, const char *file, int line)
{
    char text[128];
    if (error < 0)
        log_warn("%s at %s:%d", strerror_r(-error, text, sizeof(text)), file, line);
    return error;
}

int error_fold_at(int outcome, const char *file, int line)
{
    if (outcome == 0)
        return 0;
    if (outcome > 0)
        log_error("outcome %d is not handled", outcome);
    return error_trace_at(outcome > 0 ? -ENOTRECOVERABLE : outcome, file, line);
}
