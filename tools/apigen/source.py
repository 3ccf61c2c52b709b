# SPDX-License-Identifier: Apache-2.0
"""Reads api/*.yaml, joins the files into one document and remembers where everything came from."""
import re
from pathlib import Path

import yaml

ROOT_FILE = "openapi.yaml"
AREA_KEYS = {"paths", "components", "tags"}


class SourceError(Exception):
    """A fault in a source; says file, line and path."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML as JSON means it: no yes/no, no dates, no member twice."""

    yaml_implicit_resolvers = {}

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key, _ in node.value:
            if key.tag != "tag:yaml.org,2002:merge":
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(None, None, f'"{key.value}" stands twice', key.start_mark)
                seen.add(key.value)
        return super().construct_mapping(node, deep)


for _tag, _pattern, _first in [
    ("null", r"(?:null|~|)$", ["n", "~", ""]),
    ("bool", r"(?:true|false)$", ["t", "f"]),
    ("int", r"-?(?:0|[1-9][0-9]*)$", list("-0123456789")),
    ("float", r"-?(?:0|[1-9][0-9]*)\.[0-9]+$", list("-0123456789")),
    ("merge", r"<<$", ["<"]),
]:
    _Loader.add_implicit_resolver("tag:yaml.org,2002:" + _tag, re.compile(_pattern), _first)


def _lines(node, path, found):
    found[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            _lines(value, path + (key.value,), found)
            found[path + (key.value,)] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for i, item in enumerate(node.value):
            _lines(item, path + (i,), found)


class Source:
    """The joined document. Paths are tuples of keys; `fail` finds their file and line."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.document = {}
        self.origin = {}  # ("paths", p) or ("components", kind, name) -> file name
        self.lines = {}  # file name -> {path: line}
        names = sorted(f.name for f in self.folder.glob("*.yaml"))
        if ROOT_FILE not in names:
            raise SourceError(f"{self.folder / ROOT_FILE}: is missing")
        names.remove(ROOT_FILE)
        for name in [ROOT_FILE] + names:
            self._join(name, self._load(name))
        self._check_refs(self.document, ())

    def _load(self, name):
        try:
            loader = _Loader((self.folder / name).read_text(encoding="utf-8"))
            node = loader.get_single_node()
            data = loader.construct_document(node) if node else None
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            mark = getattr(error, "problem_mark", None)
            line = f":{mark.line + 1}" if mark else ""
            raise SourceError(f"{self.folder / name}{line}: {getattr(error, 'problem', None) or error}") from None
        if not isinstance(data, dict):
            raise SourceError(f"{self.folder / name}: must be a mapping")
        self.lines[name] = {}
        _lines(node, (), self.lines[name])
        return data

    def _join(self, name, data):
        if name == ROOT_FILE:
            self.document = {**data, "paths": {}, "components": {}, "tags": list(data.get("tags", []))}
        for key in data:
            if name != ROOT_FILE and key not in AREA_KEYS:
                self._fail_in(name, (key,), f"only {', '.join(sorted(AREA_KEYS))} may stand here")
        if name != ROOT_FILE:
            self.document["tags"] += data.get("tags", [])
        self._need_mappings(name, data)
        for path, item in (data.get("paths") or {}).items():
            self._put(self.document["paths"], path, item, name, ("paths", path))
        for kind, members in (data.get("components") or {}).items():
            into = self.document["components"].setdefault(kind, {})
            for member, value in members.items():
                self._put(into, member, value, name, ("components", kind, member))

    def _need_mappings(self, name, data):
        for key in ("paths", "components"):
            if not isinstance(data.get(key) or {}, dict):
                self._fail_in(name, (key,), "must be a mapping")
            for inner, value in (data.get(key) or {}).items():
                if not isinstance(value, dict):
                    self._fail_in(name, (key, inner), "must be a mapping")

    def _put(self, into, key, value, name, path):
        if key in into:
            self._fail_in(name, path, f"stands in {self.folder / self.origin[path]} too")
        into[key] = value
        self.origin[path] = name

    def _check_refs(self, value, path):
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                self.resolve(value["$ref"], path + ("$ref",))
            for key, item in value.items():
                self._check_refs(item, path + (key,))
        elif isinstance(value, list):
            for i, item in enumerate(value):
                self._check_refs(item, path + (i,))

    def resolve(self, ref, path):
        """The path and the value that a reference points to."""
        target = tuple(part.replace("~1", "/").replace("~0", "~") for part in ref.removeprefix("#/").split("/"))
        value = self.document
        for key in target if ref.startswith("#/components/") else ("no such place",):
            value = value.get(key) if isinstance(value, dict) else None
            if value is None:
                self.fail(path, f'"{ref}" leads nowhere; references begin with #/components/')
        return target, value

    def fail(self, path, text):
        size = {"paths": 2, "components": 3}.get(path[0] if path else "", 0)
        self._fail_in(self.origin.get(path[:size], ROOT_FILE), path, text)

    def _fail_in(self, name, path, text):
        at = path
        while at and at not in self.lines[name]:
            at = at[:-1]
        line = self.lines[name].get(at, 1)
        raise SourceError(f"{self.folder / name}:{line}: {'.'.join(str(p) for p in path)}: {text}")
