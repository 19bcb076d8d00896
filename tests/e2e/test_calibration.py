#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The chances that hantar simulate tells, against an independent, slower simulation of the same
regency (tests/foresee/slow_regency.py), which shares neither code nor tables nor draws with it."""
import csv
import json
import os
import sys

from harness import DEMO, ROOT, SHARED, Skip, demo_file, hantar, load_demo, main

sys.path.insert(0, os.path.join(ROOT, "tests", "foresee"))
import slow_regency

REGENCY = "labuhanbatu-selatan"
MONTH = 12
PENAJAM = "penajam-paser-utara"
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


def _slope(fast, late):
    """Of truth over prediction, by least squares over all TPS."""
    n, sum_fast, sum_slow = len(fast), sum(fast.values()), sum(late.values())
    spread = sum((f - sum_fast / n) ** 2 for f in fast.values())
    return sum((f - sum_fast / n) * (late[t] - sum_slow / n) for t, f in fast.items()) / spread


def _agree(folder, hazards, settings, runs, regency=REGENCY, month=MONTH, zone_h=7, rules=None,
           **files):
    """Mean late TPS by the program, by the slow simulation, and what was handed over. `files`
    are of other kinds than the demo's, `roads` and `vulnerability` among them."""
    db = f"{folder}/x.db"
    own = {"election": rules} if rules else {}
    conf = load_demo(db, regency, hazards=hazards, **own,
                     **{k: v for k, v in files.items() if k != "vulnerability"})
    if "vulnerability" in files:
        hantar("import", "--db", db, "vulnerability", files["vulnerability"])
    plan = hantar("plan", "--db", db, "--from", conf["FROM"], "--to", conf["TO"], "--iterations",
                  2000, "--json").json()
    told = hantar("simulate", "--db", db, "--scenarios", 3000, "--month", month, "--no-gains",
                  "--settings", settings, "--json").json("simulate")
    fast = {t["tps"]: 1 - t["on_time"]["share"] for t in told["tps"]}
    slow = slow_regency.Regency(
        os.path.join(DEMO, regency), DATA,
        rules or os.path.join(DATA, "elections", conf["ELECTION"] + ".json"), settings, hazards,
        plan, zone_h * 60, month, files.get("vulnerability"), files.get("fleet"),
        files.get("roads"))
    late = dict.fromkeys(fast, 0)
    for run in range(runs):
        for tps in fast.keys() - slow.play(run):
            late[tps] += 1 / runs
    sum_fast, sum_slow, slope = sum(fast.values()), sum(late.values()), _slope(fast, late)
    print(f"# {regency}, month {month}: {sum_fast:.3f} late expected, {sum_slow:.3f} in {runs} "
          f"slow runs, slope {slope:.3f}; {told['handed_over']:.3f} stops handed over, "
          f"{len(slow.convoys)} convoys")
    assert len(fast) == told["planned"] and sum_fast > 1
    assert 0.9 < slope < 1.1, slope
    return sum_fast, sum_slow, told["handed_over"], len(slow.convoys)


def chances_of_the_example_points_are_calibrated(folder):
    fast, slow, *_ = _agree(folder, demo_file(REGENCY, "hazards"), _settings(folder), 300)
    assert abs(fast - slow) < 0.2 * fast, (fast, slow)


def chances_of_floods_that_stay_for_days_are_calibrated(folder):
    """Small chances and great ones: the ends of the range are both met."""
    settings = _settings(folder, travel_sigma_permille=200, breakdown_per_1000km_permille=600)
    hazards = _hazards(folder, rain_mm="25", rain_days="1", drain_h="48")
    fast, slow, *_ = _agree(folder, hazards, settings, 200)
    assert abs(fast - slow) < 0.15 * fast, (fast, slow)


def chances_of_landslides_and_of_vulnerable_stations_are_calibrated(folder):
    """Roads that are closed for days bring goods to those who stand at a PPK."""
    settings = _settings(folder, prone_soaked_permille=600, prone_wet_permille=300,
                         hard_slow_permille=400, hard_slow_min=90)
    hazards = _hazards(folder, kind="landslide", rain_mm="40", rain_days="2", chance_permille="500",
                       drain_h="30")
    fast, slow, handed, _ = _agree(folder, hazards, settings, 250,
                                   vulnerability=_vulnerable(folder), fleet=_standing_by(folder))
    assert abs(fast - slow) < 0.15 * fast and handed > 0.5, (fast, slow, handed)


# ------------------------------------------------------------------ another regency


def _penajam_roads():
    path = os.path.join(SHARED, "data", "roads", f"{PENAJAM}.osm.pbf")
    if not os.path.exists(path):
        raise Skip("the roads of Penajam are not at hand")
    return path


def _penajam_floods(folder):
    """On the one road to the north, on that to the south, and in the town."""
    rows = ["hazard_id,name,kind,lat,lon,radius_m,rain_mm,rain_days,depth_permille,drain_h"]
    rows += [f"P-{i},invented {i},flood,{lat},{lon},900,{rain},{days},20000,{drain}"
             for i, (lat, lon, rain, days, drain) in enumerate((
                 (-1.15, 116.73, 30, 2, 30), (-1.40, 116.50, 40, 2, 24),
                 (-1.27, 116.72, 25, 1, 18), (-1.29, 116.60, 35, 1, 36)))]
    path = f"{folder}/floods.csv"
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(rows) + "\n")
    return path


def chances_of_another_regency_in_a_month_of_moderate_rain_are_calibrated(folder):
    """Penajam Paser Utara: hours from the capital to the last village, and estate tracks."""
    fast, slow, *_ = _agree(folder, _penajam_floods(folder), _settings(folder), 200, PENAJAM, 3, 8,
                            roads=_penajam_roads())
    assert abs(fast - slow) < 0.2 * fast, (fast, slow)


def _few_teams(folder, teams):
    """The demo's escorts but for the first so many teams: its vehicles then go in convoys."""
    with open(demo_file(PENAJAM, "personnel"), encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    kept = [f"REGU-{i:02d}" for i in range(1, teams + 1)]
    path = f"{folder}/personnel.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0])
        out.writeheader()
        out.writerows(r for r in rows if r["role"] != "escort" or r["unit"] in kept)
    return path


def chances_of_convoys_are_calibrated(folder):
    with open(os.path.join(DATA, "elections", "pemilu-2024.json"), encoding="utf-8") as file:
        rules = json.load(file)
    rules["id"], rules["settings"]["vehicles_per_team"]["value"] = "own", 3
    own = f"{folder}/own.json"
    with open(own, "w", encoding="utf-8") as file:
        json.dump(rules, file)
    settings = _settings(folder, travel_sigma_permille=200, loading_sigma_permille=500,
                         breakdown_per_1000km_permille=2000)
    fast, slow, _, convoys = _agree(folder, _penajam_floods(folder), settings, 200, PENAJAM, 12, 8,
                                    own, roads=_penajam_roads(), personnel=_few_teams(folder, 9))
    assert abs(fast - slow) < 0.2 * fast and convoys > 5, (fast, slow, convoys)


if __name__ == "__main__":
    main(sys.modules[__name__])
