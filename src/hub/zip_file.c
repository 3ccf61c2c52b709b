// SPDX-License-Identifier: Apache-2.0
#include "hub/zip_file.h"
#include "base/error.h"
#include "base/log.h"
#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>

struct zip_file {
    struct archive *archive;
};

static int report(struct zip_file *zip, int code)
{
    if (code >= ARCHIVE_WARN)
        return 0;
    int error = archive_errno(zip->archive);
    log_warn("zip: %s", archive_error_string(zip->archive));
    return error_trace(error > 0 ? -error : -EIO);
}

int zip_file_begin(int fd, struct zip_file **ret)
{
    struct zip_file *zip = calloc(1, sizeof(*zip));
    if (zip == NULL)
        return error_trace(-ENOMEM);
    zip->archive = archive_write_new();
    int r = zip->archive == NULL ? error_trace(-ENOMEM) : 0;
    if (r == 0)
        r = report(zip, archive_write_set_format_zip(zip->archive));
    if (r == 0)
        r = report(zip, archive_write_zip_set_compression_deflate(zip->archive));
    if (r == 0) // no padding behind the end
        r = report(zip, archive_write_set_bytes_in_last_block(zip->archive, 1));
    if (r == 0)
        r = report(zip, archive_write_open_fd(zip->archive, fd));
    if (r < 0) {
        zip_file_drop(zip);
        return r;
    }
    *ret = zip;
    return 0;
}

int zip_file_entry(struct zip_file *zip, const char *name, int64_t time_us)
{
    struct archive_entry *entry = archive_entry_new();
    if (entry == NULL)
        return error_trace(-ENOMEM);
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0600);
    archive_entry_set_mtime(entry, (time_t)(time_us / 1000000), 0);
    int r = report(zip, archive_write_header(zip->archive, entry));
    archive_entry_free(entry);
    return r;
}

int zip_file_write(struct zip_file *zip, struct view bytes)
{
    while (bytes.size > 0) {
        la_ssize_t put = archive_write_data(zip->archive, bytes.data, bytes.size);
        if (put < 0)
            return report(zip, ARCHIVE_FATAL);
        if (put == 0)
            return error_trace(-EIO);
        bytes = view_make(bytes.data + put, bytes.size - (size_t)put);
    }
    return 0;
}

int zip_file_end(struct zip_file *zip)
{
    int r = report(zip, archive_write_close(zip->archive));
    zip_file_drop(zip);
    return r;
}

void zip_file_drop(struct zip_file *zip)
{
    if (zip == NULL)
        return;
    if (zip->archive != NULL)
        archive_write_free(zip->archive);
    free(zip);
}
