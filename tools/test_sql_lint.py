# SPDX-License-Identifier: Apache-2.0
import unittest

import sql_lint


def problems(statement, head="-- name: some_statement point\n"):
    return sql_lint.problems_of("a.sql", head + statement + "\n")


class SqlLint(unittest.TestCase):
    def assert_accepted(self, statement, **head):
        self.assertEqual(problems(statement, **head), [], statement)

    def assert_refused(self, statement, word, **head):
        found = problems(statement, **head)
        self.assertTrue(found and any(word in problem for problem in found), (statement, found))


class Tenancy(SqlLint):
    def test_accepts_the_tenant_in_where_and_in_values(self):
        self.assert_accepted("SELECT s.id FROM session s WHERE s.tenant = $1 AND s.id = $2 ORDER BY s.id LIMIT 1;")
        self.assert_accepted("UPDATE session SET status = $3 WHERE tenant = $1 AND session = $2;")
        self.assert_accepted("DELETE FROM event WHERE tenant = $1 AND position < $2;")
        self.assert_accepted("DELETE FROM job WHERE +tenant = $1 AND job IN (SELECT 1);")
        self.assert_accepted("INSERT INTO session (id, tenant) VALUES ($2, $1) ON CONFLICT DO NOTHING RETURNING session;")
        self.assert_accepted("INSERT INTO meta (tenant, a) VALUES ($1, $2) ON CONFLICT (tenant) DO UPDATE SET a = $2;")

    def test_refuses_a_statement_without_the_tenant(self):
        self.assert_refused("SELECT id FROM session WHERE id = $1;", "tenant")
        self.assert_refused("SELECT tenant FROM session;", "tenant")
        self.assert_refused("INSERT INTO session (tenant, id) VALUES ($2, $1);", "tenant")
        self.assert_refused("INSERT INTO session (tenant, id) VALUES ($1, $2), (3, $2);", "tenant")

    def test_refuses_a_tenant_that_is_not_the_first_parameter(self):
        self.assert_refused("SELECT id FROM session WHERE id = $1 AND tenant = $2;", "tenant")
        self.assert_refused("SELECT id FROM session WHERE id = 1 + tenant = $1;", "tenant")

    def test_refuses_a_tenant_that_an_or_undoes(self):
        self.assert_refused("SELECT id FROM session WHERE tenant = $1 OR id = $2;", "tenant")
        self.assert_accepted("SELECT id FROM session WHERE tenant = $1 AND (id = $2 OR id = $3);")

    def test_a_global_statement_gives_its_reason(self):
        self.assert_accepted("SELECT value FROM meta WHERE name = $1;",
                             head="-- name: meta_get point\n-- global: about the directory\n")
        self.assert_refused("SELECT value FROM meta WHERE name = $1;", "tenant",
                            head="-- name: meta_get point\n-- global:\n")


class Portability(SqlLint):
    def test_refuses_what_only_sqlite_takes(self):
        for piece, word in (("rowid = $2", "rowid"), ("s.rowid = $2", "rowid"), ("oid = 1", "oid"),
                            ("name LIKE $2", "LIKE"), ("name GLOB 'a*'", "GLOB"), ("a IS $2", "DISTINCT"),
                            ("a IS NOT $2", "DISTINCT"), ('a = "x"', "quotes"), ("a = ?", "parameters"),
                            ("a = ?2", "parameters"), ("a > date('now')", "date()"), ("a > datetime('now')", "datetime"),
                            ("a > strftime('%s')", "µs"), ("a > julianday()", "µs"),
                            ("name = $2 COLLATE NOCASE", "NOCASE")):
            self.assert_refused("SELECT s.id FROM session s WHERE tenant = $1 AND %s;" % piece, word)

    def test_refuses_star_but_counts(self):
        self.assert_refused("SELECT * FROM session WHERE tenant = $1;", "columns")
        self.assert_refused("SELECT s.* FROM session s WHERE tenant = $1;", "columns")
        self.assert_accepted("SELECT count(*) FROM session WHERE tenant = $1;")

    def test_refuses_every_upsert_but_on_conflict_do(self):
        values = " INTO session (tenant, id) VALUES ($1, $2)"
        self.assert_refused("INSERT OR REPLACE" + values + ";", "REPLACE")
        self.assert_refused("INSERT OR IGNORE" + values + ";", "IGNORE")
        self.assert_refused("REPLACE" + values + ";", "REPLACE")
        self.assertTrue(sql_lint.schema_problems_of("s.sql", "CREATE TABLE t (a INTEGER UNIQUE ON CONFLICT REPLACE);"))
        self.assertTrue(sql_lint.schema_problems_of("s.sql", "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT);"))

    def test_a_table_may_do_without_rowid(self):
        self.assertEqual(sql_lint.schema_problems_of("s.sql", "CREATE TABLE t (a TEXT) STRICT, WITHOUT ROWID;"), [])

    def test_the_key_of_a_table_without_rowid_stands_first(self):
        table = "CREATE TABLE t (%s PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID;"
        self.assertEqual(sql_lint.schema_problems_of("s.sql", table % "a INTEGER, b INTEGER, c INTEGER,"), [])
        self.assertTrue(sql_lint.schema_problems_of("s.sql", table % "c INTEGER, a INTEGER, b INTEGER,"))
        self.assertTrue(sql_lint.schema_problems_of("s.sql", table % "b INTEGER, a INTEGER, c INTEGER,"))

    def test_takes_words_in_strings_and_comments_for_what_they_are(self):
        self.assert_accepted("SELECT id FROM session -- like ?\nWHERE tenant = $1 AND kind = 'rowid LIKE ?';")

    def test_refuses_a_gap_in_the_parameters(self):
        self.assert_refused("SELECT id FROM session WHERE tenant = $1 AND id = $3;", "gap")


class Form(SqlLint):
    def test_refuses_two_statements_and_none(self):
        self.assert_refused("DELETE FROM a WHERE tenant = $1; DELETE FROM b WHERE tenant = $1;", "one statement")
        self.assert_refused("SELECT id FROM session WHERE tenant = $1", "one statement")
        self.assert_refused("", "one statement")

    def test_puts_lets_in(self):
        head = "-- let: columns\nid, rowid\n-- name: session_by_id point\n"
        self.assert_refused("SELECT {columns} FROM session WHERE tenant = $1;", "rowid", head=head)

    def test_refuses_sql_in_c(self):
        self.assertEqual(len(sql_lint.c_problems_of("src/hub/a.c", 'x = "SELECT id FROM session";\n')), 1)
        self.assertEqual(len(sql_lint.c_problems_of("src/hub/a.c", 'x = "select a channel";\n')), 0)


if __name__ == "__main__":
    unittest.main()
