"""Short forms of the durability suite, with its controls; the long ones are ``make test-durability`` (P1 to P10)."""

import shutil
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
CUTS = {"dispatch": 40, "drafting": 30, "migration from 1": 20, "key change": 20, "backup": 8, "restoring": 8}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with memory_not_wiped():
        yield House(tmp_path_factory.mktemp("house") / "template")


def named(house: House, name: str) -> Workload:
    return next(one for one in workloads(house) if one.name == name)


@needs_strace
@pytest.mark.parametrize("name", CUTS)
def test_p1_no_power_cut_loses_what_was_acknowledged(house: House, tmp_path: Path, name: str) -> None:
    """P1, P9, P10: after a cut at any step, with what was not synced there, gone or torn, the store is whole and has every commit."""
    recorded = record(house, named(house, name), tmp_path / "recorded")
    counts, bad = judged(recorded, range(CUTS[name]), tmp_path / "cut")
    assert counts == {"good": CUTS[name]}, bad


@needs_strace
@pytest.mark.parametrize("setting", ["NORMAL", "OFF"])
def test_p1_has_teeth(house: House, tmp_path: Path, setting: str) -> None:
    """The controls of P1: with another ``synchronous`` the same cuts lose what was acknowledged, or leave nothing that opens."""
    recorded = record(house, named(house, "drafting"), tmp_path / "recorded", setting)
    counts, _ = judged(recorded, range(40), tmp_path / "cut")
    assert sum(counts[kind] for kind in LOST) > 4, counts


@needs_strace
@pytest.mark.parametrize("name", ["attachment", "download", "saving out", "key slot", "settings", "package", "server object"])
def test_p5_no_power_cut_leaves_a_file_empty_or_in_part(house: House, tmp_path: Path, name: str) -> None:
    """P5: after a cut at any step each file beside the database is the old one whole or the new one whole, and never less than was said."""
    recorded = record(house, next(one for one in filework(house) if one.name == name), tmp_path / "recorded")
    counts, bad = judged(recorded, range(12), tmp_path / "cut")
    assert counts == {"good": 12}, bad


@needs_strace
def test_p5_has_teeth(house: House, tmp_path: Path) -> None:
    """The control of P5: a writer that forgets to flush leaves files that are named and not whole."""
    with forgetful():
        recorded = record(house, filework(house)[0], tmp_path / "recorded")
    counts, _ = judged(recorded, range(40), tmp_path / "cut")
    assert sum(counts[kind] for kind in LOST) > 0, counts


@needs_strace
def test_p2_a_kill_at_any_call_loses_nothing(house: House, tmp_path: Path) -> None:
    """P2: killed at a call that writes, syncs, shortens or removes, the store opens by itself with every acknowledged commit."""
    bench = Bench(named(house, "drafting"), tmp_path / "bench")
    tried = [(point, bench.try_at(point)) for point in spread(bench.kills(), 14, 2)]
    assert [(point, found.wrong) for point, found in tried if found.wrong] == []
    assert sum(found.hit for _, found in tried) > 10


@needs_strace
def test_p3_a_failing_call_is_told_and_loses_nothing(house: House, tmp_path: Path) -> None:
    """P3: EIO, ENOSPC and EROFS, once and from there on: no lost commit, none acknowledged that is not there, a code with a sentence."""
    bench = Bench(named(house, "drafting"), tmp_path / "bench")
    tried = [(point, bench.try_at(point)) for point in spread(one_error_each(bench), 18, 3)]
    assert [(point, found.wrong) for point, found in tried if found.wrong] == []
    assert sum(bool(found.troubles) for _, found in tried) > 6
    first = bench.try_at(Point("fdatasync" if "fdatasync" in bench.calls else "fsync", 1, "EIO", sticky=True))
    assert first.troubles == ("disk",)


@pytest.mark.parametrize("name", filling.PIECES)
def test_p6_a_full_disk_keeps_what_was_acknowledged(house: House, tmp_path: Path, name: str) -> None:
    """P6: full in the middle of the work: told, nothing half, and with room again it works on."""
    assert filling.fill(house, name, 1280 * filling.KIB, tmp_path / "disk") == ""


def test_p7_every_changed_byte_is_found(house: House, tmp_path: Path) -> None:
    """P7: bytes and pages of the file, and of its log."""
    for tally in (
        corrupting.flip_every_byte(house, tmp_path / "every", 256),
        corrupting.break_pages(house, tmp_path / "pages", 24),
        corrupting.cut_logs(house, tmp_path / "logs", 24),
    ):
        assert tally.found == tally.tried > 20, tally


def test_p7_an_earlier_page_put_back_is_found(house: House, tmp_path: Path) -> None:
    """P7, threat row 4: by the chain, the files' digests or the index; the checks of the engine alone call some of these stores whole."""
    tally, engine = corrupting.replay_pages(house, tmp_path / "replays", 16)
    assert tally.found == tally.tried == 16
    assert engine < tally.tried


def test_p8_no_other_key_opens(house: House, tmp_path: Path) -> None:
    """P8: wrong keys, and every byte of the key file changed."""
    for tally in (corrupting.wrong_keys(house, tmp_path / "keys", 40), corrupting.flip_key_file(house, tmp_path / "file")):
        assert tally.found == tally.tried > 60, tally


def test_p10_a_migration_that_fails_anywhere_leaves_the_old_store(house: House, tmp_path: Path) -> None:
    """P10: at each of its statements, from every schema that ever landed; a store of a newer program is left alone."""
    found = list(migrating.fail_everywhere(house, tmp_path / "migrating"))
    assert [version for version, _, _ in found] == list(range(1, len(schema.MIGRATIONS)))
    assert [wrong for _, _, wrong in found if wrong] == []


@needs_strace
def test_the_record_has_every_write(house: House, tmp_path: Path) -> None:
    """The record of strace is complete: played back without a cut, the files are the very ones that the child left."""
    from tests.durability.crashing import whole

    recorded = record(house, named(house, "dispatch"), tmp_path / "recorded")
    played = whole(recorded)
    left = tmp_path / "recorded" / "at"
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
