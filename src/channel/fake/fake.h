// SPDX-License-Identifier: Apache-2.0
// A provider in memory, under the hub's clock, for tests and demonstrations: it takes messages after a
// latency, sends receipts, throttles, and does what a script says. It knows the hub's ids: what comes twice
// is there once.
//
// `script` is a JSON array, one object for each message in the order in which they are sent; behind its end
// everything goes well:
//   {"end": "sent"|"retry"|"failed"|"unknown"|"none", "delay_ms": 20, "retry_ms": 0,
//    "receipts": ["delivered", "read", "bounced"], "receipt_ms": 50}
// "unknown" is a connection cut after the provider took the message, "none" a provider that never answers.
#pragma once
#include "channel/channel.h"

extern const struct channel_ops fake_ops;
