"""Protocol versions meet across one release: either end may be brought up to date first; further apart they say so and lose nothing."""

from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sync import previous
from tests.sync.town import Desk, Town
from tests.waiting import until
from xzt.client.access import unlock
from xzt.client.session import Client
from xzt.core.errors import Trouble
from xzt.core.notices import Connection
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Route, Step
from xzt.sync.engine.wire import Wire
from xzt.sync.protocol import versions
from xzt.ui.text import trouble_code_words

VERSIONS = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 12)), min_size=1, max_size=5, unique=True).map(
    lambda found: tuple(f"{major}.{minor}" for major, minor in sorted(found))
)


@given(VERSIONS, VERSIONS)
def test_both_ends_choose_the_same(ours: tuple[str, ...], theirs: tuple[str, ...]) -> None:
    """Sync 3.12: what one end takes the other takes, the newest that both know; without one, both name the same end as too old."""
    told = []
    for mine, other in ((ours, theirs), (theirs, ours)):
        try:
            told.append(versions.meet(mine, other))
        except Trouble as trouble:
            told.append(trouble.code)
    common = sorted(set(ours) & set(theirs), key=versions.number)
    if common:
        assert told == [common[-1]] * 2
    elif versions.number(ours[-1]) != versions.number(theirs[-1]):
        assert set(told) == {"client_outdated", "server_outdated"}


@pytest.mark.parametrize("text", ["", "1", "x.1", "1.x", "1.0.0", "-1.0", "1." + "9" * 40])
def test_what_is_no_version_is_older_than_all(text: str) -> None:
    assert not versions.speaks(text, versions.PROTOCOLS)


def work(desk: Desk) -> str:
    """Draft and submit."""
    record = desk.draft()
    desk.do(record, d.Submit(Route("yi-1", "ding-1")))
    desk.quiet()
    return record


def test_this_client_with_the_previous_server(town: Town) -> None:
    """This release's client meets a server of the one before: it works, and asks for nothing that the server does not have."""
    refused: list[str] = []
    lines: list[previous.PreviousServer] = []

    def connect(server: str, token: str) -> Wire:
        lines.append(previous.PreviousServer(refused.append))
        return Wire(server, token, lines[-1])

    clerk, reviewer = town.desk("jia-1"), town.desk("yi-1").begin()
    clerk.client.engine._connect = connect
    clerk.begin()
    record = work(clerk)
    reviewer.sees(record, "review")
    reviewer.do(record, d.Return(Step.DRAFT, "请补附件", reviewer.text(record)))
    clerk.sees(record, "draft")
    assert not refused
    assert {"/v1/push", "/v1/pull"} <= set(lines[-1].asked)


def test_the_previous_client_with_this_server(town: Town) -> None:
    """A client of the release before meets this server: it is served as before, and reads the answers as it always did."""
    read: list[str] = []
    send = Wire._send

    async def before(wire: Wire, method: str, path: str, body: bytes | None = None, longer: float = 0) -> bytes:
        wire.protocol = previous.VERSION
        found = await send(wire, method, path, body, longer)
        previous.read_as_before(path, found)
        read.append(path.partition("?")[0])
        return found

    with mock.patch.object(Wire, "_send", before), mock.patch.object(versions, "PROTOCOLS", (previous.VERSION,)):
        clerk = town.desk("jia-1").begin()
        record = work(clerk)
        assert clerk.step(record) == "review"
        clerk.leave()
        clerk.come_back(online=False)  # closed again by the town
    assert {"/v1/hello", "/v1/push", "/v1/pull"} <= set(read)
    assert "/v1/snapshot" not in read


@pytest.mark.parametrize(("known", "code"), [(("0.8", "0.9"), "client_outdated"), (("2.0", "2.1"), "server_outdated")])
def test_ends_too_far_apart_say_so_and_keep_everything(town: Town, known: tuple[str, ...], code: str) -> None:
    """Too old or too new: the line stops with a sentence of its own, the outbox is as it was, and an update sends it."""
    clerk = town.desk("jia-1")
    with mock.patch.object(versions, "PROTOCOLS", known):
        record = clerk.draft()
        clerk.begin()
        until(lambda: clerk.client.status().connection is Connection.STOPPED, "it stops")
        status = clerk.client.status()
        assert (status.trouble, status.waiting) == (code, 1)
        words = trouble_code_words(code)
        assert "版本" in words.what
        assert "待送" in words.kept
        clerk.do(record, d.Submit(Route("yi-1", "ding-1")))
        clerk.leave()
    clerk.client = clerk._sit_down(_updated(clerk))
    clerk.begin()
    clerk.quiet()
    assert len(clerk.log(record).entries) == 2


def _updated(desk: Desk) -> Client:
    return unlock(desk.folder, desk.password)
