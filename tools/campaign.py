#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What ./test does briefly, at length; ./campaign calls this when the packages are there.

    ./campaign                    the suites and their amounts
    ./campaign SUITE [AMOUNT]     one suite; AMOUNT as the suite counts it
    ./campaign all                every suite with the amount of a night

Each suite ends with one line of JSON: the suite, its amount, seconds, tests passed and failed.
"""
import json
import os
import sys
import time
from dataclasses import dataclass

import test as tests

BUILD = "build-campaign"


@dataclass
class Suite:
    program: str  # in the build folder; empty: a step of ./test
    knob: str
    night: int
    what: str


SUITES = {
    "power": Suite("tests/ledger/test_ledger_power", "HANTAR_POWER_POINTS", 100000,
                   "losses of power at any moment, with any luck"),
    "forgery": Suite("tests/ledger/test_ledger_forgery", "HANTAR_FORGERIES", 1000000,
                     "forged and replayed statements among as many true ones"),
    "fuzz": Suite("", "HANTAR_FUZZ_SECONDS", 600, "seconds of search for each fuzz target"),
}


def built():
    return tests.build(BUILD, "gcc", "-Dbuildtype=release")


def run_suite(name, amount):
    suite = SUITES[name]
    amount = amount or suite.night
    begun = time.monotonic()
    if suite.program:
        tally = built()
        if not tally.failed:
            program = os.path.join(tests.ROOT, BUILD, suite.program)
            tally = program_tally(program, suite.knob, amount)
    else:
        tests.FUZZ_SECONDS = amount
        tally = tests.step_fuzz(lambda name: True)
    if tally.output:
        print(tally.output)
    print(json.dumps({"suite": name, "amount": amount, "seconds": round(time.monotonic() - begun),
                      "passed": tally.passed, "failed": tally.failed}))
    return tally.failed == 0


def program_tally(program, knob, amount):
    status, output = tests.run([program], seconds=48 * 3600, CMOCKA_MESSAGE_OUTPUT="TAP",
                               **{knob: str(amount)})
    for line in output.splitlines():
        if line.startswith("# ") and "ok" not in line.split()[1]:
            print(line)
    tally = tests.tap.read(output, status)
    tally.output = tests.tail(program, output) if tally.failed else ""
    return tally


def main(arguments):
    if not arguments:
        print(__doc__)
        for name, suite in SUITES.items():
            print(f"    {name:10} {suite.night:>8}  {suite.what}")
        return 2
    names = list(SUITES) if arguments[0] == "all" else arguments[:1]
    if any(name not in SUITES for name in names):
        print(f"campaign: no such suite: {arguments[0]}", file=sys.stderr)
        return 2
    amount = int(arguments[1]) if len(arguments) > 1 else 0
    return 0 if all([run_suite(name, amount) for name in names]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
