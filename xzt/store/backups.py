"""Backups of a store: whole encrypted copies under the store's own key, each with the key file, some generations by age.

A backup is a folder that gets its name when everything in it is on the disk and was read back, every page against its MAC. What has no such
name yet is no backup. The copy is compact (``VACUUM INTO``), reads from one state of the store, and stops no writer.
"""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from xzt.core.encoding import decode, encode
from xzt.core.errors import Trouble
from xzt.store import lock
from xzt.store.carrying import carry
from xzt.store.database import STORE_FILE, Connection, Damage, damage, naming_trouble
from xzt.store.keyslots import KEY_FILE, flush_file, flush_folder, replace_file

ABOUT_FILE = "about.json"
UNFINISHED = ".new"
RESERVE = 16 * 1024 * 1024
"""Bytes of the disk that a backup leaves to everything else."""
NEWEST, DAYS, WEEKS = 2, 3, 3
"""How many generations stay: the newest ones, the newest of so many days, the newest of so many weeks."""


class Facts(Struct, frozen=True):
    """What is told of a backup without its key: when and why it was made, size in bytes, highest command number, how many waited."""

    made: datetime
    reason: str
    size: int
    last: int
    waiting: int


class Backup(Struct, frozen=True):
    """A backup and where it stands."""

    folder: Path
    facts: Facts


def make(db: Connection, folder: Path, place: Path, reason: str, now: datetime) -> Backup:
    """Copy the store that ``db`` has open into ``place`` and give up what is superseded. Blocks; use a connection of its own.

    ``Trouble``: ``backup_no_room``, ``backup_place`` (the place cannot be used), ``backup_running``, ``store_damaged`` (the store itself).
    """
    with _alone(place):
        _remove_unfinished(place)
        _require_room(folder, place)
        stamp = now.strftime("%Y%m%d-%H%M%S-%f")
        aside = place / f"{stamp}{UNFINISHED}"
        try:
            aside.mkdir(mode=0o700)
            facts = _copy(db, folder, aside, reason, now)
            aside.rename(place / stamp)
            flush_folder(place)
        except OSError as error:
            raise _trouble(error) from error
        except Trouble as trouble:
            raise Trouble("backup_no_room", retry=True, place=str(place)) if trouble.code == "disk_full" else trouble from trouble
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        _thin(place)
        return Backup(place / stamp, facts)


def listing(place: Path) -> list[Backup]:
    """List the backups of a place, newest first. One whose file is missing or cut is none."""
    found = []
    with contextlib.suppress(OSError):
        for path in place.glob(f"*/{ABOUT_FILE}"):
            if path.parent.suffix == UNFINISHED:
                continue
            with contextlib.suppress(OSError, Trouble):
                facts = decode(path.read_bytes(), Facts)
                if (path.parent / STORE_FILE).stat().st_size == facts.size:
                    found.append(Backup(path.parent, facts))
    return sorted(found, key=lambda backup: backup.facts.made, reverse=True)


def superseded(made: list[datetime]) -> list[datetime]:
    """Say which of the backups made at these times may go: of the last days and weeks that have any, the newest stays."""
    ordered = sorted(made, reverse=True)
    kept = set(ordered[:NEWEST])
    for period, count in (("%Y-%m-%d", DAYS), ("%G-%V", WEEKS)):
        newest = {one.strftime(period): one for one in reversed(ordered)}
        kept.update(sorted(newest.values(), reverse=True)[:count])
    return [one for one in ordered if one not in kept]


@contextlib.contextmanager
def _alone(place: Path) -> Iterator[None]:
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        held = lock.take(place)
    except OSError as error:
        raise _trouble(error) from error
    except Trouble as trouble:
        raise Trouble("backup_running" if trouble.code == "store_in_use" else "backup_place", retry=True, place=str(place)) from trouble
    try:
        yield
    finally:
        lock.give_back(held)


def _remove_unfinished(place: Path) -> None:
    for path in place.glob(f"*{UNFINISHED}"):
        shutil.rmtree(path, ignore_errors=True)


def _require_room(folder: Path, place: Path) -> None:
    need = RESERVE + sum(path.stat().st_size for path in folder.glob(f"{STORE_FILE}*") if not path.name.endswith("-shm"))
    if shutil.disk_usage(place).free < need:
        raise Trouble("backup_no_room", retry=True, place=str(place))


def _copy(db: Connection, folder: Path, aside: Path, reason: str, now: datetime) -> Facts:
    target = aside / STORE_FILE
    with naming_trouble():
        db.execute("VACUUM INTO ?", (str(target),))
        flush_file(target)
        db.execute("ATTACH ? AS copy", (str(target),))  # under the key of the store: SQLCipher's rule where none is given
        try:
            if damage(db, Damage.EVERYTHING, "copy"):
                raise Trouble("backup_unreadable", retry=True)
            last = db.execute("SELECT max(n) FROM (SELECT max(n) AS n FROM copy.outbox UNION ALL SELECT max(n) FROM copy.sent)").fetchone()
            waiting = db.execute("SELECT count(*) FROM copy.outbox WHERE state IN ('waiting', 'sending')").fetchone()
            names = _names(db, "")
            alone = _names(db, "WHERE uploaded = 0")
        finally:
            db.execute("DETACH copy")
    newest = listing(aside.parent)
    carry(folder, aside, names, alone, newest[0].folder if newest else None)
    for path in folder.glob("*.json"):
        replace_file(aside / path.name, path.read_bytes())
    if not (aside / KEY_FILE).exists():
        raise Trouble("key_missing")
    facts = Facts(now, reason, target.stat().st_size, int(last[0] or 0) if last else 0, int(waiting[0]) if waiting else 0)
    replace_file(aside / ABOUT_FILE, encode(facts))
    return facts


def _names(db: Connection, condition: str) -> set[str]:
    """Name the chunk files that the copy needs; a store of an older schema has none."""
    if not db.execute("SELECT 1 FROM copy.sqlite_master WHERE name = 'blob_part'").fetchone():
        return set()
    sql = f"SELECT name FROM copy.blob_part JOIN copy.blob USING (digest) {condition}"  # noqa: S608  words of our own
    return {str(row[0]) for row in db.execute(sql)}


def _thin(place: Path) -> None:
    by_time = {backup.facts.made: backup.folder for backup in listing(place)}
    for made in superseded(list(by_time)):
        gone = by_time[made].with_name(by_time[made].name + UNFINISHED)
        with contextlib.suppress(OSError):  # one too many does no harm
            by_time[made].rename(gone)
            shutil.rmtree(gone, ignore_errors=True)


def _trouble(error: OSError) -> Trouble:
    code = "backup_no_room" if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} else "backup_place"
    return Trouble(code, retry=True, place=os.fsdecode(error.filename or ""), detail=str(error))
