#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The rules of the house that a machine can check; one TAP point per rule.

    tools/lint.py [ROOT]        checks the tree at ROOT (this one)

A line that must break a rule stands in tools/lint.allow with its reason. The rules are tested by
tests/lint/: a tree in which each is broken."""
import os
import re
import sys

import tap

HERE = os.path.dirname(os.path.abspath(__file__))
FLOORS = """base geo road vrp tlog store ledger election stock custody hazard plan foresee desk
    print server cli""".split()
# A chapter that only some of the upper floors read.
SECOND_HEADERS = ["election/import.h"]
FUNCTION_LINES_MAX = 70
FILE_LINES_WARN = 500
COLUMNS_MAX = 100

# base/ names its functions by their noun; every other folder by its own name, and cli/ its commands
# by the word cmd.
BASE_NOUNS = """add64 arena base64 buf bytes ceil_div64 civil clock csv day decimal env err fault
    faults hex int json lang mul64 progress rng sha256 str time tr utf8 uuid uuid7 vec
    work""".split()

BANNED = """strcpy strcat stpcpy sprintf vsprintf atoi atol atoll atof strtok gets system rand
    srand alloca""".split()
IMPURE = """time clock_gettime gettimeofday open openat creat fopen freopen opendir random getrandom
    getenv""".split()
# Names of formats and standards; anything else would be a place to fetch from.
HOSTS = """127.0.0.1 c2sp.org www.w3.org schema.org json-schema.org ref.gs1.org gs1.org
    www.opengis.net www.openstreetmap.org tile.openstreetmap.org www.rfc-editor.org
    purl.org ns.adobe.com hantar.invalid""".split()


class Source:
    """One file: its lines, and for C the same lines without comments, and without strings too."""

    def __init__(self, root, path):
        self.path = path
        with open(os.path.join(root, path), encoding="utf-8", newline="") as file:
            self.text = file.read()
        self.lines = self.text.splitlines()
        parts = path.split("/")
        self.is_c = path.endswith((".c", ".h"))
        self.floor = parts[1] if parts[0] == "src" and len(parts) > 2 else None
        if self.is_c:
            self.uncommented = blank(self.text, strings=False).splitlines()
            self.code = blank(self.text, strings=True).splitlines()
            self.functions = list(functions(self.code))


TOKEN = re.compile(r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.S)


def blank(text, strings):
    """Comments (and strings) become spaces; lines and columns stay."""
    def erase(token):
        found = token.group(0)
        if found[0] == "/" or (strings and not in_include(text, token.start())):
            return re.sub(r"[^\n]", " ", found)
        return found
    return TOKEN.sub(erase, text)


def in_include(text, at):
    return text[text.rfind("\n", 0, at) + 1 : at].strip().startswith("#include")


class Function:
    def __init__(self, name, first, last, is_static, body):
        self.name, self.first, self.last, self.is_static = name, first, last, is_static
        self.length = last - first + 1
        self.branches = len(re.findall(r"\b(?:if|for|while|case)\b|&&|\|\||\?", "\n".join(body)))


def functions(code):
    """Definitions, by the shape clang-format gives them: a head that begins in the first column
    and ends in ") {", then lines up to a closing brace in the first column."""
    head, first, inside = "", 0, False
    for number, line in enumerate(code, 1):
        if inside:
            if line[:1] == "}":
                yield from function_of(head, first, number, code)
                head, inside = "", False
        elif re.match(r"\w", line) or (head and line[:1] in (" ", "}")):
            first = first if head else number
            head = (head + " " + line.strip()).strip()
            inside = head.endswith(") {")
            head = "" if head.endswith(";") else head


def function_of(head, first, last, code):
    plain = re.sub(r"__attribute__\s*\(\(.*?\)\)", "", head)
    named = re.match(r"[^=(]*?\b(\w+)\s*\(", plain)
    if named:
        is_static = bool(re.search(r"\bstatic\b", head))
        yield Function(named.group(1), first, last, is_static, code[first - 1 : last])


def calls(source, names):
    pattern = re.compile(r"(?<![\w.>])(" + "|".join(names) + r")\s*\(")
    for number, line in enumerate(source.code, 1):
        for found in pattern.finditer(line):
            yield number, found.group(1)


# ------------------------------------------------------------------ the rules
# Each takes one Source and yields (line, sentence).


def layers(source):
    if not source.floor:
        return
    here = FLOORS.index(source.floor) if source.floor in FLOORS else -1
    if here < 0:
        yield 1, f"src/{source.floor} is no folder of the house"
    for number, line in enumerate(source.uncommented, 1):
        found = re.match(r'\s*#\s*include\s+"([^"/]+)/([^"]+)"', line)
        if not found or found.group(1) == source.floor:
            continue
        folder, file = found.groups()
        if folder not in FLOORS:
            yield number, f"includes {folder}/, which is no folder of the house"
        elif FLOORS.index(folder) > here:
            yield number, f"{source.floor}/ looks up to {folder}/"
        elif file != folder + ".h" and f"{folder}/{file}" not in SECOND_HEADERS:
            yield number, f"includes {folder}/{file}: only {folder}/{folder}.h is for others"


def banned(source):
    if source.is_c:
        for number, name in calls(source, BANNED):
            yield number, f"{name}() is banned"


def impure(source):
    if source.floor and source.floor not in ("base", "cli"):
        for number, name in calls(source, IMPURE):
            yield number, f"{name}() between base/ and cli/: the world reaches the code through Env"


def silent(source):
    if not source.floor or source.floor == "cli":
        return
    pattern = re.compile(r"(?<![\w.>])(?:v?printf|puts|putchar|perror)\s*\(|\b(?:stdout|stderr)\b")
    for number, line in enumerate(source.code, 1):
        if pattern.search(line):
            yield number, "libraries return errors and never print"


def prefix(source):
    if not source.floor or not source.path.endswith(".c"):
        return
    nouns = {"base": BASE_NOUNS, "cli": ["cli", "cmd"]}.get(source.floor, [source.floor])
    for function in source.functions:
        named = any(function.name == noun or function.name.startswith(noun + "_") for noun in nouns)
        if not named and not function.is_static and function.name != "main":
            yield function.first, f"{function.name}() is neither static nor {source.floor}_..."


def function_length(source):
    for function in source.functions if source.is_c else ():
        if function.length > FUNCTION_LINES_MAX:
            yield function.first, f"{function.name}() has {function.length} lines"


def line_length(source):
    for number, line in enumerate(source.lines, 1):
        if len(line) > COLUMNS_MAX:
            yield number, f"{len(line)} columns"


def licence(source):
    first = source.lines[1:2] if source.text.startswith("#!") else source.lines[:1]
    if not first or "SPDX-License-Identifier: Apache-2.0" not in first[0]:
        yield 1, "the first line (after #!) names no licence"


def left_to_do(source):
    words = "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"))
    for number, line in enumerate(source.lines, 1):
        if re.search(rf"\b(?:{words})\b", line):
            yield number, "left to do"


def sql(source):
    """A statement inside a printf-like call, wherever in its argument list the string stands."""
    if not source.floor:
        return
    pattern = re.compile(r'\b\w*printf\s*\([^;]*?"\s*(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|'
                         r'CREATE|DROP|ALTER)\s', re.S)
    text = "\n".join(source.uncommented)
    for found in pattern.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, "SQL put together by printf: bind parameters"


def places(source):
    if not source.floor:
        return
    for number, line in enumerate(source.lines, 1):
        for host in re.findall(r"\bhttps?://([\w.-]+)", line):
            if host not in HOSTS:
                yield number, f"names the host {host}"
        if re.search(r"""["\s(](?:/(?:home|root|work|tmp|opt|mnt)\b|~/)""", line):
            yield number, "names an absolute path"


RULES = [
    ("layers look down only, through public headers", layers),
    ("no banned function", banned),
    ("time, chance, files and environment are touched in base/ and cli/ only", impure),
    ("libraries never print", silent),
    ("a function that others see carries its folder's name", prefix),
    (f"no function is longer than {FUNCTION_LINES_MAX} lines", function_length),
    (f"no line is longer than {COLUMNS_MAX} columns", line_length),
    ("every file names its licence first", licence),
    ("nothing is left to do", left_to_do),
    ("SQL is never assembled", sql),
    ("no place outside is named", places),
]


# ------------------------------------------------------------------ the tree


def listed(root):
    """C and Python, but not seeds, fixtures and what makes them."""
    skipped = ("tests/lint/bad",)
    for top in ("src", "tests", "fuzz", "bench", "tools"):
        for folder, folders, files in os.walk(os.path.join(root, top)):
            inside = os.path.relpath(folder, root)
            folders[:] = sorted(name for name in folders
                                if name not in ("corpus", "data", "node_modules")
                                and os.path.join(inside, name) not in skipped)
            for name in sorted(files):
                if name.endswith((".c", ".h", ".py")):
                    yield os.path.join(inside, name)


def fuzz_rows(root):
    """fuzz/README.md has a row for each target, and a target for each row."""
    readme = os.path.join(root, "fuzz", "README.md")
    text = open(readme, encoding="utf-8").read() if os.path.exists(readme) else ""
    rows = set(re.findall(r"^\|.*?`(\w+/fuzz_\w+\.c)`", text, re.M))
    there = set()
    for folder, _, files in os.walk(os.path.join(root, "fuzz")):
        inside = os.path.relpath(folder, os.path.join(root, "fuzz"))
        there |= {f"{inside}/{name}" for name in files if re.fullmatch(r"fuzz_\w+\.c", name)}
    faults = [f"fuzz/{name}: no row in fuzz/README.md" for name in sorted(there - rows)]
    return faults + [f"fuzz/README.md: no target {name}" for name in sorted(rows - there)]


class Allowed:
    """tools/lint.allow: lines "rule path reason"; a reason is required, and so is a use."""

    def __init__(self, root):
        self.entries, self.used, self.faults = set(), set(), []
        path = os.path.join(root, "tools", "lint.allow")
        for line in open(path, encoding="utf-8") if os.path.exists(path) else ():
            words = line.split(None, 2)
            if not words or line.startswith("#"):
                continue
            if len(words) < 3:
                self.faults.append(f"tools/lint.allow: no reason: {line.strip()}")
            self.entries.add(tuple(words[:2]))

    def faults_of(self, rule, source):
        """What the rule finds in the source, unless that is allowed."""
        key, faults = (rule.__name__, source.path), list(rule(source))
        if faults and key in self.entries:
            self.used.add(key)
            return []
        return faults

    def all_faults(self):
        unused = sorted(self.entries - self.used)
        return self.faults + [f"tools/lint.allow: not needed: {' '.join(key)}" for key in unused]


def remarks(sources):
    """What is no fault but should get shorter."""
    for source in sources:
        if len(source.lines) > FILE_LINES_WARN:
            print(f"# long file: {source.path}, {len(source.lines)} lines")
    longest = [(function.length, function.branches, function.name, source.path)
               for source in sources if source.is_c and source.floor
               for function in source.functions]
    print("# the ten longest functions: lines, branches, name, file")
    for length, branches, name, path in sorted(longest, reverse=True)[:10]:
        print(f"# {length:4} {branches:3}  {name}  {path}")


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(HERE)
    sources = [Source(root, path) for path in listed(root)]
    allowed, out = Allowed(root), tap.Writer()
    for sentence, rule in RULES:
        out.point(sentence, [f"{source.path}:{line}: {text}" for source in sources
                             for line, text in allowed.faults_of(rule, source)])
    out.point("every fuzz target has its row", fuzz_rows(root))
    out.point("every exception is needed and has its reason", allowed.all_faults())
    remarks(sources)
    return out.done()


if __name__ == "__main__":
    sys.exit(main())
