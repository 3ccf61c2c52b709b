# SPDX-License-Identifier: Apache-2.0
import unittest

import path_check


class Paths(unittest.TestCase):
    def test_refuses_a_developers_home(self):
        for folder in ("home", "Users", "root"):
            self.assertEqual(len(path_check.problems_of("a.c", 'x = "/%s/ada/omnihub";\n' % folder)), 1, folder)

    def test_names_the_line(self):
        found = path_check.problems_of("a.c", "one\n  see /%s/ada/notes.txt\n" % "home")
        self.assertTrue(found[0].startswith("a.c:2:"))

    def test_accepts_paths_of_the_system_the_repository_and_the_api(self):
        for text in ("/usr/bin/node", "/var/lib/omnihub", "./src/home/a.c", "api/work/x", "$HOME/work/x",
                     "https://example.com/home/page", "/session/create"):
            self.assertEqual(path_check.problems_of("a.md", text), [], text)


if __name__ == "__main__":
    unittest.main()
