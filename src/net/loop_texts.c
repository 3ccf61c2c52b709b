// SPDX-License-Identifier: Apache-2.0
#include "net/loop_inside.h"
#include <stdio.h>
#include <time.h>

static const char day_names[7][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char month_names[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void loop_update_texts(struct loop *loop)
{
    int64_t second = loop->now_us / 1000000;
    if (second == loop->text_second)
        return;
    loop->text_second = second;
    time_t wall = (time_t)(clock_wall_us(&loop->config.clock) / 1000000);
    struct tm t;
    gmtime_r(&wall, &t);
    char text[64]; // room for what the compiler thinks a year could be
    snprintf(text, sizeof(text), "%s, %02u %s %04u %02u:%02u:%02u GMT", day_names[t.tm_wday % 7],
             (unsigned)t.tm_mday % 100, month_names[t.tm_mon % 12], (unsigned)(t.tm_year + 1900) % 10000,
             (unsigned)t.tm_hour % 100, (unsigned)t.tm_min % 100, (unsigned)t.tm_sec % 100);
    snprintf(loop->date, sizeof(loop->date), "%.29s", text);
    snprintf(text, sizeof(text), "[%02u/%s/%04u:%02u:%02u:%02u +0000]", (unsigned)t.tm_mday % 100,
             month_names[t.tm_mon % 12], (unsigned)(t.tm_year + 1900) % 10000, (unsigned)t.tm_hour % 100,
             (unsigned)t.tm_min % 100, (unsigned)t.tm_sec % 100);
    snprintf(loop->log_time, sizeof(loop->log_time), "%.28s", text);
}
