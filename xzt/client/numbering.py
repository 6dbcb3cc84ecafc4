"""文号管理 on this machine: the server's book as it was last fetched, under what was done by hand since (N2, N3).

The book is the server's and needs a line to be fetched; it stays in the store, dated, so that it can be read and worked with without one.
"""

from datetime import datetime

from msgspec import Struct

from xzt.client.attention import Attention
from xzt.client.session import Client
from xzt.core.calendar import BEIJING
from xzt.office.act import Number
from xzt.office.numberbook import SeriesLine
from xzt.office.numbering.book import Kept, Shown, laid
from xzt.office.numbering.commands import ExplainNumber, MarkNumber
from xzt.office.numbering.state import Numbering, numbering_id
from xzt.office.people import Role
from xzt.office.registry import decode_command
from xzt.store import records
from xzt.store.database import Connection
from xzt.sync.engine.wire import fetch_numbers

_KEPT = "numberbook"


class Numbers(Struct, frozen=True):
    """What is known here: the series, their numbers, and when the server's book was so (None: it was never fetched)."""

    series: tuple[SeriesLine, ...] = ()
    lines: tuple[Shown, ...] = ()
    at: datetime | None = None


def fetch_book(client: Client) -> Numbers:
    """Fetch the book, keep it, and give what is known. Blocks; call in a job."""
    at = client.now()
    client.remember(_KEPT, Kept(fetch_numbers(client.profile.server, client.token()), at)).result()
    return numbers(client)


def numbers(client: Client) -> Numbers:
    """Give what is known here; nothing for whoever keeps no numbers."""
    if not {Role.REGISTRAR, Role.NUMBER_KEEPER} & set(client.identity.roles):
        return Numbers()
    kept = client.remembered(_KEPT, Kept)
    series = _series(client, kept)
    lines = laid(kept, _by_hand(client, {one.year for one in series}))
    return Numbers(series, lines, kept.at if kept else None)


def refused_number(client: Client, item: Attention) -> tuple[str, Shown | None]:
    """Say which number a refused command was about, and how it stands as far as is known here."""
    asked = decode_command("numbering", item.mine_json.encode())
    if not isinstance(asked, MarkNumber | ExplainNumber):
        raise TypeError(item.kind)
    key = (asked.series, asked.year, asked.sequence)
    found = next((one for one in numbers(client).lines if (one.series, one.year, one.sequence) == key), None)
    return Number(*key).printed(), found


def _series(client: Client, kept: Kept | None) -> tuple[SeriesLine, ...]:
    """List the yearly series of the book; for who keeps them also those of this year that have not begun (N4)."""
    found = kept.book.series if kept else ()
    if Role.NUMBER_KEEPER not in client.identity.roles:
        return found
    unit, year = client.directory.unit(client.identity.unit), client.now().astimezone(BEIJING).year
    there = {(one.name, one.year) for one in found}
    fresh = [SeriesLine(name, year, 0) for name in (unit.series if unit else ()) if (name, year) not in there]
    return (*found, *fresh)


def _by_hand(client: Client, years: set[int]) -> tuple[Numbering, ...]:
    def work(db: Connection) -> tuple[Numbering, ...]:
        unit = client.identity.unit
        found = [records.read_view(db, "numbering", numbering_id(unit, year)) for year in sorted(years)]
        return tuple(state for state in found if isinstance(state, Numbering))

    return client.read(work)
