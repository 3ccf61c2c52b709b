#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Says whether a TCP port of loopback is free, and if not, by what it can tell, who has it."""

import errno
import os
import socket
import sys

LISTEN = "0A"


def inodes_listening(port):
    """Inode numbers of the sockets that listen on the port, from /proc/net/tcp and tcp6."""
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            with open(table) as lines:
                rows = [line.split() for line in lines][1:]
        except OSError:
            continue
        found |= {row[9] for row in rows if row[3] == LISTEN and int(row[1].rpartition(":")[2], 16) == port}
    return found


def holder_of(inodes):
    """(pid, command line) of a process that holds one of these sockets, or None when it cannot be seen."""
    wanted = {"socket:[%s]" % inode for inode in inodes}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            links = {os.readlink("/proc/%s/fd/%s" % (pid, fd)) for fd in os.listdir("/proc/%s/fd" % pid)}
            if links & wanted:
                with open("/proc/%s/cmdline" % pid, "rb") as words:
                    return pid, words.read().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            continue
    return None


def refusal(port):
    """Why loopback's port cannot be bound, or None."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError as error:
            return error
    return None


def main(arguments):
    port = int(arguments[0])
    error = refusal(port)
    if error is None:
        return 0
    if error.errno != errno.EADDRINUSE:
        print("hub: port %d cannot be used: %s" % (port, error.strerror), file=sys.stderr)
    else:
        holder = holder_of(inodes_listening(port))
        by = "process %s: %s" % holder if holder else "a process of another user or container"
        print("hub: port %d is taken by %s" % (port, by), file=sys.stderr)
    other = port + 1 if port < 65535 else port - 1
    print("hub: stop it, or choose another port: ./hub run --port %d" % other, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
