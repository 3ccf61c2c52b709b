// SPDX-License-Identifier: Apache-2.0
#include "scratch_dir.h"
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

int scratch_dir_make(char *ret_path, size_t path_size)
{
    const char *temporary = getenv("TMPDIR");
    snprintf(ret_path, path_size, "%s/powercut-XXXXXX", temporary == NULL ? "/tmp" : temporary);
    return mkdtemp(ret_path) == NULL ? -errno : 0;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

void scratch_dir_remove(const char *path)
{
    nftw(path, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}
