#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_papers.py PRINT_SAMPLE GOLDEN_DIRECTORY [--update]

Prints the sample and reads every paper back with programs that are not ours: poppler, zbar,
openpyxl, Python's JSON, node. With --update the golden texts are written anew."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

import openpyxl

sample, golden = sys.argv[1], sys.argv[2]
update = "--update" in sys.argv
done = 0
failed = 0


def read_qr(picture):
    only = ["-Sdisable", "-Sqrcode.enable"]
    return subprocess.run(["zbarimg", "-q", "--raw", *only, picture], capture_output=True)


def check(sentence, good, why=""):
    global done, failed
    done += 1
    failed += not good
    reason = f" # {why}" if why and not good else ""
    print(f"{'ok' if good else 'not ok'} {done} - {sentence}{reason}")


def run(*words):
    return subprocess.run(words, check=True, capture_output=True).stdout


def same_as_golden(name, text):
    path = os.path.join(golden, name)
    if update:
        open(path, "w", newline="").write(text)
    stands = open(path, newline="").read() if os.path.exists(path) else ""
    lines = enumerate(zip(text.split("\n"), stands.split("\n")), 1)
    at = next((i for i, (a, b) in lines if a != b), 0)
    check(f"{name} is as it was", stands == text, f"first difference in line {at}")


def text_of(folder, name):
    out = run("pdftotext", "-layout", f"{folder}/{name}.pdf", "-").decode()
    return re.sub(r"[ \t]+$", "", out, flags=re.M)


def texts(folder):
    for name in ["ringkasan", "surat-jalan", "bast", "label-kotak", "peta-rute", "saran"]:
        same_as_golden(f"{name}.txt", text_of(folder, name))
    for name in ["rute.geojson", "rencana.ics"]:
        same_as_golden(name, open(f"{folder}/{name}", newline="", encoding="utf-8").read())


def closed_roads(folder):
    """What a crew does if its road is closed: found on the map, so with roads only."""
    same_as_golden("peta-rute-jalan.txt", text_of(folder, "peta-rute"))
    data = json.loads(re.search(r'id="data">(.*?)</script>',
                                open(f"{folder}/index.html", encoding="utf-8").read(), re.S)[1])
    told = [t for t in data["trips"] if "closed" in t]
    says = run("pdftotext", f"{folder}/peta-rute.pdf", "-").decode()
    check("each trip that comes to a flood point has its page on closed roads, others a sentence",
          len(told) == len(re.findall(r"^If the road is closed$", says, re.M)) > 0
          and says.count("If the road is closed:") == len(data["trips"]) - len(told))
    layer = json.load(open(f"{folder}/rute.geojson"))
    hazard = [f for f in layer["features"] if f["properties"]["kind"] == "hazard"]
    check("a hazard is drawn as the roads that it closes",
          [h["geometry"]["type"] for h in hazard] == ["MultiLineString"])
    waybills = run("pdftotext", f"{folder}/surat-jalan.pdf", "-").decode()
    check("a waybill names the way round", "Bila tertutup: ada jalan memutar" in waybills)


def chances(folder):
    layer = json.load(open(f"{folder}/rute.geojson"))
    planned = [f["properties"] for f in layer["features"] if "on_time" in f["properties"]]
    check("each delivered TPS has its chance with an interval",
          len(planned) == 38 and all(p["on_time_low"] <= p["on_time"] <= p["on_time_high"]
                                     for p in planned))
    stops = openpyxl.load_workbook(f"{folder}/rencana.xlsx")["Stops"]
    rows = [r for r in stops.iter_rows(min_row=2, values_only=True) if r[5]]
    by_tps = {p["tps"]: p for p in planned}
    check("the workbook says the same chances",
          all(abs(r[14] / 100 - by_tps[r[2]]["on_time"]) < 1e-9 for r in rows))
    advice = run("pdftotext", "-layout", f"{folder}/saran.pdf", "-").decode()
    check("each office that can do something has its pages, with a line to decide on",
          [office for office in ["KPU", "BPBD", "PUPR", "Dishub", "the police"]
           if re.search(f"^ *To: {office}", advice, re.M)] == ["KPU", "BPBD", "PUPR", "the police"]
          and len(re.findall("Decision +agreed", advice)) == 4)
    check("what is not certain is said to be", "NOT CERTAIN: 0.010 fewer" in advice)
    says = run("pdftotext", f"{folder}/ringkasan.pdf", "-").decode()
    check("what is assumed is said to be", "ASSUMED, not measured" in says)


def inside_the_page(folder):
    """Every word within the page's margins, and none over the footer."""
    for name in ["ringkasan", "surat-jalan", "bast", "label-kotak", "peta-rute", "saran"]:
        tree = ET.fromstring(run("pdftotext", "-bbox", f"{folder}/{name}.pdf", "-"))
        space = "{http://www.w3.org/1999/xhtml}"
        margin = 20 if name == "label-kotak" else 50
        out = [w.text for page in tree.iter(space + "page") for w in page.iter(space + "word")
               if float(w.get("xMin")) < margin or float(w.get("xMax")) > 595.3 - margin
               or float(w.get("yMax")) > 830]
        check(f"nothing leaves the pages of {name}.pdf", not out, " ".join(out[:5]))
        fonts = run("pdffonts", f"{folder}/{name}.pdf").decode().split("\n")[2:]
        bad = [f for f in fonts if f and ("NotoSans" not in f or " yes " not in f)]
        check(f"{name}.pdf holds the pinned font and no other", not bad, ";".join(bad))
        info = run("pdfinfo", "-isodates", f"{folder}/{name}.pdf").decode()
        check(f"{name}.pdf is dated as its plan", "2024-01-31T03:04:05Z" in info)


def codes(folder, work):
    found = set()
    for dots in ["150", "180"]:  # zbar misses some whose modules fall between two rows of pixels
        run("pdftoppm", "-r", dots, "-png", f"{folder}/label-kotak.pdf", f"{work}/label{dots}")
        for page in sorted(os.listdir(work)):
            if page.startswith(f"label{dots}"):
                found |= set(read_qr(f"{work}/{page}").stdout.decode().split())
    typed = [f"{c[4:8]}-{c[8]}-{c[9:14]}-{c[14]}" for c in found]
    book = openpyxl.load_workbook(f"{folder}/rencana.xlsx", read_only=True)
    packed = {row[7] for row in book["Packing"].iter_rows(min_row=2, values_only=True)}
    check("every label's code is read by zbar", len(found) == 220,
          f"{len(found)} codes")
    check("every box in the packing sheet has its label", packed <= set(typed) and len(packed) > 1)
    check("a code says number, place, contest, copy and key, and is signed",
          all(re.fullmatch(r"HT1\.12221\d{6}\.(\d{13}|\d{6})\.[A-Z-]+\.\d\.[0-9A-F]{16}"
                           r"\.[A-Z2-7]{103}", c) for c in found))
    says = run("pdftotext", "-layout", f"{folder}/label-kotak.pdf", "-").decode()
    check("the digits below a code are its number", all(c in says for c in typed))
    run("pdftoppm", "-r", "150", "-png", "-f", "2", "-l", "3", f"{folder}/bast.pdf", f"{work}/bast")
    page = sorted(p for p in os.listdir(work) if p.startswith("bast"))[-1]
    out = read_qr(f"{work}/{page}")
    check("a berita acara's code is its number",
          out.stdout.decode().strip() == "0002/BAST/1222-31/II/2024",
          out.stdout.decode())


def workbook(folder):
    book = openpyxl.load_workbook(f"{folder}/rencana.xlsx")
    check("the workbook has its sheets",
          book.sheetnames == ["About", "Needs", "Packing", "Trips", "Stops", "Fleet", "Risk"])
    check("headers are frozen", all(book[s].freeze_panes == "B2" for s in book.sheetnames))
    needs = list(book["Needs"].iter_rows(min_row=2, values_only=True))
    check("every TPS has a row of needs", len(needs) == 40)
    check("unknown voters are a word, not a number", needs[3][4] == "unknown")
    check("ballots are voters, moved voters and two percent, rounded up",
          all(r[6] == r[4] + r[5] + -(-r[4] // 50) for r in needs
              if isinstance(r[4], (int, float))))
    stops = list(book["Stops"].iter_rows(min_row=2, values_only=True))
    trips = {r[0]: r for r in book["Trips"].iter_rows(min_row=2, values_only=True)}
    check("times are times, and within their trip",
          all(trips[s[0]][9] <= s[6] <= s[8] <= trips[s[0]][10] for s in stops))
    check("a trip's boxes are those of its stops",
          all(t[12] == sum(s[11] for s in stops if s[0] == n) for n, t in trips.items()))
    packing = list(book["Packing"].iter_rows(min_row=2, values_only=True))
    first = [r for r in packing if r[0] == "P-0210-TR01-1"]
    last_stop = [s for s in stops if s[0] == "P-0210-TR01-1"][-1]
    check("the last stop is loaded first", first[0][2] == 1 and first[0][3] == last_stop[2])


def others(folder):
    layer = json.load(open(f"{folder}/rute.geojson"))
    kinds = [f["properties"]["kind"] for f in layer["features"]]
    check("GeoJSON holds trips, depots and TPS",
          (kinds.count("trip"), kinds.count("depot"), kinds.count("tps")) == (7, 2, 40))
    check("a TPS without a place has no geometry", layer["features"][7 + 2 + 8]["geometry"] is None)
    ics = open(f"{folder}/rencana.ics", "rb").read()
    lines = ics.split(b"\r\n")
    check("calendar lines are folded at 75 octets",
          max(map(len, lines)) <= 75 and b"\n" not in b"".join(lines))
    whole = ics.replace(b"\r\n ", b"").decode()
    uids = re.findall(r"UID:(.*)\r", whole)
    check("every trip is one event with a UID of its own", len(uids) == len(set(uids)) == 7)
    check("the zone is defined and used", whole.count("TZID:Asia/Jakarta") == 1
          and whole.count("DTSTART;TZID=Asia/Jakarta:") == 7)


def page(folder, work):
    html = open(f"{folder}/index.html", encoding="utf-8").read()
    data = json.loads(re.search(r'id="data">(.*?)</script>', html, re.S).group(1))
    check("the page carries every TPS and trip", len(data["tps"]) == 40 and len(data["trips"]) == 7)
    check("the page needs no network", not re.search(r'(src|href)\s*=|@import|url\(|fetch\(', html))
    check("the page marks examples", data["example"] is True)
    script = re.search(r"<script>\s*(.*?)</script>", html, re.S).group(1)
    open(f"{work}/page.js", "w").write(script)
    if shutil.which("node"):
        out = subprocess.run(["node", "--check", f"{work}/page.js"], capture_output=True)
        check("the page's script is well formed", out.returncode == 0, out.stderr.decode()[:200])


def main():
    with tempfile.TemporaryDirectory() as work:
        plain, roads = f"{work}/plain", f"{work}/roads"
        run(sample, plain, "en")
        run(sample, roads, "en", "roads")
        texts(plain)
        inside_the_page(plain)
        codes(plain, work)
        workbook(plain)
        others(plain)
        chances(plain)
        closed_roads(roads)
        page(plain, work)
        page(roads, work)
        says = run("pdftotext", f"{plain}/peta-rute.pdf", "-").decode()
        check("a map without roads says that it is an estimate", "no road data" in says)
        says = run("pdftotext", f"{roads}/peta-rute.pdf", "-").decode()
        check("a map with roads names its source",
              "OpenStreetMap" in says and "no road data" not in says)
        layer = json.load(open(f"{roads}/rute.geojson"))
        check("with roads a trip has more points than stops",
              all(len(f["geometry"]["coordinates"]) > f["properties"]["stops"]
                  for f in layer["features"] if f["properties"]["kind"] == "trip"
                  and f["properties"]["to"] == "tps"))
    print(f"1..{done}")
    sys.exit(1 if failed else 0)


main()
