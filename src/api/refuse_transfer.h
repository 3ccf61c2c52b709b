// SPDX-License-Identifier: Apache-2.0
// What hub/transfer.h's outcomes mean to a caller.
#pragma once
#include "api/call.h"
#include "hub/transfer.h"

// Positive after call_refuse; 0 for TRANSFER_OK. `there`: for TRANSFER_ELSEWHERE.
int refuse_transfer(struct call *call, int outcome, enum channel there);
// 422: neither channel, agent nor queue.
int refuse_no_target(struct call *call);
