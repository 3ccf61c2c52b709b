// SPDX-License-Identifier: Apache-2.0
// Shared inside hub: the columns {interaction_columns} of store/sql/interaction.sql.
#pragma once
#include "hub/interaction.h"
#include "hub/row.h"

// Reads the columns from the row's next one on; row->failed when memory is short.
void interaction_read(struct row *row, struct interaction *ret);
