#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Codes are found however they are written, and one that cannot be found is an error."""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

import error_codes  # noqa: E402


class CodesTest(unittest.TestCase):
    def test_a_call_that_spans_lines(self):
        found, missed = error_codes.codes_of('call_refuse(call, 404,\n   VIEW("a.b"),\n  VIEW("one "\n "two \\"three\\""));')
        self.assertEqual(found, {"a.b": {(404, 'one two "three"')}})
        self.assertEqual(missed, [])

    def test_a_struct(self):
        found, _ = error_codes.codes_of('{.status = 400, .code = VIEW("a.b"), .detail = at("not JSON", 7)}')
        self.assertEqual(found, {"a.b": {(400, "not JSON")}})

    def test_one_code_with_two_meanings(self):
        found, _ = error_codes.codes_of('f(c, 409, VIEW("a.b"), VIEW("x")); f(c, 422, VIEW("a.b"), VIEW("y"));')
        self.assertEqual(found, {"a.b": {(409, "x"), (422, "y")}})

    def test_a_code_without_its_sentence_is_missed(self):
        self.assertEqual(error_codes.codes_of('call_refuse(call, 404, VIEW("a.b"), text);')[1], ["a.b"])
        self.assertEqual(error_codes.codes_of('refuse(call, status, VIEW("a.b"), VIEW("x"));')[1], ["a.b"])

    def test_other_dotted_texts_are_none(self):
        self.assertEqual(error_codes.codes_of('add(h, VIEW("a.b"), VIEW("x"));'), ({}, []))

    def test_the_page_has_an_anchor_for_each(self):
        titles = {404: "Not Found"}
        codes = {"a.b": {(404, "no <such> thing")}}
        page = error_codes.page(codes, titles)
        self.assertIn('id="a.b"', page)
        self.assertIn("No &lt;such&gt; thing.", page)
        self.assertIn("| `a.b` | 404 Not Found |", error_codes.markdown(codes, titles))

    def test_the_sources_are_whole(self):
        codes, titles, faults = error_codes.collect()
        self.assertEqual(faults, [])
        self.assertIn("session.not_found", codes)
        self.assertEqual([s for entries in codes.values() for s, _ in entries if s not in titles], [])


if __name__ == "__main__":
    unittest.main()
