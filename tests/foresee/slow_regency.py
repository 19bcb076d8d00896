#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A demo regency's plan played once more, from foresee.h and hazard.h as they are written, with
nothing of their code and nothing that it computed: the OpenStreetMap file is read here, the ways
are found by Dijkstra, the weather has other draws and another gamma distribution. Slow.

Takes the plan as `hantar plan --json` tells it, and the files that were imported."""
import bisect
import csv
import heapq
import json
import math
import random
import struct
import zlib

NEVER = float("inf")
DAY = 86400
HISTORY = 14  # days of rain before the first

# ------------------------------------------------------------------ the map: OSM PBF, by hand


def _fields(data):
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        key = varint()
        if key & 7 == 0:
            yield key >> 3, varint()
        elif key & 7 == 2:
            size = varint()
            yield key >> 3, data[at:at + size]
            at += size
        else:
            size = {1: 8, 5: 4}[key & 7]
            yield key >> 3, data[at:at + size]
            at += size


def _numbers(data, signed):
    out, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            out.append((value >> 1) ^ -(value & 1) if signed else value)
            value = shift = 0
    return out


def _running(values):
    total = 0
    for value in values:
        total += value
        yield total


def _blocks(path):
    with open(path, "rb") as file:
        while size := file.read(4):
            header = dict(_fields(file.read(struct.unpack(">I", size)[0])))
            blob = dict(_fields(file.read(header[3])))
            if header[1] == b"OSMData":
                yield blob[1] if 1 in blob else zlib.decompress(blob[3])


def read_osm(path):
    """Nodes as {id: (lat, lon)}; ways as [(nodes, tags)]."""
    nodes, ways = {}, []
    for block in _blocks(path):
        parts = list(_fields(block))
        scale = dict((k, v) for k, v in parts if k in (17, 19, 20))
        step = scale.get(17, 100) * 1e-9
        strings = [s.decode() for k, v in parts if k == 1 for _, s in _fields(v)]
        for group in (v for k, v in parts if k == 2):
            for kind, data in _fields(group):
                f = dict(_fields(data)) if kind in (2, 3) else {}
                if kind == 2:
                    ids, lats, lons = (list(_running(_numbers(f[k], True))) for k in (1, 8, 9))
                    for i, lat, lon in zip(ids, lats, lons):
                        nodes[i] = (lat * step, lon * step)
                elif kind == 3:
                    keys, values = (_numbers(f.get(k, b""), False) for k in (2, 3))
                    tags = {strings[k]: strings[v] for k, v in zip(keys, values)}
                    ways.append((list(_running(_numbers(f[8], True))), tags))
    return nodes, ways


def metres(a, b):
    """On a sphere of the mean radius (haversine)."""
    lat, lon = math.radians(b[0] - a[0]), math.radians(b[1] - a[1])
    h = (math.sin(lat / 2) ** 2 +
         math.cos(math.radians(a[0])) * math.cos(math.radians(b[0])) * math.sin(lon / 2) ** 2)
    return 2 * 6371008.8 * math.asin(math.sqrt(h))


def nearest_part(p, a, b):
    """How far along a to b (0 to 1) is nearest to p, on a plane that touches there."""
    k = math.cos(math.radians(p[0]))
    ax, ay, bx, by = (a[1] - p[1]) * k, a[0] - p[0], (b[1] - p[1]) * k, b[0] - p[0]
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    return 0 if length == 0 else min(1, max(0, -(ax * dx + ay * dy) / length))


def between(a, b, part):
    return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part


# ------------------------------------------------------------------ speeds

CHAINS = {"truck": ("hgv", "motor_vehicle", "vehicle", "access"),
          "4x4": ("motorcar", "motor_vehicle", "vehicle", "access"),
          "motorcycle": ("motorcycle", "motor_vehicle", "vehicle", "access"),
          "foot": ("foot", "access")}
FORBIDS = {"no", "private", "agricultural", "forestry", "military", "emergency", "use_sidepath"}


class Speeds:
    def __init__(self, profiles, hazards):
        self.highway = {w: row for row in profiles["highway"] for w in row["is"]}
        self.caps = {key: {w: row for row in profiles[key] for w in row["is"]}
                     for key in ("surface", "smoothness", "tracktype")}
        self.track = profiles.get("assumed_tracktype")
        self.wet = {w: row for row in hazards["surfaces"] for w in row["is"]}

    def kmh(self, tags, vehicle):
        row = self.highway.get(tags.get("highway"))
        if not row or row[vehicle] == "no":
            return 0
        first = next((tags[k] for k in CHAINS[vehicle] if k in tags), "yes")
        if first in FORBIDS:
            return 0
        values = [row[vehicle]]
        surface = tags.get("surface")
        if surface not in self.caps["surface"]:
            surface = row.get("assumed_surface")
        known = {"surface": surface, "smoothness": tags.get("smoothness"),
                 "tracktype": tags.get("tracktype")}
        if tags["highway"] == "track" and tags.get("surface") not in self.caps["surface"] and \
                known["tracktype"] not in self.caps["tracktype"]:
            known["tracktype"] = self.track
        for key, value in known.items():
            cap = self.caps[key].get(value, {}).get(vehicle)
            values += [] if cap is None else [0 if cap == "no" else cap]
        if vehicle != "foot" and tags.get("maxspeed", "").isdigit():
            values.append(int(tags["maxspeed"]))
        return min(values)

    def share(self, tags, vehicle, wetness):
        """What is left of a speed when the road is wet or soaked."""
        surface = tags.get("surface") or self.highway[tags["highway"]].get("assumed_surface")
        row = self.wet.get(surface)
        if wetness == 0 or row is None:
            return 1
        permille = row[vehicle][wetness - 1]
        return 0 if permille == "no" else permille / 1000


def directions(tags):
    way = tags.get("oneway", "")
    implied = tags.get("junction") in ("roundabout", "circular") or tags["highway"] == "motorway"
    forward_only = way in ("yes", "true", "1") or (implied and not way)
    backward_only = way in ("-1", "reverse")
    neither = way == "reversible"
    return not (backward_only or neither), not (forward_only or neither)


class Roads:
    """Pieces of ways between two junctions: [(from, to, metres, tags)]; a piece is flooded as a
    whole. A spot is (piece, metres from its beginning)."""

    def __init__(self, osm, speeds, points):
        nodes, ways = osm
        ways = [([n for n in ns if n in nodes], t) for ns, t in ways
                if t.get("highway") in speeds.highway]
        used = {}
        for ns, _ in ways:
            for i, node in enumerate(ns):
                used[node] = used.get(node, 0) + (2 if i in (0, len(ns) - 1) else 1)
        self.speeds, self.pieces, self.straights = speeds, [], []
        for ns, tags in ways:
            for a, b in zip(ns, ns[1:]):
                if used[a] > 1 or not self.pieces or self.pieces[-1][1] != a:
                    self.pieces.append([a, a, 0, tags])
                piece = self.pieces[-1]
                length = metres(nodes[a], nodes[b])
                self.straights.append((len(self.pieces) - 1, piece[2], length, nodes[a], nodes[b]))
                piece[1], piece[2] = b, piece[2] + length
        self.floods = [{s[0] for s in self.straights if self.touches(s, p)} for p in points]
        self.graphs, self.trees, self.ways = {}, {}, {}

    @staticmethod
    def touches(straight, point):
        a, b, at = straight[3], straight[4], point["at"]
        if abs(a[0] - at[0]) + abs(a[1] - at[1]) > 0.2:
            return False
        return metres(at, between(a, b, nearest_part(at, a, b))) <= point["radius"]

    def graph(self, vehicle, wetness):
        """{node: [(to, seconds, metres, piece)]} and {(piece, backward): seconds a metre}."""
        key = vehicle, wetness
        if key not in self.graphs:
            arcs, pace = {}, {}
            for i, (a, b, length, tags) in enumerate(self.pieces):
                kmh = self.speeds.kmh(tags, vehicle)
                kmh *= self.speeds.share(tags, vehicle, wetness) if kmh else 0
                if kmh == 0:
                    continue
                open_ways = directions(tags) if vehicle != "foot" else (True, True)
                for backward, (x, y) in enumerate(((a, b), (b, a))):
                    if open_ways[backward]:
                        arcs.setdefault(x, []).append((y, length * 3.6 / kmh, length, i))
                        pace[i, backward] = 3.6 / kmh
            self.graphs[key] = arcs, pace
        return self.graphs[key]

    def main_part(self, vehicle):
        """Nodes from which and to which most can drive."""
        arcs, _ = self.graph(vehicle, 0)
        back = {}
        for a, out in arcs.items():
            for b, *_ in out:
                back.setdefault(b, []).append(a)

        def reach(start, step):
            seen, stack = {start}, [start]
            while stack:
                for b in step(stack.pop()):
                    if b not in seen:
                        seen.add(b)
                        stack.append(b)
            return seen

        best = set()
        for start in list(arcs)[:: max(1, len(arcs) // 25)]:
            both = (reach(start, lambda n: [x[0] for x in arcs.get(n, ())]) &
                    reach(start, lambda n: back.get(n, ())))
            best = max(best, both, key=len)
        return best

    def snap(self, vehicle, places):
        """Each place's nearest spot on the main part, or None."""
        part, (_, pace), cells, out = self.main_part(vehicle), self.graph(vehicle, 0), {}, []
        for straight in self.straights:
            i, _, _, a, b = straight
            if self.pieces[i][0] not in part or self.pieces[i][1] not in part or \
                    not ((i, 0) in pace or (i, 1) in pace):
                continue
            for y in range(int(min(a[0], b[0]) * 50), int(max(a[0], b[0]) * 50) + 1):
                for x in range(int(min(a[1], b[1]) * 50), int(max(a[1], b[1]) * 50) + 1):
                    cells.setdefault((y, x), []).append(straight)
        for place in places:
            y, x = int(place[0] * 50), int(place[1] * 50)
            best = (NEVER, None)
            for ring in (1, 3):
                if best[0] < 2000:
                    break
                for j in range(y - ring, y + ring + 1):
                    for k in range(x - ring, x + ring + 1):
                        for i, offset, length, a, b in cells.get((j, k), ()):
                            along = nearest_part(place, a, b)
                            far = metres(place, between(a, b, along))
                            best = min(best, (far, (i, offset + along * length)))
            out.append(best[1] if best[0] <= 5000 else None)
        return out

    def tree(self, vehicle, wetness, avoid, spot):
        key = vehicle, wetness, avoid, spot
        if key not in self.trees:
            arcs, pace = self.graph(vehicle, wetness)
            closed = set().union(*(self.floods[p] for p in avoid))
            piece, along = spot
            a, b, length, _ = self.pieces[piece]
            best, by, heap = {}, {}, []
            for backward, node, m in ((1, a, along), (0, b, length - along)):
                if (piece, backward) in pace and piece not in closed:
                    heapq.heappush(heap, (m * pace[piece, backward], node, -1, piece, m))
            while heap:
                seconds, node, before, piece, m = heapq.heappop(heap)
                if node in best:
                    continue
                best[node], by[node] = seconds, (before, piece, m)
                for to, more, length, piece in arcs.get(node, ()):
                    if to not in best and piece not in closed:
                        heapq.heappush(heap, (seconds + more, to, node, piece, m + length))
            self.trees[key] = best, by, closed
        return self.trees[key]

    def way(self, vehicle, wetness, avoid, start, end):
        """(seconds, metres, [(point, seconds from the start)]); None = no way."""
        key = vehicle, wetness, avoid, start, end
        if key not in self.ways:
            self.ways[key] = self.find(*key)
        return self.ways[key]

    def find(self, vehicle, wetness, avoid, start, end):
        if start == end:
            return 0, 0, []
        _, pace = self.graph(vehicle, wetness)
        best, by, closed = self.tree(vehicle, wetness, avoid, start)
        piece, along = end
        a, b, length, _ = self.pieces[piece]
        if piece in closed:
            return None
        found = [(best[n] + m * pace[piece, back], n, m)
                 for back, n, m in ((0, a, along), (1, b, length - along))
                 if n in best and (piece, back) in pace]
        back = int(end[1] < start[1])
        if start[0] == piece and (piece, back) in pace:
            m = abs(end[1] - start[1])
            found.append((m * pace[piece, back], None, m))
        if not found:
            return None
        seconds, node, m = min(found, key=lambda f: f[0])
        if node is None:
            return seconds, m, self.meets([(piece, 0)])
        steps, total, at = [(piece, best[node])], by[node][2] + m, node
        while at != -1:
            before, piece, _ = by[at]
            steps.append((piece, best[before] if before != -1 else 0))
            at = before
        return seconds, total, self.meets(steps[::-1])

    def meets(self, steps):
        out = []
        for piece, at in steps:
            for k, pieces in enumerate(self.floods):
                if piece in pieces and (not out or out[-1][0] != k):
                    out.append((k, at))
        return out


# ------------------------------------------------------------------ weather


class Rain:
    def __init__(self, places, month, settings):
        self.keep = settings["rain_next_day_permille"] / 1000
        reach, n = settings["rain_reach_m"], len(places)
        self.factor = [[0.0] * n for _ in range(n)]
        for i in range(n):
            for j in range(i + 1):
                rest = math.exp(-metres(places[i], places[j]) / reach) - sum(
                    self.factor[i][k] * self.factor[j][k] for k in range(j))
                if i == j:
                    self.factor[i][i] = math.sqrt(max(rest, 0))
                elif self.factor[j][j] > 0:
                    self.factor[i][j] = rest / self.factor[j][j]
        self.wet, self.mean = month["wet_permille"] / 1000, month["mean_um"] / 1000
        self.shape = month["shape_permille"] / 1000
        # with y = x to the power of the shape the density is exp(-y^(1/shape)), tame at 0
        steps, self.top = 40000, 60 ** self.shape
        total, self.table = 0, []
        for i in range(steps):
            total += math.exp(-((i + 0.5) * self.top / steps) ** (1 / self.shape))
            self.table.append(total)

    def amount(self, field):
        below = 1 - 0.5 * math.erfc(field / math.sqrt(2))
        if below <= 1 - self.wet:
            return 0
        u = (below - (1 - self.wet)) / self.wet * self.table[-1]
        i = bisect.bisect_left(self.table, u)
        return (i / len(self.table) * self.top) ** (1 / self.shape) * self.mean / self.shape

    def draw(self, chance, days):
        n, field, out = len(self.factor), None, []
        for day in range(-30, days):
            fresh = [chance.gauss(0, 1) for _ in range(n)]
            new = [sum(row[k] * fresh[k] for k in range(i + 1))
                   for i, row in enumerate(self.factor)]
            field = new if field is None else [
                self.keep * f + math.sqrt(1 - self.keep ** 2) * x for f, x in zip(field, new)]
            if day >= 0:
                out.append([self.amount(f) for f in field])
        return out


CLEARED = {"truck": None, "4x4": "slide_4x4_permille", "motorcycle": "slide_motorcycle_permille",
           "foot": "slide_foot_permille"}


def spells_of(point, rain, column, settings, first_midnight, chance):
    """[(from, {class: until})] of a flood or a landslide."""
    out = []
    for d in range(len(rain)):
        fallen = sum(rain[k][column] for k in range(max(0, d - point["days"] + 1), d + 1))
        start = first_midnight + d * DAY + settings["flood_peak_min"] * 60
        if fallen <= point["rain"] or rain[d][column] <= 0:
            continue
        if point["kind"] == "flood":
            depth = (fallen - point["rain"]) * point["depth"] / 1000
            wade = {c: settings[f"wade_{c}_mm"] for c in CLEARED}
            out.append((start, {c: start + int((1 - mm / depth) * point["drain"])
                                for c, mm in wade.items() if depth > mm}))
        elif chance.random() < point["chance"]:
            clear = point["drain"] * math.exp(
                chance.gauss(0, settings["slide_clear_sigma_permille"] / 1000))
            out.append((start, {c: start + clear * (settings[share] / 1000 if share else 1)
                                for c, share in CLEARED.items()}))
    return out


def passable(spells, vehicle, at):
    for start, until in spells:
        if start <= at < until.get(vehicle, at):
            at = until[vehicle]
    return at


# ------------------------------------------------------------------ the crews


class Regency:
    def __init__(self, demo, data, rules, settings_file, hazards_file, plan, zone_min, month,
                 vulnerable_file=None, fleet_file=None, roads_file=None):
        def rows(name):
            with open(f"{demo}/{name}.csv", encoding="utf-8-sig") as file:
                return list(csv.DictReader(file))

        with open(settings_file, encoding="utf-8") as file:
            model = json.load(file)
        with open(f"{data}/profiles.json", encoding="utf-8") as file:
            profiles = json.load(file)
        with open(rules, encoding="utf-8") as file:
            rules = json.load(file)
        self.rule = {k: v["value"] for k, v in rules["settings"].items()}
        self.set = {k: v["value"] for k, v in model["settings"].items()}
        self.zone = zone_min * 60
        self.voting = _day(rules["voting"]["day"] if isinstance(rules["voting"], dict)
                           else rules["voting"])
        self.first, self.last = _day(plan["from"]), _day(plan["to"])
        with open(hazards_file, encoding="utf-8") as file:
            self.points = [self.point(row) for row in csv.DictReader(file)]
        self.places = {d["depot_id"]: _at(d) for d in rows("depots")}
        self.places.update({d["code"]: _at(d) for d in rows("districts")})
        self.places.update({t["tps_id"]: _at(t) for t in rows("tps")})
        self.ppk = {d["depot_id"]: d["kind"] == "ppk" for d in rows("depots")}
        self.village = {}
        for t in rows("tps"):
            self.village.setdefault(t["village_code"], []).append(t["tps_id"])
        with open(fleet_file or f"{demo}/fleet.csv", encoding="utf-8-sig") as file:
            self.fleet = dict(_vehicle(v) for v in csv.DictReader(file))
        self.trips = plan["trips"]
        osm = read_osm(roads_file or f"{demo}/roads.osm.pbf")
        self.roads = Roads(osm, Speeds(profiles, model), self.points)
        names = list(self.places)
        classes = {v["class"] for v in self.fleet.values()}
        self.spots = {c: dict(zip(names, self.roads.snap(c, self.places.values())))
                      for c in classes}
        self.vulnerable = {}
        if vulnerable_file:
            with open(vulnerable_file, encoding="utf-8") as file:
                self.vulnerable = {row["tps"]: row for row in csv.DictReader(file)}
        offices = []  # the zones of wet roads: offices that lie a third of the rain's reach apart
        for at in (_at(d) for d in sorted(rows("districts"), key=lambda d: d["code"])):
            if all(metres(at, z) >= self.set["rain_reach_m"] / 3 for z in offices):
                offices.append(at)
        self.zone_of = {name: min(range(len(offices)), key=lambda z: metres(offices[z], at))
                        for name, at in self.places.items()}
        zone = model["climate"]["zones"][0]
        self.rain = Rain([p["at"] for p in self.points] + offices, zone["months"][month - 1],
                         self.set)

    def point(self, row):
        def value(name, setting):
            return float(row[name]) if row.get(name) else self.set[setting]
        flood = row["kind"] == "flood"
        name = "flood_" if flood else "slide_"
        return {"at": _at(row), "radius": float(row["radius_m"]), "kind": row["kind"],
                "rain": value("rain_mm", name + "rain_mm"),
                "days": int(value("rain_days", name + "days")),
                "depth": value("depth_permille", "flood_depth_permille"),
                "chance": value("chance_permille", "slide_chance_permille") / 1000,
                "drain": float(row["drain_h"]) * 3600 if row.get("drain_h")
                else self.set["flood_drain_min" if flood else "slide_clear_min"] * 60}

    def midnight(self, day):
        return day * DAY - self.zone

    def before_voting(self, days, clock):
        return self.midnight(self.voting - self.rule[days]) + self.rule[clock]

    def play(self, seed):
        """TPS that are on time in one scenario."""
        self.chance = random.Random(seed)
        rain = self.rain.draw(self.chance, HISTORY + self.last - self.first + 1)
        start = self.midnight(self.first - HISTORY)
        self.spells = [spells_of(p, rain, i, self.set, start, self.chance)
                       for i, p in enumerate(self.points)]
        self.wetness = {}
        for day in range(self.first, self.last + 1):
            at = day - self.first + HISTORY
            for z in range(len(rain[0]) - len(self.points)):
                fallen = sum(rain[k][len(self.points) + z]
                             for k in range(at - self.set["wet_days"], at))
                self.wetness[day, z] = (2 if fallen >= self.set["soaked_rain_mm"] else
                                        1 if fallen >= self.set["wet_rain_mm"] else 0)
        self.luck, self.busy = {}, {}
        self.at_hub, self.on_time, self.convoys = {}, set(), {}
        for ppk in (False, True):
            for name, v in self.fleet.items():
                if self.ppk[v["depot"]] == ppk:
                    Crew(self, name, v).work()
        return self.on_time


    def convoy_of(self, trip):
        """None where it goes alone."""
        key = trip["escort"], trip["day"], self.fleet[trip["vehicle"]]["depot"]
        team = [t for t in self.trips if trip["escort"] and key ==
                (t["escort"], t["day"], self.fleet[t["vehicle"]]["depot"])]
        if len({t["vehicle"] for t in team}) < 2:
            return None
        if key not in self.convoys:
            self.convoys[key] = Convoy(self, team)
        return self.convoys[key]


def _day(iso):
    import datetime
    return (datetime.date.fromisoformat(iso) - datetime.date(1970, 1, 1)).days


def _at(row):
    return float(row["lat"]), float(row["lon"])


FLEET = {"id": "Kode Kendaraan", "class": "Jenis", "depot": "Gudang", "begin": "Jam mulai",
         "end": "Jam selesai", "from": "Tersedia dari", "to": "Tersedia sampai",
         "trips": "Rit per hari", "kg": "Kapasitas (kg)", "boxes": "Jumlah Kotak",
         "escort": "Perlu pengawalan"}
FLEET_EN = {"id": "vehicle_id", "class": "class", "depot": "depot", "begin": "shift_start",
            "end": "shift_end", "from": "from_day", "to": "to_day", "trips": "trips_per_day",
            "kg": "capacity_kg", "boxes": "capacity_boxes", "escort": "needs_escort"}


def _vehicle(row):
    """(id, vehicle) of a row with Indonesian or English headings."""
    heading = FLEET if FLEET["id"] in row else FLEET_EN
    word = {key: row.get(name, "") for key, name in heading.items()}

    def number(text):
        return float(text.replace(".", "").replace(",", "."))

    def clock(text):
        hours, minutes = text.replace(":", ".").split(".")
        return int(hours) * 3600 + int(minutes) * 60

    def day(text, otherwise):
        if not text:
            return otherwise
        return _day("-".join(text.split("/")[::-1]))

    kinds = {"truk": "truck", "gardan ganda": "4x4", "motor": "motorcycle"}
    return word["id"], {
        "class": kinds.get(word["class"], word["class"]), "depot": word["depot"],
        "boxes": number(word["boxes"]), "begin": clock(word["begin"]), "end": clock(word["end"]),
        "from": day(word["from"], -NEVER), "to": day(word["to"], NEVER),
        "trips": int(word["trips"]), "kg": number(word["kg"]),
        "escort": word["escort"] in ("ya", "yes")}


class Convoy:
    """Who leaves with one team: all when the last is ready, in the pace of the slowest."""

    def __init__(self, world, trips):
        self.ready = {}
        out = []
        for t in trips:
            crew = Crew(world, t["vehicle"], world.fleet[t["vehicle"]])
            crew.begin(_day(t["day"]))
            ready = crew.prepare(t["stops"], t["load_s"], t["depart_s"] - t["load_s"],
                                 t["distance_m"] / 1000)
            self.ready[t["vehicle"]] = ready
            if ready.going:
                out.append((crew, ready))
        self.leave = max((r.loaded for _, r in out), default=0)
        self.leave += max((r.repair for _, r in out if r.broken == 0), default=0)
        self.pace = max((c.pace for c, _ in out), default=1)
        self.hold = 0
        for crew, ready in out:
            crew.pace, first = self.pace, ready.going[0]
            _, waited = crew.reach(crew.site, first["tps"] or first["district"], self.leave)
            if waited <= world.set["patience_min"] * 60:
                self.hold = max(self.hold, waited)


class Ready:
    def __init__(self, going, behind, start, loaded, broken, repair):
        self.going, self.behind, self.start, self.loaded = going, behind, start, loaded
        self.broken, self.repair = broken, repair


class Crew:
    hold = 0  # for others of the convoy, before the next stop

    def __init__(self, world, name, vehicle):
        self.w, self.v, self.name = world, vehicle, name
        self.left = []
        self.spots = world.spots[vehicle["class"]]

    def spread(self, setting):
        sigma = self.w.set[setting] / 1000
        return math.exp(self.w.chance.gauss(0, sigma) - sigma * sigma / 2) if sigma else 1

    def lucky(self, what, key):
        """One uniform draw, the same whoever asks."""
        return self.w.luck.setdefault((what, key), self.w.chance.random())

    # -------------------------------------------------------------- on the way

    def open_from(self, point, at):
        return passable(self.w.spells[point], self.v["class"], at)

    def drive(self, way, now):
        waited = 0
        for point, at in way[2]:
            there = now + waited + at * self.pace
            waited += self.open_from(point, there) - there
        return now + waited + way[0] * self.pace

    def reach(self, site, to, now):
        """(arrival, waited)"""
        c, roads = self.v["class"], self.w.roads
        start, end = self.spots[site], self.spots[to]
        wet = max(self.w.wetness[self.day, self.w.zone_of[place]] for place in (site, to))
        if start is None or end is None:
            return NEVER, NEVER
        planned = roads.way(c, wet, (), start, end)
        if planned is None:
            return NEVER, NEVER
        best, avoid, way = self.drive(planned, now), (), planned
        while way is not None:
            new = {p for p, _ in way[2] if p not in avoid and self.open_from(p, now) > now}
            if not new:
                break
            avoid = tuple(sorted({*avoid, *new}))
            way = roads.way(c, wet, avoid, start, end)
        if way is not None and way is not planned:
            best = min(best, self.drive(way, now))
        return best, best - (now + planned[0] * self.pace)

    # -------------------------------------------------------------- stops

    def earliest(self, stop):
        if stop["tps"]:
            return self.w.before_voting("earliest_days_before", "delivery_opens_s")
        return self.w.before_voting("hub_earliest_days_before", "delivery_opens_s")

    def last_stretch(self, tps):
        """How much longer it takes there, by what Bawaslu found; NEVER = closed that day."""
        found, set_ = self.w.vulnerable.get(tps), self.w.set
        if not found:
            return 0
        wet = self.w.wetness[self.day, self.w.zone_of[tps]]
        closed = (0, set_["prone_wet_permille"], set_["prone_soaked_permille"])[wet] / 1000
        if found["disaster_prone"] == "yes" and self.lucky("stretch", (tps, self.day)) < closed:
            return NEVER
        fast = (1 - set_["hard_slow_permille"] / 1000) ** (
            (found["hard_to_reach"] == "yes") + (found["late_before"] == "yes"))
        return set_["hard_slow_min"] * 60 if self.lucky("slow", (tps, self.day)) >= fast else 0

    def visit(self, stop):
        """(begin, leave, waited) if it can be home in time afterwards, else None."""
        place = stop["tps"] or stop["district"]
        there, waited = self.reach(self.site, place, self.now)
        if there != NEVER:
            there = max(there, there - waited + self.hold)
        if stop["tps"] and there != NEVER:
            there += self.last_stretch(stop["tps"])
        if there == NEVER:
            return None
        begin = max(there, self.earliest(stop))
        service = stop["leave_s"] - max(stop["arrive_s"], self.earliest(stop))
        leave = begin + service * self.spread("service_sigma_permille")
        home, _ = self.reach(place, self.v["depot"], leave)
        return (begin, leave, waited) if home <= self.end else None

    def hand_over(self, stop, begin, leave):
        if stop["tps"]:
            if begin <= self.w.before_voting("latest_days_before", "latest_clock_s"):
                self.w.on_time.add(stop["tps"])
        elif stop["village"]:
            for tps in self.w.village[stop["village"]]:
                self.w.at_hub[tps] = leave + self.w.rule["hub_handling_s"]

    def attempt(self, stop, patient):
        seen = self.visit(stop)
        if seen is None or (not patient and seen[2] > self.w.set["patience_min"] * 60):
            return False
        self.now, self.site = seen[1], stop["tps"] or stop["district"]
        self.hand_over(stop, seen[0], seen[1])
        return True

    def helper(self, name, stop):
        """(begin, when the giver has handed over, where, the other crew, when it leaves)"""
        v = self.w.fleet[name]
        busy = any(t["vehicle"] == name and _day(t["day"]) == self.day for t in self.w.trips)
        if name == self.name or v["escort"] or busy or not self.w.ppk[v["depot"]] or \
                not v["from"] <= self.day <= v["to"] or stop["boxes"] > v["boxes"]:
            return None
        there, _ = self.reach(self.site, v["depot"], self.now)
        if there == NEVER:
            return None
        given = there + self.w.set["transfer_min"] * 60
        if self.reach(v["depot"], self.v["depot"], given)[0] > self.end:
            return None
        other = Crew(self.w, name, v)
        other.begin(self.day)
        other.now = max(other.now, given)
        seen = other.visit(stop)
        return (seen[0], given, v["depot"], other, seen[1]) if seen else None

    def hand_to_another(self, stop):
        if not stop["tps"]:
            return False
        found = [h for h in (self.helper(name, stop) for name in self.w.fleet) if h]
        if not found:
            return False
        begin, self.now, self.site, other, leave = min(found, key=lambda h: h[0])
        self.hand_over(stop, begin, leave)
        home, _ = other.reach(stop["tps"], other.v["depot"], leave)
        self.w.busy[other.name, self.day] = home
        return True

    def prepare(self, stops, start, loading, km):
        """What can be loaded, and what chance has in store for the trip."""
        start = max(start, self.now)
        going, behind, by = [], [], start + self.w.set["patience_min"] * 60
        for stop in stops:
            ready = -NEVER
            if self.w.ppk[self.v["depot"]] and stop["tps"]:
                ready = self.w.at_hub.get(stop["tps"], NEVER)
            if ready > by:
                behind.append(stop)
            else:
                start = max(start, ready)
                going.append(stop)
        chance = 1 - math.exp(-self.w.set["breakdown_per_1000km_permille"] / 1e6 * km)
        broken = self.w.chance.randrange(len(going) + 1)
        repair = 0
        if self.w.chance.random() < chance:
            repair = self.w.set["repair_median_min"] * 60 * math.exp(
                self.w.chance.gauss(0, self.w.set["repair_sigma_permille"] / 1000))
        loaded = start + loading * self.spread("loading_sigma_permille")
        return Ready(going, behind, start, loaded, broken, repair)

    def first_together(self, stop, convoy):
        own, self.pace, self.hold = self.pace, convoy.pace, convoy.hold
        done = self.attempt(stop, False)
        self.pace, self.hold = own, 0
        return done

    def trip(self, stops, start, loading, km, convoy=None):
        ready = convoy.ready[self.name] if convoy else self.prepare(stops, start, loading, km)
        self.left += ready.behind
        going, broken, repair = ready.going, ready.broken, ready.repair
        if not going:
            return
        self.now = ready.loaded
        if convoy:
            self.now = convoy.leave
            broken = -1 if broken == 0 else broken
        again = []
        for i, stop in enumerate(going):
            self.now += repair if i == broken else 0
            done = (self.first_together(stop, convoy) if convoy and i == 0 else
                    self.attempt(stop, False))
            if not done:
                again.append(stop)
        self.now += repair if broken == len(going) else 0
        self.left += [stop for stop in again
                      if not self.attempt(stop, True) and not self.hand_to_another(stop)]
        home, _ = self.reach(self.site, self.v["depot"], self.now)
        if home != NEVER:
            self.now = home
        self.site = self.v["depot"]
        self.made += 1

    def second_tries(self):
        before = None
        while self.left and (before is None or len(self.left) < before) and \
                self.made < self.v["trips"] and self.now < self.end:
            before, boxes, km, out, kept = len(self.left), 0, 0, [], []
            for stop in self.left:
                if boxes + stop["boxes"] <= self.v["boxes"]:
                    boxes += stop["boxes"]
                    km += 2 * stop["leg_m"] / 1000
                    out.append(stop)
                else:
                    kept.append(stop)
            self.left = kept
            self.trip(out, self.now, self.w.rule["load_fixed_s"] +
                      boxes * self.w.rule["load_per_box_s"], km)

    def begin(self, day):
        self.day, self.made, self.site = day, 0, self.v["depot"]
        self.now = max(self.w.midnight(day) + self.v["begin"],
                       self.w.busy.get((self.name, day), 0))
        self.end = self.w.midnight(day) + self.v["end"] + self.w.set["overtime_min"] * 60
        sigma = self.w.set["travel_sigma_permille"] / 1000
        if (self.name, day) not in self.w.luck:
            self.w.luck[self.name, day] = self.w.chance.gauss(0, sigma)
        self.pace = math.exp(self.w.luck[self.name, day] - sigma * sigma / 2)

    def work(self):
        own = [t for t in self.w.trips if t["vehicle"] == self.name]
        for day in range(self.w.first, self.w.last + 1):
            today = [t for t in own if _day(t["day"]) == day]
            extra = (own and self.left and not self.v["escort"] and
                     self.v["from"] <= day <= self.v["to"])
            if not today and not extra:
                continue
            self.begin(day)
            for t in sorted(today, key=lambda t: int(t["id"].rsplit("-", 1)[1])):
                for stop in t["stops"]:
                    stop.setdefault("leg_m", t["distance_m"] / (len(t["stops"]) + 1))
                self.trip(t["stops"], t["load_s"], t["depart_s"] - t["load_s"],
                          t["distance_m"] / 1000, self.w.convoy_of(t))
            self.second_tries()
            self.w.busy[self.name, day] = self.now
