#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""hantar plan --robust on the demo regencies: safer in scenarios that it has not seen, and no rule
is broken for it."""
import json
import sys

from harness import demo_file, hantar, load_demo, main

DEMO = "labuhanbatu-selatan"


def _plan(db, conf, *more, **how):
    return hantar("plan", "--db", db, "--from", conf["FROM"], "--to", conf["TO"], *more, **how)


def _late(db, *more):
    said = hantar("simulate", "--db", db, "--scenarios", 300, "--seed", 77, "--month", 12,
                  "--no-gains", "--json", *more)
    return json.loads(said.out)["late_expected"]


def a_robust_plan_is_later_less_often_and_keeps_the_rules(folder):
    db = f"{folder}/x.db"
    conf = load_demo(db, DEMO)
    _plan(db, conf, "--iterations", 6000)
    plain = _late(db)
    said = _plan(db, conf, "--iterations", 12000, "--robust", "--month", 12, "--scenarios", 150,
                 "--json").json("plan")
    curve = said["safety"]["curve"]
    chosen = [point for point in curve if point["chosen"]]
    before = [point for point in curve if point["plain"]]
    assert len(chosen) == len(before) == 1
    assert curve == sorted(curve, key=lambda point: point["cost"])
    assert chosen[0]["cost"] == said["cost"]["total"]
    assert chosen[0]["cost"] <= before[0]["cost"] * 1.1
    assert chosen[0]["late_expected"] < before[0]["late_expected"] / 4, curve
    spares = said["safety"]["spares"]
    assert len(spares) == chosen[0]["spares"] > 0
    assert sum(spare["cost"] for spare in spares) == said["cost"]["spare"] > 0
    assert hantar("check", "--db", db, "--json").json("check")["breaches"] == []
    safe = _late(db)
    assert safe < plain / 4, (safe, plain)


def the_same_steps_give_the_same_bytes(folder):
    db = f"{folder}/x.db"
    conf = load_demo(db, "sekadau")
    ask = ("--iterations", 2000, "--robust", "--scenarios", 60, "--seed", 3, "--json")
    one, two = (json.loads(_plan(db, conf, *ask).out) for _ in range(2))
    for said in (one, two):
        said.pop("plan")
    assert one == two
    three = json.loads(_plan(db, conf, *ask[:-1], "--pick", 1, "--json").out)
    assert three["safety"]["curve"][0]["chosen"]
    assert [p["cost"] for p in three["safety"]["curve"]] == [p["cost"] for p in
                                                             one["safety"]["curve"]]


def what_nobody_can_have_is_refused_and_the_curve_is_shown(folder):
    db = f"{folder}/x.db"
    conf = load_demo(db, DEMO)
    ask = ("--iterations", 1000, "--robust", "--scenarios", 60, "--month", 12)
    refused = _plan(db, conf, *ask, "--max-late", 0, status=1)
    assert "price of safety" in refused.out, refused.out
    assert "so few late TPS" in refused.err, refused.err
    id_ = _plan(db, conf, *ask, "--max-late", 0, status=1, lang="id")
    assert "harga keamanan" in id_.out, id_.out
    for wrong in (("--max-late", -1), ("--pick", 0), ("--max-late", 1, "--pick", 1),
                  ("--max-cost-rise", -1), ("--savings",)):
        _plan(db, conf, *ask, *wrong, status=2)


def a_ppk_where_it_floods_is_named(folder):
    with open(demo_file(DEMO, "hazards"), encoding="utf-8") as file:
        rows = file.read()
    path = f"{folder}/hazards.csv"
    with open(path, "w", encoding="utf-8") as file: # the PPK of Torgamba
        file.write(rows + "FL-99,Contoh banjir PPK,flood,1.765684,100.215390,200,invented,yes\n")
    db = f"{folder}/x.db"
    conf = load_demo(db, DEMO, hazards=path)
    said = _plan(db, conf, "--iterations", 1500, "--robust", "--scenarios", 60)
    assert "the PPK of TORGAMBA lies where it floods" in said.err, said.err
    assert hantar("check", "--db", db, "--json").json("check")["breaches"] == []


if __name__ == "__main__":
    main(sys.modules[__name__])
