"""The head of the store's chain, countersigned by the server: how an old copy of the whole store is found (threat row 4).

Before it is sent, a head is kept as offered, and offered again until there is an answer; then it is kept as confirmed, and the next may be
offered. So whatever is cut, lost or late, the newest head that the server knows is one of the two, unless this store is older than that.
"""

import functools
import logging
from base64 import b64decode
from binascii import Error
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from xzt.core.encoding import encode
from xzt.core.errors import Trouble
from xzt.signing.certs import check_chain, read_certificate
from xzt.signing.keys import verify
from xzt.store import chain, meta, rescue
from xzt.store.database import Connection
from xzt.store.records import Surroundings
from xzt.sync.engine.rounds import Transactions, look, run
from xzt.sync.protocol import messages as m
from xzt.sync.protocol import versions

if TYPE_CHECKING:
    from xzt.sync.engine.wire import Wire

log = logging.getLogger(__name__)

OFFERED, CONFIRMED = "chain.offered", "chain.confirmed"


class Confirmed(Struct, frozen=True):
    """The newest head that the server has signed, and the number of the commit that kept this: after it nothing has changed."""

    n: int
    digest: str
    at: int
    server: str
    signature: str
    certificate: str
    kept_at: int


def changed(db: Connection) -> bool:
    """Say whether the store has changed since its head was countersigned."""
    head, confirmed = chain.head(db), meta.get(db, CONFIRMED, Confirmed)
    return head is not None and (confirmed is None or head.n > confirmed.kept_at)


def offer(db: Connection) -> m.OfferedHead | None:
    """Give the head to offer: the one that has not been answered yet, however often it was sent, or the newest, and keep that it is."""
    head, pending = chain.head(db), meta.get(db, OFFERED, m.OfferedHead)
    if head is None or pending is not None:
        return pending
    confirmed = meta.get(db, CONFIRMED, Confirmed)
    since, number = (confirmed.digest, confirmed.n) if confirmed else ("", 0)
    offered = m.OfferedHead(head.chain, head.n, head.digest, since, number, head.begun)
    meta.put(db, OFFERED, offered)
    return offered


def confirm(db: Connection, offered: m.OfferedHead, answer: m.HeadAnswer) -> None:
    """Keep that the server has signed a head."""
    meta.drop(db, OFFERED)
    head = chain.head(db)
    kept_at = (head.n if head else 0) + 1
    meta.put(db, CONFIRMED, Confirmed(offered.n, offered.digest, answer.at, answer.server, answer.signature, answer.certificate, kept_at))


async def countersign(wire: "Wire", transactions: Transactions, around: Surroundings, device: str) -> None:
    """Have the head countersigned. ``Trouble("store_outdated")`` says that the server has signed a newer one: this store is an old copy."""
    if not versions.has(wire.protocol, versions.HEADS):
        return
    offered = await run(transactions, offer)
    if offered is None:
        return
    answer = await wire.offer_head(offered)
    if not answer.agreed:
        await run(transactions, functools.partial(meta.put, key=rescue.OUTDATED, value=True))
        raise Trouble("store_outdated", at=datetime.fromtimestamp(answer.at / 1000, UTC).isoformat())
    roots = await look(transactions, functools.partial(meta.get, key="roots", kind=tuple[str, ...]))
    if not is_signed(offered, answer, (around.unit, around.person, device), roots or ()):
        raise Trouble("head_unsigned", retry=True)
    await run(transactions, functools.partial(confirm, offered=offered, answer=answer))


def is_signed(offered: m.OfferedHead, answer: m.HeadAnswer, who: tuple[str, str, str], roots: tuple[str, ...]) -> bool:
    """Say whether the server that these roots vouch for has signed this head of this device."""
    try:
        certificate, signature, trusted = b64decode(answer.certificate), b64decode(answer.signature), [b64decode(root) for root in roots]
    except (Error, ValueError):
        return False
    if not certificate:
        return False
    begun = [read_certificate(one).not_before for one in (certificate, *trusted)]
    at = max(datetime.fromtimestamp(answer.at / 1000, UTC), *begun)  # a server whose clock is behind is told as such, not here
    statement = m.HeadStatement(answer.server, *who, offered.chain, offered.n, offered.digest, answer.at)
    if check_chain(certificate, trusted, at, "exchange"):
        return False
    return verify(read_certificate(certificate).public, encode(statement), signature)
