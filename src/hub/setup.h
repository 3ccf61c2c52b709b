// SPDX-License-Identifier: Apache-2.0
// What the composition tells the domain about this process. It comes to decisions as tx->setup, from
// store_config.setup, and does not change while the store is open.
#pragma once

struct hub_setup {
    unsigned live_channels; // set of channel_bit: their customers hear the live event, and need no connector
};
