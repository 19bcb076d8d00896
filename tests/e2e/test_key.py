# SPDX-License-Identifier: Apache-2.0
"""Keys as people use them: one laptop that enrols, another that only has its own key."""
import os
import stat
import sys

from harness import hantar, main


def _office(folder):
    db = os.path.join(folder, "x.db")
    hantar("init", "--db", db, "--election", "pemilu-2024", "--scope", "1222")
    hantar("key", "new", "--db", db)
    hantar("key", "enrol", "--db", db, "--name", "Siti Aminah", "--org", "kpu-1222")
    return db


def _keys(db):
    return hantar("key", "list", "--db", db, "--json").json("key")["keys"]


def a_new_key_is_secret_and_its_public_half_is_not(folder):
    path = os.path.join(folder, "gudang.key")
    new = hantar("key", "new", path, "--kind", "device", "--json").json("key-new")
    assert new["secret_file"] == path and new["public_file"] == path + ".pub"
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    with open(path, "rb") as secret, open(path + ".pub", "rb") as public:
        assert b"secret" in secret.read()
        assert b"secret" not in public.read()
    again = hantar("key", "new", path, status=1)
    assert "never written over" in again.err


def a_device_is_enrolled_from_its_public_half_and_revoked(folder):
    db = _office(folder)
    path = os.path.join(folder, "gudang.key")
    hantar("key", "new", path, "--kind", "device")
    wrong = hantar("key", "enrol", path, "--db", db, "--role", "depot", status=1)
    assert "must not travel" in wrong.err
    hantar("key", "enrol", path + ".pub", "--db", db, status=2)
    hantar("key", "enrol", path + ".pub", "--db", db, "--role", "depot", "--org", "ppk-122201")
    operator, device = _keys(db)
    assert (operator["role"], operator["name"], operator["enrolled"]) == \
        ("operator", "Siti Aminah", 2)
    assert (device["kind"], device["role"], device["org"]) == ("device", "depot", "ppk-122201")
    hantar("key", "revoke", device["key"], "--db", db, "--reason", "hilang")
    assert _keys(db)[1]["revoked"] == 4
    last = hantar("key", "revoke", operator["key"], "--db", db, "--reason", "x", status=1)
    assert "last operator" in last.err


def names_stay_out_of_the_record(folder):
    db = _office(folder)
    import sqlite3
    with sqlite3.connect(db) as base:
        events = b"".join(row[0] for row in base.execute("SELECT canonical FROM event"))
    assert b"withheld:" in events and b"Siti" not in events


def what_is_stated_is_signed_by_the_key_beside_the_database(folder):
    db = _office(folder)
    hantar("init", "--db", db, "--election", "pemilu-2024", "--scope", "1222")
    replay = hantar("log", "replay", "--db", db, "--json").json("log-replay")
    assert (replay["events"], replay["signatures"], replay["signatures_wrong"]) == (3, 2, 0)


def a_key_that_others_may_read_is_refused(folder):
    db = _office(folder)
    os.chmod(db + "-key", 0o644)
    refused = hantar("init", "--db", db, "--election", "pemilu-2024", "--scope", "1222", status=1)
    assert "others may read" in refused.err


def only_an_enrolled_key_that_was_named_signs(folder):
    db = _office(folder)
    path = os.path.join(folder, "other.key")
    hantar("key", "new", path)
    refused = hantar("init", "--db", db, "--election", "pemilu-2024", "--scope", "1222",
                     "--key", path, status=1)
    assert "not enrolled" in refused.err


if __name__ == "__main__":
    sys.exit(main(sys.modules[__name__]))
