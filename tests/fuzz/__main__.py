"""``python -m tests.fuzz [--count 10000] [--first 0]``: how malformed files end, the slowest and the largest, and what must not be.

Ends with 1 where a reader failed otherwise than by a trouble with a sentence, took over 5 s or 256 MiB, or left a file anywhere.
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.fuzz.mutations import malformed
from tests.fuzz.trial import LARGEST_KIB, LONGEST, Ended, tried
from xzt.ui.troubles import TROUBLES

_TELL = 500


def main() -> int:
    """Try files and say how they ended."""
    arguments = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Malformed files through the readers.")
    arguments.add_argument("--count", type=int, default=10_000, help="how many files")
    arguments.add_argument("--first", type=int, default=0, help="number of the first file: a number gives the same file everywhere")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as place:
        outside = Path(place)
        folder = outside / "a/b/c/d/e/f/g/h"
        folder.mkdir(parents=True)
        os.chdir(folder)
        return run(range(given.first, given.first + given.count), outside, folder)


def run(numbers: range, outside: Path, folder: Path) -> int:
    """Try files one after the other."""
    outcomes: dict[str, Counter[str]] = {}
    slowest, largest = (0.0, 0), (0, 0)
    wrong: list[str] = []
    before = tree(outside)
    for done, number in enumerate(numbers):
        if done and done % _TELL == 0:
            print(f"{done} of {len(numbers)}", file=sys.stderr, flush=True)
        ending, how, data = malformed(number)
        ended = tried(ending, data, folder)
        outcomes.setdefault(ending, Counter())[ended.outcome] += 1
        slowest, largest = max(slowest, (ended.seconds, number)), max(largest, (ended.memory, number))
        left = tree(outside) - before - {folder / "file.txt"}
        for fault in (*faults(ended), *[f"left {path}" for path in left]):
            wrong.append(f"{number} {ending} {how} ({len(data)} bytes): {fault}")
            print("WRONG", wrong[-1], flush=True)
    for ending, counted in sorted(outcomes.items()):
        print(f"{ending:6} {counted.total():6}  " + "  ".join(f"{name} {count}" for name, count in counted.most_common()))
    print(
        f"slowest {slowest[0]:.2f} s (file {slowest[1]}), most memory {largest[0] / 1024:.0f} MiB (file {largest[1]}), wrong {len(wrong)}"
    )
    return 1 if wrong else 0


def faults(ended: Ended) -> list[str]:
    """Return what a trial must not be."""
    found = []
    if ended.outcome != "read" and ended.outcome not in TROUBLES:
        found.append(f"{ended.outcome}: {ended.detail}")
    if ended.seconds > LONGEST:
        found.append(f"took {ended.seconds:.1f} s")
    if ended.memory > LARGEST_KIB:
        found.append(f"took {ended.memory / 1024:.0f} MiB")
    return found


def tree(folder: Path) -> set[Path]:
    """Return all that lies in a folder."""
    return set(folder.rglob("*"))


if __name__ == "__main__":
    sys.exit(main())
