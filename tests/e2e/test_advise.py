#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""hantar advise on the demo regency: with its example flood points, and with the roads that matter
most under water for days."""
import json
import sys

from harness import hantar, invented_floods, load_demo, main

DEMO = "labuhanbatu-selatan"
SMALL = "penajam-paser-utara"  # without its roads: nothing floods, crews are late all the same
SHORT = ("--month", 12, "--scenarios", 64, "--iterations", 20)  # seconds matter more than gains


def _planned(folder, name="x", demo=DEMO, **instead):
    db = f"{folder}/{name}.db"
    conf = load_demo(db, demo, **instead)
    hantar("plan", "--db", db, "--from", conf["FROM"], "--to", conf["TO"], "--iterations", 2000)
    return db


def _advise(db, *more):
    return hantar("advise", "--db", db, "--json", *SHORT, *more)


def a_programme_gains_step_by_step_and_names_who_can_do_it(folder):
    db = _planned(folder, demo=SMALL)
    answer = _advise(db, "--measures", 2).json("advise")
    assert answer["programme"] and answer["scenarios"] == 256, answer  # the least
    late = answer["late_expected"]
    for measure in answer["programme"]:
        gain = measure["gain"]
        assert measure["certain"] and 0 < gain["low"] <= gain["fewer_late"] <= gain["high"]
        assert measure["late_expected"] <= late - gain["fewer_late"] + 0.002, (late, measure)
        assert measure["cost"] == measure["cost_crews"] + measure["cost_measure"]
        late = measure["late_expected"]
    kinds = [measure["kind"] for measure in answer["each"]]
    assert len(kinds) == len(set(kinds)) and {"by", "earlier", "vehicle", "team"} <= set(kinds)
    offices = {measure["kind"]: measure["office"] for measure in answer["each"]}
    assert offices["earlier"] == "kpu" and offices["team"] == "police", offices
    assert answer["tried"] > 100 and answer["plans_solved"] > 10
    costs = {a["name"]: a["certainty"] for a in answer["assumptions"]}
    assert costs["guard_rp_per_day"] == costs["team_rp_per_day"] == "assumption"
    again = _advise(db, "--measures", 2, "--threads", 3).out
    assert json.loads(again) == answer
    said = hantar("advise", "--db", db, *SHORT, "--measures", 1, lang="id")
    assert "yang perlu dilakukan" in said.out and "TPS terlambat" in said.out
    assert "harga asumsi" in said.out + said.err


def where_water_closes_the_road_the_road_is_what_helps(folder):
    dry = _advise(_planned(folder), "--measures", 1).json("advise")
    roads = dry["roads"]
    assert all(road["cut_off"] <= road["tps"] for road in roads)
    assert [r["cut_off"] for r in roads] == sorted((r["cut_off"] for r in roads), reverse=True)
    harsh = invented_floods(f"{folder}/harsh.csv", dry["roads"][:3])
    db = _planned(folder, "harsh", hazards=harsh)
    answer = _advise(db, "--measures", 1).json("advise")
    assert answer["late_expected"] > dry["late_expected"]
    road = answer["programme"][0]  # the three lie one behind the other: one alone is not enough
    assert road["kind"] == "open-road" and len(road["hazards"]) > 1, answer["programme"]
    assert road["office"] in ("bpbd", "pupr") and road["geometry"]["coordinates"]
    assert road["cost_measure"] == len(road["hazards"]) * 4 * 3000000
    assert road["late_expected"] < answer["late_expected"] / 2
    caused = [s for s in answer["stretches"] if s["late_caused"] > 0]
    assert caused and all(s["met"]["share"] > 0 for s in caused)


def what_cannot_be_asked_is_refused(folder):
    db = f"{folder}/x.db"
    load_demo(db, DEMO)
    hantar("advise", "--db", db, status=1)  # no plan yet
    hantar("advise", "--db", db, "--measures", 0, status=2)
    hantar("advise", "--db", db, "--iterations", 0, status=2)


if __name__ == "__main__":
    main(sys.modules[__name__])
