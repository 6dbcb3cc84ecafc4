"""Which incoming documents of this unit are the same one (RCV-03): same sender and number however it was typed, or the same file.

Searches the index of the store and looks at what it finds: call it in a job.
"""

from msgspec import Struct

from xzt.client.session import Client
from xzt.office.receipt.registration import Registration, normal_number, sender_name
from xzt.office.receipt.state import Receipt, Source, Step, marks_of

_LOOKED_AT = 40
"""Records of one search that are looked at; they are the newest."""


class Duplicate(Struct, frozen=True):
    """Another receipt that is the same document. ``number`` is its own receipt number, empty where it has none yet."""

    record: str
    title: str
    number: str
    same_file: bool


def duplicates(client: Client, record: str, source: Source, entry: Registration) -> tuple[Duplicate, ...]:
    """List the other receipts that are the same document as ``entry`` with the files of ``source``; one that was sent back counts not."""
    files = {digest for digest in (source.file, *(file.digest for file in source.attached)) if digest}
    wanted = set(marks_of(source, entry))
    found: dict[str, Duplicate] = {}
    for words in (normal_number(entry.number), *sorted(files)):
        for row in client.rows("receipts", words, _LOOKED_AT) if words else ():
            state = client.record("receipt", row.id) if row.id not in {record, *found} else None
            if not isinstance(state, Receipt) or state.step in {Step.REFUSED, Step.DISCARDED}:
                continue
            same = wanted & set(marks_of(state.source, _entry(client, state)))
            if same:
                number = state.number.printed() if state.number else ""
                found[row.id] = Duplicate(row.id, state.title.replace("\n", ""), number, bool(same & files))
    return tuple(found.values())


def _entry(client: Client, state: Receipt) -> Registration:
    """Give what a receipt is registered as, or would be."""
    source = state.source
    return state.registration or Registration(sender_name(source.unit, source.sender, client.directory), source.number)
