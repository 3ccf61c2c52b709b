# SPDX-License-Identifier: Apache-2.0
import json
import unittest

import count_tests


def meson(**test):
    test = {"name": "t", "result": "OK", "returncode": 0, "stdout": "", "stderr": "", **test}
    return counted(count_tests.count_meson, json.dumps(test) + "\n")


def counted(count, text):
    tally = count_tests.Tally()
    count(text, tally)
    return tally.passed, tally.failed, tally.skipped


def node(*lines):
    return counted(count_tests.count_node, "\n".join(lines) + "\n")


class MesonLog(unittest.TestCase):
    def test_counts_the_cases_of_a_program_that_speaks_tap(self):
        self.assertEqual(meson(stdout="1..3\nok 1 - a\nok 2 - b\nok 3 - c # SKIP\n"), (2, 0, 1))

    def test_counts_a_failed_case_once_though_the_program_failed_too(self):
        self.assertEqual(meson(result="FAIL", returncode=1, stdout="1..2\nok 1 - a\nnot ok 2 - b\n"), (1, 1, 0))

    def test_counts_every_group_of_a_program(self):
        self.assertEqual(meson(stdout="1..1\nok 1 - a\n# ok - one\n1..2\nok 1 - b\nok 2 - c\n"), (3, 0, 0))

    def test_a_program_that_fails_after_its_cases_is_a_failure(self):
        self.assertEqual(meson(result="FAIL", returncode=23, stdout="1..1\nok 1 - a\n"), (1, 1, 0))

    def test_a_program_that_stops_early_is_a_failure_even_with_exit_code_0(self):
        self.assertEqual(meson(stdout="1..3\nok 1 - a\n"), (1, 1, 0))

    def test_a_program_without_cases_is_a_failure(self):
        self.assertEqual(meson(stdout="1..0\n"), (0, 1, 0))

    def test_a_program_that_has_to_find_fault_is_one_case(self):
        self.assertEqual(meson(result="EXPECTEDFAIL", returncode=1, stdout="1..2\nok 1 - a\nnot ok 2 - b\n"), (1, 0, 0))
        self.assertEqual(meson(result="UNEXPECTEDPASS", stdout="1..1\nok 1 - a\n"), (1, 1, 0))

    def test_a_program_without_tap_is_one_case(self):
        self.assertEqual(meson(stdout="ok so far\n"), (1, 0, 0))
        self.assertEqual(meson(result="TIMEOUT", returncode=-9), (0, 1, 0))
        self.assertEqual(meson(result="SKIP", returncode=77), (0, 0, 1))


class NodeLog(unittest.TestCase):
    def test_counts_leaves_and_not_their_parents(self):
        self.assertEqual(node("# Subtest: suite", "    ok 1 - a", "    not ok 2 - b", "    1..2", "not ok 1 - suite",
                              "ok 2 - c # SKIP", "1..2"), (1, 1, 1))

    def test_a_parent_that_fails_by_itself_is_a_failure(self):
        self.assertEqual(node("    ok 1 - a", "    1..1", "not ok 1 - suite"), (1, 1, 0))

    def test_counts_two_levels_down(self):
        self.assertEqual(node("        ok 1 - a", "    ok 1 - inner", "    ok 2 - b", "ok 1 - outer", "ok 2 - c"),
                         (3, 0, 0))

    def test_a_failed_one_says_why(self):
        tally = count_tests.Tally()
        count_tests.count_node("not ok 1 - a\n  ---\n  error: 'why'\n  ...\nok 2 - b\n  ---\n  duration_ms: 1\n  ...\n", tally)
        self.assertEqual(tally.complaints, ["a\n  error: 'why'"])

    def test_a_file_that_ran_nothing_is_a_failure(self):
        self.assertEqual(node("ok 1 - /x/test/e2e/empty.test.mjs"), (0, 1, 0))
        self.assertEqual(node("not ok 1 - /x/test/e2e/broken.test.mjs"), (0, 1, 0))


class UnittestLog(unittest.TestCase):
    def test_reads_the_closing_lines(self):
        text = "Ran 9 tests in 0.1s\n\nFAILED (failures=1, errors=2, skipped=1)\n"
        self.assertEqual(counted(count_tests.count_unittest, text), (5, 3, 1))

    def test_no_test_is_a_failure(self):
        self.assertEqual(counted(count_tests.count_unittest, "Ran 0 tests in 0.0s\n\nOK\n"), (0, 1, 0))


if __name__ == "__main__":
    unittest.main()
