#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the vectors and golden logs against docs/format.md with Python's own library and, for
signatures, python3-cryptography (OpenSSL): a second reading of the format, by a program that shares
no code with the first. Speaks TAP."""
import base64
import hashlib
import json
import os
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (Ed25519PrivateKey,
                                                               Ed25519PublicKey)

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


def key_id(public):
    return hashlib.sha256(b"hantar/key/v1\n" + base64.b64decode(public)).hexdigest()[:16]


def signature_holds(event, public):
    """Of an event as read; its canonical form without the signature is what was signed."""
    bare = {key: value for key, value in event.items() if key != "signature"}
    signature = base64.b64decode(event["signature"]["value"], validate=True)
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
    try:
        key.verify(signature, b"hantar/event/v1\n" + canonical(bare).encode())
    except InvalidSignature:
        return False
    return event["signature"]["key"] == key_id(public)


def signature_vector_holds(vector):
    event = json.loads(vector["event"])
    secret = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(vector["seed"]))
    again = secret.sign(b"hantar/event/v1\n" + vector["unsigned"].encode())
    return (
        canonical(event) == vector["event"]
        and canonical({k: v for k, v in event.items() if k != "signature"}) == vector["unsigned"]
        and base64.b64encode(again).decode() == event["signature"]["value"]
        and key_id(vector["public"]) == vector["key"]
        and signature_holds(event, vector["public"])
    )


def signatures_hold(golden):
    """Each by a key that stood there by then; the first of a scope by itself."""
    keys = {}
    for line in golden["events"]:
        event = json.loads(line["event"])
        body, scope = event["body"], event["scope"]
        if event["type"] == "key.enrolled":
            keys.setdefault((scope, key_id(body["public"])), body["public"])
        if "signature" in event:
            public = keys.get((scope, event["signature"]["key"]))
            if public is None or not signature_holds(event, public):
                return False
        if event["type"] == "key.revoked":
            del keys[scope, body["key"]]
    return True


def document_shows(page, *parts):
    """What stands in docs/format.md in full; blanks and line breaks aside."""
    page = re.sub(r"\s", "", page)
    return all(re.sub(r"\s", "", part) in page for part in parts)


def main():
    data = os.path.join("tests", "ledger", "data")
    vectors = json.loads(read(data, "leaf-vectors.json"))
    signed = json.loads(read(data, "signature-vectors.json"))
    logs = {name: json.loads(read(data, name)) for name in ("golden-v1.json",
                                                            "golden-v1-signed.json")}
    page, example, first = read("docs", "format.md"), vectors["events"][0], signed["signatures"][0]
    results = [(vector["name"], vector_holds(vector)) for vector in vectors["events"]]
    results += [("value " + v["commitment"][:17], value_holds(v)) for v in vectors["values"]]
    results += [("signed: " + v["name"], signature_vector_holds(v)) for v in signed["signatures"]]
    results += [("forged: " + v["name"],
                 not signature_holds(json.loads(v["event"]), first["public"]))
                for v in signed["forged"]]
    for name, golden in logs.items():
        results.append((name + " has the leaves it should", golden_holds(golden)))
        results.append((name + " has the signatures it should", signatures_hold(golden)))
    shown = (example[key] for key in ("salt", "event", "commitment", "leaf", "leaf_hash"))
    results.append(("docs/format.md shows the first vector", document_shows(page, *shown)))
    shown = (first[key] for key in ("seed", "public", "key", "event"))
    results.append(("docs/format.md shows the first signature", document_shows(page, *shown)))
    print(f"1..{len(results)}")
    for number, (name, good) in enumerate(results, 1):
        print(f"{'ok' if good else 'not ok'} {number} - {name}")


main()
