// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "base/log.h"
#include <string.h>

void error_note(int error, const char *file, int line)
{
    char text[128];
    log_warn("%s at %s:%d", strerror_r(-error, text, sizeof(text)), file, line);
}

void error_note_outcome(int outcome, const char *file, int line)
{
    log_error("outcome %d is not handled at %s:%d", outcome, file, line);
}
