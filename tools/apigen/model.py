# SPDX-License-Identifier: Apache-2.0
"""Routes, argument structs and their fields, as the sources describe them."""
import re
from dataclasses import dataclass, field as member
from typing import Optional

from .source import Source

METHODS = ["get", "post", "put", "delete", "patch"]
KINDS = ["write", "point", "scan", "local", "socket"]
AUDIENCES = ["internal", "public"]
SCOPES = ["none", "read", "service", "agent", "supervisor", "admin"]
BODY_MAX = 1 << 20  # when x-hub names none
FIELDS_MAX = 64  # of one object
C_WORDS = set("""auto break case char const continue default do double else enum extern float for goto if inline int
long register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while bool
true false""".split())
SCHEMA_KEYS = set("""$ref type format description examples enum anyOf oneOf minLength maxLength pattern minimum maximum
minItems maxItems items properties required additionalProperties default deprecated x-max-bytes x-c-enum x-same-as
x-unknown-to x-args x-null title""".split())


def snake(camel):
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", camel).replace("-", "_").replace(".", "_").lower()


@dataclass
class Enum:
    name: str  # "enum channel"
    prefix: str
    header: Optional[str]
    values: list

    def constant(self, value):
        return self.prefix + re.sub(r"[^A-Z0-9]", "_", value.upper())


@dataclass
class Field:
    name: str
    kind: str
    required: bool = False
    nullable: bool = False
    default: object = None
    low: Optional[int] = None
    high: Optional[int] = None
    max_bytes: int = 0
    enum: Optional[Enum] = None
    struct: Optional["Struct"] = None
    item: Optional["Field"] = None
    same_as: Optional[str] = None
    refuses_words: bool = False
    takes_null: bool = False

    @property
    def c_name(self):
        name = snake(self.name)
        name = name + "_us" if self.kind == "time" else name
        return name + "_" if name in C_WORDS else name


@dataclass
class Struct:
    name: str  # "struct session_create_args"
    path: list = member(default_factory=list)
    query: list = member(default_factory=list)
    body: list = member(default_factory=list)
    unknown_to: Optional[str] = None

    @property
    def fields(self):
        return self.path + self.query + self.body


@dataclass
class Route:
    operation: str
    name: str
    method: str
    pattern: str
    aliases: list
    kind: str
    audience: str
    scope: str
    body_max: int
    takes_body: bool
    needs_body: bool
    args: Struct
    has_etag: bool
    takes_file: bool = False
    needs_form: bool = False
    is_raw: bool = False


class Model:
    def __init__(self, source: Source):
        self.source = source
        self.routes = []
        self.structs = []  # each before those that hold it
        self.enums = []  # generated ones
        self.headers = set()
        self.tables = []  # (name, struct): bodies that are no route's, by x-args
        self._known = {}
        for path, item in source.document["paths"].items():
            self._path_item(path, item)
        for name, schema in source.document["components"].get("schemas", {}).items():
            if isinstance(schema, dict) and "x-args" in schema:
                self._named_args(("components", "schemas", name), schema)
        if not self.routes:
            source.fail(("paths",), "there are no routes")
        self._check_unique()

    # ---- routes

    def _path_item(self, path, item):
        where = ("paths", path)
        if not re.fullmatch(r"(/([A-Za-z0-9._-]+|\{[a-z_]+\}))+", path):
            self.source.fail(where, "a path is /words and /{parameters}, without a slash at the end")
        if path.split("/")[1] == "v1":
            self.source.fail(where, "/v1 is stripped before routes are looked up; leave it out")
        for method, operation in item.items():
            if method not in METHODS:
                self.source.fail(where + (method,), f"only {', '.join(METHODS)} may stand here")
            try:
                self._operation(path, method, operation, where + (method,))
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                self.source.fail(where + (method,), f"is not shaped as OpenAPI says: {error}")

    def _operation(self, path, method, operation, where):
        name = operation.get("operationId", "")
        if not re.fullmatch(r"[a-z][A-Za-z0-9]*", name):
            self.source.fail(where + ("operationId",), "is needed, in camelCase")
        hub = self._hub(operation, where)
        struct = Struct(f"struct {snake(name)}_args")
        for i, parameter in enumerate(operation.get("parameters", [])):
            self._parameter(parameter, struct, where + ("parameters", i))
        words = re.findall(r"\{([a-z_]+)\}", path)
        if sorted(words) != sorted(f.name for f in struct.path):
            self.source.fail(where + ("parameters",), f"path parameters must be {', '.join(words) or 'none'}")
        struct.path.sort(key=lambda f: words.index(f.name))
        body = operation.get("requestBody")
        if hub["takes_file"]:
            self._file_body(body, hub, where + ("requestBody",))
        elif hub["is_raw"]:
            if list((body or {"content": {"*/*": {}}})["content"]) != ["*/*"]:
                self.source.fail(where + ("requestBody", "content"), "must be */* and nothing else")
        elif body is not None:
            self._body(body, struct, hub["kind"], where + ("requestBody",))
        self._finish(struct, where)
        good = "101" if hub["kind"] == "socket" else "2"
        if not any(str(status).startswith(good) for status in operation.get("responses", {})):
            self.source.fail(where + ("responses",), f"needs {'101' if good == '101' else 'an answer of 200 to 299'}")
        self.routes.append(Route(name, snake(name), method, path, hub["aliases"], hub["kind"], hub["audience"],
                                 hub["scope"], 0 if body is None or hub["takes_file"] else hub["body_max"],
                                 body is not None and not hub["takes_file"] and not hub["is_raw"],
                                 bool(body and body.get("required")), struct, hub.get("etag", False), hub["takes_file"],
                                 hub["needs_form"], hub["is_raw"]))
        for i, alias in enumerate(hub["aliases"]):
            if re.findall(r"\{([a-z_]+)\}", alias) != words:
                self.source.fail(where + ("x-hub", "aliases", i), "must have the same parameters as the path")

    def _hub(self, operation, where):
        hub = operation.get("x-hub")
        where += ("x-hub",)
        if not isinstance(hub, dict):
            self.source.fail(where, "is needed: {kind, audience, scope}")
        for key, allowed in {"kind": KINDS, "audience": AUDIENCES, "scope": SCOPES}.items():
            if hub.get(key) not in allowed:
                self.source.fail(where + (key,), f"must be one of {', '.join(allowed)}")
        for key in hub:
            if key not in {"kind", "audience", "scope", "aliases", "body_max", "etag", "file", "body"}:
                self.source.fail(where + (key,), "is not known")
        if not isinstance(hub.get("etag", False), bool):
            self.source.fail(where + ("etag",), "must be true or false")
        body_max = hub.get("body_max", BODY_MAX)
        if not isinstance(body_max, int) or not 0 < body_max <= 64 << 20:
            self.source.fail(where + ("body_max",), "must be 1 to 67108864 bytes")
        if hub.get("file") not in (None, "form", "any") or ("file" in hub and hub["kind"] != "write"):
            self.source.fail(where + ("file",), "must be form or any, of a write")
        if hub.get("body") not in (None, "raw") or ("body" in hub and (hub["kind"] != "write" or "file" in hub)):
            self.source.fail(where + ("body",), "must be raw, of a write")
        return {**hub, "is_raw": "body" in hub, "aliases": hub.get("aliases", []), "body_max": body_max, "takes_file": "file" in hub,
                "needs_form": hub.get("file") == "form"}

    def _parameter(self, parameter, struct, where):
        if "$ref" in parameter:
            where, parameter = self.source.resolve(parameter["$ref"], where)
        place = parameter.get("in")
        if place not in ("path", "query"):
            self.source.fail(where + ("in",), "must be path or query")
        field = self._field(parameter.get("name", ""), parameter.get("schema"), where + ("schema",), struct.name)
        field.required = bool(parameter.get("required"))
        if field.kind in ("object", "array", "list", "struct", "any"):
            self.source.fail(where + ("schema",), "a parameter holds one value, not a structure")
        if place == "path" and not field.required:
            self.source.fail(where + ("required",), "a path parameter is always required")
        getattr(struct, place).append(field)

    def _file_body(self, body, hub, where):
        """What comes piece by piece has no table: src/api/upload.c takes it."""
        media = list((body or {}).get("content", {}))
        if "multipart/form-data" not in media or (hub["needs_form"] and len(media) > 1):
            self.source.fail(where + ("content",), "must be multipart/form-data" + ("" if hub["needs_form"] else " and others"))

    def _body(self, body, struct, kind, where):
        media = body.get("content", {})
        if list(media) != ["application/json"]:
            self.source.fail(where + ("content",), "must be application/json and nothing else")
        where += ("content", "application/json", "schema")
        self._members(media["application/json"].get("schema"), struct, where)
        if kind == "write":
            for field in struct.body:
                field.refuses_words = field.kind == "id"

    def _named_args(self, where, schema):
        name = schema["x-args"]
        if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            self.source.fail(where + ("x-args",), "must be a name in snake_case")
        struct = Struct(f"struct {name}_args")
        self._members(schema, struct, where)
        self._finish(struct, where)
        self.tables.append((name, struct))

    # ---- schemas

    def _flat(self, schema, where):
        """Follows references and 'or null'. Returns schema, where, nullable, component name or None."""
        nullable, component = False, None
        while True:
            if not isinstance(schema, dict):
                self.source.fail(where, "a schema is needed")
            for key in schema:
                if key not in SCHEMA_KEYS:
                    self.source.fail(where + (key,), "is not supported in requests")
            choices = schema.get("anyOf") or schema.get("oneOf")
            if "$ref" in schema:
                component = schema["$ref"].split("/")[-1]
                rest = {k: v for k, v in schema.items() if k not in ("$ref", "description")}
                where, target = self.source.resolve(schema["$ref"], where + ("$ref",))
                schema = {**target, **rest}
            elif choices and len(choices) == 2 and {"type": "null"} in choices:
                nullable = True
                rest = {k: v for k, v in schema.items() if k not in ("anyOf", "oneOf", "description")}
                schema = {**next(c for c in choices if c != {"type": "null"}), **rest}
            else:
                break
        kinds = schema.get("type", [])
        kinds = [kinds] if isinstance(kinds, str) else list(kinds)
        if "null" in kinds:
            nullable = True
            kinds.remove("null")
        return {**schema, "type": kinds}, where, nullable, component

    def _members(self, schema, struct, where):
        schema, where, _, _ = self._flat(schema, where)
        properties = schema.get("properties")
        if schema["type"] != ["object"] or not isinstance(properties, dict):
            self.source.fail(where, "must be an object with properties")
        if len(properties) > FIELDS_MAX:
            self.source.fail(where + ("properties",), f"at most {FIELDS_MAX} fields")
        for name, value in properties.items():
            at = where + ("properties", name)
            field = self._field(name, value, at, struct.name)
            field.same_as = value.get("x-same-as")
            field.required = name in schema.get("required", [])
            struct.body.append(field)
        self._check_members(schema, struct, where)

    def _check_members(self, schema, struct, where):
        by_name = {f.name: f for f in struct.body}
        for name in schema.get("required", []):
            if name not in by_name:
                self.source.fail(where + ("required",), f'"{name}" is no property')
        for f in struct.body:
            if f.same_as is None:
                continue
            main = by_name.get(f.same_as)
            if main is None or main.same_as or (main.kind, main.enum) != (f.kind, f.enum):
                self.source.fail(where + ("properties", f.name, "x-same-as"), "must name a property of the same kind")
        struct.unknown_to = schema.get("x-unknown-to")
        if struct.unknown_to is not None and getattr(by_name.get(struct.unknown_to), "kind", "") != "object":
            self.source.fail(where + ("x-unknown-to",), "must name a property that is a free object")

    def _field(self, name, schema, where, owner):
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", name):
            self.source.fail(where, f'"{name}" cannot be a field\'s name')
        schema, where, nullable, component = self._flat(schema, where)
        field = Field(name, self._kind(schema, where), nullable=nullable, default=schema.get("default"))
        self._limits(field, schema, where)
        field.takes_null = schema.get("x-null") == "kept"
        if field.takes_null and field.kind != "any":
            self.source.fail(where + ("x-null",), "is for values of any type")
        if field.kind == "enum":
            field.enum = self._enum(schema, where, component or f"{owner.split()[1].removesuffix('_args')}_{name}")
        elif field.kind == "struct":
            field.struct = self._nested(schema, where, component or f"{owner.split()[1].removesuffix('_args')}_{name}")
        elif field.kind == "list":
            field.item = self._field(name, schema["items"], where + ("items",), owner)
        if field.default is not None:
            self._default(field, where)
        return field

    def _kind(self, schema, where):
        kinds = schema["type"]
        if len(kinds) != 1:
            return "any"
        if "enum" in schema:
            return "enum"
        if kinds == ["string"]:
            form = schema.get("format")
            if "pattern" in schema and form != "x-id":
                self.source.fail(where + ("pattern",), "is not supported in requests, only with format x-id")
            if form not in (None, "x-id", "date-time"):
                self.source.fail(where + ("format",), "must be x-id or date-time")
            return {"x-id": "id", "date-time": "time"}.get(form, "string")
        if kinds == ["object"]:
            return "struct" if "properties" in schema else "object"
        if kinds == ["array"]:
            items = self._flat(schema.get("items", {}), where + ("items",))[0]
            return "array" if items["type"] == ["object"] and "properties" not in items else "list"
        if kinds[0] not in ("integer", "number", "boolean"):
            self.source.fail(where + ("type",), "must be one of string, integer, number, boolean, object, array")
        return kinds[0]

    def _limits(self, field, schema, where):
        keys = {"string": ("minLength", "maxLength"), "integer": ("minimum", "maximum"),
                "number": ("minimum", "maximum"), "array": ("minItems", "maxItems"),
                "list": ("minItems", "maxItems")}.get(field.kind, (None, None))
        for key, name in zip(keys, ("low", "high")):
            value = schema.get(key)
            if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
                self.source.fail(where + (key,), "must be a whole number")
            setattr(field, name, value)
        if field.low is not None and field.high is not None and field.low > field.high:
            self.source.fail(where + (keys[0],), "is above the maximum")
        field.max_bytes = schema.get("x-max-bytes", 0)
        if not isinstance(field.max_bytes, int) or field.max_bytes < 0:
            self.source.fail(where + ("x-max-bytes",), "must be a whole number of bytes")
        if field.kind == "string" and not field.max_bytes and field.high is None:
            self.source.fail(where, "a string needs x-max-bytes or maxLength")
        if field.kind in ("array", "list") and field.high is None:
            self.source.fail(where, "an array needs maxItems")

    def _default(self, field, where):
        good = {"integer": int, "boolean": bool, "enum": str}.get(field.kind)
        if good is None or type(field.default) is not good:
            self.source.fail(where + ("default",), "is for integers, booleans and enums only, of their own type")
        if field.kind == "enum" and field.default not in field.enum.values:
            self.source.fail(where + ("default",), "is none of the values")

    def _enum(self, schema, where, name):
        values = [v for v in schema["enum"] if v is not None]
        if schema["type"] != ["string"] or not all(isinstance(v, str) and v for v in values):
            self.source.fail(where + ("enum",), "must be of strings")
        given = schema.get("x-c-enum")
        if given is not None:
            if not isinstance(given, dict) or set(given) != {"name", "header", "prefix"}:
                self.source.fail(where + ("x-c-enum",), "must be {name, header, prefix}")
            self.headers.add(given["header"])
            return Enum(given["name"], given["prefix"], given["header"], values)
        name = snake(name)
        if ("enum", name) not in self._known:
            self._known["enum", name] = Enum(f"enum {name}", name.upper() + "_", None, values)
            self.enums.append(self._known["enum", name])
        return self._known["enum", name]

    def _nested(self, schema, where, name):
        name = f"struct {snake(name)}_args"
        if name not in self._known:
            self._known[name] = struct = Struct(name)
            self._members({**schema, "type": "object"}, struct, where)
            self._finish(struct, where)
        elif not self._known[name].body:
            self.source.fail(where, "an object may not hold itself")
        return self._known[name]

    # ---- checks over all

    def _finish(self, struct, where):
        taken = set()
        for f in struct.fields:
            if f.same_as is not None:
                continue
            names = {f.c_name, f"has_{f.c_name}"} | ({f"{f.c_name}_json"} if f.kind in ("object", "array", "list") else set())
            if f.kind == "list":
                names |= {f"{f.c_name}_items", f"{f.c_name}_count"}
            if taken & names:
                self.source.fail(where, f'"{f.name}" stands twice among path, query and body')
            taken |= names
        if any(s.name == struct.name for s in self.structs):
            self.source.fail(where, f"{struct.name} stands twice")
        self.structs.append(struct)

    def _check_unique(self):
        seen = {}
        for route in self.routes:
            for pattern in [route.pattern] + route.aliases:
                key = (route.method, re.sub(r"\{[a-z_]+\}", "{}", pattern))
                where = ("paths", route.pattern, route.method)
                if key in seen:
                    self.source.fail(where, f"{pattern} is a path of {seen[key]} too")
                seen[key] = route.operation
