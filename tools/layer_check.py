#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Refuses an #include that climbs the layers of src/, or steps aside within one.

The build already grants include directories folder by folder; this names the rule that was broken, and
keeps the grants themselves honest."""

import re
import sys

import source_files

LAYERS = [
    {"base"},
    {"codec"},
    {"net", "bus", "media"},
    {"store"},
    {"hub"},
    {"search", "channel", "service"},
    {"delivery"}, # drives the adapters
    {"api"},
    {"app"},
]
RANK = {folder: rank for rank, folders in enumerate(LAYERS) for folder in folders}

# Lower, and still not theirs: store and domain know no sockets, adapters neither sockets nor SQL. The store
# does know the bus: it says what was committed in the bus's own words.
FORBIDDEN = {
    "store": {"net", "media"},
    "hub": {"net", "media"},
    "channel": {"net", "store"},
    "service": {"net", "store"},
}
# Folders whose subfolders do not know each other; files right in them are common ground.
SIBLINGS = {"channel", "service"}

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def objection(name, included):
    """Why the file src/… may not include this path, or None."""
    parts, target = name.split("/")[1:], included.split("/")
    if ".." in target:
        return "a path that goes up; name the folder from src/"
    if len(target) == 1:
        return "no folder; write \"%s/%s\"" % (parts[0], included)
    own, other = parts[0], target[0]
    if own not in RANK:
        return "src/%s has no place among the layers of tools/layer_check.py" % own
    if other not in RANK:
        return "%s/ is no folder of src/; use <> for what comes from outside" % other
    if own == other:
        strangers = own in SIBLINGS and len(target) > 2 and len(parts) > 2 and target[1] != parts[1]
        return "%s/%s and %s/%s do not know each other" % (own, parts[1], own, target[1]) if strangers else None
    if RANK[other] > RANK[own]:
        return "%s lies above %s" % (other, own)
    if RANK[other] == RANK[own]:
        return "%s and %s lie side by side" % (own, other)
    if other in FORBIDDEN.get(own, ()):
        return "%s must not know %s" % (own, other)
    return None


def problems_of(name, text):
    found = []
    for match in INCLUDE.finditer(text):
        why = objection(name, match.group(1))
        if why:
            line = text.count("\n", 0, match.start(1)) + 1
            found.append('%s:%d: #include "%s": %s' % (name, line, match.group(1), why))
    return found


def main():
    names = [name for name in source_files.source_files(under="src", endings=(".c", ".h")) if name.count("/") > 1]
    return source_files.report([problem for name in names for problem in problems_of(name, source_files.read(name))])


if __name__ == "__main__":
    sys.exit(main())
