"""``python -m tests.faultproxy``: the whole grid of P14, 504 cells, and the trials beside it.

``--mutants`` shows instead that engines broken on purpose do not get through.
"""

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path

from tests.faultproxy.grid import CELLS, Grid, Wrong
from tests.faultproxy.trials import TRIALS, caught
from tests.simulation.mutants import MUTANTS
from tests.simulation.template import Template


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faultproxy", description=__doc__)
    parser.add_argument("--only", default="", help="cells in whose name this stands, such as 'push/drop'")
    parser.add_argument("--mutant", default="", choices=["", *MUTANTS], help="try an engine broken on purpose: it must be caught")
    parser.add_argument("--mutants", action="store_true", help="try every engine that is broken on purpose: each must be caught")
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    if asked.mutants:
        return mutants()
    template, began, bad, count = Template(mac=True), time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        grid = Grid(template, Path(folder) / "grid", asked.mutant)
        grid.begin_draft()
        for cell in CELLS:
            name = f"{cell.operation}/{cell.fault}/{cell.position}"
            if asked.only not in name:
                continue
            count += 1
            try:
                grid.run(cell)
            except Wrong as wrong:
                bad += 1
                print(f"{name}: {wrong}", flush=True)
        for name, told in caught(grid) if not asked.only else []:
            bad += 1
            print(f"{name}: {told}", flush=True)
        grid.close()
    template.close()
    print(f"{count} cells and {0 if asked.only else len(TRIALS)} trials in {time.monotonic() - began:.0f} s, {bad} bad")
    return bool(bad)


def mutants() -> int:
    """Try each broken engine; gives 1 where one gets through."""
    template, through = Template(mac=True), 0
    for name in MUTANTS:
        with tempfile.TemporaryDirectory() as folder:
            grid = Grid(template, Path(folder) / "grid", name)
            try:
                found = caught(grid)
            finally:
                grid.close()
        through += not found
        print(f"{name:32} " + ("; ".join(f"caught by {trial}: {told}" for trial, told in found) or "NOT caught"), flush=True)
    template.close()
    return bool(through)


if __name__ == "__main__":
    sys.exit(main())
