# SPDX-License-Identifier: Apache-2.0
"""What the end-to-end tests share: running the program, TAP, JSON Schemas, the demo's files.

The program is named by the environment variable HANTAR. A test is a function whose name is a
sentence; main() runs those of a module and speaks TAP."""
import json
import os
import subprocess
import sys
import tempfile
import traceback

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HANTAR = os.environ.get("HANTAR", os.path.join(ROOT, "build", "src", "cli", "hantar"))
SHARED = os.environ.get("HANTAR_SHARED", os.path.join(os.path.dirname(ROOT), "shared"))
DEMO = os.path.join(ROOT, "data", "demo")
KINDS = ["boundaries", "districts", "depots", "tps", "fleet", "personnel", "hazards", "roads"]


class Skip(Exception):
    pass


class Result:
    def __init__(self, done):
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr

    def json(self, schema=None):
        value = json.loads(self.out)
        if schema:
            check_schema(value, schema)
        return value


def check_schema(value, name):
    import jsonschema

    path = os.path.join(ROOT, "docs", "schema", name + ".schema.json")
    with open(path, encoding="utf-8") as file:
        jsonschema.validate(value, json.load(file))


def hantar(*words, status=0, lang="en", cwd=None):
    """Runs the program; fails unless it ends with `status` (None = any)."""
    env = {"HANTAR_LANG": lang, "PATH": os.environ.get("PATH", "/usr/bin:/bin")}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "HOME"):
        if name in os.environ:
            env[name] = os.environ[name]
    done = subprocess.run([HANTAR, *map(str, words)], env=env, cwd=cwd, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=600)
    result = Result(done)
    if status is not None and result.status != status:
        said = f"{result.out[-2000:]}\n{result.err[-2000:]}"
        raise AssertionError(f"hantar {' '.join(map(str, words))}: status {result.status}, "
                             f"not {status}\n{said}")
    return result


def demo_file(demo, kind):
    for ending in ("csv", "geojson", "xlsx", "osm.pbf"):
        path = os.path.join(DEMO, demo, f"{kind}.{ending}")
        if os.path.exists(path):
            return path
    return None


def demo_settings(demo):
    with open(os.path.join(DEMO, demo, "demo.conf"), encoding="utf-8") as file:
        lines = [line.split("#")[0].strip() for line in file]
    pairs = (line.partition("=") for line in lines if line)
    return {key: value.strip('"') for key, _, value in pairs}


def load_demo(db, demo, **instead):
    """A database with the demo's files; `instead` names other files for some kinds, or rules."""
    conf = demo_settings(demo)
    election = instead.get("election", conf["ELECTION"])
    hantar("init", "--db", db, "--election", election, "--scope", conf["SCOPE"])
    for kind in KINDS:
        path = instead.get(kind) or demo_file(demo, kind)
        if path:
            hantar("import", "--db", db, kind, path)
    return conf


def penajam_files(shared, folder):
    """Penajam Paser Utara, whose north hangs on estate tracks: the shared data's files, with a
    fleet invented for tests written into `folder`. None where the shared data are not at hand."""
    regency = os.path.join(shared, "data", "regency", "penajam-paser-utara")
    roads = os.path.join(shared, "data", "roads", "penajam-paser-utara.osm.pbf")
    if not os.path.exists(roads):
        return None
    fleet = os.path.join(folder, "penajam-fleet.csv")
    with open(fleet, "w", encoding="utf-8") as file:
        file.write("id,name,class,capacity_kg,capacity_m3,capacity_boxes,cost_per_day,"
                   "cost_per_hour,cost_per_km,crew,depot,shift_start,shift_end,trips_max,"
                   "needs_escort,example\n")
        for i in range(8):
            file.write(f"T{i},Truk contoh {i},truck,4000,12,110,900000,60000,4500,3,KPU-6409,"
                       "06:00,18:00,3,no,yes\n")
        for i in range(14):
            file.write(f"G{i},Gardan ganda contoh {i},4x4,900,3,28,700000,50000,3500,2,KPU-6409,"
                       "06:00,18:00,4,no,yes\n")
    return [("boundaries", os.path.join(regency, "villages.geojson")),
            ("districts", os.path.join(regency, "districts.csv")),
            ("depots", os.path.join(regency, "depot.csv")),
            ("tps", os.path.join(regency, "tps.csv")),
            ("roads", roads), ("fleet", fleet)]


def invented_floods(path, roads):
    """A hazards file with a flood point on each of these roads of hantar advise --json: above 15 mm
    of a day's rain it closes, for two days at most."""
    rows = ["hazard_id,name,kind,lat,lon,radius_m,rain_mm,rain_days,depth_permille,drain_h,"
            "source,certainty"]
    for i, road in enumerate(roads):
        line = road["geometry"]["coordinates"][0]
        lon, lat = line[len(line) // 2]
        rows.append(f"H-{i},invented {i},flood,{lat:.7f},{lon:.7f},60,15,1,100000,48,"
                    "invented,assumption")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(rows) + "\n")
    return path


def main(module):
    tests = [value for name, value in vars(module).items()
             if callable(value) and getattr(value, "__module__", "") == module.__name__
             and not name.startswith("_") and value.__code__.co_argcount == 1]
    print(f"1..{len(tests)}")
    failed = 0
    for number, test in enumerate(tests, 1):
        title = test.__name__.replace("_", " ")
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(folder)
                print(f"ok {number} - {title}")
            except Skip as reason:
                print(f"ok {number} - {title} # SKIP {reason}")
            except Exception:
                failed += 1
                print(f"not ok {number} - {title}")
                for line in traceback.format_exc().splitlines():
                    print("#", line)
        sys.stdout.flush()
    sys.exit(failed > 0)
