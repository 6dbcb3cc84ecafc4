"""P6 for attachments, with disks that are full: a limit of the system on the size of files, and a small disk where it may be mounted.

A disk that fills in the middle of a write takes a part of it and says how much: only the next write fails. No part may pass for a whole.
"""

import contextlib
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.durability.filling import disk
from tests.sync.test_large_files import attach, shared, uploaded
from tests.sync.town import Desk, Town
from tests.waiting import until
from xzt.core.errors import Trouble
from xzt.core.notices import Connection
from xzt.server.objects import Folder
from xzt.store import chunks
from xzt.store.chunks import CHUNK, Chunks
from xzt.sync.engine import transfers

if sys.platform == "win32":
    pytest.skip("limits on the size of files are of Unix", allow_module_level=True)
import resource

SIZE = 4 * CHUNK + 333
LITTLE = 3 * CHUNK // 4
"""Less than a chunk, and more than anything else that is written here."""


@contextlib.contextmanager
def limited(process: int = 0, size: int = LITTLE) -> Iterator[None]:
    """Let no file of a process (0: this one) grow beyond ``size``, as if the disk were full there. Needs no rights."""
    soft, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "样例附件.bin"
    path.write_bytes(random.Random(6).randbytes(SIZE))
    return path


def told(desk: Desk) -> Callable[[], bool]:
    return lambda: any(one.trouble for one in desk.client.line.transfers().files)


def test_a_chunk_is_whole_or_not_at_all(tmp_path: Path) -> None:
    """RS-21: a write that the disk takes in part is no chunk; with room again it is, and what stood before is whole."""
    beside = Chunks(tmp_path, bytes(32))
    before = beside.put(b"before" * 99)
    with limited(), pytest.raises(Trouble, match="disk_full"):
        beside.put(b"x" * CHUNK)
    assert [path.name for path in beside.folder.iterdir()] == [before.name]
    assert beside.get(beside.put(b"x" * CHUNK)) == b"x" * CHUNK
    assert beside.get(before) == b"before" * 99


def test_an_object_of_the_server_is_whole_or_not_at_all(tmp_path: Path) -> None:
    """RS-21: the same for the server, which says that it is its place for files that fails, and that it will pass."""
    folder = Folder(tmp_path)
    with limited(), pytest.raises(Trouble, match="objects_away") as caught:
        folder._put("pieces/aa/piece", b"x" * CHUNK)
    assert caught.value.retry
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    folder._put("pieces/aa/piece", b"x" * CHUNK)
    assert (tmp_path / "pieces" / "aa" / "piece").read_bytes() == b"x" * CHUNK


def test_a_file_that_finds_no_room_is_told_and_comes_later(town: Town, source: Path, tmp_path: Path) -> None:
    """P6: a disk that is full when a file is attached, then when it is saved out: told, nothing half, all else goes on; later it goes."""
    clerk = town.desk("jia-1").begin()
    record = shared(clerk)
    with limited():
        with pytest.raises(Trouble, match="disk_full"):
            attach(clerk, record, source)
        clerk.draft("还能办别的")
        clerk.quiet()
    file = attach(clerk, record, source)
    until(lambda: uploaded(clerk, file.digest), "uploaded")
    out = tmp_path / "存出.bin"
    with limited(), pytest.raises(Trouble, match="disk_full"):
        clerk.client.files.copy_to(file.digest, out, lambda _done, _total: None)
    assert [path for path in tmp_path.iterdir() if path.name.startswith(out.name)] == []
    clerk.client.files.copy_to(file.digest, out, lambda _done, _total: None)
    assert out.read_bytes() == source.read_bytes()


def test_a_download_goes_on_when_there_is_room(town: Town, source: Path) -> None:
    """P6: full in the middle of a download: told with its code, work goes on, and with room again the file comes whole."""
    clerk, mate = town.desk("jia-1").begin(), town.desk("jia-2")
    file = attach(clerk, shared(clerk), source)
    until(lambda: uploaded(clerk, file.digest), "uploaded")
    with limited():
        mate.begin()
        until(told(mate), "told")
        assert [one.trouble for one in mate.client.line.transfers().files] == ["disk_full"]
        mate.draft("还能办别的")
        mate.quiet()
    mate.client.line.try_files_again()
    until(lambda: mate.client.has_blob(file.digest), "downloaded")
    assert mate.client.files.whole(file.digest) == source.read_bytes()


def test_a_full_server_takes_no_part_for_a_whole(town: Town, source: Path) -> None:
    """P6: the server's disk is full: the file stays here, commands go on, and with room again it is brought and is the same for another."""
    clerk, mate = town.desk("jia-1").begin(), town.desk("jia-2").begin()
    record = shared(clerk)
    clerk.quiet()
    assert town.server.child
    with limited(town.server.child.pid):
        file = attach(clerk, record, source)
        until(told(clerk), "told")
        assert [one.trouble for one in clerk.client.line.transfers().files] == ["objects_away"]
        clerk.draft("还能办别的")
        assert clerk.client.files.stands(file.digest) == (True, False)
    clerk.client.line.try_files_again()
    until(lambda: uploaded(clerk, file.digest), "uploaded")
    until(lambda: mate.client.has_blob(file.digest), "downloaded")
    assert mate.client.files.whole(file.digest) == source.read_bytes()


def test_a_small_disk_that_fills(town: Town, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """P6: a disk of 3 MB for the files of a store: full while the file comes, told, what stood there is whole; on a larger one it comes."""
    clerk, mate = town.desk("jia-1").begin(), town.desk("jia-2")
    file = attach(clerk, shared(clerk), source)
    until(lambda: uploaded(clerk, file.digest), "uploaded")
    monkeypatch.setattr(transfers, "RESERVE", -SIZE)  # the look beforehand would see that there is no room
    with disk(mate.folder / chunks.FILES_FOLDER, 3 * CHUNK) as mounted:
        if not mounted:
            pytest.skip("nobody may mount a small disk here")
        mate.begin()
        until(told(mate), "told")
        assert [one.trouble for one in mate.client.line.transfers().files] == ["disk_full"]
        assert mate.client.status().connection is not Connection.STOPPED
        subprocess.run(["mount", "-o", f"remount,size={4 * SIZE}", os.fspath(mate.client.files.chunks.folder)], check=True)
        mate.client.line.try_files_again()
        until(lambda: mate.client.has_blob(file.digest), "downloaded")
        assert mate.client.files.whole(file.digest) == source.read_bytes()
        mate.leave()
