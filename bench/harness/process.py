# SPDX-License-Identifier: Apache-2.0
"""A child process pinned to cores, what it costs, and its end."""
import ctypes
import os
import re
import select
import signal
import subprocess
import threading
import time

LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1
TICK_US = 1_000_000 // os.sysconf("SC_CLK_TCK")


class Missing(Exception):
    """Something that a measurement needs is not there; the text says what, for the report."""


def stat_cpu_us(path):
    """User and system time out of a /proc/…/stat file."""
    with open(path, encoding="utf-8", errors="replace") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_US


def cpu_us(pids):
    return sum(stat_cpu_us(f"/proc/{pid}/stat") for pid in pids)


def thread_cpu_us(pid, name):
    """CPU of the threads of that name; None when there is no such thread."""
    total = None
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/comm", encoding="utf-8") as file:
            if file.read().strip() == name:
                total = (total or 0) + stat_cpu_us(f"/proc/{pid}/task/{task}/stat")
    return total


def rss_bytes(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        return int(re.search(r"^VmRSS:\s+(\d+) kB", file.read(), re.M).group(1)) * 1024


def pin(cores):
    """What a child does before it becomes its program: takes its cores, and ends when we do."""
    def apply():
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if cores:
            os.sched_setaffinity(0, cores)
    return apply


class Process:
    """Started at once; `ready` (a pattern for its standard output) is waited for. Use as a context."""

    def __init__(self, argv, cores, log, ready=None, env=None, cwd=None, timeout_s=20):
        self.argv = [str(word) for word in argv]
        self.log = log
        self.begun = time.monotonic()
        with open(log, "ab") as errors:
            self.child = subprocess.Popen(
                self.argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE if ready else errors, stderr=errors,
                env={**os.environ, **(env or {})}, cwd=cwd, preexec_fn=pin(cores))
        self.pid = self.child.pid
        try:
            self.match = self.wait_ready(re.compile(ready), timeout_s) if ready else None
        except BaseException:
            self.stop()
            raise
        self.ready_s = time.monotonic() - self.begun
        if ready:
            threading.Thread(target=self.child.stdout.read, daemon=True).start()

    def wait_ready(self, pattern, timeout_s):
        text = ""
        until = self.begun + timeout_s
        while time.monotonic() < until:
            if not select.select([self.child.stdout], [], [], 0.1)[0]:
                continue
            data = os.read(self.child.stdout.fileno(), 4096)
            text += data.decode(errors="replace")
            match = pattern.search(text)
            if match:
                return match
            if not data:
                break
        raise Missing(f"{self.argv[0]} did not become ready: {(text + self.tail()).strip()[-400:]}")

    def tail(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return file.read()[-400:]

    def is_alive(self):
        return self.child.poll() is None

    def stop(self):
        if self.is_alive():
            self.child.send_signal(signal.SIGTERM)
            try:
                self.child.wait(15)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()
        return self.child.returncode

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Sampler:
    """Calls `sample` each second in a thread while the context lasts; `values` holds what came."""

    def __init__(self, sample, every_s=1.0):
        self.sample, self.every_s, self.values = sample, every_s, []
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.work, daemon=True)

    def work(self):
        while not self.ended.wait(self.every_s):
            self.values.append(self.sample())

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()
        self.values.append(self.sample())
