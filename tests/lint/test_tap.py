#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What tools/tap.py makes of streams, whole and broken: a crash must never count as a pass."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, "..", "..", "tools"))
import tap  # noqa: E402

# sentence, stream, exit status, (passed, failed, skipped)
STREAMS = [
    ("points are counted", "1..2\nok 1 - a\nnot ok 2 - b\n", 1, (1, 1, 0)),
    ("the plan may come last", "ok 1 - a\nok 2 - b\n1..2\n", 0, (2, 0, 0)),
    ("a skipped point is neither", "1..2\nok 1 # SKIP no data\nok 2 - b\n", 0, (1, 0, 1)),
    ("cmocka writes a skipped point so", "1..1\nnot ok 1 # SKIP a_name\n", 0, (0, 0, 1)),
    ("a stream may be skipped whole", "1..0 # SKIP no browser\n", 0, (0, 0, 1)),
    ("words between points do not matter", "1..1\nloading\n# note\nok 1 - a\n", 0, (1, 0, 0)),
    ("two groups of one program add up", "1..1\nok 1 - a\n1..1\nok 1 - b\n", 0, (2, 0, 0)),
    ("an early end is one failure more", "1..3\nok 1 - a\n", 0, (1, 1, 0)),
    ("a crash after the last point is a failure", "1..1\nok 1 - a\n", -11, (1, 1, 0)),
    ("silence is a failure", "", 0, (0, 1, 0)),
    ("points without a plan are a failure more", "ok 1 - a\n", 0, (1, 1, 0)),
    ("a program that bails out has failed", "1..1\nok 1 - a\nBail out! disk\n", 0, (1, 1, 0)),
    ("a failed point explains the exit status", "1..1\nnot ok 1 - a\n", 1, (0, 1, 0)),
]


def main():
    out = tap.Writer()
    for sentence, stream, status, wanted in STREAMS:
        tally = tap.read(stream, status)
        got = (tally.passed, tally.failed, tally.skipped)
        out.point(sentence, [] if got == wanted else [f"got {got}, wanted {wanted}"])
    return out.done()


if __name__ == "__main__":
    sys.exit(main())
