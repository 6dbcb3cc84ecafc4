"""What a person's earlier documents offer to a new one (DOC-16): recipients that were used, and the content as a beginning.

Reads records one by one: call ``recent`` in a job.
"""

from msgspec.structs import replace

from xzt.client.documents import document_of
from xzt.client.house import house_of
from xzt.client.session import Client
from xzt.docs.kinds.filling import empty
from xzt.docs.model import OfficialDocument
from xzt.office.dispatch.state import Dispatch
from xzt.office.receipt.state import Receipt

READ, MOST = 80, 12
"""How many documents are looked at, and how many values offered."""


def recent(client: Client, element: str) -> tuple[str, ...]:
    """List the values that an element (``recipients``, ``copies_to``) had in this person's own documents, the newest first."""
    found: dict[str, None] = {}
    for line in client.rows("mine", limit=READ):
        state = client.record(line.kind, line.id)
        if isinstance(state, Dispatch) and (words := str(getattr(document_of(state), element)).strip()):
            found.setdefault(words)
        if len(found) == MOST:
            break
    return tuple(found)


def copied(client: Client, state: Dispatch | Receipt) -> OfficialDocument:
    """Return the content of an earlier document as the beginning of a new one.

    Number and dates are not content and stay behind; what another organ has sent is written under one's own name.
    """
    document = document_of(state)
    if isinstance(state, Dispatch):
        return document
    own = empty(house_of(client.directory, client.identity.unit))
    return replace(document, mark=own.mark, mark_organs=(), signers=own.signers, series=own.series, printer=own.printer, approver="")
