"""``python -m tests.simulation --seeds 2000``: many seeds on all cores; a failing one is printed with how to run it again.

``--mutants`` shows instead that engines broken on purpose do not get through.
"""

import argparse
import gc
import logging
import multiprocessing
import sys
import time
from collections import Counter
from functools import cache

from tests.simulation.invariants import INVARIANTS
from tests.simulation.mutants import MUTANTS
from tests.simulation.scenario import Outcome, run
from tests.simulation.template import Template


@cache
def _template() -> Template:
    logging.disable(logging.CRITICAL)
    template = Template()
    gc.freeze()  # what is loaded for good is looked through no more
    gc.set_threshold(50_000, 20, 20)
    return template


def _run(seed: int) -> Outcome:
    outcome = run(seed, _template())
    return outcome if outcome.broken else Outcome(outcome.seed, "", outcome.digest, [], outcome.counts)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=2000, help="how many seeds")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--seed", type=int, help="run this one and print its trace")
    parser.add_argument("--workers", type=int, default=multiprocessing.cpu_count(), help="processes")
    parser.add_argument("--mutants", action="store_true", help="try the engines that are broken on purpose: each must be caught")
    asked = parser.parse_args()
    template = _template()  # made before the workers are forked, so that there is one, which goes when all is done
    try:
        if asked.mutants:
            return _mutants(asked.seeds)
        return _one(asked.seed) if asked.seed is not None else _many(asked)
    finally:
        template.close()


def _one(seed: int) -> int:
    outcome = run(seed, _template())
    print("\n".join(outcome.lines), outcome.digest, outcome.broken or "held", sep="\n")
    return bool(outcome.broken)


def _mutants(seeds: int) -> int:
    through = 0
    for name, broken in MUTANTS.items():
        with broken():
            caught = next((outcome for seed in range(seeds) if (outcome := run(seed, _template())).broken), None)
        through += caught is None
        how = f"caught by seed {caught.seed}: {caught.broken.splitlines()[0][:100]}" if caught else f"NOT caught by {seeds} seeds"
        print(f"{name:32} {how}", flush=True)
    return bool(through)


def _many(asked: argparse.Namespace) -> int:
    began, counts, told_broken = time.monotonic(), Counter[str](), list[str]()
    with multiprocessing.Pool(asked.workers) as pool:
        for outcome in pool.imap_unordered(_run, range(asked.first, asked.first + asked.seeds), chunksize=4):
            counts.update(outcome.counts)
            if outcome.broken:
                told_broken.append(outcome.broken)
                print(f"seed {outcome.seed}: {outcome.broken}\n    again: python -m tests.simulation --seed {outcome.seed}", flush=True)
    seconds = time.monotonic() - began
    for name, count in sorted(counts.items()):
        if not name.startswith("held "):
            print(f"{count:9d}  {name}")
    broke = Counter(told.partition(":")[0] for told in told_broken)
    for name, words in INVARIANTS.items():
        print(f"{name:4} held {counts[f'held {name}']:9d} times, broken {broke[name]:3d}  {words}")
    print(f"{asked.seeds} seeds in {seconds:.0f} s, {asked.seeds / seconds:.1f} a second, {len(told_broken)} broken")
    return bool(told_broken)


if __name__ == "__main__":
    sys.exit(main())
