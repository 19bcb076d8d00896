# SPDX-License-Identifier: Apache-2.0
"""The warehouse of the demo regency, from contract to destruction, as a user runs it."""
import csv
import os
import subprocess
import sys

from harness import DEMO, hantar, main

FOLDER = os.path.join(DEMO, "sekadau")
STOCK = os.path.join(FOLDER, "stock")
DOCUMENTS = ["contracts", "shipments", "receipts", "sorting", "replacements", "transfers",
             "packing", "destructions", "stock-counts"]
BEFORE = "2020-12-06"


def regency(where):
    db = os.path.join(where, "stock.db")
    hantar("init", "--db", db, "--election", "pilkada-2020", "--scope", "6109")
    for kind in ("districts", "depots", "tps"):
        hantar("import", "--db", db, kind, os.path.join(FOLDER, f"{kind}.csv"))
    return db


def take(db, kind, path=None, status=0):
    return hantar("import", "--db", db, kind, path or os.path.join(STOCK, f"{kind}.csv"),
                  status=status)


def loaded(where, **instead):
    db = regency(where)
    for kind in DOCUMENTS:
        take(db, kind, instead.get(kind.replace("-", "_")))
    return db


def changed(folder, kind, old, new):
    """The demo's file with one text replaced."""
    with open(os.path.join(STOCK, f"{kind}.csv"), encoding="utf-8") as file:
        text = file.read()
    assert old in text, (kind, old)
    path = os.path.join(folder, f"{kind}.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(old, new, 1))
    return path


def broken(db, as_of=BEFORE):
    report = hantar("balance", "--db", db, "--as-of", as_of, "--json", status=1).json("balance")
    return [f for f in report["findings"] if f["state"] == "broken"]


def the_demo_balances_and_replays(folder):
    db = loaded(folder)
    report = hantar("balance", "--db", db, "--as-of", BEFORE, "--json").json("balance")
    assert report["broken"] == 0
    checked = {row["rule"]: row["checked"] for row in report["equations"]}
    assert checked["kit"] == 676 and checked["received"] == 6 and checked["counted"] == 1
    assert [f["rule"] for f in report["findings"]] == ["elsewhere"]  # the neighbour's answer
    ballots = [b for b in report["balances"] if b["item"] == "ballot"]
    assert sum(b["quantity"] for b in ballots) == 0  # nothing comes from nowhere
    assert sum(b["quantity"] for b in ballots if b["account"] == "kit") == 152286 + 4158
    assert "what the log says" in hantar("log", "replay", "--db", db).out
    text = hantar("balance", "--db", db, "--as-of", BEFORE)
    assert "0 broken" in text.out and "676 stations" in text.out


def the_same_documents_again_change_nothing(folder):
    db = loaded(folder)
    for kind in DOCUMENTS:
        assert "nothing new" in take(db, kind).out, kind


def a_short_shipment_is_named(folder):
    db = loaded(folder, receipts=changed(folder, "receipts", "58444,58444,", "58444,58344,"))
    found = broken(db)
    assert ("received", "SJ-22/2020", 58444, 58344) in [
        (f["rule"], f["place"], f["expected"], f["found"]) for f in found]
    assert all(f["advice"] for f in found)


def swapped_ballots_are_named_until_they_are_handed_over(folder):
    db = regency(folder)
    for kind in DOCUMENTS:
        if kind != "transfers":
            take(db, kind)
    assert [(f["rule"], f["found"]) for f in broken(db)] == [("elsewhere", 30)]
    assert "6107" in broken(db)[0]["text"]
    take(db, "transfers")
    hantar("balance", "--db", db, "--as-of", BEFORE)


def a_wrong_kit_is_named_by_its_tps(folder):
    db = loaded(folder, packing=changed(folder, "packing", "6109012001002,Surat suara,308",
                                        "6109012001002,Surat suara,300"))
    kit = [f for f in broken(db) if f["rule"] == "kit"]
    assert [(f["place"], f["expected"], f["found"]) for f in kit] == [("6109012001002", 308, 300)]
    only = hantar("balance", "--db", db, "--as-of", BEFORE, "--place", "6109012001002",
                  status=1).out
    assert "300 instead of 308" in only and "SJ-21" not in only


def a_document_is_not_changed_by_the_way(folder):
    db = loaded(folder)
    other = changed(folder, "receipts", "100000,99900", "100000,100000")
    refused = take(db, "receipts", other, status=1)
    assert "stands already with another content" in refused.err and "--correct" in refused.err
    hantar("import", "--db", db, "receipts", other, "--correct")
    assert any(f["rule"] == "sorted" for f in broken(db))  # 100 more came than were sorted
    hantar("log", "replay", "--db", db)


def a_line_may_be_typed(folder):
    db = loaded(folder)
    row = "No BTTB=BTTB-9; Tanggal=2020-11-30; Kontrak=SP-03/2020; Barang=tinta; Diterima=2 ekor"
    assert "2 ekor" in hantar("import", "--db", db, "receipts", "--row", row, status=1).err
    hantar("import", "--db", db, "receipts", "--row", row.replace(" ekor", ""))
    card = hantar("stock", "card", "ink", "--db", db, "--json").json("stock-card")
    assert card["lines"][-1]["document"] == "BTTB BTTB-9" and card["lines"][-1]["in"] == 2
    hantar("import", "--db", db, "receipts", "--row", "Diterima", status=2)
    hantar("import", "--db", db, "receipts", status=2)


def a_surat_jalan_used_twice_is_refused(folder):
    db = loaded(folder)
    again = changed(folder, "shipments", "SJ-31/2020,2020-11-18", "SJ-11/2020,2020-11-18")
    assert "used twice" in take(db, "shipments", again, status=1).err


def status_tells_how_far_it_is(folder):
    db = loaded(folder)
    words = ["stock", "status", "--db", db, "--as-of", "2020-11-12"]
    status = hantar(*words, "--json").json("stock-status")
    ballot = next(g for g in status["goods"] if g["item"] == "ballot")
    assert ballot["needed"] == 158444 and ballot["packed"] == 0
    assert ballot["unsorted"] == 158344 - 4 * 28000
    assert ballot["sorted_on"] == "2020-11-14"
    assert ballot["late"]  # 100 of the order have not come, and the day is past
    assert "sorted on" in hantar(*words).out


def a_card_ends_at_what_lies_there(folder):
    db = loaded(folder)
    card = hantar("stock", "card", "ballot", "--db", db, "--json").json("stock-card")
    assert card["place"] == "KPU-6109" and card["lines"][-1]["balance"] == 2000
    balance = 0
    for line in card["lines"]:
        balance += line["in"] - line["out"]
        assert balance == line["balance"]
    assert "BTTB BTTB-003" in hantar("stock", "card", "ballot", "--db", db).out
    hantar("stock", "card", "nothing", "--db", db, status=1)
    hantar("stock", "card", "--db", db, status=2)


def the_papers_hold_what_the_record_says(folder):
    db = loaded(folder)
    papers = os.path.join(folder, "papers")
    made = hantar("stock", "papers", "--db", db, "--to", papers, "--json").json("stock-papers")
    assert [f["name"] for f in made["files"]] == ["bttb.pdf", "ba-sortir.pdf",
                                                  "ba-pemusnahan.pdf", "kartu-stok.pdf",
                                                  "kartu-stok.csv"]
    assert made["files"][0]["pages"] == 5  # one for each BTTB

    def text(name):
        return subprocess.run(["pdftotext", "-layout", os.path.join(papers, name), "-"],
                              check=True, capture_output=True, text=True).stdout

    assert "99.900" in text("bttb.pdf") and "CONTOH" in text("bttb.pdf")
    assert "sembilan bulan November tahun dua ribu dua puluh" in text("ba-sortir.pdf")
    assert "lima ratus dua puluh satu" in text("ba-pemusnahan.pdf")
    assert "676 TPS/PPK" in text("kartu-stok.pdf")
    with open(os.path.join(papers, "kartu-stok.csv"), encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["barang"] == "ballot"]
    kits = [row for row in rows if row["dokumen"].startswith("Setting")]
    assert len(kits) == len({row["dari_kepada"] for row in kits}) == 676  # each by itself
    assert sum(int(r["masuk"]) - int(r["keluar"]) for r in rows) == int(rows[-1]["sisa"]) == 2000
    before = open(os.path.join(papers, "bttb.pdf"), "rb").read()
    hantar("stock", "papers", "--db", db, "--to", papers)
    assert open(os.path.join(papers, "bttb.pdf"), "rb").read() == before  # the same bytes
    hantar("stock", "papers", "--db", db, status=2)


def presses_are_shared_in_time(folder):
    db = regency(folder)
    assert "import them" in hantar("stock", "slots", "--db", db, status=1).err
    take(db, "presses")
    take(db, "print-orders")
    dry = hantar("stock", "slots", "--db", db, "--dry-run", "--json").json("stock-slots")
    assert dry["event"] is None
    slots = hantar("stock", "slots", "--db", db, "--json").json("stock-slots")
    assert slots["proven"] and slots["late_days_max"] == 0 and not slots["impossible"]
    assert len(slots["slots"]) == 9 and slots["slots"] == dry["slots"]
    last = {}
    for slot in slots["slots"]:
        assert slot["begin_min"] >= last.get(slot["press"], 0)  # no press prints two at once
        assert slot["end_min"] - slot["begin_min"] <= 960  # nor longer than a day for one
        assert slot["last"] <= slot["due"]
        last[slot["press"]] = slot["end_min"]
    status = hantar("stock", "status", "--db", db, "--json").json("stock-status")
    assert [(s["press"], s["region"], s["first"]) for s in status["slots"]] == [
        (s["press"], s["region"], s["first"]) for s in slots["slots"]]
    assert "printed on" in hantar("stock", "status", "--db", db).out
    hantar("log", "replay", "--db", db)


def a_print_order_that_is_not_the_formulas_is_remarked(folder):
    db = regency(folder)
    assert "the formula gives" not in take(db, "print-orders").out
    other = changed(folder, "print-orders", "158444", "160000")
    assert "160,000 are to be printed, the formula gives 158,444" in take(db, "print-orders",
                                                                          other).out


def what_cannot_be_printed_in_time_is_named(folder):
    db = regency(folder)
    take(db, "presses")
    early = changed(folder, "print-orders", "6106;Kapuas Hulu;bupati;180000;2020-11-25",
                    "6106;Kapuas Hulu;bupati;180000;2020-10-20")
    take(db, "print-orders", early)
    late = hantar("stock", "slots", "--db", db, "--json", status=1).json("stock-slots")
    assert late["late_days_max"] > 0 and late["proven"]
    assert [s["region"] for s in late["slots"] if s["late_days"]] == ["6106"]
    assert "Kapuas Hulu" in hantar("stock", "slots", "--db", db, status=1).out


if __name__ == "__main__":
    main(sys.modules[__name__])
