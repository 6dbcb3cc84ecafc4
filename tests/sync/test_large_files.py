"""Journeys of large files over a real server: kept offline, cut in the middle, resumed, refused, limited, paused, and whole in the end."""

import itertools
import random
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sync.town import Desk, Town
from tests.waiting import until
from xzt.core.digest import sm3
from xzt.core.errors import Trouble
from xzt.core.notices import Connection, Transfers
from xzt.office.act import AttachedFile
from xzt.office.dispatch import commands as d
from xzt.store.chunks import CHUNK
from xzt.sync.engine import transfers
from xzt.sync.engine.wire import Wire

LARGE = 12
"""Pieces of the file that most tests send."""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "样例附件.bin"
    path.write_bytes(random.Random(11).randbytes(LARGE * CHUNK + 333))
    return path


def attach(desk: Desk, record: str, source: Path) -> AttachedFile:
    """Take a file in and let it go with the draft, as the form beside the draft does."""
    found = desk.client.files.take_in(source, lambda _done, _total: None)
    file = AttachedFile(source.name, found.digest, found.size)
    desk.do(record, d.Attach(file))
    return file


def shared(desk: Desk) -> str:
    record = desk.draft()
    desk.do(record, d.Share(("jia-2",)))
    return record


def uploaded(desk: Desk, digest: str) -> bool:
    return desk.client.files.stands(digest) == (True, True)


class Meter:
    """Counts the pieces that go up and come down, and may do something at one of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.up: Counter[int] = Counter()
        self.down: Counter[int] = Counter()
        self.at: Callable[[str, int], None] = lambda _way, _n: None
        put, get = Wire.put_pieces, Wire.get_pieces

        async def put_pieces(wire: Wire, digest: str, n: int, content: object, size: int) -> None:
            async def counted() -> object:
                sent = 0
                async for data in content:  # type: ignore[attr-defined]
                    self.up[n + sent // CHUNK] += len(data)
                    sent += len(data)
                    yield data
                    self.at("up", n + sent // CHUNK)

            await put(wire, digest, n, counted(), size)  # type: ignore[arg-type]

        async def get_pieces(wire: Wire, digest: str, n: int, count: int) -> object:
            came = 0
            async for data in get(wire, digest, n, count):
                self.down[n + came // CHUNK] += len(data)
                came += len(data)
                self.at("down", n + came // CHUNK)
                yield data

        monkeypatch.setattr(Wire, "put_pieces", put_pieces)
        monkeypatch.setattr(Wire, "get_pieces", get_pieces)


@pytest.fixture
def meter(monkeypatch: pytest.MonkeyPatch) -> Meter:
    monkeypatch.setattr(transfers, "RUN", 4)
    return Meter(monkeypatch)


def once(way: str, n: int, act: Callable[[], object]) -> Callable[[str, int], None]:
    """Do something once, when the piece ``n`` goes that way."""
    first = itertools.count()

    def at(going: str, piece: int) -> None:
        if (going, piece) == (way, n) and next(first) == 0:
            act()

    return at


def test_attached_offline_killed_server_resumed_and_read_byte_by_byte(town: Town, source: Path, meter: Meter, tmp_path: Path) -> None:
    """Sync 3.10: attached with no line; the server dies in the middle of the upload and of the download; only the last run goes twice.

    What the other person saves is the file, byte by byte. The command that names it has waited for it.
    """
    clerk = town.desk("jia-1")
    record = shared(clerk)
    file = attach(clerk, record, source)
    assert clerk.client.files.stands(file.digest) == (True, False)
    meter.at = once("up", 6, lambda: town.server.stop(signal.SIGKILL))
    clerk.begin()
    until(lambda: town.server.child is None, "the server dies")
    town.server.start()
    clerk.client.sync_now()
    until(lambda: uploaded(clerk, file.digest), "uploaded")
    clerk.quiet()
    assert file.size < sum(meter.up.values()) <= file.size + 4 * CHUNK
    mate = town.desk("jia-2").begin()
    meter.at = once("down", 7, lambda: town.server.stop(signal.SIGKILL))
    until(lambda: town.server.child is None, "the server dies again")
    town.server.start()
    mate.client.sync_now()
    until(lambda: mate.client.has_blob(file.digest), "downloaded")
    assert sum(meter.down.values()) <= file.size + 2 * CHUNK
    mate.client.files.copy_to(file.digest, tmp_path / "out.bin", lambda _done, _total: None)
    assert (tmp_path / "out.bin").read_bytes() == source.read_bytes()
    assert mate.state(record).attached == (file,)  # type: ignore[union-attr]


def test_killed_client_resumes_what_it_had(town: Town, source: Path, meter: Meter) -> None:
    """A client that ends in the middle of a download has its pieces at the next start, and asks only for the others."""
    clerk = town.desk("jia-1").begin()
    file = attach(clerk, shared(clerk), source)
    until(lambda: uploaded(clerk, file.digest), "uploaded")
    clerk.quiet()
    mate = town.desk("jia-2")
    stop: list[bool] = []

    def pause() -> None:
        stop.append(True)
        mate.client.line.pause_files(paused=True)

    meter.at = once("down", 7, pause)
    mate.begin()
    until(lambda: stop, "in the middle")
    until(lambda: mate.client.line.transfers().paused, "paused")
    mate.leave()
    first = sum(meter.down.values())
    assert not first >= file.size
    mate.come_back()
    mate.client.line.pause_files(paused=False)
    until(lambda: mate.client.has_blob(file.digest), "downloaded")
    assert sum(meter.down.values()) <= file.size + CHUNK
    assert sm3(b"".join([mate.client.blob(file.digest) or b""])) == file.digest


def test_wrong_content_from_the_server_is_told_and_nothing_is_kept(town: Town, source: Path) -> None:
    """RS-21: pieces that are right each but not the file: the trouble has its code, no chunk stays, and the line works on."""
    clerk = town.desk("jia-1").begin()
    file = attach(clerk, shared(clerk), source)
    until(lambda: uploaded(clerk, file.digest), "uploaded")
    clerk.quiet()
    (listed,) = (town.server.data / "blobs" / "lists").rglob(file.digest)
    kept = listed.read_bytes()
    pieces = kept.split(b'"')
    names = [at for at, part in enumerate(pieces) if len(part) == 64]
    pieces[names[0]], pieces[names[1]] = pieces[names[1]], pieces[names[0]]
    town.server.stop()
    listed.write_bytes(b'"'.join(pieces))
    town.server.start()
    mate = town.desk("jia-2").begin()
    until(lambda: any(one.trouble == "blob_damaged" for one in mate.client.line.transfers().files), "told")
    assert not mate.client.has_blob(file.digest)
    assert list((mate.folder / "files").iterdir()) == []
    mate.draft("还能办别的")
    mate.quiet()
    town.server.stop()
    listed.write_bytes(kept)
    town.server.start()
    mate.client.line.try_files_again()
    until(lambda: mate.client.status().connection is Connection.ONLINE, "the line works on")


def test_full_disk_is_told_and_the_rest_goes_on(town: Town, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """P6: no room for the file: told with its code, nothing of it kept, other work goes on; with room again it comes by itself."""
    clerk = town.desk("jia-1").begin()
    file = attach(clerk, shared(clerk), source)
    until(lambda: uploaded(clerk, file.digest), "uploaded")
    clerk.quiet()
    mate = town.desk("jia-2")
    room = [transfers.RESERVE + file.size - 1]
    monkeypatch.setattr(type(mate.client.files.chunks), "room", lambda _chunks: room[0])
    mate.begin()
    until(lambda: any(one.trouble == "disk_full" for one in mate.client.line.transfers().files), "told")
    assert not mate.client.has_blob(file.digest)
    mate.draft("还能办别的")
    mate.quiet()
    room[0] *= 2
    mate.client.line.try_files_again()
    until(lambda: mate.client.has_blob(file.digest), "downloaded")


@pytest.mark.slow
def test_limit_and_pause(town: Town, source: Path, meter: Meter) -> None:
    """The limit holds for what goes up, counted by the engine's own clock; a pause stops files alone and stays over a restart."""
    clerk = town.desk("jia-1")
    clerk.client.line.set_limit(64 * CHUNK).result()
    clerk.client.line.pause_files(paused=True).result()
    record = shared(clerk)
    file = attach(clerk, record, source)
    clerk.begin()
    until(lambda: clerk.client.line.transfers().paused, "paused")
    assert (clerk.client.line.limit(), clerk.client.line.are_files_paused()) == (64 * CHUNK, True)
    other = clerk.draft("别的公文")
    until(lambda: clerk.client.status().waiting == 1, "only the command that names the file waits")
    assert clerk.step(other) == "draft"
    assert not meter.up
    said: list[Transfers] = [notice for notice in clerk.notices if isinstance(notice, Transfers)]
    assert all(one.paused for one in said)
    clerk.client.line.pause_files(paused=False).result()
    until(lambda: uploaded(clerk, file.digest), "uploaded")
    clerk.quiet()
    assert clerk.client.engine.lane.limit.rate == 64 * CHUNK


def test_a_file_that_changes_or_is_empty_is_not_taken(town: Town, tmp_path: Path) -> None:
    """What is written while it is read is not taken in, nor an empty file; nothing of either stays after the next start."""
    clerk = town.desk("jia-1")
    path = tmp_path / "changing.bin"
    path.write_bytes(b"x" * (5 * CHUNK))

    def write(done: int, _total: int) -> None:
        if done == CHUNK:
            with path.open("ab") as file:
                file.write(b"more")

    with pytest.raises(Trouble, match="file_changed"):
        clerk.client.files.take_in(path, write)
    path.write_bytes(b"")
    with pytest.raises(Trouble, match="file_empty"):
        clerk.client.files.take_in(path, write)
    with pytest.raises(Trouble, match="file_unreadable"):
        clerk.client.files.take_in(tmp_path / "absent", write)
    clerk.leave()
    clerk.come_back(online=False)
    until(lambda: not list((clerk.folder / "files").iterdir()), "swept")
