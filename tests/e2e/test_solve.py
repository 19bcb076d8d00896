#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Problems of researchers, solved, checked and refused from the command line."""
import os
import sys

from harness import hantar, main

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


if __name__ == "__main__":
    main(sys.modules[__name__])
