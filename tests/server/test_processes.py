"""Several server processes on one PostgreSQL: news crosses them, no reader skips a change, no number is given twice, parcels count once."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

import httpx
import msgspec
import pytest

from tests.server.house import Actor, Twin, gather, new_record, signed_off
from tests.server.journey import distributed
from tests.server.test_delivery import ledger
from tests.server.test_process import Process, running, start
from tests.waiting import until
from xzt.core.ids import derived_id
from xzt.office.dispatch import commands as d
from xzt.sync.protocol import messages as m

pytestmark = pytest.mark.parametrize("twin", ["postgres"], indirect=True)
WRITERS, WRITES = 4, 20


@pytest.fixture
def both(twin: Twin) -> Iterator[tuple[Process, Process]]:
    """Two processes on the same database and folder."""
    with running(twin) as one, running(twin) as other:
        yield one, other


class Hands(dict[str, Actor]):
    """People at work, each at the process that is named with them."""

    def __init__(self, processes: tuple[Process, Process]) -> None:
        super().__init__()
        self._processes = processes

    def __missing__(self, person: str) -> Actor:
        self[person] = Actor(self._processes[len(self) % 2].url, person)
        return self[person]


@pytest.fixture
def hands(both: tuple[Process, Process]) -> Iterator[Hands]:
    present = Hands(both)
    yield present
    for actor in present.values():
        actor.close()


def test_a_push_at_one_wakes_who_waits_at_the_other(both: tuple[Process, Process]) -> None:
    """Live notice crosses processes, both ways, long before the long poll ends by itself; nothing but the number comes with it."""
    for here, there in (both, both[::-1]):
        with ExitStack() as stack:
            waiter, writer = Actor(here.url, "jia-1"), Actor(there.url, "jia-1", "device-2")
            for actor in (waiter, writer):
                stack.callback(actor.close)
            before = waiter.pull().head
            heard: list[m.Head] = []

            def wait(waiter: Actor = waiter, before: int = before, heard: list[m.Head] = heard) -> None:
                answer = waiter.http.get(f"/v1/wait?after={before}", timeout=httpx.Timeout(15))
                heard.append(msgspec.json.decode(answer.content, type=m.Head))

            waiting = threading.Thread(target=wait)
            waiting.start()
            applied = writer.must(new_record(), start())
            waiting.join(60)
            assert [head.head for head in heard] == [applied.seq]


def test_no_reader_skips_a_change(both: tuple[Process, Process]) -> None:
    """Writers at both processes, readers by cursor at both all the while: every acknowledged change passes every reader, once."""
    finished = threading.Event()
    writers = [Actor(both[n % 2].url, "jia-1", f"writer-{n}") for n in range(WRITERS)]
    readers = [Actor(process.url, "jia-1", f"reader-{n}") for n, process in enumerate(both)]

    def write(actor: Actor) -> list[int]:
        return [actor.must(new_record(), start()).seq for _ in range(WRITES)]

    def write_all() -> list[int]:
        try:
            return [seq for seqs in gather(*(partial(write, actor) for actor in writers)) for seq in seqs]
        finally:
            finished.set()

    def read(actor: Actor) -> list[int]:
        seen: list[int] = []
        cursor = rounds = 0
        while rounds < 2:  # one whole round more after every writer is done
            rounds += finished.is_set()
            page = actor.pull(cursor)
            seen += [change.seq for change in page.changes]
            cursor = page.next
        return seen

    written, *seen = gather(write_all, *(partial(read, actor) for actor in readers))
    assert len(set(written)) == len(written) == WRITERS * WRITES
    for found in seen:
        assert found == sorted(written)
    for actor in [*writers, *readers]:
        actor.close()


def test_a_number_is_never_given_twice(hands: Hands, both: tuple[Process, Process]) -> None:
    """N2: two registrars at two processes number eight dispatches at the same time: each its own number, none left out."""
    records = [new_record() for _ in range(8)]
    for record in records:
        signed_off(hands, record)
    registrars = [Actor(process.url, "wu-1", f"desk-{n}") for n, process in enumerate(both)]

    def number(actor: Actor, mine: list[str]) -> list[int]:
        for record in mine:
            actor.must(record, d.AssignNumber())
        return [actor.state(record)["number"]["sequence"] for record in mine]

    given = gather(*(partial(number, actor, records[n::2]) for n, actor in enumerate(registrars)))
    found = sorted(sequence for some in given for sequence in some)
    assert found == list(range(found[0], found[0] + len(records)))
    for actor in registrars:
        actor.close()


def test_a_parcel_counts_once_whichever_process_carries_it(hands: Hands) -> None:
    """Between units: the receiving unit has one receipt, begun once, and the ledger says so."""
    record = new_record()
    distributed(hands, record)
    until(lambda: ledger(hands["wu-1"], record) == {"cs": "delivered", "hn-czt": "delivered"})
    receipt = derived_id(f"{record}/cs")
    page = hands["xin-1"].pull()
    assert [(change.id, change.version) for change in page.changes if change.kind == "receipt"] == [(receipt, 1)]
