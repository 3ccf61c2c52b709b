#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Refuses absolute paths of somebody's machine in the files of the repository."""

import re
import sys

import source_files

MACHINE_PATH = re.compile(
    r"(?<![\w.~$})/-])/(?:home|Users|root|work)/[\w.-]+[^\s\"'`)]*|(?<![\w.~$})/-])/tmp/wt\b|\b[A-Z]:\\\\?Users\b")
BINARY = (".png", ".jpg", ".gif", ".ico", ".woff2", ".wav", ".db", ".gz", ".zip", ".pdf")
FOREIGN = ("package-lock.json", "test/corpus/")


def problems_of(name, text):
    return ["%s:%d: a path of one machine: %s" % (name, number, match.group(0))
            for number, line in enumerate(text.splitlines(), 1) for match in [MACHINE_PATH.search(line)] if match]


def main():
    names = [name for name in source_files.source_files()
             if not name.endswith(BINARY) and not any(part in name for part in FOREIGN)]
    return source_files.report([problem for name in names for problem in problems_of(name, source_files.read(name))])


if __name__ == "__main__":
    sys.exit(main())
