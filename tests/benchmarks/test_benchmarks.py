"""The one way to run a measurement works, and its rows are what programs expect (issue 2, must show 7)."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.rows import Row, alternate, row
from xzt.core.encoding import decode

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "benchmarks", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("name", "rounds", "rows"), [("flows", 5, 1), ("save", 3, 4), ("start", 5, 1)])
def test_each_runs_in_a_short_form(name: str, rounds: int, rows: int) -> None:
    """A JSON object a row, each with work, size, ours, against, ratio and unit."""
    done = run(name, "--json", "--rounds", str(rounds))
    assert done.returncode == 0, done.stderr
    found = [decode(line.encode(), Row) for line in done.stdout.splitlines()]
    assert len(found) == rows
    for one in found:
        assert one.unit == "ms"
        assert one.ours > 0 < one.against
        assert one.ratio == pytest.approx(one.ours / one.against, abs=0.02, rel=0.02)  # both are rounded


@pytest.mark.parametrize(
    ("name", "size", "works"),
    [
        ("store", 1000, {"take in a page of 500 new states", "open the store, with the first list", "list 200 rows"}),
        ("sync", 100, {"first sync, against bare SQLCipher", "first sync on PostgreSQL, against embedded"}),
        pytest.param("server", 1, {"errors; P34 allows none"}, marks=pytest.mark.slow),
    ],
)
def test_each_that_takes_a_size_runs_with_a_small_one(name: str, size: int, works: set[str]) -> None:
    """Issue 4, must show 3: they run as a whole, both ends hold the same afterwards, and a peer that is not there is said to be missing."""
    done = run(name, "--json", "--records", str(size), "--rounds", "1")
    assert done.returncode == 0, done.stderr
    found = {one.work: one for one in (decode(line.encode(), Row) for line in done.stdout.splitlines())}
    assert works <= set(found)
    for work in works - {"errors; P34 allows none"}:
        assert found[work].ours > 0 < found[work].against
    if name == "sync":
        for peer in ("Anki", "PouchDB"):
            assert f"first sync, against {peer}" in found or f"{peer}: not measured, needs tools/peers.sh" in found
    if name == "server":
        assert found["errors; P34 allows none"].ours == 0


def test_unknown_name_is_refused() -> None:
    done = run("nothing")
    assert done.returncode == 2
    assert "invalid choice" in done.stderr


def test_sides_alternate_and_the_first_round_does_not_count() -> None:
    order: list[str] = []

    def first() -> float:
        order.append("a")
        return len(order) / 1000

    def second() -> None:
        order.append("b")

    times = alternate(3, first, second)
    assert order == ["a", "b"] * 4
    assert times[0] == [0.003, 0.005, 0.007]
    assert len(times[1]) == 3
    assert row("w", "s", [0.002, 0.004, 0.1], [0.002]) == Row("w", "s", 4.0, 2.0, 2.0, "ms")
