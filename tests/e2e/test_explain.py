#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""hantar explain: why each trip is as it is, and what one more of something would save."""
import json
import re
import sys

from harness import hantar, load_demo, main


def _sekadau(folder, *more):
    db = f"{folder}/s.db"
    conf = load_demo(db, "sekadau")
    hantar("plan", "--db", db, "--from", conf["FROM"], "--to", conf["TO"], "--iterations", 6000,
           *more)
    return db


def every_trip_has_its_reasons_in_both_languages(folder):
    db = _sekadau(folder)
    said = hantar("explain", "--db", db, "--iterations", 0, "--json").json("explain")
    assert len(said["trips"]) > 50 and "changes" not in said
    for trip in said["trips"]:
        assert not trip["broken"] and sum(trip["held"].values()) == trip["neighbours"], trip
        assert trip["neighbours"] == 20 or trip["vehicle"] == "PR-01", trip  # at the landing
        assert trip["held"][trip["main"]] == max(trip["held"].values()), trip
        assert 0 <= trip["full_permille"] <= 1000
    text = hantar("explain", "--db", db, "--iterations", 0, lang="id").out
    others = sum(trip["neighbours"] > 0 for trip in said["trips"])
    assert text.count("Pengikat: ") == others, text[:2000]
    assert hantar("explain", "--db", db, "--iterations", 0).out.count("What binds it: ") == others


def one_trip_or_one_vehicle_can_be_asked_for(folder):
    db = _sekadau(folder)
    trips = hantar("explain", "--db", db, "--iterations", 0, "--json").json()["trips"]
    last = trips[-1]
    one = hantar("explain", "--db", db, "--trip", last["trip"], "--json").json("explain")
    assert one["trips"] == [last] and "changes" not in one
    assert hantar("explain", "--db", db, "--trip", len(trips), "--json").json()["trips"] == [last]
    mine = hantar("explain", "--db", db, "--vehicle", last["vehicle"], "--json").json()["trips"]
    assert mine == [trip for trip in trips if trip["vehicle"] == last["vehicle"]]
    refused = hantar("explain", "--db", db, "--trip", "nonesuch", status=1)
    assert "no trip nonesuch" in refused.err
    refused = hantar("explain", "--db", db, "--vehicle", "nonesuch", status=1)
    assert "no trip of vehicle nonesuch" in refused.err


def what_one_more_saves_is_the_same_every_time(folder):
    db = _sekadau(folder)
    ask = ("explain", "--db", db, "--iterations", 300, "--threads", 2, "--json")
    first = hantar(*ask)
    assert hantar(*ask).out == first.out
    said = first.json("explain")
    kinds = {change["change"] for change in said["changes"]}
    assert kinds == {"vehicle", "team", "day", "shift", "access"}, kinds
    for change in said["changes"]:
        worst = change["runs"][2] if "runs" in change else None
        assert change["idle"] == (worst is None)
        if worst:  # every change allows more: nothing can come out worse
            assert worst["cost"] <= said["cost"]
        if change["certain"]:
            assert worst["cost"] < said["same"][0]["cost"]
            assert change["saves_at_least"] == said["same"][0]["cost"] - worst["cost"]
    certain = [change["certain"] for change in said["changes"]]
    assert certain == sorted(certain, reverse=True)
    assert certain[0], "an hour more is worth something where trucks come home half empty"
    day = next(c for c in said["changes"] if c["change"] == "day")
    assert not day["certain"] and "6 December 2020" in day["sentence"], day


def a_longer_day_brings_what_a_short_one_leaves_out(folder):
    db = f"{folder}/s.db"
    conf = load_demo(db, "sekadau")
    hantar("plan", "--db", db, "--from", conf["TO"], "--to", conf["TO"], "--iterations", 3000,
           "--accept-unserved")
    said = hantar("explain", "--db", db, "--iterations", 300, "--json").json("explain")
    assert said["unserved"] > 100
    first = said["changes"][0]
    assert first["change"] == "day" and first["certain"], said["changes"]
    assert first["deliveries_gained_at_least"] > 100
    assert re.search(r"more deliveries at least", first["sentence"])


def the_papers_say_why_and_what_would_help(folder):
    db, papers = _sekadau(folder), f"{folder}/papers"
    hantar("export", "--db", db, "--to", papers)
    page = open(f"{papers}/index.html", encoding="utf-8").read()
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.S).group(1))
    assert all(trip["why"]["id"][0].startswith("Pengikat: ") for trip in data["trips"])
    assert all(trip["why"]["en"][0].startswith("What binds it: ") for trip in data["trips"])
    assert data["reasons"]["en"]["changes"] == []
    hantar("export", "--db", db, "--to", papers, "--what-if", 100)
    page = open(f"{papers}/index.html", encoding="utf-8").read()
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.S).group(1))
    assert len(data["reasons"]["id"]["changes"]) == len(data["reasons"]["en"]["changes"]) > 5


if __name__ == "__main__":
    main(sys.modules[__name__])
