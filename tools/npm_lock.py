#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Completes package-lock.json files: npm_lock.py [--check] [FILE...], all of them without FILE

Where a registry lacks packages for other platforms, `npm install` leaves them out of the lock, and `npm ci` then
refuses the lock as one that does not fit. They are added here without their hashes; npm fetches none of them where
the platform is another one.

And of packages that the package.json beside the lock names in `filesOnly`, of which files are read and nothing runs,
what only they need is taken out: npm installs what the lock says."""
import json
import pathlib
import re
import sys

import source_files

NAME = re.compile(r"/(?:rollup-)?(?P<os>[a-z0-9]+)-(?P<cpu>[a-z0-9]+)(?:-(?P<kind>gnu|musl|msvc|eabi|gnueabihf|musleabihf))?$")
LIBC = {"gnu": "glibc", "gnueabihf": "glibc", "musl": "musl", "musleabihf": "musl"}


def entry_of(name, version, is_dev):
    entry = {"version": version}
    match = NAME.search(name)
    if match:
        entry["cpu"] = [match["cpu"]]
    if is_dev:
        entry["dev"] = True
    if match and match["os"] == "linux" and match["kind"] in LIBC:
        entry["libc"] = [LIBC[match["kind"]]]
    entry["optional"] = True
    if match:
        entry["os"] = [match["os"]]
    return entry


def complete(lock):
    """Adds what is missing; returns the names."""
    packages = lock["packages"]
    missing = {"node_modules/" + name: entry_of(name, version, entry.get("dev", False))
               for entry in list(packages.values()) for name, version in entry.get("optionalDependencies", {}).items()
               if "node_modules/" + name not in packages and re.match(r"\d", version)}
    lock["packages"] = {"": packages[""]} | dict(sorted((packages | missing).items()))
    return sorted(missing)


def needed_by(packages, place):
    """The places of what the package at `place` finds when it asks for what it needs, as Node looks for it."""
    entry = packages[place]
    names = entry.get("dependencies", {}) | entry.get("optionalDependencies", {}) | entry.get("peerDependencies", {})
    if place == "":
        names = names | entry.get("devDependencies", {})
    for name in names:
        folder = place
        while True:
            found = (folder + "/" if folder else "") + "node_modules/" + name
            if found in packages:
                yield found
            if found in packages or folder == "":
                break
            folder = folder.rpartition("node_modules/")[0].rstrip("/")


def strip(lock, names):
    """Leaves out what only the packages `names` need; returns what went."""
    packages = lock["packages"]
    for name in names:
        for key in ("dependencies", "optionalDependencies", "peerDependencies", "engines", "bin"):
            packages["node_modules/" + name].pop(key, None)
    kept, ahead = set(), [""]
    while ahead:
        place = ahead.pop()
        if place not in kept:
            kept.add(place)
            ahead += needed_by(packages, place)
    gone = sorted(set(packages) - kept)
    lock["packages"] = {place: entry for place, entry in packages.items() if place in kept}
    return gone


def files_only(path):
    package = path.parent / "package.json"
    return json.loads(package.read_text()).get("filesOnly", []) if package.exists() else []


def main(arguments):
    is_check = arguments[:1] == ["--check"]
    names = []
    every = [pathlib.Path(source_files.ROOT, name) for name in source_files.source_files(endings=("package-lock.json",))]
    for path in [pathlib.Path(name) for name in arguments[is_check:]] or every:
        lock = json.loads(path.read_text())
        only = files_only(path)
        surplus = strip(lock, only) if only else []
        missing = complete(lock)
        names += [f"{path}: {name} is missing" for name in missing] + [f"{path}: {name} is not needed" for name in surplus]
        if (missing or surplus) and not is_check:
            path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")
    print("\n".join(names) or "complete")
    return 1 if is_check and names else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
