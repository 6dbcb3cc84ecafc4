"""Pull: no change is ever skipped, nobody gets what is not for him, pages are whole."""

import threading
import time

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.conftest import People
from tests.server.house import Actor, House, Twin, document, gather, new_record, signed_off
from tests.server.test_numbers import in_database, inside
from tests.waiting import until
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Route
from xzt.office.people import Role
from xzt.server.callers import Caller
from xzt.server.pull import read_page
from xzt.server.sql.database import Database, Transaction
from xzt.sync.protocol import messages as m

AT_ONCE = 10.0
"""Seconds: the long poll holds for longer, however busy the machine."""
READER = Caller("x", "hn-bgt", "d", (Role.REGISTRAR,))


def start() -> d.StartDraft:
    return d.StartDraft(msgspec.Raw(document()))


def test_cursor_skips_nothing_under_writers(house: House) -> None:
    """Sync 4.5: six writers at once, one reader that follows the cursor all the while; the reader has every commit in the end, in order."""
    writers = [house.sign_in("jia-1", f"device-{n}") for n in range(6)]
    reader, stop = house.sign_in("jia-1", "reader"), threading.Event()
    seen: list[tuple[int, str]] = []

    def read() -> None:
        cursor, last = 0, False
        while not last:
            last = stop.is_set()
            page = reader.pull(cursor)
            seen.extend((change.seq, change.id) for change in page.changes)
            cursor = page.next

    def write(actor: Actor) -> list[tuple[int, str]]:
        records = [new_record() for _ in range(15)]
        return [(actor.must(record, start()).seq, record) for record in records]

    following = threading.Thread(target=read)
    following.start()
    written = [row for rows in gather(*[lambda actor=actor: write(actor) for actor in writers]) for row in rows]
    stop.set()
    following.join()
    for actor in (*writers, reader):
        actor.close()
    assert len(written) == 90
    assert seen == sorted(written)


def test_shrinking_audience_drops(people: People) -> None:
    """DESIGN 4: who no longer takes part gets a drop without content; who still does keeps the record; the reviewer had it."""
    record = new_record()
    people["jia-1"].must(record, start())
    people["jia-1"].must(record, d.Submit(Route("yi-1", "ding-1")))
    had = people["yi-1"].pull()
    assert [(change.op, change.version) for change in had.changes] == [("put", 2)]
    people["jia-1"].must(record, d.Withdraw())
    lost = people["yi-1"].pull(had.next)
    assert [(change.op, change.version, bytes(change.state)) for change in lost.changes] == [("drop", 0, b"null")]
    assert [change.op for change in people["jia-1"].pull().changes] == ["put"]
    assert people["yi-1"].http.get(f"/v1/log/dispatch/{record}").status_code == 404
    late = people["yi-1"].do(record, d.Open())
    assert isinstance(late, m.Refused)
    assert late.code == "not_holder"


def test_changed_often_sent_once(people: People) -> None:
    """A record that changed ten times is sent once, as it is now."""
    record, drafter = new_record(), people["jia-1"]
    drafter.must(record, start())
    for n in range(9):
        drafter.must(record, d.SaveDraft(msgspec.Raw(document(f"第{n}稿"))))
    (change,) = drafter.pull().changes
    assert (change.version, change.seq) == (10, drafter.pull().head)


def test_other_people_get_nothing(people: People) -> None:
    """Default deny (RS-25): a record is in the pull of those who take part and of nobody else."""
    record = new_record()
    signed_off(people, record)
    for person in ("jia-1", "yi-1", "ding-1", "wu-1", "wu-2", "ji-1"):
        assert [change.id for change in people[person].pull().changes] == [record]
    for person in ("jia-2", "bing-1", "geng-1", "xin-1", "ren-1"):
        assert people[person].pull().changes == ()


def test_big_page_is_cut_between_numbers(people: People) -> None:
    """A page ends at about 1 MiB and between numbers; following the cursor brings everything once."""
    drafter, size = people["jia-1"], 200_000
    for _ in range(3):
        drafts = [d.StartDraft(msgspec.Raw(document(body="字" * (size // 3)))) for _ in range(4)]
        drafter.push(*(drafter.signed("dispatch", new_record(), draft) for draft in drafts))
    pages, cursor = [], 0
    while cursor < drafter.pull(cursor).head:
        pages.append(drafter.pull(cursor))
        cursor = pages[-1].next
    assert [len(page.changes) for page in pages] == [4, 4, 4]
    assert len({change.id for page in pages for change in page.changes}) == 12


ROWS = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 5), st.sampled_from(["p:x", "r:registrar", "p:y"])), max_size=40)


@given(rows=ROWS, limit=st.integers(1, 6))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_together_are_the_whole(twin: Twin, rows: list[tuple[int, int, str]], limit: int) -> None:
    """However small the pages: every record of the caller's tokens comes once, in order, and no number is split."""
    live = {(token, record): seq for seq, record, token in rows}

    async def fill(tx: Transaction) -> None:
        await tx.execute("DELETE FROM change")
        await tx.execute("DELETE FROM record")
        await tx.execute("UPDATE unit_counter SET seq = 6 WHERE unit = 'hn-bgt'")
        for record in {record for _, record in live}:
            await tx.execute("INSERT INTO record VALUES ('hn-bgt', 'dispatch', ?, 1, ?, 1, '')", str(record), b"{}")
            newest = max(seq for (_, of), seq in live.items() if of == record)
            for token in {token for token, of in live if of == record}:
                await tx.execute("INSERT INTO change VALUES ('hn-bgt', ?, 'dispatch', ?, ?, 'put')", token, str(record), newest)

    async def follow(database: Database) -> list[m.Page]:
        await inside(database, fill)
        pages = [await read_page(database, READER, 0, limit)]
        while pages[-1].next < 6:
            pages.append(await read_page(database, READER, pages[-1].next, limit))
        return pages

    pages = in_database(twin, follow)
    sent = [(change.seq, int(change.id)) for page in pages for change in page.changes]
    mine = {record for token, record in live if token in READER.tokens}
    assert sent == sorted((max(seq for (_, of), seq in live.items() if of == record), record) for record in mine)
    ends = [page.changes[-1].seq for page in pages if page.changes]
    assert len(set(ends)) == len(ends)


def test_wait_is_woken_by_a_commit(people: People, house: House) -> None:
    """Sync 3.4: who waits hears of a commit at once, and of nothing before it."""
    drafter, reviewer, record = people["jia-1"], people["yi-1"], new_record()
    answers: list[tuple[float, m.Head]] = []

    def wait() -> None:
        began = time.monotonic()
        head = reviewer.send("GET", "/v1/wait?after=0&directory=99", m.Head)
        answers.append((time.monotonic() - began, head))

    waiting = threading.Thread(target=wait)
    waiting.start()
    until(lambda: house.instance.hub.waiters == 1)
    assert not answers
    drafter.must(record, start())
    waiting.join(60)
    assert answers[0][1].head == 1
    assert answers[0][0] < AT_ONCE


def test_wait_hears_of_another_process(people: People, house: House) -> None:
    """A commit of another process on the same database is heard of: the counter is looked at every 300 ms."""
    reviewer = people["yi-1"]

    async def commit() -> None:
        async with house.instance.database.transaction() as tx:
            await tx.execute("UPDATE unit_counter SET seq = seq + 1 WHERE unit = 'hn-bgt'")

    threading.Timer(0.3, lambda: house.run(commit())).start()
    began = time.monotonic()
    assert reviewer.send("GET", "/v1/wait?after=0&directory=99", m.Head).head == 1
    assert time.monotonic() - began < AT_ONCE
