# SPDX-License-Identifier: Apache-2.0
"""The Test Anything Protocol, read and written: every check of the house speaks it."""
import re
from dataclasses import dataclass

POINT = re.compile(r"(not )?ok\b[\s\d]*-?\s*([^#]*)(?:#\s*(skip|todo)\S*\s*(.*))?", re.I)
PLAN = re.compile(r"1\.\.(\d+)\s*(#\s*skip.*)?$", re.I)


@dataclass
class Tally:
    """What a test, a step or the whole run came to; `output` is what to show when it failed."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    output: str = ""

    def __add__(self, other):
        output = "\n".join(text for text in (self.output, other.output) if text)
        return Tally(self.passed + other.passed, self.failed + other.failed,
                     self.skipped + other.skipped, output)

    def __str__(self):
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def read(text, exit_status=0):
    """The tally of one program's stream. A program that stops early, says nothing, or fails
    without naming a failed point counts one failure more: a crash is never a pass."""
    tally, planned, points = Tally(), 0, 0
    plan_seen = bailed = False
    for line in text.splitlines():
        plan, point = PLAN.match(line), POINT.match(line)
        if plan:
            plan_seen, planned = True, planned + int(plan.group(1))
            tally.skipped += int(plan.group(1) == "0" and plan.group(2) is not None)
        elif point:
            points += 1
            directive = (point.group(3) or "").lower()
            if directive == "skip":
                tally.skipped += 1
            elif point.group(1) and directive != "todo":
                tally.failed += 1
            else:
                tally.passed += 1
        bailed = bailed or line.startswith("Bail out!")
    whole = plan_seen and points == planned and not bailed
    if not whole or (exit_status != 0 and tally.failed == 0):
        tally.failed += 1
    if tally.failed:
        tally.output = text
    return tally


class Writer:
    """Prints points as they come, and the plan at the end."""

    def __init__(self):
        self.points = self.failures = 0

    def point(self, name, faults=()):
        """One test: passed when there are no faults; each fault is a line for a person."""
        self.points += 1
        self.failures += bool(faults)
        print(f"{'not ' if faults else ''}ok {self.points} - {name}")
        for fault in faults:
            print(f"# {fault}")

    def done(self):
        print(f"1..{self.points}", flush=True)
        return 1 if self.failures else 0
