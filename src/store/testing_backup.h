// SPDX-License-Identifier: Apache-2.0
// For tests: a store with rows that prove a moment, backups of it, and looks into files.
#pragma once
#include "store/testing_store.h"

// Writes one event, one row `p:POSITION` of about 2 KB, in one transaction: in every whole copy there are as
// many of either as the tenant's position says.
int testing_write_pair(void *ctx, struct tx *tx);

// Makes a backup in `to` and waits for its end.
void testing_backup(struct testing_store *t, const char *to, struct backup_status *ret);

// One integer of a database file, by SQL text of the test's own.
int64_t testing_file_count(const char *path, const char *sql);

// Whether events, rows and position of the database file agree; the position, or -1 when they do not.
int64_t testing_pairs(const char *path);

void testing_put_file(const char *dir, const char *name, const char *text);
bool testing_has_file(const char *dir, const char *name);
