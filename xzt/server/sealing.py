"""The organ seal on a layout file (用印): the file is here already, and is sealed in this process by the unit's seal (sample authority).

The sealed file is kept before the transaction names it (RS-21). Every use is written down: who, when, on which record, which file.
"""

import asyncio

from xzt.core.digest import sm3
from xzt.core.errors import Refusal, Trouble
from xzt.office.act import Context, SealedFile
from xzt.office.dispatch.commands import Seal
from xzt.office.people import Unit
from xzt.server.instance import Instance
from xzt.server.sql.database import Transaction
from xzt.server.trust import FONTS
from xzt.signing.authority import SampleAuthority
from xzt.signing.ofd import Stamp, seal_ofd
from xzt.signing.seals import read_seal
from xzt.sync.protocol.messages import Again

_FONT = "FandolSong-Bold.otf"

Sealed = SealedFile | Refusal | Again


async def seal(instance: Instance, tx: Transaction, by: Context, record: str, command: Seal) -> Sealed:
    """Seal the file that the command names; one that nobody of the unit has uploaded is ``Again("blob_missing")``."""
    act, unit = by.act, by.directory.unit(by.act.unit)
    present = await tx.fetch_one(tuple[str], "SELECT digest FROM blob WHERE unit = ? AND digest = ?", act.unit, command.file)
    if present is None:
        return Again(act.command, "blob_missing")
    if unit is None:
        return Refusal("unit_unknown", {"unit": act.unit})
    plain = await instance.blobs.read(command.file)
    try:
        data, name = await asyncio.to_thread(_seal, instance.trust.authority, unit, plain, (command, by))
    except Trouble as trouble:
        return Refusal(trouble.code)
    sealed = sm3(data)
    await instance.blobs.keep(sealed, data)
    await tx.execute(
        "INSERT INTO seal_use (unit, command, record, person, at, plain, sealed) VALUES (?, ?, ?, ?, ?, ?, ?)",
        *(act.unit, act.command, record, act.person, int(act.at.timestamp() * 1000), command.file, sealed),
    )
    return SealedFile(command.file, sealed, name)


def _seal(authority: SampleAuthority, unit: Unit, plain: bytes, asked: tuple[Seal, Context]) -> tuple[bytes, str]:
    command, by = asked
    organ = authority.organ_seal(unit.id, unit.name, by.act.at, FONTS / _FONT, unit.seal_diameter)
    stamps = [Stamp(stamp.page, stamp.x, stamp.y, stamp.width, stamp.height) for stamp in command.stamps]
    return seal_ofd(plain, organ.esl, organ.key, organ.cert, by.act.at, stamps), read_seal(organ.esl).name
