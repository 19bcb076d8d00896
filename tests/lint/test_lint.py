#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The house lint against tests/lint/bad, where every rule is broken: the faults found are exactly
those that the files confess in a comment "lint: RULE..." (RULE-above: it begins a line higher)."""
import contextlib
import io
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BAD = os.path.join(HERE, "bad")
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, "..", "..", "tools"))
import lint  # noqa: E402
import tap  # noqa: E402


def confessed(source):
    for number, line in enumerate(source.lines, 1):
        for word in (re.search(r"// lint: ([\w -]+)", line) or ["", ""])[1].split():
            name, _, above = word.partition("-")
            yield name, number - bool(above)


def found(source, allowed):
    for _, rule in lint.RULES:
        yield from ((rule.__name__, line) for line, _ in allowed.faults_of(rule, source))


def difference(wanted, got):
    wanted, got = list(wanted), list(got)
    missed = [f"missed: {fault}" for fault in sorted(set(wanted)) if
              wanted.count(fault) > got.count(fault)]
    return missed + [f"found without cause: {fault}" for fault in sorted(set(got)) if
                     got.count(fault) > wanted.count(fault)]


def main():
    out, allowed = tap.Writer(), lint.Allowed(BAD)
    sources = [lint.Source(BAD, path) for path in lint.listed(BAD)]
    broken = set()
    for source in sources:
        wanted = list(confessed(source))
        broken |= {name for name, _ in wanted}
        out.point(f"what is wrong in {source.path} is found, and nothing else",
                  difference(wanted, found(source, allowed)))
    out.point("every rule is broken somewhere",
              [rule.__name__ for _, rule in lint.RULES if rule.__name__ not in broken])
    out.point("a target without a row and a row without a target are found",
              difference(["fuzz/road/fuzz_lost.c: no row in fuzz/README.md",
                          "fuzz/README.md: no target road/fuzz_gone.c"], lint.fuzz_rows(BAD)))
    out.point("an exception without a reason or without need is found",
              difference(["tools/lint.allow: no reason: banned src/cli/main.c",
                          "tools/lint.allow: not needed: banned src/cli/main.c",
                          "tools/lint.allow: not needed: impure src/plan/plan.c"],
                         allowed.all_faults()))
    sys.argv[1:] = [BAD]
    with contextlib.redirect_stdout(io.StringIO()) as said:
        status = lint.main()
    failed = said.getvalue().count("\nnot ok") + said.getvalue().startswith("not ok")
    out.point("the program itself fails on every rule of the bad tree",
              [] if status == 1 and failed == len(lint.RULES) + 2 else [said.getvalue()])
    return out.done()


if __name__ == "__main__":
    sys.exit(main())
