#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A bad source gives an error that names file, line and path; a good one the same output each time."""
import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True

import api_gen  # noqa: E402
from apigen import c_out, trie  # noqa: E402
from apigen.model import Model  # noqa: E402
from apigen.source import Source, SourceError  # noqa: E402

EXTRA = """paths:
  /thing/{id}:
    put:
      operationId: thingPut
      summary: Change a thing
      tags: [system]
      x-hub: {kind: write, audience: internal, scope: admin}
      parameters:
        - {name: id, in: path, required: true, schema: {$ref: '#/components/schemas/Id'}}
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/ThingPut'}
      responses:
        '200': {description: Done.}
components:
  schemas:
    ThingPut:
      type: object
      required: [name]
      properties:
        name: {type: string, minLength: 1, maxLength: 80}
        size: {type: integer, minimum: 0, default: 3}
        double: {type: boolean}
        kind: {type: string, enum: [big, small]}
        when: {type: string, format: date-time}
        parts:
          type: array
          maxItems: 5
          items:
            type: object
            required: [label]
            properties:
              label: {type: string, maxLength: 10}
"""


class Tree(unittest.TestCase):
    """Each test works on a copy of the sources with one more file, things.yaml."""

    def setUp(self):
        self.root = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)
        (self.root / "api").mkdir()
        for source in (ROOT / "api").glob("*.yaml"):
            shutil.copy(source, self.root / "api")
        shutil.copytree(ROOT / "api" / "asyncapi", self.root / "api" / "asyncapi")
        shutil.copy(ROOT / "VERSION", self.root)

    def extra(self, text):
        (self.root / "api" / "things.yaml").write_text(text)

    def change(self, old, new):
        self.assertIn(old, EXTRA)
        self.extra(EXTRA.replace(old, new))

    def refused(self, path, words):
        with self.assertRaises(SourceError) as caught:
            api_gen.outputs(self.root)
        text = str(caught.exception)
        self.assertRegex(text, r"api/things\.yaml:\d+: ")
        self.assertIn(path, text)
        self.assertIn(words, text)
        return int(text.split("things.yaml:")[1].split(":")[0])


class Refuses(Tree):
    def test_a_kind_that_is_none(self):
        self.change("kind: write", "kind: wirte")
        line = self.refused("paths./thing/{id}.put.x-hub.kind", "must be one of write, point")
        self.assertEqual(line, 7)

    def test_an_audience_and_a_scope_that_are_none(self):
        self.change("audience: internal", "audience: everyone")
        self.refused("x-hub.audience", "internal, public")
        self.change("scope: admin", "scope: root")
        self.refused("x-hub.scope", "must be one of none")

    def test_an_operation_without_marks(self):
        self.change("      x-hub: {kind: write, audience: internal, scope: admin}\n", "")
        self.refused("paths./thing/{id}.put.x-hub", "is needed")

    def test_a_mark_that_is_not_known(self):
        self.change("scope: admin}", "scope: admin, shape: 7}")
        self.refused("x-hub.shape", "is not known")

    def test_an_operation_without_a_name(self):
        self.change("operationId: thingPut", "operationId: thing put")
        self.refused("put.operationId", "camelCase")

    def test_a_reference_that_leads_nowhere(self):
        self.change("schemas/ThingPut'", "schemas/ThingPot'")
        self.refused("requestBody.content.application/json.schema.$ref", "leads nowhere")

    def test_path_parameters_that_are_not_the_paths(self):
        self.change("{name: id, in: path", "{name: it, in: path")
        self.refused("put.parameters", "must be id")

    def test_an_alias_with_other_parameters(self):
        self.change("scope: admin}", "scope: admin, aliases: ['/things/{name}']}")
        self.refused("x-hub.aliases.0", "same parameters")

    def test_a_path_that_is_another_routes(self):
        self.change("/thing/{id}:", "/session/{id}:")
        self.refused("paths./session/{id}", "stands in")
        self.change("scope: admin}", "scope: admin, aliases: ['/version/{id}']}")
        api_gen.outputs(self.root)  # another method
        self.extra(EXTRA.replace("scope: admin}", "scope: admin, aliases: ['/thing/{id}']}"))
        self.refused("paths./thing/{id}.put", "is a path of thingPut too")

    def test_a_path_under_v1_or_with_a_slash_at_the_end(self):
        self.change("/thing/{id}:", "/v1/thing/{id}:")
        self.refused("paths./v1/thing/{id}", "is stripped")
        self.change("/thing/{id}:", "/thing/{id}/:")
        self.refused("paths./thing/{id}/", "without a slash at the end")

    def test_a_member_that_stands_twice(self):
        self.change("        double: {type: boolean}", "        double: {type: boolean}\n        double: {type: boolean}")
        self.refused("", '"double" stands twice')

    def test_a_component_that_stands_in_two_files(self):
        self.change("    ThingPut:\n", "    Session: {type: object}\n    ThingPut:\n")
        self.refused("components.schemas.Session", "sessions.yaml too")

    def test_yaml_that_is_none(self):
        self.extra("paths: {a: [")
        self.refused("", "expected")

    def test_a_key_that_belongs_to_the_root(self):
        self.extra(EXTRA + "info: {title: x}\n")
        self.refused("info", "may stand here")

    def test_text_without_a_limit(self):
        self.change("name: {type: string, minLength: 1, maxLength: 80}", "name: {type: string}")
        self.refused("components.schemas.ThingPut.properties.name", "x-max-bytes or maxLength")

    def test_an_array_without_a_limit(self):
        self.change("          maxItems: 5\n", "")
        self.refused("ThingPut.properties.parts", "needs maxItems")

    def test_limits_that_contradict(self):
        self.change("minLength: 1, maxLength: 80", "minLength: 81, maxLength: 80")
        self.refused("properties.name.minLength", "above the maximum")

    def test_a_keyword_that_would_not_be_checked(self):
        self.change("{type: integer, minimum: 0, default: 3}", "{type: integer, multipleOf: 2}")
        self.refused("properties.size.multipleOf", "not supported in requests")
        self.change("maxLength: 80", "maxLength: 80, pattern: a+")
        self.refused("properties.name.pattern", "not supported in requests")

    def test_a_default_of_another_type(self):
        self.change("default: 3", "default: many")
        self.refused("properties.size.default", "of their own type")

    def test_a_required_field_that_is_none(self):
        self.change("required: [name]", "required: [nane]")
        self.refused("ThingPut.required", '"nane" is no property')

    def test_another_name_of_nothing(self):
        self.change("double: {type: boolean}", "double: {type: boolean, x-same-as: single}")
        self.refused("properties.double.x-same-as", "property of the same kind")

    def test_unknown_members_to_nowhere(self):
        self.change("      required: [name]\n", "      required: [name]\n      x-unknown-to: name\n")
        self.refused("ThingPut.x-unknown-to", "free object")

    def test_a_field_that_stands_in_path_and_body(self):
        self.change("double: {type: boolean}", "id: {type: boolean}")
        self.refused("paths./thing/{id}.put", '"id" stands twice')

    def test_an_object_that_holds_itself(self):
        self.change("double: {type: boolean}", "double: {$ref: '#/components/schemas/ThingPart'}")
        text = (self.root / "api" / "things.yaml").read_text()
        self.extra(text + "    ThingPart:\n      type: object\n      properties:\n"
                          "        part: {$ref: '#/components/schemas/ThingPart'}\n")
        self.refused("ThingPart", "may not hold itself")

    def test_what_is_not_shaped_like_openapi(self):
        self.change("parameters:\n        - {name: id, in: path, required: true, schema: {$ref: '#/components/schemas/Id'}}",
                    "parameters: [7]")
        self.refused("paths./thing/{id}.put", "not shaped as OpenAPI says")
        self.extra("components: {schemas: 7}")
        self.refused("components.schemas", "must be a mapping")

    def test_a_route_without_a_good_answer(self):
        self.change("'200'", "'404'")
        self.refused("put.responses", "needs an answer of 200")


class Tells(Tree):
    """The AsyncAPI document."""

    def told(self, old="", new=""):
        path = self.root / "api" / "asyncapi" / "asyncapi.yaml"
        text = path.read_text()
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1))
        return json.loads(api_gen.outputs(self.root)["api/asyncapi.json"])

    def test_every_reference_leads_somewhere(self):
        told = self.told()

        def walk(value):
            if isinstance(value, dict):
                if "$ref" in value:
                    at = told
                    for part in value["$ref"].removeprefix("#/").split("/"):
                        self.assertIn(part, at, value["$ref"])
                        at = at[part]
                for item in value.values():
                    walk(item)
            elif isinstance(value, list):
                for item in value:
                    walk(item)

        walk(told)
        self.assertNotIn("x-frames", told)

    def test_a_frame_that_is_left_out(self):
        with self.assertRaisesRegex(SourceError, "x-frames.*typing"):
            self.told("  typing: {summary", "  tipping: {summary")

    def test_a_payload_that_is_none(self):
        with self.assertRaisesRegex(SourceError, "no schema Nothing"):
            self.told("data: WebhookTestData", "data: Nothing")


class Writes(Tree):
    def test_the_same_each_time(self):
        self.extra(EXTRA)
        self.assertEqual(api_gen.outputs(self.root), api_gen.outputs(self.root))

    def test_fields_of_every_kind(self):
        self.extra(EXTRA)
        header = api_gen.outputs(self.root)["src/api/generated/args.h"]
        for line in ["int64_t size;", "bool double_;", "enum thing_put_kind kind;", "int64_t when_us;",
                     "const struct thing_put_parts_args *parts_items;", "    struct view label;"]:
            self.assertIn(line, header)

    def test_a_file_that_says_how_it_is_made_in_its_first_line(self):
        for name, text in api_gen.outputs(self.root).items():
            self.assertIn("python3 tools/api_gen.py", text.split("\n")[0], name)

    def test_nothing_when_only_asked_to_check(self):
        run = lambda *more: subprocess.run([sys.executable, HERE / "api_gen.py", "--root", self.root, *more],
                                           capture_output=True, text=True)
        self.assertEqual(run("--check").returncode, 1)
        self.assertFalse((self.root / "src").exists())
        self.assertEqual(run().returncode, 0)
        self.assertEqual(run("--check").returncode, 0)
        self.extra(EXTRA)
        stale = run("--check")
        self.assertEqual(stale.returncode, 1)
        self.assertIn("src/api/generated/routes.c", stale.stderr)

    def test_nothing_of_a_bad_source(self):
        self.extra("paths: 7")
        run = subprocess.run([sys.executable, HERE / "api_gen.py", "--root", self.root], capture_output=True, text=True)
        self.assertEqual(run.returncode, 1)
        self.assertRegex(run.stderr, r"^api_gen: .*api/things\.yaml:1: paths: must be a mapping\n$")
        self.assertFalse((self.root / "src").exists())

    def test_every_word_beside_a_parameter(self):
        nodes = trie.build(Model(Source(self.root / "api")).routes)
        words = trie.words(nodes)
        self.assertEqual(words, sorted(set(words)))
        for word in ["active", "agent", "create", "customer", "dashboard"]:
            self.assertIn(word, words)
        self.assertNotIn("health", words)  # nothing stands beside it
        for number, node in enumerate(nodes):
            self.assertEqual(node.number, number)
            children = [node.literals[w].number for w in sorted(node.literals)]
            self.assertEqual(children, list(range(children[0], children[0] + len(children))) if children else [])

    def test_strings_that_c_reads_back(self):
        self.assertEqual(c_out.quote('a"b\\c\n'), '"a\\"b\\\\c\\n"')
        self.assertNotIn("??", c_out.quote("what???/"))


if __name__ == "__main__":
    unittest.main()
