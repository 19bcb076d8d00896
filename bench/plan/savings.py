#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How much cheaper a searched plan is than plain savings (Clarke and Wright), regency by regency.

    bench/plan/savings.py [--hantar PROGRAM] [--shared DIR] [--time S | --iterations N] [--seeds N]

Prints the cost of both for each regency and seed, the ratio, and the median over all."""
import argparse
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "e2e"))
from harness import KINDS, demo_file, demo_settings, penajam_files  # noqa: E402


def run(hantar, *words):
    done = subprocess.run([hantar, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True)
    if done.returncode != 0:
        sys.exit(f"hantar {' '.join(words)}: {done.stderr[-2000:]}")
    return done.stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hantar", default=os.path.join(ROOT, "build/src/cli/hantar"))
    parser.add_argument("--shared", default=os.path.join(os.path.dirname(ROOT), "shared"))
    parser.add_argument("--time", default="20")
    parser.add_argument("--iterations", help="bound by steps: a busy machine changes nothing")
    parser.add_argument("--seeds", type=int, default=5)
    args = parser.parse_args()
    limit = ("--iterations", args.iterations) if args.iterations else ("--time", args.time)
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        regencies = []
        for demo in ("labuhanbatu-selatan", "sekadau"):
            conf = demo_settings(demo)
            files = [(k, demo_file(demo, k)) for k in KINDS if demo_file(demo, k)]
            regencies.append((demo, conf["ELECTION"], conf["SCOPE"], conf["FROM"], conf["TO"],
                              files))
        penajam = penajam_files(args.shared, folder)
        if penajam:
            regencies.append(("penajam-paser-utara", "pemilu-2024", "6409", "2024-02-10",
                              "2024-02-13", penajam))
        print("| regency | seed | savings, left out | savings | searched, left out | searched "
              "| ratio |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
        for name, election, scope, first, last, files in regencies:
            db = os.path.join(folder, name + ".db")
            run(args.hantar, "init", "--db", db, "--election", election, "--scope", scope)
            for kind, path in files:
                run(args.hantar, "import", "--db", db, kind, path)

            def plan(*more):
                report = json.loads(run(args.hantar, "plan", "--db", db, "--from", first, "--to",
                                        last, "--accept-unserved", "--json", *more))
                return len(report["unserved"]), report["cost"]["total"]

            left, savings = plan("--savings", "--iterations", "1")
            for seed in range(1, args.seeds + 1):
                left2, searched = plan(*limit, "--seed", str(seed))
                ratio = searched / savings
                ratios.append(ratio)
                print(f"| {name} | {seed} | {left} | {savings:,} | {left2} | {searched:,} "
                      f"| {ratio:.3f} |", flush=True)
    ratios.sort()
    print(f"\nmedian ratio over {len(ratios)} runs: {ratios[len(ratios) // 2]:.3f}")


main()
