"""P13 in short: seeds that must hold, runs that must repeat, broken engines that must be caught. All of it: ``make simulation``."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.mutants import MUTANTS
from tests.simulation.scenario import run
from tests.simulation.template import Template

ROOT = Path(__file__).parents[2]
SEEDS = 70
KEPT = (189, 1160, 1324)
"""Seeds that once failed.

189: the power of a machine had gone in the indexer's own task, and the simulator took it for running. 1160: the loop of the simulator
stood still, a breath before a look for parcels was due. 1324: text of a draft that the restored server refused was offered to it for ever.
"""
CAUGHT_BY = {
    "no idempotency": 0,
    "cursor skips late commits": 50,
    "outbox outside the transaction": 10,
    "replay drops refused commands": 7,
}
"""A seed that catches each mutant; the search goes on from there when the program has changed."""
ENOUGH = 60


@pytest.fixture(scope="module")
def template() -> Iterator[Template]:
    made = Template()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def quiet_log() -> Iterator[None]:
    """What fails here is meant to fail, and is told in the log."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("seed", [*range(SEEDS), *KEPT])
def test_p13_invariants_hold(template: Template, seed: int) -> None:
    """P13: whatever fails (F1 to F12), once it is over I1 to I10 hold."""
    outcome = run(seed, template)
    assert not outcome.broken, f"{outcome.broken}\nagain: python -m tests.simulation --seed {seed}"


def test_a_seed_is_one_run() -> None:
    """P13: the same seed gives the same run in another process, so that a failing one can be looked at."""
    digests = set()
    for hashing in ("1", "2"):
        command = [sys.executable, "-W", "ignore", "-m", "tests.simulation", "--seed", "3"]
        ran = subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": hashing}, capture_output=True, text=True, check=True)
        digests.add(ran.stdout.splitlines()[-2])
    assert len(digests) == 1


@pytest.mark.parametrize("name", MUTANTS)
def test_broken_engines_are_caught(template: Template, name: str) -> None:
    """Negative control (3.4): an engine with this fault does not get through."""
    first = CAUGHT_BY[name]
    with MUTANTS[name]():
        assert any(run(seed, template).broken for seed in range(first, first + ENOUGH))
