"""P13 in short: seeds that must hold, runs that must repeat, broken engines that must be caught. All of it: ``make simulation``."""

import gc
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
SEEDS = 1500
"""About six minutes of two processors. With 2,000 the gate takes 25 minutes of its 30; ``make simulation`` runs those and more."""
PART = 20
"""Seeds of one test item: a few seconds, so that every worker has its share to the end."""
CAUGHT_BY = {
    "no idempotency": 3,
    "cursor skips late commits": 118,
    "outbox outside the transaction": 53,
    "replay drops refused commands": 15,
}
"""A seed that catches each mutant; the search goes on from there when the program has changed."""
ENOUGH = 200


@pytest.fixture(scope="session")
def template() -> Iterator[Template]:
    made = Template()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def seldom_collected() -> Iterator[None]:
    """A run makes hundreds of thousands of values, hardly one of them in a ring."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 20)
    yield
    gc.set_threshold(*before)


@pytest.fixture(autouse=True)
def quiet_log() -> Iterator[None]:
    """What fails here is meant to fail, and is told in the log."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("first", range(0, SEEDS, PART))
def test_p13_invariants_hold(template: Template, first: int) -> None:
    """P13: whatever fails (F1 to F12), once it is over I1 to I10 hold."""
    broken = [outcome for seed in range(first, first + PART) if (outcome := run(seed, template)).broken]
    told = [f"seed {outcome.seed}: {outcome.broken}\nagain: python -m tests.simulation --seed {outcome.seed}" for outcome in broken]
    assert not told, "\n".join(told)


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
