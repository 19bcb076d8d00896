#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""From a regency's files to its papers, as a person would do it."""
import csv
import json
import os
import shutil
import sys

from harness import DEMO, SHARED, Skip, demo_file, hantar, load_demo, main, penajam_files

LABUSEL = "labuhanbatu-selatan"


def _rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return reader.fieldnames, list(reader)


def _write_rows(path, names, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def _people_without(demo, vehicles, path):
    """The demo's people; whoever drives one of `vehicles` drives none."""
    names, rows = _rows_of(demo_file(demo, "personnel"))
    rows = [{k: ("" if v in vehicles else v) for k, v in row.items()} for row in rows]
    return _write_rows(path, names, rows)


def _voters_column(names):
    return next(n for n in names if n.lower() in ("voters", "pemilih", "dpt", "jumlah_pemilih"))


def the_demo_regency_goes_from_files_to_checked_papers(folder):
    db, papers = f"{folder}/x.db", f"{folder}/papers"
    conf = load_demo(db, LABUSEL)
    needs = hantar("needs", "--db", db, "--by", "regency", "--json").json("needs")
    assert needs["places"][0]["tps"] == 955 and needs["places"][0]["dpt"] == 188921, needs["places"]
    plan = hantar("plan", "--db", db, "--from", conf["FROM"], "--to", conf["TO"], "--iterations",
                  20000, "--seed", 1, "--json").json("plan")
    assert plan["recorded"] and not plan["unserved"] and not plan["estimated"]
    served = [stop["tps"] for trip in plan["trips"] for stop in trip["stops"] if stop["tps"]]
    assert len(served) == 955 == len(set(served))
    check = hantar("check", "--db", db, "--json").json("check")
    assert check["ok"] and check["tps_served"] == 955 and check["plan"] == plan["plan"]
    export = hantar("export", "--db", db, "--to", papers, "--json").json("export")
    names = {file["name"] for file in export["files"]}
    assert {"ringkasan.pdf", "surat-jalan.pdf", "bast.pdf", "peta-rute.pdf", "rencana.xlsx",
            "rute.geojson", "rencana.ics", "index.html"} <= names, names
    assert "label-kotak.pdf" not in names  # nothing has a number yet
    for file in export["files"]:
        assert os.path.getsize(f"{papers}/{file['name']}") == file["bytes"] > 0, file
    replay = hantar("log", "replay", "--db", db, "--json").json("log-replay")
    assert not replay["differences"] and replay["leaves_wrong"] == 0
    assert replay["tables"] >= 10


def a_truck_is_not_sent_where_its_road_ends_far_off(folder):
    """A trunk road along 1.90 N; from its middle an estate track leads 4.4 km north to TPS 2."""
    def write(name, text):
        with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
            file.write(text)
        return f"{folder}/{name}"

    nodes = [(1, 1.90, 100.0), (2, 1.90, 100.1), (3, 1.90, 100.2), (4, 1.94, 100.1)]
    ways = [(1, "trunk", (1, 2, 3)), (2, "track", (2, 4))]
    roads = write("x.osm", '<?xml version="1.0"?><osm version="0.6">' + "".join(
        f'<node id="{i}" lat="{lat}" lon="{lon}"/>' for i, lat, lon in nodes) + "".join(
        f'<way id="{i}">' + "".join(f'<nd ref="{n}"/>' for n in on)
        + f'<tag k="highway" v="{kind}"/></way>' for i, kind, on in ways) + "</osm>")
    head = "vehicle_id,class,depot,capacity_boxes,cost_per_day,cost_per_hour,cost_per_km," \
        "needs_escort\n"
    truck = "TR,truck,KPU,100,100000,1000,100,no\n"
    walks = {}
    for name, fleet in (("both", truck + "GG,4x4,KPU,100,900000,90000,9000,no\n"),
                        ("truck", truck)):
        db = f"{folder}/{name}.db"
        hantar("init", "--db", db, "--election", "pemilu-2024", "--scope", "1222")
        hantar("import", "--db", db, "districts", write("d.csv", "code,district\n122201,HILIR\n"))
        hantar("import", "--db", db, "depots",
               write("w.csv", "depot_id,name,kind,lat,lon\nKPU,Gudang,kpu,1.90,100.0\n"))
        hantar("import", "--db", db, "tps", write(
            "t.csv", "id,village,dpt,lat,lon\n1222011001001,DESA,200,1.90,100.15\n"
            "1222011001002,DESA,200,1.94,100.1\n"))
        hantar("import", "--db", db, "fleet", write("f.csv", head + fleet))
        hantar("import", "--db", db, "roads", roads)
        plan = hantar("plan", "--db", db, "--from", "2024-02-13", "--to", "2024-02-13",
                      "--iterations", 200, "--accept-unserved", "--json").json()
        hantar("check", "--db", db)
        walks[name] = {stop["tps"]: (trip["vehicle"], stop["walk_m"]) for trip in plan["trips"]
                       for stop in trip["stops"] if stop["tps"]}
    vehicle, walk = walks["both"]["1222011001002"]
    assert vehicle == "GG" and walk < 1000, walks
    vehicle, walk = walks["truck"]["1222011001002"]
    assert vehicle == "TR" and 4000 < walk < 5000, walks
    said = hantar("explain", "--db", f"{folder}/truck.db", "--iterations", 0).out
    assert "1 stop lies more than a kilometre off the road: TPS 002 DESA, 4.4 km" in said, said


def sekadau_of_2020_is_planned_on_estimates_and_says_so(folder):
    db = f"{folder}/s.db"
    conf = load_demo(db, "sekadau")
    assert conf["ELECTION"] == "pilkada-2020"
    done = hantar("plan", "--db", db, "--from", conf["FROM"], "--to", conf["TO"],
                  "--iterations", 5000)
    assert "NO ROAD DATA" in done.out
    assert "676 of 676 TPS" in done.out, done.out
    hantar("check", "--db", db)
    masks = [row for row in hantar("needs", "--db", db, "--json").json("needs")["rows"]
             if "mask" in row["item"]]
    assert masks, "the health items of 2020 are missing"


def penajam_paser_utara_is_planned_without_roads_and_with_them(folder):
    db = f"{folder}/p.db"
    conf = load_demo(db, "penajam-paser-utara")
    days = ("--from", conf["FROM"], "--to", conf["TO"])
    done = hantar("plan", "--db", db, *days, "--iterations", 5000)
    assert "NO ROAD DATA" in done.out and "515 of 515 TPS" in done.out, done.out
    hantar("check", "--db", db)
    roads = os.path.join(SHARED, "data", "roads", "penajam-paser-utara.osm.pbf")
    if not os.path.exists(roads):
        return
    hantar("import", "--db", db, "roads", roads)
    plan = hantar("plan", "--db", db, *days, "--iterations", 20000, "--accept-unserved",
                  "--json").json("plan")
    assert not plan["estimated"] and len(plan["unserved"]) <= 5, plan["unserved"]
    hantar("check", "--db", db)
    said = hantar("explain", "--db", db, "--iterations", 0).out
    assert "more than a kilometre off the road" in said


def the_same_file_changes_nothing_and_a_corrected_one_is_reported(folder):
    db = f"{folder}/x.db"
    load_demo(db, LABUSEL)
    before = hantar("log", "list", "--db", db, "--json").json("log-list")["events"]
    again = hantar("import", "--db", db, "tps", demo_file(LABUSEL, "tps"), "--json").json("import")
    assert again["imports"][0]["same"] and again["imports"][0]["event"] is None
    assert hantar("log", "list", "--db", db, "--json").json()["events"] == before
    names, rows = _rows_of(demo_file(LABUSEL, "tps"))
    voters = _voters_column(names)
    old, rows[0][voters] = rows[0][voters], "284"
    path = _write_rows(f"{folder}/corrected.csv", names, rows)
    done = hantar("import", "--db", db, "tps", path, "--json").json("import")["imports"][0]
    assert (done["changed"], done["added"], done["removed"]) == (1, 0, 0), done
    assert old in done["changes"][0]["change"] and "284" in done["changes"][0]["change"]
    since = hantar("needs", "--db", db, "--since", before[-1]["seq"], "--json").json("needs-since")
    place = next(iter(rows[0].values()))
    ballots = [c for c in since["changes"] if c["place"] == place and c["contest"]
               and c["after"] == 290]
    assert len(ballots) == 5, since["changes"][:10]  # South Tangerang's TPS: 284 + 6
    hantar("log", "replay", "--db", db)


def a_faulty_file_is_refused_whole_with_every_fault(folder):
    db = f"{folder}/x.db"
    load_demo(db, LABUSEL)
    before = hantar("log", "list", "--db", db).out
    names, rows = _rows_of(demo_file(LABUSEL, "tps"))
    voters = _voters_column(names)
    lat = next(n for n in names if n.lower() in ("lat", "lintang"))
    lon = next(n for n in names if n.lower() in ("lon", "bujur"))
    rows[3][voters] = "many"
    rows[5] = dict(rows[4])
    rows[9][lat], rows[9][lon] = rows[9][lon], rows[9][lat]
    path = _write_rows(f"{folder}/faulty.csv", names, rows)
    done = hantar("import", "--db", db, "tps", path, status=1)
    for line in (":5", ":7", ":11"):  # the header is line 1
        assert f"faulty.csv{line}" in done.err, (line, done.err)
    assert hantar("log", "list", "--db", db).out == before


def an_unknown_voter_count_is_named_and_no_fault(folder):
    db = f"{folder}/x.db"
    names, rows = _rows_of(demo_file(LABUSEL, "tps"))
    voters = _voters_column(names)
    rows[7][voters] = ""
    path = _write_rows(f"{folder}/unknown.csv", names, rows)
    conf = load_demo(db, LABUSEL, tps=path)
    missing = next(iter(rows[7].values()))
    needs = hantar("needs", "--db", db, "--json").json("needs")
    assert needs["unknown_tps"] == [missing]
    plan = hantar("plan", "--db", db, "--from", conf["FROM"], "--to", conf["TO"], "--iterations",
                  3000, "--json").json("plan")
    assert plan["recorded"]
    assert [(u["tps"], u["reason"]) for u in plan["unserved"]] == [(missing, "voters")]
    hantar("check", "--db", db)


def a_plan_that_cannot_be_made_says_why_and_is_not_recorded(folder):
    db = f"{folder}/x.db"
    names, rows = _rows_of(demo_file(LABUSEL, "fleet"))
    gone = {next(iter(row.values())) for row in rows[2:]}
    conf = load_demo(db, LABUSEL, fleet=_write_rows(f"{folder}/fleet.csv", names, rows[:2]),
                     personnel=_people_without(LABUSEL, gone, f"{folder}/people.csv"))
    done = hantar("plan", "--db", db, "--from", conf["FROM"], "--to", conf["FROM"],
                  "--iterations", 500, "--json", status=1)
    plan = done.json("plan")
    assert not plan["recorded"] and plan["plan"] is None
    reasons = {u["reason"] for u in plan["unserved"]}
    assert reasons <= {"fleet", "time", "capacity", "class", "reach"}, reasons
    assert "TPS" in done.err
    hantar("check", "--db", db, status=1)


def the_same_seed_and_iterations_give_the_same_bytes(folder):
    plans = []
    for name in ("a", "b"):
        db = f"{folder}/{name}.db"
        conf = load_demo(db, "sekadau")
        plan = hantar("plan", "--db", db, "--from", conf["FROM"], "--to", conf["TO"],
                      "--iterations", 3000, "--seed", 7, "--json").json("plan")
        plan["plan"] = None
        plans.append(plan)
    assert plans[0] == plans[1]


def one_team_with_several_vehicles_is_a_convoy(folder):
    """Three teams instead of the demo's eleven; by rules of one's own, each goes with four."""
    names, rows = _rows_of(demo_file("sekadau", "personnel"))
    team = next(n for n in names if any(r[n] == "TEAM-01" for r in rows))
    few = _write_rows(f"{folder}/personnel.csv", names,
                      [r for r in rows if not r[team].startswith("TEAM-")
                       or r[team] in ("TEAM-01", "TEAM-02", "TEAM-03")])
    with open(f"{DEMO}/../elections/pilkada-2020.json", encoding="utf-8") as file:
        rules = json.load(file)
    left_out = []
    for size in (1, 4):
        db, own = f"{folder}/{size}.db", f"{folder}/{size}.json"
        rules["id"], rules["settings"]["vehicles_per_team"]["value"] = f"own-{size}", size
        with open(own, "w", encoding="utf-8") as file:
            json.dump(rules, file)
        conf = load_demo(db, "sekadau", election=own, personnel=few)
        plan = hantar("plan", "--db", db, "--from", conf["FROM"], "--to", conf["TO"],
                      "--iterations", 5000, "--accept-unserved", "--json").json("plan")
        assert hantar("check", "--db", db, "--json", status=None).json("check")["breaches"] == []
        left_out.append(len(plan["unserved"]))
        behind = {}
        for trip in plan["trips"]:
            if trip["escort"]:
                behind.setdefault((trip["day"], trip["escort"]), []).append(trip)
        convoys = [t for t in behind.values() if len({trip["vehicle"] for trip in t}) > 1]
        assert all(len(t) <= size and len({trip["depart_s"] for trip in t}) == 1 for t in convoys)
        assert bool(convoys) == (size > 1), behind
    assert left_out[1] < left_out[0], left_out


def changing_a_rule_changes_quantity_explanation_and_print_order(folder):
    with open(f"{DEMO}/../elections/pemilu-2024.json", encoding="utf-8") as file:
        text = file.read()
    rules = json.loads(text.replace("ceil(dpt / 50)", "ceil(dpt / 40)"))
    rules["id"] = "own-rules"
    with open(f"{folder}/own.json", "w", encoding="utf-8") as file:
        json.dump(rules, file)
    answers = []
    for election in ("pemilu-2024", f"{folder}/own.json"):
        db = f"{folder}/{len(answers)}.db"
        hantar("init", "--db", db, "--election", election, "--scope", "1222")
        hantar("import", "--db", db, "districts", demo_file(LABUSEL, "districts"))
        hantar("import", "--db", db, "tps", demo_file(LABUSEL, "tps"))
        _, rows = _rows_of(demo_file(LABUSEL, "tps"))
        tps = next(iter(rows[0].values()))
        needs = hantar("needs", "--db", db, "--json").json("needs")
        explained = hantar("needs", "--db", db, "--explain", tps, "--json").json("needs-explain")
        ballots = [r for r in explained["reasons"] if r["contest"] and "dpt" in r["rule"]]
        answers.append((needs["print_orders"], [(b["quantity"], b["working"]) for b in ballots]))
    assert answers[0][0][0]["reserve"] < answers[1][0][0]["reserve"]
    assert "ceil(dpt / 40)" in answers[1][0][0]["rule"]
    assert answers[0][1][0][0] < answers[1][1][0][0]
    assert answers[0][1][0][1] != answers[1][1][0][1]


def _every_vehicle_is_missed(folder, demo, iterations):
    db = f"{folder}/x.db"
    conf = load_demo(db, demo)

    def plan(path, status):
        words = ["plan", "--db", path, "--from", conf["FROM"], "--to", conf["TO"], "--iterations",
                 iterations, "--json"]
        return hantar(*words, status=status).json("plan")

    whole = plan(db, 0)
    names, rows = _rows_of(demo_file(demo, "fleet"))
    used = sorted({trip["vehicle"] for trip in whole["trips"]})
    assert len(used) > 5
    for vehicle in used:
        copy = f"{folder}/without-{vehicle}.db"
        shutil.copy(db, copy)
        rest = [row for row in rows if row[names[0]] != vehicle]
        people = _people_without(demo, {vehicle}, f"{folder}/people.csv")
        fleet = _write_rows(f"{folder}/fleet.csv", names, rest)
        hantar("import", "--db", copy, "personnel", people)
        hantar("import", "--db", copy, "fleet", fleet, "--replace")
        less = plan(copy, None)
        worse = (less["unserved"] or less["cost"]["total"] > whole["cost"]["total"]
                 or less["cost"]["finish_s"] > whole["cost"]["finish_s"])
        assert worse, f"{vehicle} is not missed"


def every_vehicle_that_the_demo_plan_uses_is_missed_when_it_is_gone(folder):
    _every_vehicle_is_missed(folder, LABUSEL, 10000)


def every_vehicle_of_sekadau_is_missed_too(folder):
    _every_vehicle_is_missed(folder, "sekadau", 30000)


def penajam_is_planned_with_the_vehicles_that_its_tracks_allow(folder):
    files = penajam_files(SHARED, folder)
    if not files:
        raise Skip("the shared data are not here")
    db = f"{folder}/p.db"
    hantar("init", "--db", db, "--election", "pemilu-2024", "--scope", "6409")
    for kind, path in files:
        hantar("import", "--db", db, kind, path)
    done = hantar("plan", "--db", db, "--from", "2024-02-10", "--to", "2024-02-13",
                  "--iterations", 5000, "--accept-unserved", "--json").json("plan")
    served = {stop["tps"] for trip in done["trips"] for stop in trip["stops"] if stop["tps"]}
    assert len(served) + len(done["unserved"]) == 515, (len(served), done["unserved"][:5])
    assert len(served) >= 400, len(served)
    by_truck = {stop["tps"] for trip in done["trips"] if trip["vehicle"].startswith("T")
                for stop in trip["stops"]}
    assert len(by_truck) < len(served), "the north hangs on tracks that trucks may not use"
    hantar("check", "--db", db)


def other_rules_are_taken_only_when_asked_for(folder):
    db = f"{folder}/x.db"
    hantar("init", "--db", db, "--election", "pemilu-2024", "--scope", "1222")
    done = hantar("init", "--db", db, "--election", "pilkada-2024", "--scope", "1222", status=1)
    assert "--replace" in done.err
    hantar("init", "--db", db, "--election", "pilkada-2024", "--scope", "1222", "--replace")
    hantar("init", "--db", db, "--election", "pemilu-2024", "--scope", "6109")  # another regency
    events = hantar("log", "list", "--db", db, "--json").json("log-list")["events"]
    assert [(e["scope"], e["seq"]) for e in events] == [("1222", 1), ("1222", 2), ("6109", 1)]
    assert "--scope" in hantar("needs", "--db", db, status=2).err


def a_closed_road_breaks_a_plan_and_a_new_plan_goes_around(folder):
    db = f"{folder}/x.db"
    conf = load_demo(db, LABUSEL)
    words = ["plan", "--db", db, "--from", conf["FROM"], "--to", conf["TO"], "--iterations", 5000]
    hantar(*words)
    flood = {"type": "Feature", "properties": {"reason": "banjir"},
             "geometry": {"type": "Polygon", "coordinates": [[
                 [100.10, 2.00], [100.13, 2.00], [100.13, 2.02], [100.10, 2.02], [100.10, 2.00]]]}}
    with open(f"{folder}/flood.geojson", "w", encoding="utf-8") as file:
        json.dump(flood, file)
    done = hantar("close", "--db", db, f"{folder}/flood.geojson", "--json").json("close")
    assert [c["shape"] for c in done["closures"]] == ["area"]
    broken = hantar("check", "--db", db, "--json", status=1).json("check")
    assert {b["rule"] for b in broken["breaches"]} >= {"travel"}, broken["breaches"][:3]
    plan = hantar(*words, "--accept-unserved", "--json").json("plan")
    left_out = {u["tps"] for u in plan["unserved"]}
    assert set(done["cut_off"]) <= left_out, "who is cut off is not served"
    hantar("check", "--db", db)
    opened = hantar("open", "--db", db, done["closures"][0]["number"], "--json").json("close")
    assert not opened["closures"] and not opened["cut_off"]
    assert not hantar(*words, "--json").json("plan")["unserved"]
    hantar("log", "replay", "--db", db)
    hantar("close", "--db", db, "--way", "999999999999", status=1)
    hantar("close", "--db", db, "--at", "here", status=2)


def wrong_use_is_told_with_advice(folder):
    for words in (["plam"], ["plan", "--from", "2024-02-30", "--to", "2024-03-01"], ["export"],
                  ["needs", "--by", "planet"], ["import", "tps"], ["check", "--nothing"]):
        done = hantar(*words, status=2, cwd=folder)
        assert done.err.startswith("hantar:") and not done.out, done.err
    done = hantar("needs", "--db", f"{folder}/none.db", status=1)
    assert "hantar init" in done.err
    done = hantar("init", "--db", f"{folder}/y.db", "--election", "nonesuch", "--scope", "1222",
                  status=1)
    assert "pemilu-2024" in done.err and not os.path.exists(f"{folder}/y.db")


def help_speaks_both_languages_and_the_reference_page_is_current(folder):
    assert "Commands:" in hantar("help").out
    assert "Perintah:" in hantar("help", lang="id").out
    for command in ("init", "import", "needs", "plan", "check", "export", "close", "log"):
        assert "hantar " + command in hantar("help", command).out
        assert hantar(command, "--help").out == hantar("help", command).out
    with open(f"{DEMO}/../../docs/reference.md", encoding="utf-8") as file:
        assert file.read() == hantar("help", "--markdown").out
    for shell in ("bash", "zsh", "fish"):
        assert "hantar" in hantar("completion", shell).out


if __name__ == "__main__":
    main(sys.modules[__name__])
