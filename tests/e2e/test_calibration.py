#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The chances that hantar simulate tells, against an independent, slower simulation of the same
regency (tests/foresee/slow_regency.py), which shares neither code nor tables nor draws with it."""
import csv
import json
import os
import sys

from harness import DEMO, ROOT, demo_file, hantar, load_demo, main

sys.path.insert(0, os.path.join(ROOT, "tests", "foresee"))
import slow_regency

REGENCY = "labuhanbatu-selatan"
MONTH = 12
DATA = os.path.join(ROOT, "data")


def _settings(folder, **instead):
    with open(os.path.join(DATA, "hazards.json"), encoding="utf-8") as file:
        model = json.load(file)
    for name, value in instead.items():
        model["settings"][name]["value"] = value
    path = f"{folder}/settings.json"
    with open(path, "w", encoding="utf-8") as file:
        json.dump(model, file)
    return path


def _hazards(folder, **instead):
    """The example points with other figures."""
    with open(demo_file(REGENCY, "hazards"), encoding="utf-8") as file:
        rows = [{**row, **instead} for row in csv.DictReader(file)]
    path = f"{folder}/hazards.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0])
        out.writeheader()
        out.writerows(rows)
    return path


def _agree(folder, hazards, settings, runs, slope_low, slope_high):
    db = f"{folder}/x.db"
    conf = load_demo(db, REGENCY, hazards=hazards)
    plan = hantar("plan", "--db", db, "--from", conf["FROM"], "--to", conf["TO"], "--iterations",
                  2000, "--json").json()
    told = hantar("simulate", "--db", db, "--scenarios", 3000, "--month", MONTH, "--no-gains",
                  "--settings", settings, "--json").json("simulate")
    fast = {t["tps"]: 1 - t["on_time"]["share"] for t in told["tps"]}
    slow = slow_regency.Regency(os.path.join(DEMO, REGENCY), DATA,
                                os.path.join(DATA, "elections", "pemilu-2024.json"), settings,
                                hazards, plan, 7 * 60, MONTH)
    late = dict.fromkeys(fast, 0)
    for run in range(runs):
        for tps in fast.keys() - slow.play(run):
            late[tps] += 1 / runs
    n, sum_fast, sum_slow = len(fast), sum(fast.values()), sum(late.values())
    spread = sum((f - sum_fast / n) ** 2 for f in fast.values())
    slope = sum((f - sum_fast / n) * (late[t] - sum_slow / n) for t, f in fast.items()) / spread
    print(f"# {sum_fast:.3f} late expected, {sum_slow:.3f} in {runs} slow runs, slope {slope:.3f}")
    assert n == 955 and sum_fast > 1
    assert slope_low < slope < slope_high, slope
    return sum_fast, sum_slow


def chances_of_the_example_points_are_calibrated(folder):
    fast, slow = _agree(folder, demo_file(REGENCY, "hazards"), _settings(folder), 300, 0.9, 1.1)
    assert abs(fast - slow) < 0.2 * fast, (fast, slow)


def chances_of_floods_that_stay_for_days_are_calibrated(folder):
    """Small chances and great ones: the ends of the range are both met."""
    settings = _settings(folder, travel_sigma_permille=200, breakdown_per_1000km_permille=600)
    hazards = _hazards(folder, rain_mm="25", rain_days="1", drain_h="48")
    fast, slow = _agree(folder, hazards, settings, 200, 0.9, 1.1)
    assert abs(fast - slow) < 0.15 * fast, (fast, slow)


if __name__ == "__main__":
    main(sys.modules[__name__])
