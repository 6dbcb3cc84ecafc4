"""Short forms of the durability suite, with its controls; the long ones are ``make test-durability`` (P1 to P10)."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.durability import children, corrupting, filling, migrating
from tests.durability.filework import filework, forgetful
from tests.durability.injecting import Bench, Point, spread
from tests.durability.parts import LOST, judged, one_error_each, record
from tests.durability.workloads import House, Workload, memory_not_wiped, tell, workloads
from xzt.store import schema

needs_strace = pytest.mark.skipif(not shutil.which("strace"), reason="strace is on Linux only")
MIGRATIONS = [f"migration from {version}" for version in range(1, len(schema.MIGRATIONS))]
WORK = ["dispatch", "receipt", "pull", "attachment", "search", "drafting", *MIGRATIONS, "key change", "backup", "restoring"]
STATES, KILLS, DISKS = 2000, 100, 40
"""What P1, P2 and P6 ask of the test command (S); the full lengths are ``make test-durability`` (R)."""
CUTS = -(-STATES // len(WORK))
KILLED = ["dispatch", "pull", "drafting", "migration from 1", "restoring"]
SIZES = filling.SIZES[: len(filling.SIZES) // 2 : 5]


@pytest.fixture(scope="module")
def memory() -> Iterator[Path]:
    """A folder in memory, where there is one: what a cut leaves is decided here, not by the disk."""
    place = Path("/dev/shm")  # noqa: S108  memory is no place to find things again, and fast
    folder = Path(tempfile.mkdtemp(prefix="xzt-durability-", dir=place if place.is_dir() else None))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def house(memory: Path) -> Iterator[House]:
    with memory_not_wiped():
        yield House(memory / "template")


@pytest.fixture
def place(memory: Path) -> Iterator[Path]:
    """A new folder in memory."""
    folder = Path(tempfile.mkdtemp(dir=memory))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def named(house: House, name: str) -> Workload:
    return next(one for one in workloads(house) if one.name == name)


@needs_strace
@pytest.mark.parametrize("name", WORK)
def test_p1_no_power_cut_loses_what_was_acknowledged(house: House, place: Path, name: str) -> None:
    """P1, P9, P10: after a cut at any step, with what was not synced there, gone or torn, the store is whole and has every commit."""
    recorded = record(house, named(house, name), place / "recorded")
    counts, bad = judged(recorded, range(CUTS), place / "cut")
    assert counts == {"good": CUTS}, bad


@needs_strace
@pytest.mark.parametrize("setting", ["NORMAL", "OFF"])
def test_p1_has_teeth(house: House, place: Path, setting: str) -> None:
    """The controls of P1: with another ``synchronous`` the same cuts lose what was acknowledged, or leave nothing that opens."""
    recorded = record(house, named(house, "drafting"), place / "recorded", setting)
    counts, _ = judged(recorded, range(40), place / "cut")
    assert sum(counts[kind] for kind in LOST) > 4, counts


@needs_strace
@pytest.mark.parametrize("name", ["attachment", "download", "saving out", "key slot", "settings", "package", "server object"])
def test_p5_no_power_cut_leaves_a_file_empty_or_in_part(house: House, place: Path, name: str) -> None:
    """P5: after a cut at any step each file beside the database is the old one whole or the new one whole, and never less than was said."""
    recorded = record(house, next(one for one in filework(house) if one.name == name), place / "recorded")
    counts, bad = judged(recorded, range(12), place / "cut")
    assert counts == {"good": 12}, bad


@needs_strace
def test_p5_has_teeth(house: House, place: Path) -> None:
    """The control of P5: a writer that forgets to flush leaves files that are named and not whole."""
    with forgetful():
        recorded = record(house, filework(house)[0], place / "recorded")
    counts, _ = judged(recorded, range(40), place / "cut")
    assert sum(counts[kind] for kind in LOST) > 0, counts


@needs_strace
@pytest.mark.parametrize("name", KILLED)
def test_p2_a_kill_at_any_call_loses_nothing(house: House, place: Path, name: str) -> None:
    """P2: killed at a call that writes, syncs, shortens or removes, the store opens by itself with every acknowledged commit."""
    bench = Bench(named(house, name), place / "bench")
    tried = [(point, bench.try_at(point)) for point in spread(bench.kills(), KILLS // len(KILLED), 2)]
    assert [(point, found.wrong) for point, found in tried if found.wrong] == []
    assert sum(found.hit for _, found in tried) > 0.9 * len(tried)


@needs_strace
def test_p3_a_failing_call_is_told_and_loses_nothing(house: House, place: Path) -> None:
    """P3: EIO, ENOSPC and EROFS, once and from there on: no lost commit, none acknowledged that is not there, a code with a sentence."""
    bench = Bench(named(house, "drafting"), place / "bench")
    tried = [(point, bench.try_at(point)) for point in spread(one_error_each(bench), 18, 3)]
    assert [(point, found.wrong) for point, found in tried if found.wrong] == []
    assert sum(bool(found.troubles) for _, found in tried) > 6
    first = bench.try_at(Point("fdatasync" if "fdatasync" in bench.calls else "fsync", 1, "EIO", sticky=True))
    assert first.troubles == ("disk",)


@pytest.mark.parametrize("name", filling.PIECES)
def test_p6_a_full_disk_keeps_what_was_acknowledged(house: House, place: Path, name: str) -> None:
    """P6: full in the middle of the work: told, nothing half, and with room again it works on."""
    wrong = [(size, found) for size in SIZES if (found := filling.fill(house, name, size, place / "disk"))]
    assert (wrong, len(SIZES) * len(filling.PIECES) >= DISKS) == ([], True)


def test_p7_every_changed_byte_is_found(house: House, place: Path) -> None:
    """P7: bytes and pages of the file, and of its log."""
    for tally in (
        corrupting.flip_every_byte(house, place / "every", 16),
        corrupting.flip_some(house, place / "some", 2000),
        corrupting.break_pages(house, place / "pages", 24),
        corrupting.cut_logs(house, place / "logs", 24),
    ):
        assert tally.found == tally.tried > 20, tally


def test_p7_an_earlier_page_put_back_is_found(house: House, place: Path) -> None:
    """P7, threat row 4: by the chain, the files' digests or the index; the checks of the engine alone call some of these stores whole."""
    tally, engine = corrupting.replay_pages(house, place / "replays", 16)
    assert tally.found == tally.tried == 16
    assert engine < tally.tried


def test_p8_no_other_key_opens(house: House, place: Path) -> None:
    """P8: wrong keys, and every byte of the key file changed."""
    for tally in (corrupting.wrong_keys(house, place / "keys", 1000), corrupting.flip_key_file(house, place / "file")):
        assert tally.found == tally.tried > 60, tally


def test_p10_a_migration_that_fails_anywhere_leaves_the_old_store(house: House, place: Path) -> None:
    """P10: at each of its statements, from every schema that ever landed; a store of a newer program is left alone."""
    found = list(migrating.fail_everywhere(house, place / "migrating"))
    assert [version for version, _, _ in found] == list(range(1, len(schema.MIGRATIONS)))
    assert [wrong for _, _, wrong in found if wrong] == []


@needs_strace
def test_the_record_has_every_write(house: House, place: Path) -> None:
    """The record of strace is complete: played back without a cut, the files are the very ones that the child left."""
    from tests.durability.crashing import whole

    recorded = record(house, named(house, "dispatch"), place / "recorded")
    played = whole(recorded)
    left = place / "recorded" / "at"
    real = {str(path.relative_to(left)): path.read_bytes() for path in left.rglob("*") if path.is_file()}
    assert played == real


def test_a_child_tells_how_it_ended() -> None:
    """What a child says is not lost when it is killed, and a fault of ours is no trouble."""

    def fail() -> None:
        tell("state")
        raise KeyError("x")

    ended = children.run(fail, [])
    assert (ended.acks, ended.troubles, ended.killed) == (("state",), (), False)
    assert "KeyError" in ended.fault
