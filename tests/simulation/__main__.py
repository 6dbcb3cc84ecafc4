"""``python -m tests.simulation --seeds 2000``: many seeds on all cores; a failing one is printed with how to run it again."""

import argparse
import logging
import multiprocessing
import sys
import time
from collections import Counter
from functools import cache

from tests.simulation.scenario import Outcome, run
from tests.simulation.template import Template


@cache
def _template() -> Template:
    logging.disable(logging.CRITICAL)
    return Template()


def _run(seed: int) -> Outcome:
    outcome = run(seed, _template())
    return outcome if outcome.broken else Outcome(outcome.seed, "", outcome.digest, [], outcome.counts)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=2000, help="how many seeds")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--seed", type=int, help="run this one and print its trace")
    parser.add_argument("--jobs", type=int, default=multiprocessing.cpu_count())
    asked = parser.parse_args()
    template = _template()  # made before the workers are forked, so that there is one, which goes when all is done
    try:
        return _one(asked.seed) if asked.seed is not None else _many(asked)
    finally:
        template.close()


def _one(seed: int) -> int:
    outcome = run(seed, _template())
    print("\n".join(outcome.lines), outcome.digest, outcome.broken or "held", sep="\n")
    return bool(outcome.broken)


def _many(asked: argparse.Namespace) -> int:
    began, counts, broken = time.monotonic(), Counter[str](), 0
    with multiprocessing.Pool(asked.jobs) as pool:
        for outcome in pool.imap_unordered(_run, range(asked.first, asked.first + asked.seeds), chunksize=4):
            counts.update(outcome.counts)
            if outcome.broken:
                broken += 1
                print(f"seed {outcome.seed}: {outcome.broken}\n    again: python -m tests.simulation --seed {outcome.seed}", flush=True)
    seconds = time.monotonic() - began
    for name, count in sorted(counts.items()):
        print(f"{count:9d}  {name}")
    print(f"{asked.seeds} seeds in {seconds:.0f} s, {asked.seeds / seconds:.1f} a second, {broken} broken")
    return bool(broken)


if __name__ == "__main__":
    sys.exit(main())
