#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Is the first advised measure the best there is? Beside it the best single one, found by trying
every candidate in all scenarios (hantar advise --all); both told in the same scenarios, which
neither choice has seen.

    bench/plan/advise.py [--hantar PROGRAM] [--scenarios N] [--steps N] [--seeds N] [--months M,M]

Each regency with its own flood points and with invented ones ("harsh"): on the roads that cut off
most TPS: above 15 mm of a day's rain they close, for two days at most."""
import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "e2e"))
from harness import KINDS, demo_file, demo_settings, invented_floods  # noqa: E402


def run(hantar, *words):
    """What it says, and the processor seconds that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run([hantar, *map(str, words)], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"hantar {' '.join(map(str, words))}: {done.stderr[-2000:]}")
    return done.stdout, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def planned(args, folder, demo, name, hazards=None):
    db = os.path.join(folder, f"{demo}-{name}.db")
    conf = demo_settings(demo)
    run(args.hantar, "init", "--db", db, "--election", conf["ELECTION"], "--scope", conf["SCOPE"])
    for kind in KINDS:
        path = hazards if kind == "hazards" and hazards else demo_file(demo, kind)
        if path:
            run(args.hantar, "import", "--db", db, kind, path)
    run(args.hantar, "plan", "--db", db, "--from", conf["FROM"], "--to", conf["TO"],
        "--iterations", args.plan, "--seed", 1)
    return db


def compare(args, name, db, month, seed):
    ask = ("advise", "--db", db, "--json", "--measures", 1, "--scenarios", args.scenarios,
           "--iterations", args.steps, "--month", month, "--seed", seed, "--threads", 2)
    raced, cpu = run(args.hantar, *ask)
    tried, cpu_all = run(args.hantar, *ask, "--all")
    raced, tried = json.loads(raced), json.loads(tried)
    best = max((m["gain"]["fewer_late"] for m in tried["each"]), default=0)
    first = raced["programme"][0] if raced["programme"] else None
    gain = first["gain"]["fewer_late"] if first else 0
    share = gain / best if best > 0 else 1
    print(f"| {name} | {month} | {seed} | {raced['late_expected']:.2f} | "
          f"{first['kind'] if first else '-'} | {gain:.3f} | {best:.3f} | {share:.2f} | "
          f"{raced['tried']} | {raced['plans_solved']} / {tried['plans_solved']} | "
          f"{cpu:.0f} / {cpu_all:.0f} |", flush=True)
    return share


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hantar", default=os.path.join(ROOT, "build/src/cli/hantar"))
    parser.add_argument("--scenarios", type=int, default=300)
    parser.add_argument("--steps", type=int, default=300, help="of each changed plan")
    parser.add_argument("--plan", type=int, default=20000, help="steps of the plan itself")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--months", default="12,6")
    args = parser.parse_args()
    shares = []
    print("| regency, flood points | month | seed | late | first measure | its gain | best gain | "
          "share | tried | plans solved, raced / all | CPU s, raced / all |")
    print("|---|---:|---:|---:|---|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for demo in ("labuhanbatu-selatan", "sekadau"):
            dbs = [("own", planned(args, folder, demo, "own"))]
            roads, _ = run(args.hantar, "advise", "--db", dbs[0][1], "--json", "--measures", 1,
                           "--scenarios", 1, "--iterations", 1)
            roads = json.loads(roads)["roads"]
            if roads:
                harsh = invented_floods(os.path.join(folder, "harsh.csv"), roads[:4])
                dbs.append(("harsh", planned(args, folder, demo, "harsh", harsh)))
            for name, db in dbs:
                for month in map(int, args.months.split(",")):
                    for seed in range(1, args.seeds + 1):
                        shares.append(compare(args, f"{demo}, {name}", db, month, seed))
    shares.sort()
    print(f"\nleast share {shares[0]:.2f}, median {shares[len(shares) // 2]:.2f}, "
          f"{len(shares)} comparisons; bar 0.90")


if __name__ == "__main__":
    main()
