# SPDX-License-Identifier: Apache-2.0
"""The record in forms that other systems read, held against the official schemas."""
import csv
import io
import json
import os

import harness
from harness import SHARED, Skip, hantar

BOX = "6109-1-00001-2"
SSCC = "104000006109000014"


def _database(folder):
    db = os.path.join(folder, "x.db")
    harness.load_demo(db, "sekadau")
    hantar("units", "--db", db)
    lines = os.path.join(folder, "lines.txt")
    with open(lines, "w", encoding="utf-8") as file:
        file.write(f"{BOX} A000001\n")
    kpu, ppk = "kpu:KPU Sekadau", "ppk:PPK Sekadau Hilir@610901"
    hantar("scan", lines, "--db", db, "--action", "pack", "--from", kpu, "--at", "KPU-6109")
    hantar("scan", lines, "--db", db, "--action", "release", "--from", kpu, "--to", ppk, "--at",
           "KPU-6109", "--document", "BAST 1/é", "--trip", "T1", "--condition", "utuh")
    hantar("scan", lines, "--db", db, "--action", "accept", "--from", kpu, "--to", ppk, "--at",
           "610901", "--exception", 'torn, "wet"')
    return db


def _schema(name):
    path = os.path.join(SHARED, "data", "schemas", name)
    if not os.path.exists(path):
        raise Skip("the official schemas are not at hand")
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def _exported(db, form):
    return json.loads(hantar("log", "export", "--as", form, "--db", db, "--base",
                             "https://kpu.example/6109").out)


def custody_events_are_events_of_EPCIS(folder):
    document = _exported(_database(folder), "epcis")
    events = document["epcisBody"]["eventList"]
    numbered, packed, released, accepted = events[0], *events[-3:]
    epc = f"urn:epc:id:sscc:{SSCC[1:8]}.{SSCC[0]}{SSCC[8:17]}"
    assert numbered["action"] == "ADD" and epc in numbered["epcList"], numbered["action"]
    assert [e["epcList"] for e in events[-3:]] == [[epc]] * 3
    assert [e["bizStep"] for e in events[-3:]] == ["packing", "shipping", "accepting"]
    dispositions = [e["disposition"] for e in events[-3:]]
    assert dispositions == ["container_closed", "in_transit", "non_conformant"], dispositions
    transaction = released["bizTransactionList"][0]["bizTransaction"]
    assert transaction == "https://kpu.example/6109/document/BAST%201%2F%C3%A9", transaction
    assert packed["hantar:items"][0]["hantar:seals"] == ["A000001"]
    assert accepted["hantar:items"][0]["hantar:exception"] == 'torn, "wet"'
    previous = [e["hantar:items"][0].get("hantar:previous") for e in events[-3:]]
    assert len(set(previous)) == 3, previous


def EPCIS_keeps_to_its_official_schema(folder):
    import jsonschema

    schema = _schema("epcis-2.0.schema.json")
    document = _exported(_database(folder), "epcis")
    checker = jsonschema.FormatChecker()
    jsonschema.Draft7Validator(schema, format_checker=checker).validate(document)
    document["epcisBody"]["eventList"][-1]["action"] = "FLY"
    assert not jsonschema.Draft7Validator(schema).is_valid(document)  # it can fail


def the_whole_log_is_an_event_log_of_NIST(folder):
    import jsonschema

    db = _database(folder)
    document = _exported(db, "nist")
    listed = hantar("log", "list", "--json", "--db", db).json()["events"]
    events = [event for device in document["Device"] for event in device["Event"]]
    assert sorted(int(e["Sequence"]) for e in events) == [e["seq"] for e in listed]
    leaves = {e["id"]: e["leaf"] for e in listed}
    assert all(leaves[e["Id"]] == e["Hash"] for e in events)
    schema = _schema("nist-1500-101-v1.schema.json")
    jsonschema.Draft4Validator(schema).validate(document)


def every_link_is_a_row(folder):
    db, path = _database(folder), os.path.join(folder, "links.csv")
    hantar("log", "export", "--as", "csv", "--db", db, "--out", path)
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(io.StringIO(file.read())))
    assert [row["act"] for row in rows] == ["pack", "release", "accept"]
    assert [row["state"] for row in rows] == ["sealed", "released", "accepted_with_exception"]
    assert rows[2]["exception"] == 'torn, "wet"' and rows[2]["sscc"] == SSCC
    assert rows[0]["previous"] == "" and rows[1]["previous"] == rows[0]["hash"]


if __name__ == "__main__":
    import sys

    harness.main(sys.modules[__name__])
