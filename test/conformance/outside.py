#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Builds the plug-in of outside/ where an integrator would: in a folder of its own, against the installed headers
and nothing else of the tree. Then the suite asks it, the hub loads it, and what must not be loaded is refused.

  outside.py BUILD CONFORMANCE OMNIHUB"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))


def run(*command, **options):
    return subprocess.run(command, check=True, **options)


def build_outside(build, folder):
    """The plug-in's path."""
    installed = os.path.join(folder, "installed")
    run("meson", "install", "-C", build, "--no-rebuild", "--tags", "devel", "--destdir", installed,
        stdout=subprocess.DEVNULL)
    configs = [path for path, _, names in os.walk(installed) if "omnihub-channel.pc" in names]
    source = os.path.join(folder, "echo")
    shutil.copytree(os.path.join(HERE, "outside"), source)
    run("make", "-s", "-C", source, "CC=" + os.environ.get("CC", "cc"),
        env={**os.environ, "PKG_CONFIG_LIBDIR": configs[0], "PKG_CONFIG_SYSROOT_DIR": installed})
    return os.path.join(source, "echo.so")


def ask_suite(conformance, plugin):
    """Whether it passes; what it says is TAP, with two cases more."""
    result = subprocess.run([conformance, "--plugin", plugin], stdout=subprocess.PIPE, text=True)
    sys.stdout.write("\n".join(line for line in result.stdout.splitlines() if not line.startswith("1..")) + "\n")
    return result.returncode == 0, sum(line.startswith(("ok ", "not ok ")) for line in result.stdout.splitlines())


def capabilities(omnihub, folder, plugins):
    """What the hub tells of its adapters when it starts with this folder of plug-ins."""
    with tempfile.TemporaryDirectory(dir=folder) as data:
        environment = {**os.environ, "OMNIHUB_PLUGINS": plugins, "OMNICHANNEL_API_KEY": "a-key-of-the-outside-test"}
        hub = subprocess.Popen([omnihub, "serve", "--port", "0", "--data", data], env=environment,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            url = hub.stdout.readline().split()[-1]
            request = urllib.request.Request(url + "/capabilities", headers={"X-API-Key": "a-key-of-the-outside-test"})
            with urllib.request.urlopen(request, timeout=20) as answer:
                return json.load(answer)
        finally:
            hub.terminate()
            hub.wait(timeout=30)


def is_loaded(told):
    echo = [a for a in told["adapters"] if a["name"] == "echo"]
    social = [c for c in told["channels"] if c["id"] == "social_media"]
    return (len(echo) == 1 and echo[0]["origin"] == "plugin" and echo[0]["file"] == "echo.so"
            and social[0]["adapters"] == ["echo"] and not social[0]["live"]
            and told["plugins"]["refused"] == []
            and [a["origin"] for a in told["adapters"] if a["name"] == "chat"] == ["built_in"])


def is_refused(told):
    return ([a["name"] for a in told["adapters"]] == ["chat"]
            and any("everybody may write" in refusal["reason"] for refusal in told["plugins"]["refused"]))


def main(build, conformance, omnihub):
    with tempfile.TemporaryDirectory(prefix="omnihub-outside-") as folder:
        plugin = build_outside(build, folder)
        plugins = os.path.join(folder, "plugins")
        os.mkdir(plugins, 0o755)
        shutil.copy(plugin, plugins)
        passed, count = ask_suite(conformance, os.path.join(plugins, "echo.so"))
        told = capabilities(omnihub, folder, plugins)
        loaded = is_loaded(told)
        print("%sok %d - the hub loads it and says so" % ("" if loaded else "not ", count + 1))
        if not loaded:
            print("# " + json.dumps(told))
        os.chmod(plugins, 0o757)
        told = capabilities(omnihub, folder, plugins)
        refused = is_refused(told)
        print("%sok %d - a folder that everybody may write to is refused" % ("" if refused else "not ", count + 2))
        if not refused:
            print("# " + json.dumps(told["plugins"]))
        print("1..%d" % (count + 2))
        return 0 if passed and loaded and refused else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
