# SPDX-License-Identifier: Apache-2.0
import unittest

import sql_each

TEXT = """-- let: columns
a, b

-- each: list where
--   all | TRUE
--   mine | owner = $2
-- each: order dir
--   newest | DESC
--   oldest | ASC
-- name: {list}_{order} point
SELECT {columns} FROM t WHERE tenant = $1 AND {where}
ORDER BY a {dir};

-- name: plain
DELETE FROM t WHERE tenant = $1;
"""


class SqlEach(unittest.TestCase):
    def test_makes_every_combination(self):
        out = sql_each.expand(TEXT)
        self.assertEqual([line for line in out.splitlines() if line.startswith("-- name")],
                         ["-- name: all_newest point", "-- name: all_oldest point", "-- name: mine_newest point",
                          "-- name: mine_oldest point", "-- name: plain"])
        self.assertIn("WHERE tenant = $1 AND owner = $2\nORDER BY a ASC;", out)
        self.assertIn("SELECT {columns} FROM t", out)
        self.assertNotIn("each", out)

    def test_leaves_other_text_as_it_is(self):
        text = "-- name: plain\nDELETE FROM t\nWHERE tenant = $1;\n"
        self.assertEqual(sql_each.expand(text), text)

    def test_refuses_tables_that_do_not_fit(self):
        with self.assertRaises(ValueError):
            sql_each.expand("-- each: a b\n--   one\n-- name: x\nSELECT 1;\n")
        with self.assertRaises(ValueError):
            sql_each.expand("-- each: a b\n-- name: x\nSELECT 1;\n")


if __name__ == "__main__":
    unittest.main()
