#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every test there is, step by step; ./test calls this when the packages are there.

    tools/test.py             all steps
    tools/test.py NAME...     steps with that name, else the single tests whose name holds it
    tools/test.py --list      the steps

Knobs, from the environment:
    HANTAR_FUZZ_SECONDS   how long each fuzz target searches beyond its seeds (5)
    HANTAR_TIDY_SECONDS   after that no further file goes to clang-tidy; the rest is skipped (300)
"""
import json
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import lint
import tap
from tap import Tally

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CORES = os.cpu_count() or 2
OUTPUT_LINES = 60  # of each failing test
FUZZ_SECONDS = int(os.environ.get("HANTAR_FUZZ_SECONDS", "5"))
TIDY_SECONDS = int(os.environ.get("HANTAR_TIDY_SECONDS", "300"))
SHELL_SCRIPTS = ["run", "test", "campaign", ".ci/run", "tools/install"]
SANITIZE = ["-Db_sanitize=address,undefined", "-Db_lundef=false", "-Doptimization=1"]


def run(command, seconds=900, **env):
    """(exit status, output) of a child; a child that takes too long has failed."""
    try:
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, timeout=seconds,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace")
        return done.returncode, done.stdout
    except subprocess.TimeoutExpired as late:
        said = late.stdout or b""
        return 124, said.decode(errors="replace") + f"\nstopped after {seconds} s\n"


def side_by_side(test, items):
    """Runs the tests on all cores; adds their tallies in the order of the items."""
    with ThreadPoolExecutor(CORES) as pool:
        return sum(pool.map(test, items), Tally())


def tail(title, text):
    lines = text.rstrip().splitlines()
    left_out = ["..."] if len(lines) > OUTPUT_LINES else []
    return "\n".join([f"--- {title}"] + left_out + lines[-OUTPUT_LINES:])


def judged(title, status, output):
    """One test by exit status alone."""
    return Tally(passed=1) if status == 0 else Tally(failed=1, output=tail(title, output))


def tap_program(title, command, **env):
    status, output = run(command, **env)
    tally = tap.read(output, status)
    tally.output = tally.output and tail(title, output)
    return tally


# ------------------------------------------------------------------ builds


broken = set()  # build folders whose complaint was shown already


def build(folder, compiler, *options):
    """Sets up and builds; a tally that has failed, or an empty one."""
    if folder in broken:
        return Tally(failed=1, output=f"--- {folder} could not be built, see above")
    tally = configure_and_compile(folder, compiler, *options)
    if tally.failed:
        broken.add(folder)
    return tally


def configure_and_compile(folder, compiler, *options):
    if not os.path.exists(os.path.join(ROOT, folder, "build.ninja")):
        shutil.rmtree(os.path.join(ROOT, folder), ignore_errors=True)
        status, output = run(["meson", "setup", folder, *options], CC=compiler)
        if status != 0:
            return judged(f"meson setup {folder}", status, output)
    status, output = run(["ninja", "-C", folder])
    return Tally() if status == 0 else judged(f"ninja -C {folder}", status, output)


def introspect(folder, what):
    status, output = run(["meson", "introspect", what, folder])
    return json.loads(output) if status == 0 else []


def meson_tests(folder, match):
    names = [test["name"] for test in introspect(folder, "--tests") if match(test["name"])]
    if not names:
        return Tally()
    log = os.path.join(ROOT, folder, "meson-logs", "testlog.json")
    if os.path.exists(log):
        os.remove(log)
    _, output = run(["meson", "test", "-C", folder, "--no-rebuild", "-t", "10", *names])
    if not os.path.exists(log):
        return Tally(failed=1, output=tail("meson test", output))
    tally, seen = Tally(), 0
    for line in open(log, encoding="utf-8"):
        test = json.loads(line)
        seen += 1
        said = test.get("stdout") or ""
        # meson takes cmocka's "not ok 7 # SKIP" for a failure; the exit status is the program's own
        late = test["result"] in ("TIMEOUT", "INTERRUPT")
        one = tap.read(said, test["returncode"] or late)
        if one.failed:
            failures = "\n".join(line for line in said.splitlines() if not line.startswith("ok"))
            one.output = tail(f"{test['name']} ({test['result'].lower()})",
                              failures + "\n" + (test.get("stderr") or ""))
        tally += one
    if seen < len(names):
        tally += Tally(failed=1, output=tail("meson test ended early", output))
    return tally


def step_gcc(match):
    tally = build("build-gcc", "gcc")
    return tally if tally.failed else meson_tests("build-gcc", match)


def step_sanitizers(match):
    tally = build("build-clang", "clang", *SANITIZE)
    return tally if tally.failed else meson_tests("build-clang", match)


# ------------------------------------------------------------------ fuzz


def fuzz_targets():
    """(name, program, seeds) of each fuzz/FOLDER/fuzz_NAME.c that was built."""
    for target in introspect("build-fuzz", "--targets"):
        sources = [path for part in target["target_sources"] for path in part.get("sources", [])]
        sources = [path for path in sources if os.path.basename(path).startswith("fuzz_")]
        if target["type"] == "executable" and sources:
            folder, base = os.path.split(os.path.relpath(sources[0], ROOT))
            name = base[len("fuzz_") : -len(".c")]
            seeds = os.path.join(ROOT, folder, "corpus", name)
            yield f"{folder}/{name}", target["filename"][0], seeds


def fuzz_one(target):
    """The seeds, then a search from them; what it finds is kept in the build folder."""
    name, program, seeds = target
    if not os.path.isdir(seeds):
        return Tally(failed=1, output=tail(name, f"no seeds: {os.path.relpath(seeds, ROOT)}"))
    found = os.path.join(ROOT, "build-fuzz", "found", name)
    os.makedirs(found, exist_ok=True)
    options = [f"-max_total_time={FUZZ_SECONDS}", "-timeout=10", "-rss_limit_mb=1024",
               "-print_final_stats=1", f"-artifact_prefix={found}/"]
    if FUZZ_SECONDS <= 10:
        options.append("-seed=1")  # a short run is a test: alike each time
    dictionary = seeds.replace("/corpus/", "/") + ".dict"
    if os.path.exists(dictionary):
        options.append(f"-dict={dictionary}")
    status, output = run([program, *options, found, seeds], seconds=FUZZ_SECONDS + 120)
    return judged(name, status, output)


def step_fuzz(match):
    tally = build("build-fuzz", "clang", "-Dfuzz=true", "-Dtests=false", *SANITIZE)
    if tally.failed:
        return tally
    return side_by_side(fuzz_one, [target for target in fuzz_targets() if match(target[0])])


# ------------------------------------------------------------------ lint, style, catalogue


def step_lint(match):
    tally = Tally()
    for script in ("tests/lint/test_tap.py", "tests/lint/test_lint.py", "tools/lint.py"):
        if match(script):
            tally += tap_program(script, ["/usr/bin/python3", script])
    if match("shellcheck"):
        tally += judged("shellcheck", *run(["shellcheck", *SHELL_SCRIPTS]))
    return tally


def c_files(*folders):
    return [path for path in lint.listed(ROOT)
            if path.endswith((".c", ".h")) and path.split("/")[0] in folders]


def step_format(match):
    if not match("clang-format"):
        return Tally()
    files = c_files("src", "tests", "fuzz", "bench")
    status, output = run(["clang-format", "--dry-run", "-Werror", *files])
    unlike = sorted({line.split(":")[0] for line in output.splitlines() if ": error:" in line})
    return judged("clang-format -i " + " ".join(unlike), status, "" if unlike else output)


def step_tidy(match):
    """Each file of src/ by itself, the largest first, until the time is up."""
    tally = build("build-gcc", "gcc")
    if tally.failed:
        return tally
    files = [path for path in c_files("src") if path.endswith(".c") and match("tidy/" + path)]
    files.sort(key=lambda path: -os.path.getsize(os.path.join(ROOT, path)))
    end = time.monotonic() + TIDY_SECONDS

    def tidy(path):
        if time.monotonic() > end:
            return Tally(skipped=1)
        return judged(path, *run(["clang-tidy", "-quiet", "-p", "build-gcc", path]))

    return side_by_side(tidy, files)


def step_catalogue(match):
    if not match("catalogue"):
        return Tally()
    return tap_program("catalogue", ["/usr/bin/python3", "tools/catalogue.py", "check"])


# ------------------------------------------------------------------ whole program


def whole_program(folder, match):
    """tests/FOLDER/test_*.py: each speaks TAP and finds the program through HANTAR."""
    path = os.path.join(ROOT, "tests", folder)
    names = sorted(os.listdir(path)) if os.path.isdir(path) else []
    scripts = [f"tests/{folder}/{name}" for name in names
               if name.startswith("test_") and name.endswith(".py")]
    scripts = [script for script in scripts if match(script)]
    if not scripts:
        return Tally()
    tally = build("build-gcc", "gcc")
    if tally.failed:
        return tally
    hantar = os.path.join(ROOT, "build-gcc", "src", "cli", "hantar")
    return side_by_side(lambda script: tap_program(script, ["/usr/bin/python3", script],
                                                   HANTAR=hantar, HANTAR_SOURCE=ROOT,
                                                   PYTHONDONTWRITEBYTECODE="1"), scripts)


STEPS = {
    "gcc": step_gcc,
    "sanitizers": step_sanitizers,
    "fuzz": step_fuzz,
    "lint": step_lint,
    "format": step_format,
    "tidy": step_tidy,
    "catalogue": step_catalogue,
    "e2e": lambda match: whole_program("e2e", match),
    "browser": lambda match: whole_program("browser", match),
}


def attempt(step, match):
    try:
        return step(match)
    except Exception as crash:  # a broken driver must not look like a pass
        return Tally(failed=1, output=f"{type(crash).__name__}: {crash}")


def main():
    names = sys.argv[1:]
    if names == ["--list"]:
        print("\n".join(STEPS))
        return 0
    steps = [name for name in STEPS if name in names]
    parts = [name for name in names if name not in STEPS]
    total, begin = Tally(), time.monotonic()
    for name, step in STEPS.items():
        if steps and not parts and name not in steps:
            continue
        whole = not names or name in steps
        start = time.monotonic()
        tally = attempt(step, lambda test: whole or any(part in test for part in parts))
        if tally.passed + tally.failed + tally.skipped == 0:
            continue
        if tally.output:
            print(tally.output)
        print(f"{name:<11} {str(tally):<40} {time.monotonic() - start:5.0f} s", flush=True)
        total += tally
    if total.passed + total.failed == 0:
        print("nothing was tested")
        total.failed = 1
    print(f"{'all':<11} {'':<40} {time.monotonic() - begin:5.0f} s")
    print(total)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
