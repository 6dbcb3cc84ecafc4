"""First sync from a snapshot: what the pull would bring, in parts that know their place, while others go on working."""

import zlib

import msgspec
import pytest

from tests.server.conftest import People
from tests.server.house import Actor, House, document, new_record, signed_off
from xzt.core.encoding import decode, encode
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Route
from xzt.server import restoring, snapshot
from xzt.sync.protocol import messages as m


def parts_of(actor: Actor, between: list[str] | None = None) -> list[m.Part]:
    """Fetch part after part; before the second one, begin the dispatches ``between``."""
    found, place = [], ""
    while True:
        answer = actor.http.get(f"/v1/snapshot{place}")
        assert answer.status_code == 200, answer.text
        found.append(decode(zlib.decompress(answer.content), m.Part))
        for record in (between or []) if len(found) == 1 else []:
            actor.must(record, d.StartDraft(msgspec.Raw(document())))
        if found[-1].next is None:
            return found
        place = "?kind={}&id={}".format(*found[-1].next)


def states(changes: tuple[m.Change, ...]) -> dict[str, tuple[int, bytes]]:
    return {change.id: (change.version, bytes(change.state)) for change in changes if change.op == "put"}


def test_parts_are_what_the_pull_brings(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sync 3.6: each person's parts hold what the pull holds, by several tokens once, newest first; nobody else's (I5)."""
    monkeypatch.setattr(snapshot, "PART_RECORDS", 4)
    for _ in range(3):
        signed_off(people, new_record())
    for _ in range(6):
        people["jia-1"].must(new_record(), d.StartDraft(msgspec.Raw(document())))
    for person in ("jia-1", "yi-1", "wu-1", "xin-1"):
        actor = people[person]
        parts = parts_of(actor)
        came = [change for part in parts for change in part.changes]
        assert len(came) == len({change.id for change in came}) == parts[0].total
        assert {change.id: (change.version, bytes(change.state)) for change in came} == states(actor.pull().changes)
        assert [change.id for change in came] == sorted((change.id for change in came), reverse=True)
    assert len(parts_of(people["jia-1"])) > 2


def test_what_changes_meanwhile_comes_by_the_pull(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sync 3.6: parts and the pull after the first one's head are one state, though others work between the parts."""
    monkeypatch.setattr(snapshot, "PART_RECORDS", 3)
    for _ in range(8):
        people["jia-1"].must(new_record(), d.StartDraft(msgspec.Raw(document())))
    between = [new_record() for _ in range(4)]
    parts = parts_of(people["jia-1"], between)
    held = {key: value for part in parts for key, value in states(part.changes).items()}
    after = people["jia-1"].pull(parts[0].head)
    assert set(between) <= {change.id for change in after.changes}
    assert held | states(after.changes) == states(people["jia-1"].pull().changes)


def test_the_first_part_is_short(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sync 3.6: a person sees the newest records soon; while they are laid in, a whole part is fetched."""
    monkeypatch.setattr(snapshot, "FIRST_RECORDS", 2)
    monkeypatch.setattr(snapshot, "PART_RECORDS", 3)
    for _ in range(8):
        people["jia-1"].must(new_record(), d.StartDraft(msgspec.Raw(document())))
    parts = parts_of(people["jia-1"])
    assert [len(part.changes) for part in parts] == [2, 3, 3, 0]
    assert states(tuple(change for part in parts for change in part.changes)) == states(people["jia-1"].pull().changes)


def test_a_part_ends_by_size(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """F1-06: long states make short parts, one record at the least, so that neither end's memory grows with the whole."""
    monkeypatch.setattr(snapshot, "PART_BYTES", 5000)
    for _ in range(4):
        people["jia-1"].must(new_record(), d.StartDraft(msgspec.Raw(document(body="长" * 1200))))
    assert [len(part.changes) for part in parts_of(people["jia-1"])] == [1, 1, 1, 1]


def test_a_late_push_does_not_outlive_a_restore(house: House, people: People) -> None:
    """RS-24, I4: what was sent before the server was restored is turned away when the line brings it afterwards."""
    record, jia = new_record(), people["jia-1"]
    jia.must(record, d.StartDraft(msgspec.Raw(document())))
    late = jia.signed("dispatch", record, d.Submit(Route("yi-1", "ding-1")))
    epoch = jia.send("GET", "/v1/hello", m.Hello).epoch
    house.run(restoring.mark_restored(house.instance.database, house.clock()))
    answer = jia.http.post("/v1/push", content=encode(m.Push((late,), epoch)))
    assert (answer.status_code, decode(answer.content, m.Problem).code) == (503, "server_restored")
    now = jia.send("GET", "/v1/hello", m.Hello).epoch
    (taken,) = jia.send("POST", "/v1/push", m.Answers, encode(m.Push((late,), now))).answers
    assert isinstance(taken, m.Applied)
