"""``python -m tests.faultproxy``: the whole grid of P14, 504 cells."""

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path

from tests.faultproxy.grid import CELLS, Grid, Wrong
from tests.simulation.mutants import MUTANTS
from tests.simulation.template import Template


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faultproxy", description=__doc__)
    parser.add_argument("--only", default="", help="cells in whose name this stands, such as 'push/drop'")
    parser.add_argument("--mutant", default="", choices=["", *MUTANTS], help="try an engine broken on purpose: it must be caught")
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    template, began, bad, count = Template(), time.monotonic(), 0, 0
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
        grid.close()
    template.close()
    print(f"{count} cells in {time.monotonic() - began:.0f} s, {bad} bad")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
