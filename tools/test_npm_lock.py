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

    def test_leaves_out_what_only_packages_for_their_files_need(self):
        lock = {"packages": {"": {"devDependencies": {"read": "1", "run": "1"}},
                             "node_modules/read": {"dependencies": {"big": "1", "shared": "2"}},
                             "node_modules/read/node_modules/shared": {"version": "2.0.0"},
                             "node_modules/run": {"dependencies": {"shared": "1"}},
                             "node_modules/run/node_modules/own": {}, "node_modules/big": {"dependencies": {"deep": "1"}},
                             "node_modules/deep": {}, "node_modules/shared": {"version": "1.0.0", "dependencies": {"deeper": "1"}},
                             "node_modules/deeper": {}}}
        self.assertEqual(npm_lock.strip(lock, ["read"]), ["node_modules/big", "node_modules/deep", "node_modules/read/node_modules/shared",
                                                          "node_modules/run/node_modules/own"])
        self.assertEqual(lock["packages"]["node_modules/read"], {})
        self.assertIn("node_modules/deeper", lock["packages"])
        self.assertEqual(npm_lock.strip(lock, ["read"]), [])


if __name__ == "__main__":
    unittest.main()
