# SPDX-License-Identifier: Apache-2.0
import contextlib
import gzip
import io
import pathlib
import re
import tempfile
import unittest

import embed


def bytes_of(source, name):
    """What the C compiler would read."""
    body = re.search(r"static const char %s\[\] =\n(.*?);\n" % name, source, re.S).group(1)
    text = "".join(re.findall(r'^    "(.*)"$', body, re.M))
    return re.sub(rb"\\([0-7]{3}|.)", lambda m: bytes([int(m[1], 8)]) if len(m[1]) == 3 else m[1], text.encode())


class Embed(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.addCleanup(self.place.cleanup)
        self.root = pathlib.Path(self.place.name)

    def put(self, name, data):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def embed(self, *mounts):
        with contextlib.redirect_stderr(io.StringIO()) as said:
            embed.main([str(self.root / "out.c"), str(self.root / "out.d"),
                        *(f"{path}={policy}={self.root / folder}" for path, policy, folder in mounts)])
        self.said = said.getvalue()
        return (self.root / "out.c").read_text(), (self.root / "out.d").read_text()

    def test_every_byte_arrives(self):
        every = bytes(range(256)) * 2 + b'??/ "\\" 7'
        self.put("a/x.png", every)
        self.put("a/y.js", b"alert('\xc3\xbc 0');\n" * 99)
        source, _ = self.embed(("/", "live", "a"))
        self.assertEqual(bytes_of(source, "file_0"), every)
        self.assertNotIn("packed_0", source)
        self.assertEqual(gzip.decompress(bytes_of(source, "packed_1")), b"alert('\xc3\xbc 0');\n" * 99)
        self.assertEqual(self.embed(("/", "live", "a"))[0], source)

    def test_paths_policies_and_order(self):
        for name in ("a/index.html", "a/docs/errors.html", "b/index.html", "b/lamp.html", "b/x.txt", "b/.state"):
            self.put(name, b"x")
        source, _ = self.embed(("/", "live", "a"), ("/demo/", "shop", "b"))
        self.assertEqual(re.findall(r'\.path = \{"(.*?)", (\d+)\}', source),
                         [("/", "1"), ("/demo/", "6"), ("/demo/lamp", "10"), ("/docs/errors", "12")])
        self.assertEqual(source.count("STATIC_SHOP"), 2)

    def test_only_hashed_names_are_for_ever(self):
        self.put("page/dist/index.html", b"x")
        self.put("page/dist/assets/index-1234abcd.js", b"x")
        self.put("demo/assets/lamp.svg", b"x")
        source, _ = self.embed(("/console/", "console", "page/dist"), ("/demo/", "shop", "demo"))
        self.assertEqual(re.findall(r"is_immutable = (\w+)", source), ["false", "true", "false"])

    def test_what_was_not_built_says_so(self):
        self.put("widget/package.json", b"{}")
        source, depends = self.embed(("/", "widget", "widget/dist"), ("/console/", "console", "console/dist"))
        self.assertIn('"/widget.js"', source)
        self.assertIn(b"./hub build", bytes_of(source, "file_0"))
        self.assertIn(b"console.error(", bytes_of(source, "file_1"))
        self.assertIn("warning: widget is not built", self.said)
        self.assertEqual(depends.split()[1:], [str(self.root / "widget"), str(self.root)])

    def test_a_file_that_comes_is_noticed(self):
        self.put("a/deep/x.js", b"x")
        _, depends = self.embed(("/", "live", "a"))
        self.assertEqual(depends.split()[1:], [str(self.root / name) for name in ("a", "a/deep", "a/deep/x.js")])


if __name__ == "__main__":
    unittest.main()
