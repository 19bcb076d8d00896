#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""hantar replan: plans under way on the demo regencies, and plans for a re-vote."""
import datetime
import json
import os
import sys

from harness import hantar, load_demo, main

DEMOS = ["labuhanbatu-selatan", "sekadau"]


def _planned(folder, demo, iterations=5000):
    db = f"{folder}/{demo}.db"
    conf = load_demo(db, demo)
    plan = hantar("plan", "--db", db, "--from", conf["FROM"], "--to", conf["TO"], "--iterations",
                  iterations, "--accept-unserved", "--json").json("plan")
    return db, plan


def _local(utc_s):
    return datetime.datetime.fromtimestamp(utc_s + 7 * 3600, datetime.timezone.utc).strftime(
        "%Y-%m-%d %H:%M")


def _on_the_way(plan):
    """A trip to several TPS, between its first and its second stop."""
    trips = [t for t in plan["trips"] if t["kind"] == "tps" and len(t["stops"]) > 3]
    trip = trips[len(trips) // 2]
    return trip, trip["stops"][0]["leave_s"] // 60 * 60 + 60


def nothing_happened_and_nothing_changes(folder):
    for demo in DEMOS:
        db, plan = _planned(folder, demo)
        _, at = _on_the_way(plan)
        said = hantar("replan", "--db", db, "--at", _local(at), "--iterations", 500,
                      "--accept-unserved", "--json").json("replan")
        assert said["changed"] == 0 and said["replaces"] == plan["plan"], said["changed"]
        assert said["trips_told"] == 0 and said["trips_assumed"] > 0
        assert not any(crew["changed"] for crew in said["crews"])
        hantar("check", "--db", db)


def a_broken_vehicle_and_closed_roads(folder):
    for demo in DEMOS:
        db, plan = _planned(folder, demo)
        trip, at = _on_the_way(plan)
        closed = []
        if not plan["estimated"]: # an example of a flood point
            closed = ["--closed", f"{folder}/closed.geojson"]
            with open(closed[1], "w", encoding="utf-8") as file:
                json.dump({"type": "Feature", "properties": {"reason": "banjir"},
                           "geometry": {"type": "Point",
                                        "coordinates": [100.194348, 1.776396]}}, file)
        happened = f"{folder}/happened.csv"
        with open(happened, "w", encoding="utf-8") as file:
            file.write("kendaraan;waktu;kejadian;tps\n")
            first = trip["stops"][0]["tps"]
            file.write(f"{trip['vehicle']};{_local(at - 120)};diserahkan;{first}\n")
        said = hantar("replan", "--db", db, "--at", _local(at + 1800), "--happened", happened,
                      *closed, "--broken", f"{trip['vehicle']}@{_local(at + 60)}",
                      "--iterations", 10000,
                      "--accept-unserved", "--json").json("replan")
        assert said["stated"] == 2 and said["trips_told"] == 1, said["trips_told"]
        assert said["changed"] > 0
        assert said["needless"] <= 0.15 * said["tps_left"], (said["needless"], said["tps_left"])
        lost = [crew for crew in said["crews"] if crew["broken"]]
        assert [crew["vehicle"] for crew in lost] == [trip["vehicle"]]
        taken = [line for crew in said["crews"] for line in crew["lines"] if line["takes"]]
        stranded = [u for u in said["unserved"] if u["reason"] == "stranded"]
        assert taken or stranded
        assert not closed or "banjir" in hantar("close", "--db", db).out
        checked = hantar("check", "--db", db, "--json").json("check")
        assert checked["ok"] and checked["plan"] == said["plan"]
        steps = hantar("trip", "--db", db, trip["id"]).out
        assert "broken down" in steps, steps


def the_same_seed_gives_the_same_plan(folder):
    db, plan = _planned(folder, "sekadau")
    trip, at = _on_the_way(plan)
    said = []
    for copy in "ab":
        own = f"{folder}/{copy}.db"
        with open(db, "rb") as source, open(own, "wb") as to:
            to.write(source.read())
        answer = hantar("replan", "--db", own, "--at", _local(at + 600), "--broken",
                        f"{trip['vehicle']}@{_local(at)}", "--iterations", 2000, "--seed", 3,
                        "--accept-unserved", "--json").json()
        answer.pop("plan")
        said.append(answer)
    assert said[0] == said[1]


def each_crew_gets_a_sheet_in_its_language(folder):
    db, plan = _planned(folder, "sekadau")
    trip, at = _on_the_way(plan)
    words = ("replan", "--db", db, "--at", _local(at + 600), "--broken",
             f"{trip['vehicle']}@{_local(at)}", "--iterations", 1000, "--accept-unserved")
    said = hantar(*words, lang="id")
    assert "rusak di jalan" in said.out and "Tidak ada perubahan" in said.out, said.out[:2000]
    for lang in ("id", "en"):
        to = f"{folder}/{lang}"
        papers = hantar("export", "--db", db, "--to", to, "--json", lang=lang).json()
        sheet = [f for f in papers["files"] if f["name"] == "perubahan.pdf"]
        assert sheet and sheet[0]["pages"] >= 2, papers["files"]
        assert os.path.getsize(f"{folder}/{lang}/perubahan.pdf") == sheet[0]["bytes"]
    again = hantar("replan", "--db", db, "--at", _local(at + 7200), "--iterations", 500,
                   "--accept-unserved", "--json").json("replan")
    moved = [t for t in again["tps"] if t["old_vehicle"]]
    assert not moved, moved
    hantar("check", "--db", db)


def a_table_with_faults_is_refused_whole(folder):
    db, plan = _planned(folder, "sekadau")
    trip, at = _on_the_way(plan)
    bad = f"{folder}/bad.csv"
    with open(bad, "w", encoding="utf-8") as file:
        file.write("vehicle,time,what,tps\n")
        file.write(f"{trip['vehicle']},{_local(at)},delivered,{trip['stops'][0]['tps']}\n")
        file.write(f"{trip['vehicle']},{_local(at)},flown,\nXX,tomorrow,loaded,\n")
    refused = hantar("replan", "--db", db, "--at", _local(at), "--happened", bad, status=1)
    assert "bad.csv:3:3" in refused.err and "bad.csv:4:2" in refused.err, refused.err
    assert "departed" not in hantar("trip", "--db", db, "--json").out
    hantar("replan", "--db", db, "--at", _local(at), "--broken", "XX@09:00", status=1)
    soon = f"{trip['vehicle']}@soon"
    hantar("replan", "--db", db, "--at", _local(at), "--broken", soon, status=2)


def a_re_vote_is_planned_for_its_places_alone(folder):
    db, plan = _planned(folder, "sekadau")
    served = [s["tps"] for t in plan["trips"] for s in t["stops"] if s["tps"]][:3]
    hantar("revote", "--db", db, "psu", *served, "--reason", "putusan", "--decided", "2024-02-20",
           "--deadline", "2024-03-05")
    number = hantar("revote", "--db", db, "--json").json("revote")["revotes"][0]["number"]
    hantar("plan", "--db", db, "--revote", number + 1, "--from", "2024-03-01", "--to", "2024-03-03",
           status=1)
    hantar("plan", "--db", db, "--revote", number, "--from", "2024-03-01", "--to", "2024-03-06",
           status=2)
    said = hantar("plan", "--db", db, "--revote", number, "--from", "2024-03-02", "--to",
                  "2024-03-04", "--iterations", 500, "--json").json("plan")
    brought = sorted(s["tps"] for t in said["trips"] for s in t["stops"] if s["tps"])
    assert brought == sorted(served) and said["tps_total"] == 3, brought
    checked = hantar("check", "--db", db, "--json").json("check")
    assert checked["ok"] and checked["tps_total"] == 3
    hantar("export", "--db", db, "--to", f"{folder}/papers")
    hantar("log", "replay", "--db", db)


if __name__ == "__main__":
    main(sys.modules[__name__])
