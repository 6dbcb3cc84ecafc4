"""Between units: delivered at least once, applied once, in order; the receiving unit can open the sealed file."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest

from tests.server.conftest import People
from tests.server.house import Actor, Clock, House, Twin, new_record
from tests.server.journey import PLAIN, STAMP, distributed, numbered, sealed
from tests.waiting import until
from xzt.core.digest import sm3
from xzt.core.ids import derived_id
from xzt.office.dispatch import commands as d
from xzt.office.envelope import Signed
from xzt.office.receipt import commands as r
from xzt.server.apply import push
from xzt.server.callers import system_of
from xzt.server.delivery import deliver_open
from xzt.signing.ofd import verify_ofd
from xzt.sync.protocol import messages as m


def ledger(actor: Actor, record: str) -> dict[str, str]:
    return {entry["unit"]: entry.get("state", "sent") for entry in actor.state(record)["ledger"]}


def test_a_documents_whole_way(house: House, people: People) -> None:
    """Distributed, delivered to both units, signed for and refused, both answers in the sender's ledger; closed, coded, packaged."""
    record = new_record()
    digest = distributed(people, record)
    cs, czt = derived_id(f"{record}/cs"), derived_id(f"{record}/hn-czt")
    until(lambda: ledger(people["wu-1"], record) == {"cs": "delivered", "hn-czt": "delivered"})
    people["xin-1"].must(cs, r.SignFor(), "receipt")
    people["ren-1"].must(czt, r.Refuse("样例理由"), "receipt")
    until(lambda: ledger(people["wu-1"], record) == {"cs": "signed_for", "hn-czt": "refused"})
    people["xin-1"].must(cs, r.Register(), "receipt")
    assert people["xin-1"].state(cs)["number"] == {"type": "Number", "series": "收", "year": 2022, "sequence": 1}
    file = people["xin-1"].http.get(f"/v1/blobs/{digest}").content
    assert all(check.ok for check in verify_ofd(file, house.instance.trust.roots))
    people["wu-1"].must(record, d.Close())
    people["geng-1"].must(record, d.Archive("Y"))
    archival = people["geng-1"].state(record)["archival"]
    assert archival["code"] == "Z109-WS·2022-Y-BGS-0001"
    people["geng-1"].must(record, d.RecordPackage("0" * 64))
    assert house.rows(tuple[str], "SELECT state FROM number WHERE book = 'dispatch' AND sequence = 23") == [("used",)]
    assert house.rows(tuple[str, str], "SELECT person, sealed FROM seal_use") == [("ji-1", digest)]


def test_seal_waits_for_the_file(people: People) -> None:
    """P1: the seal goes on exactly the file that is here; before it is, the answer is to try again, and the same command then counts."""
    record = new_record()
    numbered(people, record)
    keeper = people["ji-1"]
    command = keeper.signed("dispatch", record, d.Seal(sm3(PLAIN), (STAMP,)))
    (early,) = keeper.push(command)
    assert isinstance(early, m.Again)
    assert early.code == "blob_missing"
    keeper.send("PUT", f"/v1/blobs/{sm3(PLAIN)}", dict, PLAIN)
    (late,) = keeper.push(command)
    assert isinstance(late, m.Applied)


def test_seal_refuses_what_is_no_layout_file(people: People) -> None:
    """A file that is not OFD is refused with its reason, and the record goes on."""
    record, junk = new_record(), b"no package"
    numbered(people, record)
    keeper = people["ji-1"]
    keeper.send("PUT", f"/v1/blobs/{sm3(junk)}", dict, junk)
    answer = keeper.do(record, d.Seal(sm3(junk), (STAMP,)))
    assert isinstance(answer, m.Refused)
    assert answer.code not in {"grant_mismatch", "blob_missing"}
    keeper.send("PUT", f"/v1/blobs/{sm3(PLAIN)}", dict, PLAIN)
    keeper.must(record, d.Seal(sm3(PLAIN), (STAMP,)))


def test_another_units_file_cannot_be_sealed(people: People) -> None:
    """A file that somebody of another unit brought is not there for this one."""
    record = new_record()
    numbered(people, record)
    people["xin-1"].send("PUT", f"/v1/blobs/{sm3(PLAIN)}", dict, PLAIN)
    answer = people["ji-1"].do(record, d.Seal(sm3(PLAIN), (STAMP,)))
    assert isinstance(answer, m.Again)


@contextmanager
def opened(twin: Twin, clock: Clock, monkeypatch: pytest.MonkeyPatch | None = None) -> Iterator[tuple[House, People]]:
    """A server that delivers nothing by itself when ``monkeypatch`` is given."""
    if monkeypatch:

        async def rest(_: object) -> None:
            return

        monkeypatch.setattr("xzt.server.service.deliver_always", rest)
    house = House(twin, clock)
    people = People(house)
    try:
        yield house, people
    finally:
        for actor in people.values():
            actor.close()
        house.stop()


@pytest.mark.parametrize("deed", ["nothing", "applied"])
def test_killed_between_commit_and_delivery(twin: Twin, clock: Clock, deed: str) -> None:
    """Killed after the commit, before delivery or before the delivery was noted: at the next start it arrives, and counts once."""
    record = new_record()
    with pytest.MonkeyPatch.context() as monkeypatch, opened(twin, clock, monkeypatch) as (house, people):
        distributed(people, record, ("cs",))
        parcels = house.rows(tuple[str, bytes], "SELECT target, envelope FROM outbox WHERE answer IS NULL")
        assert len(parcels) == 1
        if deed == "applied":
            target, envelope = parcels[0]
            (answer,) = house.run(push(house.instance, system_of(target), (Signed(msgspec.Raw(envelope)),)))
            assert isinstance(answer, m.Applied)
    with opened(twin, clock) as (house, people):
        until(lambda: ledger(people["wu-1"], record) == {"cs": "delivered"})
        assert house.rows(tuple[int], "SELECT count(*) FROM outbox WHERE answer IS NULL") == [(0,)]
        assert house.rows(tuple[int, int], "SELECT version, log_n FROM record WHERE unit = 'cs'") == [(1, 1)]
        assert house.run(deliver_open(house.instance)) == 0


def test_answers_keep_their_order(twin: Twin, clock: Clock) -> None:
    """Parcels of one unit are delivered in the order of its commits: delivered before signed for."""
    record = new_record()
    with pytest.MonkeyPatch.context() as monkeypatch, opened(twin, clock, monkeypatch) as (house, people):
        distributed(people, record, ("cs",))
        assert house.run(deliver_open(house.instance)) == 1
        people["xin-1"].must(derived_id(f"{record}/cs"), r.SignFor(), "receipt")
        assert house.run(deliver_open(house.instance)) == 2
        assert ledger(people["wu-1"], record) == {"cs": "signed_for"}


def test_receiving_unit_only_sees_its_own(people: People) -> None:
    """Between units nothing is shared: the sender's record is not there for the receiver, nor the receipt for the sender."""
    record = new_record()
    sealed(people, record)
    people["wu-1"].must(record, d.Distribute(("cs",)))
    until(lambda: ledger(people["wu-1"], record) == {"cs": "delivered"})
    assert {change.kind for change in people["xin-1"].pull().changes} == {"receipt"}
    assert {change.kind for change in people["wu-1"].pull().changes} == {"dispatch"}
