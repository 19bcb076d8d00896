#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How a plan fares when it rains, in its papers: hantar export beside hantar simulate."""
import json
import os
import re
import sys

from harness import hantar, load_demo, main

DEMO = "labuhanbatu-selatan"
RAIN = ("--month", 12, "--scenarios", 60)


def _planned(folder, demo=DEMO, *how):
    db = f"{folder}/x.db"
    conf = load_demo(db, demo)
    hantar("plan", "--db", db, "--from", conf["FROM"], "--to", conf["TO"],
           *(how or ("--iterations", 2000)))
    return db


def _page(papers):
    with open(f"{papers}/index.html", encoding="utf-8") as file:
        return json.loads(re.search(r'id="data">(.*?)</script>', file.read(), re.S).group(1))


def _bytes(folder):
    read = {}
    for name in sorted(os.listdir(folder)):
        with open(f"{folder}/{name}", "rb") as file:
            read[name] = file.read()
    return read


def the_papers_say_the_chances_that_simulate_finds(folder):
    db, papers = _planned(folder), f"{folder}/papers"
    said = hantar("simulate", "--db", db, *RAIN, "--json").json("simulate")
    hantar("export", "--db", db, "--to", papers, *RAIN)
    data = _page(papers)
    chance = {tps["tps"]: tps["on_time"] for tps in said["tps"]}
    on_page = {tps["id"]: tps["on"] for tps in data["tps"] if "on" in tps}
    assert on_page.keys() == chance.keys()
    for tps, (share, low, high) in on_page.items():
        assert abs(share / 1000 - chance[tps]["share"]) <= 0.0005, tps
        assert low <= share <= high
    assert abs(data["risk"]["late"] / 1000 - said["late_expected"]) < 1e-9
    points = {point["id"]: point for point in data["risk"]["points"]}
    for hazard in said["hazards"]:
        point = points[hazard["hazard"]]
        assert abs(point["fewer"] / 1000 - hazard["gain"]) < 1e-9, hazard
        assert point["lines"], "an example flood point lies at a road"
    with open(f"{papers}/rute.geojson", encoding="utf-8") as file:
        features = [f["properties"] for f in json.load(file)["features"]]
    layer = {f["tps"]: f["on_time"] for f in features if "on_time" in f}
    assert layer == {tps: share["share"] for tps, share in chance.items()}
    assert {f["kind"] for f in features} == {"trip", "depot", "tps", "hazard"}


def each_crew_that_comes_to_a_flood_point_is_told_the_way_round_or_that_there_is_none(folder):
    db, papers = _planned(folder), f"{folder}/papers"
    hantar("export", "--db", db, "--to", papers, "--scenarios", 10)
    data = _page(papers)
    told = [leg for trip in data["trips"] for leg in trip.get("closed", [])]
    with_way = [leg for leg in told if "line" in leg]
    without = [leg for leg in told if "line" not in leg]
    assert with_way and without
    assert all(re.search(r"[+-][\d.]+ km, \+\d+ min", leg["en"][2]) for leg in with_way)
    assert all("NO WAY ROUND" in leg["en"][4] or "lies in it" in leg["en"][4] for leg in without)
    assert any("TIDAK ADA JALAN MEMUTAR" in leg["id"][4] for leg in without)
    passed = sum(point["legs"] for point in data["risk"]["points"])
    assert passed == len(told), (passed, len(told))
    assert sum(point["without"] for point in data["risk"]["points"]) == len(without)


def papers_made_twice_are_the_same_on_any_number_of_threads(folder):
    db = _planned(folder, "sekadau")
    hantar("export", "--db", db, "--to", f"{folder}/one", "--scenarios", 40)
    hantar("export", "--db", db, "--to", f"{folder}/two", "--scenarios", 40, "--threads", 3)
    assert _bytes(f"{folder}/one") == _bytes(f"{folder}/two")
    hantar("export", "--db", db, "--to", f"{folder}/other", "--scenarios", 40, "--seed", 9)
    assert _page(f"{folder}/other")["tps"] != _page(f"{folder}/one")["tps"]


def without_scenarios_nothing_is_foreseen(folder):
    db, papers = _planned(folder, "sekadau"), f"{folder}/papers"
    hantar("export", "--db", db, "--to", papers, "--scenarios", 0)
    data = _page(papers)
    assert data["risk"] is None and not any("on" in tps for tps in data["tps"])
    for wrong in (["--scenarios", -1], ["--advise", 99], ["--month", 13]):
        hantar("export", "--db", db, "--to", papers, *wrong, status=2)


def a_plan_chosen_for_safety_shows_what_it_was_chosen_from(folder):
    db = _planned(folder, DEMO, "--robust", "--iterations", 500, "--scenarios", 40, "--month", 12)
    papers = f"{folder}/papers"
    hantar("export", "--db", db, "--to", papers, "--scenarios", 10)
    curve = _page(papers)["risk"]["curve"]
    assert [point["cost"] for point in curve] == sorted(point["cost"] for point in curve)
    assert sum(point["chosen"] for point in curve) == 1 == sum(point["plain"] for point in curve)


def the_advice_is_printed_office_by_office(folder):
    db, papers = _planned(folder, "sekadau"), f"{folder}/papers"
    said = hantar("export", "--db", db, "--to", papers, "--scenarios", 20, "--month", 12,
                  "--advise", 1, "--json").json("export")
    assert "saran.pdf" in [file["name"] for file in said["files"]]
    risk = _page(papers)["risk"]
    for lang in ("id", "en"):
        advice = risk[lang]["advice"]
        assert advice["programme"] or advice["none"]
        for measure in advice["programme"] + advice["each"]:
            assert measure["text"] and measure["gain"] and measure["cost"] and measure["evidence"]


if __name__ == "__main__":
    main(sys.modules[__name__])
