#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The message catalogue po/id.po, kept by GNU gettext's own tools.

    tools/catalogue.py update    takes new texts from src/ in, drops those that are gone
    tools/catalogue.py check     TAP: complete, translated, nothing doubtful, formats agree

Texts stand in the source inside _( ), N_( ) and tr_n( ). The catalogue is sorted and names no
lines, so that it changes only where a text does."""
import os
import re
import subprocess
import sys
import tempfile

import tap

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PO = os.path.join(ROOT, "po", "id.po")


def tool(*command):
    """(exit status, output, complaints), the tools speaking English."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True,
                          env={**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": ""})
    return done.returncode, done.stdout, done.stderr


def must(*command):
    status, _, complaints = tool(*command)
    if status != 0:
        sys.exit(complaints)


def sources():
    for folder, folders, files in os.walk(os.path.join(ROOT, "src")):
        folders.sort()
        for name in sorted(files):
            if name.endswith((".c", ".h")):
                yield os.path.relpath(os.path.join(folder, name), ROOT)


def extract(pot):
    must("xgettext", "--language=C", "--from-code=UTF-8", "--keyword", "--keyword=_",
         "--keyword=N_", "--keyword=tr_n:1,2", "--no-location", "--sort-output",
         "--package-name=hantar", "--output", pot, *sources())


def update(pot):
    must("msgmerge", "--quiet", "--update", "--backup=none", "--no-fuzzy-matching",
         "--no-location", "--sort-output", PO, pot)
    must("msgattrib", "--no-obsolete", "--no-location", "--sort-output", "--output-file", PO, PO)
    with open(PO, encoding="utf-8") as file:
        text = file.read()
    with open(PO, "w", encoding="utf-8") as file:  # a date would change with every update
        file.write(re.sub(r'"(?:POT-Creation-Date|Report-Msgid-Bugs-To):.*\n', "", text))


def entries(path):
    """English text -> (its translations, is it in doubt, is it obsolete)."""
    _, out, _ = tool("msgcat", "--no-wrap", path)
    found = {}
    for block in out.split("\n\n"):
        obsolete, block = block.startswith("#~"), re.sub(r"(?m)^#~ ", "", block)
        text = re.search(r'^msgid (".*"(?:\n".*")*)', block, re.M)
        translations = re.findall(r'^msgstr(?:\[\d\])? (".*"(?:\n".*")*)', block, re.M)
        doubtful = re.search(r"^#,.*\bfuzzy\b", block, re.M) is not None
        if text and joined(text.group(1)):
            found[joined(text.group(1))] = ([joined(one) for one in translations], doubtful,
                                            obsolete)
    return found


def joined(quoted):
    return "".join(line[1:-1] for line in quoted.splitlines())


def check(pot):
    out, wanted, have = tap.Writer(), entries(pot), entries(PO)
    out.point("every text in src/ stands in po/id.po",
              [text for text in wanted if text not in have])
    out.point("every text in po/id.po is translated",
              [text for text, (translations, *_) in have.items() if not all(translations)])
    out.point("po/id.po holds no text that src/ lacks",
              [text for text in have if text not in wanted])
    out.point("po/id.po holds nothing fuzzy or obsolete",
              [text for text, (_, doubtful, obsolete) in have.items() if doubtful or obsolete])
    status, _, complaints = tool("msgfmt", "--check-format", "-o", os.devnull, PO)
    out.point("translations keep the formats and line ends of their texts",
              complaints.splitlines() if status else [])
    # po/meson.build puts the machine's letters in for these two; others would never be found
    out.point("no text holds a PRI format other than PRId64 and PRIu64",
              [text for text in wanted if re.search("<PRI(?![du]64>)", text)])
    return out.done()


def main():
    if sys.argv[1:] not in (["update"], ["check"]):
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        pot = os.path.join(folder, "hantar.pot")
        extract(pot)
        return update(pot) if sys.argv[1] == "update" else check(pot)


if __name__ == "__main__":
    sys.exit(main())
