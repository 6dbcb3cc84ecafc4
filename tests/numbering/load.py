"""The load: documents signed off, clients that number them all at once, and what the book of numbers says afterwards.

Every client is a session of its own over HTTP. A part of the requests is sent twice, as over a bad line (W12), and a part of the numbered
documents goes back, so that their numbers are offered again (N3).
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import msgspec
from msgspec import Struct

from tests.server.house import HEADERS, Actor, House, document, new_record
from xzt.core.digest import sm3
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Route, Step
from xzt.office.registry import Command, decode_state
from xzt.sync.engine.wire import trust
from xzt.sync.protocol import messages as m

BATCH = 25
"""Commands of one push while the documents are made."""
TWICE, BACK = 10, 20
"""Every how manieth request is sent twice, and document goes back once it has its number."""
FIRST = 23
"""The first free number of the sample series."""


class Desk(Actor):
    """A client that only asks for numbers, which nobody signs: it has a session of its own and enrols no key."""

    def __init__(self, url: str, person: str, device: str) -> None:
        self.http = httpx.Client(base_url=url, headers=HEADERS, timeout=90, verify=trust())
        self.n = 0
        session = self._session(person, device)
        self.person, self.unit, self.device, self.token = person, session.unit, device, session.token
        self.http.headers["Authorization"] = f"Bearer {session.token}"


class Outcome(Struct, frozen=True):
    """What came of it. ``times`` are those of single requests in seconds, sorted; ``faults`` say what must not be."""

    documents: int
    clients: int
    seconds: float
    times: tuple[float, ...]
    returned: int
    highest: int
    faults: tuple[str, ...]

    def at(self, share: float) -> float:
        """Give the time within which this share of the requests was answered."""
        return self.times[min(len(self.times) - 1, int(len(self.times) * share))]


def run(house: House, clients: int, documents: int) -> Outcome:
    """Make the documents, number them at once, and hold the book against them."""
    office = {name: house.sign_in(name, "device-office") for name in ("jia-1", "yi-1", "ding-1", "ji-1")}
    records = sign_off_many(office, documents)
    people = [Desk(house.url, "wu-1", f"device-{n}") for n in range(clients)]  # one by one: the guard of logins counts those under way
    start = Barrier(clients + 1)
    shares = [records[n::clients] for n in range(clients)]
    with ThreadPoolExecutor(clients) as pool:
        running = [pool.submit(_number, actor, share, start) for actor, share in zip(people, shares, strict=True)]
        start.wait()
        begun = time.perf_counter()
        times = sorted(taken for one in running for taken in one.result())
        seconds = time.perf_counter() - begun
    back = records[::BACK]
    text = sm3(document())
    for record in back:
        office["ji-1"].must(record, d.Return(Step.REVIEW, "样例：编号后退回", text))
    again = sign_off_many(office, len(back) // 2)
    for record in again:
        people[0].must(record, d.AssignNumber())
    for actor in (*people, *office.values()):
        actor.close()
    faults, highest = examine(house, [*records, *again], set(back))
    return Outcome(documents, clients, seconds, tuple(times), len(back), highest, tuple(faults))


def sign_off_many(office: dict[str, Actor], count: int) -> list[str]:
    """Bring dispatches to the registrars, many a push."""
    content = document()
    text = sm3(content)
    records = [new_record() for _ in range(count)]
    for person, command in (
        ("jia-1", d.StartDraft(msgspec.Raw(content))),
        ("jia-1", d.Submit(Route("yi-1", "ding-1"))),
        ("yi-1", d.Review("同意", text)),
        ("ding-1", d.SignOff("同意", text)),
    ):
        for at in range(0, count, BATCH):
            _push_all(office[person], records[at : at + BATCH], command)
    return records


def _push_all(actor: Actor, records: Sequence[str], command: Command) -> None:
    answers = actor.push(*(actor.signed("dispatch", record, command) for record in records))
    assert all(isinstance(answer, m.Applied) for answer in answers), answers


def _number(actor: Actor, records: Sequence[str], start: Barrier) -> list[float]:
    """Number one's share; gives how long each request took."""
    times = []
    start.wait()
    for n, record in enumerate(records):
        asked = actor.signed("dispatch", record, d.AssignNumber())
        begun = time.perf_counter()
        answers = [actor.push(asked)[0] for _ in range(2 if n % TWICE == 0 else 1)]
        times.append((time.perf_counter() - begun) / len(answers))
        assert all(isinstance(answer, m.Applied) for answer in answers), answers
        assert len({answer.version for answer in answers if isinstance(answer, m.Applied)}) == 1
    return times


def examine(house: House, records: Sequence[str], back: set[str]) -> tuple[list[str], int]:
    """Hold the book of numbers against the documents: what is twice, what is missing, what is a gap that nothing explains."""
    rows = house.rows(
        tuple[int, str, str],
        "SELECT sequence, state, record FROM number WHERE unit = 'hn-bgt' AND book = 'dispatch' AND name = '湘政办函' AND year = 2022",
    )
    book = {sequence: (state, record) for sequence, state, record in rows}
    faults = [f"{sequence} stands twice" for sequence in book if sum(row[0] == sequence for row in rows) > 1]
    highest = max(book, default=FIRST - 1)
    faults += [f"{sequence} is a gap without a reason" for sequence in range(FIRST, highest + 1) if sequence not in book]
    states = dict(house.rows(tuple[str, bytes], "SELECT id, state FROM record WHERE unit = 'hn-bgt' AND kind = 'dispatch'"))
    seen: dict[int, str] = {}
    for record in records:
        state = decode_state("dispatch", states[record])
        number = getattr(state, "number", None)
        if record in back:
            faults += [f"{record} went back and keeps {number.sequence}"] if number else []
        elif number is None:
            faults.append(f"{record} has no number")
        elif number.sequence in seen or book.get(number.sequence) != ("held", record):
            faults.append(f"{number.sequence} is not that of {record} alone")
        else:
            seen[number.sequence] = record
    loose = {sequence for sequence, (state, record) in book.items() if state != "released" and seen.get(sequence) != record}
    return faults + [f"{sequence} belongs to nothing" for sequence in sorted(loose) if sequence >= FIRST], highest
