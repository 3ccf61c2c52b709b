# SPDX-License-Identifier: Apache-2.0
"""The OpenAPI document as it is served: aliases written out, errors and security added, marks stripped."""
import copy
import json

MARKS = {"x-hub", "x-c-enum", "x-same-as", "x-unknown-to", "x-args", "x-null"}
SCHEMES = ["bearer", "key", "login"]


def build(model, version):
    # Not deepcopy: what the sources share by a YAML alias must not grow together.
    document = json.loads(json.dumps(model.source.document))
    document["info"]["version"] = version
    paths = document["paths"]
    for route in model.routes:
        operation = paths[route.pattern][route.method]
        if (route.method, route.kind) == ("post", "write") and not route.takes_file and not route.is_raw:
            operation.setdefault("parameters", []).append({"$ref": "#/components/parameters/IdempotencyKey"})
            _add_header(operation, "Idempotent-Replayed", "IdempotentReplayed")
        if route.has_etag:
            _add_etag(route, operation)
        _add_errors(route, operation)
        operation["x-audience"] = route.audience
        operation["security"] = [{s: [] if s != "bearer" else [route.scope]} for s in SCHEMES] if route.scope != "none" else []
    for schema in document["components"]["schemas"].values():
        _either(schema)
    for route in model.routes:
        for number, alias in enumerate(route.aliases):
            twin = copy.deepcopy(paths[route.pattern][route.method])
            twin["operationId"] += "Alias" + (str(number + 1) if number else "")
            twin["description"] = f"Another path of `{route.method.upper()} {route.pattern}`."
            paths.setdefault(alias, {})[route.method] = twin
    document["paths"] = {path: paths[path] for path in sorted(paths)}
    document["components"] = {kind: dict(sorted(members.items())) for kind, members in document["components"].items()}
    return _strip(document)


def _add_header(operation, name, component):
    """To every answer that tells of success."""
    for status, response in operation["responses"].items():
        if status.startswith("2") and "$ref" not in response:
            response.setdefault("headers", {})[name] = {"$ref": f"#/components/headers/{component}"}


def _add_etag(route, operation):
    reads = route.method == "get"
    name, status, answer = ("IfNoneMatch", "304", "NotModified") if reads else ("IfMatch", "412", "Mismatch")
    _add_header(operation, "ETag", "ETag")
    if route.method != "post":
        # New ones: in the source several operations may share a list.
        operation["parameters"] = [*operation.get("parameters", []), {"$ref": f"#/components/parameters/{name}"}]
        operation["responses"] = {status: {"$ref": f"#/components/responses/{answer}"}, **operation["responses"]}


def _add_errors(route, operation):
    found = []
    if route.takes_body or route.takes_file:
        found += [("400", "BadRequest"), ("413", "TooLarge"), ("415", "MediaType")]
    if route.is_raw and route.body_max:
        found += [("413", "TooLarge")]
    if route.args.fields:
        found.append(("422", "Unprocessable"))
    if route.args.path:
        found.append(("404", "NotFound"))
    found += [("401", "Unauthorized")] if route.scope != "none" else []
    found += [("403", "Forbidden"), ("429", "TooMany")]
    found += [("409", "Conflict")] if (route.method, route.kind) == ("post", "write") and not route.is_raw else []
    found += [("503", "Unavailable")] if route.kind in ("write", "point", "scan") else []
    responses = dict(operation.get("responses", {}))
    for status, name in found:
        responses.setdefault(status, {"$ref": f"#/components/responses/{name}"})
    operation["responses"] = dict(sorted(responses.items()))


def _either(schema):
    """A required field that has another name becomes 'the one or the other'."""
    names = {}
    for name, value in (schema.get("properties") or {}).items():
        if "x-same-as" in value:
            names.setdefault(value["x-same-as"], []).append(name)
    for main, others in names.items():
        if main in schema.get("required", []):
            schema["required"].remove(main)
            schema.setdefault("allOf", []).append({"anyOf": [{"required": [n]} for n in [main] + others]})


def _strip(value):
    if isinstance(value, dict):
        out = {k: _strip(v) for k, v in value.items() if k not in MARKS}
        if out.get("format") == "x-id":
            del out["format"]
        return out
    return [_strip(v) for v in value] if isinstance(value, list) else value
