#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks leaf-vectors.json and golden-v1.json against docs/format.md with nothing but Python's own
library: a second reading of the format, by a program that shares no code with the first. Speaks
TAP."""
import hashlib
import json
import os
import re

SOURCE = os.environ.get("HANTAR_SOURCE", os.path.join(os.path.dirname(__file__), "..", ".."))
SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def canonical(value):
    """RFC 8785, whole numbers only."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(canonical(k) + ":" + canonical(value[k]) for k in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    if isinstance(value, str):
        letters = (SHORT.get(c, f"\\u{ord(c):04x}" if c < " " else c) for c in value)
        return '"' + "".join(letters) + '"'
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    assert isinstance(value, int) and abs(value) <= 2**53 - 1
    return str(value)


def committed(tag, salt, text):
    return hashlib.sha256(tag.encode() + bytes.fromhex(salt) + text.encode()).hexdigest()


def leaf_of(scope, seq, salt, event):
    commitment = committed("hantar/event-commitment/v1\n", salt, event)
    text = f"hantar-leaf/v1\nscope {scope}\nseq {seq}\nevent {commitment}\n"
    return commitment, text, hashlib.sha256(b"\0" + text.encode()).hexdigest()


def read(*path):
    with open(os.path.join(SOURCE, *path), encoding="utf-8") as file:
        return file.read()


def vector_holds(vector):
    found = leaf_of(vector["scope"], vector["seq"], vector["salt"], vector["event"])
    return (
        found == (vector["commitment"], vector["leaf"], vector["leaf_hash"])
        and canonical(json.loads(vector["event"])) == vector["event"]
        and json.loads(vector["event"])["scope"] == vector["scope"]
    )


def value_holds(value):
    found = committed("hantar/value-commitment/v1\n", value["salt"], value["value"])
    return value["commitment"] == "withheld:" + found


def golden_holds(golden):
    sizes = {}
    for line in golden["events"]:
        event = json.loads(line["event"])
        sizes[event["scope"]] = sizes.get(event["scope"], 0) + 1
        leaf = leaf_of(event["scope"], line["seq"], line["salt"], line["event"])[2]
        if leaf != line["leaf_hash"] or line["seq"] != sizes[event["scope"]]:
            return False
        if canonical(event) != line["event"]:
            return False
    return True


def document_shows(vector, page):
    """The first vector stands in docs/format.md in full; blanks and line breaks aside."""
    page = re.sub(r"\s", "", page)
    parts = [vector[k] for k in ("salt", "event", "commitment", "leaf", "leaf_hash")]
    return all(re.sub(r"\s", "", part) in page for part in parts)


def main():
    vectors = json.loads(read("tests", "ledger", "data", "leaf-vectors.json"))
    golden = json.loads(read("tests", "ledger", "data", "golden-v1.json"))
    results = [(vector["name"], vector_holds(vector)) for vector in vectors["events"]]
    results += [("value " + v["commitment"][:17], value_holds(v)) for v in vectors["values"]]
    results.append(("the golden log has the leaves it should", golden_holds(golden)))
    shown = document_shows(vectors["events"][0], read("docs", "format.md"))
    results.append(("docs/format.md shows the first vector", shown))
    print(f"1..{len(results)}")
    for number, (name, good) in enumerate(results, 1):
        print(f"{'ok' if good else 'not ok'} {number} - {name}")


main()
