# SPDX-License-Identifier: Apache-2.0
"""load SQL DATABASE: makes a database of a fixture. compare SQL DATABASE: every row that the fixture has must
still be there with the values it had, column by column. Python, for Node 18 has no SQLite of its own."""

import sqlite3
import sys

# What a start may change, and what the hub trims or rewrites when the schema grows.
CHANGES = {
    "meta": None,
    "tenant": {"clock_us", "updated_us"},
    "invitation": {"hash", "expires_us", "created_us"},  # the first one is made anew by each start
    "outbox": {"state", "is_due", "is_doubtful", "lease", "lease_until_us"},  # leases end with their process
}

# Columns that a migration dropped or renamed on purpose, because what they said is said by another.
DROPPED = {"session": {"activity_minute"}}  # 0002 made it activity_position


def load(sql, path):
    database = sqlite3.connect(path)
    database.executescript(open(sql, encoding="utf-8").read())
    database.execute("PRAGMA journal_mode = WAL")
    database.close()


def tables(database):
    return [row[0] for row in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]


def columns(database, table):
    return {row[1]: row[5] for row in database.execute("PRAGMA table_info(%s)" % table)}


def compare(sql, path):
    old = sqlite3.connect(":memory:")
    old.executescript(open(sql, encoding="utf-8").read())
    new = sqlite3.connect(path)
    faults, rows = [], 0
    for table in tables(old):
        if CHANGES.get(table, ()) is None:
            continue
        now = columns(new, table)
        keys = [name for name, key in columns(old, table).items() if key]
        exempt = CHANGES.get(table, set()) | DROPPED.get(table, set())
        kept = [name for name in columns(old, table) if name not in exempt]
        gone = [name for name in kept if name not in now]
        if not now or gone:
            faults.append("%s: gone: %s" % (table, ", ".join(gone) or "the table"))
            continue
        names = ", ".join(kept)
        find = "SELECT %s FROM %s WHERE %s" % (names, table, " AND ".join("%s = ?" % key for key in keys))
        for row in old.execute("SELECT %s FROM %s" % (names, table)):
            rows += 1
            there = new.execute(find, [row[kept.index(key)] for key in keys]).fetchone()
            if there != row:
                differs = [n for n, a, b in zip(kept, row, there or ()) if a != b]
                faults.append("%s %s: %s" % (table, row[0], ", ".join(differs) or "is gone"))
    print("\n".join(faults) if faults else "%d rows" % rows)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit({"load": load, "compare": compare}[sys.argv[1]](*sys.argv[2:4]))
