# SPDX-License-Identifier: Apache-2.0
"""What the figures were measured on and with."""
import os
import platform
import re
import resource
import shutil
import subprocess
import time

NOISE_MAX = 0.15  # of one core
SYSTEM_PYTHON = "/usr/bin/python3"  # Debian's packages of the FastAPI peer belong to it
PEER_VERSIONS = """
import fastapi, uvicorn, uvloop, redis, pydantic
print(f"fastapi {fastapi.__version__}, uvicorn {uvicorn.__version__}, uvloop {uvloop.__version__}, "
      f"redis-py {redis.__version__}, pydantic {pydantic.VERSION}")
"""


def said(*argv, **options):
    """First line that a command says, on either stream; "" when it cannot be run or fails."""
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=20, check=False, **options)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    if done.returncode != 0:
        return ""
    return (done.stdout.strip() or done.stderr.strip()).split("\n")[0]


def cpu_name():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        match = re.search(r"^model name\s*:\s*(.+)$", file.read(), re.M)
    return match.group(1) if match else platform.machine()


def memory_gib():
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)


def distribution():
    with open("/etc/os-release", encoding="utf-8") as file:
        return re.search(r'^PRETTY_NAME="(.+)"$', file.read(), re.M).group(1)


def load_average():
    return "{:.2f} {:.2f} {:.2f}".format(*os.getloadavg())


class Noise:
    """What else the machine did between two moments: our own processes are taken off once they have ended."""

    def __init__(self):
        self.begun, self.before = time.monotonic(), self.read()

    @staticmethod
    def read():
        with open("/proc/stat", encoding="utf-8") as file:
            fields = [int(word) / os.sysconf("SC_CLK_TCK") for word in file.readline().split()[1:]]
        ours = sum(usage.ru_utime + usage.ru_stime for usage in map(
            resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
        return fields[0] + fields[1] + fields[2] - ours, fields[7]

    def shares(self):
        """Of one core, over the time since: what others used, what the host took."""
        seconds = max(time.monotonic() - self.begun, 0.001)
        return [max(0.0, (now - then) / seconds) for now, then in zip(self.read(), self.before)]

    def told(self):
        """As a sentence, and whether it is too much."""
        others, stolen = self.shares()
        is_noisy = others + stolen > NOISE_MAX
        warning = ": too much noise to claim anything" if is_noisy else ""
        return f"others used {others:.0%} of a core, the host took {stolen:.0%} of one{warning}", is_noisy


def fastapi_versions():
    return said(SYSTEM_PYTHON, "-c", PEER_VERSIONS)


def ws_version(root):
    script = "console.log(JSON.parse(require('fs').readFileSync('node_modules/ws/package.json')).version)"
    return said("node", "-e", script, cwd=root / "bench" / "peers")


def describe(root, data_dir):
    commit = said("git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=12")
    where = {
        "machine": f"{os.cpu_count()} cores, {cpu_name()}, {memory_gib()} GiB",
        "system": f"{distribution()}, Linux {platform.release()}, file system of the data: "
                  f"{said('stat', '-f', '-c', '%T', str(data_dir))}",
        "load before": load_average(),
        "commit": commit or "unknown",
        "compiler": said("gcc", "--version"),
        "nginx": said("nginx", "-v") or "not installed",
        "redis": said("redis-server", "--version") or "not installed",
        "fastapi": fastapi_versions() or "not installed",
        "node": said("node", "--version") or "not installed",
        "ws": ws_version(root) or "not installed",
    }
    return where


def need(program, package):
    """The program's path, or Missing with what to install."""
    from harness.process import Missing
    path = shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin")
    if path is None:
        raise Missing(f"peer not installed: {program} (apt-get install {package})")
    return path
