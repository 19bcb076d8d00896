#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Goods over a landing: a small regency beside a river, and the demo of Sekadau."""
import datetime
import subprocess
import sys

from harness import hantar, load_demo, main

DAYS = ("--from", "2024-02-12", "--to", "2024-02-13")


def _write(folder, name, text):
    path = f"{folder}/{name}"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def _roads():
    """A road from the warehouse to the landing, and a river from there to places without a road."""
    nodes = {1: (1.9, 100.0), 2: (1.9, 100.04), 3: (1.88, 100.0), 4: (1.899, 100.04),
             5: (1.899, 100.1), 6: (1.85, 100.1)}
    ways = [((1, 2), "highway", "primary"), ((1, 3), "highway", "primary"),
            ((4, 5), "waterway", "river"), ((5, 6), "waterway", "river")]
    osm = "<osm version='0.6'>" + "".join(
        f"<node id='{i}' lat='{lat}' lon='{lon}'/>" for i, (lat, lon) in nodes.items())
    for i, (ends, key, value) in enumerate(ways):
        osm += f"<way id='{i + 1}'>" + "".join(f"<nd ref='{n}'/>" for n in ends)
        osm += f"<tag k='{key}' v='{value}'/><tag k='surface' v='asphalt'/></way>"
    return osm + "</osm>"


FLEET = "id,class,capacity_boxes,depot,needs_escort,cost_per_day\nTR,truck,100,KPU,no,1000\n"


def _small(folder, fleet=FLEET + "BT,boat,12,DM,no,300\n", landing=""):
    db = f"{folder}/small.db"
    hantar("init", "--db", db, "--election", "pemilu-2024", "--scope", "1222")
    files = {
        "districts": "code,district,lat,lon\n122203,Contoh,1.9,100.0\n",
        "depots": "depot_id,name,kind,lat,lon\nKPU,Gudang,kpu,1.9,100.0\n"
                  "DM,Dermaga Hulu,landing,1.9,100.04\n",
        "tps": "id,dpt,lat,lon,dermaga\n1222032001001,250,1.899,100.09,\n"
               f"1222032001002,250,1.88,100.0,{landing}\n1222032001003,250,1.86,100.1,\n",
        "fleet": fleet}
    for kind, text in files.items():
        hantar("import", "--db", db, kind, _write(folder, f"{kind}.csv", text))
    hantar("import", "--db", db, "roads", _write(folder, "roads.osm", _roads()))
    return db


def _plan(db, *more, status=0):
    return hantar("plan", "--db", db, *DAYS, "--iterations", 200, "--json", *more,
                  status=status).json("plan")


def _stops(plan, depot):
    return [s for t in plan["trips"] if t["depot"] == depot for s in t["stops"]]


def where_no_road_leads_goods_go_over_the_landing(folder):
    db = _small(folder)
    plan = _plan(db)
    assert not plan["unserved"], plan["unserved"]
    to_landing = [s for s in _stops(plan, "KPU") if s.get("landing") == "DM"]
    assert to_landing and all(s["tps"] is None for s in to_landing)
    assert sorted(s["tps"] for s in _stops(plan, "DM")) == ["1222032001001", "1222032001003"]
    verdict = hantar("check", "--db", db, "--json").json("check")
    assert not verdict["breaches"], verdict["breaches"]
    said = hantar("plan", "--db", db, *DAYS, "--iterations", 200).out
    assert "2 TPS over the landing DM (Dermaga Hulu)" in said, said
    said = hantar("plan", "--db", db, *DAYS, "--iterations", 200, lang="id").out
    assert "2 TPS lewat dermaga DM (Dermaga Hulu)" in said, said
    why = hantar("explain", "--db", db, "--iterations", 0, "--json").json("explain")
    assert len(why["trips"]) == len(plan["trips"])
    told = hantar("simulate", "--db", db, "--scenarios", 20, "--json").json("simulate")
    assert told["tps"] and told["late_expected"] < 1, told["late_expected"]
    hantar("log", "replay", "--db", db)
    assert hantar("check", "--db", db, "--json").json("check")["breaches"] == []


def without_a_boat_they_are_named(folder):
    db = _small(folder, FLEET)
    plan = _plan(db, status=1)
    assert {u["tps"]: u["reason"] for u in plan["unserved"]} == {
        "1222032001001": "reach", "1222032001003": "reach"}, plan["unserved"]


def a_boat_that_is_too_small_brings_nothing_to_the_landing(folder):
    db = _small(folder, FLEET + "BT,boat,1,DM,no,300\n")
    plan = _plan(db, "--accept-unserved")
    assert len(plan["unserved"]) == 2 and not [s for s in _stops(plan, "KPU") if "landing" in s]
    hantar("check", "--db", db)


def a_tps_may_name_its_landing(folder):
    db = _small(folder, FLEET + "BT,boat,12,DM,no,300\nMT,motorcycle,12,DM,no,100\n", "DM")
    plan = _plan(db)
    assert len(_stops(plan, "DM")) == 3 and not plan["unserved"], plan
    hantar("check", "--db", db)
    text = open(f"{folder}/tps.csv", encoding="utf-8").read().replace(",DM\n", ",XX\n")
    done = hantar("import", "--db", db, "tps", _write(folder, "tps.csv", text))
    assert "is not imported yet: 1222032001002" in done.out + done.err, done.out + done.err
    plan = _plan(db, status=1)
    assert [u["reason"] for u in plan["unserved"]] == ["landing"], plan["unserved"]


def who_takes_goods_on_signs_for_them(folder):
    db = _small(folder)
    _plan(db)
    hantar("export", "--db", db, "--to", f"{folder}/papers")
    said = subprocess.run(["pdftotext", "-layout", f"{folder}/papers/bast.pdf", "-"],
                          capture_output=True, text=True, check=True).stdout
    assert "Awak BT (BT), yang meneruskan" in said and "Dermaga Hulu" in said, said
    said = subprocess.run(["pdftotext", "-layout", f"{folder}/papers/surat-jalan.pdf", "-"],
                          capture_output=True, text=True, check=True).stdout
    assert "1 TPS di 1 desa/kelurahan" in said and "1 Dermaga Hulu: 1222032001" in said, said


def a_truck_that_is_late_at_the_landing_is_told_by_its_name(folder):
    db = _small(folder)
    plan = _plan(db)
    trip = next(t for t in plan["trips"] if any("landing" in s for s in t["stops"]))
    stop = next(s for s in trip["stops"] if "landing" in s)
    hantar("key", "new", "--db", db)
    hantar("key", "enrol", "--db", db, "--role", "operator", "--org", "kpu-1222")
    hantar("trip", "--db", db, trip["id"], "--action", "arrive", "--stop", "DM", status=None)
    happened = _write(folder, "happened.csv", "vehicle,time,what,tps\n"
                      f"TR,{_local(stop['leave_s'] + 60)},delivered,DM\n")
    said = hantar("replan", "--db", db, "--at", _local(stop["leave_s"] + 120), "--happened",
                  happened, "--iterations", 200, "--json").json("replan")
    assert not said["unserved"], said
    hantar("check", "--db", db)


def _local(utc_s):
    return datetime.datetime.fromtimestamp(utc_s + 7 * 3600, datetime.timezone.utc).strftime(
        "%Y-%m-%d %H:%M")


def sekadau_beyond_the_river(folder):
    db = f"{folder}/sekadau.db"
    conf = load_demo(db, "sekadau")
    plan = hantar("plan", "--db", db, "--from", conf["FROM"], "--to", conf["TO"], "--iterations",
                  6000, "--accept-unserved", "--json").json("plan")
    over = {s["tps"] for s in _stops(plan, "DRM-01")}
    assert len(over) + sum(u["tps"] in LANDED for u in plan["unserved"]) == len(LANDED), over
    hantar("check", "--db", db)


LANDED = {f"6109012{village:03d}{n:03d}" for village, count in ((4, 12), (6, 6), (7, 7))
          for n in range(1, 30) if n <= count}


if __name__ == "__main__":
    main(sys.modules[__name__])
