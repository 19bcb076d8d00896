#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The exported index.html in Debian's Chromium, driven by playwright-core: page.mjs clicks."""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "e2e"))
from harness import hantar, load_demo  # noqa: E402


def install():
    """What package-lock.json names; a clean clone has nothing yet."""
    if os.path.isdir(os.path.join(HERE, "node_modules", "playwright-core")):
        return
    done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=HERE, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        sys.exit(f"npm ci failed:\n{done.stdout}")


def main():
    install()
    with tempfile.TemporaryDirectory() as folder:
        db, papers = f"{folder}/x.db", f"{folder}/papers"
        conf = load_demo(db, "sekadau")
        hantar("plan", "--db", db, "--from", conf["FROM"], "--to", conf["TO"], "--iterations", 5000)
        hantar("export", "--db", db, "--to", papers)
        shots = os.environ.get("HANTAR_SHOTS", folder)
        done = subprocess.run(["node", "page.mjs", f"{papers}/index.html", shots], cwd=HERE)
        sys.exit(done.returncode)


main()
