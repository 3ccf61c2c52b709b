#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Builds three plug-ins where an integrator would, in a folder of its own, against the installed headers and nothing
else of the tree: that of outside/, that of examples/pigeon/, and the one that the guide builds up on its way. Then the
suite asks them, the hub loads them and speaks by one of them with its provider, and what must not be loaded is refused.

  outside.py BUILD CONFORMANCE OMNIHUB"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "a-key-of-the-outside-test"
HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = ["beacon", "echo", "pigeon"]
TOKEN = "a-token-of-the-suite"
PIGEON = ["--provider", "plain", "--config", '{"url":"https://pigeons.example"}', "--secret",
          "token=" + TOKEN]


def run(*command, **options):
    return subprocess.run(command, check=True, **options)


def install(build, folder):
    """The environment in which pkg-config finds what was installed."""
    installed = os.path.join(folder, "installed")
    run("meson", "install", "-C", build, "--no-rebuild", "--tags", "devel", "--destdir", installed,
        stdout=subprocess.DEVNULL)
    configs = [path for path, _, names in os.walk(installed) if "omnihub-channel.pc" in names]
    # PKG_CONFIG_SYSROOT_DIR would move the system's own libraries as well.
    with open(os.path.join(configs[0], "omnihub-channel.pc"), "r+", encoding="utf-8") as file:
        text = file.read()
        file.seek(0)
        file.write(re.sub(r"^prefix=", "prefix=" + installed, text, flags=re.MULTILINE))
    return {**os.environ, "PKG_CONFIG_PATH": configs[0]}


def build_by_makefile(folder, environment, origin, name):
    source = os.path.join(folder, name)
    shutil.copytree(os.path.join(HERE, origin), source)
    run("make", "-s", "-C", source, "CC=" + os.environ.get("CC", "cc"), env=environment)
    return os.path.join(source, name + ".so")


def build_guide(folder, environment):
    """The guide's adapter: its blocks of C in their order, and its command. The plug-in, and what it is asked with."""
    with open(os.path.join(HERE, "..", "..", "doc", "guide", "channels.md"), encoding="utf-8") as file:
        text = file.read()
    source = os.path.join(folder, "beacon")
    os.mkdir(source)
    with open(os.path.join(source, "beacon.c"), "w", encoding="utf-8") as file:
        file.write("\n".join(re.findall(r"^```c\n(.*?)^```", text, re.MULTILINE | re.DOTALL)))
    block = re.search(r"^```sh\n(cc .*?)^conformance .* --config '(.*)'\n```", text, re.MULTILINE | re.DOTALL)
    run("sh", "-ec", block.group(1).replace("cc ", os.environ.get("CC", "cc") + " -Werror ", 1), cwd=source,
        env=environment)
    return os.path.join(source, "beacon.so"), block.group(2)


def ask_suite(conformance, plugin, *options):
    """Whether it passes, and how many cases there were; what it says is TAP."""
    result = subprocess.run([conformance, *options, "--plugin", plugin], stdout=subprocess.PIPE, text=True)
    lines = result.stdout.splitlines()
    cases = [re.sub(r"^((not )?ok) \d+ ", r"\1 ", line) for line in lines if line.startswith(("ok ", "not ok ", "# "))]
    print("\n".join(cases))
    return result.returncode == 0 and "1.." in result.stdout, sum(not case.startswith("#") for case in cases)


def with_hub(omnihub, folder, plugins, use):
    """What `use` makes of a hub's address that starts with this folder of plug-ins."""
    with tempfile.TemporaryDirectory(dir=folder) as data:
        environment = {**os.environ, "OMNIHUB_PLUGINS": plugins, "OMNICHANNEL_API_KEY": KEY,
                       "OMNIHUB_EGRESS_ALLOW": "127.0.0.1"}
        hub = subprocess.Popen([omnihub, "serve", "--port", "0", "--data", data], env=environment,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            return use(hub.stdout.readline().split()[-1])
        finally:
            hub.terminate()
            hub.wait(timeout=30)


def call(url, body=None, **headers):
    """The status, and what was answered."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"X-API-Key": KEY, "Content-Type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            text = answer.read()
            return answer.status, json.loads(text) if text else None
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def capabilities(url):
    return call(url + "/capabilities")[1]


class Pigeons(BaseHTTPRequestHandler):
    """The provider of examples/pigeon."""
    taken = {}

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        is_known = self.headers["Authorization"] == "Bearer " + TOKEN and self.path == "/messages"
        if is_known:
            self.taken[body["id"]] = body
        self.answer(200 if is_known else 401, {"id": "coo-" + body["id"]})

    def do_GET(self):
        self.answer(200 if self.headers["Authorization"] == "Bearer " + TOKEN else 401, {})

    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def wait_for(ask, wanted):
    """What was told last."""
    for _ in range(200):
        told = ask()
        if told == wanted:
            break
        time.sleep(0.05)
    return told


def fly(url, provider):
    """A customer writes by a pigeon, is answered by one, and reads it: the statuses on the way."""
    told = [call(url + "/channels/social_media/configure",
                 {"adapter": "pigeon", "config": {"url": provider}, "token": TOKEN})]
    hook = told[0][1]["connector"]["webhook_url"]
    told.append(call(url + "/channels/social_media/test", {})[1]["success"])
    told.append(call(hook, {"messages": [{"id": "m1", "from": "ann", "text": "coo"}]}, **{"X-Token": "wrong"})[0])
    told.append(call(hook, {"messages": [{"id": "m1", "from": "ann", "text": "coo"}]}, **{"X-Token": TOKEN})[0])
    session = call(url + "/sessions/active")[1]["sessions"][0]["session_id"]
    message = call(url + "/message/respond", {"session_id": session, "channel": "social_media", "content": "Coo!"})[1]
    status = lambda: call(url + "/message/" + message["message_id"])[1]["delivery"]["status"]
    told.append(wait_for(status, "sent"))
    (taken,) = Pigeons.taken.values()
    told.append((taken["to"], taken["text"]))
    told.append(call(hook, {"receipts": [{"id": "coo-" + taken["id"], "state": "read"}]}, **{"X-Token": TOKEN})[0])
    told.append(wait_for(status, "read"))
    return told


def drive(omnihub, folder, plugins):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pigeons)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        return with_hub(omnihub, folder, plugins, lambda url: fly(url, "http://127.0.0.1:%d" % server.server_port))
    finally:
        server.shutdown()


def has_flown(told):
    return told[0][0] == 200 and told[1:] == [True, 403, 200, "sent", ("ann", "Coo!"), 200, "read"]


def is_loaded(told):
    plugins = {a["name"]: a["file"] for a in told["adapters"] if a["origin"] == "plugin"}
    social = [c for c in told["channels"] if c["id"] == "social_media"]
    return (plugins == {name: name + ".so" for name in NAMES} and set(NAMES) <= set(social[0]["adapters"])
            and not social[0]["live"] and told["plugins"]["refused"] == [])


def is_refused(told):
    return (all(a["origin"] == "built_in" for a in told["adapters"])
            and any("everybody may write" in refusal["reason"] for refusal in told["plugins"]["refused"]))


def tell(holds, name, told):
    print("%sok - %s" % ("" if holds else "not ", name))
    if not holds:
        print("# " + json.dumps(told))
    return holds


def main(build, conformance, omnihub):
    with tempfile.TemporaryDirectory(prefix="omnihub-outside-") as folder:
        environment = install(build, folder)
        beacon, config = build_guide(folder, environment)
        plugins = os.path.join(folder, "plugins")
        os.mkdir(plugins, 0o755)
        asked = {build_by_makefile(folder, environment, "outside", "echo"): [],
                 build_by_makefile(folder, environment, "../../examples/pigeon", "pigeon"): PIGEON,
                 beacon: ["--config", config]}
        holds, count = [], 0
        for plugin, options in asked.items():
            shutil.copy(plugin, plugins)
            passed, more = ask_suite(conformance, os.path.join(plugins, os.path.basename(plugin)), *options)
            holds.append(passed)
            count += more
        told = with_hub(omnihub, folder, plugins, capabilities)
        holds.append(tell(is_loaded(told), "the hub loads them and says so", told))
        told = drive(omnihub, folder, plugins)
        holds.append(tell(has_flown(told), "a message comes by the one and goes by it", told))
        os.chmod(plugins, 0o757)
        told = with_hub(omnihub, folder, plugins, capabilities)
        holds.append(tell(is_refused(told), "a folder that everybody may write to is refused", told))
        print("1..%d" % (count + 3))
        return 0 if all(holds) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
