// SPDX-License-Identifier: Apache-2.0
// Shared by those who read jobs.
#pragma once
#include "hub/job.h"
#include "hub/row.h"

// The columns of job_columns (store/sql/job.sql).
void job_read(struct row *row, struct job *ret);
