# SPDX-License-Identifier: Apache-2.0
import unittest

import npm_lock


class Lock(unittest.TestCase):
    def test_adds_what_other_platforms_need(self):
        there = {"version": "1.2.0", "integrity": "sha512-x"}
        lock = {"packages": {"": {}, "node_modules/rollup": {"dev": True, "optionalDependencies": {
            "@rollup/rollup-linux-x64-gnu": "1.2.0", "@rollup/rollup-linux-arm64-musl": "1.2.0",
            "@rollup/rollup-win32-x64-msvc": "1.2.0", "fsevents": "~2.3.2"}},
            "node_modules/@rollup/rollup-linux-x64-gnu": there}}
        self.assertEqual(npm_lock.complete(lock), ["node_modules/@rollup/rollup-linux-arm64-musl",
                                                   "node_modules/@rollup/rollup-win32-x64-msvc"])
        packages = lock["packages"]
        self.assertIs(packages["node_modules/@rollup/rollup-linux-x64-gnu"], there)
        self.assertEqual(packages["node_modules/@rollup/rollup-linux-arm64-musl"],
                         {"version": "1.2.0", "cpu": ["arm64"], "dev": True, "libc": ["musl"], "optional": True, "os": ["linux"]})
        self.assertEqual(packages["node_modules/@rollup/rollup-win32-x64-msvc"]["os"], ["win32"])
        self.assertEqual(next(iter(packages)), "")
        self.assertEqual(npm_lock.complete(lock), [])


if __name__ == "__main__":
    unittest.main()
