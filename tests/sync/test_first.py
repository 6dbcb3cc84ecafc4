"""First sync from the snapshot, with a real client over a real socket: progress, holding it, a cut in the middle (sync 3.6, item 24)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.server.house import Actor, Clock, House, Twin, document, new_record
from tests.waiting import until
from xzt.client.access import sign_in, unlock
from xzt.client.session import Client
from xzt.core.notices import Connection, FirstSync, Notice, SyncStatus
from xzt.office.dispatch import commands as d
from xzt.server import snapshot
from xzt.server.pull import read_page
from xzt.server.restoring import mark_restored
from xzt.sync.engine import first
from xzt.sync.engine.rounds import read_cursor

RECORDS, PART = 40, 7


@pytest.fixture
def house(seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(snapshot, "PART_RECORDS", PART)
    running = House(Twin("sqlite", Path(shutil.copytree(seeded, tmp_path / "server")), None), Clock())
    yield running
    running.stop()


@pytest.fixture
def writer(house: House) -> Iterator[Actor]:
    """Somebody with much on the server, who sits down at a new machine now."""
    actor = house.sign_in("jia-1", "old-machine")
    for n in range(RECORDS):
        actor.must(new_record(), d.StartDraft(msgspec.Raw(document(f"关于第{n}号样例事项的函"))))
    yield actor
    actor.close()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The places from which the server was asked for parts and pages."""
    places: list[object] = []

    async def part(database: object, caller: object, after: object) -> object:
        places.append(after)
        return await read(database, caller, after)  # type: ignore[arg-type]

    read = snapshot.read_part
    monkeypatch.setattr(snapshot, "read_part", part)
    return places


def told(client: Client) -> list[SyncStatus]:
    lines: list[SyncStatus] = []

    def hear(notice: Notice) -> None:
        if isinstance(notice, SyncStatus):
            lines.append(notice)

    client.subscribe(hear)
    return lines


def complete(client: Client) -> bool:
    return client.status().connection is Connection.ONLINE and client.status().first is None and client.count("dispatches") == RECORDS


@pytest.mark.usefixtures("writer")
def test_first_sync_tells_how_far_it_is(house: House, tmp_path: Path) -> None:
    """Sync 3.6: everything comes in parts, the line tells records so far and in all and no earlier that all is here."""
    client = sign_in(tmp_path, house.url, "jia-1", "sample-jia-1")
    lines = told(client)
    client.start()
    until(lambda: complete(client), "all is here")
    client.close()
    so_far = [line.first for line in lines if line.first]
    assert [(one.done, one.total) for one in dict.fromkeys(so_far)] == [(done, RECORDS) for done in range(PART, RECORDS, PART)]
    assert not [line for line in lines if line.first and line.complete_at]
    client = unlock(next(tmp_path.glob("*/store.db")).parent, "sample-jia-1")
    assert client.count("dispatches", "第17号") == 1
    client.start()
    until(lambda: not client.status().unindexed, "every text is found, however far the index was when the window closed")
    assert client.count("dispatches", "样例事项") == RECORDS
    client.close()


def test_a_held_first_sync_goes_on_where_it_was(house: House, writer: Actor, tmp_path: Path, asked: list[object]) -> None:
    """Item 24: held in the middle and over a restart; new work comes meanwhile; what has come is not fetched again."""
    client = sign_in(tmp_path, house.url, "jia-1", "sample-jia-1")
    client.subscribe(lambda notice: _hold_at(client, notice))
    client.start()
    until(lambda: (now := client.status().first) and now.paused, "it is held")
    until(lambda: client.status().connection is Connection.ONLINE, "it rests")
    here = client.count("dispatches")
    assert PART <= here < RECORDS
    new = new_record()
    writer.must(new, d.StartDraft(msgspec.Raw(document("关于新事项的函"))))
    until(lambda: client.record("dispatch", new), "new work comes meanwhile")
    client.close()
    asked_before = len(asked)
    client = unlock(client.folder, "sample-jia-1")
    held = client.status().first
    assert held is not None
    assert held.paused
    client.start()
    until(lambda: client.status().connection is Connection.ONLINE, "online and still held")
    assert client.count("dispatches") == here + 1
    client.line.hold_first_sync(paused=False)
    until(lambda: client.status().first is None and client.count("dispatches") == RECORDS + 1, "the rest comes")
    client.close()
    assert asked[asked_before] is not None
    assert len(asked) <= RECORDS // PART + 3


def _hold_at(client: Client, notice: Notice) -> None:
    if isinstance(notice, SyncStatus) and isinstance(notice.first, FirstSync) and not notice.first.paused:
        client.line.hold_first_sync(paused=True)


@pytest.mark.usefixtures("writer", "caplog")
def test_a_cut_repeats_one_part_at_most(house: House, tmp_path: Path, asked: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Item 24, I1: the machine goes off while a part is laid in; the store has whole parts only, and it goes on after the last of them."""
    lay_in, count = first.lay_in, [0]

    def failing(*given: object, **named: object) -> object:
        settled = lay_in(*given, **named)  # type: ignore[arg-type]
        count[0] += 1
        if count[0] == 3:
            raise RuntimeError("the machine goes off")  # before the commit
        return settled

    monkeypatch.setattr(first, "lay_in", failing)
    client = sign_in(tmp_path, house.url, "jia-1", "sample-jia-1")
    client.start()
    until(lambda: count[0] == 3, "the third part is under way")
    client.close()
    client = unlock(client.folder, "sample-jia-1")
    assert client.count("dispatches") == 2 * PART
    client.start()
    until(lambda: complete(client), "the rest comes")
    client.close()
    places = [place for place in asked if place]
    assert len(places) - len(set(places)) <= 2


def test_nothing_is_pulled_from_the_beginning(house: House, writer: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sync 3.6: the pull begins at the head of the first part."""
    from xzt.server import handlers

    after: list[int] = []

    async def page(database: object, caller: object, since: int) -> object:
        after.append(since)
        return await read_page(database, caller, since)  # type: ignore[arg-type]

    monkeypatch.setattr(handlers, "read_page", page)
    client = sign_in(tmp_path, house.url, "jia-1", "sample-jia-1")
    client.start()
    until(lambda: complete(client) and after, "all is here")
    client.close()
    least = min(after)
    assert writer.pull().head == least


def test_a_restore_is_heard_of_on_a_connection_that_lived_through_it(house: House, writer: Actor, tmp_path: Path) -> None:
    """RS-24: the server came back older behind a line that never broke; the next answer says so, before anything of it is taken in."""
    client = sign_in(tmp_path, house.url, "jia-1", "sample-jia-1")
    client.start()
    until(lambda: complete(client), "all is here")
    epoch = house.run(mark_restored(house.instance.database, house.clock()))
    new = new_record()
    writer.must(new, d.StartDraft(msgspec.Raw(document("关于恢复以后的函"))))
    until(lambda: client.record("dispatch", new), "what came after the restore is here")
    found = client._read(read_cursor)
    client.close()
    assert found.epoch == epoch
