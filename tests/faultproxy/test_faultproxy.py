"""P14 in short: a sample of the grid over real sockets. All 504 cells: ``make faultproxy``."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faultproxy.grid import CELLS, Cell, Grid, Wrong
from tests.simulation.template import Template

SAMPLE = [Cell("push", "drop", "after"), Cell("push", "429 Retry-After", "before"), *CELLS[::37]]


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


def test_p14_sample_of_the_grid(template: Template, tmp_path: Path) -> None:
    """P14: over a line with faults everything takes effect once, drains by itself, and Retry-After is obeyed."""
    assert len(CELLS) == 504
    grid = Grid(template, tmp_path / "grid")
    try:
        grid.begin_draft()
        for cell in SAMPLE:
            grid.run(cell)
    finally:
        grid.close()


def test_no_idempotency_is_caught(template: Template, tmp_path: Path) -> None:
    """Negative control (3.4): a server that forgets what it has answered does not get through."""
    grid = Grid(template, tmp_path / "grid", "no idempotency")
    try:
        with pytest.raises(Wrong):
            grid.run(Cell("push", "drop", "after"))
    finally:
        grid.close()
