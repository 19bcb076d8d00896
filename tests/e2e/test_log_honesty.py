# SPDX-License-Identifier: Apache-2.0
"""The signed record as people use it: an office that publishes, a witness, a holder of a receipt,
and somebody who edits the database, the published files, or restores an old backup."""
import os
import shutil
import sqlite3
import sys

from harness import hantar, main

ORIGIN = "hantar.invalid/1222"


class _Office:
    """A regency's database with an operator, a log key, and its published folder."""

    def __init__(self, folder):
        self.folder = folder
        self.db = os.path.join(folder, "x.db")
        self.public = os.path.join(folder, "public")
        hantar("init", "--db", self.db, "--election", "pemilu-2024", "--scope", "1222")
        hantar("key", "new", "--db", self.db)
        hantar("key", "enrol", "--db", self.db, "--name", "Siti Aminah")
        hantar("key", "new", "--db", self.db, "--kind", "log")
        hantar("key", "enrol", self.db + "-log-key.pub", "--db", self.db)

    def path(self, name):
        return os.path.join(self.folder, name)

    def state(self):
        hantar("init", "--db", self.db, "--election", "pemilu-2024", "--scope", "1222")

    def checkpoint(self, *words, status=0):
        return hantar("log", "checkpoint", "--db", self.db, "--to", self.public, *words,
                      status=status)

    def signed(self, *words):
        return self.checkpoint("--json", *words).json("log-checkpoint")

    def verify(self, *words):
        result = hantar("log", "verify", "--db", self.db, "--json", *words, status=None)
        report = result.json("log-verify")
        assert result.status == (1 if report["fault_total"] else 0), result.err
        return report

    def says(self, text, *words):
        report = self.verify(*words)
        said = [fault["text"] for fault in report["faults"]] + report["published"]
        assert any(text in line for line in said), said

    def sql(self, text):
        with sqlite3.connect(self.db) as base:
            base.execute(text)
        base.close()

    def prove(self, event, name):
        hantar("log", "prove", event, "--db", self.db, "--out", self.path(name))
        return self.path(name + ".tlog-proof")


def _witness(office):
    """Its key, and a policy that asks for it."""
    made = hantar("log", "witness", "--new-key", "bawaslu.example/saksi", "--key",
                  office.path("saksi.key"), "--state", office.path("saksi"))
    log = office.signed()["vkey"]
    with open(office.path("policy"), "w", encoding="utf-8") as file:
        file.write(f"log {log}\nwitness bawaslu {made.out.strip()}\nquorum bawaslu\n")
    return office.path("policy")


def _cosign(office, old, status=0):
    """The office asks by a file on a stick, the witness answers, the office keeps the answer."""
    request, answer = office.path("request"), office.path("answer")
    office.checkpoint("--request", request, "--old", old)
    done = hantar("log", "witness", "--key", office.path("saksi.key"), "--state",
                  office.path("saksi"), "--policy", office.path("policy"), "--request", request,
                  "--out", answer, status=status)
    if status == 0:
        office.checkpoint("--cosign", answer, "--policy", office.path("policy"))
    return done


def a_receipt_is_verified_offline_by_whoever_holds_it(folder):
    office = _Office(folder)
    policy = _witness(office)
    _cosign(office, 0)
    assert office.signed()["cosignatures"] == 1
    proof = office.prove(2, "r")
    held = hantar("log", "prove", "2", "--db", office.db, "--out", office.path("s"), "--json")
    assert held.json("log-prove")["cosignatures"] == 1
    said = hantar("verify", proof, "--policy", policy, "--receipt", office.path("r.receipt"))
    assert "key.enrolled" in said.out, said.out
    report = office.verify("--policy", policy, "--from", office.public)
    assert (report["fault_total"], report["cosignatures"], report["checkpoints"]) == (0, 1, 1)


def no_checkpoint_without_the_key_of_the_log(folder):
    office = _Office(folder)
    os.rename(office.db + "-log-key", office.path("elsewhere"))
    assert "key new --kind log" in office.checkpoint(status=1).err
    hantar("key", "new", "--db", office.db, "--kind", "log")
    assert "not enrolled" in office.checkpoint(status=1).err
    assert not os.path.exists(office.public)


def what_is_edited_in_the_database_is_named(folder):
    office = _Office(folder)
    office.signed()
    assert office.verify()["fault_total"] == 0
    spare = office.path("spare.db")
    shutil.copy(office.db, spare)
    for change, expected in [
            ("UPDATE event SET canonical = CAST(replace(CAST(canonical AS TEXT), 'operator', "
             "'driver') AS BLOB) WHERE seq = 2", "not what its leaf commits to"),
            ("UPDATE event SET commitment = zeroblob(32) WHERE seq = 2", "the first 3 events"),
            ("UPDATE event_salt SET salt = zeroblob(32) WHERE seq = 2", "not what its leaf"),
            ("DELETE FROM event WHERE seq = 2", "event 2 is missing"),
            ("DELETE FROM event WHERE seq = 3", "event 3 is missing"),
            ("UPDATE ledger_key SET role = 'x'", "the view ledger_key"),
            ("UPDATE ledger_checkpoint SET note = CAST(replace(CAST(note AS TEXT), '\n3\n', "
             "'\n2\n') AS BLOB)", "the checkpoint over 2 events"),
    ]:
        office.sql(change)
        office.says(expected)
        os.remove(office.db)
        shutil.copy(spare, office.db)


def what_is_edited_in_the_published_files_is_named(folder):
    office = _Office(folder)
    office.signed()
    for name in ("tile/0/000.p/3", "tile/entries/000.p/3"):
        path = os.path.join(office.public, name)
        with open(path, "r+b") as file:
            byte = file.read(40)[-1]
            file.seek(39)
            file.write(bytes([byte ^ 1]))
        office.says(name + " is not what the record gives", "--from", office.public)
        os.remove(path)
        office.says(name + " cannot be read", "--from", office.public)
        shutil.rmtree(office.public)
        office.signed()
        assert office.verify("--from", office.public)["fault_total"] == 0
    with open(os.path.join(office.public, "checkpoint"), "r+", encoding="utf-8") as file:
        text = file.read().replace("\n3\n", "\n4\n")
        file.seek(0)
        file.write(text)
    office.says("is not of this log", "--from", office.public)
    office.checkpoint(status=1)  # nothing is published over what is not of this log


def an_old_backup_is_not_signed_and_the_witness_refuses_it_too(folder):
    office = _Office(folder)
    _witness(office)
    _cosign(office, 0)
    shutil.copy(office.db, office.path("backup.db"))
    office.state()
    office.state()
    proof = office.prove(office.signed()["size"], "late")
    _cosign(office, 3)
    shutil.copy(office.db, office.path("newest.db"))
    shutil.copy(office.path("backup.db"), office.db)
    assert "older copy" in office.checkpoint(status=1).err
    office.says("others hold a checkpoint over 5 events", "--against", proof)
    # other events under the same numbers; and the note beside the database is thrown away
    for _ in range(3):
        office.state()
    assert "are not those" in office.checkpoint(status=1).err
    os.remove(office.db + "-signed-1222")
    shutil.move(office.public, office.path("public-of-before"))
    assert "restored or copied" in office.checkpoint(status=1).err
    before = os.path.join(office.path("public-of-before"), "checkpoint")
    assert "are not those" in office.checkpoint("--against", before, status=1).err
    # whoever forgets the past altogether can sign; the witness and the holder of a proof object
    office.sql("DELETE FROM ledger_checkpoint")
    assert office.signed()["size"] == 6
    office.says("others hold", "--against", proof)
    refused = _cosign(office, 5, status=1)
    assert "it is not shown" in refused.err
    # the newest backup goes on where it was
    shutil.copy(office.path("newest.db"), office.db)
    os.remove(office.db + "-signed-1222")
    shutil.rmtree(office.public)
    assert office.checkpoint("--against", before, "--json").json("log-checkpoint")["size"] == 5


def a_copied_folder_is_shown_the_newest_checkpoint_once(folder):
    office = _Office(folder)
    office.signed()
    copy = os.path.join(folder, "copy")
    os.mkdir(copy)
    for ending in ("", "-key", "-log-key", "-signed-1222"):
        shutil.copy2(office.db + ending, os.path.join(copy, "x.db" + ending))
    office.db = os.path.join(copy, "x.db")
    office.state()
    assert "restored or copied" in office.checkpoint(status=1).err
    assert office.signed("--against", os.path.join(office.public, "checkpoint"))["size"] == 4
    office.state()
    assert office.signed()["size"] == 5


def two_regencies_in_one_database_have_two_logs(folder):
    office = _Office(folder)
    scope = ("--scope", "1223")
    hantar("init", "--db", office.db, "--election", "pemilu-2024", *scope)
    assert "--scope" in hantar("key", "list", "--db", office.db, status=1).err
    hantar("key", "enrol", "--db", office.db, *scope)
    hantar("key", "enrol", office.db + "-log-key.pub", "--db", office.db, *scope)
    first = office.signed("--scope", "1222")
    other = os.path.join(folder, "other")
    words = ("log", "checkpoint", "--db", office.db, "--to", other, *scope, "--json")
    second = hantar(*words).json("log-checkpoint")
    assert (first["origin"], second["origin"]) == (ORIGIN, "hantar.invalid/1223")
    assert first["root"] != second["root"]
    for public in (office.public, other):
        assert office.verify("--against", os.path.join(public, "checkpoint"))["fault_total"] == 0
    # one log's folder is not written over with the other's
    words = ("log", "checkpoint", "--db", office.db, "--to", office.public, *scope)
    hantar(*words, status=1)


def erasing_leaves_the_record_whole(folder):
    office = _Office(folder)
    office.signed()
    office.sql("DELETE FROM withheld")
    office.sql("DELETE FROM event_salt WHERE seq = 2")
    report = office.verify("--from", office.public)
    assert (report["fault_total"], report["salts_missing"]) == (0, 1)
    hantar("log", "replay", "--db", office.db)
    proven = hantar("log", "prove", "2", "--db", office.db, "--out", office.path("r"), "--json")
    assert proven.json("log-prove")["receipt"] is None
    assert "(withheld)" in hantar("key", "list", "--db", office.db).out


if __name__ == "__main__":
    sys.exit(main(sys.modules[__name__]))
