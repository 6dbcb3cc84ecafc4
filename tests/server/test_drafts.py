"""Text under drafting on the server: numbered without gaps, for those who write it only, gone once submitted (rules 31, 32)."""

import threading
import time

import httpx
import msgspec
import pytest

from tests.server.conftest import People
from tests.server.house import Actor, House, document, gather, new_record
from xzt.core.encoding import decode, encode
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Route, Step
from xzt.sync.protocol import messages as m


def begun(people: People, *others: str) -> tuple[str, str]:
    """A shared draft of jia-1: its record and the id of its drafting."""
    record = new_record()
    people["jia-1"].must(record, d.StartDraft(msgspec.Raw(document())))
    people["jia-1"].must(record, d.Share(others))
    return record, people["jia-1"].state(record)["drafting"]["id"]


def update(writer: int, start: int, end: int, data: bytes = b"") -> m.DraftUpdate:
    return m.DraftUpdate(writer, start, end, data or f"{writer}:{start}-{end}".encode())


def send(actor: Actor, record: str, drafting: str, *updates: m.DraftUpdate, after: int = 0) -> m.DraftPage:
    return actor.send("POST", f"/v1/drafts/{record}", m.DraftPage, encode(m.DraftPush(drafting, after, updates)))


def fetch(actor: Actor, record: str, after: int = 0) -> m.DraftPage:
    return actor.send("GET", f"/v1/drafts/{record}?after={after}", m.DraftPage)


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, decode(answer.content, m.Problem).code


def post(actor: Actor, record: str, drafting: str, *updates: m.DraftUpdate) -> tuple[int, str]:
    return refused(actor.http.post(f"/v1/drafts/{record}", content=encode(m.DraftPush(drafting, 0, updates))))


def test_updates_are_numbered_and_everybody_gets_them_in_order(people: People) -> None:
    record, drafting = begun(people, "geng-1")
    first = update(1, 0, 9)
    page = send(people["jia-1"], record, drafting, first, update(20, 0, 3))
    assert [one.n for one in page.updates] == [1, 2]
    assert page.vector == {"1": 9, "20": 3}
    page = send(people["geng-1"], record, drafting, first, update(30, 0, 4), after=2)
    assert [(one.n, one.update.writer, one.author) for one in page.updates] == [(3, 30, "geng-1")]
    assert page.head == 3
    page = fetch(people["jia-1"], record, after=1)
    assert [(one.n, one.update) for one in page.updates] == [(2, update(20, 0, 3)), (3, update(30, 0, 4))]
    assert page.drafting == drafting


def test_an_update_counts_once_however_often_it_comes(people: People, house: House) -> None:
    """W12 for text: an answer that was lost is asked for again, and the draft is no longer for it."""
    record, drafting = begun(people)
    for _ in range(3):
        page = send(people["jia-1"], record, drafting, update(20, 0, 3), update(20, 3, 8))
        assert page.head == 2
    assert house.rows(tuple[int, int, int], "SELECT n, first, until FROM draft_update ORDER BY n") == [(1, 0, 3), (2, 3, 8)]


def test_gaps_and_other_bytes_are_refused_whole(people: People, house: House) -> None:
    """Rule 32: an update whose predecessor is missing is never numbered; two beginnings of one draft from different texts never mix."""
    record, drafting = begun(people)
    jia = people["jia-1"]
    send(jia, record, drafting, update(1, 0, 9))
    assert post(jia, record, drafting, update(20, 0, 3), update(20, 4, 8)) == (409, "draft_gap")
    assert post(jia, record, drafting, update(1, 0, 9, b"other")) == (409, "draft_differs")
    assert post(jia, record, drafting, update(1, 0, 7)) == (409, "draft_differs")
    for wrong in (update(0, 0, 3), update(1 << 53, 0, 3), update(20, 3, 3), update(20, -1, 3)):
        assert post(jia, record, drafting, wrong) == (400, "malformed")
    assert fetch(jia, record).head == 1


def test_only_those_who_write_it_may(people: People) -> None:
    """Colleagues, other units, a co-drafter who was taken off, and whoever asks for nonsense get the answer for what is not there."""
    record, drafting = begun(people, "geng-1")
    send(people["geng-1"], record, drafting, update(20, 0, 3))
    for person in ("yi-1", "ding-1", "xin-1"):
        assert refused(people[person].http.get(f"/v1/drafts/{record}")) == (404, "record_missing")
        assert post(people[person], record, drafting, update(30, 0, 3)) == (404, "record_missing")
    people["jia-1"].must(record, d.Share(()))
    assert refused(people["geng-1"].http.get(f"/v1/drafts/{record}")) == (404, "record_missing")
    assert post(people["geng-1"], record, drafting, update(20, 3, 6)) == (404, "record_missing")
    assert [change.op for change in people["geng-1"].pull().changes if change.id == record] == ["drop"]
    for nonsense in ("no-such", "%00", "a b"):
        assert refused(people["jia-1"].http.get(f"/v1/drafts/{nonsense}")) == (404, "record_missing")


def test_a_submitted_text_takes_no_more_and_its_updates_are_gone(people: People, house: House) -> None:
    """Rule 31: on submission the history goes; what was written offline meanwhile is refused, also after the draft came back."""
    record, drafting = begun(people, "geng-1")
    jia, geng = people["jia-1"], people["geng-1"]
    send(jia, record, drafting, update(20, 0, 3))
    jia.must(record, d.Submit(Route("yi-1", "ding-1")))
    assert house.rows(tuple[int, int, int], "SELECT n, first, until FROM draft_update") == []
    assert post(geng, record, drafting, update(30, 0, 3)) == (409, "draft_closed")
    assert refused(geng.http.get(f"/v1/drafts/{record}")) == (409, "draft_closed")
    text = people["yi-1"].state(record)["versions"][-1]["digest"]
    people["yi-1"].must(record, d.Return(Step.DRAFT, "请改。", text))
    again = jia.state(record)["drafting"]["id"]
    assert again != drafting
    assert post(geng, record, drafting, update(30, 0, 3)) == (409, "draft_closed")
    assert send(geng, record, again, update(1, 0, 9)).head == 1


def test_new_text_is_announced_to_those_who_write_it_and_to_nobody_else(people: People) -> None:
    """The long poll wakes; the change row has no content and hides no change of the record itself."""
    record, drafting = begun(people, "geng-1")
    jia, geng = people["jia-1"], people["geng-1"]
    cursor = geng.pull().next
    heads: list[m.Head] = []
    waiting = threading.Thread(target=lambda: heads.append(geng.send("GET", f"/v1/wait?after={cursor}", m.Head)))
    waiting.start()
    time.sleep(0.2)
    send(jia, record, drafting, update(20, 0, 3))
    waiting.join(60)
    assert heads
    assert heads[0].head > cursor
    (change,) = geng.pull(cursor).changes
    assert (change.op, change.kind, change.id, bytes(change.state)) == ("draft", "dispatch", record, b"null")
    assert [change.op for change in geng.pull().changes if change.id == record] == ["put", "draft"]
    assert people["yi-1"].pull(cursor).changes == ()
    send(jia, record, drafting, update(20, 0, 3))
    assert geng.pull(change.seq).changes == ()
    jia.must(record, d.Submit(Route("yi-1", "ding-1")))
    assert [change.op for change in geng.pull().changes if change.id == record] == ["put"]


def test_many_writers_at_once_leave_no_gap(people: People) -> None:
    """Six devices write one draft at once: numbers without a gap, nobody's update missing, each writer's in his order."""
    record, drafting = begun(people, "geng-1")
    send(people["jia-1"], record, drafting, update(1, 0, 9))

    def write(writer: int, actor: Actor) -> None:
        for at in range(10):
            send(actor, record, drafting, update(writer, at, at + 1))

    names = ("jia-1", "geng-1")
    actors = [people[names[n % 2]] for n in range(6)]
    gather(*[lambda n=n, actor=actor: write(10 + n, actor) for n, actor in enumerate(actors)])
    page = fetch(people["jia-1"], record)
    assert [one.n for one in page.updates] == list(range(1, 62))
    assert page.vector == {"1": 9} | {str(10 + n): 10 for n in range(6)}
    for n in range(6):
        assert [one.update.start for one in page.updates if one.update.writer == 10 + n] == list(range(10))


def test_a_long_draft_comes_in_pages_and_has_an_end(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    record, drafting = begun(people)
    jia = people["jia-1"]
    send(jia, record, drafting, *(update(20, at, at + 1, b"x" * 300_000) for at in range(8)))
    found: list[int] = []
    while not found or found[-1] < 8:
        page = fetch(jia, record, after=found[-1] if found else 0)
        assert len(page.updates) <= 4
        found += [one.n for one in page.updates]
    assert found == list(range(1, 9))
    monkeypatch.setattr("xzt.server.drafts.MAX_DRAFT", 2_500_000)
    assert post(jia, record, drafting, update(20, 8, 9, b"x" * 200_000)) == (413, "draft_too_large")
