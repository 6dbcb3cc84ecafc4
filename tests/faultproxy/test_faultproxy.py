"""P14 in short: a sample of the grid over real sockets. All 504 cells: ``make faultproxy``."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faultproxy.grid import CELLS, Cell, Grid, Wrong
from tests.faultproxy.trials import TRIALS
from tests.simulation.template import Template

CAUGHT_BY = {
    "no idempotency": "answer lost after commit",
    "cursor skips late commits": "commits while reading",
    "outbox outside the transaction": "power cut while keeping",
    "replay drops refused commands": "acted apart",
}
SAMPLE = [Cell("push", "drop", "after"), Cell("push", "429 Retry-After", "before"), *CELLS[::37]]


@pytest.fixture(scope="module")
def template() -> Iterator[Template]:
    made = Template(mac=True)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def quiet_log() -> Iterator[None]:
    """What fails here is meant to fail, and is told in the log."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def grid(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grid]:
    made = Grid(template, tmp_path_factory.mktemp("faultproxy") / "grid")
    made.begin_draft()
    yield made
    made.close()


def test_p14_sample_of_the_grid(grid: Grid) -> None:
    """P14: over a line with faults everything takes effect once, drains by itself, and Retry-After is obeyed."""
    assert len(CELLS) == 504
    for cell in SAMPLE:
        grid.run(cell)


@pytest.mark.parametrize("name", TRIALS)
def test_trials_beside_the_grid(grid: Grid, name: str) -> None:
    """P14, I1 to I3: commits while reading, the power cut while keeping, two machines apart."""
    TRIALS[name](grid)


@pytest.mark.parametrize(("name", "trial"), CAUGHT_BY.items())
def test_broken_engines_are_caught(template: Template, tmp_path: Path, name: str, trial: str) -> None:
    """Negative control (3.4): an engine with this fault does not get through."""
    broken = Grid(template, tmp_path / "grid", name)
    try:
        with pytest.raises(Wrong):
            TRIALS[trial](broken)
    finally:
        broken.close()
