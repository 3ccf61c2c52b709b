// SPDX-License-Identifier: Apache-2.0
#include "websocket_client.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

size_t frame_write(char *out, uint8_t opcode, struct view payload)
{
    size_t at = 0;
    out[at++] = (char)(0x80 | opcode);
    if (payload.size < 126) {
        out[at++] = (char)(0x80 | payload.size);
    } else if (payload.size < 65536) {
        out[at++] = (char)(0x80 | 126);
        out[at++] = (char)(payload.size >> 8);
        out[at++] = (char)payload.size;
    } else {
        out[at++] = (char)(0x80 | 127);
        for (int shift = 56; shift >= 0; shift -= 8)
            out[at++] = (char)((uint64_t)payload.size >> shift);
    }
    memset(out + at, 0, 4);
    memcpy(out + at + 4, payload.data, payload.size);
    return at + 4 + payload.size;
}

static int send_upgrade(int fd, const struct target *target, const char *headers)
{
    char text[4096];
    int size = snprintf(text, sizeof(text),
                        "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\n%s\r\n",
                        target->path, target->authority, headers);
    if (size >= (int)sizeof(text))
        return -EMSGSIZE;
    return client_write_all(fd, view_make(text, (size_t)size));
}

static int read_upgrade(int fd, char *rest, size_t room, size_t *ret_rest)
{
    char text[8192];
    size_t size = 0;
    const char *blank = NULL;
    while (blank == NULL) {
        ssize_t got = size < sizeof(text) ? read(fd, text + size, sizeof(text) - size) : 0;
        if (got <= 0)
            return got < 0 ? -errno : -EPROTO;
        size += (size_t)got;
        blank = memmem(text, size, "\r\n\r\n", 4);
    }
    if (size < 12 || memcmp(text, "HTTP/1.1 101", 12) != 0) {
        fprintf(stderr, "the upgrade was refused: %.*s\n", (int)strcspn(text, "\r\n"), text);
        return -EPROTO;
    }
    size_t head = (size_t)(blank - text) + 4;
    if (size - head > room)
        return -EMSGSIZE;
    memcpy(rest, blank + 4, size - head);
    *ret_rest = size - head;
    return 0;
}

static int say_hello(int fd, const char *hello)
{
    char frame[1024 + FRAME_HEAD_MAX];
    struct view payload = view_from(hello);
    if (payload.size == 0)
        return 0;
    if (payload.size > 1024)
        return -EMSGSIZE;
    return client_write_all(fd, view_make(frame, frame_write(frame, 1, payload)));
}

int websocket_open(const struct target *target, const char *headers, const char *hello, int *ret_fd,
                   char *rest, size_t room, size_t *ret_rest)
{
    int fd;
    int r = client_connect(target, false, &fd);
    if (r < 0)
        return r;
    r = send_upgrade(fd, target, headers);
    if (r == 0)
        r = read_upgrade(fd, rest, room, ret_rest);
    if (r == 0)
        r = say_hello(fd, hello);
    if (r == 0 && fcntl(fd, F_SETFL, O_NONBLOCK) != 0)
        r = -errno;
    if (r < 0) {
        close(fd);
        return r;
    }
    *ret_fd = fd;
    return 0;
}
