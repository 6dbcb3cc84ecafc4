"""``python -m tests.durability``: P1 to P10 at full length, with a table of figures; ``--quick`` for a hundredth of it."""

import argparse
import logging
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.durability import parts
from tests.durability.parts import Line, Place
from tests.durability.workloads import House, memory_not_wiped

PARTS: dict[str, Callable[[Place], list[Line]]] = {
    "P1": parts.crash_states,
    "P2": parts.kills_at_calls,
    "P3": parts.failing_calls,
    "P4": parts.kills_of_the_program,
    "P5": parts.cut_files,
    "P6": parts.full_disks,
    "P7": parts.changed_bytes,
    "P8": parts.wrong_keys,
    "P9": parts.key_changes,
    "P10": parts.migrations,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.durability", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a hundredth of the states, kills and points")
    parser.add_argument("--only", default="", help="some parts, such as P1,P7")
    parser.add_argument("--share", type=float, default=1.0, help="this share of the states, kills and points")
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    memory = Path("/dev/shm")  # noqa: S108  memory is no place to find things again, and fast
    folder = Path(tempfile.mkdtemp(prefix="xzt-durability-", dir=memory if memory.is_dir() else None))
    bad = 0
    try:
        with memory_not_wiped():
            place = Place(House(folder / "template"), folder, 0.01 if asked.quick else asked.share)
            for name, part in PARTS.items():
                if asked.only and name not in asked.only.split(","):
                    continue
                began = time.monotonic()
                for line in part(place):
                    bad += not line.good
                    print(f"{name:4} {'held' if line.good else 'BAD':5} {line.what:34} {line.figures}", flush=True)
                print(f"{name:4}       {'':34} {time.monotonic() - began:.0f} s", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
