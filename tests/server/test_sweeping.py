"""Pieces of uploads that nobody goes on with are swept; what a file or an upload under way is made of stays (RS-14, RS-21)."""

import asyncio
import logging
import os
import secrets
import time
from datetime import timedelta
from pathlib import Path

import pytest

from tests.server.conftest import People
from tests.server.house import House
from tests.server.test_pieces import LENGTH, bring, cut, plan
from xzt.core.digest import sha256, sm3
from xzt.core.encoding import encode
from xzt.server import blobs
from xzt.server.objects import Folder
from xzt.server.sweeping import KEPT, sweep
from xzt.sync.protocol import messages as m

LATER = KEPT + timedelta(days=1)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """The length of a piece does not matter here."""
    monkeypatch.setattr(blobs, "PIECE", LENGTH)
    monkeypatch.setattr("xzt.server.sweeping.PIECE", LENGTH)


def pieces_in(house: House) -> set[str]:
    return {path.name for path in (house.twin.data / "blobs" / "pieces").rglob("*") if path.is_file()}


def let_lie(house: House) -> None:
    """Let the uploads and the files be a month older."""

    async def age() -> None:
        async with house.instance.database.transaction() as tx:
            await tx.execute("UPDATE upload SET at = at - ?", int(LATER.total_seconds() * 1000))

    house.run(age())
    past = time.time() - LATER.total_seconds()
    for path in (house.twin.data / "blobs").rglob("*"):
        if path.is_file():
            os.utime(path, (past, past))


def names(data: bytes) -> set[str]:
    return {sha256(piece) for piece in cut(data)}


def test_what_nobody_goes_on_with_is_swept(house: House, people: People, caplog: pytest.LogCaptureFixture) -> None:
    """RS-14: after a month the pieces of an abandoned upload are gone, counted in the log; it begins anew and the file comes whole."""
    caplog.set_level(logging.INFO, "xzt.server")
    actor, data = people["jia-1"], secrets.token_bytes(3 * LENGTH + 5)
    plan(actor, data)
    assert bring(actor, data, 0, data[: 2 * LENGTH]).status_code == 200
    assert house.run(sweep(house.instance)) == 0
    let_lie(house)
    assert house.run(sweep(house.instance)) == 1
    assert pieces_in(house) == set()
    assert [(one.uploads, one.pieces) for one in caplog.records if one.message == "swept"] == [(1, 2)]  # type: ignore[attr-defined]  # extra
    assert bring(actor, data, 2, data[2 * LENGTH :]).json()["code"] == "upload_unknown"
    assert plan(actor, data).missing == (0, 1, 2, 3)
    assert bring(actor, data, 0, data).status_code == 200
    assert plan(actor, data) == m.Held((), done=True)


def test_what_is_of_use_stays(house: House, people: People) -> None:
    """Pieces that a file has, that another's upload has in its plan, or that somebody has brought since."""
    whole, shared, own = (secrets.token_bytes(LENGTH) for _ in range(3))
    lapsed = whole + shared + own + secrets.token_bytes(7)
    jia, mate = people["jia-1"], people["jia-2"]
    plan(jia, lapsed)
    assert bring(jia, lapsed, 0, lapsed).status_code == 200
    file = whole + b"a file"
    jia.send("PUT", f"/v1/blobs/{sm3(file)}", dict, file)
    let_lie(house)
    other = shared + secrets.token_bytes(LENGTH)
    plan(mate, other)
    house.run(house.instance.blobs.put_piece(sha256(own), own))
    assert house.run(sweep(house.instance)) == 1
    assert pieces_in(house) == names(file) | names(shared) | names(own)
    assert jia.http.get(f"/v1/blobs/{sm3(file)}").content == file


def test_an_upload_that_is_gone_on_with_stays(house: House, people: People) -> None:
    """Every piece and every question counts: an upload of many weeks over a bad line is not swept under the hands of who brings it."""
    actor, data = people["jia-1"], secrets.token_bytes(3 * LENGTH)
    plan(actor, data)
    assert bring(actor, data, 0, data[:LENGTH]).status_code == 200
    for n in (1, 2):
        let_lie(house)
        assert plan(actor, data).missing[0] == n
        assert house.run(sweep(house.instance)) == 0
        assert bring(actor, data, n, cut(data)[n]).status_code == 200
    assert plan(actor, data).done
    assert actor.http.get(f"/v1/blobs/{sm3(data)}").content == data


def test_pieces_of_what_was_no_file_are_swept(house: House, people: People) -> None:
    """RS-21: what was brought under a digest that it does not have counts for nothing at once, and is swept as an upload that lapsed."""
    actor, data = people["jia-1"], secrets.token_bytes(2 * LENGTH)
    digest, parts = sm3(b"another"), m.Parts(len(data), tuple(sha256(piece) for piece in cut(data)))
    path = f"/v1/blobs/{digest}/parts"
    assert actor.send("POST", path, m.Held, encode(parts)).missing == (0, 1)
    assert actor.http.put(f"/v1/blobs/{digest}/pieces/0", content=data).status_code == 200
    assert actor.http.post(path, content=encode(parts)).json()["code"] == "blob_mismatch"
    let_lie(house)
    assert house.run(sweep(house.instance)) == 1
    assert pieces_in(house) == set()


def test_a_piece_that_comes_while_it_is_swept_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever brings a piece between the look and the removal has it: it is put back, or the new one stands."""
    folder = Folder(tmp_path)
    folder._put("pieces/aa/piece", b"content")
    target = tmp_path / "pieces" / "aa" / "piece"
    os.utime(target, (0, 0))
    rename = Path.rename

    def touched(path: Path, aside: Path) -> Path:
        if path == target:
            os.utime(path)
        return rename(path, aside)

    monkeypatch.setattr(Path, "rename", touched)
    assert not folder._sweep(target, KEPT)
    assert target.read_bytes() == b"content"


def test_what_a_dead_process_left_is_removed(tmp_path: Path) -> None:
    """What was coming in when a process was killed never became an object."""
    folder = Folder(tmp_path)
    for name, age in (("old", LATER), ("new", timedelta())):
        (tmp_path / "incoming" / name).write_bytes(b"part")
        os.utime(tmp_path / "incoming" / name, (time.time() - age.total_seconds(),) * 2)
    assert asyncio.run(folder.tidy(KEPT)) == 1
    assert [path.name for path in (tmp_path / "incoming").iterdir()] == ["new"]
