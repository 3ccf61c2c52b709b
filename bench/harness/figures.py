# SPDX-License-Identifier: Apache-2.0
"""A figure is a median with its spread, beside its target; a report is all of them with where they came from."""
import json
import statistics


class Figure:
    """`values` are those of the rounds, [] when it could not be measured (`note` then says why)."""

    def __init__(self, name, values, unit, target=None, note=""):
        self.name, self.unit, self.target, self.note = name, unit, target, note
        self.values = [value for value in values if value is not None]

    @property
    def value(self):
        return statistics.median(self.values) if self.values else None

    def verdict(self):
        if self.target is None:
            return ""
        if self.value is None:
            return "not measured"
        kind, limit = self.target
        return "ok" if (self.value >= limit if kind == ">=" else self.value <= limit) else "missed"

    def as_dict(self):
        return {"name": self.name, "value": self.value, "unit": self.unit, "rounds": self.values,
                "target": list(self.target) if self.target else None, "verdict": self.verdict(), "note": self.note}


def ratios(above, below):
    """Round by round, for rounds stand beside each other in time."""
    return [a / b for a, b in zip(above, below) if a is not None and b]


def absent(name, why, unit="", target=None):
    return Figure(name, [], unit, target, str(why))


def number(value):
    if value is None:
        return "-"
    for limit, digits in ((1000, 0), (100, 1), (1, 2)):
        if abs(value) >= limit:
            return f"{value:,.{digits}f}"
    return f"{value:.3f}"


def target_text(figure):
    if figure.target is None:
        return ""
    return f"{'≥' if figure.target[0] == '>=' else '≤'} {number(figure.target[1])}"


def spread_text(figure):
    if len(figure.values) < 2:
        return ""
    return f"{number(min(figure.values))} to {number(max(figure.values))}"


def verdict_text(figure, is_judged, is_noisy):
    verdict = figure.verdict() if is_judged else ""
    return f"{verdict} (noisy)" if is_noisy and verdict in ("ok", "missed") else verdict


def rows_of(figures, is_judged, is_noisy):
    for figure in figures:
        value = f"{number(figure.value)} {figure.unit}".strip() if figure.values else "not measured"
        yield [figure.name, value, spread_text(figure), target_text(figure),
               verdict_text(figure, is_judged, is_noisy), " ".join(figure.note.split())]


HEADS = ["figure", "median", "spread", "target", "verdict", "note"]


def as_text(figures, is_judged, is_noisy=False):
    rows = [HEADS, *rows_of(figures, is_judged, is_noisy)]
    widths = [max(len(row[i]) for row in rows) for i in range(5)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths + [0])).rstrip() for row in rows)


def as_markdown(report):
    lines = [f"# Bench, {report['when']}", ""]
    if not report["judged"]:
        lines += [f"**{report['unjudged_because']}: no figure here is a claim.**", ""]
    lines += [f"- {key}: {value}" for key, value in report["where"].items()]
    lines += [f"- command: `{report['command']}`", ""]
    for scenario in report["scenarios"]:
        lines += [f"## {scenario['name']}", "", scenario["about"], ""]
        lines += [f"Meanwhile {scenario['noise']}.", ""]
        lines += ["| " + " | ".join(HEADS) + " |", "|---" * len(HEADS) + "|"]
        rows = rows_of(scenario["figures"], report["judged"], scenario["is_noisy"])
        lines += ["| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows]
        lines.append("")
    return "\n".join(lines)


def as_json(report):
    return json.dumps(report, indent=1, default=lambda figure: figure.as_dict(), ensure_ascii=False) + "\n"
