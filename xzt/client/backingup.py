"""Backups while a person works: once a day by itself, on demand, and before every migration; where they stand.

Each store has a folder for its backups beside the stores. A person may choose another one, such as a disk of the office; while that one
cannot be used, the backup goes beside the stores all the same, and it is said.
"""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from xzt.client.clock import Clock
from xzt.core.encoding import decode, encode
from xzt.core.errors import Trouble
from xzt.core.notices import BackedUp, Notice
from xzt.store import backups
from xzt.store.backups import Backup
from xzt.store.database import Connection
from xzt.store.examining import examine_rows
from xzt.store.keyslots import replace_file

__all__ = ["Backup", "Keeper", "choose_place", "chosen_place", "due", "every_backup", "places"]

PLACE_FILE = "backup.json"
BACKUPS, SET_ASIDE = "backups", "set-aside"
"""Folders beside the stores: for backups, and for what a restored backup took the place of."""
OFTEN = timedelta(hours=20)
"""Least time between two backups that the program makes by itself: one a working day, whenever the day begins."""
_FIRST_LOOK, _LOOK_AGAIN = 30.0, 1800.0
"""Seconds after the start, and between two looks at whether a backup is due."""

log = logging.getLogger(__name__)


class Place(Struct, frozen=True):
    """The folder that the person chose. It stands in clear beside the store: it is needed when the store does not open."""

    folder: str


def chosen_place(folder: Path) -> Path | None:
    """Give the folder that the person chose for the backups of this store, None where nothing was chosen."""
    with contextlib.suppress(OSError, Trouble):
        return Path(decode((folder / PLACE_FILE).read_bytes(), Place).folder)
    return None


def choose_place(folder: Path, chosen: Path | None) -> None:
    """Have the backups of this store made in a folder of that folder from now on; None: beside the stores."""
    if chosen is None:
        (folder / PLACE_FILE).unlink(missing_ok=True)
    else:
        replace_file(folder / PLACE_FILE, encode(Place(str(chosen / f"xzt-{folder.name}"))))


def places(folder: Path) -> list[Path]:
    """List where backups of this store may stand; new ones go to the first that can be used."""
    beside = folder.parent / BACKUPS / folder.name
    chosen = chosen_place(folder)
    return [chosen, beside] if chosen else [beside]


def every_backup(folder: Path) -> list[Backup]:
    """List the backups of a store, newest first."""
    found = [backup for place in places(folder) for backup in backups.listing(place)]
    return sorted(found, key=lambda backup: backup.facts.made, reverse=True)


def due(made: list[datetime], now: datetime) -> bool:
    """Say whether a backup is due. One from the future, by a clock that was wrong, counts for nothing."""
    return not any(timedelta() <= now - one < OFTEN for one in made)


class Keeper:
    """Makes the backups of one open store on a connection and a thread of its own."""

    def __init__(self, folder: Path, db: Connection, clock: Clock) -> None:
        self._folder, self._db, self._clock = folder, db, clock
        self._busy = threading.Lock()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, notify: Callable[[Notice], None]) -> None:
        """Make a backup whenever one is due; ``notify`` hears of each, from the keeper's thread."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._keep, args=(notify,), name="backups", daemon=True)
            self._thread.start()

    def make(self, reason: str) -> Backup:
        """Make a backup now. Blocks; call in a job. A chosen folder that cannot be used is ``Trouble`` after the backup stands beside."""
        with self._alone():
            failed: Trouble | None = None
            for place in places(self._folder):
                try:
                    made = backups.make(self._db, self._folder, place, reason, self._clock())
                except Trouble as trouble:
                    if trouble.code not in {"backup_place", "backup_no_room", "backup_unreadable", "disk"}:
                        raise
                    failed = failed or trouble
                    continue
                if failed is not None and reason != "migration":
                    raise failed
                return made
            raise failed or Trouble("backup_place", place="")

    def examine(self) -> str:
        """Read every page and row of the open store; gives what was found damaged, empty when nothing was. Blocks; call in a job."""
        with self._alone():
            return next((f"{found.code}: {found.what}" for found in examine_rows(self._db)), "")

    def close(self) -> None:
        """Stop what runs, at once, and close the connection. What was not complete is no backup."""
        self._closing.set()
        while not self._busy.acquire(timeout=0.02):
            self._db.interrupt()
        self._db.close()
        self._busy.release()
        if self._thread is not None:
            self._thread.join()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with self._busy:
            if self._closing.is_set():
                raise Trouble("stopped", retry=True)
            yield

    def _keep(self, notify: Callable[[Notice], None]) -> None:
        pause = _FIRST_LOOK
        while not self._closing.wait(pause):
            pause = _LOOK_AGAIN
            if due([backup.facts.made for backup in every_backup(self._folder)], self._clock()):
                self._make_daily(notify)

    def _require_whole(self) -> None:
        if found := self.examine():
            raise Trouble("store_damaged", detail=found)

    def _make_daily(self, notify: Callable[[Notice], None]) -> None:
        try:
            self.make("daily")
            self._require_whole()
        except Trouble as trouble:
            if trouble.code != "stopped":
                log.warning("no backup: %s", trouble)
                told = Trouble("damage_found") if trouble.code == "store_damaged" else trouble
                notify(BackedUp(told.code, told.params.get("place", "")))
        else:
            notify(BackedUp())
