#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What tools/embed_sql.py makes of a .sql file, and what it refuses. Speaks TAP."""
import os
import subprocess
import sys
import tempfile

SOURCE = os.environ.get("HANTAR_SOURCE", os.path.join(os.path.dirname(__file__), "..", ".."))
TABLE = "-- table tps: view\nCREATE TABLE tps (code TEXT);\n"
ONE = "-- statement tps_one\n"

REFUSED = [
    ("SQL before the first heading", "SELECT 1;\n" + TABLE),
    ("a heading with nothing under it", ONE + "-- only a comment\n"),
    ("a table that creates another", "-- table tps: view\nCREATE TABLE tpz (code TEXT);\n"),
    ("a kind that is none", "-- table tps: views\nCREATE TABLE tps (code TEXT);\n"),
    ("a name given twice", ONE + "SELECT 1;\n" + ONE + "SELECT 2;\n"),
    ("two statements under one heading", ONE + "SELECT 1; SELECT 2;\n"),
    ("a question mark for a parameter", ONE + "SELECT ?;\n"),
    ("parameters with a gap", ONE + "SELECT $1, $3;\n"),
    ("a missing semicolon", ONE + "SELECT 1\n"),
]


def embedded(sql):
    """The header, or None when it was refused with a place."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = os.path.join(folder, "stock.sql"), os.path.join(folder, "stock_sql.h")
        with open(source, "w", encoding="utf-8") as file:
            file.write(sql)
        tool = os.path.join(SOURCE, "tools", "embed_sql.py")
        ran = subprocess.run([sys.executable, tool, out, source], capture_output=True, text=True)
        if ran.returncode != 0:
            assert source + ":" in ran.stderr, ran.stderr
            return None
        with open(out, encoding="utf-8") as file:
            return file.read()


def main():
    good = embedded(
        "-- a comment\n" + TABLE + ONE + "SELECT '--;?', \"a\"  -- the code; really?\n"
        "FROM tps WHERE code = $2 AND $1 = $2;\n"
    )
    results = [
        ("a table with its kind", '{"tps", STORE_VIEW,\n    "CREATE TABLE tps (' in good),
        ("the array is named after the file", "StoreTable STOCK_TABLES[]" in good),
        ("a statement is named in capitals", "static const char SQL_TPS_ONE[]" in good),
        ("literals stay, comments go", "\"SELECT '--;?', \\\"a\\\"\\n\"" in good),
    ]
    results += [("refused: " + name, embedded(sql) is None) for name, sql in REFUSED]
    print(f"1..{len(results)}")
    for number, (name, held) in enumerate(results, 1):
        print(f"{'ok' if held else 'not ok'} {number} - {name}")


main()
