// SPDX-License-Identifier: Apache-2.0
// The program's own log: one line an event on standard error, "TIME LEVEL text". Any thread.
// Control characters in the text are escaped, so that nothing from outside can forge a line.
#pragma once

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

// Lines below the level are dropped. Default LOG_INFO.
void log_set_level(enum log_level level);

// -1 if the name is none of debug, info, warn, error.
int log_level_from(const char *name, enum log_level *ret_level);

__attribute__((format(printf, 2, 3))) void log_line(enum log_level level, const char *format, ...);

#define log_debug(...) log_line(LOG_DEBUG, __VA_ARGS__)
#define log_info(...) log_line(LOG_INFO, __VA_ARGS__)
#define log_warn(...) log_line(LOG_WARN, __VA_ARGS__)
#define log_error(...) log_line(LOG_ERROR, __VA_ARGS__)
