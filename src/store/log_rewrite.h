// SPDX-License-Identifier: Apache-2.0
// Makes a write-ahead log that an earlier process left safe to go on from.
#pragma once

// When an fsync of the log fails, the process ends; but the system's cache still shows the frames that never
// reached the disk, and calls them clean, so that no later fsync writes them. Going on from there, a power
// cut would leave a log whose beginning is replayed over a database that has its end: damage. So before a new
// process looks at the log, every byte of it is written again where it stands, and synced.
// `path` is the database's; `vfs` NULL: the system's. A missing or empty log is done. -EIO, -ENOMEM.
int log_rewrite(const char *path, const char *vfs);
