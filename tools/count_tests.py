#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts test cases, not programs, in what a runner left behind, and prints what failed.

    count_tests.py meson LOG STATUS     meson-logs/testlog.json; cases from the TAP that the programs print
    count_tests.py node LOG STATUS      the output of node --test --test-reporter=tap
    count_tests.py unittest LOG STATUS  the output of python3 -m unittest

STATUS is the runner's exit code: where it says failure and no case does, that is one failure more.
The last line is three numbers: passed, failed, skipped. A program that ran no case is a failure.
"""

import json
import re
import sys

POINT = re.compile(r"^( *)(ok|not ok)\b(?: +(\d+))?(?: +-)? *(.*)$")
PLAN = re.compile(r"^1\.\.(\d+)")
DIRECTIVE = re.compile(r"# *(SKIP|TODO)\b", re.IGNORECASE)
TAIL_LINES = 40


class Tally:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.complaints = []

    def fail(self, text):
        self.failed += 1
        self.complaints.append(text)

    def point(self, good, name, where, reason=""):
        if DIRECTIVE.search(name):
            self.skipped += 1
        elif good:
            self.passed += 1
        else:
            self.fail("%s%s%s" % (where, name, reason))


def tail(text):
    return "\n".join("    " + line for line in (text or "").rstrip().splitlines()[-TAIL_LINES:])


def flat_points(text):
    """The (good, name) of each TAP point and how many the plans announced; None where there is no plan."""
    plans = [int(match.group(1)) for match in map(PLAN.match, text.splitlines()) if match]
    points = [match for match in map(POINT.match, text.splitlines()) if match and not match.group(1)]
    return [(match.group(2) == "ok", match.group(4)) for match in points], sum(plans) if plans else None


def count_program(test, tally):
    """One program that meson ran: its cases if it speaks TAP, else itself."""
    where, result = test["name"] + ": ", test["result"]
    output = tail((test.get("stdout") or "") + "\n" + (test.get("stderr") or ""))
    points, planned = flat_points(test.get("stdout") or "")
    before = tally.failed
    if result == "EXPECTEDFAIL": # one that has to find fault, and did
        tally.passed += 1
        return
    if result == "SKIP" and not points:
        tally.skipped += 1
        return
    if planned is not None:
        for good, name in points:
            tally.point(good, name, where)
        if len(points) < planned:
            tally.fail("%sannounced %d cases and ran %d" % (where, planned, len(points)))
        elif planned == 0:
            tally.fail(where + "ran no case")
    elif result == "OK":
        tally.passed += 1
    if result not in ("OK", "SKIP") and tally.failed == before:
        tally.fail("%sended with %s (exit %s)" % (where, result, test.get("returncode")))
    if tally.failed > before:
        tally.complaints.append(output)


def count_meson(text, tally):
    for line in text.splitlines():
        if line.strip():
            count_program(json.loads(line), tally)


def node_reason(lines):
    """The block of YAML behind a point that failed: where, what, and the stack."""
    if not lines or lines[0].strip() != "---":
        return ""
    end = next((i for i, line in enumerate(lines) if line.strip() == "..."), len(lines))
    return "\n" + "\n".join(lines[1 : min(end, TAIL_LINES)])


def count_node(text, tally):
    """Leaves are counted; a parent only if it failed for a reason of its own; a file never as a success."""
    children = {}
    lines = text.splitlines()
    for at, match in enumerate(map(POINT.match, lines)):
        if match is None:
            continue
        depth, good, name = len(match.group(1)), match.group(2) == "ok", match.group(4)
        below = children.pop(depth + 4, None)
        children = {level: seen for level, seen in children.items() if level <= depth}
        children.setdefault(depth, []).append(good or bool(DIRECTIVE.search(name)))
        is_file = name.split(" #")[0].endswith((".mjs", ".js", ".ts"))
        if below is not None:
            if not good and all(below):
                tally.fail(name + ": failed outside of its tests" + node_reason(lines[at + 1 :]))
        elif good and is_file and not DIRECTIVE.search(name):
            tally.fail(name + ": ran no test")
        else:
            tally.point(good, name, "", "" if good else node_reason(lines[at + 1 :]))


def count_unittest(text, tally):
    ran = sum(int(number) for number in re.findall(r"^Ran (\d+) tests? in", text, re.MULTILINE))
    bad = {"failures": 0, "errors": 0, "unexpected successes": 0, "skipped": 0}
    for name, number in re.findall(r"(failures|errors|unexpected successes|skipped)=(\d+)", text):
        bad[name] += int(number)
    tally.skipped += bad.pop("skipped")
    for name in re.findall(r"^(?:FAIL|ERROR): (.*)$", text, re.MULTILINE)[: sum(bad.values())]:
        tally.complaints.append(name)
    tally.failed += sum(bad.values())
    tally.passed += max(0, ran - tally.failed - tally.skipped)
    if ran == 0:
        tally.fail("unittest ran no test")
    if tally.failed:
        tally.complaints.append(tail(text))


def main(arguments):
    kind, path, status = arguments
    count = {"meson": count_meson, "node": count_node, "unittest": count_unittest}[kind]
    tally = Tally()
    try:
        with open(path, errors="replace") as log:
            count(log.read(), tally)
    except (OSError, ValueError) as error:
        tally.fail("%s: %s" % (path, error))
    if int(status) != 0 and tally.failed == 0:
        tally.fail("the runner ended with exit code %s though no case failed; see %s" % (status, path))
    for complaint in tally.complaints:
        print(complaint, file=sys.stderr)
    print(tally.passed, tally.failed, tally.skipped)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
