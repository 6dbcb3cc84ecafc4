"""A seeded server folder a session; a running server and its people a test."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.sync.town import Server, Town
from xzt.server.seeding import load_directory

SOURCE = Path(__file__).parents[2] / "resources" / "sample" / "directory.json"


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("seeded") / "data"
    load_directory(data, None, SOURCE.read_bytes(), datetime.now(UTC))
    return data


@pytest.fixture
def server(seeded: Path, tmp_path: Path) -> Server:
    shutil.copytree(seeded, tmp_path / "server")
    return Server(tmp_path / "server")


@pytest.fixture
def town(server: Server, tmp_path: Path) -> Iterator[Town]:
    server.start()
    running = Town(tmp_path / "stores", server)
    yield running
    running.close()
