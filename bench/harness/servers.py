# SPDX-License-Identifier: Apache-2.0
"""The hub and its peers as processes of ours, each on a free port with a folder of its own."""
import http.client
import json
import os
import re
import socket
import time

from harness import machine
from harness.process import Missing, Process, cpu_us

API_KEY = "bench-0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab"

# Names that the hub's /metrics may have for what the writer has decided and in how many commits.
DECIDED = [r"omnihub_writer_(?:works|requests|decided)_total", r"omnihub_(?:writer_)?batch_size_sum",
           r"omnihub_(?:store|writer)_batch_requests_sum"]
COMMITS = [r"omnihub_writer_(?:batches|commits)_total", r"omnihub_(?:writer_)?batch_size_count",
           r"omnihub_(?:store|writer)_batch_requests_count"]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def call(port, method, path, body=None, headers=None):
    """One request; status and body as text."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        text = json.dumps(body) if body is not None else None
        type_header = {"Content-Type": "application/json"} if body is not None else {}
        connection.request(method, path, text, {**type_header, **(headers or {})})
        reply = connection.getresponse()
        return reply.status, reply.read().decode()
    except (OSError, http.client.HTTPException) as error:
        raise Missing(f"no reply to {method} {path}: {error!r}") from error
    finally:
        connection.close()


def wait_for_port(process, port, timeout_s=20):
    until = time.monotonic() + timeout_s
    while time.monotonic() < until and process.is_alive():
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    process.stop()
    raise Missing(f"{process.argv[0]} does not listen: {process.tail().strip()}")


class Server:
    """A context with .port, .pids (what its CPU is counted over) and .url()."""

    port = 0

    def __init__(self):
        self.processes = []

    @property
    def pids(self):
        return [process.pid for process in self.processes]

    @property
    def pid(self):
        return self.processes[-1].pid

    def url(self, path, scheme="http"):
        return f"{scheme}://127.0.0.1:{self.port}{path}"

    def cpu_us(self):
        return cpu_us(self.pids)

    def stop(self):
        for process in reversed(self.processes):
            process.stop()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Hub(Server):
    def __init__(self, binary, data, cores, log, access_log=None, api_key=None, env=None):
        super().__init__()
        if not os.access(binary, os.X_OK):
            raise Missing(f"no hub at {binary} (./hub build)")
        os.makedirs(data, exist_ok=True)
        env = dict(env or {})
        env.update({"OMNICHANNEL_ACCESS_LOG": str(access_log)} if access_log else {})
        env.update({"OMNICHANNEL_API_KEY": api_key} if api_key else {})
        process = Process([binary, "serve", "--host", "127.0.0.1", "--port", "0", "--data", data], cores, log,
                          ready=r"ready on http://[^\s:]+:(\d+)", env=env, timeout_s=60)
        self.processes.append(process)
        self.data = data
        self.ready_s = process.ready_s
        self.port = int(process.match.group(1))

    def session_of(self, customer):
        """The id of the customer's default session, which is made."""
        status, text = call(self.port, "POST", "/session/create", {"customer_id": customer, "channel": "chat"})
        if status // 100 != 2 or '"session_id"' not in text:
            raise Missing(f"the hub answers {status} to POST /session/create: {text[:200]}")
        return json.loads(text)["session_id"]

    def metrics(self):
        status, text = call(self.port, "GET", "/metrics")
        return text if status == 200 else ""

    def batches(self):
        """What the writer has decided and in how many commits so far; None when /metrics does not say."""
        text = self.metrics()
        decided, commits = (metric(text, names) for names in (DECIDED, COMMITS))
        return None if decided is None or commits is None else (decided, commits)

    def wal_bytes(self):
        return sum(size_of(path) for path in database_files(self.data, "-wal"))


def metric(text, names):
    """Sum over all labels of the first of these metrics that is there."""
    for name in names:
        values = re.findall(rf"^{name}(?:\{{[^}}]*\}})? ([0-9.eE+]+)", text, re.M)
        if values:
            return sum(float(value) for value in values)
    return None


def size_of(path):
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return 0


def is_sqlite(path):
    try:
        with open(path, "rb") as file:
            return file.read(16) == b"SQLite format 3\0"
    except OSError:
        return False


def database_files(data, suffix=""):
    """SQLite files under a data directory, the largest first; with a suffix, what stands beside them."""
    paths = [os.path.join(folder, name) for folder, _, names in os.walk(data) for name in names]
    found = sorted(filter(is_sqlite, paths), key=size_of, reverse=True)
    return [path + suffix for path in found]


def fill_in(template, target, names):
    with open(template, encoding="utf-8") as file:
        text = file.read()
    for name, value in names.items():
        text = text.replace(f"@{name}@", str(value))
    with open(target, "w", encoding="utf-8") as file:
        file.write(text)


class Nginx(Server):
    def __init__(self, peers, folder, cores, body):
        super().__init__()
        binary = machine.need("nginx", "nginx-light")
        if "$" in body:
            raise Missing("nginx cannot return a body with '$' in it")
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.access_log = folder / "access.log"
        fill_in(peers / "nginx.conf", folder / "nginx.conf",
                {"DIR": folder, "PORT": self.port, "ACCESS_LOG": self.access_log,
                 "BODY": body.replace("\\", "\\\\").replace("'", "\\'")})
        self.processes.append(Process([binary, "-p", folder, "-c", folder / "nginx.conf"], cores,
                                      folder / "nginx.out"))
        wait_for_port(self.processes[0], self.port)


class FastApi(Server):
    """uvicorn with uvloop and httptools, one worker; Redis syncs each write."""

    def __init__(self, peers, folder, cores, env=None):
        super().__init__()
        redis = machine.need("redis-server", "redis-server")
        if not machine.fastapi_versions():
            raise Missing("peer not installed: fastapi, uvicorn (apt-get install python3-fastapi python3-uvicorn "
                          "python3-uvloop python3-httptools python3-redis python3-hiredis)")
        folder.mkdir(parents=True, exist_ok=True)
        redis_port = free_port()
        fill_in(peers / "redis.conf", folder / "redis.conf", {"DIR": folder, "PORT": redis_port})
        try:
            self.processes.append(Process([redis, folder / "redis.conf"], cores, folder / "redis.out"))
            wait_for_port(self.processes[0], redis_port)
            self.port = free_port()
            self.processes.append(Process(
                [machine.SYSTEM_PYTHON, "-m", "uvicorn", "fastapi_app:app", "--host", "127.0.0.1", "--port",
                 self.port, "--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"],
                cores, folder / "uvicorn.out", cwd=peers,
                env={"BENCH_REDIS_PORT": str(redis_port), "PYTHONDONTWRITEBYTECODE": "1", **(env or {})}))
            wait_for_port(self.processes[1], self.port)
        except BaseException:
            self.stop()
            raise


def need_ws(peers):
    """Installs the pinned package when that is allowed."""
    package = peers / "node_modules" / "ws"
    if not package.is_dir() and not os.environ.get("OMNIHUB_NO_INSTALL"):
        machine.said("npm", "ci", "--silent", cwd=peers)
    if not package.is_dir():
        raise Missing("peer not installed: ws for Node (npm ci in bench/peers)")


class NodeWs(Server):
    def __init__(self, peers, folder, cores):
        super().__init__()
        node = machine.need("node", "nodejs")
        need_ws(peers)
        folder.mkdir(parents=True, exist_ok=True)
        self.processes.append(Process([node, peers / "fanout_ws.mjs"], cores, folder / "node.out",
                                      ready=r"ready on http://[^\s:]+:(\d+)"))
        self.port = int(self.processes[0].match.group(1))
