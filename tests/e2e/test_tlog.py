# SPDX-License-Identifier: Apache-2.0
"""hantar log witness and hantar verify. The log they meet is not ours: it is the oracle in Go of
tests/tlog, so both sides of each format are written twice."""
import base64
import hashlib
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TESTS, "tlog"))

import go_oracle
from harness import HANTAR, ROOT, Skip, check_schema, hantar, main

ORIGIN = "log.example/1222"
ALL_SIDES = ("kpu", "bawaslu", "dkpp", "pemantau", "universitas")
_oracle = {}


def _run_oracle(folder, *words, text=None, status=0):
    if not _oracle:
        _oracle["folder"] = tempfile.TemporaryDirectory()
        _oracle["program"] = go_oracle.build(_oracle["folder"].name)
    if not _oracle["program"]:
        raise Skip("go is not here")
    done = subprocess.run([_oracle["program"], *map(str, words)], input=text, cwd=folder,
                          capture_output=True, text=True)
    assert done.returncode == status, done.stderr
    return done.stdout


def _write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return path


def _read(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
        return file.read()


class _World:
    """A log in Go, witnesses in C, and a policy: of one witness, or the example that is shipped,
    which asks for two of three authorities and for one from outside."""

    def __init__(self, folder, witnesses=("kpu",)):
        self.folder = folder
        skey, self.log_vkey = _run_oracle(folder, "key", ORIGIN).split()
        _write(folder, "log.key", skey)
        self.vkeys = {}
        for name in witnesses:
            made = hantar("log", "witness", "--new-key", f"{name}.example/saksi", "--key",
                          os.path.join(folder, f"{name}.key"), "--state",
                          os.path.join(folder, f"{name}.state"))
            self.vkeys[name] = made.out.strip()
        text = f"log {self.log_vkey}\nwitness kpu {self.vkeys['kpu']}\nquorum kpu\n"
        if witnesses == ALL_SIDES:
            with open(os.path.join(ROOT, "data", "policy", "example.policy"),
                      encoding="utf-8") as file:
                text = file.read().replace("<KPU-LOG>", self.log_vkey)
            for name, vkey in self.vkeys.items():
                text = text.replace(f"<{name.upper()}>", vkey)
        self.policy = _write(folder, "election.policy", text)

    def request(self, old, new, *options):
        text = _run_oracle(self.folder, "request", *options, "log.key", old, new)
        return _write(self.folder, f"{old}-{new}.request", text)

    def witness(self, request, name="kpu", status=0, json_too=False):
        out = os.path.join(self.folder, f"{name}.answer")
        if os.path.exists(out):
            os.remove(out)
        said = hantar("log", "witness", "--key", os.path.join(self.folder, f"{name}.key"),
                      "--state", os.path.join(self.folder, f"{name}.state"), "--policy",
                      self.policy, "--request", request, "--out", out,
                      *(["--json"] if json_too else []), status=status)
        return said, _read(self.folder, f"{name}.answer") if os.path.exists(out) else None

    def verify_note(self, note, *vkeys):
        return _run_oracle(self.folder, "verify", *vkeys, text=note)


# ------------------------------------------------------------------ witness, from files


def a_key_is_made_once_and_for_its_owner_alone(folder):
    key, state = os.path.join(folder, "w.key"), os.path.join(folder, "w.state")
    words = ("log", "witness", "--new-key", "kpu.example/saksi")
    made = hantar(*words, "--key", key, "--state", state, "--json")
    vkey = made.json("log-witness-key")["vkey"]
    assert re.fullmatch(r"kpu\.example/saksi\+[0-9a-f]{8}\+B[A-Za-z0-9+/]{43}", vkey), vkey
    assert os.stat(key).st_mode & 0o777 == 0o600
    before = _read(folder, "w.key")
    hantar(*words, "--key", key, "--state", state + "2", status=1)
    assert _read(folder, "w.key") == before and not os.path.exists(state + "2")
    hantar(*words, "--key", key + "2", "--state", state, status=1)
    assert _read(folder, "w.state/witness") == vkey
    hantar("log", "witness", "--new-key", "kpu example", "--key", key + "3", "--state", state + "3",
           status=1)
    assert not os.path.exists(key + "3")


def a_witness_does_not_work_without_its_own_memory(folder):
    world = _World(folder, ALL_SIDES)
    request = world.request(0, 10)
    world.witness(request)
    memory = os.path.join(folder, "kpu.state")
    os.rename(memory, memory + ".elsewhere")
    refused, answer = world.witness(request, status=1)
    assert answer is None and not os.path.exists(memory) and "not the folder" in refused.err
    os.rename(os.path.join(folder, "dkpp.state"), memory)  # of another witness
    refused, answer = world.witness(request, status=1)
    assert answer is None and "not the folder" in refused.err


def requests_on_a_stick_are_cosigned_while_the_log_only_grows(folder):
    world = _World(folder)
    size = 0
    for grown in (1, 5, 5, 256, 300):
        request = world.request(size, grown)
        _, lines = world.witness(request)
        checkpoint = _read(folder, f"{size}-{grown}.request").split("\n\n", 1)[1]
        said = world.verify_note(checkpoint + lines, world.log_vkey, world.vkeys["kpu"])
        names = [line.split()[0] for line in said.splitlines()]
        assert names == [ORIGIN, "kpu.example/saksi"], said
        size = grown
    # what monitors would fetch is a static file, and holds for the oracle too
    digest = hashlib.sha256(ORIGIN.encode()).hexdigest()
    note = _read(folder, f"kpu.state/{digest}/checkpoint")
    assert note == checkpoint + lines
    world.verify_note(note, world.log_vkey, world.vkeys["kpu"])


def a_request_from_elsewhere_is_told_where_to_begin(folder):
    world = _World(folder)
    world.witness(world.request(0, 100))
    refused, answer = world.witness(world.request(50, 120), status=1)
    assert answer == "100\n" and "409" in refused.err
    said, _ = world.witness(world.request(100, 120), json_too=True)
    report = said.json("log-witness")
    assert (report["status"], report["size"], report["origin"]) == (200, 120, ORIGIN)
    # the log lost its newest entries: nobody cosigns the older state again
    refused, answer = world.witness(world.request(0, 110), status=1)
    assert answer == "120\n"


def a_forked_log_is_refused_and_the_evidence_kept(folder):
    world = _World(folder)
    world.witness(world.request(0, 100))
    before = _read(folder, "kpu.answer")
    refused, answer = world.witness(world.request(100, 120, "-fork", 90), status=1)
    assert answer is None and "422" in refused.err and "WARNING" not in refused.err
    assert _read(folder, "kpu.state/refused-1") == _read(folder, "100-120.request")
    # two roots of one size accuse the log, whatever else the request says
    for old in (100, 50):
        refused, answer = world.witness(world.request(old, 100, "-fork", 99), status=1)
        assert "WARNING" in refused.err and "prove it" in refused.err, refused.err
    assert _read(folder, "kpu.state/fork-2") == _read(folder, "50-100.request")
    for text in (_read(folder, "kpu.state/fork-1").split("\n\n", 1)[1],
                 _read(folder, "kpu.state/fork-1-seen")):
        world.verify_note(text, world.log_vkey)  # the log signed both
    assert before in _read(folder, "kpu.state/fork-1-seen")
    world.witness(world.request(100, 120))


def a_proof_that_was_spoilt_on_its_way_accuses_nobody(folder):
    world = _World(folder)
    world.witness(world.request(0, 100))
    lines = _read(folder, world.request(100, 120)).split("\n")
    lines[1], lines[2] = lines[2], lines[1]
    for _ in range(25):
        refused, _ = world.witness(_write(folder, "spoilt", "\n".join(lines)), status=1)
        assert "422" in refused.err and "WARNING" not in refused.err
    assert os.path.exists(os.path.join(folder, "kpu.state", "refused-20"))
    assert not os.path.exists(os.path.join(folder, "kpu.state", "refused-21"))
    world.witness(world.request(100, 120))


def logs_and_signatures_that_are_not_known_are_refused(folder):
    world = _World(folder)
    request = world.request(0, 10)
    text = _read(folder, "0-10.request")
    broken = _write(folder, "broken.request", text.replace("\n10\n", "\n11\n"))
    refused, answer = world.witness(broken, status=1)
    assert answer is None and "403" in refused.err
    other, _ = _run_oracle(folder, "key", "other.example/log").split()
    _write(folder, "other.key", other)
    unknown = _write(folder, "unknown.request",
                     _run_oracle(folder, "request", "other.key", 0, 5))
    refused, answer = world.witness(unknown, status=1)
    assert answer is None and "404" in refused.err
    refused, _ = world.witness(_write(folder, "x.request", "hello\n"), status=1)
    assert "400" in refused.err
    world.witness(request)
    # memory that was damaged signs nothing
    digest = hashlib.sha256(ORIGIN.encode()).hexdigest()
    path = f"kpu.state/{digest}/checkpoint"
    note = _read(folder, path)
    for damaged in ("", note.replace("\n10\n", "\n9\n"), "x" + note):
        _write(folder, path, damaged)
        _, answer = world.witness(world.request(10, 20), status=1)
        assert answer is None
    os.remove(os.path.join(folder, path))
    os.rmdir(os.path.dirname(os.path.join(folder, path)))
    _write(folder, os.path.dirname(path), "in the way")
    _, answer = world.witness(world.request(10, 20), status=1)
    assert answer is None
    os.remove(os.path.join(folder, os.path.dirname(path)))
    os.mkdir(os.path.join(folder, os.path.dirname(path)))
    _write(folder, path, note)
    world.witness(world.request(10, 20))


def wrong_use_is_told(folder):
    world = _World(folder)
    for words in ((), ("--key", "x"), ("--key", "x", "--state", "s", "--policy", "p"),
                  ("--key", "x", "--state", "s", "--policy", "p", "--request", "r"),
                  ("--key", "x", "--state", "s", "--policy", "p", "--request", "r", "--out", "o",
                   "--listen", "127.0.0.1:0")):
        hantar("log", "witness", *words, status=2, cwd=folder)
    key = os.path.join(folder, "kpu.key")
    rest = ("--state", os.path.join(folder, "kpu.state"), "--policy", world.policy)
    for address in ("localhost:80", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:70000", ":80"):
        hantar("log", "witness", "--key", key, *rest, "--listen", address, status=2)
    hantar("log", "witness", "--key", os.path.join(folder, "log.key"), *rest, "--listen",
           "127.0.0.1:0", status=1)


# ------------------------------------------------------------------ witness, over HTTP


class _Server:
    def __init__(self, world, name="kpu"):
        self.world, self.name = world, name

    def __enter__(self):
        folder, world = self.world.folder, self.world
        self.child = subprocess.Popen(
            [HANTAR, "log", "witness", "--key", os.path.join(folder, f"{self.name}.key"), "--state",
             os.path.join(folder, f"{self.name}.state"), "--policy", world.policy, "--listen",
             "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "HANTAR_LANG": "en"})
        self.port = int(self.child.stdout.readline().rsplit(":", 1)[1])
        return self

    def __exit__(self, *_):
        self.child.terminate()
        self.said = self.child.communicate(timeout=20)[1]
        assert self.child.returncode == 0, self.said

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, answer.getheader("Content-Type"), text.decode()

    def post(self, request):
        with open(request, "rb") as file:
            return self.ask("POST", "/add-checkpoint", file.read())


def the_same_answers_come_over_http(folder):
    world = _World(folder)
    digest = hashlib.sha256(ORIGIN.encode()).hexdigest()
    with _Server(world) as server:
        assert server.ask("GET", f"/{digest}/checkpoint")[0] == 404
        status, _, lines = server.post(world.request(0, 100))
        assert status == 200
        note = _read(folder, "0-100.request").split("\n\n", 1)[1] + lines
        world.verify_note(note, world.log_vkey, world.vkeys["kpu"])
        assert server.ask("GET", f"/{digest}/checkpoint") == \
            (200, "text/plain; charset=utf-8", note)
        assert server.post(world.request(5, 120)) == (409, "text/x.tlog.size", "100\n")
        assert server.post(world.request(100, 120, "-fork", 7))[0] == 422
        assert server.post(world.request(100, 120))[0] == 200
        assert server.ask("POST", "/add-checkpoint", b"x")[0] == 400
        # nothing else is there
        for path in ("/", "/checkpoint", "/add-checkpoint/", f"/{digest}", f"//{digest}/checkpoint",
                     "/../kpu.key", "/%2e%2e/kpu.key", "/lock", "/fork-1",
                     f"/{digest.upper()}/checkpoint"):
            assert server.ask("GET", path)[0] == 404, path
        assert server.ask("GET", "/add-checkpoint")[0] == 405
        assert server.ask("POST", f"/{digest}/checkpoint", b"x")[0] == 405
        assert server.ask("DELETE", f"/{digest}/checkpoint")[0] == 405
        assert server.ask("HEAD", f"/{digest}/checkpoint")[0] == 200
        assert server.ask("POST", "/add-checkpoint", b"x" * (3 << 20))[0] == 413
        # the folder is this server's as long as it runs
        refused, _ = world.witness(world.request(120, 130), status=1)
        assert "another witness" in refused.err
    assert "422" in server.said and "cosigned" in server.said
    world.witness(world.request(120, 130))  # and after it, whoever comes next goes on


def whatever_comes_over_the_wire_the_witness_stands(folder):
    world = _World(folder)
    with _Server(world) as server:
        for raw in (b"", b"\0" * 1000, b"GET / HTTP/1.1\r\n", b"POST /add-checkpoint HTTP/1.1\r\n"
                    b"Host: x\r\nContent-Length: 100\r\n\r\nold", b"A" * 100000,
                    b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                    b"\r\nffffffffffffffff\r\n", b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\n"
                    b"Content-Length: -1\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", server.port), timeout=20) as s:
                try:
                    s.settimeout(1)
                    s.sendall(raw)
                    s.shutdown(socket.SHUT_WR)
                    s.recv(1000)
                except OSError:
                    pass
        assert server.post(world.request(0, 3))[0] == 200


def of_many_requests_at_once_one_history_comes_out(folder):
    world = _World(folder)
    requests = [world.request(0, size) for size in range(1, 17)]
    answers = {}
    with _Server(world) as server:
        def ask(path):
            answers[path] = server.post(path)
        threads = [threading.Thread(target=ask, args=(path,)) for path in requests]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    good = [path for path, answer in answers.items() if answer[0] == 200]
    assert len(good) == 1, answers
    size = re.search(r"-(\d+)\.request", good[0]).group(1)
    assert all(answer[2] == f"{size}\n" for answer in answers.values() if answer[0] == 409)
    assert sum(answer[0] == 409 for answer in answers.values()) == 15


def a_witness_that_is_killed_remembers_what_it_answered(folder):
    world = _World(folder)
    size = 0
    for grown in range(10, 60, 10):
        with _Server(world) as server:
            assert server.post(world.request(size, grown))[0] == 200
            server.child.kill()
            server.child.wait()
            server.child.returncode = 0
        size = grown
    refused, answer = world.witness(world.request(10, 60), status=1)
    assert answer == "50\n"


# ------------------------------------------------------------------ verify


EVENT = ('{"actor":{"org":"kpu-1222","role":"operator"},"body":{"reason":"banjir","shape":"area"},'
         '"id":"018d8bf3-4a80-7abc-8def-0123456789ab","schema":1,"scope":"1222",'
         '"time":"2024-02-09T03:00:00.000Z","type":"road.closed","v":1}')
SALT = bytes(range(32))


def _leaf(scope, seq, event, salt):
    commitment = hashlib.sha256(b"hantar/event-commitment/v1\n" + salt + event.encode()).hexdigest()
    return f"hantar-leaf/v1\nscope {scope}\nseq {seq}\nevent {commitment}\n"


def _receipt(event=EVENT, salt=SALT, **more):
    return json.dumps({"receipt": 1, "event": event, "salt": salt.hex(), **more})


def _proven_world(folder, cosigners, extra=None, event=EVENT):
    world = _World(folder, ALL_SIDES)
    _write(folder, "leaf", _leaf("1222", 18, event, SALT))
    request = world.request(0, 40, "-entry", "17=leaf")
    lines = []
    for name in cosigners:
        world.witness(request, name)
        lines.append(f"{name}.answer")
    proof = _run_oracle(folder, "proof", "-entry", "17=leaf", "log.key", 17, 40, *lines)
    if extra is not None:
        line = base64.b64encode(extra.encode()).decode()
        proof = proof.replace("\nindex", f"\nextra {line}\nindex", 1)
    world.proof = _write(folder, "17.tlog-proof", proof)
    world.receipt = _write(folder, "17.receipt", _receipt(event))
    return world


def a_proof_with_its_receipt_and_quorum_is_told_in_words(folder):
    world = _proven_world(folder, ("kpu", "dkpp", "pemantau"))
    words = ("verify", world.proof, "--policy", world.policy, "--receipt", world.receipt)
    said = hantar(*words)
    for text in ("PROVEN", ORIGIN, "entry 18", "bawaslu.example/saksi has not cosigned",
                 "quorum: semua-pihak is met", "road.closed of 1222", "org kpu-1222, role operator",
                 "a road is closed: banjir"):
        assert text in said.out, (text, said.out)
    assert "TERBUKTI" in hantar(*words, lang="id").out
    report = hantar(*words, "--json").json("verify")
    assert report["proven"] and report["index"] == 17 and report["size"] == 40
    assert report["event"]["says"] == "a road is closed: banjir"
    assert [p["name"] for p in report["parties"] if not p["holds"]] == ["bawaslu", "universitas"]


def the_receipt_may_be_inside_the_proof(folder):
    world = _proven_world(folder, ("kpu", "dkpp", "pemantau"), extra=_receipt())
    assert "PROVEN" in hantar("verify", world.proof, "--policy", world.policy).out


def without_quorum_or_receipt_nothing_is_proven(folder):
    world = _proven_world(folder, ("kpu", "pemantau"))
    refused = hantar("verify", world.proof, "--policy", world.policy, "--receipt", world.receipt,
                     status=1)
    assert "PROVEN" not in refused.out and "quorum: semua-pihak is NOT met" in refused.out
    refused = hantar("verify", world.proof, "--policy", world.policy, "--receipt", world.receipt,
                     "--json", status=1)
    report = json.loads(refused.out)
    check_schema(report, "verify")
    assert not report["proven"] and report["event"] is None and "semua-pihak" in report["why"]
    refused = hantar("verify", world.proof, "--policy", world.policy, status=1)
    assert "--receipt" in refused.err
    hantar("verify", world.proof, status=2)


def anything_that_was_changed_proves_nothing(folder):
    world = _proven_world(folder, ALL_SIDES)
    proof = _read(folder, "17.tlog-proof")

    def judged(proof_text, receipt_text):
        path = _write(folder, "changed.tlog-proof", proof_text)
        receipt = _write(folder, "changed.receipt", receipt_text)
        said = hantar("verify", path, "--policy", world.policy, "--receipt", receipt, status=None)
        assert (said.status == 0) == ("PROVEN" in said.out)
        return said.status

    assert judged(proof, _receipt()) == 0
    for event in (EVENT.replace("banjir", "longsor"), EVENT.replace("1222", "1223"),
                  EVENT.replace('"v":1', '"v":1 '), EVENT[:-1], ""):
        assert judged(proof, _receipt(event)) == 1
    assert judged(proof, _receipt(salt=bytes(32))) == 1
    assert judged(proof, _receipt(salt=bytes(31))) == 1
    assert judged(proof, _receipt(more=1)) == 1
    assert judged(proof, "") == 1 and judged("", _receipt()) == 1
    for was, now in (("index 17", "index 16"), ("index 17", "index 18"), ("\n40\n", "\n41\n"),
                     (ORIGIN, "log.example/9999"), ("@v1", "@v2"), ("\n\n", "\n")):
        assert was in proof
        assert judged(proof.replace(was, now), _receipt()) == 1
    lines = proof.split("\n")
    assert judged("\n".join(lines[:2] + lines[3:]), _receipt()) == 1
    swapped = lines[:2] + [lines[3], lines[2]] + lines[4:]
    assert judged("\n".join(swapped), _receipt()) == 1
    # signature lines in another order are the same signatures
    at = lines.index("") + 5
    assert judged("\n".join(lines[:at] + lines[at:-1][::-1] + [""]), _receipt()) == 0


def a_handover_is_told_with_its_items_seals_and_parties(folder):
    items = [{"item": f"1222100{n:04}", "previous": None} for n in range(12)]
    items[0]["seals"] = ["K0001", "K0002"]
    body = {"items": items, "from": {"role": "ppk", "org": "ppk-122201"},
            "to": {"role": "kpps", "org": "tps-3"}, "place": "TPS 003 Aek Batu"}
    event = json.loads(EVENT) | {"type": "item.accepted", "body": body}
    text = json.dumps(event, sort_keys=True, separators=(",", ":"))
    world = _proven_world(folder, ("kpu", "dkpp", "pemantau"), event=text)
    words = ("verify", world.proof, "--policy", world.policy, "--receipt", world.receipt)
    said = hantar(*words).out
    assert "1222-1-00000-0 with the seals K0001 K0002, 1222-1-00000-1, " in said, said
    assert "and 9 more was accepted by tps-3 from ppk-122201" in said, said
    assert "at TPS 003 Aek Batu" in said
    assert "dengan segel K0001 K0002" in hantar(*words, lang="id").out


def an_event_cannot_speak_in_the_name_of_the_program(folder):
    event = EVENT.replace("banjir", "\\u001b[2J\\nquorum: all is met\\r\u009b1m\\u0007").replace(
        "operator", "x\\ny")
    world = _proven_world(folder, ("kpu", "dkpp", "pemantau"), event=event)
    said = hantar("verify", world.proof, "--policy", world.policy, "--receipt", world.receipt).out
    assert "PROVEN" in said and "\nquorum: all" not in said and "x y" in said
    assert not any(c < " " and c != "\n" or c == "\u009b" for c in said), repr(said)


def a_policy_of_another_election_proves_nothing(folder):
    world = _proven_world(folder, ALL_SIDES)
    other = os.path.join(folder, "other")
    os.mkdir(other)
    stranger = _World(other, ALL_SIDES)
    refused = hantar("verify", world.proof, "--policy", stranger.policy, "--receipt", world.receipt,
                     status=1)
    assert "PROVEN" not in refused.out
    bad = _write(folder, "bad.policy", "log x\nwitness y\nquorum z\n")
    refused = hantar("verify", world.proof, "--policy", bad, "--receipt", world.receipt, status=1)
    for line in ("bad.policy:1", "bad.policy:2", "bad.policy:3"):
        assert line in refused.err, refused.err


# ------------------------------------------------------------------ the whole way


class _Record(_World):
    """A record of ours with a log key of its own; the witnesses as above."""

    def __init__(self, folder):
        super().__init__(folder, ALL_SIDES)
        self.db = os.path.join(folder, "x.db")
        self.public = os.path.join(folder, "public")
        hantar("init", "--db", self.db, "--election", "pemilu-2024", "--scope", "1222")
        hantar("key", "new", "--db", self.db)
        hantar("key", "enrol", "--db", self.db, "--name", "Siti", "--org", "kpu-1222")
        hantar("key", "new", "--kind", "log", "--db", self.db)
        hantar("key", "enrol", self.db + "-log-key.pub", "--db", self.db, "--name", ORIGIN)
        vkey = self.checkpoint()["vkey"]
        text = _read(folder, "election.policy").replace(self.log_vkey, vkey)
        self.policy = _write(folder, "election.policy", text)
        self.log_vkey = vkey

    def checkpoint(self, *options, status=0):
        said = hantar("log", "checkpoint", "--db", self.db, "--to", self.public, "--json", *options,
                      status=status)
        return json.loads(said.out) if said.out else None

    def state(self, number):
        path = os.path.join(self.folder, f"device-{number}")
        hantar("key", "new", path, "--kind", "device")
        hantar("key", "enrol", path + ".pub", "--db", self.db, "--role", "depot", "--org", "ppk")


def from_a_statement_to_a_proof_that_all_sides_signed(folder):
    record = _Record(folder)
    size = 0
    for round_ in range(3):
        record.state(round_)
        request = os.path.join(folder, "request")
        grown = record.checkpoint("--request", request, "--old", size)["size"]
        for name in record.vkeys:
            _, lines = record.witness(request, name)
            answer = os.path.join(folder, f"{name}.answer")
            made = record.checkpoint("--cosign", answer, "--policy", record.policy)
        assert made["cosignatures"] == 5 and made["size"] == grown == 4 + round_
        assert _run_oracle(folder, "fsck", record.public, record.log_vkey).strip() == str(grown)
        said = record.verify_note(_read(record.public, "checkpoint"), record.log_vkey,
                                  *record.vkeys.values())
        assert len(said.splitlines()) == 6, said
        size = grown
    events = hantar("log", "list", "--db", record.db, "--json").json("log-list")["events"]
    for event in events:
        name = os.path.join(folder, "proof")
        hantar("log", "prove", event["id"], "--db", record.db, "--out", name)
        said = hantar("verify", name + ".tlog-proof", "--policy", record.policy, "--receipt",
                      name + ".receipt")
        assert "PROVEN" in said.out and f"entry {event['seq']}" in said.out
        assert event["type"] in said.out
    # the receipt of one event is not that of another
    first = os.path.join(folder, "first")
    hantar("log", "prove", events[0]["id"], "--db", record.db, "--out", first)
    hantar("verify", first + ".tlog-proof", "--policy", record.policy, "--receipt",
           name + ".receipt", status=1)


def a_published_log_that_was_changed_is_found_out_by_the_oracle(folder):
    record = _Record(folder)
    _run_oracle(folder, "fsck", record.public, record.log_vkey)
    for name in ("tile/0/000.p/3", "tile/entries/000.p/3"):
        path = os.path.join(record.public, name)
        with open(path, "rb") as file:
            whole = file.read()
        with open(path, "wb") as file:
            file.write(whole[:40] + bytes([whole[40] ^ 1]) + whole[41:])
        _run_oracle(folder, "fsck", record.public, record.log_vkey, status=1)
        with open(path, "wb") as file:
            file.write(whole)
    _run_oracle(folder, "fsck", record.public, record.log_vkey)


if __name__ == "__main__":
    main(sys.modules[__name__])
