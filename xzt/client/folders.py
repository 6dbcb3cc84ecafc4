"""Import folders as they are remembered in the store, and what was set aside out of them; ``xzt.client.watching`` watches them."""

from datetime import datetime

from msgspec import Struct

DISPATCHES, RECEIPTS = "dispatch", "receipt"
"""What the files of a folder become: drafts of dispatches, or drafts of registrations."""


class ImportFolder(Struct, frozen=True):
    """A folder whose files become drafts, and the names of its two sub-folders: for what was taken in, for what could not be read."""

    path: str
    taken: str
    aside: str
    purpose: str = DISPATCHES


class SetAside(Struct, frozen=True):
    """A file that was not taken in, where it lies now, and the code of the trouble; until a person has taken note of it."""

    name: str
    code: str
    folder: str
    at: datetime
    purpose: str = DISPATCHES
