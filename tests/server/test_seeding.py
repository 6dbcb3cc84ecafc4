"""Loading the directory: whole or not at all, again without losing what people have."""

import json
from datetime import timedelta

import pytest

from tests.server.conftest import SOURCE
from tests.server.house import START, Clock, House, Twin
from xzt.core.encoding import encode
from xzt.core.errors import Trouble
from xzt.office.people import Role
from xzt.server.seeding import load_directory
from xzt.sync.protocol import messages as m


def test_sample_directory_says_so() -> None:
    """Sample data name themselves; what the journey needs is in them."""
    seed = json.loads(SOURCE.read_text(encoding="utf-8"))
    assert seed["sample"] is True
    assert "示例" in seed["note"]
    roles = {(person["unit"], role) for person in seed["people"] for role in person["roles"]}
    assert {("hn-bgt", role) for role in Role if role is not Role.SYSTEM} <= roles
    for unit in ("cs", "hn-czt"):
        assert {(unit, "registrar"), (unit, "leader"), (unit, "archivist")} <= roles


def test_loading_again_keeps_passwords_and_certificates(twin: Twin, clock: Clock) -> None:
    """A changed name arrives; password, certificate and the number series stay as they are."""
    house = House(twin, clock)
    actor = house.sign_in("jia-1")
    version = actor.pull().directory
    actor.close()
    house.stop()
    seed = json.loads(SOURCE.read_text(encoding="utf-8"))
    seed["people"][0] |= {"name": "甲一一", "password": "another"}
    seed["numbers"][0]["last"] = 3
    load_directory(twin.data, twin.database, json.dumps(seed).encode(), START, clock_offset=86400)
    house = House(twin, clock)
    again = house.sign_in("jia-1")
    directory = again.send("GET", "/v1/directory", m.DirectoryAnswer).directory
    person = directory.person("jia-1")
    assert person is not None
    assert (person.name, bool(person.certificate)) == ("甲一一", True)
    assert directory.version > version
    assert house.rows(tuple[int], "SELECT last FROM series WHERE name = '湘政办函'") == [(22,)]
    assert again.send("GET", "/v1/hello", m.Hello).now == START + timedelta(days=1)
    again.close()
    house.stop()


@pytest.mark.parametrize(
    "change",
    [
        {"people": [{"id": "system", "name": "样", "unit": "cs", "password": "x"}]},
        {"people": [{"id": "a", "name": "样", "unit": "cs", "password": "x", "roles": ["system"]}]},
        {"people": [{"id": "a", "name": "样", "unit": "elsewhere", "password": "x"}]},
        {"people": [{"id": "a", "name": "样", "unit": "cs", "password": ""}]},
        {"people": [{"id": "A B", "name": "样", "unit": "cs", "password": "x"}]},
        {"people": [{"id": "a", "name": "样", "unit": "cs", "password": "x"}] * 2},
        {"numbers": [{"unit": "elsewhere", "series": "样", "year": 2022, "last": 1}]},
        {"units": 1},
    ],
)
def test_wrong_directory_changes_nothing(twin: Twin, change: dict[str, object]) -> None:
    """Nobody becomes the system by a file, and a file that is wrong anywhere has no effect."""
    seed = {"units": [{"id": "cs", "name": "改了的名称"}], "people": [], "numbers": []} | change
    with pytest.raises(Trouble) as raised:
        load_directory(twin.data, twin.database, encode(seed), START)
    assert raised.value.code == "directory_malformed"
