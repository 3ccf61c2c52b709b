// SPDX-License-Identifier: Apache-2.0
// An adapter that wraps another and makes failure a configuration: what a network, a provider and its clock
// do on their worst days, repeatably. Found by the host's facet CHANNEL_HOST_ADAPTERS, the wrapped one is
// `adapter`, its configuration `config`; its secrets stand in the clear in `secrets`, so that only tests wrap
// what has some.
//
// Each of these is a percentage of chances; `seed` makes them repeatable:
//   fails      an attempt ends as CHANNEL_RETRY and never reaches the wrapped adapter
//   refuses    … as CHANNEL_FAILED
//   throttles  send is CHANNEL_BUSY; what customers say is told again and again later
//   cuts       an attempt that was sent ends as CHANNEL_UNKNOWN
//   stalls     an end comes `stall_ms` later than it should
//   duplicates receipts and customers' words come twice
//   lies       there are receipts of unknown messages, and such that go backwards
//   breaches   it breaks the contract: two ends for an attempt, ends of unknown ones, words without an author
// and the wall clock jumps by up to `jump_ms` either way.
#pragma once
#include "channel/channel.h"

extern const struct channel_ops saboteur_ops;

// The same with the wrapped one's abilities, limits and kinds, as who wraps it must see it.
struct channel_ops saboteur_over(const struct channel_ops *inner);
