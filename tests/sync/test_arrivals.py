"""RCV-06: a sealed file that comes over the exchange is checked by the receiving machine itself, whatever its server says."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.server.house import Actor, new_record
from tests.server.journey import distributed
from tests.signing.conftest import files_of, zip_of
from tests.sync.town import Desk, Server, Town
from tests.waiting import until
from xzt.client.commands import Accepted
from xzt.core.digest import sm3
from xzt.core.errors import Refusal
from xzt.office.receipt import commands as r
from xzt.office.receipt.state import Receipt, Step
from xzt.office.receipt.verdict import Verdict
from xzt.store import meta

ORGAN = "湖南省人民政府办公厅"


@pytest.fixture(scope="module")
def sent(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A server from which a really sealed file was sent to another unit, once for all of these tests; its digest."""
    data = tmp_path_factory.mktemp("sent") / "server"
    shutil.copytree(seeded, data)
    server = Server(data)
    server.start()
    people = {person: Actor(server.url, person, f"sender-{person}") for person in ("jia-1", "yi-1", "ding-1", "wu-1", "ji-1")}
    digest = distributed(people, new_record(), ("cs",))
    for actor in people.values():
        actor.close()
    server.stop()
    return data, digest


@pytest.fixture
def server(sent: tuple[Path, str], tmp_path: Path) -> Server:
    shutil.copytree(sent[0], tmp_path / "server")
    return Server(tmp_path / "server")


@pytest.fixture
def sealed(sent: tuple[Path, str]) -> str:
    return sent[1]


def path_of(server: Server, digest: str) -> Path:
    return server.data / "blobs" / digest[:2] / digest


def here(desk: Desk) -> tuple[str, Receipt]:
    """The receipt that came, on this machine."""
    until(lambda: desk.client.rows("receipts"), "the receipt")
    record = desk.client.rows("receipts")[0].id
    state = desk.client.record("receipt", record)
    assert isinstance(state, Receipt)
    return record, state


def verdict(desk: Desk) -> Verdict:
    found = desk.client.arrivals.verdict(here(desk)[1])
    assert found is not None
    return found


def reaches(desk: Desk, step: Step) -> None:
    until(lambda: here(desk)[1].step is step, f"{step}")


def register(desk: Desk, despite: str = "") -> Accepted | Refusal:
    """Sign for it where that is still to be done, and register it with what this machine has found."""
    record, state = here(desk)
    if state.step is Step.ARRIVED:
        desk.do(record, r.SignFor(), "receipt")
    return desk.give(record, r.Register(verdict=verdict(desk), despite=despite), "receipt")


def lie(server: Server, digest: str, data: bytes) -> None:
    """Let the server bring another file and say that it is the one: kept, named by the receipt, opened to whoever has it."""
    server.stop()
    other = sm3(data)
    path = server.data / "blobs" / other[:2] / other
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    with closing(sqlite3.connect(server.data / "server.db")) as db, db:
        db.execute("UPDATE record SET state = CAST(replace(CAST(state AS TEXT), ?, ?) AS BLOB) WHERE kind = 'receipt'", (digest, other))
        db.execute("UPDATE blob_ref SET digest = ? WHERE digest = ? AND kind = 'receipt'", (other, digest))
    server.start()


def test_rcv_06_what_holds_says_by_whom_and_the_register_keeps_it(town: Town, sealed: str) -> None:
    """RCV-06: checked as soon as it is here, without anybody asking; the verdict goes with the registration and stays in the record."""
    desk = town.desk("xin-1").begin()
    until(lambda: verdict(desk).state == "valid", "a verdict")
    found = verdict(desk)
    assert (found.by, found.at is not None, found.findings) == (ORGAN, True, ())
    assert desk.client.arrivals.broken == ()
    assert isinstance(register(desk), Accepted)
    reaches(desk, Step.PROPOSE)
    state = here(desk)[1]
    assert (state.verdict, state.despite, state.source.file) == (found, "", sealed)


def test_rcv_06_checks_that_begin_together_keep_one_moment(town: Town, sealed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """RCV-06: several pages and notices may ask at once: the file is checked once, so that what was shown is what is registered."""
    desk = town.desk("xin-1").begin()
    until(lambda: verdict(desk).state == "valid", "a verdict")
    arrivals, jobs = desk.client.arrivals, desk.client.jobs
    until(lambda: not jobs._live, "quiet")
    begun: list[Receipt] = []
    check = arrivals._check

    def counted(state: Receipt) -> object:
        begun.append(state)
        return check(state)

    monkeypatch.setattr(arrivals, "_check", counted)
    desk.client.write(lambda db: meta.drop(db, f"own.verdict.{sealed}"))
    for _ in range(6):
        arrivals.ask(here(desk)[0])
    until(lambda: verdict(desk).state == "valid" and not jobs._live, "checked")
    assert len(begun) == 1


def test_rcv_06_another_file_under_its_name_is_not_kept_and_not_registered_unexplained(town: Town, server: Server, sealed: str) -> None:
    """RCV-06: swapped at the server: never kept, never said to be good; registered only with a reason, which stays; mended, it holds."""
    path = path_of(server, sealed)
    right = path.read_bytes()
    path.write_bytes(right[:-1] + bytes([right[-1] ^ 1]))
    desk = town.desk("xin-1").begin()
    until(lambda: verdict(desk).state == "broken", "a verdict")
    assert [one.code for one in verdict(desk).findings] == ["digest_sm3"]
    assert not desk.client.has_blob(sealed)
    desk.quiet()
    until(lambda: [one.record for one in desk.client.arrivals.broken] == [here(desk)[0]], "listed")
    refused = register(desk)
    assert isinstance(refused, Refusal)
    assert refused.code == "seal_broken"
    assert isinstance(register(desk, "来文单位电话确认，随后重发"), Accepted)
    reaches(desk, Step.PROPOSE)
    state = here(desk)[1]
    assert (state.despite, state.is_broken) == ("来文单位电话确认，随后重发", True)
    assert "despite" in [entry.action for entry in state.course]
    path.write_bytes(right)
    desk.client.sync_now()
    until(lambda: desk.client.has_blob(sealed), "the right file")
    desk.client.arrivals.ask(here(desk)[0])
    until(lambda: verdict(desk).state == "valid", "a new verdict")


def test_rcv_06_a_server_that_lies_about_the_digest_too_is_found_out(town: Town, server: Server, sealed: str) -> None:
    """RCV-06: the file, its name and its digest changed together: the seal does not hold, and why is said."""
    files = files_of(path_of(server, sealed).read_bytes())
    page = next(name for name in files if name.endswith("Content.xml"))
    lie(server, sealed, zip_of({**files, page: files[page] + b"<!-- -->"}))
    desk = town.desk("xin-1").begin()
    until(lambda: verdict(desk).state == "broken", "a verdict")
    assert any("digests" in one.detail for one in verdict(desk).findings), verdict(desk).findings
    refused = register(desk)
    assert isinstance(refused, Refusal)
    assert refused.code == "seal_broken"


def test_rcv_06_offline_what_is_here_is_checked_and_what_is_not_says_so(town: Town, server: Server, sealed: str) -> None:
    """RCV-06: without a network: a file that is here is checked, one that is not is said not to be checked, in the register too."""
    path = path_of(server, sealed)
    right = path.read_bytes()
    path.unlink()
    desk = town.desk("xin-1").begin()
    until(lambda: here(desk)[1].step is Step.ARRIVED and desk.client.roots(), "arrived")
    desk.leave()
    desk.come_back(online=False)
    desk.client.arrivals.begin()
    assert (verdict(desk).state, verdict(desk).by) == ("pending", "")
    assert isinstance(register(desk), Accepted)
    desk.client.files.bring(right)
    desk.client.write(lambda db: meta.drop(db, f"own.verdict.{sealed}"))
    desk.client.arrivals.ask(here(desk)[0])
    until(lambda: verdict(desk).state == "valid", "a verdict offline")
    desk.leave()
    desk.come_back()
    reaches(desk, Step.PROPOSE)
    state = here(desk)[1]
    assert state.verdict is not None
    assert (state.verdict.state, verdict(desk).state) == ("pending", "valid")
