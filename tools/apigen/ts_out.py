# SPDX-License-Identifier: Apache-2.0
"""TypeScript: one type a schema, and what each route takes and gives."""
import json
import re

SIMPLE = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def api_ts(document, banner):
    out = [banner, ""]
    for name, schema in document["components"]["schemas"].items():
        out.append(_comment(schema, "") + _declaration(name, schema))
    out.append("/** What each route takes and gives, by method and path. */\nexport interface Routes {")
    for path, item in document["paths"].items():
        for method, operation in item.items():
            out.append(f"  {json.dumps(method.upper() + ' ' + path)}: {{{_operation(document, operation)}}};")
    return "\n".join(out) + "\n}\n"


def _declaration(name, schema):
    if schema.get("type") == "object" and "properties" in schema and "allOf" not in schema:
        return f"export interface {name} {_object(schema, '')}\n"
    return f"export type {name} = {_type(schema, '')};\n"


def _comment(schema, indent):
    text = " ".join(str(schema.get("description", "")).split()).replace("*/", "* /")
    return f"{indent}/** {text} */\n" if text else ""


def _key(name):
    return name if re.fullmatch(r"[A-Za-z_$][A-Za-z0-9_$]*", name) else json.dumps(name)


def _object(schema, indent):
    inner = indent + "  "
    lines = []
    for name, value in schema["properties"].items():
        mark = "" if name in schema.get("required", []) else "?"
        lines.append(f"{_comment(value, inner)}{inner}{_key(name)}{mark}: {_type(value, inner)};\n")
    if schema.get("additionalProperties") is True:
        lines.append(f"{inner}[other: string]: unknown;\n")
    return "{\n" + "".join(lines) + indent + "}"


def _type(schema, indent):
    parts = []
    if "$ref" in schema:
        parts.append(schema["$ref"].split("/")[-1])
    if "const" in schema:
        parts.append(json.dumps(schema["const"]))
    elif "enum" in schema:
        parts.append(_union(json.dumps(v) for v in schema["enum"]))
    for key in ("anyOf", "oneOf"):
        if key in schema:
            parts.append(_union(_type(s, indent) for s in schema[key]))
    own = schema.get("type")
    if own is not None and not {"const", "enum"} & set(schema):
        kinds = own if isinstance(own, list) else [own]
        parts.append(_union(_simple(kind, schema, indent) for kind in kinds))
    parts += [_type(s, indent) for s in schema.get("allOf", []) if _has_type(s)]
    if not parts:
        return "unknown"
    return parts[0] if len(parts) == 1 else " & ".join(f"({p})" if " | " in p else p for p in parts)


def _has_type(schema):
    """False for conditions that say nothing about the shape, such as 'one of these is required'."""
    return not ("anyOf" in schema and all(set(s) == {"required"} for s in schema["anyOf"]))


def _simple(kind, schema, indent):
    if kind in SIMPLE:
        return SIMPLE[kind]
    if kind == "array":
        item = _type(schema.get("items", {}), indent)
        return f"({item})[]" if " " in item and not item.startswith("{") else f"{item}[]"
    return _object(schema, indent) if "properties" in schema else "Record<string, unknown>"


def _union(types):
    return " | ".join(dict.fromkeys(types))


def _operation(document, operation):
    parts = []
    for place in ("path", "query"):
        members = [_parameter(document, p) for p in operation.get("parameters", [])]
        members = [f"{_key(p['name'])}{'' if p.get('required') else '?'}: {_type(p['schema'], '')}"
                   for p in members if p["in"] == place]
        if members:
            parts.append(f"{place}: {{ {'; '.join(members)} }}")
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body:
        parts.append(f"body: {_type(body['schema'], '')}")
    replies = [r["content"]["application/json"]["schema"] for status, r in operation["responses"].items()
               if status.startswith("2") and "application/json" in r.get("content", {})]
    if replies:
        parts.append(f"reply: {_union(_type(r, '') for r in replies)}")
    return f" {'; '.join(parts)} " if parts else ""


def _parameter(document, parameter):
    return document["components"]["parameters"][parameter["$ref"].split("/")[-1]] if "$ref" in parameter else parameter
