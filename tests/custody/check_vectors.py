#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Labels and the hash that custody events name, by docs/format.md alone: a second reading with
Python's own library and python3-cryptography, which shares no code with the first. Speaks TAP."""
import base64
import hashlib
import json
import os

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (Ed25519PrivateKey,
                                                               Ed25519PublicKey)

SOURCE = os.environ.get("HANTAR_SOURCE", os.path.join(os.path.dirname(__file__), "..", ".."))


def signature_of(label):
    text = label.rpartition(".")[2]
    return base64.b32decode(text + "=" * (-len(text) % 8))


def label_holds(label, public):
    message = label.rpartition(".")[0]
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(
            signature_of(label), b"hantar/label/v1\n" + message.encode())
    except InvalidSignature:
        return False
    return True


def main():
    with open(os.path.join(SOURCE, "tests", "custody", "data", "vectors.json"),
              encoding="utf-8") as file:
        v = json.load(file)
    public, label = v["public"], v["label"]
    key = hashlib.sha256(b"hantar/key/v1\n" + bytes.fromhex(public)).hexdigest()[:16]
    signed = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(v["seed"])).sign(
        b"hantar/label/v1\n" + label.rpartition(".")[0].encode())
    item = hashlib.sha256(b"hantar/item-event/v1\n" + v["event"].encode()).hexdigest()
    points = [("the label holds", label_holds(label, public)),
              ("its signature is the one that the seed makes", signed == signature_of(label)),
              ("it names its key", label.split(".")[5] == key.upper() == v["key"].upper()),
              ("a label with another place does not hold",
               not label_holds(label.replace("1222011001001", "1222011001002"), public)),
              ("the hash that the next event names", item == v["item_event"])]
    print(f"1..{len(points)}")
    for number, (title, good) in enumerate(points, 1):
        print(f"{'ok' if good else 'not ok'} {number} - {title}")


if __name__ == "__main__":
    main()
