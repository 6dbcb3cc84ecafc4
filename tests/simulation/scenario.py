"""One run: people act while things fail, then the faults end and everything must come to rest, right; and again."""

import asyncio
import contextlib
import random
import shutil
import tempfile
import traceback
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from unittest import mock

from msgspec import Struct

from tests.simulation import invariants, people
from tests.simulation.disk import PowerCut
from tests.simulation.invariants import Broken, hold
from tests.simulation.line import FAULTS
from tests.simulation.loop import Standstill, VirtualLoop, seeded
from tests.simulation.template import PEOPLE, Template, memory_not_wiped, pages_without_mac, quick_signatures
from tests.simulation.town import Desk, Town
from xzt.core import buggify
from xzt.core.notices import Connection
from xzt.office.act import Context
from xzt.office.dispatch.commands import Seal
from xzt.office.people import Person, Role
from xzt.server import restoring, sealing, snapshot
from xzt.server.directory import raise_version, write_person
from xzt.server.sql.database import Transaction
from xzt.sync.engine import removal

REST_SECONDS = 45 * 60
"""After the last fault everything has come to rest within this time (I10)."""
REQUESTS_TO_REST = 3000
WINDOW = timedelta(minutes=10)
RARE = (
    "push.short", "push.conflict", "answer.late", "page.short", "part.short", "first.break", "round.cut", "rest.none", "wait.early",
    "delivery.again",
)  # fmt: skip
"""The places of the seam (``xzt.core.buggify``)."""
MUCH = 2
"""So few records make a mass removal here, where nobody has many."""
STEPS = 45
CYCLES = 2
LATE = 0.25
"""How many come to a machine of theirs only when there is something to read: theirs is a first sync."""
PART = 2
"""So many records make a part of it here."""


class Outcome(Struct, frozen=True):
    """What came of one seed: nothing, or the broken invariant, with the trace."""

    seed: int
    broken: str
    digest: str
    lines: list[str]
    counts: dict[str, int]


def run(seed: int, template: Template) -> Outcome:
    """Run one seed."""
    folder = Path(tempfile.mkdtemp(prefix=f"run-{seed}-", dir=template.folder))
    with (
        seeded(seed) as chance,
        mock.patch.object(sealing, "_seal", _quick_seal),
        mock.patch.object(restoring, "WINDOW", WINDOW),
        mock.patch.object(removal, "LEAST", MUCH),
        mock.patch.object(snapshot, "PART_RECORDS", PART),
        memory_not_wiped(),
        pages_without_mac(),
        quick_signatures(),
    ):
        loop = VirtualLoop(chance)
        try:
            return loop.run_until_complete(_run(seed, template, folder, chance))
        except Standstill:
            return Outcome(seed, "I10: nobody will ever do anything again", "", [], {})
        finally:
            _leave(loop)
            loop.close()
            shutil.rmtree(folder, ignore_errors=True)


def _leave(loop: VirtualLoop) -> None:
    """End whatever still waits in the loop."""
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    if left:
        with contextlib.suppress(Standstill):
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))


def _quick_seal(authority: object, unit: object, plain: bytes, asked: tuple[Seal, Context]) -> tuple[bytes, str]:
    """Mark the file instead of sealing it: the seal's cryptography has its own tests and costs as much as a whole run."""
    return plain + b" sealed", "sample"


async def _run(seed: int, template: Template, folder: Path, chance: random.Random) -> Outcome:
    town = Town(template, folder, chance)
    broken = ""
    invariants.held.clear()
    try:
        with buggify.drawing(town.rarely):
            await _live(town, chance)
    except Broken as error:
        broken = str(error)
    except (Exception, PowerCut) as error:  # noqa: BLE001  a fault of any kind is a finding
        broken = "".join(traceback.format_exception(error))
    finally:
        await town.close()
        await town.line.close()
    held = {f"held {name}": count for name, count in invariants.held.items()}
    return Outcome(seed, broken, town.trace.digest, town.trace.lines, town.trace.counts | held)


async def _live(town: Town, chance: random.Random) -> None:
    present = sorted(chance.sample(PEOPLE, chance.randint(3, 6)) if chance.random() < 0.5 else PEOPLE[: chance.randint(5, len(PEOPLE))])
    await town.server.start()
    late = [person for person in present[1:] if chance.random() < LATE]
    for person in present:
        if person not in late:
            town.sit_down(person).open()
    weather = Weather(town, chance)
    for _ in range(CYCLES):
        weather.begin()
        for _ in range(STEPS):
            await asyncio.sleep(chance.expovariate(1 / chance.choice((0.1, 0.5, 2, 8))))
            desk = chance.choice(town.desks)
            await weather.change(desk)
            if late and chance.random() < 0.05:
                town.sit_down(late.pop()).open()
            people.act(desk if chance.random() < 0.7 else chance.choice(town.desks), chance)
        await weather.end()
        await _come_to_rest(town)
        invariants.check(town)
        await _replay(town, chance)


async def _come_to_rest(town: Town) -> None:
    began, requests = town.loop.time(), town.line.requests
    while not await _rests(town):
        for desk in town.desks:
            _answer(desk)
            if desk.client and desk.client.status().connection is Connection.SIGNED_OUT:
                desk.client.sign_in_again(f"sample-{desk.person}")
        in_time, few = town.loop.time() - began < REST_SECONDS, town.line.requests - requests < REQUESTS_TO_REST
        hold(in_time, "I10", "" if in_time else f"no rest after {REST_SECONDS} s: {list(_open_work(town))}")
        hold(few, "I10", "" if few else f"no rest after {REQUESTS_TO_REST} requests: {list(_open_work(town))}")
        await asyncio.sleep(5)
    town.trace.note(f"rest after {town.line.requests - requests} requests")


def _answer(desk: Desk) -> None:
    """I9: when the guard asks, everything is still there; then the person lets it go."""
    client = desk.client
    if client is None or client.status().trouble != "mass_removal":
        return
    asked = client._read(removal.read)
    hold(asked and all(client.record(*key) for key in asked.records), "I9", f"{desk.name} is asked after the removal")
    desk.town.trace.note(f"{desk.name} lets {len(asked.records) if asked else 0} go", counts_as="F8 held and answered")
    desk.give(lambda client: client.line.allow_removal())


async def _rests(town: Town) -> bool:
    idle = town.server.instance is not None and all(desk.is_idle() for desk in town.desks)
    return idle and not any(True for _ in _open_work(town))


OPEN_WORK = (
    "SELECT 'command', id FROM outbox WHERE state <> 'refused' UNION ALL SELECT 'file to fetch', digest FROM wanted"
    " UNION ALL SELECT 'file to send', digest FROM blob WHERE NOT uploaded UNION ALL SELECT 'draft', record FROM draft WHERE behind"
    " AND record NOT IN (SELECT id FROM base WHERE seq < 0)"
    " UNION ALL SELECT 'update', record FROM draft_update WHERE n = 0 UNION ALL SELECT 'late text', record FROM draft_late"
)


def _open_work(town: Town) -> Iterator[str]:
    """List what still has to be done before the town is at rest; who asks only whether there is any stops at the first."""
    yield from (f"parcel {parcel}" for (parcel,) in invariants.rows(town, "SELECT id FROM outbox WHERE answer IS NULL"))
    heads = dict(invariants.rows(town, "SELECT unit, seq FROM unit_counter"))
    ((epoch,),) = invariants.rows(town, "SELECT value FROM meta WHERE name = 'epoch'")
    for desk in town.desks:
        if desk.client is None:
            yield f"{desk.name} is off"
            continue
        cursor = invariants.cursor_of(desk)
        if not desk.is_idle():
            status = desk.client.status()
            yield f"{desk.name} is {status.connection} {status.trouble} with {status.waiting}"
        if cursor.epoch != int(epoch):
            yield f"{desk.name} has not heard that the server was restored"
        if cursor.seq < heads[desk.client.identity.unit]:
            yield f"{desk.name} has read {cursor.seq} of {heads}"
        yield from (f"{desk.name} has {what} {which}" for what, which in invariants.look(desk, OPEN_WORK))


async def _replay(town: Town, chance: random.Random) -> None:
    """I4: what was sent once can be sent again without any effect."""
    before = invariants.fingerprint(town)
    pushes = [push for push in town.line.pushes if chance.random() < 0.2][-10:]
    for authorization, path, body in pushes:
        await town.line.send_again(authorization, path, body)
    await asyncio.sleep(10)
    hold(invariants.fingerprint(town) == before, "I4", f"{len(pushes)} pushes sent again had an effect")


class Weather:
    """What goes wrong, and when."""

    def __init__(self, town: Town, chance: random.Random) -> None:
        self.town, self.chance = town, chance
        self._kinds: list[str] = []
        self._restart: dict[str, float] = {}

    def begin(self) -> None:
        """Choose what can go wrong in this stretch; all at once hides more than it finds."""
        chance = self.chance
        kinds = [
            "line",
            "part",
            "client dies",
            "client is killed",
            "server dies",
            "clock",
            "server clock",
            "disk full",
            "server full",
            "rights",
            "session",
            "restore",
            "mass delete",
        ]
        self._kinds = [kind for kind in kinds if chance.random() < 0.4]
        self.town.rare = {place: chance.choice((0.05, 0.3)) for place in RARE if chance.random() < 0.25}
        self.town.line.bad = chance.choice((0.02, 0.1, 0.3)) if "line" in self._kinds else 0.0
        self.town.line.faults = tuple(fault for fault in FAULTS if chance.random() < 0.6)

    async def change(self, desk: Desk) -> None:
        """Let something go wrong, now and then, at this desk where it is a desk's matter, and let some of it pass."""
        await self._mend()
        if not self._kinds or self.chance.random() > 0.15:
            return
        kind = self.chance.choice(self._kinds)
        happenings = {
            "part": self._part, "client dies": self._burn, "client is killed": self._kill, "clock": self._clock, "disk full": self._fill,
            "server dies": self._server_dies, "server full": self._fill_server, "rights": self._rights, "session": self._session,
            "restore": self._restore, "server clock": self._server_clock,
            "mass delete": self._mass_delete,
        }  # fmt: skip
        if kind in happenings:
            await happenings[kind](desk)

    async def end(self) -> None:
        """Let the sun shine again."""
        town = self.town
        town.line.bad = 0.0
        town.rare = {}
        town.line.parted.clear()
        town.server.skew = timedelta()
        if town.server.disk and town.server.disk.dead:
            town.server.cut_off()
        if town.server.instance is None:
            await town.server.start()
        assert town.server.disk
        town.server.disk.fuse = None
        town.server.disk.free()
        for desk in town.desks:
            if desk.disk and desk.disk.dead:
                desk.cut_off()  # its power went in a task of its own, such as the indexer's, and nobody has asked the disk since
            if desk.client is None or desk.disk is None:
                desk.open()
                continue
            desk.disk.fuse = None
            desk.disk.free()
        self._restart.clear()
        town.trace.note("all is well")

    async def _mend(self) -> None:
        town, chance = self.town, self.chance
        if town.server.instance is None and chance.random() < 0.4:
            await town.server.start()
        for desk in town.desks:
            if desk.dead and chance.random() < 0.4:
                desk.open()
            elif desk.client and desk.client.status().connection is Connection.SIGNED_OUT and chance.random() < 0.3:
                desk.client.sign_in_again(f"sample-{desk.person}" if chance.random() < 0.8 else "wrong")
            elif desk.client and chance.random() < 0.1 and desk.client.status().trouble == "mass_removal":
                _answer(desk)
            elif desk.name in town.line.parted and chance.random() < 0.1:
                town.line.parted.discard(desk.name)
                town.trace.note(f"{desk.name} has a line again", counts_as="F5 healed")
            elif desk.disk and desk.client and chance.random() < 0.2:
                desk.disk.free()
        if town.server.disk and town.server.instance and chance.random() < 0.2:
            town.server.disk.free()

    async def _part(self, desk: Desk) -> None:
        self.town.line.parted.add(desk.name)
        self.town.trace.note(f"{desk.name} has no line", counts_as="F5 parted")

    async def _burn(self, desk: Desk) -> None:
        if desk.disk and not desk.dead:
            desk.disk.fuse = self.chance.randrange(40)

    async def _kill(self, desk: Desk) -> None:
        desk.cut_off()

    async def _server_dies(self, _: Desk) -> None:
        if self.town.server.disk and self.town.server.instance:
            self.town.server.disk.fuse = self.chance.randrange(120)

    async def _clock(self, desk: Desk) -> None:
        desk.skew = self.chance.choice((timedelta(), timedelta(days=-3650), timedelta(days=-1), timedelta(minutes=6), timedelta(days=365)))
        self.town.trace.note(f"{desk.name} clock {desk.skew}", counts_as="F10 clock")

    async def _server_clock(self, _: Desk) -> None:
        self.town.server.skew = self.chance.choice((timedelta(), timedelta(minutes=-6), timedelta(minutes=6), timedelta(hours=-20)))
        self.town.trace.note(f"server clock {self.town.server.skew}", counts_as="F10 server clock")

    async def _fill(self, desk: Desk) -> None:
        if desk.disk and not desk.dead:
            desk.disk.fill(self.chance.randrange(3))
            self.town.trace.note(f"{desk.name} disk full", counts_as="F11 client disk full")

    async def _fill_server(self, _: Desk) -> None:
        if self.town.server.disk and self.town.server.instance:
            self.town.server.disk.fill(self.chance.randrange(3))
            self.town.trace.note("server disk full", counts_as="F11 server disk full")

    async def _restore(self, _: Desk) -> None:
        """Take a backup, or put the last one back."""
        server, copy = self.town.server, self.town.folder / "backup"
        if server.instance is None or server.instance.database._turn.locked():  # type: ignore[attr-defined]
            return
        if copy.exists() and self.chance.random() < 0.5:
            self.town.trace.note("server restored", counts_as="F9 server restored")
            await server.restore(copy)
        else:
            server.remember(copy)
            self.town.trace.note("server backed up", counts_as="F9 backup taken")

    async def _mass_delete(self, desk: Desk) -> None:
        """Have a fault of the server take everything from everybody of a unit."""
        if desk.client and self.town.server.instance and not self.town.server.instance.database._turn.locked():  # type: ignore[attr-defined]
            unit = desk.client.identity.unit
            self.town.trace.note(f"mass delete in {unit}", counts_as="F8 mass delete")
            await self.town.server.administer(lambda tx: _take_all(tx, unit))

    async def _rights(self, _: Desk) -> None:
        """Change what somebody may do, as an administrator would."""
        instance = self.town.server.instance
        if instance is None or instance.database._turn.locked():  # type: ignore[attr-defined]
            return
        who = self.chance.choice(("wu-2", "jia-2", "xin-3"))
        roles = self.chance.choice(((), (Role.REGISTRAR,), (Role.DRAFTER,), (Role.REGISTRAR, Role.SEAL_KEEPER)))
        self.town.trace.note(f"{who} has {roles}", counts_as="F12 rights")
        await self.town.server.administer(lambda tx: _set_roles(tx, who, roles))

    async def _session(self, desk: Desk) -> None:
        self.town.trace.note(f"{desk.name} is signed out", counts_as="F12 session ends")
        await self.town.server.administer(lambda tx: tx.execute("DELETE FROM session WHERE person = ?", desk.person))


async def _take_all(tx: Transaction, unit: str) -> None:
    counted = await tx.fetch_one(tuple[int], "UPDATE unit_counter SET seq = seq + 1 WHERE unit = ? RETURNING seq", unit)
    assert counted
    await tx.execute("UPDATE change SET op = 'drop', seq = ? WHERE unit = ? AND op = 'put'", counted[0], unit)


async def _set_roles(tx: Transaction, who: str, roles: tuple[Role, ...]) -> None:
    from msgspec import structs

    from xzt.core.encoding import decode

    found = await tx.fetch_one(tuple[bytes], "SELECT body FROM person WHERE id = ?", who)
    assert found
    await write_person(tx, structs.replace(decode(found[0], Person), roles=roles))
    await raise_version(tx)
