#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Problems of researchers, solved, checked and refused from the command line."""
import os
import signal
import subprocess
import sys
import time

from harness import HANTAR, hantar, main

SQUARE = """NAME : square
TYPE : CVRP
DIMENSION : 5
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 2
NODE_COORD_SECTION
1 0 0
2 10 0
3 10 1
4 -10 0
5 -10 1
DEMAND_SECTION
1 0
2 1
3 1
4 1
5 1
DEPOT_SECTION
1
-1
EOF
"""


def _file(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def an_instance_is_solved_and_its_answer_checked(folder):
    instance = _file(folder, "square.vrp", SQUARE)
    answer = os.path.join(folder, "square.sol")
    assert hantar("solve", instance, "--iterations", "500", "--out", answer).status == 0
    with open(answer, encoding="utf-8") as file:
        assert file.read().endswith("Cost 42\n")
    checked = hantar("solve", "--check", instance, answer, "--json")
    assert checked.status == 0
    assert checked.json("solve")["feasible"] is True
    again = hantar("solve", instance, "--iterations", "1", "--start", answer, "--json")
    assert again.json("solve")["cost"] == 42


def broken_routes_are_named(folder):
    instance = _file(folder, "square.vrp", SQUARE)
    answer = _file(folder, "broken.sol", "Route #1: 1 2 3\nCost 1\n")
    checked = hantar("solve", "--check", instance, answer, "--json", status=1)
    report = checked.json("solve")
    assert report["feasible"] is False and report["unserved_count"] == 1
    assert [b["rule"] for b in report["breaches"]] == ["capacity"]


def a_file_that_cannot_be_read_is_refused_with_its_line(folder):
    instance = _file(folder, "bad.vrp", SQUARE.replace("3 10 1", "3 ten 1"))
    refused = hantar("solve", instance, "--iterations", "1", status=1)
    assert "bad.vrp:9" in refused.err


def _circle(stops):
    """So many clients on rings around the depot, four to a vehicle."""
    places = [((i * 37) % 101, (i * 61) % 97) for i in range(stops)]
    lines = ["NAME : circle", "TYPE : CVRP", f"DIMENSION : {stops + 1}",
             "EDGE_WEIGHT_TYPE : EUC_2D", "CAPACITY : 4", "NODE_COORD_SECTION", "1 50 50"]
    lines += [f"{i + 2} {x} {y}" for i, (x, y) in enumerate(places)]
    lines += ["DEMAND_SECTION", "1 0"] + [f"{i + 2} 1" for i in range(stops)]
    return "\n".join(lines + ["DEPOT_SECTION", "1", "-1", "EOF", ""])


def ctrl_c_ends_the_search_with_the_best_plan_so_far(folder):
    # 2,100 stops: two threads then share one plan
    for stops, threads in ((60, 1), (60, 2), (2100, 2)):
        instance = _file(folder, f"circle{stops}.vrp", _circle(stops))
        answer = os.path.join(folder, f"circle{stops}-{threads}.sol")
        command = [HANTAR, "solve", instance, "--time", "600", "--threads", str(threads),
                   "--progress", "--out", answer]
        env = {**os.environ, "HANTAR_LANG": "en"}
        with subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True) as search:
            assert search.stderr.readline(), "the search told nothing"
            begun = time.monotonic()
            search.send_signal(signal.SIGINT)
            search.communicate(timeout=120)
        assert search.returncode == 0, f"status {search.returncode}"
        assert time.monotonic() - begun < 60, "the search did not end soon"
        checked = hantar("solve", "--check", instance, answer, "--json").json("solve")
        assert checked["feasible"] is True and checked["unserved_count"] == 0


if __name__ == "__main__":
    main(sys.modules[__name__])
