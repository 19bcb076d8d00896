# SPDX-License-Identifier: Apache-2.0
"""hantar matrix and hantar route on the demo's roads: no database is needed."""
import json
import os
import sys

from harness import DEMO, hantar, main

ROADS = os.path.join(DEMO, "labuhanbatu-selatan", "roads.osm.pbf")
POINTS = "nama,lat,lon\nKotapinang,1.901708,100.093648\nUtara,1.97,100.10\nSelatan,1.80,100.05\n"


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def area_around(lat, lon, reach):
    ring = [[lon - reach, lat - reach], [lon + reach, lat - reach], [lon + reach, lat + reach],
            [lon - reach, lat + reach], [lon - reach, lat - reach]]
    properties = {"from": "2024-02-10T07:30+07:00", "to": "2024-02-12", "reason": "banjir"}
    feature = {"type": "Feature", "properties": properties,
               "geometry": {"type": "Polygon", "coordinates": [ring]}}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


def a_matrix_has_the_form_of_osrm(folder):
    points = write(folder, "points.csv", POINTS)
    words = ["matrix", ROADS, "--profile", "truck", "--points", points]
    table = hantar(*words, "--json").json("matrix")
    assert table["code"] == "Ok"
    assert [row[i] for i, row in enumerate(table["durations"])] == [0, 0, 0]
    assert all(value for i, row in enumerate(table["distances"]) for j, value in enumerate(row)
               if i != j)
    assert [source["name"] for source in table["sources"]] == ["Kotapinang", "Utara", "Selatan"]


def a_flood_cuts_off_for_as_long_as_it_lasts(folder):
    points = write(folder, "points.csv", POINTS)
    flood = write(folder, "flood.geojson", area_around(1.97, 100.10, 0.05))
    words = ["matrix", ROADS, "--points", points, "--closed", flood]
    during = hantar(*words, "--at", "2024-02-11", "--json").json("matrix")
    assert during["durations"][0][1] is None
    assert [source["cut_off"] for source in during["sources"]] == [False, True, False]
    assert "Utara" in hantar(*words, "--at", "2024-02-11").out
    after = hantar(*words, "--at", "2024-02-12", "--json").json("matrix")
    assert after["durations"][0][1] is not None


def a_route_is_told_in_steps_that_add_up(folder):
    words = ["route", ROADS, "--from", "1.901708,100.093648", "--to", "1.80,100.05"]
    route = hantar(*words, "--json").json("route")["routes"][0]
    steps = route["legs"][0]["steps"]
    assert sum(step["distance"] for step in steps) == route["distance"]
    assert sum(step["duration"] for step in steps) == route["duration"]
    assert len(route["geometry"]["coordinates"]) > 10
    assert "Set out on" in hantar(*words).out
    line = route["geometry"]["coordinates"]
    others = [hantar(*words, "--avoid", f"{lat},{lon}", "--json", status=None)
              for lon, lat in line[::max(1, len(line) // 8)]]
    ways = [other.json("route")["routes"][0] for other in others if other.status == 0]
    assert ways and all(way["duration"] >= route["duration"] for way in ways)
    assert any(way["duration"] > route["duration"] for way in ways)


def wrong_points_and_closures_are_refused_with_their_place(folder):
    points = write(folder, "points.csv", "nama,lat,lon\nA,91,100\nB,1,x\n")
    refused = hantar("matrix", ROADS, "--points", points, status=1)
    assert "points.csv:2:2" in refused.err and "points.csv:3:3" in refused.err
    closed = write(folder, "closed.geojson", area_around(0, 0, 0.1))
    points = write(folder, "points.csv", POINTS)
    refused = hantar("matrix", ROADS, "--points", points, "--closed", closed, status=1)
    assert "feature 1" in refused.err
    hantar("route", ROADS, "--from", "1.9", "--to", "1,100", status=2)
    hantar("matrix", ROADS, status=2)


if __name__ == "__main__":
    main(sys.modules[__name__])
