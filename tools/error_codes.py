#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes doc/errors.md and web/pages/docs/errors.html, to which every problem document's `type` leads, from the
codes that stand in src/. With --check nothing is written and a stale file is an error."""

import html
import re
import sys
from pathlib import Path

import source_files

ROOT = Path(__file__).resolve().parent.parent
CODE = r'VIEW\("([a-z_]+(?:\.[a-z_]+)+)"\)'
STRINGS = r'((?:\s*"(?:[^"\\]|\\.)*")+)'
# call_refuse(call, 404, VIEW("a.b"), VIEW("text")) and its like; {.status = 400, .code = VIEW("a.b"), .detail = …}
CALLED = re.compile(r"(\d{3}),\s*" + CODE + r",\s*VIEW\(" + STRINGS + r"\s*\)")
NAMED = re.compile(r"\.status = (\w+),\s*\.code = " + CODE + r",\s*\.detail = [^\"};]*(?:" + STRINGS + ")?")
# Wherever a code is written: each must be found by one of the two.
WRITTEN = re.compile(r"(?:\.code = |\d{3},\s*|refuse\w*\([^;{]*?)" + CODE)
# Python's own phrases change with its version.
TITLE = re.compile(r'\{(\d{3}), VIEW\("([^"]+)"\)\}')
# What is said elsewhere than beside the code.
APART = {"http.refused": ("400, 408, 413, 414, 417, 431, 501, 503, 505",
                          "The bytes were no proper HTTP request, too large or too slow; the detail says which."),
         "file.form": ("400 Bad Request", "The body is no multipart/form-data with one part `file`; the detail says what is wrong."),
         "widget.identity": ("401 Unauthorized", "The identity token is not the shop's, is over, or is badly made; the detail says which."),
         "identity.taken": ("409 Conflict", "This address is another customer's, whom the detail names."),
         "customer.exists": ("409 Conflict", "This id means a customer who exists."),
         "password.weak": ("422 Unprocessable Content", "The password is too short, too long, or the e-mail address.")}

REMEDIES = {
    400: "The request cannot be read. Correct it; sent again as it is, it fails again.",
    401: "Show a key: `Authorization: Bearer KEY` or `X-API-Key: KEY`.",
    403: "The key, the origin or the way in does not allow this.",
    404: "There is no such thing for this caller.",
    405: "The header `Allow` names the methods of this path.",
    409: "The request contradicts what is stored. Read that, then decide.",
    412: "Read the object again, apply the change to what it is now, and send the new `ETag`.",
    413: "Send less at once.",
    415: "Send what the route takes: `Content-Type: application/json`, or a file of a type that is allowed.",
    421: "Configure the host name under which the hub is reached.",
    422: "`errors` names every field that is missing or wrong.",
    426: "Speak WebSocket version 13 here.",
    429: "Wait as many seconds as `Retry-After` says.",
    500: "Something failed in the hub; its log says more.",
    501: "The hub does not do this yet.",
    507: "Nothing was kept. Somebody has to make room, or raise the quota.",
    503: "Try again after `Retry-After` seconds; nothing was done.",
}


def join(strings):
    """The text of C's adjacent string literals."""
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', strings or "")).replace('\\"', '"')


def codes_of(text):
    """({code: {(status, detail)}}, [codes that stand there in no known way])"""
    found = {}
    for pattern in (CALLED, NAMED):
        for status, code, detail in pattern.findall(text):
            entry = (int(status), join(detail)) if status.isdigit() else None
            found.setdefault(code, set()).update({entry} if entry else set())
    for code in WRITTEN.findall(text):
        if code in APART:
            found.setdefault(code, set()).add((int(APART[code][0][:3]), ""))
    missed = [code for code in WRITTEN.findall(text) if code not in found]
    return found, missed


def collect():
    """(codes, their statuses' titles, faults)"""
    codes, faults = {}, []
    titles = {int(status): title for status, title in TITLE.findall(source_files.read("src/api/problem.c"))}
    for name in source_files.source_files(under="src", endings=(".c",)):
        if name.startswith("src/channel/"): # what adapters call a fault is told by the delivery, in no answer
            continue
        text = source_files.read(name)
        if source_files.is_generated(text) or Path(name).name.startswith(("test_", "testing_", "fuzz_", "bench_")):
            continue
        found, missed = codes_of(text)
        for code, entries in found.items():
            codes.setdefault(code, set()).update(entries)
        faults += [f"{name}: the status and the sentence of {code} are not beside it" for code in missed]
    faults += [f"{code}: no status stands beside it; say it in tools/error_codes.py" for code, entries in codes.items()
               if not entries and code not in APART]
    return codes, titles, faults


def rows(codes, titles):
    """Yields (code, statuses, sentences, remedies), sorted."""
    for code, entries in sorted(codes.items()):
        statuses = sorted({status for status, _ in entries})
        told, extra = APART.get(code, ("", ""))
        sentences = [extra] if extra else sorted({detail[:1].upper() + detail[1:] for _, detail in entries if detail})
        text = told or ", ".join(f"{s} {titles[s]}" for s in statuses)
        yield code, text, [s if s.endswith(".") else s + "." for s in sentences], [REMEDIES[s] for s in statuses if s in REMEDIES]


INTRO = ("What the hub refuses it answers with a problem document (RFC 9457). Its `code` is one of these and does not "
         "change; its `detail` says more of the case at hand.")


def markdown(codes, titles):
    lines = ["<!-- Generated by tools/error_codes.py from src/; do not edit. -->", "# Codes of problem documents", "",
             INTRO, "", "| code | status | meaning | what to do |", "|---|---|---|---|"]
    lines += [f"| `{code}` | {status} | {' '.join(sentences)} | {' '.join(remedies)} |"
              for code, status, sentences, remedies in rows(codes, titles)]
    return "\n".join(lines) + "\n"


def marked(text):
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))


def page(codes, titles):
    lines = ["<!doctype html>", "<!-- Generated by tools/error_codes.py from src/; do not edit. -->",
             "<!-- SPDX-License-Identifier: Apache-2.0 -->", '<html lang="en">', "<head>", '<meta charset="utf-8">',
             '<meta name="viewport" content="width=device-width, initial-scale=1">',
             '<meta name="color-scheme" content="light dark">', "<title>Codes of problem documents · Omnichannel Hub</title>",
             '<link rel="icon" href="/icon.svg" type="image/svg+xml">', '<link rel="stylesheet" href="/docs/pages.css">',
             "</head>", "<body>", "<main>", "<h1>Codes of problem documents</h1>", f"<p>{marked(INTRO)}</p>"]
    for code, status, sentences, remedies in rows(codes, titles):
        lines += [f'<section id="{code}">', f'<h2><a href="#{code}"><code>{code}</code></a> <small>{status}</small></h2>']
        lines += [f"<p>{marked(text)}</p>" for text in sentences]
        lines += [f'<p class="remedy">{marked(text)}</p>' for text in remedies]
        lines.append("</section>")
    return "\n".join(lines + ["</main>", "</body>", "</html>"]) + "\n"


def main():
    codes, titles, faults = collect()
    if faults:
        sys.exit("\n".join("error_codes: " + fault for fault in faults))
    stale = []
    for name, text in (("doc/errors.md", markdown(codes, titles)), ("web/pages/docs/errors.html", page(codes, titles))):
        path = ROOT / name
        if path.is_file() and path.read_text() == text:
            continue
        if "--check" in sys.argv[1:]:
            stale.append(f"{name} is stale: run python3 tools/error_codes.py")
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        print(f"wrote {name}")
    if stale:
        sys.exit("\n".join(stale))


if __name__ == "__main__":
    main()
