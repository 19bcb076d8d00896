#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""hantar learn: predictions beside what happened, on the demo regency."""
import csv
import sys

from harness import demo_file, hantar, load_demo, main

DEMO = "labuhanbatu-selatan"
IN_TIME, TOO_LATE = "2024-02-12 11:00", "2024-02-13 21:30"


def _planned(folder):
    db = f"{folder}/x.db"
    conf = load_demo(db, DEMO)
    hantar("plan", "--db", db, "--from", conf["FROM"], "--to", conf["TO"], "--iterations", 2000)
    return db


def _tps():
    with open(demo_file(DEMO, "tps"), encoding="utf-8") as file:
        return [row["tps_id"] for row in csv.DictReader(file)]


def _file(folder, name, heading, rows):
    path = f"{folder}/{name}.csv"
    with open(path, "w", encoding="utf-8") as file:
        file.write("".join(",".join(row) + "\n" for row in [heading, *rows]))
    return path


def _arrivals(folder, late):
    rows = [(tps, "", "tidak") if late.get(tps) == "never"
            else (tps, TOO_LATE if tps in late else IN_TIME, "ya") for tps in _tps()]
    return _file(folder, "tiba", ("kode_tps", "tiba", "sampai"), rows)


def _learn(db):
    return hantar("learn", "--db", db, "--scenarios", 1000, "--json").json("learn")


def what_happened_is_set_beside_what_was_predicted(folder):
    db = _planned(folder)
    refused = hantar("learn", "--db", db, "--scenarios", 2, status=None)
    assert refused.status != 0 and "import arrivals" in refused.err, refused.err
    # as the model has it: nobody late, which is likely enough
    hantar("import", "--db", db, "arrivals", _arrivals(folder, {}))
    points = [f"FL-0{i}" for i in range(1, 9)]
    open_days = [(p, f"2024-02-{day}", "no") for p in points for day in range(10, 14)]
    hantar("import", "--db", db, "passability",
           _file(folder, "jalan", ("titik", "tanggal", "tertutup"), open_days))
    good = _learn(db)
    assert good["late"]["known"] == 955 and good["late"]["happened"] == 0
    assert good["late"]["verdict"] == "fits", good["late"]
    assert good["closed"]["known"] == 32 and good["closed"]["verdict"] == "fits"
    assert sum(b["cases"] for b in good["late"]["bins"]) == 955
    # a third of all late, and every point closed every day: not this model
    bad = {tps: "late" for tps in _tps()[::3]}
    bad[_tps()[0]] = "never"
    hantar("import", "--db", db, "arrivals", _arrivals(folder, bad))
    closed = [(p, day, "yes") for p, day, _ in open_days]
    hantar("import", "--db", db, "passability",
           _file(folder, "jalan", ("titik", "tanggal", "tertutup"), closed))
    worse = _learn(db)
    assert worse["late"]["happened"] == len(bad) and worse["late"]["verdict"] == "broken"
    assert worse["closed"]["verdict"] == "broken"
    assert worse["late"]["brier"]["seen"] > good["late"]["brier"]["seen"]
    said = hantar("learn", "--db", db, "--scenarios", 1000, lang="id").out
    assert "TIDAK COCOK" in said and "0,3" in said, said


def a_file_of_arrivals_is_refused_whole(folder):
    db = _planned(folder)
    rows = [(_tps()[0], "", "ya"), (_tps()[1], IN_TIME, "tidak"), ("9999", IN_TIME, "ya")]
    path = _file(folder, "tiba", ("kode_tps", "tiba", "sampai"), rows)
    refused = hantar("import", "--db", db, "arrivals", path, status=None)
    assert refused.status != 0
    for line, words in ((2, "expected the time"), (3, "never came"), (4, "9999")):
        assert any(f":{line}:" in said and words in said for said in refused.err.splitlines()), \
            refused.err
    refused = hantar("learn", "--db", db, "--scenarios", 2, status=None)
    assert "nothing is known" in refused.err


if __name__ == "__main__":
    main(sys.modules[__name__])
