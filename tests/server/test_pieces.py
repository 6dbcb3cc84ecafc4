"""Files in pieces: what is missing is told and brought, what came stays, and nothing is named before the whole is right (RS-14, RS-21)."""

import secrets
from collections.abc import Iterator

import httpx
import msgspec
import pytest

from tests.server.conftest import People
from tests.server.house import Actor, House, document, new_record
from tests.waiting import until
from xzt.core.digest import sha256, sm3
from xzt.core.encoding import encode
from xzt.office.act import AttachedFile
from xzt.office.dispatch import commands as d
from xzt.server import blobs, uploads
from xzt.sync.protocol import messages as m

LENGTH = 64 * 1024


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """The length of a piece does not matter here."""
    monkeypatch.setattr(blobs, "PIECE", LENGTH)


def cut(data: bytes) -> list[bytes]:
    return [data[at : at + LENGTH] for at in range(0, len(data), LENGTH)]


def parts_of(data: bytes) -> m.Parts:
    return m.Parts(len(data), tuple(sha256(piece) for piece in cut(data)))


def plan(actor: Actor, data: bytes) -> m.Held:
    return actor.send("POST", f"/v1/blobs/{sm3(data)}/parts", m.Held, encode(parts_of(data)))


def bring(actor: Actor, data: bytes, start: int, content: bytes | Iterator[bytes]) -> httpx.Response:
    return actor.http.put(f"/v1/blobs/{sm3(data)}/pieces/{start}", content=content)


def test_resume_after_a_cut_brings_only_what_is_missing(house: House, people: People) -> None:
    """A line cut in the middle of the third piece: the two before it stay, over a restart of the memory of the server too."""
    actor, data = people["jia-1"], secrets.token_bytes(4 * LENGTH + 99)
    assert plan(actor, data).missing == (0, 1, 2, 3, 4)

    def read() -> bool:
        progress = house.instance.blobs._hashed.get(("jia-1", sm3(data)))
        return progress is not None and progress.next == 2

    def cut_off() -> Iterator[bytes]:
        yield data[: 2 * LENGTH + 50]
        until(read, "both are read: what lies in the line's buffers when it is cut need not arrive")
        raise InterruptedError

    with pytest.raises(InterruptedError):
        bring(actor, data, 0, cut_off())
    assert actor.http.get(f"/v1/blobs/{sm3(data)}").status_code == 404
    until(lambda: plan(actor, data).missing[:1] == (2,), "the server notices the cut")
    house.instance.blobs.forget(("jia-1", sm3(data)))
    assert bring(actor, data, 4, cut(data)[4]).status_code == 200
    assert plan(actor, data).missing == (2, 3)
    assert bring(actor, data, 2, b"".join(cut(data)[2:4])).status_code == 200
    assert plan(actor, data) == m.Held((), done=True)
    assert actor.http.get(f"/v1/blobs/{sm3(data)}").content == data
    assert plan(actor, data).done
    assert house.rows(tuple[int], "SELECT count(*) FROM upload_piece") == [(0,)]


def test_fetch_by_runs_of_pieces(people: People) -> None:
    """A download goes on where it was cut: any run of pieces, and the list of them to hold them against."""
    actor, data = people["jia-1"], secrets.token_bytes(3 * LENGTH + 1)
    actor.send("PUT", f"/v1/blobs/{sm3(data)}", dict, data)
    parts = actor.send("GET", f"/v1/blobs/{sm3(data)}/parts", m.Parts)
    assert parts == parts_of(data)
    for start, count in ((0, 4), (1, 2), (3, 1), (2, 9)):
        answer = actor.http.get(f"/v1/blobs/{sm3(data)}?piece={start}&count={count}")
        assert answer.content == b"".join(cut(data)[start : start + count])


def test_wrong_pieces_and_a_wrong_whole_are_not_kept(house: House, people: People) -> None:
    """RS-21: a piece that is not what the plan says stops there; pieces that are not the file give no file, and none of them counts."""
    actor, data = people["jia-1"], secrets.token_bytes(3 * LENGTH)
    plan(actor, data)
    wrong = bytearray(data)
    wrong[LENGTH] ^= 1
    assert bring(actor, data, 0, bytes(wrong)).json()["code"] == "blob_mismatch"
    assert plan(actor, data).missing == (1, 2)
    other = secrets.token_bytes(2 * LENGTH)
    digest = sm3(b"another file")
    lie = encode(parts_of(other))
    assert actor.send("POST", f"/v1/blobs/{digest}/parts", m.Held, lie).missing == (0, 1)
    assert actor.http.put(f"/v1/blobs/{digest}/pieces/0", content=other).status_code == 200
    assert actor.http.post(f"/v1/blobs/{digest}/parts", content=lie).json()["code"] == "blob_mismatch"
    assert actor.http.get(f"/v1/blobs/{digest}").status_code == 404
    assert actor.send("POST", f"/v1/blobs/{digest}/parts", m.Held, lie).missing == (0, 1)
    assert house.rows(tuple[int], "SELECT count(*) FROM blob") == [(0,)]


def test_nobody_learns_what_another_has(people: People) -> None:
    """Pieces that somebody else has brought are missing all the same, and a plan of others cannot be filled or read."""
    data = secrets.token_bytes(2 * LENGTH)
    owner, thief = people["jia-1"], people["jia-2"]
    plan(owner, data)
    assert bring(owner, data, 0, data).status_code == 200
    assert plan(owner, data).done
    assert plan(thief, data).missing == (0, 1)
    assert thief.http.get(f"/v1/blobs/{sm3(data)}/parts").status_code == 404
    assert thief.http.get(f"/v1/blobs/{sm3(data)}?piece=0&count=1").status_code == 404
    assert bring(people["yi-1"], data, 0, data).json()["code"] == "upload_unknown"


def test_plans_that_make_no_file(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """RS-14: sizes, names and counts that do not fit are refused before a byte is taken; a plan counts in the quota."""
    actor, data = people["jia-1"], secrets.token_bytes(2 * LENGTH)
    good = parts_of(data)
    path = f"/v1/blobs/{sm3(data)}/parts"
    for bad in (m.Parts(good.size + 1, good.pieces), m.Parts(0, ()), m.Parts(good.size, ("x", "y")), m.Parts(good.size, good.pieces[:1])):
        assert actor.http.post(path, content=encode(bad)).status_code == 400
    monkeypatch.setattr(uploads, "MAX_FILE", good.size - 1)
    assert actor.http.post(path, content=encode(good)).json()["code"] == "blob_too_large"
    monkeypatch.setattr(uploads, "MAX_FILE", good.size)
    monkeypatch.setattr(uploads, "QUOTA", good.size)
    assert plan(actor, data).missing == (0, 1)
    assert actor.http.post(f"/v1/blobs/{sm3(b'x')}/parts", content=encode(good)).json()["code"] == "quota"


def test_a_large_file_of_an_older_server_comes_in_pieces(house: House, people: People) -> None:
    """What stands as one object is cut when it is asked for, and is the same file; one that was damaged is told."""
    actor, data = people["jia-1"], secrets.token_bytes(2 * LENGTH + 5)
    actor.send("PUT", f"/v1/blobs/{sm3(b'known')}", dict, b"known")
    digest = sm3(data)
    folder = house.twin.data / "blobs"
    (folder / digest[:2]).mkdir(exist_ok=True)
    (folder / digest[:2] / digest).write_bytes(data)

    async def enter() -> None:
        async with house.instance.database.transaction() as tx:
            sql = "INSERT INTO blob (unit, digest, person, size, at) SELECT unit, ?, person, ?, at FROM blob"
            await tx.execute(sql, digest, len(data))

    house.run(enter())
    assert actor.send("GET", f"/v1/blobs/{digest}/parts", m.Parts) == parts_of(data)
    assert actor.http.get(f"/v1/blobs/{digest}").content == data
    assert not (folder / digest[:2] / digest).exists()
    (piece,) = (folder / "pieces").rglob(parts_of(data).pieces[0])
    piece.write_bytes(b"x" + piece.read_bytes()[1:])
    assert actor.http.get(f"/v1/blobs/{digest}?piece=1").content == data[LENGTH:]


def test_attaching_needs_the_file_and_opens_no_other(people: People) -> None:
    """Naming a file does not open it: a person attaches what he has brought; then whoever may see the record has it."""
    data = secrets.token_bytes(3000)
    owner, thief, record = people["jia-1"], people["jia-2"], new_record()
    owner.must(record, d.StartDraft(msgspec.Raw(document())))
    file = d.Attach(AttachedFile("表.xlsx", sm3(data), len(data)))
    assert isinstance(owner.do(record, file), m.Again)
    owner.send("PUT", f"/v1/blobs/{sm3(data)}", dict, data)
    other = new_record()
    thief.must(other, d.StartDraft(msgspec.Raw(document())))
    assert isinstance(thief.do(other, file), m.Again)
    assert thief.http.get(f"/v1/blobs/{sm3(data)}").status_code == 404
    owner.must(record, file)
    owner.must(record, d.Share(("jia-2",)))
    assert thief.http.get(f"/v1/blobs/{sm3(data)}").content == data
