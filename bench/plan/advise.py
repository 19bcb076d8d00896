#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Is the first advised measure the best there is? Beside it the best single one, found by trying
every candidate in many scenarios (hantar advise --all); both told in the same scenarios, which
neither choice has seen.

    bench/plan/advise.py [--hantar PROGRAM] [--scenarios N] [--judge N] [--steps N] [--plan N]
                         [--cases N] [--first K] [--only DEMO] [--roads FILE]

Case K is drawn by its number: the regency in turn, one to eight flood points anywhere on the main
roads that its plan uses, each with its own radius, rain, depth and time to drain, and a month. The
demo's own points are case 0 of each regency. A regency without roads has no flood points; its
cases differ by month and seed."""
import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "e2e"))
from harness import KINDS, SHARED, demo_file, demo_settings  # noqa: E402

DEMOS = ("labuhanbatu-selatan", "penajam-paser-utara", "sekadau")
MAIN = ("trunk", "primary", "secondary", "tertiary", "unclassified")


def run(hantar, *words):
    """What it says, and the processor seconds that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run([hantar, *map(str, words)], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"hantar {' '.join(map(str, words))}: {done.stderr[-2000:]}")
    return done.stdout, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def road_file(args, demo):
    if demo == "penajam-paser-utara":  # none is carried with the demo
        path = args.roads or os.path.join(SHARED, "data", "roads", f"{demo}.osm.pbf")
        return path if os.path.exists(path) else None
    return demo_file(demo, "roads")


def planned(args, folder, demo, name, hazards=None):
    db = os.path.join(folder, f"{demo}-{name}.db")
    conf = demo_settings(demo)
    run(args.hantar, "init", "--db", db, "--election", conf["ELECTION"], "--scope", conf["SCOPE"])
    for kind in KINDS:
        path = {"hazards": hazards or demo_file(demo, kind),
                "roads": road_file(args, demo)}.get(kind) or demo_file(demo, kind)
        if path:
            run(args.hantar, "import", "--db", db, kind, path)
    run(args.hantar, "plan", "--db", db, "--from", conf["FROM"], "--to", conf["TO"],
        "--iterations", args.plan, "--seed", 1)
    return db


def draw_floods(path, roads, dice):
    """Flood points on main roads, by length, so that every kilometre is as likely as any other."""
    main = [r for r in roads if r["highway"].split("_")[0] in MAIN and r["geometry"]] or roads
    rows = ["hazard_id,name,kind,lat,lon,radius_m,rain_mm,rain_days,depth_permille,drain_h,"
            "source,certainty"]
    count = dice.randint(1, 8)
    for i in range(count):
        road = dice.choices(main, [r["length_m"] for r in main])[0]
        lon, lat = dice.choice(dice.choice(road["geometry"]["coordinates"]))
        rows.append(f"R-{i},drawn {i},flood,{lat:.7f},{lon:.7f},{dice.choice((60, 150, 300, 500))},"
                    f"{dice.choice((15, 25, 40, 60))},{dice.choice((1, 2, 3))},"
                    f"{dice.choice((8000, 20000, 60000))},{dice.choice((12, 18, 30, 48))},"
                    "drawn,assumption")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(rows) + "\n")
    return path, count


def compare(args, db, month, seed):
    """The share of the best gain that the first measure has, and a row of the table."""
    ask = ("advise", "--db", db, "--json", "--measures", 1, "--iterations", args.steps, "--month",
           month, "--seed", seed, "--threads", 2, "--scenarios")
    tried, cpu_all = run(args.hantar, *ask, args.judge, "--all")
    raced, cpu = run(args.hantar, *ask, args.scenarios)
    raced, tried = json.loads(raced), json.loads(tried)
    best = max(tried["each"], key=lambda m: m["gain"]["fewer_late"], default=None)
    first = raced["programme"][0] if raced["programme"] else None
    gain = first["gain"]["fewer_late"] if first else 0
    most = best["gain"]["fewer_late"] if best else 0
    share = gain / most if most > 0 else 1
    if not first and best and not tried["programme"]:
        share = 1  # both say that nothing helps for certain
    return share, (f"{month} | {seed} | {raced['late_expected']:.2f} | "
                   f"{first['kind'] if first else '-'} | {gain:.3f} | "
                   f"{best['kind'] if best else '-'} | {most:.3f} | {share:.2f} | "
                   f"{raced['tried']} | {raced['plans_solved']} / {tried['plans_solved']} | "
                   f"{cpu:.0f} / {cpu_all:.0f} |")


def case(args, folder, number, roads):
    demo = DEMOS[number % len(DEMOS)]
    if args.only and args.only not in demo:
        return None
    dice = random.Random(number)
    month, points = dice.randint(1, 12), "own"
    if demo not in roads:
        plain = planned(args, folder, demo, "own")
        said, _ = run(args.hantar, "advise", "--db", plain, "--json", "--measures", 1,
                      "--scenarios", 1, "--iterations", 1)
        roads[demo] = plain, json.loads(said)["roads"]
    db, known = roads[demo]
    if number >= len(DEMOS) and known:
        path, count = draw_floods(os.path.join(folder, f"{number}.csv"), known, dice)
        db, points = planned(args, folder, demo, str(number), path), f"{count} drawn"
    share, row = compare(args, db, month, 1 + number // len(DEMOS))
    print(f"| {number} | {demo}, {points if known else 'no roads'} | {row}", flush=True)
    return share


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hantar", default=os.path.join(ROOT, "build/src/cli/hantar"))
    parser.add_argument("--scenarios", type=int, default=300)
    parser.add_argument("--judge", type=int, default=300, help="scenarios of trying all")
    parser.add_argument("--steps", type=int, default=300, help="of each changed plan")
    parser.add_argument("--plan", type=int, default=20000, help="steps of the plan itself")
    parser.add_argument("--cases", type=int, default=12)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--only")
    parser.add_argument("--roads", help="of Penajam Paser Utara, an OpenStreetMap file")
    args = parser.parse_args()
    print("| case | regency, flood points | month | seed | late | first measure | its gain | best "
          "measure | its gain | share | tried | plans solved, raced / all | CPU s, raced / all |")
    print("|" + "---|" * 13)
    with tempfile.TemporaryDirectory() as folder:
        roads = {}
        shares = [case(args, folder, number, roads)
                  for number in range(args.first, args.first + args.cases)]
    shares = sorted(share for share in shares if share is not None)
    print(f"\nleast share {shares[0]:.2f}, median {shares[len(shares) // 2]:.2f}, "
          f"{sum(s >= 0.9 for s in shares)} of {len(shares)} at least 0.90 (the bar)")


if __name__ == "__main__":
    main()
