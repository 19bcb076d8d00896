# SPDX-License-Identifier: Apache-2.0
"""A province plans the print slots of its regencies: orders reach it and the schedule comes back as
mirrors of logs, each written in one database only."""
import json
import os
import sys

from harness import DEMO, hantar, main

PRESSES = ("id,name,supplier,sheets_per_hour,minutes_per_day,from,to\n"
           "M1,Mesin contoh 1,Contoh Percetakan,60000,1200,{day},\n"
           "M2,Mesin contoh 2,Contoh Percetakan,60000,1200,{day},\n")


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def _stations(folder):
    """The stations of a regency that is invented, beside the demo's in the same province."""
    rows = "".join(f"12230110{v:02}{n:03},CONTOH,DESA {v},12230110{v:02},{n},{200 + 7 * n}\n"
                   for v in range(1, 4) for n in range(1, 9))
    return write(folder, "tps-1223.csv",
                 "tps_id,district,village,village_code,tps_no,voters\n" + rows)


def regency(folder, scope, tps):
    """With an operator's key and a key of its log, so that all it states is signed."""
    db = os.path.join(folder, f"{scope}.db")
    hantar("init", "--db", db, "--election", "pemilu-2024", "--scope", scope)
    for kind, more in (("person", ["--role", "operator"]), ("log", [])):
        hantar("key", "new", "--db", db, "--kind", kind)
        file = [] if kind == "person" else [f"{db}-log-key.pub"]
        hantar("key", "enrol", *file, "--db", db, *more)
    hantar("import", "--db", db, "tps", tps)
    return db


def office(folder, scope="12", day="2023-12-20"):
    db = os.path.join(folder, f"{scope}.db")
    hantar("init", "--db", db, "--election", "pemilu-2024", "--scope", scope)
    hantar("import", "--db", db, "presses", write(folder, "presses.csv", PRESSES.format(day=day)))
    return db


def _both(folder):
    return (regency(folder, "1222", os.path.join(DEMO, "labuhanbatu-selatan", "tps.csv")),
            regency(folder, "1223", _stations(folder)))


def order(db, transport=3, people=200):
    return hantar("stock", "order", "--db", db, "--transport-days", transport, "--sort-people",
                  people, "--json").json("stock-order")


def _export(db, *more):
    out = f"{db}.mirror"
    hantar("log", "checkpoint", "--db", db, status=None)  # where it has a log's key
    hantar("log", "export", "--db", db, "--as", "mirror", "--out", out, *more)
    return out


def ship(home, to, *more):
    return hantar("log", "mirror", _export(home, *more), "--db", to, "--json").json("log-mirror")


def _slots_of(db):
    return hantar("stock", "status", "--db", db, "--json").json("stock-status")["slots"]


def must_replay(*databases):
    for db in databases:
        assert "what the log says" in hantar("log", "replay", "--db", db).out
        assert "whole" in hantar("log", "verify", "--db", db).out


def orders_travel_up_and_slots_come_back(folder):
    first, second = _both(folder)
    province = office(folder)
    orders = {"1222": order(first), "1223": order(second, people=10)}
    assert orders["1222"]["orders"][0] == {"contest": "ppwp", "dpt": 188921, "reserve": 4238,
                                           "rerun": 1000, "sheets": 194159}
    for db in (first, second):
        taken = ship(db, province)
        assert taken["checkpoint"] == taken["size"] == taken["added"] and taken["signatures"]
    plan = hantar("stock", "slots", "--db", province, "--json").json("stock-slots")
    assert plan["scope"] == "12" and plan["late_days_max"] == 0 and plan["event"]
    assert sorted((s["region"], s["sheets"]) for s in plan["slots"]) == sorted(
        (scope, o["sheets"]) for scope, said in orders.items() for o in said["orders"])
    ship(province, first)
    mine = _slots_of(first)
    assert {s["region"] for s in mine} == {"1222"} and len(mine) == 5
    for slot in mine:
        assert slot["scope"] == "12" and slot["order_event"] == orders["1222"]["event"]
        assert slot["order"] == "current" and slot["late_days"] <= 0
        assert slot["arrives"] > slot["last"] and slot["contract_due"] is None
    assert "to spare before packing" in hantar("stock", "status", "--db", first).out
    must_replay(first, second, province)


def what_is_late_or_old_is_said(folder):
    first, _ = _both(folder)
    province = office(folder, day="2024-01-24")
    contract = ("number,supplier,item,contest,quantity,due\n"
                "SP-1,Contoh Percetakan,ballot,ppwp,194159,2024-01-20\n")
    hantar("import", "--db", first, "contracts", write(folder, "contracts.csv", contract))
    order(first, people=40)
    ship(first, province)
    late = hantar("stock", "slots", "--db", province, "--json", status=1).json("stock-slots")
    assert late["late_days_max"] > 0
    ship(province, first)
    slot = next(s for s in _slots_of(first) if s["contest"] == "ppwp")
    assert slot["late_days"] == late["late_days_max"] and slot["contract_due"] == "2024-01-20"
    said = hantar("stock", "status", "--db", first).out
    assert "too late for packing: LATE" in said and "the contract says" in said
    order(first, people=400)  # stated anew: the slots rest on the older one
    assert {s["order"] for s in _slots_of(first)} == {"older"}
    assert "rests on an older order" in hantar("stock", "status", "--db", first).out
    assert ship(first, province, "--after", 6)["added"] == 1
    hantar("stock", "slots", "--db", province, status=None)
    ship(province, first)
    assert {s["order"] for s in _slots_of(first)} == {"current"}
    must_replay(first, province)


def a_table_counts_for_those_who_have_not_ordered(folder):
    first, _ = _both(folder)
    province = office(folder)
    table = ("region,region_name,contest,sheets,packing,transport_days,sort_people\n"
             "1222,Labuhanbatu Selatan,ppwp,1,2024-01-31,2,100\n"
             "1223,Labuhanbatu Utara,ppwp,5000,2024-01-31,2,100\n")
    hantar("import", "--db", province, "print-orders", write(folder, "orders.csv", table))
    plan = hantar("stock", "slots", "--db", province, "--dry-run", "--json").json("stock-slots")
    assert sorted((s["region"], s["sheets"]) for s in plan["slots"]) == [
        ("1222", 1), ("1223", 5000)]
    order(first)
    ship(first, province)
    plan = hantar("stock", "slots", "--db", province, "--dry-run", "--json").json("stock-slots")
    assert sorted({(s["region"], s["sheets"]) for s in plan["slots"]}) == [
        ("1222", 194159), ("1223", 5000)]
    nation = office(folder, "id")  # the nation reads them, too
    ship(first, nation)
    plan = hantar("stock", "slots", "--db", nation, "--json").json("stock-slots")
    assert {s["region"] for s in plan["slots"]} == {"1222"} and plan["scope"] == "id"
    assert "1222" in hantar("stock", "status", "--db", nation).out
    must_replay(province, nation)


def what_only_a_regency_has_is_refused_with_advice(folder):
    province = office(folder)
    tps = _stations(folder)
    for words in (["needs"], ["check"], ["balance"], ["units"], ["stock", "card", "ballot"],
                  ["import", "tps", tps],
                  ["stock", "order", "--transport-days", "3", "--sort-people", "9"]):
        refused = hantar(*words, "--db", province, status=1)
        assert "is no regency" in refused.err and "--scope" in refused.err, words
    assert "hantar log mirror" in hantar("stock", "slots", "--db", province, status=1).err
    key = ["--db", province]
    hantar("key", "new", *key)
    hantar("key", "enrol", *key, "--role", "operator")
    hantar("import", "contracts", write(folder, "c.csv", "number,supplier,item,contest,quantity\n"
                                        "SP-1,Contoh,ballot,ppwp,9\n"), *key)
    events = hantar("log", "list", "--json", *key).json()["events"]
    assert [e["type"] for e in events][-1] == "stock.contracted"
    hantar("init", "--db", os.path.join(folder, "x.db"), "--election", "pemilu-2024", "--scope",
           "10", status=1)


def only_that_log_is_taken(folder):
    first, second = _both(folder)
    province = office(folder)
    whole = _export(first)
    with open(whole, encoding="utf-8") as file:
        lines = file.read().splitlines(keepends=True)

    def refused(text, why):
        path = write(folder, "bad.mirror", text)
        said = hantar("log", "mirror", path, "--db", province, status=1).err
        assert why in said, (why, said)

    refused("".join(lines[:-1]), "the file ends after")
    head = json.loads(lines[0])
    shorter = json.dumps({**head, "size": head["size"] - 1, "checkpoint": None}) + "\n"
    refused("".join([shorter, *lines[1:2], *lines[3:]]), "is not enrolled")  # the key is left out
    unsigned = json.dumps({**head, "checkpoint": None}) + "\n"
    refused("".join([unsigned, *lines[1:]]), "brings no checkpoint")
    refused("".join(lines).replace("Labuhanbatu Selatan", "Labuhanbatu Utara"),
            "are not those over which")
    with open(_export(second), encoding="utf-8") as file:
        foreign = file.read().splitlines(keepends=True)
    refused("".join(lines[:-1]) + foreign[-1], "belongs to the log of another scope")
    swapped = json.loads(foreign[-1])
    swapped["event"] = swapped["event"].replace('"scope":"1223"', '"scope":"1222"')
    refused("".join(lines[:-1]) + json.dumps(swapped) + "\n", "is not enrolled in this scope")
    hantar("log", "export", "--db", first, "--as", "mirror", "--after", "2", "--out", whole)
    assert "--after 0" in hantar("log", "mirror", whole, "--db", province, status=1).err
    assert hantar("log", "list", "--db", province, "--json").json()["events"][-1]["scope"] == "12"
    policies = [write(folder, f"{scope}.policy", "log " + json.loads(hantar(
        "log", "checkpoint", "--db", db, "--json").out)["vkey"] + "\nquorum none\n")
                for scope, db in (("1222", first), ("1223", second))]
    words = ["log", "mirror", _export(first), "--db", province, "--policy"]
    hantar(*words, policies[1], status=1)  # whose log that is, the policy says
    hantar(*words, policies[0])
    assert "only mirrored here" in hantar(
        "stock", "order", "--db", province, "--scope", "1222", "--transport-days", "3",
        "--sort-people", "9", status=1).err
    assert "it is no mirror" in hantar("log", "mirror", _export(first), "--db", first, status=1).err
    must_replay(province)


def swapped_ballots_are_compared_through_mirrors(folder):
    first, second = _both(folder)
    head = "number,day,item,contest,quantity,state,from,to,counterpart\n"

    def transfer(db, name, line):
        hantar("import", "--db", db, "transfers", write(folder, name, head + line))

    def pairs(db, scope, say):
        words = ["balance", "--db", db, "--scope", scope, "--json"]
        found = hantar(*words, status=None).json("balance")["findings"]
        return [f["state"] for f in found if f["rule"] == "elsewhere" and say in f["text"]]

    transfer(first, "a.csv", "BAST-7,2024-01-20,ballot,ppwp,30,elsewhere,KPU,1223,BAST-9\n")
    transfer(second, "b.csv", "BAST-9,2024-01-21,ballot,ppwp,25,good,1222,KPU,BAST-7\n")
    assert pairs(first, "1222", "has not confirmed") == ["open"]
    ship(second, first)
    assert pairs(first, "1222", "has not confirmed") == []
    assert pairs(first, "1222", "not the same goods") == ["broken"]
    right = write(folder, "b.csv", head + "BAST-9,2024-01-21,ballot,ppwp,30,good,1222,KPU,BAST-7\n")
    hantar("import", "--db", second, "transfers", right, "--correct")
    ship(second, first)
    assert pairs(first, "1222", "BAST-7") == []
    province = office(folder)  # and where both are mirrors
    ship(first, province)
    ship(second, province)
    assert pairs(province, "1222", "BAST-7") == [] and pairs(province, "1223", "BAST-9") == []
    must_replay(first, province)


if __name__ == "__main__":
    main(sys.modules[__name__])
