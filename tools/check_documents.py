"""Check a folder of real documents and count, file by file, what a person then judges: every error with its words.

    python -m tools.check_documents FOLDER [--false JUDGED] [--advice]

JUDGED is a text file with the errors that a person has found to be none, one a line as this command prints them; they are counted apart.
Texts of others stay where they are: nothing is copied. What the figures are for: tests/docs/corpus/README.md.
"""

import argparse
import sys
from pathlib import Path

from msgspec import Struct

from xzt.core.errors import Trouble
from xzt.docs.checks import Finding, Level, check
from xzt.docs.importing import read_file
from xzt.docs.model import text_of

ENDINGS = frozenset({".txt", ".docx", ".json"})


class Count(Struct):
    """What came of one file."""

    name: str
    kind: str
    characters: int
    errors: list[str]
    advice: list[str]


def main() -> int:
    """Print the table, then every error."""
    parser = argparse.ArgumentParser(prog="python -m tools.check_documents", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--false", type=Path, help="errors that a person has judged to be none, one a line")
    parser.add_argument("--advice", action="store_true", help="print the advice too")
    chosen = parser.parse_args()
    judged = frozenset(chosen.false.read_text("utf-8").splitlines()) if chosen.false else frozenset()
    counts = [count_of(path) for path in sorted(chosen.folder.rglob("*")) if path.suffix.lower() in ENDINGS]
    print(f"{'file':24} {'kind':4} {'characters':>10} {'errors':>7} {'false':>6} {'advice':>7}")
    for count in counts:
        false = sum(line in judged for line in count.errors)
        print(f"{count.name:24} {count.kind:4} {count.characters:10} {len(count.errors):7} {false:6} {len(count.advice):7}")
    for count in counts:
        for line in [*count.errors, *(count.advice if chosen.advice else [])]:
            print(line)
    return 0


def count_of(path: Path) -> Count:
    """Check one file; one that cannot be read has no kind."""
    try:
        imported = read_file(path)
    except Trouble as trouble:
        print(f"{path.name}: {trouble.code}", file=sys.stderr)
        return Count(path.name, "", 0, [], [])
    document = imported.document
    parts = (document.blocks, *(item.blocks for item in document.attachments))
    found = check(document, imported.given())
    return Count(
        path.name,
        document.kind,
        sum(len(text_of(block)) for blocks in parts for block in blocks),
        [line(path, one) for one in found if one.level is Level.ERROR],
        [line(path, one) for one in found if one.level is Level.ADVICE],
    )


def line(path: Path, found: Finding) -> str:
    """Say a finding in one line that stays the same from run to run."""
    words = found.excerpt.replace("\n", " ").replace("\t", " ")
    return f"{path.name} {found.rule} {found.place.part}/{found.place.block}/{found.place.start} {words}"


if __name__ == "__main__":
    sys.exit(main())
