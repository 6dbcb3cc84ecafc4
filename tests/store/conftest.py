"""One real store a session, copied for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.places import PASSWORD, copy_store, make_store
from xzt.store import database, keyslots
from xzt.store.chunks import Chunks
from xzt.store.database import Connection


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A store and its data key."""
    folder = make_store(tmp_path_factory.mktemp("template") / "store")
    return folder, keyslots.open_slot(folder, PASSWORD)


@pytest.fixture
def folder(template: tuple[Path, bytes], tmp_path: Path) -> Path:
    return copy_store(template[0], tmp_path / "store")


@pytest.fixture
def key(template: tuple[Path, bytes]) -> bytes:
    return template[1]


@pytest.fixture
def db(folder: Path, key: bytes) -> Iterator[Connection]:
    connection = database.connect(folder, key)
    yield connection
    connection.close()


@pytest.fixture
def beside(folder: Path, key: bytes) -> Chunks:
    """The chunk files beside the store."""
    return Chunks(folder, key)
