"""What the client tells whoever listens: small values, sent from any thread, never carrying content."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class Changed(Struct, frozen=True):
    """These records (kind and id) have a new state: who shows them reads again. ``initiator`` is our command that caused it, if any."""

    records: tuple[tuple[str, str], ...]
    initiator: str = ""


class NeedsAttention(Struct, frozen=True):
    """The server refused a command that this person had given; it waits with its content under needs attention."""

    command: str
    code: str


class DirectoryChanged(Struct, frozen=True):
    """Units, people or one's own rights changed."""


class Connection(StrEnum):
    """How the engine stands to the server. ``signed_out``: the session ended and the password is asked for again."""

    OFFLINE = "offline"
    ONLINE = "online"
    BUSY = "busy"
    SIGNED_OUT = "signed_out"
    STOPPED = "stopped"


class FirstSync(Struct, frozen=True):
    """How far the first sync is: records so far, in all (0 while nobody has counted), and whether the person holds it."""

    done: int
    total: int
    paused: bool = False


class SyncStatus(Struct, frozen=True):
    """The truth for the sync line: connection, commands that wait, refused ones, last complete round, code of the last trouble.

    ``first`` is there while the first sync is not complete, ``unindexed`` counts records whose text cannot be found yet.
    """

    connection: Connection
    waiting: int
    attention: int
    complete_at: datetime | None = None
    trouble: str = ""
    first: FirstSync | None = None
    unindexed: int = 0


class Transfer(Struct, frozen=True):
    """A file on its way up or down: bytes done of all, and the code of what stopped it (it is tried again later)."""

    digest: str
    up: bool
    done: int
    total: int
    trouble: str = ""


class Transfers(Struct, frozen=True):
    """The files on their way now: the one that moves first; ``paused`` when the person has stopped them."""

    files: tuple[Transfer, ...] = ()
    paused: bool = False


class JobProgress(Struct, frozen=True):
    """A job has done ``done`` of ``total`` steps."""

    job: int
    name: str
    done: int
    total: int


class DraftChanged(Struct, frozen=True):
    """Somebody else's text has come to a draft: who shows it takes it in."""

    record: str


class FileTaken(Struct, frozen=True):
    """A file of an import folder became what the folder is for (``purpose``), or was set aside with the code of the trouble."""

    name: str
    code: str = ""
    purpose: str = "dispatch"


class BackedUp(Struct, frozen=True):
    """The daily backup of the store was made, or was not, for the reason that ``code`` gives with its ``place``."""

    code: str = ""
    place: str = ""


class ClockWrong(Struct, frozen=True):
    """The device's clock differs much from the server's, which is ahead by ``seconds`` (behind where it is negative)."""

    seconds: float


class StoreUpdating(Struct, frozen=True):
    """The store that is being unlocked comes from an earlier program: it is copied, and made one of today."""


Notice = (
    ClockWrong
    | Changed
    | NeedsAttention
    | DirectoryChanged
    | SyncStatus
    | JobProgress
    | DraftChanged
    | FileTaken
    | BackedUp
    | Transfers
    | StoreUpdating
)
