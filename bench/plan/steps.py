#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Wall time, CPU time and peak memory of each step, from files to papers, as a user would do them.

    bench/plan/steps.py [--hantar PROGRAM] [--shared DIR] [--runs N] [--time S]

On the demo regency and, where the shared data folder is at hand, on Penajam Paser Utara with an
invented fleet. Prints Markdown: the median of N runs of each step, children included."""
import argparse
import os
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "e2e"))
from harness import KINDS, demo_file, demo_settings, penajam_files  # noqa: E402


def measured(command):
    """(wall seconds, CPU seconds, peak KiB) of a command that must succeed."""
    begun = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{' '.join(command)}: status {child.returncode}\n{said.decode()[-2000:]}")
    return time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def one_run(hantar, regency, folder, seconds):
    """{step: (wall, CPU, peak)} of the whole way."""
    db = os.path.join(folder, "x.db")
    steps = {}

    def step(name, *words):
        wall, cpu, peak = measured([hantar, *words, "--db", db])
        before = steps.get(name, (0, 0, 0))
        steps[name] = (before[0] + wall, before[1] + cpu, max(before[2], peak))

    step("init", "init", "--election", regency["election"], "--scope", regency["scope"])
    for kind, path in regency["files"]:
        step("import, roads included", "import", kind, path)
    step("needs", "needs", "--by", "tps", "--json")
    step(f"plan --time {seconds}", "plan", "--from", regency["from"], "--to", regency["to"],
         "--time", str(seconds), "--seed", "1", "--accept-unserved")
    step("check", "check")
    step("explain --iterations 0", "explain", "--iterations", "0")
    step("export", "export", "--to", os.path.join(folder, "papers"))
    return steps


def median(values):
    return sorted(values)[len(values) // 2]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hantar", default=os.path.join(ROOT, "build/src/cli/hantar"))
    parser.add_argument("--shared", default=os.path.join(os.path.dirname(ROOT), "shared"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--time", type=int, default=20)
    args = parser.parse_args()
    conf = demo_settings("labuhanbatu-selatan")
    demo = {"name": "Labuhanbatu Selatan (955 TPS)", "election": conf["ELECTION"],
            "scope": conf["SCOPE"], "from": conf["FROM"], "to": conf["TO"],
            "files": [(k, demo_file("labuhanbatu-selatan", k)) for k in KINDS]}
    regencies = [demo]
    with tempfile.TemporaryDirectory() as fleets:
        files = penajam_files(args.shared, fleets)
        if files:
            regencies.append({"name": "Penajam Paser Utara (515 TPS)", "scope": "6409",
                              "election": "pemilu-2024", "from": "2024-02-10",
                              "to": "2024-02-13", "files": files})
        for regency in regencies:
            runs = []
            for _ in range(args.runs):
                with tempfile.TemporaryDirectory() as folder:
                    runs.append(one_run(args.hantar, regency, folder, args.time))
            print(f"\n{regency['name']}, median of {args.runs}\n\n"
                  "| step | wall s | CPU s | peak MiB |\n| --- | ---: | ---: | ---: |")
            for name in runs[0]:
                wall = median([run[name][0] for run in runs])
                cpu = median([run[name][1] for run in runs])
                peak = median([run[name][2] for run in runs])
                print(f"| {name} | {wall:.2f} | {cpu:.2f} | {peak / 1024:.0f} |")


main()
