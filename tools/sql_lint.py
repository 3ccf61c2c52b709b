#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Keeps the SQL portable to PostgreSQL and every statement inside one tenant.

src/store/sql/*.sql hold blocks: `-- name: session_by_id point`, then one statement. It binds the tenant
as $1, in its WHERE or among its VALUES, unless the block says `-- global: why not`. `-- let: NAME` begins
a text that {NAME} stands for in the same file. No SQL stands in C outside of src/store but in tests."""

import re
import sys

import source_files
import sql_each

HEAD = re.compile(r"^-- (name|let): +([a-z][a-z0-9_]*)(?: +([a-z]+))?\s*$")
KINDS = {None, "point", "scan", "write"}
TOKEN = re.compile(r"""--[^\n]*|'(?:[^']|'')*'|"[^"]*"|\$\d+|\w+(?:\.\w+)*|\?\d*|[^\s\w]""")
PARAMETER = re.compile(r"^\$(\d+)$")

FORBIDDEN_WORDS = {
    "AUTOINCREMENT": "AUTOINCREMENT is SQLite's own", "ROWID": "rowid by name is SQLite's own",
    "OID": "oid is SQLite's own", "_ROWID_": "rowid by name is SQLite's own", "NOCASE": "NOCASE is SQLite's own",
    "LIKE": "LIKE differs between databases and on user text", "GLOB": "GLOB is SQLite's own",
    "JULIANDAY": "times are µs, made in C", "STRFTIME": "times are µs, made in C",
    "CURRENT_TIMESTAMP": "times are injected",
}
FORBIDDEN_CALLS = {"DATE", "TIME", "DATETIME", "UNIXEPOCH", "NOW", "RANDOM"}
SQL_IN_C = re.compile(r'"\s*(?:SELECT\s+[\w*]|INSERT\s+(?:OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|'
                      r'(?:CREATE|DROP|ALTER)\s+(?:UNIQUE\s+)?(?:TABLE|INDEX)\s|PRAGMA\s+\w|BEGIN\s+IMMEDIATE)')


class Block:
    def __init__(self, name, kind, line):
        self.name, self.kind, self.line = name, kind, line
        self.text, self.is_global = "", False


def blocks_of(text):
    """The statements of a file with its {lets} put in, and what is wrong with its heads."""
    blocks, lets, wrong, sink = [], {}, [], None
    for number, line in enumerate(sql_each.expand(text).splitlines(), 1):
        head = HEAD.match(line)
        if head and head.group(1) == "let":
            sink = head.group(2)
            lets[sink] = ""
        elif head:
            blocks.append(Block(head.group(2), head.group(3), number))
            sink = blocks[-1]
        elif line.startswith("-- global:") and isinstance(sink, Block):
            sink.is_global = bool(line.partition(":")[2].strip())
        elif line.startswith(("-- name", "-- let")):
            wrong.append((number, "expected '-- name: some_name [point]' or '-- let: some_name'"))
        elif isinstance(sink, Block):
            sink.text += line + "\n"
        elif sink is not None:
            lets[sink] += line + "\n"
        elif line.strip() and not line.startswith("--"):
            wrong.append((number, "SQL before the first '-- name:'"))
    for block in blocks:
        for name, value in lets.items():
            block.text = block.text.replace("{" + name + "}", value)
    return blocks, wrong


def tokens_of(sql):
    return [token for token in TOKEN.findall(sql) if not token.startswith("--")]


def portability(tokens):
    """What another database would not take, or take otherwise."""
    upper = [token.upper() for token in tokens] + ["", "", ""]
    for at, token in enumerate(upper[:-3]):
        following = upper[at + 1]
        last = token.rpartition(".")[2]
        if token == "ROWID" and at > 0 and upper[at - 1] == "WITHOUT":
            continue  # a table's own matter: no statement names it
        if last in FORBIDDEN_WORDS:
            yield FORBIDDEN_WORDS[last]
        elif token in FORBIDDEN_CALLS and following == "(":
            yield "%s(): times and chance are injected" % token.lower()
        elif token.startswith('"'):
            yield "double quotes; strings take single ones, names none"
        elif token.startswith("?"):
            yield "? parameters; write $1, $2, …"
        elif token == "IS" and (following[:1] in ("?", "$") or (following == "NOT" and upper[at + 2][:1] in ("?", "$"))):
            yield "IS with a parameter; write IS [NOT] DISTINCT FROM"
        elif token == "OR" and following in ("REPLACE", "IGNORE", "ABORT", "FAIL", "ROLLBACK"):
            yield "OR %s; write ON CONFLICT … DO UPDATE or DO NOTHING" % following
        elif token == "REPLACE" and following == "INTO":
            yield "REPLACE INTO; write ON CONFLICT … DO UPDATE"
        elif token in ("SELECT", "RETURNING") and following == "*" or token.endswith(".") and following == "*":
            yield "%s *; name the columns" % token
        elif token == "CONFLICT" and "DO" not in conflict_action(upper[at + 1:]):
            yield "ON CONFLICT without DO UPDATE or DO NOTHING"


def conflict_action(tokens):
    """What follows a conflict's target: ['DO', …] where it is an upsert."""
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token == "(") - (token == ")")
        if depth == 0 and token not in (")", "WHERE"):
            if token == "DO":
                return tokens[at:at + 1] if tokens[at + 1] in ("UPDATE", "NOTHING") else []
            if at == 0 or tokens[at - 1] == ")" and "WHERE" not in tokens[:at]:
                return []
    return []


def numbering(tokens):
    numbers = {int(match.group(1)) for match in map(PARAMETER.match, tokens) if match}
    if numbers != set(range(1, len(numbers) + 1)):
        yield "parameters must be $1, $2, … without a gap"


def split_top(tokens):
    """The parts of a token list between its commas that stand in no parentheses."""
    parts, depth = [[]], 0
    for token in tokens:
        depth += (token == "(") - (token == ")")
        if token == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def group(tokens, at):
    """The tokens inside the parentheses that open at `at`, and the index behind them."""
    depth = 0
    for end in range(at, len(tokens)):
        depth += (tokens[end] == "(") - (tokens[end] == ")")
        if depth == 0:
            return tokens[at + 1:end], end + 1
    return tokens[at + 1:], len(tokens)


def insert_binds_tenant(tokens):
    """Whether each tuple of VALUES has $1 where the column list has tenant."""
    upper = [token.upper() for token in tokens]
    if "INTO" not in upper or "VALUES" not in upper or "(" not in tokens:
        return False
    columns, _ = group(tokens, tokens.index("("))
    if "tenant" not in columns:
        return False
    at = upper.index("VALUES") + 1
    tuples = []
    while at < len(tokens) and tokens[at] == "(":
        inside, at = group(tokens, at)
        tuples.append(split_top(inside))
        at += at < len(tokens) and tokens[at] == ","
    place = split_top(columns).index(["tenant"])
    return bool(tuples) and all(len(row) > place and row[place] == ["$1"] for row in tuples)


def where_binds_tenant(tokens):
    """Whether a WHERE demands tenant = $1, and no OR beside it can undo that."""
    upper = [token.upper() for token in tokens]
    for start, token in enumerate(upper):
        if token != "WHERE":
            continue
        depth, demanded, undone = 0, False, False
        for at in range(start + 1, len(tokens)):
            depth += (tokens[at] == "(") - (tokens[at] == ")")
            if depth < 0 or tokens[at] == ";" or (depth == 0 and upper[at] in ("GROUP", "ORDER", "LIMIT", "RETURNING")):
                break
            here = depth == 0 and tokens[at].rpartition(".")[2] == "tenant"
            before = at - 2 if tokens[at - 1] == "+" else at - 1  # "+tenant": no index begins with it here
            demanded |= here and tokens[at + 1:at + 3] == ["=", "$1"] and upper[before] in ("WHERE", "AND")
            undone |= depth == 0 and upper[at] == "OR"
        if demanded and not undone:
            return True
    return False


def problems_of(name, text):
    blocks, wrong = blocks_of(text)
    found = ["%s:%d: %s" % (name, line, what) for line, what in wrong]
    for block in blocks:
        tokens = tokens_of(block.text)
        objections = list(portability(tokens)) + list(numbering(tokens))
        if block.kind not in KINDS:
            objections.append("what is '%s'? (point, scan or write)" % block.kind)
        if not tokens or tokens[-1] != ";" or tokens.count(";") != 1:
            objections.append("not one statement that ends with ';'")
        if not block.is_global and not insert_binds_tenant(tokens) and not where_binds_tenant(tokens):
            objections.append("does not bind the tenant as $1 (or say '-- global: why not')")
        found += ["%s:%d: %s: %s" % (name, block.line, block.name, what) for what in objections]
    return found


def key_order(tokens):
    """SQLite 3.40's integrity_check finds NULLs that are none where a key's columns do not stand first, in its order."""
    for at, token in enumerate(tokens):
        if token != "TABLE" or "(" not in tokens[at:]:
            continue
        inside, end = group(tokens, tokens.index("(", at))
        columns = split_top(inside)
        keys = [split_top(group(column, 2)[0]) for column in columns if column[:2] == ["PRIMARY", "KEY"]]
        if tokens[end:end + 4] == ["STRICT", ",", "WITHOUT", "ROWID"] and keys:
            names = [key[0] for key in keys[0]]
            if [column[0] for column in columns[:len(names)]] != names:
                yield "the columns of a key stand first and in its order where a table is WITHOUT ROWID"


def schema_problems_of(name, text):
    tokens = tokens_of(text)
    return ["%s: %s" % (name, what) for what in [*portability(tokens), *key_order(tokens)]]


def c_problems_of(name, text):
    return ["%s:%d: SQL outside of src/store" % (name, text.count("\n", 0, match.start()) + 1)
            for match in SQL_IN_C.finditer(text)]


def main():
    files, found = source_files.source_files, []
    for name in files(under="src/store/sql", endings=(".sql",)):
        found += problems_of(name, source_files.read(name))
    for name in files(under="src/store/schema", endings=(".sql",)):
        found += schema_problems_of(name, source_files.read(name))
    for name in files(under="src", endings=(".c", ".h")):
        # Tests look at rows as they lie, past the code that they test.
        is_test = name.rsplit("/", 1)[-1].startswith(("test_", "testing"))
        # The search index is a file of its own, derived and SQLite's alone (FTS5).
        if not name.startswith(("src/store/", "src/search/")) and not is_test:
            found += c_problems_of(name, source_files.read(name))
    return source_files.report(found)


if __name__ == "__main__":
    sys.exit(main())
