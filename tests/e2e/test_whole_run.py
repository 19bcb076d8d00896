# SPDX-License-Identifier: Apache-2.0
"""A whole election of the demo regency Sekadau, as its office runs it: print slots, receipts with
damage and thirty swapped ballots, packing of every TPS, dispatch by the plan, acceptance with five
exceptions, the vote, the way back to the last box. At the end every equation holds, the record
verifies, and a database rebuilt from it is the same."""
import csv
import os
import sys

import harness
from harness import DEMO, hantar, main

STOCK = os.path.join(DEMO, "sekadau", "stock")
SLOTS = ["presses", "print-orders"]
DOCUMENTS = ["contracts", "shipments", "receipts", "sorting", "replacements", "transfers"]
EXCEPTIONS = ["kotak basah", "segel sobek", "satu bilik kurang", "tinta tumpah", "karton penyok"]
KPU = ("kpu", "KPU Sekadau")


def _write(folder, name, header, rows):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(header)
        out.writerows(rows)
    return path


def _goods(db, folder):
    """Everything the needs ask for beyond the demo's own contracts, ordered, sent and received."""
    needs = hantar("needs", "--db", db, "--by", "regency", "--json").json("needs")
    stated = hantar("stock", "status", "--db", db, "--json").json("stock-status")["goods"]
    bought = {goods["item"] for goods in stated if goods["ordered"]}
    rows = [(r["item"], r["contest"] or "", r["quantity"]) for r in needs["rows"]
            if r["item"] not in bought]
    order = _write(folder, "contracts.csv", ["number", "supplier", "item", "contest", "quantity",
                                             "due"],
                   [["SP-90", "Contoh Toko", *row, "2020-11-01"] for row in rows])
    sent = _write(folder, "shipments.csv", ["number", "day", "order_number", "item", "contest",
                                            "quantity"],
                  [["SJ-90", "2020-10-20", "SP-90", *row] for row in rows])
    got = _write(folder, "receipts.csv", ["number", "day", "shipment", "item", "contest", "sent",
                                          "received", "receiver_role", "witness_role"],
                 [["BTTB-90", "2020-10-21", "SJ-90", item, contest, n, n, "Kasubbag Logistik",
                   "Bawaslu"] for item, contest, n in rows])
    for kind, path in (("contracts", order), ("shipments", sent), ("receipts", got)):
        hantar("import", "--db", db, kind, path)


def _warehouse(db, folder):
    for kind in SLOTS:
        hantar("import", "--db", db, kind, os.path.join(STOCK, f"{kind}.csv"))
    assert hantar("stock", "slots", "--db", db, "--json").json("stock-slots")["late_days_max"] == 0
    for kind in DOCUMENTS[:-1]:
        hantar("import", "--db", db, kind, os.path.join(STOCK, f"{kind}.csv"))
    found = hantar("balance", "--db", db, "--as-of", "2020-11-14", "--json", status=1).json()
    swapped = [f for f in found["findings"] if f["rule"] == "elsewhere"]
    assert [(f["state"], f["found"]) for f in swapped] == [("broken", 30)], swapped
    hantar("import", "--db", db, "transfers", os.path.join(STOCK, "transfers.csv"))
    _goods(db, folder)


def _units(db):
    hantar("units", "--db", db)
    hantar("units", "--db", db, "--seals", "A000001-A009999", "--type", "plastic", "--batch", "P1")
    units = hantar("units", "--db", db, "--list", "--json").json()["units"]
    return [u for u in units if u["place"] and len(u["place"]) == 13]


def _pack(db, folder, units):
    """Every TPS; first a few kits as they should not be packed."""
    lines, seals = [], {}
    for number, unit in enumerate(units, 1):
        seals[unit["code"]] = f"A{number:06}"
        lines += [unit["code"], "all", seals[unit["code"]], "close"]
    wrong = os.path.join(folder, "wrong.txt")
    boxes = [u["code"] for u in units if u["kind"] == "box"]
    with open(wrong, "w", encoding="utf-8") as file:
        file.write(f"{boxes[0]}\nballot 300\nclose\n{boxes[1]}\ndrop\n")  # not complete
    refused = hantar("pack", wrong, "--db", db, "--at", "KPU-6109", status=1)
    assert "ballot" in refused.out + refused.err or "surat suara" in refused.out + refused.err
    path = os.path.join(folder, "pack.txt")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    hantar("pack", path, "--db", db, "--at", "KPU-6109", "--from", "kpu:KPU Sekadau", "--time",
           "2020-11-28 08:00")
    return seals


def _forms(db, folder, name, rows, *words):
    """Paper forms typed into a table, and taken in."""
    header = ["code", "action", "time", "from_role", "from", "to_role", "to", "place", "document",
              "seals", "condition", "exception"]
    hantar("scan", _write(folder, name, header, rows), "--db", db, *words)


def _dispatch(db, folder, plan, units, seals):
    """Every trip of the plan, in its order; five kits arrive with something to note."""
    at = {}
    for unit in units:
        at.setdefault(unit["place"], []).append(unit["code"])
    exceptions = dict(zip([u["code"] for u in units][7::97], EXCEPTIONS))
    where = {code: KPU for code in seals}
    for trip in sorted(plan["trips"], key=lambda t: (t["depart_s"], t["id"])):
        let_go, taken, day = [], [], trip["day"]
        for stop in trip["stops"]:
            to = (("kpps", f"KPPS {stop['tps']}") if stop["tps"] else
                  ("driver", stop["landing"]) if "landing" in stop else ("ppk", stop["district"]))
            place = stop["tps"] or stop.get("landing") or stop["district"]
            out, back = ("05:00", "17:00") if trip["depot"] == "KPU-6109" else ("08:00", "17:30")
            if "landing" in stop:
                back = "07:30"
            places = [stop["tps"]] if stop["tps"] else stop.get("goods", [])
            for code in (code for p in places for code in at[p]):
                note = exceptions.get(code, "") if stop["tps"] else ""
                form = [f"BAST {trip['id']}", seals[code], "baik", note]
                let_go.append([code, "release", f"{day} {out}", *where[code], *to, trip["depot"],
                               *form[:3], ""])
                taken.append([code, "accept", f"{day} {back}", *where[code], *to, place, *form])
                where[code] = to
        if not let_go:
            continue
        hantar("trip", trip["id"], "loaded", "--db", db, "--at", f"{day} 05:10")
        _forms(db, folder, "out.csv", let_go, "--trip", trip["id"])
        hantar("trip", trip["id"], "departed", "--db", db, "--at", f"{day} 06:00")
        _forms(db, folder, "in.csv", taken)
        hantar("trip", trip["id"], "finished", "--db", db, "--at", f"{day} 18:00")
    assert not [code for code, who in where.items() if who[0] != "kpps"]
    return exceptions


def _vote_and_return(db, folder, units, seals):
    """Opened and sealed again at each TPS; back by PPS and PPK to the KPU within the day."""
    steps = []
    for unit in units:
        code, tps = unit["code"], unit["place"]
        chain = [("kpps", f"KPPS {tps}"), ("pps", f"PPS {tps[:10]}"), ("ppk", f"PPK {tps[:6]}"),
                 KPU]
        places = [tps, tps[:10], tps[:6], "KPU-6109"]
        end = [seals[code], "baik", ""]
        steps.append([code, "open", "2020-12-09 07:00", *chain[0], "", "", tps, "", *end])
        steps.append([code, "reseal", "2020-12-09 15:00", *chain[0], "", "", tps, "", *end])
        for k in range(3):
            hour = f"2020-12-{9 + k // 2:02} {16 + 2 * k}:"
            form = ["SP-" + tps, *end]
            steps.append([code, "release", hour + "00", *chain[k], *chain[k + 1], places[k],
                          *form])
            steps.append([code, "accept", hour + "45", *chain[k], *chain[k + 1], places[k + 1],
                          *form])
        steps.append([code, "return", "2020-12-10 21:00", *KPU, "", "", "KPU-6109", "", *end])
    _forms(db, folder, "back.csv", steps, "--back")


def _count(db, folder):
    """The damaged are destroyed before the day; after it each TPS says what it used."""
    before = hantar("balance", "--db", db, "--as-of", "2020-12-09", "--json", status=1).json()
    assert {f["rule"] for f in before["findings"] if f["state"] == "broken"} == {"destroyed"}
    hantar("import", "--db", db, "destructions", os.path.join(STOCK, "destructions.csv"))
    hantar("balance", "--db", db, "--as-of", "2020-12-09")
    rows = []
    with open(harness.demo_file("sekadau", "tps"), encoding="utf-8") as file:
        stations = list(csv.DictReader(file))
    for n, station in enumerate(stations):
        voters = int(station["Jumlah Pemilih"])
        kit = voters + (voters + 39) // 40
        valid, invalid, spoiled = voters * 3 // 4, n % 5, n % 3
        rows.append([station["Kode TPS"], "bupati", kit, valid, invalid, spoiled,
                     kit - valid - invalid - spoiled])
    header = ["station", "contest", "received", "valid", "invalid", "spoiled", "unused"]
    rows[3][-1] -= 1  # one ballot is missing in one TPS
    wrong = _write(folder, "usage.csv", header, rows)
    hantar("import", "--db", db, "usage", wrong)
    after = hantar("balance", "--db", db, "--as-of", "2020-12-12", "--json", status=1).json()
    broken = [f["place"] for f in after["findings"] if f["state"] == "broken"]
    assert broken == [rows[3][0]], broken
    rows[3][-1] += 1
    right = _write(folder, "usage.csv", header, rows)
    hantar("import", "--db", db, "usage", right, "--correct")


def _seen_by_the_public(db, folder, units):
    """The log signed, cosigned by a witness, published; one handover proven to a stranger."""
    hantar("key", "new", "--db", db, "--kind", "log")
    hantar("key", "enrol", f"{db}-log-key.pub", "--db", db, "--name", "example.org/6109")
    public, witness = os.path.join(folder, "public"), os.path.join(folder, "witness")
    said = hantar("log", "checkpoint", "--db", db, "--to", public).out
    vkey = next(word for word in said.split() if word.startswith("example.org/6109+"))
    made = hantar("log", "witness", "--new-key", "bawaslu.example/saksi", "--key",
                  os.path.join(folder, "w.key"), "--state", witness).out
    seen = next(word for word in made.split() if word.startswith("bawaslu.example/saksi+"))
    policy = os.path.join(folder, "election.policy")
    with open(policy, "w", encoding="utf-8") as file:
        file.write(f"log {vkey}\nwitness bawaslu {seen}\nquorum bawaslu\n")
    request, answer = os.path.join(folder, "request"), os.path.join(folder, "answer")
    hantar("log", "checkpoint", "--db", db, "--request", request)
    hantar("log", "witness", "--key", os.path.join(folder, "w.key"), "--state", witness,
           "--policy", policy, "--request", request, "--out", answer)
    hantar("log", "checkpoint", "--db", db, "--cosign", answer, "--policy", policy, "--to", public)
    events = hantar("log", "list", "--db", db, "--json").json("log-list")["events"]
    accepted = next(e["seq"] for e in events if e["type"] == "item.accepted")
    hantar("log", "prove", accepted, "--db", db, "--out", os.path.join(folder, "box"))
    document, box = f"SP-{units[0]['place']}", units[0]["code"]
    for name, said in ((document, "was accepted by KPU Sekadau"), (box, "returned")):
        path = os.path.join(folder, "named-" + name)
        note = hantar("log", "prove", name, "--db", db, "--out", path).err
        assert "this is the newest" in note, note
        told = hantar("verify", path + ".tlog-proof", "--policy", policy, "--receipt",
                      path + ".receipt").out
        assert "PROVEN" in told and said in told, told
        os.remove(path + ".tlog-proof"), os.remove(path + ".receipt")
    proof = next(n for n in os.listdir(folder) if n.endswith(".tlog-proof"))
    receipt = next(n for n in os.listdir(folder) if n.endswith(".receipt"))
    told = hantar("verify", os.path.join(folder, proof), "--policy", policy, "--receipt",
                  os.path.join(folder, receipt)).out
    assert "PROVEN" in told and "was accepted by" in told and "TPS" in told, told
    hantar("log", "verify", "--db", db, "--from", public, "--policy", policy)


def from_the_press_to_the_last_box_back(folder):
    db = os.path.join(folder, "x.db")
    harness.load_demo(db, "sekadau")
    hantar("key", "new", "--db", db)
    hantar("key", "enrol", "--db", db, "--role", "operator", "--org", "kpu-6109")
    _warehouse(db, folder)
    plan = hantar("plan", "--db", db, "--from", "2020-12-06", "--to", "2020-12-08",
                  "--iterations", "2000", "--seed", "1", "--json").json("plan")
    units = _units(db)
    seals = _pack(db, folder, units)
    exceptions = _dispatch(db, folder, plan, units, seals)
    noted = hantar("custody", "--db", db, "--alarms", "--now", "2020-12-08 20:00", "--json").json()
    told = [a["item"] for a in noted["alarms"] if a["kind"] == "exception"]
    assert sorted(told) == sorted(exceptions) and len(told) == 5, told
    learned = hantar("learn", "--db", db, "--scenarios", 100, "--json").json("learn")["late"]
    assert learned["known"] == len({stop["tps"] for trip in plan["trips"]
                                    for stop in trip["stops"] if stop["tps"]}), learned
    _vote_and_return(db, folder, units, seals)
    _count(db, folder)
    balance = hantar("balance", "--db", db, "--as-of", "2020-12-12", "--json").json("balance")
    assert balance["broken"] == 0
    assert sum(b["quantity"] for b in balance["balances"]) == 0
    assert not balance["units_missing"]
    assert all(u["out"] == u["back"] for u in balance["units"])
    assert sum(u["out"] for u in balance["units"]) == len(units)
    _seen_by_the_public(db, folder, units)
    assert "what the log says" in hantar("log", "replay", "--db", db).out


if __name__ == "__main__":
    main(sys.modules[__name__])
