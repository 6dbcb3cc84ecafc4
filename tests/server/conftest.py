"""Every test of the component suite runs on both twins: SQLite in a folder and PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.cluster import Cluster
from tests.server.house import START, Actor, Clock, House, Twin
from xzt.server import timekeeping
from xzt.server.seeding import load_directory

SOURCE = Path(__file__).parents[2] / "resources" / "sample" / "directory.json"


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    running = Cluster()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample directory, to be copied."""
    data = tmp_path_factory.mktemp("seeded") / "data"
    load_directory(data, None, SOURCE.read_bytes(), START)
    return data


@pytest.fixture(scope="session")
def template(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A database with the sample directory, to be copied, and the folder that belongs to it."""
    name, data = cluster.create(), tmp_path_factory.mktemp("template") / "data"
    load_directory(data, cluster.address(name), SOURCE.read_bytes(), START)
    return name, data


@pytest.fixture(params=["sqlite", "postgres"])
def twin(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Twin]:
    """A fresh seeded database of either kind."""
    data = tmp_path / "data"
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("seeded"), data)
        yield Twin("sqlite", data, None)
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name, folder = request.getfixturevalue("template")
    shutil.copytree(folder, data)
    copy = cluster.create(name)
    yield Twin("postgres", data, cluster.address(copy))
    cluster.leave(copy)


@pytest.fixture(autouse=True)
def quick_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock of a server in this process look at what is due at once, not once a second."""
    monkeypatch.setattr(timekeeping, "_LOOK_SECONDS", 0.05)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def house(twin: Twin, clock: Clock) -> Iterator[House]:
    running = House(twin, clock)
    yield running
    running.stop()


class People(dict[str, Actor]):
    """People signed in when they are first named."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self._house = house

    def __missing__(self, person: str) -> Actor:
        self[person] = self._house.sign_in(person)
        return self[person]


@pytest.fixture
def people(house: House) -> Iterator[People]:
    present = People(house)
    yield present
    for actor in present.values():
        actor.close()
