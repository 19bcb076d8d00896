#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What safety costs: the robust plan beside the plain one, in scenarios of a seed that neither saw.

    bench/plan/robust.py [--hantar PROGRAM] [--iterations N] [--seeds 1,2] [--judge K]
                         [--threads N] [--only DEMO] [--months 12,7] [--floods demo,harsh,2]
                         [--roads FILE]

Both plans get the same number of steps. `harsh` are the demo's flood points, but flooding above
25 mm in two days and for two days; a number draws flood points on the main roads that a plan uses,
each with its own rain, depth and time to drain. --roads are those of Penajam Paser Utara, which
the demo does not carry. Prints expected late TPS and planned cost of both."""
import argparse
import csv
import json
import os
import random
import shutil
import sys
import tempfile

from advise import draw_floods, planned, run
from harness import demo_file, demo_settings

DEMOS = ("labuhanbatu-selatan", "sekadau", "penajam-paser-utara")


def harsh(path, folder):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    mark = ";" if ";" in text.split("\n")[0] else ","
    rows = list(csv.reader(text.splitlines(), delimiter=mark))
    stated = ["25", "2", "20000", "48"]
    rows = [rows[0] + ["rain_mm", "rain_days", "depth_permille", "drain_h"]] + \
           [row + stated for row in rows[1:]]
    out = os.path.join(folder, "harsh.csv")
    with open(out, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=mark).writerows(rows)
    return out


def drawn(args, demo, number, folder):
    db = planned(args, folder, demo, "roads")
    said, _ = run(args.hantar, "advise", "--db", db, "--json", "--measures", 1, "--scenarios", 1,
                  "--iterations", 1)
    return draw_floods(os.path.join(folder, "drawn.csv"), json.loads(said)["roads"],
                       random.Random(number))[0]


def fares(args, db, month):
    said, _ = run(args.hantar, "simulate", "--db", db, "--scenarios", 1000, "--seed", args.judge,
                  "--month", month, "--threads", args.threads, "--no-gains", "--json")
    said = json.loads(said)
    return said["late_expected"], said["cost_planned"]


def one(args, demo, floods, month, seed, db, folder):
    conf, own = demo_settings(demo), os.path.join(folder, "own.db")
    plan = ("plan", "--db", own, "--from", conf["FROM"], "--to", conf["TO"], "--iterations",
            args.iterations, "--seed", seed, "--threads", args.threads)
    shutil.copy(db, own)
    _, cpu_plain = run(args.hantar, *plan)
    late, cost = fares(args, own, month)
    said, cpu = run(args.hantar, *plan, "--robust", "--month", month, "--json")
    safe, dear = fares(args, own, month)
    spares = len(json.loads(said)["safety"]["spares"])
    share = f"{safe / late:.2f}" if late else "-"
    print(f"| {demo} | {floods} | {month} | {seed} | {late:.3f} | {safe:.3f} | {share} | "
          f"{100 * (dear - cost) / cost:.1f} % | {spares} | {cpu_plain:.0f} / {cpu:.0f} |",
          flush=True)


def regency(args, demo, floods, folder):
    path = demo_file(demo, "hazards")
    if floods == "harsh":
        if not path:
            return
        path = harsh(path, folder)
    elif floods != "demo":
        path = drawn(args, demo, int(floods), folder)
    db = planned(args, folder, demo, floods, path)
    for month in args.months.split(","):
        for seed in args.seeds.split(","):
            one(args, demo, floods, month, seed, db, folder)


def main():
    parser = argparse.ArgumentParser()
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    parser.add_argument("--hantar", default=os.path.join(root, "build/src/cli/hantar"))
    parser.add_argument("--iterations", default="140000")
    parser.add_argument("--seeds", default="1")
    parser.add_argument("--judge", default="7")
    parser.add_argument("--threads", default="1")
    parser.add_argument("--only")
    parser.add_argument("--months", default="12,7")
    parser.add_argument("--floods", default="demo,harsh")
    parser.add_argument("--roads")
    args = parser.parse_args()
    args.plan = 1000  # steps of the plan whose roads are drawn from
    print("| regency | floods | month | seed | late, plain | late, robust | of it | dearer "
          "| spare vehicles | CPU s, plain / robust |\n"
          "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for demo in DEMOS:
        if args.only and args.only not in demo:
            continue
        for floods in args.floods.split(","):
            with tempfile.TemporaryDirectory() as folder:
                regency(args, demo, floods, folder)


if __name__ == "__main__":
    sys.exit(main())
