#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Boxes of the demo regency, from their numbers to their way back."""
import json
import os
import subprocess
import sys

from harness import hantar, load_demo, main

DEMO = "labuhanbatu-selatan"
TPS = "1222011001001"
KPU, PPK = "kpu:KPU", "ppk:PPK Kotapinang@122201"
KPPS = f"kpps:KPPS 001@{TPS}"
GOOD = ["--condition", "intact", "--escort", "Polsek"]


def _start(folder):
    db = f"{folder}/x.db"
    load_demo(db, DEMO)
    hantar("units", "--db", db)
    hantar("units", "--db", db, "--seals", "A000001-A020000", "--type", "plastic", "--batch", "K17")
    return db


def _codes(db, place=TPS):
    units = hantar("units", "--db", db, place, "--json").json("units")["units"]
    return {u["contest"]: u["code"] for u in units if u["place"] == place}


def _write(path, lines):
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return path


def _scan(db, path, action, *more, status=0):
    return hantar("scan", "--db", db, "--action", action, *more, path, "--json",
                  status=status).json("scan")


def _chain(db, code):
    return hantar("custody", "--db", db, code, "--json").json("custody")["items"][0]


def _clean(db):
    replay = hantar("log", "replay", "--db", db, "--json").json("log-replay")
    assert not replay["differences"] and replay["events_refused"] == 0, replay


def _pack_tps(db, folder):
    """Every kit of one TPS, whole; two seals on each box."""
    lines, seal = [], 0
    for contest, code in _codes(db).items():
        lines += [code, "all"]
        for _ in range(2 if contest else 0):
            seal += 1
            lines.append(f"A{seal:06}")
        lines.append("close")
    return hantar("pack", "--db", db, "--at", "KPU-1222", "--time", "2024-02-08 09:00",
                  _write(f"{folder}/pack.txt", lines))


def every_box_and_set_has_a_number_and_keeps_it(folder):
    db = _start(folder)
    units = hantar("units", "--db", db, "--list", "--json").json("units")
    assert sum(u["kind"] == "box" for u in units["units"]) == 5 * 955 + 5 * 10, len(units["units"])
    assert sum(u["kind"] == "outside" for u in units["units"]) == 955
    assert len({u["code"] for u in units["units"]}) == len(units["units"])
    assert len({u["sscc"] for u in units["units"]}) == len(units["units"])
    again = hantar("units", "--db", db, "--json").json("units")
    assert again == units
    done = hantar("units", "--db", db, "--seals", "A000100-A000200", "--batch", "K18", status=1)
    assert "K17" in done.err
    _clean(db)


def labels_are_read_by_a_camera_and_hold_without_the_database(folder):
    db = _start(folder)
    key = f"{db}-label-key"
    hantar("labels", "--db", db, TPS, "--out", f"{folder}/a.pdf", status=1)  # no key yet
    hantar("key", "new", "--db", db)
    hantar("key", "enrol", "--db", db, "--role", "operator", "--org", "KPU", "--name", "A")
    hantar("key", "new", "--db", db, "--kind", "label")
    hantar("labels", "--db", db, TPS, "--out", f"{folder}/a.pdf", status=1)  # not enrolled
    hantar("key", "enrol", f"{key}.pub", "--db", db, "--name", "label")
    made = hantar("labels", "--db", db, TPS, "--seals", "--out", f"{folder}/a.pdf",
                  "--json").json("labels")
    assert made["labels"] == 6 and made["pages"] == 2, made
    subprocess.run(["pdftoppm", "-r", "200", "-f", "1", "-l", "1", "-png", f"{folder}/a.pdf",
                    f"{folder}/a"], check=True)
    image = next(name for name in os.listdir(folder) if name.endswith(".png"))
    read = subprocess.run(["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable",
                           f"{folder}/{image}"], capture_output=True, text=True, check=True)
    texts = read.stdout.split()
    assert len(texts) == 6, texts
    codes = set(_codes(db).values())
    for text in texts:
        for where in (["--db", db], ["--public", f"{key}.pub"]):
            label = hantar("labels", "--check", text, *where, "--json").json("labels")
            assert label["holds"] and label["code"] in codes and label["place"] == TPS
    forged = texts[0].replace(TPS, "1222011001002")
    hantar("labels", "--check", forged, "--public", f"{key}.pub", status=1)
    scanned = _scan(db, _write(f"{folder}/s.txt", [texts[1], forged, texts[1][:-1]]), "store",
                    "--from", KPU, status=1)
    assert (scanned["accepted"], scanned["refused"]) == (1, 2), scanned
    kept = hantar("custody", "--db", db, "--refused", "--json").json("custody-refused")["refused"]
    assert len(kept) == 2 and any("forged" in row["reason"] for row in kept), kept


def what_is_packed_leaves_the_stock_and_what_does_not_belong_is_refused(folder):
    db = _start(folder)
    kits = hantar("pack", "--db", db, "--list", TPS, "--json").json("pack-list")["kits"]
    assert len(kits) == 6
    ballots = [line["quantity"] for kit in kits for line in kit["lines"]
               if line["item"] == "ballot"]
    assert ballots == [263] * 5, ballots  # 257 voters and 2 %, rounded up
    _pack_tps(db, folder)
    codes = _codes(db)
    box = _chain(db, codes["ppwp"])
    assert box["state"] == "sealed" and len(box["seals"]) == 2 and len(box["links"]) == 1
    assert _chain(db, codes[None])["state"] == "packed"
    stock = hantar("balance", "--db", db, "--item", "ballot", "--json", status=None).json()
    kit = [b for b in stock["balances"] if b["account"] == "kit"]
    assert sum(b["quantity"] for b in kit) == 5 * 263, kit
    wrong = _write(f"{folder}/wrong.txt", [_codes(db, "1222011001002")["ppwp"], "A000001", "close"])
    done = hantar("pack", "--db", db, wrong, status=1)
    assert "used on another unit" in done.out and "not complete" in done.out, done.out
    _clean(db)


def the_papers_of_a_plan_hold_the_labels_of_its_boxes(folder):
    db = _start(folder)
    hantar("plan", "--db", db, "--from", "2024-02-10", "--to", "2024-02-13", "--iterations", 2000)
    def exported(name):
        done = hantar("export", "--db", db, "--to", f"{folder}/{name}", "--scenarios", 0, "--json")
        return {file["name"]: file for file in done.json("export")["files"]}, done.err

    files, said = exported("before")
    assert "label-kotak.pdf" not in files and "label" in said, said  # no key signs them
    hantar("key", "new", "--db", db)
    hantar("key", "enrol", "--db", db, "--role", "operator", "--org", "KPU", "--name", "A")
    hantar("key", "new", "--db", db, "--kind", "label")
    hantar("key", "enrol", f"{db}-label-key.pub", "--db", db, "--name", "label")
    files, said = exported("after")
    alone = hantar("labels", "--db", db, "--out", f"{folder}/l.pdf", "--json").json("labels")
    assert alone["labels"] == 5 * 955 + 5 * 10 + 955, alone
    assert files["label-kotak.pdf"]["pages"] == alone["pages"] == -(-alone["labels"] // 10), files
    text = [subprocess.run(["pdftotext", "-l", "3", "-layout", path, "-"], capture_output=True,
                           text=True, check=True).stdout.replace("CONTOH / EXAMPLE", "").split()
            for path in (f"{folder}/after/label-kotak.pdf", f"{folder}/l.pdf")]
    assert text[0] == text[1] and len(text[0]) > 300


def kits_are_packed_in_the_order_of_loading(folder):
    db = _start(folder)
    plan = hantar("plan", "--db", db, "--from", "2024-02-10", "--to", "2024-02-13", "--iterations",
                  2000, "--json").json("plan")
    trip = next(t for t in plan["trips"]
                if t["depot"] == "KPU-1222" and t["kind"] == "tps" and len(t["stops"]) > 2)
    kits = hantar("pack", "--db", db, "--list", "--json").json("pack-list")["kits"]
    places = list(dict.fromkeys(k["place"] for k in kits if k["trip"] == trip["id"]))
    assert places == [stop["tps"] for stop in reversed(trip["stops"])], (places, trip)
    departed = hantar("trip", "--db", db, trip["id"], "departed", "--at", "2024-02-10 06:00",
                      "--json").json("trip")["trips"]
    assert next(t for t in departed if t["trip"] == trip["id"])["state"] == "departed"
    hantar("trip", "--db", db, "P-none", "departed", status=1)


def boxes_go_out_and_come_back_to_the_last_one(folder):
    db = _start(folder)
    _pack_tps(db, folder)
    codes = list(_codes(db).values())
    path = _write(f"{folder}/scan.txt", codes)
    steps = [("release", KPU, PPK, "KPU-1222", "2024-02-12 08:00", []),
             ("accept", KPU, PPK, "122201", "2024-02-12 10:00", []),
             ("release", PPK, KPPS, "122201", "2024-02-13 08:00", []),
             ("accept", PPK, KPPS, TPS, "2024-02-13 11:00", []),
             ("open", KPPS, None, TPS, "2024-02-14 07:00", []),
             ("reseal", KPPS, None, TPS, "2024-02-14 20:00", []),
             ("release", KPPS, PPK, TPS, "2024-02-14 21:00", ["--back"]),
             ("accept", KPPS, PPK, "122201", "2024-02-14 23:00", ["--back"]),
             ("release", PPK, KPU, "122201", "2024-02-20 08:00", ["--back"]),
             ("accept", PPK, KPU, "KPU-1222", "2024-02-20 11:00", ["--back"])]
    for action, source, target, place, time, more in steps:
        to = ["--to", target] if target else []
        goes = ["--destination", place] if target else []
        done = _scan(db, path, action, "--from", source, *to, *goes, "--at", place, "--time", time,
                     *GOOD, *more)
        assert done["accepted"] == 6, done
        again = _scan(db, path, action, "--from", source, *to, *goes, "--at", place, "--time", time,
                      *GOOD, *more)
        assert again["exists"] == 6 and again["accepted"] == 0, again
        if action == "release":
            still = hantar("custody", "--db", db, "--open", "--json").json("custody")["items"]
            assert len(still) == 6
    for code in codes:
        chain = _chain(db, code)
        assert chain["state"] == "returned" and chain["holder"]["role"] == "kpu", chain
        good = [l["in_chain"] and not l["faults"] and l["received"] for l in chain["links"]]
        assert all(good), chain
    balance = hantar("custody", "--db", db, "--balance", "--json").json("custody-balance")
    assert sum(r["out"] for r in balance["rows"]) == 6 == sum(r["back"] for r in balance["rows"])
    assert not balance["missing"]
    _clean(db)


def papers_typed_later_and_events_of_telephones_each_stand_alone(folder):
    db = _start(folder)
    codes = _codes(db)
    form = _write(f"{folder}/form.csv", [
        "code,action,time,from_role,from,to_role,to,place,document,condition",
        f"{codes['ppwp']},release,2024-02-12 08:00,kpu,KPU,ppk,PPK A,KPU-1222,BAST 1,intact",
        f"{codes['dpr']},hand over,2024-02-12 08:00,kpu,KPU,ppk,PPK A,KPU-1222,BAST 1,intact",
        f"{codes['dpd'][:-1]}x,release,2024-02-12 08:00,kpu,KPU,ppk,PPK A,KPU-1222,BAST 1,intact"])
    done = _scan(db, form, "release", status=1)
    assert (done["accepted"], done["refused"]) == (1, 2), done
    head = _chain(db, codes["ppwp"])["links"][0]["hash"]

    def event(number, body):
        whole = {"actor": {}, "body": body, "id": f"018d8bf3-4a80-7abc-8def-{number:012d}",
                 "schema": 1, "scope": "1222", "time": "2024-02-12T03:00:00.000Z",
                 "type": "item.accepted", "v": 1}
        return json.dumps(whole, sort_keys=True, separators=(",", ":"))

    item = {"item": codes["ppwp"], "previous": head}
    late = {"item": codes["ppwp"], "previous": "0" * 64}
    lines = [event(1, {"items": [item]}), event(1, {"items": [item]}), event(1, {"items": [late]}),
             event(2, {"items": [late]}), event(3, {"items": [{"item": codes["ppwp"]}]}),
             "{not json"]
    done = _scan(db, _write(f"{folder}/phone.jsonl", lines), "accept", status=1)
    assert [l["outcome"] for l in done["lines"]] == [
        "accepted", "exists", "conflict", "accepted", "accepted", "refused"], done
    chain = _chain(db, codes["ppwp"])
    assert chain["state"] == "accepted" and chain["waiting"] == 1 and chain["loose"] == 1, chain
    alarms = hantar("custody", "--db", db, "--json", "--now", "2024-02-12 12:00").json("custody")
    kinds = {a["kind"] for a in alarms["alarms"]}
    assert {"broken_chain", "loose", "incomplete", "out_of_order"} <= kinds, kinds
    _clean(db)


def a_handover_is_proven_to_somebody_without_the_database(folder):
    db = _start(folder)
    hantar("key", "new", "--db", db)
    hantar("key", "enrol", "--db", db, "--role", "operator", "--org", "KPU", "--name", "A")
    hantar("key", "new", "--db", db, "--kind", "log")
    hantar("key", "enrol", f"{db}-log-key.pub", "--db", db, "--name", "example.org/1222")
    code, photo = _codes(db)["ppwp"], _write(f"{folder}/photo.jpg", ["no picture"])
    path = _write(f"{folder}/s.txt", [code])
    _scan(db, path, "pack", "--from", KPU, "--at", "KPU-1222", "--time", "2024-02-11 08:00")
    done = _scan(db, path, "release", "--from", KPU, "--to", PPK, "--at", "KPU-1222", "--time",
                 "2024-02-12 08:00", "--document", "BAST 12", "--photo", photo, *GOOD)
    link = _chain(db, code)["links"][-1]
    assert link["event"] == done["lines"][0]["event"] and link["key"], link
    said = hantar("log", "checkpoint", "--db", db, "--to", f"{folder}/pub").out
    vkey = next(word for word in said.split() if word.startswith("example.org/1222+"))
    seq = hantar("log", "list", "--db", db, "--json").json("log-list")["events"][-1]["seq"]
    hantar("log", "prove", seq, "--db", db, "--out", f"{folder}/box")
    policy = _write(f"{folder}/p.policy", [f"log {vkey}", "quorum none"])
    proof = next(f"{folder}/{name}" for name in os.listdir(folder) if name.endswith("tlog-proof"))
    receipt = next(f"{folder}/{name}" for name in os.listdir(folder) if name.endswith(".receipt"))
    told = hantar("verify", proof, "--policy", policy, "--receipt", receipt).out
    assert "PROVEN" in told and "BAST 12" in told, told
    assert "was released by KPU to PPK Kotapinang" in told and "kotak suara TPS 001" in told, told
    with open(receipt, encoding="utf-8") as file:
        assert "withheld:" in file.read()  # the photo's hash, not the photo


def a_revote_counts_down_and_names_what_it_needs(folder):
    db = _start(folder)
    done = hantar("revote", "--db", db, "psu", TPS, "1222011001002", "--contest", "ppwp",
                  "--reason", "putusan MK", "--decided", "2024-02-24", "--days", 30,
                  "--now", "2024-03-01 08:00", "--json").json("revote")
    assert done["revotes"][0]["days_left"] == 24 and done["revotes"][0]["open"] == 2, done
    ballots = next(n for n in done["needs"] if n["item"] == "ballot")
    assert ballots["contest"] == "ppwp" and ballots["missing"] == 0
    assert ballots["needed"] == 263 + 289, ballots  # 283 voters in the second
    number = done["revotes"][0]["number"]
    done = hantar("revote", "--db", db, "held", number, TPS, "--decided", "2024-03-05",
                  "--json").json("revote")
    assert done["revotes"][0]["open"] == 1
    hantar("revote", "--db", db, "pss", "1", "--reason", "banjir", status=1)
    _clean(db)


if __name__ == "__main__":
    main(sys.modules[__name__])
