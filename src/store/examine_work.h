// SPDX-License-Identifier: Apache-2.0
// Inside the doctor: work that was given up.
#pragma once
#include "store/db.h"
#include "store/examine.h"

// Tells of timers that are parked and of jobs that failed in the seven days before now_us, the latest of each
// by name.
void examine_work(struct db *db, int64_t now_us, void (*tell)(void *ctx, const struct finding *finding),
                  void *ctx);
