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


def _vulnerable(folder):
    """Bawaslu's findings, as they might be: each ninth TPS."""
    with open(demo_file(REGENCY, "tps"), encoding="utf-8-sig") as file:
        ids = [row["tps_id"] for row in csv.DictReader(file)][::9]
    path = f"{folder}/vulnerable.csv"
    with open(path, "w", encoding="utf-8") as file:
        file.write("tps,disaster_prone,hard_to_reach,late_before\n")
        for i, tps in enumerate(ids):
            words = ("yes" if i % k == 0 else "no" for k in (1, 2, 3))
            file.write(",".join((tps, *words)) + "\n")
    return path


def _standing_by(folder):
    """Two more motorcycles at the PPK, so dear that no plan sends them out."""
    with open(demo_file(REGENCY, "fleet"), encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    like = next(row for row in rows if row["Kode Kendaraan"] == "TM-01")
    rows += [{**like, "Kode Kendaraan": f"SB-{i}", "Biaya per hari (Rp)": "90.000.000"}
             for i in (1, 2)]
    path = f"{folder}/fleet.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0])
        out.writeheader()
        out.writerows(rows)
    return path


def _agree(folder, hazards, settings, runs, slope_low, slope_high, vulnerable=None, fleet=None):
    db = f"{folder}/x.db"
    conf = load_demo(db, REGENCY, hazards=hazards, **({"fleet": fleet} if fleet else {}))
    if vulnerable:
        hantar("import", "--db", db, "vulnerability", vulnerable)
    plan = hantar("plan", "--db", db, "--from", conf["FROM"], "--to", conf["TO"], "--iterations",
                  2000, "--json").json()
    told = hantar("simulate", "--db", db, "--scenarios", 3000, "--month", MONTH, "--no-gains",
                  "--settings", settings, "--json").json("simulate")
    fast = {t["tps"]: 1 - t["on_time"]["share"] for t in told["tps"]}
    slow = slow_regency.Regency(os.path.join(DEMO, REGENCY), DATA,
                                os.path.join(DATA, "elections", "pemilu-2024.json"), settings,
                                hazards, plan, 7 * 60, MONTH, vulnerable, fleet)
    late = dict.fromkeys(fast, 0)
    for run in range(runs):
        for tps in fast.keys() - slow.play(run):
            late[tps] += 1 / runs
    n, sum_fast, sum_slow = len(fast), sum(fast.values()), sum(late.values())
    spread = sum((f - sum_fast / n) ** 2 for f in fast.values())
    slope = sum((f - sum_fast / n) * (late[t] - sum_slow / n) for t, f in fast.items()) / spread
    print(f"# {sum_fast:.3f} late expected, {sum_slow:.3f} in {runs} slow runs, slope {slope:.3f}; "
          f"{told['handed_over']:.3f} stops handed over")
    assert n == 955 and sum_fast > 1
    assert slope_low < slope < slope_high, slope
    return sum_fast, sum_slow, told["handed_over"]


def chances_of_the_example_points_are_calibrated(folder):
    fast, slow, _ = _agree(folder, demo_file(REGENCY, "hazards"), _settings(folder), 300, 0.9, 1.1)
    assert abs(fast - slow) < 0.2 * fast, (fast, slow)


def chances_of_floods_that_stay_for_days_are_calibrated(folder):
    """Small chances and great ones: the ends of the range are both met."""
    settings = _settings(folder, travel_sigma_permille=200, breakdown_per_1000km_permille=600)
    hazards = _hazards(folder, rain_mm="25", rain_days="1", drain_h="48")
    fast, slow, _ = _agree(folder, hazards, settings, 200, 0.9, 1.1)
    assert abs(fast - slow) < 0.15 * fast, (fast, slow)


def chances_of_landslides_and_of_vulnerable_stations_are_calibrated(folder):
    """Roads that are closed for days bring goods to those who stand at a PPK."""
    settings = _settings(folder, prone_soaked_permille=600, prone_wet_permille=300,
                         hard_slow_permille=400, hard_slow_min=90)
    hazards = _hazards(folder, kind="landslide", rain_mm="40", rain_days="2", chance_permille="500",
                       drain_h="30")
    fast, slow, handed = _agree(folder, hazards, settings, 250, 0.9, 1.1, _vulnerable(folder),
                                _standing_by(folder))
    assert abs(fast - slow) < 0.15 * fast and handed > 0.5, (fast, slow, handed)


if __name__ == "__main__":
    main(sys.modules[__name__])
