"""Certificates for people's keys: asked for once a device, entered in the directory, idempotent for the same key."""

from http import HTTPStatus

from msgspec import structs

from xzt.core.digest import sm3
from xzt.core.errors import Trouble
from xzt.server.callers import Caller
from xzt.server.directory import raise_version, read_meta, write_person
from xzt.server.instance import Instance
from xzt.server.sql.database import attempt, brief_pause
from xzt.server.trust import certify, pack, read_public_key
from xzt.server.web import Failure

MAX_CERTIFICATES = 20
"""Certificates a person can hold: a device lost and found again is no reason to stop anybody, a loop is."""


async def enrol(instance: Instance, caller: Caller, public_key: str) -> bytes:
    """Give the certificate (DER) of this key for this person."""
    key = read_public_key(public_key)

    async def once() -> tuple[bytes, int]:
        async with instance.database.transaction() as tx:
            rows = await tx.fetch_all(
                tuple[bytes, bytes], "SELECT public_key, body FROM certificate WHERE unit = ? AND person = ?", caller.unit, caller.person
            )
            held = dict(rows)
            if key in held:
                return held[key], 0
            if len(held) >= MAX_CERTIFICATES:
                raise Failure(HTTPStatus.CONFLICT, "certificates_many", limit=str(MAX_CERTIFICATES))
            directory = await instance.directory.read(tx)
            person, unit = directory.person(caller.person), directory.unit(caller.unit)
            if person is None or unit is None:
                raise Trouble("person_unknown")
            now = instance.now()
            made = certify(instance.trust, key, person, unit, now)
            await tx.execute(
                "INSERT INTO certificate (unit, person, digest, device, public_key, body, since) VALUES (?, ?, ?, ?, ?, ?, ?)",
                *(caller.unit, caller.person, sm3(key), caller.device, key, made, int(now.timestamp() * 1000)),
            )
            await write_person(tx, structs.replace(person, certificate=pack(made)))
            await raise_version(tx)
            meta = await read_meta(tx)
            return made, meta.directory if meta else 0

    certificate, version = await attempt(once, brief_pause)
    if version:
        instance.hub.announce_directory(version)
    return certificate
