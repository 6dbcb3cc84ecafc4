"""Signing in and out (V6, V7, RS-19): passwords by Argon2id, sessions by a token of 256 random bits that is kept as its digest only.

After five wrong passwords a name is shut for ten minutes, and it makes no difference, neither in the answer nor in the time it takes,
whether there is such a person. A token begins with its unit, so that looking it up touches one shard.
"""

import asyncio
import functools
import os
import secrets
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from msgspec import Struct

from xzt.core.digest import sm3
from xzt.core.encoding import decode
from xzt.office.people import Person
from xzt.server.callers import Caller, caller_of
from xzt.server.directory import unit_of
from xzt.server.sql.database import Database, Transaction
from xzt.sync.protocol.messages import Login

MEMORY_KIB, ITERATIONS, LANES = 19 * 1024, 2, 1
FAILURES = 5
SHUT = timedelta(minutes=10)
LIFE = timedelta(hours=12)
_NAMELESS = ""
"""The unit under which failures of unknown names are counted."""


class Opened(Struct, frozen=True):
    """A session as it begins. The token is in this answer and nowhere else."""

    token: str
    person: Person
    expires: datetime


class Shut(Struct, frozen=True):
    """Too many failures: come again after so many seconds."""

    seconds: int


def hash_password(password: str) -> str:
    """Hash a password with its parameters and salt (PHC string)."""
    return _kdf().derive_phc_encoded(password.encode())


def _kdf() -> Argon2id:
    return Argon2id(salt=os.urandom(16), length=32, iterations=ITERATIONS, lanes=LANES, memory_cost=MEMORY_KIB)


@functools.cache
def _nobody() -> str:
    """Hash what nobody knows, so that an unknown name takes as long as a wrong password."""
    return hash_password(secrets.token_hex(16))


def _matches(password: str, kept: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(password.encode(), kept)
    except InvalidKey:
        return False
    return True


async def log_in(database: Database, turns: asyncio.Semaphore, login: Login, now: datetime) -> Opened | Shut | None:
    """Open a session; None when name or password are wrong. ``turns`` bounds the hashing: each takes 19 MiB and a core."""
    person, device = login.person, login.device
    async with database.transaction() as tx:
        unit = await unit_of(tx, person) or _NAMELESS
        found = await tx.fetch_one(tuple[bytes, str], "SELECT body, password FROM person WHERE unit = ? AND id = ?", unit, person)
        wait = await _count_attempt(tx, unit, person, now)
    if wait:
        return wait
    async with turns:
        right = await asyncio.to_thread(_matches, login.password, found[1] if found else _nobody())
    if not found or not right:
        return None
    token = f"{unit}.{secrets.token_urlsafe(32)}"
    since, expires = _milliseconds(now), now + LIFE
    async with database.transaction() as tx:
        await tx.execute("DELETE FROM login_guard WHERE unit = ? AND person = ?", unit, person)
        await tx.execute("DELETE FROM session WHERE unit = ? AND expires <= ?", unit, since)
        await tx.execute(
            "INSERT INTO session (unit, digest, person, device, since, expires) VALUES (?, ?, ?, ?, ?, ?)",
            *(unit, sm3(token.encode()), person, device, since, _milliseconds(expires)),
        )
        await tx.execute(
            "INSERT INTO device (unit, person, id, since, seen) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (unit, person, id) DO UPDATE SET seen = excluded.seen",
            *(unit, person, device, since, since),
        )
    return Opened(token, decode(found[0], Person), expires)


async def _count_attempt(tx: Transaction, unit: str, person: str, now: datetime) -> Shut | None:
    """Count the attempt before its password is looked at, so that many at once are no more than five."""
    at = _milliseconds(now)
    await tx.execute("DELETE FROM login_guard WHERE unit = ? AND seen <= ?", unit, at - _length(SHUT))
    counted = await tx.fetch_one(
        tuple[int, int],
        "INSERT INTO login_guard (unit, person, failures, until, seen) VALUES (?, ?, 1, 0, ?)"
        " ON CONFLICT (unit, person) DO UPDATE SET failures = login_guard.failures + 1,"
        " seen = CASE WHEN login_guard.failures < ? THEN excluded.seen ELSE login_guard.seen END RETURNING failures, seen",
        *(unit, person, at, FAILURES),
    )
    if counted and counted[0] > FAILURES:
        return Shut(max(1, -(-(counted[1] + _length(SHUT) - at) // 1000)))
    return None


async def log_out(database: Database, token: str) -> None:
    """End the session."""
    async with database.transaction() as tx:
        await tx.execute("DELETE FROM session WHERE unit = ? AND digest = ?", _unit_of(token), sm3(token.encode()))


async def find_caller(database: Database, token: str, now: datetime) -> Caller | None:
    """Find who holds the token now, with the person's roles of now; ended, expired or of a person who left is None."""
    found = await database.look(
        tuple[bytes, str],
        "SELECT person.body, session.device FROM session JOIN person ON person.unit = session.unit AND person.id = session.person"
        " WHERE session.unit = ? AND session.digest = ? AND session.expires > ?",
        *(_unit_of(token), sm3(token.encode()), _milliseconds(now)),
    )
    return caller_of(_person(found[0]), found[1]) if found else None


@functools.lru_cache(maxsize=4096)
def _person(body: bytes) -> Person:
    """Read a person, whom every request of theirs brings again, word for word."""
    return decode(body, Person)


def _unit_of(token: str) -> str:
    return token.partition(".")[0]


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _length(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
