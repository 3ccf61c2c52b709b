# SPDX-License-Identifier: Apache-2.0
"""The measuring tools in C: built into a folder of their own, called, their JSON read."""
import json
import os
import subprocess

from harness.process import Missing, pin

TOOLS = ["load", "fanout", "idle", "provider", "bare_insert", "bare_log", "search_bench", "session_fill", "session_pages"]


def quietly(argv, cwd):
    done = subprocess.run(argv, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Missing(f"{' '.join(argv[:3])} failed:\n{(done.stdout + done.stderr)[-2000:]}")


def build(root):
    """An optimised build, whatever the hub's own build folders are. Returns the folder of the tools."""
    folder = root / "build" / "benchtools"
    if not (folder / "build.ninja").exists():
        quietly(["meson", "setup", str(folder), "-Dbuildtype=release", "-Dbench=true", "-Dtests=false"], root)
    quietly(["ninja", "-C", str(folder), *(f"bench/{tool}" for tool in TOOLS)], root)
    return folder / "bench"


def arguments(options):
    """{"seconds": 5, "header": ["a", "b"], "progress": True} as words; None and False are left out."""
    for name, value in options.items():
        for each in value if isinstance(value, list) else [value]:
            if each is True:
                yield f"--{name.replace('_', '-')}"
            elif each is not None and each is not False:
                yield from (f"--{name.replace('_', '-')}", str(each))


class Tools:
    def __init__(self, folder, cores):
        self.folder, self.cores = folder, cores

    def start(self, tool, cores=None, **options):
        shows = options.get("progress", False)
        return subprocess.Popen([str(self.folder / tool), *arguments(options)], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, stderr=None if shows else subprocess.PIPE, text=True,
                                preexec_fn=pin(cores or self.cores))

    @staticmethod
    def finish(child):
        out, errors = child.communicate()
        if child.returncode != 0:
            raise Missing(f"{os.path.basename(child.args[0])}: {(errors or '').strip()[-300:]}")
        return json.loads(out.strip().split("\n")[-1])

    def run(self, tool, cores=None, **options):
        return self.finish(self.start(tool, cores, **options))

    def load(self, **options):
        return self.run("load", **options)


def trouble(result):
    """What went wrong in a run of `load`, as a note; "" when every reply was good."""
    bad = {status: count for status, count in result["status"].items() if not status.startswith("2")}
    bad.update({name: count for name, count in result["errors"].items() if count})
    return ", ".join(f"{count} × {name}" for name, count in bad.items())


def client_share(result):
    """How much of its core a measuring tool used; near 1 it is the limit, not the server."""
    done = result.get("replies", result.get("deliveries", 0))
    return result["client_cpu_us"] * done / 1e6 / max(result["seconds"], 0.001)


def notes(results):
    """What is to be known about the rounds: what went wrong, and whether the client was the limit."""
    found = [trouble(result) for result in results if "status" in result]
    share = max(map(client_share, results), default=0)
    found.append(f"client's core {share:.0%} busy" if share > 0.9 else "")
    return "; ".join(dict.fromkeys(filter(None, found)))
