# SPDX-License-Identifier: Apache-2.0
"""Statements that are alike, from one text. Before a `-- name:` may stand tables of variants:

    -- each: order before dir
    --   newest | < | DESC
    --   oldest | > | ASC
    -- name: sessions_{order} point

Each row makes a statement in which {order}, {before} and {dir} are its cells; several tables make every
combination. sql_gen, sql_lint and pg_prepare read what comes out, so they need not know of it."""

import itertools


def table(lines):
    """The rows of the table that begins at lines[0], as dictionaries, and how many lines it takes."""
    names = lines[0].split(":", 1)[1].split()
    rows = []
    for line in lines[1:]:
        if not line.startswith("--   "):
            break
        cells = [cell.strip() for cell in line[5:].split("|")]
        if len(cells) != len(names):
            raise ValueError(f"{line!r} has not the columns {', '.join(names)}")
        rows.append(dict(zip(names, cells)))
    if not rows:
        raise ValueError(f"{lines[0]!r} has no rows")
    return rows, 1 + len(rows)


def filled(lines, cells):
    text = "\n".join(lines)
    for name, cell in cells.items():
        text = text.replace("{" + name + "}", cell)
    return text.splitlines()


def expand(text):
    lines, out, at, tables = text.splitlines(), [], 0, []
    while at < len(lines):
        if lines[at].startswith("-- each:"):
            rows, size = table(lines[at:])
            tables.append(rows)
            at += size
        elif tables and lines[at].startswith("-- name:"):
            end = next(i for i in range(at, len(lines)) if lines[i].rstrip().endswith(";"))
            for row in itertools.product(*tables):
                out += filled(lines[at:end + 1], {name: cell for cells in row for name, cell in cells.items()})
            at, tables = end + 1, []
        else:
            out.append(lines[at])
            at += 1
    return "\n".join(out) + "\n"
