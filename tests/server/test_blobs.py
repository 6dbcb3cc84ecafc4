"""Files: whole, under their own name, for those who have a record that names them (RS-14, RS-21)."""

import secrets
from collections.abc import Iterator

import msgspec
import pytest

from tests.server.conftest import People
from tests.server.house import House, document, new_record
from tests.server.journey import PLAIN, sealed
from xzt.core.digest import sm3
from xzt.office.dispatch import commands as d
from xzt.server import uploads
from xzt.sync.protocol import messages as m


def test_another_content_is_not_kept(house: House, people: People) -> None:
    """A byte changed on the way: refused, and nothing of it stays in the folder."""
    actor, data = people["jia-1"], secrets.token_bytes(100_000)
    digest = sm3(data)
    answer = actor.http.put(f"/v1/blobs/{digest}", content=data[:-1] + bytes([data[-1] ^ 1]))
    assert (answer.status_code, answer.json()["code"]) == (422, "blob_mismatch")
    assert actor.http.get(f"/v1/blobs/{digest}").status_code == 404
    assert [path for path in (house.twin.data / "blobs").rglob("*") if path.is_file()] == []


def test_damage_on_disk_is_told(house: House, people: People, caplog: pytest.LogCaptureFixture) -> None:
    """A file that changed on the disk is never sent out; bringing it again mends it."""
    actor, data = people["jia-1"], secrets.token_bytes(1000)
    digest = sm3(data)
    actor.send("PUT", f"/v1/blobs/{digest}", dict, data)
    (path,) = (house.twin.data / "blobs").rglob(digest)
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    answer = actor.http.get(f"/v1/blobs/{digest}")
    assert (answer.status_code, answer.json()["code"]) == (500, "blob_damaged")
    actor.send("PUT", f"/v1/blobs/{digest}", dict, data)
    assert actor.http.get(f"/v1/blobs/{digest}").content == data


def test_only_those_who_have_the_record(people: People) -> None:
    """The sealed file goes to those in the record's audience; for everyone else it is absent, like a file that is not there."""
    digest = sealed(people, new_record())
    for person in ("jia-1", "yi-1", "ding-1", "wu-2", "ji-1"):
        assert people[person].http.get(f"/v1/blobs/{digest}").status_code == 200
    absent = people["jia-2"].http.get(f"/v1/blobs/{'0' * 64}")
    for person in ("jia-2", "bing-1", "geng-1", "xin-1"):
        answer = people[person].http.get(f"/v1/blobs/{digest}")
        assert (answer.status_code, answer.content) == (absent.status_code, absent.content) == (404, absent.content)


def test_naming_a_file_does_not_open_it(people: People) -> None:
    """Writing a file's digest into one's own draft gives no right to the file."""
    digest = sealed(people, new_record())
    thief = people["jia-2"]
    thief.must(new_record(), d.StartDraft(msgspec.Raw(document(body=digest))))
    assert thief.http.get(f"/v1/blobs/{digest}").status_code == 404
    thief.send("PUT", f"/v1/blobs/{sm3(PLAIN)}", dict, PLAIN)
    assert thief.http.get(f"/v1/blobs/{sm3(PLAIN)}").content == PLAIN


def test_names_are_digests(people: People) -> None:
    """A name that is no digest touches no file."""
    for name in ["0" * 63, "G" * 64, "A" * 64, "..%2f..%2fserver.db", "%00"]:
        actor = people["jia-1"]
        for answer in (actor.http.get(f"/v1/blobs/{name}"), actor.http.put(f"/v1/blobs/{name}", content=b"x")):
            assert answer.status_code in {404, 405, 422}


def test_limits(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """RS-14: a file over the limit and a person over the quota are refused, however the size is declared."""
    actor, data = people["jia-1"], secrets.token_bytes(2000)
    monkeypatch.setattr(uploads, "MAX_BLOB", 1999)

    def pieces() -> Iterator[bytes]:
        yield data

    for content in (data, pieces()):
        answer = actor.http.put(f"/v1/blobs/{sm3(data)}", content=content)
        assert (answer.status_code, answer.json()["code"]) == (413, "blob_too_large")
    monkeypatch.setattr(uploads, "MAX_BLOB", 2000)
    actor.send("PUT", f"/v1/blobs/{sm3(data)}", dict, data)
    monkeypatch.setattr(uploads, "QUOTA", 2000)
    other = data + b"x"
    assert actor.http.put(f"/v1/blobs/{sm3(other)}", content=other).json()["code"] == "quota"


def test_upload_needs_a_session(house: House) -> None:
    """RS-14: nobody without a session leaves a file."""
    assert house.http.put(f"/v1/blobs/{sm3(b'x')}", content=b"x").status_code == 401
    assert m.MAX_BLOB == 64 * 1024 * 1024
