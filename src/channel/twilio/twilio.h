// SPDX-License-Identifier: Apache-2.0
// SMS and MMS by Twilio's Messaging API (2010-04-01), or by a provider that speaks it: `base_url`. The
// provider knows no id of ours, so an attempt whose answer did not come is doubtful: the provider is asked
// for the message, by number, text and time, and only where it says nothing either does the attempt end as
// unknown. doc/decisions/0062-sms.md tells what each answer is taken for.
#pragma once
#include "channel/channel.h"

extern const struct channel_ops twilio_ops;
