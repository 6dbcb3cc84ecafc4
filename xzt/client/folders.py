"""The import folder as it is remembered in the store; ``xzt.client.watching`` watches it."""

from msgspec import Struct


class ImportFolder(Struct, frozen=True):
    """A folder whose files become drafts, and the names of its two sub-folders: for what was taken in, for what could not be read."""

    path: str
    taken: str
    aside: str
