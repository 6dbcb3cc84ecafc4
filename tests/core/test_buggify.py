"""The seam for rare branches: off unless drawn, and every place that the simulator names is one in the program and the other way round."""

import re
from pathlib import Path

from tests.simulation.scenario import RARE
from xzt.core import buggify

PROGRAM = Path(buggify.__file__).parents[1]


def test_off_unless_somebody_draws() -> None:
    """P13: in production a place says no."""
    assert not buggify.rarely("anywhere")
    asked: list[str] = []

    def draw(place: str) -> bool:
        asked.append(place)
        return True

    with buggify.drawing(draw):
        assert buggify.rarely("somewhere")
    assert asked == ["somewhere"]
    assert not buggify.rarely("somewhere")


def test_the_simulator_knows_every_place() -> None:
    """P13: a place that nobody draws for would never be tried; one that is gone would be thought tried."""
    found = {name for path in PROGRAM.rglob("*.py") for name in re.findall(r'rarely\("([a-z.]+)"\)', path.read_text(encoding="utf-8"))}
    assert found == set(RARE)


def test_nothing_in_the_program_draws() -> None:
    """P13: only a test can turn it on."""
    assert not [path for path in PROGRAM.rglob("*.py") if "drawing(" in path.read_text(encoding="utf-8") and path.name != "buggify.py"]
