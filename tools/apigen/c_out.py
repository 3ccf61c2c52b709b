# SPDX-License-Identifier: Apache-2.0
"""C: route table, path tree, argument structs and field tables, the document as bytes."""
import re

from . import trie

C_TYPES = {"string": "struct view", "id": "struct view", "integer": "int64_t", "number": "double", "boolean": "bool",
           "time": "int64_t", "object": "struct view", "array": "struct view", "list": "struct view",
           "any": "const struct json *"}
HAS = {"integer", "number", "boolean", "enum", "time", "struct"}
WITH_JSON = {"object", "array", "list"}
INT64_MIN, INT64_MAX = "INT64_MIN", "INT64_MAX"


def quote(text):
    """A C string literal of ASCII text, without trigraphs."""
    out = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + re.sub(r"(?<=\?)\?", r"\\?", out) + '"'


def _type(field):
    return field.enum.name if field.kind == "enum" else field.struct.name if field.kind == "struct" else C_TYPES[field.kind]


def _declare(kind, name):
    return f"{kind}{'' if kind.endswith('*') else ' '}{name};"


# ---- routes


def routes_h(model, banner):
    nodes = trie.build(model.routes)
    deepest = max(len(re.findall(r"\{", r.pattern)) for r in model.routes)
    ids = "\n".join(f"    ROUTE_{r.name.upper()},  // {r.method.upper()} {r.pattern}" for r in model.routes)
    return f"""{banner}
#pragma once

enum route_id {{
{ids}
}};

enum {{
    ROUTE_COUNT = {len(model.routes)},
    ROUTE_PARAMS_MAX = {max(deepest, 1)}, // parameters of one path
    ROUTE_NODE_COUNT = {len(nodes)},
    ROUTE_WORD_COUNT = {len(trie.words(nodes))},
}};
"""


def routes_c(model, banner):
    nodes = trie.build(model.routes)
    words = ", ".join(f"VIEW({quote(w)})" for w in trie.words(nodes)) or "{0}"
    return f"""{banner}
#include "api/generated/args.h"
#include "api/route_table.h"

const struct route route_table[ROUTE_COUNT] = {{
{"".join(_route(r) for r in model.routes)}}};

const struct route_node route_nodes[ROUTE_NODE_COUNT] = {{
{"".join(_node(n) for n in nodes)}}};

const struct view route_words[] = {{{words}}};
"""


def _route(r):
    tables = ", ".join(f".{place} = &{_table_name(r.args, place)}" for place in ("path", "query", "body")
                       if getattr(r.args, place))
    lines = [f".id = ROUTE_{r.name.upper()}", f".name = {quote(r.name)}", f".method = HTTP_{r.method.upper()}",
             f".pattern = VIEW({quote(r.pattern)})", f".kind = ROUTE_KIND_{r.kind.upper()}",
             f".audience = ROUTE_AUDIENCE_{r.audience.upper()}", f".scope = ROUTE_SCOPE_{r.scope.upper()}"]
    if r.takes_body:
        lines += [".takes_body = true", f".needs_body = {str(r.needs_body).lower()}", f".body_max = {r.body_max}"]
    if r.takes_file:
        lines += [".takes_file = true"] + ([".needs_form = true"] if r.needs_form else [])
    if r.is_raw:
        lines += [".is_raw = true"] + ([f".body_max = {r.body_max}"] if r.body_max else [])
    if r.args.fields:
        lines += [f".args_size = sizeof({r.args.name})", tables]
    return f"    [ROUTE_{r.name.upper()}] = {{{', '.join(lines)}}},\n"


def _node(n):
    parts = [f".word = VIEW({quote(n.word)})"]
    if n.literals:
        first = min(child.number for child in n.literals.values())
        parts += [f".literals = {first}", f".literal_count = {len(n.literals)}"]
    if n.parameter:
        parts.append(f".parameter = {n.parameter.number}")
    routes = ", ".join(f"[HTTP_{m.upper()}] = 1 + ROUTE_{r.name.upper()}" for m, r in sorted(n.routes.items()))
    if routes:
        parts.append(f".routes = {{{routes}}}")
    return f"    [{n.number}] = {{{', '.join(parts)}}},\n"


# ---- arguments


def args_h(model, banner):
    includes = "\n".join(f'#include "{h}"' for h in sorted({"api/args.h", *model.headers}))
    enums = "".join(_enum(e) for e in model.enums)
    structs = "".join(_struct(s) for s in model.structs if s.fields)
    named = {id(s): name for name, s in model.tables}
    tables = "".join(f"extern const struct args_table {_table_name(s, place, named.get(id(s)))};\n"
                     for s in model.structs for place in ("path", "query", "body") if getattr(s, place))
    return f"""{banner}
// Absent (or null) is: a view or pointer without data, has_x false. Views of objects and arrays are their
// JSON text, x_json the same parsed; a default stands in x when has_x is false.
#pragma once
{includes}

{enums}{structs}{tables}"""


def _enum(e):
    return f"{e.name} {{\n" + "".join(f"    {e.constant(v)},\n" for v in e.values) + "};\n\n"


def _struct(s):
    lines = []
    for f in s.fields:
        if f.same_as is None:
            lines.append(_declare(_type(f), f.c_name))
            if f.kind in HAS:
                lines.append(f"bool has_{f.c_name};")
            if f.kind in WITH_JSON:
                lines.append(f"const struct json *{f.c_name}_json;")
            if f.kind == "list":
                lines += [_declare(f"const {_type(f.item)}" if not _type(f.item).endswith("*") else _type(f.item),
                                   f"*{f.c_name}_items"), f"size_t {f.c_name}_count;"]
    return f"{s.name} {{\n" + "".join(f"    {line}\n" for line in lines) + "};\n\n"


def args_c(model, banner):
    out = [f'{banner}\n#include "api/generated/args.h"\n#include "api/route_table.h"\n\n']
    enums = {}
    for s in model.structs:
        for f in s.fields:
            for e in (f.enum, f.item.enum if f.item else None):
                if e:
                    enums[e.name] = e
    for e in sorted(enums.values(), key=lambda e: e.name):
        choices = "".join(f"    {{VIEW({quote(v)}), {e.constant(v)}}},\n" for v in e.values)
        out.append(f"static const struct field_choice {_choices_name(e)}[] = {{\n{choices}}};\n"
                   f'_Static_assert(sizeof({e.name}) == sizeof(int), "enums are written as int");\n\n')
    named = {id(s): name for name, s in model.tables}
    for s in model.structs:
        for place in ("path", "query", "body"):
            if getattr(s, place):
                out.append(_table(s, place, named.get(id(s))))
    return "".join(out)


def _choices_name(e):
    return e.name.removeprefix("enum ") + "_choices"


def _table_name(s, place, public=None):
    return f"{public}_table" if public else f"{s.name.removeprefix('struct ')}_{place}"


def _table(s, place, public):
    name, fields = _table_name(s, place), getattr(s, place)
    items = "".join(f"static const struct field {name}_{f.c_name}_item = {{{_field(s, fields, f.item, True)}}};\n\n"
                    for f in fields if f.kind == "list" and f.same_as is None)
    rows = "".join(f"    {{{_field(s, fields, f)}}},\n" for f in fields)
    unknown = [i for i, f in enumerate(fields) if place == "body" and f.name == s.unknown_to]
    return (f"{items}static const struct field {name}_fields[] = {{\n{rows}}};\n"
            f"const struct args_table {_table_name(s, place, public)} = {{\n"
            f"    .fields = {name}_fields,\n    .count = {len(fields)},\n"
            f"    .unknown_to = {unknown[0] if unknown else 'FIELD_NONE'},\n    .size = sizeof({s.name}),\n}};\n\n")


def _field(s, fields, f, is_item=False):
    main = next((m for m in fields if m.name == f.same_as), f)
    c_name = main.c_name
    parts = [f".name = VIEW({quote(f.name)})", f".kind = FIELD_{f.kind.upper()}"]
    parts += [f".{flag} = true" for flag in ("required", "nullable", "refuses_words", "takes_null") if getattr(f, flag)]
    at = lambda member: f"offsetof({s.name}, {member})"
    has = None if is_item else f"has_{c_name}" if f.kind in HAS else f"{c_name}_json" if f.kind in WITH_JSON else None
    parts.append(".offset = 0" if is_item else f".offset = {at(c_name)}")
    parts.append(f".has = {at(has)}" if has else ".has = FIELD_NONE")
    parts.append(f".same_as = {fields.index(main)}" if f.same_as is not None else ".same_as = FIELD_NONE")
    parts.append(f".low = {INT64_MIN if f.low is None else f.low}")
    parts.append(f".high = {INT64_MAX if f.high is None else f.high}")
    if f.max_bytes:
        parts.append(f".max_bytes = {f.max_bytes}")
    if f.default is not None:
        value = f.enum.constant(f.default) if f.kind == "enum" else str(f.default).lower()
        parts += [".has_fallback = true", f".fallback = {value}"]
    if f.enum:
        parts += [f".choices = {_choices_name(f.enum)}", f".choice_count = {len(f.enum.values)}"]
    if f.struct:
        parts.append(f".table = &{_table_name(f.struct, 'body')}")
    if f.kind == "list":
        parts += [f".item = &{_table_name(s, 'body')}_{c_name}_item", f".item_size = sizeof({_type(f.item)})",
                  f".items = {at(c_name + '_items')}", f".item_count = {at(c_name + '_count')}"]
    return ", ".join(parts)


# ---- the document


def document_c(name, text, banner):
    pieces = [text[i:i + 90] for i in range(0, len(text), 90)]
    return f"""{banner}
#include "api/openapi.h"

static const char document[] = {chr(10).join("    " + quote(p) for p in pieces).lstrip() if pieces else '""'};

struct view {name}_document(void)
{{
    return view_make(document, sizeof(document) - 1);
}}
"""
