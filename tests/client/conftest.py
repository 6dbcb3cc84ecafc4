"""One real store a session, copied for every test; clients on it that nobody has to close."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.store.places import NOWHERE, PASSWORD, copy_store, make_store
from xzt.client.access import unlock
from xzt.client.session import Client

Open = Callable[..., Client]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("template") / "store")


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    return copy_store(template, tmp_path / "stores" / "one")


@pytest.fixture
def client(template: Path, tmp_path: Path) -> Iterator[Client]:
    opened = unlock(copy_store(template, tmp_path / "stores" / "one", NOWHERE), PASSWORD)
    yield opened
    opened.close()
