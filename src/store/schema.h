// SPDX-License-Identifier: Apache-2.0
// The schema's migrations, oldest first: number 1 is schema_migrations[0].
#pragma once

extern const char *const schema_migrations[];
extern const int schema_count;
