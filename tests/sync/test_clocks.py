"""P15, T6: a device whose clock lies. Nothing stops, nothing is lost, acts get the server's time, and the person is told once."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.server.house import House, Twin
from tests.simulation.template import KEY, PREPARED, Template
from tests.sync.town import document
from tests.waiting import until
from xzt.client.commands import Accepted
from xzt.client.session import Client, World
from xzt.core.notices import ClockWrong, Connection, Notice
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Route
from xzt.store import database
from xzt.store.chunks import Chunks
from xzt.sync.engine import clocks
from xzt.sync.engine.clocks import Timekeeper
from xzt.sync.engine.wire import Wire

NEAR = timedelta(seconds=20)
BEGAN = datetime.now(UTC)
JAPAN = timezone(timedelta(hours=9))


def server_time() -> datetime:
    """The true time of these tests: it passes as time does."""
    return PREPARED + timedelta(hours=1) + (datetime.now(UTC) - BEGAN)


class Device:
    """A clock that somebody sets."""

    def __init__(self, skew: timedelta, zone: timezone = UTC) -> None:
        self.skew, self.zone = skew, zone

    def __call__(self) -> datetime:
        return (server_time() + self.skew).astimezone(self.zone)


@pytest.fixture(scope="module")
def template() -> Iterator[Template]:
    made = Template(mac=True)
    yield made
    made.close()


@pytest.fixture
def house(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server whose data are no samples: those have a time of their own, of which nobody is told.

    Each test has its own: to one that had countersigned this device's head before, the copied store would be an old copy put back.
    """
    data = template.copy_server(tmp_path_factory.mktemp("clocks") / "server")
    db = sqlite3.connect(data / "server.db")
    db.execute("DELETE FROM meta WHERE name = 'sample'")
    db.commit()
    db.close()
    running = House(Twin("sqlite", data, None), server_time)  # type: ignore[arg-type]
    yield running
    running.stop()


def seat(folder: Path, template: Template, house: House, clock: Device) -> Client:
    connections = (database.connect(folder, KEY), database.connect(folder, KEY))
    world = World(clock=clock, connect=lambda _, token: Wire(house.url, token))
    return Client(folder, connections, template._keys["jia-1"], Chunks(folder, KEY), world)


def draft_and_submit(client: Client) -> str:
    given = client.start_draft(document()).result(60)
    assert isinstance(given, Accepted)
    assert isinstance(client.submit("dispatch", given.record, d.Submit(Route("yi-1", "ding-1"))).result(60), Accepted)
    return given.record


def near(one: datetime, other: datetime) -> bool:
    return abs(one - other) < NEAR


def times_of(house: House, record: str) -> list[datetime]:
    import json

    acts = house.rows(tuple[bytes], "SELECT act FROM log WHERE record = ? ORDER BY n", record)
    return [datetime.fromisoformat(json.loads(act)["at"]) for (act,) in acts]


CASES = {
    "ten years back": (Device(timedelta(days=-3650)), True),
    "a day back": (Device(timedelta(days=-1)), True),
    "six minutes back": (Device(timedelta(minutes=-6)), True),
    "four minutes ahead": (Device(timedelta(minutes=4)), False),
    "six minutes ahead": (Device(timedelta(minutes=6)), True),
    "a year ahead": (Device(timedelta(days=365)), True),
    "another time zone": (Device(timedelta(), JAPAN), False),
}


@pytest.mark.parametrize("case", CASES)
def test_a_wrong_clock_stops_nothing(case: str, house: House, template: Template, tmp_path: Path) -> None:
    """P15: work from before there was a line arrives with the server's time; the person is told once, and it is kept."""
    clock, wrong = CASES[case]
    folder, _ = template.copy_store("jia-1", tmp_path / "store")
    client = seat(folder, template, house, clock)
    heard: list[Notice] = []
    client.subscribe(heard.append)
    record = draft_and_submit(client)
    client.start()
    until(lambda: client.status().connection is Connection.ONLINE and not client.status().waiting, "all is sent")
    times = times_of(house, record)
    assert len(times) == 2
    assert all(near(at, server_time()) for at in times)
    assert near(client.now(), server_time())
    told = [notice for notice in heard if isinstance(notice, ClockWrong)]
    assert [near(server_time() + timedelta(seconds=one.seconds), server_time() - clock.skew) for one in told] == [True] * wrong
    reading = client._read(clocks.read)
    assert reading is not None
    assert len(reading.wrong) == wrong
    clock.skew, before = clock.skew + timedelta(days=400), clock.skew  # somebody sets it while the program runs
    assert near(client.now(), server_time())
    again = draft_and_submit(client)
    until(lambda: not client.status().waiting, "sent all the same")
    clock.skew = before
    client.close()
    assert all(near(at, server_time()) for at in times_of(house, again))
    client = seat(folder, template, house, clock)  # later, with no line
    assert near(client.now(), server_time())
    client.close()


class Steady:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


STEPS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(-400, 400), st.booleans()), max_size=30)


@given(STEPS)
def test_time_never_goes_back_while_the_server_s_does_not(steps: list[tuple[int, int, bool]]) -> None:
    """T6: whatever is done to the device's clock, back and forth by days, time goes on, and by as much as really passed."""
    steady, device, begun = Steady(), Device(timedelta()), PREPARED
    keeper = Timekeeper(lambda: begun + timedelta(seconds=steady.seconds) + device.skew, steady)
    keeper.measure(begun + timedelta(seconds=steady.seconds), keeper.asking())
    last = keeper.now()
    for passed, days, heard in steps:
        steady.seconds += passed
        device.skew = timedelta(days=days)
        if heard:
            keeper.measure(begun + timedelta(seconds=steady.seconds), keeper.asking())
        now = keeper.now()
        assert now >= last
        assert abs(now - begun - timedelta(seconds=steady.seconds)) < timedelta(milliseconds=1)
        last = now


def test_offline_time_does_not_fall_behind_what_the_server_said() -> None:
    """T6: a clock set back by years cannot bring back the time before the last contact."""
    device = Device(timedelta(days=-3000))
    keeper = Timekeeper(device)
    keeper.remember(clocks.Reading(clocks.Skew(server_time(), 0.0)))
    assert near(keeper.now(), server_time())


def test_a_person_is_told_once_for_each_time() -> None:
    """T6: not at every contact; again when it was right in between."""
    keeper = Timekeeper(Device(timedelta()))
    seconds = (0.0, 301.0, 4000.0, 10.0, -301.0, -301.0)
    assert [keeper.is_news(clocks.Skew(server_time(), one)) for one in seconds] == [False, True, False, False, True, False]
