#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""hantar simulate and hantar climate on the demo regency with its example flood points."""
import datetime
import json
import os
import sys

from harness import ROOT, SHARED, Skip, demo_file, hantar, load_demo, main

DEMO = "labuhanbatu-selatan"


def _planned(folder, **instead):
    db = f"{folder}/x.db"
    conf = load_demo(db, DEMO, **instead)
    hantar("plan", "--db", db, "--from", conf["FROM"], "--to", conf["TO"], "--iterations", 2000)
    return db


def _calm(folder):
    """The built-in settings without chance in crews and vehicles."""
    with open(os.path.join(ROOT, "data", "hazards.json"), encoding="utf-8") as file:
        model = json.load(file)
    for name, setting in model["settings"].items():
        if "sigma" in name or "breakdown" in name:
            setting["value"] = 0
    path = f"{folder}/calm.json"
    with open(path, "w", encoding="utf-8") as file:
        json.dump(model, file)
    return path


def _forecast(folder, rain):
    """Rain of every day from 20 January 2024 on, 0 unless `rain` has the day."""
    path = f"{folder}/forecast-{len(rain)}.csv"
    first = datetime.date(2024, 1, 20)
    days = [str(first + datetime.timedelta(i)) for i in range(30)]
    with open(path, "w", encoding="utf-8") as file:
        file.write("day,rain_mm\n" + "".join(f"{day},{rain.get(day, 0)}\n" for day in days))
    return path


def _simulate(db, *more):
    return hantar("simulate", "--db", db, "--json", *more)


def a_calm_dry_week_is_the_plan_itself_and_a_flood_is_not(folder):
    db = _planned(folder)
    calm = ("--settings", _calm(folder), "--scenarios", 2)
    dry = _simulate(db, *calm, "--forecast", _forecast(folder, {})).json("simulate")
    assert dry["late_expected"] == 0 and dry["none_late"]["share"] == 1, dry["late_expected"]
    assert dry["cost_mean"] == dry["cost_planned"], (dry["cost_mean"], dry["cost_planned"])
    assert all(tps["on_time"]["share"] == 1 for tps in dry["tps"])
    wet = {f"2024-02-{day}": 300 for day in range(10, 14)}
    flood = _simulate(db, *calm, "--forecast", _forecast(folder, wet)).json("simulate")
    assert flood["late_expected"] > 0 and flood["cost_mean"] > flood["cost_planned"]
    assert all(h["floods"]["share"] == 1 for h in flood["hazards"])
    assert max(h["gain"] for h in flood["hazards"]) > 0


def the_same_seed_gives_the_same_bytes_on_any_number_of_threads(folder):
    db = _planned(folder)
    ask = ("--scenarios", 60, "--month", 12)
    one = _simulate(db, *ask).out
    assert one == _simulate(db, *ask, "--threads", 2).out == _simulate(db, *ask, "--threads", 3).out
    assert one != _simulate(db, *ask, "--seed", 2).out
    said = json.loads(one)
    late = sum(1 - tps["on_time"]["share"] for tps in said["tps"])
    assert abs(late - said["late_expected"]) < 0.02, (late, said["late_expected"])
    assert len(said["tps"]) == said["planned"] == 955
    for tps in said["tps"]:
        share = tps["on_time"]
        assert share["low"] <= share["share"] <= share["high"]


def what_a_flood_point_states_is_used_and_the_rest_is_said_to_be_assumed(folder):
    with open(demo_file(DEMO, "hazards"), encoding="utf-8") as file:
        lines = file.read().splitlines()
    path = f"{folder}/hazards.csv"
    with open(path, "w", encoding="utf-8") as file:
        file.write(lines[0] + ",ambang_hujan,surut_jam,sumber,kepastian\n")
        file.write(lines[1] + ",2000,6,BPBD contoh,terbit\n")
        file.write("".join(line + ",,,,\n" for line in lines[2:]))
    db = _planned(folder, hazards=path)
    first, second, *_ = _simulate(db, "--scenarios", 20, "--month", 12).json("simulate")["hazards"]
    assert (first["rain_mm"], first["drain_s"], first["assumed"]) == (2000, 6 * 3600, 2), first
    assert (first["source"], first["certainty"]) == ("BPBD contoh", "published")
    assert first["floods"]["share"] == 0 and second["assumed"] == 4
    said = hantar("simulate", "--db", db, "--scenarios", 20, "--month", 12, lang="id")
    assert "Contoh titik banjir 1" in said.out and "asumsi" in said.err


def _layer(folder, features):
    path = f"{folder}/areas.geojson"
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": p, "geometry": g} for p, g in features]}, file)
    return path


def hazards_of_every_kind_are_points_or_areas(folder):
    db = _planned(folder)
    square = [[[100.15, 1.72], [100.25, 1.72], [100.25, 1.8], [100.15, 1.8], [100.15, 1.72]]]
    middle = {"type": "Point", "coordinates": [100.0936, 1.9017]}
    layer = _layer(folder, [
        ({"id": "Z1", "jenis": "banjir", "ambang_hujan": "40"},
         {"type": "Polygon", "coordinates": square}),
        ({"id": "Z2", "jenis": "longsor", "chance_permille": 300}, middle),
        ({"id": "Z3", "jenis": "rob", "level_max_mm": "500"}, middle),
        ({"id": "Z4", "jenis": "gelombang"}, middle), ({"id": "Z5", "jenis": "low-water"}, middle),
        ({"id": "Z6", "jenis": "unrest"}, middle)])
    hantar("import", "--db", db, "hazards", layer)
    same = hantar("import", "--db", db, "hazards", layer, "--json").json("import")["imports"][0]
    assert same["same"] and not same["changed"], same
    told = _simulate(db, "--scenarios", 100, "--month", 1).json("simulate")
    found = {h["hazard"]: h for h in told["hazards"]}
    assert found["Z1"]["area"] and found["Z1"]["segments"] > 50 and found["Z1"]["rain_mm"] == 40
    assert found["Z2"]["chance_permille"] == 300 and found["Z2"]["assumed"] == 3
    assert found["Z3"]["floods"]["share"] == 1 and found["Z3"]["level_max_mm"] == 500
    assert found["Z4"]["kind"] == "waves" and found["Z4"]["segments"] == 0, "no sea on this map"
    assert told["hazards_not_simulated"] == 1 and told["tides"][0]["certainty"] == "assumption"
    tides = f"{folder}/tides.csv"
    with open(tides, "w", encoding="utf-8") as file:
        file.write("time,level_m\n2024-02-01T00:00+07:00,0.2\n2024-02-20T00:00+07:00,0.3\n")
    calm = _simulate(db, "--scenarios", 20, "--tides", tides).json("simulate")
    assert {h["hazard"]: h for h in calm["hazards"]}["Z3"]["floods"]["share"] == 0
    assert calm["tides"] == [{"source": tides, "certainty": "published"}]
    line = _layer(folder, [({"id": "L", "jenis": "banjir"},
                            {"type": "LineString", "coordinates": square[0]})])
    refused = hantar("import", "--db", db, "hazards", line, status=1)
    assert "narrow polygon" in refused.err, refused.err


def what_bawaslu_found_makes_its_stations_later(folder):
    db = _planned(folder)
    plain = _simulate(db, "--scenarios", 200, "--month", 12).json("simulate")
    ids = [t["tps"] for t in plain["tps"]][::10]
    path = f"{folder}/rawan.csv"
    with open(path, "w", encoding="utf-8") as file:
        file.write("Kode TPS,Rawan bencana,Sulit dijangkau,Sumber\n")
        file.write("".join(f"{tps},ya,ya,Bawaslu contoh\n" for tps in ids))
    hantar("import", "--db", db, "vulnerability", path)
    prior = _simulate(db, "--scenarios", 200, "--month", 12).json("simulate")
    assert [t["tps"] for t in prior["tps"] if t["vulnerable"]] == ids

    def share(told):
        shares = [t["on_time"]["share"] for t in told["tps"] if t["tps"] in set(ids)]
        return sum(shares) / len(shares)

    assert share(prior) < share(plain) - 0.01, (share(prior), share(plain))
    said = hantar("simulate", "--db", db, "--scenarios", 20, lang="id").out
    assert "temuan Bawaslu" in said and "sulit dijangkau" in said, said
    with open(path, "a", encoding="utf-8") as file:
        file.write("1222999999999,ya,ya,x\n")
    hantar("import", "--db", db, "vulnerability", path, status=1)


def _small(folder):
    """A warehouse, a road that floods, a river beside it, a landing where a boat stands."""
    def write(name, text):
        path = f"{folder}/{name}"
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    nodes = {1: (1.9, 100.0), 2: (1.9, 100.04), 3: (1.9, 100.06), 4: (1.9, 100.1),
             5: (1.88, 100.0), 7: (1.895, 100.04), 8: (1.895, 100.1)}
    ways = [((1, 2), "highway", "primary"), ((2, 3), "highway", "primary"),
            ((3, 4), "highway", "primary"), ((1, 5), "highway", "primary"),
            ((7, 8), "waterway", "river")]
    osm = "<osm version='0.6'>" + "".join(
        f"<node id='{i}' lat='{lat}' lon='{lon}'/>" for i, (lat, lon) in nodes.items())
    for i, (ends, key, value) in enumerate(ways):
        osm += f"<way id='{i + 1}'>" + "".join(f"<nd ref='{n}'/>" for n in ends)
        osm += f"<tag k='{key}' v='{value}'/><tag k='surface' v='asphalt'/></way>"
    files = {
        "districts": "code,district,lat,lon\n122203,Contoh,1.9,100.0\n",
        "depots": "depot_id,name,kind,lat,lon\nKPU,Gudang,kpu,1.9,100.0\n"
                  "DM,Dermaga,landing,1.8975,100.04\n",
        "tps": "id,dpt,lat,lon\n1222032001001,250,1.9,100.1\n1222032001002,250,1.88,100.0\n",
        "fleet": "id,class,capacity_boxes,depot,needs_escort,cost_per_day\n"
                 "TR,truck,100,KPU,no,1000\nBT,boat,20,DM,no,300\n",
        "hazards": "id,name,kind,lat,lon,drain_h\nB,Rawa,flood,1.9,100.05,100\n"}
    db = f"{folder}/small.db"
    hantar("init", "--db", db, "--election", "pemilu-2024", "--scope", "1222")
    for kind, text in files.items():
        hantar("import", "--db", db, kind, write(f"{kind}.csv", text))
    hantar("import", "--db", db, "roads", write("roads.osm", osm + "</osm>"))
    return db


def a_boat_that_stands_by_at_a_landing_takes_over_where_the_road_is_flooded(folder):
    db = _small(folder)
    made = hantar("plan", "--db", db, "--from", "2024-02-12", "--to", "2024-02-13", "--iterations",
                  100)
    assert "stands by at a landing" in made.err, made.err
    plan = hantar("check", "--db", db, "--json").json("check")
    assert not plan["breaches"]
    rain = {f"2024-02-{day:02d}": 300 for day in range(9, 13)}
    ask = ("--scenarios", 3, "--settings", _calm(folder), "--forecast", _forecast(folder, rain))
    told = _simulate(db, *ask).json("simulate")
    assert told["handed_over"] == 1 and told["late_expected"] == 0, told
    hantar("import", "--db", db, "hazards", _layer(folder, [
        ({"id": "S", "jenis": "high-water", "drain_h": "100"},
         {"type": "Point", "coordinates": [100.07, 1.895]})]))
    shut = _simulate(db, *ask).json("simulate")
    assert shut["handed_over"] == 0 and shut["late_expected"] == 1, shut
    said = hantar("simulate", "--db", db, *ask, lang="id").out
    assert "sungai meluap" in said, said


def wrong_questions_are_refused(folder):
    db = _planned(folder)
    hantar("simulate", "--db", db, "--scenarios", 0, status=2)
    hantar("simulate", "--db", db, "--month", 13, status=2)
    bad = f"{folder}/bad.csv"
    with open(bad, "w", encoding="utf-8") as file:
        file.write("day,rain_mm\n2024-02-30,1\n2024-02-10,-1\n")
    refused = hantar("simulate", "--db", db, "--forecast", bad, status=1)
    assert "bad.csv:2:1" in refused.err and "bad.csv:3:2" in refused.err, refused.err


def a_climate_is_fitted_to_measured_months_and_used(folder):
    series = os.path.join(SHARED, "data", "hazards", "rainfall_monthly_pontianak.csv")
    if not os.path.exists(series):
        raise Skip("no shared data")
    fitted = hantar("climate", series, "--lat", -0.02, "--lon", 109.33)
    said = fitted.json("climate")
    assert said["certainty"] == "assumption" and "assumed" in fitted.err
    with open(os.path.join(ROOT, "data", "hazards.json"), encoding="utf-8") as file:
        built_in = json.load(file)["climate"]["zones"][0]["months"]
    for ours, theirs in zip(said["zones"][0]["months"], built_in):
        assert abs(ours["wet_permille"] - theirs["wet_permille"]) <= 1
        assert abs(ours["mean_um"] - theirs["mean_um"]) <= 1
    path = f"{folder}/climate.json"
    with open(path, "w", encoding="utf-8") as file:
        file.write(fitted.out)
    answer = _simulate(_planned(folder), "--climate", path, "--scenarios", 5).json("simulate")
    assert answer["climate"]["source"].startswith("rainfall_monthly_pontianak.csv")


if __name__ == "__main__":
    main(sys.modules[__name__])
