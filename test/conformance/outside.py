#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Builds three plug-ins where an integrator would, in a folder of its own, against the installed headers and nothing
else of the tree: that of outside/, that of examples/pigeon/, and the one that the guide builds up on its way. Then the
suite asks them, the hub loads them, and what must not be loaded is refused.

  outside.py BUILD CONFORMANCE OMNIHUB"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = ["beacon", "echo", "pigeon"]
PIGEON = ["--provider", "plain", "--config", '{"url":"https://pigeons.example"}', "--secret", "token=a-token-of-the-suite"]


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
        told = capabilities(omnihub, folder, plugins)
        holds.append(tell(is_loaded(told), "the hub loads them and says so", told))
        os.chmod(plugins, 0o757)
        told = capabilities(omnihub, folder, plugins)
        holds.append(tell(is_refused(told), "a folder that everybody may write to is refused", told))
        print("1..%d" % (count + 2))
        return 0 if all(holds) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
