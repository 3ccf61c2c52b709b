// SPDX-License-Identifier: Apache-2.0
#include "net/http.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 64 };

// A socket's address has room for 107 characters; through its open directory any path fits.
static int address_of(const char *path, struct sockaddr_un *ret, int *ret_dir)
{
    const char *slash = strrchr(path, '/');
    char dir[PATH_MAX];
    *ret = (struct sockaddr_un){.sun_family = AF_UNIX};
    *ret_dir = -1;
    if (strlen(path) < sizeof(ret->sun_path)) {
        memcpy(ret->sun_path, path, strlen(path) + 1);
        return 0;
    }
    if (slash == NULL || slash - path >= (ptrdiff_t)sizeof(dir))
        return -ENAMETOOLONG;
    snprintf(dir, sizeof(dir), "%.*s/", (int)(slash - path), path);
    *ret_dir = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (*ret_dir < 0)
        return -errno;
    int size = snprintf(ret->sun_path, sizeof(ret->sun_path), "/proc/self/fd/%d%s", *ret_dir, slash);
    return size < (int)sizeof(ret->sun_path) ? 0 : -ENAMETOOLONG;
}

// The mode is set before the name appears, so that nobody can slip in between.
static int bind_and_listen(int fd, const struct sockaddr_un *address)
{
    if (fchmod(fd, S_IRUSR | S_IWUSR) < 0)
        return -errno;
    if (unlink(address->sun_path) < 0 && errno != ENOENT)
        return -errno;
    if (bind(fd, (const struct sockaddr *)address, sizeof(*address)) < 0 || listen(fd, BACKLOG) < 0)
        return -errno;
    return 0;
}

int http_listen_unix(const char *path, int *ret_fd)
{
    struct sockaddr_un address;
    int dir;
    int r = address_of(path, &address, &dir);
    int fd = r < 0 ? -1 : socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (r == 0)
        r = fd < 0 ? -errno : bind_and_listen(fd, &address);
    if (dir >= 0)
        close(dir);
    if (r < 0 && fd >= 0)
        close(fd);
    if (r == 0)
        *ret_fd = fd;
    return r;
}
