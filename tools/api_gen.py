#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes everything that comes from api/*.yaml. --check only says what is stale."""
import argparse
import json
import sys
from pathlib import Path

from apigen import asyncapi, c_out, document, ts_out
from apigen.model import Model
from apigen.source import Source, SourceError

HOW = "Generated from api/*.yaml by tools/api_gen.py: do not edit; run `python3 tools/api_gen.py` to make it again."


def _compact(made):
    return json.dumps(made, ensure_ascii=True, separators=(",", ":"))


def _readable(made):
    return f'{{"x-generated": {json.dumps(HOW)},\n' + json.dumps(made, ensure_ascii=False, indent=2)[2:] + "\n"


def outputs(root):
    """Path below the root -> text, of every generated file."""
    model = Model(Source(root / "api"))
    version = (root / "VERSION").read_text().strip()
    api = document.build(model, version)
    told = asyncapi.build(root / "api", api, version)
    banner = f"// SPDX-License-Identifier: Apache-2.0 · {HOW}"
    return {
        "src/api/generated/routes.h": c_out.routes_h(model, banner),
        "src/api/generated/routes.c": c_out.routes_c(model, banner),
        "src/api/generated/args.h": c_out.args_h(model, banner),
        "src/api/generated/args.c": c_out.args_c(model, banner),
        "src/api/generated/openapi.c": c_out.document_c("openapi", _compact(api), banner),
        "src/api/generated/asyncapi.c": c_out.document_c("asyncapi", _compact(told), banner),
        "web/shared/api.ts": ts_out.api_ts(api, banner),
        "api/openapi.json": _readable(api),
        "api/asyncapi.json": _readable(told),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a generated file is stale")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    options = parser.parse_args()
    try:
        files = outputs(options.root)
    except SourceError as error:
        sys.exit(f"api_gen: {error}")
    stale = [name for name, text in files.items()
             if not (options.root / name).is_file() or (options.root / name).read_text(encoding="utf-8") != text]
    if options.check and stale:
        sys.exit("api_gen: stale, run `python3 tools/api_gen.py`: " + ", ".join(stale))
    for name in [] if options.check else stale:
        (options.root / name).parent.mkdir(parents=True, exist_ok=True)
        (options.root / name).write_text(files[name], encoding="utf-8")
        print("wrote", name)


if __name__ == "__main__":
    main()
