#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What safety costs: the robust plan beside the plain one, in scenarios of a seed that neither saw.

    bench/plan/robust.py [--hantar PROGRAM] [--iterations N] [--seed K] [--judge K]
                         [--threads N] [--only DEMO] [--months 12,7] [--floods demo,harsh]

Both plans get the same number of steps. `harsh` are the demo's flood points, but flooding above
25 mm in two days and for two days. Prints expected late TPS and planned cost of both."""
import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "e2e"))
from harness import KINDS, demo_file, demo_settings  # noqa: E402

DEMOS = ("labuhanbatu-selatan", "sekadau", "penajam-paser-utara")


def run(hantar, *words):
    done = subprocess.run([hantar, *map(str, words)], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"hantar {' '.join(map(str, words))}: {done.stderr[-2000:]}")
    return done.stdout


def harsh(path, folder):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    rows = list(csv.reader(text.splitlines(), delimiter=";" if ";" in text.split("\n")[0] else ","))
    stated = ["25", "2", "20000", "48"]
    rows = [rows[0] + ["rain_mm", "rain_days", "depth_permille", "drain_h"]] + \
           [row + stated for row in rows[1:]]
    out = os.path.join(folder, "harsh.csv")
    with open(out, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";" if ";" in text.split("\n")[0] else ",").writerows(rows)
    return out


def fares(args, db, month):
    said = json.loads(run(args.hantar, "simulate", "--db", db, "--scenarios", 1000, "--seed",
                          args.judge, "--month", month, "--threads", args.threads, "--no-gains",
                          "--json"))
    return said["late_expected"], said["cost_planned"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hantar", default=os.path.join(ROOT, "build/src/cli/hantar"))
    parser.add_argument("--iterations", default="140000")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--judge", default="7")
    parser.add_argument("--threads", default="1")
    parser.add_argument("--only")
    parser.add_argument("--months", default="12,7")
    parser.add_argument("--floods", default="demo,harsh")
    args = parser.parse_args()
    print("| regency | floods | month | late, plain | late, robust | of it | cost, plain "
          "| cost, robust | more |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for demo in DEMOS:
        if args.only and args.only not in demo:
            continue
        for floods in args.floods.split(","):
            path = demo_file(demo, "hazards")
            if floods == "harsh" and not path:
                continue
            for month in args.months.split(","):
                with tempfile.TemporaryDirectory() as folder:
                    one(args, demo, floods, month, folder)


def one(args, demo, floods, month, folder):
    db, conf = os.path.join(folder, "x.db"), demo_settings(demo)
    run(args.hantar, "init", "--db", db, "--election", conf["ELECTION"], "--scope", conf["SCOPE"])
    for kind in KINDS:
        path = demo_file(demo, kind)
        if kind == "hazards" and floods == "harsh":
            path = harsh(path, folder)
        if path:
            run(args.hantar, "import", "--db", db, kind, path)
    plan = ("plan", "--db", db, "--from", conf["FROM"], "--to", conf["TO"], "--iterations",
            args.iterations, "--seed", args.seed, "--threads", args.threads)
    run(args.hantar, *plan)
    late, cost = fares(args, db, month)
    run(args.hantar, *plan, "--robust", "--month", month)
    safe, dear = fares(args, db, month)
    share = f"{safe / late:.2f}" if late else "-"
    print(f"| {demo} | {floods} | {month} | {late:.3f} | {safe:.3f} | {share} | {cost} | {dear} "
          f"| {100 * (dear - cost) / cost:.1f} % |", flush=True)


if __name__ == "__main__":
    main()
