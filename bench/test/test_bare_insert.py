# SPDX-License-Identifier: Apache-2.0
"""The bare loop still writes rows that the hub's schema takes. Run: test_bare_insert.py BARE_INSERT"""
import json
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCHEMA = HERE.parent.parent / "src" / "store" / "schema"
TOOL = sys.argv.pop()


def make_database(path):
    with sqlite3.connect(path) as database:
        for migration in sorted(SCHEMA.glob("*.sql")):
            database.executescript(migration.read_text(encoding="utf-8"))


def insert(path, *options):
    done = subprocess.run([TOOL, "--database", path, "--sql", HERE.parent / "bare_insert.sql", "--batch", "5",
                           "--count", "20", "--customers", "3", *options], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)


def one(path, sql):
    with sqlite3.connect(path) as database:
        return database.execute(sql).fetchone()


class BareInsert(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = str(Path(self.folder.name, "hub.db"))
        make_database(self.path)
        self.addCleanup(self.folder.cleanup)

    def test_every_message_leaves_an_interaction_and_an_event(self):
        self.assertEqual(insert(self.path)["messages"], 20)
        self.assertEqual(one(self.path, "SELECT count(*), min(position), max(position) FROM interaction"), (20, 1, 20))
        self.assertEqual(one(self.path, "SELECT count(*) FROM event e JOIN interaction i ON i.interaction = e.ref "
                                        "AND i.position = e.position"), (20,))
        self.assertEqual(one(self.path, "SELECT count(*), sum(interactions) FROM session"), (3, 20))
        self.assertEqual(one(self.path, "SELECT position FROM tenant WHERE tenant = 1"), (20,))

    def test_a_second_run_goes_on_at_the_next_position(self):
        insert(self.path, "--seed", "1")
        insert(self.path, "--seed", "2", "--first", "20")
        self.assertEqual(one(self.path, "SELECT count(*), max(position) FROM interaction"), (40, 40))

    def test_provider_ids_are_written_when_they_are_asked_for(self):
        insert(self.path, "--provider-ids")
        self.assertEqual(one(self.path, "SELECT count(DISTINCT provider_id) FROM interaction"), (20,))

    def test_a_parameter_that_nothing_makes_is_refused(self):
        sql = Path(self.folder.name, "bad.sql")
        sql.write_text("\n-- @message\nUPDATE tenant SET position = $nothing;\n", encoding="utf-8")
        with self.assertRaisesRegex(AssertionError, "nothing makes the parameter \\$nothing"):
            insert(self.path, "--sql", str(sql))


if __name__ == "__main__":
    unittest.main()
