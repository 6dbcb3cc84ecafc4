"""The organ seal on a layout file (用印): the file is here already, and is sealed in this process by the unit's seal (sample authority).

The sealed file is kept before the transaction names it (RS-21). Every use is written down: who, when, on which record, which file.
"""

import asyncio
from datetime import datetime

from msgspec import Struct, structs

from xzt.core.digest import sm3
from xzt.core.errors import Refusal, Trouble
from xzt.office import act as office
from xzt.office.act import Act, Context, SealedFile
from xzt.office.dispatch.commands import NoteSeal, Seal
from xzt.office.dispatch.state import Dispatch
from xzt.office.people import Unit
from xzt.server.instance import Instance
from xzt.server.sql.database import Transaction
from xzt.server.trust import FONTS
from xzt.signing.authority import SampleAuthority
from xzt.signing.ofd import Stamp, join_ofd, seal_ofd
from xzt.signing.seals import read_seal
from xzt.sync.protocol.messages import Again

_FONT = "FandolSong-Bold.otf"

Sealed = SealedFile | Refusal | Again


class _Setting(Struct, frozen=True):
    """Where a seal is set and when; ``beside`` is its place among the seals of a joint document, None where it closes the file."""

    stamps: tuple[office.Stamp, ...]
    at: datetime
    beside: int | None = None


async def seal(instance: Instance, tx: Transaction, asked: tuple[Context, str, Dispatch], command: Seal) -> Sealed:
    """Seal the file that the command names; one that nobody of the unit has uploaded is ``Again("blob_missing")``. A co-signing unit
    seals what the unit that leads has uploaded, beside the others."""
    by, record, state = asked
    act, unit = by.act, by.directory.unit(by.act.unit)
    beside = state.seal_asked.place if state.seal_asked else None
    present = await tx.fetch_one(tuple[str], "SELECT digest FROM blob WHERE unit = ? AND digest = ?", act.unit, command.file)
    if present is None and beside is None:
        return Again(act.command, "blob_missing")
    if unit is None:
        return Refusal("unit_unknown", {"unit": act.unit})
    plain = await instance.blobs.read(command.file)
    try:
        data, name = await asyncio.to_thread(_seal, instance.trust.authority, unit, plain, _Setting(command.stamps, act.at, beside))
    except Trouble as trouble:
        return Refusal(trouble.code)
    return await _kept(instance, tx, (act, record), SealedFile(command.file, "", name), data)


async def close(instance: Instance, tx: Transaction, asked: tuple[Context, str, Dispatch], last: NoteSeal) -> Sealed:
    """Lay the seals of all organs into one file and close it with that of the unit that leads, in the name of the keeper who asked."""
    by, record, state = asked
    unit = by.directory.unit(state.unit)
    keeper = next((entry.act.person for entry in reversed(state.course) if entry.action == "ask_seals"), by.act.person)
    given = {row.unit: row.sealed for row in state.sealings} | {last.unit: last.sealed}
    copies = [sealed.sealed for name, sealed in given.items() if sealed and name != state.unit]
    own = tuple(row.stamp for row in state.sealings if row.unit == state.unit)
    if unit is None:
        return Refusal("unit_unknown", {"unit": state.unit})
    files = [await instance.blobs.read(digest) for digest in copies]
    try:
        joined = await asyncio.to_thread(join_ofd, files)
        data, name = await asyncio.to_thread(_seal, instance.trust.authority, unit, joined, _Setting(own, by.act.at))
    except Trouble as trouble:
        return Refusal(trouble.code)
    act = structs.replace(by.act, person=keeper)
    return await _kept(instance, tx, (act, record), SealedFile(last.file, "", name), data)


async def _kept(instance: Instance, tx: Transaction, by: tuple[Act, str], made: SealedFile, data: bytes) -> SealedFile:
    act, record = by
    sealed = sm3(data)
    await instance.blobs.keep(sealed, data)
    await tx.execute(
        "INSERT INTO seal_use (unit, command, record, person, at, plain, sealed) VALUES (?, ?, ?, ?, ?, ?, ?)",
        *(act.unit, act.command, record, act.person, int(act.at.timestamp() * 1000), made.plain, sealed),
    )
    return structs.replace(made, sealed=sealed)


def _seal(authority: SampleAuthority, unit: Unit, plain: bytes, how: _Setting) -> tuple[bytes, str]:
    organ = authority.organ_seal(unit.id, unit.name, how.at, FONTS / _FONT, unit.seal_diameter)
    stamps = [Stamp(stamp.page, stamp.x, stamp.y, stamp.width, stamp.height) for stamp in how.stamps]
    return seal_ofd(plain, organ.esl, organ.key, organ.cert, how.at, stamps, beside=how.beside), read_seal(organ.esl).name
