#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Keeps files and functions small: above the first limit they are listed, above the second refused.

Generated files are exempt. `--list` prints what is merely large."""

import ast
import re
import sys

import source_files

FILE_LARGE, FILE_MAX = 500, 1000
FUNCTION_LARGE, FUNCTION_MAX = 60, 100
ENDINGS = (".c", ".h", ".py", ".sh", ".js", ".mjs", ".ts", ".tsx", ".css", ".html", ".sql")

# clang-format puts a function's braces, and nothing else that ends with a lone '}', into the first column.
OPENING, CLOSING = re.compile(r"^\{"), re.compile(r"^\}\s*$")
NAME = re.compile(r"(\w+)\s*\(")


def c_functions(text):
    """(name, first line, length) of each function of a C file, its signature counted."""
    lines = text.splitlines()
    start = signature = None
    for number, line in enumerate(lines):
        if OPENING.match(line):
            start = signature if signature is not None else number
        elif CLOSING.match(line) and start is not None:
            name = NAME.search(" ".join(lines[start:number]))
            yield (name.group(1) if name else "?"), start + 1, number - start + 1
            start = signature = None
        elif start is None:
            continues = line[:1].isspace() or line.startswith(")")
            if not line.strip() or line.startswith(("#", "//", "}")) or line.rstrip().endswith(";"):
                signature = None
            elif not continues:
                signature = number


def python_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, node.lineno, node.end_lineno - node.lineno + 1


def functions_of(name, text):
    if name.endswith((".c", ".h")):
        return c_functions(text)
    return python_functions(text) if name.endswith(".py") else ()


def sizes_of(name, text):
    """(refused, large): two lists of lines to print."""
    refused, large = [], []
    if source_files.is_generated(text):
        return refused, large
    length = text.count("\n")
    if length > FILE_LARGE:
        worse = refused if length > FILE_MAX else large
        worse.append("%s: %d lines (limit %d, aim %d)" % (name, length, FILE_MAX, FILE_LARGE))
    for function, line, length in functions_of(name, text):
        if length > FUNCTION_LARGE:
            worse = refused if length > FUNCTION_MAX else large
            worse.append("%s:%d: %s has %d lines (limit %d, aim %d)"
                         % (name, line, function, length, FUNCTION_MAX, FUNCTION_LARGE))
    return refused, large


def main(arguments):
    refused, large = [], []
    for name in source_files.source_files(endings=ENDINGS) + ["hub"]:
        ours = sizes_of(name, source_files.read(name))
        refused += ours[0]
        large += ours[1]
    if "--list" in arguments:
        source_files.report(large)
    return source_files.report(refused)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
