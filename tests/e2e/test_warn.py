#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""hantar warn: messages of the Common Alerting Protocol, and what a person makes of them."""
import json
import sys

from harness import hantar, load_demo, main

DEMO = "labuhanbatu-selatan"
SENT = "2024-02-10T06:00:00+07:00"
NOW = ("--now", "2024-02-10 08:00")
TORGAMBA = "1.6,100.1 1.6,100.4 1.9,100.4 1.9,100.1 1.6,100.1"
BRIDGE = "2.00,100.10 2.00,100.13 2.02,100.13 2.02,100.10 2.00,100.10"


def _message(folder, name, **say):
    m = {"status": "Actual", "type": "Alert", "event": "Hujan Lebat", "certainty": "Likely",
         "severity": "Severe", "sent": SENT, "references": "", "polygon": TORGAMBA, **say}
    names = f"<references>{m['references']}</references>" if m["references"] else ""
    path = f"{folder}/{name}.xml"
    with open(path, "w", encoding="utf-8") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">'
            f"<identifier>{name}</identifier><sender>stasiun@contoh.id</sender>"
            f"<sent>{m['sent']}</sent><status>{m['status']}</status>"
            f"<msgType>{m['type']}</msgType><scope>Public</scope>{names}<info>"
            f"<language>id</language><category>Met</category><event>{m['event']}</event>"
            f"<urgency>Expected</urgency><severity>{m['severity']}</severity>"
            f"<certainty>{m['certainty']}</certainty><onset>2024-02-10T13:00:00+07:00</onset>"
            "<expires>2024-02-14T00:00:00+07:00</expires><headline>Waspada</headline><area>"
            f"<areaDesc>Contoh</areaDesc><polygon>{m['polygon']}</polygon></area></info></alert>")
    return path


def _planned(folder):
    db = f"{folder}/x.db"
    conf = load_demo(db, DEMO)
    hantar("plan", "--db", db, "--from", conf["FROM"], "--to", conf["TO"], "--iterations", 2000)
    return db


def _warn(db, *words):
    return hantar("warn", "--db", db, *words, *NOW, "--json").json("warn")["warnings"]


def _late(db):
    return hantar("simulate", "--db", db, "--scenarios", 50, "--no-gains",
                  "--json").json("simulate")["late_expected"]


def rain_that_is_warned_of_counts_once_a_person_has_confirmed_it(folder):
    db = _planned(folder)
    before = _late(db)
    (heard,) = _warn(db, _message(folder, "A"))
    assert (heard["state"], heard["proposed"]["effect"], heard["proposed"]["rain_mm"]) == \
        ("waits", "rain", 100), heard
    assert heard["tps"] > 100 and _late(db) == before
    (sure,) = _warn(db, "confirm", heard["number"], "--rain", 250)
    assert sure["state"] == "in_force" and sure["in_force"]["rain_mm"] == 250
    assert _late(db) > before + 1
    (gone,) = _warn(db, "drop", heard["number"])
    assert gone["state"] == "seen" and _late(db) == before
    hantar("warn", "--db", db, "drop", heard["number"], status=1)
    hantar("log", "replay", "--db", db)


def a_flood_that_is_seen_closes_roads_until_its_cancel_is_confirmed(folder):
    db = _planned(folder)
    hantar("check", "--db", db)
    flood = {"event": "Banjir", "certainty": "Observed", "polygon": BRIDGE}
    (heard,) = _warn(db, _message(folder, "A", **flood))
    hantar("check", "--db", db)
    _warn(db, "confirm", heard["number"], "--class", "truck, 4x4, motorcycle")
    (closure,) = hantar("close", "--db", db, "--json").json("close")["closures"]
    assert (closure["shape"], closure["reason"]) == ("area", "Waspada"), closure
    assert closure["classes"] == "truck, 4x4, motorcycle"
    broken = hantar("check", "--db", db, "--json", status=1).json("check")
    assert "travel" in {b["rule"] for b in broken["breaches"]}
    cancel = _message(folder, "B", type="Cancel", sent="2024-02-10T07:00:00+07:00",
                      references=f"stasiun@contoh.id,A,{SENT}")
    first, second = _warn(db, cancel)
    assert first["state"] == "in_force" and first["superseded_by"] == second["number"]
    _warn(db, "confirm", second["number"])
    assert not hantar("close", "--db", db, "--json").json("close")["closures"]
    hantar("check", "--db", db)
    said = hantar("log", "list", "--db", db, lang="id").out
    assert "warning.confirmed" in said, said


def a_hazard_of_a_warning_stands_among_the_others(folder):
    db = _planned(folder)
    (heard,) = _warn(db, _message(folder, "A", event="Banjir"))
    assert heard["proposed"]["effect"] == "flood"
    _warn(db, "confirm", heard["number"])
    told = hantar("simulate", "--db", db, "--scenarios", 20, "--json").json("simulate")
    last = told["hazards"][-1]
    assert (last["kind"], last["area"], last["certainty"]) == ("flood", True, "published"), last
    assert last["segments"] > 100 and "stasiun@contoh.id" in last["source"]


def tests_and_strangers_change_nothing(folder):
    db = _planned(folder)
    (heard,) = _warn(db, _message(folder, "A", status="Exercise"))
    assert heard["state"] == "unused"
    refused = hantar("warn", "--db", db, "confirm", heard["number"], *NOW, status=1)
    assert "Exercise" in refused.err, refused.err
    again = hantar("warn", "--db", db, _message(folder, "A", status="Actual"), *NOW, status=1)
    assert "another text" in again.err, again.err
    with open(f"{folder}/bomb.xml", "w", encoding="utf-8") as file:
        file.write('<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>')
    bomb = hantar("warn", "--db", db, f"{folder}/bomb.xml", status=1)
    assert "bomb.xml:1" in bomb.err and "DOCTYPE" in bomb.err, bomb.err
    hantar("warn", "--db", db, "confirm", status=2)
    hantar("warn", "--db", db, "confirm", 99, status=1)
    assert len(_warn(db)) == 1
    said = hantar("warn", "--db", db, *NOW, lang="id")
    assert "tidak pernah dipakai" in said.out, said.out


def what_is_over_is_told_and_not_confirmed(folder):
    db = _planned(folder)
    (heard,) = _warn(db, _message(folder, "A"))
    late = ("--now", "2024-02-14 00:00")
    assert "over" in hantar("warn", "--db", db, *late).out
    hantar("warn", "--db", db, "confirm", heard["number"], *late, status=1)
    assert json.loads(hantar("warn", "--db", db, "--json", *late).out)["warnings"][0]["state"] == \
        "over"


if __name__ == "__main__":
    main(sys.modules[__name__])
