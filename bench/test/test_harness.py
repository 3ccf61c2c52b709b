# SPDX-License-Identifier: Apache-2.0
"""The parts of the bench that make figures out of numbers. Run: python3 bench/test/test_harness.py"""
import os
import sqlite3
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from harness import figures, process, servers, tools  # noqa: E402
from scenarios import message_large  # noqa: E402


class Figures(unittest.TestCase):
    def test_a_figure_is_the_median_of_its_rounds(self):
        figure = figures.Figure("x", [3, 1, 100], "µs", ("<=", 3))
        self.assertEqual(figure.value, 3)
        self.assertEqual(figure.verdict(), "ok")

    def test_a_missed_target_is_called_missed(self):
        self.assertEqual(figures.Figure("x", [14999], "/s", (">=", 15000)).verdict(), "missed")
        self.assertEqual(figures.Figure("x", [25.1], "ms", ("<=", 25)).verdict(), "missed")

    def test_what_was_not_measured_has_no_figure(self):
        figure = figures.absent("x", "peer not installed: nginx", target=("<=", 1.3))
        self.assertIsNone(figure.value)
        self.assertEqual(figure.verdict(), "not measured")
        self.assertIn("peer not installed: nginx", figures.as_text([figure], True))

    def test_ratios_are_taken_round_by_round(self):
        self.assertEqual(figures.ratios([2, 9, None], [1, 3, 5]), [2, 3])

    def test_a_quick_run_shows_no_verdict(self):
        text = figures.as_text([figures.Figure("x", [1], "/s", (">=", 2))], False)
        self.assertNotIn("missed", text)

    def test_a_verdict_among_noise_says_so(self):
        text = figures.as_text([figures.Figure("x", [1], "/s", (">=", 1))], True, is_noisy=True)
        self.assertIn("ok (noisy)", text)


class Metrics(unittest.TestCase):
    TEXT = ('# HELP omnihub_writer_requests_total x\nomnihub_writer_requests_total{class="live"} 90\n'
            'omnihub_writer_requests_total{class="bulk"} 10\nomnihub_writer_batches_total 4\n')

    def test_a_metric_is_summed_over_its_labels(self):
        self.assertEqual(servers.metric(self.TEXT, servers.DECIDED), 100)
        self.assertEqual(servers.metric(self.TEXT, servers.COMMITS), 4)

    def test_a_metric_that_is_not_there_is_none(self):
        self.assertIsNone(servers.metric("omnihub_requests_total 1\n", servers.DECIDED))


class Results(unittest.TestCase):
    GOOD = {"status": {"200": 10}, "errors": {"closed": 0}, "replies": 10, "client_cpu_us": 1, "seconds": 1}

    def test_a_good_run_has_no_note(self):
        self.assertEqual(tools.notes([self.GOOD]), "")

    def test_refusals_and_errors_are_told(self):
        bad = {**self.GOOD, "status": {"200": 7, "503": 3}, "errors": {"closed": 2}}
        self.assertEqual(tools.notes([bad, self.GOOD]), "3 × 503, 2 × closed")

    def test_a_saturated_client_is_told(self):
        self.assertIn("client's core 95% busy", tools.notes([{**self.GOOD, "replies": 190000, "client_cpu_us": 5}]))

    def test_tenths_leave_the_broken_last_second_out(self):
        self.assertEqual(message_large.tenths([10] * 10 + [20] * 10 + [3]), [10.0] * 5 + [20.0] * 5)

    def test_options_become_words(self):
        words = list(tools.arguments({"headers_file": "h", "header": ["a", "b"], "progress": True, "rate": None}))
        self.assertEqual(words, ["--headers-file", "h", "--header", "a", "--header", "b", "--progress"])


class Processes(unittest.TestCase):
    def test_the_largest_database_comes_first(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, rows in (("small.db", 1), ("large.db", 5000)):
                with sqlite3.connect(os.path.join(folder, name)) as database:
                    database.execute("CREATE TABLE t(x)")
                    database.executemany("INSERT INTO t VALUES (?)", [("row",)] * rows)
            Path(folder, "other.log").write_text("x" * 10**6, encoding="utf-8")
            names = [os.path.basename(path) for path in servers.database_files(folder)]
        self.assertEqual(names, ["large.db", "small.db"])

    def test_a_server_that_dies_before_it_is_ready_is_told_with_its_words(self):
        with tempfile.TemporaryDirectory() as folder:
            with self.assertRaisesRegex(process.Missing, "cannot bind"):
                process.Process(["sh", "-c", "echo cannot bind >&2; exit 1"], set(), Path(folder, "log"), "ready on")

    def test_a_thread_that_is_not_there_has_no_cpu(self):
        self.assertIsNone(process.thread_cpu_us(os.getpid(), "no-such-thread"))
        self.assertGreaterEqual(process.rss_bytes(os.getpid()), 1 << 20)


if __name__ == "__main__":
    unittest.main()
