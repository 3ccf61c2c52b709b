// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"
#include "base/clock.h"
#include "base/time_text.h"
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const level_names[] = {"debug", "info", "warn", "error"};
static atomic_int least = LOG_INFO;

void log_set_level(enum log_level level)
{
    atomic_store_explicit(&least, (int)level, memory_order_relaxed);
}

int log_level_from(const char *name, enum log_level *ret_level)
{
    for (int i = 0; i <= LOG_ERROR; i++) {
        if (strcmp(name, level_names[i]) == 0) {
            *ret_level = (enum log_level)i;
            return 0;
        }
    }
    return -1;
}

static void hide_controls(char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            *text = '?';
}

void log_line(enum log_level level, const char *format, ...)
{
    if ((int)level < atomic_load_explicit(&least, memory_order_relaxed))
        return;
    char text[1024], line[1200], when[TIME_TEXT_SIZE + 1];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    hide_controls(text);
    struct clock clock = clock_system();
    time_text(when, clock_wall_us(&clock));
    int size = snprintf(line, sizeof(line), "%s %s %s\n", when, level_names[level], text);
    // One write, so that lines of several threads do not mix; a closed standard error is nobody's loss.
    ssize_t written = write(STDERR_FILENO, line, (size_t)size);
    (void)written;
}
