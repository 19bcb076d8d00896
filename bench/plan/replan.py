#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How hantar replan fares: a plan under way, three roads closed, a vehicle broken down, by chance.

    bench/plan/replan.py DB [--runs 10] [--first 1] [--iterations 20000] [--threads 2] [--broken 1]

DB holds a plan; it is copied before use. For each seed: a vehicle that is out breaks down, and half
an hour later, with the road closed at three places one to four kilometres from a TPS, the plan is
changed. Told are CPU seconds (user and system, all threads), how many TPS were left to serve, how
many of them change vehicle, day or time, how many although they need not (see plan_changes in
src/plan/plan.h), and how many are not delivered any more. Without roads nothing can be closed: then
only the vehicle breaks down. `--broken 2` breaks two vehicles down at once."""
import argparse
import datetime
import json
import math
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HANTAR = os.environ.get("HANTAR", os.path.join(ROOT, "build", "src", "cli", "hantar"))
CENTRAL, EASTERN = "51 52 53 63 64 65 7", "81 82 9"  # provinces an hour, two east of Jakarta


def hantar(*words):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([HANTAR, *map(str, words)], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def zone_s(scope):
    hours = 7
    for more, provinces in (1, CENTRAL), (2, EASTERN):
        if any(scope.startswith(code) for code in provinces.split()):
            hours = 7 + more
    return hours * 3600


def clock(utc_s, zone):
    local = datetime.datetime.fromtimestamp(utc_s + zone, datetime.timezone.utc)
    return local.strftime("%Y-%m-%d %H:%M")


def breakdowns(chance, trips, count):
    """A vehicle that is out breaks down, and at the same moment others that are out then."""
    trip = chance.choice(trips)
    at_s = chance.randrange(trip[1] + 1200, trip[2] - 600)
    out = [t[0] for t in trips if t[0] != trip[0] and t[1] + 1200 <= at_s <= t[2] - 600]
    return [trip[0]] + chance.sample(sorted(set(out)), min(count - 1, len(set(out)))), at_s


def close_roads(chance, db, places, folder):
    """Three closures that the map knows; how many TPS they cut off is theirs to say."""
    closed = 0
    while closed < 3:
        lat, lon = chance.choice(places)
        turn, far = chance.uniform(0, 2 * math.pi), chance.uniform(1, 4) / 111
        point = [lon + far * math.cos(turn), lat + far * math.sin(turn)]
        path = os.path.join(folder, "closed.geojson")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"type": "Feature", "properties": {"reason": "bench"},
                       "geometry": {"type": "Point", "coordinates": point}}, file)
        closed += hantar("close", "--db", db, path)[0].returncode == 0


def run(seed, args, trips, places, folder):
    chance = random.Random(seed)
    db = os.path.join(folder, f"{seed}.db")
    shutil.copy(args.db, db)
    lost, broken_s = breakdowns(chance, trips, args.broken)
    when = clock(broken_s, args.zone)
    if args.roads:
        close_roads(chance, db, places, folder)
    done, cpu_s = hantar("replan", "--db", db, "--at", clock(broken_s + 1800, args.zone),
                         "--broken", ",".join(f"{vehicle}@{when}" for vehicle in lost),
                         "--iterations", args.iterations, "--threads", args.threads,
                         "--accept-unserved", "--json")
    if not done.stdout:
        return seed, lost[0], when, cpu_s, None, done.stderr.strip().splitlines()[-1]
    ok = hantar("check", "--db", db)[0].returncode == 0
    return seed, lost[0], when, cpu_s, json.loads(done.stdout), ok


def main():
    words = argparse.ArgumentParser()
    words.add_argument("db")
    words.add_argument("--runs", type=int, default=10)
    words.add_argument("--first", type=int, default=1)
    words.add_argument("--iterations", type=int, default=20000)
    words.add_argument("--threads", type=int, default=2)
    words.add_argument("--broken", type=int, default=1)
    args = words.parse_args()
    with sqlite3.connect(args.db) as base:
        plan, scope, estimated = base.execute("SELECT id, scope, estimated FROM plan ORDER BY seq "
                                              "DESC LIMIT 1").fetchone()
        args.zone, args.roads = zone_s(scope), not estimated
        trips = base.execute("SELECT vehicle, load_s, return_s FROM plan_trip WHERE plan = ? AND "
                             "return_s - load_s > 3600 ORDER BY position", (plan,)).fetchall()
        places = [(lat / 1e7, lon / 1e7) for lat, lon in
                  base.execute("SELECT lat_e7, lon_e7 FROM tps WHERE lat_e7 IS NOT NULL")]
    print("seed vehicle broke down         CPU s  left changed needless  share lost corridor check")
    shares, cpus = [], []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(args.first, args.first + args.runs):
            seed, vehicle, when, cpu_s, answer, ok = run(seed, args, trips, places, folder)
            if answer is None:
                print(f"{seed:4} {vehicle:7} {when} {cpu_s:6.2f}  refused: {ok}")
                continue
            share = answer["needless"] / max(1, answer["tps_left"])
            shares.append(share)
            cpus.append(cpu_s)
            print(f"{seed:4} {vehicle:7} {when} {cpu_s:6.2f} {answer['tps_left']:5} "
                  f"{answer['changed']:7} {answer['needless']:8} {100 * share:5.1f}% "
                  f"{len(answer['unserved']):4} {answer['corridor']:8} {'ok' if ok else 'BROKEN'}")
            sys.stdout.flush()
    shares.sort()
    cpus.sort()
    if shares:
        print(f"median {100 * shares[len(shares) // 2]:.1f} %, worst {100 * shares[-1]:.1f} %; "
              f"CPU median {cpus[len(cpus) // 2]:.2f} s, worst {cpus[-1]:.2f} s")


main()
