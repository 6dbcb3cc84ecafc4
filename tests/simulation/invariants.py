"""What must be so whenever everything has come to rest, whatever happened before: I1 to I10 of the reliability plan."""

import hashlib
from collections import Counter
from typing import Any

from tests.simulation.town import Desk, Town
from xzt.core.digest import sm3
from xzt.core.encoding import decode, encode
from xzt.office import registry
from xzt.office.act import Act
from xzt.office.envelope import Signed
from xzt.office.log import chain
from xzt.office.people import Person
from xzt.server.callers import Caller, caller_of
from xzt.store import chain as row_chain
from xzt.store import meta
from xzt.sync.engine.rounds import Cursor
from xzt.sync.protocol import messages as m

VISIBLE = """SELECT DISTINCT record.kind, record.id, record.version, record.state FROM record JOIN change
    ON change.unit = record.unit AND change.kind = record.kind AND change.id = record.id
    WHERE record.unit = ? AND change.op = 'put' AND token IN ({marks})"""


HELD = "SELECT kind, id, version, state FROM base WHERE seq >= 0"
"""What the server has said since it was last restored; what it said before that stays in sight until it says something newer."""


INVARIANTS = {
    "I1": "nothing acknowledged is lost, and everything has its effect once",
    "I2": "after quiet, everybody holds what the server says, byte by byte",
    "I3": "both sides of a conflict survive until a person chooses",
    "I4": "what was sent once can be sent again without effect",
    "I5": "nobody holds what is not for them",
    "I6": "a file is what its name says",
    "I7": "every record's course verifies and holds every act",
    "I8": "numbers never go back and are never given twice",
    "I9": "the guard asks before the first thing goes",
    "I10": "everything comes to rest in bounded time and requests",
}
held: Counter[str] = Counter()
"""How often each was asked and found so, in this process, since somebody last cleared it."""


VIEW = """SELECT view.kind, view.id, CASE WHEN length(view.state) THEN view.state ELSE base.state END FROM view
    LEFT JOIN base USING(kind, id)"""


class Broken(AssertionError):  # noqa: N818  what it says
    """An invariant does not hold."""

    def __str__(self) -> str:
        return ": ".join(self.args)


def hold(fact: object, invariant: str, what: str) -> None:
    """Stop the run where a fact is not one."""
    if not fact:
        raise Broken(invariant, what)
    held[invariant] += 1


def rows(town: Town, sql: str) -> list[tuple[Any, ...]]:
    """Look into the server's database."""
    assert town.server.disk
    return list(town.server.disk.execute(sql).fetchall())


def look(desk: Desk, sql: str) -> list[tuple[Any, ...]]:
    """Look into a client's store."""
    assert desk.client
    return desk.client._read(lambda db: list(db.execute(sql)))


def check(town: Town) -> None:
    """Check everything that can be said of a town at rest."""
    course = Counter(command for (command,) in rows(town, "SELECT command FROM log"))
    for command, times in course.items():
        hold(times == 1, "I1", f"command {command} took effect {times} times")
    chains(town)
    deliveries(town, course)
    numbers(town)
    files(town)
    for desk in town.desks:
        acknowledged(desk, course)
        same_as_server(town, desk)
        view_is_base(desk)
        rows_are_chained(desk)
        drafts(town, desk)


def acknowledged(desk: Desk, course: Counter[str]) -> None:
    """I1, I3: every act that was kept here has its effect, or lies under needs attention with its content until the person takes note."""
    waiting = {row[0]: row[1] for row in look(desk, "SELECT id, state FROM outbox")}
    history = {row[0]: (row[1], row[2]) for row in look(desk, "SELECT id, outcome, kind FROM sent")}
    for command, name in desk.promised.items():
        where = f"{desk.name} {name} {command}"
        if command in desk.undone or (command in desk.in_doubt and history.get(command, ("",))[0] == "undone"):
            hold(not course[command], "I1", f"{where} was undone and has an effect")
        elif course[command]:
            hold(history.get(command, ("",))[0] == "applied", "I1", f"{where} has its effect and is not known to have it here")
        else:
            noted = history.get(command, ("",))[0] == "noted" and (command in desk.noted or name == "Open")
            hold(waiting.get(command) == "refused" or noted, "I3", f"{where} has no effect and nobody is told: {waiting.get(command)}")
    for command, (outcome, _) in history.items():
        hold((outcome == "applied") == bool(course[command]), "I1", f"{desk.name} {command} is {outcome}")
    lost = {command for command, state in waiting.items() if state != "refused"}
    hold(not lost, "I10", f"{desk.name} still has {lost} to send")


def same_as_server(town: Town, desk: Desk) -> None:
    """I2, I5: a client holds exactly what its person may see, byte by byte."""
    caller = caller_at(town, desk)
    marks = ", ".join("?" * len(caller.tokens))
    assert town.server.disk
    visible = {
        (kind, record): (version, bytes(state))
        for kind, record, version, state in town.server.disk.execute(
            VISIBLE.replace("{marks}", marks),
            (caller.unit, *caller.tokens),
        )
    }
    for (kind, record), (_, state) in visible.items():
        audience = registry.kind_of(kind).audience(registry.decode_state(kind, state))
        hold(not audience.isdisjoint(caller.tokens), "I5", f"{desk.name} may have {record} and is not of its audience")
    held = {(kind, record): (version, bytes(state)) for kind, record, version, state in look(desk, HELD)}
    hold(set(held) <= set(visible), "I5", f"{desk.name} holds {sorted(set(held) - set(visible))} without the right")
    hold(set(held) == set(visible), "I2", f"{desk.name} misses {sorted(set(visible) - set(held))}")
    differing = [key for key in held if held[key] != visible[key]]
    hold(not differing, "I2", f"{desk.name} holds other states of {differing}")


def caller_at(town: Town, desk: Desk) -> Caller:
    """Give the desk's person with the roles of now."""
    body = next(bytes(body) for (body, person) in rows(town, "SELECT body, id FROM person") if person == desk.person)
    return caller_of(decode(body, Person), f"device-{desk.person}")


def view_is_base(desk: Desk) -> None:
    """I2: with nothing waiting, what the pages show is what the server said."""
    base = {(kind, record): bytes(state) for kind, record, state in look(desk, "SELECT kind, id, state FROM base")}
    view = {(kind, record): bytes(state) for kind, record, state in look(desk, VIEW)}
    hold(set(base) == set(view), "I2", f"{desk.name} shows {sorted(set(view) ^ set(base))} otherwise than the server")
    differing = [key for key in base if base[key] != view[key]]
    hold(not differing, "I2", f"{desk.name} shows {differing} otherwise than the server")


def rows_are_chained(desk: Desk) -> None:
    """I7 of the store: after cuts, full disks and everything else, the rows are what the chain says."""
    assert desk.client
    table = desk.client._read(row_chain.wrong)
    hold(not table, "I7", f"{desk.name} holds {table} otherwise than its chain says")


def chains(town: Town) -> None:
    """I7: every record's course verifies from its first act to its head."""
    heads = {(unit, kind, record): head for unit, kind, record, head in rows(town, "SELECT unit, kind, id, log_head FROM record")}
    last: dict[tuple[str, str, str], tuple[int, str]] = {}
    sql = "SELECT unit, kind, record, n, act, events, signed, previous, digest FROM log ORDER BY unit, kind, record, n"
    for unit, kind, record, n, act, events, signed, previous, digest in rows(town, sql):
        before = last.get((unit, kind, record), (0, ""))
        made = chain(record, n, decode(act, Act), bytes(events), decode(signed, Signed), previous)
        hold((n, previous, digest) == (before[0] + 1, before[1], made), "I7", f"the course of {record} breaks at {n}")
        last[unit, kind, record] = (n, digest)
    hold({key: digest for key, (_, digest) in last.items()} == heads, "I7", "a head is not the end of its course")


def deliveries(town: Town, course: Counter[str]) -> None:
    """I1: what one unit sent another has arrived, once."""
    for parcel, answer in rows(town, "SELECT id, answer FROM outbox"):
        hold(answer is not None, "I10", f"parcel {parcel} is not delivered")
        if isinstance(decode(bytes(answer), m.Answer), m.Applied):  # type: ignore[arg-type]
            hold(course[parcel] == 1, "I1", f"parcel {parcel} took effect {course[parcel]} times")


def numbers(town: Town) -> None:
    """I8: counters and cursors only rise within one epoch; a device's number and a document's number are given once."""
    (epoch,) = (int(value) for (value,) in rows(town, "SELECT value FROM meta WHERE name = 'epoch'"))
    now = {("unit", unit): int(seq) for unit, seq in rows(town, "SELECT unit, seq FROM unit_counter")}
    now |= {("series", *of): int(last) for *of, last in rows(town, "SELECT unit, book, name, year, last FROM series")}
    now |= {("desk", desk.name): cursor_of(desk).seq for desk in town.desks}
    before = town.numbers.setdefault(epoch, {})
    for which, number in before.items():
        hold(now.get(which, 0) >= number, "I8", f"{which} went back from {number} to {now.get(which)}")
    before.update(now)
    used = Counter((device, n) for device, n in rows(town, "SELECT device, n FROM command WHERE n > 0"))
    twice = [one for one, times in used.items() if times > 1]
    hold(not twice, "I8", f"numbers of devices used twice: {twice}")
    given = Counter(rows(town, "SELECT unit, book, name, year, sequence FROM number WHERE state IN ('held', 'used')"))
    hold(all(times == 1 for times in given.values()), "I8", "a document number is given twice")


def files(town: Town) -> None:
    """I6: a file is what its name says, on the server and here."""
    for path in (town.server.data / "blobs").glob("??/*"):
        hold(sm3(path.read_bytes()) == path.name, "I6", f"the server's file {path.name} is another")
    for desk in town.desks:
        for digest, uploaded in look(desk, "SELECT digest, uploaded FROM blob"):
            assert desk.client
            hold(desk.client.blob(digest) is not None, "I6", f"{desk.name} has {digest} in name only")
            hold(uploaded, "I1", f"{desk.name} has not uploaded {digest}")
        hold(not look(desk, "SELECT digest FROM wanted"), "I2", f"{desk.name} misses files")


def drafts(town: Town, desk: Desk) -> None:
    """I1, I2: everybody who writes a draft has every update of it."""
    here: dict[str, list[tuple[int, int, int, bytes]]] = {}
    for record, n, writer, first, data in look(desk, "SELECT record, n, writer, first, data FROM draft_update ORDER BY record, n"):
        here.setdefault(record, []).append((n, writer, first, bytes(data)))
    there: dict[str, list[tuple[int, int, int, bytes]]] = {}
    sql = "SELECT record, n, writer, first, body FROM draft_update ORDER BY record, n"
    for record, n, writer, first, data in rows(town, sql):
        there.setdefault(record, []).append((n, writer, first, bytes(data)))
    for (record,) in look(desk, "SELECT record FROM draft"):
        hold(here.get(record, []) == there.get(record, []), "I2", f"{desk.name} has another draft of {record}")
    hold(not look(desk, "SELECT record FROM draft_late"), "I1", f"{desk.name} has late text that found no place")


def cursor_of(desk: Desk) -> Cursor:
    """Read how far a desk is."""
    assert desk.client
    found = desk.client._read(lambda db: meta.get(db, "cursor", Cursor))
    assert found
    return found


def fingerprint(town: Town) -> str:
    """The server's truth as one digest."""
    digest = hashlib.sha256()
    for table in ("record", "log", "change", "unit_counter", "number", "series", "outbox", "draft_update"):
        for row in sorted(rows(town, f"SELECT * FROM {table}"), key=repr):  # noqa: S608  names above
            digest.update(encode([value.hex() if isinstance(value, bytes) else value for value in row]))
    return digest.hexdigest()
